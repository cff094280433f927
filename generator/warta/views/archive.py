"""The archive by years and months."""

from __future__ import annotations

from msgspec import Struct

from warta.views.charts import Activity
from warta.views.site import Link

__all__ = ["ArchiveMonth", "ArchiveView", "ArchiveYear"]


class ArchiveMonth(Struct, frozen=True):
    """One month with stories."""

    month: int
    """1 to 12."""
    name: str
    url: str
    count: int


class ArchiveYear(Struct, frozen=True):
    """One year with stories."""

    year: int
    url: str
    count: int
    months: tuple[ArchiveMonth, ...]
    """Newest first, only those with stories."""


class ArchiveView(Struct, frozen=True):
    """The archive (all years) or one year of it (a single entry in ``years``)."""

    heading: str
    years: tuple[ArchiveYear, ...]
    """Newest first."""
    activity: Activity | None = None
    """Of one year: its months, if enough of them have stories."""
    older: Link | None = None
    """Of one year: the year with stories before it."""
    newer: Link | None = None
    kinds: tuple[Link, ...] = ()
    """Of the archive: the lists of one kind of stories each."""
