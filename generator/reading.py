"""Finds and reads a site's input files. The only module that reads content from disk."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from generator.diagnostics import Diagnostic, error
from generator.filenames import is_text
from generator.freshness import Stamp, bytes_digest, stamp_of

__all__ = ["CONTENT", "SourceEntry", "digests_of", "look_again", "read_source", "scan_content"]

CONTENT = "content"
MAX_TEXT_BYTES = 2 * 1024 * 1024
"""Larger than any story; what is larger is a mistake (a photo renamed to .md) and is not read."""


class SourceEntry(NamedTuple):
    """A file below ``content/`` as the file system lists it."""

    path: str
    """Below the site's folder, with ``/``: ``content/news/2024/x.id.md``."""
    size: int
    """Bytes."""
    stamp: Stamp | None
    """Tells the file from a changed one; None when it is too fresh for that."""

    is_text: bool
    """Whether it is a post, a term file or a profile, and not a picture or document beside one."""


def scan_content(site: Path) -> tuple[tuple[SourceEntry, ...], tuple[Diagnostic, ...]]:
    """Every file below ``content/``, sorted by path, without editors' temporary files.

    Symbolic links may lead to other places inside the site; a link out of it is
    refused, and a loop of links is followed once.
    """
    root = site / CONTENT
    if not root.is_dir():
        return (), (error("content-missing", CONTENT),)
    scan = _Scan(site)
    if root.is_symlink() and not scan.leads_inside(str(root)):
        return (), (error("link-outside", CONTENT, target=os.readlink(root)),)
    top = root.stat()
    scan.visited.add((top.st_dev, top.st_ino))
    scan.walk(str(root), CONTENT)
    return tuple(sorted(scan.found)), tuple(scan.diagnostics)


def look_again(
    site: Path, entries: tuple[SourceEntry, ...], changed: Iterable[str]
) -> tuple[SourceEntry, ...] | None:
    """The entries of an earlier scan with the ``changed`` files as they are now.

    None when one has come, gone or become something else, so that the folders have to be walked through.
    """
    places = {entry.path: number for number, entry in enumerate(entries)}
    found = list(entries)
    for path in changed:
        number = places.get(path)
        try:
            status = os.lstat(site / path)
        except OSError:
            if number is None and not any(known.startswith(f"{path}/") for known in places):
                continue  # an editor's temporary file that has gone again
            return None
        if number is None or not stat.S_ISREG(status.st_mode):
            return None
        found[number] = SourceEntry(path, status.st_size, stamp_of(status, time.time_ns()), is_text(path))
    return tuple(found)


class _Scan:
    """One walk through a site's content."""

    def __init__(self, site: Path) -> None:
        self.found: list[SourceEntry] = []
        self.diagnostics: list[Diagnostic] = []
        self.visited: set[tuple[int, int]] = set()
        self._boundary = os.path.realpath(site)
        self._now = time.time_ns()  # compared with the file system's times only: how fresh a change is

    def walk(self, folder: str, relative: str) -> None:
        """Take in a folder and those below it."""
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if not entry.name.startswith((".", "#")) and not entry.name.endswith("~"):
                        self._take(entry, f"{relative}/{entry.name}")
        except OSError as problem:
            self.diagnostics.append(error("unreadable", relative, problem=problem.strerror or str(problem)))

    def _take(self, entry: os.DirEntry[str], path: str) -> None:
        if not path.isascii() and not _is_encodable(path):
            shown = os.fsencode(path).decode("utf-8", "replace")
            self.diagnostics.append(error("file-name-encoding", shown))
            return
        try:
            if entry.is_symlink() and not self.leads_inside(entry.path):
                self.diagnostics.append(error("link-outside", path, target=os.readlink(entry.path)))
                return
            status = entry.stat()
        except OSError as problem:
            self.diagnostics.append(error("unreadable", path, problem=problem.strerror or str(problem)))
            return
        if stat.S_ISREG(status.st_mode):
            self.found.append(SourceEntry(path, status.st_size, stamp_of(status, self._now), is_text(path)))
        elif not stat.S_ISDIR(status.st_mode):
            self.diagnostics.append(error("not-a-file", path))
        elif (status.st_dev, status.st_ino) not in self.visited:
            self.visited.add((status.st_dev, status.st_ino))
            self.walk(entry.path, path)

    def leads_inside(self, link: str) -> bool:
        real = os.path.realpath(link)
        return real == self._boundary or real.startswith(self._boundary + os.sep)


def _is_encodable(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def read_source(site: Path, entry: SourceEntry) -> tuple[bytes | None, tuple[Diagnostic, ...]]:
    """The bytes of a text file; None, and why, when they cannot be had."""
    if entry.is_text and entry.size > MAX_TEXT_BYTES:
        return None, (error("file-too-large", entry.path, size=entry.size, limit=MAX_TEXT_BYTES),)
    try:
        with open(f"{site}/{entry.path}", "rb", buffering=0) as file:
            return file.read(), ()
    except OSError as problem:
        return None, (error("unreadable", entry.path, problem=problem.strerror or str(problem)),)


def digests_of(site: Path, entries: Iterable[SourceEntry]) -> dict[str, str]:
    """Path → digest of the bytes, for those that are texts and can be read."""
    digests = {}
    for entry in entries:
        data = read_source(site, entry)[0] if entry.is_text else None
        if data is not None:
            digests[entry.path] = bytes_digest(data)
    return digests
