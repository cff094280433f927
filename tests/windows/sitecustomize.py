"""Makes a Python on Linux as unlike Unix as it can be made: what Windows lacks is gone, what it does otherwise is so.

A folder for ``PYTHONPATH``: every process that starts with it loads this file first, workers too. Gone are
``fcntl``, ``fork``, ``pread``, ``sync``, ``SIGALRM``, ``/proc``, the flags that only POSIX has and handles of
folders. Files that are opened without ``O_BINARY`` change line ends, entries of folders know no inode, what is
open in this process cannot be replaced or deleted, and what ``WARTA_TEST_BUSY`` names is refused so many times
(``name=2``), as by a virus scanner. Not imitated: drives, reserved names, ``\\`` in paths.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any

O_BINARY = 1 << 29
"""Not a flag of Linux's."""
SHARING = errno.EACCES
"""What Windows's sharing violation is in Python: PermissionError."""

_posix = {name: getattr(os, name) for name in ("open", "read", "write", "close", "fsync", "scandir", "stat")}
_translating: set[int] = set()
"""Descriptors whose line ends are changed on the way."""
_busy = dict(pair.split("=") for pair in os.environ.get("WARTA_TEST_BUSY", "").split() if "=" in pair)


def _open(path: Any, flags: int, mode: int = 0o777, **options: Any) -> int:
    if options.get("dir_fd") is not None:
        raise NotImplementedError("dir_fd unavailable on this platform")
    if os.path.isdir(path):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
    descriptor: int = _posix["open"](path, flags & ~O_BINARY, mode)
    if not flags & O_BINARY:
        _translating.add(descriptor)
    return descriptor


def _write(descriptor: int, data: Any) -> int:
    if descriptor not in _translating:
        return _posix["write"](descriptor, data)  # type: ignore[no-any-return]  # as os.write
    whole = bytes(data)
    _posix["write"](descriptor, whole.replace(b"\n", b"\r\n"))
    return len(whole)


def _read(descriptor: int, length: int) -> bytes:
    data: bytes = _posix["read"](descriptor, length)
    return data.replace(b"\r\n", b"\n").partition(b"\x1a")[0] if descriptor in _translating else data


def _close(descriptor: int) -> None:
    _translating.discard(descriptor)
    _posix["close"](descriptor)


def _fsync(descriptor: Any) -> None:
    number = descriptor if isinstance(descriptor, int) else descriptor.fileno()
    if _flags(number, _fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    _posix["fsync"](number)


class _Entry:
    """An entry of a folder: Windows lists no inode, device or number of links."""

    def __init__(self, entry: os.DirEntry[Any]) -> None:
        self._entry = entry

    def __getattr__(self, name: str) -> Any:
        return getattr(self._entry, name)

    def __fspath__(self) -> Any:
        return self._entry.path

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        found = self._entry.stat(follow_symlinks=follow_symlinks)
        _, details = found.__reduce__()[:2]  # type: ignore[misc]  # (class, (fields, by name))
        fields, named = details
        values = list(fields)
        values[1:4] = 0, 0, 0  # st_ino, st_dev, st_nlink
        return os.stat_result(values, named)


class _Entries:
    def __init__(self, entries: Any) -> None:
        self._entries = entries

    def __iter__(self) -> Iterator[_Entry]:
        return map(_Entry, self._entries)

    def __next__(self) -> _Entry:
        return _Entry(next(self._entries))

    def __enter__(self) -> _Entries:
        return self

    def __exit__(self, *_: object) -> None:
        self._entries.close()

    def close(self) -> None:
        self._entries.close()


def _scandir(path: Any = ".") -> _Entries:
    if isinstance(path, int):
        raise TypeError("scandir: path should be string, bytes, os.PathLike or None, not int")
    return _Entries(_posix["scandir"](path))


def _stat(path: Any, **options: Any) -> os.stat_result:
    if isinstance(path, str) and path.startswith("/proc/"):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
    return _posix["stat"](path, **options)  # type: ignore[no-any-return]  # as os.stat


def _is_open(path: Any) -> bool:
    """Whether this process holds a handle of the file at ``path``."""
    try:
        wanted = _posix["stat"](path, follow_symlinks=False)
    except OSError:
        return False
    for name in _names("/proc/self/fd"):
        try:
            held = _posix["stat"](f"/proc/self/fd/{name}")
        except OSError:
            continue
        if (held.st_dev, held.st_ino) == (wanted.st_dev, wanted.st_ino):
            return True
    return False


def _sharing(call: Callable[..., None], checked: tuple[int, ...]) -> Callable[..., None]:
    """``call``, refused where one of its paths is open here or called busy."""

    def refused(*paths: Any, **options: Any) -> None:
        for number in checked:
            path = os.fspath(paths[number])
            name = os.path.basename(path if isinstance(path, str) else os.fsdecode(path))
            left = int(_busy.get(name, 0))
            if left:
                _busy[name] = str(left - 1)
            if left or (not os.path.isdir(path) and _is_open(path)):
                raise PermissionError(SHARING, "The process cannot access the file", path)
        call(*paths, **options)

    return refused


import fcntl as _fcntl  # noqa: E402 - kept for _fsync alone

_flags = _fcntl.fcntl
_names = os.listdir
sys.modules["fcntl"] = None  # type: ignore[assignment]  # imports of it fail
for _name in ("fork", "forkpty", "pread", "preadv", "pwrite", "sync", "getuid", "geteuid", "mkfifo"):
    delattr(os, _name)
for _name in ("O_NOFOLLOW", "O_NONBLOCK", "O_DIRECTORY", "O_PATH"):
    delattr(os, _name)
for _name in ("SIGALRM", "alarm", "setitimer", "pthread_sigmask"):
    delattr(signal, _name)
os.O_BINARY = O_BINARY  # type: ignore[attr-defined]  # as on Windows
for _name, _made in (("open", _open), ("read", _read), ("write", _write), ("close", _close)):
    setattr(os, _name, _made)
os.fsync, os.scandir, os.stat = _fsync, _scandir, _stat  # type: ignore[assignment]
os.replace = _sharing(os.replace, (0, 1))
os.rename = _sharing(os.rename, (0, 1))
os.unlink = os.remove = _sharing(os.unlink, (0,))
os.supports_dir_fd = set()
os.supports_fd = os.supports_fd - {_posix["scandir"]}
if "shutil" in sys.modules:  # asked both sets when it was imported
    import importlib

    importlib.reload(sys.modules["shutil"])
