"""What another program's site holds, in one form whichever program it was.

The readers of Hugo, Jekyll and WordPress make one :class:`Item` each time; all others know items only.
All values are texts: what a date or a flag means is decided by Warta's own content model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from msgspec import Struct, field

from warta.content.scan import MAX_TEXT_BYTES
from warta.importing.rewriting import Described

__all__ = [
    "HUGO",
    "JEKYLL",
    "MAX_MEDIA_BYTES",
    "MEDIA_END",
    "MEDIA_SUFFIXES",
    "REF",
    "SCHEME",
    "WORDPRESS",
    "Files",
    "ForeignSite",
    "Item",
    "Reader",
    "Unread",
    "Value",
    "base_url_in",
    "first_of",
    "language_code",
    "local_address",
    "old_path",
    "texts_of",
]

HUGO, JEKYLL, WORDPRESS = "hugo", "jekyll", "wordpress"

MAX_MEDIA_BYTES = 50 * 1024 * 1024
"""Of a picture or document."""

MEDIA_SUFFIXES = frozenset(
    "avif bmp csv doc docx gif jpeg jpg mp3 mp4 odp ods odt ogg pdf png ppt pptx svg tif tiff txt webm webp "
    "xls xlsx zip".split(" ")
)
MEDIA_END = re.compile(rf"\.(?:{'|'.join(sorted(MEDIA_SUFFIXES))})\b", re.IGNORECASE)
REF = "\ue004"
"""Behind it, an address names a page as the tags of its program do."""

Value = str | tuple[str, ...]
"""A foreign key's value: one text, or a list of texts."""


class Item(Struct, frozen=True):
    """One page of the source, without its text."""

    place: str
    """Where it stands in the source: a path, or ``export.xml: item 12 (post 345)``."""
    section: str
    """What kind of page it is: a Hugo section, a Jekyll collection, a WordPress post type."""
    language: str
    """As the source has it; empty when it does not say."""
    story: str
    """Equal for the language versions of one story, and for nothing else."""
    name: str
    """The last part of its address, or of its file's name."""
    fields: Mapping[str, Value]
    """Foreign key → value; nested keys are joined with dots (``cover.image``)."""
    address: str
    """The path it had on the old site, as :func:`old_path` makes it; empty when it had none."""
    folder: str = ""
    """Folder of its file in the source, for links that are relative to it."""
    names: tuple[str, ...] = ()
    """Other ways in which links of the source name it."""
    html: bool = False
    """Its text is HTML, not Markdown."""
    pictures: Mapping[str, Described] = field(default_factory=dict)
    """Name of a file beside it, or a pattern of names → what its front matter says of those."""
    skip: str = ""
    """Why it can be no story at all (a reason of the report); empty when it can."""
    notes: tuple[str, ...] = ()
    """For the team: what of the source has no place in a story."""


class Unread(Struct, frozen=True):
    """An item of the source that could not be read."""

    place: str
    reason: str
    """A reason of the report."""
    detail: str = ""


class ForeignSite(Struct, frozen=True):
    """What is known of the whole source."""

    program: str
    """``hugo``, ``jekyll``, ``wordpress``, or the name of another."""
    base_url: str = ""
    """Of the old site, without a final slash; empty when the source does not say."""
    other_urls: tuple[str, ...] = ()
    """Of its other languages."""
    language: str = ""
    """Of items that name none."""
    timezone: str = ""
    """Of times that name none; empty: the new site's."""
    term_names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(foreign key, term) → the name that the source shows for it."""
    term_addresses: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(foreign key, term) → the path of its page on the old site."""
    patterns: Mapping[str, str] = field(default_factory=dict)
    """Section whose pages do not name their addresses → how these were made, as far as the source says."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """What ``{{ site.… }}`` stands for."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """What ``{{ site.data.… }}`` stands for: texts, lists and mappings."""

    def name_of(self, key: str, term: str) -> str:
        """What the source shows for a term; the term itself when it has no other name."""
        return self._of(self.term_names, key, term) or term

    def page_of(self, key: str, term: str) -> str:
        """The path of a term's page on the old site; empty when nobody says that it had one."""
        return self._of(self.term_addresses, key, term)

    @staticmethod
    def _of(table: Mapping[tuple[str, str], str], key: str, term: str) -> str:
        """Folders of terms are in lower case, whatever the case is in which items name the term."""
        return table.get((key, term)) or table.get((key, term.lower()), "")


