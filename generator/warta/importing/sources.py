"""Finds out what a source is and reads it: the dispatch of ``warta import``.

A source is never trusted: files are read up to a limit, links and devices are
not followed, and what a source says about paths stays text.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from warta.content.scan import MAX_TEXT_BYTES
from warta.filesystem.own_files import open_regular
from warta.importing.drafts import Draft, LeftOut, Notice, remark
from warta.importing.opening import site_items
from warta.importing.site import Desk

__all__ = ["drafts_of"]

MAX_DOCUMENT_BYTES = 64 * 1024 * 1024
"""Of a document with its pictures."""
TEXT_SUFFIXES = (".txt", ".text", "")
DOCUMENT_SUFFIXES = (".docx", ".odt", ".html", ".htm", ".xhtml", ".pdf")
OTHER_DOCUMENTS = (".doc", ".docm", ".rtf", ".pages", ".wps", ".wpd", ".mht", ".mhtml", ".gdoc")
"""What a program has to save in another form first."""


def drafts_of(source: str, desk: Desk) -> Iterator[Draft | LeftOut | Notice]:
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


def _file(path: Path, desk: Desk) -> Iterator[Draft | LeftOut | Notice]:
    suffix = path.suffix.lower()
    items = site_items(path, desk) if suffix == ".xml" else None
    if items is not None:
        yield from items
    elif suffix in TEXT_SUFFIXES:
        yield _press(path, MAX_TEXT_BYTES, desk)
    elif suffix in DOCUMENT_SUFFIXES:
        yield _press(path, MAX_DOCUMENT_BYTES, desk)
    else:
        code = "save_as" if suffix in OTHER_DOCUMENTS else "unknown_kind"
        yield LeftOut(str(path), remark(code, suffix=suffix))


def _folder(path: Path, desk: Desk) -> Iterator[Draft | LeftOut | Notice]:
    """The press releases of a folder."""
    for entry in sorted(path.iterdir()):
        if entry.name.startswith(".") or (entry.is_dir() and not entry.is_symlink()):
            continue
        if entry.is_symlink() or not entry.is_file():
            yield LeftOut(str(entry), remark("not_a_file"))
        else:
            yield from _file(entry, desk)


def _press(path: Path, limit: int, desk: Desk) -> Draft | LeftOut:
    """The draft of a text or document of at most ``limit`` bytes."""
    from warta.importing.press.drafting import document_draft, text_draft

    data = _read_bounded(path, limit)
    if isinstance(data, LeftOut):
        return data
    return (document_draft if limit == MAX_DOCUMENT_BYTES else text_draft)(path.name, data, desk)


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
