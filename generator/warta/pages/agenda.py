"""Plans the agenda: a page with the events of stories, a calendar of them, and a file for each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import groupby
from urllib.parse import urlsplit

from warta.config.site_tables import CALENDAR
from warta.content.parsed import Card
from warta.i18n.languages import Language
from warta.i18n.moments import Moment
from warta.pages.context import Context
from warta.pages.data import ICALENDAR, Made, PlannedPage
from warta.pages.fingerprint import combined, fingerprint
from warta.pages.references import local_text
from warta.site.library import Post
from warta.views.agenda import AgendaEntry, AgendaMonth, AgendaView, CalendarEvent, CalendarView
from warta.views.stories import Event

__all__ = ["agenda_pages", "event_file", "event_of", "event_url"]

SHOWN = 100
"""Events on the page."""
SUBSCRIBED = 300
"""Events in the calendar."""
FILE = "event.ics"


def event_of(context: Context, original: Card, code: str) -> Event | None:
    """The event of a story in one language."""
    if original.event is None:
        return None
    start, venue, end = original.event
    text, language = local_text(venue, code, context.codes)
    return Event(start, end, text or None, language)


def agenda_pages(context: Context, language: Language) -> Iterator[PlannedPage]:
    """The page and the calendar; none of them in a language without an event, unless the menu has them."""
    code = language.code
    if not context.reach.events or code not in dict(context.places.versions.get(("agenda",), ())):
        return
    posts = context.places.select.events(code)
    address, heading = context.addresses.agenda(code), language.text("agenda")
    site = context.config.titles[code]
    head = context.head(
        language,
        "agenda",
        address.url,
        title=heading,
        description=language.text("agenda_description", site=site),
        versions=context.places.versions["agenda",],
        breadcrumbs=context.breadcrumbs(language),
    )
    calendar = context.addresses.beside(address, CALENDAR)
    months = tuple(
        [
            AgendaMonth(language.month_name(*month), tuple([_entry(context, post, code) for post in some]))
            for month, some in groupby(posts[:SHOWN], _month)
        ]
    )
    made = Made(head, AgendaView(heading, months, calendar.url))
    yield context.planned(address.path, "agenda.html", code, made)
    view = CalendarView(
        code,
        f"{heading} – {site}",
        tuple([_calendar_event(context, post, code) for post in posts[:SUBSCRIBED]]),
    )
    yield PlannedPage(
        calendar.path, "", code, "", fingerprint(view), lambda: Made(None, view), writer=ICALENDAR
    )


def event_file(context: Context, post: Post) -> PlannedPage | None:
    """The file with which a reader puts an event into a calendar; None for one that was over before."""
    if not _is_ahead(post):
        return None
    code = post.card.language
    place = context.addresses.beside(post.address, FILE)
    known = (context.stories.teaser_fingerprints[post], post.original.digest.encode())
    make = partial(_single, context, post, code)
    return PlannedPage(place.path, "", code, "", combined(known), make, writer=ICALENDAR)


def event_url(context: Context, post: Post) -> str | None:
    """Where that file is."""
    return context.addresses.beside(post.address, FILE).url if _is_ahead(post) else None


def _is_ahead(post: Post) -> bool:
    """Whether the event was still to come, or under way, when the story appeared."""
    event = post.original.event
    if event is None or event[0] is None or post.withdrawn:
        return False
    return (event[2] or event[0]).last >= post.date.timestamp


def _single(context: Context, post: Post, code: str) -> Made:
    return Made(None, CalendarView(code, "", (_calendar_event(context, post, code),)))


def _entry(context: Context, post: Post, code: str) -> AgendaEntry:
    event = event_of(context, post.original, code)
    assert event is not None, "only stories with an event are in the agenda"
    return AgendaEntry(event, context.stories.teasers[post])


def _start(post: Post) -> Moment:
    start, _, _ = post.original.event or (None, None, None)
    assert start is not None, "only stories with an event are in the agenda"
    return start


def _month(post: Post) -> tuple[int, int]:
    at = _start(post).at
    return at.year, at.month


def _calendar_event(context: Context, post: Post, code: str) -> CalendarEvent:
    event, teaser = event_of(context, post.original, code), context.stories.teasers[post]
    assert event is not None
    host = urlsplit(context.config.base_url).netloc
    return CalendarEvent(
        uid=f"{post.card.story}.{code}@{host}",
        title=teaser.title,
        summary=teaser.summary,
        start=_start(post),
        end=event.end,
        venue=event.venue or "",
        url=teaser.canonical,
        changed=teaser.updated,
    )
