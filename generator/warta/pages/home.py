"""Plans the front page: a lead, the newest stories, and what its editors or the busiest agencies tell."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import islice
from typing import NamedTuple

from warta.i18n.languages import Language
from warta.i18n.moments import Moment
from warta.pages.context import Context
from warta.pages.data import Made, PlannedPage
from warta.pages.fingerprint import combined, fingerprint
from warta.pages.terms import busiest_terms, term_counts
from warta.site.front import chosen_stories, section_terms
from warta.site.library import Post
from warta.site.taxonomy import Term
from warta.views.references import TermRef
from warta.views.single import FrontSection, HomeView
from warta.views.site import PageHead
from warta.views.terms import TermCount, TermStories

__all__ = ["front_page"]

HOME_TERMS = 8
HOME_AGENCIES = 6
"""Agencies whose newest stories stand on the front page, and how many of each."""
HOME_STORIES = 3


class _Front(NamedTuple):
    """What the front page is made from."""

    lead: Sequence[Post]
    """One story at most."""
    latest: Sequence[Post]
    newest: Moment | None
    sections: Sequence[tuple[TermRef, Sequence[Post]]]
    by_agency: dict[Term, Sequence[Post]]
    counts: tuple[tuple[TermCount, ...], ...]
    """Of agencies, regions and tags."""


def front_page(context: Context, language: Language, posts: Sequence[Post]) -> PlannedPage:
    """The front page. ``posts`` are those that are listed in the language, newest first."""
    code, site = language.code, context.sites[language.code]
    pinned = context.places.select.pinned(code, context.outlook.now)
    chosen = chosen_stories(posts, pinned, context.config.front.latest)
    lead, latest = [chosen.lead] if chosen.lead is not None else [], chosen.latest
    above = {*latest, *lead}
    sections = _sections(context, language, above)
    by_agency = {} if context.config.front.sections else _by_agency(context, code, above)
    counts = tuple(
        [term_counts(context, code, taxonomy, HOME_TERMS) for taxonomy in ("agencies", "regions", "tags")]
    )
    front = _Front(lead, latest, posts[0].date if posts else None, sections, by_agency, counts)
    address = context.addresses.home(code)
    versions = context.places.versions["home",]
    head = context.head(
        language, "home", address.url, title=site.title, description=site.description, versions=versions
    )
    known = context.stories.teaser_fingerprints
    prints = [context.site_fingerprints[code], fingerprint((head, counts, front.newest))]
    for shown in (lead, latest, *[stories for _, stories in sections], *by_agency.values()):
        prints += [b"", *[known[post] for post in shown]]
    prints.append(fingerprint(tuple([about for about, _ in sections])))
    prints.append(fingerprint(context.references.several(tuple(by_agency), code)))
    make = partial(_made, context, code, head, front)
    return PlannedPage(address.path, "home.html", code, "", combined(prints), make)


def _sections(context: Context, language: Language, above: set[Post]) -> list[tuple[TermRef, Sequence[Post]]]:
    """The sections of the settings that have stories, each story in one place of the page alone."""
    code = language.code
    found: list[tuple[TermRef, Sequence[Post]]] = []
    index = context.places.index[code]
    for section, term in section_terms(context.config, context.registry):
        if term is None:
            about = TermRef(language.text("kind_" + section.name.replace("-", "_")), None)
            stories = context.places.select.by_kind(code).get(section.name, ())
        else:
            about = context.references.one(term, code)
            stories = index.by_term[section.taxonomy].get(term, ())
        fresh = list(islice((post for post in stories if post not in above), section.stories))
        if fresh:
            found.append((about, fresh))
            above.update(fresh)
    return found


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
    sections = [
        FrontSection(about, tuple([teasers[post] for post in posts])) for about, posts in front.sections
    ]
    view = HomeView(lead, latest, front.newest, tuple(sections), tuple(groups), *front.counts)
    return Made(head, view)
