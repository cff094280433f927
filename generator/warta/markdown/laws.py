"""Citations of laws in a text: which kinds there are, and where they are cited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

__all__ = ["LAWS", "LOCAL_LAWS", "Citation", "citations", "is_certain"]

LAWS: Mapping[str, tuple[str, ...]] = {
    "uu": ("Undang-Undang", "UU", "Law"),
    "perppu": (
        "Peraturan Pemerintah Pengganti Undang-Undang",
        "Peraturan Pengganti Undang-Undang",
        "Perppu",
        "Perpu",
        "Government Regulation in Lieu of Law",
        "Regulation in Lieu of Law",
    ),
    "pp": ("Peraturan Pemerintah", "PP", "Government Regulation"),
    "perpres": ("Peraturan Presiden", "Perpres", "Presidential Regulation"),
    "keppres": ("Keputusan Presiden", "Keppres", "Presidential Decree"),
    "inpres": ("Instruksi Presiden", "Inpres", "Presidential Instruction"),
}
"""Kinds of rules that number and year are enough to find: name in ``[laws]`` → what they are called."""


class LocalForms(NamedTuple):
    """How rules of a kind are cited of which every rule-maker counts its own.

    ``MAKER`` stands for the rule-maker, as a site names it; ``NAMED`` and ``OF`` too, with what it is one of:
    ``Bandung Regency``, ``the Regency of Bandung``. ``SHORT`` is where a short form can stand in brackets.
    """

    long: str
    """In Indonesian, in full; the rule-maker follows."""
    short: str
    gap: str
    """Between short form and rule-maker."""
    english: tuple[str, ...]
    unnamed: str
    """In English without the rule-maker."""


LOCAL_LAWS: Mapping[str, LocalForms] = {
    "perda": LocalForms(
        "Peraturan Daerah",
        "Perda",
        " ",
        ("NAMED Regional Regulation", "Regional RegulationSHORT of OF"),
        "Regional Regulation",
    ),
    "perbup": LocalForms(
        "Peraturan Bupati",
        "Perbup",
        " ",
        (
            "NAMED (?:Regent|Regency Head)(?:['’]s)? Regulation",
            "Regent of OF Regulation",
            "RegulationSHORT of the Regent of OF",
        ),
        "(?:Regent|Regency Head)(?:['’]s)? Regulation",
    ),
    "perwali": LocalForms(
        "Peraturan Wali(?: )?Kota",
        "(?:Perwali|Perwalkot|Perwako)",
        " ",
        (
            "NAMED (?:Mayor(?:['’]s)?|Mayoral) Regulation",
            "Mayor of OF Regulation",
            "RegulationSHORT of the Mayor of OF",
        ),
        "(?:Mayor(?:['’]s)?|Mayoral) Regulation",
    ),
    "pergub": LocalForms(
        "Peraturan Gubernur",
        "Pergub",
        " ",
        (
            "NAMED (?:Governor(?:['’]s)?|Gubernatorial) Regulation",
            "Governor of OF Regulation",
            "RegulationSHORT of the Governor of OF",
        ),
        "(?:Governor(?:['’]s)?|Gubernatorial) Regulation",
    ),
    "permen": LocalForms(
        "Peraturan Menteri",
        "Permen",
        "(?: |-)?",
        (
            "(?:Minister|Ministry) of MAKER Regulation",
            "MAKER (?:Minister(?:['’]s)?|Ministerial|Ministry) Regulation",
            "RegulationSHORT of the (?:Minister|Ministry) of MAKER",
        ),
        "(?:Minister(?:['’]s)?|Ministerial|Ministry) Regulation",
    ),
}
"""Kinds of rules of which every rule-maker counts its own: name in ``[laws]`` → how they are cited."""
_AREAS = {
    "kabupaten": (r"(?:Kabupaten|Kab\.?)", "Regency"),
    "kota": ("Kota", "(?:City|Municipality)"),
    "provinsi": (r"(?:Provinsi|Propinsi|Prov\.?)", "(?:Province|Provincial)"),
}
"""Word before the name of an area → how it is written, and what it is in English."""
_ANY_AREA = [f"(?:{'|'.join(words)})" for words in zip(*_AREAS.values(), strict=True)]


class Citation(NamedTuple):
    """A rule that is named with number and year."""

    kind: str
    """``uu``; of a rule-maker's own rules ``perbup`` without and ``perbup:Karangasem`` with its name."""
    number: str
    year: str
    start: int
    end: int
    is_english: bool
    """What stands before can belong to its name: ``Southwest Papua Governor Regulation``."""


