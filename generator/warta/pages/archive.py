"""Plans the archive: all years, each year, each month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from warta.config.site_tables import AGENDA, DOCUMENTS
from warta.i18n.languages import Language
from warta.pages.context import Context
from warta.pages.data import Made, PlannedPage
from warta.pages.frame import section
from warta.pages.listings import plain_listing
from warta.pages.redirects import redirect
from warta.pages.related import activity_of
from warta.site.index import Index
from warta.site.library import Post
from warta.views.archive import ArchiveMonth, ArchiveView, ArchiveYear
from warta.views.site import Link

__all__ = ["archive_pages"]


def archive_pages(context: Context, language: Language) -> Iterator[PlannedPage]:
    """All years, each year, and each month with its stories."""
    code, reach = language.code, context.reach
    if not reach.lists:
        return
    years = tuple(
        _year(context, language, year) for year in sorted(context.places.index[code].by_month, reverse=True)
    )
    address = context.addresses.archive(code)
    heading = language.text("archive")
    head = context.head(
        language,
        "archive",
        address.url,
        title=heading,
        description=language.text("archive_description", site=context.config.titles[code]),
        versions=context.places.versions["archive",],
        breadcrumbs=context.breadcrumbs(language),
    )
    lists = [context.kind_link(language, kind) for kind in context.config.sections.all]
    versions = context.places.versions
    others = [name for name in (AGENDA, DOCUMENTS) if code in dict(versions.get((name,), ()))]
    lists += [section(context.config, language, name) for name in others]
    kinds = tuple([link for link in lists if link is not None])
    yield context.planned(
        address.path, "archive.html", code, Made(head, ArchiveView(heading, years, kinds=kinds))
    )
    around = (None, *[Link(str(year.year), year.url) for year in years], None)
    for year, newer, older in zip(years, around, around[2:], strict=False):
        yield _year_page(context, language, year, newer=newer, older=older)
        old = context.addresses.news_year(code, year.year)
        yield redirect(context, language, old, context.addresses.archive(code, year.year).url)
        for month in year.months:
            if reach.has_month(year.year, month.month):
                yield from _month_pages(context, language, (year, month.month))


def _year_page(
    context: Context, language: Language, year: ArchiveYear, *, newer: Link | None, older: Link | None
) -> PlannedPage:
    code, number = language.code, year.year
    counts = {(number, month.month): month.count for month in year.months}
    heading = language.text("archive_year_heading", year=number)
    months = range(1, 13) if newer else range(1, max(month.month for month in year.months) + 1)
    activity = activity_of(language, counts, [(number, month) for month in months])
    address = context.addresses.archive(code, number)
    head = context.head(
        language,
        "year",
        address.url,
        title=heading,
        description=language.text("archive_year_description", site=context.config.titles[code], year=number),
        versions=context.places.versions["year", number],
        breadcrumbs=context.breadcrumbs(language, section(context.config, language, "archive")),
    )
    view = ArchiveView(heading, (year,), activity, older, newer)
    return context.planned(address.path, "archive.html", code, Made(head, view))


def _month_pages(
    context: Context, language: Language, which: tuple[ArchiveYear, int]
) -> Iterator[PlannedPage]:
    (year, month), code = which, language.code
    posts = context.places.index[code].by_month[year.year][month]
    name = language.month_name(year.year, month)
    return plain_listing(
        context,
        language,
        ("month", year.year, month),
        address=context.addresses.archive(code, year.year, month),
        heading=language.text("archive_month_heading", month=name),
        description=language.text("archive_month_description", site=context.config.titles[code], month=name),
        posts=context.places.listed(code, posts, partial(_of_month, year.year, month)),
        trail=(section(context.config, language, "archive"), Link(str(year.year), year.url)),
    )


def _year(context: Context, language: Language, year: int) -> ArchiveYear:
    code, place = language.code, context.addresses
    months = tuple(
        ArchiveMonth(month, language.months[month - 1], place.archive(code, year, month).url, len(posts))
        for month, posts in sorted(context.places.index[code].by_month[year].items(), reverse=True)
    )
    return ArchiveYear(year, place.archive(code, year).url, sum(month.count for month in months), months)


def _of_month(year: int, month: int, stand_ins: Index) -> Sequence[Post]:
    return stand_ins.by_month.get(year, {}).get(month, ())
