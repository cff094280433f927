"""A WordPress export (WXR 1.0 to 1.2) as items, read as a stream: memory does not grow with the file.

Document types and entities are refused; a text that is larger than any story is dropped, its item reported.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import chain
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from msgspec.structs import replace

from warta.content.scan import MAX_TEXT_BYTES
from warta.importing.rewriting import UNDESCRIBED, Described
from warta.importing.sites.items import (
    MAX_MEDIA_BYTES,
    WORDPRESS,
    Files,
    ForeignSite,
    Item,
    Unread,
    Value,
    base_url_in,
    old_path,
)
from warta.urls import slugify

__all__ = ["WordPressSite", "is_wordpress"]

MAX_FIELD = 20_000
"""Characters of a field other than the text."""
MAX_TERMS = 20_000
"""Authors or terms of the whole site."""
MAX_BASES = 20
"""Places of uploads in one export; a network of sites has one a site."""
MAX_FIELDS = 4_000
"""Categories, custom fields and all else of one item."""
MAX_ITEM = 4 * MAX_TEXT_BYTES
"""Characters of one item."""
MAX_PIECE = 4 * 1024 * 1024
"""Bytes in which something has to begin or end; an attribute or tag of that size is an attack."""
_CONTROL = bytes([*range(9), 11, 12, *range(14, 32)])
_NOT_CONTENT = frozenset(
    "nav_menu_item revision custom_css customize_changeset oembed_cache user_request wp_block wp_template "
    "wp_template_part wp_global_styles wp_navigation wp_font_family wp_font_face acf-field".split(" ")
)
_SUMMARY_KEYS = (
    "_yoast_wpseo_metadesc",
    "rank_math_description",
    "_aioseo_description",
    "_genesis_description",
)
_TERM_PAGES = {"category": "category", "post_tag": "tag"}
"""Taxonomy → first part of its terms' addresses, unless a site has changed it."""
_NO_STORY = {
    "attachment": "attachment",
    **dict.fromkeys(_NOT_CONTENT, "not-content"),
    **dict.fromkeys(("trash", "auto-draft", "inherit"), "trash"),
}
"""Kind or state of an item → why it can be no story."""
_TOO_LARGE = "warta:too-large"
"""Attribute of an item of which text was dropped."""
_BY_MONTH = re.compile(r"/(\d{4}/\d{2}/[^/]+)\Z")
"""How uploads lie, wherever that is: an export without its media library does not say."""
_THUMBNAIL_SIZE = re.compile(r"-\d{2,5}x\d{2,5}(?=\.\w+$)")
_SCALED = re.compile(r"-scaled(?=\.\w+$)")


def is_wordpress(start: bytes) -> bool:
    """Whether the first bytes of a file look like an export."""
    return b"<rss" in start and (b"wordpress.org/export/" in start or b"wxr_version" in start)


