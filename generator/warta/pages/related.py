"""What the first page of a term shows around its stories: with whom, about what, where, when; and quotations.

A term can have thousands of stories, so all this is counted only when its page is
rendered. The fingerprint is taken over the prints of the terms that are counted,
which a change of a story's text leaves as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from heapq import nsmallest
from itertools import chain
from operator import attrgetter

from warta.i18n.languages import Language
from warta.pages.context import Parts
from warta.pages.data import TermSurroundings
from warta.pages.fingerprint import combined, fingerprint
from warta.site.gazetteer import extent, province_map
from warta.site.library import Post
from warta.site.taxonomy import Term, by_name
from warta.views.models import Activity, ActivityMonth, MapPosition, Quotation, TermCount, TermGroup

__all__ = ["activity_of", "surroundings", "surroundings_basis", "surroundings_print"]

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


def surroundings_print(parts: Parts, code: str, taxonomy: str, term: Term, posts: Sequence[Post]) -> bytes:
    """The digest of all that :meth:`surroundings` looks at."""
    known = parts.refs_prints[code]
    prints = [
        b"".join(map(known.__getitem__, map(attrgetter(counted), posts))) for counted in COUNTED[taxonomy]
    ]
    if taxonomy == "agencies":
        prints.append(repr([*_months(posts).items()]).encode())
    if taxonomy == "speakers":
        for post, number in _newest_said(parts, code, term):
            prints += [
                parts.teaser_prints[post],
                parts.speaker_prints[parts.quotes[post][number]],
                post.card.quotations[number].encode("utf-8", "surrogatepass"),
            ]
    if taxonomy == "regions":
        prints.append(fingerprint((_agencies_in(parts, code, term), _province(parts, term))))
    return combined(prints)


def surroundings_basis(parts: Parts, code: str, taxonomy: str, term: Term) -> bytes:
    """The digest of what :func:`surroundings` looks at besides the term's own stories."""
    if taxonomy == "speakers":
        said = _newest_said(parts, code, term)
        return b"".join([parts.story_prints[post] + str(number).encode() for post, number in said])
    if taxonomy == "regions":
        return fingerprint(_agencies_in(parts, code, term))
    return b""


def surroundings(
    parts: Parts, language: Language, taxonomy: str, term: Term, posts: Sequence[Post]
) -> TermSurroundings:
    """Everything around the stories of a term, counted over all of them."""
    code = language.code
    regions = taxonomy == "regions"
    groups = (TermGroup(counted, _often(parts, code, counted, term, posts)) for counted in COUNTED[taxonomy])
    return TermSurroundings(
        groups=tuple([group for group in groups if group.terms]),
        activity=_latest_months(language, _months(posts)) if taxonomy == "agencies" else None,
        agencies=_agencies_in(parts, code, term) if regions else (),
        position=_position(parts, code, term) if regions else None,
        quotations=_quotations(parts, code, term) if taxonomy == "speakers" else (),
    )


def _newest_said(parts: Parts, code: str, speaker: Term) -> Sequence[tuple[Post, int]]:
    return parts.said[code].get(speaker, ())[:MOST_QUOTATIONS]


def _quotations(parts: Parts, code: str, speaker: Term) -> tuple[Quotation, ...]:
    return tuple(
        [
            Quotation(
                post.card.quotations[number],
                parts.quotes[post][number].office,
                post.date,
                post.kind,
                post.card.title,
                post.address.url,
            )
            for post, number in _newest_said(parts, code, speaker)
        ]
    )


def _often(
    parts: Parts, code: str, taxonomy: str, term: Term, posts: Sequence[Post]
) -> tuple[TermCount, ...]:
    """The terms that most of the stories name, without the one whose stories they are."""
    counts = Counter(chain.from_iterable(map(attrgetter(taxonomy), posts)))
    counts.pop(term, None)
    often = nsmallest(
        MOST, counts, key=lambda other: (-counts[other], other.names[code].casefold(), other.id)
    )
    return tuple([TermCount(parts.term_ref(other, code), counts[other]) for other in often])


def _agencies_in(parts: Parts, code: str, region: Term) -> tuple[TermCount, ...]:
    """The agencies that serve a region itself, by name."""
    stories = parts.index[code].by_term["agencies"]
    here = sorted(parts.index[code].at_home.get(region, ()), key=by_name(code))
    return tuple([TermCount(parts.term_ref(agency, code), len(stories[agency])) for agency in here])


def _province(parts: Parts, region: Term) -> str:
    """The id of the province that a region is or lies in, if the map has it; else empty."""
    path = parts.registry.path_of(region)
    return path[0].id if path and path[0].id in province_map().paths else ""


def _position(parts: Parts, code: str, region: Term) -> MapPosition | None:
    province = _province(parts, region)
    if not province:
        return None
    outlines = province_map()
    path = outlines.paths[province]
    left, top, right, bottom = extent(path)
    size = max(right - left, bottom - top)
    return MapPosition(
        view_box=outlines.view_box,
        path=path,
        name=parts.registry.terms["regions"][province].names[code],
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
