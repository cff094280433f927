"""What the first page of a term shows around its stories: with whom, about what, where, when; and quotations.

A change of a story's text leaves the counts as they are, and the page of the term with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import nsmallest
from typing import NamedTuple

from msgspec.structs import replace

from warta.i18n.languages import Language
from warta.pages.context import Context
from warta.site.gazetteer import Outlines, extent, province_map, regency_map
from warta.site.library import Post
from warta.site.taxonomy import Term, by_name
from warta.views.charts import Activity, ActivityMonth, MapPosition
from warta.views.terms import Quotation, TermCount, TermGroup, TermView

__all__ = ["Related", "activity_of", "related", "with_related"]

COUNTED: dict[str, tuple[str, ...]] = {
    "agencies": ("speakers", "regions"),
    "speakers": ("tags",),
    "regions": (),
    "tags": ("tags",),
}
"""Which terms of a term's stories are counted."""
MOST = 8
"""Terms of each group that are shown."""
MOST_QUOTATIONS = 5
MONTHS = 24
"""Months that a chart goes back from the newest story."""
ENOUGH_MONTHS = 3
"""A chart of fewer months with stories says less than the list of stories."""
SMALL, MARGIN = 60, 16
"""A region smaller than this, in units of the map, gets a ring at this distance."""


class Place(NamedTuple):
    """Where a region is shown: ids of the map and of what is marked on it."""

    province: str
    """Of the map; empty for the country's."""
    marked: str


class Related(NamedTuple):
    """What stands around the stories of a term."""

    groups: tuple[TermGroup, ...]
    activity: Activity | None
    agencies: tuple[TermCount, ...]
    place: Place | None
    """Of a region that a map has, or that lies in one that it has."""
    quotations: tuple[Quotation, ...]


def related(context: Context, language: Language, term: Term) -> Related:
    """What stands around the stories of a term, counted over all of them."""
    code, taxonomy = language.code, term.taxonomy
    index = context.places.index[code]
    groups = [
        TermGroup(counted, _often(context, term, code, index.together(term, counted)))
        for counted in COUNTED[taxonomy]
    ]
    return Related(
        groups=tuple([group for group in groups if group.terms]),
        activity=_latest_months(language, index.months(term)) if taxonomy == "agencies" else None,
        agencies=_agencies_in(context, code, term) if taxonomy == "regions" else (),
        place=_place(context, term) if taxonomy == "regions" else None,
        quotations=_quotations(context, code, term) if taxonomy == "speakers" else (),
    )


def with_related(context: Context, code: str, around: Related, *, view: TermView) -> TermView:
    """The view of a term with what stands around its stories."""
    position = _position(context, code, around.place) if around.place is not None else None
    return replace(
        view,
        groups=around.groups,
        activity=around.activity,
        agencies=around.agencies,
        position=position,
        quotations=around.quotations,
    )


def _newest_quotations(context: Context, code: str, speaker: Term) -> Sequence[tuple[Post, int]]:
    return context.quotations[code].get(speaker, ())[:MOST_QUOTATIONS]


def _quotations(context: Context, code: str, speaker: Term) -> tuple[Quotation, ...]:
    quoted = context.speakers.quoted
    return tuple(
        [
            Quotation(
                post.card.quotations[number],
                quoted[post][number].office,
                post.date,
                post.kind,
                post.card.title,
                post.address.url,
            )
            for post, number in _newest_quotations(context, code, speaker)
        ]
    )


def _often(context: Context, term: Term, code: str, counts: Mapping[Term, int]) -> tuple[TermCount, ...]:
    """The most frequent terms without the one whose stories they are counted in."""
    others = (other for other in counts if other is not term)
    often = nsmallest(
        MOST, others, key=lambda other: (-counts[other], other.names[code].casefold(), other.id)
    )
    return tuple([TermCount(context.references.one(other, code), counts[other]) for other in often])


def _agencies_in(context: Context, code: str, region: Term) -> tuple[TermCount, ...]:
    """The agencies that serve a region itself, by name."""
    index = context.places.index[code]
    stories, here = index.by_term["agencies"], sorted(index.at_home.get(region, ()), key=by_name(code))
    return tuple([TermCount(context.references.one(agency, code), len(stories[agency])) for agency in here])


def _place(context: Context, region: Term) -> Place | None:
    """Where a region is.

    A site about a province, or about a region in one, shows what lies in that province on the map of its
    regencies; all else is shown on the map of the country by its province.
    """
    registry = context.registry
    path = () if context.config.own_regions else registry.path_of(region)
    if not path or path[0].id not in province_map().paths:
        return None
    if registry.home is not None and len(path) > 1 and registry.path_of(registry.home)[0] is path[0]:
        outlines = regency_map(path[0].id)
        if outlines is not None and path[1].id in outlines.paths:
            return Place(path[0].id, path[1].id)
    return Place("", path[0].id)


def _position(context: Context, code: str, place: Place) -> MapPosition:
    regions = context.registry.terms["regions"]
    outlines = _outlines(place)
    path = outlines.paths[place.marked]
    left, top, right, bottom = extent(path)
    size = max(right - left, bottom - top)
    return MapPosition(
        view_box=outlines.view_box,
        path=path,
        name=regions[place.marked].names[code],
        x=(left + right) // 2,
        y=(top + bottom) // 2,
        ring=size // 2 + MARGIN if size < SMALL else 0,
        around=regions[place.province].names[code] if place.province else "",
        outlines=tuple(outlines.paths.values()) if place.province else (),
    )


def _outlines(place: Place) -> Outlines:
    return (regency_map(place.province) if place.province else None) or province_map()


def _latest_months(language: Language, counts: Mapping[tuple[int, int], int]) -> Activity | None:
    """The months up to that of the newest story."""
    if not counts:
        return None
    newest = max(counts)
    last = newest[0] * 12 + newest[1] - 1
    first = max(min(year * 12 + month - 1 for year, month in counts), last - MONTHS + 1)
    return activity_of(language, counts, [(n // 12, n % 12 + 1) for n in range(first, last + 1)])


def activity_of(
    language: Language, counts: Mapping[tuple[int, int], int], months: Sequence[tuple[int, int]]
) -> Activity | None:
    """A chart of ``months``; None when too few of them have stories, or none has two."""
    most = max((counts.get(month, 0) for month in months), default=0)
    if most < 2 or sum(month in counts for month in months) < ENOUGH_MONTHS:
        return None
    bars = []
    for year, month in months:
        count = counts.get((year, month), 0)
        bars.append(ActivityMonth(language.month_name(year, month), count, -(-100 * count // most)))
    return Activity(tuple(bars), most)
