"""People of a text as speakers of the registry: those that it has, and entries for those that it lacks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from warta.importing.drafts import Certainty, Finding, NewTerm, Remark, Value, remark, shortened
from warta.importing.press.agency_mentions import local_agency
from warta.importing.press.people import Person
from warta.importing.press.tokens import tokens_of
from warta.importing.press.vocabulary import Vocabulary
from warta.importing.press.words import WORDS
from warta.site.taxonomy import Registry, Term
from warta.urls import slugify

__all__ = ["speakers_of"]


_ACTING = re.compile(
    r"(?i)(?:(?:penjabat|pelaksana\s+(?:tugas|harian)|pejabat\s+sementara|acting)\s+)?"
    r"[(\[]?\s*\b(?:plt|plh|pjs?)\b\.?\s*[)\]]?\.?\s*|"
    r"(?:penjabat|pelaksana\s+(?:tugas|harian)|pejabat\s+sementara|acting)\s+"
)
"""Who holds an office for the time being: "Plt.", "Penjabat (Pj.)", "(Pjs)"."""
_STATES = (
    ("pjs", re.compile(r"(?i)\bpjs\b|sementara")),
    ("plh", re.compile(r"(?i)\bplh\b|harian")),
    ("pj", re.compile(r"(?i)\bpj\b|penjabat")),
)
"""Which of the words of ``acting`` is meant; every other one is "Plt."."""
_SHORT_FORM = re.compile(r" ?\([^\W\d_]{2,30}\)")
"""An abbreviation in brackets within the name of an office."""


def speakers_of(people: Iterable[Person], vocabulary: Vocabulary, opening: str = "") -> tuple[Finding, ...]:
    """A finding for everybody, the quoted first. Whom the registry has under two names is there once.

    Who is only named is asked about where somebody else speaks. Where nobody does, whoever is named in full,
    with an office or title, in ``opening``, the first sentence of the text, is the one who acts.
    """
    found: dict[str, Finding] = {}
    people = sorted(people, key=lambda person: not person.quoted)
    silent = not any(person.quoted for person in people)
    for person in people:
        in_full = len(person.words) > 1 and _is_introduced(person)
        acts = person.quoted or (silent and in_full and person.sentence == opening)
        each = _speaker(person, vocabulary, acts=acts)
        if each.value:
            found.setdefault(str(each.value), each)
    return tuple(found.values())


def _speaker(person: Person, vocabulary: Vocabulary, *, acts: bool) -> Finding:
    known, exact = _registered(person, vocabulary.registry)
    named = None if person.quoted else remark("speaker_named")
    if known is not None:
        why: Remark | None = named if exact else remark("speaker_written", name=person.name)
        return Finding(known.id, Certainty.INFERRED if why else Certainty.STATED, person.sentence, why)
    term = NewTerm("speakers", slugify(person.name), _speaker_fields(person, vocabulary))
    common = person.words[0] in WORDS["first_names"] or person.again
    known_by_name = len(person.words) > 1 and common  # but not "ujar Melky" alone
    certain = person.sure and acts and (known_by_name or _is_introduced(person))
    certainty = Certainty.INFERRED if certain else Certainty.DOUBTFUL
    return Finding(term.id, certainty, person.sentence, named, term)


def _is_introduced(person: Person) -> bool:
    """Whether somebody is named with an office or title."""
    return bool(person.offices or person.prefix or person.suffix)


def _registered(person: Person, registry: Registry) -> tuple[Term | None, bool]:
    """The registry's speaker of that name, and whether the name is one that the registry has."""
    for name in (
        person.name,
        f"{person.prefix} {person.name}",
        f"{person.prefix} {person.name}, {person.suffix}",
    ):
        found = registry.find("speakers", name)
        if len(found) == 1:
            return found[0], True
    near = [term for term in registry.terms["speakers"].values() if _is_near(person, term)]
    return (near[0], False) if len(near) == 1 else (None, False)


def _is_near(person: Person, term: Term) -> bool:
    """Whether one name of two words or more holds all words of the other."""
    words = set(person.words)
    others = (set(_words(name)) for name in (*term.names.values(), *term.fields.aliases))
    return any(min(len(words), len(each)) > 1 and (words <= each or each <= words) for each in others)


def _words(name: str) -> list[str]:
    return [word.lower().strip(".") for word in name.split()]


def _speaker_fields(person: Person, vocabulary: Vocabulary) -> Mapping[str, Value]:
    fields: dict[str, Value] = {
        "name": shortened(person.name, 190),
        "prefix": shortened(person.prefix, 90),
        "suffix": shortened(person.suffix, 190),
        "appointments": tuple(_appointment(office, vocabulary) for office in person.offices),
    }
    return {key: value for key, value in fields.items() if value}


def _appointment(office: str, vocabulary: Vocabulary) -> Value:
    acting = _ACTING.match(office)
    held = _SHORT_FORM.sub("", office[acting.end() :] if acting else office)
    fields: dict[str, Value] = {"office": shortened(held, 290)}
    tokens = tokens_of(office)
    meant = (local_agency(match, tokens, vocabulary) for match in vocabulary.agencies.find(tokens))
    agencies = [term.id for term in meant if term is not None]
    if agencies:
        fields["agency"] = agencies[-1]
    if acting:
        fields["acting"] = _state_of(acting[0])
    return fields


def _state_of(mark: str) -> str | bool:
    """The word for the mark before an office; true for "Plt." and what says no more than "acting"."""
    return next((word for word, pattern in _STATES if pattern.search(mark)), True)
