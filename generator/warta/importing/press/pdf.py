"""The text layer of a PDF as paragraphs and tables: the file itself knows lines only, by where they stand."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from warta.importing.press.blocks import TAB, Block, with_rows
from warta.importing.press.packages import DocumentError
from warta.importing.press.pdf_tables import rows_of
from warta.importing.press.texts import ITEM, paragraphs_of, plain_letters

if TYPE_CHECKING:
    from pypdf import PageObject

__all__ = ["blocks_of_pdf"]

MAX_PAGES = 100
MAX_CHARACTERS = 1_000_000
"""Of a PDF's text."""
EDGE_LINES = 2
LARGER = 1.2
"""How much larger than those of the text letters of a headline are."""
WIDER = 1.3
"""How much wider than usual the space above a paragraph is."""
INDENT = 6
"""Units of a page by which the first line of a paragraph begins further right."""
LONGEST_MARGIN = 120
"""Characters of a line at the head or foot of a page."""
_PAGE_NUMBER = re.compile(
    r"(?i)\W*+(?:halaman|hal\.?|page|p\.)?\s*+\d{1,4}(?:\s?(?:dari|of|/)\s?\d{1,4})?\W*+"
)
_NUMBER_OF_ITEM = re.compile(r"^(\d{1,2}[.)])(?=[^\W\d])")
"""Of a list in a PDF, where a wide gap may be no space."""
_FIGURES, _ABOVE, _BELOW = "0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉"
SMALL = 0.8
"""Of the size of the letters before them figures have at most that stand higher or lower."""


def blocks_of_pdf(data: bytes) -> tuple[tuple[Block, ...], Counter[str]]:
    """The blocks of a PDF's text layer, and how much does not come along. Raises DocumentError."""
    import pypdf

    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        pages = [list(_lines(page, number)) for number, page in enumerate(reader.pages[:MAX_PAGES])]
        shown = sum("/XObject" in (page.get("/Resources") or {}) for page in reader.pages[:MAX_PAGES])
    except Exception as problem:  # whatever a broken or locked file makes pypdf raise
        raise DocumentError("not_document", kind=".pdf") from problem
    margins = _margins(pages)
    lines = [line for number, page in enumerate(pages) for line in _without(page, margins, first=number == 0)]
    if not any(line.text for line in lines):
        raise DocumentError("pdf_no_text")
    parts = (Block(line) for part in _paragraphs(lines) for line in paragraphs_of(part))
    return tuple(with_rows(parts)), +Counter(pictures=shown, margins=len(margins))


class _Line(NamedTuple):
    """A line of a PDF's page."""

    text: str
    size: float = 0.0
    """Of its first letter, as the page's units have it; 0 where nobody knows."""
    left: float = 0.0
    height: float = 0.0
    """Where it begins on the page, in its units, from the left and from below."""
    page: int = 0


class _Letter(NamedTuple):
    size: float
    left: float
    height: float
    raised: float
    """The height within what is drawn together."""


def _lines(page: PageObject, number: int) -> Iterator[_Line]:
    """The lines of a page, at most a million characters."""
    pieces: list[tuple[str, _Letter]] = []

    def see(text: str, outer: Sequence[float], inner: Sequence[float], _: object, size: float) -> None:
        scale = abs(inner[3] * outer[3]) or abs(inner[1] * outer[2]) or 1
        left, height = inner[4] * outer[0] + outer[4], inner[5] * outer[3] + outer[5]
        pieces.append((text, _Letter(size * scale, left, height, inner[5])))

    whole = page.extract_text(visitor_text=see)[:MAX_CHARACTERS]
    rows = rows_of(page)
    seen = 0
    joined = "".join(text for text, _ in pieces)
    letters = [letter for text, letter in pieces for _ in text] if joined == whole else []
    for line in whole.split("\n"):
        first = seen + len(line) - len(line.lstrip())
        known = line.strip() and first < len(letters)
        at = letters[first] if known else _Letter(0, 0, 0, 0)
        plain = " ".join(line.split())
        raised = " ".join(_with_raised(line, letters[seen : seen + len(line)]).split())
        text = _NUMBER_OF_ITEM.sub(r"\1 ", TAB.join(rows.get(plain, (raised,))))
        yield _Line(plain_letters(text), round(at.size, 1), at.left, at.height, number)
        seen += len(line) + 1


