"""Dates in running text, as Indonesian and English newsrooms write them.

Both languages are looked for in every text: a story quotes the name of an event
or a document in the other one. In digits the day comes first; where only the
other order gives a date in an English text, that is what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from warta.i18n.date_words import MONTHS, WEEKDAYS
from warta.markdown.places import Block, Place

__all__ = ["DateMention", "DatedPlace", "find_dated_places", "find_dates", "nearest", "same_weekday_near"]

_DAY_NAME = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_MONTH_NAME = "|".join(sorted(MONTHS, key=len, reverse=True))
_PART_OF_DAY = (
    r"(?:\s+(?:pagi|siang|sore|petang|malam|dini\s+hari|subuh|morning|afternoon|evening|night))?(?:\s+ini)?"
)
_TO = r"(?:\s*(?:-|–|—|,|s/d|s\.d\.)\s*|\s+(?:hingga|sampai(?:\s+dengan)?|dan|to|and|until)\s+)"
_DAYS = rf"(?:\b(?P<weekday>{_DAY_NAME})(?:{_TO}(?P<weekday2>{_DAY_NAME}))?{_PART_OF_DAY}\b)"
_LEAD = r"\s*,?\s*(?:(?:tanggal|tgl\.?|the)\s+)?"
_DAY = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th)?"
_NUMBERS = (
    rf"{_DAY.format('day')}(?:{_TO}{_DAY.format('day2')})?"
    r"\s?(?P<mark>[/.-])\s?(?P<number>\d{1,2})(?:\s?(?P=mark)\s?(?P<year>\d{4}|\d{2}))?"
)

_IN_BRACKETS = re.compile(
    rf"(?:{_DAYS}{_LEAD})?\(\s*(?:{_DAYS.replace('weekday', 'inner')}{_LEAD})?{_NUMBERS}\s*\)",
    re.IGNORECASE,
)
_IN_DIGITS = re.compile(
    rf"{_DAYS}{_LEAD}(?<!\d){_DAY.format('day')}(?P<mark>[/-])(?P<number>\d{{1,2}})(?P=mark)"
    r"(?P<year>\d{4}|\d{2})(?![\d/-])",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(
    rf"(?:{_DAYS}{_LEAD})?(?<![\d/.,-])\b{_DAY.format('day')}(?:{_TO}{_DAY.format('day2')})?"
    rf"\s+(?:of\s+)?(?P<month>{_MONTH_NAME})\b\.?"
    r"(?:\s*,?\s*(?:tahun\s+)?(?P<year>(?:1[89]|20)\d{2})\b)?"
    rf"(?:\s*\(\s*(?P<after>{_DAY_NAME})\s*\))?",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"(?:{_DAYS}{_LEAD})?\b(?P<month>{_MONTH_NAME})\b\.?\s+{_DAY.format('day')}\b(?!\s*[.:]\d|\s*%)"
    rf"(?:{_TO.replace(',|', '')}{_DAY.format('day2')}\b)?"
    r"(?:\s*,\s*(?P<year>(?:1[89]|20)\d{2})\b)?",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?;:]\s+(?=[A-Z“\"])|[.!?]$")
_DIGIT = re.compile(r"\d")
_MAY_BE_DATE = re.compile(rf"\d\s*[/.-]\s*\d|\b(?:{_MONTH_NAME})\b", re.IGNORECASE)


class DateMention(NamedTuple):
    """A date as a text gives it. Plain values."""

    start: int
    """Offset in the text."""
    end: int
    text: str
    weekdays: tuple[int, ...]
    """None, one, or the first and last of a range; 0 is Monday."""
    weekday_text: str
    """The weekday as written; empty without one."""
    days: tuple[int, ...]
    """One, or the first and last of a range."""
    month: int
    year: int
    """0 when it is not given."""
    bracketed: bool
    """Written ``(14/11)``, as in the first sentence of a report."""
    swappable: bool
    """In digits, and month and day could be the other way round."""


class DatedPlace(NamedTuple):
    """A date and where it stands."""

    place: Place
    block: int
    """Number of the block among those that are text, from 0."""
    before: str
    """What its sentence says before it, in small letters, at most 80 characters."""
    mention: DateMention


def find_dated_places(blocks: Sequence[Block]) -> Iterator[DatedPlace]:
    """The dates of a text, block by block."""
    number = -1
    for block in blocks:
        if block.kind in ("paragraph", "quote", "item"):
            number += 1
        for mention in find_dates(block.text):
            before = block.text[max(0, mention.start - 200) : mention.start]
            sentence = _SENTENCE_END.split(before)[-1]
            yield DatedPlace(block.place(mention.start), max(0, number), sentence[-80:].lower(), mention)


def find_dates(text: str) -> Iterator[DateMention]:
    """The dates in ``text``, from left to right."""
    if not _DIGIT.search(text) or not _MAY_BE_DATE.search(text):
        return
    found: list[DateMention] = []
    taken = bytearray(len(text))
    for pattern in (_IN_BRACKETS, _IN_DIGITS, _DAY_FIRST, _MONTH_FIRST):
        for match in pattern.finditer(text):
            mention = _mention(match)
            if mention is None:
                continue
            if not any(taken[mention.start : mention.end]):
                taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
                found.append(mention)
    yield from sorted(found)


def _mention(match: re.Match[str]) -> DateMention | None:
    groups = match.groupdict()
    names = [
        name
        for key in ("weekday", "weekday2", "inner", "inner2", "after")
        if (name := groups.get(key)) is not None and name != "minggu"  # a week, in small letters
    ]
    numeric = "number" in groups
    month = int(groups["number"]) if numeric else MONTHS[groups["month"].lower()]
    days = tuple(int(groups[key]) for key in ("day", "day2") if groups.get(key))
    if len(days) == 2 and days[0] >= days[1]:
        days = days[-1:]
    year_text = groups["year"] or ""
    year = int(year_text) + (2000 if len(year_text) == 2 else 0) if year_text else 0
    if numeric and not year and not names and groups["mark"] != "/":
        return None  # (3-1) is a result and (2.5) a number
    if not 1 <= days[-1] <= 31 or not days[0] >= 1:
        return None
    if numeric and not 1 <= month <= 12:
        if not (1 <= days[0] <= 12 and len(days) == 1 and month <= 31 and (year or names)):
            return None
        days, month = (month,), days[0]
    weekdays = tuple(WEEKDAYS[name.lower()] for name in names[:2])
    return DateMention(
        start=match.start(),
        end=match.end(),
        text=" ".join(match[0].split()),
        weekdays=weekdays,
        weekday_text=names[-1] if names else "",
        days=days,
        month=month,
        year=year,
        bracketed=numeric,
        swappable=numeric and len(days) == 1 and days[0] <= 12,
    )


def nearest(mention: DateMention, day: date) -> date | None:
    """The last day meant; without a year, the one closest to ``day``. None when there is no such day."""
    years = (mention.year,) if mention.year else (day.year, day.year - 1, day.year + 1)
    candidates = []
    for year in years:
        try:
            candidates.append(date(year, mention.month, mention.days[-1]))
        except ValueError:
            continue
    return min(candidates, key=lambda candidate: abs(candidate - day), default=None)


def same_weekday_near(day: date, weekday: int) -> date:
    """The day of that weekday closest to ``day``."""
    shift = (weekday - day.weekday() + 3) % 7 - 3
    return day + timedelta(days=shift)
