"""Marks that stand in a text while it is converted, for what no later step may change.

Private characters of Unicode, which are taken out of every source before.
"""

from __future__ import annotations

import re

__all__ = ["Kept", "code_block", "code_span", "done", "final", "has_kept", "restore_code", "without_marks"]

_KEPT = re.compile("\ue000([0-9]+)\ue001")
_DONE = re.compile("\ue002([^\ue002\ue003]*)\ue003")
_ANY = re.compile("[\ue000-\ue007]")


class Kept:
    """The pieces of one text that stay as they were written: template tags without an equivalent."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def mark(self, piece: str) -> str:
        """What stands for ``piece`` until :meth:`restore`."""
        self.pieces.append(piece)
        return f"\ue000{len(self.pieces) - 1}\ue001"

    def raw(self, text: str) -> str:
        """``text`` with the pieces as they were, for code and addresses."""
        return _KEPT.sub(lambda found: self.pieces[int(found[1])], text)

    def restore(self, text: str) -> str:
        """``text`` with every piece as a code span, in which a reader sees it and Markdown does not."""
        text = _KEPT.sub(lambda found: code_span(self.pieces[int(found[1])]), text)
        return _DONE.sub(r"\1", text)


def without_marks(text: str) -> str:
    """``text`` without characters that could be taken for marks."""
    return _ANY.sub("", text)


def done(destination: str) -> str:
    """A destination that is final."""
    return f"\ue002{destination}\ue003"


def final(destination: str) -> str:
    """The final destination in ``destination``, whatever stands in front of it; empty when there is none."""
    found = _DONE.search(destination)
    return found[1] if found is not None else ""


def has_kept(text: str) -> bool:
    """Whether a piece that stays as it is stands in ``text``."""
    return "\ue000" in text


def restore_code(text: str, kept: Kept) -> str:
    """``text`` of a code block, with everything in it as it was written."""
    return _DONE.sub(r"\1", kept.raw(text))


def code_block(code: str, language: str) -> str:
    """``code`` as a fenced Markdown block."""
    fence = "`" * max(3, _longest_run(code) + 1)
    return f"{fence}{language}\n{code}\n{fence}"


def code_span(text: str) -> str:
    """``text`` as a Markdown code span on one line."""
    text = " ".join(text.split())
    fence = "`" * (_longest_run(text) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _longest_run(text: str) -> int:
    """Backticks in a row."""
    return max((len(run) for run in re.findall("`+", text)), default=0)
