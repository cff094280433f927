"""The documents that stories and standing pages link to, as a list with filters."""

from __future__ import annotations

from msgspec import Struct

from warta.i18n.moments import Moment
from warta.views.media import File
from warta.views.references import TermRef
from warta.views.site import Link

__all__ = ["DocumentEntry", "DocumentFilter", "DocumentGroup", "DocumentsView", "FilterLink"]


class DocumentEntry(Struct, frozen=True):
    """A document in the list."""

    title: str
    """What a link says of it, else the story's title."""
    file: File
    """Where it is."""
    facts: str
    """Its type and size and, of a PDF, its pages: ``PDF, 1,2 MB, 12 halaman``."""
    kind: str
    """regulation, circular, report …; ``other`` where its name tells none."""
    date: Moment | None
    """Of the story with which it appeared; None for what standing pages alone link to."""
    agencies: tuple[TermRef, ...]
    attached: tuple[Link, ...]
    """The stories and standing pages that link to it."""


class DocumentGroup(Struct, frozen=True):
    """The documents of a year."""

    year: int
    """0 where it is not known."""
    entries: tuple[DocumentEntry, ...]


class FilterLink(Struct, frozen=True):
    """What leads to the documents of a kind, a year or an agency."""

    text: str
    url: str
    documents: int
    """How many there are."""
    current: bool
    """Whether it leads to the page that it stands on."""


class DocumentFilter(Struct, frozen=True):
    """All kinds, all years or all agencies that there are documents of."""

    name: str
    """kind, year or agency."""
    links: tuple[FilterLink, ...]
    """In the order to show."""


class DocumentsView(Struct, frozen=True):
    """All documents, or those of a kind, a year or an agency; the newest first."""

    heading: str
    groups: tuple[DocumentGroup, ...]
    """By year."""
    filters: tuple[DocumentFilter, ...]
    """By kind, year and agency."""
    listed: int
    """How many documents the list has."""
    shown: int
    """How many of them are on the page: of very many only the newest."""
    all: Link | None
    """What leads to the list without a filter; None on that list itself."""
    data: str
    """URL path of the whole list as JSON, for the script that filters it."""
