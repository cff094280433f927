"""Hugo's content as items: settings, languages, sections, bundles and addresses as Hugo makes them."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from warta.importing.rewriting import Described
from warta.importing.sites.folders import (
    MONTHS,
    FolderSite,
    day_in,
    is_on,
    mapping,
    page_in,
    setting,
    settings_in,
)
from warta.importing.sites.front_matter import flattened
from warta.importing.sites.items import (
    HUGO,
    Files,
    ForeignSite,
    Item,
    Unread,
    Value,
    base_url_in,
    first_of,
    old_path,
)

__all__ = ["CONTENT_SUFFIXES", "HugoSite", "is_hugo"]

CONTENT_SUFFIXES = (".md", ".markdown", ".mdown", ".html", ".htm")
OTHER_SUFFIXES = (".adoc", ".asciidoc", ".ad", ".org", ".rst", ".pandoc", ".pdc")
"""What Hugo reads with other programs; nothing here does."""

_SETTINGS = re.compile(r"(?:hugo|config)\.(?:toml|ya?ml|json)")
_SETTINGS_PART = re.compile(
    r"config/(?:_default|production)/(?P<name>[\w-]+)(?:\.(?P<language>[\w-]+))?\.(?:toml|ya?ml|json)"
)
_DATED_NAME = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})[-_]?(?P<name>.*)")
_TOKEN = re.compile(r":(\w+)(?:\[[^\]]*\])?")


def is_hugo(files: Mapping[str, int]) -> bool:
    """Whether a tree looks like a Hugo site: settings with content beside them."""
    settings = any(_SETTINGS.fullmatch(path) or path.startswith("config/_default/") for path in files)
    return settings and any(
        path.startswith(("content/", "archetypes/", "layouts/", "themes/")) for path in files
    )


@dataclass(frozen=True, slots=True)
class _Language:
    code: str
    folder: str
    """Content folder of its own; empty: the common one."""
    prefix: str
    """In addresses: ``/en`` or empty."""


@dataclass(frozen=True, slots=True)
class _Settings:
    base_url: str = ""
    content: str = "content"
    static: tuple[str, ...] = ("static",)
    default: str = ""
    languages: tuple[_Language, ...] = ()
    permalinks: Mapping[str, str] = field(default_factory=dict)
    ugly: Mapping[str, bool] = field(default_factory=dict)
    taxonomies: tuple[str, ...] = ("tags", "categories")
    timezone: str = ""
    lower: bool = True


class _Page(NamedTuple):
    """A page as far as its address needs it."""

    path: str
    """Below the content folder, without suffix; a bundle's is its folder."""
    name: str
    bundle: bool
    language: _Language | None
    fields: Mapping[str, Value]

    @property
    def section(self) -> str:
        return self.path.partition("/")[0]


