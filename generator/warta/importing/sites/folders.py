"""What Hugo's and Jekyll's sites have in common: a folder of files with front matter, settings and media."""

from __future__ import annotations

import posixpath
import re
from abc import ABC, abstractmethod
from datetime import date
from fnmatch import fnmatchcase
from typing import Any

from warta.importing.rewriting import UNDESCRIBED, Described
from warta.importing.sites.front_matter import FrontMatterError, parse_settings, split_front_matter
from warta.importing.sites.items import (
    MAX_MEDIA_BYTES,
    Files,
    Item,
    Unread,
)

__all__ = [
    "MONTHS",
    "FolderSite",
    "day_in",
    "is_on",
    "mapping",
    "page_in",
    "seen_from",
    "setting",
    "settings_in",
]

MONTHS = "January February March April May June July August September October November December".split(" ")
"""As permalinks have them."""


class FolderSite(ABC):
    """The files of such a site. What they mean is for the programs' own readers to say."""

    def __init__(self, tree: Files) -> None:
        self.tree = tree
        self.files = tree.files

    @property
    def has_media(self) -> bool:
        """Whether there are files at all."""
        return bool(self.files)

    def address_of(self, target: str) -> str:
        """The address itself: no other names are given to files here."""
        return target

    @abstractmethod
    def media(self, item: Item, target: str) -> str:
        """The file of the source that an address means; each program has its own places for them."""

    def describe(self, item: Item, target: str) -> Described:
        """What the front matter of the page says of the files beside it."""
        path = self.media(item, target) if item.pictures else ""
        name = path.removeprefix(f"{item.folder}/").lower()
        found = (words for pattern, words in item.pictures.items() if fnmatchcase(name, pattern.lower()))
        return next(found, UNDESCRIBED)

    def media_size(self, path: str) -> int:
        """The bytes of a file of the source."""
        return self.files[path]

    def read_media(self, path: str) -> bytes | None:
        """The bytes of a file of the source."""
        return self.tree.read(path, MAX_MEDIA_BYTES)


def seen_from(item: Item, target: str) -> str:
    """Where on the old site an address of an item's text leads that is a path; without a first slash."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(item.address), target)).lstrip("/")


def page_in(path: str, data: bytes | None) -> tuple[dict[str, Any], str] | Unread:
    """The front matter of a file as plain values, and the text behind it; or why it has none.

    ``data`` is None when the file is too large.
    """
    if data is None:
        return Unread(path, "too-large")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        values, body = split_front_matter(text)
    except UnicodeDecodeError:
        return Unread(path, "encoding")
    except FrontMatterError as problem:
        return Unread(path, "front-matter", str(problem))
    return (values, body) if values is not None else Unread(path, "no-front-matter")


def settings_in(tree: Files, path: str, form: str) -> dict[str, Any] | None:
    """The settings in a file (``yaml``, ``toml`` or ``json``); None when nobody could read them."""
    try:
        return parse_settings((tree.read(path) or b"").decode("utf-8-sig"), form)
    except (UnicodeDecodeError, FrontMatterError):
        return None


def setting(value: Any) -> str:
    """A value of the settings as text; empty for groups and lists."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None or isinstance(value, dict | list) else str(value).strip()


def is_on(value: Any) -> bool:
    """Whether a flag of the settings is set."""
    return setting(value).lower() == "true"


def mapping(value: Any) -> dict[str, Any]:
    """A group of the settings; an empty one for anything else."""
    return {str(key): each for key, each in value.items()} if isinstance(value, dict) else {}


def day_in(text: str) -> date | None:
    """The day that a date of front matter begins with; None when it begins with none."""
    found = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})", text.strip())
    try:
        return date(*map(int, found.groups())) if found is not None else None
    except ValueError:
        return None
