"""People in a text: who is quoted or named, with titles and office, in either order.

Indonesian newsrooms name a person in full once, with the office before the
name ("Kepala Dinas Kesehatan Kabupaten X, dr. Siti Aminah, M.Kes.") or behind
it ("Siti Aminah, Kepala Dinas …"), and by a short name or the office alone
from then on. What divides an office from its holder is not marked: the words of
offices, the names of regions and common first names tell them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from generator.importing.phrases import Token
from generator.importing.words import (
    AGENCY_HEADS,
    BEFORE_NAMES,
    DEGREES,
    FIRST_NAMES,
    HONORIFICS,
    NAME_PARTICLES,
    NOT_NAMES,
    OFFICE_HEADS,
    OFFICE_WORDS,
    QUOTING,
    REPORTING,
)

__all__ = ["Person", "Sentence", "find_agencies", "find_people"]

LONGEST_OFFICE = 40
"""Words."""
MOST_PEOPLE = 80
"""Of one text; more are a list and not a story."""
_NOUN = re.compile(r"(?:pe[a-z]{4,}an|ke[a-z]{4,}an|[a-z]{4,}(?:asi|itas|isme|logi|matika|istik|isasi))")
"""How many nouns of offices are formed, and hardly a name."""
_SHORT_AGENCY = re.compile(
    r"(?:kemen|kemkom|bapp?e)[a-z]{3,}|kej(?:ari|ati|agung|aksaan)|pem(?:kab|kot|prov|da|des)|"
    r"dis(?:dik|hub|nak|pora|par|kom|perin|dag|dukcapil|tan|kan|bud)[a-z]*|din(?:as|kes|sos)|"
    r"set(?:da|wan|jen|kab|neg|wapres)[a-z]*|pol(?:res|da|sek|ri|tabes)[a-z]*"
)
"""Kemendikbud, Disdukcapil, Kejagung, Pemkab: abbreviations that are spoken as words."""
_ROMAN = re.compile(r"[IVX]{1,5}")
_DOTTED_DEGREE = re.compile(r"[A-Z][A-Za-z]{0,4}(?:\.[A-Z][A-Za-z]{0,5})+\.?")
_CONNECTORS = frozenset(
    {"dan", "bidang", "untuk", "di", "of", "the", "and", "for", "se", "pada", "/", "-", "&"}
)
_BETWEEN = frozenset(
    "juga pun sendiri lalu kembali kemudian turut sempat langsung secara dalam sambutannya arahannya "
    "laporannya "
    "pada saat itu kesempatan tersebut yang sama terus also then further later".split()
)
"""Between the one who speaks and the verb."""
_OPENERS = frozenset(
    "sementara itu namun selanjutnya kemudian lebih lanjut lanjutnya sedangkan adapun senada sebelumnya "
    "selain "
    "hal meanwhile furthermore menurut".split()
)
_TAKE_A_NAME = frozenset(
    "camat lurah desa kelurahan kecamatan kapolsek kades perbekel danramil puskesmas rs rsud kampung distrik "
    "nagari "
    "gampong dusun banjar sd smp sma smk fraksi".split()
)
"""Words behind which one more word may be the name of a place."""
_TAKE_ALL = frozenset(
    "pt cv ud bank hotel yayasan pondok partai universitas institut politeknik stasiun".split()
)
"""Words behind which any number of words may be the name of a firm."""
_NO_AGENCIES = frozenset("desa kelurahan kecamatan polri bandara pelabuhan imigrasi".split())
_LEAD_TO_OFFICE = frozenset(
    {",", "(", *"yang juga selaku sebagai menjabat merupakan sekaligus the as".split()}
)
_CLOSING = frozenset("”\"'’,")


class Sentence(NamedTuple):
    """A sentence and the places in it that are names of regions."""

    text: str
    tokens: tuple[Token, ...]
    regions: Mapping[int, int]
    """Number of a token → number of the first token of the name."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the text."""

    name: str
    prefix: str = ""
    suffix: str = ""
    offices: tuple[str, ...] = ()
    quoted: bool = False
    """Says something in the text; otherwise is only named."""
    sentence: str = ""
    """Where the fullest mention stands."""
    sure: bool = True
    """False when what was read as a name may be something else."""

    @property
    def words(self) -> tuple[str, ...]:
        """The name's words, for comparison."""
        return tuple(word.lower().strip(".") for word in self.name.split())


class _Span(NamedTuple):
    """A part of a sentence by token numbers; empty when start is end."""

    start: int
    end: int

    def __bool__(self) -> bool:
        return self.end > self.start


