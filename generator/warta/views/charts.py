"""Charts and maps."""

from __future__ import annotations

from msgspec import Struct

__all__ = ["Activity", "ActivityMonth", "MapPosition", "MapShape", "MapView"]


class ActivityMonth(Struct, frozen=True):
    """A bar of a chart."""

    name: str
    """``November 2024``."""
    count: int
    share: int
    """Of the month with the most stories, in percent: 0 to 100."""


class Activity(Struct, frozen=True):
    """A chart of stories by month, the oldest first, those without stories included."""

    months: tuple[ActivityMonth, ...]
    most: int
    """Stories of the busiest month."""


class MapShape(Struct, frozen=True):
    """One region on a map."""

    path: str
    """SVG path data."""
    name: str
    url: str | None
    count: int
    shade: int
    """0 (no story) to 4 (as many as the region with the most)."""


class MapView(Struct, frozen=True):
    """The map of Indonesia's provinces, or of one province's regencies and cities."""

    view_box: str
    shapes: tuple[MapShape, ...]
    name: str = ""
    """Of the province; empty for Indonesia."""


class MapPosition(Struct, frozen=True):
    """Where a region is: its province on the map of Indonesia, or its regency on that of its province."""

    view_box: str
    path: str
    """SVG path data of what is marked."""
    name: str
    """Of what is marked."""
    x: int
    y: int
    """The middle of what is marked."""
    ring: int
    """Radius of a circle that makes a small region easy to find; 0 for none."""
    around: str = ""
    """The province that the map shows; empty for Indonesia."""
    outlines: tuple[str, ...] = ()
    """SVG path data of all regions of that province; empty for Indonesia, whose are in ``indonesia.svg``."""
