"""Files of our own in a folder that may be a stranger's: no path leads out of it, and no link is followed.

What a folder holds may have come with it: from a repository, an archive, the cache of a CI. So a path that
a record names is used only when it :func:`is_inside`, a file is read only when it is one itself, and written
only as a new one in the place of whatever has its name. None of this needs what only POSIX has.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
from collections.abc import Collection
from contextlib import suppress
from typing import TypeGuard

__all__ = [
    "OWN",
    "Folders",
    "LinkedError",
    "all_inside",
    "create",
    "is_inside",
    "is_link",
    "read_own",
    "remove",
    "remove_own_folder",
    "write_own",
]

_WORTH_A_LOOK = ("//", "./", " /", "/.", "\\", ":", "\0")
"""Without one of these a path of ASCII is plain."""
_NEVER = re.compile(r"[a-zA-Z]:|.*[\\\x00\ud800-\udc7f\udd00-\udfff]", re.DOTALL)
"""A drive of Windows, its separator, and characters that no file name has."""
OWN = ".warta"
"""The folder in an output folder that holds what Warta knows of it."""
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_NOT_THERE = {errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG}


class LinkedError(OSError):
    """A link stands where a folder was to be; ``filename`` is the link."""


def is_inside(path: object) -> TypeGuard[str]:
    """Whether a path is relative, normal and below an output folder, and not of Warta's own files.

    The answer is the same on every system. (Windows drops dots and spaces at the end of a name.)
    """
    if not isinstance(path, str):
        return False
    names = path.split("/")
    own = names[0].rstrip(". ").casefold() == OWN
    return all(name.strip(". ") for name in names) and not own and not _NEVER.match(path)


def all_inside(paths: Collection[object]) -> bool:
    """Whether all of them are, in one look at all together: there are ten thousands of a site."""
    try:
        together = "/" + "/\n/".join(paths) + "/"  # type: ignore[arg-type]  # what is no text raises
    except TypeError:
        return False
    if together.isascii() and not any(part in together for part in _WORTH_A_LOOK):
        return True
    return all(map(is_inside, paths))


def is_link(status: os.stat_result) -> bool:
    """Whether ``lstat`` has found a link, or what Windows has in its place."""
    reparse_point = getattr(stat, "FILE_ATTRIBUTE_REPARSE_POINT", 0)
    return stat.S_ISLNK(status.st_mode) or bool(getattr(status, "st_file_attributes", 0) & reparse_point)


def read_own(path: str | os.PathLike[str]) -> bytes | None:
    """The bytes of a file; None where there is none, or something else: a link, a pipe. Raises OSError."""
    try:
        found = os.lstat(path)
        if is_link(found) or not stat.S_ISREG(found.st_mode):
            return None
        descriptor = os.open(path, os.O_RDONLY | _NO_FOLLOW | _BINARY)
    except FileNotFoundError:
        return None
    with open(descriptor, "rb") as file:
        # Where opening follows a link that has come meanwhile, this is another file.
        return file.read() if os.path.samestat(found, os.fstat(descriptor)) else None


def create(path: str | os.PathLike[str], data: bytes, durable: bool = False) -> None:
    """Write a file that does not exist yet, in a third of the time that ``open`` takes. Raises OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
    try:
        written = os.write(descriptor, data)
        while written < len(data):
            written += os.write(descriptor, data[written:])
        if durable:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_own(path: str | os.PathLike[str], data: bytes, durable: bool = False) -> None:
    """Write a file in the place of one that may be there, not into it: that may be a link. Raises OSError."""
    remove(path)
    create(path, data, durable)


def remove(path: str | os.PathLike[str]) -> None:
    """Delete a file or a link; that there is none is as good. Raises OSError."""
    try:
        os.unlink(path)
    except OSError as problem:
        if problem.errno not in _NOT_THERE:
            raise


def remove_own_folder(path: str | os.PathLike[str]) -> None:
    """Delete a folder with all that is in it, or a link of its name alone. What cannot be deleted stays."""
    with suppress(OSError):
        if is_link(os.lstat(path)):
            os.unlink(path)
        else:
            shutil.rmtree(path, ignore_errors=True)


class Folders:
    """The folders below one that is looked at through a link if it is one; each is looked at once."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._seen: dict[str, os.stat_result | None] = {}

    def status(self, folder: str) -> os.stat_result | None:
        """What is at this path, the root's being empty; None where nothing is, or could be.

        Raises LinkedError where it, or a folder above it, is a link; OSError when it cannot be looked at.
        """
        if folder in self._seen:
            return self._seen[folder]
        status = None
        ends = (at for at, character in enumerate(folder) if character == "/")
        for above in ("", *(folder[:end] for end in ends), folder):
            if above not in self._seen:
                self._seen[above] = self._look(above)
            status = self._seen[above]
            if status is None:
                break
        self._seen[folder] = status
        return status

    def _look(self, folder: str) -> os.stat_result | None:
        path = f"{self._root}/{folder}" if folder else self._root
        try:
            status = os.lstat(path) if folder else os.stat(path)
        except OSError as problem:
            if problem.errno in _NOT_THERE:
                return None
            raise
        if folder and is_link(status):
            raise LinkedError(errno.ELOOP, os.strerror(errno.ELOOP), path)
        return status
