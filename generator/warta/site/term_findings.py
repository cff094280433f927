"""What does not fit together among the terms of a site, and its registry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from warta import urls
from warta.config.settings import Config
from warta.config.tables import CONFIG_FILE
from warta.content.model import AgencyFields, Ref, RegionFields
from warta.content.parsed import ParsedAbbreviation, ParsedProfile, ParsedRemoval, ParsedTerm
from warta.diagnostics.values import WHOLE_FILE, Diagnostic, Position, error
from warta.site.spelling import command_for
from warta.site.taxonomy import REGIONS_KEPT, Registry, Term, home_of, own_terms, registry_of

__all__ = ["build_registry"]


def build_registry(
    parsed: Iterable[ParsedTerm | ParsedAbbreviation | ParsedRemoval],
    profiles: Iterable[ParsedProfile],
    config: Config,
) -> tuple[Registry, tuple[Diagnostic, ...]]:
    """The registry of a site, and what does not fit together in it."""
    items = tuple(parsed)
    registry, own = registry_of(items, profiles, config), own_terms(items)
    terms = [term for those in registry.terms.values() for term in those.values()]
    twice = [
        (item, own[item.taxonomy, item.term])
        for item in items
        if isinstance(item, ParsedTerm) and own[item.taxonomy, item.term] is not item
    ]
    diagnostics = [
        error("term-twice", item.path, item.position, term=item.term, other=_place(first))
        for item, first in twice
    ]
    if config.country and registry.country is None:
        diagnostics.append(
            error(
                "setting-country",
                CONFIG_FILE,
                config.where.get("country", WHOLE_FILE),
                country=config.country,
            )
        )
    if config.region and config.region not in registry.terms["regions"]:
        diagnostics.append(_unknown_home(config.region, config.where.get("region", WHOLE_FILE), registry))
    diagnostics.extend(_check_new(registry, config))
    for term in terms:
        if term.path:
            diagnostics.extend(_check_term(term, own[term.taxonomy, term.id], registry, config))
    diagnostics.extend(_check_slugs(terms, config))
    for (taxonomy, term_id, _), profile in registry.profiles.items():
        if term_id not in registry.terms[taxonomy]:
            suggestion = registry.suggestion(taxonomy, term_id)
            if suggestion:
                found = error(
                    "profile-without-term-suggestion", profile.path, term=term_id, suggestion=suggestion
                )
            else:
                home = home_of(taxonomy, term_id)
                found = error("profile-without-term", profile.path, term=term_id, home=home)
            diagnostics.append(found)
    return registry, tuple(diagnostics)


def _unknown_home(name: str, position: Position, registry: Registry) -> Diagnostic:
    """The site is about a region that there is none of under this id; a name tells which is meant."""
    found = registry.find("regions", name)
    meant = found[0].id if len(found) == 1 else registry.suggestion("regions", name)
    if not meant:
        return error("setting-region", CONFIG_FILE, position, region=name)
    return error("setting-region-suggestion", CONFIG_FILE, position, region=name, suggestion=meant)


def _check_new(registry: Registry, config: Config) -> Iterator[Diagnostic]:
    """Terms that ``[new]`` names and nobody knows: the next ``warta new`` would be refused."""
    for key, taxonomy, name in (
        ("new.agency", "agencies", config.new_agency),
        ("new.region", "regions", config.new_region),
    ):
        found = registry.find(taxonomy, name) if name else ()
        if not name or len(found) == 1:
            continue
        known = {"key": key, "taxonomy": taxonomy, "name": name}
        place = config.where.get(key, WHOLE_FILE)
        if found:
            choices = ", ".join(sorted(term.id for term in found))
            yield error("setting-term-ambiguous", CONFIG_FILE, place, **known, choices=choices)
        elif meant := registry.suggestion(taxonomy, name):
            yield error("setting-term-suggestion", CONFIG_FILE, place, **known, suggestion=meant)
        else:
            command = command_for(taxonomy, name, registry.region_in(name))
            yield error("setting-term", CONFIG_FILE, place, **known, command=command)


def _check_term(term: Term, item: ParsedTerm, registry: Registry, config: Config) -> Iterator[Diagnostic]:
    """What is wrong with a term of the site's own, among the others."""
    for taxonomy, ref in _refs_of(term):
        _, problem = registry.resolve(taxonomy, ref, term.path)
        if problem is not None:
            yield problem
    if isinstance(term.fields, RegionFields) and term.region is None:
        if term.fields.name is None:
            yield error("region-without-name", term.path, item.position, term=term.id)
        if term.fields.parent is None and not config.own_regions:  # in a tree of its own it is at the top
            yield error("region-without-parent", term.path, item.position, term=term.id)
    for appointment in term.appointments:
        start, end = appointment.start, appointment.end
        if start and end and end.last_day() < start.first_day():
            office = appointment.office.all()[0]
            yield error("appointment-backwards", term.path, term.where["appointments"], office=office)
    seen = [term]
    while (above := registry.parent(seen[-1])) is not None and above not in seen:
        seen.append(above)
    if above is term:
        path = " → ".join(step.id for step in [*seen, above])
        yield error("term-cycle", term.path, term.where.get("parent", item.position), path=path)


def _refs_of(term: Term) -> Iterator[tuple[str, Ref]]:
    """The other terms that a term names, with their taxonomies."""
    fields = term.fields
    refs: list[tuple[str, Ref | None]] = []
    if isinstance(fields, AgencyFields):
        refs += [("regions", fields.region), ("agencies", fields.parent), ("agencies", fields.successor)]
    if isinstance(fields, RegionFields):
        refs.append(("regions", fields.parent))
    refs += [("agencies", appointment.agency) for appointment in term.appointments]
    for taxonomy, ref in refs:
        if ref is not None:
            yield taxonomy, ref


def _check_slugs(terms: list[Term], config: Config) -> Iterator[Diagnostic]:
    taken: dict[tuple[str, str, str], Term] = {}
    for term in terms:
        for language in config.languages:
            slug = term.slugs[language.code]
            collision_key, has_problem = _about_slug(slug)
            if slug == language.paths["page"] or has_problem:
                position = term.where.get("slug") or term.where.get("name", Position(1, 1))
                yield error("slug-reserved-term", term.path, position, term=term.id, slug=slug)
            first = taken.setdefault((language.code, term.taxonomy, collision_key), term)
            if first is not term:
                mine, other = (term, first) if term.path else (first, term)
                yield error(
                    "slug-twice",
                    mine.path,
                    mine.where.get("slug") or mine.where.get("name", Position(1, 1)),
                    slug=slug,
                    term=mine.id,
                    other=other.id,
                    language=language.code,
                )


@lru_cache(maxsize=2 * REGIONS_KEPT)
def _about_slug(slug: str) -> tuple[str, bool]:
    """What it must not share with another one, and whether it cannot be one."""
    return urls.collision_key(slug), urls.slug_problem(slug) is not None


def _place(item: ParsedTerm) -> str:
    return f"{item.path}:{item.position.line}" if item.position.line else item.path
