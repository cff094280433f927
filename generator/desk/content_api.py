"""Reads and writes stories for the web editor, by Decap's protocol for local editing.

A request is a JSON object with ``action`` and ``params``; the answer is one as
well. What the editor may touch is decided here by the path alone: Markdown
files and pictures below the folder of stories, no hidden ones, and nothing that
a symbolic link leads out of the site. Nothing is deleted.
"""

from __future__ import annotations

import base64
import binascii
import errno
import json
import re
from collections.abc import Callable, Collection, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from generator.desk.newfiles import OutsideError, put_file, read_inside, require_inside
from generator.desk.survey import Survey
from generator.desk.web_form import FOLDER, from_form, to_form
from generator.reading import MAX_TEXT_BYTES, scan_content

__all__ = ["answer"]

PICTURES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp")
_PATH = re.compile(rf"{FOLDER}(?:/[^/\\.\x00-\x1f\x7f][^/\\\x00-\x1f\x7f]*)+")
_STORY = re.compile(r".+\.(?P<language>[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\.md")


class _RefusedError(Exception):
    """The editor asks for what it may not have."""


def answer(site: Path, body: bytes, look: Callable[[], Survey | None]) -> tuple[int, Any]:
    """Status and answer. ``look`` reads the site's settings and registry, when they are needed."""
    try:
        asked = json.loads(body)
        action, params = asked["action"], asked.get("params") or {}
        handler = _BY_NAME.get(action)
        if handler is None:
            return 422, {"error": f"unknown action {action}"}
        return 200, handler(_Actions(site, look), params)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return 400, {"error": "this is not a request of the editor"}
    except (_RefusedError, OutsideError) as refusal:
        return 403, {"error": str(refusal)}
    except OSError as problem:
        return 404 if isinstance(problem, FileNotFoundError) else 500, {"error": problem.strerror or "?"}


