"""Agencies that a text speaks of and the registry lacks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from warta.importing.press.agency_mentions import local_agency, weight_of
from warta.importing.press.agency_names import Reach, find_agencies, find_bodies
from warta.importing.press.tokens import Token, name_key, tokens_of
from warta.importing.press.vocabulary import KINDS, Vocabulary, bare_name, region_meant
from warta.importing.press.word_roles import REGION_KINDS, Sentence, is_number_of_part
from warta.importing.press.words import TABLES, WORDS
from warta.site.taxonomy import Term

__all__ = ["NewAgency", "bodies_in", "new_agencies_in", "weighed", "without_brackets"]

_KIND_IN_NAMES = {"regency": "Kabupaten", "city": "Kota", "province": "Provinsi"}
_LED_BY = TABLES["led_by"]
_UNCOMPARED = frozenset(("kota", "provinsi", "badan", "kantor", "daerah", "dan", "di"))
"""Words that one name of an agency has and another one leaves out."""


_CLASS = re.compile(r"(?i)\bkelas\s+[IVX0-9]{1,4}(?:\s*-?\s*[A-C])?\b(?:\s+(?:non\s+)?tpi\b)?")
"""The class of an agency within its name."""
_SHORT_FORM = re.compile(r"\(\s?([A-Z][A-Za-z]{1,11}(?:[ -][A-Z]{2,})?)\s?\)")
LONGEST_TEAM = 9
"""Words before an agency that say who acts for it."""
_PART, _MENTION = 2, 1
"""Scores of an agency that has a part in the story, and of one that is named in passing."""


_GOVERNMENT = "Pemerintah"


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
    acting: bool = False
    """Somebody who acts in the text holds an office of it."""


def _by_weight(agency: NewAgency) -> int:
    return agency.score


def _score_of(mentions: Sequence[NewAgency]) -> int:
    """All that speaks for an agency, a sentence once; two mentions in passing are no part yet."""
    total = sum({each.sentence: each.score for each in sorted(mentions, key=_by_weight)}.values())
    part = max(map(_by_weight, mentions)) >= _PART or total > _PART
    return total if part else min(total, _MENTION)


class _NewAgencies:
    """Agencies that the registry lacks, each once under its fullest name."""

    def __init__(self, vocabulary: Vocabulary, region: Term | None) -> None:
        self.vocabulary = vocabulary
        self.region = region
        self.mentions: list[tuple[tuple[str, ...], NewAgency]] = []
        self.same: dict[tuple[str, ...], tuple[str, ...]] = {}
        """Abbreviated name → full one: "Dinas Kesehatan (Dinkes) Kabupaten X" is "Dinkes X"."""

    def add(
        self, name: str, weight: int, sentence: str, *, concluded: bool = False, acting: bool = False
    ) -> None:
        """Count a name that ends in a region; one that can mean several is nobody's."""
        tokens = tokens_of(name)
        matches = list(self.vocabulary.places.find(tokens))
        if not matches or any(
            local_agency(each, tokens, self.vocabulary) for each in self.vocabulary.agencies.find(tokens)
        ):
            return
        terms = _fitting(tokens, region_meant(tokens, matches[-1])[0])
        region = terms[0] if len(terms) == 1 else self.region if self.region in terms else None
        if region is None:
            return
        key = self._key(without_brackets(name), region)
        short = re.search(r"\(([^()]+)\)(.*)", name)
        if short:
            self.same[self._key(short[1] + short[2], region)] = key
        mention = NewAgency(without_brackets(name), region, sentence, weight, concluded, acting)
        self.mentions.append((key, mention))

    def merged(self) -> tuple[NewAgency, ...]:
        """Every agency once, under its fullest name, with all that speaks for it; the strongest first."""
        found: dict[tuple[str, ...], list[NewAgency]] = {}
        for key, mention in self.mentions:
            found.setdefault(self.same.get(key, key), []).append(mention)
        agencies = (
            each[0]._replace(
                name=max((one.name for one in each), key=lambda name: len(tokens_of(name))),
                score=_score_of(each),
                concluded=all(one.concluded for one in each),
                acting=any(one.acting for one in each),
            )
            for each in found.values()
        )
        return tuple(sorted(agencies, key=_by_weight, reverse=True))

    def _key(self, name: str, region: Term) -> tuple[str, ...]:
        """By what two names are one: the region, and the words besides it and its kind."""
        tokens = tokens_of(name)
        inside = {
            number
            for match in self.vocabulary.places.find(tokens)
            for number in range(match.start, match.end)
        }
        rest = " ".join(token.text for number, token in enumerate(tokens) if number not in inside)
        rest = _CLASS.sub(" ", rest)  # "Lapas Kelas IIA X" is "Lapas X"
        return (region.id, *(word for word in name_key(rest) if word not in _UNCOMPARED))


