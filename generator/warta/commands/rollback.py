"""``warta rollback``."""

from __future__ import annotations

import argparse

from warta.console.deployment import Deployment, add_target_options, print_deployed, with_target
from warta.console.usage import DONE
from warta.deploy.run import roll_back

__all__ = ["add_arguments", "run"]


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Which release comes back, and where."""
    command.add_argument("release", nargs="?", metavar="N", type=int)
    command.add_argument("--target", metavar="TARGET")
    command.add_argument("--dry-run", action="store_true")
    command.add_argument("--purge-with", metavar="COMMAND")
    add_target_options(command)


def run(options: argparse.Namespace) -> int:
    """Make an earlier release public again."""

    def act(deployment: Deployment) -> int:
        done = roll_back(deployment.order, options.release, deployment.around)
        print_deployed(done, deployment, listed=options.dry_run)
        return DONE

    return with_target(options, options.target, act)
