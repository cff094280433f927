"""What one process keeps between the builds that it makes.

A command builds once. The server builds again and again, and most of what a
build reads and works out is what the one before had read and worked out. Each
thing kept has a name and a basis: all that it is made from. With another basis
it is not there, so a build with this is the same build, only sooner.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["NO_MEMORY", "Memory"]

T = TypeVar("T")


class Memory:
    """One thing for each name, with its basis; nothing unless it is to be ``lasting``."""

    def __init__(self, *, lasting: bool = True) -> None:
        self.lasting = lasting
        """Whether there will be further builds."""
        self._kept: dict[str, tuple[Any, Any]] = {}

    def copy(self) -> Memory:
        """One that knows what this one does, and keeps for itself what comes to it."""
        other = Memory(lasting=self.lasting)
        other._kept = dict(self._kept)
        return other

    def find(self, name: str, basis: Any) -> Any:
        """What was kept under this name; None when there is nothing, or it was made from something else."""
        kept = self._kept.get(name)
        return kept[1] if kept is not None and kept[0] == basis else None

    def keep(self, name: str, basis: Any, value: T) -> T:
        """Keep ``value`` until another one of its name; gives it back."""
        if self.lasting:
            self._kept[name] = (basis, value)
        return value

    def once(self, name: str, basis: Any, make: Callable[[], T]) -> T:
        """What was kept under this name, made and kept when it is not there."""
        found: T | None = self.find(name, basis)
        return found if found is not None else self.keep(name, basis, make())


NO_MEMORY = Memory(lasting=False)
"""For a process that builds once."""
