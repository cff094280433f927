"""The names of months and weekdays, as Indonesian and English newsrooms write them."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["MONTHS", "SHORT_WEEKDAYS", "WEEKDAYS"]


def _numbered(names: Iterable[str], first: int) -> dict[str, int]:
    """Names that are one another's, with spaces between them → their number."""
    return {name: number for number, same in enumerate(names, first) for name in same.split()}


MONTHS = _numbered(
    (
        "januari january jan",
        "februari february pebruari feb peb",
        "maret march mar mrt",
        "april apr",
        "mei may",
        "juni june jun",
        "juli july jul",
        "agustus august agu agt ags agst aug",
        "september sept sep",
        "oktober october okt oct",
        "november nopember nov nop",
        "desember december des dec",
    ),
    1,
)
"""Name in lower case → 1 to 12."""
WEEKDAYS = _numbered(
    (
        "senin monday",
        "selasa tuesday",
        "rabu wednesday",
        "kamis thursday",
        "jumat jum'at jum’at friday",
        "sabtu saturday",
        "minggu ahad sunday",
    ),
    0,
)
"""Name in lower case → 0 for Monday to 6 for Sunday, as in :meth:`datetime.date.weekday`."""
SHORT_WEEKDAYS = _numbered(("mon", "tue tues", "wed", "thu thurs", "fri", "sat", "sun"), 0)
"""The same for short forms, some of which are also other words."""
