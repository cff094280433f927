"""People of a text as speakers of the registry: those that it has, and entries for those that it lacks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from warta.importing.drafts import Certainty, Finding, NewTerm, Remark, Value, remark
from warta.importing.press.people import Person
from warta.importing.press.registry_terms import Vocabulary
from warta.importing.press.tokens import tokens_of
from warta.importing.shortening import shortened
from warta.site.taxonomy import Registry, Term
from warta.urls import slugify

__all__ = ["speakers_of"]


def speakers_of(people: Iterable[Person], vocabulary: Vocabulary) -> tuple[Finding, ...]:
    """A finding for everybody, the quoted first. Whom the registry has under two names is there once."""
    found: dict[str, Finding] = {}
    for person in sorted(people, key=lambda person: not person.quoted):
        each = _speaker(person, vocabulary)
        if each.value:
            found.setdefault(str(each.value), each)
    return tuple(found.values())


def _speaker(person: Person, vocabulary: Vocabulary) -> Finding:
    known, exact = _registered(person, vocabulary.registry)
    named = None if person.quoted else remark("speaker_named")
    if known is not None:
        why: Remark | None = named if exact else remark("speaker_written", name=person.name)
        return Finding(known.id, Certainty.INFERRED if why else Certainty.STATED, person.sentence, why)
    term = NewTerm("speakers", slugify(person.name), _speaker_fields(person, vocabulary))
    certainty = Certainty.INFERRED if person.sure else Certainty.DOUBTFUL
    return Finding(term.id, certainty, person.sentence, named, term)


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
    words = set(person.words)
    near = []
    for term in registry.terms["speakers"].values():
        for name in (*term.names.values(), *term.fields.aliases):
            other = {word.lower().strip(".") for word in name.split()}
            if min(len(words), len(other)) > 1 and (words <= other or other <= words):
                near.append(term)
                break
    return (near[0], False) if len(near) == 1 else (None, False)


def _speaker_fields(person: Person, vocabulary: Vocabulary) -> Mapping[str, Value]:
    fields: dict[str, Value] = {"name": shortened(person.name, 190)}
    if person.prefix:
        fields["prefix"] = shortened(person.prefix, 90)
    if person.suffix:
        fields["suffix"] = shortened(person.suffix, 190)
    appointments = tuple(_appointment(office, vocabulary) for office in person.offices)
    if appointments:
        fields["appointments"] = appointments
    return fields


def _appointment(office: str, vocabulary: Vocabulary) -> Value:
    acting = re.match(r"(?i)(?:plt|plh|pj|pjs)\b\.?\s+|(?:penjabat|pelaksana tugas|acting)\s+", office)
    fields: dict[str, Value] = {"office": shortened(office[acting.end() :] if acting else office, 290)}
    agencies = [
        match.values[0].id for match in vocabulary.agencies.find(tokens_of(office)) if len(match.values) == 1
    ]
    if agencies:
        fields["agency"] = agencies[-1]
    if acting:
        fields["acting"] = True
    return fields
