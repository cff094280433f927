"""The seats of regencies that bear another name than the regency itself: ``seats.toml``."""

from __future__ import annotations

import tomllib

from warta.resources import packaged_text

__all__ = ["SEATS"]

_SEATS: dict[str, str] = tomllib.loads(packaged_text("importing/press", "seats.toml"))
SEATS = {name.lower(): regency for regency, names in _SEATS.items() for name in names.split(", ")}
"""Name of a seat in lower case → id of the regency."""
