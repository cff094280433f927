"""Stamps of the settings, the theme and the program."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path

from warta.config.tables import CONFIG_FILE
from warta.content.static import STATIC, scan_static
from warta.filesystem.stamps import MISSING, Stamp, stamp_of
from warta.resources import installed_libraries
from warta.store.program import CODE_FOLDERS, LIBRARIES
from warta.theme.templates import TEMPLATES, packaged_theme, theme_trees

__all__ = ["input_stamps", "library_stamps"]


def input_stamps(site: Path) -> dict[str, Stamp | None]:
    """Stamps of all input files, and of their folders, whose times change when files come and go."""
    paths = [f"{site}/{CONFIG_FILE}"]
    for parent, tree in zip((packaged_theme().parent, site), theme_trees(site), strict=True):
        paths += [f"{parent}/{name}" for name in (*tree.folders, *(entry.path for entry in tree.entries))]
    static = scan_static(site)
    paths += [f"{site}/{name}" for name in (*static.folders, *(entry.path for entry in static.entries))]
    paths += [f"{site}/{TEMPLATES}", f"{site}/{STATIC}"]  # which may be missing, and come
    for folder in CODE_FOLDERS:
        paths += [str(folder), *(entry.path for entry in os.scandir(folder) if entry.is_file())]
    return {**_stamps(paths), **library_stamps(LIBRARIES)}


def library_stamps(names: Iterable[str]) -> dict[str, Stamp | None]:
    """Stamps of the folders in which libraries are installed."""
    libraries = installed_libraries()
    return _stamps(str(libraries[name.lower()][1].parent) for name in names if name.lower() in libraries)


def _stamps(paths: Iterable[str]) -> dict[str, Stamp | None]:
    now = time.time_ns()  # compared with the file system's times only
    stamps: dict[str, Stamp | None] = {}
    for path in dict.fromkeys(paths):
        try:
            stamps[path] = stamp_of(os.stat(path), now)
        except FileNotFoundError:
            stamps[path] = MISSING
        except OSError:
            stamps[path] = None
    return stamps
