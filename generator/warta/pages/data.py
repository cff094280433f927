"""Pages as values: what is planned, with its fingerprint, and what is rendered.

A build plans every page each time but renders few. So planning one costs a few microseconds: a digest over
the digests of what it is made from, and a function that makes its head and its view when it is due.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from msgspec import Struct

from warta.i18n.languages import Language
from warta.i18n.moments import Moment
from warta.markdown.annotations import NO_ANNOTATIONS, Annotations
from warta.media.values import Media
from warta.pages.reach import MapFile
from warta.views.media import File, Picture
from warta.views.references import Speaker
from warta.views.site import PageHead, Site

__all__ = [
    "CARD",
    "CSV",
    "ICALENDAR",
    "JSON",
    "JSON_FEED",
    "NINJS",
    "TEMPLATE",
    "Body",
    "Made",
    "Page",
    "Plan",
    "PlannedPage",
    "SearchIndex",
    "SearchStory",
    "Target",
    "Versions",
]

TEMPLATE, JSON, CSV = "template", "json", "csv"
"""The writer of a page is its template, or its view is written as it is: as JSON, or its rows as CSV."""
JSON_FEED, NINJS, CARD, ICALENDAR = "json feed", "ninjs", "card", "icalendar"
"""Writers of their own kind: see ``render.writers``."""

Target = str | Picture | File | None
"""What a link in a text leads to: an address, or a file and what is known of it.

None for a link to what is not public, whose words alone are shown.
"""

Versions = tuple[tuple[str, str], ...]
"""The same page in all languages that have it: language and URL path, in the site's order of languages."""


class Body(NamedTuple):
    """What is put into the text of a story when it is rendered."""

    targets: tuple[Target, ...]
    """What the links and pictures in the text lead to, in order."""
    quotes: tuple[Speaker, ...]
    """Who is quoted in the text, in order."""
    annotations: Annotations = NO_ANNOTATIONS
    """What is explained and linked for readers of the page."""
    eager: bool = False
    """Whether a picture that the text starts with is at the head of the page."""
    large: bool = False
    """Whether pictures of galleries are shown one below the other, as wide as the text."""
    elsewhere: str = ""
    """The full address of the story, for a text that is shown outside the site; empty on its own page."""
    withdrawn: bool = False
    """Whether nothing of the text is shown."""


class Made(NamedTuple):
    """What a page is rendered from, besides the texts of stories."""

    head: PageHead | None
    """None for files that are not HTML."""
    view: Any
    """What the template sees; a value that JSON has for the writer of JSON."""
    bodies: tuple[Body, ...] = ()
    """One for each of the texts."""


class Page(NamedTuple):
    """One output file, ready to be rendered."""

    path: str
    """Below the output folder."""
    template: str
    """Empty when none is used."""
    language: str
    """Whose :class:`~warta.views.site.Site` the template sees."""
    source: str
    """The content file that it is chiefly made from; empty when there is none."""
    writer: str
    head: PageHead | None
    view: Any
    bodies: tuple[Body, ...]
    """These three as in :class:`Made`."""


class PlannedPage(NamedTuple):
    """One output file: enough to decide whether to render it again."""

    path: str
    template: str
    language: str
    source: str
    """These four as in :class:`Page`."""
    fingerprint: bytes
    """Of everything that :meth:`page` is made from."""
    make: Callable[[], Made]
    """Uses nothing that the fingerprint does not cover."""
    texts: tuple[str, ...] = ()
    """The content files whose HTML goes into it, in order. Fetched when it is rendered."""
    writer: str = TEMPLATE

    def page(self) -> Page:
        """The page itself."""
        return Page(self.path, self.template, self.language, self.source, self.writer, *self.make())


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
    body: Body
    summary: str = ""
    """The writer's, or the start of the text."""
    agency: str = ""
    """Shown with a result: the first, and how many more."""
    picture: str = ""
    """URL path of the smallest file of the story's picture; empty without one."""


class SearchIndex(NamedTuple):
    """A part of what the search page of one language fetches: its files belong together."""

    language: Language
    folder: str
    """Where they are, below the output folder, with a final slash."""
    fingerprint: bytes
    """Of all that they are made from."""
    make: Callable[[], tuple[SearchStory, ...]]
    texts: tuple[str, ...]
    """The content files of the same stories."""
    has_program: bool = True
    """Whether the program that searches is with it: one part of a language has it for all."""


class Plan(Struct, frozen=True):
    """Everything a build is to have in its output folder, or what of it an edit reaches."""

    sites: Mapping[str, Site]
    pages: tuple[PlannedPage, ...]
    media: tuple[Media, ...]
    search: tuple[SearchIndex, ...]
    besides: bytes
    """Digest of all that the pages are made from besides the stories; empty for a plan of an edit."""
    maps: Mapping[MapFile, Moment | None]
    """The site maps of stories and listings, and the last change of a story in each."""
    anchored: frozenset[str] = frozenset()
    """The addresses of pages to whose places texts lead, or that are not there yet."""
    sought: frozenset[str] = frozenset()
    """The output paths of files that are no pages to which something leads, each as a path may mean them."""
    documents: Mapping[tuple[Any, ...], Versions] = {}
    """The lists of documents: which they are, and where."""
    at_other_times: tuple[str, ...] = ()
    """The paths of pages that there are at other times."""