def new_agencies_in(
    sentences: Sequence[Sentence],
    lead: int,
    vocabulary: Vocabulary,
    *,
    region: Term | None,
    offices: Iterable[tuple[str, str]] = (),
    opening: str = "",
) -> tuple[NewAgency, ...]:
    """Agencies that the registry lacks, those that have most part in the story first.

    ``region`` is the one that the text is about; ``offices`` are those of the people who act in it, of the
    one with whom the text begins with its first sentence, ``opening``.
    """
    agencies = _NewAgencies(vocabulary, region)
    for number, sentence in enumerate(sentences):
        for at, name in find_agencies(sentence):
            usual = weight_of(sentence, leading=number < lead, at=at)
            own = _is_of_own_people(sentence, at)
            passing = (_is_within(sentence, at) and not own) or _is_partner(sentence, at)
            passing = passing or tokens_of(name)[0].low in WORDS["own_secretariats"]
            passing = passing or (at > 0 and sentence.tokens[at - 1].low in WORDS["before_visited"])
            weight = 2 if _holds_event(sentence, at) else min(1, usual) if passing else usual
            agencies.add(name, weight, sentence.text)
    for office, text in _spelt_out(offices, sentences):
        led = _led_from(office, vocabulary, region)
        for _, name in find_agencies(vocabulary.sentence(office)):
            if not (led and tokens_of(name)[0].low in WORDS["own_secretariats"]):
                agencies.add(name, 2, text, acting=True)
        if led:
            governs = led.startswith(_GOVERNMENT)  # the text has no name of it; "Kapolda Bali" is one
            agencies.add(led, _PART, text, concluded=governs, acting=True)
        elif region is not None and text == opening and _led_alone(office, region):
            agencies.add(_led_alone(office, region), _PART, text, concluded=True, acting=True)
        elif region is not None and _is_of(office, region, vocabulary):
            begins = text == opening
            weight = _PART if begins else _MENTION
            agencies.add(_government_of(region), weight, text, concluded=True, acting=begins)
    return agencies.merged()


def _short_forms(sentences: Iterable[Sentence]) -> dict[str, str]:
    """What a text calls an agency from then on → its name: "Universitas Negeri Gorontalo (*UNG*)"."""
    found: dict[str, str] = {}
    for sentence in sentences:
        names = [name for _, name in find_agencies(sentence)]
        for name in (*names, *(name for _, name, _ in find_bodies(sentence))):
            behind = sentence.text.partition(name)[2]
            short = _SHORT_FORM.search(name) or _SHORT_FORM.match(behind.lstrip())
            if short:
                found.setdefault(short[1], without_brackets(name))
    return found


def _spelt_out(
    offices: Iterable[tuple[str, str]], sentences: Iterable[Sentence]
) -> Iterator[tuple[str, str]]:
    """The offices, with the whole name of an agency that they end in: "Rektor UNG"."""
    shorts = _short_forms(sentences)
    for office, text in offices:
        short = next((each for each in shorts if office.endswith(f" {each}")), "")
        whole = office.removesuffix(short) + shorts[short] if short else office
        first, _, rest = whole.partition(" ")
        led = TABLES["agencies_of_offices"].get(first.lower(), "")
        yield (f"{led} {rest}" if led and rest else whole), text


def _holds_event(sentence: Sentence, at: int) -> bool:
    """Whether something is held by whom a name at a token names: "yang digelar oleh Polres X"."""
    before = [token.low for token in sentence.tokens[max(0, at - 2) : at]]
    return before[-1:] in (["oleh"], ["by"]) and before[0] in WORDS["takes_place"]


def _is_within(sentence: Sentence, at: int) -> bool:
    """Whether a name that begins at a token is where something is, or a part of a longer name."""
    before = sentence.tokens[at - 1] if at else None
    if before is None:
        return False
    if before.low in WORDS["office_heads"]:
        led = sentence.tokens[at - 2] if at > 1 else None
        return led is not None and (led.text == "," or led.low in WORDS["before_partners"])
    joined = before.is_word and before.is_capitalised and before.low not in WORDS["sentence_openers"]
    joined = joined and not (is_number_of_part(before.text) and at > 1)  # "Komisi II DPRD X"
    place = before.low in WORDS["before_venues"] or before.low in WORDS["venue_heads"]
    return place or (joined and at > 1)


def _is_of_own_people(sentence: Sentence, at: int) -> bool:
    """Whether a sentence begins with those who act for the agency named at a token: "Tim Gugus X Balai Y"."""
    before = sentence.tokens[:at]
    return (
        0 < at <= LONGEST_TEAM
        and before[0].low in WORDS["own_people"]
        and all(
            token.is_capitalised or token.text.isdigit() or token.low in WORDS["within_teams"]
            for token in before
        )
    )


