"""Work on files from anywhere, each in a process of its own that may crash or hang without harm.

Decoders of pictures and documents are large, partly written in C, and given whatever somebody has sent to the
newsroom. A process that takes too long is ended by the kernel; one that dies gives no result.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

__all__ = ["guarded"]

SECONDS = 90
"""For one file. The largest picture that is accepted takes five."""

T = TypeVar("T")


def guarded(jobs: int, task: Callable[[T], Any], items: Iterable[tuple[str, T]]) -> Iterator[tuple[str, Any]]:
    """``task(item)`` for (name, item) pairs, ``jobs`` at a time, as (name, result) in any order.

    The result is None when the process came to no end of its own. ``task`` must not raise.
    """
    context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    running: dict[Connection, tuple[str, Any]] = {}
    rest = iter(items)
    try:
        while True:
            while len(running) < jobs and (following := next(rest, None)) is not None:
                name, item = following
                receiver, sender = context.Pipe(duplex=False)
                process = context.Process(target=_work, args=(sender, task, item), daemon=True)
                process.start()
                sender.close()
                running[receiver] = (name, process)
            if not running:
                return
            for ready in wait(list(running)):
                assert isinstance(ready, Connection)
                name, process = running.pop(ready)
                result = None
                with suppress(EOFError, OSError):
                    result = ready.recv()
                ready.close()
                process.join()
                yield name, result
    finally:
        for receiver, (_, process) in running.items():
            process.kill()
            process.join()
            receiver.close()


def _work(sender: Connection, task: Callable[[T], Any], item: T) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the build ends this one
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(SECONDS)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 2)  # decoders print what they think of a file
    sender.send(task(item))
