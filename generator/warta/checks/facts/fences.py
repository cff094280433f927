"""Code between fences that nothing ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from warta.markdown.block import Block
from warta.markdown.places import Place

__all__ = ["find_open_fences"]


def find_open_fences(tree: Sequence[Block], body: str, first_line: int) -> Iterator[tuple[Place, str]]:
    """Where a fence begins that goes on to the end of what it stands in, and its sign."""
    if not any(sign in body for sign in ("```", "~~~")):
        return
    lines = body.split("\n")
    for block in (block for top in tree for block in top.walk() if block.kind == "fence"):
        last = lines[block.last].strip(" \t>")
        ends = block.last > block.first and last.startswith(block.sign) and not last.strip(block.sign[0])
        if not ends:
            line = lines[block.first]
            yield (first_line + block.first, line.index(block.sign) + 1), block.sign
