"""Jekyll's posts, drafts, collections and pages as items, with the addresses that Jekyll gives them."""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple

from msgspec import Struct, field

from warta.importing.sites.folders import (
    MONTHS,
    FolderSite,
    day_in,
    mapping,
    page_in,
    seen_from,
    setting,
    settings_in,
)
from warta.importing.sites.front_matter import FrontMatterError, flattened, parse_data
from warta.importing.sites.items import (
    JEKYLL,
    Files,
    ForeignSite,
    Item,
    Unread,
    Value,
    base_url_in,
    first_of,
    language_code,
    old_path,
    texts_of,
)
from warta.urls import slugify

__all__ = ["JekyllSite", "is_jekyll"]

CONTENT_SUFFIXES = (".md", ".markdown", ".mkdown", ".mkdn", ".mkd", ".html", ".htm")
OTHER_SUFFIXES = (".textile", ".adoc", ".asciidoc", ".org", ".rst")
_DATA_FORMS = {".yml": "yaml", ".yaml": "yaml", ".json": "json"}
_SETTINGS = ("_config.yml", "_config.yaml", "_config.toml")
_POST_NAME = re.compile(r"(?P<year>\d{4}|\d{2})-(?P<month>\d{1,2})-(?P<day>\d{1,2})-(?P<name>.+)")
_TOKEN = re.compile(r":([a-z_]+)")
_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_SAME_STORY = (
    "translation_key",
    "translationkey",
    "translation_id",
    "translation-id",
    "lang-ref",
    "lang_ref",
    "t_id",
)
"""Keys by which plug-ins and themes pair the languages of a page; ``ref`` too, when a page has a language."""


def is_jekyll(files: Mapping[str, int]) -> bool:
    """Whether a tree looks like a Jekyll site."""
    return any(path in files for path in _SETTINGS[:2]) or any(
        path.startswith("_posts/") or "/_posts/" in path for path in files
    )


class _Settings(Struct, frozen=True):
    base_url: str = ""
    prefix: str = ""
    permalink: str = _STYLES["date"]
    language: str = ""
    timezone: str = ""
    collections: Mapping[str, str] = field(default_factory=dict)
    """Name of a collection → permalink pattern."""
    collections_folder: str = ""
    source: str = ""
    data_folder: str = "_data"
    excluded: tuple[str, ...] = ()
    defaults: tuple[tuple[str, str, Mapping[str, Value]], ...] = ()
    """Path, type and values of front-matter defaults."""
    variables: Mapping[str, str] = field(default_factory=dict)


class _Page(NamedTuple):
    """A page as far as its address needs it."""

    inner: str
    """Its path below the source folder."""
    collection: str
    fields: Mapping[str, Value]
    name: str
    folders: list[str]

    @property
    def is_post(self) -> bool:
        return self.collection in ("posts", "drafts")


