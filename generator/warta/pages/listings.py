"""Plans lists of stories, page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar

from warta.i18n.languages import Language
from warta.pages.context import Context
from warta.pages.data import Made, PlannedPage
from warta.pages.fingerprint import combined, fingerprint
from warta.pages.outlook import Key
from warta.pages.sections import Sections
from warta.site.library import Post
from warta.urls import Address
from warta.views.lists import ListingView, Pager
from warta.views.site import Link, PageHead
from warta.views.terms import TermView

__all__ = ["NO_PAGES", "Listing", "listing_pages", "plain_listing", "stories_in"]

V = TypeVar("V", ListingView, TermView)

NO_PAGES = Pager(1, 1, None, None, ())
"""Of a listing with one page."""


class Listing(NamedTuple, Generic[V]):
    """A listing of any number of pages."""

    language: Language
    template: str
    address: Address
    """Of the first page."""
    head: PageHead
    """Of the first page."""
    view: V
    """What all pages show, still without stories."""
    posts: Sequence[Post]
    first: Callable[[V], V] | None = None
    """Adds to the view what the first page alone shows."""
    first_fingerprint: bytes = b""
    """Of what that is made from."""


def plain_listing(
    context: Context,
    sections: Sections,
    language: Language,
    key: Key,
    *,
    address: Address,
    heading: str,
    description: str,
    posts: Sequence[Post],
    trail: Sequence[Link] = (),
) -> Iterator[PlannedPage]:
    """A listing that shows nothing but its heading and the stories."""
    head = context.head(
        language,
        key[0],
        address.url,
        title=heading,
        description=description,
        versions=context.places.versions[key],
        breadcrumbs=context.breadcrumbs(language, *trail),
    )
    view = ListingView(heading, (), stories_in(context, language, posts), NO_PAGES)
    listing = Listing(language, "listing.html", address, head, view, posts)
    size, known = context.config.page_size, context.stories.fingerprints
    about = fingerprint((context.besides, head, view, len(posts)))
    for number in _numbers(posts, size):
        basis = (about, *[known[post] for post in posts[(number - 1) * size : number * size]])
        plan = partial(listing_pages, context, listing, only=number)
        yield from sections.pages(f"{key} {language.code} {number}", basis, plan)


def stories_in(context: Context, language: Language, posts: Sequence[Post]) -> int:
    """How many of the posts are in this language: the number that indexes give."""
    if language.code not in context.places.stand_ins:
        return len(posts)
    return sum(not post.stands_in for post in posts)


def _numbers(posts: Sequence[Post], size: int) -> range:
    """Of the pages of a listing, from 1."""
    return range(1, max(1, -(-len(posts) // size)) + 1)


def listing_pages(
    context: Context, listing: Listing[Any], *, only: int | None = None
) -> Iterator[PlannedPage]:
    """The pages of a listing, or the ``only`` one of that number."""
    code, size, posts = listing.language.code, context.config.page_size, listing.posts
    numbers = _numbers(posts, size)
    known = context.stories.teaser_fingerprints
    site = context.site_fingerprints[code]
    about = fingerprint((site, listing.head, listing.view, listing.language.paths["page"], len(numbers)))
    for number in numbers if only is None else (only,):
        shown = posts[(number - 1) * size : number * size]
        place = context.addresses.listing_page(code, listing.address, number)
        prints = [about, place.url.encode(), *[known[post] for post in shown]]
        if number == 1:
            prints.append(listing.first_fingerprint)
        make = partial(_page, context, listing, number, shown)
        yield PlannedPage(place.path, listing.template, code, "", combined(prints), make)


def _page(context: Context, listing: Listing[V], number: int, posts: Sequence[Post]) -> Made:
    stories = tuple([context.stories.teasers[post] for post in posts])
    view = listing.view._replace(stories=stories, pager=_pager(context, listing, number))
    if number == 1:
        return Made(listing.head, listing.first(view) if listing.first is not None else view)
    url = context.addresses.listing_page(listing.language.code, listing.address, number).url
    return Made(listing.head._replace(url=url, canonical=context.canonical(url), alternates=()), view)


def _pager(context: Context, listing: Listing[Any], number: int) -> Pager:
    """Numbered links: the first, the last and those around the page; ``…`` for what is left out."""
    count = len(_numbers(listing.posts, context.config.page_size))
    if count == 1:
        return NO_PAGES
    language = listing.language

    def url(page: int) -> str:
        return context.addresses.listing_page(language.code, listing.address, page).url

    shown = sorted({1, count, *range(max(1, number - 2), min(count, number + 2) + 1)})
    links: list[Link] = []
    for position, page in enumerate(shown):
        if position and page - shown[position - 1] > 1:
            links.append(Link("…", None))
        links.append(Link(language.number(page), None if page == number else url(page)))
    return Pager(
        number,
        count,
        url(number - 1) if number > 1 else None,
        url(number + 1) if number < count else None,
        tuple(links),
    )
