"""What is read as markup though words were meant, and markup that nothing ends or uses: readers miss it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from warta.markdown.block import Block, label
from warta.markdown.places import Place
from warta.markdown.sanitising import KEPT_TAGS

__all__ = ["Misread", "find_misread"]

Line = tuple[int, str]
"""Number in the file and text."""


class Misread(NamedTuple):
    """What a text loses, or shows otherwise than it was meant. Plain values."""

    signs: tuple[tuple[Place, str, str], ...] = ()
    """Signs of words that are read as marks: where the first stands, the words around both, the sign."""
    definitions: tuple[tuple[Place, str], ...] = ()
    """Lines that say where a link leads which is nowhere in the text, and what they call it."""
    underlined: tuple[tuple[Place, str], ...] = ()
    """Running text that a line of dashes makes a heading of: where those are, and how it ends."""
    comments: tuple[tuple[Place, str], ...] = ()
    """Where something begins that hides the rest of the text, and what would end it."""
    tags: tuple[tuple[Place, str], ...] = ()
    """Where an element begins that nothing ends, and its name."""


def find_misread(tree: Sequence[Block], body: str, lines: Sequence[Line], first_line: int) -> Misread:
    """``tree`` holds the blocks of a ``body``, ``lines`` its lines without code and comments."""
    source = body.split("\n")
    blocks = [block for top in tree for block in top.walk()]
    return Misread(
        tuple(_signs(blocks, first_line)) if _MAY_BE_READ.search(body) else (),
        tuple(_definitions(blocks, body, first_line)),
        tuple(_underlined(blocks, source, first_line)),
        tuple(_comments(blocks, source, first_line)) if "<" in body else (),
        tuple(_tags(lines)) if "<" in body else (),
    )


# --- Signs --------------------------------------------------------------------------------------------

_CODE_SPAN = r"(?<!`)(?P<ticks>`++)(?!`)[^`]{1,500}(?<!`)(?P=ticks)(?!`)"
_LETTER = r"[^\W\d_]"
_READ = re.compile(
    rf"(?<!`)(?P<apostrophe>(?<={_LETTER})`(?!`)[^`]{{1,500}}(?<!`)`(?={_LETTER}))"
    rf"|{_CODE_SPAN}|\]\([^()\s]*|https?://\S*"
    rf"|(?P<star>(?<=\d)\*(?=\d)[^*]{{1,300}}(?<=\d)\*(?=\d)|(?<={_LETTER})\*[^\W_]{{1,20}}\*(?={_LETTER}))"
    r"|(?P<wave>(?<=\d)~(?=\d)[^~]{1,300}(?<=\d)~(?=\d)|(?<=[A-Za-z])~\d{1,3}~(?!~))"
)
_MAY_BE_READ = re.compile(rf"\d[*~]\d|[A-Za-z]~\d|{_LETTER}[`*]")
_SIGNS = {"star": "*", "wave": "~", "apostrophe": "`"}


def _signs(blocks: Sequence[Block], first_line: int) -> Iterator[tuple[Place, str, str]]:
    for block in blocks:
        if block.kind not in ("paragraph", "heading", "table"):
            continue
        for found in _READ.finditer(block.text):
            if found.lastgroup in _SIGNS and not _escaped(block.text, found.start()):
                row = block.text.count("\n", 0, found.start())
                column = found.start() - (block.text.rfind("\n", 0, found.start()) + 1)
                number = block.first + row + (block.kind == "table" and row > 0)
                yield (
                    (first_line + number, block.columns[row] + column + 1),
                    _around(block.text, found),
                    _SIGNS[found.lastgroup],
                )


def _escaped(text: str, at: int) -> bool:
    return at > 0 and text[at - 1] == "\\"


def _around(text: str, found: re.Match[str]) -> str:
    """The words at both signs, in one line."""
    start = re.search(r"\S*\Z", text[max(0, found.start() - 20) : found.start()])
    end = re.match(r"\S{0,20}", text[found.end() :])
    return " ".join(f"{start and start[0]}{found[0]}{end and end[0]}".split())


# --- Definitions and headings -------------------------------------------------------------------------

_BRACKETED = re.compile(r"\[([^\[\]]{1,300})\]")


def _definitions(blocks: Sequence[Block], body: str, first_line: int) -> Iterator[tuple[Place, str]]:
    defined = [block for block in blocks if block.kind == "definition"]
    if not defined:
        return
    lines = body.split("\n")
    for block in defined:
        lines[block.first : block.last + 1] = [""] * (block.last + 1 - block.first)
    used = {label(name) for name in _BRACKETED.findall("\n".join(lines))}
    for block in defined:
        if label(block.info) not in used:
            yield (first_line + block.first, block.columns[0] + 1), block.info


_SENTENCE = re.compile(r"[.,;:][\"”’)*_]*\s*\Z")
_LONGEST_HEADING = 150
"""Characters."""


def _underlined(
    blocks: Sequence[Block], source: Sequence[str], first_line: int
) -> Iterator[tuple[Place, str]]:
    for block in blocks:
        bare = source[block.last].strip(" \t>") if block.kind == "heading" and block.texts else ""
        if not bare or bare.strip("-=") or block.last == block.first:
            continue
        if _SENTENCE.search(block.text) or len(block.text) > _LONGEST_HEADING or len(block.texts) > 2:
            yield (
                (first_line + block.last, source[block.last].index(bare) + 1),
                " ".join(block.text.split())[-40:],
            )


# --- HTML ---------------------------------------------------------------------------------------------

_HIDING = {1: "</", 2: "-->", 3: "?>", 4: ">", 5: "]]>"}
"""What ends each kind of HTML that nobody sees."""
_ENDED_BY_OTHERS = frozenset(
    "p li dt dd tr td th thead tbody tfoot colgroup br hr img col wbr source".split()
)
"""Tags that may be left open, or have no end."""
_TAG = re.compile(r"`[^`\n]*`|\\<|<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])[^<>\n]*(?<!/)>")


def _comments(blocks: Sequence[Block], source: Sequence[str], first_line: int) -> Iterator[tuple[Place, str]]:
    for block in blocks:
        ended_by = _HIDING.get(block.level) if block.kind == "html" else None
        if ended_by and not any(ended_by in line for line in source[block.first : block.last + 1]):
            line = source[block.first]
            yield (first_line + block.first, line.index("<") + 1), "-->" if ended_by == "</" else ended_by


def _tags(lines: Sequence[Line]) -> Iterator[tuple[Place, str]]:
    """The first of each name that has no end."""
    opened: dict[str, list[Place]] = {}
    for number, line in lines:
        for found in _TAG.finditer(line) if "<" in line else ():
            name = (found["name"] or "").lower()
            if name not in KEPT_TAGS or name in _ENDED_BY_OTHERS:
                continue
            places = opened.setdefault(name, [])
            if not found["end"]:
                places.append((number, found.start() + 1))
            elif places:
                places.pop()
    yield from sorted((places[0], name) for name, places in opened.items() if places)
