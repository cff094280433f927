"""The pages that there are at one time or another, and what is reported of links to them.

What is wrong with a link is the same at all times. When what it leads to is not public, that is
no mistake: readers see its words as plain text, and the team is told from when or until when.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

from warta.config.settings import Config
from warta.config.site_tables import AGENDA, DOCUMENTS
from warta.content.model import TAXONOMIES
from warta.diagnostics.values import Diagnostic, warning
from warta.i18n.moments import iso_text
from warta.pages.document_lists import document_lists
from warta.site.documents import attached_documents
from warta.site.index import Index, index_these
from warta.site.library import Library, Post
from warta.site.links import Anchors, LinkTarget, TextLink, anchors_of
from warta.site.publication import first_gap, span_of
from warta.urls import Addresses

__all__ = ["Key", "Outlook", "listed_pages", "posts_by_kind", "posts_with_event"]

Key = tuple[Any, ...]
"""What a page is about, the same in every language: ``("term", "tags", "korpri")``."""


def listed_pages(
    place: Addresses, code: str, index: Index, lists: Sequence[str]
) -> Iterator[tuple[Key, str, Sequence[Post]]]:
    """The pages of a language that are there for the posts they list: what about, where, which.

    ``lists`` are the kinds, and the agenda, of which there is a list as long as there are such stories.
    """
    by_kind = posts_by_kind(index.posts)
    for kind in lists:
        if kind in by_kind:
            yield ("kind", kind), place.kind(code, kind).url, by_kind[kind]
    if AGENDA in lists and (events := posts_with_event(index.posts)):
        yield ("agenda",), place.agenda(code).url, events
    for taxonomy in TAXONOMIES:
        for term, posts in index.by_term[taxonomy].items():
            yield ("term", taxonomy, term.id), place.term(code, taxonomy, term.slugs[code]).url, posts
    for year, months in index.by_month.items():
        yield ("year", year), place.archive(code, year).url, tuple(chain.from_iterable(months.values()))
        for month, posts in months.items():
            yield ("month", year, month), place.archive(code, year, month).url, posts


def posts_by_kind(posts: Sequence[Post]) -> dict[str, list[Post]]:
    """Kind → its posts, in the same order."""
    found: dict[str, list[Post]] = {}
    for post in posts:
        found.setdefault(post.original.kind, []).append(post)
    return found


def posts_with_event(posts: Sequence[Post]) -> list[Post]:
    """Those of which it is known when their event takes place, the latest event first."""
    found = [post for post in posts if post.original.event is not None and post.original.event[0] is not None]
    return sorted(found, key=_start, reverse=True)


def _start(post: Post) -> tuple[int, str]:
    event = post.original.event
    return (event[0].timestamp if event is not None and event[0] is not None else 0), post.card.story


class Outlook:
    """Knows when links lead somewhere."""

    def __init__(self, library: Library, config: Config, now: float, *, review: bool) -> None:
        """With ``review`` also what is still to come is said, else only what readers see now."""
        self.library = library
        self.config = config
        self.now = now
        self.review = review

    @cached_property
    def kept_by(self) -> Mapping[str, Sequence[Post]]:
        """URL path → the posts for which there is the page: as long as one of them is public.

        Terms of the registry without a story are here too, not the pages that there are in any case.
        """
        place, posts = self.config.addresses, self.library.by_path.values()
        found: dict[str, Sequence[Post]] = {}
        for code in self.config.codes:
            for taxonomy, terms in self.library.registry.terms.items():
                found |= {place.term(code, taxonomy, term.slugs[code]).url: () for term in terms.values()}
            listed = [post for post in posts if post.card.language == code and not post.withdrawn]
            pages = listed_pages(place, code, index_these(self.library, listed), self.config.sections.passing)
            found |= {url: members for _, url, members in pages}
            found |= self._document_lists(code)
        return found | {post.address.url: (post,) for post in self.library.versions}

    def _document_lists(self, code: str) -> dict[str, Sequence[Post]]:
        """The same for the lists of documents of a language."""
        if not self.config.sections.has(DOCUMENTS):
            return {}
        posts = [post for post in self.library.versions if post.card.language == code]
        language = self.config.language(code)
        others = [other for other in self.config.languages if other is not language]
        documents = attached_documents(self.library, posts, language, others)
        return {
            self.config.addresses.documents(code, *within).url: tuple(
                dict.fromkeys(chain.from_iterable(document.posts for document in some))
            )
            for _, within, some in document_lists(self.config.addresses, language, documents)
            if within or DOCUMENTS not in self.config.sections.menu
        }

    @cached_property
    def anchors(self) -> Mapping[str, Anchors]:
        """URL path of each of these pages → its anchors."""
        posts = self.library.versions
        return dict.fromkeys(self.kept_by) | {post.address.url: anchors_of(post) for post in posts}

    def gap(self, link: TextLink, found: LinkTarget, *, there: bool) -> Diagnostic | None:
        """What to report of a link to ``found``, which is not public all the time that the link is.

        ``there`` is whether there is now the page that it leads to.
        """
        post = link.post
        if found.post is not None:
            members: Sequence[Post] = (found.post,)
        elif found.page and (self.review or not there):
            members = self.kept_by.get(found.page, ())
            if there and not members:
                return None  # there in any case
        elif found.unfinished:
            members = ()
        else:
            return None
        spans = {span: member for member in members if (span := span_of(member.card, member.original))}
        own = span_of(post.card, post.original) if post is not None else None
        if not spans and post is not None and own is None:
            return None  # from one draft to another: they may be published together
        gap = first_gap(own, spans, self.now)
        if gap is None or (gap.start > self.now and not self.review):
            return None
        if gap.since is not None:
            story = next(each.card.path for span, each in spans.items() if span.ends == gap.since)
            since = iso_text(gap.since)
            return _warning("link-to-expired", link, story=story, since=since)
        if gap.until is not None:
            story = next(each.card.path for span, each in spans.items() if span.opens == gap.until)
            until = iso_text(gap.until)
            return _warning("link-to-embargoed", link, story=story, until=until)
        if found.unfinished:
            return _warning("link-to-draft", link, story=found.unfinished, key="draft", file=found.unfinished)
        if found.post is not None:
            key, file = _held_by(found.post)
            return _warning("link-to-draft", link, story=found.post.card.path, key=key, file=file)
        return _warning("link-to-empty", link)


def _held_by(post: Post) -> tuple[str, str]:
    """The key that holds a post back until somebody edits it, and the file that has the key."""
    keys = ("draft", "draft"), ("unverified", "unverified"), ("unfilled", "fill_in")
    cards = (post.card, post.original)
    held = ((key, card.path) for known, key in keys for card in cards if getattr(card, known))
    return next(held, ("draft", post.card.path))


def _warning(code: str, link: TextLink, **arguments: str) -> Diagnostic:
    return warning(code, link.file, link.position(), target=link.target, **arguments)