_NOTHING = _Span(0, 0)


class _Mention(NamedTuple):
    start: int
    end: int
    name: _Span
    prefix: _Span
    suffix: _Span
    offices: tuple[_Span, ...]
    evident: bool
    """A title or an office shows that it is a person."""


def find_people(sentences: Iterable[Sentence]) -> tuple[Person, ...]:
    """Everybody who is quoted, and everybody who is named with an office or a title, by first mention."""
    people: list[Person] = []
    for sentence in sentences:
        reader = _Reader(sentence)
        for mention in reader.mentions():
            if not mention.name:
                _speaks_again(people, reader, mention)
            else:
                _add(people, reader.person(mention), evident=mention.evident)
    return tuple(person for person in people if person.sure or len(person.words) > 1)


def find_agencies(sentence: Sentence) -> tuple[str, ...]:
    """Names that have the form of a regional agency's: "Dinas Kesehatan Kabupaten X"."""
    reader = _Reader(sentence)
    found: list[str] = []
    position = 0
    while position < len(sentence.tokens):
        end = reader.agency_end(position)
        if end:
            found.append(reader.cut(_Span(position, end)))
        position = end or position + 1
    return tuple(found)


def _has_title(person: Person) -> bool:
    return bool(person.prefix or person.suffix)


def _speaks_again(people: list[Person], reader: _Reader, mention: _Mention) -> None:
    """An office alone ("ujar Bupati"): the holder has been named before, or nobody knows."""
    if not reader.is_quoted(mention) or not mention.offices:
        return
    said = reader.words(mention.offices[0])
    for number, person in enumerate(people):
        if any(_starts_with(office.lower().split(), said) for office in person.offices):
            people[number] = replace(person, quoted=True)
            return


def _starts_with(office: list[str], said: list[str]) -> bool:
    office = [word.strip(".,") for word in office if word.strip(".,") not in ("plt", "pj", "plh", "pjs")]
    return office[: len(said)] == said


def _add(people: list[Person], new: Person, evident: bool) -> None:
    for number, known in enumerate(people):
        if _is_same(known, new):
            people[number] = _merged(known, new)
            return
    if (evident or new.quoted) and len(people) < MOST_PEOPLE:
        people.append(new)


def _is_same(known: Person, new: Person) -> bool:
    """A short name is part of the full one; of two full names one holds all words of the other."""
    mine, theirs = known.words, new.words
    short, long = (mine, theirs) if len(mine) <= len(theirs) else (theirs, mine)
    return all(word in long for word in short)


def _merged(known: Person, new: Person) -> Person:
    fuller = new if len(new.words) > len(known.words) else known
    offices = _without_shorter((*known.offices, *new.offices))
    better = new if len(new.offices) + _has_title(new) > len(known.offices) + _has_title(known) else fuller
    return Person(
        fuller.name,
        known.prefix or new.prefix,
        known.suffix or new.suffix,
        offices,
        known.quoted or new.quoted,
        better.sentence,
        known.sure or new.sure,
    )


def _without_shorter(offices: tuple[str, ...]) -> tuple[str, ...]:
    """Without repetitions and those that only begin another one: "Bupati" beside "Bupati Karangasem"."""
    return tuple(
        office
        for number, office in enumerate(offices)
        if office not in offices[:number]
        and not any(other.lower().startswith(office.lower() + " ") for other in offices)
    )


