"""Who of those that a sentence names says something in it, and who is only there."""

from __future__ import annotations

from typing import NamedTuple

from warta.importing.press.office_runs import OfficeRuns
from warta.importing.press.word_roles import COMMON, NOTHING, Span
from warta.importing.press.words import WORDS

__all__ = ["SAYING", "PersonMention", "SpeechRoles"]

SAYING = WORDS["reporting"] | WORDS["quoting"]
"""Verbs of those who say something."""
_BEFORE_SPEAKER = WORDS["honorifics"] | WORDS["before_speakers"]
LONGEST_SPEECH = 6
"""Words between somebody and the one who reads the speech out."""
LONGEST_ASIDE = 30
"""Words."""
_ENDS_ASIDE = frozenset(".;:“”\"'’")
_CLOSING = frozenset("”\"'’,")
_ENDS_LIST = frozenset((*'.;:“”"', "sementara", "sedangkan", "namun", "yang", "while", "saat", "usai"))


class PersonMention(NamedTuple):
    """Somebody is named, or only an office: then the name is empty."""

    start: int
    end: int
    name: Span
    prefix: Span = NOTHING
    suffix: Span = NOTHING
    offices: tuple[Span, ...] = ()
    evident: bool = False
    """A title or an office shows that it is a person."""

    @property
    def words(self) -> int:
        """Of the name."""
        return self.name.end - self.name.start


