"""A build, from the files of a site to its output folder, as one sequence of steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from warta.build.prepare import Prepared, Request, opened_cache, prepare
from warta.config.settings import CONFIG_FILE, Config
from warta.diagnostics.values import Diagnostic, error, has_errors, ordered, printable, warning
from warta.filesystem.stamps import State, file_digest, load_state, save_state
from warta.media.values import Media
from warta.output import folder as output
from warta.output.folder import COPY, Entry, Manifest, OutputError, OutputFolder, Stage, files_below
from warta.pages.data import CARD, PlannedPage, SearchIndex, SearchStory
from warta.pages.pictures import fill
from warta.render.bytecode import private
from warta.store.cache import Place, read_packed
from warta.store.outputs import Outputs, difference, outputs_after, outputs_now, with_manifest
from warta.store.program import build_salt
from warta.workers.batches import ClusterError, PageJob, RenderSettings, render_pages

__all__ = ["Request", "Result", "build", "check", "remember", "verify"]


SEARCH = b"search"
"""In the manifest, the template of a search index's files."""


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
    outputs: Outputs | None = None
    """These two only after a build that succeeded."""

    @property
    def failed(self) -> bool:
        """Whether the site is not built: the output is as it was, unless it is ``partly_new``."""
        return has_errors(self.diagnostics)

    @property
    def partly_new(self) -> bool:
        """Whether the output is neither the old site nor the new one."""
        return any(found.code == "output-partly-new" for found in self.diagnostics)


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that no template makes."""

    path: str
    """Below the output folder."""
    digest: bytes
    source: str
    """The content file; empty for an asset of the theme."""
    data: bytes | None
    """None: fetched when they are needed."""
    media: Media | None = None
    """The picture or document that they are, or are a part of."""


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
    search: tuple[SearchIndex, ...]
    """The search indexes to make."""
    delete: tuple[str, ...]
    """What is planned no longer; a search index that is made anew may have files of the same names."""


def build(request: Request) -> Result:
    """Build the site. On any error the output folder is left as it was."""
    result = _attempt(request)
    if _cache_lost(result):
        result = _without_cache(request, _attempt)
    return result


def _cache_lost(result: Result) -> bool:
    """Whether a text has gone from the cache since it was looked up, or is damaged."""
    return any(found.code == "cache-lost" for found in result.diagnostics)


def _without_cache(request: Request, attempt: Callable[[Request], Result]) -> Result:
    """Once more with a cache of its own, and what is damaged is forgotten."""
    with suppress(OSError):
        (request.cache_folder / "index").unlink()
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="warta-") as folder:
        return attempt(replace(request, cache=Path(folder), state=request.state_path, look=None))


def _attempt(request: Request) -> Result:
    with opened_cache(request) as cache:
        try:
            prepared, config, diagnostics = prepare(request, cache)
            if prepared is None:
                return Result(ordered(diagnostics), config)
            return _build(request, prepared)
        except OSError as problem:
            return Result((output.unwritable(_shown(request), problem),), None)
        except ClusterError as problem:
            address = request.cluster or ""
            return Result((error("cluster", CONFIG_FILE, address=address, problem=str(problem)),), None)


def _build(request: Request, prepared: Prepared) -> Result:
    config, diagnostics = prepared.config, prepared.diagnostics
    folder = OutputFolder(request.output, _shown(request), request.warm)
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


def compare(prepared: Prepared, folder: OutputFolder, salt: str, outputs: Outputs) -> Changes:
    """What has to be rendered, kept and deleted for the folder to hold the plan.

    ``outputs`` are the files of the folder as they are now.
    """
    old = folder.manifest.files
    current = folder.manifest.salt == salt
    started_over = not folder.manifest.salt
    templates = prepared.theme.digests
    render: list[Due] = []
    copy: list[Copy] = []
    keep: dict[str, Entry] = {}
    for page in prepared.plan.pages:
        path, template = page.path, templates.get(page.template, b"")
        known = old.get(path)
        # A card's own fingerprint stands for the program that draws it: it outlives changes of the rest.
        if known is None:
            reason = "new"
        elif not current and (page.writer != CARD or started_over):
            reason = "program"
        elif known.data != page.fingerprint:
            reason = "content"
        elif known.template != template:
            reason = "template"
        else:
            differing = difference(outputs, path, known.digest)
            if differing is None:
                keep[path] = known if known.source == page.source else known._replace(source=page.source)
                continue
            reason = differing
        render.append(Due(page, Entry(template, page.fingerprint, b"", page.source), reason))
    for file in _copies(prepared):
        known = old.get(file.path)
        if known == _copy_entry(file) and difference(outputs, file.path, known.digest) is None:
            keep[file.path] = known
        else:
            copy.append(file)
    search = []
    for index in prepared.plan.search:
        files = {path: entry for path, entry in old.items() if path.startswith(index.folder)}
        whole = bool(files) and all(
            entry.template == SEARCH
            and (index.fingerprint == entry.data or folder.is_preview)
            and difference(outputs, path, entry.digest) is None
            for path, entry in files.items()
        )
        if whole and current:
            keep |= files
        else:
            search.append(index)
    planned = {*keep, *(due.page.path for due in render), *(file.path for file in copy)}
    delete = tuple(sorted(path for path in old if path not in planned))
    return Changes(tuple(render), tuple(copy), keep, tuple(search), delete)


def _into(folder: OutputFolder, request: Request, prepared: Prepared) -> Result:
    salt = build_salt()
    if request.clean:
        folder.manifest = folder.manifest._replace(salt="")
    outputs = _outputs(folder, request)
    changes = compare(prepared, folder, salt, outputs)
    warnings = list(_moved(folder.manifest, prepared, changes))
    with folder.stage() as stage:
        entries, problems = _render(request, prepared, changes, stage)
        problems += _copy(prepared, changes, stage, entries)
        problems += problems or _index(prepared, changes, stage, entries)
        if problems:
            return Result(ordered([*prepared.diagnostics, *warnings, *problems]), prepared.config)
        delete = tuple(path for path in changes.delete if path not in entries)
        if folder.damaged and not folder.is_preview:
            folder.mark(True)
        manifest = Manifest(salt, entries)
        if stage.files or delete or manifest != folder.manifest:
            folder.commit(stage, delete, manifest)
    warnings += _foreign(folder, request, prepared.config, entries)
    digests = {path: entry.digest for path, entry in entries.items()}
    outputs = outputs_after(str(folder.root), outputs, digests, stage.files)
    request.warm.keep("outputs", request.output, outputs)
    return Result(
        ordered([*prepared.diagnostics, *warnings]),
        prepared.config,
        rendered=len(stage.files),
        kept=len(changes.keep),
        deleted=len(delete),
        reasons=tuple((due.page.path, due.reason) for due in changes.render),
        prepared=prepared,
        outputs=outputs,
    )


def _outputs(folder: OutputFolder, request: Request) -> Outputs:
    """The files in the output folder as they are; nothing where all are made anew in any case."""
    if request.clean:
        return {}
    root = str(folder.root)
    known: Outputs | None = request.warm.find("outputs", request.output)
    if request.look is not None:
        known = request.look.outputs()
    elif known is None:
        state = load_state(str(request.state_path))
        known = outputs_now(root, state.outputs) if state is not None else {}
    elif request.changed is None:
        known = outputs_now(root, known)
    unknown = folder.manifest.files.keys() - known.keys()
    return {**known, **outputs_now(root, dict.fromkeys(unknown, (None, b"")))} if unknown else known


def _render(
    request: Request, prepared: Prepared, changes: Changes, stage: Stage
) -> tuple[dict[str, Entry], list[Diagnostic]]:
    """Render what is due into the stage: the entries of all pages, and what went wrong."""
    entries = dict(changes.keep)
    waiting = {stage.reserve(due.page.path): due for due in changes.render}
    jobs = [_job(due.page, name, prepared.html) for name, due in waiting.items()]
    problems: list[Diagnostic] = []
    workers = request.workers(len(waiting))
    results = render_pages(workers, jobs, _settings(request, prepared), prepared.texts, stage.folder)
    with closing(results):  # on an interrupt too: the stage can go when nobody writes to it any more
        for rendered in results:
            due = waiting[rendered.name]
            entries[due.page.path] = due.entry._replace(digest=rendered.digest)
            if rendered.problem is not None:
                problems.append(rendered.problem)
            if request.progress is not None:
                request.progress("render", len(entries) - len(changes.keep), len(waiting))
    return entries, _one_of_each(problems)


def _one_of_each(problems: Iterable[Diagnostic]) -> list[Diagnostic]:
    """A broken template fails for every page: it is shown with the first of them."""
    first: dict[Diagnostic, Diagnostic] = {}
    for found in sorted(problems):
        same = tuple(argument for argument in found.arguments if argument[0] != "page")
        first.setdefault(found._replace(arguments=same), found)
    return list(first.values())


def _copy(prepared: Prepared, changes: Changes, stage: Stage, entries: dict[str, Entry]) -> list[Diagnostic]:
    """Put what no template makes into the stage and the entries; returns what went wrong."""
    problems: list[Diagnostic] = []
    for file in changes.copy:
        data, found = (file.data, ()) if file.media is None else prepared.media.read(file.media)
        problems += found
        if data is not None:
            stage.add(file.path, data)
            entries[file.path] = _copy_entry(file)
    return problems


def _index(prepared: Prepared, changes: Changes, stage: Stage, entries: dict[str, Entry]) -> list[Diagnostic]:
    """Make the search indexes that are due; returns what went wrong."""
    if not changes.search:
        return []
    from warta.search.pagefind import PagefindError, index_files

    for index in changes.search:
        lost: list[str] = []

        def stories(index: SearchIndex = index, lost: list[str] = lost) -> Iterator[tuple[SearchStory, str]]:
            for story, path in zip(index.make(), index.texts, strict=True):
                place = prepared.html.get(path)
                data = read_packed(prepared.texts, place) if place is not None else b""
                if data is None:
                    lost.append(path)
                text = (data or b"").decode("utf-8", "surrogatepass")
                yield story, fill(text, story.body, index.language)

        try:
            files = index_files(index.language.code, stories())
        except PagefindError as problem:
            return [error(problem.code, CONFIG_FILE, problem=problem.problem)]
        if lost:
            return [error("cache-lost", path) for path in lost]
        for name, data in files.items():
            path = index.folder + name
            stage.add(path, data)
            entries[path] = Entry(SEARCH, index.fingerprint, file_digest(data), "")
    return []


def _foreign(
    folder: OutputFolder, request: Request, config: Config, entries: Mapping[str, Entry]
) -> list[Diagnostic]:
    """Files that may be of an older site: after damage told of until gone; deleted when asked for."""
    if not folder.is_marked and request.prune is None:
        return []
    left = folder.foreign(entries)
    found: list[Diagnostic] = []
    if left and request.prune is not None and request.prune(config, left):
        found = folder.prune(left)
        left = folder.foreign(entries)
    with suppress(OSError):  # the site is built: this is looked at again
        folder.mark(bool(left) and (folder.is_marked or bool(found)))
    if not left or not folder.is_marked:
        return found
    shown = ", ".join(map(printable, left[:5])) + (", …" if len(left) > 5 else "")
    return [*found, warning("files-left", folder.shown, count=len(left), files=shown)]


def remember(request: Request, result: Result, asked: tuple[str, ...], report: tuple[str, str]) -> None:
    """Leave behind what the next build needs to see that it has nothing to do.

    ``asked`` is what was asked for and ``report`` what was printed about the site.
    Failing to is not an error.
    """
    prepared, outputs = result.prepared, result.outputs
    if prepared is None or outputs is None:
        return
    state = State(
        request=asked,
        not_before=request.now.timestamp(),
        not_after=prepared.until,
        inputs=dict(prepared.inputs),
        content=dict(prepared.content),
        outputs=with_manifest(str(request.output), outputs),
        report=report,
    )
    with suppress(OSError):
        request.cache_folder.mkdir(exist_ok=True)
        save_state(str(request.state_path), state)


def verify(request: Request) -> tuple[str, ...]:
    """Build once more, elsewhere and from nothing; the paths of the files that differ."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="warta-") as name:
        elsewhere = Path(name, "output")
        result = build(
            replace(request, output=elsewhere, cache=Path(name, "cache"), clean=True, look=None, prune=None)
        )
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
    """Everything a build would find, and what editorial rules do, without writing to the output folder."""
    result = _check(request)
    return _without_cache(request, _check) if _cache_lost(result) else result