class _Actions:
    """What a request may do."""

    def __init__(self, site: Path, look: Callable[[], Survey | None]) -> None:
        self.site = site
        self.look = look

    def info(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"repo": self.site.name, "publish_modes": ["simple"], "type": "local_fs"}

    def entries(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        """The stories below a folder, no deeper than the editor's own layout goes."""
        folder, depth = str(params["folder"]).strip("/"), int(params.get("depth", 1))
        if folder != FOLDER:
            raise _RefusedError(folder)
        found, _ = scan_content(self.site)
        paths = [
            entry.path
            for entry in found
            if entry.path.startswith(f"{FOLDER}/")
            and entry.size <= MAX_TEXT_BYTES
            and _STORY.fullmatch(entry.path)
            and entry.path.removeprefix(f"{FOLDER}/").count("/") < depth
        ]
        return self._read(paths)

    def files(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        return self._read(str(file["path"]) for file in params["files"])

    def entry(self, params: dict[str, Any]) -> dict[str, Any]:
        """One file; of a name without a language, which asks whether it is taken, the first there is."""
        path = str(params["path"])
        if _PATH.fullmatch(path) and path.endswith(".md") and not _STORY.fullmatch(path):
            survey = self.look()
            stem = path.removesuffix(".md")
            names = (f"{stem}.{code}.md" for code in (survey.config.codes if survey is not None else ()))
            path = next((name for name in names if survey is not None and name in survey.paths), "")
            if not path:
                raise FileNotFoundError(errno.ENOENT, "there is no such story")
        return self._read([path])[0]

    def _read(self, paths: Iterable[str]) -> list[dict[str, Any]]:
        survey = self.look()
        found = []
        for path in paths:
            data = read_inside(self.site, _story(path))
            text = _text(data)
            if survey is not None:
                text = to_form(text, survey.registry)
            file = {"path": path, "label": None, "id": sha256(data).hexdigest()}
            found.append({"data": text, "file": file})
        return found

    def persist(self, params: dict[str, Any]) -> dict[str, str]:
        """Write a story's files and the pictures that came with it."""
        files = params.get("dataFiles") or [params["entry"]]
        texts = {_story(str(file["path"])): str(file["raw"]) for file in files}
        if any(file.get("newPath") not in (None, file["path"]) for file in files):
            raise _RefusedError("a story cannot be moved here")
        if (params.get("options") or {}).get("newEntry"):
            there = next((path for path in texts if (self.site / path).exists()), None)
            if there is not None:
                raise _RefusedError(f"{there} is there already")
        survey = self.look()
        writes = [
            (path, self._tidied(path, raw, texts, survey) if survey is not None else raw)
            for path, raw in texts.items()
        ]
        pictures = [_picture(asset) for asset in params.get("assets") or ()]
        everything = [*pictures, *((path, text.encode()) for path, text in writes)]
        require_inside(self.site, (path for path, _ in everything))
        for path, data in everything:
            put_file(self.site, path, data)
        return {"message": "entry persisted"}

    def _tidied(self, path: str, raw: str, written: Collection[str], survey: Survey) -> str:
        before = ""
        if (self.site / path).is_file():
            before = _text(read_inside(self.site, path))
        return from_form(raw, self._is_original(path, written, survey), before)

    def _is_original(self, path: str, written: Collection[str], survey: Survey) -> bool:
        """Whether no language before this one has the story, in the folder or among what is written."""
        named = _STORY.fullmatch(path)
        language = named["language"] if named else ""
        if language not in survey.config.codes:
            raise _RefusedError(path)
        stem = path.removesuffix(f".{language}.md")
        before = survey.config.codes[: survey.config.codes.index(language)]
        others = (f"{stem}.{code}.md" for code in before)
        return not any(other in written or other in survey.paths for other in others)

    def media(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        folder = str(params["mediaFolder"]).strip("/")
        found, _ = scan_content(self.site)
        return [
            self._picture(entry.path)
            for entry in found
            if entry.path.rpartition("/")[0] == folder
            and entry.path.startswith(f"{FOLDER}/")
            and entry.path.lower().endswith(PICTURES)
        ]

    def media_file(self, params: dict[str, Any]) -> dict[str, Any]:
        return self._picture(_picture_path(str(params["path"])))

    def persist_media(self, params: dict[str, Any]) -> dict[str, Any]:
        path, data = _picture(params["asset"])
        put_file(self.site, path, data)
        return self._picture(path)

    def _picture(self, path: str) -> dict[str, Any]:
        data = read_inside(self.site, path)
        return {
            "id": sha256(data).hexdigest(),
            "content": base64.b64encode(data).decode("ascii"),
            "encoding": "base64",
            "path": path,
            "name": path.rpartition("/")[2],
        }

    def refuse(self, _: dict[str, Any]) -> None:
        raise _RefusedError("stories are deleted in their folder, not here")

    def preview(self, _: dict[str, Any]) -> None:
        return None


_BY_NAME: dict[str, Callable[[_Actions, dict[str, Any]], Any]] = {
    "info": _Actions.info,
    "entriesByFolder": _Actions.entries,
    "entriesByFiles": _Actions.files,
    "getEntry": _Actions.entry,
    "persistEntry": _Actions.persist,
    "getMedia": _Actions.media,
    "getMediaFile": _Actions.media_file,
    "persistMedia": _Actions.persist_media,
    "deleteFile": _Actions.refuse,
    "deleteFiles": _Actions.refuse,
    "getDeployPreview": _Actions.preview,
}


def _story(path: str) -> str:
    if not _PATH.fullmatch(path) or not _STORY.fullmatch(path):
        raise _RefusedError(path)
    return path


def _text(data: bytes) -> str:
    """A story as far as it is one: what is no UTF-8 is seen as such in the form."""
    return data.decode("utf-8-sig", "replace").replace("\r\n", "\n")


def _picture_path(path: str) -> str:
    if not _PATH.fullmatch(path) or not path.lower().endswith(PICTURES):
        raise _RefusedError(path)
    return path


def _picture(asset: dict[str, Any]) -> tuple[str, bytes]:
    path = _picture_path(str(asset["path"]))
    if asset.get("encoding") != "base64":
        raise _RefusedError(path)
    try:
        return path, base64.b64decode(str(asset["content"]), validate=True)
    except binascii.Error:
        raise _RefusedError(path) from None
