"""Parsing and rendering in batches, in this process, in others, or on other machines.

The seam is :class:`concurrent.futures.Executor`: a batch goes in, plain bytes or
values come out, and what goes wrong with an input comes back as a diagnostic.
Results may arrive in any order; nobody depends on it.
"""

from __future__ import annotations

import multiprocessing
import pickle
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from generator.bytecode import SealedBytecode
from generator.cache import Place, from_plain_results, plain_results, read_packed
from generator.diagnostics import Diagnostic, error
from generator.language import Language
from generator.output import bytes_digest, write_new
from generator.pages import Page
from generator.parsing import Parsed, ParseOptions, parse_source
from generator.rendering import Renderer
from generator.theme import Theme
from generator.views import Site

__all__ = ["PageJob", "RenderSettings", "Rendered", "Workers", "parse_files", "render_pages"]

PARSE_BATCH = 100
RENDER_BATCH = 100
WORTH_PROCESSES = 300
"""Files to parse, or pages to render, from which a second process pays for its start (measured: 40 ms)."""


class RenderSettings(NamedTuple):
    """What all pages of a build are rendered with."""

    theme: Theme
    languages: dict[str, Language]
    sites: dict[str, Site]
    compiled: Path | None
    """Where compiled templates are kept."""
    salt: str

    def renderer(self) -> Renderer:
        """A renderer with these settings."""
        return Renderer(self.theme, self.languages, self.sites, SealedBytecode(self.compiled, self.salt))


class PageJob(NamedTuple):
    """One page to render."""

    page: Page
    name: str
    """Its file in the stage."""
    html: Place | None
    """Where the body of a post is."""


class Rendered(NamedTuple):
    """What became of a page."""

    name: str
    digest: str
    problem: Diagnostic | None


class Workers(NamedTuple):
    """How a piece of work is to be shared out."""

    jobs: int
    """Processes at the most."""
    amount: int
    """Files to parse, or pages to render."""

    @contextmanager
    def executor(self) -> Iterator[Executor | None]:
        """Processes for the work; None when it is done sooner without. Shut down in any case."""
        if self.jobs < 2 or self.amount < WORTH_PROCESSES:
            yield None
            return
        # A forked process has everything that this one has imported; not every system forks safely.
        method = "fork" if sys.platform == "linux" else "spawn"
        executor = ProcessPoolExecutor(self.jobs, multiprocessing.get_context(method))
        try:
            yield executor
        finally:
            executor.shutdown(cancel_futures=True)


# --- Parsing ----------------------------------------------------------------------------------------


def parse_files(
    workers: Workers, files: Sequence[tuple[str, bytes]], options: ParseOptions
) -> Iterator[Parsed]:
    """Parse (path, bytes) pairs; results in any order."""
    with workers.executor() as executor:
        if executor is None:
            for path, data in files:
                yield parse_source(path, data, options)
            return
        batches = [files[start : start + PARSE_BATCH] for start in range(0, len(files), PARSE_BATCH)]
        futures = [executor.submit(_parse_batch, batch, options) for batch in batches]
        for future in as_completed(futures):
            yield from from_plain_results(future.result())


def _parse_batch(files: Sequence[tuple[str, bytes]], options: ParseOptions) -> bytes:
    return plain_results(parse_source(path, data, options) for path, data in files)


# --- Rendering --------------------------------------------------------------------------------------


def render_pages(
    workers: Workers, jobs: Iterable[PageJob], settings: RenderSettings, texts: Path, stage: Path | None
) -> Iterator[Rendered]:
    """Render pages into the stage; results in any order. ``texts`` is the folder of the packs.

    Without a stage the bytes are dropped: the pages are only tried.
    """
    with workers.executor() as executor:
        if executor is None:
            renderer = settings.renderer()
            for job in jobs:
                yield _render(renderer, job, texts, stage)
            return
        packed = pickle.dumps(settings, 5)
        futures: list[Future[list[Rendered]]] = []
        pending = iter(jobs)
        while batch := list(islice(pending, RENDER_BATCH)):
            futures.append(executor.submit(_render_batch, packed, pickle.dumps(batch, 5), texts, stage))
        for future in as_completed(futures):
            yield from future.result()


def _render_batch(settings: bytes, batch: bytes, texts: Path, stage: Path | None) -> list[Rendered]:
    renderer = _renderer(settings)
    return [_render(renderer, job, texts, stage) for job in pickle.loads(batch)]  # noqa: S301 - made by this build


@lru_cache(maxsize=1)
def _renderer(settings: bytes) -> Renderer:
    """One renderer a process, whose templates are compiled once."""
    unpacked: RenderSettings = pickle.loads(settings)  # noqa: S301 - made by this build
    return unpacked.renderer()


def _render(renderer: Renderer, job: PageJob, texts: Path, stage: Path | None) -> Rendered:
    html = ""
    if job.html is not None:
        text = read_packed(texts, job.html)
        if text is None:
            return Rendered(job.name, "", error("cache-lost", job.page.source))
        html = text.decode("utf-8", "surrogatepass")
    data, problem = renderer.render(job.page, html)
    if data is None:
        return Rendered(job.name, "", problem)
    if stage is not None:
        write_new(f"{stage}/{job.name}", data)
    return Rendered(job.name, bytes_digest(data), None)
