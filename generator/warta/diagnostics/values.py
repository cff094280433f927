"""Diagnostics are values: what is wrong, where, and the facts the message is made of.

A diagnostic carries a code and arguments, not a sentence: the sentence is
chosen from :mod:`warta.diagnostics.catalogue` in the reader's language when it is
printed. So a diagnostic can be stored with a cached parse result and shown
again later, in another language if need be.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from enum import IntEnum
from typing import NamedTuple

__all__ = [
    "Diagnostic",
    "Position",
    "Severity",
    "error",
    "has_errors",
    "lenient",
    "not_utf8",
    "ordered",
    "printable",
    "warning",
]


class Severity(IntEnum):
    """How bad it is; an error keeps the site from being built."""

    ERROR = 0
    WARNING = 1


class Position(NamedTuple):
    """A place in a file: 1-based line, 1-based column in characters. (0, 0) is the file as a whole."""

    line: int
    column: int


WHOLE_FILE = Position(0, 0)


class Diagnostic(NamedTuple):
    """One finding. Tuples of plain values, so that it sorts, compares and is kept as it is."""

    file: str
    """Path below the site's folder, with ``/``."""
    position: Position
    severity: Severity
    code: str
    """Rule name: a key of :data:`warta.diagnostics.catalogue.MESSAGES`."""
    arguments: tuple[tuple[str, str], ...] = ()
    """Values for the placeholders of the message."""


def error(code: str, file: str, position: Position = WHOLE_FILE, /, **arguments: str | int) -> Diagnostic:
    """A finding that keeps the site from being built."""
    return Diagnostic(file, position, Severity.ERROR, code, _texts(arguments))


def warning(code: str, file: str, position: Position = WHOLE_FILE, /, **arguments: str | int) -> Diagnostic:
    """A finding that the team should know of."""
    return Diagnostic(file, position, Severity.WARNING, code, _texts(arguments))


def lenient(
    diagnostics: Iterable[Diagnostic], files: Container[str]
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """The findings, those in ``files`` as warnings only; and of these the ones that would else be errors."""
    found = list(diagnostics)
    spared = [each for each in found if each.severity is Severity.ERROR and each.file in files]
    gaps = [each._replace(severity=Severity.WARNING) for each in spared]
    return [*set(found).difference(spared), *gaps], gaps


def not_utf8(path: str, data: bytes, offset: int) -> Diagnostic:
    """The finding for the byte at ``offset``, which UTF-8 does not have there."""
    line = data.count(b"\n", 0, offset) + 1
    start = data.rfind(b"\n", 0, offset) + 1
    before = data[start:offset].decode("utf-8", "replace")
    column = len(before.removeprefix("\ufeff")) + 1
    return error("not-utf8", path, Position(line, column), offset=offset, byte=f"0x{data[offset]:02X}")


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them is an error."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Each finding once, by file, line, column and rule."""
    return tuple(sorted(set(diagnostics)))


def printable(text: str) -> str:
    """``text`` without what would move a terminal's cursor or begin a line."""
    return "".join(character if character.isprintable() else "·" for character in text)


def _texts(arguments: dict[str, str | int]) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in sorted(arguments.items()))
