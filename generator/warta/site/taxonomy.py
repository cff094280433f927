"""The terms that posts can name: the site's own and the gazetteer's regions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache

from msgspec import Struct

from warta import urls
from warta.config.settings import Config
from warta.content.model import (
    TAXONOMIES,
    AgencyFields,
    AppointmentFields,
    LocalText,
    Ref,
    RegionFields,
    SpeakerFields,
    TermFields,
)
from warta.content.parsed import ParsedAbbreviation, ParsedProfile, ParsedRemoval, ParsedTerm
from warta.diagnostics.values import Diagnostic, Position, error
from warta.site.gazetteer import GazetteerRegion, districts, gazetteer
from warta.site.spelling import command_for, misspelt, normalised, same_agency

__all__ = [
    "GlossaryEntry",
    "Registry",
    "Term",
    "by_name",
    "home_of",
    "normalised",
    "other_names",
    "own_terms",
    "registry_of",
    "words_of_places",
]


LONGEST_PLACE = 5
"""Words in the name of a region."""


class Term(Struct, frozen=True, eq=False):
    """An entry of a taxonomy, compared by identity: one object per term and build.

    A gazetteer region that no file mentions is one object for all builds of a process.
    """

    taxonomy: str
    id: str
    names: dict[str, str]
    """Per language."""
    slugs: dict[str, str]
    """Per language."""
    fields: TermFields
    path: str
    """The file that defines it; empty for a gazetteer region that no file mentions."""
    where: dict[str, Position]
    region: GazetteerRegion | None = None

    def full_name(self, language: str) -> str:
        """With titles, for a speaker."""
        name = self.names[language]
        if not isinstance(self.fields, SpeakerFields):
            return name
        before = f"{self.fields.prefix} " if self.fields.prefix else ""
        return f"{before}{name}" + (f", {self.fields.suffix}" if self.fields.suffix else "")

    @property
    def appointments(self) -> tuple[AppointmentFields, ...]:
        """The offices of a speaker, in the order of the file."""
        return self.fields.appointments if isinstance(self.fields, SpeakerFields) else ()

    def appointments_on(self, day: date) -> tuple[AppointmentFields, ...]:
        """The offices a speaker held on ``day``, in the order of the file."""
        return tuple(
            appointment
            for appointment in self.appointments
            if (appointment.start is None or appointment.start.first_day() <= day)
            and (appointment.end is None or day <= appointment.end.last_day())
        )


class GlossaryEntry(Struct, frozen=True):
    """The full form of an abbreviation."""

    abbreviation: str
    """As it is written in texts."""
    meaning: LocalText
    url: str | None
    """Where a reader learns more."""

    def has(self, language: str) -> bool:
        """Whether there is a full form for texts in ``language``."""
        return _has(self.meaning, language)


Names = tuple[dict[str, list[Term]], dict[str, list[Term]], dict[str, list[Term]]]
"""Normalised ids, names and other names → the terms that have them."""


def _holds_name(text: str, name: str) -> bool:
    """Whether a known name of several words stands in a text with a title or an office beside it."""
    return " " in name and name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


class Registry:
    """Looks terms up by id or name. Built once, then only read."""

    def __init__(
        self,
        terms: Iterable[Term],
        profiles: dict[tuple[str, str, str], ParsedProfile],
        glossary: Mapping[str, GlossaryEntry],
        removals: Sequence[ParsedRemoval] = (),
        *,
        country: str = "",
        home: str = "",
    ) -> None:
        """``country`` and ``home`` are ids of regions that may not exist: the country, the site's subject."""
        self.glossary = glossary
        """Abbreviation → entry."""
        self.removals = removals
        """What has been taken off the site for good, as the site says."""
        self._country = country
        self._home = home
        self.terms: dict[str, dict[str, Term]] = {taxonomy: {} for taxonomy in TAXONOMIES}
        self.profiles = profiles
        """(taxonomy, id, language) → profile text."""
        self._names: dict[str, Names] = {}
        self._suggestions: dict[tuple[str, str], str] = {}
        for term in terms:
            self.terms[term.taxonomy][term.id] = term

    def _named(self, taxonomy: str) -> Names:
        """What the terms of a taxonomy are called; made when a text first names one by more than its id."""
        if taxonomy not in self._names:
            found = self._names[taxonomy] = ({}, {}, {})
            for term in self.terms[taxonomy].values():
                keys = _keys(term) if term.path else _lasting_keys(term)
                for index, names in zip(found, keys, strict=True):
                    for name in names:
                        index.setdefault(name, []).append(term)
        return self._names[taxonomy]

    @cached_property
    def _places(self) -> frozenset[str]:
        return words_of_places(self)

    def find(self, taxonomy: str, text: str) -> tuple[Term, ...]:
        """The terms that ``text`` can mean: by id, else by name, else by another name."""
        by_id = self.terms[taxonomy].get(text)
        if by_id is not None:
            return (by_id,)
        name = normalised(text)
        _, names, others = self._named(taxonomy)
        return tuple(names.get(name) or others.get(name) or [])

    def resolve(self, taxonomy: str, ref: Ref, file: str) -> tuple[Term | None, Diagnostic | None]:
        """The one term that ``ref`` means, or what is wrong with it."""
        found = self.find(taxonomy, ref.text)
        if len(found) == 1:
            return found[0], None
        if not ref.text:
            return None, None  # an empty value has been reported where it was read
        if found:
            choices = ", ".join(sorted(term.id for term in found))
            return None, error(
                "ambiguous-term", file, ref.position, taxonomy=taxonomy, name=ref.text, choices=choices
            )
        suggestion = self.suggestion(taxonomy, ref.text)
        if suggestion:
            return None, error(
                "unknown-term-suggestion",
                file,
                ref.position,
                taxonomy=taxonomy,
                name=ref.text,
                suggestion=suggestion,
            )
        new_id = urls.slugify(ref.text) or "istilah-baru"
        return None, error(
            "unknown-term",
            file,
            ref.position,
            taxonomy=taxonomy,
            name=ref.text,
            file=home_of(taxonomy, new_id),
            command=command_for(taxonomy, ref.text, self.region_in(ref.text)),
        )

    def suggestion(self, taxonomy: str, text: str) -> str:
        """The id of the term of which ``text`` is a misspelt id or name, or an agency's name in short.

        Empty when it is none, or could be two agencies'.
        """
        if (taxonomy, text) not in self._suggestions:
            names = {name: terms[0].id for known in self._named(taxonomy) for name, terms in known.items()}
            places = () if taxonomy == "regions" else self._places
            meant = misspelt(text, names, places=places, people=taxonomy == "speakers")
            found = {names[meant]} if meant else set()
            if not found and taxonomy == "agencies":
                found = {
                    term.id
                    for term in self.terms["agencies"].values()
                    if any(same_agency(text, name) for name in (*term.names.values(), *other_names(term)))
                }
            if not found and taxonomy == "speakers":
                found = {names[name] for name in names if _holds_name(normalised(text), name)}
            self._suggestions[taxonomy, text] = found.pop() if len(found) == 1 else ""
        return self._suggestions[taxonomy, text]

    def region_in(self, name: str) -> str:
        """The id of the region with the longest name in ``name``; empty when no one region has it."""
        words = normalised(name).split()
        phrases = (
            words[start : start + length]
            for length in range(min(len(words), LONGEST_PLACE), 0, -1)
            for start in range(len(words) - length, -1, -1)
        )
        found = (self.find("regions", " ".join(phrase)) for phrase in phrases)
        return next((terms[0].id for terms in found if len(terms) == 1), "")

    @property
    def country(self) -> Term | None:
        """The region that is the whole country; None where the site has none."""
        return self.terms["regions"].get(self._country)

    @property
    def home(self) -> Term | None:
        """The region that the site is about; None where it is about the whole country."""
        return self.terms["regions"].get(self._home) if self._home != self._country else None

    def below(self, region: Term) -> tuple[Term, ...]:
        """The regions directly below a region."""
        return tuple(term for term in self.terms["regions"].values() if self.parent(term) is region)

    def path_of(self, region: Term) -> tuple[Term, ...]:
        """A region and those above it, from the top, without the country."""
        path = [region]
        while (parent := self.parent(path[-1])) is not None and parent not in path:
            path.append(parent)
        return tuple(reversed([term for term in path if term is not self.country]))

    def parent(self, term: Term) -> Term | None:
        """The region above a region, or the agency above an agency."""
        fields = term.fields
        if isinstance(fields, RegionFields):
            if fields.parent is not None:
                return self._one("regions", fields.parent)
            return self.terms["regions"].get(term.region.parent) if term.region else None
        if isinstance(fields, AgencyFields) and fields.parent is not None:
            return self._one("agencies", fields.parent)
        return None

    def successor(self, term: Term) -> Term | None:
        """The agency that took an agency's place."""
        if isinstance(term.fields, AgencyFields) and term.fields.successor is not None:
            return self._one("agencies", term.fields.successor)
        return None

    def region_of(self, agency: Term) -> Term | None:
        """The region an agency serves."""
        return self._one("regions", agency.fields.region) if isinstance(agency.fields, AgencyFields) else None

    def _one(self, taxonomy: str, ref: Ref) -> Term | None:
        found = self.find(taxonomy, ref.text)
        return found[0] if len(found) == 1 else None


