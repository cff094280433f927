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
from dataclasses import replace
from datetime import datetime
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from warta.build.build import Request, Result, build, remember
from warta.diagnostics.catalogue import DEFAULT_LANGUAGE
from warta.diagnostics.values import Diagnostic
from warta.output.folder import OutputFolder
from warta.server.snapshot import Problem, banners_of, problems_of
from warta.store.memory import Memory
from warta.workers.forking import CAN_FORK

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
    language: str
    counts: tuple[int, int, int]
    """Files rendered, kept and deleted."""
    root: str
    added: frozenset[str]
    removed: frozenset[str]
    """How the set of output files differs from what was last told of."""
    banners: dict[str, str]
    problems: tuple[Problem, ...]
    more_problems: int
    edited: str
    """Address of the page of the last file in the order that has one."""
    until: float
    """When time alone asks for the next build; seconds since 1970."""

    @property
    def changed(self) -> bool:
        """Whether there is anything that the build before did not tell of."""
        rendered, _, deleted = self.counts
        return self.failed or bool(rendered or deleted)


class BuilderLostError(Exception):
    """The building process has ended by itself."""


Progress = Callable[[str, int, int], None]
"""Told the step, how much of it is done and how much there is."""


class Builder:
    """The building process as the server sees it."""

    def __init__(self, request: Request, forked: bool = CAN_FORK) -> None:
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
    """Builds, and tells how what there is differs from what it told of last."""

    def __init__(self, request: Request, pipe: Connection) -> None:
        self.request = replace(request, progress=self._progress, memory=Memory())
        self.pipe = pipe
        self.told: frozenset[str] = frozenset()
        self.banners: dict[str, str] = {}
        self.language = DEFAULT_LANGUAGE
        self.root = ""

    def carry_out(self, order: Order) -> None:
        """Build and answer."""
        changed = frozenset(order.edited) if order.sure and self.told else None
        request = replace(self.request, now=order.now, changed=changed)
        result = build(request)
        files, edited, until = self.told, "", float("inf")
        if result.config is not None:
            self.language = result.config.message_language
            self.root = result.config.addresses.root
        language = order.language or self.language
        if result.prepared is not None and result.outputs is not None:
            files = frozenset(result.outputs)
            self.banners = banners_of(result.prepared.library, language, result.prepared.gaps)
            until = result.prepared.until
            edited = _address(result, order.edited)
        elif not self.told:
            files = _left_by_earlier_server(request)
        problems, more = problems_of(result.diagnostics, language, partial(_lines, request.site))
        outcome = Outcome(
            diagnostics=result.diagnostics,
            failed=result.failed,
            language=language,
            counts=(result.rendered, result.kept, result.deleted),
            root=self.root,
            added=files - self.told,
            removed=self.told - files,
            banners=self.banners,
            problems=problems,
            more_problems=more,
            edited=edited,
            until=until,
        )
        self.told = files
        self.pipe.send(outcome)
        remember(request, result, (), ("", ""))

    def _progress(self, step: str, done: int, total: int) -> None:
        if done == total or done * 100 // total != (done - 1) * 100 // total:
            self.pipe.send((step, done, total))


def _address(result: Result, edited: tuple[str, ...]) -> str:
    """The page of what was saved last and has one: of a post's path, or of a story by its name."""
    assert result.prepared is not None
    by_path = result.prepared.library.by_path
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
    """What there is to be shown when the site has errors from the start."""
    folder = OutputFolder(request.output, "")
    try:
        return frozenset(folder.read_manifest().files)
    except OSError:
        return frozenset()
