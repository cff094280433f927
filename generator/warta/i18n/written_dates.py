"""Dates as people write them in running text, turned into the form that Warta reads."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import NamedTuple

from warta.i18n.date_words import MONTHS, SHORT_WEEKDAYS, WEEKDAYS
from warta.i18n.moments import is_range

__all__ = ["Reading", "readings"]

LONGEST = 80
"""Characters; no date has more."""
_CENTURY = 2000
"""Of a year with two digits."""
_ORDINAL = r"(?:st|nd|rd|th)?"
_SPACE = r"[ ,./-]{1,3}"
_MONTH = r"(?P<word>[^\W\d_]{3,12})\.?"
_YEAR = r"(?P<year>\d{4,5}|\d{2,3})"
_DATES = tuple(
    re.compile(form)
    for form in (
        rf"(?P<day>\d{{1,2}}){_ORDINAL}(?:{_SPACE}|(?=[^\W\d_]))(?:of )?{_MONTH}(?:{_SPACE}|(?=\d)){_YEAR}\b",
        rf"{_MONTH}{_SPACE}(?P<day>\d{{1,2}}){_ORDINAL}{_SPACE}{_YEAR}\b",
        rf"(?P<year>\d{{3,5}}){_SPACE}{_MONTH}{_SPACE}(?P<day>\d{{1,2}})\b",
        r"(?P<year>\d{3,5}) ?(?P<sign>[ ./-]) ?(?P<month>\d{1,2}) ?(?P=sign) ?(?P<day>\d{1,2})(?!\d)",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?!\d)",
        rf"(?P<first>\d{{1,2}}) ?(?P<sign>[ ./-]) ?(?P<second>\d{{1,2}}) ?(?P=sign) ?{_YEAR}\b",
    )
)
_SERIAL = re.compile(r"(?P<days>\d{5})(?:[.,](?P<part>\d{1,12}))?")
_SERIALS_FROM = date(1899, 12, 30)
"""The day 0 of spreadsheets, which count a 29 February 1900."""
_SERIAL_YEARS = range(1980, 2100)
"""Of serial numbers that are likelier to be days than anything else."""
_MINUTES = 24 * 60
_MONTHS_ONLY = tuple(
    re.compile(form)
    for form in (
        rf"{_MONTH}{_SPACE}(?P<year>\d{{4}})",
        r"(?P<year>\d{4})[ ./](?P<month>\d{1,2})",
        r"(?P<month>\d{1,2})[ ./-](?P<year>\d{4})",
    )
)
_WEEKDAY = re.compile(r"(?P<name>[^\W\d_]+(?:['’][^\W\d_]+)?)[.,]{0,2} ")
_FILLING = re.compile(r"\b(?:pada|hari|tanggal|tgl\.?|on|the) ")
_DASH = re.compile(r"(?<=\d)[‐‑‒–](?=\d)")
_BRACKETED = re.compile(
    r"(?P<before>[^\W\d_]+),? \((?P<days>[^()]*)\)?|(?P<date>[^()]*\d) \((?P<behind>[^\W\d_]+)\)?"
)
_CLOCK = re.compile(
    r"[ ,;|(–—-]*(?:(?:t|pukul|jam|pkl\.?|at|@) ?)?"
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)? ?(?P<half>[ap]\.?m\b\.?)?"
    r" ?\(?(?P<zone>wib|wita|wit|(?:z|utc|gmt)?(?P<offset>[+-]\d{1,2}(?::?\d{2})?)|z|utc|gmt)?\)?[ .]*"
)


class Reading(NamedTuple):
    """What a date in another form can mean."""

    text: str
    """As Warta reads it; ends with the day, or the month, or has a time and perhaps a zone."""
    certain: bool
    weekday: str = ""
    """The weekday that is written beside it and is not its own."""
    serial: bool = False
    """Written as a spreadsheet counts days: 45231."""


def readings(text: str, *, partial: bool = False) -> tuple[Reading, ...]:
    """What ``text`` can mean, the likeliest first: ``14 Nopember 2024 pukul 09.00 WIB``, ``14/11/2024``.

    Numbers are read day first, as in Indonesia, and month first where only that gives a date; with slashes
    and hyphens both are possible, so that neither is certain. With ``partial`` the day may be missing.
    Nothing for what is no date. Raises ValueError for a date that does not exist.
    """
    plain = _plain(text)
    if len(plain) > LONGEST:
        return ()
    plain, weekday = _without_weekday(plain)
    for form in _DATES:
        found = form.match(plain)
        if found is not None and (days := list(_days(found))):
            return tuple(_fitting(days, weekday, plain[found.end() :]))
    serial = _SERIAL.fullmatch(plain)
    if serial is not None:
        return tuple(_of_serial(serial))
    if partial:
        for form in _MONTHS_ONLY:
            found = form.fullmatch(plain)
            if found is not None and (month := _month(found)):
                return (Reading(f"{found['year']}-{month[0]:02}", month[1]),)
    return ()


def _plain(text: str) -> str:
    """In small letters, with hyphens between numbers, a weekday in front, and without brackets around."""
    small = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    bare = _DASH.sub("-", small).strip("()“”\"' .,")
    bracketed = _BRACKETED.fullmatch(bare)
    if bracketed is not None and bracketed["behind"] and _number_of_weekday(bracketed["behind"]) is not None:
        return f"{bracketed['behind']} {bracketed['date']}"
    return f"{bracketed['before']} {bracketed['days']}" if bracketed and bracketed["before"] else bare


def _of_serial(found: re.Match[str]) -> Iterator[Reading]:
    """The day, and time of day, of a spreadsheet's number; nothing for one that is no day of our time."""
    minutes = round(float(f"0.{found['part'] or 0}") * _MINUTES)
    day = _SERIALS_FROM + timedelta(int(found["days"]), minutes=minutes // _MINUTES * _MINUTES)
    hour, minute = divmod(minutes % _MINUTES, 60)
    if day.year in _SERIAL_YEARS:
        clock = f" {hour:02}:{minute:02}" if minutes % _MINUTES else ""
        yield Reading(f"{day.isoformat()}{clock}", certain=False, serial=True)


def _without_weekday(text: str) -> tuple[str, str]:
    """The text without a weekday before the date, and the weekday as it is written."""
    text = _FILLING.sub("", text)
    found = _WEEKDAY.match(text)
    if found is None or _number_of_weekday(found["name"]) is None:
        return text, ""
    return text[found.end() :], found["name"]


def _number_of_weekday(name: str) -> int | None:
    return WEEKDAYS.get(name, SHORT_WEEKDAYS.get(name))


class _Day(NamedTuple):
    year: str
    month: int
    day: int
    certain: bool


def _days(found: re.Match[str]) -> Iterator[_Day]:
    """The days that the numbers can mean. Raises ValueError when they mean none."""
    parts = found.groupdict()
    year = parts["year"]
    whole = len(year) != 2
    year = year if whole else str(_CENTURY + int(year))
    if parts.get("first") is None:
        month = _month(found)
        if month is not None:
            yield _Day(year, month[0], int(parts["day"]), whole and month[1])
        return
    first, second = int(parts["first"]), int(parts["second"])
    one_order = first > 12 or second > 12 or first == second or parts["sign"] == "."
    if second <= 12:
        yield _Day(year, second, first, whole and one_order)
    if first <= 12 and first != second and parts["sign"] != ".":
        yield _Day(year, first, second, whole and one_order)
    if first > 12 and second > 12:
        raise ValueError("no such month")


def _month(found: re.Match[str]) -> tuple[int, bool] | None:
    """The number of a month, and whether that is certain; None for a word that is no month."""
    parts = found.groupdict()
    if parts.get("month") is not None:
        return int(parts["month"]), True
    word = parts["word"]
    if word in MONTHS:
        return MONTHS[word], True
    close = difflib.get_close_matches(word, [name for name in MONTHS if len(name) > 4], n=1, cutoff=0.8)
    return (MONTHS[close[0]], False) if close else None


def _fitting(days: list[_Day], weekday: str, rest: str) -> Iterator[Reading]:
    """The readings that are in the calendar and, if some are, those that fall on the weekday."""
    if len(days[0].year) != 4:
        yield Reading(f"{days[0].year}-{days[0].month:02}-{days[0].day:02}", certain=False)
        return
    there: list[tuple[date, bool]] = []
    for each in days:
        with suppress(ValueError):
            there.append((date(int(each.year), each.month, each.day), each.certain))
    if not there:
        raise ValueError("no such day")
    clock = _clock(rest)
    number = _number_of_weekday(weekday)
    fitting = [day for day, _ in there if day.weekday() == number]
    for day, certain in there:
        if fitting and day not in fitting:
            continue
        known = (certain or (len(there) > 1 and len(fitting) == 1)) and clock is not None
        misfit = weekday.capitalize() if number is not None and not fitting else ""
        yield Reading(day.isoformat() + (clock or ""), known and not misfit, misfit)


def _clock(text: str) -> str | None:
    """`` 09:00 WIB`` of what stands behind a date; empty for nothing, None for what cannot be read."""
    if not text.strip(" .,)"):
        return ""
    found = _CLOCK.fullmatch(text)
    if found is None or is_range(text):
        return None
    hour, minute, second = int(found["hour"]), found["minute"], found["second"] or "00"
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"][0] == "p" else 0)
    if (found["hour"], minute, second) == ("0", "00", "00") and not found["zone"]:
        return ""  # how spreadsheets write a day in a column of times: "11/14/2024 0:00"
    seconds = f":{second}" if second != "00" else ""
    return f" {hour:02}:{minute}{seconds}{_zone(found)}"


def _zone(found: re.Match[str]) -> str:
    if not found["zone"]:
        return ""
    if not found["offset"]:
        return " UTC" if found["zone"] in ("z", "gmt") else f" {found['zone'].upper()}"
    sign, digits = found["offset"][0], found["offset"][1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "00")
    return f" {sign}{int(hours):02}:{minutes}"
