"""``warta next-due``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import tzinfo

from warta.console.plain import json_text, plain
from warta.console.report import print_findings
from warta.console.request import language_of, moment_of, request_of
from warta.console.schedule import at_text, due_as_json, kind_text
from warta.console.usage import DONE, NOTHING_DUE, OVERDUE, SITE_HAS_ERRORS, UsageError
from warta.diagnostics.catalogue import report_text
from warta.publishing.moments import agenda, last_build
from warta.site.due import Due
from warta.site.open import open_site

__all__ = ["add_arguments", "run"]


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Since when, as of when, and in which form."""
    command.add_argument("--output", metavar="DIR")
    command.add_argument("--since", metavar="TIME")
    command.add_argument("--now", metavar="TIME")
    command.add_argument("--format", choices=("text", "json"), default="text")


def run(options: argparse.Namespace) -> int:
    """Say when a build changes something next, or should have by now."""
    request = request_of(options)
    since = last_build(request)
    if options.since is not None:
        moment = moment_of(options.since, request.site)
        if moment is None:
            raise UsageError(report_text("bad_since", language_of(options), value=options.since))
        since = moment.timestamp()
    with open_site(request) as (site, found):
        language = language_of(options, site.config if site else None)
        if site is None:
            print_findings(found, language, request.site)
            return SITE_HAS_ERRORS
        overdue, upcoming = agenda(site, since, request.now.timestamp())
        zone = site.config.zone
    if options.format == "json":
        print(json_text({"overdue": due_as_json(overdue, zone), "next": due_as_json(upcoming, zone)}))
    else:
        _print(overdue, upcoming, zone, language)
    if overdue:
        return OVERDUE
    return DONE if upcoming else NOTHING_DUE


def _print(overdue: Sequence[Due], upcoming: Sequence[Due], zone: tzinfo, language: str) -> None:
    for name, moments in (("due_overdue", overdue), ("due_next", upcoming)):
        if moments:
            print(report_text(name, language, at=at_text(moments[0].at, zone, language)))
            for due in moments:
                print(plain(f"  {kind_text(due.kind, language)}: {due.file}"))
    if not overdue and not upcoming:
        print(report_text("due_nothing", language))
