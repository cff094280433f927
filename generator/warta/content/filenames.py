"""What a file of ``content/`` is meant to be, by its name."""

from __future__ import annotations

import re

__all__ = ["is_hidden", "is_text", "misnamed"]

_MISNAMED = re.compile(r"\.(?:(md|markdown|mdown)|ya?ml)(?:\.txt)?", re.IGNORECASE)
"""The end of a text's name as some editors and systems write it."""


def is_text(path: str) -> bool:
    """Whether a file is, or is meant to be, a post, a term file or a profile: no file beside one."""
    return path.endswith((".md", ".yaml")) or misnamed(path) is not None


def misnamed(path: str) -> re.Match[str] | None:
    """The end of a name that is nearly that of a text; its first group is there when a post is meant."""
    start = path.rfind(".", 0, -4 if path[-4:].lower() == ".txt" else None)
    return _MISNAMED.fullmatch(path, start) if start >= 0 else None


def is_hidden(name: str) -> bool:
    """Whether a file or folder of this name is an editor's or the system's own, and no part of the site."""
    return name.startswith((".", "#")) or name.endswith("~")
