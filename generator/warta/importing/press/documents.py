"""The text and pictures of a .docx file.

mammoth reads the document. It unpacks what it is given without asking how much
that will be, so a document is measured before: an archive that would fill the
memory, or that declares XML entities, is refused.
"""

from __future__ import annotations

import io
import re
import zipfile
from html.parser import HTMLParser
from typing import NamedTuple

__all__ = ["Document", "DocumentError", "read_document"]

MAX_UNPACKED_BYTES = 64 * 1024 * 1024
"""Of one part of the archive."""
MAX_ALL_BYTES = 256 * 1024 * 1024
MAX_RATIO = 200
"""Unpacked to packed size of a large part; text packs 10:1, an attack 1000:1."""
MAX_PARTS = 5_000
MAX_XML_BYTES = 6 * 1024 * 1024
"""Of the document's text: a hundred times the longest press release."""
MAX_PICTURES = 40
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_PICTURE_SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}


class DocumentError(Exception):
    """The document cannot be read; carries the name of the reason in the messages: ``not_docx``."""


class Document(NamedTuple):
    """What a document says."""

    paragraphs: tuple[str, ...]
    headings: tuple[str, ...]
    """Those paragraphs that are styled as a title or heading."""
    pictures: tuple[tuple[str, bytes], ...]
    """Suffix and bytes, in their order."""
    linked: int
    """Pictures that are linked and not contained; they are never fetched."""


def read_document(data: bytes) -> Document:
    """Read a .docx. Raises DocumentError."""
    _check(data)
    import mammoth

    pictures: list[tuple[str, bytes]] = []
    linked = 0

    def keep(image: mammoth.images.Image) -> dict[str, str]:
        nonlocal linked
        suffix = _PICTURE_SUFFIXES.get(image.content_type or "")
        if suffix and len(pictures) < MAX_PICTURES:
            try:
                with image.open() as file:
                    pictures.append((suffix, file.read(MAX_UNPACKED_BYTES)))
            except Exception:  # noqa: BLE001 - mammoth has kinds of its own for linked files
                linked += 1
        return {"src": ""}

    try:
        result = mammoth.convert_to_html(
            io.BytesIO(data),
            convert_image=mammoth.images.img_element(keep),
            include_embedded_style_map=False,
            external_file_access=False,
        )
    except Exception as problem:  # whatever a broken document makes mammoth and its parser raise
        raise DocumentError("not_docx") from problem
    reader = _Paragraphs()
    reader.feed(result.value)
    reader.close()
    reader.end()
    return Document(tuple(reader.paragraphs), tuple(reader.headings), tuple(pictures), linked)


def _check(data: bytes) -> None:
    """Refuse what is no document or would unpack to more than a document can be. Raises DocumentError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_ALL_BYTES:
                raise DocumentError("too_packed")
            for part in parts:
                ratio = part.file_size / max(1, part.compress_size)
                if part.file_size > MAX_UNPACKED_BYTES or (
                    part.file_size > 1024 * 1024 and ratio > MAX_RATIO
                ):
                    raise DocumentError("too_packed")
                if part.filename.lower().endswith((".xml", ".rels")):
                    _check_xml(archive, part)
            if "word/document.xml" not in archive.namelist() and "_rels/.rels" not in archive.namelist():
                raise DocumentError("not_docx")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError) as problem:
        raise DocumentError("not_docx") from problem


def _check_xml(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """The sizes in an archive's directory are claims: read no more than they say, and look for entities."""
    with archive.open(part) as file:
        text = file.read(MAX_XML_BYTES + 1)
    if len(text) > MAX_XML_BYTES:
        raise DocumentError("too_packed")
    if _ENTITIES.search(text) or _ENTITIES.search(text.replace(b"\0", b"")):  # also in UTF-16
        raise DocumentError("xml_entities")


class _Paragraphs(HTMLParser):
    """The paragraphs of mammoth's HTML as plain text; rows of tables as a line."""

    BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr"})

    def __init__(self) -> None:
        super().__init__()
        self.paragraphs: list[str] = []
        self.headings: list[str] = []
        self._text: list[str] = []
        self._heading = False

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        if tag in self.BLOCKS and not (tag == "p" and self._text and not "".join(self._text).strip()):
            self.end()
            self._heading = tag in ("h1", "h2")
        elif tag == "br":
            self._text.append("\n")
        elif tag == "td":
            self._text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.BLOCKS:
            self.end()

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def end(self) -> None:
        """Close the paragraph that is open."""
        for line in "".join(self._text).split("\n"):
            text = " ".join(line.split())
            if text:
                self.paragraphs.append(text)
                if self._heading:
                    self.headings.append(text)
        self._text.clear()
        self._heading = False
