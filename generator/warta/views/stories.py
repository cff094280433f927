"""Stories: in a listing, and on their own pages."""

from __future__ import annotations

from msgspec import Struct

from warta.i18n.moments import Moment
from warta.views.media import Image
from warta.views.references import SourceOutlet, Speaker, TermRef
from warta.views.site import Link, SocialCard

__all__ = ["Change", "Event", "FactCheck", "PostView", "Teaser"]


class Teaser(Struct, frozen=True):
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
    """One of :data:`~warta.content.model.STORY_KINDS`."""
    agencies: tuple[TermRef, ...]
    regions: tuple[TermRef, ...]
    image: Image | None
    draft: bool
    """True only in a build with ``--drafts``: the public would not see this story."""
    language: str = ""
    """Of a story that the page's language lacks and that is linked in this one instead; else empty."""
    opens: Moment | None = None
    """Previews: when it will be published, where time alone holds it back."""
    expired: Moment | None = None
    """Previews: since when it is no longer published."""


class Change(Struct, frozen=True):
    """An entry of a post's public change log."""

    date: Moment
    kind: str
    """update, correction, clarification, right-of-reply or withdrawal."""
    note: str


class Event(Struct, frozen=True):
    """When and where the event takes place that a story announces or reports."""

    date: Moment | None
    """A day or the time at which it begins."""
    end: Moment | None
    venue: str | None
    venue_language: str = ""
    """Of a venue that is not given in the page's language; else empty."""


class FactCheck(Struct, frozen=True):
    """What a fact-check examines and finds."""

    claim: str
    claimant: str | None
    """Who says so."""
    claimant_language: str
    """As ``venue_language`` of an event."""
    url: str | None
    """Where they say it."""
    verdict: str
    """One of :data:`~warta.content.model.VERDICTS`."""
    sources: tuple[SourceOutlet, ...]
    """What it relies on."""


class PostView(Struct, frozen=True):
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
    related: tuple[Teaser, ...] = ()
    """Stories about the same, the closest first; without ``previous`` and ``next``."""
    section: Link | None = None
    """The list of the stories of its kind."""
    until: Moment | None = None
    """Announcements: the last moment, or day, at which they are in force."""
    fact_check: FactCheck | None = None
    event_file: str | None = None
    """URL path of the event as a file for calendars, while it was ahead when the story appeared."""
    opens: Moment | None = None
    """Previews: when it will be published, where time alone holds it back."""
    expired: Moment | None = None
    """Previews: since when it is no longer published."""
