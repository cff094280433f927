"""``warta schedule``."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from pathlib import Path

from warta.commands.due import trigger_of
from warta.console.plain import plain
from warta.console.report import print_findings
from warta.console.request import language_of, request_of
from warta.console.usage import DONE, SITE_HAS_ERRORS, UsageError
from warta.diagnostics.catalogue import report_text
from warta.filesystem.users import user_name
from warta.publishing.timers import CRON, SYSTEMD, Timer, timer_files
from warta.site.open import read_config

__all__ = ["add_arguments", "run"]


def add_arguments(command: argparse.ArgumentParser) -> None:
    """For what, where to, and what ``warta due`` is to set off."""
    command.add_argument("kind", metavar="KIND", choices=(SYSTEMD, CRON))
    command.add_argument("--webhook", metavar="URL")
    command.add_argument("--ref", metavar="REF", default="main")
    command.add_argument("--run", metavar="COMMAND", dest="call")
    command.add_argument("--every", metavar="MINUTES", type=int, default=5)
    command.add_argument("--output", metavar="DIR", default=".")


def run(options: argparse.Namespace) -> int:
    """Write the files, and say which."""
    trigger_of(options)
    language = language_of(options)
    if not 1 <= options.every <= 59:
        raise UsageError(report_text("bad_every", language, value=options.every))
    request = request_of(argparse.Namespace(site=options.site, lang=options.lang))
    config, found = read_config(request)
    if config is None:
        print_findings(found, language, request.site)
        return SITE_HAS_ERRORS
    call = ["--run", options.call] if options.webhook is None else ["--webhook", options.webhook]
    if options.webhook is not None and options.ref != "main":
        call += ["--ref", options.ref]
    timer = Timer(
        site=str(request.site),
        program=[sys.executable, "-m", "warta"],
        call=call,
        minutes=options.every,
        title=config.titles[config.codes[0]],
        pull=(request.site / ".git").exists(),
        user=user_name(),
        path=os.path.dirname(sys.executable),
    )
    folder = Path(os.path.abspath(options.output))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in timer_files(options.kind, timer).items():
            (folder / name).write_text(text, "utf-8")
            print(plain(str(folder / name)))
    except OSError as problem:
        raise UsageError(report_text("not_written", language, path=folder, problem=problem)) from None
    next_step = report_text(f"schedule_{options.kind}", language, path=shlex.quote(str(folder)))
    print(plain(next_step), file=sys.stderr)
    return DONE
