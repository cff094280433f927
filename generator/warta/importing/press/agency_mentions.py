"""The agencies of the registry that a text speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from warta.importing.press.tokens import Match, PhraseIndex, Token, contracted, is_longer, tokens_of
from warta.importing.press.vocabulary import (
    KINDS,
    Tally,
    TermMention,
    Vocabulary,
    bare_name,
    by_score,
    names_of,
    region_meant,
)
from warta.importing.press.word_roles import Sentence
from warta.importing.press.words import WORDS
from warta.site.taxonomy import Registry, Term

__all__ = ["agencies_in", "is_part_of_another", "local_agency", "weight_of"]

_GOVERNMENT_OF = {"regency": "Pemkab", "city": "Pemkot", "province": "Pemprov"}


def weight_of(sentence: Sentence, *, leading: bool, at: int) -> int:
    """How much it says that a sentence names an agency at a token.

    Most in ``leading`` ones; nothing behind a word that tells who came along, but for what the sentence
    begins with: "Polres X menggelar apel yang dihadiri Y".
    """
    begins = at <= 1 and sentence.tokens[0].low not in WORDS["attending_words"]
    before = sentence.tokens if not begins else sentence.tokens[:at]
    came = any(token.low in WORDS["attending_words"] for token in before)
    return 0 if came else 2 if leading else 1


def agencies_in(
    sentences: Sequence[Sentence],
    lead: int,
    vocabulary: Vocabulary,
    *,
    offices: Iterable[tuple[str, str]] = (),
    abbreviations: Mapping[tuple[str, ...], str],
) -> tuple[TermMention, ...]:
    """The agencies of the registry that a text names; explicit are those whose doings it begins with.

    ``offices`` are those of the people who act in it, with the sentence.
    """
    tally = Tally()
    for number, sentence in enumerate(sentences):
        cites = number >= lead and not WORDS["legal_words"].isdisjoint(token.low for token in sentence.tokens)
        leading: dict[Term, tuple[int, bool]] = {}
        """Term → how much that says, and whether the sentence begins with its very name."""
        for tokens in (sentence.tokens, contracted(sentence.tokens, abbreviations)):
            for match in vocabulary.agencies.find(tokens):
                term = local_agency(match, tokens, vocabulary)
                if term is not None:
                    begins = number < lead and match.start <= 1 and match.values[0] is term
                    weight = weight_of(sentence, leading=number < lead, at=match.start)
                    known_weight, begun = leading.get(term, (0, False))
                    leading[term] = max(known_weight, weight), begun or begins
        for term, (weight, begins) in leading.items():
            tally.add(term, 0 if cites else weight, sentence.text, explicit=begins and weight > 0)
    for office, text in offices:
        for term in _agencies_of(office, vocabulary):
            tally.add(term, 2, text)
    for office, text in _heads_of_government(sentences, vocabulary):
        governed = _governed(office, vocabulary)
        if governed is not None and governed not in tally.scores:
            tally.add(governed, 0, text)
    known = {term: tuple(names_of(term)) for term in tally.scores}
    return by_score(
        mention
        for mention in tally.mentions()
        if not any(
            is_part_of_another(known[mention.term], names)
            for term, names in known.items()
            if term is not mention.term
        )
    )


def _agencies_of(office: str, vocabulary: Vocabulary) -> set[Term]:
    """The agencies of the registry that an office belongs to."""
    tokens = tokens_of(office)
    named = (local_agency(match, tokens, vocabulary) for match in vocabulary.agencies.find(tokens))
    return {term for term in (*named, _governed(office, vocabulary)) if term is not None}


def _heads_of_government(sentences: Iterable[Sentence], vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Offices that are named without their holder: "diikuti oleh Gubernur Bali"."""
    for sentence in sentences:
        for match in vocabulary.regions.find(sentence.tokens):
            before = sentence.tokens[max(0, match.start - 2) : match.start]
            ends = {" ".join(token.low for token in before), *(token.low for token in before[-1:])}
            if before and not WORDS["heads_of_government"].isdisjoint(ends):
                yield sentence.text[before[0].start : sentence.tokens[match.end - 1].end], sentence.text


def local_agency(match: Match[Term], tokens: tuple[Token, ...], vocabulary: Vocabulary) -> Term | None:
    """The agency meant; None when it is not clear, or one of its branches that the registry lacks.

    "Bawaslu Kabupaten X" is not Bawaslu, and in "Bawaslu dan KPU Provinsi Bali" the first is Bawaslu Bali.
    """
    office = [token.low for token in tokens[match.start - 3 : match.start - 1]]
    if len(match.values) > 1 or office == ["kantor", "regional"]:
        return None
    term, registry = match.values[0], vocabulary.registry
    rest = tokens[match.end :]
    rest = rest[3:] if len(rest) > 2 and rest[0].text == "(" and rest[2].text == ")" else rest
    place = _at_start(vocabulary.regions, rest)
    if place is None and rest and rest[0].low in KINDS:
        place = _at_start(vocabulary.regions, rest[1:])
    own = registry.region_of(term)
    if place is not None and own is not None and own.region is not None and own.region.level == "country":
        return _branch(term, region_meant(rest, place)[0], registry)
    also = _at_start(vocabulary.agencies, rest[1:]) if rest and rest[0].low in ("dan", "and") else None
    region = registry.region_of(also.values[0]) if also is not None and len(also.values) == 1 else None
    return (_branch(term, (region,), registry) if region is not None else None) or term


def _at_start(names: PhraseIndex[Term], tokens: tuple[Token, ...]) -> Match[Term] | None:
    return next((match for match in names.find(tokens) if match.start == 0), None)


def _branch(term: Term, regions: tuple[Term, ...], registry: Registry) -> Term | None:
    """The agency below ``term`` that serves one of the regions."""
    agencies = registry.terms["agencies"].values()
    return next(
        (a for a in agencies if registry.parent(a) is term and registry.region_of(a) in regions), None
    )


def _governed(office: str, vocabulary: Vocabulary) -> Term | None:
    """The government that an office belongs to: the regent's is that of the regency."""
    tokens = tokens_of(office)
    words = [token.low for token in tokens if token.low not in WORDS["provisional"] and token.low != "wakil"]
    if not any(f" {head} " in f" {' '.join(words)} " for head in WORDS["heads_of_government"]):
        return None
    for match in vocabulary.regions.find(tokens):
        for term in region_meant(tokens, match)[0]:
            government = _GOVERNMENT_OF.get(term.region.level if term.region is not None else "", "")
            found = vocabulary.registry.find("agencies", f"{government} {bare_name(term)}")
            if len(found) == 1:
                return found[0]
    return None


def is_part_of_another(names: Iterable[str], others: Iterable[str]) -> bool:
    """Whether one of some names is only the beginning of another: "Bawaslu" beside "Bawaslu Bali"."""
    others = tuple(others)
    return any(is_longer(other, name) for name in names for other in others)
