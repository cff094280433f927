"""How a bug gets into a process: what has a name in the program is replaced when its module is imported.

Nothing here imports the program, which may be only on its way.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

__all__ = ["VARIABLE", "Bug", "owner_of", "plant", "python_path"]

VARIABLE = "WARTA_PLANTED_BUG"
"""Names the bug in the environment of a process that is to have it."""
HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


class Bug(NamedTuple):
    """A mistake that a programmer could make."""

    area: str
    what: str
    targets: tuple[str, ...]
    """``module:name`` of what is replaced; all of one module."""
    change: Callable[[Any], Any]
    """Given what has that name, gives what takes its place."""
    tests: tuple[str, ...]
    """``file: expression``: which tests of ``tests/test_file.py`` should find it, the likeliest first."""
    machine: bool
    """Whether the equivalence machine is to look for it as well."""

    @property
    def module(self) -> str:
        """The module that is changed."""
        return self.targets[0].partition(":")[0]


def python_path() -> str:
    """What programs that tests start import from: the checkout, and a bug if this process has one."""
    planted = [str(HERE), str(ROOT)] if VARIABLE in os.environ else []
    return os.pathsep.join([str(ROOT / "generator"), *planted])


def plant(bug: Bug) -> None:
    """Have the bug in this process from the moment on in which its module is imported."""
    sys.meta_path.insert(0, _Planter(bug))


def owner_of(module: ModuleType, target: str) -> tuple[Any, str]:
    """What holds the name that a bug replaces, and that name. Raises AttributeError if it is not there."""
    *path, name = target.partition(":")[2].split(".")
    owner: Any = module
    for each in path:
        owner = getattr(owner, each)
    getattr(owner, name)
    return owner, name


class _Planter(MetaPathFinder):
    def __init__(self, bug: Bug) -> None:
        self._bug = bug

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self._bug.module:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        assert spec is not None
        assert spec.loader is not None
        execute = spec.loader.exec_module

        def execute_and_change(module: ModuleType) -> None:
            execute(module)
            for each in self._bug.targets:
                owner, name = owner_of(module, each)
                setattr(owner, name, self._bug.change(getattr(owner, name)))

        spec.loader.exec_module = execute_and_change  # type: ignore[method-assign]
        return spec
