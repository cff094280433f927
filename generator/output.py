"""The output folder: who owns it, what is in it, and how it changes all at once.

A folder that Warta has built carries ``.warta/`` with the manifest: every file
of the site with the fingerprint it was made from and the digest of its bytes.
Only files named there are ever deleted.

A build stages new files in ``.warta/stage``, writes down what it intends
(``.warta/intent``), moves the files into place, deletes what is no longer
planned and puts the new manifest in the old one's place last. Killed before
the intent is written, it has changed nothing; killed after, the next build
finishes it from the intent.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from generator.codec import decoded, encoded
from generator.diagnostics import Diagnostic, error
from generator.freshness import bytes_digest, seal, stamp_at, unseal
from generator.warm import COLD, Warm

__all__ = ["COPY", "META", "Entry", "Manifest", "OutputFolder"]

META = ".warta"
FORMAT = 3
COPY = b"copy"
LOCK_PATIENCE = 2.0
"""Seconds to wait for a lock whose holder has gone."""
SYNC_EACH_UP_TO = 64
"""More files than this are made durable by one ``sync`` of everything, which is faster."""


class Entry(NamedTuple):
    """What the manifest knows of one output file."""

    template: bytes
    """Digest of the template and all it refers to; :data:`COPY` for media and assets."""
    data: bytes
    """Fingerprint of the page's data."""
    digest: bytes
    """Of the file's bytes."""
    source: str
    """The content file it is chiefly made from; may be empty."""


class Manifest(NamedTuple):
    """The state of an output folder after a build that succeeded."""

    salt: str
    """Of the program that built it."""
    files: Mapping[str, Entry]
    """Path below the folder → entry."""

    def encoded(self) -> bytes:
        """Deterministic: the same site gives the same bytes."""
        files = {path: self.files[path] for path in sorted(self.files)}
        return b"warta-manifest %d\n" % FORMAT + seal(encoded((self.salt, files)))

    @classmethod
    def decoded(cls, data: bytes) -> Manifest | None:
        """None for anything but an undamaged manifest of this format."""
        header, _, sealed = data.partition(b"\n")
        body = unseal(sealed) if header == b"warta-manifest %d" % FORMAT else None
        content = decoded(body, tuple[str, dict[str, Entry]])
        return cls(*content) if content is not None else None


NOTHING = Manifest("", {})


