"""Lists that are typed as plain text, with the bullets of Word and chat programs, dashes or numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from warta.importing.press.blocks import Block
from warta.importing.press.texts import BULLETS, ITEM, as_markdown

__all__ = ["as_body"]

_BETWEEN = "<!-- -->"
"""Between two lists of one kind, which would be one to Markdown."""


class _Item(NamedTuple):
    """A line that may be one of a list's."""

    bullet: str
    """Empty for a number."""
    number: int
    indent: int
    line: str
    text: str

    @property
    def is_sure(self) -> bool:
        """Whether it is one of a list's even when it stands alone."""
        return self.bullet != "" and self.bullet in BULLETS

    def goes_on(self, before: _Item) -> bool:
        """Whether it is the next of the list that ``before`` belongs to."""
        alike = (self.bullet, self.indent) == (before.bullet, before.indent)
        return alike and (self.bullet != "" or self.number == before.number + 1)


def _item(line: str) -> _Item | None:
    bare = line.lstrip()
    found = ITEM.match(bare)
    if found is None:
        return None
    number, indent = int(found["number"] or 0), len(line) - len(bare)
    return _Item(found["bullet"] or "", number, indent, bare, bare[found.end() :])


def as_body(blocks: Iterable[Block]) -> str:
    """Blocks as Markdown that shows the same; plain lines that are a list become one."""
    parts: list[str] = []
    lines = ((_item(block.text) if not block.markdown else None, block) for block in blocks)
    for may_be_list, group in groupby(lines, key=lambda each: each[0] is not None):
        if may_be_list:
            parts += _blocks([item for item, _ in group if item is not None])
        else:
            parts += [block.markdown or as_markdown(block.text) for _, block in group]
    return "\n\n".join(_kept_apart(parts))


def _kept_apart(blocks: Sequence[str]) -> Iterator[str]:
    yield from blocks[:1]
    for before, block in pairwise(blocks):
        if (sign := _sign(before)) and sign == _sign(block):
            yield _BETWEEN
        yield block


def _sign(block: str) -> str:
    """``-`` or ``1`` of a block that begins with a list, else nothing: lists of two kinds are two lists."""
    found = re.match(r"(-|\d+\.) ", block)
    return "" if found is None else "-" if found[1] == "-" else "1"


def _blocks(items: Sequence[_Item], *, within: bool = False) -> list[str]:
    """Lines that stand together, or ``within`` an item: lists, and as text what is none of them."""
    blocks = []
    at = 0
    while at < len(items):
        *members, end = _members(items, at)
        second = within and items[at].bullet == "o"
        if len(members) > 1 or items[at].is_sure or second or end > at + 1:
            blocks.append(_list(items, [*members, end]))
        else:
            blocks.append(as_markdown(items[at].line))
        at = end
    return blocks


def _members(items: Sequence[_Item], first: int) -> list[int]:
    """The places of those that form a list with the first, and its end.

    What lies between two is below the former.
    """
    members = [first]
    for place in range(first + 1, len(items)):
        item = items[place]
        if item.bullet == "o" and items[first].is_sure:
            continue  # Word's bullet of the second level, whose indent is lost
        if item.goes_on(items[members[-1]]):
            members.append(place)
        elif not item.bullet and not items[first].bullet and item.indent <= items[first].indent:
            break  # another numbering
        elif item.indent < items[first].indent:
            break
    end = members[-1] + 1
    while end < len(items) and (
        items[end].indent > items[first].indent or (items[end].bullet == "o" and items[first].is_sure)
    ):
        end += 1
    return [*members, end]


def _list(items: Sequence[_Item], members: Sequence[int]) -> str:
    lines = []
    for place, following in pairwise(members):
        item = items[place]
        marker = "-" if item.bullet else f"{item.number}."
        below = _kept_apart(_blocks(items[place + 1 : following], within=True))
        inner = "\n".join([as_markdown(item.text), *below]).replace("\n", "\n    ")
        lines.append(f"{marker:<4}{inner}")
    return "\n".join(lines)
