"""What the editorial rules have to know of one text. Depends on the text and nothing else.

A fact is no finding yet: whether an abbreviation is in the glossary, or a person
in the front matter, is for :mod:`warta.checks.posts` to say, which has
the whole site. So facts can be kept with the digest of their file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from warta.checks.abbreviations import Abbreviation, find_abbreviations, unexplained
from warta.checks.dates import DateMention, find_dates
from warta.checks.people import Attribution, find_attributions, is_attributed, proper_names
from warta.markdown.places import Block, Picture, Place, blocks_of

__all__ = ["DatedPlace", "Facts", "Quotation", "facts_of", "fenced", "paid_mark", "trailing_spaces"]


class DatedPlace(NamedTuple):
    """A date and where it stands."""

    place: Place
    block: int
    """Number of the block among those that are text, from 0."""
    before: str
    """What its sentence says before it, in small letters, at most 80 characters."""
    mention: DateMention


class Quotation(NamedTuple):
    """A quotation mark without its partner."""

    place: Place
    opened: bool
    """It opens; else it closes."""
    words: str
    """The text behind or before it."""


class Facts(NamedTuple):
    """Plain values only: it is kept between runs."""

    pictures: tuple[Picture, ...]
    headings: tuple[tuple[Place, int, str], ...]
    """Place, level (2 to 6, as on the page) and text."""
    quotations: tuple[Quotation, ...]
    dates: tuple[DatedPlace, ...]
    abbreviations: tuple[Abbreviation, ...]
    """Those that the text does not explain."""
    attributions: tuple[Attribution, ...]
    names: tuple[str, ...]
    """Proper names of two and more words, when somebody is quoted."""
    paid: tuple[Place, str] | None
    """The mark of paid content at the end of the text."""
    invisible: tuple[tuple[Place, str], ...]
    """Characters that nobody sees and that break searching: place and code point."""
    decomposed: Place | None
    """The first letter that is written as letter and accent."""
    trailing: tuple[Place, int] | None
    """The first white space at the end of a line, and how many lines have some."""


_SENTENCE_END = re.compile(r"[.!?;:]\s+(?=[A-Z“\"])|[.!?]$")
_PAID = re.compile(
    r"""[(\[{]\s*(?:[^()\[\]{}\n]{0,60}?[/,*|–-]\s*)?
        (?:adv|advert|advertorial|advetorial|adventorial|iklan|pariwara|inforial|infotorial|sponsored|sponsor|
           berbayar|konten\s+berbayar|konten\s+bersponsor|advertisement|paid|paid\s+(?:content|post|partnership|story)|
           sponsored\s+(?:content|post|story))
        \s*\.?\s*(?:[/,*|:–-][^()\[\]{}\n]{0,60}|\d{0,3})?[)\]}][\s.*_]*$
      | (?:^|[.!?”"]\s*)[*\s–-]*(?:adv|advertorial|pariwara)(?:\s*/\s*\w[\w .-]{0,40})?[\s.*–-]*$""",
    re.IGNORECASE | re.VERBOSE,
)
_BOILERPLATE = re.compile(
    r"(?:share(?:\s+berita\s+ini)?|bagikan(?:\s+(?:berita|artikel)\s+ini)?|komentar|baca\s+juga\b.*|editor\s*:.*|"
    r"penulis\s*:.*|reporter\s*:.*|sumber\s*:.*|tags?\s*:.*|\W*)",
    re.IGNORECASE,
)
_MARKED = re.compile(r"<abbr\b[^<>]*\btitle\s*=[^<>]*>([^<]*)</abbr>")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_MARKS = re.compile('[“”„"]')
_OPENS = "“„"
_ENDS = (".", "!", "?", "…", ".)")


def facts_of(text: str, body: str, first_line: int) -> Facts:
    """The facts of a file's ``text``, whose Markdown ``body`` begins on ``first_line``."""
    blocks = list(blocks_of(body, first_line))
    texts = [block.text for block in blocks]
    marked = {found[1].strip() for found in _MARKED.finditer(body)} if "<abbr" in body else set()
    attributions = find_attributions(blocks)
    return Facts(
        pictures=tuple(picture for block in blocks for picture in block.pictures),
        headings=tuple(
            (block.place(0), max(2, block.level), " ".join(block.text.split()))
            for block in blocks
            if block.kind == "heading"
        ),
        quotations=tuple(_quotations(blocks)),
        dates=tuple(_dates(blocks)),
        abbreviations=tuple(
            abbreviation
            for abbreviation in unexplained(find_abbreviations(blocks), texts)
            if abbreviation.text not in marked
        ),
        attributions=tuple(attributions),
        names=proper_names(blocks) if attributions else (),
        paid=_paid(blocks),
        invisible=tuple(_invisible(text)),
        decomposed=_decomposed(text),
        trailing=_trailing(text),
    )


# --- Quotation marks ----------------------------------------------------------------------------------


def _quotations(blocks: Sequence[Block]) -> Iterator[Quotation]:
    """The marks without partners. One that closes in a later block than it was opened in has its partner."""
    waiting: tuple[Block, int] | None = None
    for block in blocks:
        if block.kind == "row":
            continue
        marks = _unbalanced(block.text)
        if waiting is not None and marks.first:
            if marks.first == "closes" and marks.unopened:
                marks.unopened.pop(0)
            elif not block.text.lstrip().startswith(('"', *_OPENS)):  # as each paragraph of a long one does
                yield _open(*waiting)
            waiting = None
        # What goes on in the next paragraph does not say in this one who said it.
        goes_on = marks.open_at_end and not is_attributed(block.text[marks.unclosed[-1] :])
        for offset in marks.unclosed[:-1] if goes_on else marks.unclosed:
            yield _open(block, offset)
        for offset in marks.unopened:
            yield Quotation(block.place(offset), False, _words(block.text[:offset], last=True))
        if goes_on:
            waiting = (block, marks.unclosed[-1])
        elif waiting is not None and block.kind == "heading":
            yield _open(*waiting)
            waiting = None
    if waiting is not None:
        yield _open(*waiting)


def _open(block: Block, offset: int) -> Quotation:
    return Quotation(block.place(offset), True, _words(block.text[offset + 1 :]))


class _Marks(NamedTuple):
    """What is not in order with the quotation marks of one block: offsets."""

    unclosed: list[int]
    unopened: list[int]
    open_at_end: bool
    """The last of ``unclosed`` may go on in the next block."""
    first: str
    """What the block's first mark does: opens, closes, or nothing when there is none."""


def _unbalanced(text: str) -> _Marks:
    opened: list[int] = []
    unclosed: list[int] = []
    unopened: list[int] = []
    first = ""
    for found in _MARKS.finditer(text):
        at = found.start()
        role = _role(found[0], text[at - 1 : at], text[at + 1 : at + 2], bool(opened))
        first = first or role
        if role == "closes":
            if opened:
                opened.pop()
            else:
                unopened.append(at)
        elif role == "opens":
            if opened and text[:at].rstrip().endswith(_ENDS):
                unclosed.append(opened[0])  # a new sentence in quotation marks: the last one was never closed
                opened = []
            opened.append(at)
    return _Marks([*unclosed, *opened[:1]], unopened, bool(opened), first)


def _role(mark: str, before: str, after: str, inside: bool) -> str:
    """Whether a mark opens or closes: many keyboards have one for both, and some hands take the wrong one."""
    starts = after not in ("", *".,;:!?)…") and not after.isspace()
    glued = before not in ("", *"([{–—-/‘'“\"") and not before.isspace()
    if mark in _OPENS:
        return "closes" if inside and glued and not starts else "opens"
    if inside:
        return "closes" if glued or not starts else "opens"
    if not glued:
        return "opens"
    if mark == '"' and starts and not before.isalnum():
        return "opens"
    return "" if before.isdigit() and not starts else "closes"  # inches


def _words(text: str, last: bool = False) -> str:
    """The first or last few words, to show which place is meant."""
    words = text.split()
    chosen = words[-5:] if last else words[:5]
    more = len(words) > 5
    return ("… " if last and more else "") + " ".join(chosen) + (" …" if more and not last else "")


# --- Dates --------------------------------------------------------------------------------------------


def _dates(blocks: Sequence[Block]) -> Iterator[DatedPlace]:
    number = -1
    for block in blocks:
        if block.kind in ("paragraph", "quote", "item"):
            number += 1
        for mention in find_dates(block.text):
            before = block.text[max(0, mention.start - 200) : mention.start]
            sentence = _SENTENCE_END.split(before)[-1]
            yield DatedPlace(block.place(mention.start), max(0, number), sentence[-80:].lower(), mention)


# --- Paid content -------------------------------------------------------------------------------------


def paid_mark(text: str) -> str:
    """The mark of paid content at the end of ``text``: ``(Adv/Balipost)``; empty without one."""
    found = _PAID.search(text, max(0, len(text) - 160))
    return found[0].strip(' .*_\n”"!?') if found else ""


def _paid(blocks: Sequence[Block]) -> tuple[Place, str] | None:
    seen = 0
    for block in reversed(blocks):
        if not block.text.strip():
            continue
        mark = paid_mark(block.text.rstrip())
        if mark:
            return block.place(block.text.rindex(mark)), mark
        seen += not _BOILERPLATE.fullmatch(block.text.strip())
        if seen:
            return None
    return None


# --- Characters ---------------------------------------------------------------------------------------


def _invisible(text: str) -> Iterator[tuple[Place, str]]:
    for found in _INVISIBLE.finditer(text):
        if _joins_letters(text[found.start() - 1 : found.start()]) or _joins_letters(
            text[found.end() : found.end() + 1]
        ):
            continue
        yield _place(text, found.start()), f"U+{ord(found[0]):04X}"


def _joins_letters(neighbour: str) -> bool:
    """Whether a character belongs to a script in which invisible characters say where words can be broken."""
    return (
        bool(neighbour)
        and neighbour.isalpha()
        and not unicodedata.name(neighbour, "LATIN").startswith("LATIN")
    )


def _decomposed(text: str) -> Place | None:
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return None
    for number, line in enumerate(text.split("\n"), 1):
        composed = unicodedata.normalize("NFC", line)
        if composed != line:
            same = next(
                (at for at, (old, new) in enumerate(zip(line, composed, strict=False)) if old != new),
                len(composed) - 1,
            )
            return number, same + 1
    return None


def fenced(lines: Iterable[str]) -> Iterator[bool]:
    """Of each line whether it is of a block of code or of the fences around it."""
    inside = False
    for line in lines:
        fence = line.lstrip().startswith(("```", "~~~"))
        yield inside or fence
        inside ^= fence


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


def _trailing(text: str) -> tuple[Place, int] | None:
    places = list(trailing_spaces(text))
    return (places[0], len(places)) if places else None


def _place(text: str, offset: int) -> Place:
    line_start = text.rfind("\n", 0, offset) + 1
    return text.count("\n", 0, offset) + 1, offset - line_start + 1
