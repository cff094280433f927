"""The words of people's names in a sentence, and the degrees behind them."""

from __future__ import annotations

import re

from warta.importing.press.word_roles import NOTHING, PARTS, VERB, Span, WordRoles
from warta.importing.press.words import WORDS

__all__ = ["NameWords"]

_CERTIFICATE = re.compile(r"[A-Z]{3,9}")
_BEFORE_QUOTING = frozenset(("", *"”\"'’"))
_STOP_WORDS = WORDS["not_names"] | WORDS["sentence_openers"] | WORDS["quoting"] | WORDS["honorifics"]


class NameWords(WordRoles):
    """Answers for the words of names in one sentence."""

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
        if position == start and self.is_region_in_name(position):
            return True
        if self.is_anak_agung(position) or (position == start and self._is_hari(position)):
            return True
        if token.low == "minggu" and position > start and self.is_capital(position + 1):
            return not self.is_office_word(position + 1)  # "Dominikus Minggu Mere"
        if token.low in WORDS["quoting"] and position == start and self.text(start - 1) in _BEFORE_QUOTING:
            return False  # "Kata Budi, …"
        if self.is_initials(position, start) or self._is_surname(position, start):
            return True
        if token.low in WORDS["reporting"] and VERB.fullmatch(token.low):
            return False  # "Gubernur X, Mengatakan, …"
        if token.low in WORDS["not_names"] or self.is_degree(position) or "." in token.text[:-1].rstrip("."):
            return len(token.low) <= 5 and bool(re.fullmatch(r"(?:[A-Z]\.)+[A-Z]?\.?", token.text))
        return not self.is_office_word(position)

    def is_region_in_name(self, at: int) -> bool:
        """Whether a region's name behind an office of the country is somebody's: "Wamen *Bima* Wiyana"."""
        country = self.text(at - 1) in WORDS["offices_of_country"] and at in self.sentence.regions
        return country and self.is_capital(at + 1) and not self.is_office_word(at + 1)

    def is_anak_agung(self, position: int) -> bool:
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

    def is_initials(self, position: int, start: int) -> bool:
        """Whether capitals behind a common name belong to it: "Muhammad MTA"."""
        text = self.tokens[position].text
        follows = self.is_capital(position + 1) and not self.tokens[position + 1].text.isupper()
        between = position > start and follows and not self.is_office_word(position + 1)
        after_name = (position > start and self.tokens[position - 1].low in WORDS["first_names"]) or between
        known = text.lower() in PARTS or position in self.sentence.regions or self.is_degree(position)
        after_name = after_name or (position > start and self.ends_name(position))
        return after_name and len(text) in (2, 3) and text.isupper() and text.isalpha() and not known

    def _is_surname(self, position: int, start: int) -> bool:
        """Whether the name of a region, or another word, ends somebody's: "Yonas *Toba*", "Budi *Antara*"."""
        regions = self.sentence.regions
        alone = regions.get(position) == position and regions.get(position + 1) is None
        other = self.tokens[position].low in WORDS["not_names"] and self.text(position + 1) == ","
        if not (alone or other) or position == start or self.is_shouted(position - 1):
            return False
        behind = position + 1 + (self.text(position + 1) == ",")
        titled = behind < len(self.tokens) and self.is_degree(behind)
        return titled or (alone and self.text(position + 1) in WORDS["reporting"])

    def is_stop_word(self, position: int) -> bool:
        """Whether a capitalised word before a name does not belong to anything with it."""
        return self.tokens[position].low in _STOP_WORDS

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
            if not self.is_degree(ahead) and not (position > at and self._is_certificate(ahead)):
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
