"""Puts files of drafts below ``content/``: whole or not at all, never over another file, never elsewhere."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from warta import urls
from warta.content.links import OutsideError
from warta.content.new_files import create_files, real_name

__all__ = ["ContentWriter", "OccupiedError"]

_LANGUAGE_SUFFIX = re.compile(r"\.[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\.md$")
_SAFE_NAME = re.compile(r"[^\W_](?:[\w .()+,@-]*[\w)])?")
"""Of a file beside a story: no folders, no hidden files, nothing that a shell or address trips over."""


class OccupiedError(Exception):
    """A file of that name is there already; carries its path below the site."""


class ContentWriter:
    """Writes below one site's ``content/``. With ``dry`` it only says what it would write."""

    def __init__(self, site: Path, *, dry: bool = False) -> None:
        self.site = site
        self.dry = dry
        self._taken: dict[str, set[str]] = {}
        """Folder → collision keys of the stories and files in it."""
        self._reserved: set[str] = set()

    def free_name(self, story: str) -> str:
        """``story``, or with a number behind it when this run has used the name already.

        What earlier runs wrote keeps its name: the same import again finds its files and does not add others.
        """
        names = (story, *(f"{story}-{number}" for number in range(2, len(self._reserved) + 3)))
        name = next(each for each in names if urls.collision_key(each) not in self._reserved)
        self._reserved.add(urls.collision_key(name))
        return name

    def write_story(
        self,
        story: str,
        texts: Mapping[str, bytes],
        media: Iterable[tuple[str, bytes]] = (),
        *,
        folder: bool = False,
    ) -> tuple[str, ...]:
        """Write a story's files; returns their paths below the site, texts first.

        ``texts`` maps a language to a file's bytes. A story with media gets a folder of its own,
        others with ``folder``. Raises
        OccupiedError, OutsideError or OSError; then none of the files is there.
        """
        beside = {f"content/{story}/{_checked(name)}": data for name, data in media}
        stem = f"content/{story}/index" if beside or folder else f"content/{story}"
        posts = {f"{stem}.{language}.md": data for language, data in texts.items()}
        self._write(story, {**beside, **posts})  # texts last: a post never stands there without its pictures
        return (*posts, *beside)

    def write_term(self, path: str, data: bytes) -> str:
        """Write a registry file, ``speakers/x.yaml``; returns its path below the site. Raises as above."""
        self._write(path, {f"content/{path}": data})
        return f"content/{path}"

    def check_free(self, path: str) -> None:
        """Raise OccupiedError when ``content/`` has a story or file of that name, in any language or form."""
        folder, name = path.rsplit("/", 1)
        if urls.collision_key(name) in self._names_in(folder):
            raise OccupiedError(f"content/{path}")

    def _names_in(self, folder: str) -> set[str]:
        if folder not in self._taken:
            files: list[str] = []
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                files = [entry.name for entry in (self.site / "content" / folder).iterdir()]
            names = (*files, *(_LANGUAGE_SUFFIX.sub("", name) for name in files))
            self._taken[folder] = set(map(urls.collision_key, names))
        return self._taken[folder]

    def _write(self, path: str, files: Mapping[str, bytes]) -> None:
        """Write the files of the story or term at ``path``, all or none."""
        self.check_free(path)
        try:
            if self.dry:
                for name in files:
                    real_name(self.site, name)
            else:
                create_files(self.site, files.items())
        except FileExistsError as problem:
            raise OccupiedError(str(problem.filename)) from problem
        folder, name = path.rsplit("/", 1)
        self._names_in(folder).add(urls.collision_key(name))


def _checked(name: str) -> str:
    if not _SAFE_NAME.fullmatch(name) or len(name.encode()) > 200:
        raise OutsideError(name)
    return name
