"""The story that ``warta serve --open`` means."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from generator.reading import CONTENT

__all__ = ["newest_post", "post_called"]


def newest_post(site: Path) -> str:
    """The post that was saved last, as a path below the site's folder; empty when there is none."""
    newest, name = -1, ""
    for path in _posts(site):
        with suppress(OSError):
            saved = (site / path).stat().st_mtime_ns
            if saved > newest:
                newest, name = saved, path
    return name


def post_called(site: Path, asked: str) -> str:
    """The path, below the site's folder, of a file that is named from there or from the current folder.

    What is no file is given back: it may be the name of a story.
    """
    for path in (site / asked, Path(asked).absolute()):
        if path.is_file() and path.is_relative_to(site):
            return path.relative_to(site).as_posix()
    return asked.strip("/")


def _posts(site: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(site / CONTENT / "news"):
        folders[:] = [name for name in folders if not name.startswith((".", "#"))]
        for name in names:
            if name.endswith(".md") and not name.startswith((".", "#")):
                yield Path(folder, name).relative_to(site).as_posix()
