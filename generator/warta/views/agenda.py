"""The agenda: events that stories announce or report, as a page and as calendars."""

from __future__ import annotations

from msgspec import Struct

from warta.i18n.moments import Moment
from warta.views.stories import Event, Teaser

__all__ = ["AgendaEntry", "AgendaMonth", "AgendaView", "CalendarEvent", "CalendarView"]


class AgendaEntry(Struct, frozen=True):
    """An event and the story about it."""

    event: Event
    story: Teaser


class AgendaMonth(Struct, frozen=True):
    """The events that begin in a month, the latest first."""

    name: str
    entries: tuple[AgendaEntry, ...]


class AgendaView(Struct, frozen=True):
    """The page. It tells nothing of today: a page that nobody builds anew stays right."""

    heading: str
    months: tuple[AgendaMonth, ...]
    """The latest first."""
    calendar: str
    """URL path of the calendar to subscribe to."""


class CalendarEvent(Struct, frozen=True):
    """An event in a calendar."""

    uid: str
    """The same as long as the story has its file."""
    title: str
    summary: str
    start: Moment
    end: Moment | None
    venue: str
    url: str
    """Of the story, in full."""
    changed: Moment


class CalendarView(Struct, frozen=True):
    """A calendar file."""

    language: str
    name: str
    """Of a calendar to subscribe to; empty for one with a single event."""
    events: tuple[CalendarEvent, ...]
