"""What is wrong with a ``site.toml`` that cannot be read at all."""

from __future__ import annotations

import re
import tomllib

from warta.config.tables import CONFIG_FILE
from warta.diagnostics.values import Diagnostic, Position, error

__all__ = ["syntax_error"]

_LOCATION = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)")
_TABLE = re.compile(r"\s*\[\[?\s*([^\]]+?)\s*\]")
_KEY = re.compile(r"\s*([\w.-]+|\"[^\"]*\"|'[^']*')\s*=")


def syntax_error(problem: tomllib.TOMLDecodeError, source: str) -> Diagnostic:
    """The finding of a file that is no TOML; tables and keys that stand twice with the line of the first."""
    lines = source.rstrip().split("\n")
    found = _LOCATION.search(str(problem))
    at_end = found is None or found[1] is None
    number, column = (len(lines), 1) if found is None or at_end else (int(found[1]), int(found[2]))
    what = _LOCATION.sub("", str(problem)).strip()
    line = lines[number - 1] if number <= len(lines) else ""
    if "twice" in what and (table := _TABLE.match(line)):
        first = _first(lines[: number - 1], _TABLE, table[1])
        if first:
            return error("toml-table-twice", CONFIG_FILE, Position(number, 1), table=table[1], first=first)
    if what.startswith("Cannot overwrite") and (key := _KEY.match(line)):
        headed = [at for at, each in enumerate(lines[: number - 1]) if _TABLE.match(each)]
        start = headed[-1] + 1 if headed else 0
        first = _first(lines[start : number - 1], _KEY, key[1])
        if first:
            return error("toml-key-twice", CONFIG_FILE, Position(number, 1), key=key[1], first=start + first)
    if at_end:
        number, column = source.count("\n") + 1, 1
    return error("toml-syntax", CONFIG_FILE, Position(number, column), problem=what)


def _first(lines: list[str], pattern: re.Pattern[str], name: str) -> int:
    """The number of the first of the lines that has the name, counted from one; 0: none has."""
    matches = (pattern.match(line) for line in lines)
    return next((at for at, found in enumerate(matches, 1) if found and found[1] == name), 0)
