"""Documents that are archives of XML parts, opened without filling the memory.

Libraries unpack what they are given without asking how much that will be, so an archive is measured before:
one that would fill the memory, or that declares XML entities, is refused.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

from warta.importing.drafts import Remark, remark

__all__ = ["DocumentError", "check_archive", "parts_of", "repacked"]

MAX_UNPACKED_BYTES = 64 * 1024 * 1024
"""Of one part of the archive."""
MAX_ALL_BYTES = 256 * 1024 * 1024
MAX_RATIO = 200
"""Unpacked to packed size of a large part; text packs 10:1, an attack 1000:1."""
MAX_PARTS = 5_000
MAX_XML_BYTES = 6 * 1024 * 1024
"""Of the document's text: a hundred times the longest press release."""
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError)


class DocumentError(Exception):
    """The document cannot be read; ``remark`` says why."""

    def __init__(self, code: str, /, **arguments: str) -> None:
        super().__init__(code)
        self.remark: Remark = remark(code, **arguments)


def check_archive(data: bytes, kind: str, main: str) -> None:
    """Refuse what is no document of that kind, or unpacks to more than one can be. Raises DocumentError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_ALL_BYTES:
                raise DocumentError("too_packed")
            for part in parts:
                ratio = part.file_size / max(1, part.compress_size)
                packed = part.file_size > 1024 * 1024 and ratio > MAX_RATIO
                if part.file_size > MAX_UNPACKED_BYTES or packed:
                    raise DocumentError("too_packed")
                if part.filename.lower().endswith((".xml", ".rels")):
                    _check_xml(archive, part)
            if main not in archive.namelist() and "_rels/.rels" not in archive.namelist():
                raise DocumentError("not_document", kind=kind)
    except _BROKEN as problem:
        raise DocumentError("not_document", kind=kind) from problem


def _check_xml(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """The sizes in an archive's directory are claims: read no more than they say, and look for entities."""
    with archive.open(part) as file:
        text = file.read(MAX_XML_BYTES + 1)
    if len(text) > MAX_XML_BYTES:
        raise DocumentError("too_packed")
    if _ENTITIES.search(text) or _ENTITIES.search(text.replace(b"\0", b"")):  # also in UTF-16
        raise DocumentError("xml_entities")


def parts_of(data: bytes, wanted: str) -> dict[str, bytes]:
    """The parts of a checked archive whose whole names an expression matches."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if re.fullmatch(wanted, name)}


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """A checked archive whose parts have gone through ``change``."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in dict.fromkeys(source.namelist()):
            target.writestr(name, change(name, source.read(name)))
    return out.getvalue()
