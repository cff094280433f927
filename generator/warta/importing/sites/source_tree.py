"""The files of a source: the only module that reads what is imported.

A tree is listed once; afterwards only files of that list can be had, so that no path in the source's texts,
however it is written, leads anywhere else. Symbolic links are not followed.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from warta.content.scan import MAX_TEXT_BYTES
from warta.filesystem.own_files import open_regular

__all__ = ["SourceTree", "TextStore", "file_chunks"]

MAX_FILES = 500_000
MAX_PATH_DEPTH = 40
_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", "bower_components"})

_SETTINGS = frozenset((".eleventy.js", ".eleventy.cjs", ".eleventy.mjs"))
"""Hidden files that are read all the same."""


class SourceTree:
    """The regular files below a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[str, int] = {}
        """Path below the root, with ``/`` → size in bytes; sorted."""
        self.links: list[str] = []
        """Symbolic links, which are not followed."""
        self.unreadable: list[str] = []
        self.names: tuple[str, ...] = ()
        """What lies in the folder itself, hidden names included."""
        with suppress(OSError):
            self.names = tuple(sorted(entry.name for entry in root.iterdir()))
        found: dict[str, int] = {}
        self._walk(str(root), "", found, 0)
        self.files = dict(sorted(found.items()))

    def _walk(self, folder: str, prefix: str, found: dict[str, int], depth: int) -> None:
        try:
            with os.scandir(folder) as entries:
                for entry in sorted(entries, key=lambda each: each.name):
                    self._take(entry, prefix + entry.name, found, depth)
        except OSError:
            self.unreadable.append(prefix)

    def _take(self, entry: os.DirEntry[str], path: str, found: dict[str, int], depth: int) -> None:
        name = entry.name
        if (
            (name.startswith(".") and name not in _SETTINGS)
            or "\\" in name
            or "\n" in name
            or not _is_text(name)
            or len(found) >= MAX_FILES
        ):
            return
        if entry.is_symlink():
            self.links.append(path)
        elif entry.is_dir(follow_symlinks=False):
            if name not in _SKIPPED_FOLDERS and depth < MAX_PATH_DEPTH:
                self._walk(entry.path, path + "/", found, depth + 1)
        else:
            status = entry.stat(follow_symlinks=False)
            if stat.S_ISREG(status.st_mode):
                found[path] = status.st_size

    def read(self, path: str, limit: int = MAX_TEXT_BYTES) -> bytes | None:
        """The bytes of a file of the list; None when it is larger than ``limit`` or cannot be read."""
        if self.files.get(path, limit + 1) > limit:
            return None
        try:
            file = open_regular(self.root / path)
            if file is None:
                return None
            with file:
                data = file.read(limit + 1)
        except OSError:
            return None
        return data if len(data) <= limit else None


class TextStore:
    """Texts on disk until they are wanted, so that any number of them takes no memory."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the store and ends with it
        self._places: dict[int, tuple[int, int]] = {}

    def put(self, number: int, text: str) -> None:
        """Keep a text under a number."""
        data = text.encode("utf-8", "surrogatepass")
        self._places[number] = (self._file.seek(0, os.SEEK_END), len(data))
        self._file.write(data)

    def take(self, number: int) -> str | None:
        """The text of a number, which is forgotten; None when there is none."""
        place = self._places.pop(number, None)
        if place is None:
            return None
        self._file.seek(place[0])
        return self._file.read(place[1]).decode("utf-8", "surrogatepass")

    def close(self) -> None:
        """Forget everything."""
        self._file.close()


def file_chunks(path: Path, size: int = 64 * 1024) -> Iterator[bytes]:
    """A file piece by piece. Raises OSError."""
    with path.open("rb") as file:
        while data := file.read(size):
            yield data


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
