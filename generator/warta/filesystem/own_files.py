"""Files of our own in a folder that may be a stranger's: no path leads out of it, and no link is followed.

What a folder holds may have come with it: from a repository, an archive, the cache of a CI. So a path that
a record names is used only when it :func:`is_inside`, a file is read only when it is one itself, and written
only as a new one in the place of whatever has its name.

All of this works where only some systems have what it needs. Windows follows links when it opens a file,
changes line ends unless it is told not to, opens no folders, and neither replaces nor deletes a file that
somebody has open: a virus scanner, a browser, a program that copies files to another machine.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import BinaryIO, TypeGuard, TypeVar

__all__ = [
    "BINARY",
    "CACHE",
    "NOT_FOLLOWED",
    "OWN",
    "Folders",
    "LinkedError",
    "all_inside",
    "create",
    "entry_status",
    "flush_files",
    "flush_folders",
    "inside",
    "is_inside",
    "is_link",
    "may_lead_away",
    "open_regular",
    "private_folder",
    "read_at",
    "read_found",
    "read_own",
    "read_whole",
    "remove",
    "remove_own_folder",
    "replace",
    "seen_from",
    "write_own",
]

_WORTH_A_LOOK = ("//", "./", " /", "/.", "\\", ":", "\0")
"""Without one of these a path of ASCII is plain."""
_NEVER = re.compile(r"[a-zA-Z]:|.*[\\\x00\ud800-\udc7f\udd00-\udfff]", re.DOTALL)
"""A drive of Windows, its separator, and characters that no file name has."""
OWN = ".warta"
"""The folder in an output folder that holds what Warta knows of it."""
CACHE = ".warta-cache"
"""The folder beside ``site.toml`` that holds what is kept between builds."""
BINARY = getattr(os, "O_BINARY", 0)
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
NOT_FOLLOWED = _NO_FOLLOW | getattr(os, "O_NONBLOCK", 0) | BINARY
"""For :func:`os.open`: bytes as they are, no link, no wait for the other end of a pipe."""
FLUSH_EACH_UP_TO = 64
"""More files than this are flushed by one ``sync`` of everything, which is faster."""
PATIENCE = (0.01, 0.05, 0.14, 0.3, 0.5, 1.0)
"""Seconds between the attempts to read, replace or delete a file that is open: 2 in all."""
_BUSY = {5, 32, 33}
"""Windows's errors for a file that is open: access denied, sharing violation, lock violation."""
_NOT_THERE = {errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG}


T = TypeVar("T")


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


def inside(rows: dict[str, T]) -> dict[str, T]:
    """Those whose keys are such paths."""
    return rows if all_inside(rows) else {path: row for path, row in rows.items() if is_inside(path)}


def seen_from(folder: str | os.PathLike[str], path: str | os.PathLike[str]) -> str:
    """A path as it is named from a folder, with ``/``; absolute where it is on another drive of Windows."""
    try:
        return os.path.relpath(path, folder).replace(os.sep, "/")
    except ValueError:
        return os.path.abspath(path)


def is_link(status: os.stat_result) -> bool:
    """Whether ``lstat`` has found a link, or what Windows has in its place."""
    reparse_point = getattr(stat, "FILE_ATTRIBUTE_REPARSE_POINT", 0)
    return stat.S_ISLNK(status.st_mode) or bool(getattr(status, "st_file_attributes", 0) & reparse_point)


def entry_status(entry: os.DirEntry[str]) -> os.stat_result:
    """What :func:`os.stat` says of an entry of a folder. Raises OSError.

    Windows lists no inode, no device, and the size that an open file had when it was opened.
    """
    status = entry.stat()
    return status if status.st_ino else os.stat(entry.path)


def may_lead_away(entry: os.DirEntry[str]) -> bool:
    """Whether it has to be asked where this leads; a junction of Windows looks like any other folder."""
    return entry.is_symlink() or (os.name == "nt" and entry.is_dir())


def open_regular(path: str | os.PathLike[str], *, follow: bool = False) -> BinaryIO | None:
    """A file to read from. Raises OSError.

    None where there is something else: a pipe, a device, a folder, or a link unless it is to ``follow`` one.
    """
    found = os.stat(path) if follow else os.lstat(path)
    if is_link(found) or not stat.S_ISREG(found.st_mode):
        return None
    descriptor = os.open(path, os.O_RDONLY | (NOT_FOLLOWED & ~_NO_FOLLOW if follow else NOT_FOLLOWED))
    file = open(descriptor, "rb")  # noqa: SIM115 - the caller closes it
    if os.path.samestat(found, os.fstat(descriptor)):
        return file
    file.close()  # where opening follows a link that has come meanwhile, this is another file
    return None


def read_own(path: str | os.PathLike[str]) -> bytes | None:
    """The bytes of a file; None where there is none, or something else: a link, a pipe. Raises OSError."""
    try:
        file = _patiently(lambda: open_regular(path))
    except FileNotFoundError:
        return None
    if file is None:
        return None
    with file:
        return file.read()


def read_at(path: str | os.PathLike[str], at: int, size: int) -> bytes:
    """``size`` bytes of a file from ``at`` on; none where it is no file or has fewer. Raises OSError."""
    try:
        file = _patiently(lambda: open_regular(path))
    except FileNotFoundError:
        return b""
    if file is None:
        return b""
    with file:
        end = os.fstat(file.fileno()).st_size  # what is asked for may come from a stranger
        if not 0 <= at <= at + size <= end:
            return b""
        file.seek(at)
        return file.read(size)


