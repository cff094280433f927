"""A Markdown text as its reader sees it, with the place of every character in the file.

The blocks are those that :mod:`warta.markdown.blocks` reads, for the page too. What this module adds is which
characters of the source are text and which are marks: code, addresses and tags are left out, and a block is
what a reader takes in as one: a paragraph, a heading, a list item, a row of a table.
"""

from __future__ import annotations

import html
import posixpath
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from warta.markdown.blocks import Block as Source
from warta.markdown.blocks import blocks

__all__ = ["OBJECT", "Block", "Picture", "Place", "blocks_of", "describes"]

OBJECT = "\ufffc"
"""Stands in a block's text for what is not text: code, an address."""

Place = tuple[int, int]
"""1-based line and column in the file."""


class Picture(NamedTuple):
    """An image in the text."""

    place: Place
    alt: str
    source: str


_FILE_NAME = re.compile(r"(?=[\w-]*\d)[\w-]+|[\w-]+\.(?:jpe?g|png|webp|gif|svg|avif|heic)", re.IGNORECASE)
_NO_DESCRIPTION = frozenset(
    "gambar foto image picture photo img alt pic screenshot untitled tanpa-judul dokumentasi".split()
)


def describes(text: str, source: str) -> bool:
    """Whether a text says what can be seen on the picture at ``source``; the name of its file does not."""
    words = text.strip()
    stem = posixpath.splitext(posixpath.basename(source))[0]
    said = words.casefold() not in {"", *_NO_DESCRIPTION, stem.casefold()}
    return said and _FILE_NAME.fullmatch(words) is None


class Block(NamedTuple):
    """A piece of text and where it comes from."""

    kind: str
    """paragraph, heading, quote, item, row or note."""
    level: int
    """Of a heading, 1 to 6; else 0."""
    text: str
    """Without marks; line ends are spaces."""
    starts: tuple[int, ...]
    """Offsets in ``text`` at which a run of characters begins that stand side by side in the file…"""
    places: tuple[Place, ...]
    """… and where each run begins there."""
    pictures: tuple[Picture, ...]

    def place(self, offset: int) -> Place:
        """Where the character at ``offset`` of the text stands in the file."""
        run = max(0, bisect_right(self.starts, offset) - 1)
        line, column = self.places[run]
        return line, column + offset - self.starts[run]