def _check(request: Request) -> Result:
    with opened_cache(request) as cache:
        prepared, config, diagnostics = prepare(request, cache, review=True)
        if prepared is None:
            return Result(ordered(diagnostics), config)
        # Whatever the title, a card can be drawn, so there is nothing to find out.
        pages = [page for page in prepared.plan.pages if page.writer != CARD]
        jobs = [_job(page, "", prepared.html) for page in pages]
        workers = request.workers(len(pages))
        done = render_pages(workers, jobs, _settings(request, prepared), prepared.texts, None)
        problems = _one_of_each(rendered.problem for rendered in done if rendered.problem is not None)
    return Result(ordered([*diagnostics, *problems]), config)


def _job(page: PlannedPage, name: str, places: Mapping[str, Place]) -> PageJob:
    source = page.source or (page.texts[0] if page.texts else "")
    return PageJob(page.page, name, source, tuple([places.get(path) for path in page.texts]))


def _settings(request: Request, prepared: Prepared) -> RenderSettings:
    languages = {language.code: language for language in prepared.config.languages}
    sites, compiled = dict(prepared.plan.sites), private(request.compiled)
    return RenderSettings(prepared.theme, languages, sites, compiled, build_salt())


def _copies(prepared: Prepared) -> Iterator[Copy]:
    theme = prepared.theme
    for name, path in theme.asset_paths():
        yield Copy(path, file_digest(theme.assets[name]), "", theme.assets[name])
    for media in prepared.plan.media:
        yield Copy(media.path, bytes.fromhex(media.digest), media.source, None, media)


def _copy_entry(file: Copy) -> Entry:
    return Entry(COPY, file.digest, file.digest, file.source)


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
