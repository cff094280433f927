"""Plans lists of stories, page by page.

Pages are numbered from the oldest story on, so that a full page stays as it is: page 1 has the oldest
``page_size`` stories. The listing's own address has the newest ``page_size`` to ``2 * page_size - 1``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar

from msgspec.structs import replace

from warta.i18n.languages import Language
from warta.pages.context import NO_FEEDS, Context
from warta.pages.data import Made, PlannedPage
from warta.pages.fingerprint import combined, fingerprint
from warta.pages.outlook import Key
from warta.pages.redirects import redirect
from warta.site.library import Post
from warta.urls import Address
from warta.views.lists import ListingView, Pager
from warta.views.site import Link, PageHead
from warta.views.terms import TermView

__all__ = ["NO_PAGES", "Listing", "listing_pages", "numbered_pages", "plain_listing", "stories_in"]

V = TypeVar("V", ListingView, TermView)

NO_PAGES = Pager(None, "", None, None, None, ())
"""Of a page that is still to be told where it stands."""


class Listing(NamedTuple, Generic[V]):
    """A listing of any number of pages."""

    language: Language
    template: str
    address: Address
    """Its own, which has the newest stories."""
    head: PageHead
    """Of the page there."""
    view: V
    """What all pages show, still without stories."""
    posts: Sequence[Post]
    """Newest first."""
    lasting: bool = False
    """Whether it is there in every language whatever the stories."""
    own: Callable[[V], V] | None = None
    """Adds to the view what the listing's own page alone shows."""
    own_fingerprint: bytes = b""
    """Of what that is made from."""


