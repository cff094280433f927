"""Renders pages in batches: in this process, in forked ones, in others that are sent each page's data."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from warta.diagnostics.values import Diagnostic, error
from warta.filesystem.own_files import create
from warta.filesystem.stamps import file_digest
from warta.i18n.languages import Language
from warta.pages.data import Page
from warta.render.bytecode import SealedBytecode
from warta.render.templates import Renderer
from warta.store.texts import Bodies
from warta.theme.templates import Theme
from warta.views.site import Site
from warta.workers.executors import Stretches, Workers, batched, spread

__all__ = ["PageJob", "RenderSettings", "Rendered", "Rendering", "render_pages"]


class RenderSettings(NamedTuple):
    """What all pages of a build are rendered with."""

    theme: Theme
    languages: dict[str, Language]
    sites: dict[str, Site]
    compiled: Path | None
    """Where compiled templates are kept: a folder that is private."""
    program: str
    """Digest of the program."""

    def renderer(self) -> Renderer:
        """A renderer with these settings."""
        return Renderer(self.theme, self.languages, self.sites, SealedBytecode(self.compiled, self.program))


class PageJob(NamedTuple):
    """One page to render."""

    page: Callable[[], Page]
    """Makes the page's data, where it is rendered if that is possible."""
    name: str
    """Its file in the stage."""
    source: str
    """The content file, for messages."""
    texts: tuple[bytes | None, ...]
    """Digests of the bodies of posts that go into it; None for one that is empty."""


class Rendered(NamedTuple):
    """What became of a page."""

    name: str
    digest: bytes
    problem: Diagnostic | None
    data: bytes
    """The page, when it was not written where it was rendered."""


class Rendering(NamedTuple):
    """Pages to render, what with, and where to."""

    jobs: Sequence[PageJob]
    settings: RenderSettings
    texts: tuple[Path, ...]
    """The folders that the bodies are in."""
    stage: Path | None
    """None: the bytes are dropped, and the pages are only tried."""


def render_pages(workers: Workers, work: Rendering) -> Generator[Rendered]:
    """Render pages into the stage; results in any order. Raises OSError and ClusterError."""
    if workers.forked:
        stretches = Stretches(len(work.jobs), workers.jobs)
        for batch in spread(workers, partial(_forked_renderer, work, stretches), range(stretches.batches)):
            yield from batch
    elif workers.several or workers.on_cluster:
        yield from _rendered_elsewhere(workers, work)
    else:
        renderer = work.settings.renderer()
        with Bodies(work.texts) as bodies:
            for job in work.jobs:
                yield _rendered(renderer, job, bodies, work.stage)


def _rendered(renderer: Renderer, job: PageJob, kept: Bodies, stage: Path | None) -> Rendered:
    bodies = _bodies(job, kept)
    if bodies is None:
        return _lost(job)
    return _staged(_page(renderer, _CarriedJob(job.page(), job.name, bodies)), stage)


def _page(renderer: Renderer, job: _CarriedJob) -> Rendered:
    data, problem = renderer.render(job.page, [body.decode("utf-8", "surrogatepass") for body in job.texts])
    if data is None:
        return Rendered(job.name, b"", problem, b"")
    return Rendered(job.name, file_digest(data), None, data)


def _bodies(job: PageJob, kept: Bodies) -> tuple[bytes, ...] | None:
    """The bodies that a page needs; None when one of them is not as it was put."""
    bodies = []
    for digest in job.texts:
        body = kept.read(digest) if digest is not None else b""
        if body is None:
            return None
        bodies.append(body)
    return tuple(bodies)


def _lost(job: PageJob) -> Rendered:
    return Rendered(job.name, b"", error("cache-lost", job.source), b"")


def _staged(rendered: Rendered, stage: Path | None) -> Rendered:
    """Put a page into the stage. Raises OSError."""
    if stage is not None and rendered.problem is None:
        create(f"{stage}/{rendered.name}", rendered.data)
    return rendered._replace(data=b"")


# --- In forked processes --------------------------------------------------------------------------------


def _forked_renderer(work: Rendering, stretches: Stretches) -> Callable[[int], list[Rendered]]:
    """What a forked process does, which has all of ``work`` in memory: it renders the next of its stretch.

    Templates with macros leave cycles behind, several kilobytes a page. To look for them costs nothing that
    could be measured as long as what was there before the fork is left alone.
    """
    gc.freeze()
    gc.enable()
    renderer, bodies = work.settings.renderer(), Bodies(work.texts)

    def render(_: int) -> list[Rendered]:
        return [_rendered(renderer, work.jobs[number], bodies, work.stage) for number in stretches.take()]

    return render


# --- In processes that see neither the plan nor the texts -----------------------------------------------


class _CarriedJob(NamedTuple):
    page: Page
    name: str
    texts: tuple[bytes, ...]


def _rendered_elsewhere(workers: Workers, work: Rendering) -> Iterator[Rendered]:
    lost: list[Rendered] = []

    def carried() -> Iterator[_CarriedJob]:
        for job in work.jobs:
            texts = _bodies(job, bodies)
            if texts is None:
                lost.append(_lost(job))
            else:
                yield _CarriedJob(job.page(), job.name, texts)

    prepare = partial(_renderer_of_data, work.settings._replace(compiled=None))
    with Bodies(work.texts) as bodies:
        for batch in spread(workers, prepare, batched(carried())):
            yield from (_staged(rendered, work.stage) for rendered in batch)
    yield from lost


def _renderer_of_data(settings: RenderSettings) -> Callable[[list[_CarriedJob]], list[Rendered]]:
    renderer = settings.renderer()
    return lambda jobs: [_page(renderer, job) for job in jobs]
