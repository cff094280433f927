"""``warta init``."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from warta.authoring.starter import StarterError, create_site
from warta.checks import known_severities
from warta.commands.schema import write_editor_files
from warta.console.request import language_of
from warta.console.usage import DONE, UsageError
from warta.diagnostics.catalogue import report_text
from warta.site.source import Source

__all__ = ["add_arguments", "run"]


def add_arguments(command: argparse.ArgumentParser) -> None:
    """The folder of the new site."""
    command.add_argument("folder", metavar="DIR", nargs="?", default=".")


def run(options: argparse.Namespace) -> int:
    """Make a new site, with what editors need to know of it."""
    language = language_of(options)
    try:
        create_site(Path(options.folder))
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
