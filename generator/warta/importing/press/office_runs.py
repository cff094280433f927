"""Where offices begin and end in a sentence, and where the names of their holders begin."""

from __future__ import annotations

from warta.importing.press.name_words import NameWords
from warta.importing.press.word_roles import (
    AGENCY_HEADS,
    COMMON,
    ONLY_BEHIND,
    PARTS,
    REGION_KINDS,
    VERB,
    is_number_of_part,
)
from warta.importing.press.words import WORDS

__all__ = ["OfficeRuns"]

LONGEST_OFFICE = 40
"""Words."""
_SMALL_PARTS = 6
"""Words in lower case that an office may have."""
_SMALL_WORDS = WORDS["office_words"] - WORDS["office_heads"] - COMMON - REGION_KINDS
_FIRMS = WORDS["names_follow"] - WORDS["one_name_follows"]
_NO_PARTS = COMMON | WORDS["reporting"] | WORDS["quoting"] | WORDS["not_names"]
"""Words that no office has, in lower case."""
_ENDS_OFFICE = WORDS["not_names"] - WORDS["office_words"] - WORDS["agency_heads"]


class OfficeRuns(NameWords):
    """Answers for the runs of words that offices are in one sentence."""

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
        if word in PARTS:
            return word not in WORDS["name_joints"]
        return word not in _NO_PARTS and not VERB.fullmatch(word)

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
        meant = token.low in ONLY_BEHIND and self.is_office_word(position)  # "Kepala Seksi Bimas *Islam*"
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
            if self.is_title(position) and not self.is_hospital_only(position):
                return position
            if self.is_anak_agung(position) or self._begins_with_initials(position, end):
                return position
            if position == at + 1 and position + 1 < end and self.is_region_in_name(position):
                return position
            if self.is_first_name(position) and not is_office and self.text(last) not in _FIRMS:
                initials = position + 1 < end and self.is_initials(position + 1, position)
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
        initials = self.is_shouted(at, 3) and self.tokens[at].low not in PARTS | self.own.parts
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
