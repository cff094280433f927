"""Reads and writes stories for the web editor, by Decap's protocol for local editing.

A request is a JSON object with ``action`` and ``params``; the answer is one as
well. What it may touch is decided by :mod:`warta.authoring.editor_paths`.

Nothing of anybody's is written over. A form's text is written onto the file
that it was made from and no other (:mod:`warta.authoring.revisions`); else it is
kept in ``unsaved/``. There, too, is what is deleted and says something.
"""

from __future__ import annotations

import base64
import binascii
import errno
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec import Struct

from warta.authoring.editor_paths import ForbiddenError, is_below, is_picture, is_story, may, picture, story
from warta.authoring.revisions import NO_FILE, Revisions, marked, state_of, unmarked
from warta.authoring.web_form import FOLDER, FOLDERS, fields_of, from_form, says_something, to_form
from warta.content.links import OutsideError, read_inside
from warta.content.model import STANDING
from warta.content.new_files import create_files, put_file, remove_file, replace_file
from warta.content.parsing import parse_source
from warta.content.scan import MAX_TEXT_BYTES, SourceEntry, scan_content
from warta.diagnostics.catalogue import report_text
from warta.site.open import OpenSite

__all__ = ["UNSAVED", "Editor", "answer"]

UNSAVED = "unsaved"
"""The folder beside ``content/`` for texts that have no place in it."""
MOST_MEDIA = 48 * 1024 * 1024
"""Bytes of pictures in one list. Those that come behind are listed by their names."""
_UNSEEN = (
    "iVBORw0KGgoAAAANSUhEUgAAADAAAAAkAgMAAACyK1GZAAAACVBMVEXg4OCoqKiQkJB4vzzNAAAAjUlEQVR42o2ROwpCQQxFT2KEh1UEsXYpKez"
    "cpLWrcElT2fhAi/kqDLxUc7hzw00Cs5LDvb1fLF246PhtA+xjAHewCvHZ1OC5DpASsNC65DjHH09kMIB4d0WqSavqzSNwLeAQIgUC/FQ8AljQ5x"
    "Fw0BbGQHPTLO5svZVk5/Q3nLSVoH0lxnzXpo/hJNP6AsVfDvhbtZMzAAAAAElFTkSuQmCC"
)
"""A PNG in the place of a picture that is not sent, or that browsers do not show."""
_NOT_SHOWN = ".heic"
_EMPTY = "---\n---\n"


class _ConflictError(Exception):
    """What is to be written does not belong onto the file that is there; the message is for the writer."""


def answer(editor: Editor, body: bytes) -> tuple[int, Any]:
    """Status and answer to a request."""
    try:
        asked = json.loads(body)
        action, params = asked["action"], asked.get("params") or {}
        handler = _BY_NAME.get(action)
        if handler is None:
            return 422, {"error": f"unknown action {action}"}
        return 200, handler(editor, params)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return 400, {"error": "this is not a request of the editor"}
    except (ForbiddenError, OutsideError) as refusal:
        return 403, {"error": str(refusal)}
    except _ConflictError as conflict:
        return 409, {"error": str(conflict)}
    except OSError as problem:
        return 404 if isinstance(problem, FileNotFoundError) else 500, {"error": problem.strerror or "?"}


