"""``site.toml`` as one immutable value."""

from __future__ import annotations

import difflib
import re
import string
import tomllib
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, tzinfo
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlsplit

from msgspec import Struct, structs

from warta import urls
from warta.config.banner import BannerSettings, read_banner
from warta.config.contact import Contact, Security, read_contact, read_security, read_social
from warta.config.deploy import Target, read_targets
from warta.config.front import Front, read_front
from warta.config.languages import language_codes, places_in, read_languages
from warta.config.menus import LocalTexts, Menu, read_menu
from warta.config.rules import CheckSettings, read_check_settings
from warta.config.tables import (
    CONFIG_FILE,
    Check,
    Tables,
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
from warta.config.theme import ThemeSettings
from warta.content.model import LISTED_KINDS, TAXONOMIES
from warta.content.parsing import ParseOptions
from warta.diagnostics.catalogue import DEFAULT_LANGUAGE, MESSAGE_LANGUAGES
from warta.diagnostics.values import Diagnostic, Position, error, has_errors
from warta.i18n.languages import Language
from warta.i18n.moments import find_zone
from warta.markdown.engines import is_installed
from warta.markdown.laws import LAWS, LOCAL_LAWS
from warta.urls import Addresses

__all__ = [
    "AGENDA",
    "CONFIG_FILE",
    "FEED_FORMATS",
    "Config",
    "Feeds",
    "Moved",
    "OpenData",
    "Publisher",
    "Search",
    "Sections",
    "Sharing",
    "parse_config",
]

FEED_FORMATS = ("atom", "rss", "json")
AGENDA = "agenda"
OWN_LISTS = ("speech", "announcement", "infographic", "photo-story", "fact-check")
FEED_CONTENTS = ("full", "summary")
REGION_DATA = ("indonesia", "own")
"""The regions that a site starts from: those that ship with Warta, or none but its own."""
PUBLISHER_TYPES = ("NewsMediaOrganization", "GovernmentOrganization")
"""Of schema.org."""
MARKDOWN_ENGINES = ("markdown", "pyromark")
_LOCATION = re.compile(r"\(at line (\d+), column (\d+)\)|\(at end of document\)")


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


def _contact(value: Any) -> Wrong | None:
    return web_address(value) if isinstance(value, str) and ":" in value else text(value)


def _law(value: Any) -> Wrong | None:
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


def _old_path(value: str) -> Wrong | None:
    return wrong("redirect-old", value=value) if urls.path_problem(value) else None


def _new_address(value: Any) -> Wrong | None:
    if refused := text(value):
        return refused
    is_good = urls.is_web_url(value) or urls.path_problem(value) is None
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
    menu: Annotated[tuple[str, ...], _sections(*LISTED_KINDS, AGENDA)] = ()
    """What stands in the main menu, in its order: these lists are there without a story too."""

    @property
    def all(self) -> tuple[str, ...]:
        """All kinds with a list."""
        return tuple([kind for kind in LISTED_KINDS if kind in self.kinds or kind in self.menu])

    @property
    def passing(self) -> tuple[str, ...]:
        """Those whose lists are there as long as there is such a story, and the agenda likewise."""
        lists = [kind for kind in self.all if kind not in self.menu]
        return (*lists, AGENDA) if self.agenda and AGENDA not in self.menu else tuple(lists)


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


class Config(Struct, frozen=True):
    """A site's settings, checked."""

    base_url: str
    """Absolute, without a final slash."""
    own: str
    """The one that ``site.toml`` gives: links that spell it out are links within the site."""
    timezone: str
    zone: tzinfo
    languages: tuple[Language, ...]
    """The canonical language first."""
    titles: Mapping[str, str]
    """Site title per language."""
    descriptions: Mapping[str, str]
    publisher: Publisher
    page_size: int
    """Stories on one page of a listing."""
    message_language: str
    """One of :data:`~warta.diagnostics.catalogue.MESSAGE_LANGUAGES`."""
    markdown_engine: str
    check: CheckSettings
    """What the site has decided about the rules."""
    feeds: Feeds
    sharing: Sharing
    search: Search
    sections: Sections
    open_data: OpenData
    laws: tuple[tuple[str, str], ...]
    """Kind of rule and the pattern of its texts' addresses; see :class:`warta.markdown.laws.Citation`."""
    redirects: tuple[Moved, ...] = ()
    """Old addresses that belong to no story or term."""
    front: Front = Front()
    """What stands on the front page."""
    noindex: bool = False
    """Whether search engines are asked to leave the whole site out."""
    untranslated: frozenset[str] = frozenset()
    """The languages whose listings show cards of stories that have not been translated into them."""
    menu: Menu = Menu()
    footer: Menu = Menu()
    contact: Contact = Contact()
    social: LocalTexts = ()
    """Name and address of the agency's pages at social networks."""
    security: Security | None = None
    new_agency: str = ""
    """What ``warta new`` puts into a story unless told otherwise: an id or a name."""
    new_region: str = ""
    theme: ThemeSettings = ThemeSettings()
    banner: BannerSettings = BannerSettings()
    own_regions: bool = False
    """Whether the site has no regions but those of its registry."""
    country: str = "indonesia"
    """The id of the region that is the whole country; its stories are national news. May name none."""
    targets: Mapping[str, Target] = {}
    """Name → where ``warta deploy`` sends the site."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The language codes, the canonical one first."""
        return tuple(language.code for language in self.languages)

    @property
    def parse_options(self) -> ParseOptions:
        """The settings that a parse result depends on."""
        return ParseOptions(self.codes, self.timezone, self.markdown_engine, self.own)

    def language(self, code: str) -> Language:
        """The language of that code."""
        return next(language for language in self.languages if language.code == code)

    def language_of(self, path: str) -> str:
        """The language that an address belongs to: the one whose prefix it has, else the first."""
        return next((code for code in self.codes if path.startswith(f"/{code}/")), self.codes[0])

    @property
    def addresses(self) -> Addresses:
        """Where everything lives."""
        parts = urlsplit(self.base_url)
        return Addresses(
            f"{parts.scheme}://{parts.netloc}",
            parts.path.rstrip("/"),
            {language.code: dict(language.paths) for language in self.languages},
        )


# --- Reading ------------------------------------------------------------------------------------------


def parse_config(
    source: str,
    base_url: str | None = None,
    rules: Callable[[], Collection[str]] | None = None,
    environment: str | None = None,
) -> tuple[Config | None, tuple[Diagnostic, ...]]:
    """Read ``site.toml``. ``base_url`` takes the place of the file's own and of the environment's.

    ``environment`` names a table ``[environment.NAME]``.

    ``rules`` gives the names that ``[check]`` may use, when it uses some; None: it is not looked at.
    """
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as problem:
        return None, (_syntax_error(problem, source),)
    own = data.get("base_url")
    tables = Tables(source)
    chosen = _environment(tables, data.get("environment"), environment)
    if wanted := base_url if base_url is not None else chosen.base_url:
        data["base_url"] = wanted
    config = _config(tables, data, rules, own=own if isinstance(own, str) else "")
    if config is not None and chosen.noindex:
        config = structs.replace(config, noindex=True)
    return None if has_errors(tables.diagnostics) else config, tuple(tables.diagnostics)


def _environment(tables: Tables, given: Any, name: str | None) -> Environment:
    """The environment of that name; all that there are are read."""
    known = given if isinstance(given, Mapping) else {}
    read = {
        each: tables.read(Environment, f"environment.{each}", values) or Environment()
        for each, values in known.items()
        if tables.is_right("environment", each, table(values))
    }
    if name is not None and name not in known:
        tables.report("environment-unknown", "environment", name, known=", ".join(known) or "–")
    return read.get(name, Environment()) if name is not None else Environment()


def _syntax_error(problem: tomllib.TOMLDecodeError, source: str) -> Diagnostic:
    found = _LOCATION.search(str(problem))
    if found and found[1]:
        position = Position(int(found[1]), int(found[2]))
    else:
        position = Position(source.count("\n") + 1, 1)
    what = _LOCATION.sub("", str(problem)).strip()
    return error("toml-syntax", CONFIG_FILE, position, problem=what)


def _config(
    tables: Tables, data: Mapping[str, Any], rules: Callable[[], Collection[str]] | None, *, own: str
) -> Config | None:
    """The settings; None when something is missing that all else hangs on. All tables are read."""
    site = tables.read(Site, "", data)
    given = {name: value if isinstance(value, Mapping) else {} for name, value in data.items()}

    def part(name: str) -> Mapping[str, Any]:
        return given.get(name, {})

    publisher = tables.read(Publisher, "publisher", part("publisher"))
    markdown = tables.read(Markdown, "markdown", part("markdown")) or Markdown()
    new = tables.read(NewStory, "new", part("new")) or NewStory()
    feeds = _feeds(tables, part("feeds"))
    sharing = tables.read(Sharing, "sharing", part("sharing")) or Sharing()
    search = tables.read(Search, "search", part("search")) or Search()
    sections = tables.read(Sections, "sections", part("sections")) or Sections()
    open_data = tables.read(OpenData, "open_data", part("open_data")) or OpenData()
    check = read_check_settings(tables, part("check"), rules)
    laws = _laws(tables, part("laws"))
    theme = tables.read(ThemeSettings, "theme", part("theme")) or ThemeSettings()
    targets = read_targets(tables, part("deploy"))
    front = read_front(tables, part("front"))
    codes, overrides = data.get("languages", []), part("language")
    languages = () if language_codes(codes) else read_languages(tables, codes, overrides)
    known = [each.code for each in languages]
    menus = [read_menu(tables, name, part(name), known) if known else Menu() for name in ("menu", "footer")]
    contact = read_contact(tables, part("contact"), known) if known else Contact()
    social = read_social(tables, part("social"))
    texts = {each.code: overrides.get(each.code, {}) for each in languages}
    zone = find_zone(site.timezone) if site is not None else None
    security = read_security(tables, part("security"), zone or UTC) if "security" in data else None
    banner = read_banner(tables, part("banner"), known, zone)
    if site is None or publisher is None or zone is None or not languages:
        return None
    titles = {each.code: _local(data, texts[each.code], "title") for each in languages}
    if not all(titles.values()):
        tables.report("missing-setting", "", "title")
    return Config(
        base_url=site.base_url.rstrip("/"),
        own=own.rstrip("/"),
        timezone=site.timezone,
        zone=zone,
        languages=languages,
        titles=titles,
        descriptions={each.code: _local(data, texts[each.code], "description") for each in languages},
        publisher=publisher,
        page_size=site.page_size,
        message_language=site.message_language,
        markdown_engine=markdown.engine,
        check=check,
        feeds=feeds,
        sharing=sharing,
        search=search,
        sections=sections,
        open_data=open_data,
        laws=laws,
        front=front,
        redirects=_redirects(tables, part("redirects")),
        untranslated=frozenset(code for code, table in texts.items() if table.get("untranslated") == "card"),
        menu=menus[0],
        footer=menus[1],
        contact=contact,
        social=social,
        security=security,
        new_agency=new.agency,
        new_region=new.region,
        theme=theme,
        banner=banner,
        own_regions=site.regions == "own",
        country=site.country or ("" if site.regions == "own" else site.regions),
        targets=targets,
    )


def _local(site: Mapping[str, Any], language: Mapping[str, Any], key: str) -> str:
    """``[language.X] key``, else the site-wide one, else empty."""
    found = language.get(key, site.get(key, ""))
    return found if isinstance(found, str) else ""


def _feeds(tables: Tables, given: Mapping[str, Any]) -> Feeds:
    """``[feeds]``. Formats and content that are given hold for terms too, unless theirs are given."""
    feeds = tables.read(Feeds, "feeds", given) or Feeds()
    shared = [key for key in ("formats", "content") if key in given and f"term_{key}" not in given]
    return structs.replace(feeds, **{f"term_{key}": getattr(feeds, key) for key in shared})


def _redirects(tables: Tables, moved: Mapping[str, Any]) -> tuple[Moved, ...]:
    """``[redirects]``: old address = new one."""
    return tuple(
        Moved(old, target.strip(), tables.position("redirects", old))
        for old, target in moved.items()
        if tables.is_right("redirects", old, _old_path(old) or _new_address(target))
    )


def _laws(tables: Tables, laws: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """``[laws]``: kind of rule = address with ``{number}`` and ``{year}``.

    Of a rule-maker's own rules such an address, or a table with one for each rule-maker.
    """
    good: dict[str, str] = {}
    for kind, given in laws.items():
        if not tables.is_known("laws", kind, (*LAWS, *LOCAL_LAWS)):
            continue
        if kind in LOCAL_LAWS and isinstance(given, Mapping):
            for maker, pattern in given.items():
                if tables.is_right(f"laws.{kind}", maker, text(maker) or _law(pattern)):
                    good[f"{kind}:{' '.join(maker.split())}"] = pattern
        elif tables.is_right("laws", kind, _law(given)):
            good[kind] = given
    order = [*LAWS, *LOCAL_LAWS]
    return tuple(sorted(good.items(), key=lambda each: (order.index(each[0].partition(":")[0]), each)))
