"""Reads the command line; help and wrong usage are said in the language of messages."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NoReturn

from warta.console.usage import WRONG_USAGE

__all__ = ["Parser"]


class Parser(argparse.ArgumentParser):
    """The options of ``warta`` or of one command. Their texts are looked up when one of them is to be shown.

    Options are added without texts: those are in ``messages/``, below the command and the option's name.
    """

    def __init__(self, *, command: str, language: Callable[[], str], **options: Any) -> None:
        """``command`` is empty for ``warta`` itself; ``language`` gives the language of messages."""
        self.command = command
        self.language = language
        self.shown: list[argparse.Action] = []
        self.groups: list[Any] = []
        super().__init__(add_help=False, allow_abbrev=False, **options)
        self.add_argument("-h", "--help", action="help")

    def add_argument(self, *names: Any, **options: Any) -> argparse.Action:
        """As usual; its help is a text of ``messages/``."""
        action = super().add_argument(*names, **options)
        self.shown.append(action)
        return action

    def add_argument_group(self, *titles: Any, **options: Any) -> Any:
        """As usual; the first two are those that argparse makes."""
        group = super().add_argument_group(*titles, **options)
        self.groups.append(group)
        return group

    def add_subparsers(self, **options: Any) -> Any:
        """As usual."""
        action = super().add_subparsers(**options)
        self.shown.append(action)
        return action

    def format_help(self) -> str:
        """Everything there is to say of the command."""
        self._put_into_words()
        return super().format_help()

    def format_usage(self) -> str:
        """The line with all options."""
        self._put_into_words()
        return super().format_usage()

    def error(self, message: str) -> NoReturn:
        """Say what argparse finds wrong, and how the command is written; ends the process."""
        texts = self._texts()
        self._refuse(_in_words(message, texts["wrong"], texts["values"]))

    def wrong_words(self, words: Sequence[str]) -> NoReturn:
        """Say that there are no such options, with the one that was probably meant; ends the process."""
        from difflib import get_close_matches

        texts = self._texts()["wrong"]
        known = [flag for action in self.shown for flag in action.option_strings]
        close = get_close_matches(words[0].partition("=")[0], known, n=1)
        problem = texts["unknown"].format(given=" ".join(words))
        self._refuse(f"{problem} {texts['meant'].format(suggestion=close[0])}" if close else problem)

    def _refuse(self, problem: str) -> NoReturn:
        from warta.console.plain import plain
        from warta.diagnostics.catalogue import report_text

        self.print_usage(sys.stderr)
        self.exit(
            WRONG_USAGE, plain(f"{self.prog}: {report_text('error', self.language())}: {problem}") + "\n"
        )

    def _texts(self) -> Any:
        from warta.diagnostics.catalogue import load_messages

        return load_messages(self.language())["help"]

    def _put_into_words(self) -> None:
        texts = self._texts()
        own = texts[self.command or "warta"]
        self.description = own["about"]
        self.usage = own.get("usage")
        self.epilog = "\n  ".join((texts["headings"]["examples"], *own["examples"].splitlines()))
        self.formatter_class = partial(_Formatter, heading=texts["headings"]["usage"])
        for group, name in zip(self.groups, ("arguments", "options", "commands"), strict=False):
            group.title = texts["headings"][name]
        for action in self.shown:
            name = action.option_strings[-1].removeprefix("--") if action.option_strings else action.dest
            action.help = own.get(name) or texts["all"].get(name) or action.help
            if isinstance(action.metavar, str):
                action.metavar = texts["values"].get(action.metavar, action.metavar)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Examples stay as they are; "usage" is said in the language of messages."""

    def __init__(self, prog: str, *, heading: str) -> None:
        super().__init__(prog)
        self.heading = heading

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, f"{self.heading} " if prefix is None else prefix)


def _in_words(message: str, texts: Mapping[str, str], values: Mapping[str, str]) -> str:
    """What argparse says, in the language of ``texts``; as it is where that is not known."""
    required = message.removeprefix("the following arguments are required: ")
    if required != message:
        return texts["required"].format(given=", ".join(values.get(one, one) for one in required.split(", ")))
    argument, _, problem = message.removeprefix("argument ").partition(": ")
    argument = values.get(argument, argument)
    if problem.startswith("invalid choice: "):
        given, _, choices = problem.removeprefix("invalid choice: ").partition(" (choose from ")
        return _choice(texts, argument, _unquoted(given), choices.partition(")")[0].replace("'", ""))
    if problem.startswith("invalid int value: "):
        return texts["number"].format(argument=argument, given=_unquoted(problem.rpartition(": ")[2]))
    if problem.startswith("ignored explicit argument "):
        return texts["no_value"].format(argument=argument, given=_unquoted(problem.rpartition(" ")[2]))
    if problem.startswith("expected "):
        return texts["value"].format(argument=argument)
    return texts["other"].format(problem=message)


def _choice(texts: Mapping[str, str], argument: str, given: str, choices: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(given, choices.split(", "), n=1)
    text = texts["choice"].format(argument=argument, given=given, choices=choices)
    return f"{text} {texts['meant'].format(suggestion=close[0])}" if close else text


def _unquoted(text: str) -> str:
    return text.strip("'")
