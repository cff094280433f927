"""Locks between processes. The system ends them with the process that holds them, however that ends."""

from __future__ import annotations

import os
import stat
from contextlib import suppress

from warta.filesystem.own_files import NOT_FOLLOWED, is_link, remove

__all__ = ["Lock"]


def _lock(descriptor: int) -> bool:
    """Lock an open file; False while another process has it locked. Raises OSError."""
    try:
        from fcntl import LOCK_EX, LOCK_NB, flock
    except ImportError:  # Windows, whose locks take a library, and that its time to import
        from filelock import lock_descriptor

        return lock_descriptor(descriptor, blocking=False)
    try:
        flock(descriptor, LOCK_EX | LOCK_NB)
    except (BlockingIOError, PermissionError):  # some file systems say that it is not allowed
        return False
    return True


class Lock:
    """A file that one process holds at a time. Processes that are forked meanwhile hold it too."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._descriptor = -1

    @property
    def is_held(self) -> bool:
        """Whether this process holds it."""
        return self._descriptor >= 0

    def take(self) -> bool:
        """Hold the file; False while another process does. Raises OSError."""
        with suppress(FileNotFoundError):
            found = os.lstat(self.path)
            if is_link(found) or not stat.S_ISREG(found.st_mode):
                remove(self.path)  # somebody else's link or pipe: it is not ours to open
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | NOT_FOLLOWED, 0o666)
        try:
            if _lock(descriptor) and self._is_in_place(descriptor):
                descriptor, self._descriptor = -1, descriptor
        finally:
            if descriptor >= 0:
                os.close(descriptor)
        return self.is_held

    def _is_in_place(self, descriptor: int) -> bool:
        """Whether the file has not been removed, or swapped for a link, since it was opened."""
        try:
            return os.path.samestat(os.fstat(descriptor), os.lstat(self.path))
        except FileNotFoundError:
            return False

    def release(self) -> None:
        """Let others have it, and remove the file. Does nothing when it is not held."""
        if not self.is_held:
            return
        descriptor, self._descriptor = self._descriptor, -1
        removed = False
        try:
            with suppress(OSError):  # Windows keeps a file that is open
                os.unlink(self.path)
                removed = True
        finally:
            os.close(descriptor)
        if not removed:
            with suppress(OSError):  # on Windows nobody else's lock can go here: it would be open
                os.unlink(self.path)
