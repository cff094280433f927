"""What a file of ``content/`` is meant to be, by its name."""

from __future__ import annotations

import re

from warta.expressions import expression

__all__ = ["copied_from", "is_hidden", "is_text", "misnamed"]

_MISNAMED = expression(r"\.(?:(md|markdown|mdown)|ya?ml)(?:\.txt)?", re.IGNORECASE)
"""The end of a text's name as some editors and systems write it."""


_COPY = expression(
    r"(?:(?:Copy of|Salinan(?: dari)?) (?P<whole>.+)"
    r"|(?P<start>.+?)(?: ?\(\d{1,2}\)| - (?:Copy|Salin(?:an)?)(?: \(\d{1,2}\))?| copy(?: \d{1,2})?| salinan"
    r"| \([^()]*(?:conflict|konflik)[^()]*\)|[._-](?:sync-)?conflict-[\d_-]{8,}(?:-\w+)?)"
    r"(?P<end>\.[A-Za-z-]{2,12})?)",
    re.IGNORECASE,
)
"""The names, without suffix, that systems and programs give to a second copy of a file."""


def copied_from(stem: str) -> str:
    """The name of the file, without suffix, that one of this name is a copy of; empty when it is none."""
    found = _COPY.fullmatch(stem)
    return "" if found is None else found["whole"] or f"{found['start']}{found['end'] or ''}"


def is_text(path: str) -> bool:
    """Whether a file is, or is meant to be, a post, a term file or a profile: no file beside one."""
    return path.endswith((".md", ".yaml")) or misnamed(path) is not None


def misnamed(path: str) -> re.Match[str] | None:
    """The end of a name that is nearly that of a text; its first group is there when a post is meant."""
    start = path.rfind(".", 0, -4 if path[-4:].lower() == ".txt" else None)
    return _MISNAMED.fullmatch(path, start) if start >= 0 else None


def is_hidden(name: str) -> bool:
    """Whether a file or folder of this name is an editor's or the system's own, and no part of the site."""
    return name.startswith((".", "#", "~$")) or name.endswith("~")
