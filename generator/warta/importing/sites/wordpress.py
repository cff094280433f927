"""A WordPress export (WXR 1.0 to 1.2) as items, read as a stream: memory does not grow with the file.

Document types and entities are refused; a text that is larger than any story is dropped, its item reported.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from warta.content.scan import MAX_TEXT_BYTES
from warta.importing.sites.foreign import (
    MAX_MEDIA_BYTES,
    UNDESCRIBED,
    WORDPRESS,
    Described,
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
MAX_FIELDS = 2_000
"""Categories and custom fields of one item."""
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
        self._channel = _Channel()

    @property
    def site(self) -> ForeignSite:
        """What the export says of the site; complete after the first pass."""
        channel = self._channel
        return ForeignSite(
            WORDPRESS, channel.base_url, channel.language, "", channel.authors, channel.term_addresses
        )

    def entries(self) -> Iterator[tuple[Item | Unread, str]]:
        """Every item with its text, in the order of the file."""
        number = 0
        for record in _records(self.chunks(), _Target(self._channel)):
            if isinstance(record, Unread):
                yield Unread(self.name, record.reason, record.detail), ""
                continue
            number += 1
            yield self._item(record, number)

    def media(self, item: Item, target: str) -> str:
        """The file of the uploads folder that an address or ``attachment:12`` means; empty without one."""
        del item
        address = self.address_of(target)
        path = _upload(address)
        for candidate in (path, _THUMBNAIL_SIZE.sub("", path)):
            if self.uploads is not None and candidate in self.uploads.files:
                return candidate
        return ""

    def media_size(self, path: str) -> int:
        """The bytes of a file of the uploads folder."""
        return self.uploads.files[path] if self.uploads is not None else 0

    def read_media(self, path: str) -> bytes | None:
        """The bytes of a file of the uploads folder."""
        return self.uploads.read(path, MAX_MEDIA_BYTES) if self.uploads is not None else None

    def describe(self, item: Item, target: str) -> Described:
        """What the media library keeps of ``attachment:12`` or of an upload, in whatever size it is shown."""
        del item
        return self.described.get(_full_size(self.address_of(target)), UNDESCRIBED)

    @property
    def has_media(self) -> bool:
        """Whether the uploads are at hand."""
        return self.uploads is not None

    def address_of(self, target: str) -> str:
        """The address of ``attachment:12``; any other is itself."""
        if target.startswith("attachment:"):
            return self.attachments.get(target.removeprefix("attachment:"), "")
        return target

    def _item(self, record: _Record, number: int) -> tuple[Item | Unread, str]:
        texts = record.texts
        post_id = texts.get("post_id", "").strip()
        place = f"{self.name}: item {number}" + (f" (post {post_id})" if post_id else "")
        kind = texts.get("post_type", "post").strip() or "post"
        if kind == "attachment":
            address = texts.get("attachment_url", "").strip() or texts.get("guid", "").strip()
            self.attachments[post_id] = address
            self.described[_full_size(address)] = _described(record, address)
        if record.too_large:
            return Unread(place, "too-large"), ""
        fields, notes = _fields(record)
        status = texts.get("status", "publish").strip()
        skip = ""
        if kind == "attachment":
            skip = "attachment"
        elif kind in _NOT_CONTENT:
            skip = "not-content"
        elif status in ("trash", "auto-draft", "inherit"):
            skip = "trash"
        categories = dict(record.language_marks)
        language = categories.get("language") or record.meta.get("_wpml_import_language_code", "")
        group = categories.get("post_translations") or record.meta.get("_wpml_import_translation_group", "")
        original = record.meta.get("_icl_lang_duplicate_of", "").strip() or post_id
        name = unquote(texts.get("post_name", "").strip())
        link = texts.get("link", "").strip()
        names = tuple(text for text in (f"?p={post_id}", f"?page_id={post_id}", f"post:{post_id}") if post_id)
        return (
            Item(
                place=place,
                section=kind,
                language=language,
                story=f"={group}" if group else f"post:{original or number}",
                name=name,
                fields=fields,
                address=old_path(link),
                names=names,
                html=True,
                skip=skip,
                notes=notes,
            ),
            record.body,
        )


def _upload(address: str) -> str:
    """The path in the uploads folder that an address means; empty when it means none."""
    try:
        _, found, path = unquote(urlsplit(address).path).partition("/uploads/")
    except ValueError:
        return ""
    return posixpath.normpath(path) if found else ""


def _full_size(address: str) -> str:
    """The upload of which an address may show a smaller copy."""
    return _SCALED.sub("", _THUMBNAIL_SIZE.sub("", _upload(address)))


def _described(record: _Record, address: str) -> Described:
    """What the media library says of a picture; WordPress makes the title from the file's name by default."""
    title = record.texts.get("title", "").strip()
    name = slugify(posixpath.basename(_full_size(address)).rpartition(".")[0])
    return Described(
        alt=record.meta.get("_wp_attachment_image_alt", "").strip(),
        caption=record.texts.get("excerpt", "").strip(),
        title="" if name.startswith(slugify(title)) else title,
    )