def _is_partner(sentence: Sentence, at: int) -> bool:
    """Whether something is done with whom a name at a token names: "bersama Dinas X dan Universitas Y"."""
    position = at - 1
    while position > 0:
        token = sentence.tokens[position]
        listed = token.text in (",", "(", ")", "/") or token.low in WORDS["conjunctions"] | WORDS["articles"]
        named = token.is_capitalised or token.text.isdigit() or token.low in WORDS["titles_in_lower_case"]
        named = named or token.low in REGION_KINDS
        if not (listed or named):
            break
        position -= 1
    return position > 0 and sentence.tokens[position].low in WORDS["before_partners"]


def _fitting(tokens: Sequence[Token], regions: tuple[Term, ...]) -> tuple[Term, ...]:
    """Of regions of one name the one that such an agency is named after without its kind.

    A province where only one has it, "Kejaksaan Tinggi Bengkulu"; a regency, "Polres Blitar", since that of
    a city is "Polres Blitar Kota"; the city for a university, which has no other's name.
    """
    words = [token.low for token in tokens]
    regency = bool(words) and words[0] in WORDS["named_after_regencies"] and words[-1] != "kota"
    if len(regions) > 1 and regency:
        return tuple(each for each in regions if each.region is not None and each.region.level == "regency")
    provincial = not WORDS["provincial_agencies"].isdisjoint(token.low for token in tokens)
    found = [each for each in regions if each.region is not None and each.region.level == "province"]
    if not found and words and words[0] in WORDS["schools_of_all"]:
        found = [each for each in regions if each.region is not None and each.region.level == "city"]
    return tuple(found) if len(regions) > 1 and provincial and found else regions


def _led_from(office: str, vocabulary: Vocabulary, region: Term | None) -> str:
    """The agency that an office leads: a regent the government of the regency; empty when it names none."""
    tokens = tokens_of(office)
    words = [token.low for token in tokens]
    for match in vocabulary.places.find(tokens):
        numbered = match.start > 1 and words[match.start - 1] == "/"  # "Dandim 0723/Klaten"
        begins = max(0, match.start - (3 if numbered else 2))
        before = f" {' '.join(words[begins : match.start + 1])} "
        agency = next((agency for head, agency in _LED_BY.items() if f" {head} " in before), "")
        terms = _fitting(tokens_of(agency), region_meant(tokens, match)[0])
        term = terms[0] if len(terms) == 1 else region if region in terms else None
        if agency and term is not None and term.region is not None:
            kind = _KIND_IN_NAMES.get(term.region.level, "")
            bare = bare_name(term)
            if numbered:
                return f"{agency} {tokens[match.start - 2].text}/{bare}"
            return f"{agency} {kind} {bare}" if agency == _GOVERNMENT and kind else f"{agency} {bare}"
        if term is not None and _serves_government(words):
            return _government_of(term)
    return ""


def _led_alone(office: str, region: Term) -> str:
    """The agency that an office without a place leads in the one that the text is about: "Kapolres"."""
    words = [token.low for token in tokens_of(office) if token.low not in WORDS["provisional"]]
    agency = _LED_BY.get(words[0], "") if len(words) == 1 else ""
    level = region.region.level if region.region is not None else ""
    provincial = not WORDS["provincial_agencies"].isdisjoint(agency.lower().split())
    fits = level == "province" if provincial else level in ("regency", "city")
    return f"{agency} {bare_name(region)}" if agency not in ("", _GOVERNMENT) and fits else ""


def _is_of(office: str, region: Term, vocabulary: Vocabulary) -> bool:
    """Whether an office that names no region leads a government of that kind: "Wakil Gubernur"."""
    tokens = tokens_of(office)
    words = [token.low for token in tokens if token.low not in WORDS["provisional"]]
    kinds = {KINDS.get(word, "") for word in words} | ({"city"} if "wali kota" in " ".join(words) else set())
    level = region.region.level if region.region is not None else ""
    return (level in kinds or _serves_government(words)) and not any(vocabulary.regions.find(tokens))


def _government_of(region: Term) -> str:
    kind = _KIND_IN_NAMES.get(region.region.level, "") if region.region is not None else ""
    return " ".join(filter(None, (_GOVERNMENT, kind, bare_name(region))))


def _serves_government(words: Sequence[str]) -> bool:
    """Whether an office belongs to a government itself, of which it names the region only."""
    head = " ".join(words[:2])
    served = head in ("kepala biro", "staf ahli", "sekretaris daerah", "sekretaris kabupaten")
    return served or words[0] in ("karo", "asisten", "sekda")


