"""Sites of programs whose settings are programs themselves: recognised, read by their pages' front matter."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase

from warta import urls
from warta.importing.sites.folders import FolderSite, page_in, seen_from
from warta.importing.sites.front_matter import flattened
from warta.importing.sites.hugo import CONTENT_SUFFIXES, Page, permalink
from warta.importing.sites.items import (
    Files,
    ForeignSite,
    Item,
    Unread,
    Value,
    first_of,
    language_code,
    old_path,
)
from warta.importing.sites.other_settings import OtherSettings

__all__ = ["OtherSite", "other_program"]

_PROGRAMS = {
    "Eleventy": (".eleventy.js", "eleventy.config.*"),
    "Astro": ("astro.config.*",),
    "Gatsby": ("gatsby-config.*",),
    "Docusaurus": ("docusaurus.config.*",),
    "VitePress": (".vitepress",),
    "VuePress": (".vuepress",),
    "Next.js": ("next.config.*",),
    "Nuxt": ("nuxt.config.*",),
    "SvelteKit": ("svelte.config.*",),
    "MkDocs": ("mkdocs.yml", "mkdocs.yaml"),
    "Pelican": ("pelicanconf.py",),
    "Hexo": ("_config.*.yml", "scaffolds"),
    "Zola": ("zola.toml",),
}
"""Program → names in a site's folder by which it is known."""
_MADE = frozenset(
    "_includes _layouts _site build cypress dist docs_build layouts out output public templates test tests "
    "themes vendor".split(" ")
)
"""Folders that hold what a site is made with, or what was made from it."""
_MEDIA_ROOTS = ("", "public", "static", "src", "source", "content", "assets", "src/assets")
_DATED_NAME = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})[-_]?(?P<name>.+)")
_OTHER_MARKUP = (".rst", ".adoc", ".asciidoc", ".org", ".textile", ".njk", ".liquid")
_TEMPLATES = (".njk", ".liquid")
"""Of these those that are mostly templates: pages only where front matter gives them a title."""
_TITLE = re.compile(rb"(?m)^title\s*[:=]")
_LINE_OF_HEADER = re.compile(r"(?P<key>[A-Za-z][\w-]*):(?:[ \t]+(?P<value>\S.*))?")
_LISTS = frozenset(("tags", "authors"))
_UPWARDS = re.compile(r"\A(?:\.{0,2}/)+")
_WHERE = re.compile(r"\A(?:\{|\||%7[BC])(?:static|attach|filename)(?:\}|\||%7[CD])", re.IGNORECASE)
_MATTER = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:---|\+\+\+)\s")


def other_program(names: Iterable[str]) -> str:
    """The program that a site is made with, by the names in its folder; empty when none of these is."""
    there = tuple(names)
    for program, patterns in _PROGRAMS.items():
        if any(fnmatchcase(name, pattern) for pattern in patterns for name in there):
            return program
    return ""


def _is_titled(data: bytes | None) -> bool:
    """Whether a template has front matter with a title, as pages have."""
    return data is not None and bool(_MATTER.match(data) and _TITLE.search(data[:2_000]))


def _header_of(data: bytes | None) -> tuple[dict[str, Value], str] | None:
    """The lines "Title: …" above a text of Pelican's, and the text behind them; None without any."""
    try:
        lines = (data or b"").decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError:
        return None
    fields: dict[str, Value] = {}
    end = 0
    while end < len(lines) and (found := _LINE_OF_HEADER.fullmatch(lines[end].rstrip())) is not None:
        key, value = found["key"].lower(), (found["value"] or "").strip()
        values = tuple(filter(None, (each.strip() for each in value.split(","))))
        fields[key] = values if key in _LISTS else value
        end += 1
    if "title" not in fields:
        return None
    if first_of(fields, "status") in ("draft", "hidden"):
        fields["draft"] = "true"
    return fields, "\n".join(lines[end:]).lstrip("\n")


