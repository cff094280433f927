"""Notices that the site's files have changed, and when whoever changes them has finished for now.

What has changed is found out by the build, which looks at every file anyway;
here only that something has, and a build too many does no harm. Editors save in
several steps (a temporary file, two renames, a deletion), so a build waits
until nothing has happened for a moment.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserver

from warta.config.tables import CONFIG_FILE
from warta.config.theme import BRAND
from warta.content.scan import CONTENT
from warta.content.static import STATIC
from warta.theme.templates import TEMPLATES, packaged_theme

__all__ = ["DOUBT", "Changes", "Watch"]

CALM = 0.008
"""Seconds without an event after which a save is taken to be complete."""
CALM_WRITING = 0.06
"""The same while a file is being written that has not been closed, or many files change."""
MANY = 6
"""Files from which on it is a checkout and no save."""
LONGEST = 2.0
"""Seconds after which a build is made even though there is no calm."""
DOUBT = ""
"""In the place of a path: nobody knows what has changed."""
_EVENTS: list[type[FileSystemEvent]] = [
    DirCreatedEvent, DirDeletedEvent, DirMovedEvent,
    FileClosedEvent, FileCreatedEvent, FileDeletedEvent, FileModifiedEvent, FileMovedEvent,
]  # fmt: skip
"""Not those of reading, which builds do."""


class Changes:
    """What has happened since the last build: noted by the threads that watch, taken by the loop."""

    def __init__(self) -> None:
        self._happened = threading.Condition()
        self._open: set[str] = set()
        self._paths: dict[str, None] = {}
        self._first = self._last = 0.0

    def note(self, path: str, *, complete: bool) -> None:
        """A file has changed; ``complete`` unless it is still being written."""
        with self._happened:
            now = time.monotonic()
            if not self._paths:
                self._first = now
            self._last = now
            self._paths.pop(path, None)
            self._paths[path] = None
            (self._open.discard if complete else self._open.add)(path)
            self._happened.notify_all()

    def doubt(self) -> None:
        """Something is not as it should be: everything is to be looked at."""
        self.note(DOUBT, complete=True)

    @property
    def any(self) -> bool:
        """Whether something has happened that no build has seen."""
        return bool(self._paths)

    def wait(self, most: float) -> tuple[str, ...]:
        """The paths that have changed, once there is calm; none when nothing happens for ``most`` seconds."""
        with self._happened:
            if not self._happened.wait_for(lambda: bool(self._paths), most):
                return ()
            while True:
                now = time.monotonic()
                busy = bool(self._open) or len(self._paths) >= MANY
                calm_at = min(self._last + (CALM_WRITING if busy else CALM), self._first + LONGEST)
                if now >= calm_at:
                    return self._take()
                self._happened.wait(calm_at - now)

    def _take(self) -> tuple[str, ...]:
        paths = tuple(self._paths)
        self._paths.clear()
        self._open.clear()
        return paths


class Watch:
    """Watches ``site.toml``, the content, the look and the templates, those of the package included."""

    def __init__(self, site: Path, changes: Changes) -> None:
        self.site = site
        self._changes = changes
        self._observer: BaseObserver = Observer()
        self._observer.start()
        self._watched: dict[Path, tuple[tuple[int, int], ObservedWatch]] = {}

    def refresh(self) -> None:
        """Watch what there is to be watched now: folders may have come, gone and been replaced."""
        wanted = {
            self.site: False,
            self.site / CONTENT: True,
            self.site / TEMPLATES: True,
            self.site / STATIC: True,
            self.site / BRAND: True,
            packaged_theme(): True,
        }
        for folder, recursive in wanted.items():
            identity = _identity(folder)
            known = self._watched.get(folder)
            if known is not None and known[0] == identity:
                continue
            if known is not None:
                self._observer.unschedule(known[1])
                del self._watched[folder]
            if identity is not None:
                self._watched[folder] = (identity, self._schedule(folder, recursive=recursive))

    def _schedule(self, folder: Path, *, recursive: bool) -> ObservedWatch:
        handler = _Handler(self._changes, _is_content if recursive else self._is_at_top)
        try:
            return self._observer.schedule(handler, str(folder), recursive=recursive, event_filter=_EVENTS)
        except OSError:
            # No more files can be watched on this machine: look at them again and again instead.
            self._observer.stop()
            self._observer = PollingObserver(timeout=1)
            self._observer.start()
            self._watched.clear()
            return self._observer.schedule(handler, str(folder), recursive=recursive)

    def _is_at_top(self, path: Path) -> bool:
        names = (CONFIG_FILE, CONTENT, TEMPLATES, STATIC, BRAND)
        return path.parent == self.site and path.name in names


def _is_content(path: Path) -> bool:
    """Whether the build reads a file of that name below the folders that it reads whole."""
    return not path.name.startswith((".", "#")) and not path.name.endswith("~")


class _Handler(FileSystemEventHandler):
    def __init__(self, changes: Changes, is_read: Callable[[Path], bool]) -> None:
        self._changes = changes
        self._is_read = is_read

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note the places that the event is about."""
        if event.is_directory and event.event_type == "modified":
            return
        complete = not isinstance(event, FileModifiedEvent | FileCreatedEvent)
        for path in (event.src_path, event.dest_path):
            place = Path(os.fsdecode(path))
            if place.name and self._is_read(place):
                self._changes.note(place.as_posix(), complete=complete)


def _identity(folder: Path) -> tuple[int, int] | None:
    """Which folder it is; None when there is none."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if folder.is_dir() else None
