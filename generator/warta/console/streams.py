"""Standard output and error that never stand in the way of the work.

A reader that has gone, a closed descriptor or a full disk behind ``>`` are no reason to say of a site that
was built that it was not. What cannot be passed on is dropped. Imports next to nothing.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

__all__ = ["lost_report", "open_streams"]

_NOBODY_LISTENS = {errno.EPIPE, errno.EBADF}


class Outlet(io.FileIO):
    """A descriptor that takes all that is written; after the first failure it passes nothing on."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(descriptor, "w", closefd=False)
        self.problem: OSError | None = None

    def write(self, data: ReadableBuffer) -> int:
        """All of ``data`` is taken."""
        rest = memoryview(data)
        size = rest.nbytes
        try:
            while rest and self.problem is None:
                rest = rest[self._pass_on(rest) :]
        except OSError as problem:
            self.problem = problem
        return size

    def _pass_on(self, data: memoryview) -> int:
        written = super().write(data)
        if written is None:  # the pipe is full, and set not to wait: it is waited for here
            import select

            select.select([], [self], [])
        return written or 0


def open_streams() -> None:
    """Make the process's streams such; a descriptor that is closed leads nowhere from now on.

    Else the next file that is opened gets its number, and what is printed.
    """
    descriptor = os.open(os.devnull, os.O_RDWR)
    while descriptor <= 2:
        descriptor = os.dup(descriptor)
    os.close(descriptor)
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - for as long as the process
    sys.stdout = _stream(1, sys.stdout)
    sys.stderr = _stream(2, sys.stderr)


def _stream(descriptor: int, old: object) -> io.TextIOWrapper:
    if isinstance(old, io.TextIOWrapper) and not isinstance(_raw(old), io.FileIO):
        return old  # a console of Windows: only Python's own stream knows how to write to it
    outlet = Outlet(descriptor)
    return io.TextIOWrapper(
        io.BufferedWriter(outlet),
        encoding=old.encoding if isinstance(old, io.TextIOWrapper) else "utf-8",
        errors="backslashreplace",
        line_buffering=descriptor == 2 or outlet.isatty(),
    )


def _raw(stream: io.TextIOWrapper) -> object:
    """What its bytes go to in the end; with ``python -u`` there is no buffer in between."""
    return getattr(stream.buffer, "raw", stream.buffer)


def lost_report() -> str:
    """Why standard output did not reach somebody who waits for it; empty when it did."""
    outlet = _raw(sys.stdout) if isinstance(sys.stdout, io.TextIOWrapper) else None
    problem = outlet.problem if isinstance(outlet, Outlet) else None
    return str(problem.strerror) if problem is not None and problem.errno not in _NOBODY_LISTENS else ""
