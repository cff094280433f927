"""The story that ``warta serve --open`` means."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from warta.content.scan import CONTENT, scan_content

__all__ = ["newest_post", "post_called"]

POSTS = f"{CONTENT}/news/"


def newest_post(site: Path) -> str:
    """The post that was saved last, as a path below the site's folder; empty when there is none."""
    newest, name = -1, ""
    for entry in scan_content(site)[0]:
        if entry.path.startswith(POSTS) and entry.path.endswith(".md"):
            with suppress(OSError):
                saved = (site / entry.path).stat().st_mtime_ns
                if saved > newest:
                    newest, name = saved, entry.path
    return name


def post_called(site: Path, asked: str) -> str:
    """The path below the site's folder of a file, named from there or from the current folder.

    Another text comes back as it is: it may be the name of a story.
    """
    for path in (site / asked, Path(asked).absolute()):
        if path.is_file() and path.is_relative_to(site):
            return path.relative_to(site).as_posix()
    return asked.strip("/")