class WordPressSite:
    """One export file, with a copy of its uploads folder if there is one."""

    def __init__(self, name: str, chunks: Callable[[], Iterator[bytes]], uploads: Files | None) -> None:
        self.name = name
        self.chunks = chunks
        self.uploads = uploads
        """A copy of the uploads folder."""
        self.attachments: dict[str, str] = {}
        """Id → address; complete after the first pass."""
        self.described: dict[str, Described] = {}
        """File of the uploads folder → what is known of it; complete after the first pass."""
        self._bases: tuple[str, ...] = ("/uploads/",)
        """What may stand in an address before the path in the uploads folder, the longest first."""
        self._names: dict[tuple[str, str], str] = {}
        self._addresses: dict[tuple[str, str], str] = {}
        self.site = ForeignSite(WORDPRESS, term_names=self._names, term_addresses=self._addresses)
        """What the export says of the site; complete after the first pass."""

    def entries(self) -> Iterator[tuple[Item | Unread, str]]:
        """Every item with its text, in the order of the file."""
        number = 0
        for found in _children(self.chunks()):
            if isinstance(found, Unread):
                yield Unread(self.name, found.reason, found.detail), ""
            elif _name(found) == "item":
                number += 1
                yield self._item(found, number)
            else:
                self._take_channel(_name(found), found)

    def media(self, _: Item, target: str) -> str:
        """The file of the uploads folder that an address or ``attachment:12`` means; empty without one."""
        paths = self._may_be(self.address_of(target))
        names = chain.from_iterable((path, _THUMBNAIL_SIZE.sub("", path)) for path in paths)
        return next((name for name in names if name in self.files), "")

    def media_size(self, path: str) -> int:
        """The bytes of a file of the uploads folder."""
        return self.files[path]

    def read_media(self, path: str) -> bytes | None:
        """The bytes of a file of the uploads folder."""
        return self.uploads.read(path, MAX_MEDIA_BYTES) if self.uploads is not None else None

    def describe(self, _: Item, target: str) -> Described:
        """What the media library keeps of ``attachment:12`` or of an upload, in whatever size it is shown."""
        return self.described.get(self._full_size(self.address_of(target)), UNDESCRIBED)

    @property
    def files(self) -> Mapping[str, int]:
        """The files of the uploads folder."""
        return self.uploads.files if self.uploads is not None else {}

    @property
    def has_media(self) -> bool:
        """Whether the uploads are at hand."""
        return self.uploads is not None

    def address_of(self, target: str) -> str:
        """The address of ``attachment:12``; any other is itself."""
        kind, _, number = target.partition(":")
        return self.attachments.get(number, "") if kind == "attachment" else target

    def _may_be(self, address: str) -> list[str]:
        """The paths in the uploads folder that an address may mean, the likeliest first."""
        path = _path(address)
        parts = [path.partition(base) for base in self._bases]
        by_month = _BY_MONTH.search(path)
        names = [rest for _, found, rest in parts if found] + ([by_month[1]] if by_month is not None else [])
        return [posixpath.normpath(name) for name in names]

    def _full_size(self, address: str) -> str:
        """The upload of which an address may show a smaller copy; empty when it shows none."""
        path = next(iter(self._may_be(address)), "")
        return _SCALED.sub("", _THUMBNAIL_SIZE.sub("", path))

    def _take_attachment(self, number: str, texts: Mapping[str, str], meta: Mapping[str, str]) -> None:
        """Note a picture or document; where a site's uploads lie is told by address and path together."""
        address = texts.get("attachment_url") or texts.get("guid", "")
        self.attachments[number] = address
        before, found, after = _path(address).rpartition("/" + meta.get("_wp_attached_file", ""))
        if found.strip("/") and before and not after and len(self._bases) < MAX_BASES:
            self._bases = tuple(sorted({*self._bases, before + "/"}, key=len, reverse=True))
        upload = self._full_size(address)
        self.described[upload] = _described(texts, meta, upload)

    def _take_channel(self, name: str, element: Element) -> None:
        """Note what an element beside the items says of the site."""
        texts, text = _texts(element), (element.text or "").strip()
        url = base_url_in(text)
        match name:
            case "base_blog_url" | "link" | "base_site_url":
                first = url if name == "base_blog_url" else self.site.base_url
                self.site = replace(self.site, base_url=first or self.site.base_url or url)
            case "language":
                self.site = replace(self.site, language=text)
            case "author" if len(self._names) < MAX_TERMS:
                login = texts.get("author_login", "")
                self._names["creator", login] = texts.get("author_display_name") or login
            case "category" | "tag" | "term" if len(self._addresses) < MAX_TERMS:
                kinds = {"category": "category", "tag": "post_tag"}
                taxonomy = kinds.get(name) or texts.get("term_taxonomy", "")
                slugs = map(texts.get, ("category_nicename", "tag_slug", "term_slug"))
                titles = map(texts.get, ("cat_name", "tag_name", "term_name"))
                slug, title = next(filter(None, slugs), ""), next(filter(None, titles), "")
                if slug and title and taxonomy in _TERM_PAGES:
                    self._addresses[taxonomy, title] = f"/{_TERM_PAGES[taxonomy]}/{slug}/"

    def _item(self, element: Element, number: int) -> tuple[Item | Unread, str]:
        texts, meta, categories = _texts(element), _meta(element), _categories(element)
        post_id = texts.get("post_id", "")
        place = f"{self.name}: item {number}" + (f" (post {post_id})" if post_id else "")
        kind, status = texts.get("post_type") or "post", texts.get("status", "publish")
        if kind == "attachment":
            self._take_attachment(post_id, texts, meta)
        if _TOO_LARGE in element.attrib:
            return Unread(place, "too-large"), ""
        held = status if status in ("draft", "pending", "private") else ""
        notes = [f"status: {held}"] if held else []
        notes += ["post_password"] if texts.get("post_password") else []
        (language,) = categories.pop("language", [""])[-1:]
        (pair,) = categories.pop("post_translations", [""])[-1:]
        pair = pair or meta.get("_wpml_import_translation_group", "")
        original = meta.get("_icl_lang_duplicate_of") or post_id
        terms = {domain: tuple(dict.fromkeys(named)) for domain, named in categories.items()}
        item = Item(
            place=place,
            section=kind,
            language=language or meta.get("_wpml_import_language_code", ""),
            story=f"={pair}" if pair else f"post:{original or number}",
            name=unquote(texts.get("post_name", "")),
            fields=_fields(texts, meta) | terms | ({"draft": "true"} if notes else {}),
            address=old_path(texts.get("link", "")),
            names=(f"?p={post_id}", f"?page_id={post_id}", f"post:{post_id}") if post_id else (),
            html=True,
            skip=_NO_STORY.get(kind) or _NO_STORY.get(status, ""),
            notes=tuple(notes),
        )
        return item, next((child.text or "" for child in reversed(element) if _name(child) == "encoded"), "")


