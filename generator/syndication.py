"""Plans what feed readers and other newsrooms fetch: feeds, their list, and the newest stories as ninjs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from generator.fingerprint import combined, fingerprint
from generator.language import Language
from generator.library import Post
from generator.model import TAXONOMIES
from generator.pages import (
    FEED_JSON,
    NINJS_LATEST,
    FeedContent,
    FeedItem,
    LatestContent,
    OpmlContent,
    PlannedPage,
)
from generator.parsing import ParseOptions
from generator.parts import FEED_FILES, Parts
from generator.urls import Address
from generator.views import Change

__all__ = ["Syndication"]

FEED_TEMPLATES = {"atom": "feed.xml", "rss": "rss.xml", "json": FEED_JSON}
LATEST_FOR_NEWSROOMS = 50


class Syndication(Parts):
    """Plans them page by page; nothing done for a feed grows with the number of stories it leaves out."""

    def _feeds(
        self, language: Language, page: Address, name: str, description: str, posts: Sequence[Post]
    ) -> Iterator[PlannedPage]:
        """The newest of the stories that a page lists, in every format."""
        code, settings = language.code, self.config.feeds
        newest = posts[: settings.entries]
        options = ParseOptions.of(self.config) if settings.full else None
        about = fingerprint(
            (self.site_prints[code], name, description, page.url, settings.hub, settings.full, options)
        )
        prints = self.whole_prints if settings.full else self.brief_prints
        stories = b"|".join([about, *[prints[post] for post in newest]])
        texts = tuple([post.card.path for post in newest]) if settings.full else ()
        for kind in settings.formats:
            place = self.addresses.beside(page, FEED_FILES[kind])
            digest = combined((kind.encode(), stories))
            make = partial(self._feed_content, place, page, name, description, newest)
            yield PlannedPage(place.path, FEED_TEMPLATES[kind], code, "", digest, make, texts)

    def _feed_content(
        self, place: Address, page: Address, name: str, description: str, posts: Sequence[Post]
    ) -> tuple[None, FeedContent]:
        settings = self.config.feeds
        items = tuple([self._feed_item(post) for post in posts])
        return None, FeedContent(name, place.url, page.url, description, settings.hub, settings.full, items)

    def _feed_item(self, post: Post) -> FeedItem:
        card, full = post.card, self.config.feeds.full
        return FeedItem(
            teaser=self.teasers[post],
            targets=self.targets[post] if full else (),
            quotes=self.quotes[post] if full else (),
            tags=self._refs(post.tags, card.language),
            author=post.original.author,
            changes=tuple([Change(*change) for change in card.changes]) if full else (),
        )

    def _opml(self) -> PlannedPage:
        """The list of all feeds, by language and taxonomy."""
        first = self.codes[0]
        parts = [fingerprint(tuple(self.site_prints.values()))]
        for code in self.codes:
            for taxonomy in self.config.feeds.terms:
                known = self._ref_prints[code]
                # In an order of their own: that of the index changes with every new story.
                terms = sorted([known[term] for term in self.index[code].by_term[taxonomy]])
                parts += [taxonomy.encode(), *terms]
        digest = combined(parts)
        place = self.addresses.at("feeds.opml")
        return PlannedPage(place.path, "opml.xml", first, "", digest, self._opml_content)

    def _opml_content(self) -> tuple[None, OpmlContent]:
        settings = self.config.feeds
        groups = []
        for language in self.config.languages:
            code = language.code
            by_term = self.index[code].by_term
            sections = []
            for taxonomy in (taxonomy for taxonomy in TAXONOMIES if taxonomy in settings.terms):
                refs = sorted(self._refs(tuple(by_term[taxonomy]), code), key=lambda ref: ref.name.casefold())
                if refs:
                    sections.append((language.text(taxonomy), tuple(refs)))
            groups.append((self.config.titles[code], self.addresses.home(code).url, tuple(sections)))
        file = next((FEED_FILES[kind] for kind in settings.formats if kind != "json"), FEED_FILES["json"])
        return None, OpmlContent(self.config.titles[self.codes[0]], file, tuple(groups))

    def _latest(self, language: Language) -> PlannedPage:
        """The newest stories of a language, for newsrooms that fetch them one by one."""
        code = language.code
        posts = self.index[code].posts[:LATEST_FOR_NEWSROOMS]
        parts = [self.site_prints[code], *[self.teaser_prints[post] for post in posts]]
        digest = combined(parts)
        place = self.addresses.at(f"{code}/ninjs.json")
        make = partial(self._latest_content, place, language, posts)
        return PlannedPage(place.path, NINJS_LATEST, code, "", digest, make)

    def _latest_content(
        self, place: Address, language: Language, posts: Sequence[Post]
    ) -> tuple[None, LatestContent]:
        name = language.text("feed_title", site=self.config.titles[language.code])
        return None, LatestContent(place.url, name, tuple([self.teasers[post] for post in posts]))