class JekyllSite(FolderSite):
    """One Jekyll site."""

    def __init__(self, tree: Files, known_languages: tuple[str, ...]) -> None:
        super().__init__(tree)
        self.settings = _settings(tree)
        self.codes = (*known_languages, *_COMMON_CODES)
        self.site = ForeignSite(
            JEKYLL,
            self.settings.base_url,
            language=self.settings.language,
            timezone=self.settings.timezone,
            variables=self.settings.variables,
            data=_data(tree, self.settings),
        )

    def entries(self) -> Iterator[tuple[Item | Unread, str]]:
        """Every page with its text, in the order of their paths."""
        for path in self.files:
            collection = self._collection(path)
            if collection is None:
                continue
            if path.endswith(OTHER_SUFFIXES) and collection:
                yield Unread(path, "format"), ""
            elif path.endswith(CONTENT_SUFFIXES):
                found = self._entry(path, collection)
                if found is not None:
                    yield found

    def media(self, item: Item, target: str) -> str:
        """The file of the source that a relative or root-relative address means; empty when there is none."""
        inner = posixpath.normpath(target.lstrip("/"))
        if self.settings.prefix and target.startswith(self.settings.prefix + "/"):
            inner = posixpath.normpath(target.removeprefix(self.settings.prefix).lstrip("/"))
        candidates = (
            [inner]
            if target.startswith("/")
            else [posixpath.normpath(posixpath.join(item.folder, target)), inner, seen_from(item, target)]
        )
        for path in candidates:
            for candidate in (path, posixpath.join(self.settings.source, path)):
                if candidate in self.files:
                    return candidate
        return ""

    def _collection(self, path: str) -> str | None:
        """``posts``, ``drafts``, a collection's name, empty for a page; None: Jekyll does not read it."""
        inner = path
        if self.settings.source:
            if not path.startswith(self.settings.source + "/"):
                return None
            inner = path.removeprefix(self.settings.source + "/")
        folders = inner.split("/")[:-1]
        if "_posts" in folders:
            return "posts"
        if "_drafts" in folders:
            return "drafts"
        base = self.settings.collections_folder
        below = inner.removeprefix(base + "/") if base and inner.startswith(base + "/") else inner
        first = below.split("/")[0]
        if first.startswith("_"):
            return first[1:] if "/" in below and first[1:] in self.settings.collections else None
        if any(folder.startswith("_") for folder in folders) or posixpath.basename(inner).startswith("_"):
            return None
        return None if any(_lies_in(inner, pattern) for pattern in self.settings.excluded) else ""

    def _entry(self, path: str, collection: str) -> tuple[Item | Unread, str] | None:
        data = self.tree.read(path)
        if not collection and data is not None and not data.removeprefix(b"\xef\xbb\xbf").startswith(b"---"):
            return None  # a file that Jekyll copies as it is
        found = page_in(path, data)
        if isinstance(found, Unread):
            return found, ""
        values, body = found
        return self._item(path, collection, flattened(values)), body

    def _item(self, path: str, collection: str, own: dict[str, Value]) -> Item:
        inner = path.removeprefix(self.settings.source + "/") if self.settings.source else path
        fields = {**self._defaults(inner, collection), **own}
        stem, _, suffix = posixpath.basename(inner).rpartition(".")
        dated = _POST_NAME.fullmatch(stem) if collection in ("posts", "drafts") else None
        name = dated["name"] if dated is not None else stem
        if dated is not None and not first_of(fields, "date"):
            year = dated["year"] if len(dated["year"]) == 4 else "20" + dated["year"]
            fields["date"] = f"{year}-{int(dated['month']):02}-{int(dated['day']):02}"
        language, story, name = self._language(inner, fields, name)
        folders = [part for part in posixpath.dirname(inner).split("/") if part and not part.startswith("_")]
        address = self._address(_Page(inner, collection, fields, name, folders))
        fields |= {key: _terms(fields[key]) for key in ("tags", "categories") if key in fields}
        if collection == "drafts" or first_of(fields, "published").lower() == "false":
            fields["draft"] = "true"
        return Item(
            place=path,
            section=collection or "(page)",
            language=language,
            story=story,
            name=first_of(fields, "slug") or name,
            fields=fields,
            address=address,
            folder=posixpath.dirname(path),
            names=(inner, posixpath.splitext(inner)[0], stem, "/".join([*folders, stem])),
            html=suffix in ("html", "htm"),
            skip="no-date-in-name" if collection == "posts" and dated is None else "",
        )

    def _language(self, inner: str, fields: Mapping[str, Value], name: str) -> tuple[str, str, str]:
        """Language, what pairs it with its other languages, and its name without a language in it."""
        language = first_of(fields, "lang", "language", "locale")
        parts = inner.split("/")
        folder = next((part for part in parts[:-1] if language_code(part, self.codes) and len(part) < 8), "")
        pair = inner
        stem, _, code = name.rpartition(".")
        if stem and language_code(code, self.codes):
            language = language or code
            name = stem
            pair = re.sub(rf"\.{re.escape(code)}(\.\w+)$", r"\1", inner)
        elif folder and (
            not language or language_code(folder, self.codes) == language_code(language, self.codes)
        ):
            language = language or folder
            pair = "/".join(part for part in parts if part != folder)
        same = first_of(fields, *_SAME_STORY) or (first_of(fields, "ref") if language else "")
        return language, f"={same}" if same else posixpath.splitext(pair)[0], name

    def _defaults(self, inner: str, collection: str) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for path, wanted, values in sorted(self.settings.defaults, key=lambda each: len(each[0])):
            if wanted in ("", collection or "pages") and (not path or _lies_in(inner, path)):
                found |= values
        return found

    def _address(self, page: _Page) -> str:
        pattern, prefix = first_of(page.fields, "permalink"), self.settings.prefix
        if not pattern and not page.collection:
            path = posixpath.splitext(page.inner)[0]
            return old_path(f"{prefix}/{path}{'/' if self.settings.permalink.endswith('/') else '.html'}")
        usual = self.settings.collections.get(page.collection) or "/:collection/:path:output_ext"
        pattern = pattern or (self.settings.permalink if page.is_post else usual)
        pattern = _STYLES.get(pattern, pattern)
        values = _tokens(page)
        if any(token not in values for token in _TOKEN.findall(pattern.replace("W:week", ":week"))):
            return ""
        return old_path(f"{prefix}/{_TOKEN.sub(lambda found: values[found[1]], pattern).lstrip('/')}")


