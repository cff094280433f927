"""Citations of laws in a text: which kinds there are, and where they are cited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

__all__ = ["LAWS", "Citation", "citations"]

LAWS: Mapping[str, tuple[str, ...]] = {
    "uu": ("Undang-Undang", "UU", "Law"),
    "perppu": (
        "Peraturan Pemerintah Pengganti Undang-Undang",
        "Perppu",
        "Government Regulation in Lieu of Law",
    ),
    "pp": ("Peraturan Pemerintah", "PP", "Government Regulation"),
    "perpres": ("Peraturan Presiden", "Perpres", "Presidential Regulation"),
    "keppres": ("Keputusan Presiden", "Keppres", "Presidential Decree"),
    "inpres": ("Instruksi Presiden", "Inpres", "Presidential Instruction"),
}
"""Kinds of rules that number and year are enough to find: name in ``[laws]`` → what they are called."""


class Citation(NamedTuple):
    """A rule that is named with number and year."""

    kind: str
    number: str
    year: str
    start: int
    end: int


# Patterns are compiled when they are first used: most builds need none of them.
_GAP = r"(?:\s|&nbsp;)+"
_NUMBER_AND_YEAR = (
    rf"(?<![\w/])(?<!\d[.,])(?P<number>[1-9]\d{{0,2}})(?:\s*/\s*"
    rf"|{_GAP}(?i:tahun|thn?\.?|of{_GAP}the{_GAP}year|of|year){_GAP})"
    r"(?P<year>19[4-9]\d|20\d\d)(?![\w/])"
)
_KINDS = {name.casefold(): kind for kind, names in LAWS.items() for name in names}
_LONGEST = 120
"""Characters from the beginning of a rule's name to its number."""


@lru_cache(maxsize=1)
def _name_before() -> re.Pattern[str]:
    """The name of a rule at the end of a text. Bills are none."""
    names = [name for some in LAWS.values() for name in some]
    written = [
        # Short names in small letters are something else: "pp" are pages.
        name if name.isupper() else "(?i:" + name.replace(" ", _GAP) + ")"
        for name in sorted(names, key=len, reverse=True)
    ]
    return re.compile(
        rf"(?<![\w-])(?<!ancangan )(?<!ancangan\n)({'|'.join(written)})"
        rf"(?:{_GAP}(?:Republik{_GAP}Indonesia|RI))?(?:{_GAP}\(\w{{2,6}}\))?"
        rf"(?:{_GAP}(?i:nomor|number|no\.?|nr\.?))?(?:\s|&nbsp;)*\Z"
    )


def citations(text: str) -> Iterator[Citation]:
    """Found from their ends, numbers being rarer than words."""
    for found in re.finditer(_NUMBER_AND_YEAR, text):
        start = max(0, found.start() - _LONGEST)
        named = _name_before().search(text[start : found.start()])
        if named is not None:
            kind = _KINDS[re.sub(_GAP, " ", named[1]).casefold()]
            yield Citation(kind, found["number"], found["year"], start + named.start(), found.end())