def registry_of(
    parsed: Iterable[ParsedTerm | ParsedAbbreviation | ParsedRemoval],
    profiles: Iterable[ParsedProfile],
    config: Config,
) -> Registry:
    """The registry of a site, without a look at what does not fit together in it."""
    items = tuple(parsed)
    own = own_terms(items)
    regions = {} if config.own_regions else {**gazetteer(), **districts(config.region)}
    terms = [_own_term(item, regions.get(item.term), config) for item in own.values()]
    terms += [
        _gazetteer_term(region, config.codes)
        for region in regions.values()
        if ("regions", region.id) not in own
    ]
    return Registry(
        terms,
        {(item.taxonomy, item.term, item.language): item for item in profiles},
        {
            item.abbreviation: GlossaryEntry(item.abbreviation, item.fields.meaning, item.fields.url)
            for item in items
            if isinstance(item, ParsedAbbreviation)
        },
        [item for item in items if isinstance(item, ParsedRemoval)],
        country=config.country,
        home=config.region,
    )


def own_terms(
    parsed: Iterable[ParsedTerm | ParsedAbbreviation | ParsedRemoval],
) -> dict[tuple[str, str], ParsedTerm]:
    """The site's own, by taxonomy and id; the first of those that share one."""
    own: dict[tuple[str, str], ParsedTerm] = {}
    for item in parsed:
        if isinstance(item, ParsedTerm):
            own.setdefault((item.taxonomy, item.term), item)
    return own


