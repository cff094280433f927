"""An edit of a few stories, built by looking at no more than they reach.

The last build has left the stories in a database (:mod:`warta.store.stories`). What an edit reaches is
planned twice with the functions that plan a whole site, before and after the database has been brought up to
date: what is planned no longer is deleted, and fingerprints decide what is rendered. Whatever is out of the
ordinary (terms that get their first story or lose their last one, drafts, anything that is an error) is left
to a build that looks at everything; so is all else that gives rise to doubt.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from warta import urls
from warta.build.changes import Changes, compare_reached
from warta.build.prepare import Prepared, Result, design_of
from warta.build.request import Request
from warta.config.settings import Config
from warta.content.links import read_inside
from warta.content.parsing import Card, PostDetails, parse_source
from warta.content.scan import SourceEntry
from warta.diagnostics.values import Diagnostic, has_errors
from warta.filesystem.codec import decoded, encoded
from warta.filesystem.stamps import State, stamp_at
from warta.i18n.moments import Moment
from warta.media.cache import LIBRARIES as MEDIA_LIBRARIES
from warta.media.cache import MediaCache
from warta.output.folder import Manifest, OutputError, OutputFolder
from warta.pages.context import PlanInputs
from warta.pages.data import Plan
from warta.pages.plan import plan_reached
from warta.pages.reach import MapFile, Reach
from warta.pages.search import parts_of
from warta.pages.speakers import quotations_of
from warta.pages.stored import stored_context
from warta.site.addresses import Published, addresses_of
from warta.site.due import Due, due_of_stories
from warta.site.library import Post, build_library, media_of
from warta.site.open import read_config, terms_in
from warta.site.parsing import FileJob, parse_files
from warta.site.standing import build_site
from warta.site.stored import StoredSite, WholeSiteError, members_of, row_of
from warta.site.taxonomy import Registry, Term, build_registry
from warta.store.cache import THEME, Cache, Entries, Place, Record, Texts
from warta.store.inputs import library_stamps
from warta.store.lookahead import Sight
from warta.store.program import program_digest
from warta.store.stories import Stories, StoriesError, look_of
from warta.theme.templates import Theme, load_theme
from warta.workers.executors import Workers

__all__ = ["Edit", "basis_of", "edited"]

MOST_FILES = 20
"""More files than these are no edit."""
OF_TEXT = frozenset(
    {"digest", "text", "visible", "words", "capitals", "links", "anchors", "quotes", "quotations"}
)
"""What a card has from the text alone: nothing but the post's own page and whole texts show it."""


class Edit(NamedTuple):
    """A site after an edit, planned as far as that reaches."""

    result: Result
    prepared: Prepared
    changes: Changes
    addresses: dict[str, Published]
    """What the public finds where."""
    stories: Stories
    """With what is changed, still to be committed."""
    folder: OutputFolder


class _Known(NamedTuple):
    """What was left for this build."""

    state: State
    stories: Stories
    config: Config
    theme: Theme
    registry: Registry
    profiles: Mapping[str, Place]
    findings: tuple[Diagnostic, ...]
    due: tuple[Due, ...]
    standing: tuple[Card, ...]
    """Of the standing pages."""


class _Story(NamedTuple):
    """A story before and after the edit, by content path."""

    before: Mapping[str, Post]
    after: Mapping[str, Post]

    @property
    def is_text_alone(self) -> bool:
        """Whether nothing but texts differ."""
        return self.before.keys() == self.after.keys() and all(
            _same_but_for_text(self.before[path].card, post.card) for path, post in self.after.items()
        )

    @property
    def posts(self) -> Iterator[Post]:
        """Of both."""
        return chain(self.before.values(), self.after.values())


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
    changed = _changed(look.content(), state)
    if changed is None or not look.is_as_before:
        yield None
        return
    with ExitStack() as stack:
        edit = None
        try:
            stories = stack.enter_context(closing(_opened(request, state)))
            folder = stack.enter_context(closing(OutputFolder(request.output, request.output_shown)))
            edit = _edit(request, folder, _known(request, state, stories), changed)
        except (WholeSiteError, StoriesError, sqlite3.Error, OutputError, OSError, LookupError):
            edit = None
        yield edit


def _opened(request: Request, state: State) -> Stories:
    if not state.stories or look_of(str(request.stories_path)) != state.stories:
        raise WholeSiteError
    return Stories(str(request.stories_path))


def basis_of(request: Request) -> bytes:
    """Digest of what was asked for, and of the program."""
    return repr((program_digest(), request.base_url, request.drafts)).encode()


def _is_usual(request: Request, state: State) -> bool:
    asked = request.clean or request.drafts or request.memory.lasting or request.prune or request.cluster
    return (
        not asked
        and state.not_before <= request.now.timestamp() < state.not_after
        and all(stamp_at(path) == stamp for path, stamp in state.inputs.items())
        and not request.earlier_path.exists()
    )


