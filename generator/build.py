"""A build, from the files of a site to its output folder, as one sequence of steps."""

from __future__ import annotations

import errno
import math
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from generator import output
from generator.cache import CACHE, Cache, Place, Record, read_packed
from generator.config import CONFIG_FILE, Config, parse_config
from generator.diagnostics import Diagnostic, error, has_errors, ordered, warning
from generator.freshness import Stamp, State, save_state, state_name
from generator.inputs import input_stamps
from generator.library import Library, build_library
from generator.output import Entry, Manifest, OutputError, OutputFolder, Stage, bytes_digest, files_below
from generator.pages import Plan, PlannedPage
from generator.parsing import Card, ParseOptions, PostDetails, content_digest, parse_source
from generator.planning import make_plan
from generator.reading import SourceEntry, read_source, scan_content
from generator.salt import build_salt
from generator.seen import Seen
from generator.theme import Theme, load_theme
from generator.visibility import next_change
from generator.work import ClusterError, PageJob, RenderSettings, Workers, parse_files, render_pages

__all__ = ["Request", "Result", "build", "check"]


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

    cluster: str | None = None
    """``HOST:PORT`` of a Dask scheduler that shares the work out."""

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
        return self.cache_folder / state_name(str(self.site), str(self.output))


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it."""

    diagnostics: tuple[Diagnostic, ...]
    config: Config | None
    rendered: int = 0
    kept: int = 0
    deleted: int = 0
    reasons: tuple[tuple[str, str], ...] = ()
    """Output path and why it was rendered."""
    prepared: Prepared | None = None
    seen: Seen | None = None
    """These two only after a build that succeeded."""

    @property
    def failed(self) -> bool:
        """Whether the output was left as it was."""
        return has_errors(self.diagnostics)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A site that has been read and planned without an error."""

    config: Config
    theme: Theme
    plan: Plan
    html: Mapping[str, Place]
    """Content path → where the HTML of its text is."""
    texts: Path
    """The folder of the packs that hold it."""
    media: Mapping[str, str]
    """Content path of every picture or document → digest of its bytes."""
    inputs: Mapping[str, Stamp | None]
    """Everything read besides the content: absolute path → how it looked before it was read."""
    content: Mapping[str, Stamp | None]
    """Path of every content file → how it looked before it was read."""
    until: float
    """When the passage of time changes what is public next; seconds since 1970."""
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that no template makes."""

    path: str
    """Below the output folder."""
    digest: str
    source: str
    """The content file; empty for an asset of the theme."""
    data: bytes | None
    """None: read ``source`` when the bytes are needed."""


class Due(NamedTuple):
    """A page that has to be rendered."""

    page: PlannedPage
    entry: Entry
    """For the manifest; its digest is filled in afterwards."""
    reason: str
    """new, content, template, program, missing or edited."""


@dataclass(frozen=True, slots=True)
class Changes:
    """How a plan differs from what the output folder holds."""

    render: tuple[Due, ...]
    copy: tuple[Copy, ...]
    """Files to write as they are."""
    keep: Mapping[str, Entry]
    delete: tuple[str, ...]


def build(request: Request) -> Result:
    """Build the site. On any error the output folder is left as it was."""
    with opened_cache(request) as cache:
        try:
            prepared, config, diagnostics = prepare(request, cache)
            if prepared is None:
                return Result(ordered(diagnostics), config)
            return _build(request, prepared)
        except ClusterError as problem:
            address = request.cluster or ""
            return Result((error("cluster", CONFIG_FILE, address=address, problem=str(problem)),), None)


def _build(request: Request, prepared: Prepared) -> Result:
    config, diagnostics = prepared.config, prepared.diagnostics
    folder = OutputFolder(request.output, _shown(request))
    try:
        folder.open()
    except OutputError as problem:
        return Result(ordered([*diagnostics, problem.diagnostic]), config)
    try:
        return _into(folder, request, prepared)
    except OSError as problem:
        return Result(ordered([*diagnostics, output.unwritable(folder.shown, problem)]), config)
    finally:
        folder.close()


@contextmanager
def opened_cache(request: Request) -> Iterator[Cache]:
    """The cache of the site's parse results; what it holds is loaded when the options are known."""
    cache = Cache(request.cache_folder)
    try:
        yield cache
    finally:
        cache.close()


