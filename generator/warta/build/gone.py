"""What goes with stories that go: their addresses, the files that were theirs alone, what leads to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from warta import urls
from warta.build.edit_findings import but_for, waits
from warta.build.edit_lists import NewLists, pages_of_terms
from warta.build.edited_stories import Story
from warta.build.kept import Ground
from warta.build.request import Request
from warta.output.earlier import published_before
from warta.output.manifest import Entry, Manifest
from warta.output.table import Layered
from warta.site.addresses import Compared, Record, vanished
from warta.site.library import Library, Post, media_of
from warta.site.public_addresses import LIST, Published, addresses_of, public_removals
from warta.site.stored import StoredSite, WholeSiteError
from warta.site.taxonomy import Registry

__all__ = ["Addresses", "addresses_after", "as_link", "check_gone", "lost_media"]


def check_gone(site: StoredSite, affected: Iterable[Story], files: Collection[str], ground: Ground) -> None:
    """Raise WholeSiteError where something waits for what is gone, leads there or tells of it.

    Asked when the database has been brought up to date. ``files`` have gone that are no texts.
    """
    gone = [(path, post) for story in affected for path, post in story.gone.items()]
    if not gone and not files:
        return
    names = {*files, *(path for path, _ in gone), *(as_link(post.address.path) for _, post in gone)}
    if waits(ground.gaps) or any(map(site.stories.is_mentioned, names)):
        raise WholeSiteError
    own = {post.address.path: path for story in affected for path, post in story.every.items()}
    pages = [post.address.path for _, post in gone]
    if any(site.stories.is_taken(urls.collision_key(page), but=own.get(page, "")) for page in pages):
        raise WholeSiteError
    told = but_for(dict(gone), (*ground.findings, *ground.gaps))
    if any(path in str(value) for each in told for _, value in each.arguments for path, _ in gone):
        raise WholeSiteError


def as_link(path: str) -> str:
    """An output file as texts lead to it: below the site's root, without a slash at the end."""
    return "/" + path.removesuffix("/index.html")


def lost_media(
    site: StoredSite,
    affected: Sequence[Story],
    files: Iterable[str],
    *,
    media: frozenset[str],
    old: Layered[Entry],
) -> Iterator[str]:
    """The output files of pictures and documents that nothing shows any more.

    ``files`` are those of the content that have gone, ``media`` those that are there now.
    """
    every = media.union(files)
    shown = [post for story in affected for post in story.before.values()]
    lost = {path for path in media_of(shown, every) if not site.stories.is_in_use(path)}
    if not lost:
        return
    if any(path in lost for _, path in site.config.theme.files()):
        raise WholeSiteError  # some of its files are the site's own
    stems = [path.rpartition(".")[0] for path in every]
    if any(stems.count(path.rpartition(".")[0]) > 1 for path in lost):
        raise WholeSiteError  # one file may be made of two that are alike
    folders = {f"media/{path.removeprefix('content/').rpartition('/')[0]}/" for path in lost}
    below = {path: entry for folder in folders for path, entry in old.below(folder).items()}
    yield from (path for path, entry in below.items() if entry.source in lost)


class Addresses(NamedTuple):
    """What the public finds where after an edit, and what became of the rest."""

    now: Layered[Published]
    compared: Compared
    earlier: Mapping[str, Published]
    """What builds before had left open."""


def addresses_after(
    request: Request,
    manifest: Manifest,
    library: Library,
    site: StoredSite,
    *,
    affected: Sequence[Story],
    lists: NewLists,
    drafts: frozenset[str],
) -> Addresses:
    """The same as a whole build finds, by looking at no more than can have gone or be meant by it.

    ``lists`` have come or gone; ``drafts`` are those of the ``affected`` stories.
    """
    before = manifest.addresses
    if not isinstance(before, Layered):
        raise WholeSiteError
    if request.is_preview:  # nobody but its writer has seen what is in one
        return Addresses(before, Compared(), {})
    was = [post for story in affected for post in story.was.values() if post.hold is None]
    every = [post for story in affected for post in story.every.values()]
    rows = addresses_of([post for post in every if post.hold is None])
    rows |= pages_of_terms(site, lists.came_public)
    gone = (addresses_of(was) | pages_of_terms(site, lists.went_public)).keys() - rows.keys()
    now = before.changed(rows, gone)
    earlier = published_before(manifest, site.config.base_url, request.earlier_path).earlier
    if not gone and not earlier:
        return Addresses(now, Compared(), {})
    if any(each.role == LIST or _is_lost_term(each, site.registry) for each in earlier.values()):
        raise WholeSiteError
    others = _others(site, {each.identity for each in earlier.values()}, {post.card.story for post in every})
    posts = [*every, *others]
    pages = (post.address.path for post in (*posts, *library.standing))
    files = {*gone, *rows, *earlier, *pages, *public_removals(library)}
    record = Record(_part(before, files), earlier)
    part = replace(library, by_path={post.card.path: post for post in posts}, drafts=drafts)
    return Addresses(now, vanished(record, _part(now, files), part, site.config), earlier)


def _others(site: StoredSite, stories: Iterable[str], affected: Collection[str]) -> Iterator[Post]:
    """The posts that have nothing to do with an edit: held back ones, and those of ``stories``."""
    held = [site.post(number) for number in site.stories.held()]
    names = dict.fromkeys([*(post.card.story for post in held), *sorted(stories)])
    for name in names:
        if name not in affected:
            yield from site.story(name).values()


def _is_lost_term(was: Published, registry: Registry) -> bool:
    """Whether a term's page is left open that may be another one's now, which takes all terms to see."""
    taxonomy, _, term = was.identity.partition("/")
    return taxonomy in registry.terms and term not in registry.terms[taxonomy]


def _part(addresses: Layered[Published], files: Iterable[str]) -> dict[str, Published]:
    return {file: addresses[file] for file in files if file in addresses}
