"""What may be handed out beside stories as it is: a table of endings, and how the content of each is known.

All else is refused: a browser runs what it takes for a page under the site's own name, and there are more
kinds of those (XML alone has dozens) than anybody can list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

__all__ = ["DOWNLOADS", "Download", "markup_in", "text_of"]


class Download(NamedTuple):
    """A kind of file that is published as it is."""

    media_type: str
    fits: Callable[[bytes], bool]
    """Whether bytes are of this kind, as far as their marks tell."""
    is_text: bool = False
    """Whether what is shown of it is the text itself, in which there must be no markup."""


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARKUP = re.compile(
    r"(?:\A\s*<[a-z!/?]|<(?:!doctype|\?xml|/?(?:html|head|body|script|style|iframe|frame|object|embed|svg|math"
    r"|meta|link|base|form|template)\b))[^\n]{0,40}",
    re.IGNORECASE,
)
"""What a browser takes for a page: anything like a tag at the start; what can act, anywhere."""


def text_of(data: bytes) -> str | None:
    """A text in UTF-8, UTF-16 or an older encoding of one byte a letter; None for what is no text."""
    try:
        text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return None if _CONTROL.search(text) else text


def markup_in(data: bytes) -> str:
    """The first markup for which a browser could take the bytes for a page; empty when there is none."""
    found = _MARKUP.search(text_of(data) or data.decode("latin-1"))
    return found[0].strip() if found else ""


def _begins(*marks: bytes, at: int = 0) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(marks, at)


def _text(pattern: str = "") -> Callable[[bytes], bool]:
    """A text that begins with ``pattern``."""
    begins = re.compile(r"\s*" + pattern, re.IGNORECASE)

    def fits(data: bytes) -> bool:
        text = text_of(data)
        return text is not None and begins.match(text) is not None

    return fits


def _riff(kind: bytes) -> Callable[[bytes], bool]:
    return lambda data: data[:4] == b"RIFF" and data[8:12] == kind


_ZIP_END = 22 + 0xFFFF
"""The longest that what ends a ZIP archive can be, in bytes."""


def _zip(*parts: bytes) -> Callable[[bytes], bool]:
    """A ZIP archive to its end, in which there are files of these names."""

    def fits(data: bytes) -> bool:
        whole = data.startswith((b"PK\3\4", b"PK\5\6")) and b"PK\5\6" in data[-_ZIP_END:]
        return whole and all(part in data for part in parts)

    return fits


def _office(folder: bytes) -> Callable[[bytes], bool]:
    return _zip(b"[Content_Types].xml", folder)


def _declared(media_type: str) -> Download:
    """A ZIP archive whose first file says what it is, as OpenDocument and EPUB have it."""
    return Download(media_type, _zip(b"mimetype" + media_type.encode()))


_OLE = _begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_OOXML = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_MP4 = _begins(b"ftyp", at=4)
_OGG = _begins(b"OggS")
_GZIP = _begins(b"\x1f\x8b\x08")

DOWNLOADS: Mapping[str, Download] = MappingProxyType(
    {
        # Documents
        "pdf": Download("application/pdf", _begins(b"%PDF-")),
        "docx": Download(_OOXML + "wordprocessingml.document", _office(b"word/")),
        "xlsx": Download(_OOXML + "spreadsheetml.sheet", _office(b"xl/")),
        "pptx": Download(_OOXML + "presentationml.presentation", _office(b"ppt/")),
        "doc": Download("application/msword", _OLE),
        "xls": Download("application/vnd.ms-excel", _OLE),
        "ppt": Download("application/vnd.ms-powerpoint", _OLE),
        "odt": _declared(_OPEN + "text"),
        "ods": _declared(_OPEN + "spreadsheet"),
        "odp": _declared(_OPEN + "presentation"),
        "rtf": Download("application/rtf", _begins(b"{\\rtf")),
        "epub": _declared("application/epub+zip"),
        "txt": Download("text/plain", _text(), is_text=True),
        # Data
        "csv": Download("text/csv", _text(), is_text=True),
        "tsv": Download("text/tab-separated-values", _text(), is_text=True),
        "json": Download("application/json", _text(r"[\[{]"), is_text=True),
        "geojson": Download("application/geo+json", _text(r"\{"), is_text=True),
        "ics": Download("text/calendar", _text("BEGIN:VCALENDAR"), is_text=True),
        "vcf": Download("text/vcard", _text("BEGIN:VCARD"), is_text=True),
        "kmz": Download("application/vnd.google-earth.kmz", _zip(b".kml")),
        # Sound
        "mp3": Download(
            "audio/mpeg", _begins(b"ID3", b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2", b"\xff\xe3")
        ),
        "m4a": Download("audio/mp4", _MP4),
        "aac": Download("audio/aac", _begins(b"\xff\xf1", b"\xff\xf9")),
        "ogg": Download("audio/ogg", _OGG),
        "oga": Download("audio/ogg", _OGG),
        "opus": Download("audio/ogg", _OGG),
        "wav": Download("audio/wav", _riff(b"WAVE")),
        "flac": Download("audio/flac", _begins(b"fLaC")),
        # Moving pictures
        "mp4": Download("video/mp4", _MP4),
        "m4v": Download("video/mp4", _MP4),
        "mov": Download("video/quicktime", _begins(b"ftyp", b"moov", b"mdat", b"wide", b"free", at=4)),
        "webm": Download("video/webm", _begins(b"\x1aE\xdf\xa3")),
        "ogv": Download("video/ogg", _OGG),
        "vtt": Download("text/vtt", _text("WEBVTT"), is_text=True),
        "srt": Download("application/x-subrip", _text(r"\d+\s"), is_text=True),
        # Archives, whose files nobody looks into
        "zip": Download("application/zip", _zip()),
        "7z": Download("application/x-7z-compressed", _begins(b"7z\xbc\xaf\x27\x1c")),
        "rar": Download("application/vnd.rar", _begins(b"Rar!\x1a\x07")),
        "tar": Download("application/x-tar", _begins(b"ustar", at=257)),
        "gz": Download("application/gzip", _GZIP),
        "tgz": Download("application/gzip", _GZIP),
    }
)
"""What a name ends in, in lower case → what the file has to be."""
