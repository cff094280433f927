"""Lists that come with a first story or go with a last one: of terms, months and years, parts of search.

What there is for each is compared before an edit and after. A kind of stories, events and documents that come
or go change what is in menus and on pages of stories that no edit knows: that takes a whole build.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from warta.config.site_tables import AGENDA, DOCUMENTS
from warta.content.model import SpeakerFields
from warta.pages.reach import Reach
from warta.pages.search import folder_of, parts_of
from warta.site.library import Post
from warta.site.public_addresses import Published, public_terms
from warta.site.stored import ListKey, StoredSite, WholeSiteError, members_of, name_of
from warta.site.taxonomy import Registry, Term
from warta.store.stories import NO_POST

__all__ = ["NOTHING_NEW", "Lists", "NewLists", "lists_of", "new_lists", "pages_of_terms", "with_new_lists"]

LASTING = {"kind", AGENDA, DOCUMENTS}
"""Those of which none may come or go."""


class Lists(NamedTuple):
    """The lists of a language that have stories."""

    shown: frozenset[ListKey]
    """But those of documents, which are compared by what is in them."""
    public: frozenset[ListKey]
    """Those of them that have stories which are not held back."""
    parts: Mapping[str, Sequence[tuple[int, int]]]
    """The parts of the search index and their months, newest first."""


def lists_of(site: StoredSite) -> dict[str, Lists]:
    """By language."""
    found = {}
    for code in site.config.codes:
        shown, public = site.lists(code)
        months = [key for key in shown if key[0] == "month"]
        parts: Mapping[str, Sequence[tuple[int, int]]] = {}
        if site.config.search.enabled:
            by_month: dict[int, dict[int, range]] = {}
            for _, year, month in sorted(months, key=repr, reverse=True):
                by_month.setdefault(year, {})[month] = range(shown["month", year, month])
            parts = parts_of(by_month)
        keys = [frozenset(key for key, count in each.items() if count) for each in (shown, public)]
        found[code] = Lists(keys[0] - {(DOCUMENTS,)}, keys[1], parts)
    return found


class NewLists(NamedTuple):
    """What an edit changes of these."""

    terms: frozenset[Term]
    """Those that have stories in a language in which they had none, or the other way round."""
    months: frozenset[tuple[int, int]]
    parts: frozenset[str]
    """The parts of search indexes that are of other months than one of that name: folders of the output."""
    gone: frozenset[str]
    """Those that there are no more."""
    came_public: frozenset[tuple[str, Term]]
    went_public: frozenset[tuple[str, Term]]
    """Language and term, of those that are public."""

    @property
    def is_other(self) -> bool:
        """Whether anything is."""
        return any(self)


NOTHING_NEW = NewLists(*[frozenset[Any]()] * 6)


def new_lists(site: StoredSite, before: Mapping[str, Lists], after: Mapping[str, Lists]) -> NewLists:
    """What is other ``after`` an edit. Raises WholeSiteError for what takes a whole build."""
    came = {(code, key) for code, lists in after.items() for key in lists.public - before[code].public}
    went = {(code, key) for code, lists in before.items() for key in lists.public - after[code].public}
    keys = {key for code, lists in after.items() for key in lists.shown ^ before[code].shown}
    keys |= {key for _, key in came | went}
    terms = frozenset(site.term(key[1]) for key in keys if key[0] == "term")
    if not any(lists.public for lists in after.values()):
        raise WholeSiteError  # a site without a story has fewer lists of other kinds, too
    if any(key[0] in LASTING for key in keys) or (terms and site.registry.removals):
        raise WholeSiteError
    if any(term.fields.old_urls for term in terms):
        raise WholeSiteError  # what leads on is in one table
    parts, gone = set[str](), set[str]()
    for code, lists in after.items():
        old, new = before[code].parts, lists.parts
        if [*old][-1:] != [*new][-1:]:
            raise WholeSiteError  # the program that searches lies in the oldest part
        parts |= {folder_of(code, name) for name, months in new.items() if old.get(name) != months}
        gone |= {folder_of(code, name) for name in old.keys() - new.keys()}
    months = frozenset((key[1], key[2]) for key in keys if key[0] == "month")

    def public(found: Iterable[tuple[str, ListKey]]) -> frozenset[tuple[str, Term]]:
        return frozenset((code, site.term(key[1])) for code, key in found if key[0] == "term")

    return NewLists(terms, months, frozenset(parts), frozenset(gone), public(came), public(went))


def with_new_lists(site: StoredSite, reach: Reach, new: NewLists) -> Reach:
    """What an edit reaches when it changes which lists there are."""
    if not new.is_other:
        return reach
    posts = {code: [*own] for code, own in reach.posts.items()}
    naming = [*_notices_naming(site, new.terms), *_quoting(site, new.terms)]
    for post in naming:
        posts[post.card.language].append(post)
    return reach._replace(
        posts={code: [*dict.fromkeys(own)] for code, own in posts.items()},
        terms=reach.terms | new.terms | frozenset(_showing(site.registry, new.terms)),
        months=reach.months | {(post.original.year, post.original.month) for post in naming},
        indexes=True,
        anew=frozenset(_addresses(site, new)),
        parts=reach.parts | new.parts,
    )


def _addresses(site: StoredSite, new: NewLists) -> Iterator[str]:
    """The URL paths of these lists in all languages, which name each other."""
    place = site.config.addresses
    for code in site.config.codes:
        yield from (place.term(code, term.taxonomy, term.slugs[code]).url for term in new.terms)
        yield from (place.archive(code, *month).url for month in new.months)


def _notices_naming(site: StoredSite, terms: frozenset[Term]) -> Iterator[Post]:
    """The posts that name one of the terms and are in no list: those that have been taken back."""
    for post in filter(site.is_shown, map(site.post, site.stories.apart())):
        if not terms.isdisjoint(members_of(post, site.registry)):
            yield post


def _quoting(site: StoredSite, terms: frozenset[Term]) -> Iterator[Post]:
    """The posts that quote one of the speakers, whose page is named there."""
    numbers = [number for term in terms for number in site.stories.mentioning(name_of(term))]
    if numbers and (NO_POST in numbers or site.config.feeds.term_full):
        raise WholeSiteError  # a page that no edit plans shows the quotation
    yield from filter(site.is_shown, map(site.post, numbers))


def _showing(registry: Registry, terms: frozenset[Term]) -> Iterator[Term]:
    """The agencies and speakers whose pages name one of the terms."""
    for agency in registry.terms["agencies"].values():
        near = (registry.region_of(agency), registry.parent(agency), registry.successor(agency))
        if not terms.isdisjoint(near):
            yield agency
    for speaker in registry.terms["speakers"].values():
        fields = speaker.fields
        offices = fields.appointments if isinstance(fields, SpeakerFields) else ()
        named = (registry.find("agencies", each.agency.text) for each in offices if each.agency is not None)
        if any(not terms.isdisjoint(agencies) for agencies in named):
            yield speaker


def pages_of_terms(site: StoredSite, terms: Iterable[tuple[str, Term]]) -> dict[str, Published]:
    """What the public finds on the pages of terms, by output path."""
    return {page: owner for page, owner, _ in public_terms(terms, site.config)}