class HugoSite(FolderSite):
    """One Hugo site, or a folder with Hugo's content."""

    def __init__(self, tree: Files, known_languages: tuple[str, ...]) -> None:
        super().__init__(tree)
        self.settings = _settings(tree, known_languages)
        names, addresses = self._terms()
        self.site = ForeignSite(
            HUGO,
            self.settings.base_url,
            language=self.settings.default,
            timezone=self.settings.timezone,
            term_names=names,
            term_addresses=addresses,
        )

    def entries(self) -> Iterator[tuple[Item | Unread, str]]:
        """Every page with its text, in the order of their paths."""
        for path in self.files:
            place = self._placed(path)
            if place is not None and path.endswith(OTHER_SUFFIXES):
                yield Unread(path, "format"), ""
            elif place is not None and path.endswith(CONTENT_SUFFIXES):
                yield self._entry(path, *place)

    def media(self, item: Item, target: str) -> str:
        """The file of the source that a relative or root-relative address means; empty when there is none."""
        if not target.startswith("/"):
            beside = posixpath.normpath(posixpath.join(item.folder, target))
            if beside in self.files:
                return beside
        inner = posixpath.normpath(target.lstrip("/"))
        for folder in (*self.settings.static, "assets", self.settings.content):
            path = posixpath.join(folder, inner)
            if path in self.files:
                return path
        return ""

    def _placed(self, path: str) -> tuple[str, _Language | None] | None:
        """The path below its content folder, and the language that the folder is for; None: no content."""
        for language in sorted(self.settings.languages, key=lambda each: -len(each.folder)):
            if language.folder and path.startswith(language.folder + "/"):
                return path.removeprefix(language.folder + "/"), language
        content = self.settings.content
        if not content:
            return path, None
        return (path.removeprefix(content + "/"), None) if path.startswith(content + "/") else None

    def _entry(self, path: str, inner: str, language: _Language | None) -> tuple[Item | Unread, str]:
        found = page_in(path, self.tree.read(path))
        if isinstance(found, Unread):
            return found, ""
        values, body = found
        item = self._item(path, inner, language, flattened(values, lower=True))
        return replace(item, pictures=_resources(_lowered(values).get("resources"))), body

    def _item(self, path: str, inner: str, language: _Language | None, fields: dict[str, Value]) -> Item:
        folder, file = posixpath.split(inner)
        stem, _, suffix = file.rpartition(".")
        language, stem = self._language(stem, language)
        bundle = stem in ("index", "_index")
        name = posixpath.basename(folder) if bundle else stem
        path_of_page = folder if bundle else posixpath.join(folder, stem)
        page = _Page(path_of_page, name, bundle, language, fields)
        section = page.section if "/" in page.path or stem == "_index" else ""
        address = self._address(page)
        dated = _DATED_NAME.fullmatch(name)
        if dated is not None and not first_of(fields, "date", "publishdate", "pubdate", "published"):
            fields["date"] = dated["date"]
        slug = first_of(fields, "slug") or (dated["name"] if dated is not None else name) or name
        hidden = first_of(fields, "headless", "_build.render", "build.render").lower() in ("true", "never")
        return Item(
            place=path,
            section=section or "(page)",
            language=language.code if language is not None else first_of(fields, "lang", "language"),
            story=first_of(fields, "translationkey") or page.path,
            name=slug,
            fields=fields,
            address=address,
            folder=posixpath.dirname(path),
            names=tuple(dict.fromkeys((page.path, file, name, inner, path))),
            html=suffix in ("html", "htm"),
            skip="list-page" if stem == "_index" else "no-page" if hidden else "",
        )

    def _language(self, stem: str, language: _Language | None) -> tuple[_Language | None, str]:
        """``name.en`` is ``name`` in English; what has no code is in that of its folder, or the first."""
        name, _, code = stem.rpartition(".")
        for each in self.settings.languages:
            if name and code.lower() == each.code.lower():
                return each, name
        if language is None:
            default = (each for each in self.settings.languages if each.code == self.settings.default)
            language = next(default, None)
        return language, stem

    def _address(self, page: _Page) -> str:
        prefix = page.language.prefix if page.language is not None else ""
        url, slug = first_of(page.fields, "url"), first_of(page.fields, "slug")
        if url:
            return old_path(url if url.startswith("/") else f"{prefix}/{url}")
        pattern = self.settings.permalinks.get(page.section)
        path = posixpath.join(posixpath.dirname(page.path), slug or page.name)
        path = _permalink(pattern, page, slug) if pattern else path
        ugly = self.settings.ugly.get(page.section, self.settings.ugly.get("", False))
        end = ".html" if ugly and not page.bundle else "/"
        return old_path(f"{prefix}/{_urlized(path, lower=self.settings.lower).strip('/')}{end}")

    def _terms(self) -> tuple[dict[tuple[str, str], str], dict[tuple[str, str], str]]:
        """Names of the terms that have a page of their own, and the addresses of all taxonomies."""
        names: dict[tuple[str, str], str] = {}
        addresses: dict[tuple[str, str], str] = {}
        for path in self.files:
            place = self._placed(path)
            taxonomy, _, rest = (place[0] if place is not None else "").partition("/")
            term, file = posixpath.split(rest.lower())
            known = taxonomy.lower() in self.settings.taxonomies and term and "/" not in term
            if known and file.startswith("_index.") and file.endswith(".md"):
                addresses[taxonomy, term] = f"/{taxonomy}/{term}/"
                found = page_in(path, self.tree.read(path))
                fields = flattened(found[0], lower=True) if not isinstance(found, Unread) else {}
                names.setdefault((taxonomy, term), first_of(fields, "display_name", "title", "name"))
        return {key: name for key, name in names.items() if name}, addresses


# --- Settings -------------------------------------------------------------------------------------------


def _settings(tree: Files, known_languages: tuple[str, ...]) -> _Settings:
    files = tree.files
    values: dict[str, Any] = {}
    for path in files:
        part = _SETTINGS_PART.fullmatch(path)
        known = part is not None or _SETTINGS.fullmatch(path)
        found = settings_in(tree, path, path.rpartition(".")[2].replace("yml", "yaml")) if known else None
        if found is not None:
            _merge(values, _in_group(part, _lowered(found)) if part is not None else _lowered(found))
    content = _folder(values.get("contentdir"), "content")
    if not any(path.startswith(content + "/") for path in files):
        content = ""  # the folder given is the content itself
    default = setting(values.get("defaultcontentlanguage"))
    languages = _languages(values, default or "en")
    if not values:
        languages = tuple(_Language(code, "", "") for code in known_languages)
    elif not default:
        default = "en" if languages else setting(values.get("languagecode") or values.get("locale"))
    plural = mapping(values.get("taxonomies")).values()
    return _Settings(
        base_url=base_url_in(setting(values.get("baseurl"))),
        content=content,
        static=_static(values.get("staticdir")),
        default=default,
        languages=languages,
        permalinks=_permalinks(values.get("permalinks")),
        ugly=_ugly(values.get("uglyurls")),
        taxonomies=tuple(str(name).lower() for name in plural) or ("tags", "categories"),
        timezone=setting(values.get("timezone")),
        lower=not is_on(values.get("disablepathtolower")),
    )


