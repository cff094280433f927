"""Tables of ``site.toml`` as values: each field of a struct says what its key may hold.

A field is ``Annotated[type, check]``. A check takes what the file has and gives what is wrong, or None.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any, NamedTuple, TypeVar, get_args

from msgspec import Struct, structs

from warta.diagnostics.values import Diagnostic, Position, error
from warta.urls import is_web_url

__all__ = [
    "CONFIG_FILE",
    "Check",
    "Tables",
    "Wrong",
    "is_texts",
    "local_text",
    "one_of",
    "some_of",
    "table",
    "text",
    "web_address",
    "whole",
    "wrong",
    "yes_or_no",
]

CONFIG_FILE = "site.toml"
T = TypeVar("T", bound=Struct)


class Wrong(NamedTuple):
    """Why a key cannot have a value."""

    code: str
    arguments: Mapping[str, str | int] = {}


Check = Callable[[Any], Wrong | None]


def wrong(code: str, **arguments: str | int) -> Wrong:
    """A finding that is still to get its key and place."""
    return Wrong(code, arguments)


def text(value: Any) -> Wrong | None:
    """A text that is not blank."""
    return None if isinstance(value, str) and value.strip() else wrong("setting-expected-text")


def web_address(value: Any) -> Wrong | None:
    """An http or https address."""
    return text(value) or (None if is_web_url(value) else wrong("setting-url", value=value))


def local_text(codes: Collection[str]) -> Check:
    """A text, or a table with a text for each of some languages of the site."""

    def check(value: Any) -> Wrong | None:
        if not isinstance(value, Mapping):
            return None if text(value) is None else wrong("setting-local-text", known=", ".join(codes))
        good = value and value.keys() <= set(codes) and all(text(each) is None for each in value.values())
        return None if good else wrong("setting-local-text", known=", ".join(codes))

    return check


def table(value: Any) -> Wrong | None:
    """A table of its own."""
    return None if isinstance(value, Mapping) else wrong("setting-expected-table")


def yes_or_no(value: Any) -> Wrong | None:
    """True or false."""
    return None if isinstance(value, bool) else wrong("setting-yes-or-no")


def whole(code: str, low: int, high: int) -> Check:
    """A whole number from ``low`` to ``high``; ``code`` says that it is not."""
    refused = wrong(code)
    return lambda value: None if type(value) is int and low <= value <= high else refused


def one_of(*choices: str) -> Check:
    """One of these words."""
    refused = wrong("setting-choice", choices=", ".join(choices))
    return lambda value: None if value in choices else refused


def some_of(*choices: str, or_none: bool = False) -> Check:
    """A list of some of these words, each once."""
    refused = wrong("setting-some-of", choices=", ".join(choices), example=choices[0])

    def check(value: Any) -> Wrong | None:
        well_formed = value == [] if or_none and not value else is_texts(value)
        once = well_formed and len(set(value)) == len(value)
        return None if once and set(value) <= set(choices) else refused

    return check


def is_texts(value: Any) -> bool:
    """Whether it is a list of texts, none of them empty, with one at least."""
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) and item for item in value)


@cache
def _fields(kind: type[Any]) -> dict[str, structs.FieldInfo]:
    """The keys of a table, with what each may hold."""
    return {field.name: field for field in structs.fields(kind)}


class Tables:
    """The text of ``site.toml`` and what is found in it.

    tomllib gives no places, so they are looked up in the text when something is wrong.
    """

    def __init__(self, source: str) -> None:
        self._lines = source.split("\n")
        self.diagnostics: list[Diagnostic] = []

    def read(self, kind: type[T], name: str, values: Mapping[str, Any]) -> T | None:
        """The table of that name as a struct; None when a key that it must have is missing or wrong."""
        fields = _fields(kind)
        good: dict[str, Any] = {}
        for key, given in values.items():
            if self.is_known(name, key, fields):
                value = given.strip() if isinstance(given, str) else given
                _, check = get_args(fields[key].type)
                if self.is_right(name, key, check(value)):
                    good[key] = tuple(value) if isinstance(value, list) else value
        required = [key for key, field in fields.items() if field.required]
        for key in required:
            if key not in values:
                self.report("missing-setting", name, key)
        return kind(**good) if good.keys() >= set(required) else None

    def is_known(self, name: str, key: str, known: Collection[str]) -> bool:
        """Whether ``key`` of a table is one of those; reported when it is not."""
        if key in known:
            return True
        if close := difflib.get_close_matches(key, known, n=1, cutoff=0.6):
            self.report("unknown-setting-suggestion", name, key, suggestion=close[0])
        else:
            self.report("unknown-setting", name, key, known=", ".join(known))
        return False

    def is_right(self, name: str, key: str, problem: Wrong | None) -> bool:
        """Whether nothing is wrong with the value of ``key``; reported when it is."""
        if problem is not None:
            self.report(problem.code, name, key, **problem.arguments)
        return problem is None

    def report(self, code: str, name: str, key: str, **arguments: str | int) -> None:
        """Report an error at ``key`` of a table."""
        full = f"{name}.{key}".strip(".")
        self.diagnostics.append(error(code, CONFIG_FILE, self.position(name, key), key=full, **arguments))

    def text_position(self, name: str, key: str, said: str, number: int) -> Position:
        """Where the ``number``-th text ``said`` in the list of ``key`` is written; else where the key is."""
        start = self.position(name, key)
        quoted = re.compile(rf"\"{re.escape(said)}\"|'{re.escape(said)}'")
        for offset, line in enumerate(self._lines[start.line - 1 :]):
            for found in quoted.finditer(line) if said else ():
                number -= 1
                if not number:
                    return Position(start.line + offset, found.start() + 1)
        return start

    def position(self, name: str, key: str) -> Position:
        """Where ``key`` of a table is written; the table's header or line 1 when it is not.

        ``name[2]`` is the second of several tables of one name.
        """
        current, header = "", Position(1, 1)
        times: Counter[str] = Counter()
        for number, line in enumerate(self._lines, 1):
            stripped = line.strip()
            opened = re.match(r"\[++\s*+([^\]]+)\]", stripped)
            if opened:
                current = opened[1].rstrip().replace('"', "")
                if stripped.startswith("[["):
                    times[current] += 1
                    current += f"[{times[current]}]"
                if current == name:
                    header = Position(number, 1)
                if current.partition("[")[0] == f"{name}.{key}".strip("."):
                    return Position(number, line.index("[") + 1)
            elif current == name and re.match(rf"[\"']?{re.escape(key)}[\"']?\s*[=.]", stripped):
                return Position(number, len(line) - len(line.lstrip()) + 1)
        outer, _, inner = name.partition("[")[0].rpartition(".")
        return self.position(outer, inner) if outer and header == Position(1, 1) else header
