"""The ``warta`` command: its options, and which part of the program does what."""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module

from warta import __version__
from warta.console.streams import lost_report, open_streams
from warta.console.unchanged import repeated
from warta.console.usage import DONE, INTERRUPTED, WRONG_USAGE, UsageError, check_cluster

__all__ = ["main", "run"]

MESSAGE_LANGUAGES = ("id", "en")


def run() -> None:
    """The console script: ends the process without taking its objects apart one by one."""
    open_streams()
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    started = time.perf_counter()
    options = _parser().parse_args(arguments)
    options.started = started
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal without Unicode, or a name that is none
            stream.reconfigure(errors="backslashreplace")
    try:
        status: int = options.run(options)
        sys.stdout.flush()
        if lost := lost_report():
            from warta.diagnostics.catalogue import report_text

            print(report_text("report_lost", options.lang or "id", problem=lost), file=sys.stderr)
    except UsageError as problem:
        from warta.console.plain import plain

        print(plain(f"warta: {problem}"), file=sys.stderr)
        return WRONG_USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def _command(module: str) -> Callable[[argparse.Namespace], int]:
    """What a command does, imported when it is asked for: a build with nothing to do waits for no imports."""

    def imported(options: argparse.Namespace) -> int:
        gc.disable()  # what is imported stays; looking through it takes a tenth of the time
        run = import_module(f"warta.commands.{module}").run
        gc.enable()
        status: int = run(options)
        return status

    return imported


def _build(options: argparse.Namespace) -> int:
    check_cluster(options)
    return DONE if repeated(options) else _command("build")(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="warta", description="A static site generator for agency news.", allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"warta {__version__}")
    parser.add_argument(
        "--site",
        metavar="DIR",
        help="the site's folder; default: the nearest one upward with a site.toml",
    )
    parser.add_argument(
        "--lang",
        choices=MESSAGE_LANGUAGES,
        help="language of messages; default: message_language in site.toml",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    command = commands.add_parser("init", help="start a new site that builds at once", allow_abbrev=False)
    command.add_argument("folder", metavar="DIR", nargs="?", default=".")
    command.set_defaults(run=_command("init"))

    command = commands.add_parser("build", help="build the site into its output folder", allow_abbrev=False)
    _add_site_options(command)
    command.add_argument("--output", metavar="DIR", help="default: output/ in the site's folder")
    command.add_argument(
        "--executor", metavar="dask://HOST:PORT", help="share the work out on a Dask cluster"
    )
    command.add_argument("--clean", action="store_true", help="forget what earlier builds found out")
    command.add_argument(
        "--prune",
        action="store_true",
        help="after the build, list and delete what is in the output folder and not of this site",
    )
    command.add_argument("--explain", action="store_true", help="print why each page was rendered")
    command.add_argument("--verify", action="store_true", help="build once more from nothing and compare")
    command.set_defaults(run=_build)

    command = commands.add_parser("serve", help="show the site while it is being written", allow_abbrev=False)
    command.add_argument(
        "--port", metavar="N", type=int, help="default: 8000, or the next that is free; 0 takes any"
    )
    command.add_argument(
        "--open",
        metavar="PAGE",
        nargs="?",
        const="",
        help="open the browser at an address, a file or a story; without PAGE at the one saved last",
    )
    command.add_argument(
        "--jobs", metavar="N", type=int, default=os.cpu_count() or 1, help="processes to use at the most"
    )
    command.set_defaults(run=_command("serve"), base_url=None, drafts=True, now=None)

    command = commands.add_parser("check", help="find every mistake without publishing", allow_abbrev=False)
    _add_site_options(command)
    command.add_argument("--format", choices=("text", "json", "github"), default="text")
    command.add_argument("--fix", action="store_true", help="mend what is safe to mend, and say so")
    command.set_defaults(run=_command("check"))
    _add_new(commands)
    _add_translations(commands)
    command = commands.add_parser("schema", help="write what editors need to know", allow_abbrev=False)
    command.set_defaults(run=_command("schema"))

    command = commands.add_parser("import", help="make drafts from what there is already", allow_abbrev=False)
    command.add_argument(
        "sources",
        metavar="SOURCE",
        nargs="+",
        help="press releases (.txt, .docx), a Hugo or Jekyll site, a WordPress export",
    )
    command.add_argument("--date", metavar="DATE", help="the latest day that a date without a year can mean")
    command.add_argument(
        "--plan",
        action="store_true",
        help="propose how a site's keys and terms become ours, and write nothing else",
    )
    command.add_argument("--plan-file", metavar="FILE", help="default: import-plan.toml in the site's folder")
    command.add_argument("--new-terms", action="store_true", help="add unknown speakers and agencies")
    command.add_argument("--dry-run", action="store_true", help="report, and write nothing")
    command.add_argument("--format", choices=("text", "json"), default="text")
    command.set_defaults(run=_command("imports"))
    return parser


def _add_new(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "new",
        help="start a story, or add an agency, speaker, region or tag",
        usage='warta new [agency|speaker|region|tag] "TITLE OR NAME" [options]',
        allow_abbrev=False,
    )
    command.add_argument("words", metavar="TITLE", nargs="+")
    command.add_argument(
        "--in", dest="others", metavar="LANG=TEXT", action="append", default=[],
        help="the title or name in another language",
    )  # fmt: skip
    command.add_argument(
        "--slug", metavar="SLUG", default="", help="the file's name; default: from the title"
    )
    command.add_argument("--date", metavar="DATE", default="", help="of a story; default: today")
    command.add_argument("--folder", action="store_true", help="give the story a folder for its pictures")
    for name, meaning in (
        ("agency", "whose story it is; of a speaker with --office"),
        ("region", "of a story or an agency"),
        ("parent", "what an agency or region belongs to"),
    ):
        command.add_argument(f"--{name}", metavar="ID", default="", help=meaning)
    command.add_argument("--office", metavar="TEXT", default="", help="what a speaker holds")
    command.set_defaults(run=_command("new"))


def _add_translations(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "translations", help="which translations are missing or out of date", allow_abbrev=False
    )
    command.add_argument("--format", choices=("text", "json", "html"), default="text")
    command.add_argument(
        "--confirm",
        metavar="PATH",
        nargs="+",
        help="record that these translations, or all in these folders, fit their originals",
    )
    command.set_defaults(run=_command("translations"))


def _add_site_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--jobs", metavar="N", type=int, default=os.cpu_count() or 1, help="processes to use at the most"
    )
    command.add_argument(
        "--base-url", metavar="URL", help="address of the site; default: base_url in site.toml"
    )
    command.add_argument("--drafts", action="store_true", help="include what the public would not see yet")
    command.add_argument(
        "--now", metavar="TIME", help="build as at this time: 2024-11-14 or '2024-11-14 09:00 WIB'"
    )
