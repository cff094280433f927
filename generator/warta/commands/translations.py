"""``warta translations``."""

from __future__ import annotations

import argparse
import sys

from warta.authoring.translations import Item, confirm, report
from warta.authoring.translations_report import report_page, report_texts
from warta.console.plain import json_text, plain
from warta.console.report import print_findings
from warta.console.request import language_of, request_of
from warta.console.usage import DONE, SITE_HAS_ERRORS, WRONG_USAGE, UsageError
from warta.diagnostics.catalogue import report_text
from warta.filesystem.own_files import seen_from
from warta.site.open import OpenSite, open_site

__all__ = ["add_arguments", "run"]


def add_arguments(command: argparse.ArgumentParser) -> None:
    """How the report is written; which translations are confirmed instead."""
    command.add_argument("--format", choices=("text", "json", "html"), default="text")
    command.add_argument(
        "--confirm",
        metavar="PATH",
        nargs="+",
    )


def run(options: argparse.Namespace) -> int:
    """Report on the translations, or record that some fit their originals."""
    request = request_of(options)
    with open_site(request) as (site, diagnostics):
        language = language_of(options, site.config if site else None)
        if site is None:
            print_findings(diagnostics, language, request.site)
            return SITE_HAS_ERRORS
        if options.confirm:
            return _confirm(site, options.confirm, language)
        items = report(site)
    if options.format == "json":
        print(json_text([_as_json(item) for item in items]))
    elif options.format == "html":
        print(report_page(items, language, site.config.titles[site.config.codes[0]]))
    else:
        print(plain("\n".join(report_texts(items, language))))
    return DONE


def _confirm(site: OpenSite, paths: list[str], language: str) -> int:
    folder = site.folder
    shown = {seen_from(folder, path): path for path in paths}
    try:
        done = confirm(site, shown)
    except OSError as problem:
        values = {"path": problem.filename, "problem": problem.strerror}
        raise UsageError(report_text("new_failed", language, 1, **values)) from None
    for name, path in done.problems:
        print(f"warta: {report_text(name, language, path=shown.get(path, path))}", file=sys.stderr)
    for path in done.written:
        print(seen_from(".", folder / path))
    if done.problems:
        return WRONG_USAGE
    text = report_text("confirmed", language, n=len(done.written), unchanged=len(done.unchanged))
    print(text, file=sys.stderr)
    return DONE


def _as_json(item: Item) -> dict[str, object]:
    return {**item._asdict(), "changes": [change._asdict() for change in item.changes]}
