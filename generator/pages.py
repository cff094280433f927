"""Pages as data: the fingerprint of all that a page is made from, then, where it is due, that data itself.

A build plans every page each time but renders few, so planning one costs a few
microseconds: a digest over the digests of its parts, and a function that puts
the parts together. What it gives is compact; :mod:`generator.projecting` makes
the template's view from it alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from generator.moments import Moment, PartialDate
from generator.views import (
    Change,
    Event,
    Link,
    Office,
    Site,
    SourceOutlet,
    Speaker,
    Teaser,
    TermCount,
    TermRef,
)

__all__ = [
    "Head",
    "ListingContent",
    "Media",
    "Page",
    "Plan",
    "PlannedPage",
    "PostContent",
    "SitemapContent",
    "Slice",
    "TermContent",
    "TermFacts",
    "Trail",
    "Versions",
]


class Versions(NamedTuple):
    """The same page in all languages that have it."""

    urls: tuple[tuple[str, str], ...]
    """(language, URL path) in the order of the site's languages."""


class Trail(NamedTuple):
    """Breadcrumbs."""

    links: tuple[Link, ...]


class Head(NamedTuple):
    """What :class:`~generator.views.PageHead` is made from."""

    kind: str
    url: str
    title: str
    description: str
    versions: Versions | None
    """None for a page that is the only one of its kind."""
    trail: Trail
    indexable: bool = True
    alternates: bool = True
    """Whether search engines are told of the other languages; not for page 2 of a listing."""


class PostContent(NamedTuple):
    """What :class:`~generator.views.PostView` is made from, and the body that goes with it."""

    path: str
    digest: str
    """Of the post's file: stands for its HTML."""
    targets: tuple[str, ...]
    """Addresses for the links in the text, in order."""
    teaser: Teaser
    standfirst: str
    speakers: tuple[Speaker, ...]
    regions: tuple[tuple[TermRef, ...], ...]
    tags: tuple[TermRef, ...]
    source: SourceOutlet | None
    author: str
    event: Event | None
    changes: tuple[Change, ...]
    withdrawn: bool
    older: Teaser | None
    newer: Teaser | None


class Slice(NamedTuple):
    """One page of a listing."""

    url: str
    """Of the first page."""
    word: str
    """``halaman`` in ``…/halaman/2/``."""
    number: int
    pages: int
    total: int
    """Stories on all pages."""
    stories: tuple[Teaser, ...]


class ListingContent(NamedTuple):
    """What :class:`~generator.views.ListingView` is made from."""

    heading: str
    slice: Slice


class TermFacts(NamedTuple):
    """What all pages of one term share; see :class:`~generator.views.TermView`."""

    taxonomy: str
    name: str
    full_name: str
    offices: tuple[Office, ...]
    region: TermRef | None
    parent: TermRef | None
    successor: TermRef | None
    ended: PartialDate | None
    former_names: tuple[str, ...]
    address: str | None
    website: str | None
    subregions: tuple[TermCount, ...]


class TermContent(NamedTuple):
    """What :class:`~generator.views.TermView` is made from."""

    facts: TermFacts
    profile: str
    slice: Slice


class SitemapContent(NamedTuple):
    """What :class:`~generator.views.SitemapView` is made from."""

    entries: tuple[tuple[Versions, tuple[Moment | None, ...]], ...]
    """Pages with the time of each version's last change, where that is known."""


class Page(NamedTuple):
    """One output file that a template makes, ready to be rendered."""

    path: str
    """Below the output folder."""
    template: str
    language: str
    """Whose :class:`~generator.views.Site` the template sees."""
    head: Head | None
    """None for files that are not HTML."""
    content: Any
    """One of the contents above, or a finished view."""
    source: str
    """The content file that it is chiefly made from; empty when there is none."""


class PlannedPage(NamedTuple):
    """One output file that a template makes, as far as it takes to know whether it has to be made again."""

    path: str
    template: str
    language: str
    source: str
    """These four as in :class:`Page`."""
    fingerprint: bytes
    """Of everything that :meth:`page` is made from."""
    make: Callable[[], tuple[Head | None, Any]]
    """Head and content. Uses nothing that the fingerprint does not cover."""

    def page(self) -> Page:
        """The page itself."""
        head, content = self.make()
        return Page(self.path, self.template, self.language, head, content, self.source)


class Media(NamedTuple):
    """One output file that is a copy of a content file."""

    path: str
    source: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a build is to have in its output folder."""

    sites: Mapping[str, Site]
    pages: tuple[PlannedPage, ...]
    media: tuple[Media, ...]
