"""Plans the list of documents: all of them, those of each kind, year and agency, and all as JSON.

A filter is a page, so it works without a script. Where there is one it filters the JSON, by several at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any

from msgspec.structs import replace

from warta.config.site_tables import DOCUMENTS
from warta.i18n.languages import Language
from warta.i18n.moments import w3c_date
from warta.pages.context import Context
from warta.pages.data import JSON, Made, PlannedPage
from warta.pages.document_lists import DocumentList, document_lists, kind_name
from warta.pages.fingerprint import fingerprint
from warta.pages.frame import section
from warta.pages.outlook import Key
from warta.pages.pictures import file_facts
from warta.site.documents import Attached
from warta.views.documents import DocumentEntry, DocumentFilter, DocumentGroup, DocumentsView, FilterLink
from warta.views.media import File
from warta.views.site import Link

__all__ = ["document_pages"]

FILE = "documents.json"
SHOWN = 200
"""Documents on a page; that of a year has all of its own."""


def document_pages(context: Context, language: Language) -> Iterator[PlannedPage]:
    """All lists of a language, and its documents as JSON; nothing where it has none, nor has to have any."""
    code = language.code
    if not context.reach.documents or code not in dict(context.places.versions.get((DOCUMENTS,), ())):
        return
    lists = tuple(document_lists(context.addresses, language, context.places.select.documents(code)))
    entries = {
        document: _entry(context, document, code) for document in context.places.select.documents(code)
    }
    known = {document: entry for document, entry in entries.items() if entry is not None}
    data = context.addresses.beside(context.addresses.documents(code), FILE)
    for each in lists:
        yield _page(context, language, lists, each, known=known, data=data.url)
    rows = [_row(context, language, document, entry) for document, entry in known.items()]
    yield PlannedPage(
        data.path, "", code, "", fingerprint(tuple(map(repr, rows))), lambda: Made(None, rows), writer=JSON
    )


def _page(
    context: Context,
    language: Language,
    lists: Sequence[DocumentList],
    which: DocumentList,
    *,
    known: dict[Attached, DocumentEntry],
    data: str,
) -> PlannedPage:
    code, address = language.code, context.addresses.documents(language.code, *which.within)
    heading, description = _heading(context, language, which.key)
    whole = section(context.config, language, DOCUMENTS)
    is_whole = not which.within
    head = context.head(
        language,
        "documents",
        address.url,
        title=heading,
        description=description,
        versions=context.places.versions[which.key],
        breadcrumbs=context.breadcrumbs(language, *(() if is_whole else (whole,))),
    )
    there = [document for document in which.documents if document in known]
    # Years have pages of their own, which are whole; what has no year is on the others alone.
    dated, others = [each for each in there if each.year], [each for each in there if not each.year]
    shown = [*(dated if which.key[1:2] == ("year",) else dated[:SHOWN]), *others]
    groups = tuple(
        [
            DocumentGroup(year, tuple([known[document] for document in some]))
            for year, some in groupby(shown, attrgetter("year"))
        ]
    )
    view = DocumentsView(
        heading,
        groups,
        _filters(context, language, lists, which.key),
        len(there),
        len(shown),
        None if is_whole else whole,
        data,
    )
    return context.planned(address.path, "documents.html", code, Made(head, view))


def _heading(context: Context, language: Language, key: Key) -> tuple[str, str]:
    """The heading of a list, and its description."""
    site = context.config.titles[language.code]
    if len(key) == 1:
        return language.text("documents"), language.text("documents_description", site=site)
    _, by, value = key
    name = _value_name(context, language, by, value)
    text = partial(language.text, **{by: name})
    return text(f"documents_{by}_heading"), text(f"documents_{by}_description", site=site)


def _value_name(context: Context, language: Language, by: str, value: Any) -> str:
    if by == "kind":
        return kind_name(language, value)
    return str(value) if by == "year" else context.registry.terms["agencies"][value].names[language.code]


def _filters(
    context: Context, language: Language, lists: Sequence[DocumentList], current: Key
) -> tuple[DocumentFilter, ...]:
    found: dict[str, list[FilterLink]] = {}
    for key, within, documents in lists:
        if within:
            _, by, value = key
            url = context.addresses.documents(language.code, *within).url
            link = FilterLink(_value_name(context, language, by, value), url, len(documents), key == current)
            found.setdefault(by, []).append(link)
    return tuple([DocumentFilter(by, tuple(links)) for by, links in found.items()])


def _entry(context: Context, document: Attached, code: str) -> DocumentEntry | None:
    """None for a file that is refused, which is an error and reported."""
    file = context.links.targets[document.posts[0]][document.number]
    if not isinstance(file, File):
        return None
    file = replace(file, url=file.url.partition("#")[0])
    story = document.story
    return DocumentEntry(
        document.title,
        file,
        file_facts(file, context.languages[code]),
        document.kind,
        story.date if story is not None else None,
        context.references.several(document.agencies, code),
        tuple([Link(post.card.title, post.address.url) for post in document.posts]),
    )


def _row(context: Context, language: Language, document: Attached, entry: DocumentEntry) -> dict[str, Any]:
    """A document for programs."""
    return {
        "title": entry.title,
        "url": context.canonical(entry.file.url),
        "format": entry.file.kind,
        "bytes": entry.file.size,
        "facts": entry.facts,
        "kind": kind_name(language, entry.kind),
        "year": document.year or None,
        "date": w3c_date(entry.date)[:10] if entry.date is not None else None,
        "agencies": [agency.name for agency in entry.agencies],
        "attached": [
            {"title": link.text, "url": context.canonical(link.url or "")} for link in entry.attached
        ],
    }
