"""A Markdown text as its reader sees it, with the place of every character in the file.

Not a Markdown engine: those do not say where something stands. What this module
has to know is which characters of the source are text and which are marks, so
code, addresses and tags are left out, and a block is what a reader takes in as
one: a paragraph, a heading, a list item, a row of a table.
"""

from __future__ import annotations

import html
import posixpath
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

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


_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_RULE = re.compile(r" {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$")
_QUOTE = re.compile(r"[ \t]*(?:>[ \t]?)+")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+")
_NOTE = re.compile(r" {0,3}\[\^[^\]\s]+\]:[ \t]*")
_DEFINITION = re.compile(r" {0,3}\[[^\]^][^\]]*\]:[ \t]*\S+")
_ROW = re.compile(r"\|.*\|$")
_ROW_LINE = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?$")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)

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
    if "<!--" in body:
        body = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), body)
    for raw in _raw_blocks(body, first_line):
        block = _block(raw)
        if block.text.strip() or block.pictures or raw.kind == "heading":
            yield block


def _raw_blocks(body: str, first_line: int) -> Iterator[_Raw]:
    reader = _Reader()
    for number, line in enumerate(body.split("\n"), first_line):
        yield from reader.take(number, line)
    yield from reader.end()


class _Reader:
    """Collects lines until a block is complete."""

    def __init__(self) -> None:
        self.kind = "paragraph"
        self.lines: list[_Line] = []
        self.fence = ""
        """What the code is between, when there is code."""
        self.in_list = False
        self.after_blank = True

    def end(self, kind: str = "paragraph") -> Iterator[_Raw]:
        """The block that ends here, if there is one; the next one is of ``kind``."""
        if self.lines:
            yield _Raw(self.kind, 0, self.lines)
        self.kind, self.lines = kind, []

    def take(self, number: int, line: str) -> Iterator[_Raw]:
        """One more line; gives what it completes."""
        fence = _FENCE.match(line)
        if self.fence:
            if fence and fence[1].startswith(self.fence) and not line.strip(" \t`~"):
                self.fence = ""
            return
        quote = _QUOTE.match(line)
        rest = line[quote.end() :] if quote else line
        if not rest.strip():
            yield from self.end()
            self.after_blank = True
            return
        after_blank, self.after_blank = self.after_blank, False
        if after_blank and not self.in_list and not quote and line.startswith(("    ", "\t")):
            self.after_blank = True
            return  # code
        if after_blank and not line.startswith((" ", "\t")) and not _ITEM.match(rest):
            self.in_list = False
        if fence and not quote:
            self.fence = fence[1]
            yield from self.end()
        elif (heading := _HEADING.match(rest)) is not None:
            yield from self.end()
            column = len(line) - len(rest) + heading.end() + 1
            text = _without_end_marks(rest[heading.end() :])
            yield _Raw("heading", len(heading[1]), [_Line(number, column, text)])
        elif self.lines and self.kind == "paragraph" and not quote and _UNDERLINE.match(rest):
            yield _Raw("heading", 1 if "=" in rest else 2, self.lines)
            self.lines = []
        elif _RULE.match(rest) or _DEFINITION.match(rest):
            yield from self.end()
        else:
            yield from self._text(number, line, rest, quoted=bool(quote))

    def _text(self, number: int, line: str, rest: str, *, quoted: bool) -> Iterator[_Raw]:
        kind = "quote" if quoted else "paragraph"
        marker = _ITEM.match(rest) or _NOTE.match(rest)
        if marker:
            kind = "note" if "[" in marker[0] else "item"
            self.in_list = True
            rest = rest[marker.end() :]
        column = len(line) - len(rest.lstrip()) + 1
        rest = rest.strip()
        row = bool(_ROW.match(rest) or _ROW_LINE.match(rest))
        if row or marker or (quoted and self.kind != "quote"):
            yield from self.end("row" if row else kind)
        elif not self.lines:
            self.kind = kind
        if not _ROW_LINE.match(rest):
            self.lines.append(_Line(number, column, rest.replace("|", " ") if row else rest))


def _without_end_marks(text: str) -> str:
    """A heading without the number signs that may close it."""
    text = text.rstrip()
    open_end = text.rstrip("#")
    return text if open_end and open_end[-1] not in " \t" else open_end.rstrip()


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
