"""Work on files from anywhere, each in a process of its own that may crash or hang without harm.

Decoders of pictures and documents are large, partly written in C, and given whatever somebody has sent to the
newsroom. A process that computes too long ends; one that dies gives no result. What counts is how long it
computes, not what a clock on the wall says: a busy machine must not decide what is published.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any, NamedTuple, TypeVar

from warta.filesystem.processes import START_METHOD, end_with_parent, limit_computing

__all__ = ["guarded"]

SECONDS = 90
"""Of computing, for one file. The largest picture that is accepted takes five."""
LONGEST = 1_800
"""Seconds on the wall after which a process is killed that neither ends nor computes."""

T = TypeVar("T")


class _Run(NamedTuple):
    """A process at work."""

    name: str
    process: Any
    until: float
    """When it is given up, on the monotonic clock."""


def guarded(jobs: int, task: Callable[[T], Any], items: Iterable[tuple[str, T]]) -> Iterator[tuple[str, Any]]:
    """``task(item)`` for (name, item) pairs, ``jobs`` at a time, as (name, result) in any order.

    The result is None when the process came to no end of its own. ``task`` must not raise.
    """
    context: Any = multiprocessing.get_context(START_METHOD)
    running: dict[Connection, _Run] = {}
    rest = iter(items)
    try:
        while True:
            while len(running) < jobs and (following := next(rest, None)) is not None:
                name, item = following
                receiver, sender = context.Pipe(duplex=False)
                process = context.Process(target=_work, args=(sender, SECONDS, task, item), daemon=True)
                process.start()
                sender.close()
                running[receiver] = _Run(name, process, time.monotonic() + LONGEST)
            if not running:
                return
            for receiver in _ended(running):
                run = running.pop(receiver)
                result = None
                with suppress(EOFError, OSError):
                    result = receiver.recv()
                receiver.close()
                run.process.join()
                yield run.name, result
    finally:
        for receiver, run in running.items():
            run.process.kill()
            run.process.join()
            receiver.close()


def _ended(running: dict[Connection, _Run]) -> list[Connection]:
    """Wait for a process with a result, or one that has died; those that take too long are killed."""
    first = min(run.until for run in running.values())
    ended = wait(list(running), max(0.0, first - time.monotonic()))
    if not ended:
        for run in running.values():
            if run.until <= time.monotonic():
                run.process.kill()
    return [receiver for receiver in running if receiver in ended]


def _work(sender: Connection, seconds: int, task: Callable[[T], Any], item: T) -> None:
    end_with_parent()
    limit_computing(seconds)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 2)  # decoders print what they think of a file
    sender.send(task(item))
