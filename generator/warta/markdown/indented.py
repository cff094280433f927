"""Paragraphs and lists that spaces at the start of their lines have made into code."""

from __future__ import annotations

import html as html_text
import re
from collections.abc import Iterator

from warta.diagnostics.values import Diagnostic, Position, warning
from warta.markdown.lines import prose_lines
from warta.markdown.locator import Locator

__all__ = ["indented_prose", "reads_as_prose"]

_CODE = re.compile(r"<pre><code>(.*?)</code></pre>", re.DOTALL)
_INDENTED = re.compile(r"(?: {4}| {0,3}\t)[ \t]*(?=\S)")
_ITEM = re.compile(r"\s*(?:[-*+•·▪]|\d{1,3}[.)]|[a-z][.)])\s+(?=[^\W_])")
_WORD = re.compile(r"[^\W\d_]{2,}[^\w\s]{0,3}|[\"“‘'(]{1,2}[^\W\d_]+[^\w\s]{0,3}")
_PROGRAM = re.compile(
    r"[{};=\\^`|]|::|->|\w\(|^\s*(?:[$#>%]|//|sudo\b|pip\b|git\b|npm\b|import\b|from\b|def\b)|</"
)
"""What programs and commands have and running text has not."""


def indented_prose(html: str, file: str, locator: Locator) -> Iterator[Diagnostic]:
    """A finding at each block of code that reads as a paragraph or a list and was made by spaces."""
    if not ("\t" in locator.text or "    " in locator.text) or "<pre><code>" not in html:
        return
    lines = [(n, line) for n, line in prose_lines(locator.text, locator.first_line) if _INDENTED.match(line)]
    at = 0
    for block in _CODE.findall(html):
        words = html_text.unescape(block).strip("\n").split("\n")
        first = words[0].strip()
        place = next((k for k in range(at, len(lines)) if lines[k][1].strip() == first), None)
        if place is None:
            continue  # between fences
        at = place + 1
        if reads_as_prose(words):
            number, line = lines[place]
            column = len(line) - len(line.lstrip()) + 1
            yield warning("indented-text", file, Position(number, column), text=_shown(first))


def reads_as_prose(lines: list[str]) -> bool:
    """Whether lines are sentences, or items of a list, rather than a program's or a drawing's."""
    filled = [line for line in lines if line.strip()]
    if any(_PROGRAM.search(line) for line in filled):
        return False
    items = sum(_ITEM.match(line) is not None for line in filled)
    parts = " ".join([_ITEM.sub("", line) for line in filled]).split()
    words = sum(_WORD.fullmatch(part) is not None for part in parts)
    gaps = sum("   " in line.strip() for line in filled)
    if gaps * 2 > len(filled) or words * 3 < len(parts) * 2:
        return False
    return (items > 0 and words > 0) or words >= 4


def _shown(line: str) -> str:
    return line if len(line) <= 40 else f"{line[:38].rstrip()} …"
