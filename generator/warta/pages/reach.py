"""How far an edit reaches: which pages a plan has to look at.

A kind of page asks here before it plans. The answer may be too wide, never too narrow: the fingerprints of
what is planned decide what is made anew. A kind that does not ask is planned whole, which is exact, and slow
where it looks at every story.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from warta.i18n.moments import Moment
from warta.site.library import Post
from warta.site.taxonomy import Term

__all__ = ["EVERYTHING", "NOTHING", "MapFile", "Reach"]

Place = tuple[int, str]
"""Timestamp and story: where a post stands in every list."""

MapFile = tuple[str, int]
"""Name and number of a site map: ``("pages", 1)``, ``("2024-11", 1)``."""


class Reach(NamedTuple):
    """What the edited stories reach; by default everything."""

    whole: bool = True
    posts: Mapping[str, Sequence[Post]] = {}
    """Language → the posts whose own pages are planned."""
    places: Collection[Place] = ()
    """Of the edited stories."""
    terms: frozenset[Term] = frozenset()
    """Those whose pages are planned."""
    lists: bool = True
    """Whether lists show something else of a story: its title, its terms, that it is there."""
    counts: bool = True
    """Whether there are more or fewer stories of something."""
    months: frozenset[tuple[int, int]] = frozenset()
    """Year and month of the edited stories."""
    kinds: frozenset[str] = frozenset()
    """The kinds of stories whose lists are planned."""
    events: bool = True
    """Whether the agenda is planned."""
    documents: bool = True
    """Whether the lists of documents are planned."""
    indexes: bool = True
    """Whether it can be other terms and months that have stories."""
    anew: frozenset[str] = frozenset()
    """The listings of which all pages are planned, by URL path."""
    maps: Mapping[MapFile, Moment | None] = {}
    """The site maps as they were, and the last change in each."""
    parts: frozenset[str] = frozenset()
    """The parts of search indexes that are planned whatever the months: folders of the output."""
    newest: Moment | None = None
    """The last change of any story."""

    def of(self, terms: Iterable[Term]) -> Iterator[Term]:
        """Those of ``terms`` whose pages are planned."""
        return (term for term in terms if self.whole or term in self.terms)

    def kinds_of(self, kinds: Iterable[str]) -> Iterator[str]:
        """Those of ``kinds`` whose lists are planned."""
        return (kind for kind in kinds if self.whole or kind in self.kinds)

    def has_month(self, year: int, month: int) -> bool:
        """Whether what lists the stories of a month is planned."""
        return self.whole or (year, month) in self.months

    def numbers(self, url: str, posts: Sequence[Post], size: int, last: int) -> Iterator[int | None]:
        """The pages of the listing at ``url`` that are planned, of ``last`` numbered ones; None is its own.

        A story that came or went moves all that are newer; else a page and those beside it can differ.
        """
        yield None
        if self.whole or url in self.anew:
            yield from range(last, 0, -1)
            return
        wanted: set[int] = set()
        for place in self.places if self.lists else ():
            # Counted from the oldest, which is the same before an edit and after it; the listing's own page
            # stands for two numbers.
            here = _older_than(posts, place) // size + 1
            wanted.update(range(here - 2, last + 1 if self.counts else here + 2))
        yield from (number for number in range(last, 0, -1) if number in wanted)


EVERYTHING = Reach()
NOTHING = Reach(whole=False, lists=False, counts=False, events=False, documents=False, indexes=False)


def _older_than(posts: Sequence[Post], place: Place) -> int:
    """How many of the posts, which are newest first, are older."""
    low, high = 0, len(posts)
    while low < high:
        middle = (low + high) // 2
        post = posts[middle]
        if (post.date.timestamp, post.card.story) >= place:
            low = middle + 1
        else:
            high = middle
    return len(posts) - low
