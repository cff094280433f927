"""The process that builds, again and again, for the server.

It has one thread, so that it may fork workers, and is started before the
server's own threads are. Orders go to it and outcomes come back through a pipe;
when the pipe ends it ends. What takes all of the site is done by processes of
their own, which take their memory along when they end.
"""

from __future__ import annotations

import gc
import math
import multiprocessing
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from multiprocessing.connection import Connection, wait
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple

from msgspec.structs import replace

from warta.build.build import Request, Result, build, edit, looked, remember, review
from warta.build.kept import Kept
from warta.diagnostics.values import Diagnostic
from warta.filesystem.own_files import OWN
from warta.filesystem.processes import CAN_FORK, START_METHOD
from warta.filesystem.stamps import stamp_at
from warta.output.folder import OutputFolder
from warta.server.snapshot import Problem, Snapshot, banners_of, findings_of, problems_of

__all__ = ["Builder", "BuilderLostError", "Indexed", "Order", "Outcome", "Progress", "Review"]

IDLE = 0.4
"""Seconds without an order after which the builder tidies up."""
PUBLIC = "output"
"""The folder below the site's whose addresses readers know: that of ``warta build``."""
MOST_CALM = 5.0
LITTER = 100_000
"""Objects left behind by builds after which it does so without waiting for a pause: some 15 MB."""


class Order(NamedTuple):
    """A build to be done."""

    now: datetime
    edited: tuple[str, ...]
    """Content files that were saved since the last one, the latest last."""
    sure: bool
    """Whether nothing else has changed; else everything is looked at."""
    language: str | None
    """Of messages; None for the one in ``site.toml``."""
    number: int
    """Counts the builds of this server."""


class Outcome(NamedTuple):
    """What became of it."""

    diagnostics: tuple[Diagnostic, ...]
    failed: bool
    counts: tuple[int, int, int]
    """Files rendered, kept and deleted."""
    snapshot: Snapshot
    """Without its files, which are many: the next two are the difference to the last outcome."""
    added: frozenset[str]
    removed: frozenset[str]
    until: float
    """When time alone asks for the next build; seconds since 1970."""

    @property
    def changed(self) -> bool:
        """Whether this build failed, or changed a file."""
        rendered, _, deleted = self.counts
        return self.failed or bool(rendered or deleted)


class Review(NamedTuple):
    """What the editorial rules and the rest of ``check`` find, after a build."""

    number: int
    """Of the build."""
    diagnostics: tuple[Diagnostic, ...]
    findings: tuple[Problem, ...]
    """The same in words, those that are shown beside pages."""
    more: int


class Indexed(NamedTuple):
    """The search indexes are those of the last build now: the files that have come and gone with that."""

    added: frozenset[str]
    removed: frozenset[str]


class BuilderLostError(Exception):
    """The building process has ended by itself."""


Progress = Callable[[str, int, int], None]
"""Called with the step, how much of it is done and how much there is."""


class Builder:
    """The building process as the server sees it."""

    def __init__(
        self,
        request: Request,
        progress: Progress,
        reviewed: Callable[[Review], None],
        indexed: Callable[[Indexed], None],
        *,
        forked: bool = CAN_FORK,
    ) -> None:
        """Start it, as a fork only while this process has one thread. ``request.now`` is not used.

        What it tells of its own accord goes to ``progress``, ``reviewed`` and ``indexed``, in a thread that
        waits for it.
        """
        self._progress = progress
        self._reviewed = reviewed
        self._indexed = indexed
        self._outcomes: SimpleQueue[Outcome | None] = SimpleQueue()
        context = multiprocessing.get_context("fork" if forked else "spawn")
        self._pipe, theirs = context.Pipe()
        arguments = (request, theirs, self._pipe if forked else None)
        self._process = context.Process(target=_work, args=arguments)  # type: ignore[attr-defined]  # every context has it
        self._process.start()
        theirs.close()
        self._listener = threading.Thread(target=self._listen, name="builder", daemon=True)
        self._listener.start()

    def build(self, order: Order) -> Outcome:
        """Have it built. Raises BuilderLostError."""
        with suppress(OSError):  # it has ended, as the listener will say
            self._pipe.send(order)
        outcome = self._outcomes.get()
        if outcome is None:
            raise BuilderLostError
        return outcome

    def _listen(self) -> None:
        """Take what comes through the pipe until it ends."""
        with suppress(EOFError, OSError):
            while True:
                answer = self._pipe.recv()
                if isinstance(answer, Outcome):
                    self._outcomes.put(answer)
                elif isinstance(answer, Review):
                    self._reviewed(answer)
                elif isinstance(answer, Indexed):
                    self._indexed(answer)
                else:
                    self._progress(*answer)
        self._outcomes.put(None)

    def close(self) -> None:
        """End the process at once; what it was writing is finished or dropped by the next build."""
        self._process.terminate()
        self._listener.join(1)
        self._pipe.close()


