"""Regions, agencies and topics in a text: those that the site and the gazetteer know, and others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from warta.content.model import AgencyFields
from warta.importing.press.phrases import Match, PhraseIndex, Token, canonical, contracted, tokens_of
from warta.importing.press.seats import SEATS
from warta.importing.press.wording import Reach, Sentence, Wording, find_agencies, find_bodies
from warta.importing.press.words import PROVISIONAL, REGION_NAMES, UNCERTAIN_REGIONS
from warta.site.gazetteer import COUNTRY
from warta.site.taxonomy import Registry, Term

__all__ = [
    "Mention",
    "Vocabulary",
    "agencies_in",
    "bodies_in",
    "is_headquarters",
    "is_part_of_another",
    "new_agencies_in",
    "regions_in",
    "tags_in",
    "unshouted",
    "vocabulary_of",
]

_KINDS = {
    "kabupaten": "regency",
    "kab": "regency",
    "bupati": "regency",
    "wabup": "regency",
    "pemkab": "regency",
    "regency": "regency",
    "regent": "regency",
    "kota": "city",
    "walikota": "city",
    "pemkot": "city",
    "city": "city",
    "mayor": "city",
    "provinsi": "province",
    "propinsi": "province",
    "prov": "province",
    "gubernur": "province",
    "wagub": "province",
    "pemprov": "province",
    "province": "province",
    "provincial": "province",
    "governor": "province",
}
"""Words before (in English also behind) a region's name that say which one is meant."""
_GOVERNMENTS = {
    "bupati": "Pemkab",
    "wabup": "Pemkab",
    "walikota": "Pemkot",
    "wali kota": "Pemkot",
    "gubernur": "Pemprov",
    "wagub": "Pemprov",
    "sekretaris daerah": "Pemkab",
    "sekda": "Pemkab",
}
_LEGAL = frozenset(
    "undang-undang uu peraturan permen perpres perda keputusan surat skb pasal ayat decree law "
    "regulation".split()
)
"""A sentence that cites the law names authorities that have no part in the story."""
_INSTITUTIONS = frozenset(
    "universitas institut politeknik bank pt cv rsud rsup stasiun bandara hotel jalan jl".split()
)
"""What stands before a region's name when it is part of another name."""


_LAW_NUMBER = re.compile(r"(?i)\b(Undang-Undang|UU)(?: RI)? (?:nomor|no\.?) \d+ (?:tahun )?\d{4} tentang ")
_YEAR_WORD = re.compile(r"(?i)\btahun (?=\d{4}\b)")


class Mention(NamedTuple):
    """A term that a text speaks of, with how much speaks for it."""

    term: Term
    score: int
    explicit: bool
    """Named in full, or as the place of the dateline; not only concluded."""
    sentence: str
    """Where it is named first."""
    alternatives: tuple[Term, ...] = ()
    """Other terms that the same words can mean."""


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
        return bool(text.strip()) and Wording(self.sentence(unshouted(text))).is_agency()

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
    more = [(name, regions[region]) for name, region in REGION_NAMES.items() if region in regions]
    return Vocabulary(
        PhraseIndex([*_names(regions.values()), *more]),
        PhraseIndex(_names(registry.terms["agencies"].values())),
        PhraseIndex(_names(registry.terms["tags"].values())),
        registry,
    )


def _names(terms: Iterable[Term]) -> Iterator[tuple[str, Term]]:
    for term in terms:
        if term.region is not None and term.region.level == "country":
            continue
        yield from ((name, term) for name in (*term.names.values(), *term.fields.aliases))
        if isinstance(term.fields, AgencyFields):
            yield from ((name, term) for former in term.fields.former_names for name in former.all())
        if term.region is not None:
            others = (term.region.name_id, term.region.name_en, *term.region.other_names())
            yield from ((name, term) for name in others)


# --- Regions ----------------------------------------------------------------------------------------


