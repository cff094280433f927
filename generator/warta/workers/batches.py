"""Parsing and rendering in batches: in this process, in others, or on other machines.

The seam is :class:`concurrent.futures.Executor`: a batch goes in, values or bytes
come out, and what is wrong with an input comes back as a diagnostic. Only a few
batches are under way at a time, so memory does not grow with the site. Results
arrive in any order; nobody depends on it.
"""

from __future__ import annotations

import gc
import pickle
from array import array
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from warta.content.parsing import ParseOptions, parse_source
from warta.content.scan import SourceEntry, read_source
from warta.diagnostics.values import Diagnostic, error
from warta.filesystem.codec import decoded, encoded
from warta.filesystem.own_files import create
from warta.filesystem.processes import CAN_FORK, START_METHOD, end_with_parent, interrupts_held_back
from warta.filesystem.stamps import bytes_digest, file_digest
from warta.i18n.languages import Language
from warta.pages.data import Page
from warta.render.bytecode import SealedBytecode
from warta.render.templates import Renderer
from warta.store.cache import (
    Pack,
    Packs,
    ParsedFile,
    Place,
    Record,
    entries_of,
    packed,
)
from warta.theme.templates import Theme
from warta.views.site import Site

# Most builds start no process, so what it takes to start one is imported where that is done.
if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

__all__ = [
    "ClusterError",
    "FileJob",
    "PageJob",
    "RenderSettings",
    "Rendered",
    "Workers",
    "in_batches",
    "parse_files",
    "render_pages",
]

BATCH = 100
"""Files or pages that are handed over at once."""
WORTH_PROCESSES = 300
"""Files to parse, or pages to render, from which a second process pays for its start (measured: 40 ms)."""
CLUSTER_TIMEOUT = "20s"

T = TypeVar("T")


class ClusterError(Exception):
    """The cluster cannot be used; the text says why."""


class RenderSettings(NamedTuple):
    """What all pages of a build are rendered with."""

    theme: Theme
    languages: dict[str, Language]
    sites: dict[str, Site]
    compiled: Path | None
    """Where compiled templates are kept: a folder that is private."""
    salt: str

    def renderer(self) -> Renderer:
        """A renderer with these settings."""
        return Renderer(self.theme, self.languages, self.sites, SealedBytecode(self.compiled, self.salt))


class PageJob(NamedTuple):
    """One page to render."""

    page: Callable[[], Page]
    """Makes the page's data, where it is rendered if that is possible."""
    name: str
    """Its file in the stage."""
    source: str
    """The content file, for messages."""
    texts: tuple[Place | None, ...]
    """Where the bodies of posts are that go into it; None for one that is empty."""


class CarriedJob(NamedTuple):
    """A page to render on a machine that sees neither the plan nor the packs."""

    page: Page
    name: str
    texts: tuple[bytes, ...]


class Rendered(NamedTuple):
    """What became of a page."""

    name: str
    digest: bytes
    problem: Diagnostic | None
    data: bytes
    """The page, when it was not written where it was rendered."""


class Workers(NamedTuple):
    """Who does a piece of work."""

    jobs: int
    """Processes at the most."""
    amount: int
    """Files to parse, or pages to render, as far as that is known beforehand."""
    cluster: str | None = None
    """``HOST:PORT`` of a Dask scheduler."""

    @property
    def several(self) -> bool:
        """Whether several processes of this machine are to do it."""
        return self.cluster is None and self.jobs > 1 and self.amount >= WORTH_PROCESSES

    @contextmanager
    def executor(self) -> Iterator[Executor | None]:
        """Where to send the work; None when it is done sooner here. Raises ClusterError."""
        if self.cluster is not None and self.amount:
            with _cluster(self.cluster) as executor:
                yield executor
        elif not self.several:
            yield None
        else:
            import multiprocessing
            from concurrent.futures import ProcessPoolExecutor

            context = multiprocessing.get_context(START_METHOD)
            # A worker that outlives its build would wait for ever, and hold the lock if it was forked.
            pool = ProcessPoolExecutor(self.jobs, context, initializer=end_with_parent)
            with interrupts_held_back():  # Ctrl-C reaches the workers too
                pool.submit(int)  # starts them
            try:
                yield pool
            finally:
                pool.shutdown(cancel_futures=True)


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    """The executor of a Dask cluster, whose workers have Warta installed."""
    try:
        from distributed import Client
    except ImportError as problem:
        raise ClusterError("pip install 'warta[cluster]'") from problem
    try:
        client = Client(  # type: ignore[no-untyped-call]  # distributed has no types
            address, timeout=CLUSTER_TIMEOUT, set_as_default=False
        )
    except (OSError, ValueError, TimeoutError) as problem:
        raise ClusterError(str(problem)) from problem
    with client:
        yield client.get_executor(pure=False)  # type: ignore[no-untyped-call]  # as above


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _shared_out(
    executor: Executor, workers: Workers, task: Callable[[T], Any], batches: Iterable[T]
) -> Iterator[Any]:
    """The results of ``task`` for each of ``batches``, as they come; only a few of them wait at a time."""
    from concurrent.futures import FIRST_COMPLETED, wait

    most = 2 * workers.jobs + 4 if workers.cluster is None else 64
    waiting: set[Future[Any]] = set()
    for batch in batches:
        waiting.add(executor.submit(task, batch))
        while len(waiting) >= most:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
    while waiting:
        done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        for future in done:
            yield future.result()


