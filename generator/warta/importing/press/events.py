"""The event that a press text reports: where it took place, and on which day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from warta.importing.drafts import Certainty, Finding, Value, remark
from warta.importing.press.phrases import Token
from warta.importing.press.wording import Sentence
from warta.importing.press.words import NOT_NAMES, VENUE_ENDS, VENUE_HEADS
from warta.importing.shortening import shortened

__all__ = ["event_of"]

_AT = frozenset({"di", "bertempat", "berlokasi", "at", "in", "inside"})
"""Before a venue."""
_OF = frozenset({"di", "of", "the", "lantai"})
_TAKES_PLACE = frozenset(
    "bertempat berlangsung digelar diadakan dilaksanakan diselenggarakan dipusatkan acara kegiatan "
    "sosialisasi rapat held event meeting ceremony".split()
)
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
    for number, sentence in enumerate((*dated, *sentences[:lead], *sentences[lead:])):
        venue = _venue(sentence, said=number >= len(dated) + lead)
        if venue:
            fields: dict[str, Value] = {"venue": shortened(venue, 290)}
            if sentence in dated:
                fields = {"date": str(sure[0].value)[:10], **fields}
            return (Finding(fields, Certainty.INFERRED, sentence.text, remark("event_venue")),)
    return ()


def _venue(sentence: Sentence, said: bool) -> str:
    """The first place in a sentence that is a building, hall or ground; empty when it names none.

    With ``said`` the words before it have to say that something takes place there.
    """
    tokens = sentence.tokens
    for at in range(1, len(tokens)):
        if tokens[at - 1].low not in _AT and not (tokens[at - 1].low == "the" and tokens[at - 2].low in _AT):
            continue
        if said and _TAKES_PLACE.isdisjoint(token.low for token in tokens[max(0, at - REACH) : at]):
            continue
        end = _end(tokens, at)
        words = tokens[at:end]
        if len(words) > 1 and (words[0].low in VENUE_HEADS or words[-1].low in VENUE_ENDS):
            return re.sub(r"\s+", " ", sentence.text[words[0].start : words[-1].end])
    return ""


def _end(tokens: Sequence[Token], at: int) -> int:
    """Where the name of a place ends that may begin at a token: words with a capital, behind one without."""
    end = at
    if tokens[at].low in VENUE_HEADS and not tokens[at].is_capitalised:
        end = at + 1
    while end < min(len(tokens), at + LONGEST_VENUE):
        token = tokens[end]
        inside = token.is_capitalised and token.low not in NOT_NAMES
        joins = end > at and token.low in _OF and end + 1 < len(tokens) and tokens[end + 1].is_capitalised
        if not (inside or token.text.isdigit() or joins):
            break
        end += 1
    while end > at and tokens[end - 1].low in _OF:
        end -= 1
    return end
