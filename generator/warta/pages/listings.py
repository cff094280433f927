"""Plans lists of stories, page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from warta.i18n.languages import Language
from warta.pages.context import Parts
from warta.pages.data import (
    Head,
    ListingContent,
    PlannedPage,
    Slice,
    TermContent,
    TermSurroundings,
)
from warta.pages.fingerprint import combined, fingerprint
from warta.pages.outlook import Key
from warta.pages.sections import Sections
from warta.site.library import Post
from warta.urls import Address
from warta.views.models import (
    Link,
)

__all__ = ["listing_pages", "plain_listing"]


def plain_listing(
    parts: Parts,
    sections: Sections,
    language: Language,
    key: Key,
    address: Address,
    heading: str,
    posts: Sequence[Post],
    description: str,
    *trail: Link,
) -> Iterator[PlannedPage]:
    """A listing that shows nothing but its heading and the stories."""
    versions, crumbs = parts.versions[key], parts.trail(language, *trail)
    head = Head(key[0], address.url, heading, description, versions, crumbs)
    size, known = parts.config.page_size, parts.story_prints
    stand_ins = sum(bool(post.stands_in) for post in posts) if language.code in parts.cards else 0
    about = fingerprint((parts.besides, head, heading, len(posts), stand_ins))
    for number in _numbers(posts, size):
        basis = (about, *[known[post] for post in posts[(number - 1) * size : number * size]])
        plan = partial(
            listing_pages, parts, language, "listing.html", address, posts, head, heading, only=number
        )
        yield from sections.pages(f"{key} {language.code} {number}", basis, plan)


def _numbers(posts: Sequence[Post], size: int) -> range:
    """Of the pages of a listing, from 1."""
    return range(1, max(1, -(-len(posts) // size)) + 1)


def listing_pages(
    parts: Parts,
    language: Language,
    template: str,
    address: Address,
    posts: Sequence[Post],
    head: Head,
    facts: Any,
    around: Callable[[], TermSurroundings] = TermSurroundings,
    around_print: bytes = b"",
    only: int | None = None,
) -> Iterator[PlannedPage]:
    """The pages of a listing, or the ``only`` one of that number.

    ``facts`` is what they show besides the stories: a heading, or a term's. ``around``
    gives what the first page of a term has besides these.
    """
    size, total = parts.config.page_size, len(posts)
    numbers = _numbers(posts, size)
    count = len(numbers)
    if language.code in parts.cards:  # the number that indexes give: stories in this language
        total = sum(not post.stands_in for post in posts)
    word = language.paths["page"]
    known = parts.teaser_prints
    about = fingerprint((parts.site_prints[language.code], head, facts, word, count, total))
    for number in numbers if only is None else (only,):
        shown = posts[(number - 1) * size : number * size]
        place = parts.addresses.listing_page(language.code, address, number)
        prints = [about, place.url.encode(), *[known[post] for post in shown]]
        if number == 1:
            prints.append(around_print)
        data = combined(prints)
        part = Slice(address.url, word, number, count, total, ())
        make = partial(_slice, parts, place, head, facts, part, shown, around)
        yield PlannedPage(place.path, template, language.code, "", data, make)


def _slice(
    parts: Parts,
    place: Address,
    head: Head,
    facts: Any,
    part: Slice,
    posts: Sequence[Post],
    around: Callable[[], TermSurroundings],
) -> tuple[Head, ListingContent | TermContent]:
    first = part.number == 1
    part = part._replace(stories=tuple([parts.teasers[post] for post in posts]))
    head = head._replace(url=place.url, alternates=first)
    if isinstance(facts, str):
        return head, ListingContent(facts, part)
    term, profile = facts
    return head, TermContent(term, profile if first else "", part, around() if first else TermSurroundings())
