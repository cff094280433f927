"""What the commands about deployed sites share: which target is meant, and what is said of it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from warta.config.settings import Config
from warta.console.plain import plain
from warta.console.report import print_findings
from warta.console.request import language_of, now, required_site
from warta.console.usage import PARTLY_NEW, SITE_HAS_ERRORS, UsageError
from warta.deploy.findings import DeployError, PartlySentError
from warta.deploy.run import Deployed, Order
from warta.deploy.target import Surroundings
from warta.diagnostics.catalogue import report_text
from warta.diagnostics.values import printable
from warta.filesystem.own_files import seen_from
from warta.output.folder import OutputError
from warta.site.open import read_config
from warta.site.source import Source

__all__ = ["Deployment", "add_target_options", "print_deployed", "with_target"]


class Deployment(NamedTuple):
    """What a command works with."""

    config: Config
    language: str
    order: Order
    around: Surroundings


def add_target_options(command: argparse.ArgumentParser) -> None:
    """What is known of the way to a target on another machine."""
    command.add_argument("--ssh-config", metavar="FILE")


def with_target(options: argparse.Namespace, name: str | None, act: Callable[[Deployment], int]) -> int:
    """Have ``act`` done with the target of that name, or the only one; says what keeps it from being done."""
    site = required_site(options)
    config, found = read_config(Source(site))
    language = language_of(options, config)
    if config is None:
        print_findings(found, language, site)
        return SITE_HAS_ERRORS
    order = _order(options, _chosen(config, name, language), config, site)
    around = Surroundings(
        site,
        dict(os.environ),
        ssh_config=Path(os.path.abspath(options.ssh_config)) if options.ssh_config else None,
        adopt=getattr(options, "adopt", False),
        trial=getattr(options, "dry_run", False),
        verify=getattr(options, "verify", False),
    )
    try:
        return act(Deployment(config, language, order, around))
    except (DeployError, OutputError) as problem:
        print_findings((problem.diagnostic,), language, site)
        return PARTLY_NEW if isinstance(problem, PartlySentError) else SITE_HAS_ERRORS


def _order(options: argparse.Namespace, name: str, config: Config, site: Path) -> Order:
    output = Path(os.path.abspath(getattr(options, "output", None) or site / "output"))
    target = config.targets[name]
    there, _ = read_config(Source(site, environment=target.environment))
    return Order(
        name=name,
        target=target,
        base_url=there.base_url if there is not None else config.base_url,
        now=now().astimezone(config.zone),
        output=output,
        shown=seen_from(os.getcwd(), output),
        max_delete=getattr(options, "max_delete", None),
        delete_now=getattr(options, "delete_now", False),
        dry_run=getattr(options, "dry_run", False),
        hub=config.feeds.hub,
        purge_with=getattr(options, "purge_with", None) or "",
    )


def _chosen(config: Config, name: str | None, language: str) -> str:
    """The name of the target that is meant. Raises UsageError when there is none, or several."""
    known = ", ".join(config.targets)
    if not config.targets:
        raise UsageError(report_text("no_targets", language))
    if name is None:
        if len(config.targets) > 1:
            raise UsageError(report_text("which_target", language, known=known))
        return next(iter(config.targets))
    if name not in config.targets:
        close = get_close_matches(name, config.targets, n=1)
        suggestion = close[0] if close else ""
        text = "unknown_target_meant" if close else "unknown_target"
        raise UsageError(report_text(text, language, given=name, known=known, suggestion=suggestion))
    return name


def print_deployed(done: Deployed, deployment: Deployment, *, listed: bool) -> None:
    """What was sent and deleted, file by file if so wanted, and how much of each; remarks on stderr."""
    plan, language = done.plan, deployment.language
    if listed:
        for path in plan.send:
            print(plain(f"{'+' if path in plan.new else '~'} {printable(path)}"))
        for path in plan.delete:
            print(plain(f"- {printable(path)}"))
    counts = {
        "sent": len(plan.send),
        "new": len(plan.new),
        "kept": len(plan.keep),
        "deleted": len(plan.delete),
    }
    form = "would_deploy" if deployment.order.dry_run else "deployed"
    print(report_text(form, language, target=deployment.order.name, **counts))
    if plan.leaving:
        print(report_text("leaving", language, n=len(plan.leaving)))
    if done.release:
        print(report_text("release_public", language, number=done.release))
    for service, count in done.told.items():
        print(plain(report_text("told", language, n=count, service=service)))
    print_findings(done.remarks, language, deployment.around.site)
    sys.stdout.flush()
