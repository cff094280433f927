"""The ``warta`` command: finds the module of the command, and runs it.

A command is a module of :mod:`warta.commands` with ``add_arguments`` and ``run``. Only that one is
imported: a build with nothing to do waits for no imports.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module

from warta import __version__
from warta.console.arguments import Parser
from warta.console.streams import lost_report, open_streams
from warta.console.usage import INTERRUPTED, WRONG_USAGE, UsageError, message_language

__all__ = ["command_names", "command_parser", "main", "run"]


_ASKED = "_ARGCOMPLETE"
"""The variable by which a shell asks for completion."""


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
    if arguments is None and _ASKED in os.environ:
        _complete()
    words = sys.argv[1:] if arguments is None else list(arguments)
    before = _before(words)
    names = command_names()
    commands = (before.command,) if before.command in names else names  # all of them, to choose from
    options, unknown = command_parser(commands, partial(message_language, before)).parse_known_args(words)
    if unknown:
        options.parser.wrong_words(unknown)
    options.started = started
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal without Unicode, or a name that is none
            stream.reconfigure(errors="backslashreplace")
    try:
        status: int = options.run(options)
        sys.stdout.flush()
        if lost := lost_report():
            from warta.diagnostics.catalogue import report_text

            print(report_text("report_lost", message_language(options), problem=lost), file=sys.stderr)
    except UsageError as problem:
        from warta.console.plain import plain  # not before: few commands end so

        print(plain(f"warta: {problem}"), file=sys.stderr)
        return WRONG_USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def _complete() -> None:
    """Answer a shell that asks what may stand at the cursor, and end the process."""
    from warta.console.completion import answer, asked_words

    before = _before(asked_words())
    names = command_names()
    commands = (before.command,) if before.command in names else names
    answer(command_parser(commands, partial(message_language, before)))


def command_names() -> tuple[str, ...]:
    """Every command, by the modules there are. Python reserves ``import``: its module is ``import_``."""
    return tuple(
        name.removesuffix("_").replace("_", "-")
        for name in _names_in("commands", ".py")
        if name != "__init__"
    )


def command_parser(commands: Sequence[str], language: Callable[[], str]) -> Parser:
    """The options of ``warta`` and of ``commands``; ``language`` gives that of help."""
    parser = Parser(command="", language=language, prog="warta")
    _add_options_before(parser)
    parser.add_argument("--version", action="version", version=f"warta {__version__}")
    parsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    gc.disable()  # what is imported stays; looking through it takes a tenth of the time
    for name in commands:
        module = import_module(f"warta.commands.{name.replace('-', '_')}{'_' if name == 'import' else ''}")
        # Only a list of all has a line for each.
        listed = {"help": _about(name, language())} if len(commands) > 1 else {}
        command = parsers.add_parser(name, command=name, language=language, **listed)
        module.add_arguments(command)
        command.set_defaults(run=module.run, parser=command)
    gc.enable()
    return parser


def _about(command: str, language: str) -> str:
    from warta.diagnostics.catalogue import load_messages

    about: str = load_messages(language)["help"][command]["about"]
    return about


def _before(words: Sequence[str]) -> argparse.Namespace:
    """What stands before the command, and the command; nothing of what cannot be read."""
    before = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
    _add_options_before(before)
    before.add_argument("command", nargs="?")
    before.add_argument("rest", nargs=argparse.REMAINDER)
    try:
        return before.parse_known_args(words)[0]
    except argparse.ArgumentError:
        return argparse.Namespace(command=None, lang=None, site=None)


def _add_options_before(parser: argparse.ArgumentParser) -> None:
    """Add what may stand before the command."""
    parser.add_argument("--site", metavar="DIR")
    parser.add_argument("--lang", choices=_names_in("messages", ".toml"))


def _names_in(folder: str, suffix: str) -> tuple[str, ...]:
    """The names of the files of a folder of the package, sorted, without their suffix."""
    names = os.listdir(f"{os.path.dirname(__file__)}/{folder}")
    return tuple(sorted(name.removesuffix(suffix) for name in names if name.endswith(suffix)))
