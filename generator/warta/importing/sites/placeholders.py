"""Marks that stand in a text while it is converted, for what no later step may change.

Private characters of Unicode, which are taken out of every source before.
"""

from __future__ import annotations

import re

from warta.importing.rewriting import code_span

__all__ = ["Kept", "without_marks"]

_KEPT = re.compile("\ue000([0-9]+)\ue001")
_ANY = re.compile("[\ue000-\ue00b]")


class Kept:
    """The pieces of one text that stay as they were written."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def mark(self, piece: str) -> str:
        """What stands for ``piece`` until :meth:`restore`."""
        self.pieces.append(piece)
        return f"\ue000{len(self.pieces) - 1}\ue001"

    def raw(self, text: str) -> str:
        """``text`` with the pieces as they were, for code."""
        return _KEPT.sub(lambda found: self.pieces[int(found[1])], text)

    def restore(self, text: str) -> str:
        """``text`` with every piece as a code span, in which a reader sees it and Markdown does not."""
        return _KEPT.sub(lambda found: code_span(self.pieces[int(found[1])]), text)


def without_marks(text: str) -> str:
    """``text`` without characters that could be taken for marks."""
    return _ANY.sub("", text)