class OtherSite(FolderSite):
    """The pages of such a site."""

    def __init__(
        self,
        tree: Files,
        known_languages: tuple[str, ...],
        settings: OtherSettings,
        addresses: Mapping[str, str] | None,
    ) -> None:
        super().__init__(tree)
        self.codes = known_languages
        self.settings = settings
        self.addresses = addresses
        """Section → pattern of its pages' addresses, as the plan has it; None without a plan."""
        self.patterns: dict[str, str] = {}
        self.site = ForeignSite(settings.program, settings.base_url, patterns=self.patterns)
        self.by_name: dict[str, list[str]] = {}
        """Name of a file → the paths that end in it."""
        for path in self.files:
            self.by_name.setdefault(posixpath.basename(path), []).append(path)

    def entries(self) -> Iterator[tuple[Item | Unread, str]]:
        """Every page with front matter, in the order of their paths."""
        for path in self.files:
            markup = path.endswith(_OTHER_MARKUP)
            known = markup or path.endswith((*CONTENT_SUFFIXES, ".mdx"))
            if not known or _MADE.intersection(path.split("/")[:-1]):
                continue
            data = self.tree.read(path)
            if markup:
                if "/" in path and (not path.endswith(_TEMPLATES) or _is_titled(data)):
                    yield Unread(path, "format"), ""
                continue
            if self.site.program == "Pelican" and (header := _header_of(data)) is not None:
                yield self._item(path, header[0]), header[1]
                continue
            if data is not None and not _MATTER.match(data):
                continue  # a template, or the project's own papers
            found = page_in(path, data)
            if isinstance(found, Unread):
                yield found, ""
            else:
                yield self._item(path, flattened(found[0])), found[1]

    def address_of(self, target: str) -> str:
        """The address without what says where Pelican is to look for it."""
        return _WHERE.sub("", target)

    def media(self, item: Item, target: str) -> str:
        """The file of the source that a relative or root-relative address means; empty when there is none.

        Where files are copied to is for a program to say. A file elsewhere is meant when no other one's path
        ends as the address does, seen from the page's own address or by itself.
        """
        target = self.address_of(target)
        roots = _MEDIA_ROOTS if target.startswith("/") else (item.folder, *_MEDIA_ROOTS)
        paths = (posixpath.normpath(posixpath.join(root, target.lstrip("/"))) for root in roots)
        found = next((path for path in paths if path in self.files), "")
        ends = (seen_from(item, target), _UPWARDS.sub("", target))
        return found or next(filter(None, map(self._only, ends)), "")

    def _only(self, end: str) -> str:
        """The one file whose path ends so; empty when there is none, or several."""
        known = self.by_name.get(posixpath.basename(end), ())
        paths = [path for path in known if f"/{path}".endswith(f"/{end}")]
        return paths[0] if len(paths) == 1 else ""

    def _item(self, path: str, fields: dict[str, Value]) -> Item:
        folder, file = posixpath.split(path)
        stem = file.rpartition(".")[0]
        name = posixpath.basename(folder) if stem == "index" else stem
        plain, _, code = name.rpartition(".")
        if not (plain and language_code(code, self.codes)):
            parts = folder.split("/")
            plain, code = name, next((part for part in parts if part in self.codes), "")
        section = posixpath.dirname(folder) if stem == "index" else folder
        dated = _DATED_NAME.fullmatch(plain)
        if dated is not None:
            fields.setdefault("date", dated["date"])
        bare = dated["name"] if dated is not None else plain
        slug = first_of(fields, "slug") or bare
        is_hidden = (
            first_of(fields, "eleventyExcludeFromCollections") == "true"
            or first_of(fields, "permalink") == "false"
        )
        pair = "/".join(part for part in f"{section}/{plain}".split("/") if part != code)
        address = self._address(section, bare, fields)
        inside = path.removeprefix(f"{self.settings.content}/")
        return Item(
            place=path,
            section=section or "(page)",
            language=first_of(fields, "lang", "language", "locale") or code,
            story=first_of(fields, "translationKey", "translation_key") or pair,
            name=slug,
            fields=fields,
            address=address,
            folder=folder,
            names=(path, posixpath.splitext(path)[0], f"{section}/{slug}", stem, inside),
            html=path.endswith((".html", ".htm")),
            skip="no-page" if is_hidden else "",
        )

    def _address(self, section: str, bare: str, fields: Mapping[str, Value]) -> str:
        """Where a page was on the old site; empty when nobody knows. ``bare`` is its file's name."""
        written = first_of(fields, "permalink", "url", "path")
        if written and "{" not in written:
            return old_path(written if written.startswith("/") else f"/{written}")
        pattern = self.settings.translated(written, section)
        if not written:
            name = section or "(page)"
            if name not in self.patterns:
                self.patterns[name] = self.settings.pattern_of(section)
            pattern = (self.patterns if self.addresses is None else self.addresses).get(name, "")
        titled = urls.slugify(first_of(fields, "title")) if self.settings.named_by_title else ""
        page = Page(f"{section}/{bare}", bare, bundle=False, language=None, fields=fields)
        return (
            old_path(permalink(pattern, page, first_of(fields, "slug") or titled or bare)) if pattern else ""
        )
