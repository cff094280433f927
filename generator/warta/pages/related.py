"""What the first page of a term shows around its stories: with whom, about what, where, when; and quotations.

A term can have thousands of stories, so all this is counted only when its page is rendered. The fingerprint
is taken over those of the terms that are counted: a change of a story's text leaves them as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from heapq import nsmallest
from itertools import chain
from operator import attrgetter

from warta.i18n.languages import Language
from warta.pages.context import Context
from warta.pages.fingerprint import combined, fingerprint
from warta.site.gazetteer import extent, province_map
from warta.site.library import Post
from warta.site.taxonomy import Term, by_name
from warta.views.charts import Activity, ActivityMonth, MapPosition
from warta.views.terms import Quotation, TermCount, TermGroup, TermView

__all__ = ["activity_of", "related_basis", "related_fingerprint", "with_related"]

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
"""A province smaller than this, in units of the map, gets a ring at this distance."""


def related_fingerprint(context: Context, term: Term, code: str, posts: Sequence[Post]) -> bytes:
    """Of all that :func:`with_related` looks at."""
    taxonomy, known = term.taxonomy, context.references.fingerprints[code]
    prints = [
        b"".join(map(known.__getitem__, map(attrgetter(counted), posts))) for counted in COUNTED[taxonomy]
    ]
    if taxonomy == "agencies":
        prints.append(repr([*_months(posts).items()]).encode())
    if taxonomy == "speakers":
        for post, number in _newest_quotations(context, code, term):
            prints += [
                context.stories.teaser_fingerprints[post],
                context.speakers.fingerprints[context.speakers.quoted[post][number]],
                post.card.quotations[number].encode("utf-8", "surrogatepass"),
            ]
    if taxonomy == "regions":
        prints.append(fingerprint((_agencies_in(context, code, term), _province(context, term))))
    return combined(prints)


def related_basis(context: Context, term: Term, code: str) -> bytes:
    """The digest of what :func:`with_related` looks at besides the term's own stories."""
    if term.taxonomy == "speakers":
        newest, known = _newest_quotations(context, code, term), context.stories.fingerprints
        return b"".join([known[post] + str(number).encode() for post, number in newest])
    if term.taxonomy == "regions":
        return fingerprint(_agencies_in(context, code, term))
    return b""


def with_related(
    context: Context, language: Language, term: Term, posts: Sequence[Post], *, view: TermView
) -> TermView:
    """The view of a term with what stands around its stories, counted over all of them."""
    code, taxonomy = language.code, term.taxonomy
    groups = []
    for counted in COUNTED[taxonomy]:
        counts = Counter(chain.from_iterable(map(attrgetter(counted), posts)))
        groups.append(TermGroup(counted, _often(context, term, code, counts)))
    view = view._replace(groups=tuple([group for group in groups if group.terms]))
    if taxonomy == "agencies":
        return view._replace(activity=_latest_months(language, _months(posts)))
    if taxonomy == "regions":
        here, position = _agencies_in(context, code, term), _position(context, code, term)
        return view._replace(agencies=here, position=position)
    if taxonomy == "speakers":
        return view._replace(quotations=_quotations(context, code, term))
    return view


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


def _often(context: Context, term: Term, code: str, counts: Counter[Term]) -> tuple[TermCount, ...]:
    """The most frequent terms without the one whose stories they are counted in."""
    counts.pop(term, None)
    often = nsmallest(
        MOST, counts, key=lambda other: (-counts[other], other.names[code].casefold(), other.id)
    )
    return tuple([TermCount(context.references.one(other, code), counts[other]) for other in often])


def _agencies_in(context: Context, code: str, region: Term) -> tuple[TermCount, ...]:
    """The agencies that serve a region itself, by name."""
    index = context.places.index[code]
    stories, here = index.by_term["agencies"], sorted(index.at_home.get(region, ()), key=by_name(code))
    return tuple([TermCount(context.references.one(agency, code), len(stories[agency])) for agency in here])


def _province(context: Context, region: Term) -> str:
    """The id of the province that a region is or lies in, if the map has it; else empty."""
    path = () if context.config.own_regions else context.registry.path_of(region)
    return path[0].id if path and path[0].id in province_map().paths else ""


def _position(context: Context, code: str, region: Term) -> MapPosition | None:
    province = _province(context, region)
    if not province:
        return None
    outlines = province_map()
    path = outlines.paths[province]
    left, top, right, bottom = extent(path)
    size = max(right - left, bottom - top)
    return MapPosition(
        view_box=outlines.view_box,
        path=path,
        name=context.registry.terms["regions"][province].names[code],
        x=(left + right) // 2,
        y=(top + bottom) // 2,
        ring=size // 2 + MARGIN if size < SMALL else 0,
    )


def _months(posts: Sequence[Post]) -> Counter[tuple[int, int]]:
    """(year, month) → number of stories, newest first."""
    return Counter([(post.original.year, post.original.month) for post in posts])


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
