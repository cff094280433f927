"""Makes a Python on Linux as unlike Unix as it can be made: what Windows lacks is gone, what it does differs.

A folder for ``PYTHONPATH``: every process that starts with it loads this file first, workers too. Gone are
``fcntl``, ``fork``, ``pread``, ``sync``, ``SIGALRM``, ``/proc``, flags that only POSIX has and handles of
folders. Files that are opened without ``O_BINARY`` change line ends, texts that name no encoding are in that
of Western Europe, entries of folders know no inode, and what is open in this process cannot be replaced or
deleted. ``WARTA_TEST_BUSY`` names files of which every process refuses so many uses (``name=2``), as if a
virus scanner had them open. Not imitated: drives, reserved names, backslashes in paths, and locks: the
library that locks is loaded before what it uses here is gone.
"""

from __future__ import annotations

import builtins
import contextlib
import errno
import fcntl
import importlib
import io
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any, Self

with contextlib.suppress(ImportError):
    importlib.import_module("filelock")

O_BINARY = 1 << 29
"""Not a flag of Linux's."""
SHARING_VIOLATION = 32
"""Windows's number for a file that somebody has open."""
MODULES = ("fcntl", "grp", "pwd", "resource", "termios")
MEMBERS = {
    os: "fork forkpty getuid geteuid killpg mkfifo pread preadv pwrite register_at_fork setsid sync"
    " O_DIRECTORY O_NOFOLLOW O_NONBLOCK O_PATH",
    signal: "SIGALRM alarm pthread_sigmask setitimer",
}

_posix = {name: getattr(os, name) for name in "open read write close fsync scandir stat listdir".split()}
_opened, _flags = io.open, fcntl.fcntl
_translating: set[int] = set()
"""Descriptors whose line ends are changed on the way."""
_busy = {
    name: int(count)
    for name, _, count in (part.partition("=") for part in os.environ.get("WARTA_TEST_BUSY", "").split())
}


def _open(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
    if dir_fd is not None:
        raise NotImplementedError("dir_fd unavailable on this platform")
    if os.path.isdir(path):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
    descriptor: int = _posix["open"](path, flags & ~O_BINARY, mode)
    if not flags & O_BINARY:
        _translating.add(descriptor)
    return descriptor


def _write(descriptor: int, data: Any) -> int:
    whole = bytes(data)
    if descriptor in _translating:
        _posix["write"](descriptor, whole.replace(b"\n", b"\r\n"))
        return len(whole)
    return int(_posix["write"](descriptor, data))


def _read(descriptor: int, length: int) -> bytes:
    data: bytes = _posix["read"](descriptor, length)
    return data.replace(b"\r\n", b"\n").partition(b"\x1a")[0] if descriptor in _translating else data


def _close(descriptor: int) -> None:
    _translating.discard(descriptor)
    _posix["close"](descriptor)


def _fsync(file: Any) -> None:
    descriptor = file if isinstance(file, int) else file.fileno()
    if _flags(descriptor, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    _posix["fsync"](descriptor)


def _text_open(file: Any, mode: str = "r", buffering: int = -1, *options: Any, **named: Any) -> Any:
    given = {
        **dict(zip(("encoding", "errors", "newline", "closefd", "opener"), options, strict=False)),
        **named,
    }
    if "b" not in mode:
        if given.get("encoding") in (None, "locale"):
            given["encoding"] = "cp1252"
        if given.get("newline") is None and "r" not in mode:
            given["newline"] = "\r\n"
    return _opened(file, mode, buffering, **given)


class _Entry:
    """An entry of a folder: Windows lists no inode, device or number of links."""

    def __init__(self, entry: os.DirEntry[Any]) -> None:
        self._entry = entry

    def __getattr__(self, name: str) -> Any:
        return getattr(self._entry, name)

    def __fspath__(self) -> Any:
        return self._entry.path

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        details: Any = self._entry.stat(follow_symlinks=follow_symlinks).__reduce__()
        (mode, _, _, _, *rest), named = details[1]
        return os.stat_result((mode, 0, 0, 0, *rest), named)


class _Entries:
    def __init__(self, entries: Any) -> None:
        self._entries = entries

    def __iter__(self) -> Iterator[_Entry]:
        return map(_Entry, self._entries)

    def __next__(self) -> _Entry:
        return _Entry(next(self._entries))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._entries.close()


def _scandir(path: Any = ".") -> _Entries:
    if isinstance(path, int):
        raise TypeError("scandir: path should be string, bytes, os.PathLike or None, not int")
    return _Entries(_posix["scandir"](path))


def _stat(path: Any, *, dir_fd: int | None = None, follow_symlinks: bool = True) -> Any:
    if isinstance(path, str) and path.startswith("/proc/"):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
    return _posix["stat"](path, dir_fd=dir_fd, follow_symlinks=follow_symlinks)


def _is_open(path: Any) -> bool:
    """Whether this process holds a handle of the file at ``path``."""
    with contextlib.suppress(OSError):
        wanted = _posix["stat"](path, follow_symlinks=False)
        for name in _posix["listdir"]("/proc/self/fd"):
            with contextlib.suppress(OSError):
                if os.path.samestat(_posix["stat"](f"/proc/self/fd/{name}"), wanted):
                    return not os.path.isdir(path)
    return False


def _sharing(call: Callable[..., None], checked: tuple[int, ...]) -> Callable[..., None]:
    """``call``, refused where one of its paths is open in this process or called busy."""

    def refused(*paths: Any, **options: Any) -> None:
        for number in checked:
            path = os.fspath(paths[number])
            name = os.fsdecode(os.path.basename(path))
            left = _busy.get(name, 0)
            if left:
                _busy[name] = left - 1
            if left or _is_open(path):
                problem = PermissionError(errno.EACCES, "The process cannot access the file", path)
                problem.winerror = SHARING_VIOLATION  # type: ignore[attr-defined]  # as on Windows
                raise problem
        call(*paths, **options)

    return refused


sys.modules.update(dict.fromkeys(MODULES))  # type: ignore[arg-type]  # None: imports of them fail
for _module, _names in MEMBERS.items():
    for _name in _names.split():
        delattr(_module, _name)
for _name, _made in (
    ("O_BINARY", O_BINARY),
    ("open", _open),
    ("read", _read),
    ("write", _write),
    ("close", _close),
    ("fsync", _fsync),
    ("scandir", _scandir),
    ("stat", _stat),
    ("replace", _sharing(os.replace, (0, 1))),
    ("rename", _sharing(os.rename, (0, 1))),
    ("unlink", _sharing(os.unlink, (0,))),
    ("remove", _sharing(os.remove, (0,))),
    ("supports_dir_fd", set()),
    ("supports_fd", os.supports_fd - {os.scandir}),
):
    setattr(os, _name, _made)
builtins.open = io.open = _text_open
importlib.reload(shutil)  # asked what is supported when it was imported
