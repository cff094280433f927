"""``warta init``."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.build import Request
from generator.commands.request import language_of, now
from generator.commands.schema import write_editor_files
from generator.commands.usage import DONE, UsageError
from generator.messages import report_text
from generator.starter import StarterError, create_site

__all__ = ["run"]


def run(options: argparse.Namespace) -> int:
    """Make a new site, with what editors need to know of it."""
    language = language_of(options)
    try:
        create_site(Path(options.folder))
        with TemporaryDirectory(prefix="warta-") as cache:
            site = Path(os.path.abspath(options.folder))
            write_editor_files(Request(site, site / "output", now(), cache=Path(cache)))
    except StarterError:
        raise UsageError(report_text("init_exists", language, path=options.folder)) from None
    except OSError as problem:
        what = problem.strerror or str(problem)
        raise UsageError(report_text("init_failed", language, path=options.folder, problem=what)) from None
    print(report_text("initialised", language, path=options.folder))
    return DONE
