"""Plans the front page: a lead, the newest stories, and what the busiest agencies tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import islice

from warta.i18n.languages import Language
from warta.pages.context import Parts
from warta.pages.data import (
    Head,
    PlannedPage,
    Trail,
)
from warta.pages.fingerprint import combined, fingerprint
from warta.pages.terms import busiest_terms, term_counts
from warta.site.library import Post
from warta.site.taxonomy import Term
from warta.views.models import (
    HomeView,
    TermCount,
    TermStories,
)

__all__ = ["front_page"]

HOME_LATEST = 12
HOME_TERMS = 8
HOME_AGENCIES = 6
"""Agencies whose newest stories stand on the front page, and how many of each."""
HOME_STORIES = 3


def front_page(parts: Parts, language: Language, posts: Sequence[Post]) -> PlannedPage:
    """The front page. ``posts`` are those that are listed in the language, newest first."""
    code = language.code
    leads = [post for post in posts if post.kind != "advertorial"]
    lead = next((post for post in leads if not post.stands_in), leads[0] if leads else None)
    latest = [post for post in posts[: HOME_LATEST + 1] if post is not lead][:HOME_LATEST]
    address = parts.addresses.home(code)
    site = parts.sites[code]
    head = Head("home", address.url, site.title, site.description, parts.versions["home",], Trail(()))
    by_agency = _by_agency(parts, code, {*latest, lead})
    counts = tuple(
        term_counts(parts, code, taxonomy, HOME_TERMS) for taxonomy in ("agencies", "regions", "tags")
    )
    prints = [parts.site_prints[code], fingerprint((head, counts))]
    for shown in ([lead] if lead else [], latest, *by_agency.values()):
        prints += [b"", *[parts.teaser_prints[post] for post in shown]]
    prints += [fingerprint(parts.term_ref(agency, code)) for agency in by_agency]
    data = combined(prints)
    make = partial(_front, parts, code, head, lead, latest, by_agency, counts)
    return PlannedPage(address.path, "home.html", code, "", data, make)


def _by_agency(parts: Parts, code: str, above: set[Post | None]) -> dict[Term, list[Post]]:
    """The busiest agencies with their newest stories, each story in one place of the page alone."""
    found: dict[Term, list[Post]] = {}
    stories = parts.index[code].by_term["agencies"]
    for agency in busiest_terms(parts, code, "agencies", HOME_AGENCIES):
        fresh = list(islice((post for post in stories[agency] if post not in above), HOME_STORIES))
        if fresh:
            found[agency] = fresh
            above.update(fresh)
    return found


def _front(
    parts: Parts,
    code: str,
    head: Head,
    lead: Post | None,
    latest: Sequence[Post],
    by_agency: Mapping[Term, Sequence[Post]],
    counts: tuple[tuple[TermCount, ...], ...],
) -> tuple[Head, HomeView]:
    stories = parts.index[code].by_term["agencies"]
    groups = (
        TermStories(
            parts.term_ref(agency, code),
            len(stories[agency]),
            tuple([parts.teasers[post] for post in posts]),
        )
        for agency, posts in by_agency.items()
    )
    shown = tuple([parts.teasers[post] for post in latest])
    return head, HomeView(parts.teasers[lead] if lead else None, shown, tuple(groups), *counts)
