"""New files on their way into an output folder."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from warta.filesystem.own_files import create, flush_files, is_inside

__all__ = ["Stage"]


class Stage:
    """New files on their way into the output folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, str] = {}
        """Path in the output → name in the stage."""

    def reserve(self, path: str) -> str:
        """The name in the stage under which the file for ``path`` is to be written.

        Raises OSError for a path that no record may name.
        """
        if not is_inside(path):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), path)
        name = self.files[path] = str(len(self.files))
        return name

    def add(self, path: str, data: bytes) -> None:
        """Stage one file. Raises OSError."""
        create(f"{self.folder}/{self.reserve(path)}", data)

    def sync(self) -> None:
        """Make the staged bytes durable, so that a power cut cannot break what the manifest promises."""
        flush_files([f"{self.folder}/{name}" for name in self.files.values()])
