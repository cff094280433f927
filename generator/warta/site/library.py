"""All stories of a site, as values."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

from warta.content.parsed import Card, PostDetails
from warta.i18n.moments import Moment
from warta.site.publication import Hold, span_of
from warta.site.taxonomy import Registry, Term
from warta.urls import Address

__all__ = [
    "Details",
    "Library",
    "Post",
    "files_of_drafts",
    "hidden_stories",
    "media_in_use",
    "media_of",
    "mentioned_by",
    "mentioned_in_profiles",
]

Details = Callable[[Card], PostDetails]
"""Fetches what a card leaves out. Called only for messages and for what translations share."""


class Post(Struct, eq=False):
    """One language version of a story, complete. Never changed once made; compared by identity."""

    card: Card
    original: Card
    """The card of the language version that owns what the story's languages share."""
    address: Address
    date: Moment
    updated: Moment
    agencies: tuple[Term, ...]
    speakers: tuple[Term, ...]
    regions: tuple[Term, ...]
    tags: tuple[Term, ...]
    hold: Hold | None
    withdrawn: bool
    """Taken back: its page says so and nothing else lists it."""
    stands_in: str = ""
    """The language whose listings it stands in for the version that is missing; empty for the post itself."""

    @property
    def listed_in(self) -> str:
        """The language of the listings that it is for."""
        return self.stands_in or self.card.language

    @property
    def kind(self) -> str:
        """One of :data:`~warta.content.model.STORY_KINDS`."""
        return self.original.kind

    @property
    def image(self) -> tuple[str, str, str, str, str, str] | None:
        """As a card has it: what it says is this post's, all else the original's."""
        shared, own = self.original.image, self.card.image
        if shared is None or not shared[0] or own is None:
            return shared
        return (shared[0], own[1], own[2], *shared[3:])

    def terms(self, taxonomy: str) -> tuple[Term, ...]:
        """The terms of one taxonomy."""
        result: tuple[Term, ...] = getattr(self, taxonomy)
        return result


class Library(Struct, frozen=True):
    """All stories and terms of a site at one moment."""

    posts: Sequence[Post]
    """The visible ones, newest first, all languages; withdrawn ones included."""
    by_path: Mapping[str, Post]
    """Content path → post, visible or not."""
    registry: Registry
    media: frozenset[str]
    """Paths of the files in ``content/`` that are not texts."""
    details: Details
    drafts: frozenset[str]
    """Content paths of all posts that are drafts or whose originals are, those too that cannot be shown."""
    standing: tuple[Post, ...] = ()
    """The visible standing pages in all languages, in the order in which menus have them."""
    standing_by_path: Mapping[str, Post] = {}
    """Content path → standing page, visible or not."""

    known_apart: tuple[Post, ...] | None = None
    """What :attr:`apart` gives, where it is known."""

    @property
    def apart(self) -> tuple[Post, ...]:
        """The posts that are held back or have been taken back."""
        if self.known_apart is not None:
            return self.known_apart
        return tuple([post for post in self.by_path.values() if post.hold is not None or post.withdrawn])

    @property
    def held(self) -> tuple[Post, ...]:
        """The posts that are held back."""
        return tuple([post for post in self.apart if post.hold is not None])

    @property
    def versions(self) -> tuple[Post, ...]:
        """All posts and standing pages, visible or not."""
        return (*self.by_path.values(), *self.standing_by_path.values())

    def at(self, path: str) -> Post | None:
        """The post or standing page of a content file."""
        return self.by_path.get(path) or self.standing_by_path.get(path)


def hidden_stories(library: Library, *, drafts: bool) -> Library:
    """The same library with the posts that are not visible instead of the visible ones.

    Without ``drafts`` only those that time alone holds back. What is wrong in them is looked for in every
    build: else a site would break at the moment that they open, and be whole again when they expire.
    """

    def wanted(every: Iterable[Post], visible: Iterable[Post]) -> tuple[Post, ...]:
        shown = set(visible)
        held = [post for post in every if post not in shown]
        return tuple([post for post in held if drafts or span_of(post.card, post.original) is not None])

    posts = wanted(library.by_path.values(), library.posts)
    return replace(library, posts=posts, standing=wanted(library.standing_by_path.values(), library.standing))


def media_in_use(library: Library) -> Iterator[str]:
    """Content paths of the pictures and documents that posts and profiles refer to."""
    yield from media_of((*library.posts, *library.standing), library.media)
    yield from (name for name in mentioned_in_profiles(library.registry) if name in library.media)


def files_of_drafts(library: Library) -> frozenset[str]:
    """Content paths of drafts and pages to fill in, and of the media that are theirs alone."""
    unfilled = frozenset(
        path
        for path, post in library.standing_by_path.items()
        if post.card.unfilled or post.original.unfilled
    )
    files = library.drafts | unfilled
    if not files:
        return files
    drafts = [post for post in library.versions if post.card.path in files]
    others = tuple([post for post in library.versions if post.card.path not in files])
    shared = media_in_use(replace(library, posts=others, standing=()))
    return files | frozenset(media_of(drafts, library.media)).difference(shared)


def media_of(posts: Iterable[Post], media: frozenset[str]) -> Iterator[str]:
    """Those of ``media`` that posts refer to, by content path."""
    for post in posts:
        yield from (name for name in mentioned_by(post) if name in media)


def mentioned_by(post: Post) -> Iterator[str]:
    """What a post refers to: files by content path, and addresses of this site without a slash at the end."""
    if post.withdrawn:
        return
    mentioned = [(post.card.path, target) for target, _ in post.card.links]
    if post.original.image is not None:
        mentioned.append((post.original.path, post.original.image[0]))
    yield from _names_of(mentioned)


def mentioned_in_profiles(registry: Registry) -> Iterator[str]:
    """The same of the texts about terms."""
    for profile in registry.profiles.values():
        yield from _names_of([(profile.path, link.target) for link in profile.body.links])


def _names_of(mentioned: Iterable[tuple[str, str]]) -> Iterator[str]:
    for file, target in mentioned:
        path = unquote(target.partition("#")[0].partition("?")[0])
        if path:
            yield posixpath.normpath(posixpath.join(posixpath.dirname(file), path))