def _changed(sight: Sight, state: State) -> list[SourceEntry] | None:
    """The texts that do not look as they did, or are new; None when that is not all that has changed."""
    known, entries = state.content, sight.entries
    changed = [entry for entry in entries if entry.stamp is None or known.get(entry.path) != entry.stamp]
    came = sum(entry.path not in known for entry in changed)
    if sight.diagnostics or len(changed) > MOST_FILES or len(entries) != len(known) + came:
        return None
    return changed if all(entry.is_text and entry.path.endswith(".md") for entry in changed) else None


def _known(request: Request, state: State, stories: Stories) -> _Known:
    if stories.get("basis") != basis_of(request):
        raise WholeSiteError
    config, found = read_config(request)
    theme, wrong = load_theme(request.site, request.cache_folder / f"{THEME}{program_digest()[:12]}")
    kept = decoded(stories.get("terms"), tuple[list[Entries], dict[str, Place]])
    findings = decoded(stories.get("findings"), tuple[Diagnostic, ...])
    due = decoded(stories.get("due"), tuple[Due, ...])
    standing = decoded(stories.get("standing"), tuple[Card, ...])
    if config is None or theme is None or found or wrong:
        raise WholeSiteError
    if kept is None or findings is None or due is None or standing is None:
        raise WholeSiteError
    terms, profiles = terms_in(kept[0])
    registry, _ = build_registry(terms, profiles, config)
    return _Known(state, stories, config, theme, registry, kept[1], findings, due, standing)


def _edit(request: Request, folder: OutputFolder, known: _Known, changed: Sequence[SourceEntry]) -> Edit:
    config, stories, now = known.config, known.stories, request.now.timestamp()
    folder.open()
    stories.begin()
    manifest = folder.manifest
    if manifest.program != program_digest() or manifest.base != config.base_url or folder.damaged:
        raise WholeSiteError
    site = StoredSite(stories, known.registry, config, now)
    new, found = _parsed(request, site, changed)
    entries = request.look.content().entries if request.look is not None else ()
    affected, wrong = _stories(request, site, new, entries)
    found += wrong
    posts = [post for story in affected for post in story.after.values()]
    _check_addresses(affected, stories, known.registry)

    media = MediaCache(
        request.site,
        request.cache_folder,
        [entry for entry in entries if not entry.is_text],
        jobs=request.jobs,
        clean=False,
    )
    assets = known.theme.asset_paths()
    inputs = PlanInputs(
        config=config,
        assets=assets,
        medium=media.medium,
        profile_html=partial(_profile_html, request.cache_folder, known.profiles),
        now=now,
        design=design_of(config),
        besides=b"",
        review=False,
    )
    details = partial(_details, request.site, config)
    standing, _ = build_site(
        known.standing,
        known.registry,
        files=[entry.path for entry in entries],
        details=details,
        config=config,
        now=now,
    )
    media_files = frozenset(entry.path for entry in entries if not entry.is_text)
    library = site.library(media_files, details, standing)
    reach, planned_before = Reach(), frozenset[str]()
    is_text = all(story.is_text_alone for story in affected) and not config.feeds.term_full
    if affected:
        before = _reach(site, affected, is_text=is_text, after=False)
        parts = _parts(site)
        if not is_text:
            if config.sharing.cards and any(
                map(stories.shares_time, chain(*(each.before for each in affected)))
            ):
                raise WholeSiteError  # two stories can have one card
            plan = plan_reached(stored_context(site, library, inputs, before), now, inputs.design)
            planned_before = frozenset(page.path for page in plan.pages)
        there = _lists(site)
        _update(site, affected, new)
        if _lists(site) != there:  # a term or a month has its first story, or no more
            raise WholeSiteError
        reach = _reach(site, affected, is_text=is_text, after=True)
        if _parts(site) != parts:
            raise WholeSiteError
    else:
        reach = Reach(whole=False, lists=False, counts=False)
    context = stored_context(site, library, inputs, reach)
    plan = plan_reached(context, now, inputs.design)
    files = {path for story in affected for path in (*story.before, *story.after)}
    found += [each for each in context.diagnostics if each.file in files]
    findings = {each for each in known.findings if each.file not in files} | set(config.check.applied(found))
    if has_errors(findings):
        raise WholeSiteError
    _check_new(plan, manifest, stories, frozenset(post.address.path for post in posts))
    media.save()

    due = (
        *[each for each in known.due if each.file not in files],
        *due_of_stories([post.card for post in posts], now, news=config.sharing.news_sitemap),
    )
    stories.put("due", encoded(due))
    stories.put("findings", encoded(tuple(sorted(findings))))
    if reach.lists:
        stories.put("maps", encoded(([*plan.maps.items()], plan.newest)))
    stories.add_anchored(plan.anchored)
    prepared = Prepared(
        config=config,
        library=library,
        theme=known.theme,
        plan=plan,
        html=site.html,
        texts=request.cache_folder,
        media=media,
        inputs={**known.state.inputs, **library_stamps(MEDIA_LIBRARIES)}
        if plan.media
        else known.state.inputs,
        content={entry.path: entry.stamp for entry in entries},
        due=due,
        site=None,
        gaps=(),
    )
    changes = compare_reached(prepared, manifest, planned_before)
    addresses = {**manifest.addresses, **addresses_of(posts)}
    result = Result(tuple(findings), config, prepared, standing=tuple(findings), edited=True)
    return Edit(result, prepared, changes, addresses, stories, folder)