# Patterns are compiled when they are first used: most builds need none of them.
_GAP = r"(?:\s|&nbsp;)+"
_NUMBER_AND_YEAR = (
    rf"(?<![\w/])(?<!\d[.,])(?P<number>[1-9]\d{{0,2}})(?:\s*/\s*"
    rf"|{_GAP}(?i:tahun|thn?\.?|of{_GAP}(?:the{_GAP})?year|of|year){_GAP})"
    r"(?P<year>19[4-9]\d|20\d\d)(?![\w/])"
)
_KINDS = {name.casefold(): kind for kind, names in LAWS.items() for name in names}
_LONGEST = 200
"""Characters from the beginning of a rule's name to its number."""


_SHORT = (
    rf"(?:{_GAP}\((?:(?i:Per|Kep|In)[\w/.-]{{1,20}}(?:{_GAP}(?-i:[A-Z][A-Z/-]{{1,15}}))?|UU|PP|GR|PR)\))?"
)
"""A short form in brackets behind what is written in full: ``(Permen PAN-RB)``."""
_OURS = rf"(?:{_GAP}(?:Republik{_GAP}Indonesia|RI))?"
_END = (
    rf"{_OURS}{_SHORT}{_OURS}"
    rf"(?:{_GAP}(?i:nomor:?|number|no[.:]?|nr\.?))?(?:\s|&nbsp;)*\Z"
)
_DRAFTS = "".join(f"(?<!{word}{gap})" for word in ("ancangan", "draf", "Draf") for gap in (" ", "\n"))


@lru_cache(maxsize=1)
def _name_before() -> re.Pattern[str]:
    """The name of a rule at the end of a text. Bills are none."""
    names = [name for some in LAWS.values() for name in some]
    written = [
        # Short names in small letters are something else: "pp" are pages.
        name if name.isupper() else "(?i:" + name.replace(" ", _GAP) + ")"
        for name in sorted(names, key=len, reverse=True)
    ]
    return re.compile(rf"(?<![\w-]){_DRAFTS}({'|'.join(written)}){_END}")


@lru_cache(maxsize=8)
def _local_before(kinds: tuple[str, ...]) -> tuple[re.Pattern[str], tuple[tuple[str, bool], ...]]:
    """The names of rule-makers' own rules at the end of a text; each kind, and whether it is English."""
    forms = [
        (kind, form, is_english)
        for kind in kinds
        for form, is_english in _forms(kind.partition(":")[0], kind.partition(":")[2])
    ]
    # "Kota Bandung" before "Bandung", which stands for the regency too; without a rule-maker last.
    forms.sort(key=lambda each: len(each[0]), reverse=True)
    pattern = "|".join(f"(?P<k{number}>{form})" for number, (_, form, _) in enumerate(forms))
    meant = tuple([(kind, is_english) for kind, _, is_english in forms])
    return re.compile(rf"(?<![\w-]){_DRAFTS}(?i:{pattern}){_END}"), meant


def _forms(kind: str, maker: str) -> Iterator[tuple[str, bool]]:
    """The ways to cite a rule-maker's rules as expressions, and if they are English."""
    cited = LOCAL_LAWS[kind]
    if not maker:
        yield _spaced(f"(?:{cited.long}|{cited.short})"), False
        yield _spaced(cited.unnamed), True
        return
    words = maker.split()
    area = _AREAS.get(words[0].casefold()) if len(words) > 1 else None
    # Hyphens in names as they come.
    parts = [re.escape(part) for word in (words[1:] if area else words) for part in word.split("-")]
    name = "(?: |-)?".join(parts)
    before, behind = area or _ANY_AREA
    # Only of a region's own rules the kind does not tell which of its namesakes has made them.
    full = f"{before} {name}" if area and kind == "perda" else f"(?:{before} )?{name}"
    named = f"(?:{full}|{name} {behind})(?:['’]s)?"
    of = f"(?:the )?(?:{full}|{name} {behind}|{behind} of {name})"
    yield _spaced(f"(?:{cited.long}SHORT |{cited.short}{cited.gap}){full}"), False
    for form in cited.english:
        yield _spaced(form.replace("NAMED", named).replace("OF", of).replace("MAKER", full)), True
    if kind == "perda" and area in (None, _AREAS["provinsi"]):
        yield _spaced(f"{name} Provincial Regulation"), True


