"""Starting processes, which differs by system: how it is done, and what they have of their parent."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["CAN_FORK", "START_METHOD", "end_with_parent", "interrupts_held_back", "is_running"]

CAN_FORK = sys.platform == "linux" and hasattr(os, "fork")
"""A forked process has all that this one has; not every system forks safely."""
START_METHOD = "fork" if CAN_FORK else "spawn"
"""As :func:`multiprocessing.get_context` calls it."""


@contextmanager
def interrupts_held_back() -> Iterator[None]:
    """Start processes that do not hear Ctrl-C, where they inherit that; this one hears it afterwards."""
    if not CAN_FORK:
        yield
        return
    heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)


def end_with_parent() -> None:
    """In a started process: leave Ctrl-C to the process that started this one, and end when that ends."""
    import multiprocessing
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def is_running(process: str) -> bool:
    """Whether there is a process of this number; False where that cannot be known."""
    return os.path.exists(f"/proc/{process}")
