"""The regions of Indonesia and the map of its provinces, as they ship with Warta.

``data/README.md`` tells where the figures come from and how they are checked.
"""

from __future__ import annotations

import csv
import json
import re
from functools import lru_cache
from typing import NamedTuple

from warta.resources import packaged_text

__all__ = ["GazetteerRegion", "ProvinceMap", "extent", "gazetteer", "province_map"]


class GazetteerRegion(NamedTuple):
    """One row of ``data/regions.csv``."""

    id: str
    level: str
    """country, province, regency or city."""
    parent: str
    name_id: str
    name_en: str
    iso: str
    """ISO 3166-2, for the country and provinces."""
    kemendagri: str
    bps: str
    """The statistics office's number: not the ministry's, even where they look alike."""
    timezone: str
    """IANA name; empty for the country."""

    def other_names(self) -> tuple[str, ...]:
        """Forms that writers use besides the official names."""
        kinds = ("Kabupaten Administrasi ", "Kota Administrasi ", "Kabupaten ", "Kota ")
        kind = next((kind for kind in kinds if self.name_id.startswith(kind)), "")
        bare = self.name_id.removeprefix(kind)
        if not kind:
            return (f"Provinsi {bare}", f"{self.name_en} Province") if self.level == "province" else ()
        short = "Kab. " if kind.startswith("Kabupaten") else "Kota "
        return (bare, short + bare, self.id.replace("-", " "))


class ProvinceMap(NamedTuple):
    """Outlines of the provinces."""

    view_box: str
    paths: dict[str, str]
    """Region id → SVG path data."""


@lru_cache(maxsize=1)
def gazetteer() -> dict[str, GazetteerRegion]:
    """Every region by id: the country, then each province with its regencies and cities."""
    rows = csv.reader(packaged_text("data", "regions.csv").splitlines())
    next(rows)
    return {row[0]: GazetteerRegion(*row) for row in rows}


@lru_cache(maxsize=1)
def province_map() -> ProvinceMap:
    """The map; coordinates are those of its view box."""
    data = json.loads(packaged_text("data", "indonesia-map.json"))
    return ProvinceMap(data["view_box"], data["provinces"])


_COMMAND = re.compile(r"([mlhvz])([^mlhvz]*)")
_NUMBER = re.compile(r"-?\d+")


@lru_cache(maxsize=64)
def extent(path: str) -> tuple[int, int, int, int]:
    """The left, top, right and bottom of an outline of the map: integers, relative commands alone."""
    x = y = start_x = start_y = 0
    across, down = [], []
    for command, arguments in _COMMAND.findall(path):
        numbers = [int(number) for number in _NUMBER.findall(arguments)]
        if command == "z":
            x, y = start_x, start_y
            continue
        if command == "h":
            steps = [(number, 0) for number in numbers]
        elif command == "v":
            steps = [(0, number) for number in numbers]
        else:
            steps = list(zip(numbers[::2], numbers[1::2], strict=True))
        for place, (right, below) in enumerate(steps):
            x, y = x + right, y + below
            if command == "m" and place == 0:
                start_x, start_y = x, y
            across.append(x)
            down.append(y)
    return min(across), min(down), max(across), max(down)
