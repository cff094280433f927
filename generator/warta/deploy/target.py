"""What every kind of target can do, and what a deployment hands it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Protocol

from msgspec import Struct

from warta.deploy.plan import Plan
from warta.deploy.record import Record

__all__ = ["Outgoing", "Progress", "Release", "Releases", "Surroundings", "TargetFolder"]

Progress = Callable[[int, int], None]
"""Told how many files of how many have been sent."""


class Surroundings(Struct, frozen=True):
    """What a deployment takes from this machine. Secrets stand in ``environment`` and nowhere else."""

    site: Path
    environment: Mapping[str, str]
    ssh_config: Path | None = None
    """For ssh, in the place of the user's own settings."""
    adopt: bool = False
    """Whether a target that holds something else may be taken; nothing of that is deleted."""
    trial: bool = False
    """Whether nothing at all may be changed."""
    verify: bool = False
    """Whether what a target says of itself is compared with what it holds."""


class Outgoing(NamedTuple):
    """A finished output on its way."""

    root: Path
    base: str
    """The address of the site."""
    files: Mapping[str, bytes]
    """Path → digest."""
    plan: Plan
    before: Record
    """What the target said of itself; empty for an empty one."""
    now: int
    """Seconds since 1970."""

    @property
    def after(self) -> Record:
        """What it is to say of itself when the plan has been carried out."""
        leaving = {path: self.before.files[path] for path in self.plan.leaving}
        return Record(self.base, self.now, {**self.files, **leaving}, self.plan.leaving)


class Release(NamedTuple):
    """One release that a folder still has."""

    number: int
    record: Record | None
    """None when it cannot be read."""
    is_public: bool


class TargetFolder(Protocol):
    """A target that is open: nobody else deploys to it meanwhile. All methods raise DeployError."""

    def __enter__(self) -> Record | None:
        """What is there; None for an empty target. Refuses one that is not ours, or in use."""

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let others have it."""

    def put(self, outgoing: Outgoing, progress: Progress) -> int:
        """Carry the plan out; gives the number of the release, 0 where there are none."""


class Releases(TargetFolder, Protocol):
    """A target that keeps earlier releases."""

    def releases(self) -> tuple[Release, ...]:
        """Those there are, newest first."""

    def bring_back(self, number: int, outgoing: Outgoing) -> int:
        """Make a new release of an earlier one, public; gives its number."""
