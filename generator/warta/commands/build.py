"""``warta build``. What there is to do when something has changed is imported only then."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from warta.console.unchanged import asked, built, repeated
from warta.console.usage import DONE, PARTLY_NEW, SITE_HAS_ERRORS, add_site_options, check_cluster

if TYPE_CHECKING:
    from warta.build.build import Request, Result
    from warta.config.settings import Config

__all__ = ["add_arguments", "run"]


def add_arguments(command: argparse.ArgumentParser) -> None:
    """The output folder, the cluster, and what is printed."""
    add_site_options(command)
    command.add_argument("--output", metavar="DIR")
    command.add_argument("--executor", metavar="dask://HOST:PORT")
    command.add_argument("--clean", action="store_true")
    command.add_argument(
        "--prune",
        action="store_true",
    )
    command.add_argument("--explain", action="store_true")
    command.add_argument("--verify", action="store_true")
    command.add_argument("--format", choices=("text", "json"), default="text")


def run(options: argparse.Namespace) -> int:
    """Build the site and say what was done; when nothing has changed, say again what the last build said."""
    check_cluster(options)
    return DONE if repeated(options) else _build(options)


def _build(options: argparse.Namespace) -> int:
    gc.disable()  # this process ends soon, and what a build makes it keeps
    from warta.build.build import build
    from warta.console.report import all_as_text
    from warta.console.request import language_of, request_of
    from warta.diagnostics.catalogue import report_text

    request = request_of(options)
    if options.prune:
        request = replace(request, prune=partial(_may_prune, options))
    result = build(request)
    language = language_of(options, result)
    if options.format == "json":
        _print_json(result, language)
    else:
        print(all_as_text(result.diagnostics, language, request.site), end="", file=sys.stderr)
    if result.partly_new:
        return PARTLY_NEW
    if result.failed:
        if options.format == "text":
            print(report_text("nothing_written", language), file=sys.stderr)
        return SITE_HAS_ERRORS
    _say_what_was_done(options, request, result, language)
    return _verified(options, request, language) if options.verify else DONE


def _say_what_was_done(options: argparse.Namespace, request: Request, result: Result, language: str) -> None:
    """Print it, and keep what a build that finds nothing changed has to say again."""
    from warta.build.build import remember
    from warta.console.plain import plain
    from warta.console.report import all_as_text
    from warta.console.schedule import held_lines, next_line
    from warta.diagnostics.catalogue import load_messages, report_text
    from warta.site.addresses import ONCE

    is_text, site = options.format == "text", result.prepared
    if options.explain and is_text:
        for path, reason in result.reasons:
            print(plain(f"{path}: {report_text('reason_' + reason, language)}"))
    lines = []
    if site is not None and not request.drafts:
        lines += [*held_lines(site.library, language), *next_line(site.due, site.config.zone, language)]
    form: str = load_messages(language)["report"]["built"]
    template = "".join(plain(line) + "\n" for line in lines) + form
    counts = {"rendered": result.rendered, "kept": result.kept, "deleted": result.deleted}
    if is_text:
        print(built(template, options.started, **counts))
    again = [each for each in result.diagnostics if each.code not in ONCE]
    report = all_as_text(again, language, request.site)
    remember(request, result, asked(options, str(request.site)), (report, template))


def _verified(options: argparse.Namespace, request: Request, language: str) -> int:
    """Build once more and say what differs; the exit status."""
    from warta.build.build import verify
    from warta.console.plain import plain
    from warta.diagnostics.catalogue import report_text

    differing = verify(request)
    for path in differing:
        print(plain(report_text("verify_differs", language, path=path)), file=sys.stderr)
    verdict = report_text("verify_failed" if differing else "verified", language, count=len(differing))
    print(verdict, file=sys.stdout if options.format == "text" else sys.stderr)
    return SITE_HAS_ERRORS if differing else DONE


def _print_json(result: Result, language: str) -> None:
    """Addresses start with ``/`` below the site's address; nothing is written when there is an error."""
    from warta.console.plain import json_text
    from warta.console.report import as_json
    from warta.console.schedule import due_as_json, first_public, held_as_json
    from warta.site.public_addresses import address_of

    site, outputs = result.prepared, result.outputs or {}
    changed = {*result.written, *result.removed}
    report = {
        "base_url": result.config.base_url if result.config is not None else None,
        "written": [address_of(path) for path in result.written],
        "kept": [address_of(path) for path in sorted(outputs.keys() - changed)],
        "deleted": [address_of(path) for path in result.removed],
        "held": held_as_json(site.library) if site is not None else [],
        "next_due": due_as_json(first_public(site.due), site.config.zone) if site is not None else None,
        "findings": [as_json(found, language) for found in result.diagnostics],
    }
    print(json_text(report))


def _may_prune(options: argparse.Namespace, config: Config, paths: Sequence[str]) -> bool:
    """Show what is not of this site; whether it may be deleted. Only a terminal has somebody to ask."""
    from warta.console.request import language_of
    from warta.diagnostics.catalogue import load_messages, report_text
    from warta.diagnostics.values import printable

    language = language_of(options, config)
    for path in paths:
        print(f"  {printable(path)}")
    count = len(paths)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        print(report_text("pruning", language, n=count))
        return True
    try:
        answer = input(report_text("prune_question", language, n=count) + " ")
    except EOFError:
        return False
    return answer.strip().casefold() in load_messages(language)["report"]["yes"]