def in_batches(workers: Workers, task: Callable[[list[T]], Any], items: Iterable[T]) -> Iterator[Any]:
    """The results of ``task`` for batches of ``items``, in any order, wherever they are worked out."""
    with workers.executor() as executor:
        if executor is not None:
            yield from _shared_out(executor, workers, task, _batches(items))
        else:
            yield from map(task, _batches(items))


# --- Parsing ----------------------------------------------------------------------------------------


class FileJob(NamedTuple):
    """A file that may have changed."""

    entry: SourceEntry
    known: str
    """Digest of the bytes that there is a result for; empty when there is none."""


def parse_files(
    workers: Workers, site: Path, jobs: Sequence[FileJob], options: ParseOptions, packs: Path
) -> Iterator[ParsedFile]:
    """Read files, and parse those that have changed; results in any order.

    Processes of this machine read for themselves, and put the texts into packs of their own in ``packs``.
    """
    with workers.executor() as executor:
        if executor is None:
            for job in jobs:
                yield _parse_here(site, options, job)
            return
        if workers.cluster is None:
            parse = partial(_parse_batch, site, options, packs)
            batches = _shared_out(executor, workers, parse, _batches(jobs))
        else:
            read = _batches(_read_all(site, jobs))
            batches = _shared_out(executor, workers, partial(_parse_carried, options), read)
        for results in batches:
            parsed = decoded(results, list[ParsedFile])
            assert parsed is not None, "it was encoded by this program"
            yield from parsed


def _parse_here(site: Path, options: ParseOptions, job: FileJob) -> ParsedFile:
    data, found = read_source(site, job.entry)
    return _parse(options, job.entry.path, job.known, data, found)


def _parse(
    options: ParseOptions, path: str, known: str, data: bytes | None, found: tuple[Diagnostic, ...]
) -> ParsedFile:
    if data is None:
        return ParsedFile(path, "", found, None, "")
    digest = bytes_digest(data)
    if digest == known:
        return ParsedFile(path, digest, found, None, "")
    parsed = parse_source(path, data, options, digest)
    record = Record(None, digest, parsed.diagnostics, parsed.card, entries_of(parsed), None)
    return ParsedFile(path, digest, found, record, parsed.html)


def _parse_batch(site: Path, options: ParseOptions, packs: Path, jobs: list[FileJob]) -> bytes:
    return encoded(packed([_parse_here(site, options, job) for job in jobs], _own_pack(packs)))


@lru_cache(maxsize=1)
def _own_pack(folder: Path) -> Pack:
    """One pack a process."""
    return Pack(folder)


_Carried = tuple[str, str, bytes | None, tuple[Diagnostic, ...]]


def _read_all(site: Path, jobs: Iterable[FileJob]) -> Iterator[_Carried]:
    for job in jobs:
        yield job.entry.path, job.known, *read_source(site, job.entry)


def _parse_carried(options: ParseOptions, files: list[_Carried]) -> bytes:
    return encoded([_parse(options, *file) for file in files])


# --- Rendering --------------------------------------------------------------------------------------


def render_pages(
    workers: Workers, jobs: Sequence[PageJob], settings: RenderSettings, texts: Path, stage: Path | None
) -> Generator[Rendered]:
    """Render pages into the stage; results in any order. ``texts`` is the folder of the packs.

    Without a stage the bytes are dropped: the pages are only tried.
    """
    if workers.several and CAN_FORK:
        yield from _rendered_forked(workers, jobs, settings, texts, stage)
        return
    with workers.executor() as executor, Packs(texts) as packs:
        if executor is None:
            renderer = settings.renderer()
            for job in jobs:
                yield _render_here(renderer, job, packs, stage)
        else:
            task = partial(_render_carried, pickle.dumps(settings._replace(compiled=None), 5))
            lost: list[Rendered] = []
            carried = _batches(_carried(jobs, packs, lost))
            for batch in _shared_out(executor, workers, task, carried):
                for rendered in batch:
                    yield _staged(rendered, stage)
            yield from lost


