"""Plans the pages of agencies, speakers, regions and tags, and the lists of these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from heapq import nsmallest

from warta.content.model import AgencyFields, SpeakerFields
from warta.i18n.languages import Language
from warta.pages.context import Parts, local_text, start_of
from warta.pages.data import (
    Head,
    PlannedPage,
    TermFacts,
)
from warta.pages.feeds import feeds
from warta.pages.frame import FEED_FILES, section
from warta.pages.listings import listing_pages
from warta.pages.related import surroundings, surroundings_basis, surroundings_print
from warta.pages.sections import Sections
from warta.site.gazetteer import COUNTRY, province_map
from warta.site.index import Index
from warta.site.library import Post
from warta.site.taxonomy import Term, by_name
from warta.views.models import (
    Link,
    MapShape,
    MapView,
    Office,
    RegionNode,
    RegionsView,
    TermCount,
    TermsView,
)

__all__ = ["busiest_terms", "taxonomy_page", "term_counts", "term_pages"]


def taxonomy_page(parts: Parts, language: Language, taxonomy: str) -> PlannedPage:
    """The list of all agencies, speakers, regions or tags that have stories."""
    code = language.code
    address = parts.addresses.taxonomy(code, taxonomy)
    description = language.text(f"{taxonomy}_description", site=parts.config.titles[code])
    versions = parts.versions["terms", taxonomy]
    head = Head("terms", address.url, language.text(taxonomy), description, versions, parts.trail(language))
    if taxonomy == "regions":
        return parts.planned(address.path, "regions.html", code, head, _regions(parts, code))
    view = TermsView(taxonomy, term_counts(parts, code, taxonomy))
    return parts.planned(address.path, "terms.html", code, head, view)


def term_pages(
    parts: Parts, sections: Sections, language: Language, taxonomy: str, term: Term, posts: Sequence[Post]
) -> Iterator[PlannedPage]:
    """The pages of one term with its ``posts``, and its feeds."""
    code, known = language.code, parts.story_prints
    listed = parts.listed(code, posts, partial(_of_term, taxonomy, term))
    basis = (
        parts.besides,
        parts.profiles[term, code].encode("utf-8", "surrogatepass"),
        surroundings_basis(parts, code, taxonomy, term),
        *[known[post] for post in posts],
        b"",
        *([known[post] for post in listed] if listed is not posts else ()),
    )
    plan = partial(_of_one, parts, language, taxonomy, term, posts, listed)
    yield from sections.pages(f"{taxonomy} {code} {term.id}", basis, plan)


def _of_one(
    parts: Parts,
    language: Language,
    taxonomy: str,
    term: Term,
    posts: Sequence[Post],
    listed: Sequence[Post],
) -> Iterator[PlannedPage]:
    code = language.code
    versions = parts.versions["term", taxonomy, term.id]
    description = local_text(term.fields.description, code, parts.codes) or language.text(
        f"{taxonomy}_term_description", name=term.names[code]
    )
    above = parts.registry.path_of(term)[:-1] if taxonomy == "regions" else ()
    links = [Link(ref.name, ref.url) for ref in parts.refs(above, code)]
    trail = parts.trail(language, section(parts.config, language, taxonomy), *links)
    facts = _facts(parts, language, taxonomy, term)
    address = parts.addresses.term(code, taxonomy, term.slugs[code])
    settings = parts.config.feeds
    urls = (
        tuple([parts.addresses.beside(address, FEED_FILES[kind]).url for kind in settings.formats])
        if taxonomy in settings.terms
        else ()
    )
    head = Head("term", address.url, facts.full_name, description, versions, trail, feeds=urls)
    profile = parts.profiles[term, code]
    around = partial(surroundings, parts, language, taxonomy, term, posts)
    around_print = surroundings_print(parts, code, taxonomy, term, posts)
    yield from listing_pages(
        parts, language, "term.html", address, listed, head, (facts, profile), around, around_print
    )
    if urls:
        name = f"{facts.full_name} – {parts.config.titles[code]}"
        yield from feeds(parts, language, address, name, description, posts)


def _facts(parts: Parts, language: Language, taxonomy: str, term: Term) -> TermFacts:
    code = language.code
    agency = term.fields if isinstance(term.fields, AgencyFields) else None
    parent = parts.registry.parent(term) if agency else None
    successor = parts.registry.successor(term)
    region = parts.registry.region_of(term)
    counts = parts.index[code].by_term["regions"]
    below = sorted(parts.index[code].subregions.get(term, ()), key=by_name(code))
    former = agency.former_names if agency else ()
    return TermFacts(
        taxonomy=taxonomy,
        name=term.names[code],
        full_name=term.full_name(code),
        offices=_offices(parts, language, term),
        region=parts.term_ref(region, code) if region else None,
        parent=parts.term_ref(parent, code) if parent else None,
        successor=parts.term_ref(successor, code) if successor else None,
        ended=agency.ended if agency else None,
        former_names=tuple(name.get(code, *parts.codes) for name in former),
        address=agency.address if agency else None,
        website=agency.website if agency else None,
        subregions=tuple(TermCount(parts.term_ref(child, code), len(counts[child])) for child in below),
        description=local_text(term.fields.description, code, parts.codes) or "",
    )


def _offices(parts: Parts, language: Language, term: Term) -> tuple[Office, ...]:
    if not isinstance(term.fields, SpeakerFields):
        return ()
    offices = []
    for appointment in sorted(term.fields.appointments, key=start_of, reverse=True):
        agency = None
        if appointment.agency is not None:
            found = parts.registry.find("agencies", appointment.agency.text)
            agency = parts.term_ref(found[0], language.code) if len(found) == 1 else None
        title = parts.office_title(appointment, language)
        offices.append(Office(title, agency, appointment.start, appointment.end))
    return tuple(offices)


def _regions(parts: Parts, code: str) -> RegionsView:
    index = parts.index[code]
    country = parts.registry.terms["regions"][COUNTRY]
    tops = sorted((term for term in index.top_regions if term is not country), key=by_name(code))
    own = len(index.by_term["regions"].get(country, ()))
    national = TermCount(parts.term_ref(country, code), own) if own else None
    return RegionsView(tuple(_region_node(parts, term, code) for term in tops), national, _map(parts, code))


def _region_node(parts: Parts, term: Term, code: str) -> RegionNode:
    children = sorted(parts.index[code].subregions.get(term, ()), key=by_name(code))
    return RegionNode(
        parts.term_ref(term, code),
        len(parts.index[code].by_term["regions"][term]),
        tuple(_region_node(parts, child, code) for child in children),
    )


def _map(parts: Parts, code: str) -> MapView | None:
    stories = parts.index[code].by_term["regions"]
    outlines = province_map()
    provinces = {term_id: parts.registry.terms["regions"][term_id] for term_id in outlines.paths}
    counts = {term_id: len(stories.get(term, ())) for term_id, term in provinces.items()}
    most = max(counts.values(), default=0)
    if not most:
        return None
    shapes = []
    for term_id, path in outlines.paths.items():
        ref, count = parts.term_ref(provinces[term_id], code), counts[term_id]
        shapes.append(MapShape(path, ref.name, ref.url, count, -(-4 * count // most)))
    return MapView(outlines.view_box, tuple(shapes))


def term_counts(parts: Parts, code: str, taxonomy: str, most: int | None = None) -> tuple[TermCount, ...]:
    """Terms with their number of stories: the busiest ``most``, or all by name."""
    stories = parts.index[code].by_term[taxonomy]
    terms = sorted(stories, key=by_name(code)) if most is None else busiest_terms(parts, code, taxonomy, most)
    return tuple([TermCount(parts.term_ref(term, code), len(stories[term])) for term in terms])


def busiest_terms(parts: Parts, code: str, taxonomy: str, most: int) -> list[Term]:
    """The terms with the most stories; of regions those that lie in no other, without the country."""
    index = parts.index[code]
    stories = index.by_term[taxonomy]
    terms: Iterable[Term] = stories
    if taxonomy == "regions":
        terms = index.top_regions - {parts.registry.terms["regions"][COUNTRY]}
    return nsmallest(
        most, terms, key=lambda term: (-len(stories[term]), term.names[code].casefold(), term.id)
    )


def _of_term(taxonomy: str, term: Term, cards: Index) -> Sequence[Post]:
    return cards.by_term[taxonomy].get(term, ())
