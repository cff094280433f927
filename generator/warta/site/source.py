"""Which site is opened, and what there is to read it sooner."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from msgspec import Struct

from warta.filesystem.own_files import CACHE
from warta.store.lookahead import LookHere
from warta.workers.executors import Workers

__all__ = ["Source"]


class SourceOptions(Struct, frozen=True, kw_only=True):
    """How long a site takes to read, but for ``base_url`` and ``rules``."""

    base_url: str | None = None
    """In place of the one in ``site.toml``."""
    environment: str | None = None
    """The table of ``site.toml`` that says what is different in the place that is meant."""
    rules: Callable[[], Collection[str]] | None = None
    """Gives the names that ``[check]`` of ``site.toml`` may use; None: ``[check]`` is not looked at."""
    cache: Path | None = None
    """In place of ``.warta-cache`` in the site's folder."""
    clean: bool = False
    """Forget what earlier builds found out."""
    jobs: int = 1
    """Processes to use at the most."""
    cluster: str | None = None
    """``HOST:PORT`` of a Dask scheduler that shares the work out."""
    progress: Callable[[str, int, int], None] | None = None
    """Told after each file that is parsed and each page that is rendered: step, done, of how many."""
    look: LookHere | None = None
    """What is being found out about the files already; None: they are looked at when their turn comes."""
    is_kept: bool = True
    """Whether what is found out about the files is left for the next who opens the site."""


class Source(SourceOptions, frozen=True):
    """A site's folder."""

    site: Path
    """The folder that holds ``site.toml``."""

    def workers(self, amount: int) -> Workers:
        """Who is to do ``amount`` of work."""
        return Workers(self.jobs, amount, self.cluster)

    @property
    def cache_folder(self) -> Path:
        """Where results are kept between builds."""
        return self.cache if self.cache is not None else self.site / CACHE
