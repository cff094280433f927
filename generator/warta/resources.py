"""The data files that ship with the package, and the libraries that it runs with.

Plain file access: the standard library's modules for both would take longer to
import than a small build takes.
"""

from __future__ import annotations

import os
import re
import sys
from functools import lru_cache
from pathlib import Path

__all__ = ["PACKAGE", "installed_libraries", "packaged_bytes", "packaged_names", "packaged_text", "shipped"]

PACKAGE = Path(__file__).parent
CHECKOUT = PACKAGE.parents[1]
"""Where the theme and the starter site lie while the program runs from its repository."""


def shipped(installed: str, in_checkout: str) -> Path:
    """A folder that lies within the package once it is installed, and at the top of the repository before."""
    folder = PACKAGE / installed
    return folder if folder.is_dir() else CHECKOUT / in_checkout


def packaged_text(folder: str, name: str) -> str:
    """The text of a data file. Raises FileNotFoundError."""
    return (PACKAGE / folder / name).read_text("utf-8")


def packaged_bytes(folder: str, name: str) -> bytes:
    """The bytes of a data file. Raises FileNotFoundError."""
    return (PACKAGE / folder / name).read_bytes()


def packaged_names(folder: str, suffix: str) -> tuple[str, ...]:
    """The names in a folder of data files that end in ``suffix``, sorted, without it."""
    return tuple(
        sorted(name.removesuffix(suffix) for name in os.listdir(PACKAGE / folder) if name.endswith(suffix))
    )


@lru_cache(maxsize=1)
def installed_libraries() -> dict[str, tuple[str, Path]]:
    """Every installed distribution's version and the folder that lists its files, by normalised name.

    Of two with one name the first on the path counts, as for imports.
    """
    found: dict[str, tuple[str, Path]] = {}
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")
        except OSError:  # an archive, or a path that is not there
            continue
        for name in names:
            stem, _, suffix = name.rpartition(".")
            if suffix in ("dist-info", "egg-info"):
                library, _, version = stem.partition("-")
                place = Path(folder, name)
                found.setdefault(re.sub(r"[-_.]+", "-", library).lower(), (version.partition("-")[0], place))
    return found
