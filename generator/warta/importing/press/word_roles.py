"""What the words of a sentence can be: offices, titles, names, degrees.

What divides an office from its holder is not marked in a text: the words of offices, the names of regions and
common first names tell them apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from warta.importing.press.tokens import Token
from warta.importing.press.words import TABLES, WORDS

__all__ = [
    "AGENCY_HEADS",
    "COMMON",
    "NOTHING",
    "NO_OWN_WORDS",
    "ONLY_BEHIND",
    "PARTS",
    "REGION_KINDS",
    "SHORT_AGENCY",
    "VERB",
    "OwnWords",
    "Sentence",
    "Span",
    "WordRoles",
    "from_left",
    "is_number_of_part",
]

MOST_RANK_WORDS = 4
"""Of a rank that is written out."""
_NOUN = re.compile(r"(?:pe[a-z]{4,}an|ke[a-z]{4,}an|[a-z]{4,}(?:asi|itas|isme|logi|matika|istik|isasi))")
"""How many nouns of offices are formed, and hardly a name."""
SHORT_AGENCY = re.compile(
    r"(?:kemen|kemkom|kemdik|kemrist|bapp?e)[a-z]{2,}|kej(?:ari|ati|agung|aksaan)|pem(?:kab|kot|prov|da|des)|"
    r"dis(?:dik|hub|nak|pora|par|kom|perin|dag|dukcapil|tan|kan|bud)[a-z]*|din(?:as|kes|sos)|"
    r"set(?:da|wan|jen|kab|neg|wapres)[a-z]*|pol(?:res|da|sek|ri|tabes)[a-z]*"
)
"""Kemendikbud, Disdukcapil, Kejagung, Pemkab: abbreviations that are spoken as words."""
_SHORT_OFFICE = re.compile(
    r"(?:wa)?ka(?:dis|din|ban|bag|bid|sub|sat|pol|kan)[a-z]{2,}|sek(?:da|dis|cam|ban|prov)[a-z]*|"
    r"(?:wa)?dir(?:r?es|lantas|krim|intel|sam|polair|pam|bin)[a-z]*|dan(?:rem|dim|ramil|lanal|lanud|yon|satgas)"
)
"""Kadisdik, Kabagops, Sekdaprov: offices that are spoken as words."""
VERB = re.compile(r"(?:me[mnlrwy]|men[gy]?|ber|ter|di)[a-z]{4,}")
"""How verbs begin in Indonesian."""
_SPECIALIST = re.compile(r"Sp[A-Z]{1,4}")
"""SpPD, SpJP: degrees of physicians, of which there are more than a list can hold."""
_ROMAN = re.compile(r"[IVX]{1,5}")
_DOTTED_DEGREE = re.compile(r"[A-Z][A-Za-z]{0,4}(?:\.[A-Z][A-Za-z]{0,5})+\.?")
AGENCY_HEADS = WORDS["agency_heads"] - WORDS["no_agencies"]
_SMALL_HEADS = WORDS["office_heads"] - WORDS["ambiguous_in_lower_case"]
PARTS = WORDS["office_words"] | WORDS["office_heads"] | WORDS["agency_heads"]
COMMON = frozenset(" ".join(TABLES["language_words"].values()).split())
REGION_KINDS = frozenset(("kabupaten", "kota", "provinsi"))
_FORCES = frozenset(("AD", "AL", "AU"))
_BEFORE_FORCES = frozenset(("tni", "laksamana", "marsekal", "jenderal"))
_ONLY_BEFORE = {word: frozenset(words.split()) for word, words in TABLES["office_words_before"].items()}
ONLY_BEHIND = {word: frozenset(words.split()) for word, words in TABLES["office_words_behind"].items()}


class Sentence(NamedTuple):
    """A sentence and the places in it that are names of regions."""

    text: str
    tokens: tuple[Token, ...]
    regions: Mapping[int, int]
    """Number of a token → number of the first token of the name."""


class Span(NamedTuple):
    """A part of a sentence by token numbers; empty when start is end."""

    start: int
    end: int

    def __bool__(self) -> bool:
        return self.end > self.start


NOTHING = Span(0, 0)


T = TypeVar("T")


def from_left(count: int, read: Callable[[int], tuple[int, T | None]]) -> Iterator[T]:
    """What ``read`` finds at the tokens of a sentence, each behind the end of the one before.

    ``read`` gives where what begins at a token ends, and what it is.
    """
    position = 0
    while position < count:
        end, found = read(position)
        if found is not None:
            yield found
        position = max(position + 1, end if found is not None else 0)


def is_number_of_part(word: str) -> bool:
    """Whether a word counts the parts of something: the "II" of "Komisi II", the "A" of "Komisi A"."""
    return bool(_ROMAN.fullmatch(word) or re.fullmatch(r"[A-E]", word))


class OwnWords(NamedTuple):
    """What a whole text shows its words to be, in lower case."""

    names: frozenset[str]
    """Of people: "ujar *Khuzaini*"."""
    parts: frozenset[str]
    """Short forms of agencies: "Universitas X (*Unex*)"."""


NO_OWN_WORDS = OwnWords(frozenset(), frozenset())


class WordRoles:
    """Answers for the words of one sentence, by their numbers."""

    def __init__(self, sentence: Sentence, own: OwnWords = NO_OWN_WORDS) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.own = own
        self.ranks = frozenset(
            number for at in range(len(self.tokens)) for number in range(at, self._rank_end(at))
        )
        """Numbers of the words of ranks that are written out before a name."""

    def _rank_end(self, at: int) -> int:
        """Where a rank in several words ends: "Ajun Komisaris Besar Polisi (AKBP) *Budi*"; 0 for none."""
        ahead = [self.text(at + number) for number in range(MOST_RANK_WORDS)]
        lengths = range(MOST_RANK_WORDS, 1, -1)
        end = at + next((length for length in lengths if " ".join(ahead[:length]) in WORDS["ranks"]), 0)
        if ahead[1:4:2] == ["(", ")"] and ahead[2] in WORDS["before_names"]:
            end = at + 1  # "Komisaris (Kompol) Budi"
        if end == at or not self.is_capital(at):
            return 0
        end += 3 if self.is_short_form(end + 1) else 0
        while self.text(end) in WORDS["forces"]:
            end += 1
        return end

    def is_first_name(self, position: int) -> bool:
        """Whether people are called by a word, everywhere or in this text."""
        low = self.tokens[position].low
        return low in WORDS["first_names"] or low in self.own.names

    def words(self, span: Span) -> list[str]:
        """The words of an office in lower case, without provisional marks."""
        words = [token.low for token in self.tokens[span.start : span.end] if token.is_word]
        return [word for word in words if word not in WORDS["provisional"]]

    def cut(self, span: Span) -> str:
        """The text of a span."""
        words = self.tokens[span.start : span.end]
        return self.sentence.text[words[0].start : words[-1].end].strip(" ,;:") if words else ""

    def text(self, position: int) -> str:
        """A word or mark in lower case; empty where there is none."""
        return self.tokens[position].text.lower() if 0 <= position < len(self.tokens) else ""

    def is_capital(self, position: int) -> bool:
        """Whether a word with a capital stands there."""
        return 0 <= position < len(self.tokens) and self.tokens[position].is_capitalised

    def is_office_head(self, position: int) -> bool:
        """Whether an office can begin here: "Kepala", "Mantan Bupati"."""
        if not self.is_capital(position):
            return False
        words = {self.tokens[position].low, self.text(position)}
        if not WORDS["former"].isdisjoint(words):
            return self.is_office_head(position + 1)
        if "humas" in words and self.text(position - 1) in WORDS["before_units"]:
            return False
        spoken = _SHORT_OFFICE.fullmatch(self.text(position)) and position not in self.sentence.regions
        known = not WORDS["office_heads"].isdisjoint(words)
        return known or bool(spoken) or self.text(position).startswith("wamen")

    def is_small_head(self, position: int) -> bool:
        """Whether an office in lower case can begin here: "kepala dinas", "ketua panitia"."""
        if position >= len(self.tokens):
            return False
        word = self.tokens[position].text
        of_agency = self.is_capital(position + 1) and self.tokens[position + 1].low in AGENCY_HEADS
        return word in _SMALL_HEADS or (of_agency and word in WORDS["office_heads"])  # "anggota KPU X"

    def is_hospital_name(self, at: int) -> bool:
        """Whether the title or name at a token is that of somebody whom a hospital is named after."""
        while at > 0 and self.tokens[at - 1].low in WORDS["before_names"]:
            at -= 1
        return self.text(at - 1) in WORDS["hospitals"]

    def is_hospital_only(self, at: int) -> bool:
        """Whether the text knows the name behind a hospital's title from the hospital alone.

        "Direktur RSUD *Dr* Khuzaini" is led by somebody where "ujar Khuzaini" stands elsewhere.
        """
        while self.is_title(at):
            at += 1
        known = at < len(self.tokens) and self.tokens[at].low in self.own.names
        return self.is_hospital_name(at) and not known

    def is_short_form(self, at: int) -> bool:
        """Whether a word stands in brackets alone, as the short form of what stands before it."""
        return [self.text(at - 1), self.text(at + 1)] == ["(", ")"]

    def is_branch(self, at: int) -> bool:
        """Whether the name of a country-wide service's office begins here: "Kantor Imigrasi", "KPP"."""
        return self.is_capital(at) and not {
            self.text(at),
            f"{self.text(at)} {self.text(at + 1)}",
        }.isdisjoint(WORDS["branches"])

    def is_title(self, position: int) -> bool:
        """Whether it is a title before a name: "dr. Siti", "Jenderal Budi", "Laksamana TNI *AL* Budi"."""
        if position in self.ranks:
            return True
        if not self.is_capital(position + 1) and not self._is_small_title(position + 1):
            return False
        if self.tokens[position].text in _FORCES and self.text(position - 1) in _BEFORE_FORCES:
            return True
        if self.tokens[position].low not in WORDS["before_names"] or self.tokens[position].text == "TN":
            return False  # "Taman Nasional X", and not "Tuan X"
        token = self.tokens[position]
        written = token.is_capitalised or token.low in WORDS["titles_in_lower_case"]
        civilian = token.low == "jenderal" and self.text(position - 1) in WORDS["generals"]
        plain = len(token.low) == 1 and not token.text.endswith(".")
        initial = plain and re.fullmatch(r"[A-Z]", self.tokens[position + 1].text)  # "H S Budi"
        letter = plain and (token.low != "h" or bool(initial))
        initials = self.is_shouted(position + 1, 2) and self.is_capital(position + 2)  # "Ir. GS Budi"
        force = self.tokens[position + 1].low in WORDS["forces"] and self.is_capital(position + 2)
        initials = initials or force  # "Mayjen TNI Budi"
        return written and not civilian and not letter and (initials or not self.is_office_word(position + 1))

    def _is_name_of_command(self, position: int) -> bool:
        """Whether a command's name stands behind its number: "Pangdam IV/*Jaya*", "Danramil 09/*Jati*"."""
        number = self.tokens[position - 2].text if position > 1 and self.text(position - 1) == "/" else ""
        return self.is_capital(position) and (number.isdecimal() or is_number_of_part(number))

    def _is_small_title(self, position: int) -> bool:
        """Whether a title in lower case stands there, before a name: "Prof. Dr. *drh.* X"."""
        small = position < len(self.tokens) and self.tokens[position].low in WORDS["titles_in_lower_case"]
        return small and self.is_capital(position + 1)

    def is_office_word(self, position: int) -> bool:
        """Whether offices and agencies are made of such words, and names of people hardly ever."""
        token = self.tokens[position]
        low = token.low
        behind = ONLY_BEHIND.get(low)
        if behind is not None and low not in PARTS:
            return self.text(position - 1) in behind
        before = _ONLY_BEFORE.get(low)
        if before is not None:
            return self.text(position + 1) in before
        if self._is_name_of_command(position) or low in self.own.parts:
            return True
        if low == "hakim" and position and self.tokens[position - 1].low in WORDS["first_names"]:
            return False  # "Abdul Hakim"
        if low == "agung":
            return self.text(position - 1) in WORDS["before_agung"]
        if position in self.sentence.regions or low in PARTS:
            return True
        roman = bool(_ROMAN.fullmatch(token.text) or re.fullmatch(r"[A-D]", token.text))
        counted = self.text(position - 1) == "ketua" and self.text(position + 1) not in WORDS["after_i"]
        graded = self.text(position - 2) == "kelas" and is_number_of_part(self.tokens[position - 1].text)
        if roman and (counted or graded or self.text(position - 1) in WORDS["before_numbers"]):
            return True
        if _SHORT_OFFICE.fullmatch(low):
            return True
        if low in WORDS["first_names"] or self.is_degree(position):
            return False
        shouted = len(low) > 1 and token.text.isupper() and token.text.replace("-", "").isalpha()
        shouted = shouted and not self.ends_name(position)
        return (
            shouted or (roman and len(low) > 1) or bool(_NOUN.fullmatch(low) or SHORT_AGENCY.fullmatch(low))
        )

    def ends_name(self, position: int) -> bool:
        """Whether capitals end a name: "Gubernur X Wiyana *ZA* hadir"."""
        before = self.tokens[position - 1].text if position else ""
        ends = not self.is_capital(position + 1) and self.text(position + 1) not in ("(", "/", "-", "dan")
        short = len(self.tokens[position].text) in (2, 3) and position - 1 not in self.sentence.regions
        return (
            short and ends and before.istitle() and before.isalpha() and not self.is_office_word(position - 1)
        )

    def is_degree(self, position: int) -> bool:
        """Whether a degree or certificate stands there: "M.Si.", "SIK"."""
        text = self.tokens[position].text
        bare = text.replace(".", "").lower()
        written = sum(map(str.isupper, text)) > 1 or text.count(".") > 1  # "SIK", "s.i.k"
        known = bare in WORDS["degrees"] and written
        if re.fullmatch(r"[A-Z]\.", text) and self.text(position - 1) in (",", "."):  # "S. Kep"
            known = f"{bare}{self.text(position + 1).replace('.', '')}" in WORDS["degrees"]
        elif re.fullmatch(r"[SM]\.", self.tokens[position - 1].text if position else ""):
            known = (
                self.text(position - 2) in (",", ".")
                and f"{self.text(position - 1)[0]}{bare}" in WORDS["degrees"]
            )
        dotted = _DOTTED_DEGREE.fullmatch(text) and bare not in WORDS["no_degrees"]
        return bool(known or dotted or _SPECIALIST.fullmatch(text))

    def is_shouted(self, position: int, longest: int = 9) -> bool:
        """Whether an abbreviation in capitals stands there."""
        text = self.tokens[position].text if position < len(self.tokens) else ""
        return 1 < len(text) <= longest and text.isupper() and text.isalpha()
