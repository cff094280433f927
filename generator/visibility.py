"""The one gate that decides what the public sees. Every page is planned behind it."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import NamedTuple

from generator.moments import Moment
from generator.parsing import Card

__all__ = ["Hold", "hold_of", "in_news_window", "next_change", "published"]

NEWS_WINDOW = 2 * 24 * 60 * 60
"""Seconds for which a story is news to search engines."""


class Hold(NamedTuple):
    """Why a post is not public."""

    reason: str
    """draft, unverified, embargo (``publish_at`` or ``date`` is still to come) or expired."""
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
    opens = original.opens or original.date
    if opens is not None and opens.timestamp > now:
        return Hold("embargo", opens)
    if original.expires is not None and original.expires.timestamp <= now:
        return Hold("expired", original.expires)
    return None


def next_change(cards: Collection[Card], now: float, news: bool) -> float:
    """The first moment after ``now`` at which time alone changes what the gate says; infinity if none.

    With ``news`` also that at which a story is no longer news to search engines.
    """
    opened = [opens.timestamp for card in cards if (opens := published(card)) is not None]
    changes = [*opened, *[card.expires.timestamp for card in cards if card.expires is not None]]
    if news:
        changes += [opens + NEWS_WINDOW for opens in opened]
    return min([change for change in changes if change > now], default=math.inf)


def published(original: Card) -> Moment | None:
    """When a story became public, or will."""
    return original.opens or original.date


def in_news_window(original: Card, now: float) -> bool:
    """Whether a story became public in the last two days."""
    opens = published(original)
    return opens is not None and opens.timestamp <= now < opens.timestamp + NEWS_WINDOW
