"""Plans the archive: all years, each year, each month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from warta.i18n.languages import Language
from warta.pages.context import Parts
from warta.pages.data import (
    Head,
    PlannedPage,
)
from warta.pages.frame import section
from warta.pages.listings import plain_listing
from warta.pages.redirects import redirect
from warta.pages.related import activity_of
from warta.pages.sections import Sections
from warta.site.index import Index
from warta.site.library import Post
from warta.views.models import (
    ArchiveMonth,
    ArchiveView,
    ArchiveYear,
    Link,
)

__all__ = ["archive_pages"]


def archive_pages(parts: Parts, sections: Sections, language: Language) -> Iterator[PlannedPage]:
    """All years, each year, and each month with its stories."""
    code = language.code
    place, by_month = parts.addresses, parts.index[code].by_month
    site = parts.config.titles[code]
    years = tuple(_archive_year(parts, language, year) for year in by_month)
    address = place.archive(code)
    heading = language.text("archive")
    description = language.text("archive_description", site=site)
    head = Head(
        "archive", address.url, heading, description, parts.versions["archive",], parts.trail(language)
    )
    yield parts.planned(address.path, "archive.html", code, head, ArchiveView(heading, years))
    archive = section(parts.config, language, "archive")
    for number, year in enumerate(years):
        address = place.archive(code, year.year)
        newer = years[number - 1] if number else None
        older = years[number + 1] if number + 1 < len(years) else None
        counts = {(year.year, month.month): month.count for month in year.months}
        view = ArchiveView(
            language.text("archive_year_heading", year=year.year),
            (year,),
            activity_of(language, counts, [(year.year, month) for month in range(1, 13)]),
            Link(str(older.year), older.url) if older else None,
            Link(str(newer.year), newer.url) if newer else None,
        )
        description = language.text("archive_year_description", site=site, year=year.year)
        trail = parts.trail(language, archive)
        head = Head("year", address.url, view.heading, description, parts.versions["year", year.year], trail)
        yield parts.planned(address.path, "archive.html", code, head, view)
        yield redirect(parts, language, place.news_year(code, year.year), address.url)
        for month in year.months:
            name = language.month_name(year.year, month.month)
            yield from plain_listing(
                parts,
                sections,
                language,
                ("month", year.year, month.month),
                place.archive(code, year.year, month.month),
                language.text("archive_month_heading", month=name),
                parts.listed(
                    code, by_month[year.year][month.month], partial(_of_month, year.year, month.month)
                ),
                language.text("archive_month_description", site=site, month=name),
                archive,
                Link(str(year.year), year.url),
            )


def _archive_year(parts: Parts, language: Language, year: int) -> ArchiveYear:
    code, place = language.code, parts.addresses
    months = tuple(
        ArchiveMonth(month, language.months[month - 1], place.archive(code, year, month).url, len(posts))
        for month, posts in parts.index[code].by_month[year].items()
    )
    return ArchiveYear(year, place.archive(code, year).url, sum(month.count for month in months), months)


def _of_month(year: int, month: int, cards: Index) -> Sequence[Post]:
    return cards.by_month.get(year, {}).get(month, ())