def _work(request: Request, pipe: Connection, theirs: Connection | None) -> None:
    """The building process."""
    if theirs is not None:
        theirs.close()  # inherited: while it is open here, the pipe would not end with the server
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends this process
    gc.disable()
    worker = _Worker(request, pipe)
    with suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        while True:
            order = pipe.recv()
            worker.carry_out(order)
            # What builds leave behind refers to itself. It is best collected while nobody waits.
            if gc.get_count()[0] > LITTER or not pipe.poll(IDLE):
                gc.collect()
            if not pipe.poll(worker.index_calm):
                worker.index()
            if not pipe.poll(worker.calm):
                worker.review()


class _Done(NamedTuple):
    """What became of a build, as far as it is shown."""

    diagnostics: tuple[Diagnostic, ...]
    failed: bool
    counts: tuple[int, int, int]
    language: str
    """Of messages; empty where the settings have errors."""
    root: str
    files: frozenset[str] | None
    """None: as they were."""
    banners: Mapping[str, str]
    address: str
    until: float
    is_index_old: bool


class _Worker:
    """Builds, and reports the difference to the last report."""

    def __init__(self, request: Request, pipe: Connection) -> None:
        self.request = replace(request, progress=self._progress, is_preview=True, index_later=True)
        self.pipe = pipe
        self.shown = Snapshot()
        self.calm = 0.0
        """Seconds of calm after which a review may begin: as many as one takes, so that whoever saves
        again and again has the machine to themselves."""
        self.index_calm = 0.0
        """The same for search indexes, which take too long to be made before the page is shown."""
        self._built: Order | None = None
        """What has been built, unless that failed."""
        self._kept: Kept | None = None
        """What the last build has left, where the next one can be an edit."""
        self._changed: frozenset[str] | None = None
        """The content that has changed since that was kept; None where nobody knows."""
        self._index_is_old = False
        self._reviewed: tuple[object, Review] | None = None
        """What the last review looked at, and what it found."""

    def carry_out(self, order: Order) -> None:
        """Build and answer."""
        if not (order.sure and self.shown.files):
            self._changed = None
        elif self._changed is not None:
            self._changed |= frozenset(order.edited)
        self._build(order, self.request, self._answer)

    def index(self) -> None:
        """Bring the search indexes up to date with the last build, if some are not."""
        if self._built is None or not self._index_is_old:
            return
        started = time.monotonic()
        self._build(self._built, replace(self.request, index_later=False), self._tell_of_index)
        self.index_calm = min(time.monotonic() - started, MOST_CALM)

    def _build(self, order: Order, request: Request, answer: Callable[[Order, _Done], None]) -> None:
        """Build what an edit reaches, else all of the site, answer, and keep what the next one is spared."""
        request = replace(request, now=order.now, kept=self._kept, changed=self._changed, asked=order.edited)
        request = looked(request)
        result = edit(request)
        if result is None and CAN_FORK:
            self._build_apart(order, request, answer)
            return
        result = result or build(replace(request, is_whole=True))
        answer(order, _done(result, order))
        self._keep(request, result)

    def _build_apart(self, order: Order, request: Request, answer: Callable[[Order, _Done], None]) -> None:
        """Have all of the site built by a process that takes the memory for it along when it ends."""
        with self._process(_whole, request, order) as receiver:
            done: _Done | None = None
            with suppress(EOFError):
                while True:
                    told = receiver.recv()
                    if isinstance(told, _Done):
                        done = told
                        answer(order, done)
                    else:
                        self.pipe.send(told)
        if done is None:
            raise EOFError  # it was killed, and this process is of no more use
        if not done.failed:
            self._kept = self._changed = None
            request = looked(replace(request, kept=None, changed=None, look=None, index_later=True))
            result = edit(request)  # of nothing: what that takes is what the next one is spared
            if result is not None:
                self._keep(request, result)

    def _answer(self, order: Order, done: _Done) -> None:
        before, language = self.shown, done.language or order.language or self.shown.language
        problems, more = problems_of(done.diagnostics, language, partial(_lines, self.request.site))
        shown = Snapshot(
            root=done.root if done.language else before.root,
            files=before.files,
            banners=before.banners,
            problems=problems,
            more_problems=more,
            language=language,
        )
        if done.files is not None:
            shown = replace(shown, files=done.files, banners=done.banners, edited=done.address)
        elif not before.files:
            shown = replace(shown, files=_left_by_earlier_server(self.request))
        outcome = Outcome(
            diagnostics=done.diagnostics,
            failed=done.failed,
            counts=done.counts,
            snapshot=replace(shown, files=frozenset()),
            added=shown.files - before.files,
            removed=before.files - shown.files,
            until=done.until,
        )
        self.shown, self._built = shown, order if done.files is not None else None
        self._index_is_old = done.is_index_old
        self.pipe.send(outcome)

    def _tell_of_index(self, _: Order, done: _Done) -> None:
        if done.files is not None:  # else the next save tells why
            before, files = self.shown.files, done.files
            self.shown = replace(self.shown, files=files)
            self._index_is_old = done.is_index_old
            self.pipe.send(Indexed(files - before, before - files))

    def _keep(self, request: Request, result: Result) -> None:
        kept = remember(request, result, (), ("", ""))
        if kept is not None:
            self._kept, self._changed = kept, frozenset()

    def review(self) -> None:
        """Say what ``check`` finds in what has been built, unless there is more to build.

        A process of its own looks, so that a save waits for nothing and this one stays small.
        """
        order, kept = self._built, self._kept
        if order is None:
            return
        public = self.request.site / PUBLIC
        basis = (kept.content, kept.state.inputs, stamp_at(f"{public}/{OWN}/manifest")) if kept else object()
        if self._reviewed is not None and self._reviewed[0] == basis:
            self.pipe.send(self._reviewed[1]._replace(number=order.number))
            return
        request = replace(self.request, now=order.now, drafts=False, is_kept=False, progress=None)
        started = time.monotonic()
        about = (request, public, order._replace(language=self.shown.language))
        with self._process(_review, *about) as receiver, suppress(EOFError):
            wait([self.pipe, receiver])
            if not self.pipe.poll():
                found = receiver.recv()
                self._reviewed = (basis, found)
                self.calm = min(time.monotonic() - started, MOST_CALM)
                self.pipe.send(found)

    @contextmanager
    def _process(self, work: Callable[..., None], *arguments: object) -> Iterator[Connection]:
        """A process that does some work and sends what comes of it; it is ended on leaving."""
        context: Any = multiprocessing.get_context(START_METHOD)
        receiver, sender = context.Pipe(duplex=False)
        inherited = self.pipe if CAN_FORK else None
        process = context.Process(target=_apart, args=(work, sender, inherited, *arguments))
        process.start()
        sender.close()
        try:
            yield receiver
        finally:
            process.terminate()
            process.join()
            receiver.close()

    def _progress(self, step: str, done: int, total: int) -> None:
        _tell_progress(self.pipe, step, done, total)


