"""Reads a site, parses what has changed, puts it together and plans it: all of a build but the writing."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType

from warta.checks import known_severities
from warta.config.settings import CONFIG_FILE, Config, parse_config
from warta.content.links import leads_astray, read_inside
from warta.content.parsing import Card, ParseOptions, PostDetails, parse_source
from warta.content.scan import SourceEntry, look_again, scan_content
from warta.diagnostics.values import Diagnostic, error, has_errors, lenient, not_utf8
from warta.filesystem.stamps import Stamp, bytes_digest, read_sealed, state_name, write_sealed
from warta.media.cache import LIBRARIES as MEDIA_LIBRARIES
from warta.media.cache import MediaCache
from warta.media.cards import DRAWN_FROM, DRAWN_WITH
from warta.pages.data import Plan
from warta.pages.fingerprint import fingerprint
from warta.pages.plan import make_plan
from warta.pages.sections import Kept, Sections, kept_as_bytes, kept_from_bytes
from warta.site.library import (
    Library,
    behind_the_gate,
    build_library,
    files_of_drafts,
    media_in_use,
    without_consequences,
)
from warta.site.publication import next_change
from warta.store.cache import CACHE, Cache, Place, Record, read_packed
from warta.store.inputs import input_stamps, library_stamps
from warta.store.lookahead import Look, Sight
from warta.store.memory import COLD, Warm
from warta.store.program import build_salt, part_salt
from warta.theme.templates import Theme, load_theme
from warta.workers.batches import FileJob, Workers, parse_files

__all__ = ["Prepared", "Request", "load_results", "opened_cache", "parse_all", "prepare", "read_config"]


@dataclass(frozen=True, slots=True)
class Request:
    """What to build."""

    site: Path
    """The folder that holds ``site.toml``."""
    output: Path
    now: datetime
    """Aware. The only clock a build knows."""
    base_url: str | None = None
    """In place of the one in ``site.toml``."""
    drafts: bool = False
    jobs: int = 1
    """Processes to use at the most."""
    clean: bool = False
    """Forget what earlier builds found out."""
    cache: Path | None = None
    """In place of ``.warta-cache`` in the site's folder."""
    state: Path | None = None
    """In place of the state beside that cache."""
    compiled: Path | None = None
    """Where compiled templates of this user are kept; None: nowhere."""
    cluster: str | None = None
    """``HOST:PORT`` of a Dask scheduler that shares the work out."""
    progress: Callable[[str, int, int], None] | None = None
    """Told after each file that is parsed and each page that is rendered: step, done, of how many."""
    warm: Warm = COLD
    """What the builds of this process keep for the next."""
    look: Look | None = None
    """What is being found out about the files already; None: they are looked at when the build gets there."""
    prune: Callable[[Config, Sequence[str]], bool] | None = None
    """Shown what is in the output folder and not of this site; whether that is to be deleted."""
    changed: frozenset[str] | None = None
    """The content files to look at again, when the others, and the output folder, are known to be as
    the last build of this process left them; None: look at everything."""

    def workers(self, amount: int) -> Workers:
        """Who is to do ``amount`` of work."""
        return Workers(self.jobs, amount, self.cluster)

    @property
    def cache_folder(self) -> Path:
        """Where results are kept between builds."""
        return self.cache if self.cache is not None else self.site / CACHE

    @property
    def state_path(self) -> Path:
        """What the last build into this output folder saw."""
        if self.state is not None:
            return self.state
        return self.cache_folder / state_name(str(self.site), str(self.output))

    @property
    def sections_path(self) -> Path:
        """The plan of the last build for this output folder."""
        return self.state_path.with_name(f"plan-{self.state_path.name}")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A site that has been read and planned without an error."""

    config: Config
    library: Library
    theme: Theme
    plan: Plan
    html: Mapping[str, Place]
    """Content path → where the HTML of its text is."""
    texts: Path
    """The folder of the packs that hold it."""
    media: MediaCache
    """What is known of pictures and documents, and the files made from them."""
    inputs: Mapping[str, Stamp | None]
    """Everything read besides the content: absolute path → how it looked before it was read."""
    content: Mapping[str, Stamp | None]
    """Path of every content file → how it looked before it was read."""
    until: float
    """When the passage of time alone changes the site next; seconds since 1970."""
    diagnostics: tuple[Diagnostic, ...]
    gaps: tuple[Diagnostic, ...]
    """Those of them that are only warnings because they are about drafts."""


@contextmanager
def opened_cache(request: Request) -> Iterator[Cache]:
    """The cache of the site's parse results; what it holds is loaded when the options are known."""
    cache = Cache(request.cache_folder, request.warm)
    try:
        yield cache
    finally:
        cache.close()


