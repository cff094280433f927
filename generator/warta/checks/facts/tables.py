"""Tables whose rows do not have the cells that their head has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from warta.checks.facts.pasted import Line
from warta.markdown.places import Place

__all__ = ["OddRow", "find_odd_rows"]


class OddRow(NamedTuple):
    """A row, or the line below the head, that has another number of cells than the head. Plain values."""

    place: Place
    delimiter: bool
    """The line below the head, so that there is no table at all."""
    cells: int
    wanted: int
    lost: str
    """What readers would not see."""


_BAR = re.compile(r"(?<!\\)\|")
_DELIMITER = re.compile(r"[ \t]{0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")


def find_odd_rows(lines: Sequence[Line]) -> Iterator[OddRow]:
    """The rows with a cell too many, and the lines below a head that do not fit it."""
    wanted = 0  # cells of the table that the line is in
    for (before, head), (number, line) in pairwise(lines):
        if number != before + 1 or not line.strip():
            wanted = 0
        elif wanted:
            if "|" in line:
                yield from _row(number, line, wanted)
        elif "|" in line and "|" in head and _DELIMITER.fullmatch(line):
            cells, columns = len(_cells(head)), len(_cells(line))
            if cells == columns:
                wanted = cells
            elif not _DELIMITER.fullmatch(head):
                yield OddRow((number, 1), delimiter=True, cells=columns, wanted=cells, lost="")


def _row(number: int, line: str, wanted: int) -> Iterator[OddRow]:
    cells = _cells(line)
    lost = [text for _, text in cells[wanted:] if text]
    if lost:
        column = cells[wanted][0] + 1
        yield OddRow(
            (number, column), delimiter=False, cells=len(cells), wanted=wanted, lost=" | ".join(lost)
        )


def _cells(line: str) -> list[tuple[int, str]]:
    """Offset and text of each cell."""
    bars = [found.start() for found in _BAR.finditer(line)]
    text = line.strip()
    starts = [0] if not text.startswith("|") else []
    starts += [bar + 1 for bar in bars]
    if text.endswith("|") and bars and bars[-1] == len(line.rstrip()) - 1:
        starts.pop()
    ends = [*(start - 1 for start in starts[1:]), bars[-1] if text.endswith("|") and bars else len(line)]
    cells = []
    for start, end in zip(starts, ends, strict=True):
        cell = line[start:end]
        cells.append((start + len(cell) - len(cell.lstrip()), cell.strip()))
    return cells