class Editor(Struct, frozen=True):
    """What a request works on; a method an action."""

    site: Path
    look: Callable[[], OpenSite | None]
    """Reads the site's settings and registry, when they are needed."""
    revisions: Revisions
    language: str
    """Of messages for the writer."""

    def _said(self, name: str, **values: object) -> str:
        return report_text(name, self.language, 1, **values)

    def info(self, _: dict[str, Any]) -> dict[str, Any]:
        """What the editor works on."""
        return {"repo": self.site.name, "publish_modes": ["simple"], "type": "local_fs"}

    def entries(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        """The stories below a folder, no deeper than the editor's own layout goes."""
        folder, depth = str(params["folder"]).strip("/"), int(params.get("depth", 1))
        if folder not in FOLDERS:
            raise ForbiddenError(folder)
        found, _ = scan_content(self.site)
        paths = [
            entry.path
            for entry in found
            if entry.size <= MAX_TEXT_BYTES
            and may(self.site, entry.path, is_story)
            and entry.path.startswith(f"{folder}/")
            and entry.path.removeprefix(f"{folder}/").count("/") < depth
        ]
        return self._read(paths)

    def files(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        """Some stories by their paths."""
        return self._read(str(file["path"]) for file in params["files"])

    def entry(self, params: dict[str, Any]) -> dict[str, Any]:
        """One file; of a name without a language, which asks whether it is taken, the first there is.

        A language that a story is not in yet is given as an empty text: without one the editor cannot save.
        """
        path = str(params["path"])
        stem, suffix, _ = path.rpartition(".md") if not is_story(path) else path[:-3].rpartition(".")
        opened = self.look()
        versions = [f"{stem}.{code}.md" for code in opened.config.codes] if opened is not None else []
        there = [name for name in versions if opened is not None and name in opened.paths]
        if path in versions and path not in there and there:
            file = {"path": story(self.site, path), "label": None, "id": NO_FILE}
            return {"data": marked(_EMPTY, None), "file": file}
        if is_below(path) and suffix == ".md":
            path = next(iter(there), "")
            if not path:
                raise FileNotFoundError(errno.ENOENT, "there is no such story")
        return self._read([path])[0]

    def _read(self, paths: Iterable[str]) -> list[dict[str, Any]]:
        opened = self.look()
        found = []
        for path in paths:
            data = read_inside(self.site, story(self.site, path))
            text = _text(data)
            if opened is not None:
                text = to_form(text, opened.registry, fields_of(path))
            file = {"path": path, "label": None, "id": sha256(data).hexdigest()}
            found.append({"data": marked(text, data), "file": file})
        return found

    def persist(self, params: dict[str, Any]) -> dict[str, str]:
        """Write a story's files and the pictures that came with it."""
        files = params.get("dataFiles") or [params["entry"]]
        given = {story(self.site, str(file["path"])): unmarked(str(file["raw"])) for file in files}
        if any(file.get("newPath") not in (None, file["path"]) for file in files):
            raise ForbiddenError("a story cannot be moved here")
        pictures = dict(self._asset(asset) for asset in params.get("assets") or ())
        texts = {path: text for path, (text, _) in given.items()}
        is_new = bool((params.get("options") or {}).get("newEntry"))
        marks = {path: "" if is_new else mark for path, (_, mark) in given.items()}
        opened = self.look()
        with self.revisions.lock:
            try:
                before = {path: self._there(path) for path in (*texts, *pictures)}
                after = self._tidied(texts, before, opened)
                self._must_fit(before, texts, marks)
                self._must_be_free(before, pictures)
                for path, data in (*pictures.items(), *after.items()):
                    self._put(path, before[path], data)
            except FileExistsError as problem:
                raise self._conflict("form_changed", str(problem.filename), texts) from None
            self.revisions.saved(marks, {path: state_of(data) for path, data in after.items()})
        return {"message": "entry persisted"}

    def _there(self, path: str) -> bytes | None:
        """What a file holds; None when there is none."""
        try:
            return read_inside(self.site, path)
        except FileNotFoundError:
            return None

    def _must_fit(
        self, before: Mapping[str, bytes | None], texts: Mapping[str, str], marks: Mapping[str, str]
    ) -> None:
        """Raises _ConflictError when a file is not the one that its text was made from."""
        expected = self.revisions.expected(marks)
        for path in texts:
            if state_of(before[path]) != expected[path]:
                name = "form_taken" if expected[path] == NO_FILE else "form_changed"
                raise self._conflict(name, path, texts)

    def _must_be_free(self, before: Mapping[str, bytes | None], pictures: Mapping[str, bytes]) -> None:
        """Raises _ConflictError when there is another picture of the same name."""
        for path, data in pictures.items():
            if before[path] not in (None, data):
                raise _ConflictError(self._said("form_picture_taken", file=path))

    def _conflict(self, name: str, path: str, texts: Mapping[str, str]) -> _ConflictError:
        """Keep what a writer wanted to save; returns what is to be said of it."""
        kept = [self._keep(own, text.encode()) for own, text in texts.items() if says_something(text)]
        return _ConflictError(self._said(name, file=path, kept=", ".join(kept)))

    def _keep(self, path: str, data: bytes) -> str:
        """Put a story's text where nobody else's is; returns where."""
        stem, language = path.removeprefix("content/").removesuffix(".md").rsplit(".", 1)
        name = f"{UNSAVED}/{stem}.{state_of(data)[:8]}.{language}.md"
        put_file(self.site, name, data)
        return name

    def _put(self, path: str, before: bytes | None, after: bytes | None) -> None:
        """Write or delete a file that is as it was before. Raises FileExistsError when it is not."""
        if before == after:
            return
        if before is None and after is not None:
            create_files(self.site, [(path, after)])
        elif before is not None and after is not None:
            replace_file(self.site, path, before, after)
        elif before is not None:
            if says_something(_text(before)):
                self._keep(path, before)
            remove_file(self.site, path, before)

    def _tidied(
        self, texts: Mapping[str, str], before: Mapping[str, bytes | None], opened: OpenSite | None
    ) -> dict[str, bytes | None]:
        """What is to be in the files; None for a language in which the story says nothing."""
        if opened is None:
            return {path: raw.encode() for path, raw in texts.items()}
        speaking = {path for path, raw in texts.items() if says_something(raw)} or {next(iter(texts))}
        return {
            path: from_form(
                raw,
                original=self._is_original(path, {*speaking, *set(opened.paths) - texts.keys()}, opened),
                before=_text(before[path] or b""),
                fields=fields_of(path),
            ).encode()
            if path in speaking
            else None
            for path, raw in texts.items()
        }

    def _is_original(self, path: str, there: Collection[str], opened: OpenSite) -> bool:
        """Whether no language before this one has the story, among the files that will be there."""
        stem, _, language = path.removesuffix(".md").rpartition(".")
        if language not in opened.config.codes:
            raise ForbiddenError(path)
        before = opened.config.codes[: opened.config.codes.index(language)]
        return not any(f"{stem}.{code}.md" in there for code in before)

    def media(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        """The pictures in a folder; of the folder of all stories those below it too, the newest first.

        Each is sent whole until there are too many bytes; of the others only the names are.
        """
        folder = str(params["mediaFolder"]).strip("/")
        found, _ = scan_content(self.site)
        everything = folder in FOLDERS
        here = [
            entry
            for entry in found
            if entry.path.rpartition("/")[0] == folder or (everything and entry.path.startswith(f"{folder}/"))
        ]
        pictures = [entry for entry in here if may(self.site, entry.path, is_picture)]
        pictures.sort(key=lambda entry: (self.site / entry.path).stat().st_mtime_ns, reverse=True)
        listed, room = [], MOST_MEDIA
        for entry in pictures:
            fits = entry.size <= room
            room -= entry.size if fits else 0
            listed.append(self._picture(entry.path) if fits else self._unseen(entry))
        return listed

    def _unseen(self, entry: SourceEntry) -> dict[str, Any]:
        """A picture without what it shows."""
        state = f"{entry.path}:{entry.size}"
        return _listed(entry.path, sha256(state.encode()).hexdigest(), _UNSEEN)

    def media_file(self, params: dict[str, Any]) -> dict[str, Any]:
        """One picture."""
        return self._picture(picture(self.site, str(params["path"])))

    def persist_media(self, params: dict[str, Any]) -> dict[str, Any]:
        """Write a picture; never over another one."""
        path, data = self._asset(params["asset"])
        with self.revisions.lock:
            before = self._there(path)
            self._must_be_free({path: before}, {path: data})
            self._put(path, before, data)
        return self._picture(path)

    def _picture(self, path: str) -> dict[str, Any]:
        data = read_inside(self.site, path)
        shown = not path.lower().endswith(_NOT_SHOWN)
        content = base64.b64encode(data).decode("ascii") if shown else _UNSEEN
        return _listed(path, sha256(data).hexdigest(), content)

    def delete(self, params: dict[str, Any]) -> dict[str, str]:
        """Delete a story that nobody has ever seen; its texts are kept."""
        paths = [story(self.site, str(path)) for path in params["paths"]]
        opened = self.look()
        with self.revisions.lock:
            there = {path: data for path in paths if (data := self._there(path)) is not None}
            if not there:
                raise FileNotFoundError(errno.ENOENT, "there is no such story")
            if opened is None or not all(self._is_draft(path, data, opened) for path, data in there.items()):
                raise ForbiddenError(self._said("form_delete_public"))
            for path, data in there.items():
                self._put(path, data, None)
        return {"message": "deleted"}

    def _is_draft(self, path: str, data: bytes, opened: OpenSite) -> bool:
        """Whether a version is a draft, by its own file or the one that owns what languages share."""
        stem = path.removesuffix(".md").rpartition(".")[0]
        names = (f"{stem}.{code}.md" for code in opened.config.codes)
        original = next((name for name in names if name in opened.paths), path)
        cards = (
            parse_source(name, held, opened.config.parse_options).card
            for name, held in ((path, data), (original, self._there(story(self.site, original)) or b""))
        )
        return any(card is not None and card.draft for card in cards)

    def preview(self, params: dict[str, Any]) -> dict[str, str] | None:
        """Where the server shows a story, in the first language that it is in."""
        opened, name = self.look(), str(params["slug"])
        folder = f"content/{STANDING}" if params.get("collection") == STANDING else FOLDER
        for code in opened.config.codes if opened is not None else ():
            path = f"{folder}/{name}.{code}.md"
            if opened is not None and path in opened.paths and may(self.site, path, is_story):
                card = parse_source(path, opened.read(path), opened.config.parse_options).card
                if card is not None and card.is_standing:
                    url = opened.config.addresses.standing(code, [card.slug or card.name]).url
                    return {"url": url, "status": "SUCCESS"}
                if card is not None and card.year:
                    url = opened.config.addresses.post(code, card.year, card.slug or card.name).url
                    return {"url": url, "status": "SUCCESS"}
        return None

    def refuse(self, _: dict[str, Any]) -> None:
        """Pictures are not deleted here: stories may show them."""
        raise ForbiddenError(self._said("form_delete_file"))

    def _asset(self, asset: dict[str, Any]) -> tuple[str, bytes]:
        """The path and the bytes of a picture that is sent."""
        path = picture(self.site, str(asset["path"]))
        if asset.get("encoding") != "base64":
            raise ForbiddenError(path)
        try:
            return path, base64.b64decode(str(asset["content"]), validate=True)
        except binascii.Error:
            raise ForbiddenError(path) from None


_BY_NAME: dict[str, Callable[[Editor, dict[str, Any]], Any]] = {
    "info": Editor.info,
    "entriesByFolder": Editor.entries,
    "entriesByFiles": Editor.files,
    "getEntry": Editor.entry,
    "persistEntry": Editor.persist,
    "getMedia": Editor.media,
    "getMediaFile": Editor.media_file,
    "persistMedia": Editor.persist_media,
    "deleteFile": Editor.refuse,
    "deleteFiles": Editor.delete,
    "getDeployPreview": Editor.preview,
}


def _listed(path: str, identity: str, content: str) -> dict[str, Any]:
    """A picture as the editor lists it."""
    name = path.rpartition("/")[2]
    return {"id": identity, "content": content, "encoding": "base64", "path": path, "name": name}


def _text(data: bytes) -> str:
    """Decoded; invalid UTF-8 becomes U+FFFD, which the form shows."""
    return data.decode("utf-8-sig", "replace").replace("\r\n", "\n")
