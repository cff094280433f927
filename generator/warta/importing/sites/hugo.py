"""Hugo's content as items: settings, languages, sections, bundles and addresses as Hugo makes them."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from warta.importing.sites.folders import MONTHS, FolderSite, day_in, page_in, setting, settings_in
from warta.importing.sites.foreign import (
    HUGO,
    Described,
    Files,
    ForeignSite,
    Item,
    Unread,
    Value,
    base_url_in,
    first_of,
    old_path,
)
from warta.importing.sites.matter import flattened

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


class HugoSite(FolderSite):
    """One Hugo site, or a folder with Hugo's content."""

    def __init__(self, tree: Files, known_languages: tuple[str, ...]) -> None:
        super().__init__(tree)
        self.settings = _settings(tree, known_languages)
        names, addresses = self._terms()
        self.site = ForeignSite(
            HUGO,
            self.settings.base_url,
            self.settings.default,
            self.settings.timezone,
            names,
            addresses,
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
        page = folder if bundle else posixpath.join(folder, stem)
        parts = page.split("/")
        section = parts[0] if len(parts) > 1 or stem == "_index" else "(page)"
        story = first_of(fields, "translationkey") or page
        address = self._address(fields, language, page, name, bundle)
        dated = _DATED_NAME.fullmatch(name)
        if dated is not None and not first_of(fields, "date", "publishdate", "pubdate", "published"):
            fields["date"] = dated["date"]
        slug = first_of(fields, "slug") or (dated["name"] if dated is not None else name) or name
        names = (page, file, name, inner, path)
        skip = ""
        if stem == "_index":
            skip = "list-page"
        elif first_of(fields, "headless", "_build.render", "build.render").lower() in ("true", "never"):
            skip = "no-page"
        return Item(
            place=path,
            section=section or "(page)",
            language=language.code if language is not None else first_of(fields, "lang", "language"),
            story=story,
            name=slug,
            fields=fields,
            address=address,
            folder=posixpath.dirname(path),
            names=tuple(dict.fromkeys(names)),
            html=suffix in ("html", "htm"),
            skip=skip,
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

    def _address(
        self, fields: Mapping[str, Value], language: _Language | None, page: str, name: str, bundle: bool
    ) -> str:
        prefix = language.prefix if language is not None else ""
        url = first_of(fields, "url")
        if url:
            return old_path(url if url.startswith("/") else f"{prefix}/{url}")
        section = page.partition("/")[0]
        pattern = self.settings.permalinks.get(section)
        slug = first_of(fields, "slug")
        if pattern:
            path = _permalink(pattern, fields, page, slug, name)
        else:
            path = posixpath.join(posixpath.dirname(page), slug or name)
        ugly = self.settings.ugly.get(section, self.settings.ugly.get("", False))
        end = ".html" if ugly and not bundle else "/"
        return old_path(f"{prefix}/{_urlized(path, self.settings.lower).strip('/')}{end}")

    def _terms(self) -> tuple[dict[tuple[str, str], str], dict[tuple[str, str], str]]:
        """Names of the terms that have a page of their own, and the addresses of all taxonomies."""
        names: dict[tuple[str, str], str] = {}
        addresses: dict[tuple[str, str], str] = {}
        for path in self.files:
            place = self._placed(path)
            if place is None:
                continue
            taxonomy, _, rest = place[0].partition("/")
            file = posixpath.basename(rest)
            term = posixpath.dirname(rest)
            if taxonomy.lower() not in self.settings.taxonomies or not term or "/" in term:
                continue
            if not (file.startswith("_index.") and file.endswith(".md")):
                continue
            addresses[taxonomy, term.lower()] = f"/{taxonomy}/{term.lower()}/"
            found = page_in(path, self.tree.read(path))
            if isinstance(found, Unread):
                continue
            fields = flattened(found[0], lower=True)
            title = first_of(fields, "display_name", "title", "name")
            if title:
                names.setdefault((taxonomy, term.lower()), title)
        return names, addresses


# --- Settings -------------------------------------------------------------------------------------------


def _settings(tree: Files, known_languages: tuple[str, ...]) -> _Settings:
    files = tree.files
    values: dict[str, Any] = {}
    for path in files:
        whole, part = _SETTINGS.fullmatch(path), _SETTINGS_PART.fullmatch(path)
        if whole is None and part is None:
            continue
        read = settings_in(tree, path, path.rpartition(".")[2].replace("yml", "yaml"))
        if read is None:
            continue
        found = _lowered(read)
        if part is not None and part["name"].lower() not in ("hugo", "config"):
            name = part["name"].lower()
            if part["language"]:
                found = found if name == "languages" else {name: found}
                found = {"languages": {part["language"].lower(): found}}
            else:
                found = {name: found}
        _merge(values, found)
    content = _folder(values.get("contentdir"), "content")
    if not any(path.startswith(content + "/") for path in files):
        content = ""  # the folder given is the content itself
    default = setting(values.get("defaultcontentlanguage"))
    languages = _languages(values, default or "en")
    if not languages and not values:
        languages = tuple(_Language(code, "", "") for code in known_languages)
    if not default and values:
        default = "en" if languages else setting(values.get("languagecode") or values.get("locale"))
    taxonomies = values.get("taxonomies")
    plural = taxonomies.values() if isinstance(taxonomies, dict) else ()
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
        lower=setting(values.get("disablepathtolower")).lower() != "true",
    )


def _languages(values: Mapping[str, Any], default: str) -> tuple[_Language, ...]:
    declared = values.get("languages")
    if not isinstance(declared, dict):
        return ()
    in_folder = setting(values.get("defaultcontentlanguageinsubdir")).lower() == "true"
    found = []
    for code, given in declared.items():
        options = given if isinstance(given, dict) else {}
        if setting(options.get("disabled")).lower() == "true":
            continue
        prefix = "" if code == default.lower() and not in_folder else f"/{code}"
        found.append(_Language(code, _folder(options.get("contentdir"), ""), prefix))
    return tuple(found)


def _resources(value: Any) -> dict[str, Described]:
    """What a page says of the files of its bundle; a title with a counter in it describes none of them."""
    found: dict[str, Described] = {}
    for each in value if isinstance(value, list) else ():
        if isinstance(each, dict) and setting(each.get("src")):
            given = each.get("params")
            words = given if isinstance(given, dict) else {}
            title = setting(each.get("title"))
            described = Described(
                alt=setting(words.get("alt")),
                caption=setting(words.get("caption")),
                title="" if ":counter" in title else title,
            )
            found.setdefault(setting(each["src"]), described)
    return found


def _folder(value: Any, default: str) -> str:
    folder = posixpath.normpath(setting(value).strip("/") or default or ".")
    return "" if folder == "." else folder


def _static(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(_folder(each, "static") for each in values) or ("static",)


def _permalinks(value: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for section, pattern in value.items() if isinstance(value, dict) else ():
        if isinstance(pattern, dict):  # by kind of page: page, section, term
            if section == "page":
                found |= {name: setting(each) for name, each in pattern.items()}
        elif isinstance(pattern, str):
            found[section] = pattern
    return {section.strip("/"): pattern for section, pattern in found.items()}


def _ugly(value: Any) -> dict[str, bool]:
    if isinstance(value, dict):
        return {name: setting(each).lower() == "true" for name, each in value.items()}
    return {"": setting(value).lower() == "true"}


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

WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ")


def _permalink(pattern: str, fields: Mapping[str, Value], page: str, slug: str, name: str) -> str:
    day = day_in(first_of(fields, "date", "publishdate", "pubdate", "published"))
    sections = posixpath.dirname(page)
    title = _urlized(first_of(fields, "title"), True)
    values = {
        "section": page.partition("/")[0],
        "sections": sections,
        "title": title,
        "slug": slug or title or name,
        "slugorfilename": slug or name,
        "slugorcontentbasename": slug or name,
        "contentbasename": name,
        "contentbasenameorslug": name,
        "filename": name,
    }
    if day is not None:
        values |= {
            "year": f"{day.year:04}",
            "month": f"{day.month:02}",
            "monthname": MONTHS[day.month - 1],
            "day": f"{day.day:02}",
            "weekday": str((day.weekday() + 1) % 7),
            "weekdayname": WEEKDAYS[day.weekday()],
            "yearday": str(day.timetuple().tm_yday),
        }
    return _TOKEN.sub(lambda found: values.get(found[1], ""), pattern)


def _urlized(path: str, lower: bool) -> str:
    """As Hugo writes a path: spaces become hyphens, signs that mean something elsewhere go."""
    path = unicodedata.normalize("NFC", path.strip())
    path = re.sub(r"\s+", "-", path)
    path = "".join(
        character
        for character in path
        if character.isalnum() or character in "._/-~+#" or unicodedata.combining(character)
    )
    path = re.sub("-{2,}", "-", path.replace("#", ""))
    return path.lower() if lower else path