def regions_in(
    sentences: Iterable[Sentence], lead: int, place: str, vocabulary: Vocabulary
) -> tuple[Mention, ...]:
    """The regions of a text, those that it is chiefly about first.

    ``lead`` sentences at the start weigh more; ``place`` is that of the dateline.
    """
    scores: Counter[Term] = Counter()
    explicit: set[Term] = set()
    where: dict[Term, str] = {}
    unclear: dict[tuple[Term, ...], tuple[int, str]] = {}
    seat = vocabulary.seat_of(place)
    if seat is not None:
        scores[seat] += 5
        where[seat] = place
    for number, sentence in enumerate((vocabulary.sentence(place), *sentences)):
        inside = _agency_places(sentence, vocabulary)
        for match in vocabulary.regions.find(sentence.tokens):
            if match.start in inside or _is_part_of_a_name(sentence.tokens, match):
                continue
            terms, kind = _meant(sentence.tokens, match)
            if not kind and number > 0 and sentence.tokens[match.start].low in UNCERTAIN_REGIONS:
                continue
            weight = 5 if number == 0 else (2 if number <= lead else 1) * (2 if kind else 1)
            if len(terms) > 1:
                before = unclear.get(terms, (0, sentence.text))
                unclear[terms] = (before[0] + weight, before[1])
                continue
            scores[terms[0]] += weight
            where.setdefault(terms[0], sentence.text)
            if kind or number == 0:
                explicit.add(terms[0])
    found = []
    for terms, (weight, sentence_text) in unclear.items():
        known = [term for term in terms if term in scores]
        if known:
            scores[known[0]] += weight
        else:
            found.append(Mention(terms[0], weight, False, sentence_text, terms[1:]))
    found += [Mention(term, score, term in explicit, where[term]) for term, score in scores.items()]
    return tuple(sorted(found, key=lambda mention: -mention.score))


def _agency_places(sentence: Sentence, vocabulary: Vocabulary) -> set[int]:
    """Tokens that belong to the name of an agency that the site knows."""
    return {
        number
        for match in vocabulary.agencies.find(sentence.tokens)
        for number in range(match.start, match.end)
        if sentence.tokens[match.start].low not in ("pemkab", "pemkot", "pemprov", "pemerintah")
    }


def _is_part_of_a_name(tokens: tuple[Token, ...], match: Match[Term]) -> bool:
    before = tokens[match.start - 1] if match.start else None
    return before is not None and before.low in _INSTITUTIONS


def _meant(tokens: tuple[Token, ...], match: Match[Term]) -> tuple[tuple[Term, ...], str]:
    """The regions that a match can mean when the words around it are heeded, and the kind they name."""
    around = [tokens[number].low for number in (match.start - 1, match.start) if number >= 0]
    around += [tokens[match.end].low] if match.end < len(tokens) else []
    around += (
        ["walikota"]
        if [token.low for token in tokens[match.start - 2 : match.start]] == ["wali", "kota"]
        else []
    )
    kind = next((_KINDS[word] for word in around if word in _KINDS), "")
    fitting = tuple(term for term in match.values if term.region is not None and term.region.level == kind)
    return (fitting, kind) if fitting else (match.values, "")


# --- Agencies ---------------------------------------------------------------------------------------


def agencies_in(
    sentences: Sequence[Sentence],
    lead: int,
    offices: Iterable[tuple[str, str]],
    abbreviations: Mapping[tuple[str, ...], str],
    vocabulary: Vocabulary,
) -> tuple[Mention, ...]:
    """The agencies of the registry that a text names. ``offices`` are its people's, with the sentence."""
    scores: Counter[Term] = Counter()
    explicit: set[Term] = set()
    where: dict[Term, str] = {}
    for number, sentence in enumerate(sentences):
        cites = not _LEGAL.isdisjoint(token.low for token in sentence.tokens)
        named: dict[Term, bool] = {}
        """Term → whether the very words mean it."""
        for tokens in (sentence.tokens, contracted(sentence.tokens, abbreviations)):
            for match in vocabulary.agencies.find(tokens):
                term = _local(match, tokens, vocabulary)
                if term is not None:
                    named[term] = named.get(term, False) or match.values[0] is term
        for term, exactly in named.items():
            scores[term] += 0 if cites and number >= lead else 2 if number < lead else 1
            where.setdefault(term, sentence.text)
            if exactly and not cites:
                explicit.add(term)
    for office, sentence_text in (*offices, *_heads_of_government(sentences, vocabulary)):
        for match in vocabulary.agencies.find(tokens_of(office)):
            explicit.add(match.values[0])
        governed = _governed(office, vocabulary)
        if governed is not None and governed not in scores:
            scores[governed] += 1
            where[governed] = sentence_text
    found = [
        Mention(term, score, term in explicit, where[term])
        for term, score in scores.items()
        if not any(_is_short_for(term, other) for other in scores)
    ]
    return tuple(sorted(found, key=lambda mention: -mention.score))