class _Reader:
    """Finds the people of one sentence."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens

    # --- Mentions -----------------------------------------------------------------------------------

    def mentions(self) -> tuple[_Mention, ...]:
        found: list[_Mention] = []
        position = 0
        while position < len(self.tokens):
            mention = self._mention(position)
            if mention is None:
                position += 1
            else:
                found.append(mention)
                position = max(mention.end, position + 1)
        return tuple(found)

    def _mention(self, at: int) -> _Mention | None:
        if not self.tokens[at].is_capitalised:
            return self._name_first(at) if self._is_title(at) else None  # "dr. Siti Aminah"
        if self._is_office_head(at):
            return self._office_first(at)
        return self._name_first(at)

    def _office_first(self, at: int) -> _Mention | None:
        """OFFICE NAME or OFFICE, NAME; an office alone has an empty name."""
        end = self._run_end(at)
        name_at = self._where_name_starts(at, end)
        office = _Span(at, self._without_connectors(at, name_at))
        mention = self._named(name_at) if name_at < end else None
        if mention is None or not self._is_surely_named(mention):
            behind = self._named(end + 1) if self._text(end) == "," else None
            if behind is not None and self._can_be_apposition(behind, surely=mention is not None):
                mention, office = behind, _Span(at, self._without_connectors(at, end))
        if mention is None:
            return _Mention(at, office.end, _NOTHING, _NOTHING, _NOTHING, (office,), False)
        offices = (office, *self._offices_behind(mention.end, more=True))
        last = offices[-1].end if len(offices) > 1 else mention.end
        return mention._replace(start=at, end=max(last, mention.end), offices=offices, evident=True)

    def _name_first(self, at: int) -> _Mention | None:
        """NAME, OFFICE; a name with titles; or a name that the words around it show to be a speaker's."""
        before = self.tokens[at - 1] if at else None
        if before is not None and before.is_capitalised and not self._is_stop_word(at - 1):
            return None  # the middle of something that is no name
        mention = self._named(at)
        if mention is None:
            return None
        offices = self._offices_behind(mention.end)
        alone = mention.name.end - mention.name.start == 1 and not self._is_surely_named(mention)
        if at == 0 and alone and self._text(mention.end) == ",":
            return None  # "Terpisah, Kepala Dinas …"
        if offices:
            mention = mention._replace(end=offices[-1].end, offices=offices)
        return mention._replace(evident=bool(offices or mention.prefix or mention.suffix))

    def _named(self, at: int) -> _Mention | None:
        """Honorific, titles, name and degrees that begin at a token."""
        position = at
        while position < len(self.tokens) and self.tokens[position].low in HONORIFICS:
            position += 1
        title_at = position
        while self._is_title(position):
            position += 1
        prefix = _Span(title_at, position)
        start = position
        while position < len(self.tokens) and position - start < 7 and self._is_name_word(position, start):
            position += 1
        while position > start and self.tokens[position - 1].low in NAME_PARTICLES:
            if self.tokens[position - 1].is_capitalised:
                break
            position -= 1
        name = _Span(start, position)
        if not name or all(len(token.low) == 1 for token in self.tokens[name.start : name.end]):
            return None
        suffix = self._degrees(position)
        return _Mention(at, suffix.end or position, name, prefix, suffix, (), False)

    def _is_surely_named(self, mention: _Mention) -> bool:
        """Whether titles or a common name show that it is a person's name."""
        words = self.tokens[mention.name.start : mention.name.end]
        return bool(mention.prefix or mention.suffix) or any(token.low in FIRST_NAMES for token in words)

    def _can_be_apposition(self, mention: _Mention, surely: bool = False) -> bool:
        """Whether a name behind "OFFICE," is that of its holder, and not the next item of a list."""
        if self._is_surely_named(mention) or surely:
            return self._is_surely_named(mention)
        follows = self._text(mention.end)
        closed = follows in (",", ".", "(", ")", "") or follows in REPORTING
        words = mention.name.end - mention.name.start
        return words > 1 or closed or (follows not in ("dan", "serta", "and") and follows.islower())

    def _offices_behind(self, at: int, more: bool = False) -> tuple[_Span, ...]:
        """The offices of ", Kepala Dinas X", "selaku Ketua Panitia", "(Kepala Dinas X)", "yang juga Ketua X".

        A person whose office stands before the name (``more``) has another one only when the text says so:
        behind a mere comma the next one of a list begins.
        """
        found: list[_Span] = []
        while True:
            position = at
            marks = 0
            while self._text(position) in _LEAD_TO_OFFICE:
                marks += self._text(position) != "juga"
                position += 1
            small = self._small_office_end(position)
            if small:
                found.append(_Span(position, small))
                return tuple(found)
            if not marks or position >= len(self.tokens) or not self._is_office_head(position):
                return tuple(found)
            if (more or found) and self._text(at) == "," and position == at + 1:
                return tuple(found)
            end = self._run_end(position)
            name_at = self._where_name_starts(position, end)
            if name_at < end and self._named(name_at) is not None:
                return tuple(found)  # the next person's office
            if self._text(at) == "," and self._text(end) == ",":
                holder = self._named(end + 1)
                words = holder.name.end - holder.name.start if holder is not None else 0
                if holder is not None and (words > 1 or self._is_surely_named(holder)):
                    return tuple(found)  # "…, OFFICE, NAME": whose office it is cannot be told
            found.append(_Span(position, self._without_connectors(position, name_at)))
            at = found[-1].end + (self._text(found[-1].end) == ")")

    def _small_office_end(self, at: int) -> int:
        """Where an office in small letters ends: "selaku ketua penyelenggara"; 0 when there is none."""
        led = self._text(at - 1) in ("selaku", "sebagai", "juga", "menjabat", "sekaligus")
        if not led or self._text(at) not in OFFICE_HEADS or self.tokens[at].is_capitalised:
            return 0
        end = at + 1
        while end < len(self.tokens) and (self._text(end) in OFFICE_WORDS or end in self.sentence.regions):
            end += 1
        return end

    # --- Words --------------------------------------------------------------------------------------

    def _text(self, position: int) -> str:
        return self.tokens[position].text.lower() if 0 <= position < len(self.tokens) else ""

    def _is_office_head(self, position: int) -> bool:
        token = self.tokens[position]
        if not token.is_capitalised:
            return False
        if token.low in ("eks", "mantan", "regional", "former", "acting", "vice"):
            return position + 1 < len(self.tokens) and self._is_office_head(position + 1)
        return (
            token.low in OFFICE_HEADS or token.text.lower() in OFFICE_HEADS or token.low.startswith("wamen")
        )

    def _is_title(self, position: int) -> bool:
        if position + 1 >= len(self.tokens):
            return False
        token, after = self.tokens[position], self.tokens[position + 1]
        if token.low not in BEFORE_NAMES or not (
            token.is_capitalised or token.low in ("dr", "drg", "drh", "apt")
        ):
            return False
        if token.low == "jenderal" and self._text(position - 1) in (
            "direktur",
            "sekretaris",
            "inspektur",
            "konsul",
        ):
            return False
        if len(token.low) == 1 and not token.text.endswith(".") and token.low != "h":
            return False
        return after.is_capitalised and not self._is_office_word(position + 1)

    def _is_office_word(self, position: int) -> bool:
        token = self.tokens[position]
        low = token.low
        if low == "lalu":
            return self._text(position + 1) == "lintas"
        if low == "agung":
            return self._text(position - 1) in ("jaksa", "mahkamah", "kejaksaan", "hakim")
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

    def _is_name_word(self, position: int, start: int) -> bool:
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
        if token.low == "anak" and self._text(position + 1) == "agung":
            return True
        if token.low in NOT_NAMES or self._is_degree(position) or "." in token.text[:-1].rstrip("."):
            return len(token.low) <= 5 and bool(re.fullmatch(r"(?:[A-Z]\.)+[A-Z]?\.?", token.text))
        return not self._is_office_word(position)

    def _is_stop_word(self, position: int) -> bool:
        """Whether a capitalised word before a name does not belong to anything with it."""
        low = self.tokens[position].low
        return low in NOT_NAMES or low in _OPENERS or low in QUOTING or low in HONORIFICS

    def _is_degree(self, position: int) -> bool:
        text = self.tokens[position].text
        bare = text.replace(".", "").lower()
        capitals = sum(character.isupper() for character in text)
        return (bare in DEGREES and capitals > 1) or (
            bool(_DOTTED_DEGREE.fullmatch(text)) and bare not in ("aa", "am")
        )

    def _degrees(self, at: int) -> _Span:
        """Degrees behind a name, with or without a comma."""
        start = position = at
        while True:
            ahead = position
            while self._text(ahead) in (",", ".") and ahead - position < 2:
                ahead += 1
            if ahead >= len(self.tokens) or not self._is_degree(ahead):
                break
            bare = (
                ahead == at and "." not in self.tokens[ahead].text
            )  # "Budi Santoso SH", but not "Ballroom MPP"
            if bare and not any(token.low in FIRST_NAMES for token in self.tokens[max(0, at - 4) : at]):
                break
            if start == at == position:
                start = ahead
            position = ahead + 1
        return _Span(start, position) if position > at else _NOTHING

    def _run_end(self, at: int) -> int:
        """Where the capitalised words end that begin with an office."""
        position = at
        while position < min(len(self.tokens), at + LONGEST_OFFICE):
            token = self.tokens[position]
            inside = (
                position == at
                or (token.is_capitalised and token.low not in NOT_NAMES - OFFICE_WORDS)
                or token.text.isdigit()
                or (
                    token.low in OFFICE_WORDS
                    and self._text(position - 1) in OFFICE_HEADS
                    and position == at + 1
                )
                or (token.text == "(" and self._text(position + 2) == ")")
                or (token.text == ")" and self._text(position - 2) == "(")
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
            return token.low in _CONNECTORS and after < len(self.tokens) and self._text(after) in _CONNECTORS
        if token.low in ("dan", "and", ","):  # "Kesehatan dan Pangan", but not "Bupati X dan Wakil Bupati Y"
            listed = token.low != "," or "dan" in (self._text(position + ahead) for ahead in range(2, 7))
            continues = self._is_office_word(after) and not self._is_office_head(after)
            placed = after in self.sentence.regions and token.low == ","
            return continues and listed and not placed and self._text(position - 1) not in FIRST_NAMES
        return token.low in _CONNECTORS

    def _where_name_starts(self, at: int, end: int) -> int:
        """Within a run: behind the last word of the office. ``end`` when there is no name in it."""
        last = at
        for position in range(at + 1, end):
            token = self.tokens[position]
            if self._is_title(position) and position > at:
                return position
            if token.low in FIRST_NAMES and not self._is_office_word(position):
                rest = range(position + 1, end)
                if not any(self._is_office_word(each) and each not in self.sentence.regions for each in rest):
                    return last + 1 if self._text(last) not in _TAKE_A_NAME else min(position, last + 2)
            if self._is_office_word(position) or not token.is_word or token.low in _CONNECTORS:
                last = position
        if self._text(last) in _TAKE_ALL:
            return end
        return min(end, last + 2) if self._text(last) in _TAKE_A_NAME else last + 1

    def _without_connectors(self, start: int, end: int) -> int:
        while end > start + 1 and (self.tokens[end - 1].low in _CONNECTORS or self._text(end - 1) == ","):
            end -= 1
        return end

    def agency_end(self, at: int) -> int:
        """Where the name of an agency ends that begins at a token and ends in a region; 0 when none does."""
        token = self.tokens[at]
        is_agency = token.low in AGENCY_HEADS - _NO_AGENCIES or _SHORT_AGENCY.fullmatch(token.low)
        if not token.is_capitalised or not is_agency or self._text(at + 1) in OFFICE_HEADS:
            return 0
        end = 0
        for position in range(at + 1, min(self._run_end(at), at + 16)):
            if position in self.sentence.regions:
                if end and self.sentence.regions[position] != self.sentence.regions.get(end - 1):
                    break  # the province behind the regency
                end = position + 1
            elif end or not (
                self._is_office_word(position) or self._joins(position) or self.tokens[position].text in "()"
            ):
                break
        return end

    # --- Who speaks ---------------------------------------------------------------------------------

    def is_quoted(self, mention: _Mention) -> bool:
        """Whether the one who is mentioned says something in this sentence."""
        before = mention.start - 1
        while before >= 0 and self._text(before) in HONORIFICS | {"oleh", "oleh:", "sang", "dr", "by"}:
            before -= 1
        if self._text(before) in QUOTING or self._text(before) in ("menurut", "to"):
            return self._text(before) != "to" or self._text(before - 1) == "according"
        return self._verb_behind(mention.end)

    def _verb_behind(self, at: int) -> bool:
        position = at
        for _ in range(30):
            word = self._text(position)
            if word in REPORTING:
                return True
            if word == "," and position == at:
                position += 1
                continue
            if word in _BETWEEN or (word == "yang" and position <= at + 1):
                position += 1
                if word == "yang":  # "yang hadir untuk membuka acara, menyampaikan …"
                    while position < len(self.tokens) and self._text(position) not in (",", ".", *REPORTING):
                        position += 1
                    position += self._text(position) == ","
                continue
            return False
        return False

    def is_after_quotation(self, mention: _Mention) -> bool:
        """Whether a quotation ends right before the verb that leads to the mention."""
        before = mention.start - 1
        return self._text(before) in QUOTING and (before == 0 or self._text(before - 1) in _CLOSING)

    # --- Results ------------------------------------------------------------------------------------

    def words(self, span: _Span) -> list[str]:
        """The words of an office in lower case, without provisional marks."""
        words = [token.low for token in self.tokens[span.start : span.end] if token.is_word]
        return [word for word in words if word not in ("plt", "pj", "plh", "pjs")]

    def cut(self, span: _Span) -> str:
        """The text of a span."""
        if not span:
            return ""
        text = self.sentence.text[self.tokens[span.start].start : self.tokens[span.end - 1].end]
        return text.strip(" ,;:")

    def person(self, mention: _Mention) -> Person:
        """The person of a mention that has a name."""
        quoted = self.is_quoted(mention)
        words = [token.low for token in self.tokens[mention.name.start : mention.name.end]]
        common = any(word in FIRST_NAMES for word in words)
        sure = mention.evident or common or self.is_after_quotation(mention)
        return Person(
            name=self.cut(mention.name).rstrip("."),
            prefix=self.cut(mention.prefix),
            suffix=self.cut(mention.suffix),
            offices=_without_shorter(tuple(self.cut(office) for office in mention.offices)),
            quoted=quoted,
            sentence=self.sentence.text,
            sure=sure,
        )
