"""Code and comments in a Markdown text, out of the way while everything else is rewritten."""

from __future__ import annotations

import re

from warta.content.originals import without_comments
from warta.importing.sites.placeholders import Kept, restore_code

__all__ = ["CODE_LINE", "FENCE", "ITEM", "Code", "hide_code"]

FENCE = re.compile(
    r"^(?P<indent>[ \t>]*)(?P<fence>`{3,}+|~{3,}+)[^\n`]*\n"
    r"(?:[^\n]*\n){0,1000}?(?:[ \t>]*(?P=fence)[`~]*[ \t]*$)",
    re.MULTILINE,
)
_TICKS = re.compile("`+|\n[ \t]*\n")
_INDENTED = re.compile(r"(?m)(?:(?<=\n\n)|\A)(?:(?: {4}|\t)[^\n]*\n?(?:[ \t]*\n(?= {4}|\t))*)+")
_CODE_MARK = re.compile("\ue004([0-9]+)\ue005")
CODE_LINE = "\ue007"
"""Before a line of a code block that stood within a list, at the block's own indentation."""
ITEM = re.compile(r"(?P<indent> *)(?P<marker>[-*+]|\d{1,9}[.)])(?P<space> +)(?P<text>\S.*)")
"""A line that begins an item of a list."""


class Code:
    """Code and comments, out of the way while everything else is rewritten."""

    def __init__(self, kept: Kept) -> None:
        self.kept = kept
        self.pieces: list[str] = []

    def hide(self, piece: str) -> str:
        """What stands for a piece until :meth:`show`."""
        self.pieces.append(restore_code(piece, self.kept))
        return f"\ue004{len(self.pieces) - 1}\ue005"

    def show(self, text: str) -> str:
        """``text`` with the pieces in their places."""
        while _CODE_MARK.search(text):  # a piece can hold others, which were hidden before it
            text = _CODE_MARK.sub(lambda found: self.pieces[int(found[1])], text)
        return text


def hide_code(text: str, code: Code) -> str:
    """``text`` with marks for everything that is code, and without comments."""
    text = FENCE.sub(lambda found: _hide_fence(found, code), text)
    text = without_comments(text)
    text = _INDENTED.sub(lambda found: _hide_indented(found, code), text)
    return _hide_spans(text, code)


def _hide_fence(found: re.Match[str], code: Code) -> str:
    """A fenced block; one within a list as an indented block, since not every engine knows fences there."""
    indent = found["indent"].expandtabs(4)
    if not indent or ">" in indent:
        return code.hide(found[0])
    lines = [line.expandtabs(4) for line in found[0].split("\n")[1:-1]]
    shown = [
        f"{indent}{CODE_LINE}{code.hide(line.removeprefix(indent))}" if line.strip() else "" for line in lines
    ]
    return "\n" + "\n".join(shown) + "\n"


def _hide_indented(found: re.Match[str], code: Code) -> str:
    """An indented block is code, unless it is HTML or goes on with a list."""
    block = found[0]
    if CODE_LINE in block:
        return block
    before = found.string[: found.start()].rstrip().rpartition("\n")[2]
    in_list = before.startswith((" ", "\t")) or ITEM.fullmatch(before.strip()) is not None
    return (
        block if in_list or re.match(r"\s*(?:(?:[-*+]|\d+[.)])\s|</?[a-zA-Z])", block) else code.hide(block)
    )


def _hide_spans(text: str, code: Code) -> str:
    """Code spans: a run of backticks up to the next run as long, in the same paragraph."""
    if "`" not in text:
        return text
    runs = [(found.start(), found[0]) for found in _TICKS.finditer(text)]
    following: dict[str, int] = {}
    partner = [-1] * len(runs)
    for number in range(len(runs) - 1, -1, -1):
        run = runs[number][1]
        if run.startswith("\n"):
            following.clear()
        else:
            partner[number] = following.get(run, -1)
            following[run] = number
    parts = []
    at = number = 0
    while number < len(runs):
        if partner[number] < 0:
            number += 1
            continue
        start, end = runs[number][0], runs[partner[number]][0] + len(runs[number][1])
        parts += [text[at:start], code.hide(text[start:end])]
        at = end
        number = partner[number] + 1
    return "".join(parts) + text[at:]
