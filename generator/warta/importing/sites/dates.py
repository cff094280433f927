"""Dates as other programs' front matter has them, in the forms that Warta reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from email.utils import parsedate_to_datetime

from warta.i18n.moments import Moment, parse_moment

__all__ = ["moment_in"]

_ISO_DATE = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?)?"
    r"[ ]*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?\b"
)
"""Year, month, day, hour, minute, second, zone."""
_OTHER_DATES = ("%Y/%m/%d", "%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d %H:%M:%S", "%Y%m%d")
_CLOCK = re.compile(r" (\d{2}:\d{2})( .+)?$")


def moment_in(text: str, zone: tzinfo, source_zone: tzinfo | None) -> tuple[str, Moment] | None:
    """A foreign date as Warta writes it, and the point in time; None when it is none.

    ``zone`` is the new site's, ``source_zone`` that of the source's times if it has one of its own.
    """
    for candidate in _forms(text):
        try:
            moment = parse_moment(candidate, zone)
        except ValueError:
            continue
        if moment is None:
            continue
        clock = _CLOCK.search(candidate)
        if clock is None or clock[1] == "00:00":  # nobody publishes at midnight: only the day is known
            day = candidate[:10]
            midnight = parse_moment(day, zone)
            return (day, midnight) if midnight is not None else None
        if clock[2] is None and source_zone is not None:
            offset = datetime.fromisoformat(candidate).replace(tzinfo=source_zone).strftime("%z")
            written = f"{candidate} {offset[:3]}:{offset[3:5]}"
            return written, parse_moment(written, zone) or moment
        return candidate, moment
    return None


def _forms(text: str) -> Iterator[str]:
    """A foreign date in forms that Warta reads, the likeliest first."""
    text = " ".join(text.split())
    found = _ISO_DATE.match(text)
    if found is not None:
        day = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
        if found[4] is None:
            yield day
            return
        zone = found[7] or ""
        if zone in ("Z", "UTC", "GMT"):
            zone = "+00:00"
        elif zone:
            digits = zone[1:].replace(":", "").ljust(4, "0")
            zone = f"{zone[0]}{digits[:2]}:{digits[2:]}"
        yield f"{day} {int(found[4]):02}:{found[5]}" + (f" {zone}" if zone else "")
        yield day
        return
    for form in _OTHER_DATES:
        try:
            yield datetime.strptime(text, form).strftime("%Y-%m-%d")  # noqa: DTZ007 - a day, without a time
        except ValueError:
            continue
    try:
        yield parsedate_to_datetime(text).isoformat(" ", "minutes")
    except (ValueError, TypeError, IndexError):
        return
