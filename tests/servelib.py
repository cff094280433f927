"""What the tests of ``warta serve`` share: a real server on real files, and the ways editors save."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.faultlib import recorded
from tests.planted.planting import python_path
from tests.support import PATIENCE, ROOT

__all__ = ["OUTPUT", "SAVES", "Serving", "serving", "until"]

OUTPUT = Path(".warta-cache/serve")


def until(condition: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    """Wait for something that is to come true; returns what it gave."""
    deadline = time.monotonic() + patience
    while not (found := condition()):
        assert time.monotonic() < deadline, f"not within {patience} s: {what}"
        time.sleep(0.01)
    return found


class Serving:
    """A server that is running."""

    def __init__(self, site: Path, process: subprocess.Popen[str]) -> None:
        self.site = site
        self.process = process
        self.printed: list[str] = []
        self.readers = [
            threading.Thread(target=self._read, args=(stream,), daemon=True)
            for stream in (process.stdout, process.stderr)
        ]
        for reader in self.readers:
            reader.start()
        self.url = until(self._address, "the address is printed").rstrip("/")
        self.port = int(self.url.rsplit(":", 1)[1])

    def _read(self, stream: Any) -> None:
        with stream:
            for line in stream:
                self.printed.append(line)

    def _address(self) -> str | None:
        assert self.process.poll() is None, "".join(self.printed)
        found = re.search(r"http://127\.0\.0\.1:\d+", "".join(self.printed))
        return found[0] if found else None

    def get(
        self,
        path: str,
        headers: Mapping[str, str] | None = None,
        method: str = "GET",
        body: bytes | None = None,
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body=body, headers=dict(headers or {}))
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def text(self, path: str) -> str:
        """The body of an answer."""
        return self.get(path)[2].decode()

    def state(self) -> dict[str, int]:
        """The number of the last build, and of the errors in it."""
        found: dict[str, int] = json.loads(self.text("/_warta/state"))
        return found

    def wait_for(self, path: str, text: str) -> None:
        """Until the page at ``path`` holds ``text``."""
        until(lambda: text in self.text(path), f"{text!r} on {path}")

    def wait_errors(self, number: int) -> None:
        """Until the last build has had so many errors."""
        until(lambda: self.state()["errors"] == number, f"{number} errors")

    @property
    def output(self) -> Path:
        """Where the site is built."""
        return self.site / OUTPUT

    def files(self) -> dict[str, bytes]:
        """Every file that the server may serve."""
        return {name: (self.output / name).read_bytes() for name in self.names()}

    def names(self) -> set[str]:
        """The names of these files."""
        return set(recorded(self.output).files)

    def interrupt(self) -> tuple[int, float]:
        """Ctrl-C: exit status, and the seconds it took."""
        started = time.perf_counter()
        os.killpg(self.process.pid, signal.SIGINT)
        status = self.process.wait(PATIENCE)
        return status, time.perf_counter() - started


@contextmanager
def serving(site: Path, *options: str, before: Sequence[str] = (), **environment: str) -> Iterator[Serving]:
    """A server for ``site`` on any port, ended afterwards with all its processes.

    ``options`` are those of the command; ``before`` are those of the program, in front of it.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "warta", "--site", str(site), *before, "serve", "--port", "0", *options],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": python_path(), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=_hear_interrupts,  # noqa: PLW1509 - no threads are needed for what it does
    )
    try:
        yield Serving(site, process)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _hear_interrupts() -> None:
    """As a program that a terminal starts does; one that is started in the background may not."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


# --- How editors save ---------------------------------------------------------------------------------


def save_in_place(path: Path, text: str) -> None:
    """VS Code, nano, Kate: the file is emptied and written again, in pieces when it is long."""
    with path.open("w", encoding="utf-8") as file:
        for start in range(0, len(text), 256):
            file.write(text[start : start + 256])
            file.flush()


def save_like_vim(path: Path, text: str) -> None:
    """A trial file; the old file becomes the backup; a new one is written; the backup goes."""
    swap = path.with_name(f".{path.name}.swp")
    swap.write_bytes(b"b0VIM 9.1" + bytes(4087))
    probe = path.with_name("4913")
    probe.touch()
    probe.unlink()
    backup = path.with_name(path.name + "~")
    path.rename(backup)
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    backup.unlink()
    swap.unlink()


def save_like_sublime(path: Path, text: str) -> None:
    """Atomic save: a hidden temporary file in the same folder takes the file's place."""
    temporary = path.with_name(f".subl{time.monotonic_ns() % 4096:03x}.tmp")
    temporary.write_text(text, encoding="utf-8")
    shutil.copymode(path, temporary)
    temporary.rename(path)


def save_like_jetbrains(path: Path, text: str) -> None:
    """Safe write: the new text beside the old file, the old one out of the way, the new one in place."""
    new, old = path.with_name(f"{path.name}___jb_tmp___"), path.with_name(f"{path.name}___jb_old___")
    new.write_text(text, encoding="utf-8")
    path.rename(old)
    new.rename(path)
    old.unlink()


def save_with_sed(path: Path, text: str) -> None:
    """``sed -i``, the program itself."""
    script = path.parent.parent / ".naskah.sed"
    script.write_text("1{\n" + "".join(f"i\\\n{line}\n" for line in text.rstrip("\n").split("\n")) + "}\nd\n")
    subprocess.run(["sed", "-i", "-f", str(script), str(path)], check=True)


SAVES: dict[str, Callable[[Path, str], None]] = {
    "vscode": save_in_place,
    "vim": save_like_vim,
    "sublime": save_like_sublime,
    "jetbrains": save_like_jetbrains,
    "sed": save_with_sed,
}
