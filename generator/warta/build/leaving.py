"""What a whole build leaves for the next edit: the stories in a database, and what was found about them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import ExitStack, closing, suppress
from pathlib import Path

from warta.build.edits import basis_of, place_of, put_known
from warta.build.prepare import Prepared, Result
from warta.build.request import Request
from warta.content.scan import digests_of, find_file
from warta.filesystem.codec import encoded
from warta.filesystem.own_files import remove
from warta.filesystem.stamps import UNSEEN, Seen, State
from warta.pages.speakers import quoted_in
from warta.site.library import mentioned_by, mentioned_in_profiles
from warta.site.open import OpenSite
from warta.site.stored import as_mentioned, name_of, names_of, print_of, row_of
from warta.store.stories import Stories, StoriesError, look_of
from warta.urls import collision_key

__all__ = ["leave_stories", "seen_besides"]


def leave_stories(request: Request, result: Result) -> bytes:
    """Bring the database up to date; how it looks then. Failing to is not an error: it is empty then."""
    path, prepared = str(request.stories_path), result.prepared
    if result.edited:
        return result.stories
    site = prepared.site if prepared is not None else None
    try:
        if prepared is not None and site is not None and _is_usual(request, prepared):
            with closing(_opened(request, prepared)) as stories:
                stories.begin()
                put_known(stories, prepared.ground, result.later)
                _fill(stories, request, prepared, site)
                stories.commit()
            return look_of(path)
    except (OSError, sqlite3.Error, StoriesError, UnicodeError):  # a text may be no Unicode
        pass
    with suppress(OSError):
        remove(path)
    return b""


def seen_besides(site: Path, content: Mapping[str, Seen], state: State | None) -> dict[str, Seen]:
    """The files of ``content`` that the build had no need to read, with their digests.

    ``state`` is what an earlier build saw. What is in them has made nothing.
    """
    unread = {path: stamp for path, (stamp, digest) in content.items() if digest == UNSEEN[1]}
    before = state.seen() if unread and state is not None else {}
    known = {
        path: before[path]
        for path, stamp in unread.items()
        if stamp is not None and path in before and before[path][0] == stamp and before[path][1] != UNSEEN[1]
    }
    entries = [entry for path in unread if path not in known and (entry := find_file(site, path)) is not None]
    read = digests_of(site, entries)
    return {**known, **{path: (unread[path], bytes.fromhex(digest)) for path, digest in read.items()}}


def _is_usual(request: Request, prepared: Prepared) -> bool:
    """Whether an edit of such a site can be built by what it reaches."""
    config = prepared.config
    return not (request.cluster or config.untranslated or config.check.has_errors)


def _opened(request: Request, prepared: Prepared) -> Stories:
    """The database of the build before if it is of the same settings, terms and program; else a new one."""
    path = str(request.stories_path)
    state = request.state_before
    with suppress(StoriesError, sqlite3.Error):
        stories = Stories.opened(path, state.stories if state is not None else b"")
        with ExitStack() as stack:
            stack.enter_context(closing(stories))
            if stories.get("besides") == _besides(request, prepared):
                stack.pop_all()
                return stories
    return Stories.created(path)


def _besides(request: Request, prepared: Prepared) -> bytes:
    return basis_of(request) + prepared.plan.besides


def _fill(stories: Stories, request: Request, prepared: Prepared, site: OpenSite) -> None:
    plan, library, ground = prepared.plan, prepared.library, prepared.ground
    html = site.html
    stories.put("basis", basis_of(request))
    stories.put("place", place_of(request))
    stories.put("made with", prepared.made_with)
    stories.put("besides", _besides(request, prepared))
    stories.put("terms", encoded([*site.gave.values()]))
    stories.put("profiles", encoded(ground.profiles))
    stories.put("standing", encoded(ground.standing))
    stories.put("documents", encoded([*plan.documents.items()]))
    stories.put("maps", encoded([*plan.maps.items()]))
    taken = [collision_key(path) for path in plan.at_other_times]
    stories.keep_places(taken, plan.anchored, plan.sought)
    registry, names = library.registry, names_of(library.registry)
    pages = library.standing_by_path.values()
    lines = [line for page in pages for line in page.card.quotes]
    lines += [quote.name for profile in registry.profiles.values() for quote in profile.body.quotes]
    others = [name_of(speaker) for speaker, _ in quoted_in(lines, registry)]
    others += [name for page in pages for name in mentioned_by(page)]
    stories.keep_mentions(as_mentioned([*others, *mentioned_in_profiles(registry)]))
    stories.name_terms(name_of(term) for terms in library.registry.terms.values() for term in terms.values())
    known = stories.prints()
    prints = {path: print_of(post, html.get(path)) for path, post in library.by_path.items()}
    numbers = stories.remove([path for path, print_ in known.items() if prints.get(path) != print_])
    rows = (
        row_of(
            post,
            quoted=[*quoted_in(post.card.quotes, registry)],
            html=html.get(path),
            names=names,
            drafts=request.drafts,
        )
        for path, post in library.by_path.items()
        if known.get(path) != prints[path]
    )
    stories.add(rows, numbers)
    stories.recount()
    stories.index()