def _with_raised(line: str, letters: Sequence[_Letter]) -> str:
    """A line whose small figures behind a word stand higher or lower, as on the page: "m²", "CO₂"."""
    shown = list(line)
    usual = (0.0, 0.0)
    for number, (size, _, _, height) in enumerate(letters):
        small = 0 < size < usual[0] * SMALL and height != usual[1]
        if small and line[number] in _FIGURES:
            shown[number] = (_ABOVE if height > usual[1] else _BELOW)[_FIGURES.index(line[number])]
        elif not line[number].isspace():
            usual = (size, height)
    return "".join(shown)


def _margins(pages: Sequence[Sequence[_Line]]) -> frozenset[str]:
    """The lines that stand at the edges of most pages, numbers aside: heads and feet."""
    counts = Counter(line for page in pages for line in {*map(_unnumbered, _edges(page))})
    return frozenset(line for line, count in counts.items() if count > 1 and count * 2 > len(pages))


def _edges(page: Sequence[_Line]) -> list[str]:
    filled = [line.text for line in page if line.text]
    return [line for line in (*filled[:EDGE_LINES], *filled[-EDGE_LINES:]) if len(line) <= LONGEST_MARGIN]


def _unnumbered(line: str) -> str:
    return re.sub(r"\d+", "0", line)


def _without(page: Sequence[_Line], margins: Collection[str], *, first: bool) -> Iterator[_Line]:
    """A page's lines without heads and feet; at the head of the ``first`` only numbers of the page go."""
    filled = [number for number, line in enumerate(page) if line.text]
    feet = filled[EDGE_LINES:][-EDGE_LINES:] if first else filled
    for number, line in enumerate(page):
        at_edge = line.text in _edges(page) and _unnumbered(line.text) in margins
        if not (at_edge and (number in feet or _PAGE_NUMBER.fullmatch(line.text))):
            yield line


def _paragraphs(lines: Sequence[_Line]) -> Iterator[str]:
    """The paragraphs of a text whose every line is broken."""
    full = sorted(len(line.text) for line in lines)[-1 - len(lines) // 10] * 3 / 4
    sizes, gaps, lefts = Counter[float](), Counter[float](), Counter[float]()
    for before, line in pairwise(lines):
        sizes[line.size] += len(line.text)
        lefts[round(line.left)] += len(line.text) >= full
        gaps[round(before.height - line.height)] += line.page == before.page and len(before.text) >= full
    usual = _Usual(full, *(each.most_common(1)[0][0] if each else 0.0 for each in (sizes, gaps, lefts)))
    paragraph: list[str] = []
    for before, line in pairwise([_Line(""), *lines]):
        hanging = bool(paragraph and ITEM.match(paragraph[0]))
        if paragraph and (_begins(line, before, usual, hanging=hanging) or _ends(before, line, usual)):
            yield " ".join(paragraph)
            paragraph = []
        paragraph += [line.text] if line.text else []
    yield " ".join(paragraph)


class _Usual(NamedTuple):
    """How most lines of a PDF's text are."""

    full: float
    """Characters that a line has at least when the text goes on behind it."""
    size: float
    gap: float
    """From a line to the next, in units of the page; 0 where nobody knows."""
    left: float


def _begins(line: _Line, before: _Line, usual: _Usual, *, hanging: bool) -> bool:
    """Whether a paragraph begins with a line: letters of another size, an item, a row; further down or right.

    Those of an item, which is ``hanging``, all stand further right than its number.
    """
    other = bool(line.size and before.size) and abs(line.size - before.size) > before.size / 10
    if other or ITEM.match(line.text) or TAB in line.text:
        return True
    if not line.size or not before.size or line.page != before.page or line.height >= before.height:
        return False  # nobody knows, or it is the next page or column
    gap = usual.gap * max(1.0, line.size / usual.size) * WIDER
    lower = 0 < gap < before.height - line.height
    return lower or (not hanging and line.left - max(usual.left, before.left) > INDENT)


def _ends(line: _Line, below: _Line, usual: _Usual) -> bool:
    """Whether a paragraph ends with a line that is not full, but for the lines of a headline."""
    if TAB in line.text:
        return True
    if len(line.text) >= usual.full or below.size != line.size:
        return len(line.text) < usual.full
    headline = (
        bool(line.text) and line.size > usual.size * LARGER
    )  # over several lines, none of which is full
    return not headline and not below.text[:1].islower()