def _rendered_forked(
    workers: Workers, jobs: Sequence[PageJob], settings: RenderSettings, texts: Path, stage: Path | None
) -> Iterator[Rendered]:
    shares = _Shares(len(jobs), workers.jobs)
    inherited = _Inherited(jobs, settings, texts, stage, shares)
    _INHERITED.append(inherited)
    try:
        with workers.executor() as executor:
            assert executor is not None
            for batch in _shared_out(executor, workers, _render_next, range(shares.batches)):
                yield from batch
    finally:
        _INHERITED.remove(inherited)


class _Shares:
    """Which pages each of several forked processes renders: a stretch of them, then what is left of another.

    Pages that are planned together show the same stories and terms, of which every process makes the views
    for itself, in memory of its own.
    """

    def __init__(self, pages: int, processes: int) -> None:
        from mmap import mmap
        from multiprocessing import get_context

        self._pages = pages
        self.batches = -(-pages // BATCH)
        bounds = [self.batches * number // processes for number in range(processes + 1)]
        self._next = memoryview(mmap(-1, 8 * processes)).cast("q")
        """Of each stretch the batch that is to be rendered next. The processes share this memory."""
        self._next[:] = memoryview(array("q", bounds[:-1]))
        self._ends = bounds[1:]
        self._lock = get_context(START_METHOD).Lock()
        self._own = -1
        """The stretch that this process is at."""

    def take(self) -> range:
        """The pages that this process is to render now. To be called once for each batch that there is."""
        with self._lock:
            if self._own < 0 or self._next[self._own] == self._ends[self._own]:
                left = [end - start for start, end in zip(self._next, self._ends, strict=True)]
                self._own = left.index(max(left))
            batch = self._next[self._own]
            self._next[self._own] += 1
        return range(batch * BATCH, min((batch + 1) * BATCH, self._pages))


class _Inherited(NamedTuple):
    """What forked processes have from the one that starts them."""

    jobs: Sequence[PageJob]
    settings: RenderSettings
    texts: Path
    stage: Path | None
    shares: _Shares


_INHERITED: list[_Inherited] = []


@lru_cache(maxsize=1)
def _own_means() -> tuple[Renderer, Packs]:
    """What a forked process renders with, until it ends.

    Templates with macros leave cycles behind, several kilobytes a page. To look for them costs nothing that
    could be measured as long as what was inherited is left alone.
    """
    gc.freeze()
    gc.enable()
    return _INHERITED[-1].settings.renderer(), Packs(_INHERITED[-1].texts)


def _render_next(_: int) -> list[Rendered]:
    jobs, _settings, _texts, stage, shares = _INHERITED[-1]
    renderer, packs = _own_means()
    return [_render_here(renderer, jobs[number], packs, stage) for number in shares.take()]


def _render_here(renderer: Renderer, job: PageJob, packs: Packs, stage: Path | None) -> Rendered:
    bodies = _bodies(job, packs)
    if bodies is None:
        return Rendered(job.name, b"", error("cache-lost", job.source), b"")
    return _staged(_render(renderer, job.page(), job.name, bodies), stage)


def _bodies(job: PageJob, packs: Packs) -> tuple[bytes, ...] | None:
    """The bodies that a page needs; None when one of them is not where it was put."""
    bodies = []
    for place in job.texts:
        body = packs.read(place) if place is not None else b""
        if body is None:
            return None
        bodies.append(body)
    return tuple(bodies)


def _carried(jobs: Sequence[PageJob], packs: Packs, lost: list[Rendered]) -> Iterator[CarriedJob]:
    for job in jobs:
        bodies = _bodies(job, packs)
        if bodies is None:
            lost.append(Rendered(job.name, b"", error("cache-lost", job.source), b""))
        else:
            yield CarriedJob(job.page(), job.name, bodies)


def _render_carried(settings: bytes, jobs: list[CarriedJob]) -> list[Rendered]:
    renderer = _renderer(settings)
    return [_render(renderer, *job) for job in jobs]


@lru_cache(maxsize=1)
def _renderer(settings: bytes) -> Renderer:
    """One renderer a process, whose templates are compiled once."""
    unpacked: RenderSettings = pickle.loads(settings)  # noqa: S301 - made by this build
    return unpacked.renderer()


def _render(renderer: Renderer, page: Page, name: str, bodies: tuple[bytes, ...]) -> Rendered:
    data, problem = renderer.render(page, [body.decode("utf-8", "surrogatepass") for body in bodies])
    if data is None:
        return Rendered(name, b"", problem, b"")
    return Rendered(name, file_digest(data), None, data)


def _staged(rendered: Rendered, stage: Path | None) -> Rendered:
    """Put a page into the stage. Raises OSError."""
    if stage is not None and rendered.problem is None:
        create(f"{stage}/{rendered.name}", rendered.data)
    return Rendered(rendered.name, rendered.digest, rendered.problem, b"")
