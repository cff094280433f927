"""Save to served page: from the end of the write until the development server gives out the new text.

python bench/live.py                                     50 edits each, beside Hugo's server
python bench/live.py --edits 5 --sizes 500 --only warta

An edit puts a new mark into the title and adds a sentence, as a writer does; the file is written in
place. Then the story's page is asked for again and again until it holds the sentence, and the program
is left alone for a moment. Both servers run with their usual settings on the same stories, with the
same addresses and an equally large theme (see sites.py); the starter (size 0) has its own. Prints a
table; ``--results FILE`` writes it, too.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import report, sites, tools
from bench.corpus import generate
from bench.measure import ProgramError, calibrate, keep_bytecode

ROOT = Path(__file__).resolve().parents[1]
MEMORY_FILE_SYSTEM = Path("/dev/shm")  # noqa: S108 - mkdtemp makes a folder of our own in it
POLL = 0.002
"""Seconds between two requests."""
PAUSE = 1.2
"""Seconds between two edits."""
PATIENCE = 120.0
STARTER = 0
"""Stands for the starter site among the numbers of stories."""
EDITED = "content/news/2024/seminar-hut-korpri-karangasem.id.md"
TITLE = re.compile(r'(?m)^title: ("?)')


@dataclass(frozen=True, slots=True)
class Server:
    """A development server and the story that is edited under it."""

    name: str
    command: tuple[str, ...]
    """``{port}`` stands for the port."""
    folder: Path
    story: Path
    page: str
    environment: dict[str, str]


@dataclass(frozen=True, slots=True)
class Latency:
    """What was measured, in seconds."""

    start: float
    """Until the page was served for the first time."""
    saves: tuple[float, ...]

    @property
    def median(self) -> float:
        """Of all edits."""
        return statistics.median(self.saves)


def main() -> int:
    """Measure each server at each size, one after another."""
    options = _options()
    base = options.work or (MEMORY_FILE_SYSTEM if MEMORY_FILE_SYSTEM.is_dir() else None)
    work = Path(tempfile.mkdtemp(prefix="warta-live-", dir=base))
    keep_bytecode(work / "bytecode")
    found: dict[int, dict[str, Latency]] = {}
    try:
        for size in options.sizes:
            for server in _servers(size, work / str(size), options.only):
                latency = measure(server, options.edits)
                found.setdefault(size, {})[server.name] = latency
                print(
                    f"{_label(size)}, {server.name}: median {latency.median * 1000:.0f} ms, worst "
                    f"{max(latency.saves) * 1000:.0f} ms (first page after {latency.start:.1f} s; "
                    f"fixed loop {calibrate():.0f} ms)",
                    flush=True,
                )
            shutil.rmtree(work / str(size))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    text = _table(found, options.edits, report.machine(work, os.cpu_count() or 1))
    print(text)
    if options.results:
        options.results.write_text(text, encoding="utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the time from a save to the served page.")
    parser.add_argument("--edits", type=int, default=50)
    parser.add_argument("--sizes", default="0,500,5000", help="numbers of stories; 0 is the starter site")
    parser.add_argument("--only", choices=("warta", "hugo"))
    parser.add_argument(
        "--work", type=Path, metavar="DIR", help="where to work (default: in memory if possible)"
    )
    parser.add_argument("--results", type=Path, metavar="FILE")
    options = parser.parse_args()
    options.sizes = [int(number) for number in options.sizes.split(",")]
    return options


def _servers(size: int, folder: Path, only: str | None) -> Iterator[Server]:
    """Both, with their sites written; Hugo has no starter site."""
    folder.mkdir()
    warta = (sys.executable, "-m", "warta", "serve", "--port", "{port}")
    environment = {"PYTHONPATH": str(ROOT / "generator")}
    if size == STARTER:
        if only != "hugo":
            site = folder / "starter"
            site.mkdir()
            shutil.copyfile(ROOT / "site.toml", site / "site.toml")
            shutil.copytree(ROOT / "content", site / "content")
            page = f"/id/berita/2024/{Path(EDITED).name.partition('.')[0]}/"
            yield Server("warta", warta, site, site / EDITED, page, environment)
        return
    stories = list(generate(size))
    story = stories[size // 2]
    page = f"/id/berita/{story.date[:4]}/{story.slug}/"
    if only != "hugo":
        site = folder / "warta"
        files = sites.write_warta(stories, site, "markdown")
        yield Server("warta", warta, site, files[size // 2], page, environment)
        shutil.rmtree(site)
    if only != "warta":
        site = folder / "hugo"
        files = sites.write_hugo(stories, site)
        command = (str(tools.hugo()), "server", "--port", "{port}", "--bind", "127.0.0.1", "--quiet")
        cache = {"HUGO_CACHEDIR": str(folder / "cache")}
        yield Server("hugo", command, site, files[size // 2], page, cache)


def measure(server: Server, edits: int) -> Latency:
    """Start the server, edit the story so many times, and end the server. The file is left as it was."""
    text = server.story.read_text("utf-8")
    if not TITLE.search(text):
        raise ValueError(f"no title in {server.story}")
    saves = []
    with _running(server) as (port, start):
        for number in range(-1, edits):  # the first one does not count
            mark = f"Penanda{time.monotonic_ns()}"
            edited = TITLE.sub(lambda found: f"{found[0]}{mark} ", text, count=1)  # noqa: B023 - used at once
            with server.story.open("w", encoding="utf-8") as file:
                file.write(f"{edited}\nKalimat {mark}x.\n")
            saved = time.perf_counter()
            _wait(port, server.page, f"{mark}x".encode())
            if number >= 0:
                saves.append(time.perf_counter() - saved)
            time.sleep(PAUSE)
    server.story.write_text(text, encoding="utf-8")
    return Latency(start, tuple(saves))


@contextmanager
def _running(server: Server) -> Iterator[tuple[int, float]]:
    """The server's port, and the seconds until it served the page."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [part.format(port=port) for part in server.command]
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=server.folder,
        env={**os.environ, **server.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while process.poll() is None and _get(port, server.page)[0] != 200:
            time.sleep(POLL)
        if process.returncode is not None:
            raise ProgramError(f"{' '.join(command)} ended with {process.returncode}")
        yield port, time.perf_counter() - started
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _wait(port: int, page: str, text: bytes) -> None:
    """Ask for the page until it holds the text."""
    deadline = time.perf_counter() + PATIENCE
    while True:
        status, body = _get(port, page)
        if status == 200 and text in body:
            return
        if time.perf_counter() > deadline:
            raise TimeoutError(f"{page} did not come to hold {text!r}")
        time.sleep(POLL)


def _get(port: int, page: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", page)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b""  # it is not up yet
    finally:
        connection.close()


def _label(size: int) -> str:
    return "starter" if size == STARTER else f"{size:,} stories"


def _table(found: dict[int, dict[str, Latency]], edits: int, machine: Sequence[str]) -> str:
    lines = [
        f"Save to served page, {edits} edits each.",
        "",
        *(f"- {fact}" for fact in machine),
        "",
        "| | Warta: median | worst | Hugo: median | worst | Warta : Hugo |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for size, both in found.items():
        cells = [_label(size)]
        for name in ("warta", "hugo"):
            latency = both.get(name)
            cells += [f"{latency.median:.3f} s", f"{max(latency.saves):.3f} s"] if latency else ["–", "–"]
        ratio = f"{both['warta'].median / both['hugo'].median:.2f}" if len(both) == 2 else "–"
        lines.append("| " + " | ".join([*cells, ratio]) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
