"""The files of ``static/`` in the plan, and what pages among them ask for in vain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from warta.config.settings import Config
from warta.content.links import read_inside
from warta.content.scan import SourceEntry
from warta.content.static import STATIC
from warta.diagnostics.values import Diagnostic, Position, warning
from warta.media.cache import MediaCache
from warta.media.static_pages import PAGES, blocked_in
from warta.media.values import Media

__all__ = ["refused_by_headers", "static_files"]


def static_files(
    entries: Iterable[SourceEntry], media: MediaCache
) -> tuple[tuple[Media, ...], tuple[Diagnostic, ...]]:
    """One output file for each that can be read, and why others cannot; ``media`` remembers their digests."""
    files: list[Media] = []
    problems: list[Diagnostic] = []
    for entry in entries:
        document, found = media.as_it_is(entry.path)
        problems += found
        if document is not None:
            files.append(Media(entry.path.removeprefix(f"{STATIC}/"), entry.path, document.digest))
    return tuple(files), tuple(problems)


def refused_by_headers(site: Path, entries: Iterable[SourceEntry], config: Config) -> Iterator[Diagnostic]:
    """The first place of each page at which browsers refuse something under the site's headers."""
    host = config.addresses.origin.partition("://")[2]
    for entry in entries:
        if not entry.path.lower().endswith(PAGES):
            continue
        with suppress(OSError):
            found = blocked_in(read_inside(site, entry.path, entry.stamp), host)
            if found:
                line, column, what = found[0]
                place = Position(line, column)
                yield warning("static-refused", entry.path, place, what=what, count=len(found))
