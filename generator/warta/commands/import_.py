"""``warta import``."""

from __future__ import annotations

import argparse

from warta.console.plain import json_text, plain
from warta.console.report import print_findings
from warta.console.request import language_of, moment_of, now, required_site
from warta.console.usage import DONE, SITE_HAS_ERRORS, UsageError
from warta.diagnostics.catalogue import import_text, report_text
from warta.importing.files import said
from warta.importing.opening import plan_path, write_plan
from warta.importing.reporting import as_json, as_text
from warta.importing.running import ImportRequest, open_desk, run_import
from warta.importing.site import Desk

__all__ = ["add_arguments", "run"]


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What is imported, by which plan, and how the report is written."""
    command.add_argument(
        "sources",
        metavar="SOURCE",
        nargs="+",
    )
    command.add_argument("--date", metavar="DATE")
    command.add_argument(
        "--plan",
        action="store_true",
    )
    command.add_argument("--plan-file", metavar="FILE")
    command.add_argument("--new-terms", action="store_true")
    command.add_argument("--dry-run", action="store_true")
    command.add_argument("--format", choices=("text", "json"), default="text")


def run(options: argparse.Namespace) -> int:
    """Make drafts of the sources, or only propose how."""
    language = language_of(options)
    site = required_site(options)
    at = now() if options.date is None else moment_of(options.date, site)
    if at is None:
        raise UsageError(report_text("bad_date", language, value=options.date))
    request = ImportRequest(
        site, tuple(options.sources), at.date(), options.plan_file, options.new_terms, options.dry_run
    )
    desk, diagnostics = open_desk(request)
    if desk is None:
        print_findings(diagnostics, language, request.site)
        return SITE_HAS_ERRORS
    language = language_of(options, desk.config)
    if options.plan:
        return _propose(request, desk, language)
    report = run_import(request, desk)
    if options.format == "json":
        print(json_text(as_json(report, language)))
    else:
        print(plain(as_text(report, language)), end="")
    return SITE_HAS_ERRORS if report.is_empty else DONE


def _propose(request: ImportRequest, desk: Desk, language: str) -> int:
    """``warta import --plan``: the proposal is written, nothing else is."""
    if len(request.sources) != 1:
        raise UsageError(import_text("plan_one", language))
    path = plan_path(request.site, request.plan_file)
    problem = write_plan(request.sources[0], path, desk, language)
    if problem is not None:
        raise UsageError(f"{request.sources[0]}: {said(problem, language)}")
    print(plain(import_text("plan_written", language, path=path, source=request.sources[0])))
    return DONE