def bodies_in(
    sentences: Sequence[Sentence],
    region: Term | None,
    vocabulary: Vocabulary,
    offices: Iterable[tuple[str, str]] = (),
) -> tuple[NewAgency, ...]:
    """Agencies that the registry lacks and that are named without their region.

    ``region`` is the one that the text is about: that of agencies which serve one region only, if it is a
    regency or city. ``offices`` are those of the people who act in it.
    """
    local = region is not None and region.region is not None and region.region.level in ("regency", "city")
    places = {
        Reach.COUNTRY: vocabulary.registry.country,
        Reach.REGION: region if local else None,
        Reach.BRANCH: region or vocabulary.registry.country,
    }
    found: dict[tuple[str, ...], NewAgency] = {}
    shorts = {name_key(short) for short in _short_forms(sentences)}
    for office, text in _spelt_out(offices, sentences):
        for _, name, reach in find_bodies(vocabulary.sentence(_ministry_of(office) or _held(office))):
            place = places[reach]
            if place is not None and not any(vocabulary.agencies.find(tokens_of(name))):
                new = NewAgency(without_brackets(name), place, text, _PART, acting=True)
                _keep(found, new)
    for sentence in sentences:
        for at, name, reach in find_bodies(sentence):
            place = places[reach] if name_key(name) not in shorts else None
            if place is None and sentence.tokens[at].low in WORDS["schools_of_all"]:
                place = region or vocabulary.registry.country
            begins = at == 0 or (at == 1 and sentence.tokens[0].low in WORDS["articles"])
            begins = begins or _is_of_own_people(sentence, at)
            begins = begins or (sentence is sentences[0] and f"{name} (" in sentence.text)
            weight = weight_of(sentence, leading=True, at=at)
            if place is not None and not any(vocabulary.agencies.find(tokens_of(name))):
                new = NewAgency(without_brackets(name), place, sentence.text, weight if begins else 1)
                _keep(found, new)
    return tuple(found.values())


def _keep(found: dict[tuple[str, ...], NewAgency], new: NewAgency) -> None:
    """Count an agency once, under its longest name."""
    key = name_key(new.name)
    known = found.setdefault(key, new)
    if len(new.name) > len(known.name):
        found[key] = known._replace(name=new.name)


def _ministry_of(office: str) -> str:
    """The ministry of a minister; empty for every other office."""
    written = " ".join(TABLES["office_spellings"].get(word.lower(), word) for word in office.split())
    minister = re.match(r"(?i)(?:wakil )?menteri (?=\w)", written)
    if minister is None:
        return ""
    name = " ".join(re.sub(r"\b(?:RI|Republik Indonesia)\b", " ", written[minister.end() :]).split())
    return f"Kementerian {without_brackets(name if name != name.lower() else name.title())}"


def _held(office: str) -> str:
    """An office without what its holder is: "Badan X" of "Kepala Badan X"."""
    tokens = tokens_of(office)
    begins = (token.start for token in tokens[1:] if token.low in WORDS["agency_heads"])
    return office[next(begins, len(office)) :]


def weighed(
    agencies: Sequence[NewAgency], *, any_known: bool, opening: Collection[str] = ()
) -> tuple[NewAgency, ...]:
    """The same agencies; a government concluded from an office has a part, or those that are named have.

    The government gives way to an agency of the registry (``any_known``), and to one of the place that is
    named as having a part. It stands before a ministry or a health centre that is only spoken of.
    """
    parts = [each for each in agencies if each.score >= _PART and not _only_signs(each)]
    governed = any(each.concluded for each in parts)
    leads = any(each.concluded and each.sentence in opening for each in parts)
    named = any_known or any(
        not each.concluded
        and (each.acting or _is_local(each))
        and not (governed and _is_of_army(each))
        and not (leads and each.acting and each.sentence not in opening)
        for each in parts
    )
    if named:
        return tuple(each._replace(score=0) if each.concluded else each for each in agencies)
    if not any(each.concluded for each in parts):
        return tuple(agencies)
    return tuple(each if each.concluded else each._replace(score=_MENTION) for each in agencies)


def _is_of_army(agency: NewAgency) -> bool:
    """Whether it is a command of the army, which speaks beside a government and seldom for the story."""
    return tokens_of(agency.name)[0].low in WORDS["numbered_agencies"]


def _only_signs(agency: NewAgency) -> bool:
    """Whether it is an office for the press, which writes of the government that it belongs to."""
    words = {token.low for token in tokens_of(agency.name)}
    return (
        not agency.acting and agency.sentence == agency.name and not words.isdisjoint(WORDS["press_offices"])
    )


def _is_local(agency: NewAgency) -> bool:
    """Whether it can be the one that speaks for its place: no ministry, and nowhere that people go to."""
    region = agency.region.region
    head = tokens_of(agency.name)[0].low
    return region is not None and region.level != "country" and head not in WORDS["served_places"]


def without_brackets(name: str) -> str:
    """A text without what stands in brackets."""
    return " ".join(re.sub(r"\([^()]*\)", " ", name).split())
