"""What to build."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path

from warta.build.kept import Kept
from warta.checks import known_severities
from warta.config.settings import Config
from warta.filesystem.stamps import State, state_name
from warta.output.folder import OutputFolder
from warta.site.record import PublishedRecord
from warta.site.source import Source

__all__ = ["Request"]


class BuildOptions(Source, frozen=True, kw_only=True):
    """How much of a site, and what is kept beside it."""

    rules: Callable[[], Collection[str]] | None = known_severities
    drafts: bool = False
    """Hold nothing back."""
    index_later: bool = False
    """Leave search indexes that are there as they are; a build without this brings them up to date."""
    is_whole: bool = False
    """Look at everything, though an edit may reach less."""
    is_preview: bool = False
    """Whether nobody but its writer sees the output: see :class:`~warta.output.folder.OutputFolder`."""
    asked: tuple[str, ...] = ()
    """Posts by content path, or stories by name. Whoever asks wants to know where the last of them is."""
    kept: Kept | None = None
    """What the last build of this process into this folder has left in memory."""
    changed: frozenset[str] | None = None
    """The content files that may have changed since then, when nothing else has; None: look at everything."""
    state: Path | None = None
    """In place of the state beside the cache."""
    compiled: Path | None = None
    """Where compiled templates of this user are kept; None: nowhere."""
    against: PublishedRecord | None = None
    """What the public site says of itself, for a check to compare with; None: the output folder's record."""
    prune: Callable[[Config, Sequence[str]], bool] | None = None
    """Shown what is in the output folder and not of this site; whether that is to be deleted."""


class Request(BuildOptions, frozen=True):
    """A site, where to, and as of when."""

    output: Path
    now: datetime
    """Aware. The only clock a build knows."""

    @property
    def state_path(self) -> Path:
        """What the last build into this output folder saw."""
        if self.state is not None:
            return self.state
        return self.cache_folder / state_name(str(self.site), str(self.output))

    @property
    def checked_path(self) -> Path:
        """What the last check that compared with this output folder saw and found."""
        return self.state_path.with_name(f"check-{self.state_path.name}")

    @property
    def stories_path(self) -> Path:
        """The stories as the last build into this output folder left them."""
        return self.state_path.with_name(f"stories-{self.state_path.name}")

    @property
    def earlier_path(self) -> Path:
        """What builds into this output folder have left open."""
        return self.state_path.with_name(f"earlier-{self.state_path.name}")

    @property
    def state_before(self) -> State | None:
        """What the last build saw, as far as this one has been told."""
        if self.look is not None:
            return self.look.state
        return self.kept.state if self.kept is not None else None

    def folder(self) -> OutputFolder:
        """The output folder, still to be opened."""
        known = self.kept.manifest if self.kept is not None else None
        return OutputFolder(self.output, self.output_shown, is_preview=self.is_preview, known=known)

    @property
    def output_shown(self) -> str:
        """How messages name the output folder."""
        try:
            return self.output.relative_to(self.site).as_posix()
        except ValueError:
            return str(self.output)
