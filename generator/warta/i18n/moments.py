"""Points in time as writers give them: a date, perhaps a time, perhaps a zone.

A bare date or time is in the site's timezone, never the machine's. A zone that
is named is kept, because that is how the time is shown: 09.00 WITA stays
09.00 WITA. An offset from UTC names no zone but a point in time, which is shown
in the site's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from warta.expressions import expression

__all__ = [
    "DATE_PATTERN",
    "DAY",
    "INDONESIAN_ZONES",
    "MOMENT_PATTERN",
    "Moment",
    "PartialDate",
    "find_zone",
    "is_range",
    "iso_text",
    "latest",
    "moment_of",
    "parse_date",
    "parse_moment",
    "rfc3339",
    "w3c_date",
    "zone_named",
]

INDONESIAN_ZONES = {
    "WIB": timezone(timedelta(hours=7), "WIB"),
    "WITA": timezone(timedelta(hours=8), "WITA"),
    "WIT": timezone(timedelta(hours=9), "WIT"),
}
"""The three zones of Indonesia; none of them has summer time."""

MOMENT_PATTERN = expression(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"(?:[T ]+(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:\.\d+)?)?"
    r"[ ]*(?P<zone>WIB|WITA|WIT|Z|UTC|[+-]\d{2}:?\d{2})?)?"
)
DATE_PATTERN = expression(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?")


_RANGE = expression(r"(?:^| )(?P<begin>\d{1,2})[:.]\d{2}-(?P<end>\d{2})[:.]\d{2}$")

DAY = 24 * 60 * 60


class Moment(NamedTuple):
    """A point in time in the zone it is shown in. Plain values; sorts by time."""

    timestamp: int
    """Seconds since 1970 in UTC."""
    offset: int
    """Minutes east of UTC."""
    zone: str
    """The zone's abbreviation: ``WITA``."""
    precise: bool = True
    """False when only a date was given; the moment is then that day's midnight, and means the whole day."""

    @property
    def last(self) -> int:
        """The last second that it can mean."""
        return self.timestamp if self.precise else self.timestamp + DAY - 1

    @property
    def at(self) -> datetime:
        """Aware."""
        return datetime.fromtimestamp(self.timestamp, _fixed_zone(self.offset, self.zone))


