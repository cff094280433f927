"""The tables of ``site.toml`` with what each key may hold, as immutable values."""

from __future__ import annotations

import difflib
import string
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlsplit

from msgspec import Struct

from warta import urls
from warta.config.languages import language_codes, places_in
from warta.config.tables import (
    Check,
    Wrong,
    one_of,
    some_of,
    table,
    text,
    web_address,
    whole,
    wrong,
    yes_or_no,
)
from warta.content.model import LISTED_KINDS, TAXONOMIES
from warta.diagnostics.catalogue import DEFAULT_LANGUAGE, MESSAGE_LANGUAGES
from warta.diagnostics.values import Position
from warta.i18n.moments import find_zone
from warta.markdown.engines import is_installed

__all__ = [
    "AGENDA",
    "CALENDAR",
    "DOCUMENTS",
    "FEED_CONTENTS",
    "FEED_FILES",
    "FEED_FORMATS",
    "MARKDOWN_ENGINES",
    "OWN_LISTS",
    "PREVIEW",
    "PUBLISHER_TYPES",
    "REGION_DATA",
    "Environment",
    "Feeds",
    "Markdown",
    "Moved",
    "NewStory",
    "OpenData",
    "Publisher",
    "Search",
    "Sections",
    "Sharing",
    "Site",
    "law",
    "new_address",
    "old_path",
]

FEED_FORMATS = ("atom", "rss", "json")
FEED_FILES = {"atom": "feed.xml", "rss": "rss.xml", "json": "feed.json"}
"""Names of the feeds in the folder of the page whose stories they have."""
CALENDAR = "agenda.ics"
"""Name of the calendar beside the agenda."""
AGENDA, DOCUMENTS = "agenda", "documents"
"""Lists of something else than stories."""
OWN_LISTS = ("speech", "announcement", "infographic", "photo-story", "fact-check")
FEED_CONTENTS = ("full", "summary")
REGION_DATA = ("indonesia", "own")
"""The regions that a site starts from: those that ship with Warta, or none but its own."""
PUBLISHER_TYPES = ("NewsMediaOrganization", "GovernmentOrganization")
"""Of schema.org."""
ENCODINGS = {"gzip": "gzip", "brotli": "brotli", "zstd": "zstandard"}
"""Ways in which texts can lie ready for readers, compressed → the module for each."""
MARKDOWN_ENGINES = ("markdown", "pyromark")


# --- What keys may hold -------------------------------------------------------------------------------


def _site_address(value: Any) -> Wrong | None:
    parts = urlsplit(value) if urls.is_web_url(value) else None
    well_formed = (
        parts is not None
        and not (parts.query or parts.fragment or parts.username)
        and not (parts.path.strip("/") and urls.path_problem(parts.path))
    )
    return text(value) or (None if well_formed else wrong("setting-base-url", value=value))


def _zone(value: Any) -> Wrong | None:
    return text(value) or (None if find_zone(value) else wrong("setting-timezone", value=value))


def _engine(value: Any) -> Wrong | None:
    refused = one_of(*MARKDOWN_ENGINES)(value)
    return refused or (None if is_installed(value) else wrong("engine-missing", engine=value))


def _encodings(value: Any) -> Wrong | None:
    """A list of encodings whose libraries are installed."""
    refused = some_of(*ENCODINGS)(value)
    missing = () if refused else [each for each in value if find_spec(ENCODINGS[each]) is None]
    return refused or (
        wrong("precompress-missing", encoding=missing[0], package=ENCODINGS[missing[0]]) if missing else None
    )


def _contact(value: Any) -> Wrong | None:
    return web_address(value) if isinstance(value, str) and ":" in value else text(value)


def law(value: Any) -> Wrong | None:
    """An address with ``{number}`` and ``{year}``, and no form for what is filled in."""
    if refused := text(value):
        return refused
    if places_in(value) == {"number", "year"}:
        plain = all(not form and not way for _, _, form, way in string.Formatter().parse(value))
        if plain and urls.is_web_url(value.format(number="5", year="2014")):
            return None
    return wrong("setting-law", value=value)