def prepare(request: Request, cache: Cache) -> tuple[Prepared | None, Config | None, tuple[Diagnostic, ...]]:
    """Read, parse, put together and plan; None when there is an error on the way."""
    inputs = input_stamps(request.site)
    config, found = _read_config(request)
    if config is None:
        return None, None, found
    diagnostics = list(found)
    now = request.now.timestamp()
    theme, found = load_theme(request.site, request.cache_folder / "theme")
    diagnostics += found
    entries, found = scan_content(request.site)
    diagnostics += found
    options = ParseOptions.of(config)
    cache.salt = build_salt()
    cache.name = bytes_digest(repr((options, cache.salt)).encode())
    if not request.clean:
        cache.load()
    records, found = parse_all(request, cache, entries, options)
    diagnostics += found
    diagnostics += [finding for record in records.values() for finding in record.diagnostics]
    media = [entry for entry in entries if not entry.is_text]
    library, found = _library(request, config, records, entries, partial(_details, request.site, options))
    diagnostics += found
    digests, found = _media_digests(request.site, media)
    diagnostics += found
    html = {path: record.html for path, record in records.items() if record.html is not None}
    profile_html = partial(_text, cache.folder, html)
    plan, found = make_plan(library, config, theme.asset_paths() if theme else (), digests, profile_html)
    diagnostics += found
    if theme is None or has_errors(diagnostics):
        return None, config, tuple(diagnostics)
    prepared = Prepared(
        config=config,
        theme=theme,
        plan=plan,
        html=html,
        texts=cache.folder,
        media=digests,
        inputs=inputs,
        content={entry.path: entry.stamp for entry in entries},
        until=min(
            (next_change(record.card, now) for record in records.values() if record.card), default=math.inf
        ),
        diagnostics=tuple(diagnostics),
    )
    return prepared, config, tuple(diagnostics)


def parse_all(
    request: Request, cache: Cache, entries: Iterable[SourceEntry], options: ParseOptions
) -> tuple[Mapping[str, Record], tuple[Diagnostic, ...]]:
    """The results for all text files, from the cache where it has them; the cache is brought up to date."""
    records: dict[str, Record] = {}
    diagnostics: list[Diagnostic] = []
    fresh: dict[str, tuple[str, SourceEntry]] = {}
    unsure: list[SourceEntry] = []
    for entry in entries:
        if not entry.is_text:
            continue
        known = cache.records.get(entry.path)
        if known is not None and known.stamp is not None and known.stamp == entry.stamp:
            records[entry.path] = known
        else:
            unsure.append(entry)

    def changed() -> Iterator[tuple[str, bytes]]:
        """The files whose bytes are not those of the cached result, one after another."""
        for entry in unsure:
            data, found = read_source(request.site, entry)
            diagnostics.extend(found)
            if data is None:
                continue
            digest = content_digest(data)
            known = cache.records.get(entry.path)
            if known is not None and known.digest == digest:
                records[entry.path] = known._replace(stamp=entry.stamp)
            else:
                fresh[entry.path] = (digest, entry)
                yield entry.path, data

    for parsed in parse_files(request.workers(len(unsure)), changed(), options):
        digest, entry = fresh.pop(parsed.path)
        records[parsed.path] = cache.add(entry.stamp, digest, parsed)
    ordered_records: Mapping[str, Record] = {path: records[path] for path in sorted(records)}
    if ordered_records != cache.records:
        ordered_records = cache.save(ordered_records)
    return ordered_records, tuple(diagnostics)


def compare(prepared: Prepared, folder: OutputFolder, salt: str, seen: Seen) -> Changes:
    """What has to be rendered, kept and deleted for the folder to hold the plan.

    ``seen`` tells how the files of the folder looked when their bytes were last known.
    """
    old = folder.manifest.files
    current = folder.manifest.salt == salt
    templates = {name: digest.hex() for name, digest in prepared.theme.digests.items()}
    render: list[Due] = []
    copy: list[Copy] = []
    keep: dict[str, Entry] = {}
    for page in prepared.plan.pages:
        known = old.get(page.path)
        template, data = templates[page.template], page.fingerprint.hex()
        reason = _reason(known, template, data) if current or known is None else "program"
        if reason is None:
            assert known is not None
            reason = seen.difference(folder.root, page.path, known.digest)
            if reason is None:
                keep[page.path] = known
                continue
        render.append(Due(page, Entry(template, data, "", page.source), reason))
    for file in _copies(prepared):
        known = old.get(file.path)
        if known == _copy_entry(file) and seen.difference(folder.root, file.path, known.digest) is None:
            keep[file.path] = known
        else:
            copy.append(file)
    planned = {*keep, *(due.page.path for due in render), *(file.path for file in copy)}
    delete = tuple(sorted(path for path in old if path not in planned))
    return Changes(tuple(render), tuple(copy), keep, delete)


