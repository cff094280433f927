"""``[banner]``: a notice on every page, for a time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, Literal

from msgspec import Struct, field

from warta.config.tables import CONFIG_FILE, Tables, Wrong, one_of, text, web_address, wrong
from warta.diagnostics.values import WHOLE_FILE, Position, warning
from warta.i18n.moments import Moment, moment_of, parse_moment
from warta.urls import path_problem

__all__ = ["BANNER_KEYS", "BANNER_KINDS", "BannerSettings", "read_banner"]

BANNER_KINDS = ("info", "siaga", "darurat")
"""From a notice to an emergency, in the words of Indonesia's disaster agencies."""
BANNER_KEYS = ("text", "kind", "link", "from", "until")
_is_kind = one_of(*BANNER_KINDS)


class BannerSettings(Struct, frozen=True):
    """A notice, and from when until when it is shown."""

    texts: Mapping[str, str] = field(default_factory=dict)
    """Language → text; empty when there is no notice."""
    kind: str = BANNER_KINDS[0]
    link: str = ""
    """Where more is told: a web address, or a path on the site; may be empty."""
    link_position: Position = WHOLE_FILE
    start: Moment | None = None
    end: Moment | None = None
    """From when on it is shown no more: of a bare day, the midnight after it."""

    def is_shown(self, now: float) -> bool:
        """Whether readers see it at ``now``, in seconds since 1970."""
        begun = self.start is None or self.start.timestamp <= now
        return bool(self.texts) and begun and now < self.over

    def changes(self) -> tuple[tuple[float, Literal["embargo", "expiry"]], ...]:
        """When it comes (embargo) and when it goes (expiry), in seconds since 1970."""
        if not self.texts:
            return ()
        start = () if self.start is None else ((float(self.start.timestamp), "embargo"),)
        return (*start, *(() if self.end is None else ((self.over, "expiry"),)))

    @property
    def over(self) -> float:
        """When it is shown no more, in seconds since 1970; infinity where nobody has said."""
        if self.end is None:
            return math.inf
        return float(self.end.timestamp)


def read_banner(
    tables: Tables, given: Mapping[str, Any], codes: Sequence[str], zone: tzinfo | None
) -> BannerSettings:
    """``[banner]``; nothing is shown when something in it is wrong. ``zone``: of times that name none."""
    if not given or not codes or zone is None:
        return BannerSettings()
    before = len(tables.diagnostics)
    apart = [key for key in given if key in codes]
    for key in given:
        if key in apart:
            tables.report("banner-language", "banner", key, language=key)
        else:
            tables.is_known("banner", key, BANNER_KEYS)
    texts = _texts(tables, given, codes) if "text" in given or not apart else {}
    kind, link = given.get("kind", BANNER_KINDS[0]), given.get("link", "")
    tables.is_right("banner", "kind", _is_kind(kind))
    if "link" in given:
        tables.is_right("banner", "link", _place(link))
    start, end = (_moment(tables, key, given, zone) for key in ("from", "until"))
    if len(tables.diagnostics) > before:
        return BannerSettings()
    banner = BannerSettings(texts, kind, link.strip(), tables.position("banner", "link"), start, end)
    if start is not None and start.timestamp >= banner.over:
        tables.report(
            "banner-ends-first", "banner", "until", start=_shown(given["from"]), end=_shown(given["until"])
        )
        return BannerSettings()
    if missing := [code for code in codes if code not in texts]:
        place, shown = tables.position("banner", "text"), next(code for code in codes if code in texts)
        tables.diagnostics.append(
            warning("banner-untranslated", CONFIG_FILE, place, language=", ".join(missing), shown=shown)
        )
    return banner


def _texts(tables: Tables, given: Mapping[str, Any], codes: Sequence[str]) -> dict[str, str]:
    """Language → text. One text alone is that of the first language."""
    found = given.get("text")
    if found is None:
        tables.report("missing-setting", "banner", "text")
        return {}
    if not isinstance(found, Mapping):
        return {codes[0]: found.strip()} if tables.is_right("banner", "text", text(found)) else {}
    good = {
        code: said.strip()
        for code, said in found.items()
        if tables.is_known("banner.text", code, codes) and tables.is_right("banner.text", code, text(said))
    }
    if not found:
        tables.report("setting-expected-text", "banner", "text")
    return good


def _place(value: Any) -> Wrong | None:
    """A web address, or a path on the site."""
    if isinstance(value, str) and value.startswith("/"):
        return wrong("setting-url", value=value) if value != "/" and path_problem(value) else None
    return web_address(value)


def _moment(tables: Tables, key: str, given: Mapping[str, Any], zone: tzinfo) -> Moment | None:
    """A time as a text, or as TOML writes it."""
    value = given.get(key)
    if value is None:
        return None
    try:
        found = _read_moment(value, zone)
        if found is not None and key == "until" and not found.precise:
            # Not a day's length later: clocks may be changed on it.
            found = moment_of(datetime.combine(found.at.date() + timedelta(days=1), time(), zone))
    except (ValueError, OverflowError):  # no such day, or one at the end of the calendar
        found = None
    if found is None:
        tables.report("setting-time", "banner", key, value=_shown(value))
    return found


def _read_moment(value: Any, zone: tzinfo) -> Moment | None:
    """None for what is neither a time nor a day. Raises ValueError for one that does not exist."""
    if isinstance(value, datetime):
        return moment_of(value if value.tzinfo else value.replace(tzinfo=zone))
    if isinstance(value, date):
        return moment_of(datetime.combine(value, time(), zone), precise=False)
    return parse_moment(value, zone) if isinstance(value, str) else None


def _shown(value: Any) -> str:
    return value.isoformat(" ") if isinstance(value, datetime) else str(value)
