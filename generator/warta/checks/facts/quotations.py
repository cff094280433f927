"""Quotation marks without a partner."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from warta.checks.facts.people import is_attributed
from warta.markdown.places import Block, Place

__all__ = ["Quotation", "find_quotations"]


class Quotation(NamedTuple):
    """A quotation mark without its partner."""

    place: Place
    opens: bool
    """It opens; else it closes."""
    words: str
    """The text behind or before it."""


_MARKS = re.compile('[“”„"]')
_OPENS = "“„"
_ENDS = (".", "!", "?", "…", ".)")
SHOWN = 5
"""Words of a quotation in its finding."""


def find_quotations(blocks: Sequence[Block]) -> Iterator[Quotation]:
    """The marks without partners. One that closes in a later block than it was opened in has its partner."""
    waiting: tuple[Block, int] | None = None
    for block in blocks:
        if block.kind == "row":
            continue
        marks = _unbalanced(block.text)
        if waiting is not None and marks.first:
            if marks.first == "closes" and marks.unopened:
                marks.unopened.pop(0)
            elif not block.text.lstrip().startswith(('"', *_OPENS)):  # as each paragraph of a long one does
                yield _open(*waiting)
            waiting = None
        # What goes on in the next paragraph does not say in this one who said it.
        goes_on = marks.open_at_end and not is_attributed(block.text[marks.unclosed[-1] :])
        for offset in marks.unclosed[:-1] if goes_on else marks.unclosed:
            yield _open(block, offset)
        for offset in marks.unopened:
            yield _unopened(block, offset)
        if goes_on:
            waiting = (block, marks.unclosed[-1])
        elif waiting is not None and block.kind == "heading":
            yield _open(*waiting)
            waiting = None
    if waiting is not None:
        yield _open(*waiting)


def _open(block: Block, offset: int) -> Quotation:
    """With the first words that are quoted, to show which place is meant."""
    words = block.text[offset + 1 :].split()
    more = " …" if len(words) > SHOWN else ""
    return Quotation(block.place(offset), opens=True, words=" ".join(words[:SHOWN]) + more)


def _unopened(block: Block, offset: int) -> Quotation:
    """With the last words that are quoted."""
    words = block.text[:offset].split()
    more = "… " if len(words) > SHOWN else ""
    return Quotation(block.place(offset), opens=False, words=more + " ".join(words[-SHOWN:]))


class _Marks(NamedTuple):
    """What is not in order with the quotation marks of one block: offsets."""

    unclosed: list[int]
    unopened: list[int]
    open_at_end: bool
    """The last of ``unclosed`` may go on in the next block."""
    first: str
    """What the block's first mark does: opens, closes, or nothing when there is none."""


def _unbalanced(text: str) -> _Marks:
    opened: list[int] = []
    unclosed: list[int] = []
    unopened: list[int] = []
    first = ""
    for found in _MARKS.finditer(text):
        at = found.start()
        role = _role(text, at, inside=bool(opened))
        first = first or role
        if role == "closes":
            if opened:
                opened.pop()
            else:
                unopened.append(at)
        elif role == "opens":
            if opened and text[:at].rstrip().endswith(_ENDS):
                unclosed.append(opened[0])  # a new sentence in quotation marks: the last one was never closed
                opened = []
            opened.append(at)
    return _Marks([*unclosed, *opened[:1]], unopened, bool(opened), first)


def _role(text: str, at: int, *, inside: bool) -> str:
    """Whether a mark opens or closes: many keyboards have one for both, and some hands take the wrong one."""
    mark, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    starts = after not in ("", *".,;:!?)…") and not after.isspace()
    glued = before not in ("", *"([{–—-/‘'“\"") and not before.isspace()
    if mark in _OPENS:
        return "closes" if inside and glued and not starts else "opens"
    if inside:
        return "closes" if glued or not starts else "opens"
    if not glued:
        return "opens"
    if mark == '"' and starts and not before.isalnum():
        return "opens"
    return "" if before.isdigit() and not starts else "closes"  # inches
