"""The rows of tables on a page of a PDF, by where its words stand: the file itself knows no tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pypdf import PageObject

__all__ = ["rows_of"]

_CELL = re.compile(r"\S+(?: {1,2}\S+)*")
"""Words that stand together; cells stand three spaces apart at least."""
APART = 8
"""Characters by which the beginnings or ends of the cells of a column may differ, as widths of letters do."""
EVEN = 4
"""Characters by which the spaces between the words of a line of text may differ."""
LONGEST_CELL = 60
"""Characters; what is longer is a column of text and no table."""
USUAL_CELL = 30
"""Characters that cells have in the middle."""
MOST_COLUMNS = 12


class _Cell(NamedTuple):
    text: str
    start: int
    end: int


def rows_of(page: PageObject) -> dict[str, tuple[str, ...]]:
    """Line of a page with single spaces → its cells, for the lines that are rows of a table."""
    laid_out = page.extract_text(extraction_mode="layout").split("\n")
    lines = ["" if _is_justified(line) else line for line in laid_out]
    cells = [tuple(_Cell(each[0], *each.span()) for each in _CELL.finditer(line)) for line in lines]
    return {
        " ".join(" ".join(cell.text for cell in row).split()): tuple(
            " ".join(cell.text.split()) for cell in row
        )
        for table in _tables(cells)
        for row in table
    }


def _is_justified(line: str) -> bool:
    """Whether a line is text stretched to its full width: evenly, most of its words in small letters."""
    words = line.split()
    gaps = [len(gap) for gap in re.findall(r"(?<=\S) +(?=\S)", line)]
    small = sum(word[0].islower() for word in words)
    return len(words) > 2 and max(gaps) - min(gaps) <= EVEN and small * 2 > len(words)


def _tables(lines: Sequence[tuple[_Cell, ...]]) -> Iterator[list[tuple[_Cell, ...]]]:
    """Lines that follow each other and have cells below each other; lines without words do not part them."""
    table: list[tuple[_Cell, ...]] = []
    filled = [line for line in lines if line]
    for above, line in pairwise([(), *filled, ()]):
        if table and _are_aligned(above, line):
            table.append(line)
            continue
        if len(table) > 1 and _is_table(table):
            yield table
        table = [line] if 1 < len(line) <= MOST_COLUMNS else []


def _are_aligned(row: Sequence[_Cell], below: Sequence[_Cell]) -> bool:
    """Whether the cells of two lines begin or end below each other."""
    return len(row) == len(below) and all(
        abs(one.start - other.start) <= APART or abs(one.end - other.end) <= APART
        for one, other in zip(row, below, strict=True)
    )


def _is_table(rows: Sequence[Sequence[_Cell]]) -> bool:
    lengths = sorted(cell.end - cell.start for row in rows for cell in row)
    return lengths[-1] <= LONGEST_CELL and lengths[len(lengths) // 2] <= USUAL_CELL
