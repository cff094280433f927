"""Characters that nobody sees, letters written in two parts, and white space at the ends of lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from warta.markdown.lines import fenced
from warta.markdown.places import Place

__all__ = ["composed", "find_decomposed", "find_invisible", "trailing_spaces"]

_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u2028\u2029]|(?m:^[ \t\u00a0]*(\u00a0)[ \t]*$)")
_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
"""Letters that PDF files have grown together: ``ﬁ``."""


def find_invisible(text: str) -> Iterator[tuple[Place, str]]:
    """Places and code points of the characters that nobody sees."""
    for found in _INVISIBLE.finditer(text):
        at = found.start(1) if found[1] else found.start()
        if not any(_breaks_words_so(neighbour) for neighbour in text[max(0, at - 1) : at + 2]):
            line = text.count("\n", 0, at) + 1
            yield (line, at - text.rfind("\n", 0, at)), f"U+{ord(text[at]):04X}"


def _breaks_words_so(letter: str) -> bool:
    """Whether a letter belongs to a script in which invisible characters say where words can be broken."""
    return letter.isalpha() and not unicodedata.name(letter, "LATIN").startswith("LATIN")


def composed(text: str) -> str:
    """A text whose letters are one character each, and each character one letter."""
    return unicodedata.normalize("NFC", text).translate(_LIGATURES)


def find_decomposed(text: str) -> Place | None:
    """The first letter that is written as letter and accent, or letters that are one character."""
    if text.isascii() or composed(text) == text:
        return None
    for number, line in enumerate(text.split("\n"), 1):
        whole = composed(line)
        if whole != line:
            same = next(
                (at for at, (old, new) in enumerate(zip(line, whole, strict=False)) if old != new),
                len(whole) - 1,
            )
            return number, same + 1
    return None


def trailing_spaces(text: str) -> Iterator[Place]:
    """Where white space begins that ends a line, but for the two spaces that break a line in Markdown."""
    lines = text.split("\n")
    for number, (line, code) in enumerate(zip(lines, fenced(lines), strict=True), 1):
        end = len(line.rstrip(" \t"))
        if code or end == len(line):
            continue
        breaks = end and len(line) - end >= 2 and number < len(lines) and lines[number].strip()
        if not breaks:
            yield number, end + 1
