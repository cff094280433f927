"""Abbreviations in a text, and whether the text itself says what they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from warta.markdown.annotations import SMALL_WORDS
from warta.markdown.places import OBJECT, Block, Place

__all__ = ["Abbreviation", "find_abbreviations", "unexplained"]


class Abbreviation(NamedTuple):
    """The first use of an abbreviation. Plain values."""

    place: Place
    text: str


_TOKEN = re.compile(r"(?<![\w.@/#&-])(?:[A-Z]{3,10}|[A-Z]\d[A-Z]{1,4})(?![\w&])(?![.-]\w)")
_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_WORD = re.compile(r"[^\W\d_]+")
_DATELINE = re.compile(r"[A-Z][A-Z .,/()-]{0,100}?(?:,\s{0,9}[\w.]{1,40})?\s{0,9}[–—-]{1,9}\s")

_COMMON = frozenset(
    # What needs no explanation in either language: states and bodies that everybody knows by their letters,
    # clocks, schools, parties, firms, technology, units and money.
    "RI NKRI KUHP KUHAP UUD MPR DPR DPD DPRD TNI HAM KTP SIM STNK NIK NPWP SMP SMA SMK SLB BUMN BUMD UMKM "
    "PNS WIB WITA WIT BBM PLN ATM GOR H2O CO2 KPK DKI DIY RUU APBN APBD BPJS BPK BPS BPOM BPN BMKG BIN "
    "MUI PKK SPBU LPG KPR PHK PPN PPH SPP SPT SKCK BPKB PDAM PLTU PLTA PLTS KUA KBBI SNI PMI RSU RSUD "
    "RSUP IGD ICU UGD USG KIA SMPN SMAN SMKN SDN TVRI RRI PDIP PKB PKS PAN PPP PSI PSSI KONI UNJ UNY UGM "
    "ITB ITS IPB UNAIR BCA BRI BNI BTN BSI KRL MRT LRT KAI PBB ASEAN USA UNESCO UNICEF WHO NATO FIFA UEFA "
    "AFC IOC NBA NASA FBI CIA BBC CNN CNBC HIV AIDS COVID DNA RNA PCR IMF OECD OPEC FAO ILO WTO ISO BRICS "
    "GPS SMS ICT CCTV DVD USB PDF WIFI URL HTML HTTP VIP LED LCD VPN RAM SSD MRI GSM BMW IBM SAP BYD HSBC "
    "UPS DHL MTV TBC USD IDR EUR GBP JPY CNY SGD AUD MYR CHF THB KWH GMT UTC CEO CFO COO CTO GDP VAT NGO "
    "FAQ "
    # Titles and degrees stand behind or before names.
    "SIP SKM SPD MPD SAG MAG SSOS MSI MAP MPA MPH MBA MDA MSC LLM LLB PHD DRS DRA SIK MIK STP SSTP MKES "
    "SKEP SPOG SPA SPPD AKP AKBP IPTU IPDA AIPTU AIPDA BRIPKA BRIGPOL KBP KOL".split()
)
_INITIALS = re.compile(r"\b(?:(?:ber)?inisial|initials?|identified\s+(?:only\s+)?as)\b", re.IGNORECASE)
"""Suspects and victims are named by their initials."""


def find_abbreviations(blocks: Sequence[Block]) -> list[Abbreviation]:
    """The abbreviations of a text, each once, as it is first used; shouted words are none."""
    if not any(_TOKEN.search(block.text) for block in blocks):
        return []
    words = {word for block in blocks for word in _WORD.findall(block.text)}
    folded = {word.casefold() for word in words if not word.isupper()}
    initials = any(_INITIALS.search(block.text) for block in blocks)
    found: dict[str, Abbreviation] = {}
    for block in blocks:
        start = 0
        dateline = _DATELINE.match(block.text) if block.kind == "paragraph" else None
        if dateline is not None:
            start = dateline.end()
        shouted = _shouted(block.text)
        for match in _TOKEN.finditer(block.text, start):
            token = match[0]
            if token in found or token in _COMMON or _ROMAN.fullmatch(token):
                continue
            if initials and len(token) < 5:
                continue
            if token.casefold() in folded or any(first <= match.start() < last for first, last in shouted):
                continue
            found[token] = Abbreviation(block.place(match.start()), token)
    return list(found.values())


def _shouted(text: str) -> list[tuple[int, int]]:
    """Where words stand in capitals side by side: a heading or a cry, not abbreviations."""
    runs: list[list[re.Match[str]]] = []
    for match in _CAPITALS.finditer(text):
        if runs and text[runs[-1][-1].end() : match.start()].strip(" ,:;!?\"'“”‘’") == "":
            runs[-1].append(match)
        else:
            runs.append([match])
    return [
        (run[0].start(), run[-1].end())
        for run in runs
        if len(run) > 1 and (len(run) > 3 or sum(len(word[0]) > 4 for word in run) > 1)
    ]


def unexplained(abbreviations: Iterable[Abbreviation], texts: Iterable[str]) -> list[Abbreviation]:
    """Those of which no text says the full form."""
    abbreviations = list(abbreviations)
    if not abbreviations:
        return []
    whole = "\n".join(texts)
    words = [(match[0], match.start()) for match in _WORD.finditer(whole)]
    initials = "".join(word[0].casefold()[:1] or OBJECT for word, _ in words)
    short = [(word, at) for word, at in words if word.casefold() not in SMALL_WORDS]
    short_initials = "".join(word[0].casefold()[:1] or OBJECT for word, _ in short)
    return [
        abbreviation
        for abbreviation in abbreviations
        if not (
            _in_brackets(abbreviation.text, whole)
            or _spelt_out(abbreviation.text, initials, words)
            or _spelt_out(abbreviation.text, short_initials, short)
        )
    ]


def _in_brackets(text: str, whole: str) -> bool:
    """``aparatur sipil negara (ASN)``, ``ASN (Aparatur Sipil Negara)``, ``… atau ASN``, ``ASN, in full``."""
    token = re.escape(text)
    inside = rf"(?:[^()\[\]]{{0,60}}[,/;]\s*)?{token}\b[^()\[\]]{{0,60}}"
    before = rf"[^\W\d_][”\"’']?,?\s*[(\[]\s*{inside}\s*[)\]]"
    says = r"(?:adalah\s+)?(?:singkatan|kepanjangan|akronim)|in\s+full\b|stands\s+for"
    after = rf"\b{token}\b,?\s*(?:[(\[]\s*\w+[^\w()]+\w+|{says})"
    other = rf"\b\w{{3,}}\s+(?:atau|or)\s+{token}\b|\b{token}\s+(?:atau|or)\s+\w{{3,}}"
    return re.search(f"{before}|{after}|{other}", whole) is not None


def _spelt_out(text: str, initials: str, words: Sequence[tuple[str, int]]) -> bool:
    """Whether words stand side by side whose first letters are the abbreviation."""
    wanted = text.casefold()
    at = initials.find(wanted)
    while at >= 0:
        run = [word for word, _ in words[at : at + len(wanted)]]
        small = [word for word in run if not (len(word) > 1 and word.isupper())]
        named = len(wanted) > 2 or all(word[0].isupper() for word in run) or len({*map(str.lower, run)}) == 1
        if len(small) == len(run) and named:
            return True
        at = initials.find(wanted, at + 1)
    return False
