"""Finds the stories that are about the same as a story: by shared topics, speakers, agencies and regions.

A new story must not change the pages of many others, so a story is compared with older ones: with the
:data:`OLDER` nearest of each of its terms, weighted by how rare a term was until then. Only where these are
too few, the nearest newer ones are added, in the order in which they came: a full list stays as it is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from warta.pages.memo import Memo
from warta.site.index import Index
from warta.site.library import Post
from warta.site.taxonomy import Term

__all__ = ["MOST", "PAID", "Alike", "Ranks", "ranks_of"]

PAID = "advertorial"
"""The kind of stories that stand for nothing but themselves."""
MOST = 4
"""Stories that are shown."""
OLDER = 24
"""Stories of a term that are looked at: the nearest older ones."""
NEWER = MOST + 2
"""The same of newer ones: a neighbour is on the page in any case, and one may be paid for."""
ENOUGH = 2
"""The sum of weights from which on two stories are about the same."""
WEIGHTS = {"tags": (3, 2), "speakers": (3, 2), "agencies": (1, 0), "regions": (1, 0)}
"""Taxonomy → what each halving of a term's share adds, and what any term counts. A topic or a person always
makes two stories alike; an agency or a region does when few stories have it."""


class Ranks(NamedTuple):
    """How the listed stories of a language stand to each other. A story's number is how many are newer."""

    posts: Sequence[Post]
    """Newest first."""
    number: Callable[[Post], int | None]
    """None for a story that is not listed."""
    of_term: Callable[[Term], Sequence[int]]
    """The numbers of the stories that a term lists, ascending."""
    paid: Container[int]
    """Those of paid content."""


def ranks_of(index: Index) -> Ranks:
    """The ranks of all stories of an index."""
    place = {post: number for number, post in enumerate(index.posts)}

    def numbers(term: Term) -> list[int]:
        return [place[post] for post in index.by_term[term.taxonomy].get(term, ())]

    paid = frozenset([number for post, number in place.items() if post.kind == PAID])
    return Ranks(index.posts, place.get, Memo(numbers).__getitem__, paid)


class Alike:
    """The stories of one language that are about the same."""

    def __init__(self, ranks: Ranks) -> None:
        self._ranks = ranks
        self.stories = Memo[Post, tuple[Post, ...]](self._stories)
        """Story → at most :data:`MOST` others, the closest first."""

    def _stories(self, post: Post) -> tuple[Post, ...]:
        number = self._ranks.number(post)
        if number is None:
            return ()
        return tuple([self._ranks.posts[other] for other in self.numbers(number, _terms(post))])

    def numbers(self, number: int, terms: Iterable[Term]) -> list[int]:
        """The stories alike to one that names ``terms``, all by their numbers."""
        ranks = self._ranks
        if number in ranks.paid:
            return []
        total = (len(ranks.posts) - 1 - number).bit_length()
        listed = []
        for term in terms:
            places = ranks.of_term(term)
            at = bisect_left(places, number)
            halving, any_term = WEIGHTS[term.taxonomy]
            weight = any_term + halving * (total - (len(places) - 1 - at).bit_length())
            if weight:
                listed.append((places, at, weight))
        # The neighbours are on the page in any case.
        older = _weighed((places[at + 1 : at + 1 + OLDER], weight) for places, at, weight in listed)
        found = self._fit(older, number + 1)
        found.sort(key=older.__getitem__, reverse=True)  # of the same weight, the nearest stays first
        if len(found) < MOST:
            newer = _weighed((places[max(at - NEWER, 0) : at], weight) for places, at, weight in listed)
            found += reversed(self._fit(newer, number - 1))
        return found[:MOST]

    def _fit(self, weights: Mapping[int, int], neighbour: int) -> list[int]:
        """Those that weigh enough, ascending."""
        paid = self._ranks.paid
        return sorted(
            [
                number
                for number, weight in weights.items()
                if weight >= ENOUGH and number != neighbour and number not in paid
            ]
        )

    def near(self, number: int, terms: Iterable[Term], *, changes: int) -> set[int]:
        """The stories that can have others alike to them when a story with this number and ``terms`` changes.

        It need not be there yet. ``changes`` is how many such stories there are.
        """
        ranks = self._ranks
        found = set(_doubled(len(ranks.posts), number, changes))
        for term in terms:
            places = ranks.of_term(term)
            at = bisect_left(places, number)
            found.update(places[max(at - OLDER - changes, 0) : at + 1 + NEWER + changes])
            found.update([places[other] for other in _doubled(len(places), at, changes)])
        return found


def _weighed(lists: Iterable[tuple[Sequence[int], int]]) -> dict[int, int]:
    """The sum of the weights of the lists that a number is in."""
    weights: dict[int, int] = {}
    for numbers, weight in lists:
        for number in numbers:
            weights[number] = weights.get(number, 0) + weight
    return weights


def _doubled(count: int, end: int, changes: int) -> Iterator[int]:
    """The places before ``end`` of ``count`` with so many behind them that a few more weigh otherwise."""
    power = 1
    while power - changes < count:
        for behind in range(max(power - changes, 0), power + changes):
            if 0 <= count - 1 - behind < end:
                yield count - 1 - behind
        power *= 2


def _terms(post: Post) -> Iterator[Term]:
    yield from post.tags
    yield from post.speakers
    yield from post.agencies
    yield from post.regions
