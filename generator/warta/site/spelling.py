"""Names that are not registered: what they are misspellings of, how they are added, if they are several."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Sequence
from functools import lru_cache

from warta import urls

__all__ = ["MIN_LENGTH", "command_for", "misspelt", "names_in", "normalised", "one_slip"]

MIN_LENGTH = 5
"""A shorter word differs from another one by more than a slip when a letter is different: KPU, KPK."""
KIND_OF = {"agencies": "agency", "speakers": "speaker", "regions": "region", "tags": "tag"}
"""Taxonomy → what one of its terms is called on the command line."""
_SHORT = {"kab": "kabupaten", "kec": "kecamatan", "prov": "provinsi", "univ": "universitas"}
_TITLE = 3
"""Letters of titles before and behind a name, at the most: ``drs``, ``s h``."""
_SIGNS = re.compile(r"[,;|•·，；、]|(?<!\S)#")
_SEPARATORS = (_SIGNS, re.compile(r"[,;|•·，；、/&+]|\b(?:dan|and|serta)\b"), re.compile(r"\s"))
"""Words and spaces stand in names too."""


@lru_cache(maxsize=8192)  # most names are asked for again and again, those of regions by every build
def normalised(text: str) -> str:
    """Equal for names that differ only in case, accents' encoding, punctuation or spacing."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub(r"[^\w]+", " ", folded).split())


def misspelt(text: str, names: Iterable[str], *, places: Container[str], people: bool) -> str:
    """The one of the normalised ``names`` of which ``text`` is a misspelling; empty when it is none.

    ``places`` are words that are no slips for one another. Titles of ``people`` make no difference.
    """
    words = _spelt_out(text)
    found = []
    for name in names:
        known = _spelt_out(name)
        mine, theirs = _without_titles(words, known) if people else (words, known)
        if _is_misspelling(mine, theirs, places):
            found.append(name)
    return next(iter(difflib.get_close_matches(" ".join(words), found, n=1, cutoff=0)), "")


def _spelt_out(text: str) -> list[str]:
    """The words of a name, short forms in full."""
    return [_SHORT.get(word, word) for word in normalised(text).split()]


def _without_titles(words: list[str], known: list[str]) -> tuple[list[str], list[str]]:
    """Two names of people without the titles of one of them, if two words are left."""
    mine = [word for word in words if len(word) > _TITLE or word in known]
    theirs = [word for word in known if len(word) > _TITLE or word in words]
    titled = len(mine) < len(words), len(theirs) < len(known)
    return (mine, theirs) if titled in ((True, False), (False, True)) and len(mine) > 1 else (words, known)


def _is_misspelling(words: Sequence[str], known: Sequence[str], places: Container[str]) -> bool:
    """Whether they differ by a letter in some words, a space, or their order only."""
    whole, other = "".join(words), "".join(known)
    if max(len(whole), len(other)) < MIN_LENGTH:
        return False
    if whole == other or sorted(words) == sorted(known):
        return True
    if len(words) != len(known):
        return one_slip(whole, other) and not (_has_digit(whole) or _has_digit(other))
    return all(_is_slip(a, b, places) for a, b in zip(words, known, strict=True) if a != b)


def _is_slip(first: str, second: str, places: Container[str]) -> bool:
    if _has_digit(first) or _has_digit(second) or (first in places and second in places):
        return False
    return max(len(first), len(second)) >= MIN_LENGTH and one_slip(first, second)


def _has_digit(word: str) -> bool:
    return any(character.isdigit() for character in word)


def one_slip(first: str, second: str) -> bool:
    """Whether one letter was changed, added or left out, or two side by side were swapped."""
    if abs(len(first) - len(second)) > 1:
        return False
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    rest, other = first[start:], second[start:]
    return (
        rest[1:] == other[1:]
        or rest[1:] == other
        or rest == other[1:]
        or (rest[:2] == other[1::-1] and rest[2:] == other[2:])
    )


def command_for(taxonomy: str, text: str, region: str) -> str:
    """The command that adds a term; ``region`` is the id of the one that its name tells."""
    name = text
    if text == urls.slugify(text):  # an id: its words are those of the name
        words = text.replace("-", " ")
        name = words.capitalize() if taxonomy == "tags" else words.title()
    from shlex import quote

    quoted = f'"{name}"' if re.fullmatch(r"[\w .,'()&/–-]+", name) else quote(name)
    more = f" --region {region}" if region and taxonomy == "agencies" else ""
    return f"warta new {KIND_OF[taxonomy]} {quoted}{more}"


def names_in(text: str, is_known: Callable[[str], bool]) -> tuple[list[str], list[str]]:
    """The names that ``text`` may list, and those of them that are known.

    They are separated by signs, or by words and spaces if all of them are known.
    """
    found: tuple[list[str], list[str]] = ([text], [])
    for separator in _SEPARATORS:
        names = [name for part in separator.split(text) if (name := part.strip(" \t#[]\"'“”"))]
        known = [name for name in names if is_known(name)]
        if len(names) > 1 and len(known) == len(names):
            return names, known
        if len(names) > 1 and separator is _SIGNS:
            found = names, known
    return found