def _spaced(form: str) -> str:
    """Any white space between words, and a short form in brackets where one can stand."""
    return form.replace(" ", _GAP).replace("SHORT", _SHORT)


def citations(text: str, kinds: tuple[str, ...] = ()) -> Iterator[Citation]:
    """Found from their ends, numbers being rarer than words.

    ``kinds`` are those of rule-makers' own rules that are wanted: ``perda``, ``perbup:Karangasem``.
    """
    for found in re.finditer(_NUMBER_AND_YEAR, text):
        start = max(0, found.start() - _LONGEST)
        before = text[start : found.start()]
        named = _name_before().search(before)
        kind, is_english = "", False
        if named is not None:
            kind = _KINDS[re.sub(_GAP, " ", named[1]).casefold()]
            is_english = named[1].casefold().endswith(_ENGLISH)
        elif kinds:
            pattern, meant = _local_before(kinds)
            named = pattern.search(before)
            if named is not None:
                kind, is_english = meant[int((named.lastgroup or "k0")[1:])]
        if named is not None:
            at = start + named.start()
            yield Citation(kind, found["number"], found["year"], at, found.end(), is_english)


def is_certain(citation: Citation, cited: str, before: str, behind: str) -> bool:
    """Whether what stands around a citation makes no other rule of it. No link is better than a wrong one.

    ``cited`` are its words; ``before`` and ``behind`` are plain text of the same paragraph.
    """
    if citation.kind in LOCAL_LAWS and re.match(_ITS_MAKER, behind):
        return False
    words = [word.lstrip("“”‘\"'([") for word in before.split()]
    if not citation.is_english or not words or not before[-1].isspace():
        return True
    word = words[-1]
    small = word.rstrip(".").casefold()
    if small in _OUR_OWN:
        return True
    if small in _ANOTHER or small.endswith(("'s", "’s")):
        return False
    if citation.kind == "uu":  # "the Job Creation Law", "the Village Law"
        return not re.search(r"(?i:minister|ministry|department) of\Z", before.rstrip())
    if small in _ANOTHER_MAKER:
        return False
    if small == "and" and len(words) > 1 and words[-2][:1].isupper():  # "Education and Culture Minister"
        return False
    if small in _SMALL or not word[-1:].isalnum() or citation.kind in ("perpres", "keppres", "inpres"):
        return True
    # Names have capitals; a citation in small letters can stand behind a name in small letters.
    return word.islower() and not cited[:1].islower()


_ENGLISH = ("law", "regulation", "decree", "instruction")
_ITS_MAKER = (
    r"\s+\(?(?:(?:of|from|by|dari|oleh|milik)\s+(?:the\s+)?)?(?:Kabupaten|Kab\.|Kota|Provinsi|Prov\.|Pemkab"
    r"|Pemkot|Pemprov|Pemerintah|Kementerian|Regency|City|Province|Ministry|Minister|Regent|Mayor|Governor)\b"
    r"|\s+(?:of|from|dari)\s+(?:the\s+)?[A-Z]"
)
"""Behind a citation that names no rule-maker: the rule-maker."""
_OUR_OWN = frozenset("indonesia indonesian indonesia's indonesia’s".split())
_SMALL = frozenset(
    # What stands before a name, with a capital where a sentence begins.
    "a an the this that these those its his her their our under in by on at with of and or to from for "
    "per as than through via following see both also but if while since when after before until into "
    "about against within menurut berdasarkan dalam sesuai pada dengan melalui lewat dan atau dari untuk "
    "oleh sejak yang adalah yakni yaitu serta terhadap tentang atas bahwa karena setelah sebelum mengacu "
    "merujuk".split()
)
_ANOTHER = frozenset(
    "draft proposed eu european un us uk u.s u.k american british dutch german french japanese chinese "
    "indian korean thai vietnamese singapore singaporean malaysia malaysian brunei bruneian philippine "
    "philippines filipino australia australian timor timorese timor-leste islamic customary sharia".split()
)
"""What makes any rule another one, written small as well."""
_ANOTHER_MAKER = frozenset(
    "north south east west central northeast northwest southeast southwest northern southern eastern "
    "western upper lower greater kep kepulauan regency regencies city municipality municipal province "
    "provincial district local regional village deputy vice joint coordinating aceh".split()
)
"""What makes a rule that of another rule-maker, written small as well."""
