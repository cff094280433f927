"""A build, from the files of a site to its output folder, as one sequence of steps."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from warta.build.changes import SEARCH, Changes, compare
from warta.build.edits import edited
from warta.build.kept import Kept
from warta.build.leaving import leave_stories, seen_besides
from warta.build.prepare import Prepared, Result, prepare
from warta.build.remarks import feeds_gone, host_limits, static_gone
from warta.build.rendering import PageJob, Rendering, RenderSettings, render_pages
from warta.build.request import Request
from warta.config.settings import Config
from warta.config.tables import CONFIG_FILE
from warta.diagnostics.values import Diagnostic, Severity, error, ordered, printable, warning
from warta.filesystem.stamps import MANIFEST, Stamp, State, file_digest, load_state, save_state, stamp_at
from warta.output import folder as output
from warta.output.earlier import keep_open, published_before
from warta.output.folder import OutputError, OutputFolder, files_below
from warta.output.manifest import NOTHING, Edition, Entry, Manifest
from warta.output.precompressed import encodings, precompressed
from warta.output.stage import Stage
from warta.pages.data import CARD, PlannedPage, SearchIndex, SearchStory
from warta.pages.pictures import fill
from warta.pages.plan import REDIRECT
from warta.render.bytecode import private
from warta.site.addresses import LOST, Compared, Record, vanished
from warta.site.public_addresses import Published, public_addresses, public_removals
from warta.site.record import PublishedRecord, changed_texts
from warta.store.lookahead import LookHere, LookTold
from warta.store.outputs import Outputs, outputs_after, outputs_now, with_manifest
from warta.store.program import program_digest
from warta.store.texts import Texts, forget
from warta.workers.executors import ClusterError

__all__ = [
    "Request",
    "Result",
    "build",
    "check",
    "edit",
    "looked",
    "public_stamps",
    "remember",
    "remember_check",
    "review",
    "verify",
]


def build(request: Request) -> Result:
    """Build the site. On any error the output folder is left as it was."""
    return _finished(request, _built)


def edit(request: Request) -> Result | None:
    """Build what an edit of a few stories reaches; None, and nothing is changed, where that is not enough."""
    result = _edit_written(looked(request))
    return replace(result, diagnostics=ordered(result.diagnostics)) if result is not None else None


def check(request: Request) -> Result:
    """Everything a build would find, and what editorial rules do, without writing to the output folder."""
    return _finished(request, _checked)


def _finished(request: Request, attempt: Callable[[Request], Result]) -> Result:
    """What an attempt gives, its findings in order; a second one is made when the cache was damaged."""
    result = attempt(request)
    if any(found.code == "cache-lost" for found in result.diagnostics):
        result = _without_cache(request, attempt)
    return replace(result, diagnostics=ordered(result.diagnostics))


def _without_cache(request: Request, attempt: Callable[[Request], Result]) -> Result:
    """Attempt it with a cache of its own, and have the damaged one forgotten."""
    from tempfile import TemporaryDirectory

    with suppress(OSError):
        forget(request.cache_folder)
    with TemporaryDirectory(prefix="warta-") as folder:
        return attempt(replace(request, cache=Path(folder), state=request.state_path, look=None))


def _built(request: Request) -> Result:
    request = looked(request)
    result = _edit_written(request)
    if result is not None:
        return result
    try:
        with prepare(request) as result:
            return result if result.prepared is None else _written(request, result, result.prepared)
    except OSError as problem:
        return Result((output.unwritable(request.output_shown, problem),))
    except ClusterError as problem:
        address = request.cluster or ""
        return Result((error("cluster", CONFIG_FILE, address=address, problem=str(problem)),))


def looked(request: Request) -> Request:
    """The same with a look at the files: at all of them, or at those that this process does not know."""
    return request if request.look is not None else replace(request, look=_look(request))


def _look(request: Request) -> LookHere:
    site, kept = str(request.site), request.kept
    if kept is None or request.clean:
        state = None if request.clean else load_state(str(request.state_path))
    elif request.changed is None:
        state = kept.state
    else:
        return LookTold(site, kept.state, content=kept.content, entries=kept.entries, changed=request.changed)
    return LookHere(site, str(request.output), state)


def _edit_written(request: Request) -> Result | None:
    """The site after an edit that reaches a part of it; None where everything has to be looked at."""
    with edited(request) as edit:
        if edit is None:
            return None
        if edit.result.failed:
            return edit.result
        outputs = request.look.outputs() if request.look is not None else {}
        now, compared, earlier = edit.addresses
        if compared.open != earlier:
            keep_open(request.earlier_path, edit.prepared.config.base_url, compared.open)
        step = Step(edit.prepared, edit.changes, now, outputs, compared.findings)
        try:
            result = _put(edit.folder, request, edit.result, step)
        except OSError:
            return None  # what was begun is finished, and what stands in the way told of
        if result.failed:
            return None
        try:
            edit.stories.commit()
        except sqlite3.Error:  # it is as it was before the edit, and of no use
            return result
        return replace(result, stories=edit.stories.look())


def _checked(request: Request) -> Result:
    with prepare(request, review=True) as result:
        if result.prepared is None:
            return result
        # Whatever the title, a card can be drawn, so there is nothing to find out.
        pages = [("", page) for page in result.prepared.plan.pages if page.writer != CARD]
        done = render_pages(request.workers(len(pages)), _rendering(request, result.prepared, pages, None))
        problems = _one_of_each(rendered.problem for rendered in done if rendered.problem is not None)
        if request.against is not None:
            compared = published_compared(request, result.prepared, request.against)
        else:
            compared, _ = addresses_compared(request, result.prepared)
    found = (*result.diagnostics, *problems, *compared.findings)
    return replace(result, diagnostics=found, proposals=compared.proposals)


def review(request: Request, public: Path) -> Result:
    """What ``check`` finds in a site that has just been built, so that nothing has to be rendered for it.

    ``public`` is the output folder whose addresses readers know.
    """
    with prepare(request, review=True) as result:
        if result.prepared is None:
            return replace(result, diagnostics=ordered(result.diagnostics))
        compared, _ = addresses_compared(replace(request, output=public), result.prepared)
        return replace(result, diagnostics=ordered((*result.diagnostics, *compared.findings)))


def addresses_compared(
    request: Request, prepared: Prepared, folder: OutputFolder | None = None
) -> tuple[Compared, dict[str, Published]]:
    """What became of the addresses in the record of the output folder, and what is to be found where now."""
    base = prepared.config.base_url
    if folder is not None:
        manifest = folder.manifest
    else:
        manifest = NOTHING
        with suppress(OSError):
            manifest = OutputFolder(request.output, request.output_shown).read_manifest()
    record = published_before(manifest, base, request.earlier_path)
    now = public_addresses(prepared.library, prepared.config)
    compared = vanished(record, now, prepared.library, prepared.config)
    if folder is not None and compared.open != record.earlier:
        keep_open(request.earlier_path, base, compared.open)
    return compared, now


def published_compared(request: Request, prepared: Prepared, before: PublishedRecord) -> Compared:
    """What the public site would lose, which is an error, and published texts that are other ones now."""
    library, config = prepared.library, prepared.config
    now = public_addresses(library, config)
    compared = vanished(Record(before.addresses, {}), now, library, config)
    lost, proposals = [
        tuple([each._replace(severity=Severity.ERROR) if each.code in LOST else each for each in found])
        for found in (compared.findings, compared.proposals)
    ]
    today = request.now.astimezone(config.zone).date()
    return Compared((*lost, *changed_texts(before, library, today)), proposals)


def _written(request: Request, planned: Result, site: Prepared) -> Result:
    """The planned site in its folder."""
    try:
        with closing(request.folder()) as folder:
            folder.open()
            return _into(folder, request, planned, site)
    except OutputError as problem:
        found = problem.diagnostic
    except OSError as problem:
        found = output.unwritable(request.output_shown, problem)
    return replace(planned, diagnostics=(*planned.diagnostics, found))


def _into(folder: OutputFolder, request: Request, planned: Result, prepared: Prepared) -> Result:
    if request.clean:
        folder.manifest = folder.manifest._replace(program="")
    outputs = _outputs(folder, request)
    changes = compare(prepared, folder, program_digest(), outputs, index_later=request.index_later)
    compared, addresses = Compared(), dict[str, Published]()
    if not folder.is_preview:  # nobody but its writer has seen what is in one
        compared, addresses = addresses_compared(request, prepared, folder)
    pages = {page.path for page in prepared.plan.pages if page.template != REDIRECT}
    removals = frozenset(public_removals(prepared.library))
    found = (
        *compared.findings,
        *feeds_gone(prepared.config, changes.delete, pages),
        *static_gone(folder.manifest.files, changes.delete, removals),
    )
    return _put(folder, request, planned, Step(prepared, changes, addresses, outputs, found))


class Step(NamedTuple):
    """The step from one output to the next."""

    prepared: Prepared
    changes: Changes
    addresses: Mapping[str, Published]
    """What the public finds where afterwards."""
    outputs: Outputs
    """The files in the output folder as they are."""
    findings: tuple[Diagnostic, ...] = ()
    """About the step."""


def _put(folder: OutputFolder, request: Request, planned: Result, step: Step) -> Result:
    """Make what there is to make, and commit it."""
    prepared, changes, outputs = step.prepared, step.changes, step.outputs
    found = [*planned.diagnostics, *step.findings]
    with folder.stage() as stage:
        made, problems = _render(request, prepared, changes, stage)
        problems += _copy(prepared, changes, stage, made)
        problems = problems or _index(prepared, changes, stage, made)
        if problems:
            return replace(planned, diagnostics=(*found, *problems))
        if prepared.config.precompress and not folder.is_preview:
            plain = made if changes.are_of_edit else {**changes.keep, **made}
            ways, jobs = encodings(prepared.config.precompress), request.jobs or 1
            made |= precompressed(
                ways, plain, folder, kept=changes.keep, stage=stage, outputs=outputs, jobs=jobs
            )
        before, old = folder.manifest, folder.manifest.files
        delete = changes.deleted(old, made)
        entries = changes.files_after(made, delete)
        if folder.damaged and not folder.is_preview:
            folder.mark(holds_foreign=True)
        edition = Edition(request.environment or "", request.drafts, prepared.opened)
        about = program_digest(), entries, prepared.config.base_url, step.addresses, edition
        manifest = Manifest(*about, before.table).settled()
        if stage.files or delete or manifest != before:
            folder.commit(stage, delete, manifest)
    entries = manifest.files
    found += _foreign(folder, request, prepared.config, entries)
    left = changes.outputs_left(outputs, entries, delete)
    outputs = outputs_after(str(folder.root), left, {path: made[path].digest for path in stage.files})
    if not folder.is_preview:
        found += host_limits(folder.root, old, entries, outputs=outputs, written=stage.files)
    return replace(
        planned,
        diagnostics=tuple(found),
        outputs=outputs,
        rendered=len(stage.files),
        kept=len(entries) - len(stage.files),
        deleted=len(delete),
        reasons=tuple((due.page.path, due.reason) for due in changes.render),
        written=tuple(sorted(stage.files)),
        removed=delete,
        later=changes.later,
        manifest=folder.known,
    )


def _outputs(folder: OutputFolder, request: Request) -> Outputs:
    """The files in the output folder as they are; nothing where all are made anew in any case."""
    if request.clean:
        return {}
    root = str(folder.root)
    known: Outputs = request.look.outputs() if request.look is not None else {}
    unknown = folder.manifest.files.keys() - known.keys()
    return {**known, **outputs_now(root, dict.fromkeys(unknown, (None, b"")))} if unknown else known


def _render(
    request: Request, prepared: Prepared, changes: Changes, stage: Stage
) -> tuple[dict[str, Entry], list[Diagnostic]]:
    """Render what is due into the stage: the entries of these pages, and what went wrong."""
    entries: dict[str, Entry] = {}
    waiting = {stage.reserve(due.page.path): due for due in changes.render}
    pages = [(name, due.page) for name, due in waiting.items()]
    work = _rendering(request, prepared, pages, stage.folder)
    problems: list[Diagnostic] = []
    results = render_pages(request.workers(len(waiting)), work)
    with closing(results):  # on an interrupt too: the stage can go when nobody writes to it any more
        for rendered in results:
            due = waiting[rendered.name]
            entries[due.page.path] = due.entry._replace(digest=rendered.digest)
            if rendered.problem is not None:
                problems.append(rendered.problem)
            if request.progress is not None:
                request.progress("render", len(entries), len(waiting))
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
            entries[file.path] = file.entry
    return problems


def _index(prepared: Prepared, changes: Changes, stage: Stage, entries: dict[str, Entry]) -> list[Diagnostic]:
    """Make the search indexes that are due; returns what went wrong."""
    if not changes.search:
        return []
    with closing(Texts(prepared.texts, prepared.html)) as texts:
        return _indexed(changes, texts, stage, entries)


def _indexed(changes: Changes, texts: Texts, stage: Stage, entries: dict[str, Entry]) -> list[Diagnostic]:
    from warta.search.pagefind import PagefindError, index_files

    for index in changes.search:
        try:
            stories = _stories(index, texts)
            files = index_files(index.language.code, stories, with_program=index.has_program)
        except PagefindError as problem:
            return [error(problem.code, CONFIG_FILE, problem=problem.problem)]
        if texts.lost:
            return [error("cache-lost", path) for path in texts.lost]
        for name, data in files.items():
            path, digest = index.folder + name, file_digest(data)
            if changes.found.get(path) != digest:
                stage.add(path, data)
            entries[path] = Entry(SEARCH, index.fingerprint, digest, "")
    return []


def _stories(index: SearchIndex, texts: Texts) -> Iterator[tuple[SearchStory, str]]:
    """What an index is made of: each story with its text as readers see it."""
    for story, path in zip(index.make(), index.texts, strict=True):
        text = texts.read(path)
        yield story, fill(text, story.body, index.language)


def _foreign(
    folder: OutputFolder, request: Request, config: Config, entries: Mapping[str, Entry]
) -> list[Diagnostic]:
    """Report files that a damaged manifest has left behind; delete what is not ours on request."""
    if not folder.is_marked and request.prune is None:
        return []
    left = folder.foreign(entries)
    found: list[Diagnostic] = []
    if left and request.prune is not None and request.prune(config, left):
        found = folder.prune(left)
        left = folder.foreign(entries)
    with suppress(OSError):  # the site is built: this is looked at again
        folder.mark(holds_foreign=bool(left) and (folder.is_marked or bool(found)))
    if not left or not folder.is_marked:
        return found
    shown = ", ".join(map(printable, left[:5])) + (", …" if len(left) > 5 else "")
    return [*found, warning("files-left", folder.shown, count=len(left), files=shown)]


def remember(
    request: Request, result: Result, asked: tuple[str, ...], report: tuple[str, str]
) -> Kept | None:
    """Save the state by which the next build sees that it has nothing to do.

    ``asked`` is what was asked for and ``report`` what was printed about the site.
    Failing to is not an error. Gives what a next build of this process can be spared; None after a failure.
    """
    prepared, outputs = result.prepared, result.outputs
    if prepared is None or outputs is None:
        return None
    with suppress(OSError):
        request.cache_folder.mkdir(exist_ok=True)
    before = request.state_before
    content = {**prepared.content, **seen_besides(request.site, prepared.content, before)}
    state = State(
        request=asked,
        not_before=request.now.timestamp(),
        not_after=prepared.until,
        inputs=dict(prepared.inputs),
        content={path: stamp for path, (stamp, _) in content.items()},
        digests=b"".join(digest for _, digest in content.values()),
        outputs=with_manifest(str(request.output), outputs, before.outputs if before is not None else {}),
        report=report,
        stories=leave_stories(request, result),
    )
    with suppress(OSError):
        save_state(str(request.state_path), state)
    return Kept(state, content, prepared.entries, result.manifest, prepared.ground)


def public_stamps(request: Request) -> dict[str, Stamp]:
    """How what says which addresses are public looks now: absolute path → stamp."""
    paths = (request.output / MANIFEST, request.earlier_path)
    return {str(path): stamp_at(str(path)) for path in paths}


def remember_check(
    request: Request,
    result: Result,
    *,
    public: Mapping[str, Stamp],
    asked: tuple[str, ...],
    report: tuple[str, str],
) -> None:
    """Save the state by which the next check sees that it would find the same: ``report``.

    ``public`` is how :func:`public_stamps` were before the check. Failing to is not an error.
    """
    prepared = result.prepared
    if prepared is None or result.failed:
        return
    state = State(
        request=asked,
        not_before=request.now.timestamp(),
        not_after=prepared.until,
        inputs={**prepared.inputs, **public},
        content={path: stamp for path, (stamp, _) in prepared.content.items()},
        outputs={},
        report=report,
    )
    with suppress(OSError):
        save_state(str(request.checked_path), state)


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
        owned = OutputFolder(request.output, request.output_shown).read_manifest().files
        differing = {path for path in owned if path not in expected}
        for path, data in expected.items():
            file = request.output / path
            if not file.is_file() or file.read_bytes() != data:
                differing.add(path)
    return tuple(sorted(differing))


def _rendering(
    request: Request, prepared: Prepared, pages: Iterable[tuple[str, PlannedPage]], stage: Path | None
) -> Rendering:
    """The work of rendering ``pages`` into files of the stage, given by their names."""
    digests = prepared.html
    jobs = [
        PageJob(
            page.page,
            name,
            page.source or (page.texts[0] if page.texts else ""),
            tuple([digests.get(path) for path in page.texts]),
        )
        for name, page in pages
    ]
    languages = {language.code: language for language in prepared.config.languages}
    sites, compiled = dict(prepared.plan.sites), private(request.compiled)
    settings = RenderSettings(prepared.theme, languages, sites, compiled, program_digest())
    return Rendering(jobs, settings, prepared.texts, stage)
