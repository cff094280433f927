"""Where people are mentioned in a sentence: office and name in either order, and whether they speak."""

from __future__ import annotations

from typing import NamedTuple

from generator.importing.wording import NOTHING, Span, Wording
from generator.importing.words import (
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
    "laporannya "
    "pada saat itu kesempatan tersebut yang sama terus also then further later".split()
)
"""Between the one who speaks and the verb."""
_LEAD_TO_OFFICE = frozenset(
    {",", "(", *"yang juga selaku sebagai menjabat merupakan sekaligus the as".split()}
)
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
            return self._name_first(at) if self.is_title(at) else None  # "dr. Siti Aminah"
        if self.is_office_head(at):
            return self._office_first(at)
        return self._name_first(at)

    def _office_first(self, at: int) -> Mention | None:
        """OFFICE NAME or OFFICE, NAME; an office alone has an empty name."""
        end = self.run_end(at)
        name_at = self.where_name_starts(at, end)
        office = Span(at, self.without_connectors(at, name_at))
        mention = self._named(name_at) if name_at < end else None
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
        if before is not None and before.is_capitalised and not self.is_stop_word(at - 1):
            return None  # the middle of something that is no name
        mention = self._named(at)
        if mention is None:
            return None
        offices = self._offices_behind(mention.end)
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
        """Whether titles or a common name show that it is a person's name."""
        words = self.tokens[mention.name.start : mention.name.end]
        return bool(mention.prefix or mention.suffix) or any(token.low in FIRST_NAMES for token in words)

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
        while before >= 0 and self.text(before) in HONORIFICS | {"oleh", "oleh:", "sang", "dr", "by"}:
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
            if word in _BETWEEN or (word == "yang" and position <= at + 1):
                position += 1
                if word == "yang":  # "yang hadir untuk membuka acara, menyampaikan …"
                    while position < len(self.tokens) and self.text(position) not in (",", ".", *REPORTING):
                        position += 1
                    position += self.text(position) == ","
                continue
            return False
        return False

    def is_after_quotation(self, mention: Mention) -> bool:
        """Whether a quotation ends right before the verb that leads to the mention."""
        before = mention.start - 1
        return self.text(before) in QUOTING and (before == 0 or self.text(before - 1) in _CLOSING)
