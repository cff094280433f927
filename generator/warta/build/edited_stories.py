"""The stories that an edit changes, before and after it; what is more than an edit raises WholeSiteError."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from warta import urls
from warta.build.request import Request
from warta.config.settings import Config
from warta.content.links import read_inside
from warta.content.parsed import Card, PostDetails
from warta.content.parsing import parse_source
from warta.content.scan import SourceEntry
from warta.diagnostics.values import Diagnostic
from warta.site.assembly import build_library
from warta.site.library import Post, media_of
from warta.site.parsing import FileJob, parse_files
from warta.site.publication import span_of
from warta.site.stored import StoredSite, WholeSiteError
from warta.site.taxonomy import Registry
from warta.store.cache import Cache, Record
from warta.store.stories import Stories
from warta.workers.executors import Workers

__all__ = ["Story", "check_addresses", "details_of", "parsed", "stories_of"]

OF_TEXT = frozenset(
    {"digest", "text", "visible", "words", "capitals", "links", "anchors", "quotes", "quotations"}
)
"""What a card has from the text alone: nothing but the post's own page and whole texts show it."""


class Story(NamedTuple):
    """A story before and after the edit, by content path."""

    before: Mapping[str, Post]
    """What the site showed of it."""
    after: Mapping[str, Post]
    """What it shows."""
    every: Mapping[str, Post]
    """All posts after the edit, drafts too."""

    @property
    def is_text_alone(self) -> bool:
        """Whether nothing but texts differ."""
        return self.before.keys() == self.after.keys() and all(
            _same_but_for_text(self.before[path].card, post.card) for path, post in self.after.items()
        )

    @property
    def has_new_places(self) -> bool:
        """Whether there are, or may be, pages or parts of pages that a link can lead to and could not."""
        return any(
            path not in self.before or not {*post.card.anchors} <= {*self.before[path].card.anchors}
            for path, post in self.every.items()
        )

    @property
    def posts(self) -> Iterator[Post]:
        """Those that were shown and those that are."""
        return chain(self.before.values(), self.after.values())


def parsed(
    request: Request, site: StoredSite, changed: Sequence[SourceEntry]
) -> tuple[dict[str, Record], dict[str, bytes], list[Diagnostic]]:
    """What the changed files hold where that is something else, and their digests; what was found in them."""
    stories, config = site.stories, site.config
    known = request.look.state.content if request.look is not None and request.look.state is not None else {}
    jobs = []
    for entry in changed:
        number = stories.at_path(entry.path)
        if number is None and entry.path in known:
            raise WholeSiteError  # nobody knows what leads to a draft that was no post yet
        digest = stories.post(number[0]).card.digest if number is not None else ""
        jobs.append(FileJob(entry, digest))
    here = Workers(1, len(jobs))
    results = list(parse_files(here, request.site, jobs, options=config.parse_options))
    new: dict[str, Record] = {}
    found: list[Diagnostic] = []
    with closing(Cache(request.cache_folder, config.parse_options)) as cache:
        stamps = {entry.path: entry.stamp for entry in changed}
        for result in results:
            if result.found or not result.digest:
                raise WholeSiteError
            record = result.record
            if record is None:
                continue
            if record.card is None or record.card.is_standing or record.entries is not None:
                raise WholeSiteError
            html = cache.put(result.html) if result.html else None
            new[result.path] = record._replace(stamp=stamps[result.path], html=html)
            found += record.diagnostics
        if new and not cache.add(new):
            raise WholeSiteError
    return new, {result.path: bytes.fromhex(result.digest) for result in results}, found


