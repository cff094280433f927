"""Plans a site's open data: its stories as tables, year by year, with what data portals are told of them.

A table is there as CSV and as JSON. The Frictionless data package says what the columns are
(https://specs.frictionlessdata.io/data-package/), the catalogue in DCAT where the files are
(https://www.w3.org/TR/vocab-dcat-3/). Both name years alone, so an edit changes the files of its year and no
others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from warta.i18n.languages import Language
from warta.i18n.moments import w3c_date
from warta.pages.context import Context
from warta.pages.data import CSV, JSON, Made, PlannedPage
from warta.pages.fingerprint import combined, fingerprint
from warta.site.library import Post
from warta.site.taxonomy import Term
from warta.urls import Address
from warta.views.open_data import DataFile, OpenDataView

__all__ = ["COLUMNS", "data_files", "data_page"]

FOLDER = "data/"
COLUMNS: Mapping[str, tuple[str, str]] = {
    "id": ("string", "The story in all its languages"),
    "language": ("string", "BCP 47"),
    "title": ("string", ""),
    "url": ("string", "Of the story's page"),
    "date": ("date", "The day of publication"),
    "kind": ("string", "news, press-release, statement …"),
    "state": ("string", "published, corrected or withdrawn"),
    "agencies": ("array", ""),
    "people": ("array", "Who is quoted or named as a source"),
    "offices": ("array", "Of these people on that day, in their order; empty where it is not known"),
    "regions": ("array", ""),
    "region_codes_kemendagri": ("array", "Of these regions in their order, by the Ministry of Home Affairs"),
    "region_codes_bps": ("array", "The same by Statistics Indonesia"),
    "topics": ("array", ""),
}
"""Column → its type in a Frictionless table schema, and what it holds where the name does not say it."""
_CORRECTED = frozenset({"correction", "clarification", "right-of-reply"})


def data_files(context: Context) -> Iterator[PlannedPage]:
    """The tables of each year, the data package and the catalogue; nothing for a site without stories."""
    first, reach = context.codes[0], context.reach
    if reach.whole:
        years: Mapping[int, Sequence[Post]] = _years(context)
    else:
        years = {
            year: posts
            for year in {year for year, _ in reach.months}
            if (posts := context.places.select.public(year, None))
        }
    for year, posts in years.items():
        digest = combined([fingerprint(tuple(COLUMNS)), *[_fingerprint(context, post) for post in posts]])
        for writer in (CSV, JSON):
            place = _table(context, year, writer)
            make = partial(_made, context, posts, writer)
            yield PlannedPage(place.path, "", first, "", digest, make, writer=writer)
    if reach.indexes and (all_years := _all_years(context)):
        for name, data in (("datapackage.json", _package), ("catalog.jsonld", _catalogue)):
            place = context.addresses.at(FOLDER + name)
            yield context.planned(place.path, "", first, Made(None, data(context, all_years)))._replace(
                writer=JSON
            )


def data_page(context: Context, language: Language) -> PlannedPage:
    """The page that offers the files to people, and tells search engines of them."""
    address, years = context.addresses.open_data(language.code), _all_years(context)
    title, site = language.text("open_data"), context.config.titles[language.code]
    head = context.head(
        language,
        "open-data",
        address.url,
        title=title,
        description=language.text("open_data_description", site=site),
        versions=context.places.versions["open-data",],
        breadcrumbs=context.breadcrumbs(language),
    )
    view = OpenDataView(
        files=tuple(
            DataFile(year, *[_table(context, year, writer).url for writer in (CSV, JSON)]) for year in years
        ),
        package=context.addresses.at(f"{FOLDER}datapackage.json").url,
        catalogue=context.addresses.at(f"{FOLDER}catalog.jsonld").url,
        columns=tuple(COLUMNS),
        license=context.config.open_data.license,
    )
    return context.planned(address.path, "open-data.html", language.code, Made(head, view))


def _all_years(context: Context) -> list[int]:
    """Those of such stories, the newest first."""
    return sorted({year for year, _ in context.places.select.months()}, reverse=True)


def _years(context: Context) -> dict[int, list[Post]]:
    """Every story that the public finds, in every language, by year; the newest first."""
    found: dict[int, list[Post]] = {}
    for post in context.library.posts:
        if post.hold is None:
            found.setdefault(post.original.year, []).append(post)
    return dict(sorted(found.items(), reverse=True))


def _table(context: Context, year: int, writer: str) -> Address:
    return context.addresses.at(f"{FOLDER}stories-{year:04}.{writer}")


def _fingerprint(context: Context, post: Post) -> bytes:
    code, references = post.card.language, context.references.fingerprints[post.card.language]
    shown = (context.stories.teaser_fingerprints[post], references[post.tags], post.card.story.encode())
    return combined([*shown, context.speakers.fingerprint(post), repr(_state(post)).encode(), code.encode()])


def _made(context: Context, posts: Sequence[Post], writer: str) -> Made:
    rows = [_row(context, post) for post in posts]
    if writer == JSON:
        return Made(None, [dict(zip(COLUMNS, row, strict=True)) for row in rows])
    return Made(None, [list(COLUMNS), *[[_cell(value) for value in row] for row in rows]])


def _row(context: Context, post: Post) -> list[Any]:
    """A story in the order of :data:`COLUMNS`."""
    code, people = (
        post.card.language,
        [context.speakers.on(post.date, term, post.card.language) for term in post.speakers],
    )
    return [
        post.card.story,
        code,
        post.card.title,
        context.canonical(post.address.url),
        w3c_date(post.date)[:10],
        post.kind,
        _state(post),
        [term.names[code] for term in post.agencies],
        [person.full_name for person in people],
        [person.office or "" for person in people],
        [term.names[code] for term in post.regions],
        [_code(term, "kemendagri") for term in post.regions],
        [_code(term, "bps") for term in post.regions],
        [term.names[code] for term in post.tags],
    ]


def _cell(value: str | list[str]) -> str:
    """Several values in one cell: semicolons between them, as no name has one."""
    return value if isinstance(value, str) else ";".join(each.replace(";", ",") for each in value)


def _code(region: Term, authority: str) -> str:
    return str(getattr(region.region, authority)) if region.region is not None else ""


def _state(post: Post) -> str:
    if post.withdrawn:
        return "withdrawn"
    return "corrected" if any(kind in _CORRECTED for _, kind, _ in post.card.changes) else "published"


def _package(context: Context, years: Sequence[int]) -> dict[str, Any]:
    config, first = context.config, context.codes[0]
    fields = [
        {"name": name, "type": "string" if kind == "array" else kind}
        | ({"description": _described(kind, about)} if about or kind == "array" else {})
        for name, (kind, about) in COLUMNS.items()
    ]
    schema = {"fields": fields, "missingValues": [""], "primaryKey": ["id", "language"]}
    package: dict[str, Any] = {
        "profile": "data-package",
        "name": "stories",
        "title": config.titles[first],
        "description": config.descriptions[first],
        "homepage": context.canonical(context.addresses.open_data(first).url),
        "contributors": [{"title": config.publisher.name, "role": "publisher"}],
        "resources": [
            {
                "name": f"stories-{year:04}-{writer}",
                "path": f"stories-{year:04}.{writer}",
                "format": writer,
                "mediatype": _MEDIA_TYPES[writer],
                "encoding": "utf-8",
                **({"profile": "tabular-data-resource", "schema": schema} if writer == CSV else {}),
            }
            for year in years
            for writer in (CSV, JSON)
        ],
    }
    if config.open_data.license is not None:
        package["licenses"] = [{"path": config.open_data.license}]
    return package


_MEDIA_TYPES = {CSV: "text/csv", JSON: "application/json"}


def _described(kind: str, about: str) -> str:
    several = "Several values are separated by semicolons" if kind == "array" else ""
    return ". ".join(part for part in (about, several) if part)


def _catalogue(context: Context, years: Sequence[int]) -> dict[str, Any]:
    config, first = context.config, context.codes[0]
    page = {"@id": context.canonical(context.addresses.open_data(first).url)}
    rights = {} if config.open_data.license is None else {"dct:license": {"@id": config.open_data.license}}

    def text(values: Mapping[str, str]) -> list[dict[str, str]]:
        return [{"@language": code, "@value": values[code]} for code in context.codes if values[code]]

    names = config.publisher_names
    called = text(names) if len({*names.values()}) > 1 else names[first]
    publisher = {"@type": "foaf:Agent", "foaf:name": called}
    described = {
        code: language.text("open_data_description", site=config.titles[code])
        for code, language in context.languages.items()
    }
    datasets = []
    for year in years:
        tables = [(writer, context.canonical(_table(context, year, writer).url)) for writer in (CSV, JSON)]
        titles = {
            code: language.text("open_data_year", site=config.titles[code], year=year)
            for code, language in context.languages.items()
        }
        datasets.append(
            {
                "@type": "dcat:Dataset",
                "@id": f"{page['@id']}#{year:04}",
                "dct:title": text(titles),
                "dct:description": text(described),
                "dct:publisher": publisher,
                "dct:language": list(context.codes),
                "dct:temporal": {
                    "@type": "dct:PeriodOfTime",
                    "dcat:startDate": f"{year:04}-01-01",
                    "dcat:endDate": f"{year:04}-12-31",
                },
                "dcat:landingPage": page,
                "dcat:distribution": [
                    {
                        "@type": "dcat:Distribution",
                        "dcat:downloadURL": {"@id": url},
                        "dcat:mediaType": _MEDIA_TYPES[writer],
                        **rights,
                    }
                    for writer, url in tables
                ],
                **rights,
            }
        )
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
        },
        "@type": "dcat:Catalog",
        "@id": context.canonical(context.addresses.at(f"{FOLDER}catalog.jsonld").url),
        "dct:title": text(config.titles),
        "dct:publisher": publisher,
        "foaf:homepage": page,
        "dcat:dataset": datasets,
    }
