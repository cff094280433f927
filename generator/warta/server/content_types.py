"""Content types, by how names end, and what a browser may do with each.

One table, not the machine's: what is not in it is bytes that a browser saves
and does not open. A file beside a story is somebody else's work, so fewer
endings count there; nothing of it is ever a page, a script or a style sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from warta.server.http import HTML, JAVASCRIPT, JSON, TEXT

__all__ = ["BYTES", "FIXED", "INERT", "content_type", "preview_policy", "shipped_policies"]

BYTES = "application/octet-stream"
SVG = "image/svg+xml; charset=utf-8"
XML = "application/xml; charset=utf-8"
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
MEDIA = "media/"
"""Where these are in the output."""

FIXED = (
    "default-src 'none'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The policy of answers that need nothing."""
INERT = f"{FIXED}; sandbox"
"""The policy of files that browsers show and that are no pages: no script runs in them, and they belong to no
origin, so that nothing that they could ask for is answered."""
_OWN_POLICY = ("application/pdf", "audio/", "image/", "video/", HTML, JAVASCRIPT)
"""Kinds that are sent with the site's policy: pages; scripts, whose policy is that of a worker; and what
shows nothing in a sandbox but holds no script that browsers would run."""
_ONLY_ONLINE = ("block-all-mixed-content", "report-to", "report-uri", "upgrade-insecure-requests")
"""Directives that make no sense on this machine."""


def content_type(name: str) -> str:
    """The content type of an output file."""
    table = _HANDED_OUT if name.startswith(MEDIA) else _WRITTEN
    return table.get(name.rpartition(".")[2].lower(), BYTES)


def preview_policy(kind: str, own: str) -> str:
    """The policy that a file of a kind is sent with; ``own`` is the site's for its pages."""
    return own if kind != SVG and kind.startswith(_OWN_POLICY) else INERT


def shipped_policies(headers: str, client: Iterable[str], events: Iterable[str]) -> str:
    """What ``_headers`` says for all pages, and what the preview adds: a script and what it listens to.

    ``client`` and ``events`` are their addresses.
    """
    policies, here = [], False
    for line in headers.splitlines():
        if line[:1].strip():
            here = line.strip() == "/*"
        name, _, value = line.strip().partition(":")
        if here and name.lower() == "content-security-policy":
            policies.append(_with_client(value, client, events))
    return ", ".join(policies) or "frame-ancestors 'none'"


def _with_client(policy: str, client: Iterable[str], events: Iterable[str]) -> str:
    directives: dict[str, list[str]] = {}
    for directive in policy.split(";"):
        name, *sources = directive.split() or [""]
        if name.lower() not in ("", *_ONLY_ONLINE):
            directives.setdefault(name.lower(), sources)
    for name, added in (("script-src", client), ("connect-src", events)):
        allowed = directives.get(name, directives.get("default-src"))
        if allowed is not None and not {"'self'", "*"}.intersection(allowed):
            directives[name] = [*(source for source in allowed if source != "'none'"), *added]
    return "; ".join(" ".join((name, *sources)) for name, sources in directives.items())
