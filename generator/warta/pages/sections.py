"""The plans of parts of a site, kept from one build to the next.

A *section* is a few pages that are planned together: the stories of a month, a
term, one page of the news. Its *basis* is the digest of everything that planning
them looks at. With the basis of the build before, the pages are as they were then,
without being planned; the function that makes a page's data then plans its section.

A basis may cover more than it has to, never less: then pages would be missed that
have to be made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from warta.filesystem.codec import decoded, encoded
from warta.filesystem.own_files import all_inside
from warta.pages.data import Made, PlannedPage
from warta.pages.fingerprint import combined

__all__ = ["Kept", "Sections", "kept_as_bytes", "kept_from_bytes"]


Row = tuple[str, str, str, str, bytes, tuple[str, ...], str]
"""A planned page without its function, in the order of its fields."""
Section = tuple[bytes, tuple[Row, ...]]
"""Its basis and its pages."""
Kept = Mapping[str, Section]
"""Sections by their names."""


def kept_as_bytes(program: str, sections: Kept) -> bytes:
    """To be kept for the next build by the same program, of which ``program`` is the digest."""
    return encoded((program, sections))


def kept_from_bytes(program: str, data: bytes | None) -> Kept:
    """The other way; none when they are another program's, or name a file outside the output folder."""
    name, sections = decoded(data, tuple[str, dict[str, Section]]) or ("", {})
    paths = [row[0] for _, rows in sections.values() for row in rows]
    return sections if name == program and all_inside(paths) else {}


class Sections:
    """The sections of one build; spares planning those that are as they were ``before``."""

    def __init__(self, before: Kept | None) -> None:
        """None where nothing is to be kept either: then no basis is looked at."""
        self._before = before
        self.kept: dict[str, Section] = {}
        """For the next build."""

    def pages(
        self, name: str, basis: Callable[[], Iterable[bytes]], plan: Callable[[], Iterable[PlannedPage]]
    ) -> Iterator[PlannedPage]:
        """The pages that ``plan`` gives, and gives again whenever ``basis`` is the same."""
        if self._before is None:
            yield from plan()
            return
        digest = combined(basis())
        known = self._before.get(name)
        if known is None or known[0] != digest:
            pages = tuple(plan())
            rows = tuple([(*page[:5], *page[6:]) for page in pages])
            self.kept[name] = (digest, rows)
            yield from pages
            return
        self.kept[name] = known
        section = _Section(plan)
        for number, row in enumerate(known[1]):
            yield PlannedPage(*row[:5], partial(section.make, number), *row[5:])


class _Section:
    """Pages whose plan is known, until the data of one is needed."""

    def __init__(self, plan: Callable[[], Iterable[PlannedPage]]) -> None:
        self._plan = plan
        self._pages: tuple[PlannedPage, ...] = ()

    def make(self, number: int) -> Made:
        """What one page is rendered from."""
        self._pages = self._pages or tuple(self._plan())
        return self._pages[number].make()
