"""Regions, agencies and topics in a text: those that the site and the gazetteer know, and others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from warta.content.model import AgencyFields
from warta.importing.press.tokens import (
    Match,
    PhraseIndex,
    Token,
    contracted,
    is_longer,
    name_key,
    tokens_of,
)
from warta.importing.press.word_roles import Reach, Sentence, WordRoles, find_agencies, find_bodies
from warta.importing.press.words import SEATS, TABLES, WORDS
from warta.site.taxonomy import Registry, Term

__all__ = [
    "NewAgency",
    "TermMention",
    "Vocabulary",
    "agencies_in",
    "bodies_in",
    "is_part_of_another",
    "names_of",
    "new_agencies_in",
    "regions_in",
    "tags_in",
    "unshouted",
    "vocabulary_of",
]

_KINDS = {word: kind for kind, words in TABLES["region_kinds"].items() for word in words.split()}
"""Word before (in English also behind) a region's name → the kind of region that is meant."""
_GOVERNMENT_OF = {"regency": "Pemkab", "city": "Pemkot", "province": "Pemprov"}
_KIND_IN_NAMES = {"regency": "Kabupaten", "city": "Kota", "province": "Provinsi"}
_LED_BY = TABLES["led_by"]
_DIRECTIONS = ("Regency", "City", "Province", "Selatan", "Utara", "Timur", "Barat", "Tengah", "Tenggara")
_UNCOMPARED = frozenset(("kota", "provinsi", "badan", "kantor", "daerah", "dan", "di"))
"""Words that one name of an agency has and another one leaves out."""
_LAW_NUMBER = re.compile(r"(?i)\b(Undang-Undang|UU)(?: RI)? (?:nomor|no\.?) \d+ (?:tahun )?\d{4} tentang ")
_YEAR_WORD = re.compile(r"(?i)\btahun (?=\d{4}\b)")


class TermMention(NamedTuple):
    """A term that a text speaks of, with how much speaks for it."""

    term: Term
    score: int
    explicit: bool
    """Named in full, or as the place of the dateline; not only concluded."""
    sentence: str
    """Where it is named first."""
    alternatives: tuple[Term, ...] = ()
    """Other terms that the same words can mean."""


class NewAgency(NamedTuple):
    """An agency that the registry lacks."""

    name: str
    region: Term
    sentence: str
    """Where it is named first."""
    score: int = 2
    """How much speaks for a part in the story; less than two is a mention in passing."""
    concluded: bool = False
    """From somebody's office; the text does not name it."""


class _Tally:
    """How much speaks for each term, where it is named first, and whether in full."""

    def __init__(self) -> None:
        self.scores: Counter[Term] = Counter()
        self.where: dict[Term, str] = {}
        self.explicit: set[Term] = set()

    def add(self, term: Term, weight: int, sentence: str, *, explicit: bool = False) -> None:
        self.scores[term] += weight
        self.where.setdefault(term, sentence)
        self.explicit |= {term} if explicit else set()

    def mentions(self) -> list[TermMention]:
        return [
            TermMention(term, score, explicit=term in self.explicit, sentence=self.where[term])
            for term, score in self.scores.items()
        ]


def _by_score(mentions: Iterable[TermMention]) -> tuple[TermMention, ...]:
    return tuple(sorted(mentions, key=lambda mention: -mention.score))


class Vocabulary(NamedTuple):
    """The site's terms, ready to be found in texts."""

    regions: PhraseIndex[Term]
    agencies: PhraseIndex[Term]
    tags: PhraseIndex[Term]
    registry: Registry

    def seat_of(self, place: str) -> Term | None:
        """The regency whose seat is called so; None when it is no seat."""
        return self.registry.terms["regions"].get(SEATS.get(" ".join(place.lower().split()), ""))

    def is_place(self, text: str) -> bool:
        """Whether a text is the name of a region or a seat of one, and nothing else."""
        if self.seat_of(text) is not None:
            return True
        tokens = tokens_of(unshouted(text))
        return any(match.start == 0 and match.end == len(tokens) for match in self.regions.find(tokens))

    def is_agency(self, text: str) -> bool:
        """Whether a text has the form of an agency's name and holds nothing else."""
        return bool(text.strip()) and WordRoles(self.sentence(unshouted(text))).is_agency()

    def sentence(self, text: str) -> Sentence:
        """A sentence with the regions' places in it."""
        tokens = tokens_of(text)
        matches = list(self.regions.find(tokens))
        regions = {number: match.start for match in matches for number in range(match.start, match.end)}
        return Sentence(text, tokens, regions)