# --- The stories ----------------------------------------------------------------------------------------


def _parsed(
    request: Request, site: StoredSite, changed: Sequence[SourceEntry]
) -> tuple[dict[str, Record], list[Diagnostic]]:
    """What the changed files hold, by path, where they hold something else; and what was found in them."""
    stories, config = site.stories, site.config
    jobs = []
    for entry in changed:
        number = stories.at_path(entry.path)
        digest = stories.post(number[0])[0].digest if number is not None else ""
        jobs.append(FileJob(entry, digest))
    here = Workers(1, len(jobs))
    results = list(
        parse_files(here, request.site, jobs, options=config.parse_options, packs=request.cache_folder)
    )
    new: dict[str, Record] = {}
    found: list[Diagnostic] = []
    with closing(Cache(request.cache_folder, config.parse_options, request.memory)) as cache:
        stamps = {entry.path: entry.stamp for entry in changed}
        for result in results:
            if result.found or not result.digest:
                raise WholeSiteError
            record = result.record
            if record is None:
                continue
            if record.card is None or record.card.is_standing or record.entries is not None:
                raise WholeSiteError
            place = cache.put(result.html) if result.html else None
            new[result.path] = record._replace(stamp=stamps[result.path], html=place)
            found += record.diagnostics
        if new and not cache.add(stories.get("index"), new):
            raise WholeSiteError
    return new, found


