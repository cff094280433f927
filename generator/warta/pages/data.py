"""Pages as data: the fingerprint of all that a page is made from, then, where it is due, that data itself.

A build plans every page each time but renders few, so planning one costs a few
microseconds: a digest over the digests of its parts, and a function that puts
the parts together. What it gives is compact; :mod:`warta.render.views` makes
the template's view from it alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from warta.i18n.languages import Language
from warta.i18n.moments import Moment, PartialDate
from warta.markdown.annotations import NO_AIDS, Aids
from warta.media.values import Media
from warta.views.models import (
    Activity,
    Change,
    Event,
    File,
    Link,
    MapPosition,
    Office,
    Picture,
    Quotation,
    Site,
    SourceOutlet,
    Speaker,
    Teaser,
    TermCount,
    TermGroup,
    TermRef,
)

__all__ = [
    "CARD",
    "FEED_JSON",
    "NINJS",
    "NINJS_LATEST",
    "WRITERS",
    "Aids",
    "FeedContent",
    "FeedItem",
    "Head",
    "LatestContent",
    "ListingContent",
    "OpmlContent",
    "Page",
    "Plan",
    "PlannedPage",
    "PostContent",
    "SearchIndex",
    "SearchStory",
    "SitemapContent",
    "Slice",
    "Target",
    "TermContent",
    "TermFacts",
    "TermSurroundings",
    "Trail",
    "Versions",
]


Target = str | Picture | File | None
"""What stands in the place of a link in a text: an address, or a file and what is known of it.

None for a link to what is not public, whose words alone are shown.
"""

FEED_JSON, NINJS, NINJS_LATEST, CARD = "feed.json", "ninjs.json", "ninjs-latest.json", "card.png"
WRITERS = {FEED_JSON: "_syndicated.html", NINJS: "_syndicated.html", NINJS_LATEST: "", CARD: ""}
"""What the program writes without a template of that name, and the template that it uses on the way."""


class Versions(NamedTuple):
    """The same page in all languages that have it."""

    urls: tuple[tuple[str, str], ...]
    """(language, URL path) in the order of the site's languages."""


class Trail(NamedTuple):
    """Breadcrumbs."""

    links: tuple[Link, ...]


class Head(NamedTuple):
    """What :class:`~warta.views.models.PageHead` is made from."""

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
    feeds: tuple[str, ...] = ()
    """URL paths of the feeds that the page has for itself, in the order of the site's formats."""


class PostContent(NamedTuple):
    """What :class:`~warta.views.models.PostView` is made from, and the body that goes with it."""

    path: str
    digest: str
    """Of the post's file: stands for its HTML."""
    targets: tuple[Target, ...]
    """What the links and pictures in the text lead to, in order."""
    quotes: tuple[Speaker, ...]
    """Who is quoted in the text, in order."""
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
    card: str = ""
    """URL path of the card that stands for a picture; empty when there is none."""
    words: int = 0
    """In the text."""
    aids: Aids = NO_AIDS
    """What is explained and linked in the text, for readers of the page."""


class FeedItem(NamedTuple):
    """What :class:`~warta.views.models.FeedEntry` is made from."""

    teaser: Teaser
    targets: tuple[Target, ...]
    """What the links and pictures in the text lead to, in order."""
    quotes: tuple[Speaker, ...]
    """Who is quoted in the text, in order."""
    tags: tuple[TermRef, ...]
    author: str
    changes: tuple[Change, ...]


class FeedContent(NamedTuple):
    """What :class:`~warta.views.models.FeedView` is made from, in whichever format."""

    name: str
    url: str
    """Of the feed itself."""
    page: str
    """Of the page whose stories it has."""
    description: str
    hub: str | None
    full: bool
    """Whether the stories' texts go with it."""
    items: tuple[FeedItem, ...]


class LatestContent(NamedTuple):
    """What the collection of the newest stories for other newsrooms is made from."""

    url: str
    name: str
    stories: tuple[Teaser, ...]


class OpmlContent(NamedTuple):
    """What :class:`~warta.views.models.OpmlView` is made from."""

    title: str
    file: str
    """Name of a feed's file in the folder of its page."""
    groups: tuple[tuple[str, str, tuple[tuple[str, tuple[TermRef, ...]], ...]], ...]
    """For each language: the site's name in it, its home page, its terms under the names of their kinds."""


class SearchStory(NamedTuple):
    """What readers can search a story by besides its text, and what a result shows of it."""

    url: str
    title: str
    date: str
    """As results show it."""
    day: str
    """To sort by: ``2024-11-14``."""
    filters: tuple[tuple[str, tuple[str, ...]], ...]
    """Kind of filter, in the order to show, and the story's values."""
    names: tuple[str, ...]
    """All that its agencies, regions with those above them, speakers and topics are called. Never shown."""
    targets: tuple[Target, ...]
    quotes: tuple[Speaker, ...]
    """These two as in :class:`PostContent`."""


class SearchIndex(NamedTuple):
    """The files that the search page of one language fetches; written together or not at all."""

    language: Language
    folder: str
    """Where they are, below the output folder, with a final slash."""
    fingerprint: bytes
    """Of all that they are made from."""
    make: Callable[[], tuple[SearchStory, ...]]
    texts: tuple[str, ...]
    """The content files of the same stories."""


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
    """What :class:`~warta.views.models.ListingView` is made from."""

    heading: str
    slice: Slice


class TermFacts(NamedTuple):
    """What all pages of one term share; see :class:`~warta.views.models.TermView`."""

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
    description: str


class TermSurroundings(NamedTuple):
    """What stands around the stories of a term; see :class:`~warta.views.models.TermView`."""

    groups: tuple[TermGroup, ...] = ()
    activity: Activity | None = None
    agencies: tuple[TermCount, ...] = ()
    position: MapPosition | None = None
    quotations: tuple[Quotation, ...] = ()


class TermContent(NamedTuple):
    """What :class:`~warta.views.models.TermView` is made from."""

    facts: TermFacts
    profile: str
    slice: Slice
    surroundings: TermSurroundings


class SitemapContent(NamedTuple):
    """What :class:`~warta.views.models.SitemapView` is made from."""

    entries: tuple[tuple[Versions, tuple[Moment | None, ...]], ...]
    """Pages with the time of each version's last change, where that is known."""


class Page(NamedTuple):
    """One output file that a template makes, ready to be rendered."""

    path: str
    """Below the output folder."""
    template: str
    language: str
    """Whose :class:`~warta.views.models.Site` the template sees."""
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
    texts: tuple[str, ...] = ()
    """The content files whose HTML goes into it, in order. Fetched when it is rendered."""

    def page(self) -> Page:
        """The page itself."""
        head, content = self.make()
        return Page(self.path, self.template, self.language, head, content, self.source)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a build is to have in its output folder."""

    sites: Mapping[str, Site]
    pages: tuple[PlannedPage, ...]
    media: tuple[Media, ...]
    search: tuple[SearchIndex, ...] = ()
