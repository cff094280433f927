"""Plans what feed readers and other newsrooms fetch: feeds, their list, and the newest stories as ninjs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from warta.content.model import TAXONOMIES
from warta.i18n.languages import Language
from warta.pages.context import Parts
from warta.pages.data import (
    FEED_JSON,
    NINJS_LATEST,
    FeedContent,
    FeedItem,
    LatestContent,
    OpmlContent,
    PlannedPage,
)
from warta.pages.fingerprint import combined, fingerprint
from warta.pages.frame import FEED_FILES
from warta.site.library import Post
from warta.urls import Address
from warta.views.models import Change

__all__ = ["feeds", "latest_for_newsrooms", "opml"]

FEED_TEMPLATES = {"atom": "feed.xml", "rss": "rss.xml", "json": FEED_JSON}
LATEST_FOR_NEWSROOMS = 50


def feeds(
    parts: Parts, language: Language, page: Address, name: str, description: str, posts: Sequence[Post]
) -> Iterator[PlannedPage]:
    """The newest of the stories that a page lists, in every format."""
    code, settings = language.code, parts.config.feeds
    newest = posts[: settings.entries]
    options = parts.config.parse_options if settings.full else None
    about = fingerprint(
        (parts.site_prints[code], name, description, page.url, settings.hub, settings.full, options)
    )
    prints = parts.whole_prints if settings.full else parts.brief_prints
    stories = [about, *[prints[post] for post in newest]]
    texts = tuple([post.card.path for post in newest]) if settings.full else ()
    for kind in settings.formats:
        place = parts.addresses.beside(page, FEED_FILES[kind])
        digest = combined((kind.encode(), *stories))
        make = partial(_feed_content, parts, place, page, name, description, newest)
        yield PlannedPage(place.path, FEED_TEMPLATES[kind], code, "", digest, make, texts)


def _feed_content(
    parts: Parts, place: Address, page: Address, name: str, description: str, posts: Sequence[Post]
) -> tuple[None, FeedContent]:
    settings = parts.config.feeds
    items = tuple([_feed_item(parts, post) for post in posts])
    return None, FeedContent(name, place.url, page.url, description, settings.hub, settings.full, items)


def _feed_item(parts: Parts, post: Post) -> FeedItem:
    card, full = post.card, parts.config.feeds.full
    return FeedItem(
        teaser=parts.teasers[post],
        targets=parts.targets[post] if full else (),
        quotes=parts.quotes[post] if full else (),
        tags=parts.refs(post.tags, card.language),
        author=post.original.author,
        changes=tuple([Change(*change) for change in card.changes]) if full else (),
    )


def opml(parts: Parts) -> PlannedPage:
    """The list of all feeds, by language and taxonomy."""
    first = parts.codes[0]
    prints = [fingerprint(tuple(parts.site_prints.values()))]
    for code in parts.codes:
        for taxonomy in parts.config.feeds.terms:
            known = parts.ref_prints[code]
            # In an order of their own: that of the index changes with every new story.
            terms = sorted([known[term] for term in parts.index[code].by_term[taxonomy]])
            prints += [taxonomy.encode(), *terms]
    digest = combined(prints)
    place = parts.addresses.at("feeds.opml")
    return PlannedPage(place.path, "opml.xml", first, "", digest, partial(_opml_content, parts))


def _opml_content(parts: Parts) -> tuple[None, OpmlContent]:
    settings = parts.config.feeds
    groups = []
    for language in parts.config.languages:
        code = language.code
        by_term = parts.index[code].by_term
        sections = []
        for taxonomy in (taxonomy for taxonomy in TAXONOMIES if taxonomy in settings.terms):
            refs = sorted(parts.refs(tuple(by_term[taxonomy]), code), key=lambda ref: ref.name.casefold())
            if refs:
                sections.append((language.text(taxonomy), tuple(refs)))
        groups.append((parts.config.titles[code], parts.addresses.home(code).url, tuple(sections)))
    file = next((FEED_FILES[kind] for kind in settings.formats if kind != "json"), FEED_FILES["json"])
    return None, OpmlContent(parts.config.titles[parts.codes[0]], file, tuple(groups))


def latest_for_newsrooms(parts: Parts, language: Language) -> PlannedPage:
    """The newest stories of a language, for newsrooms that fetch them one by one."""
    code = language.code
    posts = parts.index[code].posts[:LATEST_FOR_NEWSROOMS]
    prints = [parts.site_prints[code], *[parts.teaser_prints[post] for post in posts]]
    digest = combined(prints)
    place = parts.addresses.at(f"{code}/ninjs.json")
    make = partial(_latest_content, parts, place, language, posts)
    return PlannedPage(place.path, NINJS_LATEST, code, "", digest, make)


def _latest_content(
    parts: Parts, place: Address, language: Language, posts: Sequence[Post]
) -> tuple[None, LatestContent]:
    name = language.text("feed_title", site=parts.config.titles[language.code])
    return None, LatestContent(place.url, name, tuple([parts.teasers[post] for post in posts]))
