"""The program digest: code, data files, versions of libraries and of Python."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from warta.resources import PACKAGE, installed_libraries

__all__ = ["CODE_FOLDERS", "LIBRARIES", "part_digest", "program_digest"]

ROOMS = (
    "build checks checks/facts checks/rules config content data diagnostics filesystem i18n"
    " languages markdown media messages output pages render search site store theme views workers yaml"
)
CODE_FOLDERS = (PACKAGE, *(PACKAGE / name for name in ROOMS.split()))
"""All that a build runs or reads of the program; tests/test_architecture.py sees to it."""
LIBRARIES = (
    "Jinja2",
    "Markdown",
    "MarkupSafe",
    "PyYAML",
    "nh3",
    "selectolax",
    "pagefind",
    "pyromark",
    "python-frontmatter",
)
CODE_SUFFIXES = (".py", ".toml", ".csv", ".json")


@lru_cache(maxsize=1)
def program_digest() -> str:
    """32 hexadecimal digits. What a program with another digest has made is not reused."""
    digest = blake2b(digest_size=16)
    digest.update(repr(sys.version_info[:3]).encode())
    for name in LIBRARIES:
        digest.update(f"{name}={_version(name)};".encode())
    for folder in CODE_FOLDERS:
        _take_in(digest, folder)
    return digest.hexdigest()


@lru_cache(maxsize=8)
def part_digest(files: tuple[str, ...], libraries: tuple[str, ...]) -> str:
    """The same for some files and libraries: what only they make outlives changes of other code."""
    digest = blake2b(digest_size=16)
    for name in libraries:
        digest.update(f"{name}={_version(name)};".encode())
    for name in files:
        data = (PACKAGE / name).read_bytes()
        digest.update(f"{name}:{len(data)}:".encode())
        digest.update(data)
    return digest.hexdigest()


def _version(library: str) -> str:
    version, _ = installed_libraries().get(library.lower(), ("-", None))
    return version


def _take_in(digest: blake2b, folder: Path) -> None:
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.endswith(CODE_SUFFIXES) and entry.is_file():
            data = Path(entry.path).read_bytes()
            digest.update(f"{entry.name}:{len(data)}:".encode())
            digest.update(data)
