"""Finds and reads a site's input files: the content, and templates with their assets."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from warta.content.filenames import is_hidden, is_text
from warta.content.links import is_elsewhere, leads_astray, read_inside
from warta.diagnostics.values import Diagnostic, error
from warta.filesystem.own_files import entry_status, may_lead_away
from warta.filesystem.stamps import Stamp, bytes_digest, stamp_of

__all__ = [
    "CONTENT",
    "SourceEntry",
    "Tree",
    "digests_of",
    "find_file",
    "look_again",
    "read_source",
    "scan_content",
    "scan_folder",
]

CONTENT = "content"
MAX_TEXT_BYTES = 2 * 1024 * 1024
"""Larger than any story; what is larger is a mistake (a photo renamed to .md) and is not read."""


MAX_DIGESTED_BYTES = 256 * 1024 * 1024


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


class Tree(NamedTuple):
    """What a folder holds, without editors' temporary files."""

    entries: tuple[SourceEntry, ...]
    """Sorted by path."""
    folders: tuple[str, ...]
    """It and those below it."""
    diagnostics: tuple[Diagnostic, ...]


def scan_content(site: Path) -> tuple[tuple[SourceEntry, ...], tuple[Diagnostic, ...]]:
    """Every file below ``content/``, and what is wrong with some."""
    if not (site / CONTENT).is_dir():
        return (), (error("content-missing", CONTENT),)
    tree = scan_folder(site, CONTENT)
    return tree.entries, tree.diagnostics


def scan_folder(site: Path, name: str, *, trusted: bool = False) -> Tree:
    """Every file below a folder of the site; nothing where there is no such folder.

    A link that leads out of the folder is refused, unless what lies there is ``trusted`` (the program's own
    files are installed as links by some); a loop of links is followed once.
    """
    root = site / name
    if not root.is_dir():
        return Tree((), (), ())
    if not trusted and is_elsewhere(str(site), name):
        return Tree((), (), (_link_outside(name, str(root)),))
    scan = _Scan(site, trusted=trusted)
    scan.enter(str(root), name, root.stat())
    return Tree(tuple(sorted(scan.found)), tuple(scan.folders), tuple(scan.diagnostics))


def look_again(
    site: Path, entries: tuple[SourceEntry, ...], changed: Iterable[str]
) -> tuple[SourceEntry, ...] | None:
    """The entries of an earlier scan with the ``changed`` files as they are now.

    None when one has gone, come into a folder that had none or become something else, so that the folders
    have to be walked through.
    """
    found = {entry.path: entry for entry in entries}
    for path in changed:
        try:
            status = os.lstat(site / path)
        except OSError:
            if path not in found and not any(known.startswith(f"{path}/") for known in found):
                continue  # an editor's temporary file that has gone again
            return None
        if not stat.S_ISREG(status.st_mode) or leads_astray(str(site), path):
            return None
        if path not in found and not _can_come(path, found):
            return None
        found[path] = SourceEntry(path, status.st_size, stamp_of(status, time.time_ns()), is_text(path))
    return tuple(sorted(found.values()))


def _can_come(path: str, known: Iterable[str]) -> bool:
    """Whether a scan would find a new file here, beside others."""
    folder, name = os.path.split(path)
    return (
        not is_hidden(name)
        and _is_encodable(path)
        and any(other.startswith(f"{folder}/") and other.count("/") == path.count("/") for other in known)
    )


def find_file(site: Path, path: str) -> SourceEntry | None:
    """One file of the site by its path; None when there is none that may be read."""
    with suppress(OSError):
        status = os.stat(site / path)
        if stat.S_ISREG(status.st_mode) and not leads_astray(str(site), path):
            return SourceEntry(path, status.st_size, stamp_of(status, time.time_ns()), is_text(path))
    return None


class _Scan:
    """One walk through a folder of a site."""

    def __init__(self, site: Path, *, trusted: bool) -> None:
        self.found: list[SourceEntry] = []
        self.folders: list[str] = []
        self.diagnostics: list[Diagnostic] = []
        self._visited: set[tuple[int, int]] = set()
        self._site = str(site)
        self._trusted = trusted
        self._now = time.time_ns()  # compared with the file system's times only: how fresh a change is

    def enter(self, folder: str, path: str, status: os.stat_result) -> None:
        """Take in a folder and those below it, unless that has been done."""
        if (status.st_dev, status.st_ino) in self._visited:
            return
        self._visited.add((status.st_dev, status.st_ino))
        self.folders.append(path)
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if not is_hidden(entry.name):
                        self._take(entry, f"{path}/{entry.name}")
        except OSError as problem:
            self.diagnostics.append(error("unreadable", path, problem=problem.strerror or str(problem)))

    def _take(self, entry: os.DirEntry[str], path: str) -> None:
        if not path.isascii() and not _is_encodable(path):
            shown = os.fsencode(path).decode("utf-8", "replace")
            self.diagnostics.append(error("file-name-encoding", shown))
            return
        try:
            if not self._trusted and may_lead_away(entry) and leads_astray(self._site, path):
                self.diagnostics.append(_link_outside(path, entry.path))
                return
            status = entry_status(entry)
        except OSError as problem:
            self.diagnostics.append(error("unreadable", path, problem=problem.strerror or str(problem)))
            return
        if stat.S_ISREG(status.st_mode):
            self.found.append(SourceEntry(path, status.st_size, stamp_of(status, self._now), is_text(path)))
        elif stat.S_ISDIR(status.st_mode):
            self.enter(entry.path, path, status)
        else:
            self.diagnostics.append(error("not-a-file", path))


def _link_outside(path: str, link: str) -> Diagnostic:
    return error("link-outside", path, target=os.readlink(link))


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
        return read_inside(site, entry.path, entry.stamp), ()
    except OSError as problem:
        return None, (error("unreadable", entry.path, problem=problem.strerror or str(problem)),)


def digests_of(site: Path, entries: Iterable[SourceEntry]) -> dict[str, str]:
    """Path → digest of the bytes, for those that can be read and are not very large."""
    digests = {}
    for entry in entries:
        data = read_source(site, entry)[0] if entry.size <= MAX_DIGESTED_BYTES else None
        if data is not None:
            digests[entry.path] = bytes_digest(data)
    return digests