def _path(address: str) -> str:
    """The decoded path of an address; empty when it is none."""
    try:
        return unquote(urlsplit(address).path)
    except ValueError:
        return ""


def _described(texts: Mapping[str, str], meta: Mapping[str, str], upload: str) -> Described:
    """What the media library says of a picture; WordPress makes the title from the file's name by default."""
    title = texts.get("title", "")
    name = slugify(posixpath.basename(upload).rpartition(".")[0])
    return Described(
        alt=meta.get("_wp_attachment_image_alt", ""),
        caption=texts.get("excerpt", ""),
        title="" if name.startswith(slugify(title)) else title,
    )


def _fields(texts: Mapping[str, str], meta: Mapping[str, str]) -> dict[str, Value]:
    """The foreign keys of an item, but for its categories."""
    date = _moment(texts.get("post_date", ""), texts.get("post_date_gmt", ""))
    modified = _moment(texts.get("post_modified", ""), texts.get("post_modified_gmt", ""))
    summaries = (value for key, value in meta.items() if key in _SUMMARY_KEYS)
    own = (key for key in meta if not key.startswith("_") and key not in _SUMMARY_KEYS)
    thumbnail = meta.get("_thumbnail_id", "")
    found = {
        "date": date,
        "modified": modified if modified != date else "",
        "creator": texts.get("creator", ""),
        "excerpt": texts.get("excerpt", ""),
        "meta_description": next(filter(None, summaries), ""),
        "thumbnail": f"attachment:{thumbnail}" if thumbnail else "",
        **{f"meta.{key}": meta[key] for key in own if len(meta[key]) < 500},
    }
    return {"title": texts.get("title", ""), **{key: value for key, value in found.items() if value}}


