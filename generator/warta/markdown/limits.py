"""What a text may hold at most: work is counted before a Markdown engine does it, never timed.

Engines look for the end of every bracket and tag that is opened, which takes
time that grows with the square of their number, go one call deeper for every
quote and list, and make as many cells in each row of a table as its head has.
What no count foresees, Python-Markdown's own loops, works on a :class:`Budget`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from warta.expressions import expression

__all__ = ["MAX_NESTING", "MAX_WORK", "Budget", "Excess", "NestedError", "OverspentError", "excess"]

MAX_CHARACTERS = 250_000
"""Of a text: about 40,000 words."""
MAX_NESTING = 60
"""Of brackets and tags in a paragraph, quotes in quotes, lists in lists: more than any text has."""
MAX_CELLS = 50_000
"""Of a table, those that its rows leave out included: engines make them all."""
MAX_NAME = 200
"""Characters of the name of a tag or of an attribute."""
MAX_WORK = 40_000_000
"""Characters that Python-Markdown may look at for one text, which takes it about a second. It makes a
paragraph anew for each mark in it, which takes as long as looking at a hundredth of its characters."""


class Excess(NamedTuple):
    """What a text has too much of."""

    code: str
    """Of the finding that says so."""
    limit: int
    line: int
    """Where, 0-based."""


class _RefusedError(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line
        """Where, 0-based."""


class OverspentError(_RefusedError):
    """A text asks for more work than its budget has."""


class NestedError(_RefusedError):
    """Quotations or lists nest too deeply."""


class Budget:
    """Counts the work that a text makes. The same text costs the same on every machine."""

    def __init__(self) -> None:
        self._left = MAX_WORK

    def renew(self) -> None:
        """For the next text."""
        self._left = MAX_WORK

    def spend(self, characters: int, line: int = 0) -> None:
        """Before so many are looked at, for what stands on a line. Raises OverspentError."""
        self._left -= characters
        if self._left < 0:
            raise OverspentError(line)


def excess(text: str) -> Excess | None:
    """What an engine should not be given ``text`` for; None when there is nothing of the kind."""
    if len(text) > MAX_CHARACTERS:
        return Excess("text-too-long", limit=MAX_CHARACTERS, line=0)
    if (start := _nested(text)) is not None:
        return Excess("too-nested", limit=MAX_NESTING, line=text.count("\n", 0, start))
    if (start := _wide_table(text)) is not None:
        return Excess("table-too-large", limit=MAX_CELLS, line=text.count("\n", 0, start))
    if (start := _long_name(text)) is not None:
        return Excess("tag-too-long", limit=MAX_NAME, line=text.count("\n", 0, start))
    return None


# --- Tables and tags ----------------------------------------------------------------------------------


def _wide_table(text: str) -> int | None:
    """Where a block starts that would be too large a table, were it one."""
    start = 0
    for block in text.split("\n\n") if "|" in text else ():
        rows = block.count("\n") + 1
        if "|" in block and rows * (block.count("|") + 1) > MAX_CELLS:
            columns = max(row.count("|") for row in block.split("\n")) + 1
            if rows * columns > MAX_CELLS:
                return start
        start += len(block) + 2
    return None


_LETTER = r"[^<>\"'=\s/]"
_LONG_NAME = expression(
    rf"<(?=/?[a-zA-Z])(?!https?://[^\s<>]{{1,2000}}>)(?>(?:[\s/\"']|{_LETTER}{{1,{MAX_NAME}}}(?!{_LETTER})"
    rf"|=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s<>\"']*))*){_LETTER}"
)
"""A tag up to a name that goes on beyond the limit. Values may be of any length, and an address in
angle brackets is no tag."""


def _long_name(text: str) -> int | None:
    found = _LONG_NAME.search(text) if "<" in text else None
    return None if found is None else found.start()


# --- Nesting ------------------------------------------------------------------------------------------

_QUOTE_DEPTH = re.compile(rf"(?m)^[ ]{{0,3}}(?:>[ ]?){{{MAX_NESTING}}}")
_MARKER = r"(?:[-*+]|\d+[.)])[ \t]"
_LIST_DEPTH = re.compile(
    rf"(?m)^[ \t]{{{4 * MAX_NESTING}}}[ \t]*{_MARKER}|^[ \t]*(?:{_MARKER}[ \t]*){{{MAX_NESTING}}}"
)
_LIST_IN_LIST = expression(rf"\n(?:[ \t]{{{4 * MAX_NESTING}}}|[ \t]*{_MARKER}[ \t]*{_MARKER})")
"""What a deep list has, and almost no text: found in a fraction of the time, as it begins with a line end."""
_OPENING_OR_CLOSING = expression(r"\n\n|\]\(|<(?=\S)|[\[\])>]")
_OPENS = {"[": "]", "](": ")", "<": ">"}


def _nested(text: str) -> int | None:
    """Where something nests too deeply."""
    for pattern, suspect in (
        (_QUOTE_DEPTH, ">" in text and text.count(">") >= MAX_NESTING),
        (_LIST_DEPTH, _LIST_IN_LIST.search("\n" + text) is not None),
    ):
        found = pattern.search(text) if suspect else None
        if found:
            return found.start()
    if ("[" not in text or text.count("[") <= MAX_NESTING) and (
        "<" not in text or text.count("<") <= MAX_NESTING
    ):
        return None
    depth = dict.fromkeys(_OPENS.values(), 0)
    for found in _OPENING_OR_CLOSING.finditer(text):
        sign = found[0]
        if sign == "\n\n":  # a paragraph ends, and with it all that was left open
            depth = dict.fromkeys(depth, 0)
        elif sign in depth:
            depth[sign] = max(0, depth[sign] - 1)
        else:
            if sign == "](":
                depth["]"] = max(0, depth["]"] - 1)
            depth[_OPENS[sign]] += 1
            if depth[_OPENS[sign]] > MAX_NESTING:
                return found.start()
    return None
