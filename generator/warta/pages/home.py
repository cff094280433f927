"""Plans the front page: a lead, the newest stories, and what the busiest agencies tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import islice
from typing import NamedTuple

from warta.i18n.languages import Language
from warta.pages.context import Context
from warta.pages.data import Made, PlannedPage
from warta.pages.fingerprint import combined, fingerprint
from warta.pages.terms import busiest_terms, term_counts
from warta.site.library import Post
from warta.site.taxonomy import Term
from warta.views.single import HomeView
from warta.views.site import PageHead
from warta.views.terms import TermCount, TermStories

__all__ = ["front_page"]

HOME_LATEST = 12
HOME_TERMS = 8
HOME_AGENCIES = 6
"""Agencies whose newest stories stand on the front page, and how many of each."""
HOME_STORIES = 3


class _Front(NamedTuple):
    """What the front page is made from."""

    lead: Sequence[Post]
    """One story at most."""
    latest: Sequence[Post]
    by_agency: dict[Term, Sequence[Post]]
    counts: tuple[tuple[TermCount, ...], ...]
    """Of agencies, regions and tags."""


def front_page(context: Context, language: Language, posts: Sequence[Post]) -> PlannedPage:
    """The front page. ``posts`` are those that are listed in the language, newest first."""
    code, site = language.code, context.sites[language.code]
    lead = _first(post for post in posts if post.kind != "advertorial" and not post.stands_in)
    lead = lead or _first(post for post in posts if post.kind != "advertorial")
    latest = [post for post in posts[: HOME_LATEST + 1] if post not in lead][:HOME_LATEST]
    by_agency = _by_agency(context, code, {*latest, *lead})
    counts = tuple(
        [term_counts(context, code, taxonomy, HOME_TERMS) for taxonomy in ("agencies", "regions", "tags")]
    )
    front = _Front(lead, latest, by_agency, counts)
    address = context.addresses.home(code)
    versions = context.places.versions["home",]
    head = context.head(
        language, "home", address.url, title=site.title, description=site.description, versions=versions
    )
    known = context.stories.teaser_fingerprints
    prints = [context.site_fingerprints[code], fingerprint((head, counts))]
    for shown in (lead, latest, *by_agency.values()):
        prints += [b"", *[known[post] for post in shown]]
    prints.append(fingerprint(context.references.several(tuple(by_agency), code)))
    make = partial(_made, context, code, head, front)
    return PlannedPage(address.path, "home.html", code, "", combined(prints), make)


def _first(posts: Iterable[Post]) -> Sequence[Post]:
    return [*islice(posts, 1)]


def _by_agency(context: Context, code: str, above: set[Post]) -> dict[Term, Sequence[Post]]:
    """The busiest agencies with their newest stories, each story in one place of the page alone."""
    found: dict[Term, Sequence[Post]] = {}
    stories = context.places.index[code].by_term["agencies"]
    for agency in busiest_terms(context, code, "agencies", HOME_AGENCIES):
        fresh = list(islice((post for post in stories[agency] if post not in above), HOME_STORIES))
        if fresh:
            found[agency] = fresh
            above.update(fresh)
    return found


def _made(context: Context, code: str, head: PageHead, front: _Front) -> Made:
    stories, teasers = context.places.index[code].by_term["agencies"], context.stories.teasers
    groups = [
        TermStories(
            context.references.one(agency, code),
            len(stories[agency]),
            tuple([teasers[post] for post in posts]),
        )
        for agency, posts in front.by_agency.items()
    ]
    lead = next((teasers[post] for post in front.lead), None)
    latest = tuple([teasers[post] for post in front.latest])
    return Made(head, HomeView(lead, latest, tuple(groups), *front.counts))
