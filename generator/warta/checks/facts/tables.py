"""Tables whose rows do not have the cells that their head has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from warta.markdown.block import Block
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
_DASHES = re.compile(r"[ \t]{0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")


def find_odd_rows(tree: Iterable[Block], first_line: int) -> Iterator[OddRow]:
    """The rows with a cell too many, and the lines below a head that do not fit it."""
    for block in (block for top in tree for block in top.walk()):
        rows = list(zip(block.texts, block.columns, strict=True))
        if block.kind == "table":
            for number, (row, column) in enumerate(rows[1:], first_line + block.first + 2):
                yield from _row(number, row, column, len(block.sides))
        elif block.kind == "paragraph" and "|" in block.texts[0]:
            for number, ((head, _), (line, column)) in enumerate(
                pairwise(rows), first_line + block.first + 1
            ):
                found, wanted = len(_cells(line)), len(_cells(head))
                if "|" in head and _DASHES.fullmatch(line) and found != wanted:
                    yield OddRow((number, column + 1), delimiter=True, cells=found, wanted=wanted, lost="")


def _row(number: int, row: str, column: int, wanted: int) -> Iterator[OddRow]:
    cells = _cells(row)
    lost = [text for _, text in cells[wanted:] if text]
    if len(cells) == 1 < wanted and "|" not in row:
        yield OddRow((number, column + 1), delimiter=False, cells=1, wanted=wanted, lost="")
    if lost:
        place = number, column + cells[wanted][0] + 1
        yield OddRow(place, delimiter=False, cells=len(cells), wanted=wanted, lost=" | ".join(lost))


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
