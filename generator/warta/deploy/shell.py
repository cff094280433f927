"""A shell on another machine: one connection of ssh for a whole deployment, which holds the lock with it."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterable
from contextlib import suppress

from warta.config.deploy import FolderTarget
from warta.deploy.findings import DeployError
from warta.deploy.programs import last_words
from warta.deploy.target import Surroundings
from warta.diagnostics.values import error

__all__ = ["RemoteShell", "fed", "full_disk", "packed", "ssh_command", "ssh_problem"]

CONNECT_PATIENCE = 20
"""Seconds until a machine has to answer."""
ALIVE_EVERY, ALIVE_MISSED = 15, 4
"""After a minute of silence the connection counts as lost."""
WORDS_PATIENCE = 5.0
"""Seconds to wait for what a script there has said of its error."""
FULL = re.compile(r"No space left on device|Disk quota exceeded|\((?:28|122)\)")
"""A disk that takes no more, as programs of Unix and rsync say it."""
_KEY_CHANGED = "REMOTE HOST IDENTIFICATION HAS CHANGED"
_SAID = {
    _KEY_CHANGED: "deploy-host-key",
    "Host key verification failed": "deploy-host-unknown",
    "Permission denied": "deploy-not-allowed",
    "Too many authentication failures": "deploy-not-allowed",
    "Could not resolve": "deploy-unreachable",
    "onnection refused": "deploy-unreachable",
    "onnection timed out": "deploy-unreachable",
    "No route to host": "deploy-unreachable",
    "Network is unreachable": "deploy-unreachable",
    "Operation timed out": "deploy-unreachable",
}
"""What ssh says → the finding, the surest first."""


def ssh_command(target: FolderTarget, around: Surroundings) -> list[str]:
    """Ssh with its options, without the host. It asks nobody: there may be nobody to ask."""
    options = {
        "BatchMode": "yes",
        "ConnectTimeout": CONNECT_PATIENCE,
        "ServerAliveInterval": ALIVE_EVERY,
        "ServerAliveCountMax": ALIVE_MISSED,
    }
    config = ["-F", str(around.ssh_config)] if around.ssh_config else []
    port = ["-p", str(target.port)] if target.port else []
    given = [part for name, value in options.items() for part in ("-o", f"{name}={value}")]
    return ["ssh", *config, *port, *given]


def ssh_problem(said: str, shown: str) -> DeployError | None:
    """What keeps ssh from connecting; None when it says nothing of that."""
    sign = next((sign for sign in _SAID if sign in said), None)
    if sign is None:
        return None
    return DeployError(error(_SAID.get(sign, "deploy-unreachable"), shown, problem=last_words(said)))


def full_disk(said: str, shown: str) -> DeployError | None:
    """The error for a disk of the other machine that is full; None when nothing is said of that."""
    found = FULL.search(said)
    return DeployError(error("deploy-full", shown, problem=last_words(said))) if found else None


def fed(paths: Iterable[str], command: str) -> str:
    """Shell text that runs a command with paths as its input, each with a zero byte behind it."""
    data = os.fsencode("".join(f"{path}\0" for path in paths))
    return f"base64 -d <<'=END=' | {{ {command}; }}\n{packed(data)}\n=END=\n"


def packed(data: bytes) -> str:
    """Bytes as lines of text, for ``base64 -d``."""
    text = b64encode(data).decode()
    return "\n".join(text[start : start + 76] for start in range(0, len(text), 76))


class RemoteShell:
    """The shell. Its end, however that comes, ends what it holds on the other machine."""

    def __init__(self, target: FolderTarget, around: Surroundings, shown: str) -> None:
        assert target.host is not None
        self._shown = shown
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - for as long as the shell
        self._mark = f"--{os.urandom(8).hex()}--"
        # Both streams get the mark: what is said of an error may come after the status.
        self._end = f"set -- $?\necho '{self._mark}' >&2\nprintf '\\n%s %s\\n' '{self._mark}' $1\n"
        self._asked = 0
        try:
            self._process = subprocess.Popen(
                [*ssh_command(target, around), "-T", "--", target.host, "exec sh -s"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._said,
            )
        except FileNotFoundError as problem:
            self._said.close()
            raise DeployError(error("deploy-no-program", shown, program="ssh")) from problem

    def run(self, script: str) -> bytes:
        """What a script prints. Raises DeployError when it fails, or the connection does."""
        status, printed = self.ask(script)
        if status:
            said = self._last_said()
            raise full_disk(said, self._shown) or DeployError(
                error("deploy-remote", self._shown, problem=last_words(said))
            )
        return printed

    def ask(self, script: str) -> tuple[int, bytes]:
        """The status that a script ends with, and what it prints. The shell goes on with its variables."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._asked += 1
        text = f"{{\n{script}\n}} </dev/null\n{self._end}"
        try:
            self._process.stdin.write(text.encode("utf-8", "surrogateescape"))
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self._lost() from None
        printed: list[bytes] = []
        mark = self._mark.encode()
        for line in self._process.stdout:
            if line.startswith(mark):
                return int(line.split()[1]), b"".join(printed)[:-1]
            printed.append(line)
        raise self._lost()

    def _words(self) -> str:
        self._said.seek(0)
        return self._said.read().decode("utf-8", "replace")

    def _last_said(self) -> str:
        """What the last script wrote to standard error; waits until all of it has come."""
        deadline = time.monotonic() + WORDS_PATIENCE
        while (parts := self._words().split(f"{self._mark}\n")) and len(parts) <= self._asked:
            if time.monotonic() > deadline:
                return parts[-1]
            time.sleep(0.01)
        return parts[-2]

    def _lost(self) -> DeployError:
        self._process.wait()
        said = self._words()
        return ssh_problem(said, self._shown) or DeployError(
            error("deploy-cut", self._shown, problem=last_words(said))
        )

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        self._said.close()