def _fields(record: _Record) -> tuple[dict[str, Value], tuple[str, ...]]:
    """The foreign keys of an item, and what the team should know of it."""
    texts = record.texts
    fields: dict[str, Value] = {"title": texts.get("title", "").strip()}
    date = _moment(texts.get("post_date", ""), texts.get("post_date_gmt", ""))
    if date:
        fields["date"] = date
    modified = _moment(texts.get("post_modified", ""), texts.get("post_modified_gmt", ""))
    if modified and modified != date:
        fields["modified"] = modified
    for name in ("creator", "excerpt"):
        if texts.get(name, "").strip():
            fields[name] = texts[name].strip()
    for domain, values in record.categories.items():
        fields[domain] = tuple(dict.fromkeys(values))
    for key, value in record.meta.items():
        if key in _SUMMARY_KEYS and value.strip():
            fields.setdefault("meta_description", value.strip())
        elif key == "_thumbnail_id" and value.strip():
            fields["thumbnail"] = f"attachment:{value.strip()}"
        elif not key.startswith("_") and value.strip() and len(value) < 500:
            fields[f"meta.{key}"] = value.strip()
    notes = []
    status = texts.get("status", "publish").strip()
    if status in ("draft", "pending", "private"):
        fields["draft"] = "true"
        notes.append(f"status: {status}")
    if texts.get("post_password", "").strip():
        fields["draft"] = "true"
        notes.append("post_password")
    return fields, tuple(notes)


