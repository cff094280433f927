"""Where people are mentioned in a sentence: office and name in either order."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from warta.importing.press.office_runs import OfficeRuns
from warta.importing.press.speech_roles import SAYING, PersonMention, SpeechRoles
from warta.importing.press.word_roles import (
    NO_OWN_WORDS,
    NOTHING,
    REGION_KINDS,
    OwnWords,
    Sentence,
    Span,
    from_left,
)
from warta.importing.press.words import WORDS

__all__ = ["PersonReader", "names_said_in", "represented_in", "short_forms_in", "short_offices_in"]

LONGEST_SHORTENED = 8
"""Words of an office before its short form in brackets."""
SMALL_NAMES = 4
"""Words of a name that only an office in lower case shows to be one."""
LONGEST_REMARK = 7
"""Words between an office and its holder."""
LISTED = 3
"""Offices, and commas, of a sentence that lists people."""
LONGEST_APPOSITION = 14
"""Words of an office behind a name that is written in lower case."""
MOST_NAMES = 6
"""Words of one person's name."""
_ENDS_SAID = frozenset((",", ".", ";", ""))
_BETWEEN_ITEMS = frozenset((",", ";", *WORDS["conjunctions"]))
_ENDS_OFFICE_BEHIND = frozenset((*',.;:()–-“"', "")) | WORDS["companions"] | WORDS["aside_openers"]


def short_offices_in(sentence: Sentence) -> Iterator[str]:
    """What a text calls an office from then on, in lower case: "Gubernur Riau (*Gubri*)"."""
    reader = OfficeRuns(sentence)
    for at, token in enumerate(sentence.tokens):
        in_brackets = (reader.text(at - 1), reader.text(at + 1)) == ("(", ")")
        if in_brackets and re.fullmatch(r"[A-Z][a-z]{3,}", token.text) and not reader.is_office_word(at):
            heads = range(max(0, at - LONGEST_SHORTENED), at)
            if any(_is_office_until(reader, head, at - 1) for head in heads):
                yield token.low


def represented_in(sentence: Sentence) -> Iterator[str]:
    """The offices for whose holders somebody else acts: "X *mewakili* Kepala Kantor Y menghadiri"."""
    roles = OfficeRuns(sentence)
    for at in range(1, len(sentence.tokens)):
        if roles.text(at - 1) in WORDS["instead_of"] and roles.is_office_head(at):
            yield roles.cut(Span(at, roles.run_end(at)))


def short_forms_in(sentence: Sentence) -> Iterator[str]:
    """Short forms that stand in brackets behind a name, in lower case: "Universitas X (*Unex*)"."""
    roles = OfficeRuns(sentence)
    for at, token in enumerate(sentence.tokens):
        named = at > 2 and roles.is_capital(at - 2) and roles.is_capital(at - 3)
        if roles.is_short_form(at) and named and token.is_capitalised and token.low.isalpha():
            yield token.low


def names_said_in(sentence: Sentence) -> Iterator[str]:
    """Words that stand alone for who speaks, in lower case: "ujar *Budi*,", "*Budi* menambahkan"."""
    roles = OfficeRuns(sentence)
    for at, token in enumerate(sentence.tokens):
        before, behind = roles.text(at - 1), roles.text(at + 1)
        alone = token.is_capitalised and token.low.isalpha() and len(token.low) > 2
        behind_verb = before in WORDS["quoting"] and (
            behind in _ENDS_SAID or behind in WORDS["aside_openers"]
        )
        opens = before in ("", ",") and behind in WORDS["reporting"] and not token.low.endswith("nya")
        known = roles.is_office_word(at) or token.low in WORDS["before_names"] | WORDS["honorifics"]
        if alone and (behind_verb or opens) and not known and not roles.is_stop_word(at):
            yield token.low


