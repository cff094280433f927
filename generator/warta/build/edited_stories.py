"""The stories that an edit changes, before and after it; what is more than an edit raises WholeSiteError."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from warta import urls
from warta.build.request import Request
from warta.config.settings import Config
from warta.content.links import read_inside
from warta.content.model import PostFields
from warta.content.parsed import Card, PostDetails
from warta.content.parsing import parse_source
from warta.content.scan import SourceEntry
from warta.diagnostics.values import WHOLE_FILE, Diagnostic, has_errors
from warta.markdown.conversion import Body, Quote
from warta.markdown.story_html import Link
from warta.media.values import Medium, Refused
from warta.pages.context import PlanInputs
from warta.site.assembly import build_library
from warta.site.library import Library, Post
from warta.site.parsing import FileJob, parse_files
from warta.site.publication import span_of
from warta.site.stored import StoredSite, WholeSiteError
from warta.site.taxonomy import Registry
from warta.store.cache import Cache, Record
from warta.store.stories import Stories
from warta.workers.executors import Workers

__all__ = [
    "Affected",
    "ParsedEdit",
    "Story",
    "as_it_was",
    "check_addresses",
    "details_of",
    "parsed",
    "stories_of",
]

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
    was: Mapping[str, Post]
    every: Mapping[str, Post]
    """All posts before the edit and after it, drafts too."""

    @property
    def gone(self) -> Mapping[str, Post]:
        """Those of which there is no file any more."""
        return {path: post for path, post in self.was.items() if path not in self.every}

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


class ParsedEdit(NamedTuple):
    """What the changed files hold."""

    new: Mapping[str, Record]
    """By path, where it is something else."""
    unread: frozenset[str]
    """The paths of those of which nothing can be read any more."""
    digests: Mapping[str, bytes]
    """Of their bytes, by path."""
    found: Sequence[Diagnostic]


class Affected(NamedTuple):
    """What an edit is about."""

    stories: Sequence[Story]
    found: Sequence[Diagnostic]
    """In them, beyond what was found in each text by itself."""
    drafts: frozenset[str]
    """Content paths."""
    pageless: Mapping[str, str]
    """Content path → last part of the address, of those that have no page for what is wrong in them."""


def parsed(request: Request, site: StoredSite, changed: Sequence[SourceEntry]) -> ParsedEdit:
    """What the changed files hold. Raises WholeSiteError for what is more than posts."""
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
    unread: set[str] = set()
    found: list[Diagnostic] = []
    with closing(Cache(request.cache_folder, config.parse_options)) as cache:
        stamps = {entry.path: entry.stamp for entry in changed}
        for result in results:
            if result.found or not result.digest:
                raise WholeSiteError
            record = result.record
            if record is None:
                continue
            found += record.diagnostics
            if record.card is None and stories.at_path(result.path) is not None:
                unread.add(result.path)
                continue
            if record.card is None or record.card.is_standing or record.entries is not None:
                raise WholeSiteError
            html = cache.put(result.html) if result.html else None
            new[result.path] = record._replace(stamp=stamps[result.path], html=html)
        if new and not cache.add(new):
            raise WholeSiteError
    digests = {result.path: bytes.fromhex(result.digest) for result in results}
    return ParsedEdit(new, frozenset(unread), digests, found)


def stories_of(
    request: Request,
    site: StoredSite,
    texts: ParsedEdit,
    *,
    gone: Sequence[str],
    entries: Sequence[SourceEntry],
) -> Affected:
    """The stories of new cards and of texts that have gone, before and after; WholeSiteError for more."""
    new, gone = texts.new, [*gone, *texts.unread]
    before = _stories_before(site, [record.card for record in new.values() if record.card is not None], gone)
    cards = {story: {path: post.card for path, post in posts.items()} for story, posts in before.items()}
    for path in gone:
        for versions in cards.values():
            versions.pop(path, None)
    for record in new.values():
        card = record.card
        assert card is not None, "a file without a card is no post"
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
    paths = {entry.path for entry in entries} - texts.unread
    affected: list[Story] = []
    pageless: dict[str, str] = {}
    for story, versions in cards.items():
        if any(path in paths and path not in versions for path in _versions(story, site.config)):
            raise WholeSiteError  # of a draft that is no post yet
        after = {path: library.by_path[path] for path in versions if path in library.by_path}
        lacking = {path: card.slug or card.name for path, card in versions.items() if path not in after}
        wrong = [each for each in (*texts.found, *found) if each.file in versions]
        if lacking and (not has_errors(wrong) or any(card.draft for card in versions.values())):
            raise WholeSiteError
        pageless |= lacking
        if not all(map(_is_plain, chain(before[story].values(), after.values()))):
            raise WholeSiteError
        shown = site.shown(before[story]), site.shown(after)
        affected.append(Story(*shown, before[story], after))
        is_whole = not lacking and texts.unread.isdisjoint(before[story])  # else nothing of it is kept
        _check_story(affected[-1], is_whole=is_whole)
    return Affected(affected, found, library.drafts, pageless)


def _stories_before(
    site: StoredSite, cards: Iterable[Card], gone: Iterable[str]
) -> dict[str, Mapping[str, Post]]:
    """Story → content path → post, of the stories of ``cards`` and of the texts that have gone."""
    names = {card.story: None for card in cards}
    for path in gone:
        known = site.stories.at_path(path)
        if known is None:
            raise WholeSiteError  # no post: a page, a term, or a draft that could not be one
        names[known[1]] = None
    before = {name: site.story(name) for name in names}
    if any(len(posts) != len(site.stories.numbers_of(name)) for name, posts in before.items()):
        raise WholeSiteError
    return before


def _versions(story: str, config: Config) -> Iterator[str]:
    """The paths that the languages of a story can have."""
    for code in config.codes:
        yield f"content/{story}.{code}.md"
        yield f"content/{story}/index.{code}.md"


def _check_story(story: Story, *, is_whole: bool) -> None:
    """Raise WholeSiteError unless what is shown and stays is where it was, and old addresses are the same."""
    if not story.before.keys() <= story.after.keys() | story.gone.keys():
        raise WholeSiteError
    if any(post.card.aliases or post.original.former_year for post in story.gone.values()):
        raise WholeSiteError
    for path, post in story.after.items():
        old = story.before.get(path)
        aliases = old.card.aliases if old is not None else ()
        if post.card.aliases != aliases or post.original.former_year:
            raise WholeSiteError
        if old is not None and (
            old.address != post.address
            or (is_whole and old.original.path != post.original.path)
            or (old.hold is None and post.hold is not None)
            or old.original.former_year
        ):
            raise WholeSiteError


def _is_plain(post: Post) -> bool:
    """Whether a post is public or a draft, and no time changes that."""
    is_draft = span_of(post.card, post.original) is None
    return not post.withdrawn and post.original.expires is None and (post.hold is None or is_draft)


def check_addresses(
    affected: Iterable[Story], stories: Stories, registry: Registry, files: Container[str]
) -> None:
    """Raise WholeSiteError where an address is not free, or a link could lead to what has gone or come.

    Asked when the database has been brought up to date. ``files`` are the paths of all output files: what is
    there already is an old address, or a file.
    """
    freed = {post.address.path for story in affected for post in story.gone.values()}
    for story in affected:
        for path, post in story.every.items():
            old, file = story.before.get(path), post.address.path
            if old is None:
                is_used = file in files and file not in freed
                if is_used or stories.is_taken(urls.collision_key(file), but=path):
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


def as_it_was(library: Library, inputs: PlanInputs, lost: frozenset[str]) -> tuple[Library, PlanInputs]:
    """To find out which pages there were: without places in texts, and with pictures that are ``lost``."""

    def medium(path: str) -> Medium:
        return Refused("broken-image") if path in lost else inputs.medium(path)

    before = replace(library, details=_without_places, media=library.media | lost)
    return before, replace(inputs, medium=medium)


def _without_places(card: Card) -> PostDetails:
    """What a card leaves out, of a text that is another one now, or not there."""
    links = tuple([Link(target, image, WHOLE_FILE) for target, image in card.links])
    quotes = tuple([Quote(name, WHOLE_FILE, "") for name in card.quotes])
    return PostDetails(
        PostFields(title=card.title), defaultdict(lambda: WHOLE_FILE), Body(links=links, quotes=quotes)
    )


def details_of(site: Path, config: Config, card: Card) -> PostDetails:
    """What a card leaves out. Raises WholeSiteError when the file is another one now."""
    details = parse_source(card.path, read_inside(site, card.path), config.parse_options).details
    if details is None:
        raise WholeSiteError
    return details
