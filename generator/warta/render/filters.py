"""What templates call on values: dates, numbers, and text that needs care, in one language. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from warta.i18n.hyphens import HYPHENATED, soft_hyphens
from warta.i18n.languages import Language
from warta.i18n.moments import Moment, PartialDate, rfc3339, w3c_date
from warta.markdown.annotations import keep_whole

__all__ = ["filters_of"]

DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
"""In every language of the machine. What the library has for it takes ten milliseconds to import."""
DATES_KEPT = 20_000
"""As they are written out, of each kind."""


def filters_of(language: Language) -> dict[str, Callable[..., Any]]:
    """Filter name → function. Many pages show the same dates."""

    @lru_cache(maxsize=DATES_KEPT)
    def date_long(when: Moment | PartialDate) -> str:
        return _written(when, language.long_date, language)

    @lru_cache(maxsize=DATES_KEPT)
    def date_short(when: Moment | PartialDate) -> str:
        return _written(when, language.short_date, language)

    def rfc822(when: Moment) -> str:
        """``Thu, 14 Nov 2024 09:00:00 +0800``, as RSS has it."""
        day, month = DAYS[when.at.weekday()], MONTHS[when.at.month - 1]
        return f"{day}, {when.at:%d} {month} {when.at.year:04} {when.at:%H:%M:%S %z}"

    def trusted(value: str) -> Markup:
        return Markup(value)  # noqa: S704 - for views' fields that hold sanitised HTML

    divided = language.code in HYPHENATED

    def whole(value: str) -> str:
        text = soft_hyphens(value) if divided else value
        return Markup(keep_whole(str(escape(text)))) if "-" in text else text  # noqa: S704 - escaped

    return {
        "date_long": date_long,
        "date_short": date_short,
        "clock": language.clock,
        "number": language.number,
        "datetime": lru_cache(maxsize=DATES_KEPT)(w3c_date),
        "iso": lru_cache(maxsize=DATES_KEPT)(rfc3339),
        "rfc822": rfc822,
        "trusted": trusted,
        "whole": whole,
    }


def _written(when: Moment | PartialDate, write: Callable[[date], str], language: Language) -> str:
    """A date in words, with as many parts as are known."""
    if isinstance(when, Moment):
        return write(when.at.date())
    if when.month is None:
        return str(when.year)
    return language.month_name(when.year, when.month) if when.day is None else write(when.first_day())
