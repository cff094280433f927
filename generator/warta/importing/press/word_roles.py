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
    "REGION_KINDS",
    "SHORT_AGENCY",
    "OwnWords",
    "Sentence",
    "Span",
    "WordRoles",
    "from_left",
    "is_number_of_part",
]

LONGEST_OFFICE = 40
"""Words."""
MOST_RANK_WORDS = 4
"""Of a rank that is written out."""
_NOUN = re.compile(r"(?:pe[a-z]{4,}an|ke[a-z]{4,}an|[a-z]{4,}(?:asi|itas|isme|logi|matika|istik|isasi))")
"""How many nouns of offices are formed, and hardly a name."""
SHORT_AGENCY = re.compile(
    r"(?:kemen|kemkom|bapp?e)[a-z]{3,}|kej(?:ari|ati|agung|aksaan)|pem(?:kab|kot|prov|da|des)|"
    r"dis(?:dik|hub|nak|pora|par|kom|perin|dag|dukcapil|tan|kan|bud)[a-z]*|din(?:as|kes|sos)|"
    r"set(?:da|wan|jen|kab|neg|wapres)[a-z]*|pol(?:res|da|sek|ri|tabes)[a-z]*"
)
"""Kemendikbud, Disdukcapil, Kejagung, Pemkab: abbreviations that are spoken as words."""
_SHORT_OFFICE = re.compile(
    r"(?:wa)?ka(?:dis|din|ban|bag|bid|sub|sat|pol|kan)[a-z]{2,}|sek(?:da|dis|cam|ban|prov)[a-z]*|"
    r"(?:wa)?dir(?:r?es|lantas|krim|intel|sam|polair|pam|bin)[a-z]*|dan(?:rem|dim|ramil|lanal|lanud|yon|satgas)"
)
"""Kadisdik, Kabagops, Sekdaprov: offices that are spoken as words."""
_VERB = re.compile(r"(?:me[mnlrwy]|men[gy]?|ber|ter|di)[a-z]{4,}")
"""How verbs begin in Indonesian."""
_SPECIALIST = re.compile(r"Sp[A-Z]{1,4}")
"""SpPD, SpJP: degrees of physicians, of which there are more than a list can hold."""
_CERTIFICATE = re.compile(r"[A-Z]{3,9}")
_ROMAN = re.compile(r"[IVX]{1,5}")
_DOTTED_DEGREE = re.compile(r"[A-Z][A-Za-z]{0,4}(?:\.[A-Z][A-Za-z]{0,5})+\.?")
_SMALL_PARTS = 6
"""Words in lower case that an office may have."""
AGENCY_HEADS = WORDS["agency_heads"] - WORDS["no_agencies"]
_SMALL_HEADS = WORDS["office_heads"] - WORDS["ambiguous_in_lower_case"]
_PARTS = WORDS["office_words"] | WORDS["office_heads"] | WORDS["agency_heads"]
COMMON = frozenset(" ".join(TABLES["language_words"].values()).split())
REGION_KINDS = frozenset(("kabupaten", "kota", "provinsi"))
_SMALL_WORDS = WORDS["office_words"] - WORDS["office_heads"] - COMMON - REGION_KINDS
_FORCES = frozenset(("AD", "AL", "AU"))
_BEFORE_FORCES = frozenset(("tni", "laksamana", "marsekal", "jenderal"))
_FIRMS = WORDS["names_follow"] - WORDS["one_name_follows"]
_BEFORE_QUOTING = frozenset(("", *"”\"'’"))
_ONLY_BEFORE = {word: frozenset(words.split()) for word, words in TABLES["office_words_before"].items()}
_ONLY_BEHIND = {word: frozenset(words.split()) for word, words in TABLES["office_words_behind"].items()}
_NO_PARTS = COMMON | WORDS["reporting"] | WORDS["quoting"] | WORDS["not_names"]
"""Words that no office has, in lower case."""
_ENDS_OFFICE = WORDS["not_names"] - WORDS["office_words"] - WORDS["agency_heads"]
_STOP_WORDS = WORDS["not_names"] | WORDS["sentence_openers"] | WORDS["quoting"] | WORDS["honorifics"]


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

    def small_parts_end(self, at: int) -> int:
        """Where the lower-case words end that follow an office's first one: "kepala *bidang humas*"."""
        position = at + 1
        while position - at <= _SMALL_PARTS:
            joined = position + (position > at + 1 and self.text(position) in WORDS["name_joints"])
            if not self._is_small_part(joined):
                break
            position = joined + 1
        return position

    def _is_small_part(self, position: int) -> bool:
        word = self.text(position)
        if not word.isalpha() or self.is_capital(position):
            return False
        if word in _PARTS:
            return word not in WORDS["name_joints"]
        return word not in _NO_PARTS and not _VERB.fullmatch(word)

    def rest_of_office_end(self, at: int) -> int:
        """Where the capitalised words end that go on with an office: "kepala desa *Kedungrejo*"."""
        position = at
        firm = False
        while position < len(self.tokens):
            before, token = self.text(position - 1), self.tokens[position]
            firm = (
                token.is_capitalised
                and (firm or before in WORDS["names_follow"])
                and not self.is_title(position)
            )
            named = self.is_office_word(position) or before in WORDS["one_name_follows"]
            if before in WORDS["hospitals"] and self.is_title(position):
                position = self.hospital_name_end(position)
            elif firm or token.text.isdigit() or (token.is_capitalised and named) or self.joins(position):
                position += 1
            else:
                break
        return self.without_connectors(at, position)

    def hospital_name_end(self, at: int) -> int:
        """Where the name ends whose titles begin at a token: "RSUD *Dr. H. Abdul Moeloek* Provinsi X"."""
        while self.is_title(at):
            at += 1
        common = self.text(at) in WORDS["first_names"] and self.is_capital(at + 1)
        return at + 1 + (common and not self.is_office_word(at + 1) and not self.is_title(at + 1))

    def is_hospital_name(self, at: int) -> bool:
        """Whether the title or name at a token is that of somebody whom a hospital is named after."""
        while at > 0 and self.tokens[at - 1].low in WORDS["before_names"]:
            at -= 1
        return self.text(at - 1) in WORDS["hospitals"]

    def _is_hospital_only(self, at: int) -> bool:
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
        behind = _ONLY_BEHIND.get(low)
        if behind is not None and low not in _PARTS:
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
        if position in self.sentence.regions or low in _PARTS:
            return True
        roman = bool(_ROMAN.fullmatch(token.text) or re.fullmatch(r"[A-D]", token.text))
        counted = self.text(position - 1) == "ketua" and self.text(position + 1) not in WORDS["after_i"]
        graded = self.text(position - 2) == "kelas" and is_number_of_part(self.tokens[position - 1].text)
        if roman and (counted or graded or self.text(position - 1) in WORDS["before_numbers"]):
            return True
        if _SHORT_OFFICE.fullmatch(low):
            return True
        if low in WORDS["first_names"] or self._is_degree(position):
            return False
        shouted = len(low) > 1 and token.text.isupper() and token.text.replace("-", "").isalpha()
        shouted = shouted and not self._ends_name(position)
        return (
            shouted or (roman and len(low) > 1) or bool(_NOUN.fullmatch(low) or SHORT_AGENCY.fullmatch(low))
        )

    def _ends_name(self, position: int) -> bool:
        """Whether capitals end a name: "Gubernur X Wiyana *ZA* hadir"."""
        before = self.tokens[position - 1].text if position else ""
        ends = not self.is_capital(position + 1) and self.text(position + 1) not in ("(", "/", "-", "dan")
        short = len(self.tokens[position].text) in (2, 3) and position - 1 not in self.sentence.regions
        return (
            short and ends and before.istitle() and before.isalpha() and not self.is_office_word(position - 1)
        )

    def is_name_word(self, position: int, start: int) -> bool:
        """Whether it can be part of a name that begins at ``start``."""
        token = self.tokens[position]
        if token.low in WORDS["name_particles"] and position > start and not token.is_capitalised:
            return self.is_capital(position + 1)
        title = position > start and token.low in WORDS["before_names"] and token.text.endswith(".")
        possessive = token.low.endswith("nya") and len(token.low) > 6
        letters = re.sub(r"[.'’-]", "", token.text).isalpha()
        if not token.is_capitalised or not letters or (title and len(token.low) > 1) or possessive:
            return False
        if self._is_anak_agung(position) or (position == start and self._is_hari(position)):
            return True
        if token.low == "minggu" and position > start and self.is_capital(position + 1):
            return not self.is_office_word(position + 1)  # "Dominikus Minggu Mere"
        if token.low in WORDS["quoting"] and position == start and self.text(start - 1) in _BEFORE_QUOTING:
            return False  # "Kata Budi, …"
        if self._is_initials(position, start) or self._is_surname(position, start):
            return True
        if token.low in WORDS["reporting"] and _VERB.fullmatch(token.low):
            return False  # "Gubernur X, Mengatakan, …"
        if token.low in WORDS["not_names"] or self._is_degree(position) or "." in token.text[:-1].rstrip("."):
            return len(token.low) <= 5 and bool(re.fullmatch(r"(?:[A-Z]\.)+[A-Z]?\.?", token.text))
        return not self.is_office_word(position)

    def _is_anak_agung(self, position: int) -> bool:
        """Whether a name of Bali begins there, whose first words are others' elsewhere."""
        return (
            self.text(position) == "anak" and self.text(position + 1) == "agung" and self.is_capital(position)
        )

    def _is_hari(self, position: int) -> bool:
        """Whether "Hari" is somebody's name: "Hari Susiati menyampaikan", but not "Hari Guru, Bupati …"."""
        if self.text(position) != "hari" or not self.is_capital(position + 1):
            return False
        behind = self.text(position + 2)
        held = position > 1 and (
            self.is_office_word(position - 2) or self.text(position - 3) in WORDS["one_name_follows"]
        )
        after_office = self.text(position - 1) == "," and held
        return behind in WORDS["reporting"] or (after_office and behind in (",", "."))

    def _is_initials(self, position: int, start: int) -> bool:
        """Whether capitals behind a common name belong to it: "Muhammad MTA"."""
        text = self.tokens[position].text
        follows = self.is_capital(position + 1) and not self.tokens[position + 1].text.isupper()
        between = position > start and follows and not self.is_office_word(position + 1)
        after_name = (position > start and self.tokens[position - 1].low in WORDS["first_names"]) or between
        known = text.lower() in _PARTS or position in self.sentence.regions or self._is_degree(position)
        after_name = after_name or (position > start and self._ends_name(position))
        return after_name and len(text) in (2, 3) and text.isupper() and text.isalpha() and not known

    def _is_surname(self, position: int, start: int) -> bool:
        """Whether the name of a region, or another word, ends somebody's: "Yonas *Toba*", "Budi *Antara*"."""
        regions = self.sentence.regions
        alone = regions.get(position) == position and regions.get(position + 1) is None
        other = self.tokens[position].low in WORDS["not_names"] and self.text(position + 1) == ","
        if not (alone or other) or position == start or self.is_shouted(position - 1):
            return False
        behind = position + 1 + (self.text(position + 1) == ",")
        titled = behind < len(self.tokens) and self._is_degree(behind)
        return titled or (alone and self.text(position + 1) in WORDS["reporting"])

    def is_stop_word(self, position: int) -> bool:
        """Whether a capitalised word before a name does not belong to anything with it."""
        return self.tokens[position].low in _STOP_WORDS

    def _is_degree(self, position: int) -> bool:
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

    def _is_certificate(self, position: int) -> bool:
        """Capitals between commas behind a degree: "Sp.PD., *FINASIM*,"."""
        text = self.tokens[position].text
        closed = self.text(position + 1) in (",", ".", ")", "", "(")
        return closed and self.text(position - 1) == "," and bool(_CERTIFICATE.fullmatch(text))

    def degrees(self, at: int) -> Span:
        """Degrees behind a name, with or without a comma."""
        start = position = at
        while True:
            ahead = position
            while self.text(ahead) in (",", ".") and ahead - position < 2:
                ahead += 1
            if ahead >= len(self.tokens):
                break
            if not self._is_degree(ahead) and not (position > at and self._is_certificate(ahead)):
                break
            bare = ahead == at and "." not in self.tokens[ahead].text
            known = any(token.low in WORDS["first_names"] for token in self.tokens[max(0, at - 4) : at])
            if bare and not known:  # "Budi Santoso SH", but not "Ballroom MPP"
                break
            start = ahead if position == at else start
            position = ahead + 1
            if [self.text(position + each) for each in range(3)] == ["(", "k", ")"]:  # "SpOG(K)"
                position += 3
            if self.text(position) == "." and self.text(position + 1)[:1].isalpha():  # "Budi, SH. mengatakan"
                position += not self.is_capital(position + 1)
        return Span(start, position) if position > at else NOTHING

    def run_end(self, at: int) -> int:
        """Where the capitalised words end that begin with an office."""
        last = min(len(self.tokens), at + LONGEST_OFFICE)
        return next((position for position in range(at + 1, last) if not self._goes_on(at, position)), last)

    def _goes_on(self, at: int, position: int) -> bool:
        """Whether a token belongs to the run that begins at ``at``."""
        token = self.tokens[position]
        small = (
            position == at + 1
            and token.low in WORDS["office_words"]
            and self.text(at) in WORDS["office_heads"]
        )
        opening = token.text == "(" and self._in_brackets(position) > 0
        closing = token.text == ")" and any(
            self.text(position - ahead) == "(" and self._in_brackets(position - ahead) == ahead
            for ahead in range(2, 5)
        )
        meant = token.low in _ONLY_BEHIND and self.is_office_word(position)  # "Kepala Seksi Bimas *Islam*"
        named = token.is_capitalised and (meant or token.low not in _ENDS_OFFICE)
        named = named or self._is_written_small(position)
        region = self.sentence.regions.get(position, -1) == self.sentence.regions.get(position - 1)
        kind = token.low in REGION_KINDS and position + 1 in self.sentence.regions
        around = self.text(position - 1) + self.text(position + 1)
        if token.text == "/" and around.isdigit():  # "RT 02/11"
            return True
        return (
            named
            or region
            or kind
            or token.text.isdigit()
            or small
            or opening
            or closing
            or self.joins(position)
        )

    def _is_written_small(self, position: int) -> bool:
        """Whether a word in lower case is part of a name: "Dinas Pariwisata dan *ekonomi* Kreatif"."""
        before, after = position - 1, position + 1
        inside = self.text(before) in ("dan", "and") or (
            self.is_capital(before) and self.is_office_word(before)
        )
        return (
            inside
            and self.tokens[position].low in _SMALL_WORDS
            and self.is_capital(after)
            and self.is_office_word(after)
            and not self.is_office_head(after)
        )

    def _in_brackets(self, at: int) -> int:
        """How far the closing bracket is, where one or a few words with capitals are in brackets; else 0."""
        for ahead in range(1, 5):
            if self.text(at + ahead) == ")":
                return ahead if ahead > 1 else 0
            slash = self.text(at + ahead) == "/" and self.is_capital(at + ahead + 1)  # "(KPP/Basarnas)"
            if ahead > 1 and not (slash or self.is_capital(at + ahead)):
                return 0
        return 0

    def is_in_brackets(self, position: int) -> bool:
        """Whether a word stands in brackets with one or a few others at most: "(*Satpol* PP)"."""
        return any(
            self.text(position - ahead) == "(" and self._in_brackets(position - ahead) > ahead
            for ahead in range(1, 4)
        )

    def joins(self, position: int) -> bool:
        """Whether a small word or comma holds an office's parts together."""
        token, after = self.tokens[position], position + 1
        if token.low in ("tahun", "periode"):
            return self.text(after).isdigit()
        if token.low in ("dan", "and") and after < len(self.tokens) and self._is_written_small(after):
            return True
        if (token.text, self.text(after)) == (",", "dan"):  # "Komunikasi, Informatika, dan Statistik"
            return self.is_office_word(position - 1) and self.joins(after)
        if not self.is_capital(after):
            return token.low in WORDS["office_joints"] and self.text(after) in WORDS["office_joints"]
        if token.low in ("dan", "and", ","):  # "Kesehatan dan Pangan", but not "Bupati X dan Wakil Bupati Y"
            listed = token.low != "," or "dan" in (self.text(position + ahead) for ahead in range(2, 7))
            other = self.is_office_head(after) or self.text(after) in AGENCY_HEADS
            continues = not other and self.is_office_word(after)
            placed = after in self.sentence.regions and token.low == ","
            return continues and listed and not placed and self.text(position - 1) not in WORDS["first_names"]
        if (
            token.low in WORDS["places_within_offices"]
        ):  # "Kepala Kantor di Blora", but not "Bupati Ani di Blora"
            before = position - 1
            if self.text(before) == ")" and self.text(before - 2) == "(":  # "Bidang … (Kesmas) pada Dinas …"
                before -= 3
            return before >= 0 and self.is_office_word(before) and self.is_office_word(after)
        return token.low in WORDS["office_joints"]

    def where_name_starts(self, at: int, end: int) -> int:
        """Within a run: behind the last word of the office. ``end`` when there is no name in it."""
        last, placed = at, False
        for position in range(at + 1, end):
            token = self.tokens[position]
            is_office = self.is_office_word(position)
            if self.is_title(position) and not self._is_hospital_only(position):
                return position
            if self._is_anak_agung(position) or self._begins_with_initials(position, end):
                return position
            if position == at + 1 and self.text(at) in WORDS["offices_of_country"] and position + 1 < end:
                if position in self.sentence.regions and not self.is_office_word(position + 1):
                    return position  # "Wamen *Bima* Wiyana"
            if self.is_first_name(position) and not is_office and self.text(last) not in _FIRMS:
                initials = position + 1 < end and self._is_initials(position + 1, position)
                rest = range(position + 1 + initials, end - self._is_last_name(position, end - 1))
                if not any(self.is_office_word(each) and each not in self.sentence.regions for each in rest):
                    return self._name_behind(last, position)
            if token.low in WORDS["before_venues"]:
                placed = True  # "Tokoh di Kota Baja": what follows is a place
            if token.text.isdigit() or not token.is_word or is_office or token.low in WORDS["office_joints"]:
                last = position
        return end if placed or self.text(last) in WORDS["names_follow"] else self._name_behind(last, end)

    def _begins_with_initials(self, at: int, end: int) -> bool:
        """Whether capitals behind the place of an office begin a name: "Camat Blora *IGA* Wiyana"."""
        initials = self.is_shouted(at, 3) and self.tokens[at].low not in _PARTS | self.own.parts
        follows = at + 1 < end and self.is_capital(at + 1) and not self.is_office_word(at + 1)
        return initials and follows and at - 1 in self.sentence.regions

    def _is_last_name(self, first: int, at: int) -> bool:
        """Whether a word of offices ends somebody's name: "Rektor X Iwan *Utama* di kampus"."""
        low = self.tokens[at].low
        plain = (
            low not in WORDS["office_heads"] | WORDS["agency_heads"] and not self.tokens[at].text.isupper()
        )
        return at == first + 1 and plain and low.isalpha() and at not in self.sentence.regions

    def _name_behind(self, last: int, at: int) -> int:
        """Where the name starts behind an office's last word: "Camat *Blora* Budi" has a place before it."""
        named = last
        while named > 0 and (is_number_of_part(self.tokens[named].text) or self.text(named) == "kelas"):
            named -= 1  # "Lapas Kelas III Arjasa"
        placed = self.text(named) in WORDS["one_name_follows"]
        placed = placed or (named < last and self.text(named) in WORDS["prisons"])
        return min(at, last + 2) if placed else last + 1

    def without_connectors(self, start: int, end: int) -> int:
        """Where a run ends without the small words and commas at its end."""
        while end > start + 1 and (
            self.tokens[end - 1].low in WORDS["office_joints"] or self.text(end - 1) == ","
        ):
            end -= 1
        return end