class OutputError(Exception):
    """The output folder cannot be used; carries the finding."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.code)
        self.diagnostic = diagnostic


class OutputFolder:
    """One output folder, locked against other builds while it is open."""

    def __init__(self, root: Path, shown: str, warm: Warm = COLD) -> None:
        self.warm = warm
        self.is_preview = warm.lasting
        """Seen by its writer alone: it waits neither for the disk, since one that is lost is made anew, nor
        for the search index; both would be most of its time."""
        self.root = root
        self.shown = shown
        """How messages name the folder."""
        self.meta = root / META
        self.damaged = False
        """The folder is ours, but its manifest cannot be read: nothing in it is known."""
        self.manifest = NOTHING
        self._lock = -1

    def open(self) -> None:
        """Take the folder: check that it is ours, lock it, finish what a killed build left.

        Raises OutputError when it cannot be had; nothing in it has been changed then.
        """
        try:
            self._check_owner()
            self.meta.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(self.meta, os.O_RDONLY)
            self._take_lock()
            self._write(self.meta / "holder", str(os.getpid()).encode())
            self._recover()
            self.manifest = self.read_manifest()
        except OSError as problem:
            self.close()
            raise OutputError(self._unwritable(problem)) from problem
        except OutputError:
            self.close()
            raise

    def close(self) -> None:
        """Let other builds have the folder. A process that dies does so as well."""
        if self._lock >= 0:
            with contextlib.suppress(OSError):
                (self.meta / "holder").unlink(missing_ok=True)
            os.close(self._lock)
            self._lock = -1

    def _check_owner(self) -> None:
        if self.root.is_symlink() and not self.root.exists():
            raise OutputError(error("output-unusable", self.shown, problem="broken symbolic link"))
        if self.root.exists() and not self.root.is_dir():
            raise OutputError(error("output-not-a-folder", self.shown))
        if self.root.is_dir() and not self.meta.is_dir() and any(self.root.iterdir()):
            raise OutputError(error("output-not-ours", self.shown))

    def _take_lock(self) -> None:
        deadline = time.monotonic() + LOCK_PATIENCE
        while True:
            try:
                return fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = "?"
                with contextlib.suppress(OSError):
                    holder = (self.meta / "holder").read_text().strip() or "?"
                # The workers of a killed build share its lock until they notice.
                if time.monotonic() > deadline or (holder.isdigit() and os.path.exists(f"/proc/{holder}")):
                    raise OutputError(error("output-locked", self.shown, holder=holder)) from None
            time.sleep(0.05)

    def read_manifest(self) -> Manifest:
        """What the folder holds; nothing when that cannot be known."""
        kept: Manifest | None = self.warm.find("manifest", self._manifest_stamp())
        if kept is not None:
            return kept
        try:
            data = (self.meta / "manifest").read_bytes()
        except FileNotFoundError:
            self.damaged = any(name != META for name in os.listdir(self.root))
            return NOTHING
        manifest = Manifest.decoded(data)
        self.damaged = manifest is None
        return manifest or NOTHING

    # --- Changing it --------------------------------------------------------------------------------

    @contextlib.contextmanager
    def stage(self) -> Iterator[Stage]:
        """A place for new files, which is gone afterwards unless a commit could not be finished."""
        folder = self.meta / "stage"
        shutil.rmtree(folder, ignore_errors=True)
        try:
            folder.mkdir()  # an interrupt that comes while it is made is raised right after it
            yield Stage(folder)
        finally:
            if not (self.meta / "intent").exists():
                with contextlib.suppress(OSError):
                    self._drop()

    def commit(self, stage: Stage, delete: Iterable[str], manifest: Manifest) -> None:
        """Make the staged files and the deletions the state of the folder, all or nothing.

        Raises OSError: before the intent is written nothing has changed; after
        that the next ``open`` finishes.
        """
        self._check_places(delete)
        self._write(self.meta / "manifest.new", manifest.encoded(), durable=True)
        folders = sorted({path.rpartition("/")[0] for path in stage.files})
        new = {folder for folder in folders if self._make_way(folder)}
        self._check_places(path for path in stage.files if path.rpartition("/")[0] not in new)
        if not self.is_preview:
            stage.sync()
        intent = {"move": stage.files, "delete": sorted(delete)}
        self._write(self.meta / "intent.new", _sealed(intent), durable=True)
        os.replace(self.meta / "intent.new", self.meta / "intent")
        self._sync_folder(self.meta)
        self._carry_out(intent)
        self.manifest = self.warm.keep("manifest", self._manifest_stamp(), manifest)

    def _manifest_stamp(self) -> tuple[object, ...]:
        name = f"{self.meta}/manifest"
        return (name, stamp_at(name))

    def _carry_out(self, intent: Mapping[str, object]) -> None:
        """Do what an intent says. May be repeated: what is done already is passed over."""
        moves, deletions = intent["move"], intent["delete"]
        assert isinstance(moves, dict)
        assert isinstance(deletions, list)
        stage = f"{self.meta}/stage/"
        root = f"{self.root}/"
        for path in deletions:
            # On the second try a folder of new files may stand where a file was deleted.
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                if not os.path.isdir(root + path):
                    os.unlink(root + path)
        for folder in sorted({os.path.dirname(path) for path in deletions}, reverse=True):
            self._remove_empty(folder)
        for path, name in moves.items():
            try:
                os.replace(stage + name, root + path)
            except FileNotFoundError:
                if os.path.exists(stage + name):
                    os.makedirs(os.path.dirname(root + path), exist_ok=True)
                    os.replace(stage + name, root + path)
        self._make_durable({os.path.dirname(str(path)) for path in (*moves, *deletions)})
        new = self.meta / "manifest.new"
        if new.exists():
            os.replace(new, self.meta / "manifest")
        self._sync_folder(self.meta)
        (self.meta / "intent").unlink(missing_ok=True)
        shutil.rmtree(self.meta / "stage", ignore_errors=True)

    def _recover(self) -> None:
        """Finish a commit that was interrupted, or drop what was only staged."""
        intent = self.meta / "intent"
        if intent.exists():
            content = _unsealed(intent.read_bytes())
            if content is None:  # cannot happen while files keep what was synced; then nothing is known
                for name in ("intent", "manifest", "manifest.new"):
                    (self.meta / name).unlink(missing_ok=True)
            else:
                self._carry_out(content)
        self._drop()

    def _drop(self) -> None:
        """Forget what was only staged, and the folders that were made for it. Raises OSError."""
        new = self.meta / "manifest.new"
        planned = Manifest.decoded(new.read_bytes()) if new.exists() else None
        for folder in sorted({os.path.dirname(path) for path in planned.files}) if planned else ():
            self._remove_empty(folder)
        for name in ("manifest.new", "intent.new"):
            (self.meta / name).unlink(missing_ok=True)
        shutil.rmtree(self.meta / "stage", ignore_errors=True)

    def _check_places(self, paths: Iterable[str]) -> None:
        """Raise OSError where a folder that has to stay is at a file's place."""
        root = f"{self.root}/"
        for path in paths:
            if os.path.isdir(root + path) and (path in self.manifest.files or self._is_in_the_way(path)):
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), root + path)

    def _is_in_the_way(self, path: str) -> bool:
        """Whether the folder at a file's place will not be empty once the deletions are done."""
        place = self.root / path
        own = self.manifest.files
        return any(
            (Path(folder, name).relative_to(self.root).as_posix() not in own)
            for folder, _, names in os.walk(place)
            for name in names
        ) or not any(known.startswith(path + "/") for known in own)

    def _make_way(self, folder: str) -> bool:
        """Create a folder for new files; a file of ours that stands in its place goes with the deletions.

        Returns whether it is certain to be new.
        """
        try:
            os.mkdir(f"{self.root}/{folder}")  # the usual case: a new folder in one that is there
        except OSError:
            self._make_folders(self.root / folder)
            return False
        return True

    def _make_folders(self, path: Path) -> None:
        try:
            path.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            for part in (path, *path.parents):
                if part.is_file() and part.relative_to(self.root).as_posix() in self.manifest.files:
                    return  # made when the intent is carried out, after the deletions
            raise

    def _remove_empty(self, folder: str) -> None:
        while folder:
            try:
                os.rmdir(self.root / folder)
            except FileNotFoundError:
                pass  # by the build that this one finishes
            except OSError:
                return
            folder = os.path.dirname(folder)

    def _write(self, path: Path, data: bytes, durable: bool = False) -> None:
        with path.open("wb") as file:
            file.write(data)
            if durable and not self.is_preview:
                file.flush()
                os.fsync(file.fileno())

    def _make_durable(self, folders: set[str]) -> None:
        """Flush what has come and gone in folders, and those above them that may be new."""
        if self.is_preview:
            return
        if len(folders) > SYNC_EACH_UP_TO:
            os.sync()
            return
        changed = {self.root / above for folder in folders for above in (Path(folder), *Path(folder).parents)}
        for path in changed:
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                self._sync_folder(path)

    def _sync_folder(self, folder: Path) -> None:
        if self.is_preview:
            return
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _unwritable(self, problem: OSError) -> Diagnostic:
        return unwritable(self.shown, problem)


