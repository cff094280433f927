"""Puts files of drafts below ``content/``: whole or not at all, never over another file, never elsewhere."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from pathlib import Path

from warta import urls
from warta.content.links import OutsideError
from warta.content.new_files import create_files, real_name
from warta.content.scan import CONTENT
from warta.filesystem.own_files import is_inside

__all__ = ["ContentWriter", "OccupiedError"]

_LANGUAGE_SUFFIX = re.compile(r"\.[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\.md$")
_SAFE_NAME = re.compile(r"[^\W_](?:[\w .()+,@-]*[\w)])?")
"""Of a file beside a story: no folders, no hidden files, nothing that a shell or address trips over."""


class OccupiedError(Exception):
    """A file of that name is there already; carries its path below the site."""


class ContentWriter:
    """Writes below one site's ``content/``. With ``dry`` it only says what it would write."""

    def __init__(self, site: Path, dry: bool = False) -> None:
        self.site = site
        self.dry = dry
        self._taken: dict[str, set[str]] = {}
        """Folder → collision keys of the stories and files in it."""
        self._reserved: set[str] = set()

    def free_name(self, story: str) -> str:
        """``story``, or with a number behind it when this run has used the name already.

        What earlier runs wrote keeps its name: the same import again finds its files and does not add others.
        """
        name, number = story, 2
        while urls.collision_key(name) in self._reserved:
            name = f"{story}-{number}"
            number += 1
        self._reserved.add(urls.collision_key(name))
        return name

    def write_story(
        self, story: str, texts: dict[str, bytes], media: Iterable[tuple[str, bytes]], folder: bool = False
    ) -> tuple[str, ...]:
        """Write a story's files; returns their paths below the site, texts first.

        ``texts`` maps a language to a file's bytes. A story with media gets a folder of its own,
        others with ``folder``. Raises
        OccupiedError, OutsideError or OSError; then none of the files is there.
        """
        beside = tuple(media)
        self.check_free(story)
        files = {f"{story}/{self._media_name(each)}": data for each, data in beside}
        stem = f"{story}/index" if beside or folder else story
        posts = {f"{stem}.{language}.md": data for language, data in texts.items()}
        self._write_all({**files, **posts})  # texts last: a post never stands there without its pictures
        self._take(story)
        return tuple(f"{CONTENT}/{path}" for path in (*posts, *files))

    def write_term(self, path: str, data: bytes) -> str:
        """Write a registry file, ``speakers/x.yaml``; returns its path below the site. Raises as above."""
        self.check_free(path)
        self._write_all({path: data})
        self._take(path)
        return f"{CONTENT}/{path}"

    def check_free(self, path: str) -> None:
        """Raise OccupiedError when ``content/`` has a story or file of that name, in any language or form."""
        folder, name = path.rsplit("/", 1)
        known = self._taken.get(folder)
        if known is None:
            known = set()
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                for entry in (self.site / CONTENT / folder).iterdir():
                    names = (entry.name, _LANGUAGE_SUFFIX.sub("", entry.name))
                    known |= {urls.collision_key(name) for name in names}
            self._taken[folder] = known
        if urls.collision_key(name) in known:
            raise OccupiedError(f"{CONTENT}/{path}")

    def _take(self, path: str) -> None:
        folder, name = path.rsplit("/", 1)
        self._taken.setdefault(folder, set()).add(urls.collision_key(name))

    def _media_name(self, name: str) -> str:
        if not _SAFE_NAME.fullmatch(name) or len(name.encode()) > 200:
            raise OutsideError(name)
        return name

    def _write_all(self, files: dict[str, bytes]) -> None:
        """All files or none. Raises OutsideError, OccupiedError or OSError."""
        named = {f"{CONTENT}/{path}": data for path, data in files.items()}
        for name in named:
            if not is_inside(name):
                raise OutsideError(name)
            real_name(self.site, name)
        if self.dry:
            return
        try:
            create_files(self.site, named.items())
        except FileExistsError as problem:
            raise OccupiedError(str(problem.filename)) from problem