def _is_office_until(reader: OfficeRuns, head: int, end: int) -> bool:
    """Whether an office begins at a word and goes on to another one, with no name between them."""
    return (
        reader.is_office_head(head)
        and reader.run_end(head) > end
        and all(reader.is_office_word(each) or not reader.is_capital(each) for each in range(head, end))
    )


class PersonReader(SpeechRoles):
    """Finds the people of one sentence; ``short_offices`` are words that the text uses for offices."""

    def __init__(
        self, sentence: Sentence, short_offices: Collection[str] = (), own: OwnWords = NO_OWN_WORDS
    ) -> None:
        super().__init__(sentence, own)
        self.short_offices = short_offices
        heads = [at for at in range(len(self.tokens)) if self.is_office_head(at)]
        listed = sum(self.text(at - 1) in _BETWEEN_ITEMS and not self.is_office_head(at - 2) for at in heads)
        commas = sum(token.text in (",", ";") for token in self.tokens)
        self.is_list = listed > 1 and len(heads) >= LISTED and commas >= LISTED
        """Whether it says who was there: a comma is between two people more often than within one."""

    def is_office_head(self, position: int) -> bool:
        """Whether an office can begin here: "Kepala", "Mantan Bupati", "Gubri"."""
        return super().is_office_head(position) or (
            self.is_capital(position) and self.tokens[position].low in self.short_offices
        )

    def found(self) -> Iterator[PersonMention]:
        """All of the sentence, from left to right."""

        def at(position: int) -> tuple[int, PersonMention | None]:
            mention = self._mention(position)
            return mention.end if mention is not None else 0, mention

        return from_left(len(self.tokens), at)

    def _mention(self, at: int) -> PersonMention | None:
        if self.is_office_head(at):
            if self.text(at - 1) in WORDS["venue_heads"] or self.text(at - 1) == "dinas":
                return PersonMention(at, self.run_end(at), NOTHING)  # "Kantor Bupati X"
            return self._small_office_first(at) or self._office_first(at)
        if self.is_capital(at) or self.is_title(at):  # "dr. Siti Aminah"
            return self._name_first(at)
        return self._small_office_first(at) if self.is_small_head(at) else None

    def _small_office_first(self, at: int) -> PersonMention | None:
        """As :meth:`_office_first` for offices in lower case: "kata kepala dinas kesehatan I Made Sudiana".

        Only with its holder, since a word in lower case may be no office.
        """
        small = self.small_parts_end(at)
        end = self.rest_of_office_end(small)
        alone = end == at + 1 and self.text(at) in WORDS["never_alone"]
        if alone or (self.is_capital(at) and small == at + 1):
            return None
        if small > at + 1 and self.is_office_head(small):
            return None  # "inspektur upacara Bupati X": the office begins behind the part for the day
        mention = self._named(end)
        if not self.is_surely_named(mention):  # "ketua kelompok tani Subur, Pak X"
            apart = mention.end if mention is not None else end
            behind = self._named(apart + 1) if self.text(apart) == "," else None
            if behind is not None and (mention is None or self.is_surely_named(behind)):
                mention, end = behind, apart
        if mention is None or mention.words > MOST_NAMES or self._comes_from(at, mention.name.start):
            return None
        found = mention._replace(start=at, offices=(Span(at, end),), evident=True)
        several = 1 < mention.words <= SMALL_NAMES and self.text(end) != ","
        return found if self.is_surely_named(mention) or several or self.is_quoted(found) else None

    def _comes_from(self, at: int, name_at: int) -> bool:
        """Whether what stands behind an office is where somebody comes from: "pemateri dari FISIP"."""
        return self.text(name_at - 1) == "dari" or (
            self.text(name_at - 1) != "," and "dari" in map(self.text, range(at, name_at))
        )

    def _office_first(self, at: int) -> PersonMention | None:
        """OFFICE NAME or OFFICE, NAME; an office alone has an empty name."""
        end = self.run_end(at)
        name_at = self.where_name_starts(at, end)
        office = Span(at, self.without_connectors(at, name_at))
        honoured = end < len(self.tokens) and (
            self.tokens[end].low in WORDS["honorifics"] or self.is_title(end)
        )  # "Ketua RW 05 Bapak X", "Kepala Dinas Kesehatan drg X"
        mention = self._named(name_at) if name_at < end or honoured else None
        if self.text(at - 1) in WORDS["speeches"] and self.text(end) == ",":
            return PersonMention(
                at, end, NOTHING, offices=(office,)
            )  # "Sesuai amanat Kasal, Budi menyampaikan"
        if self.text(at - 1) in WORDS["before_offices_given"] and not self.is_surely_named(mention):
            return PersonMention(at, end, NOTHING, offices=(office,))  # "dilantik sebagai Wali Nagari Koto X"
        wide = self._wide_office(at, end)
        if wide is not None and not (honoured or self.is_surely_named(mention)):
            return wide
        if not self.is_surely_named(mention):
            holder = self._holder_at(end)
            behind = self._named(holder + 1) if self.text(holder) in WORDS["before_holders"] else None
            named = mention is not None and (mention.words > 1 or self.is_list)
            if behind is not None and self._can_be_apposition(behind, certain=named):
                mention, office = behind, Span(at, self.without_connectors(at, end))
        if mention is None:
            return PersonMention(at, office.end, NOTHING, offices=(office,))
        offices = (office, *self._offices_behind(mention.end, more=True))
        end = max([mention.end, *(span.end for span in offices[1:])])
        return mention._replace(start=at, end=end, offices=offices, evident=True)

    def _wide_office(self, at: int, end: int) -> PersonMention | None:
        """OFFICE, NAME, where the office has words that are in no list: "Kasi Haji dan Umrah, Hj. Yenni,"."""
        if self.text(end) not in WORDS["wide_joints"] or self.is_list or not self.is_capital(end + 1):
            return None
        wide = end + 1
        while self.is_capital(wide) or (
            self.text(wide) in WORDS["wide_joints"] and self.is_capital(wide + 1)
        ):
            wide += 1
        others = any(map(self.is_office_head, range(end, wide)))
        mention = self._named(wide + 1) if self.text(wide) == "," and not others else None
        if mention is None or not (mention.words > 1 or self.is_surely_named(mention)):
            return None
        if self.text(mention.end) != "," and self.text(mention.end) not in SAYING:
            return None
        return mention._replace(start=at, offices=(Span(at, wide),), evident=True)

    def _holder_at(self, end: int) -> int:
        """Where its holder follows an office: behind ", Sumatera Utara,", "yang baru dilantik,"."""
        ahead = range(end + 1, min(len(self.tokens), end + LONGEST_REMARK))
        comma = next((position for position in ahead if self.text(position) == ","), end)
        if comma <= end + 1:
            return end
        if self.text(end) == "," and self._is_place(end + 1, comma):  # ", Kecamatan X, Kabupaten Y,"
            return self._holder_at(comma)
        described = self.text(end) == "yang" and not any(map(self.is_capital, range(end, comma)))
        return comma if described else end

    def _is_place(self, start: int, end: int) -> bool:
        """Whether words name a region, or a district or village by its kind: "Kecamatan X"."""
        named = all(self.is_capital(each) for each in range(start, end))
        return (named and self.text(start) in WORDS["one_name_follows"]) or all(
            each in self.sentence.regions or self.text(each) in REGION_KINDS for each in range(start, end)
        )

    def _name_first(self, at: int) -> PersonMention | None:
        """NAME, OFFICE; a name with titles; or a name that the words around it show to be a speaker's."""
        inside = self.is_capital(at - 1) and not self.is_stop_word(at - 1) and not self.is_title(at)
        inside = (
            inside
            or self.text(at - 1) in WORDS["before_a_region_in_a_name"]  # "Jalan Jenderal Sudirman"
            or self.is_hospital_name(at)
            or self._is_behind_short_form(at)
        )
        mention = self._named(at) if not inside else None  # the middle of something that is no name
        if mention is None:
            return None
        offices = (
            self._offices_behind(mention.end)
            or self._apposition(mention)
            or (self._office_at(mention.end) if at or mention.words > 1 else ())
        )
        alone = mention.words == 1 and not self.is_surely_named(mention)
        if at == 0 and alone and self.text(mention.end) == ",":
            return None  # "Terpisah, Kepala Dinas …"
        end = offices[-1].end if offices else mention.end
        evident = bool(offices or mention.prefix or mention.suffix)
        return mention._replace(end=end, offices=offices, evident=evident)

    def _named(self, at: int) -> PersonMention | None:
        """Honorific, titles, name and degrees that begin at a token."""
        position = at
        while position < len(self.tokens) and self.tokens[position].low in WORDS["honorifics"]:
            position += 1
        title_at = position
        while self.is_title(position):
            position += 1
        prefix = Span(title_at, position)
        start = position
        while position < len(self.tokens) and position - start < 7 and self.is_name_word(position, start):
            position += 1
        while position > start and self.tokens[position - 1].low in WORDS["name_particles"]:
            if self.tokens[position - 1].is_capitalised:
                break
            position -= 1
        name = Span(start, position)
        if prefix and self.tokens[title_at].low in WORDS["forces"] and not self.is_capital(title_at - 1):
            return None  # "TNI Manunggal Membangun Desa"
        venue = self.text(start) in WORDS["venue_heads"] or self.text(position - 1) in WORDS["venue_ends"]
        whole = (
            self.is_capital(position) and not prefix and self.tokens[position].low in WORDS["office_words"]
        )
        whole = whole and not self._office_at(position)
        titles = all(token.low in WORDS["before_names"] for token in self.tokens[name.start : name.end])
        if (
            not name
            or (venue and not prefix)
            or whole
            or titles
            or all(len(token.low) == 1 for token in self.tokens[name.start : name.end])
        ):
            return None
        suffix = self.degrees(position)
        return PersonMention(at, suffix.end or position, name, prefix, suffix)

    def is_surely_named(self, mention: PersonMention | None) -> bool:
        """Whether titles, "Pak" or a common name show that it is a person's name."""
        if mention is None:
            return False
        titled = (
            bool(mention.prefix or mention.suffix) or self.tokens[mention.start].low in WORDS["honorifics"]
        )
        return titled or any(map(self.is_first_name, range(mention.name.start, mention.name.end)))

    def _can_be_apposition(self, mention: PersonMention, *, certain: bool) -> bool:
        """Whether a name behind "OFFICE," is that of its holder, and not the next item of a list.

        With ``certain`` only a name that is surely one.
        """
        follows = self.text(mention.end)
        closed = follows in (",", ".", "(", ")", "") or follows in WORDS["reporting"]
        goes_on = follows not in WORDS["conjunctions"] and follows.islower()
        may_be = mention.words > 1 or closed or goes_on
        return self.is_surely_named(mention) or (may_be and not certain and not self.is_list)

    def _offices_behind(self, at: int, *, more: bool = False) -> tuple[Span, ...]:
        """The offices of ", Kepala Dinas X", "selaku Ketua Panitia", "(Kepala Dinas X)", "yang juga Ketua X".

        A person whose office stands before the name (``more``) has another one only when the text says so:
        behind a mere comma the next one of a list begins.
        """
        found: list[Span] = []
        if any(self.text(each) in WORDS["in_the_past"] for each in range(at)):
            return ()  # "Sebelumnya, Budi menjabat sebagai Camat X"
        if self.text(at) == "(" and self.text(at + 1).isdigit() and self.text(at + 2) == ")":
            at += 3  # "Parman (40), Ketua RT"
        while True:
            position = at
            while self.text(position) in WORDS["lead_to_office"]:
                position += 1
            small = self._small_office_end(position)
            if small:
                return (*found, Span(position, small))
            end = self._office_behind(at, position, only_said=more or bool(found))
            if not end:
                return tuple(found)
            found.append(Span(position, end))
            at = end + (self.text(end) == ")")

    def _office_behind(self, at: int, position: int, *, only_said: bool) -> int:
        """Where an office ends that words and marks from ``at`` lead to; 0 for none, or another person's."""
        led = any(self.text(each) != "juga" for each in range(at, position))
        bare = self.text(at) == "," and position == at + 1
        if not led or not self.is_office_head(position) or (only_said and bare):
            return 0
        end = self.run_end(position)
        whole = end > position + 1 and not only_said and self._is_subject(at)
        if bare and not whole and self.text(end) not in _ENDS_OFFICE_BEHIND and not self.verb_behind(end):
            return 0  # "kata Budi, Bupati juga hadir"
        name_at = self.where_name_starts(position, end)
        next_one = name_at < end and self._named(name_at) is not None
        if next_one or [self.text(end), self.text(end + 1)] == ["yang", "diwakili"]:
            return 0
        holder = self._named(end + 1) if self.text(at) == self.text(end) == "," else None
        if holder is not None and (holder.words > 1 or self.is_surely_named(holder)):
            return 0  # "…, OFFICE, NAME": whose office it is cannot be told
        return self.without_connectors(position, name_at)

    def _is_subject(self, at: int) -> bool:
        """Whether no verb stands before the name that ends at a comma: "Budi Santoso, Camat X meninjau"."""
        start = at
        while start > 0 and self.is_capital(start - 1):
            start -= 1
        return self.text(start - 1) not in SAYING

    def _is_behind_short_form(self, at: int) -> bool:
        """Whether a name is that of a firm: "Perusahaan Daerah Air Minum (PDAM) *Tirta X*"."""
        marks = self.text(at - 1) == ")" and self.text(at - 3) == "("
        return marks and self.text(at - 2) in WORDS["names_follow"]

    def _office_at(self, at: int) -> tuple[Span, ...]:
        """The office behind a name without a comma: "Yosafat *Ketua Bawaslu X* mengatakan"."""
        if not self.is_office_head(at):
            return ()
        end = self.run_end(at)
        alone = end < at + 2 or self.where_name_starts(at, end) < end
        return () if alone or not self.verb_behind(end) else (Span(at, self.without_connectors(at, end)),)

    def _apposition(self, mention: PersonMention) -> tuple[Span, ...]:
        """The office of "Siti Aminah, kepala dinas kesehatan, …", "…, the agency's head of finance, …"."""
        if self.text(mention.end) not in (",", "(") or (
            mention.words == 1 and not self.is_surely_named(mention)
        ):
            return ()
        at = mention.end + 1
        at += self.text(at) in WORDS["articles"]
        at += self.text(at).endswith(("'s", "’s"))
        if not self.is_small_head(at):
            return ()
        end = at + 1
        while end < len(self.tokens) and self.text(end) not in WORDS["apposition_ends"]:
            if self.text(end) in SAYING or not self.tokens[end].is_word or end - at > LONGEST_APPOSITION:
                return ()
            end += 1
        listed = self.text(end + 1) in WORDS["conjunctions"] or (
            self.text(end) == "," and self.is_small_head(end + 1)
        )
        holder = self._named(end + 1) if self.text(end) == "," else None
        others = holder is not None and self.is_surely_named(holder)
        alone = end == at + 1 and self.text(at) in WORDS["never_alone"]
        return () if listed or others or alone else (Span(at, end),)

    def _small_office_end(self, at: int) -> int:
        """Where an office in small letters ends: "selaku ketua penyelenggara"; 0 when there is none."""
        led = self.text(at - 1) in WORDS["before_offices"]
        if not led or self.text(at) not in WORDS["office_heads"] or self.is_capital(at):
            return 0
        end = at + 1
        while end < len(self.tokens) and (
            (self.text(end) in WORDS["office_words"] and self.is_office_word(end))
            or end in self.sentence.regions
        ):
            end += 1
        return end