def _stories(
    request: Request, site: StoredSite, new: Mapping[str, Record], entries: Sequence[SourceEntry]
) -> tuple[list[_Story], list[Diagnostic]]:
    """The stories of new cards before and after, and what was found in them.

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
    details = partial(_details, request.site, site.config)
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
        affected.append(_Story(before[story], after))
    media = library.media
    for each in affected:
        _check_story(each, media)
    return affected, list(found)


def _versions(story: str, config: Config) -> Iterator[str]:
    """The paths that the languages of a story can have."""
    for code in config.codes:
        yield f"content/{story}.{code}.md"
        yield f"content/{story}/index.{code}.md"


def _check_story(story: _Story, media: frozenset[str]) -> None:
    """Raise WholeSiteError unless a story is public, stays where it is and uses the files that it did."""
    for path, post in story.after.items():
        old, card = story.before.get(path), post.card
        if not all(map(_is_plain, (post, old) if old is not None else (post,))):
            raise WholeSiteError
        aliases = old.card.aliases if old is not None else ()
        if card.aliases != aliases or post.original.former_year:
            raise WholeSiteError
        if old is not None and (
            old.address != post.address
            or old.date != post.date
            or (old.original.opens, old.original.expires) != (post.original.opens, post.original.expires)
            or not set(media_of([old], media)) <= set(media_of([post], media))
        ):
            raise WholeSiteError
    if {post.original.path for post in story.before.values()} - {
        post.original.path for post in story.after.values()
    }:
        raise WholeSiteError


def _is_plain(post: Post) -> bool:
    cards = (post.card, post.original)
    return (
        post.hold is None
        and not post.withdrawn
        and post.original.expires is None
        and not any(card.draft or card.unverified for card in cards)
    )


def _check_addresses(affected: Iterable[_Story], stories: Stories, registry: Registry) -> None:
    """Raise WholeSiteError where an address is not free, or a link could lead to a place that has gone."""
    for story in affected:
        for path, post in story.after.items():
            old = story.before.get(path)
            if old is None:
                key = urls.collision_key(post.address.path)
                if registry.removals or stories.is_taken(key):
                    raise WholeSiteError
            elif old.card.anchors != post.card.anchors and stories.is_anchored(post.address.url):
                raise WholeSiteError


def _check_new(plan: Plan, manifest: Manifest, stories: Stories, own: frozenset[str]) -> None:
    """Raise WholeSiteError where a page that is new could stand in the way of another one.

    ``own`` are the pages of the stories themselves, whose addresses are free.
    """
    new = [page.path for page in plan.pages if page.path not in manifest.files]
    if not new:
        return
    keys = frozenset(urls.collision_keys([*manifest.files]))
    for path, key in zip(new, urls.collision_keys(new), strict=True):
        above = key
        while above:
            if above in keys:
                raise WholeSiteError
            above = above.rpartition("/")[0]
        if path not in own and stories.is_taken(key):
            raise WholeSiteError


def _update(site: StoredSite, affected: Iterable[_Story], new: Mapping[str, Record]) -> None:
    """Bring the database up to date."""
    places = {path: record.html for path, record in new.items()}
    for story in affected:
        places = {**{path: site.html.get(path) for path in story.after}, **places}
        site.stories.remove(story.before)
        site.stories.add(
            row_of(
                post,
                site.registry,
                quoted=quotations_of(post, site.registry),
                html=places[path],
                print_=b"",
            )
            for path, post in story.after.items()
        )
    site.forget()


# --- What they reach ------------------------------------------------------------------------------------


def _same_but_for_text(old: Card, new: Card) -> bool:
    return all(
        before == after or name in OF_TEXT for name, before, after in zip(Card._fields, old, new, strict=True)
    )


def _reach(site: StoredSite, affected: Sequence[_Story], *, is_text: bool, after: bool) -> Reach:
    """How far the stories reach, before the edit or ``after`` it."""
    stories, registry = site.stories, site.registry
    quoted = {
        speaker for story in affected for post in story.posts for speaker, _ in quotations_of(post, registry)
    }
    counts = any(_counted(story.before, registry) != _counted(story.after, registry) for story in affected)
    terms = set(quoted)
    if not is_text:
        listing = {term for story in affected for post in story.posts for term in members_of(post, registry)}
        homes = {registry.region_of(term) for term in listing if term.taxonomy == "agencies"}
        terms |= listing | {home for home in homes if home is not None}
    first = [next(iter(story.posts)) for story in affected]
    maps, newest = _maps(stories)
    changed = [post.updated for story in affected for post in story.after.values()]
    replaced = [post.updated for story in affected for post in story.before.values()]
    if newest in replaced and max(changed) < newest:  # another story may have been changed last now
        raise WholeSiteError
    return Reach(
        whole=False,
        posts=_own_pages(site, affected, is_text=is_text, after=after),
        places=[(post.date.timestamp, post.card.story) for post in first],
        terms=frozenset(terms),
        lists=not is_text,
        counts=counts,
        months=frozenset((post.original.year, post.original.month) for post in first),
        maps=maps,
        newest=max([newest, *changed]),
    )


def _maps(stories: Stories) -> tuple[dict[MapFile, Moment | None], Moment]:
    kept = decoded(stories.get("maps"), tuple[list[tuple[MapFile, Moment | None]], Moment])
    if kept is None:
        raise WholeSiteError
    return dict(kept[0]), kept[1]


def _counted(posts: Mapping[str, Post], registry: Registry) -> dict[str, tuple[str, frozenset[Term]]]:
    """What a post is counted under."""
    return {path: (post.kind, frozenset(members_of(post, registry))) for path, post in posts.items()}


def _own_pages(
    site: StoredSite, affected: Iterable[_Story], *, is_text: bool, after: bool
) -> dict[str, list[Post]]:
    """The posts whose own pages are planned, by language: the stories, ``after`` also beside them."""
    found: dict[str, dict[Post, None]] = {code: {} for code in site.config.codes}
    for name in {post.card.story for story in affected for post in story.posts}:
        for post in site.story(name).values():
            found[post.card.language][post] = None
    if after and not is_text:  # those beside them have their pages before and after
        for code, posts in found.items():
            listed = site.listed(code)
            for number in [listed.index(post) for post in posts]:
                posts.update(dict.fromkeys(listed[max(number - 1, 0) : number + 2]))
    return {code: [*posts] for code, posts in found.items()}


def _lists(site: StoredSite) -> dict[str, object]:
    """Which terms and months have stories, by language."""
    stories = site.stories
    return {
        code: (stories.tallies(code).keys(), [(year, month) for year, month, _ in stories.months(code)])
        for code in site.config.codes
    }


def _parts(site: StoredSite) -> dict[str, object]:
    """The parts of the search indexes."""
    if not site.config.search.enabled:
        return {}
    return {code: parts_of(site.index(code).by_month) for code in site.config.codes}


# --- Files ----------------------------------------------------------------------------------------------


def _profile_html(folder: Path, places: Mapping[str, Place], path: str) -> str:
    texts = Texts(folder, places)
    html = texts.read(path)
    if texts.lost:
        raise WholeSiteError
    return html


def _details(site: Path, config: Config, card: Card) -> PostDetails:
    details = parse_source(card.path, read_inside(site, card.path), config.parse_options).details
    if details is None:
        raise WholeSiteError
    return details
