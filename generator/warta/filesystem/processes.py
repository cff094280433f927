"""Starting processes, which differs by system: how it is done, and what they have of their parent."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = [
    "CAN_FORK",
    "START_METHOD",
    "end_with_parent",
    "interrupts_held_back",
    "is_running",
    "limit_computing",
]

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


def limit_computing(seconds: int) -> None:
    """End this process once it has computed for that long; time in which it waits does not count.

    A thread sees to it where the system has no such limit. It is not heard while a library holds on to the
    interpreter.
    """
    try:
        import resource
    except ImportError:
        import threading

        threading.Thread(target=_end_after, args=(seconds,), daemon=True).start()
    else:
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        wanted = seconds if most == resource.RLIM_INFINITY else min(seconds, most)
        resource.setrlimit(resource.RLIMIT_CPU, (wanted, most))


def _end_after(seconds: int) -> None:
    while (left := seconds - time.process_time()) > 0:
        time.sleep(max(left, 0.1))
    os._exit(1)


def is_running(process: str) -> bool:
    """Whether there is a process of this number; False where that cannot be known."""
    return os.path.exists(f"/proc/{process}")
