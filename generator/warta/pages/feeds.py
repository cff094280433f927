"""Plans what feed readers fetch: feeds and their list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from warta.content.model import TAXONOMIES
from warta.i18n.languages import Language
from warta.i18n.moments import Moment
from warta.pages.context import Context
from warta.pages.data import JSON_FEED, TEMPLATE, Made, PlannedPage
from warta.pages.fingerprint import combined, fingerprint
from warta.pages.frame import FEED_FILES
from warta.site.library import Post
from warta.urls import Address
from warta.views.feeds import FeedEntry, FeedView, OpmlFeed, OpmlGroup, OpmlSection, OpmlView
from warta.views.stories import Change

__all__ = ["SYNDICATED", "Feed", "feeds", "opml"]

SYNDICATED = "_syndicated.html"
"""The template of a story's text for readers outside the site."""
WRITTEN = {"atom": (TEMPLATE, "feed.xml"), "rss": (TEMPLATE, "rss.xml"), "json": (JSON_FEED, SYNDICATED)}
"""Writer and template of each format."""


class Feed(NamedTuple):
    """A feed in any format."""

    page: Address
    """Of the page whose stories it has."""
    name: str
    description: str
    posts: Sequence[Post]
    """All that the page lists, newest first."""
    formats: Sequence[str]
    full: bool
    """Whether whole stories go with it."""


def feeds(context: Context, language: Language, feed: Feed) -> Iterator[PlannedPage]:
    """The newest of the stories that a page lists, in every format of the feed."""
    code, settings = language.code, context.config.feeds
    newest = feed.posts[: settings.entries]
    options = context.config.parse_options if feed.full else None
    site = context.site_fingerprints[code]
    about = (site, feed.name, feed.description, feed.page.url, settings.hub, feed.full, options)
    stories = context.stories
    known = stories.full_fingerprints if feed.full else stories.brief_fingerprints
    prints = [fingerprint(about), *[known[post] for post in newest]]
    texts = tuple([post.card.path for post in newest]) if feed.full else ()
    for kind in feed.formats:
        place = context.addresses.beside(feed.page, FEED_FILES[kind])
        make = partial(_feed, context, place, feed)
        writer, template = WRITTEN[kind]
        digest = combined((kind.encode(), *prints))
        yield PlannedPage(place.path, template, code, "", digest, make, texts, writer)


def _feed(context: Context, place: Address, feed: Feed) -> Made:
    settings = context.config.feeds
    posts = feed.posts[: settings.entries]
    entries = tuple([_entry(context, post, feed) for post in posts])
    canonical = context.canonical(place.url)
    view = FeedView(
        feed_id=canonical,
        self_url=canonical,
        home_url=context.canonical(feed.page.url),
        title=feed.name,
        description=feed.description,
        updated=max((post.updated for post in posts), default=Moment(0, 0, "UTC")),
        hub=settings.hub,
        full=feed.full,
        entries=entries,
    )
    return Made(None, view, tuple(map(context.body_elsewhere, posts)) if feed.full else ())


def _entry(context: Context, post: Post, feed: Feed) -> FeedEntry:
    teaser = context.stories.teasers[post]
    return FeedEntry(
        canonical=teaser.canonical,
        title=teaser.title,
        summary=teaser.summary,
        date=teaser.date,
        updated=teaser.updated,
        kind=teaser.kind,
        author=post.original.author or None,
        agencies=teaser.agencies,
        regions=teaser.regions,
        tags=context.references.several(post.tags, post.card.language),
        image=teaser.image,
        changes=tuple([Change(*change) for change in post.card.changes]) if feed.full else (),
        withdrawn=False,
    )


def opml(context: Context) -> PlannedPage:
    """The list of all feeds, by language and taxonomy."""
    prints = [fingerprint((*context.site_fingerprints.values(), context.config.feeds))]
    kinds = context.config.sections.all
    for code in context.codes:
        known, by_term = context.references.fingerprint[code], context.places.index[code].by_term
        for taxonomy in context.config.feeds.terms:
            # In an order of their own: that of the index changes with every new story.
            prints += [taxonomy.encode(), *sorted([known[term] for term in by_term[taxonomy]])]
        prints.append(repr([context.kind_link(context.languages[code], kind) for kind in kinds]).encode())
    place = context.addresses.at("feeds.opml")
    make = partial(_opml, context)
    return PlannedPage(place.path, "opml.xml", context.codes[0], "", combined(prints), make)


def _opml(context: Context) -> Made:
    settings, titles = context.config.feeds, context.config.titles

    def feed(name: str, page: str, formats: Sequence[str]) -> OpmlFeed:
        kind = next((kind for kind in formats if kind != "json"), "json")
        address = context.canonical(page)
        return OpmlFeed(name, address + FEED_FILES[kind], address, "json" if kind == "json" else "rss")

    groups = []
    for code, language in context.languages.items():
        by_term = context.places.index[code].by_term
        sections = []
        for taxonomy in (taxonomy for taxonomy in TAXONOMIES if taxonomy in settings.terms):
            refs = context.references.several(tuple(by_term[taxonomy]), code)
            found = [
                feed(ref.name, ref.url, settings.term_formats)
                for ref in sorted(refs, key=lambda ref: (ref.name.casefold(), ref.url or ""))
                if ref.url
            ]
            if found:
                sections.append(OpmlSection(language.text(taxonomy), tuple(found)))
        lists = [context.kind_link(language, kind) for kind in context.config.sections.all]
        own = [feed(link.text, link.url, settings.term_formats) for link in lists if link and link.url]
        if own:
            sections.append(OpmlSection(language.text("by_kind"), tuple(own)))
        home = feed(titles[code], context.addresses.home(code).url, settings.formats)
        groups.append(OpmlGroup(code, titles[code], home, tuple(sections)))
    return Made(None, OpmlView(titles[context.codes[0]], tuple(groups)))
