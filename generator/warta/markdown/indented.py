"""Paragraphs and lists that spaces at the start of their lines have made into code."""

from __future__ import annotations

from collections.abc import Iterator

from warta.diagnostics.values import Diagnostic, Position, warning
from warta.expressions import expression
from warta.markdown.blocks import blocks
from warta.markdown.locator import Locator

__all__ = ["indented_prose", "reads_as_prose"]

_ITEM = expression(r"^\s*+(?:[-*+•·▪]|\d{1,3}[.)]|[a-z][.)])\s++(?=[^\W_])")
_WORD = expression(r"[^\W\d_]{2,}[^\w\s]{0,3}|[\"“‘'(]{1,2}[^\W\d_]+[^\w\s]{0,3}")
_PROGRAM = expression(
    r"[{};=\\^`|]|::|->|\w\(|^\s*(?:[$#>%]|//|sudo\b|pip\b|git\b|npm\b|import\b|from\b|def\b)|</"
)
"""What programs and commands have and running text has not."""


def indented_prose(html: str, file: str, locator: Locator) -> Iterator[Diagnostic]:
    """A finding at each block of code that reads as a paragraph or a list and was made by spaces."""
    if not ("\t" in locator.text or "    " in locator.text) or "<pre><code>" not in html:
        return
    for block in (block for top in blocks(locator.text) for block in top.walk() if block.kind == "code"):
        if reads_as_prose(block.texts):
            line = locator.text.split("\n")[block.first]
            shown = block.texts[0].strip()
            place = Position(locator.first_line + block.first, line.index(shown) + 1)
            yield warning("indented-text", file, place, text=_shown(shown))


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
