"""The output folder: who owns it, what is in it, and how it changes all at once.

A folder that Warta has built carries ``.warta/`` with the manifest, which is two
files: every file of the site with the fingerprint it was made from and the digest
of its bytes. Only files named there are ever deleted.

A build stages new files in ``.warta/stage``, writes down what it intends
(``.warta/intent``), moves the files into place, deletes what is no longer
planned and puts the new manifest in the old one's place last. Killed before
the intent is written, it has changed nothing; killed after, the next build
finishes it from the intent.

The folder may be a stranger's, records and all: see :mod:`warta.filesystem.own_files`.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from warta.diagnostics.values import Diagnostic, error, printable, warning
from warta.filesystem.locks import Lock
from warta.filesystem.own_files import (
    OWN,
    Folders,
    LinkedError,
    flush_folders,
    is_link,
    read_at,
    read_own,
    remove,
    remove_own_folder,
    replace,
    write_own,
)
from warta.filesystem.processes import CAN_FORK, is_running
from warta.filesystem.stamps import Stamp, stamp_at
from warta.output.manifest import NOTHING, Intent, Manifest
from warta.output.stage import Stage
from warta.output.table import Layered

__all__ = ["META", "KnownManifest", "OutputFolder"]

META = OWN
LOCK_PATIENCE = 2.0 if CAN_FORK else 0.5
"""Seconds to wait for a lock whose holder has gone: forked workers share it until they notice, and other
systems take a moment to end it."""


class PartlyNewError(OSError):
    """Putting the new site in place has begun and could not be finished; ``filename`` is where."""


class OutputError(Exception):
    """The output folder cannot be used; carries the finding."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.code)
        self.diagnostic = diagnostic


class KnownManifest(NamedTuple):
    """A manifest in parts that need not be read again as long as its head looks so."""

    stamp: Stamp
    manifest: Manifest


