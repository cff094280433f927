"""``site.toml`` as one immutable value."""

from __future__ import annotations

import difflib
import gettext
import re
import string
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any
from urllib.parse import urlsplit

from warta import urls
from warta.config.rules import SEVERITY_WORDS, CheckSettings
from warta.content.model import TAXONOMIES
from warta.content.parsing import ParseOptions
from warta.diagnostics.catalogue import DEFAULT_LANGUAGE, MESSAGE_LANGUAGES
from warta.diagnostics.values import Diagnostic, Position, error, warning
from warta.i18n.languages import PATH_WORDS, Language, bundled_pattern, load_language
from warta.i18n.moments import find_zone
from warta.markdown.engines import is_installed
from warta.markdown.laws import LAWS
from warta.urls import Addresses

__all__ = ["CONFIG_FILE", "FEED_FORMATS", "Config", "Feeds", "Publisher", "Search", "Sharing", "parse_config"]

CONFIG_FILE = "site.toml"


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who answers for the site."""

    name: str
    url: str | None
    contact: str | None
    """An e-mail address or web address for readers."""


FEED_FORMATS = ("atom", "rss", "json")
FEED_CONTENTS = ("full", "summary")


@dataclass(frozen=True, slots=True)
class Feeds:
    """What is written for feed readers and other newsrooms."""

    formats: tuple[str, ...]
    """Some of :data:`FEED_FORMATS`; the first is the one that pages link to."""
    terms: tuple[str, ...]
    """The taxonomies whose terms have feeds of their own."""
    entries: int
    """Stories in a feed."""
    full: bool
    """Whether feeds carry whole stories, not only their summaries."""
    ninjs: bool
    """Whether every story is there as a ninjs file too."""
    hub: str | None
    """Address of a WebSub hub."""


@dataclass(frozen=True, slots=True)
class Search:
    """Whether readers can search."""

    enabled: bool


@dataclass(frozen=True, slots=True)
class Sharing:
    """What is written for search engines and social media."""

    cards: bool
    """Whether stories without a picture get one that is drawn from their title."""
    news_sitemap: bool


@dataclass(frozen=True, slots=True)
class Config:
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
    laws: tuple[tuple[str, str], ...]
    """Kind of rule and the pattern of its texts' addresses; see :data:`warta.markdown.laws.LAWS`."""
    untranslated: frozenset[str] = frozenset()
    """The languages whose listings show cards of stories that have not been translated into them."""
    new_agency: str = ""
    """What ``warta new`` puts into a story unless told otherwise: an id or a name."""
    new_region: str = ""

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

    @property
    def addresses(self) -> Addresses:
        """Where everything lives."""
        parts = urlsplit(self.base_url)
        return Addresses(
            f"{parts.scheme}://{parts.netloc}",
            parts.path.rstrip("/"),
            {language.code: dict(language.paths) for language in self.languages},
        )


_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_LOCATION = re.compile(r"\(at line (\d+), column (\d+)\)|\(at end of document\)")
UNTRANSLATED = ("hide", "card")
"""What listings do with stories that are not in their language."""
MARKDOWN_ENGINES = ("markdown", "pyromark")
_KNOWN: dict[str, tuple[str, ...]] = {
    "": (
        "title",
        "description",
        "base_url",
        "timezone",
        "languages",
        "language",
        "message_language",
        "page_size",
        "publisher",
        "markdown",
        "new",
        "check",
        "feeds",
        "sharing",
        "search",
        "laws",
    ),
    "publisher": ("name", "url", "contact"),
    "markdown": ("engine",),
    "new": ("agency", "region"),
    "feeds": ("formats", "terms", "entries", "content", "ninjs", "hub"),
    "sharing": ("cards", "news_sitemap"),
    "search": ("enabled",),
    "laws": tuple(LAWS),
    "language": (
        "title",
        "description",
        "name",
        "locale",
        "direction",
        "plural",
        "thousands",
        "paths",
        "dates",
        "offices",
        "strings",
        "untranslated",
    ),
}