def _reason(known: Entry | None, template: str, data: str) -> str | None:
    """Why a page has to be rendered, as far as the manifest knows; None when it need not be."""
    if known is None:
        return "new"
    if known.data != data:
        return "content"
    return "template" if known.template != template else None


def _into(folder: OutputFolder, request: Request, prepared: Prepared) -> Result:
    salt = build_salt()
    if request.clean:
        folder.manifest = folder.manifest._replace(salt="")
    seen = Seen.load(request.state_path)
    changes = compare(prepared, folder, salt, seen)
    warnings = list(_moved(folder.manifest, prepared, changes))
    with folder.stage() as stage:
        entries, problems = _render(request, prepared, changes, stage)
        problems += _copy(request, changes, stage, entries)
        if problems:
            return Result(ordered([*prepared.diagnostics, *warnings, *problems]), prepared.config)
        if folder.damaged:
            warnings += _left_over(folder, entries)
        manifest = Manifest(salt, entries)
        if stage.files or changes.delete or manifest != folder.manifest:
            folder.commit(stage, changes.delete, manifest)
    seen.look(folder.root, {path: entry.digest for path, entry in entries.items()}, stage.files)
    return Result(
        ordered([*prepared.diagnostics, *warnings]),
        prepared.config,
        rendered=len(stage.files),
        kept=len(changes.keep),
        deleted=len(changes.delete),
        reasons=tuple((due.page.path, due.reason) for due in changes.render),
        prepared=prepared,
        seen=seen,
    )


def _render(
    request: Request, prepared: Prepared, changes: Changes, stage: Stage
) -> tuple[dict[str, Entry], list[Diagnostic]]:
    """Render what is due into the stage: the entries of all pages, and what went wrong."""
    entries = dict(changes.keep)
    waiting = {stage.reserve(due.page.path): due for due in changes.render}
    jobs = [_job(due.page, name, prepared.html) for name, due in waiting.items()]
    problems: list[Diagnostic] = []
    workers = request.workers(len(waiting))
    for rendered in render_pages(workers, jobs, _settings(prepared), prepared.texts, stage.folder):
        due = waiting[rendered.name]
        entries[due.page.path] = due.entry._replace(digest=rendered.digest)
        if rendered.problem is not None:
            problems.append(rendered.problem)
    return entries, problems


def _copy(request: Request, changes: Changes, stage: Stage, entries: dict[str, Entry]) -> list[Diagnostic]:
    """Put what no template makes into the stage and the entries; returns what went wrong."""
    problems: list[Diagnostic] = []
    for file in changes.copy:
        data, found = _copy_data(request.site, file)
        problems += found
        if data is not None:
            stage.add(file.path, data)
            entries[file.path] = _copy_entry(file)
    return problems


def _left_over(folder: OutputFolder, entries: Mapping[str, Entry]) -> list[Diagnostic]:
    """After damage: files that may be of an older site, which are not deleted since nobody knows."""
    left = sorted(path for path in files_below(folder.root) if path not in entries)
    if not left:
        return []
    shown = ", ".join(left[:5]) + (", …" if len(left) > 5 else "")
    return [warning("files-left", folder.shown, count=len(left), files=shown)]


def remember(request: Request, result: Result, asked: tuple[str, ...], report: tuple[str, ...]) -> None:
    """Leave behind what the next build needs to see that it has nothing to do.

    ``asked`` is what was asked for and ``report`` what was printed about the site.
    Failing to is not an error.
    """
    prepared, seen = result.prepared, result.seen
    if prepared is None or seen is None:
        return
    state = State(
        request=asked,
        not_before=request.now.timestamp(),
        not_after=prepared.until,
        inputs=dict(prepared.inputs),
        content=dict(prepared.content),
        outputs=seen.stamps,
        report=report,
    )
    with suppress(OSError):
        request.cache_folder.mkdir(exist_ok=True)
        save_state(str(request.state_path), state)


def verify(request: Request) -> tuple[str, ...]:
    """Build once more, elsewhere and from nothing; the paths of the files that differ."""
    with tempfile.TemporaryDirectory(prefix="warta-") as name:
        elsewhere = Path(name, "output")
        result = build(replace(request, output=elsewhere, cache=Path(name, "cache"), clean=True))
        if result.failed:
            return (str(request.output),)
        expected = {path: (elsewhere / path).read_bytes() for path in files_below(elsewhere)}
        owned = OutputFolder(request.output, _shown(request)).read_manifest().files
        differing = {path for path in owned if path not in expected}
        for path, data in expected.items():
            file = request.output / path
            if not file.is_file() or file.read_bytes() != data:
                differing.add(path)
    return tuple(sorted(differing))