class OutputFolder:
    """One output folder, locked against other builds while it is open."""

    def __init__(
        self, root: Path, shown: str, *, is_preview: bool = False, known: KnownManifest | None = None
    ) -> None:
        """``known`` is the manifest as this process knows it in parts, used as long as it looks so."""
        self.is_preview = is_preview
        """Seen by its writer alone: it waits neither for the disk, since one that is lost is made anew, nor
        for the search index; both would be most of its time."""
        self.root = root
        self.shown = shown
        """How messages name the folder."""
        self.meta = root / META
        self.damaged = False
        """The folder is ours, but its manifest cannot be read: nothing in it is known."""
        self.manifest = NOTHING
        self.known = known
        self._lock = Lock(f"{root}/{META}/lock")

    def open(self, *, in_parts: bool = False) -> None:
        """Take the folder: check that it is ours, lock it, finish what a killed build left.

        ``in_parts`` reads of the manifest what is looked at, for a build that looks at little of it. Raises
        OutputError when the folder cannot be had; nothing in it has been changed then.
        """
        try:
            self._check_owner()
            self.meta.mkdir(parents=True, exist_ok=True)
            self._take_lock()
            write_own(self.meta / "holder", str(os.getpid()).encode())
            self._recover()
            self.manifest = self._manifest_in_parts() if in_parts else self.read_manifest()
        except OSError as problem:
            self.close()
            raise OutputError(self._unwritable(problem)) from problem
        except OutputError:
            self.close()
            raise

    def close(self) -> None:
        """Let other builds have the folder. A process that dies does so as well."""
        if self._lock.is_held:
            with contextlib.suppress(OSError):
                remove(self.meta / "holder")
            self._lock.release()

    def _check_owner(self) -> None:
        if self.root.is_symlink() and not self.root.exists():
            raise OutputError(error("output-unusable", self.shown, problem="broken symbolic link"))
        if self.root.exists() and not self.root.is_dir():
            raise OutputError(error("output-not-a-folder", self.shown))
        Folders(str(self.root)).status(META)
        if self.root.is_dir() and not self.meta.is_dir() and any(self.root.iterdir()):
            raise OutputError(error("output-not-ours", self.shown))

    def _take_lock(self) -> None:
        deadline = time.monotonic() + LOCK_PATIENCE
        while not self._lock.take():
            holder = "?"
            with contextlib.suppress(OSError):
                named = (read_own(self.meta / "holder") or b"").decode("ascii", "replace")
                holder = named if named.isdigit() else holder
            if time.monotonic() > deadline or is_running(holder):
                raise OutputError(error("output-locked", self.shown, holder=holder))
            time.sleep(0.05)

    def read_manifest(self) -> Manifest:
        """What the folder holds; nothing when that cannot be known."""
        head = manifest = None
        while manifest is None and (now := read_own(self.meta / "manifest")) != head:
            head = now  # again where a build has just replaced both files
            manifest = Manifest.decoded(head or b"", read_own(self.meta / "files"))
        if head is None:
            self.damaged = any(name != META for name in os.listdir(self.root))
        else:
            self.damaged = manifest is None
        return manifest or NOTHING

    def _manifest_in_parts(self) -> Manifest:
        stamp = self._manifest_stamp()
        if self.known is not None and self.known.stamp == stamp:
            return self.known.manifest
        manifest = Manifest.in_parts(read_own(self.meta / "manifest") or b"", self._read_table)
        self.damaged = manifest is None
        self.known = KnownManifest(stamp, manifest) if manifest is not None else None
        return manifest or NOTHING

    def _read_table(self, at: int, size: int) -> bytes:
        """Some bytes of the table. Raises OSError."""
        return read_at(self.meta / "files", at, size)

    # --- Changing it --------------------------------------------------------------------------------

    @contextlib.contextmanager
    def stage(self) -> Iterator[Stage]:
        """A place for new files, which is gone afterwards unless a commit could not be finished."""
        folder = self.meta / "stage"
        remove_own_folder(folder)
        try:
            folder.mkdir()  # an interrupt that comes while it is made is raised right after it
            yield Stage(folder)
        finally:
            if not self._is_unfinished():
                with contextlib.suppress(OSError):
                    self._drop()

    def commit(self, stage: Stage, delete: Iterable[str], manifest: Manifest) -> None:
        """Make the staged files and the deletions the state of the folder, all or nothing.

        Raises OSError: before the intent is written nothing has changed; after
        that it is a PartlyNewError, and the next ``open`` finishes.
        """
        intent = Intent(stage.files, tuple(sorted(delete)))
        self._check_places(intent.delete)
        self._check_folders(intent)
        durable = not self.is_preview
        head, table = manifest.encoded()
        if table is not None:
            write_own(self.meta / "files.new", table, durable=durable)
        write_own(self.meta / "manifest.new", head, durable=durable)
        folders = sorted({path.rpartition("/")[0] for path in stage.files})
        new = {folder for folder in folders if self._make_way(folder)}
        self._check_places(path for path in stage.files if path.rpartition("/")[0] not in new)
        if durable:
            stage.sync()
        write_own(self.meta / "intent.new", intent.encoded(), durable=durable)
        with self._told_when_unfinished():
            replace(self.meta / "intent.new", self.meta / "intent")
            self._flush_folders(META)
            self._carry_out(intent)
        self.manifest = manifest
        self.known = None
        if manifest.table is not None:
            self.known = KnownManifest(self._manifest_stamp(), manifest)

    def _is_unfinished(self) -> bool:
        return os.path.lexists(self.meta / "intent")

    @contextlib.contextmanager
    def _told_when_unfinished(self) -> Iterator[None]:
        """Make an OSError one that says what became of the site."""
        try:
            yield
        except OSError as problem:
            if not self._is_unfinished():
                raise
            path = str(problem.filename2 or problem.filename or self.root)
            place = path if isinstance(problem, LinkedError) or os.path.isdir(path) else os.path.dirname(path)
            raise PartlyNewError(problem.errno, problem.strerror, place) from problem

    def _manifest_stamp(self) -> Stamp:
        return stamp_at(f"{self.meta}/manifest")

    def _carry_out(self, intent: Intent) -> None:
        """Do what an intent says. May be repeated: what is done already is passed over."""
        moves, deletions = intent
        stage = f"{self.meta}/stage/"
        root = f"{self.root}/"
        for path in deletions:
            # On the second try a folder of new files may stand where a file was deleted.
            if not _is_folder(root + path):
                remove(root + path)
        for folder in sorted({os.path.dirname(path) for path in deletions}, reverse=True):
            self._remove_empty(folder)
        for path, name in moves.items():
            try:
                replace(stage + name, root + path)
            except FileNotFoundError:
                if os.path.exists(stage + name):
                    os.makedirs(os.path.dirname(root + path), exist_ok=True)
                    replace(stage + name, root + path)
        self._flush_folders(*_with_those_above({os.path.dirname(path) for path in (*moves, *deletions)}))
        for name in ("files", "manifest"):
            new = self.meta / f"{name}.new"
            if new.exists():
                replace(new, self.meta / name)
        self._flush_folders(META)
        remove(self.meta / "intent")
        remove_own_folder(self.meta / "stage")

    def _recover(self) -> None:
        """Finish a commit that was interrupted, or drop what was only staged."""
        if self._is_unfinished():
            intent = Intent.decoded(read_own(self.meta / "intent"))
            if intent is None or not self._has_staged(intent):  # of somebody else's making: nothing is known
                for name in ("intent", "manifest", "manifest.new", "files", "files.new"):
                    remove(self.meta / name)
            else:
                with self._told_when_unfinished():
                    self._check_folders(intent)
                    self._carry_out(intent)
        self._drop()

    def _has_staged(self, intent: Intent) -> bool:
        """Whether what waits in the stage are files of its own, as a build leaves them."""
        try:
            Folders(str(self.root)).status(f"{META}/stage")
        except LinkedError:
            return False
        return all(_is_file_or_gone(f"{self.meta}/stage/{name}") for name in intent.move.values())

    def _drop(self) -> None:
        """Forget what was only staged, and the folders that were made for it. Raises OSError."""
        for folder in sorted({os.path.dirname(path) for path in self._planned()}):
            self._remove_empty(folder)
        for name in ("manifest.new", "files.new", "intent.new"):
            remove(self.meta / name)
        remove_own_folder(self.meta / "stage")

    def _planned(self) -> Iterable[str]:
        """The files of a manifest that waits to be put in place, of which some may be new."""
        head, table = read_own(self.meta / "manifest.new"), read_own(self.meta / "files.new")
        if head is None:
            return ()
        if table is not None:
            planned = Manifest.decoded(head, table)
            return planned.files if planned is not None else ()
        changed = Manifest.in_parts(head, self._read_table)
        return changed.files.over if changed is not None and isinstance(changed.files, Layered) else ()

    # --- What is not ours ---------------------------------------------------------------------------

    @property
    def is_marked(self) -> bool:
        """Whether files were found here that no record knows, which may still be there."""
        return os.path.lexists(self.meta / "foreign")

    def mark(self, *, holds_foreign: bool) -> None:
        """Have every build look for files that are not ours, or no longer. Raises OSError."""
        if not holds_foreign:
            remove(self.meta / "foreign")
        elif not self.is_marked:
            write_own(self.meta / "foreign", b"", durable=True)

    def foreign(self, ours: Container[str]) -> tuple[str, ...]:
        """All files but ``ours``, sorted."""
        return tuple(sorted(path for path in files_below(self.root) if path not in ours))

    def prune(self, paths: Iterable[str]) -> list[Diagnostic]:
        """Delete what :meth:`foreign` has found, and folders then empty; says what stays, and why."""
        found = []
        for path in paths:
            try:
                remove(self.root / path)
            except OSError as problem:
                found.append(
                    warning("not-pruned", self.shown, path=printable(path), problem=_reason(problem))
                )
            else:
                self._remove_empty(os.path.dirname(path))
        return found

    # --- Whether it can be changed ------------------------------------------------------------------

    def _check_folders(self, intent: Intent) -> None:
        """Raise OSError unless files can come into and go from every folder concerned.

        One that cannot be written to, or lies elsewhere, would leave half of a new site.
        """
        folders, there = Folders(str(self.root)), dict[str, os.stat_result]()
        for folder in {os.path.dirname(path) for path in (*intent.move, *intent.delete)}:
            above = folder
            while (status := folders.status(above)) is None and above:
                above = os.path.dirname(above)
            if status is not None and stat.S_ISDIR(status.st_mode):
                there[above] = status  # else a file: it is deleted, or `_check_places` reports it
        device = os.lstat(self.meta).st_dev
        for folder, status in sorted(there.items()):
            problem = 0
            if status.st_dev != device:
                problem = errno.EXDEV
            elif not os.access(self.root / folder, os.W_OK | os.X_OK):
                problem = errno.EACCES
            if problem:
                raise OSError(problem, os.strerror(problem), str(self.root / folder))

    def _check_places(self, paths: Iterable[str]) -> None:
        """Raise OSError where a folder that has to stay is at a file's place."""
        root = f"{self.root}/"
        for path in paths:
            if _is_folder(root + path) and (path in self.manifest.files or self._is_in_the_way(path)):
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
        try:
            Folders(str(self.root)).status(folder)
        except OSError:  # not through a link
            return
        while folder:
            try:
                os.rmdir(self.root / folder)
            except FileNotFoundError:
                pass  # by the build that this one finishes
            except OSError:
                return
            folder = os.path.dirname(folder)

    def _flush_folders(self, *folders: str) -> None:
        if not self.is_preview:
            flush_folders([f"{self.root}/{folder}" for folder in folders])

    def _unwritable(self, problem: OSError) -> Diagnostic:
        return unwritable(self.shown, problem)


