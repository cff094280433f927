"""A look at a site's files and at its output, taken while the rest of the program is still being imported.

What a build wants to know of the file system first depends on nothing but what the last one saw. A process of
its own finds that out from the start of the command on; its findings wait until the build asks for them.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from warta.filesystem.stamps import Seen, State

# Others are imported where they are used: the process starts before anything else does.
if TYPE_CHECKING:
    from warta.content.scan import SourceEntry
    from warta.diagnostics.values import Diagnostic

__all__ = ["Look", "LookHere", "Sight"]


class Sight(NamedTuple):
    """What there is below ``content/``."""

    entries: tuple[SourceEntry, ...]
    """Sorted by path."""
    diagnostics: tuple[Diagnostic, ...]
    digests: Mapping[str, str]
    """Path → digest of files that do not look as the last build saw them. Some may be missing."""


class LookHere:
    """What there is in the content of ``site`` and in ``output``, each looked at once, when asked for."""

    def __init__(self, site: str, output: str, state: State | None) -> None:
        """``state`` is what the last build saw."""
        self.state = state
        self._before = state.outputs if state is not None else {}
        self._findings = self._found(site, output, state)
        self._content: Sight | None = None
        self._outputs: dict[str, Seen] | None = None

    def _found(self, site: str, output: str, state: State | None) -> Iterator[Any]:
        return _findings(site, output, state)

    def content(self) -> Sight:
        """The files of the content."""
        from warta.content.scan import SourceEntry

        if self._content is None:
            entries, found, digests = next(self._findings)
            make = tuple.__new__  # SourceEntry._make, without a call of Python's for each
            made = tuple([make(SourceEntry, entry) for entry in entries])
            self._content = Sight(made, found, digests)
        return self._content

    def outputs(self) -> dict[str, Seen]:
        """Stamp and digest of the output files that the last build saw, as they are now."""
        if self._outputs is None:
            self.content()
            changed, gone = next(self._findings)
            outputs = {**self._before, **changed} if changed else self._before
            self._outputs = (
                {path: seen for path, seen in outputs.items() if path not in gone} if gone else outputs
            )
        return self._outputs

    @property
    def is_as_before(self) -> bool:
        """Whether the output files hold what they did when the last build saw them."""
        now = self.outputs()
        return now.keys() == self._before.keys() and all(
            seen is self._before[path] or seen[1] == self._before[path][1] for path, seen in now.items()
        )


class Look(LookHere):
    """The same by a forked process, which has started by the time that somebody asks."""

    def _found(self, site: str, output: str, state: State | None) -> Iterator[Any]:
        about = (site, output, state)
        receiver, sender = os.pipe()
        process = os.fork()
        if process == 0:
            os.close(receiver)
            _report(sender, *about)
        os.close(sender)
        return _received(process, receiver, *about)


def _findings(site: str, output: str, state: State | None) -> Iterator[Any]:
    """What there is in the content, then what there is in the output."""
    from pathlib import Path

    from warta.content.scan import digests_of, scan_content
    from warta.store.outputs import outputs_now

    entries, found = scan_content(Path(site))
    known = state.content if state is not None else {}
    other = [
        entry
        for entry in entries
        if entry.path in known and (entry.stamp is None or entry.stamp != known[entry.path])
    ]
    yield [tuple(entry) for entry in entries], found, digests_of(Path(site), other)
    before = state.outputs if state is not None else {}
    now = outputs_now(output, before)
    changed = {path: seen for path, seen in now.items() if seen is not before[path]}
    yield changed, before.keys() - now.keys()  # what is as it was need not travel


def _report(sender: int, site: str, output: str, state: State | None) -> None:
    """In the process: send the findings and end. The build meets an exception again and reports it."""
    try:
        import pickle

        signal.signal(signal.SIGINT, signal.SIG_DFL)
        with open(sender, "wb") as file:
            for finding in _findings(site, output, state):
                pickle.dump(finding, file, pickle.HIGHEST_PROTOCOL)
                file.flush()
    finally:
        os._exit(0)


def _received(process: int, receiver: int, *about: Any) -> Iterator[Any]:
    """The findings as they come. When the process has died, the rest of them is made here."""
    import pickle

    received = 0
    try:
        with open(receiver, "rb") as file, suppress(EOFError, pickle.UnpicklingError):
            while True:
                finding = pickle.load(file)  # noqa: S301 - comes from the process that was forked above
                received += 1
                yield finding
    finally:
        os.kill(process, signal.SIGKILL)  # it has nothing more to say; its number is its own until then
        os.waitpid(process, 0)
    yield from islice(_findings(*about), received, None)
