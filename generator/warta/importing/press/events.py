"""The event that a press text reports: where it took place, and on which day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from warta.importing.drafts import Certainty, Finding, Value, remark, shortened
from warta.importing.press.tokens import Token
from warta.importing.press.word_roles import Sentence
from warta.importing.press.words import WORDS

__all__ = ["event_of"]

REACH = 8
"""Words between such a word and the place."""
LONGEST_VENUE = 12
"""Words."""


def event_of(sentences: Sequence[Sentence], lead: int, days: Iterable[Finding]) -> tuple[Finding, ...]:
    """The event, when the text says at which place it was; its day is the story's, when both stand together.

    The place is looked for where the day is told first, then in the first ``lead`` sentences, then wherever
    something is said to take place.
    """
    sure = [day for day in days if day.certainty != Certainty.DOUBTFUL]
    dated = [sentence for sentence in sentences if any(day.origin == sentence.text for day in sure)]
    first = (*dated, *sentences[:lead])
    for number, sentence in enumerate((*first, *sentences[lead:])):
        venue = _venue(sentence, only_said=number >= len(first))
        if venue:
            day: dict[str, Value] = {"date": str(sure[0].value)[:10]} if sentence in dated else {}
            fields = {**day, "venue": shortened(venue, 290)}
            return (Finding(fields, Certainty.INFERRED, sentence.text, remark("event_venue")),)
    return ()


def _venue(sentence: Sentence, *, only_said: bool) -> str:
    """The first place in a sentence that is a building, hall or ground; empty when it names none.

    With ``only_said`` the words before it have to say that something takes place there.
    """
    tokens = sentence.tokens
    words = [token.low for token in tokens]
    for at in range(1, len(tokens)):
        before = at - 2 if words[at - 1] == "the" and at > 1 else at - 1
        own = only_said or words[at] in WORDS["own_buildings"]
        unsaid = own and WORDS["takes_place"].isdisjoint(words[max(0, at - REACH) : at])
        if not WORDS["before_venues"].isdisjoint((words[before], words[at - 1])) and not unsaid:
            end = _end(tokens, at)
            head, last = words[at], words[max(at, end - 1)]
            cut = tokens[end].text == "/" if end < len(tokens) else False  # "Kantor ATR/BPN"
            if not cut and end > at + 1 and (head in WORDS["venue_heads"] or last in WORDS["venue_ends"]):
                return re.sub(r"\s+", " ", sentence.text[tokens[at].start : tokens[end - 1].end])
    return ""


def _end(tokens: Sequence[Token], at: int) -> int:
    """Where the name of a place ends that may begin at a token: words with a capital, behind one without."""
    small_head = tokens[at].low in WORDS["venue_heads"] and not tokens[at].is_capitalised
    end = at + 1 if small_head else at
    while end < min(len(tokens), at + LONGEST_VENUE):
        token = tokens[end]
        before = tokens[end - 1].low if end > at else ""
        meant = token.low not in WORDS["not_names"] or before in WORDS["one_name_follows"]
        inside = token.is_capitalised and meant
        followed = end + 1 < len(tokens) and tokens[end + 1].is_capitalised
        if end > at + 1 and token.low in WORDS["ends_venue"] and before != "kantor":
            break
        joins = end > at and token.low in WORDS["within_venues"] and followed
        if not (inside or token.text.isdigit() or joins):
            break
        end += 1
    while end > at and tokens[end - 1].low in WORDS["within_venues"]:
        end -= 1
    return end