def _any_text(value: Any) -> Wrong | None:
    return None if isinstance(value, str) else wrong("setting-expected-text")


def _sections(*known: str) -> Check:
    """A list of some of these words, each once; the first that is none is named."""

    def check(value: Any) -> Wrong | None:
        if not isinstance(value, list):
            return wrong("setting-some-of", choices=", ".join(known), example=known[0])
        for number, name in enumerate(value):
            if name not in known or name in value[:number]:
                close = difflib.get_close_matches(str(name), known, n=1, cutoff=0.6)
                example = close[0] if close and name not in known else known[0]
                return wrong("setting-section", value=str(name), choices=", ".join(known), example=example)
        return None

    return check


def old_path(value: str) -> Wrong | None:
    """A path from the site's root."""
    if not urls.path_problem(value):
        return None
    return wrong("redirect-pattern" if "*" in value else "redirect-old", value=value)


def new_address(value: Any) -> Wrong | None:
    """Such a path, or a web address."""
    if refused := text(value):
        return refused
    is_good = urls.is_web_url(value) or urls.path_problem(urls.decoded(value)) is None
    return None if is_good else wrong("redirect-target", value=value)


# --- Tables -------------------------------------------------------------------------------------------


class Publisher(Struct, frozen=True):
    """Who answers for the site."""

    name: Annotated[str, text]
    url: Annotated[str | None, web_address] = None
    contact: Annotated[str | None, _contact] = None
    """An e-mail address or web address for readers."""
    type: Annotated[str, one_of(*PUBLISHER_TYPES)] = PUBLISHER_TYPES[0]


class Feeds(Struct, frozen=True):
    """What is written for feed readers and other newsrooms."""

    formats: Annotated[tuple[str, ...], some_of(*FEED_FORMATS)] = FEED_FORMATS
    """Of a language's own feed. The first is the one that pages link to."""
    content: Annotated[str, one_of(*FEED_CONTENTS)] = "full"
    """Whether it carries whole stories or summaries."""
    terms: Annotated[tuple[str, ...], some_of(*TAXONOMIES, or_none=True)] = TAXONOMIES
    """The taxonomies whose terms have feeds of their own."""
    term_formats: Annotated[tuple[str, ...], some_of(*FEED_FORMATS)] = FEED_FORMATS[:1]
    term_content: Annotated[str, one_of(*FEED_CONTENTS)] = "summary"
    """These two as above, of the feeds of terms."""
    entries: Annotated[int, whole("setting-entries", 1, 200)] = 30
    """Stories in a feed."""
    ninjs: Annotated[bool, yes_or_no] = True
    """Whether every story is there as a ninjs file too."""
    hub: Annotated[str | None, web_address] = None
    """Address of a WebSub hub."""

    @property
    def full(self) -> bool:
        """Whether a language's own feed carries whole stories."""
        return self.content == "full"

    @property
    def term_full(self) -> bool:
        """Whether the feeds of terms do."""
        return self.term_content == "full"


class Sections(Struct, frozen=True):
    """The lists that a site has besides that of all news."""

    kinds: Annotated[tuple[str, ...], _sections(*LISTED_KINDS)] = OWN_LISTS
    """Kinds of stories with a list and a feed of their own, as soon as there is such a story."""
    agenda: Annotated[bool, yes_or_no] = True
    """Whether the events of stories are a page and a calendar too, as soon as there is one."""
    documents: Annotated[bool, yes_or_no] = True
    """Whether the documents of stories and standing pages are a list, as soon as there is one."""
    menu: Annotated[tuple[str, ...], _sections(*LISTED_KINDS, AGENDA, DOCUMENTS)] = ()
    """What stands in the main menu, in its order: these lists are there without a story too."""

    @property
    def all(self) -> tuple[str, ...]:
        """All kinds with a list."""
        return tuple([kind for kind in LISTED_KINDS if kind in self.kinds or kind in self.menu])

    @property
    def passing(self) -> tuple[str, ...]:
        """Those whose lists are there as long as there is such a story; agenda and documents likewise."""
        others = [name for name, on in ((AGENDA, self.agenda), (DOCUMENTS, self.documents)) if on]
        return tuple([name for name in (*self.all, *others) if name not in self.menu])

    def has(self, name: str) -> bool:
        """Whether there can be the list of a kind, the agenda or the documents."""
        return name in self.menu or name in self.passing