def prepare(
    request: Request, cache: Cache, review: bool = False
) -> tuple[Prepared | None, Config | None, tuple[Diagnostic, ...]]:
    """Read, parse, put together and plan; None when there is an error on the way.

    With ``review`` all editorial rules are applied, else those only whose findings are errors on this site.
    """
    inputs = input_stamps(request.site)
    config, found = read_config(request)
    if config is None:
        return None, None, found
    diagnostics = list(found)
    now = request.now.timestamp()
    theme, found = load_theme(request.site, request.cache_folder / f"theme-{build_salt()[:12]}")
    diagnostics += found
    options = load_results(request, cache, config)
    entries, found, digests = _content(request)
    diagnostics += found
    records, found = parse_all(request, cache, entries, options, digests)
    diagnostics += found
    diagnostics += [finding for record in records.values() for finding in record.diagnostics]
    media = [entry for entry in entries if not entry.is_text]
    store = MediaCache(request.site, request.cache_folder, media, request.jobs, request.clean)
    html = {path: record.html for path, record in records.items() if record.html is not None}
    try:
        library, found = _library(request, config, records, entries, partial(_details, request.site, options))
        diagnostics += found
        behind = behind_the_gate(library, review)
        if media:
            store.look_at((*media_in_use(library), *media_in_use(behind)))
        assets = theme.asset_paths() if theme else ()
        lost: list[str] = []
        profile_html = partial(_text, cache.folder, html, lost)
        design = part_salt(DRAWN_FROM, DRAWN_WITH) if config.sharing.cards else ""
        besides = _besides(config, records, assets, design)
        with _sections(request) as sections:
            plan, found = make_plan(
                library,
                behind,
                config,
                assets,
                store.medium,
                profile_html,
                now,
                design,
                besides,
                sections,
                review,
            )
        diagnostics += found
        diagnostics += [error("cache-lost", path) for path in lost]
        store.save()
        if review or config.check.has_errors:
            diagnostics += _editorial(request, config, library, review, diagnostics)
    except OSError as problem:  # a post is read once more for a message, and it is gone or another one
        path = Path(str(problem.filename)).relative_to(request.site).as_posix()
        return None, config, (*diagnostics, error("changed-during-build", path))
    unread = [entry.path for entry in entries if entry.is_text and _gave_nothing(records.get(entry.path))]
    if unread:
        diagnostics = list(without_consequences(diagnostics, unread))
    # A draft may be as unfinished as it likes: it stops nothing but itself.
    diagnostics, gaps = lenient(config.check.applied(diagnostics), files_of_drafts(library))
    if theme is None or has_errors(diagnostics):
        return None, config, tuple(diagnostics)
    prepared = Prepared(
        config=config,
        library=library,
        theme=theme,
        plan=plan,
        html=html,
        texts=cache.folder,
        media=store,
        inputs={**inputs, **library_stamps(MEDIA_LIBRARIES)} if plan.media else inputs,
        content={entry.path: entry.stamp for entry in entries},
        until=next_change(
            [record.card for record in records.values() if record.card is not None],
            now,
            config.sharing.news_sitemap,
        ),
        diagnostics=tuple(diagnostics),
        gaps=tuple(gaps),
    )
    return prepared, config, tuple(diagnostics)


def load_results(request: Request, cache: Cache, config: Config) -> ParseOptions:
    """Have the cache load what it holds for these settings; returns what parsing depends on."""
    options = ParseOptions.of(config)
    cache.salt = build_salt()
    cache.name = bytes_digest(repr((options, cache.salt)).encode())
    if not request.clean:
        cache.load()
    return options


def _content(request: Request) -> Sight:
    """The files of the content; from the scan before and what has changed since, where that is known."""
    if request.look is not None:
        return request.look.content()
    basis = str(request.site)
    known = request.warm.find("entries", basis) if request.changed is not None else None
    entries = (
        look_again(request.site, known, request.changed) if known and request.changed is not None else None
    )
    if entries is not None:
        return Sight(request.warm.keep("entries", basis, entries), (), {})
    entries, found = scan_content(request.site)
    request.warm.keep("entries", basis, None if found else entries)
    return Sight(entries, found, {})


def _gave_nothing(record: Record | None) -> bool:
    """Whether a file could not be read at all, so that what depends on it is in doubt."""
    if record is None:
        return True
    return record.card is None and record.entries is None and has_errors(record.diagnostics)


