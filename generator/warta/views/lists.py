"""Lists of stories that go over several pages."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from warta.views.site import Link
from warta.views.stories import Teaser

__all__ = ["ListingView", "Pager"]


class Pager(Struct, frozen=True):
    """Where a listing's page stands among its siblings."""

    number: int
    """1-based."""
    count: int
    previous: str | None
    next: str | None
    pages: tuple[Link, ...]
    """A window of numbered links for the page; ``url`` None is the page itself or a gap (text ``…``)."""


class ListingView(NamedTuple):
    """A plain listing: all news, or one month of the archive."""

    heading: str
    stories: tuple[Teaser, ...]
    total: int
    """Stories on all pages of this listing."""
    pager: Pager