def _done(result: Result, order: Order) -> _Done:
    config, prepared = result.config, result.prepared
    language = order.language or (config.message_language if config is not None else "")
    files, banners, until = None, {}, math.inf
    if prepared is not None and result.outputs is not None:
        banners = banners_of(prepared.library, language, prepared.ground.gaps)
        files, until = frozenset(result.outputs), prepared.until
    return _Done(
        result.diagnostics,
        failed=result.failed,
        counts=(result.rendered, result.kept, result.deleted),
        language=language if config is not None else "",
        root=config.addresses.root if config is not None else "",
        files=files,
        banners=banners,
        address=result.address,
        until=until,
        is_index_old=bool(result.later),
    )


# --- In processes of their own ------------------------------------------------------------------------


def _apart(
    work: Callable[..., None], sender: Connection, inherited: Connection | None, *arguments: object
) -> None:
    if inherited is not None:
        inherited.close()  # it ends with the process that builds
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server
    with suppress(OSError):  # a file has gone, say
        work(sender, *arguments)


def _whole(sender: Connection, request: Request, order: Order) -> None:
    """Build all of the site, send what became of it and leave the rest on the disk."""

    def progress(step: str, done: int, total: int) -> None:
        _go_on()
        _tell_progress(sender, step, done, total)

    request = replace(request, is_whole=True, progress=progress)
    result = build(request)
    sender.send(_done(result, order))
    remember(request, result, (), ("", ""))


def _review(sender: Connection, request: Request, public: Path, order: Order) -> None:
    """Send what the editorial rules and the rest of ``check`` find."""
    result = review(replace(request, progress=_go_on), public)
    library = result.prepared.library if result.prepared is not None else None
    lines = partial(_lines, request.site)
    findings, more = findings_of(result.diagnostics, library, order.language or "", lines)
    sender.send(Review(order.number, result.diagnostics, findings, more))


def _go_on(*_: object) -> None:
    """Raise SystemExit when the process that wanted this has gone."""
    parent = multiprocessing.parent_process()
    if parent is not None and not parent.is_alive():
        raise SystemExit


def _tell_progress(pipe: Connection, step: str, done: int, total: int) -> None:
    if done == total or done * 100 // total != (done - 1) * 100 // total:
        pipe.send((step, done, total))


def _lines(site: Path, name: str) -> list[str]:
    """The lines of a file of the site; none when it cannot be read."""
    try:
        with (site / name).open(encoding="utf-8-sig", errors="replace") as file:
            return file.readlines()
    except OSError:
        return []


def _left_by_earlier_server(request: Request) -> frozenset[str]:
    """The files of the last build of an earlier server, shown while the site has errors from the start."""
    folder = OutputFolder(request.output, "")
    try:
        return frozenset(folder.read_manifest().files)
    except OSError:
        return frozenset()