_DESTINATION = r"<[^<>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*"
_TITLE = r"(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?"
_INLINE = re.compile(
    rf"""
      \\(?P<escaped>[!-/:-@\[-`{{-~])
    | (?P<code>(?<![^\\]`)(?P<ticks>`++).{{1,1000}}?(?<!`)(?P=ticks)(?!`))
    | !\[(?P<alt>[^\[\]]*)\](?:\(\s*(?P<source>{_DESTINATION}){_TITLE}\s*\)|\[(?P<reference>[^\[\]]*)\])
    | \[\^[^\[\]\s]+\]
    | (?P<address><(?:[a-zA-Z][a-zA-Z0-9+.-]+:[^\s<>]*|[^\s<>@]+@[^\s<>@]+)>
        | \bhttps?://[^\s<>()\[\]]+ | \bwww\.[^\s<>()\[\]]+
        | (?<![\w.+-])[\w.+-]{{1,64}}@[\w-]{{1,63}}(?:\.[\w-]{{1,63}})+)
    | <img\b(?P<attributes>[^<>]*)>
    | </?[a-zA-Z][^<>]*>
    | <!--(?>(?:(?!<!--|-->).)*)-->
    | \[(?=[^\[\]]*\](?:\(|\[))
    | \](?:\(\s*(?:{_DESTINATION}){_TITLE}\s*\)|\[[^\[\]]*\])
    | (?P<entity>&(?:\#\d{{1,7}}|\#[xX][0-9a-fA-F]{{1,6}}|[a-zA-Z][a-zA-Z0-9]{{1,31}});)
    | \*+ | ~~ | (?<!\w)_+(?=\S) | (?<=\S)_+(?!\w)
    | (?P<space>[^\S\n]{{2,}})
    | (?P<end>\\?\n)
    """,
    re.VERBOSE | re.DOTALL,
)
_MAY_HAVE_MARKS = re.compile(r"[\\`\[\]<&*~_\n@]|://|www\.|\s\s")
"""Without one of these there is nothing that the expression above could find; most paragraphs are so."""
_ATTRIBUTE = re.compile(r"""\b(alt|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


class _Line(NamedTuple):
    """A line, or what is left of it without the marks before it."""

    number: int
    column: int
    text: str


class _Raw(NamedTuple):
    """A block before its inline marks are taken out."""

    kind: str
    level: int
    lines: list[_Line]


def blocks_of(body: str, first_line: int) -> Iterator[Block]:
    """The blocks of a Markdown text that begins on ``first_line`` of its file, in order."""
    for raw in _raw_blocks(blocks(body), "paragraph", first_line):
        block = _block(raw)
        if block.text.strip() or block.pictures or raw.kind == "heading":
            yield block


_WITHIN = {"quote": ("quote", "quote"), "item": ("item", "paragraph"), "note": ("note", "paragraph")}
"""What the first paragraph in such a block is to a reader, and what further ones are."""


def _raw_blocks(read: Sequence[Source], kind: str, first_line: int) -> Iterator[_Raw]:
    for source in read:
        lines = [
            _Line(first_line + number, column + 1, text.rstrip())
            for number, (text, column) in enumerate(
                zip(source.texts, source.columns, strict=True), source.first
            )
        ]
        if source.kind == "paragraph" or (source.kind == "html" and source.level > 5):
            yield _Raw(kind, 0, lines)
        elif source.kind == "heading":
            yield _Raw("heading", source.level, lines)
        elif source.kind == "table":
            for row, line in enumerate(lines):
                number = line.number + (row > 0)  # the line of dashes lies between
                yield _Raw("row", 0, [_Line(number, line.column, line.text.replace("|", " "))])
        elif source.children:
            first, further = _WITHIN.get(source.kind, (kind, kind))
            yield from _raw_blocks(source.children[:1], first, first_line)
            yield from _raw_blocks(source.children[1:], further, first_line)


def _shown(kind: str, source: str) -> str:
    """What a reader sees of something that is not text; nothing of a mark."""
    if kind == "entity":
        decoded = html.unescape(source)
        return decoded if len(decoded) == 1 else source
    if kind in ("end", "space"):
        return " "
    return OBJECT if kind in ("code", "ticks", "address") else ""


def _block(raw: _Raw) -> Block:
    source = "\n".join(line.text for line in raw.lines)
    begins = [0]
    for line in raw.lines:
        begins.append(begins[-1] + len(line.text) + 1)

    def place(offset: int) -> Place:
        index = bisect_right(begins, offset, 0, len(raw.lines)) - 1
        line = raw.lines[index]
        return line.number, line.column + offset - begins[index]

    text: list[str] = []
    starts: list[int] = []
    places: list[Place] = []
    pictures: list[Picture] = []
    length = 0

    def add(piece: str, offset: int) -> None:
        nonlocal length
        if piece:
            starts.append(length)
            places.append(place(offset))
            text.append(piece)
            length += len(piece)

    done = 0
    for found in _INLINE.finditer(source) if _MAY_HAVE_MARKS.search(source) else ():
        at = found.start()
        add(source[done:at], done)
        done = found.end()
        kind = found.lastgroup
        if found["alt"] is not None:
            pictures.append(Picture(place(at), found["alt"], found["source"] or found["reference"] or ""))
            add(OBJECT, at)
        elif found["attributes"] is not None:
            values = {name: "".join(rest) for name, *rest in _ATTRIBUTE.findall(found["attributes"])}
            pictures.append(Picture(place(at), values.get("alt", ""), values.get("src", "")))
            add(OBJECT, at)
        elif kind == "escaped":
            add(found["escaped"], at + 1)
        else:
            add(_shown(kind or "", found[0]), at)
    add(source[done:], done)
    if not starts:  # a heading without words
        starts, places = [0], [place(0)]
    return Block(raw.kind, raw.level, "".join(text), tuple(starts), tuple(places), tuple(pictures))
