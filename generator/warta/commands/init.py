"""``warta init``."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from warta.authoring.empty_site import empty_site
from warta.authoring.starter import StarterError, create_site
from warta.checks import known_severities
from warta.commands.schema import write_editor_files
from warta.config.languages import language_codes
from warta.config.site_tables import REGION_DATA
from warta.console.request import language_of
from warta.console.usage import DONE, UsageError
from warta.diagnostics.catalogue import report_text
from warta.site.source import Source

__all__ = ["add_arguments", "run"]

DEFAULT_LANGUAGES = ("id", "en")


def add_arguments(command: argparse.ArgumentParser) -> None:
    """The folder of the new site."""
    command.add_argument("folder", metavar="DIR", nargs="?", default=".")
    command.add_argument("--languages", metavar="CODES", default="")
    command.add_argument("--empty", action="store_true")
    command.add_argument("--regions", choices=REGION_DATA, default="")


def run(options: argparse.Namespace) -> int:
    """Make a new site, with what editors need to know of it."""
    language = language_of(options)
    given = options.languages or ",".join(DEFAULT_LANGUAGES)
    codes = [code.strip() for code in given.split(",")]
    if (options.languages or options.regions) and not options.empty:
        raise UsageError(report_text("init_needs_empty", language, value=given))
    if language_codes(codes) is not None:
        raise UsageError(report_text("init_languages", language, value=options.languages))
    try:
        instead = empty_site(codes, options.regions or "own") if options.empty else None
        create_site(Path(options.folder), instead)
        with TemporaryDirectory(prefix="warta-") as cache:
            site = Path(os.path.abspath(options.folder))
            write_editor_files(Source(site, rules=known_severities, cache=Path(cache)))
    except StarterError:
        raise UsageError(report_text("init_exists", language, path=options.folder)) from None
    except OSError as problem:
        what = problem.strerror or str(problem)
        raise UsageError(report_text("init_failed", language, path=options.folder, problem=what)) from None
    print(report_text("initialised", language, path=options.folder))
    return DONE