def _in_group(part: re.Match[str], found: dict[str, Any]) -> dict[str, Any]:
    """What a file of the settings' folder says, below the group and language that it is named after."""
    name, language = part["name"].lower(), part["language"]
    if name in ("hugo", "config"):
        return found
    named = found if language and name == "languages" else {name: found}
    return {"languages": {language.lower(): named}} if language else named


def _languages(values: Mapping[str, Any], default: str) -> tuple[_Language, ...]:
    declared = mapping(values.get("languages"))
    in_folder = is_on(values.get("defaultcontentlanguageinsubdir"))
    return tuple(
        _Language(
            code,
            _folder(mapping(options).get("contentdir"), ""),
            "" if code == default.lower() and not in_folder else f"/{code}",
        )
        for code, options in declared.items()
        if not is_on(mapping(options).get("disabled"))
    )


def _resources(value: Any) -> dict[str, Described]:
    """What a page says of the files of its bundle; a title with a counter in it describes none of them."""
    found: dict[str, Described] = {}
    for each in map(mapping, value if isinstance(value, list) else ()):
        words, title = mapping(each.get("params")), setting(each.get("title"))
        described = Described(
            alt=setting(words.get("alt")),
            caption=setting(words.get("caption")),
            title="" if ":counter" in title else title,
        )
        found.setdefault(setting(each.get("src")), described)
    return {name: described for name, described in found.items() if name}


def _folder(value: Any, default: str) -> str:
    folder = posixpath.normpath(setting(value).strip("/") or default or ".")
    return "" if folder == "." else folder


def _static(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(_folder(each, "static") for each in values) or ("static",)


def _permalinks(value: Any) -> dict[str, str]:
    """Section → pattern; the patterns of pages may stand in a group of their own."""
    given = mapping(value)
    patterns = {**given, **mapping(given.get("page"))}
    return {section.strip("/"): pattern for section, pattern in patterns.items() if isinstance(pattern, str)}


def _ugly(value: Any) -> dict[str, bool]:
    return {name: is_on(each) for name, each in (mapping(value) or {"": value}).items()}


def _lowered(value: Any) -> Any:
    """Keys in lower case: Hugo does not tell them apart."""
    if isinstance(value, dict):
        return {str(key).lower(): _lowered(each) for key, each in value.items()}
    return [_lowered(each) for each in value] if isinstance(value, list) else value


def _merge(values: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        there = values.get(key)
        if isinstance(there, dict) and isinstance(value, dict):
            _merge(there, value)
        else:
            values[key] = value


# --- Addresses ------------------------------------------------------------------------------------------

_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ")


def _permalink(pattern: str, page: _Page, slug: str) -> str:
    day = day_in(first_of(page.fields, "date", "publishdate", "pubdate", "published"))
    name, title = page.name, _urlized(first_of(page.fields, "title"), lower=True)
    values = {
        "section": page.section,
        "sections": posixpath.dirname(page.path),
        "title": title,
        "slug": slug or title or name,
        **dict.fromkeys(("slugorfilename", "slugorcontentbasename"), slug or name),
        **dict.fromkeys(("contentbasename", "contentbasenameorslug", "filename"), name),
    }
    if day is not None:
        values |= {
            "year": f"{day.year:04}",
            "month": f"{day.month:02}",
            "monthname": MONTHS[day.month - 1],
            "day": f"{day.day:02}",
            "weekday": str((day.weekday() + 1) % 7),
            "weekdayname": _WEEKDAYS[day.weekday()],
            "yearday": str(day.timetuple().tm_yday),
        }
    return _TOKEN.sub(lambda found: values.get(found[1], ""), pattern)


def _urlized(path: str, *, lower: bool) -> str:
    """As Hugo writes a path: spaces become hyphens, signs that mean something elsewhere go."""
    path = re.sub(r"\s+", "-", unicodedata.normalize("NFC", path.strip()))
    path = "".join(each for each in path if each.isalnum() or each in "._/-~+" or unicodedata.combining(each))
    path = re.sub("-{2,}", "-", path)
    return path.lower() if lower else path
