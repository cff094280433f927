"""What the words of a sentence can be: offices, titles, names, degrees, the names of agencies.

What divides an office from its holder is not marked in a text: the words of offices, the names of regions and
common first names tell them apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from warta.importing.press.phrases import Token
from warta.importing.press.words import (
    AGENCY_HEADS,
    AMBIGUOUS_IN_LOWER_CASE,
    BEFORE_NAMES,
    DEGREES,
    FIRST_NAMES,
    HONORIFICS,
    LANGUAGE_WORDS,
    NAME_PARTICLES,
    NOT_NAMES,
    OFFICE_HEADS,
    OFFICE_WORDS,
    PROVISIONAL,
    QUOTING,
    REPORTING,
)

__all__ = ["NOTHING", "Reach", "Sentence", "Span", "Wording", "find_agencies", "find_bodies"]

LONGEST_OFFICE = 40
"""Words."""
_NOUN = re.compile(r"(?:pe[a-z]{4,}an|ke[a-z]{4,}an|[a-z]{4,}(?:asi|itas|isme|logi|matika|istik|isasi))")
"""How many nouns of offices are formed, and hardly a name."""
_SHORT_AGENCY = re.compile(
    r"(?:kemen|kemkom|bapp?e)[a-z]{3,}|kej(?:ari|ati|agung|aksaan)|pem(?:kab|kot|prov|da|des)|"
    r"dis(?:dik|hub|nak|pora|par|kom|perin|dag|dukcapil|tan|kan|bud)[a-z]*|din(?:as|kes|sos)|"
    r"set(?:da|wan|jen|kab|neg|wapres)[a-z]*|pol(?:res|da|sek|ri|tabes)[a-z]*"
)
"""Kemendikbud, Disdukcapil, Kejagung, Pemkab: abbreviations that are spoken as words."""
_VERB = re.compile(r"(?:me[mnlrwy]|men[gy]?|ber|ter|di)[a-z]{4,}")
"""How verbs begin in Indonesian."""
_SPECIALIST = re.compile(r"Sp[A-Z]{1,4}")
"""SpPD, SpJP: degrees of physicians, of which there are more than a list can hold."""
_CERTIFICATE = re.compile(r"[A-Z]{3,9}")
_ROMAN = re.compile(r"[IVX]{1,5}")
_DOTTED_DEGREE = re.compile(r"[A-Z][A-Za-z]{0,4}(?:\.[A-Z][A-Za-z]{0,5})+\.?")
_CONNECTORS = frozenset(
    {"dan", "bidang", "untuk", "di", "of", "the", "and", "for", "se", "pada", "/", "-", "&"}
)
_OPENERS = frozenset(
    "sementara itu namun selanjutnya kemudian lebih lanjut lanjutnya sedangkan adapun senada sebelumnya "
    "selain hal meanwhile furthermore menurut".split()
)
"""How sentences begin, before a name."""
_TAKE_A_NAME = frozenset(
    "camat lurah desa kelurahan kecamatan kapolsek kades perbekel danramil puskesmas rs rsud kampung "
    "distrik nagari gampong dusun banjar sd smp sma smk fraksi".split()
)
"""Words behind which one more word may be the name of a place."""
_TAKE_ALL = frozenset(
    "pt cv ud bank hotel yayasan pondok partai universitas institut politeknik stasiun".split()
)
"""Words behind which any number of words may be the name of a firm."""
_HOSPITALS = frozenset("rsud rsup rsu rs rsia sakit".split())
"""Behind them stands the name of somebody whom the hospital is named after."""
_LOCAL_HEADS = frozenset(
    "dinas inspektorat satpol bpbd bappeda disdik dinkes dinsos rsud rsup puskesmas universitas institut "
    "politeknik bumdes perumda dprd".split()
)
"""Heads of agencies that serve one region, even where a text does not name it with them."""
_WIDE_HEADS = frozenset("badan komisi lembaga dewan majelis pengadilan kejaksaan perum".split())
_NATIONAL = frozenset("nasional negara republik indonesia ri pusat agung meteorologi".split())
"""Words that tell that such an agency serves the country."""
_ENGLISH_ENDS = frozenset(
    "agency department office service board commission authority bureau police hospital ministry council "
    "secretariat government".split()
)
_SMALL_JOINTS = frozenset({"dan", "of", "for", "and", "the"})
_SMALL_PARTS = 6
"""Words in lower case that an office may have."""
_AGENCY_HEADS = AGENCY_HEADS - frozenset("desa kelurahan kecamatan polri bandara pelabuhan imigrasi".split())
"""Without those that more often begin the name of a place."""
_SMALL_HEADS = OFFICE_HEADS - AMBIGUOUS_IN_LOWER_CASE
_PARTS = OFFICE_WORDS | OFFICE_HEADS | AGENCY_HEADS
_NO_PARTS = frozenset().union(*LANGUAGE_WORDS.values()) | REPORTING | QUOTING | NOT_NAMES
"""Words that no office has, in lower case."""
_ENDS_OFFICE = NOT_NAMES - OFFICE_WORDS


class Reach(Enum):
    """How far an agency's work reaches."""

    COUNTRY = "country"
    REGION = "region"


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