def _heads_of_government(sentences: Iterable[Sentence], vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Offices that are named without their holder: "diikuti oleh Gubernur Bali"."""
    for sentence in sentences:
        for match in vocabulary.regions.find(sentence.tokens):
            before = " ".join(token.low for token in sentence.tokens[max(0, match.start - 2) : match.start])
            if before.split()[-1:] and (before in _GOVERNMENTS or before.split()[-1] in _GOVERNMENTS):
                start = sentence.tokens[max(0, match.start - 2)].start
                yield sentence.text[start : sentence.tokens[match.end - 1].end], sentence.text


def _local(match: Match[Term], tokens: tuple[Token, ...], vocabulary: Vocabulary) -> Term | None:
    """The agency meant; None when it is not clear, or one of its branches that the registry lacks.

    "Bawaslu Kabupaten X" is not Bawaslu, and in "Bawaslu dan KPU Provinsi Bali" the first is Bawaslu Bali.
    """
    if (
        len(match.values) > 1
        or [token.low for token in tokens[match.start - 3 : match.start - 1]] == _OFFICE_OF
    ):
        return None
    term = match.values[0]
    rest = tokens[match.end :]
    rest = rest[3:] if len(rest) > 2 and rest[0].text == "(" and rest[2].text == ")" else rest
    region: Term | None = None
    place = next((each for each in vocabulary.regions.find(rest) if each.start == 0), None)
    if place is None and rest and rest[0].low in _KINDS:
        place = next((each for each in vocabulary.regions.find(rest[1:]) if each.start == 0), None)
    if place is not None:
        regions, _ = _meant(rest, place)
        own = vocabulary.registry.region_of(term)
        if own is not None and own.region is not None and own.region.level == "country":
            return _branch(term, regions, vocabulary.registry)
    if rest and rest[0].low in ("dan", "and"):
        for other in vocabulary.agencies.find(rest[1:]):
            if other.start == 0 and len(other.values) == 1:
                region = vocabulary.registry.region_of(other.values[0])
    return (_branch(term, (region,), vocabulary.registry) if region is not None else None) or term


def _branch(term: Term, regions: tuple[Term, ...], registry: Registry) -> Term | None:
    """The agency below ``term`` that serves one of the regions."""
    for each in registry.terms["agencies"].values():
        if registry.parent(each) is term and registry.region_of(each) in regions:
            return each
    return None


_OFFICE_OF = ["kantor", "regional"]


def _governed(office: str, vocabulary: Vocabulary) -> Term | None:
    """The government that an office belongs to: the regent's is that of the regency."""
    words = (token.low for token in tokens_of(office))
    low = " ".join(word for word in words if word not in PROVISIONAL and word != "wakil")
    head = next((head for head in _GOVERNMENTS if f" {head} " in f" {low} "), None)
    if head is None:
        return None
    for match in vocabulary.regions.find(tokens_of(office)):
        terms, _ = _meant(tokens_of(office), match)
        for term in terms:
            level = term.region.level if term.region is not None else ""
            name = {"regency": "Pemkab", "city": "Pemkot", "province": "Pemprov"}.get(level, "")
            bare = term.names[next(iter(term.names))].removeprefix("Kabupaten ").removeprefix("Kota ")
            found = vocabulary.registry.find("agencies", f"{name} {bare}")
            if len(found) == 1:
                return found[0]
    return None


def _is_short_for(term: Term, other: Term) -> bool:
    """Whether one agency's name is only the beginning of the other's: "Bawaslu" beside "Bawaslu Bali"."""
    return term is not other and any(
        len(short) < len(long) and long[: len(short)] == short
        for short in _keys(term)
        for long in _keys(other)
    )


def is_headquarters(term: Term, names: Iterable[str]) -> bool:
    """Whether one of the names is that of a branch of an agency: its own name and a region's."""
    keys = [tuple(word for word, _ in canonical(tokens_of(name))) for name in names]
    return any(
        len(short) < len(long) and long[: len(short)] == short for short in _keys(term) for long in keys
    )


def _keys(term: Term) -> Iterator[tuple[str, ...]]:
    for name, _ in _names((term,)):
        yield tuple(word for word, _ in canonical(tokens_of(name)))


def new_agencies_in(
    sentences: Iterable[Sentence], vocabulary: Vocabulary
) -> tuple[tuple[str, Term, str], ...]:
    """Agencies that the registry lacks: name, region and sentence, the most often named first."""
    counts: Counter[str] = Counter()
    first: dict[str, tuple[str, Term, str]] = {}
    same: dict[str, str] = {}
    """Abbreviated name → full one: "Dinas Kesehatan (Dinkes) Kabupaten X" is "Dinkes X"."""
    for sentence in sentences:
        for name in find_agencies(sentence):
            tokens = tokens_of(name)
            matches = list(vocabulary.regions.find(tokens))
            known = any(_local(each, tokens, vocabulary) for each in vocabulary.agencies.find(tokens))
            if not matches or known:
                continue
            terms, _ = _meant(tokens, matches[-1])
            short = re.search(r"\(([^()]+)\)(.*)", name)
            full = " ".join(re.sub(r"\([^()]*\)", " ", name).split())
            key = _key(tokens)
            key = same.get(key, key)
            if short:
                same[_key(tokens_of(short[1] + short[2]))] = key
            if len(terms) == 1:
                counts[key] += 1
                first.setdefault(key, (full, terms[0], sentence.text))
    return tuple(first[key] for key, _ in counts.most_common())


def bodies_in(
    sentences: Iterable[Sentence], region: Term | None, vocabulary: Vocabulary
) -> tuple[tuple[str, Term, str], ...]:
    """Agencies that the registry lacks and that are named without their region, as :func:`new_agencies_in`.

    ``region`` is the one that the text is about: that of agencies which serve one region only, if it is a
    regency or city.
    """
    served = (
        region
        if region is not None and region.region and region.region.level in ("regency", "city")
        else None
    )
    country = vocabulary.registry.terms["regions"].get(COUNTRY)
    found: dict[str, tuple[str, Term, str]] = {}
    for sentence in sentences:
        for name, reach in find_bodies(sentence):
            place = country if reach is Reach.COUNTRY else served
            if place is None or any(vocabulary.agencies.find(tokens_of(name))):
                continue
            full = " ".join(re.sub(r"\([^()]*\)", " ", name).split())
            found.setdefault(_key(tokens_of(full)), (full, place, sentence.text))
    return tuple(found.values())


def is_part_of_another(name: str, others: Iterable[str], terms: Iterable[Term]) -> bool:
    """Whether a name is only the beginning of another one, or of the name of one of ``terms``."""
    short = tuple(word for word, _ in canonical(tokens_of(name)))
    keys = [tuple(word for word, _ in canonical(tokens_of(other))) for other in others]
    keys += [key for term in terms for key in _keys(term)]
    return any(len(short) < len(key) and key[: len(short)] == short for key in keys)


def _key(tokens: tuple[Token, ...]) -> str:
    return " ".join(word for word, _ in canonical(tokens) if word != "kota")


# --- Topics -----------------------------------------------------------------------------------------


def tags_in(
    sentences: Iterable[Sentence],
    lead: int,
    abbreviations: Mapping[tuple[str, ...], str],
    year: str,
    vocabulary: Vocabulary,
) -> tuple[Mention, ...]:
    """The topics of the registry that a text names; in a story of 2024, "Pilkada" is "Pilkada 2024"."""
    in_year = PhraseIndex(
        (name.removesuffix(year), term)
        for name, term in _names(vocabulary.registry.terms["tags"].values())
        if year and name.endswith(f" {year}")
    )
    scores: Counter[Term] = Counter()
    where: dict[Term, str] = {}
    for number, sentence in enumerate(sentences):
        text = _YEAR_WORD.sub("", _title_case(sentence.text))
        lifted, law = tokens_of(text), tokens_of(_LAW_NUMBER.sub(r"\1 ", text))
        seen: dict[Term, None] = {}
        for tokens in (lifted, contracted(lifted, abbreviations), contracted(law, abbreviations)):
            found_here = (*vocabulary.tags.find(tokens), *in_year.find(tokens))
            seen |= dict.fromkeys(match.values[0] for match in found_here)
        for term in seen:
            scores[term] += 2 if number < lead else 1
            where.setdefault(term, sentence.text)
    found = (Mention(term, score, True, where[term]) for term, score in scores.items())
    return tuple(sorted(found, key=lambda mention: -mention.score))


def _title_case(text: str) -> str:
    """Every word with a capital, so that topics are found however they are written."""
    return re.sub(r"(?<![\w’'])[a-z]", lambda match: match[0].upper(), text)
