"""An edit of a few stories, built by looking at no more than they reach.

The last build has left the stories in a database (:mod:`warta.store.stories`). What an edit reaches is
planned twice with the functions that plan a whole site, before and after the database has been brought up to
date: what is planned no longer is deleted, and fingerprints decide what is rendered. Whatever is out of the
ordinary (terms that get their first story or lose their last one, a story that is gone, an error that may
follow from another text) is left to a build that looks at everything; so is all else that raises doubt.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from warta import urls
from warta.build.brand import brand_pictures, find_brand_files
from warta.build.changes import Changes, compare_reached
from warta.build.edit_findings import but_for, has_pageless_text, judged, spoils_media, waits
from warta.build.edit_plan import files_below, reach_edit
from warta.build.edited_stories import check_addresses, details_of, parsed, stories_of
from warta.build.gone import Addresses, addresses_after, as_link, check_gone, lost_media
from warta.build.kept import Ground
from warta.build.prepare import Prepared, Result, address_of, design_of, made_with
from warta.build.request import Request
from warta.build.static import static_files
from warta.config.theme import style_of
from warta.content.filenames import is_text
from warta.content.parsed import Card
from warta.content.scan import SourceEntry, Tree
from warta.content.static import scan_static
from warta.diagnostics.values import Diagnostic, has_errors
from warta.filesystem.codec import decoded, encoded
from warta.filesystem.own_files import remove
from warta.filesystem.stamps import MANIFEST, UNSEEN, Seen, Stamp, State, stamp_at
from warta.media.cache import LIBRARIES as MEDIA_LIBRARIES
from warta.media.cache import MediaCache
from warta.output.folder import OutputError, OutputFolder
from warta.output.manifest import Entry
from warta.output.table import Layered
from warta.pages.context import PlanInputs
from warta.pages.data import Plan
from warta.pages.plan import plan_reached
from warta.site.consequences import without_consequences
from warta.site.due import Due, due_of_stories, opened_last
from warta.site.open import read_config, terms_in
from warta.site.public_addresses import address_of as address_of_file
from warta.site.standing import build_site
from warta.site.stored import StoredSite, WholeSiteError
from warta.site.taxonomy import registry_of
from warta.store.cache import THEME, Entries
from warta.store.inputs import input_stamps, library_stamps
from warta.store.lookahead import LookHere
from warta.store.outputs import seal_of_manifest
from warta.store.program import program_digest
from warta.store.stories import Stories, StoriesError
from warta.store.texts import Texts
from warta.theme.templates import load_theme, packaged_theme

__all__ = ["Edit", "basis_of", "edited", "place_of", "put_known"]

MOST_FILES = 20
"""More files than these are no edit."""


class Edit(NamedTuple):
    """A site after an edit, planned as far as that reaches."""

    result: Result
    prepared: Prepared
    changes: Changes
    addresses: Addresses
    """What the public finds where, and what became of the rest."""
    stories: Stories
    """With what is changed, still to be committed."""
    folder: OutputFolder


class _Content(NamedTuple):
    """The content as it is."""

    entries: Sequence[SourceEntry]
    changed: Sequence[SourceEntry]
    """The texts that have other bytes, or are new."""
    gone: Sequence[str]
    """The paths of texts that there are no more."""
    lost: frozenset[str]
    """Those of pictures and documents."""
    has_new_media: bool
    """Whether there are pictures or documents that were not there."""
    looks: dict[str, Seen]
    """How every file looks."""


class _Known(NamedTuple):
    """What was left for this build."""

    stories: Stories
    ground: Ground
    inputs: Mapping[str, Stamp | None]
    """How all but the content looks."""
    is_moved: bool
    """Whether that is not as it looked then, so that its bytes have to tell."""
    later: frozenset[str]
    """The parts of search indexes, as folders of the output, that are those of other texts."""


@contextmanager
def edited(request: Request) -> Iterator[Edit | None]:
    """The site after an edit, and its output folder; None where everything has to be looked at.

    Nothing in the folder is changed.
    """
    look = request.look
    state = look.state if look is not None else None
    if look is None or state is None or not _is_usual(request, state):
        yield None
        return
    seen = _seen(look)
    if seen is None:
        yield None
        return
    with ExitStack() as stack:
        edit = None
        try:
            stories = stack.enter_context(closing(Stories.opened(str(request.stories_path), state.stories)))
            folder = stack.enter_context(closing(request.folder()))
            folder.open(in_parts=True)
            if seal_of_manifest(str(folder.root)) != state.outputs.get(MANIFEST, UNSEEN)[1]:
                raise WholeSiteError  # a build was killed, and is finished now
            edit = _edit(request, folder, _known(request, state, stories), seen)
            if not look.is_as_before:  # asked last, since this takes the longest to find out
                edit = None
        except (StoriesError, sqlite3.Error):  # it is not as it should be, so another one is made
            stack.close()
            with suppress(OSError):
                remove(request.stories_path)
        except (WholeSiteError, OutputError, OSError):
            pass
        yield edit


def basis_of(request: Request) -> bytes:
    """What was asked for, and of which program."""
    return repr((program_digest(), request.base_url, request.environment, request.drafts)).encode()


def place_of(request: Request) -> bytes:
    """Where the site and the theme are, whose files the stamps are of."""
    return repr((str(packaged_theme()), str(request.site))).encode()


def _is_usual(request: Request, state: State) -> bool:
    asked = request.is_whole or request.clean or request.prune or request.cluster
    return not asked and state.not_before <= request.now.timestamp() < state.not_after


def _seen(look: LookHere) -> _Content | None:
    """How the content looks now; None when more has changed than a few texts.

    In a fresh checkout no file looks as it did: what has the same bytes has not changed.
    """
    sight, known = look.content(), look.seen_before()
    entries = sight.entries
    other = [
        entry for entry in entries if entry.stamp is None or known.get(entry.path, UNSEEN)[0] != entry.stamp
    ]
    if sight.diagnostics:
        return None
    came = sum(entry.path not in known for entry in other)
    is_less = len(entries) != len(known) + came  # else the paths need not be compared
    gone = sorted(known.keys() - {entry.path for entry in entries}) if is_less else []
    digests = {path: bytes.fromhex(digest) for path, digest in sight.digests.items()}
    now = {entry.path: (entry.stamp, digests.get(entry.path, UNSEEN[1])) for entry in other}
    changed = [entry for entry in other if digests.get(entry.path) != known.get(entry.path, UNSEEN)[1]]
    if len(changed) + len(gone) > MOST_FILES:
        return None
    if any(entry.path in known if not entry.is_text else not entry.path.endswith(".md") for entry in changed):
        return None
    texts = [entry for entry in changed if entry.is_text]  # a picture that is new is its story's alone
    looks = {**known, **now}
    for path in gone:
        del looks[path]
    others = frozenset(path for path in gone if not is_text(path))
    stories = [path for path in gone if path not in others]
    return _Content(entries, texts, stories, others, len(texts) < len(changed), looks)


def put_known(stories: Stories, ground: Ground, later: Collection[str]) -> None:
    """Keep what every build finds out anew about the site, and which parts of search indexes are old."""
    stories.put("findings", encoded(ground.findings))
    stories.put("gaps", encoded(ground.gaps))
    stories.put("due", encoded(ground.due))
    stories.put("later", encoded(sorted(later)))


def _known(request: Request, state: State, stories: Stories) -> _Known:
    if stories.get("basis") != basis_of(request):
        raise WholeSiteError
    later = decoded(stories.get("later"), frozenset[str])
    if later is None:
        raise WholeSiteError
    if request.kept is not None and request.changed is not None:
        return _Known(stories, request.kept.ground, state.inputs, is_moved=False, later=later)
    inputs: Mapping[str, Stamp | None] = state.inputs
    is_moved = stories.get("place") != place_of(request) or any(
        stamp_at(path) != stamp for path, stamp in inputs.items()
    )
    if is_moved:
        inputs = {**input_stamps(request.site), **library_stamps(MEDIA_LIBRARIES)}  # before anything is read
    return _Known(stories, _ground(request, stories), inputs, is_moved, later)


def _ground(request: Request, stories: Stories) -> Ground:
    config, found = read_config(request)
    theme, wrong = load_theme(request.site, request.cache_folder / f"{THEME}{program_digest()[:12]}")
    terms = decoded(stories.get("terms"), list[Entries])
    profiles = decoded(stories.get("profiles"), dict[str, bytes])
    standing = decoded(stories.get("standing"), tuple[Card, ...])
    findings = decoded(stories.get("findings"), tuple[Diagnostic, ...])
    gaps = decoded(stories.get("gaps"), tuple[Diagnostic, ...])
    due = decoded(stories.get("due"), tuple[Due, ...])
    if config is None or theme is None or found or wrong:
        raise WholeSiteError
    if (
        terms is None
        or profiles is None
        or standing is None
        or findings is None
        or gaps is None
        or due is None
    ):
        raise WholeSiteError
    theme = theme.with_style(style) if (style := style_of(config.theme)) else theme
    registry = registry_of(*terms_in(terms), config)
    return Ground(config, theme, registry, profiles, standing, findings, gaps, due)


def _edit(request: Request, folder: OutputFolder, known: _Known, seen: _Content) -> Edit:
    stories, ground, now = known.stories, known.ground, request.now.timestamp()
    config, registry = ground.config, ground.registry
    stories.begin()
    manifest, old = folder.manifest, folder.manifest.files
    if not isinstance(old, Layered) or not isinstance(manifest.addresses, Layered):
        raise WholeSiteError
    if manifest.program != program_digest() or manifest.base != config.base_url or folder.damaged:
        raise WholeSiteError
    if seen.has_new_media and waits(ground.gaps):
        raise WholeSiteError
    site, entries = StoredSite(stories, registry, config, now, drafts=request.drafts), seen.entries
    texts = parsed(request, site, seen.changed)
    edit = stories_of(request, site, texts, gone=seen.gone, entries=entries)
    affected, drafts = edit.stories, edit.drafts
    posts = [post for story in affected for post in story.after.values()]
    every = [post for story in affected for post in story.every.values()]
    files = {path for story in affected for path in (*story.was, *story.every)}
    if any(story.has_new_places for story in affected) and waits(but_for(files, ground.gaps)):
        raise WholeSiteError

    inputs, media, stamps = _inputs(request, known, entries)
    details = partial(details_of, request.site, config)
    standing, _ = build_site(
        ground.standing,
        registry,
        files=[entry.path for entry in entries],
        details=details,
        config=config,
        now=now,
        drafts=request.drafts,
    )
    pictures = frozenset(entry.path for entry in entries if not entry.is_text)
    library = site.library(pictures, details, standing)
    parts = frozenset[str]() if request.index_later else known.later
    reached = reach_edit(site, library, inputs, affected=affected, new=texts.new, parts=parts, lost=seen.lost)
    context, gone = reached.context, reached.gone | files_below(old, reached.lists.gone)
    check_addresses(affected, stories, registry, old)
    check_gone(site, affected, seen.lost, ground)
    gone |= frozenset(lost_media(site, affected, seen.lost, media=pictures, old=old))
    plan = plan_reached(context, now, inputs.design)
    if not parts <= {index.folder for index in plan.search}:
        raise WholeSiteError  # of standing pages, whose texts nobody has here

    found = [*texts.found, *edit.found, *[each for each in context.diagnostics if each.file in files]]
    pageless = has_errors(found) and has_pageless_text(entries, stories, ground, {*files, *edit.pageless})
    found, gaps = judged(found, config, edit, texts.unread, has_pageless=pageless)
    if spoils_media(context.diagnostics) or (has_errors(found) and pageless):
        raise WholeSiteError
    _check_new(plan, old, site, frozenset(post.address.path for post in posts))
    media.save()

    due = due_of_stories([post.card for post in every], now, news=config.sharing.news_sitemap)
    ground = ground._replace(
        findings=tuple(sorted({*but_for(files, ground.findings), *found})),
        gaps=tuple(sorted({*but_for(files, ground.gaps), *gaps})),
        due=(*but_for(files, ground.due), *due),
    )
    prepared = Prepared(
        ground=ground,
        library=replace(library, known_apart=tuple(map(site.post, stories.apart()))),
        plan=plan,
        html=site.html,
        texts=(request.cache_folder,),
        media=media,
        inputs={**stamps, **library_stamps(MEDIA_LIBRARIES)} if plan.media else stamps,
        content={
            **seen.looks,
            **{path: (seen.looks[path][0], digest) for path, digest in texts.digests.items()},
        },
        entries=tuple(entries),
        opened=_opened_last(site, ground.standing, now),
        site=None,
        made_with=b"",
    )
    changes = compare_reached(prepared, old, gone, index_later=request.index_later)
    later = known.later - parts - reached.lists.gone
    changes = replace(changes, later=tuple(sorted({*changes.later, *later})))
    _check_gone(changes.delete, stories)
    stories.put("place", place_of(request))
    put_known(stories, ground, changes.later)
    if context.reach.lists:
        stories.put("maps", encoded([*plan.maps.items()]))
    stories.add_anchored(plan.anchored)
    addresses = addresses_after(
        request, manifest, library, site, affected=affected, lists=reached.lists, drafts=drafts
    )
    address = address_of(request.asked, library, config, [entry.path for entry in entries])
    if has_errors(ground.findings):  # of a whole build, which would plan no step, nothing else is left
        told = without_consequences(ground.findings, texts.unread, edit.pageless)
        result = Result(tuple(told), config, edited=True)
        return Edit(result, prepared, changes, addresses, stories, folder)
    result = Result(ground.findings, config, prepared, standing=ground.findings, edited=True, address=address)
    return Edit(result, prepared, changes, addresses, stories, folder)


def _inputs(
    request: Request, known: _Known, entries: Sequence[SourceEntry]
) -> tuple[PlanInputs, MediaCache, Mapping[str, Stamp | None]]:
    """What the site is made from besides its stories, and how that looks."""
    (config, theme, *_), stamps = known.ground, known.inputs
    static = scan_static(request.site) if known.is_moved else Tree((), (), ())
    brand, wrong = find_brand_files(request.site, config.theme)
    media = MediaCache(
        request.site,
        request.cache_folder,
        [*[entry for entry in entries if not entry.is_text], *static.entries, *brand.values()],
        icons=[entry for key, entry in brand.items() if key == "icon"],
        jobs=request.jobs,
        clean=False,
        some=True,
        digests=request.look.content().digests if request.look is not None else None,
    )
    pictures, unfit = brand_pictures(request.site, brand, media)
    if has_errors((*wrong, *unfit)):
        raise WholeSiteError
    if known.is_moved:
        files, _ = static_files(static.entries, media)
        now = made_with(request.site, config, theme, media, brand=pictures, static=static, files=files)
        if known.stories.get("made with") != now:
            raise WholeSiteError
        stamps = {**stamps, **{str(request.site / entry.path): entry.stamp for entry in brand.values()}}
    inputs = PlanInputs(
        config=config,
        assets=theme.asset_paths(),
        medium=media.medium,
        profile_html=partial(_profile_html, request.cache_folder, known.ground.profiles),
        now=request.now.timestamp(),
        design=design_of(config),
        besides=b"",
        brand=pictures,
        review=False,
    )
    return inputs, media, stamps


def _opened_last(site: StoredSite, standing: Iterable[Card], now: float) -> int:
    """The latest moment at which something became public, with the database brought up to date."""
    held = [site.post(number).card for number in site.stories.held()]  # some were public once
    return max(site.stories.opened_last(), opened_last([*held, *standing], site.config, now))


def _check_new(plan: Plan, old: Layered[Entry], site: StoredSite, own: frozenset[str]) -> None:
    """Raise WholeSiteError where a page that is new could stand in the way of another one, or is waited for.

    ``own`` are the pages of the stories themselves, whose addresses are free.
    """
    stories, root = site.stories, site.config.addresses.root
    new = [page.path for page in plan.pages if page.path not in old]
    for path, key in zip(new, urls.collision_keys(new), strict=True):
        above = key
        while above:
            if old.has_like(above):
                raise WholeSiteError
            above = above.rpartition("/")[0]
        if path not in own and (stories.is_taken(key) or stories.is_anchored(root + address_of_file(path))):
            raise WholeSiteError


def _check_gone(gone: Iterable[str], stories: Stories) -> None:
    """Raise WholeSiteError where something may lead to a file that is there no more."""
    if any(stories.is_sought(path) or stories.is_mentioned(as_link(path)) for path in gone):
        raise WholeSiteError


def _profile_html(folder: Path, digests: Mapping[str, bytes], path: str) -> str:
    with closing(Texts((folder,), digests)) as texts:
        html = texts.read(path)
    if texts.lost:
        raise WholeSiteError
    return html
