"""``warta deploy``."""

from __future__ import annotations

import argparse
import sys

from warta.console.deployment import Deployment, add_target_options, print_deployed, with_target
from warta.console.usage import DONE
from warta.deploy.run import deploy
from warta.diagnostics.catalogue import report_text

__all__ = ["add_arguments", "run"]


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Where the output goes, and what may happen there."""
    command.add_argument("target", nargs="?", metavar="TARGET")
    command.add_argument("--output", metavar="DIR")
    command.add_argument("--dry-run", action="store_true")
    command.add_argument("--max-delete", metavar="N", type=int)
    command.add_argument("--delete-now", action="store_true")
    command.add_argument("--adopt", action="store_true")
    command.add_argument("--verify", action="store_true")
    command.add_argument("--purge-with", metavar="COMMAND")
    add_target_options(command)


def run(options: argparse.Namespace) -> int:
    """Bring the output to its target, and say what was done."""
    return with_target(options, options.target, _deploy)


def _deploy(deployment: Deployment) -> int:
    step = 0

    def progress(sent: int, of: int) -> None:
        """A line for each tenth: a log shows it as a terminal does."""
        nonlocal step
        if of >= 50 and sent * 10 // of > step:
            step = sent * 10 // of
            print(report_text("sending", deployment.language, sent=sent, of=of), file=sys.stderr)

    done = deploy(deployment.order, deployment.around, progress)
    print_deployed(done, deployment, listed=deployment.order.dry_run)
    return DONE
