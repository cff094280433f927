"""Dates in the text: they exist, fall on the weekday beside them, and fit the date of the story."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta

from warta.checks.facts.dates import DateMention, nearest, same_weekday_near
from warta.checks.rule import WARNING, CheckedSite, Finding, Post, TextFacts, at, rule

DATELINE_BLOCKS = 3
"""The date of what is reported stands in one of the first paragraphs."""
DATELINE_AGE = timedelta(days=14)
"""A report of something older says so in its front matter (``event``) or gives the year in another place."""
RECENT = timedelta(days=31)
"""A day without a year that is further away may be of an earlier year."""
FAR = timedelta(days=400)
"""A date written out that is further from the story's is not that of the report."""

_NOT_THE_EVENT = re.compile(
    r"\b(?:akan|bakal|rencananya|direncanakan|dijadwalkan|mendatang|nanti|kelak|besok|lusa|hingga|sampai|sejak|mulai|"
    r"menjelang|jelang|paling\s+lambat|selambat\w*|terakhir|sebelum\w*|setelah|sesudah|lalu|pernah|dulu|tahun|hut|selanjutnya|berikutnya|putusan|"
    r"peringatan|pada\s+hari|menuju|per|"
    r"will|would|shall|scheduled|planned|due|until|till|by|since|from|before|after|ahead\s+of|starting|next|"
    r"upcoming|deadline|earlier|ago|previous\w*|last|anniversary)\b"
)
"""Words before a date that say that it is another one than that of the report."""


@rule("date-impossible", WARNING)
def date_impossible(facts: TextFacts, post: Post, _: CheckedSite) -> Iterator[Finding]:
    """The calendar has no such day. In brackets and without a year it may be a fraction."""
    for dated in facts.dates:
        mention = dated.mention
        certain = mention.weekdays or mention.year or not mention.bracketed
        if certain and nearest(mention, post.date.at.date()) is None:
            yield at(dated.place, text=mention.text)


@rule("weekday-mismatch", WARNING, stories_only=True)
def weekday_mismatch(facts: TextFacts, post: Post, site: CheckedSite) -> Iterator[Finding]:
    """The date falls on another weekday than the one beside it."""
    story = post.date.at.date()
    weekdays = site.config.language(post.card.language).weekdays
    for dated in facts.dates:
        mention = dated.mention
        day = nearest(mention, story)
        if day is None or not mention.weekdays or _fits(mention, day, post.card.language):
            continue
        if not mention.year and abs(day - story) > RECENT and _fitted_before(mention, day):
            continue
        yield at(
            dated.place,
            text=mention.text,
            weekday=mention.weekday_text,
            actual=weekdays[day.weekday()],
            date=day.isoformat(),
            near=same_weekday_near(day, mention.weekdays[-1]).isoformat(),
        )


@rule("dateline-mismatch", WARNING, stories_only=True)
def dateline_mismatch(facts: TextFacts, post: Post, _: CheckedSite) -> Iterator[Finding]:
    """The first date of a report is when it happened; the story is of about that time."""
    story = post.date.at.date()
    for dated in facts.dates:
        mention = dated.mention
        if dated.block >= DATELINE_BLOCKS or not (mention.weekdays or mention.bracketed):
            continue
        if mention.bracketed and not mention.weekdays and not mention.year:
            continue
        if _NOT_THE_EVENT.search(dated.before):
            continue
        day = nearest(mention, story)
        if day is None or (mention.weekdays and not _fits(mention, day, post.card.language)):
            return  # another rule says so
        start, _venue, end = post.original.event or (None, None, None)
        if start is not None and start.at.date() <= day <= (end or start).at.date():
            return
        if (mention.year or not mention.bracketed) and abs(day - story) > FAR:
            return
        if not story - DATELINE_AGE <= day <= story:
            yield at(dated.place, text=mention.text, date=day.isoformat(), story=story.isoformat())
        return


def _fits(mention: DateMention, day: date, language: str) -> bool:
    """Whether the weekdays of a mention are those of its days, or can be."""
    days = [day]
    if len(mention.days) == 2:
        days.insert(0, day - timedelta(days=mention.days[1] - mention.days[0]))
    weekdays = mention.weekdays
    if len(weekdays) == len(days):
        right = all(at.weekday() == weekday for at, weekday in zip(days, weekdays, strict=True))
    else:
        right = any(at.weekday() in weekdays for at in days)
    if right or not mention.swappable or language == "id":
        return right
    try:
        other = date(day.year, mention.days[-1], mention.month)  # month first
    except ValueError:
        return False
    return other.weekday() in weekdays


def _fitted_before(mention: DateMention, day: date) -> bool:
    """Whether the weekday is right in one of the years before."""
    for year in range(day.year - 5, day.year):
        with suppress(ValueError):  # 29 February
            if day.replace(year=year).weekday() in mention.weekdays:
                return True
    return False
