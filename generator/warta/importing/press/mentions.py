"""Where people are mentioned in a sentence: office and name in either order, and whether they speak."""

from __future__ import annotations

from typing import NamedTuple

from warta.importing.press.wording import NOTHING, Span, Wording
from warta.importing.press.words import (
    FIRST_NAMES,
    HONORIFICS,
    NAME_PARTICLES,
    OFFICE_HEADS,
    OFFICE_WORDS,
    QUOTING,
    REPORTING,
)

__all__ = ["Mention", "Mentions"]

_BETWEEN = frozenset(
    "juga pun sendiri lalu kembali kemudian turut sempat langsung secara dalam sambutannya arahannya "
    "laporannya pada saat itu kesempatan tersebut yang sama terus also then further later".split()
)
"""Between the one who speaks and the verb."""
_BEFORE_SPEAKER = HONORIFICS | {"oleh", "sang", "seorang", "by", "the"}
"""Between the verb and the one who speaks."""
_LEAD_TO_OFFICE = frozenset(
    {",", "(", *"yang juga selaku sebagai menjabat merupakan sekaligus the as".split()}
)
_ASIDE = frozenset(
    "dalam saat usai ketika pada di melalui lewat kepada seusai sela when in at during on after".split()
)
"""What begins a phrase between the one who speaks and the verb: "X dalam rapat di Blora, mengatakan"."""
_BEFORE_VERB = frozenset({",", ")", *"dihubungi ditemui dikonfirmasi diwawancarai dimintai".split()})
"""What such a phrase ends with."""
LONGEST_ASIDE = 30
"""Words."""
_NOT_ALONE = frozenset("kepala wakil wali juru pelaksana asisten head chief deputy acting hakim".split())
"""First words of offices that alone are none in lower case."""
LONGEST_APPOSITION = 14
"""Words of an office behind a name that is written in lower case."""
MOST_NAMES = 6
"""Words of one person's name."""
_SAYING = REPORTING | QUOTING
_ENDS_ASIDE = frozenset(".;:“”\"'’")
_CLOSING = frozenset("”\"'’,")


class Mention(NamedTuple):
    """Somebody is named, or only an office: then the name is empty."""

    start: int
    end: int
    name: Span
    prefix: Span
    suffix: Span
    offices: tuple[Span, ...]
    evident: bool
    """A title or an office shows that it is a person."""


