"""The lines of a Markdown text: which of them are code, and which are marks of git."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from warta.markdown.block import Block

__all__ = ["conflict_marks", "fenced", "prose_lines"]

_CONFLICT = re.compile(r"(?m)^(?:<{7}|>{7})(?: .*)?$|^\|{7}(?: [^|\n]*)?$")
"""Lines that git writes around two versions of a text, but for ``=======``, which underlines headings."""


def fenced(lines: Iterable[str]) -> Iterator[bool]:
    """Of each line whether it is of a block of code or of the fences around it."""
    fence = ""
    for line in lines:
        start = line.lstrip(" \t>")[:3]
        mark = start if start in ("```", "~~~") else ""
        yield bool(fence or mark)
        if not fence:
            fence = mark
        elif mark == fence and not line.strip(" \t>" + mark[:1]):
            fence = ""


def prose_lines(text: str, tree: Iterable[Block], first_line: int = 1) -> Iterator[tuple[int, str]]:
    """Number and text of the lines of a text that are neither code nor comment; ``tree`` are its blocks."""
    hidden = {
        number
        for top in tree
        for block in top.walk()
        if block.kind in ("code", "fence") or (block.kind == "html" and block.level < 6)
        for number in range(block.first, block.last + 1)
    }
    for number, line in enumerate(text.split("\n")):
        if number not in hidden:
            yield first_line + number, line


def conflict_marks(text: str) -> list[int]:
    """The lines, 1-based, with which git has marked two versions of a text; none in code between fences."""
    if "<<<<<<<" not in text and ">>>>>>>" not in text and "|||||||" not in text:
        return []
    lines = text.split("\n")
    found = [
        (number, line)
        for number, (line, code) in enumerate(zip(lines, fenced(lines), strict=True), 1)
        if not code and _CONFLICT.match(line)
    ]
    return [number for number, _ in found] if any(line[0] != "|" for _, line in found) else []
