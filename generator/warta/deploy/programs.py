"""Other programs that a deployment needs: rsync, git, those of hosts. None comes from a site's folder."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from warta.deploy.findings import DeployError
from warta.diagnostics.values import error, printable
from warta.urls import masked

__all__ = ["ProgramError", "last_words", "run_program"]

LAST_WORDS = 300
"""Characters of what a program said that are shown."""


class ProgramError(Exception):
    """A program ended with a status other than 0."""

    def __init__(self, said: str, status: int) -> None:
        super().__init__(said)
        self.said = said
        """What it wrote to standard error."""
        self.status = status


def run_program(
    arguments: Sequence[str],
    *,
    shown: str,
    given: bytes = b"",
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    line: Callable[[bytes], None] | None = None,
) -> bytes:
    """What a program writes to standard output, handed on line by line where ``line`` takes it.

    Raises ProgramError, and DeployError when there is no such program.
    """
    try:
        process = subprocess.Popen(
            arguments,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=environment,
        )
    except FileNotFoundError as problem:
        raise DeployError(error("deploy-no-program", shown, program=arguments[0])) from problem
    with process:
        if line is None:
            out, said = process.communicate(given)
        else:
            out, said = _followed(process, given, line)
    if process.returncode:
        raise ProgramError(said.decode("utf-8", "replace"), process.returncode)
    return out


def _followed(
    process: subprocess.Popen[bytes], given: bytes, line: Callable[[bytes], None]
) -> tuple[bytes, bytes]:
    """Take lines as they come. What is written to standard error is short: it waits in its pipe."""
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    _write(process.stdin, given)
    for each in process.stdout:
        line(each.rstrip(b"\n"))
    return b"", process.stderr.read()


def _write(pipe: IO[bytes], given: bytes) -> None:
    with suppress(BrokenPipeError), pipe:  # it may have ended already, and says why
        pipe.write(given)


def last_words(said: str) -> str:
    """The end of what a program said, on one line, without the secrets of addresses that it repeats."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return printable(masked(" / ".join(lines[-3:])))[-LAST_WORDS:] or "–"
