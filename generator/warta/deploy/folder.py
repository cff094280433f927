"""A folder on this machine: every deployment is a release of its own, made public by one switch of a link.

::

    PATH/current             link to the public release: what a web server serves
    PATH/releases/7/         a whole site; what has not changed is hard links to the release before
    PATH/releases/7.record   what is in it
    PATH/.warta/             the mark that the folder is ours; the lock

The public release is always the newest, since bringing one back makes a new one of it. So what has a higher
number was never public, and is what a deployment that was killed has left.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Container
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from warta.deploy.findings import DamagedError, DeployError, failed
from warta.deploy.record import NEWER, Record
from warta.deploy.target import Outgoing, Progress, Release, Surroundings
from warta.diagnostics.values import error, printable
from warta.filesystem.locks import Lock
from warta.filesystem.own_files import (
    create,
    flush_files,
    flush_folders,
    read_own,
    remove,
    remove_own_folder,
    write_own,
)
from warta.filesystem.stamps import file_digest
from warta.output.finished import ChangedError, read_output

__all__ = ["MARK", "LocalFolder"]

MARK = b"warta-target 1\n"
CURRENT = "current"
Bring = Callable[[str, str], None]
"""Brings a file, by its path in the site, to a place."""


class LocalFolder:
    """The folder while it is open for one deployment."""

    def __init__(self, root: Path, shown: str, keep: int, around: Surroundings) -> None:
        self._around = around
        self.root = root
        self.shown = shown
        self._keep = keep
        self._own = root / ".warta"
        self._releases = root / "releases"
        self._lock = Lock(f"{self._own}/lock")

    def __enter__(self) -> Record | None:
        """What is public; None where nothing is yet."""
        try:
            self._check_owner()
            if self._around.trial:
                return self._there() if self._own.is_dir() else None
            os.umask(0o022)  # what is published is for everybody to read, above all for the web server
            self._own.mkdir(parents=True, exist_ok=True)
            self._take_lock()
            if not (self._own / "target").exists():
                write_own(self._own / "target", MARK, durable=True)
            self._releases.mkdir(exist_ok=True)
            return self._there()
        except OSError as problem:
            self._lock.release()
            raise failed(self.shown, problem) from problem
        except DeployError:
            self._lock.release()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let others have it."""
        if self._lock.is_held:
            with suppress(OSError):
                remove(self._own / "holder")
            self._lock.release()

    def _check_owner(self) -> None:
        if not os.path.lexists(self.root):
            return
        if not self.root.is_dir():
            raise DeployError(error("deploy-foreign", self.shown))
        mark = read_own(self._own / "target")
        if mark is None:
            # What an earlier deployment was killed in before it could leave its mark.
            names = {*os.listdir(self.root)} - {".warta"}
            if (names and not self._around.adopt) or (
                self._own.is_dir() and {*os.listdir(self._own)} - {"lock", "holder"}
            ):
                raise DeployError(error("deploy-foreign", self.shown))
        elif mark and mark != MARK:
            raise DeployError(error("deploy-newer", self.shown))
        self._public()  # refuses what is no link of ours

    def _take_lock(self) -> None:
        if not self._lock.take():
            holder = (read_own(self._own / "holder") or b"").decode("ascii", "replace")
            raise DeployError(error("deploy-locked", self.shown, holder=holder if holder.isdigit() else "?"))
        write_own(self._own / "holder", str(os.getpid()).encode())

    def _there(self) -> Record | None:
        record = self._record(self._public()) if self._public() else None
        if record is None or not self._around.verify:
            return record
        found = {path: read_own(f"{self.root}/{CURRENT}/{path}") for path in record.files}
        return record._replace(
            files={path: file_digest(data) for path, data in found.items() if data is not None}
        )

    # --- What is there ------------------------------------------------------------------------------

    def _public(self) -> int:
        """The number of the public release; 0 when there is none."""
        try:
            folder, _, name = os.readlink(self.root / CURRENT).rpartition("/")
        except FileNotFoundError:
            return 0
        except OSError:
            folder = name = ""  # no link
        if folder != "releases" or not name.isdigit():
            raise DeployError(error("deploy-foreign", self.shown))
        return int(name)

    def _numbers(self) -> list[int]:
        """Of all releases there are, the newest first."""
        return sorted((int(name) for name in os.listdir(self._releases) if name.isdigit()), reverse=True)

    def _record(self, number: int) -> Record | None:
        """What is in a release; None when that cannot be read. Raises DeployError for a later version's."""
        record = Record.decoded(read_own(self._releases / f"{number}.record") or b"")
        if record == NEWER:
            raise DeployError(error("deploy-newer", self.shown))
        return record if isinstance(record, Record) else None

    def releases(self) -> tuple[Release, ...]:
        """The public one and those before it, newest first."""
        public = self._public()
        if not public:
            return ()
        return tuple(
            Release(number, self._record(number), number == public)
            for number in self._numbers()
            if number <= public
        )

    # --- Changing it --------------------------------------------------------------------------------

    def put(self, outgoing: Outgoing, progress: Progress) -> int:
        """Make a release of the output, and make it public; gives its number."""
        plan, sent = outgoing.plan, 0

        def bring(path: str, place: str) -> None:
            nonlocal sent
            data = read_output(outgoing.root, path, outgoing.files[path])
            create(place, data)
            self._date(path, place)
            sent += 1
            progress(sent, len(plan.send))

        return self._publish(outgoing.after, frozenset(plan.send), bring)

    def bring_back(self, number: int, outgoing: Outgoing) -> int:
        """Make a release of an earlier one; what pages of the present one refer to stays for its readers.

        Raises DamagedError for a release that is not whole.
        """
        earlier = self._releases / str(number)
        lost = next((path for path in outgoing.files if not os.path.isfile(f"{earlier}/{path}")), None)
        if lost is not None:
            raise DamagedError(lost)

        def bring(path: str, place: str) -> None:
            link_or_copy(f"{earlier}/{path}", place)

        record = outgoing.after._replace(origin=number)
        return self._publish(record, outgoing.files, bring)

    def _publish(self, record: Record, brought: Container[str], bring: Bring) -> int:
        """A new release of all files of ``record``, those ``brought`` and those of the public one."""
        public = self._public()
        number = public + 1
        record = self._without_lost(record)

        def place(path: str, to: str) -> None:
            if path in brought:
                bring(path, to)
                return
            try:
                link_or_copy(f"{self._releases}/{public}/{path}", to)
            except FileNotFoundError:  # somebody has deleted it
                bring(path, to)

        try:
            self._clear_after(public)
            self._fill(self._releases / f"{number}.new", record, place)
            write_own(self._releases / f"{number}.record", record.encoded(), durable=True)
            os.rename(self._releases / f"{number}.new", self._releases / str(number))
            flush_folders([str(self._releases)])
            self._switch(number)
        except ChangedError as problem:
            self._clear_after(public)
            path = printable(str(problem.filename))
            raise DeployError(error("output-changed", self.shown, path=path)) from problem
        except OSError as problem:
            if self._public() == public:
                self._clear_after(public)
            raise failed(self.shown, problem) from problem
        self._clear_before(number - self._keep)
        return number

    def _without_lost(self, record: Record) -> Record:
        """The record without what would stay for old pages, but has been deleted by somebody."""
        lost = {path for path in record.leaving if not os.path.lexists(f"{self.root}/{CURRENT}/{path}")}
        kept = {path: digest for path, digest in record.files.items() if path not in lost}
        return record._replace(
            files=kept, leaving={path: at for path, at in record.leaving.items() if path not in lost}
        )

    def _fill(self, new: Path, record: Record, place: Bring) -> None:
        folders = sorted({os.path.dirname(path) for path in record.files})
        for folder in folders:
            Path(f"{new}/{folder}").mkdir(exist_ok=True, parents=True)
        for path in record.files:
            place(path, f"{new}/{path}")
        flush_files([f"{new}/{path}" for path in record.files])
        flush_folders([f"{new}/{folder}" for folder in folders])

    def _date(self, path: str, place: str) -> None:
        """Give a file that replaces another a later second: by that and the size servers tell them apart."""
        try:
            before = os.stat(f"{self.root}/{CURRENT}/{path}")
        except OSError:
            return
        status = os.stat(place)
        if int(status.st_mtime) <= int(before.st_mtime):
            os.utime(place, (status.st_atime, int(before.st_mtime) + 1))

    def _switch(self, number: int) -> None:
        """Make a release public: the one moment at which anything changes for readers."""
        link = self.root / f"{CURRENT}.new"
        remove(link)
        try:
            Path(link).symlink_to(f"releases/{number}")
        except OSError as problem:
            if problem.errno in (errno.EPERM, errno.ENOSYS) or getattr(problem, "winerror", None) == 1314:
                raise DeployError(error("deploy-no-links", self.shown)) from problem
            raise
        Path(link).rename(self.root / CURRENT)
        flush_folders([str(self.root)])

    def _clear_after(self, public: int) -> None:
        """Take away what a deployment that was interrupted has left."""
        for name in os.listdir(self._releases):
            number = name.partition(".")[0]
            if not number.isdigit() or int(number) > public or name.endswith((".new", ".old")):
                self._take_away(name)

    def _clear_before(self, last: int) -> None:
        """Delete the releases up to ``last``. That some stay makes no deployment fail."""
        with suppress(OSError):
            for number in self._numbers():
                if number <= last:
                    self._take_away(f"{number}.record")
                    self._take_away(str(number))

    def _take_away(self, name: str) -> None:
        place = self._releases / name
        if place.is_dir() and not place.is_symlink():
            remove_own_folder(place)
        else:
            remove(place)


def link_or_copy(source: str, place: str) -> None:
    """A second name for a file; a copy where the file system has no such, or no more of them."""
    try:
        os.link(source, place, follow_symlinks=False)
    except OSError as problem:
        if problem.errno not in (errno.EPERM, errno.EMLINK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EXDEV):
            raise
        create(place, read_own(source) or b"")
