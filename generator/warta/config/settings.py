"""``site.toml`` as one immutable value."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, tzinfo
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct, structs

from warta.config.banner import BannerSettings, read_banner
from warta.config.contact import Contact, Security, read_contact, read_security, read_social
from warta.config.deploy import Target, read_targets
from warta.config.front import Front, read_front
from warta.config.languages import language_codes, read_languages
from warta.config.menus import LocalTexts, Menu, read_menu, texts_of
from warta.config.rules import CheckSettings, read_check_settings
from warta.config.site_tables import (
    PREVIEW,
    Environment,
    Feeds,
    Markdown,
    Moved,
    NewStory,
    OpenData,
    Publisher,
    Search,
    Sections,
    Sharing,
    Site,
    law,
    new_address,
    old_path,
)
from warta.config.syntax import syntax_error
from warta.config.tables import (
    CONFIG_FILE,
    Tables,
    Wrong,
    local_text,
    table,
    wrong,
)
from warta.config.theme import ThemeSettings
from warta.config.userinfo import report_secrets
from warta.content.parsed import ParseOptions
from warta.diagnostics.values import Diagnostic, Position, error, has_errors
from warta.i18n.languages import Language
from warta.i18n.moments import find_zone
from warta.markdown.laws import LAWS, LOCAL_LAWS
from warta.urls import Addresses, decoded, is_web_url, own_path, path_problem

__all__ = ["Config", "parse_config"]


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
    publisher_names: Mapping[str, str]
    """Its name per language; ``publisher`` has that of the canonical one."""
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
    region: str = ""
    """The id of the region that the site is about; empty for the whole country."""
    precompress: tuple[str, ...] = ()
    """Encodings in which texts lie ready beside themselves."""
    where: Mapping[str, Position] = {}
    """Where ``site.toml`` names regions, by key: whether there are such is known only when all are."""
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
        return None, (syntax_error(problem, source),)
    own = data.get("base_url")
    tables = Tables(source)
    chosen = _environment(tables, data.get("environment"), environment)
    if wanted := base_url if base_url is not None else chosen.base_url:
        data["base_url"] = wanted
    config = _config(tables, data, rules, own=own if isinstance(own, str) else "")
    if config is not None and chosen.noindex:
        config = structs.replace(config, noindex=True)
    if config is not None and chosen.preview:
        texts = {language.code: str(language.strings["preview"]) for language in config.languages}
        config = structs.replace(config, banner=BannerSettings(texts))
    report_secrets(tables, data)
    return None if has_errors(tables.diagnostics) else config, tuple(tables.diagnostics)


def _environment(tables: Tables, given: Any, name: str | None) -> Environment:
    """The environment of that name; all that there are are read."""
    own = given if isinstance(given, Mapping) else {}
    known = {**PREVIEW, **own}
    read = PREVIEW | {
        each: tables.read(Environment, f"environment.{each}", values) or Environment()
        for each, values in own.items()
        if tables.is_right("environment", each, table(values))
    }
    if name is not None and name not in known:
        # Named on the command line: no line of the file is wrong.
        tables.diagnostics.append(
            error(
                "environment-unknown", CONFIG_FILE, key=f"environment.{name}", known=", ".join(known) or "–"
            )
        )
    return read.get(name, Environment()) if name is not None else Environment()


def _config(
    tables: Tables, data: Mapping[str, Any], rules: Callable[[], Collection[str]] | None, *, own: str
) -> Config | None:
    """The settings; None when something is missing that all else hangs on. All tables are read."""
    site = tables.read(Site, "", data)
    given = {name: value if isinstance(value, Mapping) else {} for name, value in data.items()}

    def part(name: str) -> Mapping[str, Any]:
        return given.get(name, {})

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
    targets = read_targets(tables, part("deploy"), {**PREVIEW, **part("environment")})
    front = read_front(tables, part("front"))
    codes, overrides = data.get("languages", []), part("language")
    languages = () if language_codes(codes) else read_languages(tables, codes, overrides)
    known = [each.code for each in languages]
    publisher, publisher_names = _publisher(tables, part("publisher"), known)
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
        publisher_names=publisher_names,
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
        redirects=_redirects(tables, part("redirects"), (site.base_url, own)),
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
        region=site.region,
        precompress=site.precompress,
        where={
            **{key: tables.position("", key) for key in ("country", "region") if key in data},
            **{f"new.{key}": tables.position("new", key) for key in part("new")},
        },
        targets=targets,
    )


def _local(site: Mapping[str, Any], language: Mapping[str, Any], key: str) -> str:
    """``[language.X] key``, else the site-wide one, else empty."""
    found = language.get(key, site.get(key, ""))
    return found if isinstance(found, str) else ""


def _publisher(
    tables: Tables, given: Mapping[str, Any], codes: Sequence[str]
) -> tuple[Publisher | None, Mapping[str, str]]:
    """``[publisher]``, whose name may be one text for each language, and its names."""
    name, names = given.get("name"), {}
    if isinstance(name, Mapping) and codes:
        if not tables.is_right("publisher", "name", local_text(codes)(name)):
            return None, {}
        names = dict(texts_of(name, codes))
        given = {**given, "name": names[codes[0]]}
    publisher = tables.read(Publisher, "publisher", given)
    return publisher, names or dict.fromkeys(codes, publisher.name if publisher else "")


def _feeds(tables: Tables, given: Mapping[str, Any]) -> Feeds:
    """``[feeds]``. Formats and content that are given hold for terms too, unless theirs are given."""
    feeds = tables.read(Feeds, "feeds", given) or Feeds()
    shared = [key for key in ("formats", "content") if key in given and f"term_{key}" not in given]
    return structs.replace(feeds, **{f"term_{key}": getattr(feeds, key) for key in shared})


def _redirects(tables: Tables, moved: Mapping[str, Any], bases: tuple[str, ...]) -> tuple[Moved, ...]:
    """``[redirects]``: old address = new one. One below ``bases`` in full is a path like any other."""
    found = []
    for given, target in moved.items():
        old = _path_of(given, bases)
        if tables.is_right("redirects", given, old_path(old) or new_address(target)):
            place = tables.position("redirects", given)
            found.append(Moved(old, _path_of(target.strip(), bases), place))
    return tuple(found)


def _path_of(address: str, bases: tuple[str, ...]) -> str:
    """The path from the site's root of a path or a full address of the site; any other address as it is.

    Percent codes are those of other programs' exports: here a path is written as readers see it.
    """
    if not is_web_url(address):
        return decoded(address) if path_problem(decoded(address)) is None else address
    parts = urlsplit(address)
    paths = [own_path(address, base) for base in bases if not (parts.query or parts.fragment)]
    return next((path for path in paths if path is not None and path_problem(path) is None), address)


def _maker(name: str) -> Wrong | None:
    return None if name.strip() else wrong("setting-law-maker")


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
                if tables.is_right(f"laws.{kind}", maker, _maker(maker) or law(pattern)):
                    good[f"{kind}:{' '.join(maker.split())}"] = pattern
        elif tables.is_right("laws", kind, law(given)):
            good[kind] = given
    order = [*LAWS, *LOCAL_LAWS]
    return tuple(sorted(good.items(), key=lambda each: (order.index(each[0].partition(":")[0]), each)))
