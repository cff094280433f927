"""``warta completion``."""

from __future__ import annotations

import argparse
import sys

from warta.console.completion import SHELLS, shell_code
from warta.console.usage import DONE

__all__ = ["add_arguments", "run"]


def add_arguments(command: argparse.ArgumentParser) -> None:
    """For which shell."""
    command.add_argument("shell", metavar="SHELL", choices=SHELLS)


def run(options: argparse.Namespace) -> int:
    """Print what the shell has to read."""
    sys.stdout.write(shell_code(options.shell))
    return DONE