def parse_all(
    request: Request,
    cache: Cache,
    entries: Iterable[SourceEntry],
    options: ParseOptions,
    digests: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Mapping[str, Record], tuple[Diagnostic, ...]]:
    """The results for all text files, from the cache where it has them; the cache is brought up to date.

    ``digests`` are those of files that have been read already.
    """
    records: dict[str, Record] = {}
    diagnostics: list[Diagnostic] = []
    unsure: dict[str, SourceEntry] = {}
    for entry in entries:
        if not entry.is_text:
            continue
        known = cache.records.get(entry.path)
        if known is not None and known.stamp is not None and known.stamp == entry.stamp:
            records[entry.path] = known
        elif known is not None and known.digest == digests.get(entry.path):
            records[entry.path] = known._replace(stamp=entry.stamp)
        else:
            unsure[entry.path] = entry
    if unsure:
        cache.open_folder()
    jobs = [
        FileJob(entry, cache.records[path].digest if path in cache.records else "")
        for path, entry in unsure.items()
    ]
    results = parse_files(request.workers(len(jobs)), request.site, jobs, options, cache.folder)
    for done, result in enumerate(results, 1):
        if request.progress is not None:
            request.progress("parse", done, len(jobs))
        diagnostics += result.found
        record = result.record
        if record is not None and result.html:
            record = record._replace(html=cache.put(result.html))
        elif record is None and result.digest:
            record = cache.records[result.path]
        if record is not None:
            records[result.path] = record._replace(stamp=unsure[result.path].stamp)
    ordered_records: Mapping[str, Record] = {path: records[path] for path in sorted(records)}
    if ordered_records != cache.records:
        ordered_records = cache.save(ordered_records)
    cache.release()
    return ordered_records, tuple(diagnostics)


def _library(
    request: Request,
    config: Config,
    records: Mapping[str, Record],
    entries: Iterable[SourceEntry],
    details: Callable[[Card], PostDetails],
) -> tuple[Library, tuple[Diagnostic, ...]]:
    cards = [record.card for record in records.values() if record.card is not None]
    found = [record.entries for record in records.values() if record.entries is not None]
    terms = [term for each in found for term in each.terms]
    profiles = [each.profile for each in found if each.profile is not None]
    paths = [entry.path for entry in entries]
    now = request.now.timestamp()
    return build_library(cards, terms, profiles, paths, details, config, now, request.drafts, request.warm)


def _editorial(
    request: Request, config: Config, library: Library, whole: bool, before: Iterable[Diagnostic]
) -> list[Diagnostic]:
    """What the editorial rules find; unless ``whole``, only what is an error on this site.

    ``before`` has been found already: a summary that cannot be read is not missing.
    """
    from warta.checks.rule import CheckedSite
    from warta.checks.run import review

    found = review(
        CheckedSite(library, config),
        folder=request.site,
        cache=request.cache_folder,
        workers=request.workers(len(library.by_path)),
        only_errors=not whole,
    )
    unread = {finding.file for finding in before if "summary" in dict(finding.arguments).values()}
    return [
        finding for finding in found if not (finding.code == "summary-missing" and finding.file in unread)
    ]


@contextmanager
def _sections(request: Request) -> Iterator[Sections]:
    """The sections that the build before has left, and what this one leaves to the next."""
    file, salt = basis = (request.sections_path, build_salt())
    before: Kept = {}
    if not request.clean:
        before = request.warm.find("sections", basis) or kept_from_bytes(salt, read_sealed(file))
    sections = Sections(before)
    yield sections
    request.warm.keep("sections", basis, sections.kept)
    if not request.warm.lasting and sections.kept != before:
        with suppress(OSError):
            write_sealed(file, kept_as_bytes(salt, sections.kept))


def _besides(
    config: Config,
    records: Mapping[str, Record],
    assets: tuple[tuple[str, str], ...],
    design: str,
) -> bytes:
    """The digest of all that a site is made from besides its stories, their pictures and the program."""
    terms = [(path, record.digest) for path, record in records.items() if record.card is None]
    return fingerprint((repr(config), assets, design, terms))


def _details(site: Path, options: ParseOptions, card: Card) -> PostDetails:
    """What a card leaves out, from its file again."""
    parsed = parse_source(card.path, read_inside(site, card.path), options)
    if parsed.details is None:
        raise OSError(errno.ESTALE, "the file has changed during the build", str(site / card.path))
    return parsed.details


def _text(folder: Path, places: Mapping[str, Place], lost: list[str], path: str) -> str:
    place = places.get(path)
    data = read_packed(folder, place) if place is not None else b""
    if data is None:
        lost.append(path)
    return data.decode("utf-8", "surrogatepass") if data is not None else ""


def read_config(request: Request) -> tuple[Config | None, tuple[Diagnostic, ...]]:
    """The site's settings, and what is wrong with them."""
    if leads_astray(str(request.site), CONFIG_FILE):
        target = str((request.site / CONFIG_FILE).readlink())
        return None, (error("link-outside", CONFIG_FILE, target=target),)
    if request.cache_folder.is_symlink():
        return None, (error("cache-linked", CONFIG_FILE, path=str(request.cache_folder)),)
    try:
        data = read_inside(request.site, CONFIG_FILE)
    except OSError as problem:
        return None, (error("unreadable", CONFIG_FILE, problem=problem.strerror or str(problem)),)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        return None, (not_utf8(CONFIG_FILE, data, problem.start),)
    basis = (text, request.base_url)
    found: tuple[Config | None, tuple[Diagnostic, ...]] | None = request.warm.find("config", basis)
    return found or request.warm.keep("config", basis, parse_config(*basis, known_severities))