def unwritable(shown: str, problem: OSError) -> Diagnostic:
    """The finding for an output folder that cannot be written to."""
    what = problem.strerror or str(problem)
    path = str(problem.filename) if problem.filename else shown
    return error("output-unwritable", shown, problem=what, path=path)


def write_new(path: str, data: bytes) -> None:
    """Write a file that does not exist yet, in a third of the time that ``open`` takes. Raises OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        written = os.write(descriptor, data)
        while written < len(data):
            written += os.write(descriptor, data[written:])
    finally:
        os.close(descriptor)


class Stage:
    """New files on their way into the output folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, str] = {}
        """Path in the output → name in the stage."""

    def reserve(self, path: str) -> str:
        """The name in the stage under which the file for ``path`` is to be written."""
        name = self.files[path] = str(len(self.files))
        return name

    def add(self, path: str, data: bytes) -> None:
        """Stage one file. Raises OSError."""
        write_new(f"{self.folder}/{self.reserve(path)}", data)

    def sync(self) -> None:
        """Make the staged bytes durable, so that a power cut cannot break what the manifest promises."""
        if len(self.files) > SYNC_EACH_UP_TO:
            os.sync()
            return
        for name in self.files.values():
            descriptor = os.open(self.folder / name, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _sealed(content: Mapping[str, object]) -> bytes:
    body = json.dumps(content, ensure_ascii=False).encode()
    return bytes_digest(body).encode() + b"\n" + body


def _unsealed(data: bytes) -> dict[str, object] | None:
    digest, _, body = data.partition(b"\n")
    if digest != bytes_digest(body).encode():
        return None
    content = json.loads(body)
    return content if isinstance(content, dict) else None


def files_below(root: Path) -> Iterator[str]:
    """Every file in an output folder except Warta's own, as paths below it."""
    for folder, folders, names in os.walk(root):
        if Path(folder) == root and META in folders:
            folders.remove(META)
        for name in names:
            yield Path(folder, name).relative_to(root).as_posix()
