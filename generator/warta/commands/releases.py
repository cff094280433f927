"""``warta releases``."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from warta.console.deployment import Deployment, add_target_options, with_target
from warta.console.plain import json_text, plain
from warta.console.usage import DONE
from warta.deploy.run import releases
from warta.deploy.target import Release
from warta.diagnostics.catalogue import report_text

__all__ = ["add_arguments", "run"]


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Of which target, in which form."""
    command.add_argument("target", nargs="?", metavar="TARGET")
    command.add_argument("--format", choices=("text", "json"), default="text")
    add_target_options(command)


def run(options: argparse.Namespace) -> int:
    """List the releases that a target has, newest first."""

    def act(deployment: Deployment) -> int:
        found = releases(deployment.order.target, deployment.around)
        if options.format == "json":
            print(json_text([_as_json(each) for each in found]))
            return DONE
        for each in found:
            print(plain(_as_line(each, deployment)))
        if not found:
            print(report_text("no_releases", deployment.language))
        return DONE

    return with_target(options, options.target, act)


def _as_json(each: Release) -> dict[str, object]:
    record = each.record
    return {
        "number": each.number,
        "public": each.is_public,
        "at": datetime.fromtimestamp(record.at, UTC).isoformat() if record else None,
        "files": len(record.files) if record else None,
        "base_url": record.base if record else None,
        "origin": record.origin or None if record else None,
    }


def _as_line(each: Release, deployment: Deployment) -> str:
    language, record = deployment.language, each.record
    parts = [f"{each.number:>5}"]
    if record is None:
        parts.append(report_text("release_unreadable", language))
    else:
        at = datetime.fromtimestamp(record.at, deployment.config.zone)
        parts += [f"{at:%Y-%m-%d %H:%M %z}", report_text("release_files", language, n=len(record.files))]
        if record.origin:
            parts.append(report_text("release_origin", language, number=record.origin))
    if each.is_public:
        parts.append(report_text("release_is_public", language))
    return "  ".join(parts)
