"""``warta check``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from warta.console.unchanged import asked, checked_again
from warta.console.usage import DONE, SITE_HAS_ERRORS, UsageError, add_site_options

if TYPE_CHECKING:
    from warta.build.build import Request, Result
    from warta.diagnostics.values import Diagnostic

__all__ = ["add_arguments", "run"]


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What is checked, and in which form findings are printed."""
    add_site_options(command)
    command.add_argument("--against", metavar="URL", nargs="?", const="")
    command.add_argument("--format", choices=("text", "json", "github", "gitlab"), default="text")
    command.add_argument("--fix", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Say everything that is wrong with the site, after mending what is safe to mend if so asked."""
    return DONE if checked_again(options) else _check(options)


def _check(options: argparse.Namespace) -> int:
    from msgspec.structs import replace

    from warta.build.build import check, public_stamps, remember_check
    from warta.console.report import all_as_text
    from warta.console.request import language_of, request_of
    from warta.diagnostics.catalogue import report_text
    from warta.diagnostics.values import ordered

    request = request_of(options)
    found: tuple[Diagnostic, ...] = ()
    if options.against is not None:
        request, found = _with_record(options, request)
    public = public_stamps(request)
    result = _mended(options, request) if options.fix else check(request)
    result = replace(result, diagnostics=ordered((*result.diagnostics, *found)))
    language = language_of(options, result)
    _report(options.format, result.diagnostics, language, request)
    if options.format == "text" and not result.failed:
        print(report_text("checked", language))
        if not (options.fix or options.now) and options.against is None:
            said = all_as_text(result.diagnostics, language, request.site), report_text("checked", language)
            remember_check(
                request, result, public=public, asked=asked(options, str(request.site)), report=said
            )
    return SITE_HAS_ERRORS if result.failed else DONE


def _report(form: str, findings: Sequence[Diagnostic], language: str, request: Request) -> None:
    from warta.console.plain import json_text
    from warta.console.report import as_github, as_gitlab, as_json, print_findings

    if form == "text":
        print_findings(findings, language, request.site)
    elif form == "github":
        for each in findings:
            print(as_github(each, language))
    else:
        entries = [as_json(each, language) for each in findings]
        print(json_text(as_gitlab(findings, language) if form == "gitlab" else entries))


def _with_record(options: argparse.Namespace, request: Request) -> tuple[Request, tuple[Diagnostic, ...]]:
    """The request with what the public site says of itself, and why it cannot be had. Raises UsageError."""
    from msgspec.structs import replace

    from warta.console.plain import plain
    from warta.console.request import language_of
    from warta.diagnostics.catalogue import report_text
    from warta.publishing.against import record_address, record_from
    from warta.site.open import read_config
    from warta.urls import has_secret

    language, source = language_of(options), options.against
    if not source:
        config, _ = read_config(request)
        if config is None:
            return request, ()  # the check says what is wrong with it
        source = config.base_url
    if has_secret(source):
        raise UsageError(report_text("bad_against", language))
    try:
        against = record_from(source)
    except OSError as problem:
        name, reason = record_address(source), problem.strerror or str(problem)
        text = "no_record_there" if isinstance(problem, FileNotFoundError) else "no_record_file"
        raise UsageError(report_text(text, language, path=name, problem=reason)) from None
    if against.is_first:
        print(plain(report_text("no_record_yet", language, address=record_address(source))), file=sys.stderr)
    return replace(request, against=against.record), against.findings


def _mended(options: argparse.Namespace, request: Request) -> Result:
    """Mend what is safe to mend and say what was done; gives the findings that are left."""
    from warta.authoring.fix import fix
    from warta.console.plain import plain
    from warta.console.report import place_of
    from warta.console.request import language_of
    from warta.diagnostics.catalogue import report_text

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
