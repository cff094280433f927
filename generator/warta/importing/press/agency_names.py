"""The names of agencies in a sentence: those that end in a region, and those that have none."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from warta.importing.press.office_runs import OfficeRuns
from warta.importing.press.word_roles import (
    AGENCY_HEADS,
    REGION_KINDS,
    SHORT_AGENCY,
    Sentence,
    Span,
    from_left,
    is_number_of_part,
)
from warta.importing.press.words import WORDS

__all__ = ["AgencyNames", "Reach", "find_agencies", "find_bodies"]

_TITLES = frozenset(word for word in WORDS["before_names"] if len(word) > 3)
_NAMED_FURTHER = WORDS["names_follow"] | WORDS["branches"]
"""Short forms behind which the name goes on."""
_NO_BODY = WORDS["not_names"] | WORDS["first_names"] | _TITLES
"""With a capital, and no part of an agency's name: the holder of an office follows."""


LONGEST_SPELT = 16
"""Words of an agency's name."""


class Reach(Enum):
    """How far an agency's work reaches."""

    COUNTRY = "country"
    REGION = "region"
    BRANCH = "branch"
    """As far as that of an office of a country-wide service: a part of the country that its name tells."""


def find_bodies(sentence: Sentence) -> Iterator[tuple[int, str, Reach]]:
    """Names that have the form of an agency's without a region's, with their place and reach."""
    reader = AgencyNames(sentence)

    def body(at: int) -> tuple[int, tuple[int, str, Reach] | None]:
        end, reach = reader.body_end(at)
        return end, (at, reader.cut(Span(at, end)), reach) if reach is not None else None

    return from_left(len(sentence.tokens), body)


def find_agencies(sentence: Sentence) -> Iterator[tuple[int, str]]:
    """Names that have the form of a regional agency's, with their place: "Dinas Kesehatan Kabupaten X"."""
    reader = AgencyNames(sentence)

    def agency(at: int) -> tuple[int, tuple[int, str] | None]:
        end = reader.agency_end(at) or reader.english_agency_end(at)
        name = reader.cut(Span(at, end))
        name = name.replace(")", "", 1) if reader.is_short_form(at) else name
        return end, (at, name) if end else None

    return from_left(len(sentence.tokens), agency)


