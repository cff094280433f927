"""Hugo's content as items: settings, languages, sections, bundles and addresses as Hugo makes them."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from msgspec.structs import replace

from warta.importing.rewriting import Described
from warta.importing.sites.folders import (
    MONTHS,
    FolderSite,
    day_in,
    mapping,
    page_in,
    seen_from,
    setting,
)
from warta.importing.sites.front_matter import flattened
from warta.importing.sites.hugo_settings import Language, hugo_settings, lowered
from warta.importing.sites.items import (
    HUGO,
    Files,
    ForeignSite,
    Item,
    Unread,
    Value,
    first_of,
    old_path,
)

__all__ = ["CONTENT_SUFFIXES", "HugoSite", "Page", "permalink"]

CONTENT_SUFFIXES = (".md", ".markdown", ".mdown", ".html", ".htm")
OTHER_SUFFIXES = (".adoc", ".asciidoc", ".ad", ".org", ".rst", ".pandoc", ".pdc")
"""What Hugo reads with other programs; nothing here does."""

_DATED_NAME = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})[-_]?(?P<name>.*)")
_TOKEN = re.compile(r":(\w+)(?:\[[^\]]*\])?")


class Page(NamedTuple):
    """A page as far as its address needs it."""

    path: str
    """Below the content folder, without suffix; a bundle's is its folder."""
    name: str
    bundle: bool
    language: Language | None
    fields: Mapping[str, Value]

    @property
    def section(self) -> str:
        """The first folder of its path."""
        return self.path.partition("/")[0]


class HugoSite(FolderSite):
    """One Hugo site, or a folder with Hugo's content."""

    def __init__(self, tree: Files, known_languages: tuple[str, ...]) -> None:
        super().__init__(tree)
        self.settings = hugo_settings(tree, known_languages)
        names, addresses = self._terms()
        self.site = ForeignSite(
            HUGO,
            self.settings.base_url,
            other_urls=tuple(each.base_url for each in self.settings.languages),
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
        return self._mounted(inner) or self._mounted(seen_from(item, target))

    def _mounted(self, inner: str) -> str:
        """The file at a path of the old site; empty when there is none."""
        for kind in ("static", "assets", "content"):
            for mount in self.settings.mounts:
                below = f"{mount.below}/" if mount.below else ""
                path = posixpath.join(mount.folder, inner.removeprefix(below))
                if mount.kind == kind and inner.startswith(below) and path in self.files:
                    return path
        return ""

    def _placed(self, path: str) -> tuple[str, Language | None] | None:
        """The path below its content folder, and the language that the folder is for; None: no content."""
        for mount in self.settings.mounts:
            if mount.kind == "content" and (not mount.folder or path.startswith(mount.folder + "/")):
                inner = path.removeprefix(f"{mount.folder}/") if mount.folder else path
                own = (each for each in self.settings.languages if each.code == mount.language)
                return posixpath.join(mount.below, inner), next(own, None)
        return None

    def _entry(self, path: str, inner: str, language: Language | None) -> tuple[Item | Unread, str]:
        found = page_in(path, self.tree.read(path))
        if isinstance(found, Unread):
            return found, ""
        values, body = found
        item = self._item(path, inner, language, flattened(values, lower=True))
        return replace(item, pictures=_resources(lowered(values).get("resources"))), body

    def _item(self, path: str, inner: str, language: Language | None, fields: dict[str, Value]) -> Item:
        folder, file = posixpath.split(inner)
        stem, _, suffix = file.rpartition(".")
        language, stem = self._language(stem, language)
        bundle = stem in ("index", "_index")
        name = posixpath.basename(folder) if bundle else stem
        path_of_page = folder if bundle else posixpath.join(folder, stem)
        dated = _DATED_NAME.fullmatch(name)
        if dated is not None and self.settings.dated_names:
            fields = {"slug": dated["name"], **fields, "date": dated["date"]}
        page = Page(path_of_page, name, bundle, language, fields)
        section = page.section if "/" in page.path or stem == "_index" else ""
        address = self._address(page)
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

    def _language(self, stem: str, language: Language | None) -> tuple[Language | None, str]:
        """``name.en`` is ``name`` in English; what has no code is in that of its folder, or the first."""
        name, _, code = stem.rpartition(".")
        for each in self.settings.languages:
            if name and code.lower() == each.code.lower():
                return each, name
        if language is None:
            default = (each for each in self.settings.languages if each.code == self.settings.default)
            language = next(default, None)
        return language, stem

    def _address(self, page: Page) -> str:
        prefix = page.language.prefix if page.language is not None else ""
        url, slug = first_of(page.fields, "url"), first_of(page.fields, "slug")
        if url:
            return old_path(url if url.startswith("/") else f"{prefix}/{url}")
        own = page.language.permalinks if page.language is not None else None
        pattern = (self.settings.permalinks if own is None else own).get(page.section)
        path = posixpath.join(posixpath.dirname(page.path), slug or page.name)
        path = permalink(pattern, page, slug) if pattern else path
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


# --- Addresses ------------------------------------------------------------------------------------------

_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ")


def permalink(pattern: str, page: Page, slug: str) -> str:
    """The address that a pattern gives a page."""
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
