"""The mark that Indonesian newsrooms put at the end of a paid text: ``(Adv/Balipost)``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from warta.markdown.places import Block, Place

__all__ = ["find_paid_mark"]

_PAID = re.compile(
    r"""[(\[{]\s*(?:[^()\[\]{}\n]{0,60}?[/,*|–-]\s*)?
        (?:adv|advert|advertorial|advetorial|adventorial|iklan|pariwara|inforial|infotorial|sponsored|sponsor|
           berbayar|konten\s+berbayar|konten\s+bersponsor|advertisement|paid|paid\s+(?:content|post|partnership|story)|
           sponsored\s+(?:content|post|story))
        \s*\.?\s*(?:[/,*|:–-][^()\[\]{}\n]{0,60}|\d{0,3})?[)\]}][\s.*_]*$
      | (?:^|[.!?”"]\s*)[*\s–-]*(?:adv|advertorial|pariwara)(?:\s*/\s*\w[\w .-]{0,40})?[\s.*–-]*$""",
    re.IGNORECASE | re.VERBOSE,
)
_BOILERPLATE = re.compile(
    r"(?:share(?:\s+berita\s+ini)?|bagikan(?:\s+(?:berita|artikel)\s+ini)?|komentar|baca\s+juga\b.*|editor\s*:.*|"
    r"penulis\s*:.*|reporter\s*:.*|sumber\s*:.*|tags?\s*:.*|\W*)",
    re.IGNORECASE,
)


def find_paid_mark(blocks: Sequence[Block]) -> tuple[Place, str] | None:
    """The mark at the end of a text and where it stands; behind it may be bylines and buttons only."""
    for block in reversed(blocks):
        text = block.text.strip()
        if found := _PAID.search(text, max(0, len(text) - 160)):
            mark = found[0].strip(' .*_\n”"!?')
            return block.place(block.text.rindex(mark)), mark
        if not _BOILERPLATE.fullmatch(text):
            return None
    return None