class Files(Protocol):
    """The files of a source."""

    @property
    def files(self) -> Mapping[str, int]:
        """Path with ``/`` → size in bytes; sorted."""

    def read(self, path: str, limit: int = MAX_TEXT_BYTES) -> bytes | None:
        """The bytes of a file; None when it is larger than ``limit`` or cannot be read."""


class Reader(Protocol):
    """One source, whichever program it was made with."""

    @property
    def site(self) -> ForeignSite:
        """What is known of the whole source; complete when all entries have been read once."""

    @property
    def has_media(self) -> bool:
        """Whether files can be had at all."""

    @property
    def files(self) -> Mapping[str, int]:
        """The files that can be had."""

    def entries(self) -> Iterator[tuple[Item | Unread, str]]:
        """Every item with its text, in the same order each time."""

    def media(self, item: Item, target: str) -> str:
        """The file of the source that an address in an item's text means; empty when there is none."""

    def address_of(self, target: str) -> str:
        """The address that an address of the source's own making (``attachment:12``) stands for."""

    def describe(self, item: Item, target: str) -> Described:
        """What the source keeps of the picture that an address in an item's text means."""

    def media_size(self, path: str) -> int:
        """The bytes that such a file has."""

    def read_media(self, path: str) -> bytes | None:
        """The bytes of such a file; None when it cannot be read or has more than ``MAX_MEDIA_BYTES``."""


def texts_of(value: Value | None) -> tuple[str, ...]:
    """The texts of a value, without empty ones."""
    values = (value,) if isinstance(value, str) else value or ()
    return tuple(text.strip() for text in values if text.strip())


def first_of(fields: Mapping[str, Value], *names: str) -> str:
    """The first text that one of the keys has; empty when none has any."""
    for name in names:
        found = texts_of(fields.get(name))
        if found:
            return found[0]
    return ""


_OLD_CODES = {"in": "id", "iw": "he", "ji": "yi"}
"""Codes that older programs still write."""


def language_code(text: str, known: Iterable[str]) -> str:
    """The code of ``known`` that a foreign one (``id_ID``, ``en-us``, ``in``) means; empty when none does."""
    wanted = text.strip().lower().replace("_", "-")
    codes = {code.lower(): code for code in known}
    primary = wanted.partition("-")[0]
    for candidate in (wanted, primary, _OLD_CODES.get(primary, "")):
        if candidate in codes:
            return codes[candidate]
    return ""


_DOTS = re.compile(r"(^|/)\.{1,2}(?=/|$)")


def old_path(address: str) -> str:
    """The path of an old address in one form: decoded, no ``index.html``, a slash at both ends.

    A last part with a dot in it keeps its end. Empty for what is no path of a site:
    ``?p=12``, ``../x``, another scheme.
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    path = unquote(parts.path)
    if parts.scheme not in ("", "http", "https") or parts.query or not path.strip("/"):
        return ""
    path = re.sub("/{2,}", "/", f"/{path}")
    path = re.sub(r"/index\.html?$", "/", path)
    if _DOTS.search(path) or len(path) > 1000:
        return ""
    last = path.rpartition("/")[2]
    return path if not last or "." in last else path + "/"


def base_url_in(text: str) -> str:
    """A site's own address without a final slash; empty when ``text`` is none."""
    url = text.strip().rstrip("/")
    return url if re.match(r"https?://[^/\s]+", url) else ""


SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
"""What an address begins with that is complete."""


def local_address(target: str, base_urls: Iterable[str]) -> str:
    """A full address of a site at one of ``base_urls`` as a path on it; any other address is itself."""
    if not (SCHEME.match(target) or target.startswith("//")):
        return target
    try:
        parts = urlsplit(target)
        bases = [urlsplit(each) for each in base_urls]
    except ValueError:
        return target
    for base in bases:
        if base.netloc and parts.netloc.removeprefix("www.") == base.netloc.removeprefix("www."):
            path = "/" + parts.path.removeprefix(base.path.rstrip("/")).lstrip("/")
            query = f"?{parts.query}" if parts.query else ""
            return path + query + (f"#{parts.fragment}" if parts.fragment else "")
    return target
