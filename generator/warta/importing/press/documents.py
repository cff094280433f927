"""What documents of office programs, saved pages and PDFs say: text, pictures, and what was lost."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException

from warta.importing.drafts import Remark, remark
from warta.importing.press.blocks import TAB, Block, blocks_of, with_rows
from warta.importing.press.docx import html_of_word
from warta.importing.press.opendocument import html_of_text
from warta.importing.press.packages import DocumentError, check_archive, parts_of
from warta.importing.press.pages import story_of
from warta.importing.press.pdf_tables import rows_of
from warta.importing.press.texts import ITEM, decode_text, paragraphs_of

if TYPE_CHECKING:
    from pypdf import PageObject

__all__ = ["READERS", "Document", "read_document", "read_open_document", "read_page", "read_pdf"]

MAX_PICTURES = 40
MAX_PAGES = 100
MAX_CHARACTERS = 1_000_000
"""Of a PDF's text."""
EDGE_LINES = 2
LARGER = 1.2
"""How much larger than those of the text letters of a headline are."""
LONGEST_MARGIN = 120
"""Characters of a line at the head or foot of a page."""
_PAGE_NUMBER = re.compile(
    r"(?i)\W*+(?:halaman|hal\.?|page|p\.)?\s*+\d{1,4}(?:\s?(?:dari|of|/)\s?\d{1,4})?\W*+"
)
_PICTURE_SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}
_NUMBER_OF_ITEM = re.compile(r"^(\d{1,2}[.)])(?=[^\W\d])")
"""Of a list in a PDF, where a wide gap may be no space."""
_FIGURES, _ABOVE, _BELOW = "0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉"
SMALL = 0.8
"""Of the size of the letters before them figures have at most that stand higher or lower."""


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
        if suffix is None or len(self.found) >= MAX_PICTURES:
            self.left["pictures"] += 1
            return ""
        self.found.append((f"gambar-{len(self.found) + 1}.{suffix}", data))
        return self.found[-1][0]


def _lost(counts: Counter[str]) -> tuple[Remark, ...]:
    """A remark for every kind of thing that did not come along."""
    return tuple(remark(f"lost_{kind}", n=count) for kind, count in sorted(counts.items()))


# --- Word, OpenDocument, pages, PDF -------------------------------------------------------------------


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
    import pypdf

    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        pages = [list(_pdf_lines(page)) for page in reader.pages[:MAX_PAGES]]
        shown = sum("/XObject" in (page.get("/Resources") or {}) for page in reader.pages[:MAX_PAGES])
    except Exception as problem:  # whatever a broken or locked file makes pypdf raise
        raise DocumentError("not_document", kind=".pdf") from problem
    margins = _margins(pages)
    lines = [line for number, page in enumerate(pages) for line in _without(page, margins, first=number == 0)]
    if not any(line.text for line in lines):
        raise DocumentError("pdf_no_text")
    lost = +Counter(pictures=shown, margins=len(margins))
    parts = (Block(line) for part in _paragraphs(lines) for line in paragraphs_of(part))
    blocks = tuple(with_rows(parts))
    tables = sum(bool(block.markdown) for block in blocks)
    noted = (remark("note_pdf_tables", n=tables),) if tables else ()
    return Document(blocks, (), (remark("note_pdf"), *noted, *_lost(lost)))


class _PdfLine(NamedTuple):
    """A line of a PDF's page."""

    text: str
    size: float
    """Of its first letter, as the page's units have it."""


def _pdf_lines(page: PageObject) -> Iterator[_PdfLine]:
    """The lines of a page, at most a million characters."""
    pieces: list[tuple[str, float, float]] = []

    def see(text: str, outer: Sequence[float], inner: Sequence[float], _: object, size: float) -> None:
        scale = abs(inner[3] * outer[3]) or abs(inner[1] * outer[2]) or 1
        pieces.append((text, size * scale, inner[5]))

    whole = page.extract_text(visitor_text=see)[:MAX_CHARACTERS]
    rows = rows_of(page)
    seen = 0
    joined = "".join(text for text, _, _ in pieces)
    letters = [(size, height) for text, size, height in pieces for _ in text] if joined == whole else []
    for line in whole.split("\n"):
        first = seen + len(line) - len(line.lstrip())
        size = round(letters[first][0], 1) if line.strip() and first < len(letters) else 0.0
        plain = " ".join(line.split())
        raised = " ".join(_with_raised(line, letters[seen : seen + len(line)]).split())
        yield _PdfLine(_NUMBER_OF_ITEM.sub(r"\1 ", TAB.join(rows.get(plain, (raised,)))), size)
        seen += len(line) + 1


def _with_raised(line: str, letters: Sequence[tuple[float, float]]) -> str:
    """A line whose small figures behind a word stand higher or lower, as on the page: "m²", "CO₂"."""
    shown = list(line)
    usual = (0.0, 0.0)
    for number, (size, height) in enumerate(letters):
        small = 0 < size < usual[0] * SMALL and height != usual[1]
        if small and line[number] in _FIGURES:
            shown[number] = (_ABOVE if height > usual[1] else _BELOW)[_FIGURES.index(line[number])]
        elif not line[number].isspace():
            usual = (size, height)
    return "".join(shown)


def _margins(pages: Sequence[Sequence[_PdfLine]]) -> frozenset[str]:
    """The lines that stand at the edges of most pages, numbers aside: heads and feet."""
    counts = Counter(line for page in pages for line in {*map(_unnumbered, _edges(page))})
    return frozenset(line for line, count in counts.items() if count > 1 and count * 2 > len(pages))


def _edges(page: Sequence[_PdfLine]) -> list[str]:
    filled = [line.text for line in page if line.text]
    return [line for line in (*filled[:EDGE_LINES], *filled[-EDGE_LINES:]) if len(line) <= LONGEST_MARGIN]


def _unnumbered(line: str) -> str:
    return re.sub(r"\d+", "0", line)


def _without(page: Sequence[_PdfLine], margins: Collection[str], *, first: bool) -> Iterator[_PdfLine]:
    """A page's lines without heads and feet; on the ``first`` only those with a number of the page go."""
    for line in page:
        at_edge = line.text in _edges(page) and _unnumbered(line.text) in margins
        if not (at_edge and (not first or _PAGE_NUMBER.fullmatch(line.text))):
            yield line


def _paragraphs(lines: Sequence[_PdfLine]) -> Iterator[str]:
    """The paragraphs of a text whose every line is broken.

    One ends where a line is not full, where letters of another size begin, and above an item of a list.
    """
    full = sorted(len(line.text) for line in lines)[-1 - len(lines) // 10] * 3 / 4
    sizes = Counter[float]()
    for line in lines:
        sizes[line.size] += len(line.text)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    paragraph: list[str] = []
    last = 0.0
    for line in lines:
        other = bool(line.size and last) and abs(line.size - last) > last / 10
        if paragraph and (other or ITEM.match(line.text) or TAB in line.text):
            yield " ".join(filter(None, paragraph))
            paragraph = []
        paragraph.append(line.text)
        last = line.size or last
        headline = usual and line.size > usual * LARGER  # over several lines, none of which is full
        if TAB in line.text or (len(line.text) < full and not other and not (headline and line.text)):
            yield " ".join(filter(None, paragraph))
            paragraph = []
    yield " ".join(filter(None, paragraph))


READERS = {
    ".docx": read_document,
    ".odt": read_open_document,
    ".html": read_page,
    ".htm": read_page,
    ".xhtml": read_page,
    ".pdf": read_pdf,
}
"""Suffix of a file → what reads it."""