def numbered_pages(count: int, size: int) -> int:
    """How many pages of a listing of ``count`` stories have a number."""
    return max(0, count // size - 1)


def plain_listing(
    context: Context,
    language: Language,
    key: Key,
    *,
    address: Address,
    heading: str,
    description: str,
    posts: Sequence[Post],
    trail: Sequence[Link] = (),
    lasting: bool = False,
    feeds: Mapping[str, str] = NO_FEEDS,
) -> Iterator[PlannedPage]:
    """A listing that shows nothing but its heading and the stories; ``feeds`` are its own."""
    head = context.head(
        language,
        key[0],
        address.url,
        title=heading,
        description=description,
        versions=context.places.versions[key],
        breadcrumbs=context.breadcrumbs(language, *trail),
        feeds=feeds,
    )
    view = ListingView(heading, (), NO_PAGES)
    listing = Listing(language, "listing.html", address, head, view, posts, lasting=lasting)
    yield from listing_pages(context, listing)


def stories_in(context: Context, language: Language, posts: Sequence[Post]) -> int:
    """How many of the posts are in this language: the number that indexes give."""
    if language.code not in context.places.stand_ins:
        return len(posts)
    return sum(not post.stands_in for post in posts)


def listing_pages(context: Context, listing: Listing[Any]) -> Iterator[PlannedPage]:
    """All pages of a listing."""
    pages = _Pages(context, listing)
    for number in pages.numbers:
        yield from pages.planned(number)


class _Pages(Generic[V]):
    """The pages of one listing. A number of None stands for the listing's own page."""

    def __init__(self, context: Context, listing: Listing[V]) -> None:
        self._context = context
        self._listing: Listing[V] = listing
        self._size = context.config.page_size
        self._last = numbered_pages(len(listing.posts), self._size)
        self._about = fingerprint(
            (
                context.site_fingerprints[listing.language.code],
                listing.head,
                listing.view,
                listing.language.paths["page"],
            )
        )

    @property
    def numbers(self) -> tuple[int | None, ...]:
        """Of the pages to plan, the newest first."""
        listing, reach = self._listing, self._context.reach
        return tuple(reach.numbers(listing.address.url, listing.posts, self._size, self._last))

    def posts(self, number: int | None) -> Sequence[Post]:
        """The stories of a page."""
        posts, size = self._listing.posts, self._size
        if number is None:
            return posts[: len(posts) - self._last * size]
        end = len(posts) - (number - 1) * size
        return posts[end - size : end]

    def planned(self, number: int | None) -> Iterator[PlannedPage]:
        """A page; with the listing's own those that lead to it until they have stories."""
        listing = self._listing
        known: Mapping[Post, bytes] = self._context.stories.teaser_fingerprints
        prints = [self._about, self.surroundings(number), *map(known.__getitem__, self.posts(number))]
        if number is None:
            prints.append(listing.own_fingerprint)
        make = self._own if number is None else partial(self._numbered, number)
        path = self._address(number).path
        yield PlannedPage(path, listing.template, listing.language.code, "", combined(prints), make)
        if number is None and len(listing.posts) > self._size:
            for empty in range(self._last + 1, -(-len(listing.posts) // self._size) + 1):
                place = self._address(empty)
                yield redirect(self._context, listing.language, place, listing.address.url)

    def surroundings(self, number: int | None) -> bytes:
        """Digest of what a page shows of the pages around it and takes from its stories for its head."""
        if number is None:
            context, listing = self._context, self._listing
            about: Any = (len(listing.posts), stories_in(context, listing.language, listing.posts))
        else:
            about = self._languages(number)
        named = [each for each in (number, self._newer(number), *self._back(number)) if each is not None]
        compared = {page for each in named for page in (each, each - 1) if page}
        return repr((about, [(page, self._ends(page)) for page in sorted(compared)])).encode()

    def _address(self, number: int | None) -> Address:
        listing = self._listing
        if number is None:
            return listing.address
        return self._context.addresses.listing_page(listing.language.code, listing.address, number)

    def _newer(self, number: int | None) -> int | None:
        return number + 1 if number is not None and number < self._last else None

    def _back(self, number: int | None) -> list[int]:
        """The page before, then those 2, 4, 8 … pages back, then the oldest: few links lead to every page."""
        here = self._last + 1 if number is None else number
        steps: list[int] = [
            here - (1 << power) for power in range(here.bit_length()) if here - (1 << power) > 0
        ]
        return [*steps, 1] if steps and steps[-1] > 1 else steps

    def _ends(self, number: int) -> tuple[Any, Any]:
        """When the oldest and the newest story of a numbered page are from."""
        posts = self._listing.posts
        oldest = len(posts) - 1 - (number - 1) * self._size
        return posts[oldest].date, posts[oldest - self._size + 1].date

    def _period(self, number: int) -> str:
        """The dates of a numbered page; with its number where the page before has the same ones."""
        first, last = self._ends(number)
        period = self._listing.language.period(first.at.date(), last.at.date())
        return f"{period} ({number})" if number > 1 and self._same_days(number) else period

    def _same_days(self, number: int) -> bool:
        here, before = self._ends(number), self._ends(number - 1)
        return [end.at.date() for end in here] == [end.at.date() for end in before]

    def _link(self, number: int) -> Link:
        return Link(self._period(number), self._address(number).url)

    def _languages(self, number: int) -> Sequence[str]:
        """The languages in which the listing is there for a story of the page, or in any case."""
        if self._listing.lasting:
            return self._context.codes
        versions = self._context.places.versions
        return sorted({code for post in self.posts(number) for code, _ in versions["post", post.card.story]})

    def _view(self, number: int | None, total: int | None) -> V:
        back = [self._link(each) for each in self._back(number)]
        newer = self._newer(number)
        pager = Pager(
            total=total,
            period="" if number is None else self._period(number),
            newest=None if number is None else self._listing.address.url,
            newer=None if newer is None else self._link(newer),
            older=back[0] if back else None,
            earlier=tuple(back[1:]),
        )
        teasers = self._context.stories.teasers
        stories = tuple([teasers[post] for post in self.posts(number)])
        return replace(self._listing.view, stories=stories, pager=pager)

    def _own(self) -> Made:
        listing = self._listing
        view = self._view(None, stories_in(self._context, listing.language, listing.posts))
        return Made(listing.head, view if listing.own is None else listing.own(view))

    def _numbered(self, number: int) -> Made:
        """With a head of its own; another language is offered where its listing has a story of the page."""
        listing, context = self._listing, self._context
        head: PageHead = listing.head
        url, view = self._address(number).url, self._view(number, None)
        title = listing.language.text("page_title", title=head.title, period=view.pager.period)
        there = self._languages(number)
        languages = [each if each.code in there else replace(each, url=None) for each in head.languages]
        numbered = replace(
            head,
            url=url,
            canonical=context.canonical(url),
            title=title,
            description=listing.language.text(
                "page_description", description=head.description, period=view.pager.period
            ),
            alternates=(),
            languages=tuple(languages),
            breadcrumbs=(*head.breadcrumbs, Link(head.title, head.url)),
        )
        return Made(numbered, view)
