"""Finds out what a source is and reads it: the dispatch of ``warta import``.

A source is never trusted: files are read up to a limit, links and devices are
not followed, and what a source says about paths stays text.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from warta.content.scan import MAX_TEXT_BYTES
from warta.filesystem.own_files import open_regular
from warta.importing.drafts import Draft, LeftOut, remark
from warta.importing.opening import site_items
from warta.importing.site import Desk

__all__ = ["drafts_of"]

MAX_DOCUMENT_BYTES = 64 * 1024 * 1024
"""Of a .docx with its pictures."""
TEXT_SUFFIXES = (".txt", ".text", "")
DOCUMENT_SUFFIXES = (".docx",)


def drafts_of(source: str, desk: Desk) -> Iterator[Draft | LeftOut]:
    """Everything that a source holds, by its kind: each item as a draft or with the reason why not."""
    path = Path(source)
    try:
        status = path.stat()
    except (OSError, ValueError) as problem:
        yield LeftOut(source, remark("unreadable", problem=getattr(problem, "strerror", "") or str(problem)))
        return
    if stat.S_ISDIR(status.st_mode):
        found = site_items(path, desk)
        yield from _folder(path, desk) if found is None else found
    elif not stat.S_ISREG(status.st_mode):
        yield LeftOut(source, remark("not_a_file"))
    else:
        yield from _file(path, desk)


def _file(path: Path, desk: Desk) -> Iterator[Draft | LeftOut]:
    suffix = path.suffix.lower()
    if suffix == ".xml" and (found := site_items(path, desk)) is not None:
        yield from found
        return
    importer = _FILE_IMPORTERS.get(suffix)
    if importer is None:
        yield LeftOut(str(path), remark("unknown_kind", suffix=suffix))
        return
    yield from importer(path, desk)


def _folder(path: Path, desk: Desk) -> Iterator[Draft | LeftOut]:
    """The press releases of a folder."""
    for entry in sorted(os.scandir(path), key=lambda entry: entry.name):
        if entry.name.startswith(".") or entry.is_dir(follow_symlinks=False):
            continue
        if not entry.is_file(follow_symlinks=False):
            yield LeftOut(entry.path, remark("not_a_file"))
            continue
        yield from _file(Path(entry.path), desk)


def _text(path: Path, desk: Desk) -> Iterator[Draft | LeftOut]:
    from warta.importing.press.drafting import text_draft

    data = _read_bounded(path, MAX_TEXT_BYTES)
    yield data if isinstance(data, LeftOut) else text_draft(path.name, data, desk)


def _document(path: Path, desk: Desk) -> Iterator[Draft | LeftOut]:
    from warta.importing.press.drafting import document_draft

    data = _read_bounded(path, MAX_DOCUMENT_BYTES)
    yield data if isinstance(data, LeftOut) else document_draft(path.name, data, desk)


_FILE_IMPORTERS: dict[str, Callable[[Path, Desk], Iterator[Draft | LeftOut]]] = {
    **dict.fromkeys(TEXT_SUFFIXES, _text),
    **dict.fromkeys(DOCUMENT_SUFFIXES, _document),
}


def _read_bounded(path: Path, limit: int) -> bytes | LeftOut:
    """A file's bytes, or why they cannot be had: it is no regular file, or has more than ``limit`` bytes."""
    try:
        file = open_regular(path, follow=True)
        if file is None:
            return LeftOut(str(path), remark("not_a_file"))
        with file:
            data = file.read(limit + 1)
    except OSError as problem:
        return LeftOut(str(path), remark("unreadable", problem=problem.strerror or str(problem)))
    if len(data) > limit:
        return LeftOut(str(path), remark("too_large", limit=limit // (1024 * 1024)))
    return data
