"""Draws the card that stands for a story's picture in social media: a PNG of 1200 by 630 pixels.

Pure: the texts in, bytes out, the same for the same texts, font and version of
Pillow. Pillow is imported when the first card is drawn.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from warta.resources import packaged_bytes

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["CARD_SIZE", "DRAWN_FROM", "DRAWN_WITH", "CardTexts", "Letters", "can_write", "card_png"]

CARD_SIZE = (1200, 630)
FONT = ("data/fonts", "SourceSansPro-Semibold.otf")
DRAWN_FROM, DRAWN_WITH = ("media/cards.py", "/".join(FONT)), ("Pillow",)
"""The files of the package and the libraries on which the look of a card depends."""

WIDTH = CARD_SIZE[0]
MARGIN = 80
COLUMN = WIDTH - 2 * MARGIN
TITLE_TOP, TITLE_BOTTOM = 152, 512
TITLE_SIZES = (80, 72, 64, 58, 52, 46, 42)
LEADING = 1.16
SMALL = 32
"""Size of the lines above and below the title."""
LETTERS_KEPT, PAIRS_KEPT = 500, 5000
"""Of each size."""
END = "\n"
"""Follows the last letter of a text; no text has it."""

PAPER, INK, ACCENT = (0xFB, 0xF9, 0xF5), (0x1C, 0x1A, 0x17), "#0b5a5e"
"""The theme's own colours."""
INK_LEVEL, MUTED_LEVEL, RULE_LEVEL, ACCENT_LEVEL = 224, 160, 80, 255
SHADES = (0, 56, 112, MUTED_LEVEL, INK_LEVEL)
"""Levels from paper to ink that there are in the end: the fewer, the smaller the file."""

_WRITABLE = re.compile(
    "[ -~\u00a0-\u017e\u0218-\u021b\u02bb\u02bc\u02be\u02bf\u0391-\u03a1\u03a3-\u03ce\u0400-\u045f"
    "\u1e0c-\u1e0f\u1e24\u1e25\u1e32-\u1e3b\u1e58-\u1e63\u1e6c-\u1e6f\u1ea0-\u1ef9"
    "\u2012-\u2015\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2032\u2033\u2039\u203a\u20ac\u2116\u2122]*"
)
"""What the font has of what titles are made of; a test compares it with the font."""
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u202f": " ", "\u00a0": " ", "\u00ad": None})
_ORNAMENTS = ("So", "Sk", "Cf", "Co", "Cn", "Mn", "Me")


class CardTexts(NamedTuple):
    """What a card says."""

    title: str
    agency: str
    """May be empty."""
    date: str
    site: str
    label: str
    """What the story is, where it is not plain news; may be empty."""
    accent: str = ACCENT
    """The colour of the bar at the top."""


def can_write(text: str) -> bool:
    """Whether the font has the letters of a text. Symbols that it lacks, emoji for one, are left out."""
    return text.isascii() or _WRITABLE.fullmatch(_writable(text)) is not None


def card_png(texts: CardTexts) -> bytes:
    """The card."""
    from PIL import Image, ImageDraw

    canvas = Image.new("L", CARD_SIZE, 0)
    pen = ImageDraw.Draw(canvas)
    pen.rectangle((0, 0, WIDTH, 15), fill=ACCENT_LEVEL)
    small = _letters(SMALL)
    head = " · ".join(part for part in (_writable(texts.label), _writable(texts.agency)) if part)
    if head:
        small.draw(canvas, (MARGIN, 76), _shortened(head, small, COLUMN), MUTED_LEVEL)
    size, lines = _title(_writable(texts.title))
    step = round(size * LEADING)
    # One or two lines of a short title stand where the eye expects the first lines of a long one.
    for number, line in enumerate(lines):
        _letters(size).draw(canvas, (MARGIN, TITLE_TOP + number * step), line, INK_LEVEL)
    pen.rectangle((MARGIN, 536, WIDTH - MARGIN, 537), fill=RULE_LEVEL)
    date = _writable(texts.date)
    width = small.length(date)
    site = _shortened(_writable(texts.site), small, COLUMN - width - 2 * SMALL)
    small.draw(canvas, (MARGIN, 556), site, INK_LEVEL)
    small.draw(canvas, (WIDTH - MARGIN - width, 556), date, MUTED_LEVEL)
    return _encoded(canvas, bytes.fromhex(texts.accent.removeprefix("#")))


def _writable(text: str) -> str:
    composed = unicodedata.normalize("NFC", text).translate(_HYPHENS)
    if _WRITABLE.fullmatch(composed) is None:
        composed = "".join(
            character
            for character in composed
            if _WRITABLE.fullmatch(character) or unicodedata.category(character) not in _ORNAMENTS
        )
    return " ".join(composed.split())


