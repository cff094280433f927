"""Dates as newsrooms write them: ``Kamis (14/11)``, ``Rabu 9 Oktober 2024``, ``Nov. 14, 2024``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from warta.i18n.date_words import MONTHS, SHORT_WEEKDAYS, WEEKDAYS

__all__ = ["LONGEST_TEXT", "WrittenDate", "find_dates", "fitting_years"]

LONGEST_TEXT = 10_000
"""Characters that are looked at; dates are asked of lines and sentences."""
OLDEST = 1990
"""No agency's files on the net are older; earlier years belong to history and to dates of birth."""


class WrittenDate(NamedTuple):
    """A date in a text."""

    start: int
    end: int
    """Offsets in the text."""
    text: str
    day: int
    month: int
    year: int | None
    """None when the text does not say."""
    weekday: int | None
    """Monday is 0; None when the text names none."""
    other_order: tuple[int, int] | None = None
    """Day and month when the numbers are read the other way round: "10/7" is 7 October to some; else None."""
    clock: str = ""
    """``14:30`` or ``14:30 WIB`` when it stands directly behind the date, else empty."""

    @property
    def on(self) -> date | None:
        """The day, when the year is known."""
        return date(self.year, self.month, self.day) if self.year is not None else None

    @property
    def contradicts_itself(self) -> bool:
        """Whether the date falls on another weekday than the text says."""
        return self.on is not None and self.weekday is not None and self.on.weekday() != self.weekday


_DAYS = WEEKDAYS | SHORT_WEEKDAYS


def _any(names: dict[str, int]) -> str:
    return "|".join(sorted((re.escape(name) for name in names), key=len, reverse=True))


_WEEKDAY = (
    rf"(?P<weekday>{_any(_DAYS)})(?:\s*(?:-|–|dan|hingga|sampai)\s*(?:{_any(_DAYS)})\b)?"
    r"(?:\s+(?:pagi|siang|sore|malam|petang|dini\s+hari|morning|evening))?"
)
_MONTH = rf"(?P<month>{_any(MONTHS)})\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>[0-3]?\d)"
_CLOCK = (
    r"(?:\s*(?:[,|•·–-]|pukul|jam|at)*\s*"
    r"(?P<hour>[01]?\d|2[0-3])[.:](?P<minute>[0-5]\d)(?::[0-5]\d)?\s*(?P<zone>WIB|WITA|WIT)?(?![\d%]|[.,]\d))?"
)
_LED_BY_WEEKDAY = rf"(?:\b{_WEEKDAY}\s*[,/]?\s*(?:tanggal\s+|tgl\.?\s+|on\s+)?)?"
_DAY_MONTH = (
    rf"{_LED_BY_WEEKDAY}\(?\b(?P<day>[0-3]?\d)(?:\s*(?:-|–|s/d|sampai|hingga|dan|to)\s*[0-3]?\d)?"
    rf"(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:\s*,?\s*(?:tahun\s+)?{_YEAR}\b)?\)?"
)
"""Rabu 9 Oktober 2024 · 23 Nopember Tahun 2024 · Sabtu-Minggu, 9-10 Maret 2024 · 14 November"""
_MONTH_DAY = (
    rf"{_LED_BY_WEEKDAY}\(?\b{_MONTH}\s+{_DAY}(?:st|nd|rd|th)?\b(?!\s*(?:[.:]\d|{_any(MONTHS)}))"
    rf"(?:\s*,?\s*{_YEAR}\b)?\)?"
)
"""Thursday, November 14, 2024 · Nov. 14, 2024 · November 14"""
_TO_DAY = r"(?:\s*[-–]\s*[0-3]?\d(?=\s?/))?"
"""The last day of several, before a slash: "7*–9*/12/2025"; the first one is the date."""
_WEEKDAY_NUMBERS = (
    rf"\b{_WEEKDAY}\s*,?\s*[(\[]?\s*{_DAY}{_TO_DAY}\s*[/.-]\s*(?P<number>[0-3]?\d)\b"
    r"(?:\s*[/.-]\s*(?P<short_year>(?:20|19)?\d\d)\b)?\s*[)\]]?(?:\s+(?P<year>20\d\d)\b)?"
)
"""Kamis (14/11) · Selasa–Rabu (27–28/10/20) · Kamis (22/10) 2020 · Jumat, 1/3/2024"""
_ISO = r"(?<![\d/.-])(?P<year>20\d\d|19\d\d)[-/](?P<number>[01]\d)[-/](?P<day>[0-3]\d)(?![\d/-])T?"
_NUMBERS = rf"(?<![\d/.–-]){_DAY}{_TO_DAY}\s?([-/.])\s?(?P<number>[0-3]?\d)\s?\2\s?{_YEAR}(?![\d/-])"
"""14/11/2024 · 14-11-2024 · 14.11.2024"""
_BRACKETS = rf"\(\s*{_DAY}/(?P<number>[0-3]?\d)(?:/(?P<short_year>\d\d))?\s*\)"
"""(14/11): in brackets only, since 2/3 is a fraction"""
_FORMS = tuple(
    re.compile(form + _CLOCK, re.IGNORECASE)
    for form in (_DAY_MONTH, _MONTH_DAY, _WEEKDAY_NUMBERS, _ISO, _NUMBERS, _BRACKETS)
)
"""In the order in which they are tried; a later one never takes what an earlier one has."""


def find_dates(text: str) -> tuple[WrittenDate, ...]:
    """All dates in a text, in its order. What has the form and is no day of the calendar is left out."""
    found: list[WrittenDate] = []
    text = text[:LONGEST_TEXT]
    for form in _FORMS:
        for match in form.finditer(text):
            written = _read(match)
            if written is not None and not any(
                written.start < other.end and other.start < written.end for other in found
            ):
                found.append(written)
    return tuple(sorted(found))


def fitting_years(written: WrittenDate, latest: date) -> Iterator[int]:
    """The years that a date without one can mean, the nearest to ``latest`` first; never after it."""
    for year in range(latest.year, OLDEST, -1):
        try:
            on = date(year, written.month, written.day)
        except ValueError:
            continue
        if on <= latest and written.weekday in (None, on.weekday()):
            yield year


def _read(match: re.Match[str]) -> WrittenDate | None:
    parts = match.groupdict()
    named, number = parts.get("month"), parts.get("number")
    day, month = int(parts["day"]), MONTHS[named.lower()] if named else int(number or 0)
    year = int(parts.get("year") or 0) or None
    short = parts.get("short_year")
    if year is None and short:
        year = int(short) if len(short) == 4 else 2000 + int(short)
    swaps = not named and not match[0].startswith(str(year)) and day != month
    if swaps and month > 12:  # 11/14/2024
        day, month, swaps = month, day, False
    if not _is_day(year, month, day):
        return None
    weekday = _DAYS[parts["weekday"].lower()] if parts.get("weekday") else None
    clock = ""
    if parts.get("hour") and parts.get("minute"):
        clock = f"{int(parts['hour']):02}:{parts['minute']}"
        clock += f" {parts['zone'].upper()}" if parts.get("zone") else ""
    text = match[0].strip()
    start = match.start() + (len(match[0]) - len(match[0].lstrip()))
    other = (month, day) if swaps and day <= 12 else None
    return WrittenDate(start, start + len(text), text, day, month, year, weekday, other, clock)


def _is_day(year: int | None, month: int, day: int) -> bool:
    """Whether the calendar has it; of a year that is not known, whether any has."""
    try:
        date(year or 2024, month, day)  # a leap year: 29 February is asked when the year is known
    except ValueError:
        return False
    return True
