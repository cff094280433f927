"""What the pages of the writers' guide tell a newcomer to do, taken from the pages themselves."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.planted.planting import python_path
from tests.support import ROOT

__all__ = ["Guide", "Mistake", "read_guide", "run"]

STEPS = {
    "id": ("docs/panduan/mulai.md", "docs/panduan/kesalahan.md"),
    "en": ("docs/guide/start.md", "docs/guide/mistakes.md"),
}
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DRAFT = "draft: true\n"


@dataclass(frozen=True)
class Mistake:
    """One of the mistakes that the guide lets its readers make."""

    title: str
    wrong: tuple[str, ...]
    right: tuple[str, ...]
    message: str
    """The line that ``warta check`` begins with."""

    @property
    def place(self) -> str:
        """File, line and column."""
        return re.split(r": (?:galat|error): ", self.message)[0]

    @property
    def file(self) -> str:
        """The path of the file in the site."""
        return self.place.split(":")[0]

    def made_in(self, text: str) -> str:
        """``text`` with the wrong lines in the place of the right one, or of the one that begins like it."""
        return _replaced(text, self.right[0], self.wrong)

    def mended_in(self, text: str) -> str:
        """The other way round."""
        return _exchanged(text, self.wrong, self.right)


def _replaced(text: str, line: str, others: Sequence[str]) -> str:
    lines = text.split("\n")
    places = [at for at, found in enumerate(lines) if found == line]
    start = line.split(" ", maxsplit=1)[0]
    places = places or [at for at, found in enumerate(lines) if found.startswith(start)]
    assert places, line
    return _exchanged(text, (lines[places[-1]],), others)


def _exchanged(text: str, old: Sequence[str], new: Sequence[str]) -> str:
    """Whole lines for whole lines, where they stand last."""
    lines = text.split("\n")
    (*_, place) = (at for at in range(len(lines)) if lines[at : at + len(old)] == list(old))
    lines[place : place + len(old)] = new
    return "\n".join(lines)


@dataclass(frozen=True)
class Guide:
    """What a newcomer types and writes, in the order of the pages."""

    commands: tuple[tuple[str, ...], ...]
    """The words of every command, without the program's name."""
    folder: str
    """The folder that the reader is told to go to."""
    stories: Mapping[str, str]
    """Path in the site → the text to put there."""
    mistakes: tuple[Mistake, ...]

    def command(self, name: str) -> tuple[str, ...]:
        """The one command of that name."""
        (found,) = (words for words in self.commands if name in words)
        return found

    @property
    def published(self) -> Mapping[str, str]:
        """The stories without the line that the reader is told to remove."""
        assert all(DRAFT in text for text in self.stories.values())
        return {path: text.replace(DRAFT, "") for path, text in self.stories.items()}


def read_guide(language: str) -> Guide:
    """The guide in one of its languages."""
    start, mistakes = ((ROOT / name).read_text("utf-8") for name in STEPS[language])
    lines = [line for name, block in BLOCK.findall(start) if name == "sh" for line in block.splitlines()]
    assert all(line.startswith(("warta ", "cd ")) for line in lines), lines
    (folder,) = (line.removeprefix("cd ") for line in lines if line.startswith("cd "))
    stories = {}
    for found in BLOCK.finditer(start):
        if found[1] == "markdown":
            stories[re.findall(r"`(content/\S+\.md)`", start[: found.start()])[-1]] = found[2]
    return Guide(
        tuple(tuple(shlex.split(line)[1:]) for line in lines if line.startswith("warta ")),
        folder,
        stories,
        tuple(
            _mistake(*found)
            for found in re.findall(
                r"^### \d+\. ([^\n]*)\n\n```text\n(.*?)^```$", mistakes, re.MULTILINE | re.DOTALL
            )
        ),
    )


def _mistake(title: str, block: str) -> Mistake:
    lines = block.splitlines()
    return Mistake(
        title,
        tuple(line[2:] for line in lines if line.startswith("✗ ")),
        tuple(line[2:] for line in lines if line.startswith("✓ ")),
        lines[-1],
    )


def run(folder: Path, words: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """A command as it is typed in ``folder``."""
    return subprocess.run(
        [sys.executable, "-m", "warta", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": python_path()},
        capture_output=True,
        text=True,
        check=False,
    )
