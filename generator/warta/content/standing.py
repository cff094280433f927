"""What is asked of a standing page besides its keys: that nothing is left to fill in; names of folders."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from warta import urls
from warta.diagnostics.values import Diagnostic, Position, error

__all__ = ["PLACE_TO_FILL", "folder_problems", "places_left"]

PLACE_TO_FILL = re.compile(r"(?<!\\)\[\[[^\[\]\n]+\]\]")
"""What stands on a standing page where the agency has to write something of its own: ``[[telephone]]``."""


def places_left(path: str, text: str) -> Iterator[Diagnostic]:
    """That something is still to be filled in on a page that is not held back for it."""
    left = list(PLACE_TO_FILL.finditer(text))
    if left:
        at = left[0].start()
        position = Position(text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
        yield error("place-to-fill", path, position, text=left[0][0], count=len(left))


def folder_problems(path: str, parts: Sequence[str]) -> Iterator[Diagnostic]:
    """The folders that a standing page is in are parts of its address; ``parts`` begins with ``pages``."""
    for name in parts[1:-1]:
        if urls.slug_problem(name) is not None:
            suggestion = urls.slugify(name) or "halaman"
            yield error("folder-name", path, folder=name, suggestion=suggestion)
