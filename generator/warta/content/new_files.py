"""Writes what commands add to a site's content: never over a file that somebody wrote.

Names are paths below the site's folder, with ``/``. ``filename`` of OutsideError and FileExistsError is one.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from warta.content.links import OutsideError, leads_astray, place_below
from warta.filesystem.own_files import create, remove, replace

__all__ = ["create_files", "put_file", "real_name", "remove_file", "replace_file", "write_generated"]


def create_files(site: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write new files, all or none, given as names and bytes; each appears complete.

    Raises FileExistsError when one is there already, OutsideError, or another OSError; what had been made by
    then is gone again, folders too.
    """
    made: list[Path] = []
    try:
        for name, data in files:
            path = _inside(site, name)
            missing = [folder for folder in path.parents if not folder.is_dir()]
            for folder in reversed(missing):
                if folder.exists():
                    raise _exists(folder.relative_to(site).as_posix())
                folder.mkdir()
                made.append(folder)
            with _temporary(path, data, durable=False) as temporary:
                _link(temporary, path, name)
            made.append(path)
    except BaseException:
        for path in reversed(made):
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()
        raise


def write_generated(
    site: Path, files: Mapping[str, str], owned: Collection[str]
) -> tuple[list[str], list[str]]:
    """Write files that only the program changes, and those in ``owned`` only where there are none.

    Returns the names of those written and of the user's own that say something else. Raises OutsideError or
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
    with _temporary(path, new, durable=True) as temporary:
        _check_unchanged(path, name, old)
        replace(temporary, path)


def put_file(site: Path, name: str, data: bytes) -> None:
    """Write a file, new or in the place of an older one; readers see all of it or nothing.

    Raises OutsideError or another OSError.
    """
    path = Path(os.path.realpath(_inside(site, name)))
    path.parent.mkdir(parents=True, exist_ok=True)
    with _temporary(path, data, durable=True) as temporary:
        replace(temporary, path)


def real_name(site: Path, name: str) -> str:
    """The name that a name leads to when links are followed. Raises OutsideError."""
    top, below, _ = name.partition("/")
    place = place_below(f"{site}/{top}", f"{site}/{name}") if below else None
    if leads_astray(str(site), name) or (below and not place):
        raise OutsideError(name)
    return f"{top}/{place}" if below else name


def remove_file(site: Path, name: str, old: bytes) -> None:
    """Delete a file that still holds ``old``. Raises OutsideError, FileExistsError or another OSError."""
    path = _inside(site, name)
    _check_unchanged(path, name, old)
    remove(path)


@contextmanager
def _temporary(path: Path, data: bytes, *, durable: bool) -> Iterator[str]:
    """A hidden file beside ``path``, with its permissions, that holds ``data``; gone afterwards."""
    temporary = f"{path.parent}/.{os.urandom(8).hex()}~"
    try:
        create(temporary, data, durable=durable)
        if path.exists():
            shutil.copymode(path, temporary)
        yield temporary
    finally:
        with suppress(OSError):
            remove(temporary)


def _link(temporary: str, path: Path, name: str) -> None:
    """Give a file another name, unless a file of that name exists. A rename would take its place."""
    try:
        try:
            path.hardlink_to(temporary)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            create(path, Path(temporary).read_bytes())
    except FileExistsError:
        raise _exists(name) from None


def _exists(name: str) -> FileExistsError:
    return FileExistsError(errno.EEXIST, "there is such a file already", name)


def _check_unchanged(path: Path, name: str, old: bytes) -> None:
    if path.read_bytes() != old:
        raise FileExistsError(errno.EEXIST, "the file has been changed meanwhile", name)


def _inside(site: Path, name: str) -> Path:
    real_name(site, name)
    return site / name
