"""Object storage as a target: one object a file, with its content type and how long it may be kept.

Objects change one by one, so their order is the promise: what pages refer to, then new pages, then changed
ones, then deletions. A page is never there without its assets, and an interrupted deployment is gone on with.

::

    PREFIX/.warta/deployed   what is there, written last
    PREFIX/.warta/sending    there while a deployment runs, and after one that was interrupted
    PREFIX/.warta/lock       who is deploying
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import suppress
from itertools import groupby
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import urlsplit

from warta.config.deploy import BucketTarget
from warta.deploy.findings import DeployError, PartlySentError
from warta.deploy.plan import is_asset
from warta.deploy.record import NEWER, Record
from warta.deploy.storage import Storage, is_taken, refused
from warta.deploy.target import Outgoing, Progress, Surroundings
from warta.diagnostics.values import error, printable
from warta.filesystem.own_files import is_inside
from warta.output.content_types import content_type
from warta.output.finished import ChangedError, read_output
from warta.publishing.hosts.rules import REDIRECTS, redirect_rules
from warta.site.public_addresses import file_of

__all__ = ["Bucket", "headers_for"]

RECORD, SENDING, LOCK = ".warta/deployed", ".warta/sending", ".warta/lock"
OWN = {"CacheControl": "no-store", "ContentType": "application/octet-stream"}
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, max-age=0, must-revalidate"
LOCK_AGE = 180.0
"""Seconds after which the lock of a deployment that does not renew it counts as left behind."""
RENEWED_AFTER = 50
"""Files."""
AT_ONCE = 8
"""Requests."""
T = TypeVar("T")


def headers_for(path: str) -> dict[str, str]:
    """With which content type a file is handed out, and how long it may be kept.

    Names in these folders change with what is in the files; parts of the search are asked for again.
    """
    named_after_bytes = is_asset(path) and not path.startswith("pagefind/")
    return {"ContentType": content_type(path), "CacheControl": FOR_EVER if named_after_bytes else ASK_AGAIN}


def _mark(path: str, digest: bytes) -> str:
    """What an object is, on record with it: its bytes and its headers."""
    return f"{digest.hex()} {'|'.join(headers_for(path).values())}".encode("ascii", "replace").decode()


class Bucket:
    """The storage while it is open for one deployment."""

    def __init__(self, target: BucketTarget, around: Surroundings) -> None:
        self._target = target
        self._around = around
        self.shown = f"{target.bucket}/{target.prefix}".rstrip("/")
        self._storage = Storage(target, around, self.shown)
        self._etags: dict[str, str] = {}
        self._is_locked = False
        self._moved: Mapping[str, str] = {}
        """Pages of old addresses → where they lead."""

    def __enter__(self) -> Record | None:
        """What is there; None for an empty place."""
        return self._worded(self._open)

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let others have it."""
        if self._is_locked:
            with suppress(Exception):  # it ages
                self._storage.delete([LOCK])
        self._storage.close()

    def put(self, outgoing: Outgoing, progress: Progress) -> int:
        """Carry the plan out."""
        self._worded(lambda: self._put(outgoing, progress))
        return 0

    def _worded(self, act: Callable[[], T]) -> T:
        """What ``act`` gives. What storage refuses is said in plain words."""
        try:
            return act()
        except DeployError:
            raise
        except ChangedError as problem:
            path = printable(str(problem.filename))
            raise DeployError(error("output-changed", self.shown, path=path)) from problem
        except Exception as problem:
            found = refused(problem, self.shown)
            if found is None:
                raise
            raise found from problem

    # --- What is there ------------------------------------------------------------------------------

    def _open(self) -> Record | None:
        stored = self._storage.get(RECORD)
        record = Record.decoded(stored.data) if stored else None
        if record == NEWER:
            raise DeployError(error("deploy-newer", self.shown))
        is_interrupted = self._storage.get(SENDING) is not None
        self._etags = {path: etag for path, etag in self._storage.listing() if is_inside(path)}
        if stored is None and not is_interrupted and self._etags and not self._around.adopt:
            raise DeployError(error("deploy-foreign", self.shown))
        if not self._around.trial:
            self._lock()
        known = record if isinstance(record, Record) else None
        if known is None and not is_interrupted:
            return None
        return self._as_it_is(known or Record("", 0, {}), is_interrupted=is_interrupted)

    def _as_it_is(self, record: Record, *, is_interrupted: bool) -> Record:
        """The record, as the storage has it: what was replaced or deleted there since is not there."""
        files = {
            path: digest if self._etags[path] == record.marks.get(path) else b""
            for path, digest in record.files.items()
            if path in self._etags
        }
        doubtful = [path for path in self._etags if not files.get(path)] if is_interrupted else []
        with ThreadPoolExecutor(AT_ONCE) as pool:
            marks = dict(zip(doubtful, pool.map(self._storage.mark_of, doubtful), strict=True))
        for path, mark in marks.items():
            if mark:  # ours; else somebody's, who keeps it
                digest = bytes.fromhex(mark.partition(" ")[0])
                files[path] = digest if mark == _mark(path, digest) else b""
        leaving = {path: at for path, at in record.leaving.items() if path in files}
        return record._replace(files=files, leaving=leaving)

    def _lock(self) -> None:
        holder, headers = str(os.getpid()).encode(), dict(OWN)
        found = self._storage.get(LOCK)
        if found is not None and found.age < LOCK_AGE:
            named = found.data.decode("ascii", "replace")
            raise DeployError(
                error("deploy-locked-storage", self.shown, holder=named if named.isdigit() else "?")
            )
        headers |= {"IfMatch": found.etag} if found else {"IfNoneMatch": "*"}
        try:
            self._storage.put(LOCK, holder, headers)
        except Exception as problem:
            if is_taken(problem):
                raise DeployError(error("deploy-locked-storage", self.shown, holder="?")) from problem
            raise
        self._is_locked = True

    # --- Changing it --------------------------------------------------------------------------------

    def _put(self, outgoing: Outgoing, progress: Progress) -> None:
        plan = outgoing.plan
        self._storage.put(SENDING, b"", OWN)
        self._moved = _moved(outgoing) if self._target.redirects else {}
        groups = [list(group) for _, group in groupby(plan.send, lambda path: _stage(path, plan.new))]
        has_pages = False
        sent = 0
        try:
            for group in groups:
                has_pages = has_pages or not is_asset(group[0])
                for start in range(0, len(group), RENEWED_AFTER):
                    some = group[start : start + RENEWED_AFTER]
                    self._send(outgoing, some)
                    sent += len(some)
                    progress(sent, len(plan.send))
                    self._storage.put(LOCK, str(os.getpid()).encode(), OWN)
            self._storage.delete(plan.delete)
            marks = {path: self._etags[path] for path in outgoing.after.files}
            self._storage.put(RECORD, outgoing.after._replace(marks=marks).encoded(), OWN)
            self._storage.delete([SENDING])
        except Exception as problem:
            found = refused(problem, self.shown)
            if found is not None and has_pages:
                raise PartlySentError(found.diagnostic) from problem
            raise

    def _send(self, outgoing: Outgoing, paths: list[str]) -> None:
        """Send files at the same time; all of them are there afterwards."""

        def one(path: str) -> None:
            digest = outgoing.files[path]
            data = read_output(outgoing.root, path, digest)
            headers: dict[str, Any] = {**headers_for(path), "Metadata": {"warta": _mark(path, digest)}}
            if path in self._moved:
                headers["WebsiteRedirectLocation"] = self._moved[path]
            self._etags[path] = self._storage.put(path, data, headers)

        pool = ThreadPoolExecutor(AT_ONCE)
        try:
            doing = [pool.submit(one, path) for path in paths]
            done, _ = wait(doing, return_when=FIRST_EXCEPTION)
            for each in done:
                each.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _moved(outgoing: Outgoing) -> Mapping[str, str]:
    """The pages of old addresses, and where each leads: a path from the root, or a web address."""
    if REDIRECTS not in outgoing.files:
        return {}
    text = read_output(outgoing.root, REDIRECTS, outgoing.files[REDIRECTS]).decode("utf-8", "replace")
    below = urlsplit(outgoing.base).path
    places = {file_of(rule.old.removeprefix(below)): rule.target for rule in redirect_rules(text)}
    return {path: target for path, target in places.items() if path in outgoing.files}


def _stage(path: str, new: frozenset[str]) -> tuple[bool, bool, bool]:
    """Files of one stage may arrive in any order."""
    asset = is_asset(path)
    return (asset, asset or path in new, path.endswith(".html"))