class SpeechRoles(OfficeRuns):
    """Answers for the people of one sentence, by where they are mentioned."""

    def is_quoted(self, mention: PersonMention) -> bool:
        """Whether the one who is mentioned says something in this sentence."""
        before = mention.start - 1
        while before >= 0 and self.text(before) in _BEFORE_SPEAKER:
            before -= 1
        if self._is_taken_up(before):
            return False
        if self.text(before) in WORDS["instead_of"] and before:
            return False  # "Budi mewakili Gubernur X menyampaikan"
        if self.text(before) in WORDS["speeches"] and self.text(before + 1) in ("oleh", "dari"):
            # "sambutan oleh Camat X yang menyampaikan terima kasih"
            return self.text(mention.end) == "yang" and self.text(mention.end + 1) in WORDS["reporting"]
        before -= self.text(before) in WORDS["of_speeches"]  # "sambutan *tertulis* Gubernur X"
        noun = self.text(before) in WORDS["quoting_nouns"] and self.text(before - 1) not in _CLOSING
        if noun or self.text(before) in WORDS["speeches"]:
            return False  # "mengingatkan pesan Gubernur X", "membacakan sambutan Menteri X"
        while before > 0 and before in self.sentence.regions:
            before -= 1  # "according to Wakatobi Regent X"
        told = (self.text(before - 1), self.text(before)) in (
            ("berdasarkan", "keterangan"),
            ("dari", "keterangan"),
        )
        if told or self.text(before) in WORDS["quoting"] or self.text(before) in ("menurut", "to"):
            according = self.text(before) != "to" or self.text(before - 1) == "according"
            return according and not self.speaks_through_another(mention)
        if self._is_verb_of_quotation(before):
            return not self.speaks_through_another(mention)
        if self.text(before) in WORDS["through"] and self._is_said_before(before):
            return True
        if self.text(before) == "demikian" and self.text(before - 1) in _CLOSING:
            return True
        if self.speaks_through_another(mention):
            return False
        return not self.is_companion(mention) and self.verb_behind(mention.end)

    def _is_verb_of_quotation(self, at: int) -> bool:
        """Whether one word between a closed quotation and a name tells who said it: "…,” *janji* Budi"."""
        word, mark = self.text(at), self.text(at - 1)
        if at < 1 or mark not in ("”", '"') or not word.isalpha() or self.is_capital(at):
            return False
        before = self.sentence.text[: self.tokens[at].start]
        closed = mark == "”" or before.count('"') % 2 == 0
        return closed and word not in COMMON

    def _is_taken_up(self, verb: int) -> bool:
        """Whether another only takes up what somebody said: "apa yang telah disampaikan Menteri X"."""
        before = verb - 1
        while self.text(before) in WORDS["taken_up"]:
            before -= 1
        return before < verb - 1 and self.text(before) in WORDS["takes_up"]

    def _is_said_before(self, at: int) -> bool:
        """Whether a quotation is somebody's who speaks through another: "kata Kapolres X melalui"."""
        for position in range(at - 1, max(-1, at - LONGEST_ASIDE), -1):
            if self.text(position) in _ENDS_ASIDE:
                return False
            if self.text(position) in WORDS["quoting"]:
                return any(map(self.is_office_head, range(position, at)))
        return False

    def speaks_through_another(self, mention: PersonMention) -> bool:
        """Whether somebody else speaks for the one who is named: "Kapolres X melalui Kasi Humas Y"."""
        at = mention.end + self.is_shouted(mention.end)  # "Budi Santoso SIK melalui"
        at += self.text(at) == ","
        at += self.text(at) == "yang"
        represented = self.text(at) == "diwakili"
        at += 1 + (self.text(at + 1) == "oleh")
        through = represented or self.text(at - 1) in WORDS["through"]
        other = self.is_office_head(at) or (represented and self.is_capital(at))
        return (through and other) or self._is_read_out(mention.end)

    def _is_read_out(self, at: int) -> bool:
        """Whether another reads a speech out: "X dalam sambutannya *yang dibacakan Wakil Bupati Y*"."""
        at += self.text(at) == "," and self.text(at + 1) == "yang"
        for position in range(at, at + LONGEST_SPEECH):
            if self.text(position) == "yang" and self.text(position + 1) in WORDS["read_out"]:
                behind = position + 2 + (self.text(position + 2) == "oleh")
                return self.is_office_head(behind)
            if not self.text(position).isalpha() or self.is_capital(position):
                return False
        return False

    def is_companion(self, mention: PersonMention) -> bool:
        """Whether somebody only stands beside the one who acts: "X didampingi Y menyampaikan"."""
        before = self.text(mention.start - 1)
        return before in WORDS["companions"] or (
            (before in WORDS["conjunctions"] or before == ",") and self._follows_companion(mention.start - 1)
        )

    def _follows_companion(self, at: int) -> bool:
        """Whether a name is one of several behind "X didampingi", which itself stands behind X."""
        for position in range(at, 0, -1):
            word = self.text(position)
            if word in WORDS["companions"]:
                return any(map(self.is_office_head, range(position)))
            if word in SAYING or word in _ENDS_LIST:
                return False
        return False

    def verb_behind(self, at: int) -> bool:
        """Whether a word that reports what somebody says stands behind who is named until a token."""
        position = at
        for _ in range(30):
            word = self.text(position)
            if word in WORDS["reporting"] or self._gives_speech(position):
                return True
            if word == "(" and self.text(position + 2) == ")":  # an age, a party
                position += 3 + (self.text(position + 3) == ",")
            elif word == "yang" and self.text(position + 1) in WORDS["reporting"]:
                return False  # "pesan Gubernur X yang mengatakan"
            elif word in ("yang", "mewakili") or word in WORDS["companions"]:  # "yang membuka, menyampaikan"
                while position < len(self.tokens) and not self._ends_clause(position):
                    position += 1
                position += self.text(position) == ","
            elif self._leads_to_second_verb(position):
                return True
            elif word in WORDS["between_speaker_and_verb"] or (word == "," and position == at):
                position += 1
            else:
                return self._verb_behind_aside(at)
        return False

    def _leads_to_second_verb(self, at: int) -> bool:
        """Whether a verb stands behind another one: "Budi *terkejut dan menyampaikan* maaf"."""
        plain = self.text(at).isalpha() and not self.is_capital(at) and self.text(at) not in COMMON
        return plain and self.text(at + 1) in ("dan", "and") and self.text(at + 2) in WORDS["reporting"]

    def _gives_speech(self, at: int) -> bool:
        """Whether somebody speaks at a meeting: "*memberikan sambutan*"."""
        return self.text(at) in WORDS["giving"] and self.text(at + 1) in WORDS["speeches"] | WORDS["given"]

    def _ends_clause(self, position: int) -> bool:
        return self.text(position) in (",", ".") or self.text(position) in WORDS["reporting"]

    def _verb_behind_aside(self, at: int) -> bool:
        """A phrase between commas, then the verb: "X dalam rapat di Blora, Jumat (14/3), mengatakan"."""
        begins = at + (self.text(at) == ",")
        if self.text(begins) not in WORDS["aside_openers"] and begins == at:
            return False
        for position in range(begins, min(len(self.tokens), begins + LONGEST_ASIDE)):
            word = self.text(position)
            if word in WORDS["reporting"]:
                other = any(
                    self.is_office_head(each) and self.text(each - 1) not in WORDS["instead_of"]
                    for each in range(begins, position)
                )
                closed = self.text(position - 1) in WORDS["aside_ends"]
                return position > begins and (closed or (begins > at and not other))
            if word in _ENDS_ASIDE:
                return False
        return False

    def is_in_curly_quotes(self, mention: PersonMention) -> bool:
        """Whether a name stands behind an opening quotation mark that is not closed."""
        before = self.sentence.text[: self.tokens[mention.start].start]
        return before.count("“") > before.count("”")

    def is_within_quotation(self, mention: PersonMention) -> bool:
        """Whether a name stands in what somebody says: "saya dan Pak Wakil siap"."""
        before = self.sentence.text[: self.tokens[mention.start].start]
        closed = "“" not in before and "”" not in before
        return self.is_in_curly_quotes(mention) or (closed and before.count('"') % 2 == 1)

    def is_attending(self, mention: PersonMention) -> bool:
        """Whether somebody is only said to have been there: "dihadiri Panitera X dan Sekretaris Y"."""
        before = [self.text(position) for position in range(mention.start)]
        came = [number for number, word in enumerate(before) if word in WORDS["attending_words"]]
        return bool(came) and SAYING.isdisjoint(before[came[-1] :])

    def is_handing(self, mention: PersonMention) -> bool:
        """Whether somebody only does what a sentence about another tells: "diserahkan Ketua X"."""
        at = mention.start - 1
        at -= self.text(at) == "oleh"
        at -= self.text(at) == "langsung"
        return self.text(at) in WORDS["acts_for_another"]

    def has_age(self, mention: PersonMention) -> bool:
        """Whether an age in brackets shows that a name is a person's: "Wahyuni (38)"."""
        mark, age, closing = (self.text(mention.end + ahead) for ahead in range(3))
        return (mark, closing) == ("(", ")") and age.isdecimal() and len(age) <= 3

    def is_nickname(self, mention: PersonMention) -> bool:
        """Whether a name is what somebody is called who was named before: "tegas Ipunk, sapaan akrabnya"."""
        behind = [self.text(mention.end + ahead) for ahead in range(3)]
        return behind[:2] in ([",", "sapaan"], [",", "panggilan"]) or behind == [",", "demikian", "sapaan"]

    def is_told_by_another(self) -> bool:
        """Whether a sentence is told by somebody named before: "*Menurutnya*, pasar dibuka Bupati X"."""
        stem = self.text(0).removesuffix("nya")
        return self.text(0).endswith("nya") and (stem == "menurut" or stem in WORDS["quoting"])

    def _subject_at(self) -> int:
        """Where a pronoun stands behind what opens a sentence: "Dalam sambutannya *beliau* menyampaikan"."""
        if self.text(0) not in WORDS["aside_openers"]:
            return 0
        ahead = range(1, LONGEST_SPEECH)
        return next((at for at in ahead if self.text(at) in WORDS["pronouns"]), 0)

    def is_said_by_pronoun(self) -> bool:
        """Whether "ujarnya", "he said" stands beside a quotation, or the sentence begins "Ia menegaskan"."""
        at = self._subject_at()
        opening = [self.text(at + position) for position in range(3)]
        if opening[0] in WORDS["pronouns"] and not WORDS["reporting"].isdisjoint(opening[1:]):
            return True
        for position, token in enumerate(self.tokens):
            word, before, behind = token.text.lower(), self.text(position - 1), self.text(position + 1)
            said = word.removesuffix("nya") in WORDS["quoting"] and (
                word.endswith("nya") or behind in ("dia", "ia")
            )
            if (said or (word in WORDS["quoting"] and before in ("he", "she"))) and any(
                self.text(position - ahead) in _CLOSING for ahead in (1, 2)
            ):
                return True
        return False

    def is_after_quotation(self, mention: PersonMention) -> bool:
        """Whether a quotation ends right before the verb that leads to the mention."""
        before = mention.start - 1
        return self.text(before) in WORDS["quoting"] and (before == 0 or self.text(before - 1) in _CLOSING)
