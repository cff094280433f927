"""What a translation was made from: the text of an original, its digest, and what has changed since.

Only what a translator translates counts: the keys that every language has of
its own and that are texts, and the body. Line breaks, and where links lead,
count for nothing; neither does what all languages share.

A translation records in ``translated_from``: ``v1``, the digest of the
original's text, that of its own text, and four characters for every passage of
the original, so that it can be said which ones changed even where no earlier
version of the file is to be had.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from hashlib import blake2b
from itertools import zip_longest
from typing import Any, NamedTuple

from warta.content.model import NEVER_PUBLISHED, DocumentFields, Record, Text, keys_of
from warta.expressions import expression
from warta.markdown.tags import without_tags

__all__ = [
    "KEY",
    "Change",
    "Origin",
    "Passage",
    "changes",
    "changes_by_digest",
    "passages",
    "read_record",
    "record",
    "text_digest",
    "visible_digest",
    "without_comments",
]

KEY = "translated_from"


class Passage(NamedTuple):
    """A piece of text as a translator sees it."""

    key: str
    """``title``, ``image.alt``; empty for a paragraph of the body."""
    text: str
    """White space reduced, addresses of links left out."""


class Origin(NamedTuple):
    """A record, taken apart."""

    original: str
    """Digest of the original's text."""
    own: str
    """Digest of the translation's text."""
    passages: tuple[str, ...]
    """Short digests of the original's passages."""


class Change(NamedTuple):
    """A passage that is not what it was."""

    key: str
    old: str | None
    """None: it was not there, or nobody knows what it was."""
    new: str | None
    """None: it is gone."""


@lru_cache(maxsize=2)
def _translated(kind: type[Any]) -> tuple[tuple[str, str, str], ...]:
    """The texts that every language has of its own: name as written, field, field in its group if any."""
    found = []
    for name, (attribute, key) in keys_of(kind).items():
        if name in NEVER_PUBLISHED or name == KEY:
            continue
        if isinstance(key.kind, Record):
            for inner, (inner_attribute, inner_key) in keys_of(key.kind.fields).items():
                if isinstance(inner_key.kind, Text) and (key.per_language or inner_key.per_language):
                    found.append((f"{name}.{inner}", attribute, inner_attribute))
        elif isinstance(key.kind, Text) and key.per_language:
            found.append((name, attribute, ""))
    return tuple(found)


def _texts(fields: DocumentFields) -> Iterator[tuple[str, str]]:
    for name, attribute, inner in _translated(type(fields)):
        value: Any = getattr(fields, attribute)
        for item in value if isinstance(value, tuple) else (value,):
            text = getattr(item, inner) if inner and item is not None else item
            if text:
                yield name, text


_TARGET = expression(r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*")
_DEFINITION = expression(r"^[ ]{0,3}\[(?!\^)[^\]\n]+\]:.*$", re.MULTILINE)
"""Where a link in the text leads: behind it, or on a line of its own."""


def without_comments(text: str) -> str:
    """``text`` without HTML comments; one that does not end is text."""
    parts = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts.append(text[at:start])
        at = end + 3
    return "".join(parts) + text[at:]


def _readable(body: str) -> str:
    """A body without what readers do not see and translators do not translate."""
    if "]" in body:  # single characters are found much faster than several
        body = _TARGET.sub("](", body)
        if "]:" in body:
            body = _DEFINITION.sub("", body)
    return without_comments(body) if "<" in body and "<!--" in body else body


def text_digest(fields: DocumentFields, body: str) -> str:
    """Eight characters that stand for a post's text, however its lines are broken."""
    parts = [f"{name}\x1f{text}".encode("utf-8", "surrogatepass") for name, text in _texts(fields)]
    words = _words(_readable(body))
    return _digest(b"\x1e".join([*parts, words] if words else parts), 6)


def visible_digest(fields: DocumentFields, html: str) -> str:
    """Sixteen characters that stand for the words of a post as readers see them, whatever marks them up."""
    words = _words(f"{fields.title} {fields.summary or ''} {without_tags(html)}")
    return _digest(words.replace(b"\x1e", b" "), 12)


_SPACES = bytes(0x1E if chr(code).isspace() and code < 0x80 else code for code in range(256))
_OTHER_SPACES = expression("[\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")


def _words(text: str) -> bytes:
    """The words of a text with a separator between them, in half the time that it takes to split it."""
    if not text.isascii() and _OTHER_SPACES.search(text):
        text = " ".join(text.split())
    lines = text.encode("utf-8", "surrogatepass").split(b"\n")
    words = b" ".join(filter(None, map(bytes.strip, lines))).translate(_SPACES)
    return b"\x1e".join(filter(None, words.split(b"\x1e"))) if b"\x1e\x1e" in words else words


def passages(fields: DocumentFields, body: str) -> tuple[Passage, ...]:
    """A post's text, piece by piece."""
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n[ \t]*\n", _readable(body)))
    return (
        *(Passage(name, text) for name, text in _texts(fields)),
        *(Passage("", text) for text in paragraphs if text),
    )


def record(original: str, own: str, pieces: Sequence[Passage]) -> str:
    """What a translation with the digest ``own`` notes of an original with that digest and these passages."""
    return f"v1.{original}.{own}.{''.join(map(_piece, pieces))}"


def read_record(text: str) -> Origin | None:
    """Take a record apart; None when a command has not written it like that."""
    version, *parts = text.split(".")
    if version != "v1" or len(parts) != 3 or not re.fullmatch(r"[\w-]{8}\.[\w-]{8}\.(?:[\w-]{4})*", text[3:]):
        return None
    original, own, pieces = parts
    return Origin(original, own, tuple(pieces[at : at + 4] for at in range(0, len(pieces), 4)))


def changes(old: Sequence[Passage], new: Sequence[Passage]) -> tuple[Change, ...]:
    """What differs between two versions, in the order of the text."""
    found = []
    for tag, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for before, after in zip_longest(old[start:end], new[new_start:new_end]):
            if before is not None and after is not None and before.key != after.key:
                found += [Change(before.key, before.text, None), Change(after.key, None, after.text)]
            else:
                key = (before or after).key
                found.append(Change(key, before and before.text, after and after.text))
    return tuple(found)


def changes_by_digest(old: Sequence[str], new: Sequence[Passage]) -> tuple[tuple[Change, ...], int]:
    """The passages that are new or changed, from short digests of the old; and how many old ones are gone."""
    now = [_piece(passage) for passage in new]
    found: list[Change] = []
    lost = 0
    for tag, start, end, new_start, new_end in SequenceMatcher(None, old, now, autojunk=False).get_opcodes():
        if tag != "equal":
            found += [Change(passage.key, None, passage.text) for passage in new[new_start:new_end]]
            lost += max(0, (end - start) - (new_end - new_start))
    return tuple(found), lost


def _piece(passage: Passage) -> str:
    return _digest(f"{passage.key}\x1f{passage.text}".encode("utf-8", "surrogatepass"), 3)


def _digest(data: bytes, size: int) -> str:
    return urlsafe_b64encode(blake2b(data, digest_size=size).digest()).decode("ascii")
