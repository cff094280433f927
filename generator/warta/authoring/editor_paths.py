"""What the web editor may touch: decided by the path alone, as it is given and where links lead it.

Markdown files and pictures below the folders of stories and of standing pages, by names that mean the same on
every system.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from warta import urls
from warta.authoring.web_form import FOLDERS
from warta.content.links import OutsideError
from warta.content.new_files import real_name

__all__ = ["ForbiddenError", "is_below", "is_picture", "is_story", "may", "permitted", "picture", "story"]

PICTURES = (".avif", ".gif", ".heic", ".jpeg", ".jpg", ".png", ".webp")
_PART = re.compile(r"[^.#~/\\:*?\"<>|%\x00-\x20\x7f][^/\\:*?\"<>|%\x00-\x1f\x7f]*(?<![. ~])")
"""A name that means the same on every system, in an address too."""
_STORY = re.compile(r".+\.(?P<language>[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\.md")


class ForbiddenError(Exception):
    """The editor asks for what it may not have."""


def story(site: Path, path: str) -> str:
    """The path of a story. Raises ForbiddenError."""
    return permitted(site, path, is_story)


def picture(site: Path, path: str) -> str:
    """The path of a picture. Raises ForbiddenError."""
    return permitted(site, path, is_picture)


def permitted(site: Path, path: str, fits: Callable[[str], bool]) -> str:
    """The path, if it fits by its name and by where links lead it. Raises ForbiddenError."""
    if not fits(path) or not fits(real_name(site, path)):
        raise ForbiddenError(path)
    return path


def may(site: Path, path: str, fits: Callable[[str], bool]) -> bool:
    """Whether a path is permitted."""
    with suppress(ForbiddenError, OutsideError):
        return bool(permitted(site, path, fits))
    return False


def is_below(path: str) -> bool:
    """Whether a path leads below the folder of stories or of standing pages, on every system."""
    return any(
        path.startswith(f"{folder}/")
        and all(
            _PART.fullmatch(part) and not _is_device(part)
            for part in path.removeprefix(f"{folder}/").split("/")
        )
        for folder in FOLDERS
    )


def _is_device(name: str) -> bool:
    """Whether a name is not one of a file on Windows."""
    bare = name.partition(".")[0].lower()
    return bare != "index" and urls.slug_problem(bare) == "reserved"


def is_story(path: str) -> bool:
    """Whether a path is one of a story in some language."""
    return is_below(path) and _STORY.fullmatch(path) is not None


def is_picture(path: str) -> bool:
    """Whether a path is one of a picture."""
    return is_below(path) and path.lower().endswith(PICTURES)