def read_found(path: str | os.PathLike[str], found: os.stat_result) -> bytes | None:
    """The bytes of a file that ``lstat`` has just ``found``; None when it is another one now. Raises OSError.

    It takes half the time of a file object, which matters where every file is read.
    """

    def read() -> bytes | None:
        descriptor = os.open(path, os.O_RDONLY | NOT_FOLLOWED)
        try:
            opened = os.fstat(descriptor)
            return read_whole(descriptor, opened.st_size) if os.path.samestat(found, opened) else None
        finally:
            os.close(descriptor)

    return _patiently(read)


def read_whole(descriptor: int, size: int) -> bytes:
    """All that an opened file holds, which is some ``size`` bytes. Raises OSError."""
    data = os.read(descriptor, size + 1)
    if len(data) == size:
        return data
    parts = [data]
    while parts[-1]:
        parts.append(os.read(descriptor, size + 1))
    return b"".join(parts)


def create(path: str | os.PathLike[str], data: bytes, *, durable: bool = False) -> None:
    """Write a file that does not exist yet, in a third of the time that ``open`` takes. Raises OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BINARY, 0o666)
    try:
        written = os.write(descriptor, data)
        while written < len(data):
            written += os.write(descriptor, data[written:])
        if durable:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_own(path: str | os.PathLike[str], data: bytes, *, durable: bool = False) -> None:
    """Write a file in the place of one that may be there, not into it: that may be a link. Raises OSError."""
    remove(path)
    create(path, data, durable=durable)


def replace(path: str | os.PathLike[str], place: str | os.PathLike[str]) -> None:
    """Move a file to the place of another, at once. Raises OSError."""
    _patiently(lambda: os.replace(path, place))


def remove(path: str | os.PathLike[str]) -> None:
    """Delete a file or a link; that there is none is as good. Raises OSError."""
    try:
        _patiently(lambda: os.unlink(path))
    except OSError as problem:
        if problem.errno not in _NOT_THERE:
            raise


def remove_own_folder(path: str | os.PathLike[str]) -> None:
    """Delete a folder with all that is in it, or a link of its name alone. What cannot be deleted stays."""
    try:
        if is_link(os.lstat(path)):
            os.unlink(path)
        else:
            _patiently(lambda: shutil.rmtree(path))
    except OSError:
        shutil.rmtree(path, ignore_errors=True)


def _patiently(use: Callable[[], T]) -> T:
    """Use a file that somebody else may have for a moment. Raises OSError."""
    for pause in PATIENCE:
        try:
            return use()
        except PermissionError as problem:
            if getattr(problem, "winerror", None) not in _BUSY:  # only Windows says that a file is open
                raise
        time.sleep(pause)
    return use()


def flush_files(paths: Collection[str]) -> None:
    """Have the bytes of files survive a power cut. Raises OSError."""
    if len(paths) > FLUSH_EACH_UP_TO and hasattr(os, "sync"):
        os.sync()
        return
    for path in paths:
        _flush(path, os.O_RDWR | BINARY)  # Windows flushes what may be written to alone


def flush_folders(paths: Collection[str]) -> None:
    """Have what has come into folders, and gone, survive a power cut. Raises OSError.

    Windows opens no folders; its file system keeps a journal of them.
    """
    if len(paths) > FLUSH_EACH_UP_TO and hasattr(os, "sync"):
        os.sync()
    elif hasattr(os, "O_DIRECTORY"):
        for path in paths:
            with suppress(FileNotFoundError, NotADirectoryError):
                _flush(path, os.O_RDONLY)


def _flush(path: str, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def private_folder(path: str | os.PathLike[str]) -> bool:
    """Make a folder if need be; whether nobody but this user can write into it."""
    try:
        os.makedirs(path, mode=0o700, exist_ok=True)
        status = os.lstat(path)
    except OSError:
        return False
    if is_link(status) or not stat.S_ISDIR(status.st_mode):
        return False
    if not hasattr(os, "getuid"):  # Windows: a user's own folders are closed to others
        return True
    return status.st_uid == os.getuid() and not status.st_mode & 0o077


class Folders:
    """The folders below one that is looked at through a link if it is one; each is looked at once."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._seen: dict[str, os.stat_result | None] = {}
        self._held: dict[str, bool] = {}
        self._names: dict[str, frozenset[str]] = {}
        """Folder → the names of the folders in it."""

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

    def holds(self, folder: str) -> bool:
        """Whether there is such a folder, and neither it nor one above it is a link. Raises OSError.

        For very many folders: those that lie in one are looked at together.
        """
        held = self._held.get(folder)
        if held is None:
            held = self._held[folder] = self._is_held(folder)
        return held

    def _is_held(self, folder: str) -> bool:
        if os.name == "nt":  # a junction looks like any other folder
            return self.status(folder) is not None
        if not folder:
            return os.path.isdir(self._root)
        above, _, name = folder.rpartition("/")
        if not self.holds(above):
            return False
        if above not in self._names:
            with os.scandir(f"{self._root}/{above}") as entries:
                found = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
            self._names[above] = frozenset(found)
        return name in self._names[above]

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
