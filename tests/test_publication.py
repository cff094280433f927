"""When a story is public, to the second: the gate that stands before every page."""

from __future__ import annotations

from math import inf

import pytest

from tests.support import post
from warta.content.parsed import Card, ParseOptions
from warta.content.parsing import parse_source
from warta.i18n.moments import INDONESIAN_ZONES, Moment, parse_moment
from warta.site.due import due_of_stories
from warta.site.publication import (
    NEWS_WINDOW,
    Gap,
    Hold,
    Span,
    first_gap,
    hold_of,
    in_news_window,
    published,
    span_of,
)

OPTIONS = ParseOptions(("id", "en"), "Asia/Jakarta", "markdown")


def at(text: str) -> Moment:
    """A time in the site's zone."""
    found = parse_moment(text, INDONESIAN_ZONES["WIB"])
    assert found is not None
    return found


def card(**keys: str) -> Card:
    data = post("Judul", **{"date": "2025-01-10 09:00 WIB", **keys}).encode()
    found = parse_source("content/news/2025/berita.id.md", data, OPTIONS, "sidik").card
    assert found is not None
    return found


DATED = at("2025-01-10 09:00 WIB")
EARLIER, LATER, AFTERWARDS = (at(f"2025-01-{day} 09:00 WIB") for day in ("09", "11", "12"))
PLAIN = card()
OPENED = card(publish_at="2025-01-11 09:00 WIB")
ENDED = card(expires="2025-01-11 09:00 WIB")
DRAFT = card(draft="true")


@pytest.mark.parametrize(
    ("original", "second", "hold"),
    [
        (PLAIN, DATED.timestamp - 1, Hold("embargo", DATED)),
        (PLAIN, DATED.timestamp, None),
        (OPENED, LATER.timestamp - 1, Hold("embargo", LATER)),
        (OPENED, LATER.timestamp, None),
        (ENDED, DATED.timestamp - 1, Hold("embargo", DATED)),
        (ENDED, DATED.timestamp, None),
        (ENDED, LATER.timestamp - 1, None),
        (ENDED, LATER.timestamp, Hold("expired", LATER)),
        (ENDED, LATER.timestamp + 1, Hold("expired", LATER)),
        (DRAFT, LATER.timestamp, Hold("draft")),
        (PLAIN._replace(unverified=True), LATER.timestamp, Hold("unverified")),
        (DRAFT._replace(unverified=True), DATED.timestamp - 1, Hold("draft")),
    ],
)
def test_a_story_is_held_until_its_second(original: Card, second: float, hold: Hold | None) -> None:
    assert hold_of(original, original, second) == hold
    translated = original._replace(draft=False, unverified=False, date=None, opens=None, expires=None)
    assert hold_of(translated, original, second) == hold  # with its original


@pytest.mark.parametrize("own", [DRAFT, PLAIN._replace(unverified=True)])
def test_a_translation_can_be_held_alone(own: Card) -> None:
    assert hold_of(own, PLAIN, LATER.timestamp) == hold_of(own, own, LATER.timestamp)
    assert span_of(own, PLAIN) is None
    assert span_of(PLAIN, own) is None


def test_a_story_is_public_from_its_opening_to_its_end() -> None:
    assert published(PLAIN) == DATED
    assert published(OPENED) == LATER
    assert span_of(PLAIN, PLAIN) == Span(DATED)
    assert span_of(OPENED, OPENED) == Span(LATER)
    assert span_of(ENDED, ENDED) == Span(DATED, LATER)
    assert span_of(PLAIN, PLAIN._replace(date=None)) is None


ALWAYS = Span(at("2020-01-01"))


@pytest.mark.parametrize(
    ("link", "target", "gap"),
    [
        (ALWAYS, [ALWAYS], None),
        (ALWAYS, [], Gap(DATED.timestamp, None, None)),
        (None, [], Gap(DATED.timestamp, None, None)),
        (None, [Span(EARLIER)], None),
        (None, [Span(DATED)], None),
        (ALWAYS, [Span(LATER)], Gap(DATED.timestamp, None, LATER)),
        (Span(LATER), [Span(LATER)], None),
        (Span(LATER), [], Gap(LATER.timestamp, None, None)),
        (ALWAYS, [Span(EARLIER, DATED)], Gap(DATED.timestamp, DATED, None)),
        (ALWAYS, [Span(EARLIER, LATER)], Gap(LATER.timestamp, LATER, None)),
        (ALWAYS, [Span(EARLIER, LATER), Span(LATER)], None),  # one follows the other
        (ALWAYS, [Span(EARLIER, DATED), Span(LATER)], Gap(DATED.timestamp, DATED, LATER)),
        (ALWAYS, [Span(LATER, AFTERWARDS)], Gap(DATED.timestamp, None, LATER)),
        (ALWAYS, [Span(EARLIER, DATED), Span(LATER, AFTERWARDS)], Gap(DATED.timestamp, DATED, LATER)),
        (ALWAYS, [Span(EARLIER, DATED), Span(EARLIER, LATER)], Gap(LATER.timestamp, LATER, None)),
        (Span(EARLIER, DATED), [], None),  # it has gone itself
        (Span(EARLIER, LATER), [Span(EARLIER, LATER)], None),
        (Span(EARLIER, LATER), [], Gap(DATED.timestamp, None, None)),
    ],
)
def test_the_first_gap_of_a_link(link: Span | None, target: list[Span], gap: Gap | None) -> None:
    assert first_gap(link, target, DATED.timestamp) == gap


def first_due(cards: list[Card], second: float, *, news: bool) -> float:
    return min([due.at for due in due_of_stories(cards, second, news=news)], default=inf)


@pytest.mark.parametrize(
    ("card", "second", "expected"),
    [
        (PLAIN, DATED.timestamp - 1, DATED.timestamp),
        (PLAIN, DATED.timestamp, inf),
        (OPENED, DATED.timestamp - 1, LATER.timestamp),
        (OPENED, DATED.timestamp, LATER.timestamp),
        (ENDED, DATED.timestamp, LATER.timestamp),
        (ENDED, LATER.timestamp, inf),
    ],
)
def test_the_next_change_by_time_alone(card: Card, second: float, expected: float) -> None:
    assert first_due([card], second, news=False) == expected
    assert first_due([card, PLAIN._replace(date=None, updated=None)], second, news=False) == expected


def test_no_story_is_news_for_longer_than_two_days() -> None:
    ends = DATED.timestamp + 2 * 24 * 60 * 60
    assert ends == DATED.timestamp + NEWS_WINDOW
    assert first_due([PLAIN], DATED.timestamp, news=True) == ends
    assert first_due([PLAIN], ends, news=True) == inf
    seconds = (DATED.timestamp - 1, DATED.timestamp, ends - 1, ends, ends + 1)
    assert [in_news_window(PLAIN, second) for second in seconds] == [False, True, True, False, False]
    assert not in_news_window(PLAIN._replace(date=None), DATED.timestamp)
