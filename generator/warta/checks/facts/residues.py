"""What programs have put into lines beside their words: marks, page numbers, detours, hyphens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from warta.markdown.places import Place

__all__ = ["Residues", "find_residues"]

Line = tuple[int, str]
"""Number in the file and text."""


class Residues(NamedTuple):
    """What the lines of a text have kept. Plain values."""

    marks: tuple[tuple[Place, str], ...] = ()
    """Where something stands that a program has written, not the author, and what."""
    detours: tuple[tuple[Place, str, str], ...] = ()
    """Addresses that lead to another through a program that counts readers: where, which, and the other."""
    hyphens: tuple[tuple[Place, str], ...] = ()
    """Where a hyphen ends a line though the word goes on in the next, and the two parts."""


_MARK = re.compile(
    r"(?:Error!|Kesalahan!|Galat!) (?:Reference source not found|Bookmark not defined|Not a valid link"
    r"|Sumber referensi tidak ditemukan|Bookmark tidak ditentukan)\.?"
    r"|(?<![\w#])#(?:REF!|DIV/0!|N/A\b|VALUE!|NAME\?|NUM!|NULL!)|(?<![\w#])#{8,}(?!\S)"
    r"|(?<=\s)\[[A-Z]{2,3}\d{1,2}\](?![(\[:])"
    r"|^[ \t>]*(?:Halaman|Page) \d{1,3} (?:dari|of) \d{1,3}[ \t]*$|^[ \t]*[-–—] ?\d{1,3} ?[-–—][ \t]*$"
    r"|^[ \t>]*\d{1,3} \| (?:Page|Halaman)[ \t]*$|^[ \t>]*(?:Page|Halaman) \| \d{1,3}[ \t]*$"
    r"|(?:\.\.\.|…) ?(?:Baca selengkapnya|Lihat selengkapnya|Selengkapnya|Read more|See more)[ \t]*$"
    r"|^[ \t>]*\[(?:EXTERNAL|EKSTERNAL)\]|^--[ \t]*$|\bLorem ipsum\b"
    r"|(?:(?<=[\s.,!?])|^)\\[nrt](?=\s|[A-Z]|$)",
    re.IGNORECASE,
)
_MAY_BE_MARK = re.compile(r"[#|\[…\\]|r!|n!|t!|\.\.\.|^[ \t>]*[-–—HhPp]|[Ll]orem")
"""In lines without one of these there is none of them, and most lines are so."""
_COMMENTS = re.compile(r"\[[A-Z]{2,3}\d{1,2}\]")
_DETOUR = re.compile(
    r"https?://(?:(?:www\.)?google\.[a-z.]{2,6}/url\?|[\w.-]{1,60}\.safelinks\.protection\.outlook\.com/\?"
    r"|lm?\.(?:facebook|instagram)\.com/(?:l\.php)?\?|(?:www\.)?youtube\.com/redirect\?)[^\s()<>\[\]\"]{1,3000}"
)
_GOES_ON = re.compile(r"[ \t>]*(?P<word>[^\W\d_A-Z]+)")
_PARTED = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,40}-$")
_SUSPENDED = frozenset("dan atau maupun serta hingga sampai ataupun and or to".split())
"""Words behind a hyphen that is meant: ``pra- dan pascapanen``."""


def find_residues(lines: Sequence[Line]) -> Residues:
    """``lines`` are those of a text without code and comments."""
    return Residues(tuple(_marks(lines)), tuple(_detours(lines)), tuple(_hyphens(lines)))


def _marks(lines: Sequence[Line]) -> Iterator[tuple[Place, str]]:
    for number, line in lines:
        for found in _MARK.finditer(line) if _MAY_BE_MARK.search(line) else ():
            text = found[0].strip(" \t>")
            if not text.startswith("[") or not _COMMENTS.match(text.upper()) or _COMMENTS.match(text):
                yield (number, found.start() + len(found[0]) - len(found[0].lstrip(" \t>")) + 1), text


def _detours(lines: Sequence[Line]) -> Iterator[tuple[Place, str, str]]:
    for number, line in lines:
        for found in _DETOUR.finditer(line) if "?" in line else ():
            asked = parse_qs(urlsplit(found[0].replace("&amp;", "&")).query)
            target = next((asked[key][0] for key in ("q", "url", "u") if key in asked), "")
            if re.fullmatch(r"https?://[^\s()<>\[\]\"]+", target):
                yield (number, found.start() + 1), found[0], target


def _hyphens(lines: Sequence[Line]) -> Iterator[tuple[Place, str]]:
    for (number, line), (following, next_line) in pairwise(lines):
        if not line.endswith("-") or following != number + 1:
            continue
        parted, goes_on = _PARTED.search(line), _GOES_ON.match(next_line)
        if parted is not None and goes_on is not None and goes_on["word"] not in _SUSPENDED:
            yield (number, parted.start() + 1), f"{parted[0]} {goes_on['word']}"
