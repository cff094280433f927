"""Lists of stories that go over several pages."""

from __future__ import annotations

from msgspec import Struct

from warta.views.site import Link
from warta.views.stories import Teaser

__all__ = ["ListingView", "Pager"]


class Pager(Struct, frozen=True):
    """Where a page stands in its listing: the listing's own page, or a numbered one of older stories.

    Links are named by the dates of the stories that they lead to.
    """

    total: int | None
    """Stories on all pages of the listing; None on a numbered page."""
    period: str
    """On a numbered page the dates of its stories: ``3–14 Nov 2024``; else empty."""
    newest: str | None
    """On a numbered page the listing's own address."""
    newer: Link | None
    """The next numbered page; None where the listing's own page follows."""
    older: Link | None
    """The numbered page before."""
    earlier: tuple[Link, ...]
    """Numbered pages further back, in ever longer steps down to the oldest."""


class ListingView(Struct, frozen=True):
    """A plain listing: all news, or one month of the archive."""

    heading: str
    stories: tuple[Teaser, ...]
    pager: Pager
