"""What a shell offers behind ``warta`` when its user presses Tab, through argcomplete."""

from __future__ import annotations

import argparse
import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence

from argcomplete.completers import BaseCompleter, FilesCompleter
from argcomplete.finders import CompletionFinder
from argcomplete.shell_integration import shellcode

from warta.config.site_tables import PREVIEW
from warta.config.tables import CONFIG_FILE
from warta.console.arguments import Parser
from warta.console.usage import site_folder

__all__ = ["SHELLS", "answer", "asked_words", "shell_code"]

SHELLS = ("bash", "zsh", "fish", "powershell")
_PLACES = {"DIR", "FILE", "FOLDER", "SOURCE", "PATH", "PAGE"}
"""What names files and folders is called so in the help."""


def shell_code(shell: str) -> str:
    """What one of :data:`SHELLS` has to read once for it."""
    return f"{shellcode(['warta'], shell=shell).strip()}\n"


def asked_words() -> list[str]:
    """The words of the command line that are complete, without the program's name."""
    line = os.environ.get("COMP_LINE", "")
    return line[: int(os.environ.get("COMP_POINT", len(line)))].split(" ")[1:-1]


def answer(parser: Parser) -> None:
    """Tell the shell that asks what may stand here, and end the process."""
    CompletionFinder()(parser, always_complete_options="long", default_completer=_Values())


class _Values(BaseCompleter):
    """The values of arguments that have no choices of their own."""

    def __call__(
        self, *, prefix: str, action: argparse.Action, parsed_args: argparse.Namespace, **_: object
    ) -> Iterable[str]:
        """Names of the site, files, or nothing."""
        if action.dest in ("target", "environment"):
            return [name for name in _names(action.dest, parsed_args) if name.startswith(prefix)]
        return tuple(FilesCompleter()(prefix)) if action.metavar in _PLACES else ()


def _names(kind: str, options: argparse.Namespace) -> Sequence[str]:
    """Those of the targets or environments in ``site.toml``, whatever else may be wrong with it."""
    table, known = ("deploy", ()) if kind == "target" else ("environment", tuple(PREVIEW))
    try:
        with open(f"{site_folder(options)}/{CONFIG_FILE}", "rb") as file:
            given = tomllib.load(file).get(table)
    except (OSError, ValueError):
        return known
    return (*known, *given) if isinstance(given, Mapping) else known
