"""The regions of Indonesia and the maps of them, as they ship with Warta.

``data/README.md`` tells where the figures come from and how they are checked.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from warta.expressions import expression
from warta.resources import packaged_text
from warta.urls import slugify

__all__ = [
    "GazetteerRegion",
    "Outlines",
    "district_names",
    "districts",
    "extent",
    "gazetteer",
    "province_map",
    "regency_map",
]

_DISTRICT_WORDS = (("34.71", "Kemantren"), ("34", "Kapanewon"), ("9", "Distrik"), ("", "Kecamatan"))
"""Beginning of a ministry's code → what a district is called there: in Yogyakarta's city and regencies, in
the six provinces of Papua, everywhere else."""


class GazetteerRegion(NamedTuple):
    """One row of ``data/regions.csv`` or ``data/districts.csv``."""

    id: str
    level: str
    """country, province, regency, city or district."""
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
        """Forms that writers use besides the official names.

        A district's name alone is none of them: hundreds have the name of their regency or of each other.
        """
        if self.level == "district":
            bare = self.name_id.partition(" ")[2]
            return tuple(
                f"{word} {bare}" for word in ("Kecamatan", "Kec.") if self.name_id != f"{word} {bare}"
            )
        kinds = ("Kabupaten Administrasi ", "Kota Administrasi ", "Kabupaten ", "Kota ")
        kind = next((kind for kind in kinds if self.name_id.startswith(kind)), "")
        bare = self.name_id.removeprefix(kind)
        if not kind:
            return (f"Provinsi {bare}", f"{self.name_en} Province") if self.level == "province" else ()
        short = "Kab. " if kind.startswith("Kabupaten") else "Kota "
        return (bare, short + bare, self.id.replace("-", " "))


class Outlines(NamedTuple):
    """A map of regions, with coordinates in its view box."""

    view_box: str
    paths: dict[str, str]
    """Region id → SVG path data."""


@lru_cache(maxsize=1)
def gazetteer() -> dict[str, GazetteerRegion]:
    """Every region by id: the country, then each province with its regencies and cities."""
    rows = csv.reader(packaged_text("data", "regions.csv").splitlines())
    next(rows)
    return {row[0]: GazetteerRegion(*row) for row in rows}


@lru_cache(maxsize=4)
def districts(region_id: str) -> dict[str, GazetteerRegion]:
    """The districts of a regency or city by id, in the order of their codes; of any other region none."""
    above = gazetteer().get(region_id)
    if above is None or above.level not in ("regency", "city"):
        return {}
    word = next(word for start, word in _DISTRICT_WORDS if above.kemendagri.startswith(start))
    rows = csv.reader(packaged_text("data", "districts.csv").splitlines())
    found = (
        GazetteerRegion(
            id=slugify(f"{word} {name}"),
            level="district",
            parent=above.id,
            name_id=f"{word} {name}",
            name_en=f"{name} District",
            iso="",
            kemendagri=code,
            bps="",
            timezone=above.timezone,
        )
        for code, name in rows
        if code.startswith(f"{above.kemendagri}.")
    )
    return {district.id: district for district in found}


def district_names() -> Iterator[tuple[str, str]]:
    """Every district's name without "Kecamatan", with the id of its regency or city."""
    regency = {region.kemendagri: region.id for region in gazetteer().values()}
    for code, name in csv.reader(packaged_text("data", "districts.csv").splitlines()):
        above = regency.get(code.rpartition(".")[0])
        if above is not None:
            yield above, name


@lru_cache(maxsize=1)
def province_map() -> Outlines:
    """The map of the country's provinces."""
    data = json.loads(packaged_text("data", "indonesia-map.json"))
    return Outlines(data["view_box"], data["provinces"])


@lru_cache(maxsize=4)
def regency_map(province_id: str) -> Outlines | None:
    """The map of a province's regencies and cities; None for any other region."""
    data = json.loads(packaged_text("data", "regencies-map.json")).get(province_id)
    return Outlines(data["view_box"], data["paths"]) if data is not None else None


_COMMAND = expression(r"([mlhvz])([^mlhvz]*)")
_NUMBER = expression(r"-?\d+")


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
