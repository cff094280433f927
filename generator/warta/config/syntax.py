"""What is wrong with a ``site.toml`` that cannot be read at all."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable

from warta.config.tables import CONFIG_FILE
from warta.diagnostics.values import Diagnostic, Position, error

__all__ = ["syntax_error"]

_LOCATION = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)")


def syntax_error(problem: tomllib.TOMLDecodeError, source: str) -> Diagnostic:
    """The finding of a file that is no TOML; tables and keys that stand twice with the line of the first."""
    lines = source.rstrip().split("\n")
    found = _LOCATION.search(str(problem))
    at_end = found is None or found[1] is None
    number, column = (len(lines), 1) if found is None or at_end else (int(found[1]), int(found[2]))
    what = _LOCATION.sub("", str(problem)).strip()
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
    if at_end:
        number, column = source.count("\n") + 1, 1
    return error("toml-syntax", CONFIG_FILE, Position(number, column), problem=what)


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
