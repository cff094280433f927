"""A look at a site's files and at its output, taken while the rest of the program is still being imported.

What a build wants to know of the file system first depends on nothing but what the last one saw. A process of
its own finds that out from the start of the command on; its findings wait until the build asks for them.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from warta.filesystem.stamps import Seen, State

# Others are imported where they are used: the process starts before anything else does.
if TYPE_CHECKING:
    from warta.content.scan import SourceEntry
    from warta.diagnostics.values import Diagnostic

__all__ = ["Look", "LookHere", "LookTold", "Sight"]


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
        self.site = site
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

    def seen_before(self) -> Mapping[str, Seen]:
        """How the last build saw the content."""
        return self.state.seen() if self.state is not None else {}

    @property
    def is_as_before(self) -> bool:
        """Whether the output files hold what they did when the last build saw them."""
        now = self.outputs()
        return now.keys() == self._before.keys() and all(
            seen is self._before[path] or seen[1] == self._before[path][1] for path, seen in now.items()
        )


class LookTold(LookHere):
    """The same by somebody who has watched since the last build: nothing but some content has changed."""

    def __init__(
        self,
        site: str,
        state: State,
        *,
        content: Mapping[str, Seen],
        entries: tuple[SourceEntry, ...],
        changed: frozenset[str],
    ) -> None:
        """``content`` and ``entries`` are what the last build saw, ``changed`` what may be different."""
        super().__init__(site, "", state)
        self._before_that = content
        # A file that was too fresh for a stamp is looked at until it has one.
        self._again = {*changed, *[entry.path for entry in entries if entry.stamp is None]}
        self._entries = entries

    def content(self) -> Sight:
        """The files of the content."""
        from pathlib import Path

        from warta.content.scan import look_again, scan_content

        if self._content is None:
            again = look_again(Path(self.site), self._entries, self._again)
            entries, found = (again, ()) if again is not None else scan_content(Path(self.site))
            self._content = Sight(entries, found, _digests(self.site, entries, self.state))
        return self._content

    def outputs(self) -> dict[str, Seen]:
        """How the output files are, as they were left."""
        return self._before

    def seen_before(self) -> Mapping[str, Seen]:
        """How the last build saw the content."""
        return self._before_that

    @property
    def is_as_before(self) -> bool:
        """Whether the output files hold what they did."""
        return True


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

    from warta.content.scan import scan_content
    from warta.store.outputs import outputs_now

    entries, found = scan_content(Path(site))
    yield [tuple(entry) for entry in entries], found, _digests(site, entries, state)
    before = state.outputs if state is not None else {}
    now = outputs_now(output, before)
    changed = {path: seen for path, seen in now.items() if seen is not before[path]}
    yield changed, before.keys() - now.keys()  # what is as it was need not travel


def _digests(site: str, entries: Iterable[SourceEntry], state: State | None) -> dict[str, str]:
    """The digests of files that the last build knew and that do not look as they did."""
    from pathlib import Path

    from warta.content.scan import digests_of

    known = state.content if state is not None else {}
    other = [
        entry
        for entry in entries
        if entry.path in known and (entry.stamp is None or entry.stamp != known[entry.path])
    ]
    return digests_of(Path(site), other)


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
