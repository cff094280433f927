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


def run(options: argparse.Namespace) -> int:
    """Build the site and say what was done; when nothing has changed, say again what the last build said."""
    check_cluster(options)
    return DONE if repeated(options) else _build(options)


def _build(options: argparse.Namespace) -> int:
    gc.disable()  # this process ends soon, and what a build makes it keeps
    from warta.build.build import build, remember, verify
    from warta.console.plain import plain
    from warta.console.report import all_as_text
    from warta.console.request import language_of, request_of
    from warta.diagnostics.catalogue import load_messages, report_text
    from warta.site.addresses import ONCE

    request = request_of(options)
    if options.prune:
        request = replace(request, prune=partial(_may_prune, options))
    result = build(request)
    language = language_of(options, result)
    report = all_as_text(result.diagnostics, language, request.site)
    print(report, end="", file=sys.stderr)
    if result.partly_new:
        return PARTLY_NEW
    if result.failed:
        print(report_text("nothing_written", language), file=sys.stderr)
        return SITE_HAS_ERRORS
    if options.explain:
        for path, reason in result.reasons:
            print(plain(f"{path}: {report_text('reason_' + reason, language)}"))
    template: str = load_messages(language)["report"]["built"]
    counts = {"rendered": result.rendered, "kept": result.kept, "deleted": result.deleted}
    print(built(template, options.started, **counts))
    again = all_as_text(
        [each for each in result.diagnostics if each.code not in ONCE], language, request.site
    )
    remember(request, result, asked(options, str(request.site)), (again, template))
    if not options.verify:
        return DONE
    differing = verify(request)
    for path in differing:
        print(plain(report_text("verify_differs", language, path=path)), file=sys.stderr)
    print(report_text("verify_failed" if differing else "verified", language, count=len(differing)))
    return SITE_HAS_ERRORS if differing else DONE


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
