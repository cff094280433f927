"""A change to a file as a piece of one line, and those that keep an old address alive."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from warta.content.front_matter import body_of
from warta.diagnostics.values import Diagnostic, Severity

__all__ = ["Edit", "add_alias", "add_old_slug", "add_old_url", "put_back"]


class Edit(NamedTuple):
    """Another text for a piece of one line; 0-based offsets, without the line's end."""

    line: int
    start: int
    end: int
    text: str


_BESIDE = re.compile(r"(?:^|[{,])\s*(?=(?:name|slug)\s*:)")
"""Where a key can be put before one that is there: on a line of its own or between braces."""


def add_alias(lines: list[str], found: Diagnostic) -> list[Edit]:
    """The old address among the ``aliases`` of a story, which get a line when there are none."""
    closing = body_of("\n".join(lines))[1] - 2
    if closing < 1:
        return []
    old = dict(found.arguments)["old"]
    there = [number for number in range(1, closing) if re.match(r"aliases\s*:", lines[number])]
    if there:
        return _add_to_list(lines, there[0], old)
    return [Edit(closing, 0, 0, f"aliases: [{old}]\n")]


def add_old_url(lines: list[str], found: Diagnostic) -> list[Edit]:
    """The old address among the ``old_urls`` of a term."""
    arguments = dict(found.arguments)
    old = arguments["old"]
    for number in _lines_of_term(lines, found.file, arguments["term"]):
        if re.search(r"(?:^|[{,])\s*old_urls\s*:", lines[number]):
            return _add_to_list(lines, number, old)
    return _before_name(lines, found, f"old_urls: [{old}]")


def put_back(lines: list[str], found: Diagnostic) -> list[Edit]:
    """An old address that was published, where it was before. Only then: else somebody may mean it to go."""
    if found.severity is not Severity.ERROR:
        return []
    return (add_alias if dict(found.arguments)["key"] == "aliases" else add_old_url)(lines, found)


def add_old_slug(lines: list[str], found: Diagnostic) -> list[Edit]:
    """The slug that a term had from its old name."""
    return _before_name(lines, found, f"slug: {dict(found.arguments)['slug']}")


def _lines_of_term(lines: list[str], file: str, term: str) -> Sequence[int]:
    """Numbers of the lines that describe a term: all of a file of its own, else from its key on."""
    if file.count("/") > 1:
        return range(len(lines))
    key = re.compile(rf"""["']?{re.escape(term)}["']?\s*:""")
    start = next((number for number, line in enumerate(lines) if key.match(line)), len(lines))
    after = range(start + 1, len(lines))
    return range(start, next((number for number in after if re.match(r"[^\s#]", lines[number])), len(lines)))


def _before_name(lines: list[str], found: Diagnostic, text: str) -> list[Edit]:
    """A key and its value before the key whose value the finding is at."""
    line, column = found.position
    for number in range(line - 1, -1, -1) if line <= len(lines) else ():
        before = lines[number][: column - 1] if number == line - 1 else lines[number]
        places = list(_BESIDE.finditer(before))
        if places:
            start, end = places[-1].span()
            if before[start:end].strip():
                return [Edit(number, end, end, f"{text}, ")]
            return [Edit(number, 0, 0, f"{before[:end]}{text}\n")]
    return []


def _add_to_list(lines: list[str], number: int, text: str) -> list[Edit]:
    """``text`` as the first item of the list whose key is in a line; of one value a list is made."""
    line = lines[number]
    bracket = re.search(r"(?:aliases|old_urls)\s*:\s*\[\s*", line)
    if bracket is not None:
        comma = "" if line[bracket.end() :].startswith("]") else ", "
        return [Edit(number, bracket.end(), bracket.end(), text + comma)]
    single = re.fullmatch(r"\s*(?:aliases|old_urls)\s*:[ \t]*(?P<value>[^\s#,{}]*)\s*(?:#.*)?", line)
    if single is None:
        return []
    if single["value"]:
        return [Edit(number, *single.span("value"), f"[{text}, {single['value']}]")]
    item = re.match(r"\s*- ", lines[number + 1]) if number + 1 < len(lines) else None
    if item is not None:
        return [Edit(number + 1, 0, 0, f"{item[0]}{text}\n")]
    return [Edit(number, single.start("value"), single.start("value"), f" [{text}]")]
