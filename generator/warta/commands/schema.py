"""``warta schema``."""

from __future__ import annotations

import argparse
import sys

from warta.authoring.editor_files import OWNED, editor_files
from warta.console.report import print_findings
from warta.console.request import language_of, request_of
from warta.console.usage import DONE, SITE_HAS_ERRORS, UsageError
from warta.content.new_files import write_generated
from warta.diagnostics.catalogue import report_text
from warta.diagnostics.values import Diagnostic
from warta.filesystem.own_files import seen_from
from warta.site.open import open_site
from warta.site.source import Source

__all__ = ["add_arguments", "run", "write_editor_files"]


def add_arguments(_: argparse.ArgumentParser) -> None:
    """None: everything is known from the site."""


def run(options: argparse.Namespace) -> int:
    """Write the files for editors and print their paths."""
    request = request_of(options)
    language = language_of(options)
    try:
        written, kept, diagnostics = write_editor_files(request)
    except OSError as problem:
        values = {"path": problem.filename, "problem": problem.strerror}
        raise UsageError(report_text("new_failed", language, 1, **values)) from None
    if not written:
        print_findings(diagnostics, language, request.site)
        return SITE_HAS_ERRORS
    for path in written:
        print(seen_from(".", request.site / path))
    for path in kept:
        print(report_text("schema_kept", language, path=path), file=sys.stderr)
    return DONE


def write_editor_files(source: Source) -> tuple[list[str], list[str], tuple[Diagnostic, ...]]:
    """Written paths, the user's own that were left alone, and why nothing was written. Raises OSError."""
    with open_site(source) as (site, diagnostics):
        if site is None:
            return [], [], diagnostics
        files = editor_files(site.registry, site.config.codes, site.config.message_language)
        return *write_generated(source.site, files, OWNED), diagnostics
