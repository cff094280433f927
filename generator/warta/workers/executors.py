"""Work in batches: in this process, in several, or on a Dask cluster.

The seam is :class:`concurrent.futures.Executor`. Each worker first calls the function ``prepare``, which
gives the function for its batches. Only a few batches are under way at a time, so memory does not grow with
the site. Results arrive in any order; nobody depends on it.
"""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, partial
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from warta.filesystem.processes import CAN_FORK, START_METHOD, end_with_parent, interrupts_held_back

# Most builds start no process, so what it takes to start one is imported where that is done.
if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

__all__ = ["BATCH", "ClusterError", "Stretches", "Workers", "batched", "in_batches", "spread"]

BATCH = 100
"""Items that are handed over at once."""
WORTH_PROCESSES = 300
"""Items from which a second process pays for its start (measured: 40 ms)."""
CLUSTER_TIMEOUT = "20s"
AT_CLUSTER = 64
"""Batches that wait at a cluster, whose size is not known."""

T = TypeVar("T")
R = TypeVar("R")
Prepare = Callable[[], Callable[[T], R]]
"""Called once by each worker: gives what it does with a batch."""


class ClusterError(Exception):
    """The cluster cannot be used; the text says why."""


class Workers(NamedTuple):
    """Who does a piece of work."""

    jobs: int
    """Processes at the most."""
    amount: int
    """Items of work that are expected."""
    cluster: str | None = None
    """``HOST:PORT`` of a Dask scheduler."""

    @property
    def on_cluster(self) -> bool:
        """Whether other machines are to do it."""
        return self.cluster is not None and self.amount > 0

    @property
    def several(self) -> bool:
        """Whether several processes of this machine are to do it."""
        return self.cluster is None and self.jobs > 1 and self.amount >= WORTH_PROCESSES

    @property
    def forked(self) -> bool:
        """Whether the workers start with all that this process has in memory."""
        return self.several and CAN_FORK


def batched(items: Iterable[T]) -> Iterator[list[T]]:
    """The items in lists of :data:`BATCH`."""
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch


def spread(workers: Workers, prepare: Prepare[T, R], batches: Iterable[T]) -> Iterator[R]:
    """The results for ``batches``, in any order, from whoever is to do the work. Raises ClusterError.

    Forked workers are given ``prepare`` as it is; for all others it is pickled, like batches and results.
    """
    if workers.on_cluster:
        assert workers.cluster is not None
        task = partial(_on_cluster, pickle.dumps(prepare, pickle.HIGHEST_PROTOCOL))
        with _cluster(workers.cluster) as executor:
            yield from _results(executor, task, batches, AT_CLUSTER)
    elif workers.several:
        with _processes(workers.jobs, prepare) as executor:
            yield from _results(executor, _in_process, batches, 2 * workers.jobs + 4)
    else:
        yield from map(prepare(), batches)


def in_batches(workers: Workers, task: Callable[[list[T]], R], items: Iterable[T]) -> Iterator[R]:
    """The results of ``task``, which needs no preparation, for batches of ``items``. Raises ClusterError."""
    return spread(workers, partial(_as_it_is, task), batched(items))


def _as_it_is(task: T) -> T:
    return task


def _results(executor: Executor, task: Callable[[T], Any], batches: Iterable[T], most: int) -> Iterator[Any]:
    """The results as they come, while at most so many batches wait."""
    from concurrent.futures import FIRST_COMPLETED, wait

    rest = iter(batches)
    waiting: set[Future[Any]] = set()
    while True:
        waiting |= {executor.submit(task, batch) for batch in islice(rest, most - len(waiting))}
        if not waiting:
            return
        done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        for future in done:
            yield future.result()


# --- Processes of this machine --------------------------------------------------------------------------


@contextmanager
def _processes(jobs: int, prepare: Prepare[Any, Any]) -> Iterator[Executor]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    context = multiprocessing.get_context(START_METHOD)
    pool = ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=(prepare,))
    with interrupts_held_back():  # Ctrl-C reaches the workers too
        pool.submit(int)  # starts them
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


_TASK: ContextVar[Callable[[Any], Any]] = ContextVar("task")
"""In a worker process: what it does with a batch. :func:`_begin` sets it there."""


def _begin(prepare: Prepare[Any, Any]) -> None:
    """In a new worker process: prepare, and see to it that it ends when the build is killed.

    It would wait for work for ever, and hold the lock of the output folder, which a forked process shares.
    """
    end_with_parent()
    _TASK.set(prepare())


def _in_process(batch: Any) -> Any:
    return _TASK.get()(batch)


class Stretches:
    """Which of many items each of several forked processes takes: a stretch, then what is left of another.

    Items that follow each other need the same things, which every process has in memory of its own.
    """

    def __init__(self, items: int, processes: int) -> None:
        from mmap import mmap
        from multiprocessing import get_context

        self._items = items
        self.batches = -(-items // BATCH)
        bounds = [self.batches * number // processes for number in range(processes + 1)]
        self._next = memoryview(mmap(-1, 8 * processes)).cast("q")
        """Of each stretch the batch whose turn is next. The processes share this memory."""
        self._next[:] = memoryview(array("q", bounds[:-1]))
        self._ends = bounds[1:]
        self._lock = get_context(START_METHOD).Lock()
        self._own = -1
        """The stretch that this process is at."""

    def take(self) -> range:
        """The items that this process is to take now. To be called once for each batch that there is."""
        with self._lock:
            if self._own < 0 or self._next[self._own] == self._ends[self._own]:
                left = [end - start for start, end in zip(self._next, self._ends, strict=True)]
                self._own = left.index(max(left))
            batch = self._next[self._own]
            self._next[self._own] += 1
        return range(batch * BATCH, min((batch + 1) * BATCH, self._items))


# --- A cluster ------------------------------------------------------------------------------------------


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    """The executor of a Dask cluster, whose workers have Warta installed."""
    try:
        from distributed import Client
    except ImportError as problem:
        raise ClusterError("pip install 'warta[cluster]'") from problem
    try:
        client = Client(  # type: ignore[no-untyped-call]  # distributed has no types
            address, timeout=CLUSTER_TIMEOUT, set_as_default=False
        )
    except (OSError, ValueError, TimeoutError) as problem:
        raise ClusterError(str(problem)) from problem
    with client:
        yield client.get_executor(pure=False)  # type: ignore[no-untyped-call]  # as above


def _on_cluster(prepare: bytes, batch: Any) -> Any:
    return _prepared(prepare)(batch)


@lru_cache(maxsize=1)
def _prepared(prepare: bytes) -> Callable[[Any], Any]:
    """Once for all batches of one kind of work that reach a process of the cluster."""
    unpacked: Prepare[Any, Any] = pickle.loads(prepare)  # noqa: S301 - made by this build
    return unpacked()
