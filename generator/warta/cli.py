"""The ``warta`` command: finds the module of the command, and runs it.

A command is a module of :mod:`warta.commands` with ``HELP``, ``add_arguments`` and ``run``. Only that one is
imported: a build with nothing to do waits for no imports.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
import time
from collections.abc import Iterable, Sequence
from importlib import import_module

from warta import __version__
from warta.console.streams import lost_report, open_streams
from warta.console.usage import INTERRUPTED, WRONG_USAGE, UsageError

__all__ = ["command_names", "command_parser", "main", "run"]


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
    words = sys.argv[1:] if arguments is None else list(arguments)
    options = command_parser(_commands_named(words)).parse_args(words)
    options.started = started
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal without Unicode, or a name that is none
            stream.reconfigure(errors="backslashreplace")
    try:
        status: int = options.run(options)
        sys.stdout.flush()
        if lost := lost_report():
            from warta.diagnostics.catalogue import DEFAULT_LANGUAGE, report_text

            print(report_text("report_lost", options.lang or DEFAULT_LANGUAGE, problem=lost), file=sys.stderr)
    except UsageError as problem:
        from warta.console.plain import plain  # not before: few commands end so

        print(plain(f"warta: {problem}"), file=sys.stderr)
        return WRONG_USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def command_names() -> tuple[str, ...]:
    """Every command, by the modules there are. Python reserves ``import``: its module is ``import_``."""
    return tuple(name.removesuffix("_") for name in _names_in("commands", ".py") if name != "__init__")


def command_parser(commands: Iterable[str]) -> argparse.ArgumentParser:
    """The options of ``warta`` and of ``commands``."""
    parser = _options_before(argparse.ArgumentParser(prog="warta", allow_abbrev=False))
    parser.description = "A static site generator for agency news."
    parser.add_argument("--version", action="version", version=f"warta {__version__}")
    parsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    gc.disable()  # what is imported stays; looking through it takes a tenth of the time
    for name in commands:
        module = import_module(f"warta.commands.{name}{'_' if name == 'import' else ''}")
        command = parsers.add_parser(
            name, help=module.HELP, usage=getattr(module, "USAGE", None), allow_abbrev=False
        )
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    gc.enable()
    return parser


def _commands_named(words: Sequence[str]) -> tuple[str, ...]:
    """The command that ``words`` name; all commands, to choose from, when they name none."""
    before = _options_before(argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False))
    before.add_argument("command", nargs="?")
    before.add_argument("rest", nargs=argparse.REMAINDER)
    names = command_names()
    try:
        command: str | None = before.parse_known_args(words)[0].command
    except argparse.ArgumentError:
        return names
    return (command,) if command in names else names


def _options_before(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Add what may stand before the command."""
    parser.add_argument(
        "--site",
        metavar="DIR",
        help="the site's folder; default: the nearest one upward with a site.toml",
    )
    parser.add_argument(
        "--lang",
        choices=_names_in("messages", ".toml"),
        help="language of messages; default: message_language in site.toml",
    )
    return parser


def _names_in(folder: str, suffix: str) -> tuple[str, ...]:
    """The names of the files of a folder of the package, sorted, without their suffix."""
    names = os.listdir(f"{os.path.dirname(__file__)}/{folder}")
    return tuple(sorted(name.removesuffix(suffix) for name in names if name.endswith(suffix)))