def _lies_in(path: str, place: str) -> bool:
    """Whether a path is ``place``, lies below it, or is of its pattern."""
    return path == place or path.startswith(place.rstrip("/") + "/") or fnmatch.fnmatch(path, place)


def _terms(value: Value) -> Value:
    """The terms of a list, or of a text: Jekyll parts them at spaces; who writes commas means those."""
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in (value.split(",") if "," in value else value.split()))


_COMMON_CODES = tuple(
    "ar bg bn ca cs da de el en es et fa fi fr gl he hi hr hu id it ja jv ko lt lv ms nb nl nn no pl pt "
    "pt-br ro ru si sk sl sr su sv ta te th tr uk ur uz vi zh zh-cn zh-hans zh-hant zh-tw".split(" ")
)
"""Codes by which a folder of posts is taken for a language's."""


def _tokens(page: _Page) -> dict[str, str]:
    slug = first_of(page.fields, "slug") or page.name
    listed = page.fields.get("categories")
    categories = [
        *(page.folders if page.is_post else ()),
        *texts_of(page.fields.get("category")),
        *(listed.split() if isinstance(listed, str) else texts_of(listed)),
    ]
    unique = list(dict.fromkeys(part.strip().lower().replace(" ", "%20") for part in categories))
    path = page.inner.partition("/")[2] if page.collection else page.inner
    values = {
        "title": slug,
        "slug": slugify(slug),
        "name": slugify(page.name),
        "path": posixpath.splitext(path)[0],
        "basename": page.name,
        "collection": page.collection,
        "categories": "/".join(unique),
        "slugified_categories": "/".join(filter(None, map(slugify, unique))),
        "output_ext": ".html",
    }
    date_text = first_of(page.fields, "date")
    day = day_in(date_text)
    return values | (_date_tokens(day, date_text) if day is not None else {})


