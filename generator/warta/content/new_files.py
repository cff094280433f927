"""Writes what commands add to a site's content: never over a file that somebody wrote."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from warta.content.links import leads_astray, place_below

__all__ = [
    "OutsideError",
    "create_files",
    "put_file",
    "read_inside",
    "real_name",
    "remove_file",
    "replace_file",
    "write_generated",
]


class OutsideError(OSError):
    """A path that leads, by a link, to where it must not be written."""


def create_files(site: Path, files: Iterable[tuple[str, str | bytes]]) -> None:
    """Write new files, all or none, given as paths below ``site`` and what they are to hold.

    Raises FileExistsError (``filename`` says which) when one is there already, OutsideError, or another
    OSError; what had been written by then is gone again.
    """
    written: list[Path] = []
    try:
        for name, held in files:
            path = _inside(site, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                written.append(path)
                file.write(held.encode("utf-8") if isinstance(held, str) else held)
    except BaseException:
        for path in written:
            with suppress(OSError):
                path.unlink()
        raise


def write_generated(
    site: Path, files: Mapping[str, str], owned: Collection[str]
) -> tuple[list[str], list[str]]:
    """Write files that only the program changes, and those in ``owned`` only where there are none.

    Returns the paths written and those of the user's own that say something else. Raises OutsideError or
    another OSError.
    """
    written, kept = [], []
    for name, text in files.items():
        path = _inside(site, name)
        data = text.encode("utf-8")
        if name in owned and path.exists():
            if path.read_bytes() != data:
                kept.append(name)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        written.append(name)
    return written, kept


def replace_file(site: Path, name: str, old: bytes, new: bytes) -> None:
    """Put ``new`` in the place of a file that still holds ``old``; readers see one or the other.

    Raises OutsideError, FileExistsError when the file has been changed meanwhile, or another OSError.
    """
    path = Path(os.path.realpath(_inside(site, name)))
    _put(path, new, old)


def put_file(site: Path, name: str, data: bytes) -> None:
    """Write a file, new or in the place of an older one; readers see all of it or nothing.

    Raises OutsideError or another OSError.
    """
    path = Path(os.path.realpath(_inside(site, name)))
    path.parent.mkdir(parents=True, exist_ok=True)
    _put(path, data, None)


def real_name(site: Path, name: str) -> str:
    """The path below the site's folder that a name leads to when links are followed. Raises OutsideError."""
    top, below, _ = name.partition("/")
    place = place_below(f"{site}/{top}", f"{site}/{name}") if below else None
    if leads_astray(str(site), name) or (below and not place):
        raise OutsideError(errno.EPERM, "the path leads out of its folder", str(site / name))
    return f"{top}/{place}" if below else name


def remove_file(site: Path, name: str, old: bytes) -> None:
    """Delete a file that still holds ``old``. Raises OutsideError, FileExistsError or another OSError."""
    path = _inside(site, name)
    if path.read_bytes() != old:
        raise FileExistsError(errno.EEXIST, "the file has been changed meanwhile", str(path))
    path.unlink()


def read_inside(site: Path, name: str) -> bytes:
    """The bytes of a file. Raises OutsideError or another OSError."""
    return _inside(site, name).read_bytes()


def _put(path: Path, new: bytes, old: bytes | None) -> None:
    handle, temporary = tempfile.mkstemp(prefix=".", suffix="~", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, temporary)
        else:
            Path(temporary).chmod(0o644)
        if old is not None and path.read_bytes() != old:
            raise FileExistsError(errno.EEXIST, "the file has been changed meanwhile", str(path))
        Path(temporary).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise


def _inside(site: Path, name: str) -> Path:
    real_name(site, name)
    return site / name
