"""Calendars as RFC 5545 has them. Deterministic: a time stamp is that of the story's last change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from warta.i18n.moments import DAY, Moment
from warta.views.agenda import CalendarView

__all__ = ["icalendar"]

OCTETS = 75
"""The longest line, without its end."""


def icalendar(view: CalendarView) -> bytes:
    """A calendar with its events, as a file: UTF-8, lines ended by CRLF and folded."""
    return "".join(f"{_folded(line)}\r\n" for line in _lines(view)).encode()


def _lines(view: CalendarView) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Warta//{view.language.upper()}")
    yield from ("CALSCALE:GREGORIAN", "METHOD:PUBLISH")
    if view.name:
        yield from (f"NAME:{_text(view.name)}", f"X-WR-CALNAME:{_text(view.name)}")
        yield from ("REFRESH-INTERVAL;VALUE=DURATION:PT12H", "X-PUBLISHED-TTL:PT12H")
    for event in view.events:
        yield "BEGIN:VEVENT"
        yield f"UID:{_text(event.uid)}"
        yield f"DTSTAMP:{_utc(event.changed.timestamp)}"
        yield f"LAST-MODIFIED:{_utc(event.changed.timestamp)}"
        yield from _times(event.start, event.end)
        yield f"SUMMARY:{_text(event.title)}"
        if event.venue:
            yield f"LOCATION:{_text(event.venue)}"
        if event.summary:
            yield f"DESCRIPTION:{_text(event.summary)}"
        yield f"URL:{event.url}"
        yield "END:VEVENT"
    yield "END:VCALENDAR"


def _times(start: Moment, end: Moment | None) -> Iterator[str]:
    """In UTC, so that no zone has to be described; whole days are dates, and their end is the day after."""
    if not start.precise:
        last = (end or start).at.date()
        yield f"DTSTART;VALUE=DATE:{start.at:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}"
        return
    yield f"DTSTART:{_utc(start.timestamp)}"
    if end is not None and end.last > start.timestamp:
        yield f"DTEND:{_utc(end.timestamp if end.precise else end.timestamp + DAY)}"


def _utc(timestamp: int) -> str:
    return f"{datetime.fromtimestamp(timestamp, UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """A TEXT value. Control characters, which it cannot hold, are no part of what an author can write."""
    for sign in "\\;,":
        value = value.replace(sign, f"\\{sign}")
    return value.replace("\r\n", "\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Lines of at most 75 octets, no character cut in two; each but the first starts with a space."""
    folded, size = [], 0
    for character in line:
        octets = len(character.encode())
        if size + octets > OCTETS:
            folded.append("\r\n ")
            size = 1
        folded.append(character)
        size += octets
    return "".join(folded)