def find_bodies(sentence: Sentence) -> tuple[tuple[str, Reach], ...]:
    """Names that have the form of an agency's without a region's, and how far each one's work reaches."""
    reader = Wording(sentence)
    found: list[tuple[str, Reach]] = []
    position = 0
    while position < len(sentence.tokens):
        end, reach = reader.body_end(position)
        if reach is not None:
            found.append((reader.cut(Span(position, end)), reach))
        position = position + 1 if reach is None else end
    return tuple(found)


def find_agencies(sentence: Sentence) -> tuple[str, ...]:
    """Names that have the form of a regional agency's: "Dinas Kesehatan Kabupaten X"."""
    reader = Wording(sentence)
    found: list[str] = []
    position = 0
    while position < len(sentence.tokens):
        end = reader.agency_end(position) or reader.english_agency_end(position)
        if end:
            found.append(reader.cut(Span(position, end)))
        position = end or position + 1
    return tuple(found)


class Wording:
    """Answers for the words of one sentence, by their numbers."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens

    def words(self, span: Span) -> list[str]:
        """The words of an office in lower case, without provisional marks."""
        words = [token.low for token in self.tokens[span.start : span.end] if token.is_word]
        return [word for word in words if word not in PROVISIONAL]

    def cut(self, span: Span) -> str:
        """The text of a span."""
        if not span:
            return ""
        text = self.sentence.text[self.tokens[span.start].start : self.tokens[span.end - 1].end]
        return text.strip(" ,;:")

    def text(self, position: int) -> str:
        """A word or mark in lower case; empty where there is none."""
        return self.tokens[position].text.lower() if 0 <= position < len(self.tokens) else ""

    def is_office_head(self, position: int) -> bool:
        """Whether an office can begin here: "Kepala", "Mantan Bupati"."""
        token = self.tokens[position]
        if not token.is_capitalised:
            return False
        if token.low in ("eks", "mantan", "regional", "former", "acting", "vice"):
            return position + 1 < len(self.tokens) and self.is_office_head(position + 1)
        return (
            token.low in OFFICE_HEADS or token.text.lower() in OFFICE_HEADS or token.low.startswith("wamen")
        )

    def is_small_head(self, position: int) -> bool:
        """Whether an office in lower case can begin here: "kepala dinas", "ketua panitia"."""
        token = self.tokens[position]
        return token.text in _SMALL_HEADS

    def small_parts_end(self, at: int) -> int:
        """Where the lower-case words end that follow an office's first one: "kepala *bidang humas*"."""
        position = at + 1
        while position - at <= _SMALL_PARTS:
            joined = position + (position > at + 1 and self.text(position) in _SMALL_JOINTS)
            if not self._is_small_part(joined):
                break
            position = joined + 1
        return position

    def _is_small_part(self, position: int) -> bool:
        word = self.text(position)
        if not word.isalpha() or self.tokens[position].is_capitalised:
            return False
        if word in _PARTS:
            return word not in _SMALL_JOINTS
        return word not in _NO_PARTS and not _VERB.fullmatch(word)

    def rest_of_office_end(self, at: int) -> int:
        """Where the capitalised words end that go on with an office: "kepala desa *Kedungrejo*"."""
        position = at
        firm = False
        while position < len(self.tokens):
            before, token = self.text(position - 1), self.tokens[position]
            firm = token.is_capitalised and (firm or before in _TAKE_ALL) and not self.is_title(position)
            if before in _HOSPITALS and self.is_title(position):
                position += 2  # "RSUD dr. Soedono"
            elif (
                firm
                or token.text.isdigit()
                or (token.is_capitalised and (self.is_office_word(position) or before in _TAKE_A_NAME))
                or self._joins(position)
            ):
                position += 1
            else:
                break
        return self.without_connectors(at, position)

    def is_title(self, position: int) -> bool:
        """Whether it is a title before a name: "dr. Siti", "Jenderal Budi"."""
        if position + 1 >= len(self.tokens):
            return False
        token, after = self.tokens[position], self.tokens[position + 1]
        if token.low not in BEFORE_NAMES or not (
            token.is_capitalised or token.low in ("dr", "drg", "drh", "apt")
        ):
            return False
        if token.low == "jenderal" and self.text(position - 1) in (
            "direktur",
            "sekretaris",
            "inspektur",
            "konsul",
        ):
            return False
        if len(token.low) == 1 and not token.text.endswith(".") and token.low != "h":
            return False
        return after.is_capitalised and not self.is_office_word(position + 1)

    def is_office_word(self, position: int) -> bool:
        """Whether offices and agencies are made of such words, and names of people hardly ever."""
        token = self.tokens[position]
        low = token.low
        if low == "lalu":
            return self.text(position + 1) == "lintas"
        if low == "agung":
            return self.text(position - 1) in ("jaksa", "mahkamah", "kejaksaan", "hakim")
        if (
            position in self.sentence.regions
            or low in OFFICE_WORDS
            or low in OFFICE_HEADS
            or low in AGENCY_HEADS
        ):
            return True
        if low in FIRST_NAMES or self._is_degree(position):
            return False
        shouted = len(low) > 1 and token.text.isupper() and token.text.isalpha()
        is_number = bool(_ROMAN.fullmatch(token.text)) and len(low) > 1
        return shouted or is_number or bool(_NOUN.fullmatch(low) or _SHORT_AGENCY.fullmatch(low))

    def is_name_word(self, position: int, start: int) -> bool:
        """Whether it can be part of a name that begins at ``start``."""
        token = self.tokens[position]
        if token.low in NAME_PARTICLES and position > start and not token.is_capitalised:
            return position + 1 < len(self.tokens) and self.tokens[position + 1].is_capitalised
        if (
            not token.is_capitalised
            or not token.text.replace(".", "").replace("'", "").replace("’", "").replace("-", "").isalpha()
        ):
            return False
        if position > start and token.low in BEFORE_NAMES and token.text.endswith(".") and len(token.low) > 1:
            return False
        if token.low.endswith("nya") and len(token.low) > 6:
            return False
        if token.low == "anak" and self.text(position + 1) == "agung":
            return True
        if token.low in NOT_NAMES or self._is_degree(position) or "." in token.text[:-1].rstrip("."):
            return len(token.low) <= 5 and bool(re.fullmatch(r"(?:[A-Z]\.)+[A-Z]?\.?", token.text))
        return not self.is_office_word(position)

    def is_stop_word(self, position: int) -> bool:
        """Whether a capitalised word before a name does not belong to anything with it."""
        low = self.tokens[position].low
        return low in NOT_NAMES or low in _OPENERS or low in QUOTING or low in HONORIFICS

    def _is_degree(self, position: int) -> bool:
        text = self.tokens[position].text
        bare = text.replace(".", "").lower()
        capitals = sum(character.isupper() for character in text)
        if _SPECIALIST.fullmatch(text):
            return True
        return (bare in DEGREES and capitals > 1) or (
            bool(_DOTTED_DEGREE.fullmatch(text)) and bare not in ("aa", "am")
        )

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
            bare = (
                ahead == at and "." not in self.tokens[ahead].text
            )  # "Budi Santoso SH", but not "Ballroom MPP"
            if bare and not any(token.low in FIRST_NAMES for token in self.tokens[max(0, at - 4) : at]):
                break
            if start == at == position:
                start = ahead
            position = ahead + 1
            if [self.text(position + each) for each in range(3)] == ["(", "k", ")"]:  # "SpOG(K)"
                position += 3
        return Span(start, position) if position > at else NOTHING

    def run_end(self, at: int) -> int:
        """Where the capitalised words end that begin with an office."""
        position = at
        while position < min(len(self.tokens), at + LONGEST_OFFICE):
            token = self.tokens[position]
            inside = (
                position == at
                or (token.is_capitalised and token.low not in _ENDS_OFFICE)
                or token.text.isdigit()
                or (
                    token.low in OFFICE_WORDS
                    and self.text(position - 1) in OFFICE_HEADS
                    and position == at + 1
                )
                or (token.text == "(" and self.text(position + 2) == ")")
                or (token.text == ")" and self.text(position - 2) == "(")
                or self._joins(position)
            )
            if not inside:
                break
            position += 1
        return position

    def _joins(self, position: int) -> bool:
        """Whether a small word or comma holds an office's parts together."""
        token = self.tokens[position]
        after = position + 1
        if after >= len(self.tokens) or not self.tokens[after].is_capitalised:
            return token.low in _CONNECTORS and after < len(self.tokens) and self.text(after) in _CONNECTORS
        if token.low in ("dan", "and", ","):  # "Kesehatan dan Pangan", but not "Bupati X dan Wakil Bupati Y"
            listed = token.low != "," or "dan" in (self.text(position + ahead) for ahead in range(2, 7))
            other = self.is_office_head(after) or self.text(after) in _AGENCY_HEADS
            continues = not other and self.is_office_word(after)
            placed = after in self.sentence.regions and token.low == ","
            return continues and listed and not placed and self.text(position - 1) not in FIRST_NAMES
        if token.low in ("di", "pada", "untuk"):  # "Kepala Kantor di Blora", but not "Bupati Ani di Blora"
            return self.is_office_word(position - 1)
        return token.low in _CONNECTORS

    def where_name_starts(self, at: int, end: int) -> int:
        """Within a run: behind the last word of the office. ``end`` when there is no name in it."""
        last = at
        for position in range(at + 1, end):
            token = self.tokens[position]
            if self.is_title(position) and self.text(position - 1) not in _HOSPITALS:
                return position
            if token.low in FIRST_NAMES and not self.is_office_word(position):
                rest = range(position + 1, end)
                if not any(self.is_office_word(each) and each not in self.sentence.regions for each in rest):
                    return last + 1 if self.text(last) not in _TAKE_A_NAME else min(position, last + 2)
            numbered = token.text.isdigit() or not token.is_word
            if numbered or self.is_office_word(position) or token.low in _CONNECTORS:
                last = position
        if self.text(last) in _TAKE_ALL:
            return end
        return min(end, last + 2) if self.text(last) in _TAKE_A_NAME else last + 1

    def without_connectors(self, start: int, end: int) -> int:
        """Where a run ends without the small words and commas at its end."""
        while end > start + 1 and (self.tokens[end - 1].low in _CONNECTORS or self.text(end - 1) == ","):
            end -= 1
        return end

    def is_agency(self) -> bool:
        """Whether the whole sentence has the form of an agency's name: "Badan Kepegawaian Kabupaten X"."""
        if self.text(0) == "ministry" and self._english_end(0) == len(self.tokens):
            return True
        if self.english_agency_end(0) == len(self.tokens):
            return True
        first, *rest = range(len(self.tokens))
        return (
            bool(rest)
            and self.tokens[first].low in AGENCY_HEADS
            and all(
                self.is_office_word(number)
                or self.tokens[number].low in _CONNECTORS
                or not self.tokens[number].is_word
                for number in rest
            )
        )

    def body_end(self, at: int) -> tuple[int, Reach | None]:
        """Where the name of an agency ends that has no region in it, and how far it reaches.

        None for what is no such name, or nobody can tell: "Badan Penghubung" may be anybody's.
        """
        head = self.tokens[at].low
        if head == "ministry" and self.tokens[at].is_capitalised and self.text(at + 1) == "of":
            return self._english_end(at), Reach.COUNTRY
        if not self.tokens[at].is_capitalised or head not in _AGENCY_HEADS:
            return 0, None
        if self.text(at + 1) in OFFICE_HEADS or (head in _TAKE_ALL and at > 0):  # a university in passing
            return 0, None
        end = self.rest_of_office_end(at + 1)
        words = [token.low for token in self.tokens[at:end] if token.is_word]
        if len(words) < 2 or any(number in self.sentence.regions for number in range(at, end)):
            return end, None
        if head == "kementerian" or (head in _WIDE_HEADS and not _NATIONAL.isdisjoint(words)):
            return end, Reach.COUNTRY
        return end, Reach.REGION if head in _LOCAL_HEADS else None

    def english_agency_end(self, at: int) -> int:
        """As :meth:`agency_end` for "Bali Forestry Agency", which begins with the region."""
        if self.sentence.regions.get(at) != at:
            return 0
        end = self._english_end(at)
        return end if end > at + 1 and self.text(end - 1) in _ENGLISH_ENDS else 0

    def _english_end(self, at: int) -> int:
        """Where words with a capital end, with "of", "and", "the" between them."""
        end = at + 1
        while end < min(len(self.tokens), at + 12):
            if not self.tokens[end].is_capitalised and self.tokens[end].low not in _SMALL_JOINTS:
                break
            end += 1
        return self.without_connectors(at, end)

    def agency_end(self, at: int) -> int:
        """Where the name of an agency ends that begins at a token and ends in a region; 0 when none does."""
        token = self.tokens[at]
        is_agency = token.low in _AGENCY_HEADS or _SHORT_AGENCY.fullmatch(token.low)
        if not token.is_capitalised or not is_agency or self.text(at + 1) in OFFICE_HEADS:
            return 0
        end = 0
        for position in range(at + 1, min(self.run_end(at), at + 16)):
            if position in self.sentence.regions:
                if end and self.sentence.regions[position] != self.sentence.regions.get(end - 1):
                    break  # the province behind the regency
                end = position + 1
            elif end or not (
                self.is_office_word(position)
                or self._joins(position)
                or self.tokens[position].text in "()"
                or (self.text(position - 1) == "(" and self.text(position + 1) == ")")
            ):
                break
        return end
