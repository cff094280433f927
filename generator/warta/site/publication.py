"""The one gate that decides what the public sees. Every page is planned behind it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from warta.content.parsed import Card
from warta.i18n.moments import DAY, Moment, latest, moment_of

__all__ = [
    "NEWS_WINDOW",
    "YEAR",
    "Gap",
    "Hold",
    "Span",
    "changes_until",
    "first_gap",
    "held_until",
    "hold_of",
    "in_news_window",
    "is_pinned",
    "published",
    "span_of",
    "updated_of",
    "years_ahead",
]

NEWS_WINDOW = 2 * DAY
"""Seconds for which a story is news to search engines."""
ALWAYS = moment_of(datetime(1970, 1, 1, tzinfo=UTC), precise=False)
"""Since when a standing page is public that does not say from when on."""
YEAR = 366 * DAY
"""Seconds; what is further ahead is hardly meant."""


class Hold(NamedTuple):
    """Why a post is not public."""

    reason: str
    """draft, unverified, fill_in (of a standing page something is still to be written), embargo
    (``publish_at`` or ``date`` is still to come) or expired."""
    until: Moment | None = None
    """When an embargo ends, or when the post expired."""


def hold_of(own: Card, original: Card, now: float) -> Hold | None:
    """Why a post is held back at ``now`` (seconds since 1970); None when it is public.

    A translation is held back with its original: what they share says when.
    """
    if own.draft or original.draft:
        return Hold("draft")
    if own.unverified or original.unverified:
        return Hold("unverified")
    if own.unfilled or original.unfilled:
        return Hold("fill_in")
    opens = original.opens or original.date
    if opens is not None and opens.timestamp > now:
        return Hold("embargo", opens)
    if original.expires is not None and original.expires.timestamp <= now:
        return Hold("expired", original.expires)
    return None


def held_until(hold: Hold | None, reason: str) -> Moment | None:
    """The moment of a hold for ``reason``: when an embargo ends, or when the post expired; else None."""
    return hold.until if hold is not None and hold.reason == reason else None


class Span(NamedTuple):
    """When a post is public: from ``opens`` until just before ``ends``."""

    opens: Moment
    ends: Moment | None = None


def span_of(own: Card, original: Card) -> Span | None:
    """When a post is public, now or not; None when only an edit can make it so."""
    opens = published(original)
    held = own.draft or original.draft or own.unverified or original.unverified
    if held or own.unfilled or original.unfilled:
        return None
    if original.is_standing:
        return Span(opens or ALWAYS, original.expires)
    return Span(opens, original.expires) if opens is not None else None


class Gap(NamedTuple):
    """A time in which a link is public and what it leads to is not."""

    start: float
    """In seconds since 1970."""
    since: Moment | None
    """When what it leads to ended, if it was there before."""
    until: Moment | None
    """When it will be there, if it will."""


def first_gap(link: Span | None, target: Iterable[Span], now: float) -> Gap | None:
    """The first gap from ``now`` on; ``target`` has the times at which one or another thing is there.

    A link without a span is there at all times: it will be published nobody knows when.
    """
    spans = tuple(target)
    start = max(now, link.opens.timestamp) if link is not None else now
    while True:
        there = [span for span in spans if span.opens.timestamp <= start and not _ended(span, start)]
        if not there:
            break
        if any(span.ends is None for span in there):
            return None
        start = max(span.ends.timestamp for span in there if span.ends is not None)
    if link is not None and _ended(link, start):
        return None
    over = [span.ends for span in spans if span.ends is not None and _ended(span, start)]
    return Gap(
        start,
        max(over, default=None),
        min((span.opens for span in spans if span.opens.timestamp > start), default=None),
    )


def _ended(span: Span, when: float) -> bool:
    return span.ends is not None and span.ends.timestamp <= when


def is_pinned(original: Card, now: float) -> bool:
    """Whether a story stands at the head of the front page."""
    return original.pinned is not None and original.pinned.timestamp > now


def published(original: Card) -> Moment | None:
    """When a story became public, or will."""
    return original.opens or original.date


def in_news_window(original: Card, now: float) -> bool:
    """Whether a story became public in the last two days."""
    opens = published(original)
    return opens is not None and opens.timestamp <= now < opens.timestamp + NEWS_WINDOW


def updated_of(own: Card, original: Card, now: float) -> Moment:
    """When a post was changed last, or was dated; a change that is still to come moves nothing.

    Raises ValueError for a story without a date.
    """
    if original.date is None:
        raise ValueError("a story without a date")
    if own.updated is None and not own.changes:
        return original.date
    until = changes_until(original, now)
    return latest(original.date, [change for change in _changes(own) if change.timestamp <= until])


def changes_until(original: Card, now: float) -> float:
    """The latest time that a change of a story can have: now, or when the story opens."""
    return max([now, *[when.timestamp for _, when in _dates(original)]])


def years_ahead(original: Card, now: float) -> list[tuple[str, Moment]]:
    """The keys of a story with a time that is more than a year ahead, and the times."""
    soon = now + YEAR
    date, opens = original.date, original.opens
    if (
        original.event is None
        and original.pinned is None
        and (date is None or date.timestamp <= soon)
        and (opens is None or opens.timestamp <= soon)
    ):
        return []  # as nearly always; every build asks this of every story
    return [(key, when) for key, when in _dated(original) if when.timestamp > soon]


def _dates(original: Card) -> list[tuple[str, Moment]]:
    dates = (("date", original.date), ("publish_at", original.opens))
    return [(key, when) for key, when in dates if when is not None]


def _dated(original: Card) -> list[tuple[str, Moment]]:
    dates = _dates(original)
    event = original.event[0] if original.event is not None else None
    if event is not None:
        dates.append(("event.date", event))
    if original.pinned is not None:
        dates.append(("pin.until", original.pinned))
    return dates


def _changes(own: Card) -> list[Moment]:
    changes = [change for change, _, _ in own.changes]
    return changes if own.updated is None else [own.updated, *changes]
