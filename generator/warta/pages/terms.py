"""Plans the pages of agencies, speakers, regions and tags, and the lists of these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from heapq import nsmallest
from typing import Any

from msgspec.structs import replace

from warta.content.model import AgencyFields, SpeakerFields
from warta.i18n.languages import Language
from warta.pages.context import Context
from warta.pages.data import Made, PlannedPage
from warta.pages.feeds import Feed, feeds
from warta.pages.fingerprint import fingerprint
from warta.pages.frame import FEED_FILES, section
from warta.pages.listings import NO_PAGES, Listing, listing_pages
from warta.pages.references import local_text
from warta.pages.related import related, with_related
from warta.pages.speakers import start_of
from warta.site.gazetteer import province_map, regency_map
from warta.site.index import Index
from warta.site.library import Post
from warta.site.taxonomy import Term, by_name
from warta.views.charts import MapShape, MapView
from warta.views.references import TermRef
from warta.views.site import Link, PageHead
from warta.views.terms import Office, RegionNode, RegionsView, TermCount, TermsView, TermView

__all__ = ["busiest_terms", "taxonomy_page", "term_counts", "term_pages"]


def taxonomy_page(context: Context, language: Language, taxonomy: str) -> PlannedPage:
    """The list of all agencies, speakers, regions or tags that have stories."""
    code = language.code
    address = context.addresses.taxonomy(code, taxonomy)
    head = context.head(
        language,
        "terms",
        address.url,
        title=language.text(taxonomy),
        description=language.text(f"{taxonomy}_description", site=context.config.titles[code]),
        versions=context.places.versions["terms", taxonomy],
        breadcrumbs=context.breadcrumbs(language),
    )
    if taxonomy == "regions":
        return context.planned(address.path, "regions.html", code, Made(head, _regions(context, code)))
    view = TermsView(taxonomy, term_counts(context, code, taxonomy))
    return context.planned(address.path, "terms.html", code, Made(head, view))


def term_pages(context: Context, language: Language, term: Term) -> Iterator[PlannedPage]:
    """The pages of one term with its stories, and its feeds."""
    code = language.code
    posts = context.places.index[code].by_term[term.taxonomy][term]
    listed = context.places.listed(code, posts, partial(_of_term, term))
    head, name = _head(context, language, term), term.full_name(code)
    address = context.addresses.term(code, term.taxonomy, term.slugs[code])
    # Without what changes with the stories: a numbered page shows none of it.
    view = TermView(term.taxonomy, term.names[code], name, NO_PAGES)
    about, around = _about(context, language, term), related(context, language, term)

    def own(view: TermView) -> TermView:
        return with_related(context, code, around, view=replace(view, **about))

    listing = Listing(
        language,
        "term.html",
        address,
        head,
        view,
        listed,
        own=own,
        own_fingerprint=fingerprint((about, around)),
    )
    yield from listing_pages(context, listing)
    settings = context.config.feeds
    if term.taxonomy in settings.terms:
        title = f"{name} – {context.config.titles[code]}"
        feed = Feed(address, title, head.description, posts, settings.term_formats, settings.term_full)
        yield from feeds(context, language, feed)


def _head(context: Context, language: Language, term: Term) -> PageHead:
    code, taxonomy = language.code, term.taxonomy
    address = context.addresses.term(code, taxonomy, term.slugs[code])
    above = context.registry.path_of(term)[:-1] if taxonomy == "regions" else ()
    links = [Link(ref.name, ref.url) for ref in context.references.several(above, code)]
    settings = context.config.feeds
    formats = settings.term_formats if taxonomy in settings.terms else ()
    return context.head(
        language,
        "term",
        address.url,
        title=term.full_name(code),
        description=local_text(term.fields.description, code, context.codes)[0]
        or language.text(f"{taxonomy}_term_description", name=term.names[code]),
        versions=context.places.versions["term", taxonomy, term.id],
        breadcrumbs=context.breadcrumbs(language, section(context.config, language, taxonomy), *links),
        feeds={kind: context.addresses.beside(address, FEED_FILES[kind]).url for kind in formats},
    )


def _about(context: Context, language: Language, term: Term) -> dict[str, Any]:
    """What a term's own page says of it; related terms are counted when it is rendered."""
    code, registry = language.code, context.registry
    agency = term.fields if isinstance(term.fields, AgencyFields) else None
    index = context.places.index[code]
    counts = index.by_term["regions"]
    below = sorted(index.subregions.get(term, ()), key=by_name(code))
    former = agency.former_names if agency else ()
    description, description_language = local_text(term.fields.description, code, context.codes)

    def reference(other: Term | None) -> TermRef | None:
        return context.references.one(other, code) if other is not None else None

    return {
        "profile": context.profiles[term, code],
        "offices": _offices(context, language, term),
        "region": reference(registry.region_of(term)),
        "parent": reference(registry.parent(term) if agency else None),
        "successor": reference(registry.successor(term)),
        "ended": agency.ended if agency else None,
        "former_names": tuple(name.get(code, *context.codes) for name in former),
        "address": agency.address if agency else None,
        "website": agency.website if agency else None,
        "subregions": tuple(
            TermCount(context.references.one(child, code), len(counts[child])) for child in below
        ),
        "description": description,
        "description_language": description_language,
    }