def words_of_places(registry: Registry) -> frozenset[str]:
    """Every word in the name of a region, normalised: what stands in many names and tells nobody's."""
    return frozenset(
        word
        for region in registry.terms["regions"].values()
        for name in region.names.values()
        for word in normalised(name).split()
    )


def _keys(term: Term) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The normalised id, names and other names of a term."""
    id_, names, others = (
        frozenset(normalised(name) for name in of) - {""}
        for of in ([term.id], term.names.values(), other_names(term))
    )
    return id_, names, others


REGIONS_KEPT = 4096
"""Those of the gazetteer in some seven sets of languages."""
_lasting_keys = lru_cache(maxsize=REGIONS_KEPT)(_keys)
"""For the regions of the gazetteer, of which a build has five hundred and a site hardly any."""


def other_names(term: Term) -> Iterator[str]:
    """What people may call a term besides its name: aliases, former names, with titles, in short."""
    yield from term.fields.aliases
    if isinstance(term.fields, AgencyFields):
        for name in term.fields.former_names:
            yield from name.all()
    if isinstance(term.fields, SpeakerFields):
        yield term.full_name(next(iter(term.names)))
    if term.region is not None:
        yield from (term.region.name_id, term.region.name_en, *term.region.other_names())


def _own_term(item: ParsedTerm, region: GazetteerRegion | None, config: Config) -> Term:
    in_gazetteer = region if item.taxonomy == "regions" else None
    name: LocalText | None = getattr(item.fields, "name", None)
    names = {}
    for code in config.codes:
        if name is not None:
            names[code] = name.get(code, *config.codes) or item.term
        else:
            names[code] = _region_name(in_gazetteer, code) if in_gazetteer else item.term
    slugs = _slugs(item.fields, names, item.term)
    return Term(item.taxonomy, item.term, names, slugs, item.fields, item.path, item.where, in_gazetteer)


@lru_cache(maxsize=REGIONS_KEPT)
def _gazetteer_term(region: GazetteerRegion, codes: tuple[str, ...]) -> Term:
    names = {code: _region_name(region, code) for code in codes}
    slugs = {code: urls.slugify(name) for code, name in names.items()}
    return Term("regions", region.id, names, slugs, _NO_FIELDS, "", {}, region)


_NO_FIELDS = RegionFields()


def _region_name(region: GazetteerRegion, language: str) -> str:
    """Indonesian in Indonesian; in every other language the English name, as international usage has it."""
    return region.name_id if language == "id" else region.name_en


def _slugs(fields: TermFields, names: dict[str, str], fallback: str) -> dict[str, str]:
    slugs = {}
    for code, name in names.items():
        given = fields.slug.get(code) if fields.slug is not None and _has(fields.slug, code) else ""
        slugs[code] = given or urls.slugify(name) or fallback
    return slugs


def _has(text: LocalText, language: str) -> bool:
    return text.default is not None or any(code == language for code, _ in text.by_language)


def home_of(taxonomy: str, term_id: str) -> str:
    """The file in which a new term of the taxonomy would be written."""
    return (
        f"content/{taxonomy}.yaml"
        if taxonomy in ("tags", "regions")
        else f"content/{taxonomy}/{term_id}.yaml"
    )


def by_name(code: str) -> Callable[[Term], tuple[str, str]]:
    """Sorts terms by their name in a language."""
    return lambda term: (term.names[code].casefold(), term.id)
