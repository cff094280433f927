"""What feed readers and other newsrooms fetch."""

from __future__ import annotations

from msgspec import Struct

from warta.i18n.moments import Moment
from warta.views.media import Image
from warta.views.references import TermRef
from warta.views.stories import Change

__all__ = ["FeedEntry", "FeedView", "OpmlFeed", "OpmlGroup", "OpmlSection", "OpmlView"]


class FeedEntry(Struct, frozen=True):
    """A story in a feed. Its text is handed to the template separately, in ``bodies``."""

    canonical: str
    """Absolute, stable."""
    title: str
    summary: str
    """May be empty."""
    date: Moment
    updated: Moment
    kind: str
    author: str | None
    agencies: tuple[TermRef, ...]
    regions: tuple[TermRef, ...]
    tags: tuple[TermRef, ...]
    image: Image | None
    changes: tuple[Change, ...]
    """Newest first."""
    withdrawn: bool
    """Never true in a feed; other newsrooms are told in the file of the story."""


class FeedView(Struct, frozen=True):
    """A feed in any format: newest first."""

    feed_id: str
    """Absolute, stable."""
    self_url: str
    home_url: str
    """Of the page whose stories it has."""
    title: str
    description: str
    updated: Moment
    """1970 when there is no story."""
    hub: str | None
    """A WebSub hub."""
    full: bool
    """Whether the stories' texts go with it."""
    entries: tuple[FeedEntry, ...]


class OpmlFeed(Struct, frozen=True):
    """A feed in the list of all."""

    name: str
    url: str
    page: str
    """Both absolute: of the feed, and of the page whose stories it has."""
    type: str
    """``json``, or ``rss`` for Atom and RSS, as readers expect it."""


class OpmlSection(Struct, frozen=True):
    """The feeds of one taxonomy."""

    text: str
    feeds: tuple[OpmlFeed, ...]


class OpmlGroup(Struct, frozen=True):
    """The feeds of one language."""

    language: str
    text: str
    feed: OpmlFeed
    """Of the site."""
    sections: tuple[OpmlSection, ...]


class OpmlView(Struct, frozen=True):
    """The list of all feeds."""

    title: str
    groups: tuple[OpmlGroup, ...]
