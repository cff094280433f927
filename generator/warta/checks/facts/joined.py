"""Lines that were meant to stand below each other, which Markdown puts into one paragraph."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from warta.markdown.places import Place

__all__ = ["Joined", "Run", "find_joined", "labels_from", "letters_from", "signs_from"]

Line = tuple[int, str]
"""Number in the file and text."""


class Run(NamedTuple):
    """Lines below each other."""

    place: Place
    sign: str
    """What the first begins with."""
    lines: int


class Joined(NamedTuple):
    """The runs of a text, by what their lines begin with. Plain values."""

    letters: tuple[Run, ...] = ()
    """"a.", "b)", "(1)", "II.", "✅": what counts, or a picture, and is no list to Markdown."""
    labels: tuple[Run, ...] = ()
    """"Hari: Kamis": a name and what is so called."""
    signs: tuple[Run, ...] = ()
    """"-satu": the sign of a list without the space that makes it one."""


_PICTURE = r"(?:[0-9]\ufe0f?\u20e3|[\U0001f300-\U0001faff\u2600-\u26ff\u2705\u274c\u2728\u2b50]\ufe0f?)"
_COUNT = re.compile(
    r"[ \t>]*+(?:(?P<open>\(?)(?P<count>[a-z]|[A-Z]|[ivx]{2,5}|[IVX]{2,5}|(?<=\()\d{1,2})(?P<end>[.)])"
    rf"[ \t\u00a0]++(?=\S)|(?P<picture>{_PICTURE})[ \t\u00a0]*+(?=\S))"
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_BREAK = re.compile(r"(?:  |\\|<br\s*/?>)$")
"""Behind a line that readers see as one."""
_LABEL = re.compile(
    r"[ \t>]*+(?:\*{1,2}|_{1,2})?"
    r"(?P<label>[A-ZÀ-Þ][^\s:|<>\[\]()\"“”]{0,31}(?:[ /][^\s:|<>\[\]()\"“”]{1,31}){0,2})"
    r"[*_]{0,2}[ \t\u00a0]*+[:：][*_]{0,2}[ \t\u00a0]++(?=\S)"
)
LONGEST_LABEL = 32
"""Characters."""
_SIGN = re.compile(
    r"[ \t>]*+(?:(?P<sign>[-*+])|(?P<number>\d{1,2})(?P<end>[.)]))(?P<space>[ \t]++|(?=[^\W\d_]|\u00a0))"
)
FEWEST_STARS = 3
"""Lines that begin with a star and are a list, if nothing announces one: two may be notes."""


Found = list[tuple[int, re.Match[str]]]
"""Lines of a run, as numbers from 0, and what each begins with."""


def find_joined(lines: Sequence[Line]) -> Joined:
    """What the lines of a text that are not code were meant to be."""
    return Joined(
        letters=tuple(_runs(lines, letters_from)),
        labels=tuple(_runs(lines, labels_from)),
        signs=tuple(_runs(lines, signs_from)),
    )


def _runs(lines: Sequence[Line], run_from: Callable[[Sequence[str], int], Found]) -> Iterator[Run]:
    texts = [line for _, line in lines]
    at = 0
    while at < len(lines):
        together = [
            found for number, found in run_from(texts, at) if lines[number][0] == lines[at][0] + number - at
        ]
        if len(together) > 1:
            sign = together[0][0].lstrip(" \t>")
            column = len(together[0][0]) - len(sign) + 1
            yield Run((lines[at][0], column), sign.strip(), len(together))
        at += max(1, len(together))


def letters_from(lines: Sequence[str], start: int) -> Found:
    """The lines, from ``start`` on, that count on: "a.", "b."; a line break ends such a run."""
    run: Found = []
    for number in range(start, len(lines)):
        found = _COUNT.match(lines[number])
        if found is None or (run and not _counts_on(run[-1][1], found)):
            break
        run.append((number, found))
        if _BREAK.search(lines[number]):
            break
    return run


def _counts_on(before: re.Match[str], found: re.Match[str]) -> bool:
    if before["picture"] or found["picture"]:
        return bool(before["picture"] and found["picture"])
    one, next_one = before["count"], found["count"]
    if (before["open"], before["end"]) != (found["open"], found["end"]):
        return False
    if one.isdigit() or next_one.isdigit():
        return one.isdigit() and next_one.isdigit() and int(next_one) == int(one) + 1
    low = one.lower()
    same_case = one.isupper() == next_one.isupper()
    roman = same_case and low in _ROMAN[:-1] and _ROMAN[_ROMAN.index(low) + 1] == next_one.lower()
    return roman or (len(one) == len(next_one) == 1 and ord(next_one) == ord(one) + 1)


def labels_from(lines: Sequence[str], start: int) -> Found:
    """The lines, from ``start`` on, that begin with a label; a line break ends such a run."""
    run: Found = []
    for number in range(start, len(lines)):
        found = _LABEL.match(lines[number])
        if found is None or len(found["label"]) > LONGEST_LABEL:
            break
        run.append((number, found))
        if _BREAK.search(lines[number]):
            break
    return run


def signs_from(lines: Sequence[str], start: int) -> Found:
    """The lines, from ``start`` on, that begin with the sign of a list, if one of them lacks its space."""
    run: Found = []
    for number in range(start, len(lines)):
        found = _SIGN.match(lines[number])
        if found is None or (found["sign"] == "*" and "*" in lines[number][found.end() :]):
            break
        if run and not _goes_on(run[-1][1], found):
            break
        run.append((number, found))
        if _BREAK.search(lines[number]):
            break
    if all(found["space"] for _, found in run):
        return []
    announced = start > 0 and lines[start - 1].rstrip().endswith(":")
    return [] if run[0][1]["sign"] == "*" and len(run) < FEWEST_STARS and not announced else run


def _goes_on(before: re.Match[str], found: re.Match[str]) -> bool:
    if found["sign"] or before["sign"]:
        return before["sign"] == found["sign"]
    return before["end"] == found["end"] and int(found["number"]) == int(before["number"]) + 1