def unshouted(text: str) -> str:
    """A text in capitals only as names are written."""
    if not text.isupper():
        return text
    return re.sub(r"\b(?:Dan|Di|Of|And|The|For)\b", lambda found: found[0].lower(), text.title())


@lru_cache(maxsize=2)
def vocabulary_of(registry: Registry) -> Vocabulary:
    """The vocabulary of a site."""
    regions = registry.terms["regions"]
    also = TABLES["region_names"].items()
    more = [(name, regions[region]) for name, region in also if region in regions]
    return Vocabulary(
        PhraseIndex([*_names(regions.values()), *_joined(regions.values()), *more]),
        PhraseIndex(_names(registry.terms["agencies"].values())),
        PhraseIndex(_names(registry.terms["tags"].values())),
        registry,
    )


def _names(terms: Iterable[Term]) -> Iterator[tuple[str, Term]]:
    return ((name, term) for term in terms for name in names_of(term))


def _joined(regions: Iterable[Term]) -> Iterator[tuple[str, Term]]:
    """Names of two words as many write them: "Deliserdang"."""
    for region in regions:
        for name in names_of(region):
            words = name.removeprefix("Kabupaten ").split()
            if len(words) == 2 and words[0] not in ("Kota", "Provinsi") and words[1] not in _DIRECTIONS:
                yield "".join(words).capitalize(), region


def names_of(term: Term) -> Iterator[str]:
    """All names that a text may use for a term; none for the country, which every text could name."""
    region, fields = term.region, term.fields
    if region is None or region.level != "country":
        yield from (*term.names.values(), *fields.aliases)
        if isinstance(fields, AgencyFields):
            yield from (name for former in fields.former_names for name in former.all())
        if region is not None:
            yield from (region.name_id, region.name_en, *region.other_names())


# --- Regions ----------------------------------------------------------------------------------------


def regions_in(
    sentences: Iterable[Sentence], lead: int, place: str, vocabulary: Vocabulary
) -> tuple[TermMention, ...]:
    """The regions of a text, those that it is chiefly about first.

    ``lead`` sentences at the start weigh more; ``place`` is that of the dateline.
    """
    tally = _Tally()
    unclear: dict[tuple[Term, ...], tuple[int, str]] = {}
    seat = vocabulary.seat_of(place)
    if seat is not None:
        tally.add(seat, 5, place)
    for number, sentence in enumerate((vocabulary.sentence(place), *sentences)):
        inside = _agency_places(sentence, vocabulary)
        for match in vocabulary.regions.find(sentence.tokens):
            before = sentence.tokens[match.start - 1].low if match.start else ""
            terms, kind = _meant(sentence.tokens, match)
            uncertain = sentence.tokens[match.start].low in WORDS["uncertain_regions"] and not kind and number
            if match.start in inside or before in WORDS["before_a_region_in_a_name"] or uncertain:
                continue
            weight = 5 if number == 0 else (2 if number <= lead else 1) * (2 if kind else 1)
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
    return _by_score([*found, *tally.mentions()])


def _agency_places(sentence: Sentence, vocabulary: Vocabulary) -> set[int]:
    """Tokens that belong to the name of an agency that the site knows."""
    return {
        number
        for match in vocabulary.agencies.find(sentence.tokens)
        for number in range(match.start, match.end)
        if sentence.tokens[match.start].low not in WORDS["governments"]
    }