def check(request: Request) -> Result:
    """Everything a build would find, without writing to the output folder."""
    with opened_cache(request) as cache:
        prepared, config, diagnostics = prepare(request, cache)
        if prepared is None:
            return Result(ordered(diagnostics), config)
        jobs = [_job(page, "", prepared.html) for page in prepared.plan.pages]
        workers = request.workers(len(prepared.plan.pages))
        done = render_pages(workers, jobs, _settings(prepared), prepared.texts, None)
        problems = [rendered.problem for rendered in done if rendered.problem is not None]
    return Result(ordered([*diagnostics, *problems]), config)


def _library(
    request: Request,
    config: Config,
    records: Mapping[str, Record],
    entries: Iterable[SourceEntry],
    details: Callable[[Card], PostDetails],
) -> tuple[Library, tuple[Diagnostic, ...]]:
    cards = [record.card for record in records.values() if record.card is not None]
    terms = [term for record in records.values() if record.card is None for term in record.others[0]]
    profiles = [record.others[1] for record in records.values() if record.others[1] is not None]
    paths = [entry.path for entry in entries]
    now = request.now.timestamp()
    return build_library(cards, terms, profiles, paths, details, config, now, request.drafts)


def _details(site: Path, options: ParseOptions, card: Card) -> PostDetails:
    """What a card leaves out, from its file again."""
    parsed = parse_source(card.path, (site / card.path).read_bytes(), options)
    if parsed.details is None:
        raise OSError(errno.ESTALE, "the file has changed during the build", str(site / card.path))
    return parsed.details


def _text(folder: Path, places: Mapping[str, Place], path: str) -> str:
    place = places.get(path)
    data = read_packed(folder, place) if place is not None else None
    return data.decode("utf-8", "surrogatepass") if data is not None else ""


def _job(page: PlannedPage, name: str, places: Mapping[str, Place]) -> PageJob:
    place = places.get(page.source) if page.template == "post.html" else None
    return PageJob(page.page, name, page.source, place)


def _settings(prepared: Prepared) -> RenderSettings:
    languages = {language.code: language for language in prepared.config.languages}
    return RenderSettings(prepared.theme, languages, dict(prepared.plan.sites), prepared.texts, build_salt())


def _read_config(request: Request) -> tuple[Config | None, tuple[Diagnostic, ...]]:
    path = request.site / CONFIG_FILE
    try:
        data = path.read_bytes()
    except OSError as problem:
        return None, (error("unreadable", CONFIG_FILE, problem=problem.strerror or str(problem)),)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        return None, (
            error("not-utf8", CONFIG_FILE, offset=problem.start, byte=f"0x{data[problem.start]:02X}"),
        )
    return parse_config(text, request.base_url)


def _media_digests(site: Path, media: Iterable[SourceEntry]) -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
    digests: dict[str, str] = {}
    diagnostics: list[Diagnostic] = []
    for entry in media:
        data, found = read_source(site, entry)
        diagnostics += found
        digests[entry.path] = bytes_digest(data or b"")
    return digests, tuple(diagnostics)


def _copies(prepared: Prepared) -> Iterator[Copy]:
    theme = prepared.theme
    for name, path in theme.asset_paths():
        yield Copy(path, bytes_digest(theme.assets[name]), "", theme.assets[name])
    for media in prepared.plan.media:
        yield Copy(media.path, prepared.media[media.source], media.source, None)


def _copy_entry(file: Copy) -> Entry:
    return Entry("copy", file.digest, file.digest, file.source)


def _copy_data(site: Path, file: Copy) -> tuple[bytes | None, tuple[Diagnostic, ...]]:
    """The bytes of a file to copy; None, and why, when they are no longer those that were planned with."""
    if file.data is not None:
        return file.data, ()
    try:
        data = (site / file.source).read_bytes()
    except OSError as problem:
        return None, (error("unreadable", file.source, problem=problem.strerror or str(problem)),)
    if bytes_digest(data) != file.digest:
        return None, (error("changed-during-build", file.source),)
    return data, ()


def _moved(old: Manifest, prepared: Prepared, changes: Changes) -> Iterator[Diagnostic]:
    """Posts whose address has changed without an alias at the old one."""
    if not changes.delete:
        return
    now_at = {page.source: page for page in prepared.plan.pages if page.template == "post.html"}
    for path in changes.delete:
        entry = old.files[path]
        page = now_at.get(entry.source)
        if page is not None:
            old_path, new_path = (name.removesuffix("index.html") for name in (path, page.path))
            yield warning("address-changed", page.source, old=f"/{old_path}", new=f"/{new_path}")


def _shown(request: Request) -> str:
    try:
        return request.output.relative_to(request.site).as_posix()
    except ValueError:
        return str(request.output)
