"""Names that are not registered: what they are misspellings of, how they are added, if they are several."""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from functools import cache, lru_cache

from warta import urls
from warta.resources import packaged_text

__all__ = [
    "MIN_LENGTH",
    "command_for",
    "is_slip",
    "misspelt",
    "names_in",
    "normalised",
    "one_slip",
    "quoted",
    "same_agency",
    "spelt_out",
]

MIN_LENGTH = 5
"""A shorter word differs from another one by more than a slip when a letter is different: KPU, KPK."""
KIND_OF = {"agencies": "agency", "speakers": "speaker", "regions": "region", "tags": "tag"}
"""Taxonomy → what one of its terms is called on the command line."""
_LEFT_OUT = frozenset(("republik", "indonesia", "ri"))
"""What one writer puts behind an agency's name and another one leaves out."""
_SHORTEST = 3
"""Letters in the name of a file of which one may be wrong."""
_ENDING = 2
"""Letters at its end that such a name may lack: ``uji`` for ``ujian``."""
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
    words = spelt_out(text)
    found = []
    for name in names:
        known = spelt_out(name)
        mine, theirs = _without_titles(words, known) if people else (words, known)
        if _is_misspelling(mine, theirs, places):
            found.append(name)
    return next(iter(difflib.get_close_matches(" ".join(words), found, n=1, cutoff=0)), "")


def spelt_out(text: str) -> list[str]:
    """The words of a name, normalised, short forms in full: ``Pemkab X`` is ``pemerintah kabupaten x``."""
    short = _short_forms()
    return " ".join(short.get(word, word) for word in normalised(text).split()).split()


@cache
def _short_forms() -> Mapping[str, str]:
    """Short form → full one. Read when a name is to be judged: most builds have none."""
    tables = tomllib.loads(packaged_text("data", "agency_names.toml"))
    governments = {short: f"pemerintah {kind}" for kind, short in tables["government_names"].items()}
    return {**tables["spellings"], **governments}


def same_agency(one: str, other: str) -> bool:
    """Whether two names may well be one agency's: ``Dinkes Bali``, ``Dinas Kesehatan Provinsi Bali``.

    A kind of region may be left out, but a city's: its agencies have the names of those of a regency.
    ``Pemda`` is any local government.
    """
    (mine, kind), (theirs, other_kind) = _agency_form(one), _agency_form(other)
    kinds = {kind, other_kind}
    return mine == theirs and (len(kinds) == 1 or "daerah" in kinds or ("" in kinds and "kota" not in kinds))


def _agency_form(name: str) -> tuple[list[str], str]:
    """The words of an agency's name without abbreviations in brackets, and the kind of region among them."""
    words = [word for word in spelt_out(re.sub(r"\([^()]*\)", " ", name)) if word not in _LEFT_OUT]
    local = {"kabupaten", "provinsi", "kota", *(("daerah",) if words[:1] == ["pemerintah"] else ())}
    kind = next((word for word in words if word in local), "")
    return [word for word in words if word != kind], kind


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


def is_slip(name: str, known: str) -> bool:
    """Whether ``name``, of a file or page, is another's by mistake: some letters, or a word more or less.

    A name that merely has letters in common is another page's, which is of no help to who links to one that
    is gone.
    """
    one, other = normalised(name.replace("_", " ")), normalised(known.replace("_", " "))
    if one == other or misspelt(one, (other,), places=(), people=False):
        return True
    short, long = sorted((one, other), key=len)
    cut_off = long.startswith(short) and len(long) - len(short) <= _ENDING
    if len(short) >= _SHORTEST and (cut_off or one_slip(one, other)):
        return not any(character.isdigit() for character in one + other)
    fewer, more = sorted((one.split(), other.split()), key=len)
    return len(fewer) > 1 and len(more) == len(fewer) + 1 and set(fewer) <= set(more)


def command_for(taxonomy: str, text: str, region: str) -> str:
    """The command that adds a term; ``region`` is the id of the one that its name tells."""
    name = text
    if text == urls.slugify(text):  # an id: its words are those of the name
        words = text.replace("-", " ")
        name = words.capitalize() if taxonomy == "tags" else words.title()
    more = f" --region {region}" if region and taxonomy == "agencies" else ""
    return f"warta new {KIND_OF[taxonomy]} {quoted(name)}{more}"


def quoted(name: str) -> str:
    """A name as one word of a command."""
    from shlex import quote

    return f'"{name}"' if re.fullmatch(r"[\w .,'()&/–-]+", name) else quote(name)


def names_in(text: str, is_known: Callable[[str], bool]) -> tuple[list[str], list[str]]:
    """The names that ``text`` may list, and those of them that are known.

    They are separated by signs, or by words and spaces if all of them are known, or begin like one that is:
    ``Dinas Uji dan Dinas Lain``.
    """
    bracketed = re.fullmatch(r"\s*\(([^()]*)\)\s*", text)
    text = bracketed[1] if bracketed is not None else text
    found: tuple[list[str], list[str]] = ([text], [])
    for separator in _SEPARATORS:
        names = [name for part in separator.split(text) if (name := part.strip(" \t#[]\"'“”"))]
        known = [name for name in names if is_known(name)]
        if len(names) > 1 and len(known) == len(names):
            return names, known
        if known and len(names) > 1 and all(" " in name for name in names):
            kind = known[0].split()[0].casefold()
            if all(name.split()[0].casefold() == kind for name in names):
                return names, known
        if len(names) > 1 and separator is _SIGNS:
            found = names, known
    return found
