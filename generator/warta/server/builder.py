"""The process that builds, again and again, for the server.

It has one thread, so that it may fork workers, and is started before the
server's own threads are. Orders go to it and outcomes come back through a pipe;
when the pipe ends it ends.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from warta.build.build import Request, build, remember
from warta.diagnostics.values import Diagnostic
from warta.filesystem.processes import CAN_FORK
from warta.output.folder import OutputFolder
from warta.server.snapshot import Snapshot, banners_of, problems_of
from warta.site.library import Library
from warta.store.memory import Memory

__all__ = ["Builder", "BuilderLostError", "Order", "Outcome"]

IDLE = 0.4
"""Seconds without an order after which the builder tidies up."""
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


class BuilderLostError(Exception):
    """The building process has ended by itself."""


Progress = Callable[[str, int, int], None]
"""Called with the step, how much of it is done and how much there is."""


class Builder:
    """The building process as the server sees it."""

    def __init__(self, request: Request, *, forked: bool = CAN_FORK) -> None:
        """Start it, as a fork only while this process has one thread. ``request.now`` is not used."""
        context = multiprocessing.get_context("fork" if forked else "spawn")
        self._pipe, theirs = context.Pipe()
        arguments = (request, theirs, self._pipe if forked else None)
        self._process = context.Process(target=_work, args=arguments)  # type: ignore[attr-defined]  # every context has it
        self._process.start()
        theirs.close()

    def build(self, order: Order, progress: Progress) -> Outcome:
        """Have it built. Raises BuilderLostError."""
        try:
            self._pipe.send(order)
            while True:
                answer = self._pipe.recv()
                if isinstance(answer, Outcome):
                    return answer
                progress(*answer)
        except (EOFError, OSError) as problem:
            raise BuilderLostError from problem

    def close(self) -> None:
        """End the process at once; what it was writing is finished or dropped by the next build."""
        self._process.terminate()
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


class _Worker:
    """Builds, and reports the difference to the last report."""

    def __init__(self, request: Request, pipe: Connection) -> None:
        self.request = replace(request, progress=self._progress, memory=Memory())
        self.pipe = pipe
        self.shown = Snapshot()

    def carry_out(self, order: Order) -> None:
        """Build and answer."""
        before = self.shown
        changed = frozenset(order.edited) if order.sure and before.files else None
        request = replace(self.request, now=order.now, changed=changed)
        result = build(request)
        config, prepared, until = result.config, result.prepared, float("inf")
        language = order.language or (config.message_language if config is not None else before.language)
        root = config.addresses.root if config is not None else before.root
        problems, more = problems_of(result.diagnostics, language, partial(_lines, request.site))
        shown = Snapshot(
            root=root,
            files=before.files,
            banners=before.banners,
            problems=problems,
            more_problems=more,
            language=language,
        )
        if prepared is not None and result.outputs is not None:
            banners = banners_of(prepared.library, language, prepared.gaps)
            edited = _address(prepared.library, order.edited)
            shown = replace(shown, files=frozenset(result.outputs), banners=banners, edited=edited)
            until = prepared.until
        elif not before.files:
            shown = replace(shown, files=_left_by_earlier_server(request))
        outcome = Outcome(
            diagnostics=result.diagnostics,
            failed=result.failed,
            counts=(result.rendered, result.kept, result.deleted),
            snapshot=replace(shown, files=frozenset()),
            added=shown.files - before.files,
            removed=before.files - shown.files,
            until=until,
        )
        self.shown = shown
        self.pipe.send(outcome)
        remember(request, result, (), ("", ""))

    def _progress(self, step: str, done: int, total: int) -> None:
        if done == total or done * 100 // total != (done - 1) * 100 // total:
            self.pipe.send((step, done, total))


def _address(library: Library, edited: tuple[str, ...]) -> str:
    """The page of what was saved last and has one: of a post's path, or of a story by its name."""
    by_path = library.by_path
    for name in reversed(edited):
        if name in by_path:
            return by_path[name].address.url
        for post in by_path.values() if name else ():
            if post.card is post.original and f"/{post.card.story}".endswith(f"/{name}"):
                return post.address.url
    return ""


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
