"""Regular expressions that are compiled when they are first used.

Those of all modules that a build imports take as long to compile as a fifth of its imports, and most texts
need few of them.
"""

from __future__ import annotations

import re
from typing import Any, cast

__all__ = ["expression"]

_METHODS = ("match", "fullmatch", "search", "finditer", "findall", "split", "sub", "subn")


class _Expression:
    """What a compiled one can do. It has its methods from the first use on, so that they take no longer."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self.flags)
        for each in _METHODS:
            setattr(self, each, getattr(compiled, each))
        return getattr(compiled, name)


def expression(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Like ``re.compile``, for a module's constants. Functions of ``re`` do not take what it gives."""
    return cast("re.Pattern[str]", _Expression(pattern, flags))