class Letters:
    """The font in one size. Every letter is drawn once, and every pair of letters is measured once."""

    def __init__(self, size: int) -> None:
        from PIL import ImageFont

        # The basic layout is the same wherever Pillow runs; the other one depends on a library of the system.
        basic = ImageFont.Layout.BASIC
        self._font = ImageFont.truetype(io.BytesIO(_font_file()), size, layout_engine=basic)
        self._size = size
        self._masks = lru_cache(maxsize=LETTERS_KEPT)(self._mask)
        self._advance = lru_cache(maxsize=PAIRS_KEPT)(self._measured)

    def length(self, text: str) -> int:
        """The width of a text; the basic layout sets letters at whole pixels."""
        advance = self._advance
        return sum(advance(first, second) for first, second in pairwise(text + END))

    def draw(self, canvas: Image.Image, place: tuple[int, int], text: str, level: int) -> None:
        """Write a text from left to right; ``place`` is its upper left corner."""
        from PIL import Image

        size = self._size
        line = Image.new("L", (self.length(text) + 2 * size, 2 * size), 0)
        x = size // 2
        for letter, following in pairwise(text + END):
            mask, left, top = self._masks(letter)
            if mask is not None:
                line.paste(255, (x + left, size // 4 + top), mask)
            x += self._advance(letter, following)
        # The ink comes last: letters that overlap would be rounded twice.
        canvas.paste(level, (place[0] - size // 2, place[1] - size // 4), line)

    def _mask(self, letter: str) -> tuple[Image.Image | None, int, int]:
        """A letter's picture and where it lies from the pen; none for a space."""
        from PIL import Image, ImageDraw

        size = self._size
        room = Image.new("L", (4 * size, 4 * size), 0)
        ImageDraw.Draw(room).text((size, size), letter, fill=255, font=self._font)
        box = room.getbbox()
        return (room.crop(box), box[0] - size, box[1] - size) if box else (None, 0, 0)

    def _measured(self, letter: str, following: str) -> int:
        """How far the pen moves, closer together or farther apart by what follows."""
        font = self._font
        if following == END:
            return round(font.getlength(letter))
        return round(font.getlength(letter + following) - font.getlength(following))


@lru_cache(maxsize=1)
def _font_file() -> bytes:
    return packaged_bytes(*FONT)


@lru_cache(maxsize=16)
def _letters(size: int) -> Letters:
    return Letters(size)


def _title(text: str) -> tuple[int, list[str]]:
    """The largest size in which a title fits, and its lines."""
    words = text.split()
    for size in TITLE_SIZES:
        font = _letters(size)
        most = int((TITLE_BOTTOM - TITLE_TOP) / (size * LEADING))
        widths = [font.length(word) for word in words]
        if max(widths, default=0) > COLUMN:
            continue
        lines = _wrapped(words, widths, font.length(" "), COLUMN)
        if len(lines) <= most:
            return size, _balanced(words, widths, font.length(" "), len(lines))
    # A word longer than a line is broken where the line ends, and what is left over at the end is cut off.
    size = TITLE_SIZES[-1]
    font = _letters(size)
    words = [part for word in words for part in _broken(word, font)]
    lines = _wrapped(words, [font.length(word) for word in words], font.length(" "), COLUMN)
    most = int((TITLE_BOTTOM - TITLE_TOP) / (size * LEADING))
    if len(lines) > most:
        lines = [*lines[: most - 1], _shortened(" ".join(lines[most - 1 :]), font, COLUMN)]
    return size, lines


def _wrapped(words: Sequence[str], widths: Sequence[float], space: float, column: float) -> list[str]:
    """Words in lines that are no wider than the column."""
    lines: list[list[str]] = []
    width = 0.0
    for word, own in zip(words, widths, strict=True):
        if lines and width + space + own <= column:
            lines[-1].append(word)
            width += space + own
        else:
            lines.append([word])
            width = own
    return [" ".join(line) for line in lines]


def _balanced(words: Sequence[str], widths: Sequence[float], space: float, count: int) -> list[str]:
    """The same number of lines, as even as can be: no word alone at the end."""
    low, high = max(widths, default=0.0), float(COLUMN)
    while high - low > 8:
        middle = (low + high) / 2
        if len(_wrapped(words, widths, space, middle)) <= count:
            high = middle
        else:
            low = middle
    return _wrapped(words, widths, space, high)


def _broken(word: str, font: Letters) -> list[str]:
    """A word in parts that fit into a line; all but the last end in a hyphen."""
    parts = []
    while font.length(word) > COLUMN:
        end = _longest(word, font, COLUMN - font.length("-"))
        parts.append(word[:end] + "-")
        word = word[end:]
    return [*parts, word]


def _shortened(text: str, font: Letters, width: float) -> str:
    """A text on one line; three dots stand for what does not fit."""
    if font.length(text) <= width:
        return text
    end = _longest(text, font, width - font.length("…"))
    return text[:end].rstrip(" ,;:.–-") + "…"


def _longest(text: str, font: Letters, width: float) -> int:
    """How many characters of a text fit, at least one."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if font.length(text[:middle]) <= width:
            low = middle
        else:
            high = middle - 1
    return low


def _encoded(canvas: Image.Image, accent: bytes) -> bytes:
    """The canvas in the theme's colours and the accent as a PNG of four bits a pixel."""
    indexed = canvas.point(_INDEX)
    indexed.putpalette([*_PALETTE, *accent])
    target = io.BytesIO()
    # Runs of equal bytes are most of a card: looking for nothing else takes a third of the time.
    indexed.save(target, "PNG", bits=4, compress_level=6, compress_type=zlib.Z_RLE)
    return target.getvalue()


def _mixed(level: int) -> list[int]:
    """The colour so far from paper to ink."""
    return [round(paper + (ink - paper) * level / INK_LEVEL) for paper, ink in zip(PAPER, INK, strict=True)]


_PALETTE = [part for level in SHADES for part in _mixed(level)]
_INDEX = [min(range(len(SHADES)), key=lambda n: abs(SHADES[n] - level)) for level in range(256)]
_INDEX[ACCENT_LEVEL] = len(SHADES)
