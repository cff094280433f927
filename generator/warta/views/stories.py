"""Stories: in a listing, and on their own pages."""

from __future__ import annotations

from typing import NamedTuple

from warta.i18n.moments import Moment, PartialDate
from warta.views.media import Image
from warta.views.references import SourceOutlet, Speaker, TermRef

__all__ = ["Change", "Event", "PostView", "SocialCard", "Teaser"]


class Teaser(NamedTuple):
    """A story in a listing. One value per post and build, shared by all pages that list it."""

    url: str
    canonical: str
    title: str
    summary: str
    """May be empty."""
    date: Moment
    updated: Moment
    """Equal to ``date`` when the post never changed."""
    kind: str
    """news, press-release, statement or advertorial."""
    agencies: tuple[TermRef, ...]
    regions: tuple[TermRef, ...]
    image: Image | None
    draft: bool
    """True only in a build with ``--drafts``: the public would not see this story."""
    language: str = ""
    """Of a story that the page's language lacks and that is linked in this one instead; else empty."""


class Change(NamedTuple):
    """An entry of a post's public change log."""

    date: Moment
    kind: str
    """update, correction, clarification, right-of-reply or withdrawal."""
    note: str


class Event(NamedTuple):
    """When and where the event took place that a story reports."""

    date: PartialDate | None
    venue: str | None
    venue_language: str = ""
    """Of a venue that is not given in the page's language; else empty."""


class SocialCard(NamedTuple):
    """A picture that is drawn from a story's title."""

    canonical: str
    width: int
    height: int


class PostView(NamedTuple):
    """One post. Its body is handed to the template separately, as ``body``."""

    title: str
    summary: str
    date: Moment
    updated: Moment
    kind: str
    agencies: tuple[TermRef, ...]
    speakers: tuple[Speaker, ...]
    regions: tuple[tuple[TermRef, ...], ...]
    """One path a region, from the province down; a national story has none."""
    tags: tuple[TermRef, ...]
    source: SourceOutlet | None
    author: str | None
    image: Image | None
    changes: tuple[Change, ...]
    """Newest first."""
    event: Event | None
    withdrawn: bool
    """The body is empty and the newest change says why."""
    draft: bool
    previous: Teaser | None
    """The next older story in this language."""
    next: Teaser | None
    """The next newer one."""
    card: SocialCard | None
    """Stands for the picture of a story that has none."""
    minutes: int
    """To read the text; 0 when there is none."""
