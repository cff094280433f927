"""The listed posts of one language by everything they are listed under. Newest first throughout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import chain, pairwise
from operator import attrgetter

from msgspec import Struct
from msgspec.structs import replace

from warta.content.model import TAXONOMIES
from warta.site.library import Library, Post
from warta.site.taxonomy import Term

__all__ = ["Index", "index_posts", "index_these", "stand_ins"]


class Index(Struct, frozen=True):
    """Built once per language and build, then only read."""

    posts: Sequence[Post]
    """All that are listed: a withdrawn post is not."""
    by_term: Mapping[str, Mapping[Term, Sequence[Post]]]
    """Taxonomy → term → posts. A region has those of all regions below it, each once."""
    by_month: Mapping[int, Mapping[int, Sequence[Post]]]
    """Year → month → posts."""
    subregions: Mapping[Term, frozenset[Term]]
    """Region → those directly below it that have posts."""
    top_regions: frozenset[Term]
    """The regions with posts that are below no other."""
    at_home: Mapping[Term, Sequence[Term]]
    """Region → the agencies with posts that serve it."""
    together: Callable[[Term, str], Mapping[Term, int]]
    """Term and the name of a taxonomy → the terms of that taxonomy that the term's posts name, and in how
    many."""
    months: Callable[[Term], Mapping[tuple[int, int], int]]
    """Term → (year, month) and number of posts."""
    kinds: Callable[[], Mapping[str, int]]
    """Kind of story → number of posts."""


def stand_ins(library: Library, language: str, codes: Sequence[str]) -> list[Post]:
    """For every listed story that ``language`` lacks: its version in the first of ``codes`` that has one."""
    stories: dict[str, dict[str, Post]] = {}
    for post in library.posts:
        stories.setdefault(post.card.story, {})[post.card.language] = post
    lacking = (versions for versions in stories.values() if language not in versions)
    found = (next(versions[code] for code in codes if code in versions) for versions in lacking)
    return [replace(post, stands_in=language) for post in found if not post.withdrawn]


def index_posts(library: Library, language: str) -> Index:
    """Index the visible posts of one language."""
    posts = [post for post in library.posts if post.card.language == language and not post.withdrawn]
    return index_these(library, posts)


def index_these(library: Library, posts: Sequence[Post]) -> Index:
    """Index some posts, which are in order."""
    by_term: dict[str, dict[Term, list[Post]]] = {taxonomy: {} for taxonomy in TAXONOMIES}
    by_month: dict[int, dict[int, list[Post]]] = {}
    subregions: dict[Term, set[Term]] = {}
    paths: dict[Term, tuple[Term, ...]] = {}
    reached: dict[tuple[Term, ...], tuple[Term, ...]] = {}
    agencies, speakers, regions, tags = (by_term[taxonomy] for taxonomy in TAXONOMIES)
    for post in posts:  # each loop written out: this is done for every story in every build
        original = post.original
        by_month.setdefault(original.year, {}).setdefault(original.month, []).append(post)
        for term in post.agencies:
            agencies.setdefault(term, []).append(post)
        for term in post.speakers:
            speakers.setdefault(term, []).append(post)
        for term in post.tags:
            tags.setdefault(term, []).append(post)
        listed = reached.get(post.regions)
        if listed is None:
            for region in post.regions:
                path = paths[region] = library.registry.path_of(region) or (region,)
                for upper, lower in pairwise(path):
                    subregions.setdefault(upper, set()).add(lower)
            listed = tuple(dict.fromkeys(term for region in post.regions for term in paths[region]))
            reached[post.regions] = listed
        for region in listed:
            regions.setdefault(region, []).append(post)
    at_home: dict[Term, list[Term]] = {}
    for agency in by_term["agencies"]:
        home = library.registry.region_of(agency)
        if home is not None:
            at_home.setdefault(home, []).append(agency)
    return Index(
        posts,
        by_term,
        by_month,
        {region: frozenset(below) for region, below in subregions.items()},
        frozenset(path[0] for path in paths.values()),
        at_home,
        together=partial(_together, by_term),
        months=partial(_months, by_term),
        kinds=lambda: Counter(post.kind for post in posts),
    )


def _together(
    by_term: Mapping[str, Mapping[Term, Sequence[Post]]], term: Term, taxonomy: str
) -> Mapping[Term, int]:
    return Counter(chain.from_iterable(map(attrgetter(taxonomy), by_term[term.taxonomy][term])))


def _months(
    by_term: Mapping[str, Mapping[Term, Sequence[Post]]], term: Term
) -> Mapping[tuple[int, int], int]:
    return Counter([(post.original.year, post.original.month) for post in by_term[term.taxonomy][term]])
