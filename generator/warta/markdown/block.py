"""A block of a Markdown text, and what is written in it.

:mod:`warta.markdown.blocks` reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["BOXES", "Block", "cells", "label", "unescaped"]

BOXES = ("\u2610", "\u2611")
"""What readers see of a task's box: one that is open, one that is done."""


class Block:
    """A block and the lines it stands on; not to be changed once it is read."""

    level = 0
    """Of a heading, 1 to 6; the number that a list starts with; of HTML, which of CommonMark's seven kinds it
    is: the first five hold nothing that readers see."""
    sign = ""
    """``-``, ``+`` and ``*`` of bullets, ``.`` and ``)`` of numbers; what opens a fence."""
    info = ""
    """Behind the sign of a fence; the label of a note or a definition, as it is written; of an item that is a
    task, what is in its box: a space or ``x``."""
    indent = 0
    """Columns that its further lines are indented by."""
    target: tuple[str, str] = ("", "")
    """Address and title of a definition."""
    sides: tuple[str, ...] = ()
    """Of each column of a table: ``left``, ``right``, ``center`` or nothing."""

    def __init__(self, kind: str, line: int) -> None:
        self.kind = kind
        """``paragraph``, ``heading``, ``rule``, ``code`` (indented), ``fence``, ``html``, ``table``,
        ``definition`` (of a link); with blocks in them ``quote``, ``list``, ``item``, ``note`` (a footnote's
        definition) and ``document``."""
        self.first = line
        self.last = line
        """First and last line, counted from 0. Blank lines at the end are not part of a block."""
        self.texts: list[str] = []
        """What is written in a block without blocks, line by line, without marks and indentation in front.
        Of a table: its rows, without the line of dashes, which is the second."""
        self.columns: list[int] = []
        """Where each of these begins in its line, counted from 0."""
        self.children: list[Block] = []

    @property
    def text(self) -> str:
        """The lines together."""
        return self.texts[0] if len(self.texts) == 1 else "\n".join(self.texts)

    @property
    def tight(self) -> bool:
        """Of a list: no blank line parts its items, or what is directly in one of them."""
        last = self.first
        for item in self.children:
            if item.first > last + 1:
                return False
            last, empty = item.first, True
            for child in item.children:
                if child.kind == "definition":  # which nobody sees
                    last = child.last if child.first <= last + 1 else last
                elif child.first > last + 1 and not empty:
                    return False
                else:
                    last, empty = child.last, False
        return True

    def walk(self) -> Iterator[Block]:
        """The block and all that are in it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()


_ESCAPED = re.compile(r"\\([!-/:-@[-`{-~])")

_BAR = re.compile(r"(?<!\\)\|")


def unescaped(text: str) -> str:
    """A text without the backslashes in front of signs."""
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text


def label(text: str) -> str:
    """A label as it is compared: neither capitals nor the kind of white space count."""
    return " ".join(text.split()).casefold()


def cells(row: str) -> list[str]:
    """The cells of a table's row; their escaped bars are bars."""
    row = row.strip(" \t").removeprefix("|").lstrip(" \t")
    found = [cell.strip(" \t").replace("\\|", "|") for cell in _BAR.split(row)]
    return found if found[-1] else found[:-1]
