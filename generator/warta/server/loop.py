"""``warta serve`` from start to end: build, show, wait for a change, and again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from warta.build.build import Request
from warta.content.scan import CONTENT
from warta.filesystem.own_files import CACHE
from warta.server.builder import Builder, BuilderLostError, Indexed, Order, Outcome, Review
from warta.server.handler import Server
from warta.server.opened import newest_post, post_called
from warta.server.snapshot import Snapshot
from warta.server.watch import Changes, Watch

__all__ = ["FOLDER", "Listener", "Options", "serve"]

FOLDER = f"{CACHE}/serve"
"""Where the site is built, below its folder: what the public is not to see never gets into ``output/``."""
SECOND_LOOK = 5.0
"""Seconds of calm after which everything is looked at once more: a busy system may lose word of a change."""
LONGEST_WAIT = 3600.0
DEFAULT_PORT = 8000
PORTS_TO_TRY = 20


class Options(Struct, frozen=True):
    """What was asked for."""

    port: int | None
    """None: the usual one, or the next that is free. 0: any."""
    language: str | None
    """Of messages; None for the site's."""
    open: str | None
    """The address, file or story to open in the browser; empty for the story that was saved last, and then
    each that is saved. None for nothing."""


class Listener(Protocol):
    """Receives what happens, to print it."""

    def built(self, outcome: Outcome) -> None:
        """A build has ended."""

    def serving(self, url: str) -> None:
        """From now on the site can be looked at; the address is that of the page to open."""

    def progress(self, step: str, done: int, total: int) -> None:
        """How far a build is."""

    def reviewed(self, review: Review) -> None:
        """What else ``check`` finds in what was built."""


def serve(request: Request, options: Options, clock: Callable[[], datetime], listener: Listener) -> None:
    """Serve until interrupted. Raises OSError when the port cannot be had, BuilderLostError after a crash."""
    request = replace(request, output=request.site / FOLDER, drafts=True)
    # Before there are threads, so that it may fork.
    builds = _Builds(request, options, clock, listener)
    try:
        changes = Changes()
        server = _listening(partial(Server, request.site, request.output, missed=changes.doubt), options.port)
        builds.show = server.preview.show
        watch = Watch(request.site, changes)
        edited = _wanted(request.site, options.open)
        shown = rested = sure = False
        while True:
            watch.refresh()
            outcome = builds.build(edited, sure=sure)
            if outcome.failed and changes.any:
                # Somebody is still at it: what does not fit now may fit in a moment.
                paths = changes.wait(0)
                edited += _below(request.site, paths)
                sure = sure and _is_sure(request.site, paths)
                continue
            if not rested or outcome.changed:
                listener.built(outcome)
                builds.show(builds.snapshot)
            if not shown:
                shown = True
                server.start()
                first = outcome.snapshot.edited or _address(options.open, outcome.snapshot.root)
                listener.serving(server.url(first))
            due = outcome.until - clock().timestamp()
            paths = changes.wait(max(0.0, min(due, LONGEST_WAIT if rested else SECOND_LOOK)))
            edited, rested = _below(request.site, paths), not paths
            sure = not rested and _is_sure(request.site, paths)
    finally:
        builds.close()


class _Builds:
    """Orders builds and keeps what is to be shown."""

    def __init__(
        self, request: Request, options: Options, clock: Callable[[], datetime], listener: Listener
    ) -> None:
        self.request = request
        self.options = options
        self.clock = clock
        self.listener = listener
        self.snapshot = Snapshot()
        self.show: Callable[[Snapshot], None] = lambda _: None
        self._changing = threading.Lock()
        self.builder = Builder(request, listener.progress, self.reviewed, self.indexed)

    def build(self, edited: tuple[str, ...], *, sure: bool) -> Outcome:
        """Build. A builder that is lost (killed for its memory, say) is replaced, once."""
        order = Order(self.clock(), edited, sure, self.options.language, self.snapshot.number + 1)
        try:
            outcome = self.builder.build(order)
        except BuilderLostError:
            self.builder.close()
            self.builder = Builder(
                self.request, self.listener.progress, self.reviewed, self.indexed, forked=False
            )
            self.snapshot = replace(self.snapshot, files=frozenset())
            outcome = self.builder.build(order)
        with self._changing:
            known = self.snapshot
            self.snapshot = replace(
                outcome.snapshot,
                number=order.number,
                files=(known.files | outcome.added) - outcome.removed,
                edited=outcome.snapshot.edited if self.options.open == "" else "",
                findings=known.findings,  # until they have been looked for again
                more_findings=known.more_findings,
                reviewed=known.reviewed,
            )
        return outcome

    def reviewed(self, review: Review) -> None:
        """Show what was found beside the pages; called by the thread that listens to the builder."""
        with self._changing:
            self.snapshot = replace(
                self.snapshot, findings=review.findings, more_findings=review.more, reviewed=review.number
            )
            self.show(self.snapshot)
        self.listener.reviewed(review)

    def indexed(self, indexed: Indexed) -> None:
        """Let the new files of search indexes be fetched; called by the same thread."""
        with self._changing:
            files = (self.snapshot.files | indexed.added) - indexed.removed
            self.snapshot = replace(self.snapshot, files=files)
            self.show(self.snapshot)

    def close(self) -> None:
        self.builder.close()


def _listening(server: Callable[..., Server], port: int | None) -> Server:
    """The server on the port that was asked for, or on the first that is free. Raises OSError."""
    if port is None:
        for number in range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TO_TRY):
            with suppress(OSError):
                return server(port=number)
    return server(port=port or 0)


def _below(site: Path, paths: Iterable[str]) -> tuple[str, ...]:
    """Those of the paths that are content, below the site's folder."""
    prefix = f"{site.as_posix()}/"
    found = (path.removeprefix(prefix) for path in paths)
    return tuple(path for path in found if path.startswith(f"{CONTENT}/"))


def _is_sure(site: Path, paths: Iterable[str]) -> bool:
    """Whether what has changed is known exactly, and is content."""
    return all(path.startswith(f"{site.as_posix()}/{CONTENT}/") for path in paths)


def _wanted(site: Path, asked: str | None) -> tuple[str, ...]:
    """The post or story whose page is to be opened, as far as ``--open`` names one."""
    if asked is None or asked.startswith("/"):
        return ()
    return (post_called(site, asked) if asked else newest_post(site),)


def _address(asked: str | None, root: str) -> str:
    """The address to open when no file leads to one."""
    return asked if asked and asked.startswith("/") else f"{root}/"
