"""Stars, underlines and waves that readers see though they were meant to stress words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from warta.markdown.visible import VisibleBlock

__all__ = ["Notes", "notes_of", "stress_marks"]


class Notes(NamedTuple):
    """Which stars stand for notes that are explained below: ``harga*``, and ``*belum termasuk pajak``."""

    single: bool
    double: bool


_STARS = re.compile(r"(?<![\\*])\*{2,3}(?!\*)")
_NOTED, _NOTED_TWICE = re.compile(r"[\w.,)\"”’%]\*(?![\w*])"), re.compile(r"[\w.,)\"”’%]\*\*(?![\w*])")
_EXPLAINED, _EXPLAINED_TWICE = re.compile(r"(?m)^[ \t]*+\(?\*(?!\*)"), re.compile(r"(?m)^[ \t]*+\*\*(?!\*)")
_BRACKETED = re.compile(r"(?m)^[ \t]*+\*\*\)")
_UNDERLINES = re.compile(
    r"(?<![\w_])__(?=[^\s_])[^_\n]*[^\s_]__(?![\w_])"
    r"|(?<![^\s(\[\"“‘])__(?=[^\W\d_]+[\s:.,;!?])"
    r"|(?<![\w_])(?P<words>[^\W_]+[.,:;!?)]?)__(?=[\s.,;:!?)]|$)"
)
_LINE = re.compile(
    r"(?<![\w_/.<@-])_(?=[^\W_])[^_\n]*[^\W_][.!?]?_(?![\w_/>])"
    r"|(?<![^\s(\"“‘])_(?=[^\W\d_]+[:,]?[^\S\n]+\w)"
    r"|(?<![^\s(])_[ \u00a0][^\W\d_][^_\n]*[^\W\d_][ \u00a0]?_(?![\w_])"
)
_STAR = re.compile(
    r"(?<![\w*\\])\*(?=[\w\"“‘])[^*\n]*\s\*(?!\*)"
    r"|(?<![\w*\\])\*[ \u00a0](?=[^\W\d_])[^*\n]*[^\W\d_]\*(?![\w*])"
)
_OPENED = re.compile(r"(?<=[^\W\d_][ ])\*(?=[^\W\d_]{2,}[:,.!?]?(?:[^\S\n]|$))")
_WAVES = re.compile(
    r"(?<!~)~~(?=[^\s~])[^~\n]*[^\s~]~~(?!~)|(?<![\w~])~~(?=[\w\"“‘])"
    r"|(?<![\w~])~~[ \t]\w[^~\n]*[ \t]~~(?![\w~])|(?<=\w)~~[ \t]\w[^~\n]*\w~~(?![\w~])"
)
_THREE_AROUND = re.compile(r"(?<!.)\*{3}[ \t][^*\n]*\*{3}(?!\*)")
_LONE = re.compile(r"(?<![*\\])\*(?!\*)")
_END_SIGN = re.compile(r"[.!?\"”’)]\s?\*\*\s*\Z|\A\s*\*\*\s?\([^()\n]*\)\.?\s*\Z")


def notes_of(blocks: Sequence[VisibleBlock]) -> Notes:
    """What stars mean in a text. Two of them are a note of their own only where one already is."""
    texts = [block.text for block in blocks if "*" in block.text]

    def has(expression: re.Pattern[str]) -> bool:
        return any(expression.search(text) for text in texts)

    single = has(_NOTED) and has(_EXPLAINED)
    double = single and has(_NOTED_TWICE) and has(_EXPLAINED_TWICE)
    return Notes(single, double or has(_BRACKETED))


def stress_marks(block: VisibleBlock, notes: Notes) -> Iterator[tuple[int, str]]:
    """Where signs of each kind are first seen in a block, and the key of the kind in the messages."""
    text = block.text
    if "*" in text:
        yield from _first("bold", _bold(text, notes))
        yield from _first("emphasis", _single(block, notes))
    if "_" in text:
        yield from _first(
            "bold", (max(found.start(), found.end("words")) for found in _UNDERLINES.finditer(text))
        )
        yield from _first("emphasis", (found.start() for found in _LINE.finditer(text)))
    if "~~" in text:
        yield from _first("strike", (found.start() for found in _WAVES.finditer(text)))


def _first(mark: str, places: Iterator[int]) -> Iterator[tuple[int, str]]:
    yield from ((at, mark) for at in [next(places, None)] if at is not None)


def _bold(text: str, notes: Notes) -> Iterator[int]:
    """Two or three stars; not those of a power, a word that is not spelt out, a rating, the end of a text."""
    if text.count("**") == 1 and _END_SIGN.search(text):
        return
    for found in _STARS.finditer(text):
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        opening = re.match(r"[\w\"“‘'(\[]", after) is not None
        begins = not text[text.rfind("\n", 0, found.start()) + 1 : found.start()].strip()
        if re.match(r"\w\w", before + after) or after == ")":
            continue
        if notes.double and (begins or not opening):
            continue
        if len(found[0]) == 3 and not opening and not _THREE_AROUND.match(text, found.start()):
            continue
        if not (before + after).strip() and _between_numbers(text, found):
            continue
        yield found.start()


def _between_numbers(text: str, found: re.Match[str]) -> bool:
    return text[: found.start()].rstrip()[-1:].isdigit() and text[found.end() :].lstrip()[:1].isdigit()


def _single(block: VisibleBlock, notes: Notes) -> Iterator[int]:
    """One star; not that of a note."""
    text = block.text
    for found in _STAR.finditer(text):
        yield found.start()
    if notes.single:
        return
    if text.count("*") == 1:
        yield from (found.start() for found in _OPENED.finditer(text) if not _stands_for_all(found))
    edges = frozenset(block.stressed)
    yield from (found.start() for found in _LONE.finditer(text) if not edges.isdisjoint(found.span()))


def _stands_for_all(found: re.Match[str]) -> bool:
    """Whether a star stands for any letters before a word in capitals: ``*BSD``."""
    word = re.match(r"\w+", found.string[found.end() :])
    return word is not None and word[0].isupper()
