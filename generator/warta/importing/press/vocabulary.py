"""A site's terms, ready to be found in texts, and how much speaks for those that a text names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from warta.content.model import AgencyFields
from warta.importing.press.agency_names import AgencyNames
from warta.importing.press.person_mentions import PersonReader
from warta.importing.press.tokens import Match, PhraseIndex, Token, name_key, tokens_of
from warta.importing.press.word_roles import Sentence
from warta.importing.press.words import SEATS, TABLES, WORDS
from warta.site.gazetteer import district_names
from warta.site.taxonomy import Registry, Term

__all__ = [
    "KINDS",
    "Tally",
    "TermMention",
    "Vocabulary",
    "bare_name",
    "by_score",
    "named",
    "names_of",
    "region_meant",
    "unshouted",
    "vocabulary_of",
]

KINDS = {word: kind for kind, words in TABLES["region_kinds"].items() for word in words.split()}
"""Word before (in English also behind) a region's name → the kind of region that is meant."""
_DIRECTIONS = ("Regency", "City", "Province", "Selatan", "Utara", "Timur", "Barat", "Tengah", "Tenggara")


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


class Tally:
    """How much speaks for each term, where it is named first, and whether in full."""

    def __init__(self) -> None:
        self.scores: Counter[Term] = Counter()
        self.where: dict[Term, str] = {}
        self.explicit: set[Term] = set()

    def add(self, term: Term, weight: int, sentence: str, *, explicit: bool = False) -> None:
        """Count a mention; its sentence is kept for the first one."""
        self.scores[term] += weight
        self.where.setdefault(term, sentence)
        self.explicit |= {term} if explicit else set()

    def mentions(self) -> list[TermMention]:
        """Every term that was counted, in no order."""
        return [
            TermMention(term, score, explicit=term in self.explicit, sentence=self.where[term])
            for term, score in self.scores.items()
        ]


def by_score(mentions: Iterable[TermMention]) -> tuple[TermMention, ...]:
    """The mentions for which most speaks first."""
    return tuple(sorted(mentions, key=lambda mention: -mention.score))


class Vocabulary(NamedTuple):
    """The site's terms, ready to be found in texts."""

    regions: PhraseIndex[Term]
    places: PhraseIndex[Term]
    """Regions, and the seats of regencies, after which courts and prisons are named."""
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
        return bool(text.strip()) and AgencyNames(self.sentence(unshouted(text))).is_agency()

    def is_person(self, text: str) -> bool:
        """Whether a text is somebody's office and name and nothing else: "Kepala Dinas X, Budi Santoso"."""
        reader = PersonReader(self.sentence(text.rstrip(".")))
        first = next(reader.found(), None)
        if first is None or not first.name or not first.offices:
            return False
        shown = first.offices[0].start < first.name.start or reader.is_surely_named(first)
        return shown and (first.start, first.end) == (0, len(reader.tokens))

    def sentence(self, text: str) -> Sentence:
        """A sentence with the regions' places in it."""
        tokens = tokens_of(text)
        matches = [match for match in self.places.find(tokens) if not _is_metro(tokens, match)]
        regions = {number: match.start for match in matches for number in range(match.start, match.end)}
        return Sentence(text, tokens, regions)

    def learned(self, texts: Iterable[str]) -> Vocabulary:
        """This one with the short names that a text gives its regions: "Tana Toraja (Tator)"."""
        names = [pair for text in texts for pair in _short_names(tokens_of(text), self.regions)]
        if not names:
            return self
        return self._replace(regions=self.regions.extended(names), places=self.places.extended(names))


def _is_metro(tokens: tuple[Token, ...], match: Match[Term]) -> bool:
    """Whether "Metro" is no city, but says which police is meant: "Polres *Metro* Jakarta Barat"."""
    behind = tokens[match.end].low if match.end < len(tokens) else ""
    return tokens[match.end - 1].low == "metro" and behind in WORDS["behind_metro"]


def _short_names(tokens: tuple[Token, ...], regions: PhraseIndex[Term]) -> Iterator[tuple[str, Term]]:
    for match in regions.find(tokens):
        end = match.end
        marks = [token.text for token in tokens[end : end + 3 : 2]]
        short = tokens[end + 1].text if marks == ["(", ")"] else ""
        terms, _ = region_meant(tokens, match)
        if len(terms) == 1 and len(short) > 2 and short.isalpha() and short[0].isupper():
            letters = iter("".join(name_key(bare_name(terms[0]))))
            if all(letter in letters for letter in short.lower()):
                yield short, terms[0]


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
    names = [*named(regions.values()), *_joined(regions.values()), *more]
    seats = [
        (name, regions[region])
        for name, region in SEATS.items()
        if region in regions and name not in WORDS["first_names"]
    ]
    known = PhraseIndex(names)
    names += _districts(regions, known)
    known = PhraseIndex(names)
    new = [(name, term) for name, term in seats if not any(known.find(tokens_of(name.title())))]
    return Vocabulary(
        known,
        PhraseIndex([*names, *new]),
        PhraseIndex(named(registry.terms["agencies"].values())),
        PhraseIndex(named(registry.terms["tags"].values())),
        registry,
    )


def _districts(regions: Mapping[str, Term], known: PhraseIndex[Term]) -> Iterator[tuple[str, Term]]:
    """Districts of two words, one of them a region's name: "Belakang Padang" is no part of Padang."""
    for region, name in district_names():
        tokens = tokens_of(name)
        two = region in regions and len(tokens) == 2 and tokens[0].low not in KINDS
        if two and any(match.end - match.start == 1 for match in known.find(tokens)):
            yield name, regions[region]


def named(terms: Iterable[Term]) -> Iterator[tuple[str, Term]]:
    """All names of some terms, each with its term."""
    return ((name, term) for term in terms for name in names_of(term))


def _joined(regions: Iterable[Term]) -> Iterator[tuple[str, Term]]:
    """Names of two words as many write them: "Deliserdang"."""
    for region in regions:
        english = region.region.name_en if region.region is not None else ""
        if english.endswith(" Regency") and english.count(" ") > 1:  # "West Manggarai"
            yield english.removesuffix(" Regency"), region
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


def region_meant(tokens: tuple[Token, ...], match: Match[Term]) -> tuple[tuple[Term, ...], str]:
    """The regions that a match can mean when the words around it are heeded, and the kind they name."""
    before = [token.low for token in tokens[max(0, match.start - 2) : match.start]]
    around = [
        *before[-1:],
        tokens[match.start].low,
        *(token.low for token in tokens[match.end : match.end + 1]),
    ]
    around += ["walikota"] if before == ["wali", "kota"] else []
    kind = next((KINDS[word] for word in around if word in KINDS), "")
    fitting = tuple(term for term in match.values if term.region is not None and term.region.level == kind)
    return (fitting, kind) if fitting else (match.values, "")


def bare_name(region: Term) -> str:
    """A region's name without its kind."""
    return next(iter(region.names.values())).removeprefix("Kabupaten ").removeprefix("Kota ")
