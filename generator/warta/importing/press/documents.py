"""What documents of office programs, saved pages and PDFs say: text, pictures, and what was lost."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException

from warta.importing.drafts import Remark, remark
from warta.importing.press.blocks import Block, blocks_of
from warta.importing.press.docx import html_of_word
from warta.importing.press.opendocument import html_of_text
from warta.importing.press.packages import DocumentError, check_archive, parts_of
from warta.importing.press.pages import story_of
from warta.importing.press.pdf import blocks_of_pdf
from warta.importing.press.texts import decode_text
from warta.media.trial import brought

__all__ = ["READERS", "Document", "read_document", "read_open_document", "read_page", "read_pdf"]

MAX_PICTURES = 40
_OLDER_KINDS = frozenset(("image/bmp", "image/x-ms-bmp", "image/x-bmp", "image/tif", "image/tiff"))
"""Of pictures that become PNG."""
_PICTURE_SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}


class Document(NamedTuple):
    """What a document says."""

    blocks: tuple[Block, ...]
    pictures: tuple[tuple[str, bytes], ...] = ()
    """File name and bytes, in their order; the blocks show them by these names."""
    notes: tuple[Remark, ...] = ()
    """What did not come along, and what is to be looked at."""


class _Pictures:
    """The pictures of a document, named as they come."""

    def __init__(self) -> None:
        self.found: list[tuple[str, bytes]] = []
        self.left: Counter[str] = Counter()

    def add(self, kind: str, data: bytes) -> str:
        """The name that a picture gets; empty when it cannot come along."""
        suffix = _PICTURE_SUFFIXES.get(kind)
        if kind in _OLDER_KINDS:
            found = brought("gambar.tif", data)
            suffix, data = (None if found.problem is not None else found.suffix), found.data
        if suffix is None or len(self.found) >= MAX_PICTURES:
            self.left["pictures"] += 1
            return ""
        self.found.append((f"gambar-{len(self.found) + 1}.{suffix}", data))
        return self.found[-1][0]


def _lost(counts: Counter[str]) -> tuple[Remark, ...]:
    """A remark for every kind of thing that did not come along."""
    return tuple(remark(f"lost_{kind}", n=count) for kind, count in sorted(counts.items()))


def read_document(data: bytes) -> Document:
    """Read a .docx. Raises DocumentError."""
    check_archive(data, ".docx", "word/document.xml")
    pictures = _Pictures()
    html, lost = html_of_word(data, pictures.add)
    return Document(blocks_of(html), tuple(pictures.found), _lost(lost + pictures.left))


def read_open_document(data: bytes) -> Document:
    """Read an .odt. Raises DocumentError."""
    check_archive(data, ".odt", "content.xml")
    pictures = _Pictures()
    files = parts_of(data, r"(?:Pictures/[^/]+|content\.xml|styles\.xml)")
    try:
        html, lost = html_of_text(files, pictures.add)
    except (ParseError, DefusedXmlException, ValueError, KeyError) as problem:
        raise DocumentError("not_document", kind=".odt") from problem
    return Document(blocks_of(html), tuple(pictures.found), _lost(lost + pictures.left))


def read_page(data: bytes) -> Document:
    """Read a page that was saved from a browser. Raises DocumentError."""
    decoded = decode_text(data)
    if decoded is None:
        raise DocumentError("not_text")
    html, lost = story_of(decoded.text)
    notes = (remark("note_encoding"),) if decoded.guessed else ()
    return Document(blocks_of(html), (), (remark("note_page"), *notes, *_lost(lost)))


def read_pdf(data: bytes) -> Document:
    """Read the text layer of a .pdf. Raises DocumentError."""
    blocks, lost = blocks_of_pdf(data)
    tables = sum(bool(block.markdown) for block in blocks)
    noted = (remark("note_pdf_tables", n=tables),) if tables else ()
    return Document(blocks, (), (remark("note_pdf"), *noted, *_lost(lost)))


READERS = {
    ".docx": read_document,
    ".odt": read_open_document,
    ".html": read_page,
    ".htm": read_page,
    ".xhtml": read_page,
    ".pdf": read_pdf,
}
"""Suffix of a file → what reads it."""
