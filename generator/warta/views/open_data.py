"""The page that offers a site's stories as data."""

from __future__ import annotations

from msgspec import Struct

__all__ = ["DataFile", "OpenDataView"]


class DataFile(Struct, frozen=True):
    """The stories of a year as a table."""

    year: int
    csv: str
    json: str
    """URL paths."""


class OpenDataView(Struct, frozen=True):
    """What can be downloaded, the newest year first."""

    files: tuple[DataFile, ...]
    package: str
    catalogue: str
    """URL paths of the Frictionless data package and of the catalogue in DCAT."""
    columns: tuple[str, ...]
    """Names of the tables' columns."""
    license: str | None
    """Address of the licence, if the site names one."""
