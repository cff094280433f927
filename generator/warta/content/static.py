"""The folder ``static/`` of a site, whose files are published as they are.

It is trusted as ``templates/`` is, but for links, by which others' files could come along.
Of what is hidden only ``.well-known`` comes along, so that no editor's or system's own file does.
"""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

from warta.content.filenames import is_hidden
from warta.content.links import is_elsewhere
from warta.content.scan import SourceEntry, Tree
from warta.diagnostics.values import Diagnostic, error, warning
from warta.filesystem.own_files import entry_status, is_inside, may_lead_away
from warta.filesystem.stamps import stamp_of

__all__ = ["STATIC", "scan_static"]

STATIC = "static"
WELL_KNOWN = f"{STATIC}/.well-known"
_OF_SYSTEMS = frozenset({".ds_store", ".gitkeep", ".gitignore", ".gitattributes", ".directory", ".localized"})
"""Hidden files that nobody means to publish, so that nothing has to be said of them."""


def scan_static(site: Path) -> Tree:
    """All files of the folder, sorted; nothing where there is none."""
    root = site / STATIC
    if is_elsewhere(str(site), STATIC):
        return Tree((), (), (error("static-link", STATIC),))
    if not root.is_dir():
        return Tree((), (), ())
    scan = _Scan(site)
    scan.enter(STATIC)
    return Tree(tuple(sorted(scan.found)), tuple(scan.folders), tuple(scan.diagnostics))


class _Scan:
    """One walk through the folder."""

    def __init__(self, site: Path) -> None:
        self.found: list[SourceEntry] = []
        self.folders: list[str] = []
        self.diagnostics: list[Diagnostic] = []
        self._site = str(site)
        self._now = time.time_ns()  # compared with the file system's times only: how fresh a change is

    def enter(self, path: str) -> None:
        """Take in a folder and those below it."""
        self.folders.append(path)
        try:
            with os.scandir(f"{self._site}/{path}") as entries:
                for entry in entries:
                    self._take(entry, f"{path}/{entry.name}")
        except OSError as problem:
            self.diagnostics.append(error("unreadable", path, problem=problem.strerror or str(problem)))

    def _take(self, entry: os.DirEntry[str], path: str) -> None:
        try:
            path.encode()
        except UnicodeEncodeError:
            shown = os.fsencode(path).decode("utf-8", "replace")
            self.diagnostics.append(error("file-name-encoding", shown))
            return
        if is_hidden(entry.name) and path != WELL_KNOWN:
            if entry.name.startswith(".") and entry.name.lower() not in _OF_SYSTEMS:
                self.diagnostics.append(warning("static-hidden", path))
            return
        if not is_inside(path):
            self.diagnostics.append(error("static-name", path))
            return
        try:
            if entry.is_symlink() or (may_lead_away(entry) and is_elsewhere(self._site, path)):
                self.diagnostics.append(error("static-link", path))
                return
            status = entry_status(entry)
        except OSError as problem:
            self.diagnostics.append(error("unreadable", path, problem=problem.strerror or str(problem)))
            return
        if stat.S_ISDIR(status.st_mode):
            self.enter(path)
        elif stat.S_ISREG(status.st_mode):
            # No text of Warta's, whatever its name: it is not read but copied.
            self.found.append(SourceEntry(path, status.st_size, stamp_of(status, self._now), is_text=False))
        else:
            self.diagnostics.append(error("not-a-file", path))
