"""What a date in front matter means, or what is wrong with it."""

from __future__ import annotations

from datetime import tzinfo
from typing import NamedTuple

from warta.content.model import Day, Time
from warta.i18n.moments import Moment, PartialDate, parse_date, parse_moment

__all__ = ["Problem", "read_day", "read_time"]


class Problem(NamedTuple):
    """A finding's code and the values of its message besides the key and the text."""

    code: str
    values: dict[str, str | int]


def read_time(text: str, kind: Time, zone: tzinfo) -> Moment | Problem:
    """A date with or without a time of day; ``zone`` is for one that names none."""
    try:
        moment = parse_moment(text, zone)
        if moment is not None:
            return _year_problem(text, kind) or moment
        return _other_form(text, kind, zone) or _problem("expected-time")
    except ValueError:
        return _problem("impossible-date")


def read_day(text: str, kind: Day, zone: tzinfo) -> PartialDate | Problem:
    """A date of which the day may be missing if ``kind`` says so."""
    try:
        day = parse_date(text)
        if day is not None and (kind.partial or day.day is not None):
            return _year_problem(text, kind) or day
        code = "expected-partial-date" if kind.partial else "expected-date"
        return _other_form(text, kind, zone) or _problem(code)
    except ValueError:
        return _problem("impossible-date")


def _year_problem(text: str, kind: Time | Day) -> Problem | None:
    year, _, _ = text.partition("-")
    first, last = kind.years
    if len(year) == 4 and first <= int(year) <= last:
        return None
    return _problem("implausible-year", year=year, first=first, last=last)


def _other_form(text: str, kind: Time | Day, zone: tzinfo) -> Problem | None:
    """A date in another form than ours, with ours where it is clear; None for what is none.

    Raises ValueError for one that does not exist.
    """
    from warta.i18n.written_dates import readings  # takes its time to import, and few dates need it

    found = readings(text, partial=isinstance(kind, Day) and kind.partial)
    if not found:
        return None
    first = found[0]
    problem = _year_problem(first.text, kind)
    if problem is not None:
        return problem
    parse_moment(first.text, zone)
    day = first.text[:10]
    date = day if isinstance(kind, Day) else first.text
    if first.serial:
        return _problem("date-serial", date=date)
    if first.weekday:
        return _problem("date-form-weekday", weekday=first.weekday, date=date, falls_on=day)
    if len(found) > 1:
        return _problem("date-form-order", date=date, other=found[1].text)
    certain = first.certain and date == first.text  # a time that would be lost is none of ours to drop
    return _problem("date-form" if certain else "date-form-unsure", date=date)


def _problem(code: str, **values: str | int) -> Problem:
    return Problem(code, values)
