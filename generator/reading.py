"""Finds and reads a site's input files. The only module that reads content from disk."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path
from typing import NamedTuple

from generator.diagnostics import Diagnostic, error
from generator.freshness import Stamp, stamp_of
from generator.parsing import TEXT_SUFFIXES

__all__ = ["CONTENT", "SourceEntry", "read_source", "scan_content"]

CONTENT = "content"
MAX_TEXT_BYTES = 2 * 1024 * 1024
"""Larger than any story; what is larger is a mistake (a photo renamed to .md) and is not read."""


class SourceEntry(NamedTuple):
    """A file below ``content/`` as the file system lists it."""

    path: str
    """Below the site's folder, with ``/``: ``content/news/2024/x.id.md``."""
    size: int
    """Bytes."""
    stamp: Stamp | None
    """Tells the file from a changed one; None when it is too fresh for that."""

    @property
    def is_text(self) -> bool:
        """Whether it is a post, a term file or a profile, and not a picture or document beside one."""
        return self.path.endswith(TEXT_SUFFIXES)


def scan_content(site: Path) -> tuple[tuple[SourceEntry, ...], tuple[Diagnostic, ...]]:
    """Every file below ``content/``, sorted by path, without editors' temporary files.

    Symbolic links may lead to other places inside the site; a link out of it is
    refused, and a loop of links is followed once.
    """
    found: list[SourceEntry] = []
    diagnostics: list[Diagnostic] = []
    boundary = os.path.realpath(site)
    visited: set[tuple[int, int]] = set()
    now = time.time_ns()  # compared with the file system's times only: how fresh a change is

    def walk(folder: str, relative: str) -> None:
        try:
            entries = list(os.scandir(folder))
        except OSError as problem:
            diagnostics.append(error("unreadable", relative, problem=problem.strerror or str(problem)))
            return
        for entry in entries:
            name = entry.name
            path = f"{relative}/{name}"
            if name.startswith((".", "#")) or name.endswith("~"):
                continue
            try:
                name.encode()
            except UnicodeEncodeError:
                shown = os.fsencode(path).decode("utf-8", "replace")
                diagnostics.append(error("file-name-encoding", shown))
                continue
            try:
                if entry.is_symlink():
                    real = os.path.realpath(entry.path)
                    if real != boundary and not real.startswith(boundary + os.sep):
                        diagnostics.append(error("link-outside", path, target=os.readlink(entry.path)))
                        continue
                status = entry.stat()
            except OSError as problem:
                diagnostics.append(error("unreadable", path, problem=problem.strerror or str(problem)))
                continue
            if stat.S_ISDIR(status.st_mode):
                identity = (status.st_dev, status.st_ino)
                if identity not in visited:
                    visited.add(identity)
                    walk(entry.path, path)
            elif stat.S_ISREG(status.st_mode):
                found.append(SourceEntry(path, status.st_size, stamp_of(status, now)))
            else:
                diagnostics.append(error("not-a-file", path))

    root = site / CONTENT
    if not root.is_dir():
        return (), (error("content-missing", CONTENT),)
    top = root.stat()
    visited.add((top.st_dev, top.st_ino))
    walk(str(root), CONTENT)
    return tuple(sorted(found, key=lambda entry: entry.path)), tuple(diagnostics)


def read_source(site: Path, entry: SourceEntry) -> tuple[bytes | None, tuple[Diagnostic, ...]]:
    """The bytes of a text file; None, and why, when they cannot be had."""
    if entry.is_text and entry.size > MAX_TEXT_BYTES:
        return None, (error("file-too-large", entry.path, size=entry.size, limit=MAX_TEXT_BYTES),)
    try:
        descriptor = os.open(site / entry.path, os.O_RDONLY)
        try:
            chunks = []
            while chunk := os.read(descriptor, 1 << 20):
                chunks.append(chunk)
        finally:
            os.close(descriptor)
    except OSError as problem:
        return None, (error("unreadable", entry.path, problem=problem.strerror or str(problem)),)
    return b"".join(chunks), ()
