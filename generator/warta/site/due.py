"""When time alone changes a site. Whatever depends on the time says here when: it is a source in this module.

A build that finds nothing else changed ends at once until the first of these moments; schedules are made
from those that readers notice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple

from warta.config.banner import BannerSettings
from warta.config.settings import Config
from warta.config.tables import CONFIG_FILE
from warta.content.parsed import Card
from warta.site.publication import NEWS_WINDOW, YEAR, published, years_ahead

__all__ = ["Due", "Kind", "due_moments", "due_of_banner", "due_of_stories", "opened_last"]


Kind = Literal["embargo", "expiry", "pin", "news", "change", "remark"]
"""What happens at a moment; remark: only what is said of the site changes. Messages have a text for each."""


class Due(NamedTuple):
    """A moment at which a build makes something else than just before."""

    at: float
    """In seconds since 1970."""
    kind: Kind
    file: str
    """The content file that says so."""
    is_public: bool = True
    """Whether readers notice."""


def due_moments(cards: Collection[Card], config: Config, now: float) -> list[Due]:
    """All moments after ``now``, in seconds since 1970, at which time alone changes the site; unordered."""
    found = [
        *due_of_stories(cards, now, news=config.sharing.news_sitemap),
        *due_of_banner(config.banner, now),
    ]
    if config.security is not None and config.security.expires.timestamp > now:
        found.append(Due(config.security.expires.timestamp, "remark", CONFIG_FILE, is_public=False))
    return found


def opened_last(cards: Collection[Card], config: Config, now: float) -> int:
    """The latest moment up to ``now`` at which something became public, in seconds since 1970; 0 without any.

    A site that is made as of ``now`` must not be shown to anybody before it.
    """
    starts = [at for at, kind in config.banner.changes() if kind == "embargo"]
    latest = max([int(at) for at in starts if at <= now], default=0)
    for card in cards:
        opens = published(card)
        if opens is not None and latest < opens.timestamp <= now and _is_ready(card):
            latest = opens.timestamp
    return latest


def due_of_banner(banner: BannerSettings, now: float) -> Iterator[Due]:
    """When the notice on every page comes and goes."""
    for at, kind in banner.changes():
        if at > now:
            yield Due(at, kind, CONFIG_FILE)


def due_of_stories(cards: Collection[Card], now: float, *, news: bool) -> Iterator[Due]:
    """The moments that stories give; with ``news`` also when one is no longer news to search engines."""
    for card in cards:
        opens = published(card)
        if opens is not None:
            if opens.timestamp > now:
                yield Due(opens.timestamp, "embargo", card.path, _is_ready(card))
            if news and opens.timestamp + NEWS_WINDOW > now:
                yield Due(opens.timestamp + NEWS_WINDOW, "news", card.path, _is_news(card))
        if card.expires is not None and card.expires.timestamp > now:
            yield Due(card.expires.timestamp, "expiry", card.path, _is_ready(card))
        if card.pinned is not None and card.pinned.timestamp > now:
            yield Due(card.pinned.timestamp, "pin", card.path, _is_ready(card))
        if card.updated is not None or card.changes:
            changes = [change for change, _, _ in card.changes]
            for change in changes if card.updated is None else [card.updated, *changes]:
                if change.timestamp > now:
                    yield Due(change.timestamp, "change", card.path, _is_ready(card))
        for _, when in years_ahead(card, now):
            if when.timestamp - YEAR > now:
                yield Due(when.timestamp - YEAR, "remark", card.path, is_public=False)


def _is_ready(card: Card) -> bool:
    """Whether only the time can hold it back."""
    return not (card.draft or card.unverified)


def _is_news(card: Card) -> bool:
    """Whether the news site map takes it while it is fresh."""
    expired = (
        card.expires is not None
        and (opens := published(card)) is not None
        and (card.expires.timestamp <= opens.timestamp + NEWS_WINDOW)
    )
    return _is_ready(card) and not card.withdrawn and card.kind != "advertorial" and not expired
