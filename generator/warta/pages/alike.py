"""Finds the stories that are about the same as a story: by shared topics, speakers, agencies and regions.

A new story must not change the pages of many others, so a story is compared with older ones: with the
:data:`OLDER` nearest of each of its terms, weighted by how rare a term was until then. Only where these are
too few, the nearest newer ones are added, in the order in which they came: a full list stays as it is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence

from warta.pages.memo import Memo
from warta.site.index import Index
from warta.site.library import Post
from warta.site.taxonomy import Term

__all__ = ["MOST", "Alike"]

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


class Alike:
    """The stories of one language that are about the same."""

    def __init__(self, index: Index) -> None:
        self._posts = index.posts
        self._by_term: Mapping[str, Mapping[Term, Sequence[Post]]] = index.by_term
        self._place = {post: number for number, post in enumerate(index.posts)}
        """Story → number of newer ones."""
        self._places = Memo[Term, list[int]](self._places_of)
        self.stories = Memo[Post, tuple[Post, ...]](self._alike)
        """Story → at most :data:`MOST` others, the closest first."""

    def basis(self, posts: Sequence[Post]) -> Iterator[tuple[str, Sequence[Post]]]:
        """All that decides on the stories alike to ``posts``: a text, and the stories that it is about.

        Besides what these stories are, which the caller covers.
        """
        listed = [post for post in posts if post in self._place]
        if not listed:
            return
        numbers = [self._place[post] for post in listed]
        first, last = min(numbers), max(numbers)
        yield repr([(len(self._posts) - 1 - number).bit_length() for number in numbers]), ()
        for term in dict.fromkeys(term for post in listed for term in _terms(post)):
            places, stories = self._places[term], self._stories(term)
            start, end = bisect_left(places, first), bisect_right(places, last)
            about = f"{term.taxonomy} {term.id} {len(places) - end}"
            yield about, stories[max(start - NEWER, 0) : end + OLDER]

    def _alike(self, post: Post) -> tuple[Post, ...]:
        number = self._place.get(post)
        if number is None or post.kind == "advertorial":
            return ()
        older, newer = dict[int, int](), dict[int, int]()
        total = (len(self._posts) - 1 - number).bit_length()
        for term in _terms(post):
            places = self._places[term]
            at = bisect_left(places, number)
            halving, any_term = WEIGHTS[term.taxonomy]
            weight = any_term + halving * (total - (len(places) - 1 - at).bit_length())
            if weight:
                for other in places[at + 1 : at + 1 + OLDER]:
                    older[other] = older.get(other, 0) + weight
                for other in places[max(at - NEWER, 0) : at]:
                    newer[other] = newer.get(other, 0) + weight
        # The neighbours are on the page in any case.
        found = sorted(self._fit(older, number + 1), key=lambda other: (-older[other], other))
        if len(found) < MOST:
            found += sorted(self._fit(newer, number - 1), reverse=True)
        return tuple([self._posts[other] for other in found[:MOST]])

    def _fit(self, weights: Mapping[int, int], neighbour: int) -> list[int]:
        return [
            number
            for number, weight in weights.items()
            if weight >= ENOUGH and number != neighbour and self._posts[number].kind != "advertorial"
        ]

    def _stories(self, term: Term) -> Sequence[Post]:
        return self._by_term[term.taxonomy].get(term, ())

    def _places_of(self, term: Term) -> list[int]:
        return [self._place[post] for post in self._stories(term)]


def _terms(post: Post) -> Iterator[Term]:
    yield from post.tags
    yield from post.speakers
    yield from post.agencies
    yield from post.regions
