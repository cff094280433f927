"""Languages are data: names, path words, interface texts, dates, numbers, plurals.

A language's data is the bundled ``languages/<code>.toml``, if there is one,
under what ``[language.<code>]`` in ``site.toml`` says. A language that is not
bundled falls back to English for texts it does not give. Nothing here asks the
machine's locale.
"""

from __future__ import annotations

import gettext
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from msgspec import Struct

from warta.i18n.moments import Moment
from warta.resources import packaged_names, packaged_text

__all__ = ["PATH_WORDS", "Language", "bundled_codes", "bundled_pattern", "load_language"]

PATH_WORDS = (
    *("news", "tags", "regions", "agencies", "speakers", "archive", "page", "search", "data"),
    *("press-release", "statement", "speech", "announcement"),
    *("infographic", "photo-story", "fact-check", "advertorial", "agenda", "documents"),
)
FALLBACK = "en"


class Language(Struct, frozen=True, eq=False):
    """One language of the site. Compared by identity."""

    code: str
    name: str
    """In itself."""
    locale: str
    direction: str
    thousands: str
    plural: str
    """A gettext plural expression over ``n``."""
    paths: Mapping[str, str]
    months: tuple[str, ...]
    months_short: tuple[str, ...]
    weekdays: tuple[str, ...]
    """Monday first."""
    patterns: Mapping[str, str]
    """``long``, ``short``, ``month``, ``clock`` and those of periods: format strings."""
    acting: Mapping[str, str]
    """Patterns for an office of somebody who is not appointed to it, by the word of ``acting``."""
    documents: Mapping[str, tuple[str, ...]]
    """Kind of document → words in a name that tell it; ``unnamed`` → links that name none. In lower case, but
    for abbreviations."""
    numbers: tuple[str, ...]
    """What is written for 1, 2, 3 …"""
    strings: Mapping[str, str | tuple[str, ...]]
    missing: tuple[str, ...]
    """Keys of texts that this language lacks and that are shown in the fallback language."""

    def text(self, key: str, /, **values: object) -> str:
        """An interface text. Raises KeyError when there is none of that name."""
        template = self.strings[key]
        if not isinstance(template, str):
            raise KeyError(f"{key} has plural forms")
        return template.format(**values) if values else template

    def count_text(self, key: str, n: int, /, **values: object) -> str:
        """An interface text in the plural form for ``n``; ``{n}`` is written in the language's form."""
        forms = self.strings[key]
        if isinstance(forms, str):
            forms = (forms,)
        index = min(_plural_rule(self.plural)(n), len(forms) - 1)
        return forms[index].format(n=self.number(n), **values)

    def number(self, value: int) -> str:
        """Thousands grouped: 12.345 or 12,345."""
        return f"{value:,}".replace(",", self.thousands)

    def long_date(self, day: date) -> str:
        """``Kamis, 14 November 2024``."""
        return self._date("long", day)

    def short_date(self, day: date) -> str:
        """``14 Nov 2024``."""
        return self._date("short", day)

    def period(self, first: date, last: date) -> str:
        """``3–14 Nov 2024``, ``28 Okt – 3 Nov 2024``, ``30 Des 2023 – 2 Jan 2024``, ``3 Nov 2024``."""
        if first == last:
            return self.short_date(first)
        if first.year != last.year:
            pattern = "period_years"
        else:
            pattern = "period_days" if first.month == last.month else "period_months"
        return self.patterns[pattern].format(
            day=first.day,
            month=self.months[first.month - 1],
            month_short=self.months_short[first.month - 1],
            year=first.year,
            last_day=last.day,
            last_month=self.months[last.month - 1],
            last_month_short=self.months_short[last.month - 1],
            last_year=last.year,
        )

    def month_name(self, year: int, month: int) -> str:
        """``November 2024``."""
        return self._date("month", date(year, month, 1))

    def clock(self, moment: Moment) -> str:
        """``09.00 WITA``; empty for a bare date."""
        if not moment.precise:
            return ""
        at = moment.at
        return self.patterns["clock"].format(hour=at.hour, minute=at.minute, zone=at.tzname())

    def _date(self, pattern: str, day: date) -> str:
        return self.patterns[pattern].format(
            weekday=self.weekdays[day.weekday()],
            day=day.day,
            month=self.months[day.month - 1],
            month_short=self.months_short[day.month - 1],
            year=day.year,
        )


@lru_cache(maxsize=16)
def _plural_rule(expression: str) -> Callable[[int], int]:
    return gettext.c2py(expression)


def bundled_codes() -> tuple[str, ...]:
    """The languages that ship complete."""
    return packaged_names("languages", ".toml")


@lru_cache(maxsize=16)
def _bundled(code: str) -> dict[str, Any]:
    return tomllib.loads(packaged_text("languages", f"{code}.toml")) if code in bundled_codes() else {}


def bundled_pattern() -> Mapping[str, Any]:
    """The data of the fallback language: what every language's data has to look like."""
    return _bundled(FALLBACK)


def load_language(code: str, overrides: Mapping[str, Any]) -> Language:
    """The language ``code`` as the site wants it. ``overrides`` has the shape of a bundled file."""
    own = _merged(_bundled(code), overrides)
    data = _merged(_bundled(FALLBACK), own)
    missing = tuple(
        f"{table}.{key}"
        for table in ("paths", "dates", "strings")
        for key in data[table]
        if key not in own.get(table, {})
    )
    dates = data["dates"]
    return Language(
        code=code,
        name=own.get("name", code),
        locale=own.get("locale", code.replace("-", "_")),
        direction=own.get("direction", "ltr"),
        thousands=data["thousands"],
        plural=data["plural"],
        paths=data["paths"],
        months=tuple(dates["months"]),
        months_short=tuple(dates["months_short"]),
        weekdays=tuple(dates["weekdays"]),
        patterns={name: pattern for name, pattern in dates.items() if isinstance(pattern, str)},
        acting={"plt": data["offices"]["acting"], **data["offices"]},
        documents={kind: _words(words) for kind, words in data["documents"].items()},
        numbers=_words(data["search"]["numbers"]),
        strings={
            key: text if isinstance(text, str) else tuple(text)
            for key, text in sorted(data["strings"].items())
        },
        missing=missing,
    )


def _words(words: str | list[str]) -> tuple[str, ...]:
    some = [words] if isinstance(words, str) else words
    return tuple([word if word.isupper() else word.lower() for word in some])


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in over.items():
        both = isinstance(value, Mapping) and isinstance(result.get(key), Mapping)
        result[key] = _merged(result[key], value) if both else value
    return result
