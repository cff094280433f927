"""The regions that a text speaks of."""

from __future__ import annotations

from collections.abc import Iterable

from warta.importing.press.vocabulary import Tally, TermMention, Vocabulary, by_score, region_meant
from warta.importing.press.word_roles import Sentence
from warta.importing.press.words import WORDS
from warta.site.taxonomy import Term

__all__ = ["DATELINE_SCORE", "regions_in"]

DATELINE_SCORE = 5
"""How much it says that a region is the place of the dateline."""


def regions_in(
    sentences: Iterable[Sentence], lead: int, place: str, vocabulary: Vocabulary
) -> tuple[TermMention, ...]:
    """The regions of a text, those that it is chiefly about first.

    ``lead`` sentences at the start weigh more; ``place`` is that of the dateline.
    """
    tally = Tally()
    unclear: dict[tuple[Term, ...], tuple[int, str]] = {}
    seat = vocabulary.seat_of(place)
    if seat is not None:
        tally.add(seat, DATELINE_SCORE, place)
    for number, sentence in enumerate((vocabulary.sentence(place), *sentences)):
        inside = _agency_places(sentence, vocabulary)
        for match in vocabulary.regions.find(sentence.tokens):
            before = sentence.tokens[match.start - 1].low if match.start else ""
            terms, kind = region_meant(sentence.tokens, match)
            uncertain = sentence.tokens[match.start].low in WORDS["uncertain_regions"] and not kind and number
            named = before in WORDS["before_a_region_in_a_name"] or (
                before in WORDS["landscape"] and not kind
            )
            if match.start in inside or named or uncertain:
                continue
            weight = DATELINE_SCORE if number == 0 else (2 if number <= lead else 1) * (2 if kind else 1)
            if len(terms) == 1:
                tally.add(terms[0], weight, sentence.text, explicit=bool(kind) or number == 0)
            else:
                score, text = unclear.get(terms, (0, sentence.text))
                unclear[terms] = (score + weight, text)
    found = []
    for terms, (weight, text) in unclear.items():
        known = next((term for term in terms if term in tally.scores), None)
        if known is not None:
            tally.add(known, weight, text)
        else:
            found.append(TermMention(terms[0], weight, explicit=False, sentence=text, alternatives=terms[1:]))
    return by_score([*found, *tally.mentions()])


def _agency_places(sentence: Sentence, vocabulary: Vocabulary) -> set[int]:
    """Tokens that belong to the name of an agency that the site knows."""
    return {
        number
        for match in vocabulary.agencies.find(sentence.tokens)
        for number in range(match.start, match.end)
        if sentence.tokens[match.start].low not in WORDS["governments"]
    }
