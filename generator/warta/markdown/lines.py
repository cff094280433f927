"""Facts about the lines of a Markdown text that need no engine: which of them are code, and git's marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

__all__ = ["conflict_marks", "fenced", "prose_lines"]

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
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


def prose_lines(text: str, first_line: int = 1) -> Iterator[tuple[int, str]]:
    """Number and text of the lines that are neither code between fences nor comment; comments are blanks."""
    if "<!--" in text:
        text = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    lines = text.split("\n")
    code = fenced(lines) if "```" in text or "~~~" in text else (False,) * len(lines)
    for number, (line, skipped) in enumerate(zip(lines, code, strict=True), first_line):
        if not skipped:
            yield number, line


def conflict_marks(text: str) -> list[int]:
    """The lines, 1-based, with which git has marked two versions of a text; none in code between fences."""
    if "<<<<<<<" not in text and ">>>>>>>" not in text and "|||||||" not in text:
        return []
    found = [(number, line) for number, line in prose_lines(text) if _CONFLICT.match(line)]
    return [number for number, _ in found] if any(line[0] != "|" for _, line in found) else []
