"""What two texts of one story have in common, and comments that say that one is not done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from warta.diagnostics.catalogue import MESSAGE_LANGUAGES, report_text
from warta.markdown.places import Block, Place

__all__ = ["find_to_translate", "long_paragraphs"]

MIN_WORDS = 10
"""Shorter paragraphs can be the same in two texts by chance: a greeting, an address."""
_COMMENT = re.compile(
    r"(?P<key>[a-z_]{1,30}):(?:\s[^#\n]*(?:#\S[^#\n]*)*|\s*)\s(?P<mark>#\s?(?:"
    + "|".join(re.escape(report_text("new_comment_title", language)) for language in MESSAGE_LANGUAGES)
    + r"))\s*"
)
"""As ``warta new`` writes it behind a value."""


def long_paragraphs(blocks: Sequence[Block]) -> Iterator[tuple[Place, int]]:
    """Place and digest of each long paragraph; quotations may be in any language."""
    for block in blocks:
        words = block.text.casefold().split() if block.kind == "paragraph" else ()
        if len(words) >= MIN_WORDS:
            digest = blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=7).digest()
            yield block.place(0), int.from_bytes(digest)


def find_to_translate(front_matter: Sequence[str]) -> Iterator[tuple[Place, str]]:
    """Place and key of the comments in the lines of a front matter that a value is still to be translated."""
    for number, line in enumerate(front_matter, 1):
        found = _COMMENT.fullmatch(line) if "#" in line else None
        if found is not None:
            yield (number, found.start("mark") + 1), found["key"]
