"""What search engines fetch."""

from __future__ import annotations

from msgspec import Struct

from warta.i18n.moments import Moment
from warta.views.site import Alternate

__all__ = ["NewsEntry", "NewsSitemapView", "SitemapEntry", "SitemapIndexView", "SitemapPart", "SitemapView"]


class SitemapEntry(Struct, frozen=True):
    """One URL with its translations."""

    loc: str
    lastmod: Moment | None
    alternates: tuple[Alternate, ...]


class SitemapView(Struct, frozen=True):
    """One site map of several."""

    entries: tuple[SitemapEntry, ...]


class SitemapPart(Struct, frozen=True):
    """A site map in the index."""

    loc: str
    lastmod: Moment | None


class SitemapIndexView(Struct, frozen=True):
    """sitemap.xml."""

    parts: tuple[SitemapPart, ...]


class NewsEntry(Struct, frozen=True):
    """A story of the last two days."""

    loc: str
    name: str
    """Of the site, in the story's language."""
    language: str
    date: Moment
    """When it became public."""
    title: str


class NewsSitemapView(Struct, frozen=True):
    """The site map for Google News."""

    entries: tuple[NewsEntry, ...]
    """Newest first."""
    others: tuple[str, ...]
    """What it lists when there are no news."""
