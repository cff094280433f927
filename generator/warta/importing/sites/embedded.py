"""Pictures that a text holds itself, as an address: they become files like all others."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

__all__ = ["Embedded", "embedded", "taken_out"]

_HEADER = re.compile(r"data:image/(?P<kind>[a-z0-9.+-]{1,20})(?P<options>;[^,]{0,100})?,", re.IGNORECASE)
_LONG = re.compile(r"data:image/[A-Za-z0-9.+-]{1,20};base64,[A-Za-z0-9+/=%_-]{1000,}")
_SUFFIXES = {"svg+xml": "svg", "jpeg": "jpg", "pjpeg": "jpg", "x-png": "png", "x-ms-bmp": "bmp"}


class Embedded(NamedTuple):
    """Such a picture."""

    name: str
    """Stands for it among the files of the source; no path has a colon."""
    data: bytes


def taken_out(text: str) -> tuple[str, dict[str, bytes]]:
    """A text whose long pictures are names, and what these stand for: as it is, no engine might read it."""
    found: dict[str, bytes] = {}

    def named(address: re.Match[str]) -> str:
        picture = embedded(address[0])
        if picture is None:
            return address[0]
        found[picture.name] = picture.data
        return picture.name

    return _LONG.sub(named, text), found


def embedded(address: str) -> Embedded | None:
    """The picture that an address holds; None when nobody could read it."""
    header = _HEADER.match(address)
    if header is None:
        return None
    data = unquote_to_bytes("".join(address[header.end() :].split()))
    if (header["options"] or "").lower().endswith(";base64"):
        try:
            data = base64.b64decode(data + b"=" * (-len(data) % 4), altchars=b"-_")
        except binascii.Error:
            return None
    kind = header["kind"].lower()
    digest = hashlib.sha256(data).hexdigest()[:12]
    return Embedded(f"data:/picture-{digest}.{_SUFFIXES.get(kind, kind)}", data)