def unwritable(shown: str, problem: OSError) -> Diagnostic:
    """The finding for an output folder that cannot be written to."""
    if isinstance(problem, PartlyNewError):
        code = "output-partly-new"
    elif isinstance(problem, LinkedError):
        code = "output-linked"
    else:
        code = "output-other-disk" if problem.errno == errno.EXDEV else "output-unwritable"
    path = str(problem.filename) if problem.filename else shown
    return error(code, shown, problem=_reason(problem), path=path)


def _reason(problem: OSError) -> str:
    return problem.strerror or str(problem)


def _with_those_above(folders: set[str]) -> set[str]:
    """Folders, and those that they lie in, up to the output folder: any of them may be new."""
    found = set()
    for folder in folders:
        above = folder
        while above not in found:
            found.add(above)
            above = os.path.dirname(above)
    return found


def _is_folder(path: str) -> bool:
    """Whether this is a folder itself; a link to one is a file, which can be replaced."""
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False


def _is_file_or_gone(path: str) -> bool:
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except FileNotFoundError:
        return True


def files_below(root: Path) -> Iterator[str]:
    """Every file in an output folder except Warta's own, as paths below it.

    A link counts as a file, and so does a folder of another disk: what is behind it is not looked at.
    """
    device = os.stat(root).st_dev
    for folder, folders, names in os.walk(root):
        here = folder[len(str(root)) + 1 :].replace(os.sep, "/")
        below = f"{here}/" if here else ""
        if not here and META in folders:
            folders.remove(META)
        for name in tuple(folders):
            try:
                status = os.lstat(f"{folder}/{name}")
            except FileNotFoundError:  # meanwhile
                continue
            if is_link(status) or status.st_dev != device:
                folders.remove(name)
                names.append(name)
        for name in names:
            yield below + name
