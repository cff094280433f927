"""Citations of laws in a text: which kinds there are, and where they are cited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

__all__ = ["LAWS", "LOCAL_LAWS", "Citation", "citations"]

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


LOCAL_LAWS: Mapping[str, tuple[str, ...]] = {
    "perda": (
        "(?:Peraturan Daerah|Perda) MAKER",
        "MAKER (?:AREA )?Regional Regulation",
        "Regional Regulation of (?:the )?(?:AREA of )?MAKER",
    ),
    "perbup": (
        "(?:Peraturan Bupati|Perbup) MAKER",
        "MAKER (?:Regency )?(?:Regent|Head)(?:['’]s)? Regulation",
        "Regulation of the Regent of MAKER",
    ),
    "perwali": (
        "(?:Peraturan Wali(?: )?Kota|Perwali|Perwalkot|Perwako) MAKER",
        "MAKER (?:City )?(?:Mayor(?:['’]s)?|Mayoral) Regulation",
        "Regulation of the Mayor of MAKER",
    ),
    "pergub": (
        "(?:Peraturan Gubernur|Pergub) MAKER",
        "MAKER (?:Governor(?:['’]s)?|Gubernatorial) Regulation",
        "Regulation of the Governor of MAKER",
    ),
    "permen": (
        "(?:Peraturan Menteri |Permen(?: |-)?)MAKER",
        "(?:Minister|Ministry) of MAKER Regulation",
        "MAKER (?:Minister(?:['’]s)?|Ministerial|Ministry) Regulation",
        "Regulation of the (?:Minister|Ministry) of MAKER",
    ),
}
"""Kinds of rules of which every rule-maker counts its own: name in ``[laws]`` → how they are cited.

``MAKER`` stands for the rule-maker, as a site names it, ``AREA`` for what it is one of in English.
"""
_AREAS = {
    "kabupaten": (r"(?:Kabupaten|Kab\.?)", "Regency"),
    "kota": ("Kota", "City"),
    "provinsi": (r"(?:Provinsi|Propinsi|Prov\.?)", "(?:Province|Provincial)"),
}
"""Word before the name of an area → how it is written, and what it is in English behind the name."""
_ANY_AREA = [f"(?:{'|'.join(words)})" for words in zip(*_AREAS.values(), strict=True)]


class Citation(NamedTuple):
    """A rule that is named with number and year."""

    kind: str
    """``uu``; of a rule-maker's own rules ``perbup`` without and ``perbup:Karangasem`` with its name."""
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
_LONGEST = 200
"""Characters from the beginning of a rule's name to its number."""


_END = (
    rf"(?:{_GAP}(?:Republik{_GAP}Indonesia|RI))?(?:{_GAP}\(\w{{2,20}}\))?"
    rf"(?:{_GAP}(?i:nomor|number|no\.?|nr\.?))?(?:\s|&nbsp;)*\Z"
)


@lru_cache(maxsize=1)
def _name_before() -> re.Pattern[str]:
    """The name of a rule at the end of a text. Bills are none."""
    names = [name for some in LAWS.values() for name in some]
    written = [
        # Short names in small letters are something else: "pp" are pages.
        name if name.isupper() else "(?i:" + name.replace(" ", _GAP) + ")"
        for name in sorted(names, key=len, reverse=True)
    ]
    return re.compile(rf"(?<![\w-])(?<!ancangan )(?<!ancangan\n)({'|'.join(written)}){_END}")


@lru_cache(maxsize=8)
def _local_before(kinds: tuple[str, ...]) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """The names of rule-makers' own rules at the end of a text, and the kind of each group."""
    forms = [(kind, form) for kind in kinds for form in LOCAL_LAWS.get(kind.partition(":")[0], ())]
    # "Kota Bandung" before "Bandung", which stands for the regency too; without a rule-maker last.
    forms.sort(key=lambda each: len(each[0]), reverse=True)
    written = [_form(form, kind.partition(":")[2]) for kind, form in forms]
    pattern = "|".join(f"(?P<k{number}>{form})" for number, form in enumerate(written))
    return re.compile(rf"(?<![\w-])(?<!ancangan )(?i:{pattern}){_END}"), tuple([kind for kind, _ in forms])


def _form(form: str, maker: str) -> str:
    """A way to cite as an expression: any white space between words, hyphens in names as they come."""
    if not maker:
        form = (
            form.replace(" MAKER", "").replace("MAKER ", "").replace(" of the (?:Minister|Ministry) of", "")
        )
        return form.replace("MAKER", "").strip().replace(" ", _GAP)
    words = maker.split()
    named = _AREAS.get(words[0].casefold()) if len(words) > 1 else None
    parts = [re.escape(part) for word in (words[1:] if named else words) for part in word.split("-")]
    before, behind = named or _ANY_AREA
    # Where English says behind the name what it is, nothing stands before it.
    certain = named is not None and "AREA" not in form
    name = (f"{before} " if certain else f"(?:{before} )?") + "(?: |-)?".join(parts)
    return form.replace("MAKER", name).replace("AREA", behind).replace(" ", _GAP)


def citations(text: str, kinds: tuple[str, ...] = ()) -> Iterator[Citation]:
    """Found from their ends, numbers being rarer than words.

    ``kinds`` are those of rule-makers' own rules that are wanted: ``perda``, ``perbup:Karangasem``.
    """
    for found in re.finditer(_NUMBER_AND_YEAR, text):
        start = max(0, found.start() - _LONGEST)
        named = _name_before().search(text[start : found.start()])
        if named is None and kinds:
            pattern, meant = _local_before(kinds)
            local = pattern.search(text[start : found.start()])
            if local is not None:
                kind = meant[int((local.lastgroup or "k0")[1:])]
                yield Citation(kind, found["number"], found["year"], start + local.start(), found.end())
        elif named is not None:
            kind = _KINDS[re.sub(_GAP, " ", named[1]).casefold()]
            yield Citation(kind, found["number"], found["year"], start + named.start(), found.end())
