"""Earlier versions of a file, from git where the site is kept in it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

__all__ = ["earlier_versions"]

_GIT = ("git", "--no-optional-locks", "-c", "core.quotepath=off", "-c", "core.fsmonitor=false", "--no-pager")
_SECONDS = 30
_COMMITS = 300
"""More than any story has seen."""


def earlier_versions(site: Path, path: str) -> Iterator[bytes]:
    """The bytes that the file at ``path`` below ``site`` had, newest first, under all its names.

    Nothing where there is no git, no repository or no such file in it.
    """
    log = _run(
        site, "log", "--follow", f"--max-count={_COMMITS}", "--format=%x00%H", "--name-only", "--", path
    )
    for commit in log.decode("utf-8", "replace").split("\0")[1:]:
        name, *files = commit.split("\n")
        for file in filter(None, files):
            data = _run(site, "cat-file", "blob", f"{name}:{file}")
            if data:
                yield data


def _run(site: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(
            [*_GIT, *arguments], cwd=site, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS,
            check=False,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return b""
    return done.stdout if done.returncode == 0 else b""
