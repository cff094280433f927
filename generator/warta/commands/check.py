"""``warta check``."""

from __future__ import annotations

import argparse
import sys

from warta.authoring.fix import fix
from warta.build.build import Request, Result, check
from warta.console.plain import json_text, plain
from warta.console.report import as_github, as_json, place_of, print_findings
from warta.console.request import language_of, request_of
from warta.console.usage import DONE, SITE_HAS_ERRORS, add_site_options
from warta.diagnostics.catalogue import report_text

__all__ = ["add_arguments", "run"]


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What is checked, and in which form findings are printed."""
    add_site_options(command)
    command.add_argument("--format", choices=("text", "json", "github"), default="text")
    command.add_argument("--fix", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Say everything that is wrong with the site, after mending what is safe to mend if so asked."""
    request = request_of(options)
    result = _mended(options, request) if options.fix else check(request)
    language = language_of(options, result)
    if options.format == "text":
        print_findings(result.diagnostics, language, request.site)
        if not result.failed:
            print(report_text("checked", language))
    elif options.format == "json":
        print(json_text([as_json(each, language) for each in result.diagnostics]))
    else:
        for each in result.diagnostics:
            print(as_github(each, language))
    return SITE_HAS_ERRORS if result.failed else DONE


def _mended(options: argparse.Namespace, request: Request) -> Result:
    """Mend what is safe to mend and say what was done; gives the findings that are left."""
    fixed = fix(request)
    language = language_of(options, fixed.result)
    for found in fixed.done:
        values: dict[str, object] = dict(found.arguments)
        text = report_text(f"mended-{found.code}", language, 1, **values)
        line = f"{place_of(found)}: {report_text('mended', language)}: {text}"
        print(plain(line), file=sys.stderr)
    for path, problem in fixed.failed:
        print(plain(report_text("not_mended", language, path=path, problem=problem)), file=sys.stderr)
    return fixed.result