def _meant(tokens: tuple[Token, ...], match: Match[Term]) -> tuple[tuple[Term, ...], str]:
    """The regions that a match can mean when the words around it are heeded, and the kind they name."""
    before = [token.low for token in tokens[max(0, match.start - 2) : match.start]]
    around = [
        *before[-1:],
        tokens[match.start].low,
        *(token.low for token in tokens[match.end : match.end + 1]),
    ]
    around += ["walikota"] if before == ["wali", "kota"] else []
    kind = next((_KINDS[word] for word in around if word in _KINDS), "")
    fitting = tuple(term for term in match.values if term.region is not None and term.region.level == kind)
    return (fitting, kind) if fitting else (match.values, "")


# --- Agencies ---------------------------------------------------------------------------------------


def weights_of(sentences: Iterable[Sentence], lead: int) -> tuple[int, ...]:
    """How much it says that a sentence names an agency: most in the first ones, nothing of who came along."""
    words = [{token.low for token in sentence.tokens} for sentence in sentences]
    return tuple(
        0 if not WORDS["attending_words"].isdisjoint(each) else 2 if number < lead else 1
        for number, each in enumerate(words)
    )


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
    tally = _Tally()
    for number, (sentence, weight) in enumerate(zip(sentences, weights_of(sentences, lead), strict=True)):
        cites = number >= lead and not WORDS["legal_words"].isdisjoint(token.low for token in sentence.tokens)
        leading: dict[Term, bool] = {}
        """Term → whether the sentence begins with its very name."""
        for tokens in (sentence.tokens, contracted(sentence.tokens, abbreviations)):
            for match in vocabulary.agencies.find(tokens):
                term = _local(match, tokens, vocabulary)
                if term is not None:
                    begins = number < lead and match.start <= 1 and match.values[0] is term
                    leading[term] = leading.get(term, False) or begins
        for term, begins in leading.items():
            tally.add(term, 0 if cites else weight, sentence.text, explicit=begins and weight > 0)
    for office, text in offices:
        for term in _agencies_of(office, vocabulary):
            tally.add(term, 2, text)
    for office, text in _heads_of_government(sentences, vocabulary):
        governed = _governed(office, vocabulary)
        if governed is not None and governed not in tally.scores:
            tally.add(governed, 0, text)
    known = {term: tuple(names_of(term)) for term in tally.scores}
    return _by_score(
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
    named = (_local(match, tokens, vocabulary) for match in vocabulary.agencies.find(tokens))
    return {term for term in (*named, _governed(office, vocabulary)) if term is not None}


def _heads_of_government(sentences: Iterable[Sentence], vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Offices that are named without their holder: "diikuti oleh Gubernur Bali"."""
    for sentence in sentences:
        for match in vocabulary.regions.find(sentence.tokens):
            before = sentence.tokens[max(0, match.start - 2) : match.start]
            ends = {" ".join(token.low for token in before), *(token.low for token in before[-1:])}
            if before and not WORDS["heads_of_government"].isdisjoint(ends):
                yield sentence.text[before[0].start : sentence.tokens[match.end - 1].end], sentence.text


def _local(match: Match[Term], tokens: tuple[Token, ...], vocabulary: Vocabulary) -> Term | None:
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
    if place is None and rest and rest[0].low in _KINDS:
        place = _at_start(vocabulary.regions, rest[1:])
    own = registry.region_of(term)
    if place is not None and own is not None and own.region is not None and own.region.level == "country":
        return _branch(term, _meant(rest, place)[0], registry)
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
        for term in _meant(tokens, match)[0]:
            government = _GOVERNMENT_OF.get(term.region.level if term.region is not None else "", "")
            found = vocabulary.registry.find("agencies", f"{government} {_bare(term)}")
            if len(found) == 1:
                return found[0]
    return None


def is_part_of_another(names: Iterable[str], others: Iterable[str]) -> bool:
    """Whether one of some names is only the beginning of another: "Bawaslu" beside "Bawaslu Bali"."""
    others = tuple(others)
    return any(is_longer(other, name) for name in names for other in others)


def _by_weight(agency: NewAgency) -> int:
    return agency.score


class _NewAgencies:
    """Agencies that the registry lacks, each once under its fullest name."""

    def __init__(self, vocabulary: Vocabulary, region: Term | None) -> None:
        self.vocabulary = vocabulary
        self.region = region
        self.mentions: list[tuple[tuple[str, ...], NewAgency]] = []
        self.same: dict[tuple[str, ...], tuple[str, ...]] = {}
        """Abbreviated name → full one: "Dinas Kesehatan (Dinkes) Kabupaten X" is "Dinkes X"."""

    def add(self, name: str, weight: int, sentence: str, *, concluded: bool = False) -> None:
        """Count a name that ends in a region; one that can mean several is nobody's."""
        tokens = tokens_of(name)
        matches = list(self.vocabulary.regions.find(tokens))
        if not matches or any(
            _local(each, tokens, self.vocabulary) for each in self.vocabulary.agencies.find(tokens)
        ):
            return
        terms, _ = _meant(tokens, matches[-1])
        region = terms[0] if len(terms) == 1 else self.region if self.region in terms else None
        if region is None:
            return
        key = self._key(_without_brackets(name), region)
        short = re.search(r"\(([^()]+)\)(.*)", name)
        if short:
            self.same[self._key(short[1] + short[2], region)] = key
        self.mentions.append((key, NewAgency(_without_brackets(name), region, sentence, weight, concluded)))

    def merged(self) -> tuple[NewAgency, ...]:
        """Every agency once, under its fullest name, with all that speaks for it; the strongest first."""
        found: dict[tuple[str, ...], list[NewAgency]] = {}
        for key, mention in self.mentions:
            found.setdefault(self.same.get(key, key), []).append(mention)
        agencies = (
            each[0]._replace(
                name=max((one.name for one in each), key=lambda name: len(tokens_of(name))),
                score=sum({one.sentence: one.score for one in sorted(each, key=_by_weight)}.values()),
                concluded=all(one.concluded for one in each),
            )
            for each in found.values()
        )
        return tuple(sorted(agencies, key=_by_weight, reverse=True))

    def _key(self, name: str, region: Term) -> tuple[str, ...]:
        """By what two names are one: the region, and the words besides it and its kind."""
        tokens = tokens_of(name)
        inside = {
            number
            for match in self.vocabulary.regions.find(tokens)
            for number in range(match.start, match.end)
        }
        rest = " ".join(token.text for number, token in enumerate(tokens) if number not in inside)
        return (region.id, *(word for word in name_key(rest) if word not in _UNCOMPARED))


def new_agencies_in(
    sentences: Sequence[Sentence],
    lead: int,
    vocabulary: Vocabulary,
    *,
    region: Term | None,
    offices: Iterable[tuple[str, str]] = (),
) -> tuple[NewAgency, ...]:
    """Agencies that the registry lacks, those that have most part in the story first.

    ``region`` is the one that the text is about; ``offices`` are those of the people who act in it.
    """
    agencies = _NewAgencies(vocabulary, region)
    for sentence, usual in zip(sentences, weights_of(sentences, lead), strict=True):
        for at, name in find_agencies(sentence):
            weight = 2 if _holds_event(sentence, at) else min(1, usual) if _is_within(sentence, at) else usual
            agencies.add(name, weight, sentence.text)
    for office, text in offices:
        for _, name in find_agencies(vocabulary.sentence(office)):
            agencies.add(name, 2, text)
        led = _led_from(office, vocabulary, region)
        if led:
            agencies.add(led, 2, text, concluded=True)
    return agencies.merged()


def _holds_event(sentence: Sentence, at: int) -> bool:
    """Whether something is held by whom a name at a token names: "yang digelar oleh Polres X"."""
    before = [token.low for token in sentence.tokens[max(0, at - 2) : at]]
    return before[-1:] in (["oleh"], ["by"]) and before[0] in WORDS["takes_place"]


def _is_within(sentence: Sentence, at: int) -> bool:
    """Whether a name that begins at a token is where something is, or a part of a longer name."""
    before = sentence.tokens[at - 1] if at else None
    if before is None or before.low in WORDS["office_heads"]:
        return False
    joined = before.is_word and before.is_capitalised and before.low not in WORDS["sentence_openers"]
    place = before.low in WORDS["before_venues"] or before.low in WORDS["venue_heads"]
    return place or (joined and at > 1)


def _led_from(office: str, vocabulary: Vocabulary, region: Term | None) -> str:
    """The agency that an office leads: a regent the government of the regency; empty when it names none."""
    tokens = tokens_of(office)
    words = [token.low for token in tokens]
    for match in vocabulary.regions.find(tokens):
        before = f" {' '.join(words[max(0, match.start - 2) : match.start + 1])} "
        agency = next((agency for head, agency in _LED_BY.items() if f" {head} " in before), "")
        terms, _ = _meant(tokens, match)
        term = terms[0] if len(terms) == 1 else region if region in terms else None
        if agency and term is not None and term.region is not None:
            kind = _KIND_IN_NAMES.get(term.region.level, "")
            bare = _bare(term)
            return f"{agency} {kind} {bare}" if agency == "Pemerintah" and kind else f"{agency} {bare}"
    return ""


def _bare(region: Term) -> str:
    """A region's name without its kind."""
    return next(iter(region.names.values())).removeprefix("Kabupaten ").removeprefix("Kota ")


def bodies_in(
    sentences: Sequence[Sentence], region: Term | None, vocabulary: Vocabulary
) -> tuple[NewAgency, ...]:
    """Agencies that the registry lacks and that are named without their region.

    ``region`` is the one that the text is about: that of agencies which serve one region only, if it is a
    regency or city.
    """
    local = region is not None and region.region is not None and region.region.level in ("regency", "city")
    places = {
        Reach.COUNTRY: vocabulary.registry.country,
        Reach.REGION: region if local else None,
    }
    found: dict[tuple[str, ...], NewAgency] = {}
    for sentence, weight in zip(sentences, weights_of(sentences, len(sentences)), strict=True):
        for at, name, reach in find_bodies(sentence):
            place = places[reach]
            begins = at == 0 or (at == 1 and sentence.tokens[0].low in WORDS["articles"])
            if place is not None and not any(vocabulary.agencies.find(tokens_of(name))):
                new = NewAgency(_without_brackets(name), place, sentence.text, weight if begins else 1)
                found.setdefault(name_key(new.name), new)
    return tuple(found.values())


def _without_brackets(name: str) -> str:
    return " ".join(re.sub(r"\([^()]*\)", " ", name).split())


# --- Topics -----------------------------------------------------------------------------------------


def tags_in(
    sentences: Iterable[Sentence],
    lead: int,
    vocabulary: Vocabulary,
    *,
    abbreviations: Mapping[tuple[str, ...], str],
    year: str,
) -> tuple[TermMention, ...]:
    """The topics of the registry that a text names; in a story of 2024, "Pilkada" is "Pilkada 2024"."""
    in_year = PhraseIndex(
        (name.removesuffix(year), term)
        for name, term in _names(vocabulary.registry.terms["tags"].values())
        if year and name.endswith(f" {year}")
    )
    tally = _Tally()
    for number, sentence in enumerate(sentences):
        text = _YEAR_WORD.sub("", _title_case(sentence.text))
        lifted, law = tokens_of(text), tokens_of(_LAW_NUMBER.sub(r"\1 ", text))
        forms = (lifted, contracted(lifted, abbreviations), contracted(law, abbreviations))
        matches = (
            each for form in forms for names in (vocabulary.tags, in_year) for each in names.find(form)
        )
        for term in dict.fromkeys(match.values[0] for match in matches):
            tally.add(term, 2 if number < lead else 1, sentence.text, explicit=True)
    return _by_score(tally.mentions())


def _title_case(text: str) -> str:
    """Every word with a capital, so that topics are found however they are written."""
    return re.sub(r"(?<![\w’'])[a-z]", lambda match: match[0].upper(), text)