def stories_of(
    request: Request, site: StoredSite, new: Mapping[str, Record], entries: Sequence[SourceEntry]
) -> tuple[list[Story], list[Diagnostic], frozenset[str]]:
    """The stories of new cards before and after; what was found in them; the content paths of drafts.

    Raises WholeSiteError for what is more than an edit.
    """
    cards: dict[str, dict[str, Card]] = {}
    before: dict[str, Mapping[str, Post]] = {}
    for record in new.values():
        card = record.card
        assert card is not None, "a file without a card is no post"
        if card.story not in before:
            before[card.story] = site.story(card.story)
            numbers = site.stories.numbers_of(card.story)
            if len(numbers) != len(before[card.story]):
                raise WholeSiteError
            cards[card.story] = {path: post.card for path, post in before[card.story].items()}
        cards[card.story][card.path] = card
    details = partial(details_of, request.site, site.config)
    library, found = build_library(
        [card for each in cards.values() for card in each.values()],
        site.registry,
        files=[entry.path for entry in entries],
        details=details,
        config=site.config,
        now=request.now.timestamp(),
    )
    paths = {entry.path for entry in entries}
    affected = []
    for story, versions in cards.items():
        if any(path in paths and path not in versions for path in _versions(story, site.config)):
            raise WholeSiteError  # of a draft that is no post yet
        after = {path: library.by_path[path] for path in versions if path in library.by_path}
        if len(after) < len(versions):
            raise WholeSiteError
        if not all(map(_is_plain, chain(before[story].values(), after.values()))):
            raise WholeSiteError
        affected.append(Story(site.shown(before[story]), site.shown(after), after))
    media = library.media
    for each in affected:
        _check_story(each, media)
    return affected, list(found), library.drafts


def _versions(story: str, config: Config) -> Iterator[str]:
    """The paths that the languages of a story can have."""
    for code in config.codes:
        yield f"content/{story}.{code}.md"
        yield f"content/{story}/index.{code}.md"


def _check_story(story: Story, media: frozenset[str]) -> None:
    """Raise WholeSiteError unless what is shown stays so and where it is, and uses the files that it did."""
    if not story.before.keys() <= story.after.keys():
        raise WholeSiteError
    for path, post in story.after.items():
        old = story.before.get(path)
        aliases = old.card.aliases if old is not None else ()
        if post.card.aliases != aliases or post.original.former_year:
            raise WholeSiteError
        if old is not None and (
            old.address != post.address
            or (old.hold is None and post.hold is not None)
            or old.original.former_year
            or not set(media_of([old], media)) <= set(media_of([post], media))
        ):
            raise WholeSiteError
    if {post.original.path for post in story.before.values()} - {
        post.original.path for post in story.after.values()
    }:
        raise WholeSiteError


def _is_plain(post: Post) -> bool:
    """Whether a post is public or a draft, and no time changes that."""
    is_draft = span_of(post.card, post.original) is None
    return not post.withdrawn and post.original.expires is None and (post.hold is None or is_draft)


def check_addresses(
    affected: Iterable[Story], stories: Stories, registry: Registry, files: Container[str]
) -> None:
    """Raise WholeSiteError where an address is not free, or a link could lead to what has gone or come.

    ``files`` are the paths of all output files: what is there already is an old address, or a file.
    """
    for story in affected:
        for path, post in story.every.items():
            old, file = story.before.get(path), post.address.path
            if old is None:
                if stories.is_taken(urls.collision_key(file), but=path) or file in files:
                    raise WholeSiteError
                if path in story.after and (registry.removals or stories.is_anchored(post.address.url)):
                    raise WholeSiteError
            else:
                opens = old.hold != post.hold  # nothing but links and addresses that have gone ask for that
                leads = (opens or old.card.anchors != post.card.anchors) and stories.is_anchored(
                    post.address.url
                )
                if leads or (opens and registry.removals):
                    raise WholeSiteError


def _same_but_for_text(old: Card, new: Card) -> bool:
    return all(
        before == after or name in OF_TEXT for name, before, after in zip(Card._fields, old, new, strict=True)
    )


def details_of(site: Path, config: Config, card: Card) -> PostDetails:
    """What a card leaves out. Raises WholeSiteError when the file is another one now."""
    details = parse_source(card.path, read_inside(site, card.path), config.parse_options).details
    if details is None:
        raise WholeSiteError
    return details