def _moment(local: str, universal: str) -> str:
    """A local time with its offset, which the time in UTC gives; without one when there is no such time."""
    here, there = _time(local), _time(universal)
    if here is None or there is None:
        return local if here is not None else ""
    quarters = round((here - there) / timedelta(minutes=15))
    sign = "-" if quarters < 0 else "+"
    offset = f" {sign}{abs(quarters) // 4:02}:{abs(quarters) % 4 * 15:02}"
    return local + (offset if abs(quarters) <= 14 * 4 else "")


def _time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - the zone is what is looked for
    except ValueError:
        return None


# --- Elements -------------------------------------------------------------------------------------------


def _name(element: Element) -> str:
    """An element's name in every version of the format; the two called ``encoded`` are told apart."""
    space, _, name = element.tag.rpartition("}")
    return "excerpt" if name == "encoded" and "excerpt" in space else name


def _texts(element: Element) -> dict[str, str]:
    return {_name(child): (child.text or "").strip() for child in element}


def _meta(element: Element) -> dict[str, str]:
    """The custom fields of an item."""
    pairs = (_texts(child) for child in element if _name(child) == "postmeta")
    return {pair.get("meta_key", ""): pair.get("meta_value", "") for pair in pairs}


def _categories(element: Element) -> dict[str, list[str]]:
    """Taxonomy → the terms that an item names; what says its language or translations, by its short name."""
    found: dict[str, list[str]] = {}
    for child in element:
        domain, short, text = (
            child.get("domain", "category"),
            child.get("nicename", ""),
            (child.text or "").strip(),
        )
        if _name(child) == "category" and domain != "post_format":
            marks = domain in ("language", "post_translations")
            found.setdefault(domain, []).append((short or text) if marks else (text or short))
    return found


class _ChannelBuilder(TreeBuilder):
    """Builds one child of the channel at a time: an item, an author, a term."""

    def __init__(self) -> None:
        super().__init__()
        self.finished: list[Element] = []
        self.events = 0
        self._open: list[Element] = []
        self._length = self._whole = 0
        """Characters of the text, and of the whole item."""

    def start(self, tag: str, attributes: dict[str, str], /) -> Element:
        self.events += 1
        self._length = 0
        self._whole = 0 if len(self._open) == 2 else self._whole
        self._open.append(super().start(tag, attributes))
        return self._open[-1]

    def data(self, text: str, /) -> None:
        self.events += 1
        self._length += len(text)
        self._whole += len(text)
        body = bool(self._open) and self._open[-1].tag.endswith("encoded")
        if self._length <= (MAX_TEXT_BYTES if body else MAX_FIELD) and self._whole <= MAX_ITEM:
            super().data(text)
        elif len(self._open) > 2 and (body or self._whole > MAX_ITEM):
            self._open[2].set(_TOO_LARGE, "")

    def end(self, tag: str, /) -> Element:
        self.events += 1
        self._length = 0
        element = super().end(tag)
        self._open.pop()
        whole = len(self._open) == 2
        self.finished += [element] if whole else []
        if self._open and (whole or len(self._open[-1]) > MAX_FIELDS or _name(element) == "comment"):
            del self._open[-1][-1]
        return element


def _children(chunks: Iterable[bytes]) -> Iterator[Element | Unread]:
    """What the channel holds, as it is finished; at the end, why the file could not be read to its end."""
    builder = _ChannelBuilder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    seen = silent = 0
    try:
        for chunk in chunks:
            # Exports often hold control characters, which no XML may. UTF-16 has zero bytes and is left.
            parser.feed(chunk if b"\x00" in chunk else chunk.translate(None, _CONTROL))
            yield from builder.finished
            builder.finished.clear()
            silent = silent + len(chunk) if builder.events == seen else 0
            seen = builder.events
            if silent > MAX_PIECE:
                yield Unread("", "too-large")
                return
        parser.close()
    except DefusedXmlException:
        yield Unread("", "xml-entities")
    except ParseError as problem:
        yield from builder.finished
        yield Unread("", "xml", str(problem))
    except OSError as problem:
        yield Unread("", "unreadable", problem.strerror or str(problem))
