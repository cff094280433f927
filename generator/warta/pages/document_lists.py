"""Which lists of documents there are, and where: all, and those of each kind, year and agency."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from warta.config.site_tables import DOCUMENTS
from warta.i18n.languages import Language
from warta.site.documents import Attached
from warta.urls import Addresses, slugify

__all__ = ["DocumentList", "document_lists", "kind_name"]


class DocumentList(NamedTuple):
    """A list of documents that has a page."""

    key: tuple[Any, ...]
    """``("documents",)``, or with a filter and its value behind it: ``("documents", "year", 2024)``."""
    within: tuple[str, ...]
    """The parts of its address below that of all documents."""
    documents: Sequence[Attached]


def document_lists(
    place: Addresses, language: Language, documents: Sequence[Attached]
) -> Iterator[DocumentList]:
    """The lists of a language: all documents, then those of each kind, year and agency."""
    yield DocumentList((DOCUMENTS,), (), documents)
    agencies = place.words[language.code]["agencies"]

    def by_kind(document: Attached) -> list[str]:
        return [document.kind]

    def by_year(document: Attached) -> list[int]:
        return [document.year] if document.year else []

    for kind, some in sorted(_by(by_kind, documents).items(), key=lambda each: (-len(each[1]), each[0])):
        yield DocumentList((DOCUMENTS, "kind", kind), (slugify(kind_name(language, kind)),), some)
    for year, some in sorted(_by(by_year, documents).items(), reverse=True):
        yield DocumentList((DOCUMENTS, "year", year), (f"{year:04}",), some)
    of_agencies = _by(attrgetter("agencies"), documents).items()
    for agency, some in sorted(of_agencies, key=lambda each: each[0].names[language.code].casefold()):
        yield DocumentList((DOCUMENTS, "agency", agency.id), (agencies, agency.slugs[language.code]), some)


def _by(
    values: Callable[[Attached], Sequence[Any]], documents: Sequence[Attached]
) -> dict[Any, list[Attached]]:
    found: dict[Hashable, list[Attached]] = {}
    for document in documents:
        for value in values(document):
            found.setdefault(value, []).append(document)
    return found


def kind_name(language: Language, kind: str) -> str:
    """What documents of a kind are called."""
    return language.text(f"document_{kind}")
