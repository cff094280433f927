"""A finished output to read from: whole, ours, and not changed by a build meanwhile."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warta.diagnostics.values import error
from warta.filesystem.locks import Lock
from warta.filesystem.own_files import is_inside, read_own
from warta.filesystem.stamps import file_digest
from warta.output.folder import META, OutputError
from warta.output.manifest import Manifest

__all__ = ["ChangedError", "finished_output", "read_output"]

_READ_ONLY = {errno.EACCES, errno.EPERM, errno.EROFS}


class ChangedError(OSError):
    """A file of an output is not the one that its manifest names; ``filename`` is its path."""


@contextmanager
def finished_output(root: Path, shown: str) -> Iterator[Manifest]:
    """The manifest of an output folder that no build changes meanwhile.

    Raises OutputError when there is none, or it is unfinished, being built, or of another version.
    """
    if not (root / META).is_dir() or (root / META).is_symlink():
        raise OutputError(error("output-missing", shown))
    lock = Lock(f"{root}/{META}/lock")
    try:
        taken = lock.take()
    except OSError as problem:  # nobody can build into a folder that is read only
        taken = problem.errno in _READ_ONLY
    try:
        if not taken:
            holder = (read_own(root / META / "holder") or b"?").decode("ascii", "replace")
            raise OutputError(error("output-locked", shown, holder=holder if holder.isdigit() else "?"))
        if (root / META / "intent").exists():
            raise OutputError(error("output-unfinished", shown))
        manifest = Manifest.decoded(*[read_own(root / META / name) or b"" for name in ("manifest", "files")])
        if manifest is None or not manifest.program:
            raise OutputError(error("output-unknown", shown))
        yield manifest
    finally:
        lock.release()


def read_output(root: Path, path: str, digest: bytes) -> bytes:
    """The bytes of an output file. Raises ChangedError when they are not those of ``digest``."""
    data = read_own(root / path) if is_inside(path) else None
    if data is None or file_digest(data) != digest:
        raise ChangedError(errno.ESTALE, "not as it was built", path)
    return data
