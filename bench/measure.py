"""Runs a program and says what it took: wall time, processor time and the memory of all its processes."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["ProgramError", "Run", "calibrate", "keep_bytecode", "run_program"]

PROC = Path("/proc")
SAMPLE_SECONDS = 0.005
TIMEOUT_SECONDS = 1800


class ProgramError(RuntimeError):
    """The program ended with a status other than 0, or took longer than half an hour."""


def keep_bytecode(folder: Path) -> None:
    """Have the Python programs that are measured keep their bytecode, as installed ones do.

    Some machines switch that off, and each run would compile the program anew.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a program."""

    wall: float
    """Seconds from just before its start to its end."""
    cpu: float
    """Seconds of user and system time, of the program and of every process that it waited for."""
    memory: float | None
    """Peak of the sum over its processes, MiB; None when it was not sampled."""


def run_program(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], sample: bool = False
) -> Run:
    """Run ``command`` in ``folder`` until it ends. Raises :class:`ProgramError`.

    With ``sample`` the memory is read every 5 ms, which slows the program
    down: the times of such a run are not for comparison.
    """
    with tempfile.TemporaryFile() as log:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        timer = threading.Timer(TIMEOUT_SECONDS, process.kill)
        timer.daemon = True
        timer.start()
        sampler = _Sampler(process.pid) if sample else None
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        memory = sampler.stop() if sampler else None
        if process.returncode:
            log.seek(0)
            said = log.read()[-3000:].decode(errors="replace")
            raise ProgramError(f"{' '.join(command)} ended with {process.returncode}:\n{said}")
    return Run(wall, usage.ru_utime + usage.ru_stime, memory)


class _Sampler:
    """Reads, in a thread, how much memory a session's processes hold together, and keeps the most."""

    def __init__(self, session: int) -> None:
        self.session = session
        self.peak = 0.0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()

    def stop(self) -> float:
        self.ended.set()
        self.thread.join()
        return self.peak

    def _watch(self) -> None:
        read = _session_memory if (PROC / "self" / "smaps_rollup").exists() else _tree_memory
        while True:
            self.peak = max(self.peak, read(self.session))
            if self.ended.wait(SAMPLE_SECONDS):
                return


def _session_memory(session: int) -> float:
    """MiB of the processes of a session; pages that several share are counted once (PSS)."""
    total = 0
    for entry in PROC.iterdir():
        if not entry.name.isdigit():
            continue
        try:
            # The name, in parentheses, can hold anything; behind it: state, parent, group, session.
            fields = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
            if int(fields[3]) != session:
                continue
            rollup = (entry / "smaps_rollup").read_text()
        except OSError:  # it has ended
            continue
        total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total / 1024


def _tree_memory(root: int) -> float:
    """MiB of a process and its descendants where there is no /proc; shared pages count for each (RSS)."""
    listed = subprocess.run(["ps", "-axo", "pid=,ppid=,rss="], capture_output=True, text=True, check=True)
    rows = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    tree, total = {root}, 0
    for pid, parent, size in sorted(rows):
        if pid == root or parent in tree:
            tree.add(pid)
            total += size
    return total / 1024


def calibrate() -> float:
    """Milliseconds that a fixed loop takes: shows how much the machine's own speed drifts."""
    started = time.perf_counter()
    sum(number * number for number in range(1_000_000))
    return (time.perf_counter() - started) * 1000
