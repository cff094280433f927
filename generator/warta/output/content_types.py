"""Content types, by how names end, for all that hands an output out.

One table, not the machine's: what is not in it is bytes that a browser saves and does not open. A file beside
a story is somebody else's work, so fewer endings count there; nothing of it is ever a page, a script or a
style sheet.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "BYTES",
    "COMPRESSED",
    "HTML",
    "JAVASCRIPT",
    "JSON",
    "SERVED",
    "SVG",
    "TEXT",
    "UTF_8",
    "content_type",
]

HTML = "text/html; charset=utf-8"
JAVASCRIPT = "text/javascript; charset=utf-8"
JSON = "application/json; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"
SVG = "image/svg+xml; charset=utf-8"
XML = "application/xml; charset=utf-8"
COMPRESSED = (
    "text/html",
    "text/css",
    "text/csv",
    "text/calendar",
    "text/plain",
    "text/xml",
    "text/javascript",
    "application/javascript",
    "application/json",
    "application/feed+json",
    "application/manifest+json",
    "application/atom+xml",
    "application/rss+xml",
    "application/xml",
    "application/wasm",
    "image/svg+xml",
)
"""Content types, without parameters, that are smaller when they are sent compressed."""
_PICTURES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "svg": SVG,
    "webp": "image/webp",
}
_WRITTEN: Mapping[str, str] = {
    **_PICTURES,
    "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "html": HTML,
    "ics": "text/calendar; charset=utf-8",
    "ico": "image/x-icon",
    "js": JAVASCRIPT,
    "json": JSON,
    "mjs": JAVASCRIPT,
    "opml": XML,
    "otf": "font/otf",
    "ttf": "font/ttf",
    "txt": TEXT,
    "wasm": "application/wasm",
    "webmanifest": "application/manifest+json",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "xml": XML,
}
"""Pages, what goes with them, and the assets of themes."""
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
_HANDED_OUT: Mapping[str, str] = {
    **_PICTURES,
    "7z": "application/x-7z-compressed",
    "csv": "text/csv; charset=utf-8",
    "doc": "application/msword",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "epub": "application/epub+zip",
    "flac": "audio/flac",
    "geojson": "application/geo+json",
    "gz": "application/gzip",
    "json": JSON,
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "odp": f"{_OPEN}.presentation",
    "ods": f"{_OPEN}.spreadsheet",
    "odt": f"{_OPEN}.text",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "pdf": "application/pdf",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "rtf": "application/rtf",
    "txt": TEXT,
    "wav": "audio/wav",
    "webm": "video/webm",
    "xls": "application/vnd.ms-excel",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "zip": "application/zip",
}
"""Files that lie beside stories."""
_EVERY = {**_HANDED_OUT, **_WRITTEN, "htm": HTML}
SERVED: Mapping[str, tuple[str, ...]] = {
    kind: tuple([ending for ending, each in _EVERY.items() if each.partition(";")[0] == kind])
    for kind in dict.fromkeys(each.partition(";")[0] for each in _EVERY.values())
}
"""Content type without parameters → endings, for servers with one table for a site: ``static/`` holds any."""
UTF_8 = tuple(dict.fromkeys(each.partition(";")[0] for each in _EVERY.values() if "charset" in each))
"""Content types, without parameters, that say that they are in UTF-8."""
MEDIA = "media/"
"""Where these are in the output."""


def content_type(name: str) -> str:
    """The content type of an output file."""
    table = _HANDED_OUT if name.startswith(MEDIA) else _WRITTEN
    return table.get(name.rpartition(".")[2].lower(), BYTES)