def _offices(context: Context, language: Language, term: Term) -> tuple[Office, ...]:
    if not isinstance(term.fields, SpeakerFields):
        return ()
    offices = []
    for appointment in sorted(term.fields.appointments, key=start_of, reverse=True):
        agency = None
        if appointment.agency is not None:
            found = context.registry.find("agencies", appointment.agency.text)
            agency = context.references.one(found[0], language.code) if len(found) == 1 else None
        title = context.speakers.office_title(appointment, language.code)
        offices.append(Office(title, agency, appointment.start, appointment.end))
    return tuple(offices)


def _regions(context: Context, code: str) -> RegionsView:
    index, registry = context.places.index[code], context.registry
    country, home = registry.country, registry.home
    tops = sorted((term for term in index.top_regions if term is not country), key=by_name(code))
    own = len(index.by_term["regions"].get(country, ())) if country is not None else 0
    national = TermCount(context.references.one(country, code), own) if country is not None and own else None
    nodes = tuple(_region_node(context, term, code) for term in tops if term is not home)
    if home is not None:
        nodes = (_home_node(context, home, code), *nodes)
    return RegionsView(
        nodes,
        national,
        _map(context, code),
        context.references.one(home, code) if home is not None else None,
    )


def _region_node(context: Context, term: Term, code: str) -> RegionNode:
    """A region with those below it that have stories, without the one that the site is about."""
    below = context.places.index[code].subregions.get(term, frozenset()) - {context.registry.home}
    children = sorted(below, key=by_name(code))
    return RegionNode(
        context.references.one(term, code),
        len(context.places.index[code].by_term["regions"][term]),
        tuple(_region_node(context, child, code) for child in children),
    )


def _home_node(context: Context, home: Term, code: str) -> RegionNode:
    """The region that the site is about with all that are directly below it, those without stories too."""
    stories = context.places.index[code].by_term["regions"]
    children = [
        _region_node(context, child, code)
        if child in stories
        else RegionNode(context.references.one(child, code), 0, ())
        for child in sorted(context.registry.below(home), key=by_name(code))
    ]
    return RegionNode(context.references.one(home, code), len(stories.get(home, ())), tuple(children))


def _map(context: Context, code: str) -> MapView | None:
    """The map of what the site is about: the country's provinces, or a province's regencies and cities."""
    home = context.registry.home
    outlines = province_map() if home is None else regency_map(home.id)
    if context.config.own_regions or outlines is None:
        return None  # there is no map of them
    regions, stories = context.registry.terms["regions"], context.places.index[code].by_term["regions"]
    counts = {term_id: len(stories.get(regions[term_id], ())) for term_id in outlines.paths}
    most = max(counts.values(), default=0)
    if not most:
        return None
    shapes = []
    for term_id, path in outlines.paths.items():
        ref, count = context.references.one(regions[term_id], code), counts[term_id]
        shapes.append(MapShape(path, ref.name, ref.url, count, -(-4 * count // most)))
    return MapView(outlines.view_box, tuple(shapes), home.names[code] if home is not None else "")


def term_counts(context: Context, code: str, taxonomy: str, most: int | None = None) -> tuple[TermCount, ...]:
    """Terms with their number of stories: the busiest ``most``, or all by name."""
    stories = context.places.index[code].by_term[taxonomy]
    terms = (
        sorted(stories, key=by_name(code)) if most is None else busiest_terms(context, code, taxonomy, most)
    )
    return tuple([TermCount(context.references.one(term, code), len(stories[term])) for term in terms])


def busiest_terms(context: Context, code: str, taxonomy: str, most: int) -> list[Term]:
    """The terms with the most stories.

    Of regions those that lie in no other, without the country; or those within the one the site is about.
    """
    index, home = context.places.index[code], context.registry.home
    stories = index.by_term[taxonomy]
    terms: Iterable[Term] = stories
    if taxonomy == "regions":
        tops = [term for term in index.top_regions if term is not context.registry.country]
        terms = index.subregions.get(home) or tops if home is not None else tops
    return nsmallest(
        most, terms, key=lambda term: (-len(stories[term]), term.names[code].casefold(), term.id)
    )


def _of_term(term: Term, stand_ins: Index) -> Sequence[Post]:
    return stand_ins.by_term[term.taxonomy].get(term, ())