class AgencyNames(OfficeRuns):
    """Finds the agencies of one sentence."""

    def is_agency(self) -> bool:
        """Whether the whole sentence has the form of an agency's name: "Badan Kepegawaian Kabupaten X"."""
        whole = len(self.tokens)
        ministry = self.text(0) == "ministry" and self._english_end(0) == whole
        if ministry or self.english_agency_end(0) == whole:
            return True
        return (
            whole > 1
            and self.tokens[0].low in WORDS["agency_heads"]
            and all(
                self.is_office_word(number) or token.low in WORDS["office_joints"] or not token.is_word
                for number, token in enumerate(self.tokens[1:], 1)
            )
        )

    def body_end(self, at: int) -> tuple[int, Reach | None]:
        """Where the name of an agency ends that has no region in it, and how far it reaches.

        None for what is no such name, or nobody can tell: "Badan Penghubung" may be anybody's.
        """
        head = self.tokens[at].low
        if head == "ministry" and self.is_capital(at) and self.text(at + 1) == "of":
            return self._english_end(at), Reach.COUNTRY
        held = at > 0 and self.is_office_head(at - 1)
        in_passing = self.text(at + 1) in WORDS["office_heads"]
        branch = self.is_branch(at)
        if not self.is_capital(at) or not (branch or head in AGENCY_HEADS) or in_passing or held:
            return 0, None
        if head in WORDS["national_agencies"]:
            named = (
                at + 1 in self.sentence.regions
                or self.text(at + 1) in REGION_KINDS
                or self.text(at + 1) == "("
            )
            return at + 1, Reach.COUNTRY if self.tokens[at].text.isupper() and not named else None
        spelt = self._spelt_end(at) if head not in WORDS["schools_of_all"] else 0
        if spelt and (spelt + 3 in self.sentence.regions or self.text(spelt + 3) in REGION_KINDS):
            return spelt + 3, None  # its region follows the short form
        end = self.rest_of_office_end(at + 1)
        while self._goes_on_behind(end):
            end += 3 * (self.text(end) == "(") + 1
        kinds = (each for each in range(at + 2, end - 1) if each + 1 in self.sentence.regions)
        end = next((each for each in kinds if self.text(each) in REGION_KINDS), end)  # "RSUD X *Kabupaten Y*"
        if head in WORDS["names_follow"] and at > 0 and self.text(end) != "(":
            return 0, None
        words = [token.low for token in self.tokens[at:end] if token.is_word]
        if len(words) < 2 or any(number in self.sentence.regions for number in range(at, end)):
            return end, None
        if len(words) < 3 and words[-1] in WORDS["national_words"]:
            return end, None  # "Badan Nasional", of which the rest is in no list
        if branch:
            return end, Reach.BRANCH
        national = head in WORDS["national_agency_heads"] and not WORDS["national_words"].isdisjoint(words)
        if head == "kementerian" and self.text(at - 1) in WORDS["before_ministries"]:
            return end, None  # "Kantor Kementerian Agama": the one of some place
        if head == "kementerian" or national:
            return end, Reach.COUNTRY
        return end, Reach.REGION if head in WORDS["regional_agency_heads"] else None

    def _goes_on_behind(self, end: int) -> bool:
        """Whether a name goes on with a capital, behind brackets too: "Perusahaan … (PDAM) Tirta X"."""
        further = self.text(end + 1) in _NAMED_FURTHER or self.text(end - 1) in WORDS["open_school_names"]
        short = self.is_short_form(end + 1) and further
        at = end + 3 if short else end
        return (
            self.is_capital(at)
            and self.tokens[at].low not in _NO_BODY
            and not (short and self.text(at) in REGION_KINDS)
        )

    def english_agency_end(self, at: int) -> int:
        """As :meth:`agency_end` for "Bali Forestry Agency", which begins with the region."""
        if self.sentence.regions.get(at) != at:
            return 0
        end = self._english_end(at)
        return end if end > at + 1 and self.text(end - 1) in WORDS["english_agency_ends"] else 0

    def _english_end(self, at: int) -> int:
        """Where words with a capital end, with "of", "and", "the" between them."""
        last = min(len(self.tokens), at + 12)
        ends = (
            position
            for position in range(at + 1, last)
            if not self.is_capital(position) and self.tokens[position].low not in WORDS["name_joints"]
        )
        return self.without_connectors(at, next(ends, last))

    def _is_numbered(self, at: int, position: int) -> bool:
        """Whether a number belongs to an agency's name: "Kodim *0723/* Klaten"."""
        number = self.text(position) == "/" or self.text(position).isdigit()
        return number and self.tokens[at].low in WORDS["numbered_agencies"]

    def _is_office_of_faith(self, at: int) -> bool:
        """Whether the local office of the one ministry that has offices of its own name begins there."""
        return [self.text(at + ahead) for ahead in range(3)] in (
            ["kantor", "kementerian", "agama"],
            ["kantor", "kemenag", self.text(at + 2)],
        )

    def _is_metro(self, position: int) -> bool:
        """Whether "Metro" says that a city's police is meant, and not the city of that name."""
        return self.text(position) == "metro" and self.text(position + 1) in WORDS["behind_metro"]

    def _ends_school(self, at: int, position: int) -> bool:
        """Whether a school's whole name stands before its short form: "Universitas Mulia *(UM)* Kota X"."""
        named = self.text(at) in WORDS["schools_of_all"] and self.is_short_form(position + 1)
        return named and self.text(position - 1) not in WORDS["open_school_names"]

    def _spelt_end(self, at: int) -> int:
        """Where the words end that a short form stands for: "Balai *X Y Z* (BXYZ)"; 0 for none."""
        for position in range(at + 1, min(len(self.tokens), at + LONGEST_SPELT)):
            if self.text(position) == "(":
                short = self.text(position + 1)
                letters = iter("".join(map(self.text, range(at, position))))
                spelt = self.is_short_form(position + 1) and position + 1 not in self.sentence.regions
                spelt = spelt and len(short) > 2 and short[0] == self.text(at)[0]
                return position if spelt and all(letter in letters for letter in short) else 0
            joint = self.tokens[position].low in WORDS["office_joints"] or self.text(position) == ","
            if not (self.is_capital(position) or joint):
                return 0
        return 0

    def _is_unit(self, at: int) -> bool:
        """Whether a part of an agency begins at a token, whose name follows: "Direktorat X *Polda Y*"."""
        inside = range(at + 1, self.run_end(at)) if self.text(at) in WORDS["parts_of_agencies"] else ()
        return any(
            SHORT_AGENCY.fullmatch(self.text(each)) or self.tokens[each].low in WORDS["whole_agencies"]
            for each in inside
            if not self.is_short_form(each)
        )

    def agency_end(self, at: int) -> int:
        """Where the name of an agency ends that begins at a token and ends in a region; 0 when none does."""
        token = self.tokens[at]
        is_agency = token.low in AGENCY_HEADS or SHORT_AGENCY.fullmatch(token.low) or self.is_branch(at)
        after = self.text(at + 1)
        named = after in WORDS["agency_heads"] or SHORT_AGENCY.fullmatch(after)
        building = token.low == "kantor" and (named or self.is_shouted(at + 1))
        building = building and not self._is_office_of_faith(at)
        building = building and after not in WORDS["within_office_names"] and not self.is_branch(at)
        building = building or (token.low == "balai" and after in WORDS["halls"])
        part = token.low == "komisi" and is_number_of_part(self.tokens[at + 1].text if after else "")
        firm = self.is_short_form(at) and token.low in WORDS["names_follow"]
        if part or firm or self._is_unit(at):  # "Komisi II DPRD X" is a part of DPRD X
            return 0
        if not token.is_capitalised or not is_agency or building or after in WORDS["office_heads"]:
            return 0
        end = 0
        titled = token.low in WORDS["hospitals"] and self.is_title(at + 1)
        patron = self.hospital_name_end(at + 1) if titled else 0
        spelt = self._spelt_end(at)
        last = max(self.run_end(at), self.run_end(spelt + 2) if spelt else 0)
        for position in range(at + 1, min(last, at + LONGEST_SPELT)):
            if self._is_metro(position):
                continue
            if position in self.sentence.regions:
                if end and self.sentence.regions[position] != self.sentence.regions.get(end - 1):
                    break  # the province behind the regency
                end = max(spelt, position + 1)  # "Politeknik Blora Raya (Polbra)"
            elif position < spelt:
                continue
            elif (
                end
                or self._ends_school(at, position)
                or self.text(position) == "di"
                or not (
                    position < patron
                    or self._is_numbered(at, position)
                    or (token.low in WORDS["names_follow"] and self.is_capital(position))
                    or self.is_office_word(position)
                    or self.joins(position)
                    or self.tokens[position].text in "()"
                    or self.is_in_brackets(position)
                )
            ):
                break
        return end