def _moment(local: str, universal: str) -> str:
    """A local time with its offset, which the time in UTC gives; without one when there is no such time."""
    local, universal = local.strip(), universal.strip()
    try:
        here = datetime.strptime(local, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - the zone is worked out below
    except ValueError:
        return ""
    try:
        there = datetime.strptime(universal, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - as above
    except ValueError:
        return local
    quarters = round((here - there) / timedelta(minutes=15))
    if abs(quarters) > 14 * 4:
        return local
    sign = "-" if quarters < 0 else "+"
    return f"{local} {sign}{abs(quarters) // 4:02}:{abs(quarters) % 4 * 15:02}"


# --- The stream -----------------------------------------------------------------------------------------


class _Record:
    """One ``<item>``."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.body = ""
        self.categories: dict[str, list[str]] = {}
        self.language_marks: list[tuple[str, str]] = []
        self.meta: dict[str, str] = {}
        self.too_large = False


_PARTS = frozenset(
    "title link guid creator post_id post_date post_date_gmt post_modified post_modified_gmt post_name "
    "status post_type post_password attachment_url".split(" ")
)


@dataclass(slots=True)
class _Channel:
    """What stands around the items."""

    base_url: str = ""
    language: str = ""
    authors: dict[tuple[str, str], str] = field(default_factory=dict)
    """(``creator``, login) → the name that is shown."""
    term_addresses: dict[tuple[str, str], str] = field(default_factory=dict)
    """(taxonomy, name of a term) → the path of its page."""


_TERM_PAGES = {"category": "category", "post_tag": "tag"}
"""Taxonomy → first part of its terms' addresses, unless a site has changed it."""


class _Target:
    """Receives the parser's events; holds one item at a time, and tells ``channel`` what is no item."""

    def __init__(self, channel: _Channel) -> None:
        self.finished: list[_Record] = []
        self.channel = channel
        self.events = 0
        self._path: list[str] = []
        self._attributes: dict[str, str] = {}
        self._record: _Record | None = None
        self._text: list[str] = []
        self._length = 0
        self._group: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.events += 1
        self._path.append(_local(tag))
        self._text = []
        self._length = 0
        if self._path[-1] == "item" and len(self._path) == 3:
            self._record = _Record()
        elif self._path[-1] in ("postmeta", "author", "category", "tag", "term"):
            self._group = {}
        self._attributes = attributes

    def data(self, text: str) -> None:
        self.events += 1
        body = self._path[-1:] == ["encoded"]
        self._length += len(text)
        if self._length <= (MAX_TEXT_BYTES if body else MAX_FIELD):
            self._text.append(text)
        elif body and self._record is not None:
            self._record.too_large = True
            self._text = []

    def end(self, tag: str) -> None:
        self.events += 1
        name = self._path.pop() if self._path else ""
        text = "".join(self._text)
        self._text = []
        self._length = 0
        if self._record is not None:
            self._in_item(self._record, name, tag, text)
        elif len(self._path) == 2:
            self._in_channel(name, text)
        elif len(self._path) == 3:
            self._group[name] = text.strip()

    def close(self) -> None:
        """The end of the file."""

    def _in_item(self, record: _Record, name: str, tag: str, text: str) -> None:
        depth = len(self._path)
        if name == "item" and depth == 2:
            self.finished.append(record)
            self._record = None
        elif depth == 3 and name == "encoded":
            if "excerpt" in tag:
                record.texts["excerpt"] = text
            else:
                record.body = text
        elif depth == 3 and name == "category":
            self._category(record, text)
        elif depth == 3 and name == "postmeta":
            if len(record.meta) < MAX_FIELDS:
                record.meta[self._group.get("meta_key", "")] = self._group.get("meta_value", "")
        elif depth == 4 and self._path[-1] == "postmeta":
            self._group[name] = text
        elif depth == 3 and name in _PARTS:
            record.texts[name] = text

    def _category(self, record: _Record, text: str) -> None:
        domain = self._attributes.get("domain", "category")
        nicename = self._attributes.get("nicename", "")
        if domain in ("language", "post_translations"):
            record.language_marks.append((domain, nicename or text.strip()))
        elif domain != "post_format" and sum(map(len, record.categories.values())) < MAX_FIELDS:
            record.categories.setdefault(domain, []).append(text.strip() or nicename)

    def _in_channel(self, name: str, text: str) -> None:
        group = self._group
        channel = self.channel
        match name:
            case "link" | "base_blog_url" | "base_site_url":
                url = base_url_in(text)
                if url and (not channel.base_url or name == "base_blog_url"):
                    channel.base_url = url
            case "language":
                channel.language = text.strip()
            case "author" if len(channel.authors) < MAX_TERMS:
                login = group.get("author_login", "")
                channel.authors["creator", login] = group.get("author_display_name", "") or login
            case "category" | "tag" | "term" if len(channel.term_addresses) < MAX_TERMS:
                taxonomy = {"category": "category", "tag": "post_tag"}.get(name) or group.get(
                    "term_taxonomy", ""
                )
                slug = group.get("category_nicename") or group.get("tag_slug") or group.get("term_slug") or ""
                title = group.get("cat_name") or group.get("tag_name") or group.get("term_name") or ""
                if slug and title and taxonomy in _TERM_PAGES:
                    channel.term_addresses[taxonomy, title] = f"/{_TERM_PAGES[taxonomy]}/{slug}/"
            case _:
                return


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _records(chunks: Iterable[bytes], target: _Target) -> Iterator[_Record | Unread]:
    """The items as they are finished; at the end, why the file could not be read to its end."""
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    seen = silent = 0
    try:
        for chunk in chunks:
            # Exports often hold control characters, which no XML may. UTF-16 has zero bytes and is left.
            parser.feed(chunk if b"\x00" in chunk else chunk.translate(None, _CONTROL))
            yield from target.finished
            target.finished.clear()
            silent = silent + len(chunk) if target.events == seen else 0
            seen = target.events
            if silent > MAX_PIECE:
                yield Unread("", "too-large")
                return
        parser.close()
        yield from target.finished
    except DefusedXmlException:
        yield Unread("", "xml-entities")
    except ParseError as problem:
        yield from target.finished
        yield Unread("", "xml", str(problem))
    except OSError as problem:
        yield Unread("", "unreadable", problem.strerror or str(problem))