def parse_config(
    text: str, base_url: str | None = None, rules: Callable[[], Collection[str]] | None = None
) -> tuple[Config | None, tuple[Diagnostic, ...]]:
    """Read ``site.toml``. ``base_url`` takes the place of the file's own.

    ``rules`` gives the names that ``[check]`` may use, when it uses some; None: it is not looked at.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        return None, (_syntax_error(problem, text),)
    reader = _Reader(text, data, rules)
    config = reader.config(base_url)
    return (None if reader.errors else config), tuple(reader.diagnostics)


def _syntax_error(problem: tomllib.TOMLDecodeError, text: str) -> Diagnostic:
    found = _LOCATION.search(str(problem))
    if found and found[1]:
        position = Position(int(found[1]), int(found[2]))
    else:
        position = Position(text.count("\n") + 1, 1)
    what = _LOCATION.sub("", str(problem)).strip()
    return error("toml-syntax", CONFIG_FILE, position, problem=what)


class _Reader:
    """Reads the parsed TOML; tomllib gives no positions, so they are looked up in the text when needed."""

    def __init__(self, text: str, data: dict[str, Any], rules: Callable[[], Collection[str]] | None) -> None:
        self.lines = text.split("\n")
        self.data = data
        self.rules = rules
        self.diagnostics: list[Diagnostic] = []

    @property
    def errors(self) -> bool:
        return any(diagnostic.code != "language-incomplete" for diagnostic in self.diagnostics)

    def position(self, table: str, key: str) -> Position:
        """Where ``key`` of ``table`` is written; the table's header or line 1 when it is not."""
        current, header = "", Position(1, 1)
        for number, line in enumerate(self.lines, 1):
            stripped = line.strip()
            opened = re.match(r"\[++\s*+([^\]]+)\]", stripped)
            if opened:
                current = opened[1].rstrip().replace('"', "")
                if current == table:
                    header = Position(number, 1)
                if current == f"{table}.{key}".strip("."):
                    return Position(number, line.index("[") + 1)
            elif current == table and re.match(rf"[\"']?{re.escape(key)}[\"']?\s*[=.]", stripped):
                return Position(number, len(line) - len(line.lstrip()) + 1)
        return header

    def report(self, code: str, table: str, key: str, **arguments: str | int) -> None:
        name = f"{table}.{key}".strip(".")
        self.diagnostics.append(error(code, CONFIG_FILE, self.position(table, key), key=name, **arguments))

    def known_keys(self, table: str, name: str, values: Mapping[str, Any]) -> None:
        for key in values:
            self.is_known(name, key, _KNOWN[table])

    def is_known(self, table: str, key: str, known: Collection[str]) -> bool:
        """Whether ``key`` of ``table`` is one of those; reported when it is not."""
        if key in known:
            return True
        if close := difflib.get_close_matches(key, known, n=1, cutoff=0.6):
            self.report("unknown-setting-suggestion", table, key, suggestion=close[0])
        else:
            self.report("unknown-setting", table, key, known=", ".join(known))
        return False

    def text(
        self, table: str, name: str, values: Mapping[str, Any], default: str | None = None
    ) -> str | None:
        value = values.get(name, default)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            self.report("setting-expected-text", table, name)
            return default
        return value.strip()

    def config(self, base_url: str | None) -> Config | None:
        data = self.data
        self.known_keys("", "", data)
        for name in ("language", "markdown", "new", "check", "feeds", "sharing", "search", "laws"):
            if not isinstance(data.get(name, {}), Mapping):
                self.report("setting-expected-table", "", name)
                data = self.data = {**data, name: {}}
        languages = self.languages(data)
        zone_name = self.text("", "timezone", data, "Asia/Jakarta") or "Asia/Jakarta"
        zone = find_zone(zone_name)
        if zone is None:
            self.report("setting-timezone", "", "timezone", value=zone_name)
        address = self.base_url(base_url, data)
        publisher = self.publisher(data)
        page_size = data.get("page_size", 20)
        if not isinstance(page_size, int) or isinstance(page_size, bool) or not 1 <= page_size <= 200:
            self.report("setting-page-size", "", "page_size")
        message_language = data.get("message_language", DEFAULT_LANGUAGE)
        if message_language not in MESSAGE_LANGUAGES:
            self.report("setting-choice", "", "message_language", choices=", ".join(MESSAGE_LANGUAGES))
        markdown = data.get("markdown", {})
        self.known_keys("markdown", "markdown", markdown)
        engine = markdown.get("engine", "markdown")
        if engine not in MARKDOWN_ENGINES:
            self.report("setting-choice", "markdown", "engine", choices=", ".join(MARKDOWN_ENGINES))
        elif not is_installed(engine):
            self.report("engine-missing", "markdown", "engine", engine=engine)
        defaults = data.get("new", {})
        self.known_keys("new", "new", defaults)
        new_agency, new_region = (self.text("new", key, defaults) or "" for key in ("agency", "region"))
        feeds, sharing = self.feeds(data.get("feeds", {})), self.sharing(data.get("sharing", {}))
        if zone is None or address is None or publisher is None or not languages:
            return None
        titles = {language.code: self.local("title", language.code) for language in languages}
        if not all(titles.values()):
            self.report("missing-setting", "", "title")
        return Config(
            base_url=address,
            own=str(data.get("base_url", address)).rstrip("/"),
            timezone=zone_name,
            zone=zone,
            languages=languages,
            titles=titles,
            descriptions={language.code: self.local("description", language.code) for language in languages},
            publisher=publisher,
            page_size=page_size,
            message_language=message_language,
            markdown_engine=engine,
            untranslated=frozenset(
                code
                for code, table in data.get("language", {}).items()
                if isinstance(table, Mapping) and table.get("untranslated") == "card"
            ),
            new_agency=new_agency,
            new_region=new_region,
            check=self.check_settings(data.get("check", {})),
            feeds=feeds,
            sharing=sharing,
            search=self.search(data.get("search", {})),
            laws=self.laws(data.get("laws", {})),
        )

    def check_settings(self, table: Mapping[str, Any]) -> CheckSettings:
        """``[check]``: rule = severity; ``[check.except]``: rule = paths."""
        if not table or self.rules is None:
            return CheckSettings()
        rules = tuple(self.rules())
        severities = {}
        for rule, word in table.items():
            if rule == "except" or not self.is_known("check", rule, (*rules, "except")):
                continue
            if not isinstance(word, str) or word not in SEVERITY_WORDS:
                self.report("setting-choice", "check", rule, choices=", ".join(SEVERITY_WORDS))
            else:
                severities[rule] = SEVERITY_WORDS[word]
        exceptions = {}
        listed = table.get("except", {})
        if not isinstance(listed, Mapping):
            self.report("setting-expected-table", "check", "except")
            listed = {}
        for rule, patterns in listed.items():
            if not self.is_known("check.except", rule, rules):
                continue
            if not _is_texts(patterns):
                self.report("setting-paths", "check.except", rule)
            else:
                exceptions[rule] = tuple(patterns)
        return CheckSettings(severities, exceptions)

    def local(self, key: str, language: str) -> str:
        """``[language.X] key``, else the site-wide one, else empty."""
        own = self.data.get("language", {}).get(language, {}).get(key)
        text = own if own is not None else self.data.get(key, "")
        if not isinstance(text, str):
            self.report("setting-expected-text", "", key)
            return ""
        return text

    def base_url(self, given: str | None, data: Mapping[str, Any]) -> str | None:
        address = given if given is not None else self.text("", "base_url", data)
        if address is None:
            self.report("missing-setting", "", "base_url")
            return None
        if not urls.is_web_url(address):
            self.report("setting-base-url", "", "base_url", value=address)
            return None
        parts = urlsplit(address)
        if parts.query or parts.fragment or parts.username:
            self.report("setting-base-url", "", "base_url", value=address)
            return None
        if parts.path.strip("/") and urls.path_problem(parts.path):
            self.report("setting-base-url", "", "base_url", value=address)
            return None
        return address.rstrip("/")

    def publisher(self, data: Mapping[str, Any]) -> Publisher | None:
        table = data.get("publisher")
        if not isinstance(table, Mapping):
            self.report("missing-setting", "publisher", "name")
            return None
        self.known_keys("publisher", "publisher", table)
        name = self.text("publisher", "name", table)
        if name is None:
            self.report("missing-setting", "publisher", "name")
            return None
        url = self.text("publisher", "url", table)
        if url is not None and not urls.is_web_url(url):
            self.report("setting-url", "publisher", "url", value=url)
        contact = self.text("publisher", "contact", table)
        if contact is not None and ":" in contact and not urls.is_web_url(contact):
            self.report("setting-url", "publisher", "contact", value=contact)
        return Publisher(name, url, contact)

    def feeds(self, table: Mapping[str, Any]) -> Feeds:
        self.known_keys("feeds", "feeds", table)
        formats = self.some_of("feeds", "formats", table, FEED_FORMATS)
        entries = table.get("entries", 30)
        if not isinstance(entries, int) or isinstance(entries, bool) or not 1 <= entries <= 200:
            self.report("setting-entries", "feeds", "entries")
        content = table.get("content", "full")
        if content not in FEED_CONTENTS:
            self.report("setting-choice", "feeds", "content", choices=", ".join(FEED_CONTENTS))
        hub = self.text("feeds", "hub", table)
        if hub is not None and not urls.is_web_url(hub):
            self.report("setting-url", "feeds", "hub", value=hub)
        return Feeds(
            formats=formats or FEED_FORMATS[:1],
            terms=self.some_of("feeds", "terms", table, TAXONOMIES, or_none=True),
            entries=entries,
            full=content == "full",
            ninjs=self.flag("feeds", "ninjs", table),
            hub=hub,
        )

    def sharing(self, table: Mapping[str, Any]) -> Sharing:
        self.known_keys("sharing", "sharing", table)
        return Sharing(
            cards=self.flag("sharing", "cards", table),
            news_sitemap=self.flag("sharing", "news_sitemap", table),
        )

    def search(self, table: Mapping[str, Any]) -> Search:
        self.known_keys("search", "search", table)
        return Search(enabled="enabled" in table and self.flag("search", "enabled", table))

    def laws(self, table: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        """``[laws]``: kind of rule = address with ``{number}`` and ``{year}``."""
        self.known_keys("laws", "laws", table)
        found = []
        for kind in LAWS:
            pattern = self.text("laws", kind, table)
            if pattern is None:
                continue
            if _places(pattern) == {"number", "year"} and _plain_places(pattern):
                address = pattern.format(number="5", year="2014")
                if urls.is_web_url(address):
                    found.append((kind, pattern))
                    continue
            self.report("setting-law", "laws", kind, value=pattern)
        return tuple(found)

    def flag(self, table: str, name: str, values: Mapping[str, Any]) -> bool:
        """A yes or no; yes where the file says nothing."""
        value = values.get(name, True)
        if not isinstance(value, bool):
            self.report("setting-yes-or-no", table, name)
        return value is True

    def some_of(
        self,
        table: str,
        name: str,
        values: Mapping[str, Any],
        choices: tuple[str, ...],
        *,
        or_none: bool = False,
    ) -> tuple[str, ...]:
        """A list of some of the choices, each once; all of them where the file says nothing."""
        value = values.get(name, list(choices))
        well_formed = isinstance(value, list) and all(isinstance(item, str) for item in value)
        if not (well_formed and set(value) <= set(choices) and len(set(value)) == len(value)) or not (
            value or or_none
        ):
            self.report("setting-some-of", table, name, choices=", ".join(choices), example=choices[0])
            return ()
        return tuple(value)

    def languages(self, data: Mapping[str, Any]) -> tuple[Language, ...]:
        codes = data.get("languages")
        if codes is None:
            self.report("missing-setting", "", "languages")
            return ()
        well_formed = (
            isinstance(codes, list)
            and codes
            and all(isinstance(code, str) and _CODE.fullmatch(code) for code in codes)
            and len(set(codes)) == len(codes)
        )
        if not well_formed:
            self.report("setting-languages", "", "languages")
            return ()
        tables = data.get("language", {})
        for code in tables:
            if code not in codes:
                self.report("setting-other-language", "language", code, known=", ".join(codes))
        return tuple(filter(None, (self.one_language(code, tables.get(code, {})) for code in codes)))

    def one_language(self, code: str, table: Any) -> Language | None:
        name = f"language.{code}"
        if not isinstance(table, Mapping):
            self.report("setting-expected-table", "language", code)
            return None
        self.known_keys("language", name, table)
        if not self.well_typed(name, table):
            return None
        language = load_language(code, table)
        if language.missing:
            shown = ", ".join(language.missing[:5]) + (", …" if len(language.missing) > 5 else "")
            self.diagnostics.append(
                warning(
                    "language-incomplete",
                    CONFIG_FILE,
                    self.position("language", code),
                    language=code,
                    count=len(language.missing),
                    keys=shown,
                )
            )
        words: dict[str, str] = {}
        for key in PATH_WORDS:
            word = language.paths[key]
            if urls.slug_problem(word):
                self.report("setting-path-word", f"{name}.paths", key, value=word)
            elif word in words and "page" not in (key, words[word]):
                self.report("setting-path-twice", f"{name}.paths", key, value=word, other=words[word])
            words.setdefault(word, key)
        return language

    def well_typed(self, name: str, table: Mapping[str, Any]) -> bool:
        """Whether an override has the shape of the bundled data: its types, and its places to fill in."""
        before = len(self.diagnostics)
        pattern = bundled_pattern()
        for key, value in table.items():
            expected = pattern.get(key, "")
            if not isinstance(expected, Mapping):
                if not isinstance(value, str) or not value.strip():
                    self.report("setting-expected-text", name, key)
                continue
            if not isinstance(value, Mapping):
                self.report("setting-expected-table", name, key)
                continue
            for inner, item in value.items():
                if self.is_known(f"{name}.{key}", inner, expected):
                    self.text_like(f"{name}.{key}", inner, item, expected.get(inner, ""))
        if table.get("direction", "ltr") not in ("ltr", "rtl"):
            self.report("setting-choice", name, "direction", choices="ltr, rtl")
        if table.get("untranslated", "hide") not in UNTRANSLATED:
            self.report("setting-choice", name, "untranslated", choices=", ".join(UNTRANSLATED))
        plural = table.get("plural")
        if isinstance(plural, str):
            try:
                gettext.c2py(plural)(1)
            except (ValueError, ZeroDivisionError):
                self.report("setting-plural", name, "plural", value=plural)
        return len(self.diagnostics) == before

    def text_like(self, table: str, key: str, value: Any, expected: str | list[str]) -> None:
        """One text or list of texts of a language, like the bundled one."""
        if isinstance(expected, list) and not key.startswith(("months", "weekdays")):
            well_formed = _is_texts(value) or (isinstance(value, str) and bool(value.strip()))
        elif isinstance(expected, list):
            well_formed = _is_texts(value) and len(value) == len(expected)
        else:
            well_formed = isinstance(value, str) and bool(value.strip())
        if not well_formed:
            self.report("setting-expected-text", table, key)
            return
        allowed = _places("".join(expected)) or set()
        found = _places("".join(value))
        if found is None or not found <= allowed:
            shown = ", ".join(f"{{{place}}}" for place in sorted(allowed)) or "–"
            self.report("setting-places", table, key, known=shown)


def _places(text: str) -> set[str] | None:
    """The names in braces in a pattern; None when it is not a pattern."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def _plain_places(text: str) -> bool:
    """Whether the places of a pattern are names alone, without a form for what is filled in."""
    return all(not form and not way for _, _, form, way in string.Formatter().parse(text))


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) and item for item in value)
