"""What is wrong with a ``site.toml`` that cannot be read at all."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable

from warta.config.line_slips import Slip, slip_in
from warta.config.tables import CONFIG_FILE
from warta.diagnostics.values import Diagnostic, Position, error
from warta.expressions import expression

__all__ = ["syntax_error"]

_LOCATION = expression(r"\(at (?:line (\d+), column (\d+)|end of document)\)")
_CLOSING = {"[": "]", "{": "}"}
_LONG = ('"""', "'''")
_PIECES = expression(
    r"""
    \#[^\n]*                                            # a comment
    | \"{3}(?:[^\\]|\\.)*?(?:\"{3}|\Z) | '{3}.*?(?:'{3}|\Z)   # texts over several lines
    | \"(?:[^\"\\\n]|\\.)*(?:\"|$) | '[^'\n]*(?:'|$)    # texts
    | [\[\]{}]
    """,
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)


def syntax_error(problem: tomllib.TOMLDecodeError, source: str) -> Diagnostic:
    """The finding of a file that is no TOML, at the slip in it where that is of a known kind."""
    lines = source.rstrip().split("\n")
    found = _LOCATION.search(str(problem))
    at_end = found is None or found[1] is None
    number, column = (len(lines), 1) if found is None or at_end else (int(found[1]), int(found[2]))
    what = _LOCATION.sub("", str(problem)).strip()
    line = lines[number - 1] if number <= len(lines) else ""
    twice = _twice(what, lines, number)
    if twice is not None:
        return twice
    offset = len(source) if at_end else sum(len(each) + 1 for each in lines[: number - 1]) + column - 1
    opened = _opened(source[:offset])
    in_long_text = opened is not None and opened[0].line != number and opened[1] in _LONG
    if not in_long_text and (slip := slip_in(line)) is not None:
        return _finding(slip, number)
    if opened is not None and opened[1] == "[" and source[offset : offset + 1] in ('"', "'", "{"):
        following = line[column - 1 :].strip()
        place = Position(number, column)
        return error("toml-comma", CONFIG_FILE, place, written="", suggestion=f", {following}")
    if opened is not None and not (opened[0].line == number and line.lstrip().startswith("[")):
        place, mark = opened
        return error("toml-open", CONFIG_FILE, place, mark=mark, closing=_CLOSING.get(mark, mark))
    if at_end:
        number, column = source.count("\n") + 1, 1
    return error("toml-syntax", CONFIG_FILE, Position(number, column))


def _twice(what: str, lines: list[str], number: int) -> Diagnostic | None:
    """A table or a key that stands twice, with the line of the first."""
    line = lines[number - 1] if number <= len(lines) else ""
    if "twice" in what and (table := _table(line)):
        first = _first(lines[: number - 1], _table, table)
        if first:
            return error("toml-table-twice", CONFIG_FILE, Position(number, 1), table=table, first=first)
    if what.startswith("Cannot overwrite") and (key := _key(line)):
        headed = [at for at, each in enumerate(lines[: number - 1]) if _table(each)]
        start = headed[-1] + 1 if headed else 0
        first = _first(lines[start : number - 1], _key, key)
        if first:
            return error("toml-key-twice", CONFIG_FILE, Position(number, 1), key=key, first=start + first)
    return None


def _finding(slip: Slip, number: int) -> Diagnostic:
    """The finding of a slip; a character that cannot be seen is named."""
    written = slip.written
    if written == "`" or (written and not (written.isprintable() and written.strip())):
        written = f"U+{ord(written):04X} {unicodedata.name(written, '')}".strip()
    place = Position(number, slip.column)
    return error(slip.code, CONFIG_FILE, place, written=written, suggestion=slip.suggestion)


def _opened(text: str) -> tuple[Position, str] | None:
    """The last bracket, brace or mark of a long text in ``text`` that is not closed, and where it is."""
    marks: list[tuple[int, str]] = []
    for piece in _PIECES.finditer(text):
        found = piece[0]
        if found in _CLOSING:
            marks.append((piece.start(), found))
        elif found in _CLOSING.values():
            del marks[-1:]
        elif found[:3] in _LONG and not (len(found) > 5 and found.endswith(found[:3])):
            marks.append((piece.start(), found[:3]))
    if not marks:
        return None
    start, mark = marks[-1]
    return Position(text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)), mark


def _table(line: str) -> str:
    """The name in a line that begins a table; else empty."""
    name, end, _ = line.lstrip().partition("]")
    return name.lstrip("[").strip() if end and name.startswith("[") else ""


def _key(line: str) -> str:
    """What stands before the equals sign of a line that has one; else empty."""
    name, equals, _ = line.partition("=")
    return name.strip() if equals else ""


def _first(lines: list[str], name_in: Callable[[str], str], name: str) -> int:
    """The number of the first of the lines that has the name, counted from one; 0: none has."""
    return next((at for at, line in enumerate(lines, 1) if name_in(line) == name), 0)
