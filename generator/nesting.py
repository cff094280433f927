"""Finds text that nests beyond reason before a Markdown engine does.

Engines look for the end of every bracket and tag that is opened, which takes
time that grows with the square of their number, and go one call deeper for
every quote and list.
"""

from __future__ import annotations

import re

__all__ = ["MAX_NESTING", "crowded_line"]

MAX_NESTING = 60
"""Of brackets and tags in a paragraph, quotes in quotes, lists in lists: more than any text has."""

_QUOTE_DEPTH = re.compile(rf"(?m)^[ ]{{0,3}}(?:>[ ]?){{{MAX_NESTING}}}")
_MARKER = r"(?:[-*+]|\d+[.)])[ \t]"
_LIST_DEPTH = re.compile(
    rf"(?m)^[ \t]{{{4 * MAX_NESTING}}}[ \t]*{_MARKER}|^[ \t]*(?:{_MARKER}[ \t]*){{{MAX_NESTING}}}"
)
_LIST_IN_LIST = re.compile(rf"\n(?:[ \t]{{{4 * MAX_NESTING}}}|[ \t]*{_MARKER}[ \t]*{_MARKER})")
"""What a deep list has, and almost no text: found in a fraction of the time, as it begins with a line end."""
_OPENING_OR_CLOSING = re.compile(r"\n\n|\]\(|<(?=\S)|[\[\])>]")
_OPENS = {"[": "]", "](": ")", "<": ">"}


def crowded_line(text: str) -> int | None:
    """The line (0-based) on which something nests too deeply; None when nothing does."""
    for pattern, suspect in (
        (_QUOTE_DEPTH, ">" in text and text.count(">") >= MAX_NESTING),
        (_LIST_DEPTH, _LIST_IN_LIST.search("\n" + text) is not None),
    ):
        found = pattern.search(text) if suspect else None
        if found:
            return text.count("\n", 0, found.start())
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
                return text.count("\n", 0, found.start())
    return None