class Mentions(Wording):
    """Finds the people of one sentence."""

    # --- Mentions -----------------------------------------------------------------------------------

    def found(self) -> tuple[Mention, ...]:
        """All of the sentence, from left to right."""
        found: list[Mention] = []
        position = 0
        while position < len(self.tokens):
            mention = self._mention(position)
            if mention is None:
                position += 1
            else:
                found.append(mention)
                position = max(mention.end, position + 1)
        return tuple(found)

    def _mention(self, at: int) -> Mention | None:
        if not self.tokens[at].is_capitalised:
            if self.is_title(at):  # "dr. Siti Aminah"
                return self._name_first(at)
            return self._small_office_first(at) if self.is_small_head(at) else None
        if self.is_office_head(at):
            return self._small_office_first(at) or self._office_first(at)
        return self._name_first(at)

    def _small_office_first(self, at: int) -> Mention | None:
        """As :meth:`_office_first` for offices in lower case: "kata kepala dinas kesehatan I Made Sudiana".

        Only with its holder, since a word in lower case may be no office.
        """
        small = self.small_parts_end(at)
        if self.tokens[at].is_capitalised and small == at + 1:
            return None
        end = self.rest_of_office_end(small)
        if end == at + 1 and self.text(at) in _NOT_ALONE:
            return None
        mention = self._named(end)
        if mention is None or not self._is_surely_named(mention):  # "ketua kelompok tani Subur, Pak X"
            apart = mention.end if mention is not None else end
            behind = self._named(apart + 1) if self.text(apart) == "," else None
            if behind is not None and (mention is None or self._is_surely_named(behind)):
                mention, end = behind, apart
        if mention is None or mention.name.end > mention.name.start + MOST_NAMES:
            return None
        office = Span(at, end)
        found = mention._replace(start=at, offices=(office,), evident=True)
        several = mention.name.end - mention.name.start > 1 and self.text(end) != ","
        if self._is_surely_named(mention) or several or self.is_quoted(found):
            return found
        return None

    def _office_first(self, at: int) -> Mention | None:
        """OFFICE NAME or OFFICE, NAME; an office alone has an empty name."""
        end = self.run_end(at)
        name_at = self.where_name_starts(at, end)
        office = Span(at, self.without_connectors(at, name_at))
        honoured = end < len(self.tokens) and self.tokens[end].low in HONORIFICS  # "Ketua RW 05 Bapak X"
        mention = self._named(name_at) if name_at < end or honoured else None
        if mention is None or not self._is_surely_named(mention):
            behind = self._named(end + 1) if self.text(end) == "," else None
            if behind is not None and self._can_be_apposition(behind, surely=mention is not None):
                mention, office = behind, Span(at, self.without_connectors(at, end))
        if mention is None:
            return Mention(at, office.end, NOTHING, NOTHING, NOTHING, (office,), False)
        offices = (office, *self._offices_behind(mention.end, more=True))
        last = offices[-1].end if len(offices) > 1 else mention.end
        return mention._replace(start=at, end=max(last, mention.end), offices=offices, evident=True)

    def _name_first(self, at: int) -> Mention | None:
        """NAME, OFFICE; a name with titles; or a name that the words around it show to be a speaker's."""
        before = self.tokens[at - 1] if at else None
        inside = before is not None and before.is_capitalised and not self.is_stop_word(at - 1)
        if inside and not self.is_title(at):
            return None  # the middle of something that is no name
        mention = self._named(at)
        if mention is None:
            return None
        offices = self._offices_behind(mention.end) or self._apposition(mention)
        alone = mention.name.end - mention.name.start == 1 and not self._is_surely_named(mention)
        if at == 0 and alone and self.text(mention.end) == ",":
            return None  # "Terpisah, Kepala Dinas …"
        if offices:
            mention = mention._replace(end=offices[-1].end, offices=offices)
        return mention._replace(evident=bool(offices or mention.prefix or mention.suffix))

    def _named(self, at: int) -> Mention | None:
        """Honorific, titles, name and degrees that begin at a token."""
        position = at
        while position < len(self.tokens) and self.tokens[position].low in HONORIFICS:
            position += 1
        title_at = position
        while self.is_title(position):
            position += 1
        prefix = Span(title_at, position)
        start = position
        while position < len(self.tokens) and position - start < 7 and self.is_name_word(position, start):
            position += 1
        while position > start and self.tokens[position - 1].low in NAME_PARTICLES:
            if self.tokens[position - 1].is_capitalised:
                break
            position -= 1
        name = Span(start, position)
        if not name or all(len(token.low) == 1 for token in self.tokens[name.start : name.end]):
            return None
        suffix = self.degrees(position)
        return Mention(at, suffix.end or position, name, prefix, suffix, (), False)

    def _is_surely_named(self, mention: Mention) -> bool:
        """Whether titles, "Pak" or a common name show that it is a person's name."""
        words = self.tokens[mention.name.start : mention.name.end]
        titled = bool(mention.prefix or mention.suffix) or self.tokens[mention.start].low in HONORIFICS
        return titled or any(token.low in FIRST_NAMES for token in words)

    def _can_be_apposition(self, mention: Mention, surely: bool = False) -> bool:
        """Whether a name behind "OFFICE," is that of its holder, and not the next item of a list."""
        if self._is_surely_named(mention) or surely:
            return self._is_surely_named(mention)
        follows = self.text(mention.end)
        closed = follows in (",", ".", "(", ")", "") or follows in REPORTING
        words = mention.name.end - mention.name.start
        return words > 1 or closed or (follows not in ("dan", "serta", "and") and follows.islower())

    def _offices_behind(self, at: int, more: bool = False) -> tuple[Span, ...]:
        """The offices of ", Kepala Dinas X", "selaku Ketua Panitia", "(Kepala Dinas X)", "yang juga Ketua X".

        A person whose office stands before the name (``more``) has another one only when the text says so:
        behind a mere comma the next one of a list begins.
        """
        found: list[Span] = []
        while True:
            position = at
            marks = 0
            while self.text(position) in _LEAD_TO_OFFICE:
                marks += self.text(position) != "juga"
                position += 1
            small = self._small_office_end(position)
            if small:
                found.append(Span(position, small))
                return tuple(found)
            if not marks or position >= len(self.tokens) or not self.is_office_head(position):
                return tuple(found)
            if (more or found) and self.text(at) == "," and position == at + 1:
                return tuple(found)
            end = self.run_end(position)
            if [self.text(end), self.text(end + 1)] == ["yang", "diwakili"]:
                return tuple(found)  # the next one of a list
            name_at = self.where_name_starts(position, end)
            if name_at < end and self._named(name_at) is not None:
                return tuple(found)  # the next person's office
            if self.text(at) == "," and self.text(end) == ",":
                holder = self._named(end + 1)
                words = holder.name.end - holder.name.start if holder is not None else 0
                if holder is not None and (words > 1 or self._is_surely_named(holder)):
                    return tuple(found)  # "…, OFFICE, NAME": whose office it is cannot be told
            found.append(Span(position, self.without_connectors(position, name_at)))
            at = found[-1].end + (self.text(found[-1].end) == ")")

    def _apposition(self, mention: Mention) -> tuple[Span, ...]:
        """The office of "Siti Aminah, kepala dinas kesehatan, …", "…, the agency's head of finance, …"."""
        at = mention.end + 1
        single = mention.name.end - mention.name.start == 1
        if self.text(mention.end) not in (",", "(") or (single and not self._is_surely_named(mention)):
            return ()
        at += self.text(at) in ("the", "a", "an", "seorang")
        if self.text(at).endswith(("'s", "’s")):
            at += 1
        if at >= len(self.tokens) or not self.is_small_head(at):
            return ()
        end = at + 1
        while end < len(self.tokens) and self.text(end) not in (",", ")", ".", "yang", "who", "(", ";"):
            if self.text(end) in _SAYING or not self.tokens[end].is_word or end - at > LONGEST_APPOSITION:
                return ()
            end += 1
        behind = end + 1
        listed = self.text(behind) in ("dan", "serta", "and") or (
            behind < len(self.tokens) and self.text(end) == "," and self.is_small_head(behind)
        )
        return () if listed or (end == at + 1 and self.text(at) in _NOT_ALONE) else (Span(at, end),)

    def _small_office_end(self, at: int) -> int:
        """Where an office in small letters ends: "selaku ketua penyelenggara"; 0 when there is none."""
        led = self.text(at - 1) in ("selaku", "sebagai", "juga", "menjabat", "sekaligus")
        if not led or self.text(at) not in OFFICE_HEADS or self.tokens[at].is_capitalised:
            return 0
        end = at + 1
        while end < len(self.tokens) and (self.text(end) in OFFICE_WORDS or end in self.sentence.regions):
            end += 1
        return end

    # --- Who speaks ---------------------------------------------------------------------------------

    def is_quoted(self, mention: Mention) -> bool:
        """Whether the one who is mentioned says something in this sentence."""
        before = mention.start - 1
        while before >= 0 and self.text(before) in _BEFORE_SPEAKER:
            before -= 1
        if self.text(before) in QUOTING or self.text(before) in ("menurut", "to"):
            return self.text(before) != "to" or self.text(before - 1) == "according"
        return self._verb_behind(mention.end)

    def _verb_behind(self, at: int) -> bool:
        position = at
        for _ in range(30):
            word = self.text(position)
            if word in REPORTING:
                return True
            if word == "," and position == at:
                position += 1
                continue
            if word == "(" and self.text(position + 2) == ")":  # an age, a party
                position += 3 + (self.text(position + 3) == ",")
                continue
            if word in _BETWEEN or (word == "yang" and position <= at + 1):
                position += 1
                if word == "yang":  # "yang hadir untuk membuka acara, menyampaikan …"
                    while position < len(self.tokens) and self.text(position) not in (",", ".", *REPORTING):
                        position += 1
                    position += self.text(position) == ","
                continue
            return self._verb_behind_aside(at)
        return False

    def _verb_behind_aside(self, at: int) -> bool:
        """A phrase between commas, then the verb: "X dalam rapat di Blora, Jumat (14/3), mengatakan"."""
        begins = at + (self.text(at) == ",")
        if self.text(begins) not in _ASIDE and begins == at:
            return False
        for position in range(begins, min(len(self.tokens), begins + LONGEST_ASIDE)):
            word = self.text(position)
            if word in REPORTING:
                return position > begins and self.text(position - 1) in _BEFORE_VERB
            if word in _ENDS_ASIDE:
                return False
        return False

    def has_age(self, mention: Mention) -> bool:
        """Whether an age in brackets shows that a name is a person's: "Wahyuni (38)"."""
        mark, age, closing = (self.text(mention.end + ahead) for ahead in range(3))
        return (mark, closing) == ("(", ")") and age.isdecimal() and len(age) <= 3

    def is_nickname(self, mention: Mention) -> bool:
        """Whether a name is what somebody is called who was named before: "tegas Ipunk, sapaan akrabnya"."""
        behind = [self.text(mention.end + ahead) for ahead in range(3)]
        return behind[:2] in ([",", "sapaan"], [",", "panggilan"]) or behind == [",", "demikian", "sapaan"]

    def is_said_by_pronoun(self) -> bool:
        """Whether "ujarnya", "kata dia" or "he said" stands beside a quotation in this sentence."""
        for position, token in enumerate(self.tokens):
            word, before, behind = token.text.lower(), self.text(position - 1), self.text(position + 1)
            said = word.removesuffix("nya") in QUOTING and (word.endswith("nya") or behind in ("dia", "ia"))
            if (said or (word in QUOTING and before in ("he", "she"))) and any(
                self.text(position - ahead) in _CLOSING for ahead in (1, 2)
            ):
                return True
        return False

    def is_after_quotation(self, mention: Mention) -> bool:
        """Whether a quotation ends right before the verb that leads to the mention."""
        before = mention.start - 1
        return self.text(before) in QUOTING and (before == 0 or self.text(before - 1) in _CLOSING)