def _date_tokens(day: date, text: str) -> dict[str, str]:
    clock = re.search(r"[T ](\d{1,2}):(\d{2})(?::(\d{2}))?", text)
    hour, minute, second = (part or "00" for part in clock.groups()) if clock is not None else ("00",) * 3
    _, week, weekday = day.isocalendar()
    return {
        "year": f"{day.year:04}",
        "short_year": f"{day.year % 100:02}",
        "month": f"{day.month:02}",
        "i_month": str(day.month),
        "short_month": MONTHS[day.month - 1][:3],
        "long_month": MONTHS[day.month - 1],
        "day": f"{day.day:02}",
        "i_day": str(day.day),
        "y_day": f"{day.timetuple().tm_yday:03}",
        "w_year": str(day.isocalendar()[0]),
        "week": f"{week:02}",
        "w_day": str(weekday),
        "short_day": "Mon Tue Wed Thu Fri Sat Sun".split(" ")[weekday - 1],
        "hour": hour.zfill(2),
        "minute": minute,
        "second": second,
    }


# --- Settings -------------------------------------------------------------------------------------------


def _settings(tree: Files) -> _Settings:
    path = next((path for path in _SETTINGS if path in tree.files), None)
    read = settings_in(tree, path, "toml" if path.endswith("toml") else "yaml") if path is not None else None
    values = read or {}
    base_url, prefix = base_url_in(setting(values.get("url"))), setting(values.get("baseurl")).rstrip("/")
    prefix = f"/{prefix.strip('/')}" if prefix and "://" not in prefix else ""
    permalink = setting(values.get("permalink")) or "date"
    languages, excluded = values.get("languages"), values.get("exclude")
    named = [values.get(key) for key in ("default_lang", "lang", "locale")]
    named += languages[:1] if isinstance(languages, list) else []
    short = ((key, value) for key, value in flattened(values).items() if isinstance(value, str))
    variables = {f"site.{key}": value for key, value in short if len(value) < 500}
    return _Settings(
        base_url=base_url,
        prefix=prefix,
        permalink=_STYLES.get(permalink, permalink),
        language=next(filter(None, map(setting, named)), ""),
        timezone=setting(values.get("timezone")),
        collections=_collections(values.get("collections")),
        collections_folder=setting(values.get("collections_dir")).strip("/"),
        source=_source(values.get("source")),
        data_folder=_source(values.get("data_dir")) or "_data",
        excluded=("_site", "vendor", *(map(setting, excluded) if isinstance(excluded, list) else ())),
        defaults=tuple(_front_matter_defaults(values.get("defaults"))),
        variables=variables | {"site.url": base_url, "site.baseurl": prefix},
    )


def _data(tree: Files, settings: _Settings) -> dict[str, Any]:
    """The data files: name → value, those of a folder below its name. What cannot be read is not there."""
    found: dict[str, Any] = {}
    root = posixpath.join(settings.source, settings.data_folder) + "/"
    for path in tree.files:
        stem, ending = posixpath.splitext(path.removeprefix(root))
        if not path.startswith(root) or ending not in _DATA_FORMS:
            continue
        *folders, name = stem.split("/")
        inner = found
        for folder in folders:
            inner = inner.setdefault(folder, {})
            if not isinstance(inner, dict):
                break
        else:
            with suppress(FrontMatterError, UnicodeDecodeError):
                inner[name] = parse_data((tree.read(path) or b"").decode("utf-8-sig"), _DATA_FORMS[ending])
    return found


def _source(value: Any) -> str:
    folder = posixpath.normpath(setting(value).strip("/") or ".")
    return "" if folder == "." or folder.startswith("..") else folder


def _collections(value: Any) -> dict[str, str]:
    """Name of a collection → permalink pattern."""
    given = dict.fromkeys(map(setting, value)) if isinstance(value, list) else mapping(value)
    patterns = {name: setting(mapping(options).get("permalink")) for name, options in given.items() if name}
    return {name: pattern for name, pattern in patterns.items() if name != "posts" or isinstance(value, list)}


def _front_matter_defaults(value: Any) -> Iterator[tuple[str, str, Mapping[str, Value]]]:
    for each in map(mapping, value if isinstance(value, list) else ()):
        scope = mapping(each.get("scope"))
        yield setting(scope.get("path")), setting(scope.get("type")), flattened(mapping(each.get("values")))