class Search(Struct, frozen=True):
    """Whether readers can search."""

    enabled: Annotated[bool, yes_or_no] = False


class Sharing(Struct, frozen=True):
    """What is written for search engines and social media."""

    cards: Annotated[bool, yes_or_no] = True
    """Whether stories without a picture get one that is drawn from their title."""
    news_sitemap: Annotated[bool, yes_or_no] = True


class OpenData(Struct, frozen=True):
    """Whether the stories are published as tables, for data portals."""

    enabled: Annotated[bool, yes_or_no] = False
    license: Annotated[str | None, web_address] = None
    """Address of the licence that they are under."""


class Markdown(Struct, frozen=True):
    """How texts are read."""

    engine: Annotated[str, _engine] = MARKDOWN_ENGINES[0]


class NewStory(Struct, frozen=True):
    """What ``warta new`` puts into a story unless told otherwise: ids or names."""

    agency: Annotated[str, text] = ""
    region: Annotated[str, text] = ""


class Environment(Struct, frozen=True):
    """Another place for the same site: what is different there."""

    base_url: Annotated[str, _site_address] = ""
    """Empty: as the site's own."""
    noindex: Annotated[bool, yes_or_no] = False
    """Whether search engines are asked to leave it out."""
    preview: Annotated[bool, yes_or_no] = False
    """Whether a notice on every page says that it is not published yet, in place of the site's own."""


PREVIEW = {"preview": Environment(noindex=True, preview=True)}
"""The environments that every site has: what the one is that a change is looked at in before it is public."""


class Moved(NamedTuple):
    """An old address and where it leads, as ``[redirects]`` has them."""

    old: str
    """A path from the site's root."""
    target: str
    """Such a path, or a web address."""
    position: Position


class Site(Struct, frozen=True, kw_only=True):
    """What is in no table, and the tables."""

    title: Annotated[str, _any_text] = ""
    description: Annotated[str, _any_text] = ""
    base_url: Annotated[str, _site_address]
    timezone: Annotated[str, _zone] = "Asia/Jakarta"
    languages: Annotated[tuple[str, ...], language_codes]
    language: Annotated[Mapping[str, Any], table] = {}
    message_language: Annotated[str, one_of(*MESSAGE_LANGUAGES)] = DEFAULT_LANGUAGE
    page_size: Annotated[int, whole("setting-page-size", 1, 200)] = 20
    regions: Annotated[str, one_of(*REGION_DATA)] = REGION_DATA[0]
    country: Annotated[str, text] = ""
    region: Annotated[str, text] = ""
    precompress: Annotated[tuple[str, ...], _encodings] = ()
    publisher: Annotated[Mapping[str, Any], table] = {}
    markdown: Annotated[Mapping[str, Any], table] = {}
    new: Annotated[Mapping[str, Any], table] = {}
    check: Annotated[Mapping[str, Any], table] = {}
    feeds: Annotated[Mapping[str, Any], table] = {}
    sharing: Annotated[Mapping[str, Any], table] = {}
    search: Annotated[Mapping[str, Any], table] = {}
    open_data: Annotated[Mapping[str, Any], table] = {}
    laws: Annotated[Mapping[str, Any], table] = {}
    redirects: Annotated[Mapping[str, Any], table] = {}
    environment: Annotated[Mapping[str, Any], table] = {}
    menu: Annotated[Mapping[str, Any], table] = {}
    footer: Annotated[Mapping[str, Any], table] = {}
    contact: Annotated[Mapping[str, Any], table] = {}
    social: Annotated[Mapping[str, Any], table] = {}
    security: Annotated[Mapping[str, Any], table] = {}
    theme: Annotated[Mapping[str, Any], table] = {}
    banner: Annotated[Mapping[str, Any], table] = {}
    front: Annotated[Mapping[str, Any], table] = {}
    sections: Annotated[Mapping[str, Any], table] = {}
    deploy: Annotated[Mapping[str, Any], table] = {}