class PartialDate(NamedTuple):
    """A date of which the day, or month and day, may be unknown."""

    year: int
    month: int | None = None
    day: int | None = None

    def first_day(self) -> date:
        """The earliest day it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    def last_day(self) -> date:
        """The latest day it can mean."""
        if self.day is not None:
            return self.first_day()
        month = self.month or 12
        if month == 12:
            return date(self.year, 12, 31)
        return date(self.year, month + 1, 1) - timedelta(days=1)


def latest(first: Moment, changes: Iterable[Moment]) -> Moment:
    """When what began at ``first`` was changed last; ``first`` itself when it never was.

    A bare day is the whole day, so each change on it is a second later than what else is known of that day.
    """
    result = first
    for change in sorted(changes, key=lambda change: (change.last, change)):
        if change.precise and change.timestamp > result.timestamp:
            result = change
        elif not change.precise and change.last > result.timestamp:
            result = change._replace(timestamp=max(change.timestamp, result.timestamp + 1))
    return result


def iso_text(moment: Moment) -> str:
    """``2024-11-14``, or ``2024-11-14T09:00+08:00 WITA``: what messages put into words."""
    at = moment.at
    return f"{at.isoformat(timespec='minutes')} {moment.zone}" if moment.precise else at.date().isoformat()


def find_zone(name: str) -> tzinfo | None:
    """An IANA zone or one of WIB, WITA and WIT; None when there is no such zone."""
    if name in INDONESIAN_ZONES:
        return INDONESIAN_ZONES[name]
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def moment_of(at: datetime, *, precise: bool = True) -> Moment:
    """A moment from an aware datetime, its zone reduced to whole minutes of offset and abbreviation.

    Raises ValueError for a naive datetime, and for the first and last days of the calendar, which other zones
    cannot express.
    """
    offset = at.utcoffset()
    if offset is None:
        raise ValueError("a moment needs a timezone")
    if not 2 <= at.year <= 9998:
        raise ValueError("outside the calendar")
    minutes = round(offset.total_seconds() / 60)
    utc = at.replace(tzinfo=UTC) - timedelta(minutes=minutes)
    return Moment(int(utc.timestamp()), minutes, at.tzname() or "", precise)


@lru_cache(maxsize=256)
def _fixed_zone(minutes: int, name: str) -> timezone:
    return timezone(timedelta(minutes=minutes), name)


def is_range(text: str) -> bool:
    """Whether a text ends with the times between which something takes place, ``09:00-11:30``: no offset."""
    times = _RANGE.search(text.strip())
    return times is not None and times["begin"].zfill(2) < times["end"]


def parse_moment(text: str, zone: tzinfo) -> Moment | None:
    """Read ``2024-11-14``, ``2024-11-14 09:00``, ``… 09.00 WITA``, ``… 09:00+08:00``, ``… 01:00Z``.

    The moment is in the zone that ``text`` names, else in ``zone``. None when ``text`` has another form.
    Raises ValueError when it has the form and no such day or time exists.
    """
    found = MOMENT_PATTERN.fullmatch(text.strip())
    if found is None or is_range(text):
        return None
    year, month, day, hour, minute, second, named = found.groups()
    if hour is None:
        return moment_of(datetime(int(year), int(month), int(day), tzinfo=zone), precise=False)
    clock = (int(hour), int(minute), int(second or 0))
    known = zone if named is None else INDONESIAN_ZONES.get(named)
    at = datetime(int(year), int(month), int(day), *clock, tzinfo=known or _offset(named))
    moment = moment_of(at)
    return moment if known else _shown_in(moment, zone)


def zone_named(text: str) -> tzinfo | None:
    """The zone that a moment as :func:`parse_moment` reads it names; None for none and for an offset."""
    found = MOMENT_PATTERN.fullmatch(text.strip())
    return INDONESIAN_ZONES.get(found["zone"] or "") if found is not None else None


def parse_date(text: str) -> PartialDate | None:
    """Read ``2024``, ``2024-11`` or ``2024-11-14``; None for another form.

    Raises ValueError when no such day exists.
    """
    found = DATE_PATTERN.fullmatch(text.strip())
    if found is None:
        return None
    month, day = (int(found[part]) if found[part] else None for part in ("month", "day"))
    result = PartialDate(int(found["year"]), month, day)
    result.first_day()
    return result


def _shown_in(moment: Moment, zone: tzinfo) -> Moment:
    there = moment.at.astimezone(zone)
    offset = there.utcoffset()
    assert offset is not None, "it is aware"
    return moment._replace(offset=round(offset.total_seconds() / 60), zone=there.tzname() or "")


def _offset(text: str) -> timezone:
    """``Z``, ``UTC``, ``+08:00`` or ``-0330``."""
    if text in ("Z", "UTC"):
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-offset if text[0] == "-" else offset)


def rfc3339(moment: Moment | PartialDate) -> str:
    """``2024-11-14T09:00:00+08:00``; a partial date has as many parts as are known."""
    if isinstance(moment, PartialDate):
        parts = (
            f"{moment.year:04}",
            *(f"{part:02}" for part in (moment.month, moment.day) if part is not None),
        )
        return "-".join(parts)
    return moment.at.isoformat(timespec="seconds")


def w3c_date(moment: Moment | PartialDate) -> str:
    """``2024-11-14`` where the day alone is known, else as :func:`rfc3339`: for formats that need no time.

    These are HTML, schema.org and site maps (https://www.w3.org/TR/NOTE-datetime). A change on the day of its
    story keeps the second that sets it after the story: see :func:`latest`.
    """
    written = rfc3339(moment)
    if isinstance(moment, PartialDate) or moment.precise:
        return written
    return written[:10] if written[11:19] == "00:00:00" else written
