"""Exit statuses, wrong usage, which site is meant, options that commands share. Imports next to nothing."""

from __future__ import annotations

import argparse
import os
import re

__all__ = [
    "DONE",
    "INTERRUPTED",
    "NOTHING_DUE",
    "OVERDUE",
    "PARTLY_NEW",
    "SITE_HAS_ERRORS",
    "WRONG_USAGE",
    "UsageError",
    "add_jobs",
    "add_site_options",
    "check_cluster",
    "message_language",
    "site_folder",
]

DONE, SITE_HAS_ERRORS, WRONG_USAGE, OVERDUE, NOTHING_DUE, PARTLY_NEW, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130
CONFIG_FILE = "site.toml"
"""As in ``config``, which would take too long to import."""
_CLUSTER = re.compile(r"dask://(?P<host>[^\s:/@?#\[\]]+|\[[0-9A-Fa-f:.]+\]):(?P<port>[0-9]{1,5})")
CLUSTER_PATIENCE = 5.0
"""Seconds in which a scheduler has to answer."""


class UsageError(Exception):
    """What was asked for makes no sense, or the machine does not let it happen; the text is for the user."""


def site_folder(options: argparse.Namespace) -> str | None:
    """The folder that ``--site`` names, or the nearest one upward with a ``site.toml``; None without one."""
    if options.site:
        folder = os.path.realpath(options.site)
        return folder if os.path.isfile(f"{folder}/{CONFIG_FILE}") else None
    folder = os.getcwd()
    while not os.path.isfile(f"{folder}/{CONFIG_FILE}"):
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
    return folder


def message_language(options: argparse.Namespace) -> str:
    """The language to talk in before the site is read: of ``--lang``, else as ``site.toml`` says."""
    if options.lang:
        return str(options.lang)
    import tomllib

    from warta.diagnostics.catalogue import DEFAULT_LANGUAGE, MESSAGE_LANGUAGES

    try:
        with open(f"{site_folder(options)}/{CONFIG_FILE}", "rb") as file:
            named = tomllib.load(file).get("message_language")
    except (OSError, ValueError):  # there is no site, or it is not TOML
        return DEFAULT_LANGUAGE
    return named if named in MESSAGE_LANGUAGES else DEFAULT_LANGUAGE


def check_cluster(options: argparse.Namespace) -> None:
    """Raise UsageError when ``--executor`` names no place, or one where nobody answers.

    That is asked even when there is nothing to do: a mistake in a CI file is to be seen by its first run.
    """
    if options.executor is None:
        return
    from socket import create_connection

    from warta.diagnostics.catalogue import report_text

    language = message_language(options)
    named = _CLUSTER.fullmatch(options.executor)
    if named is None or not 0 < int(named["port"]) < 65536:
        raise UsageError(report_text("bad_executor", language, value=options.executor))
    try:
        create_connection((named["host"].strip("[]"), int(named["port"])), timeout=CLUSTER_PATIENCE).close()
    except (OSError, UnicodeError) as problem:
        raise UsageError(
            report_text("no_executor", language, value=options.executor, problem=problem)
        ) from None


def add_site_options(command: argparse.ArgumentParser) -> None:
    """As what and when a site is built or checked."""
    add_jobs(command)
    command.add_argument("--base-url", metavar="URL")
    command.add_argument("--environment", metavar="NAME")
    command.add_argument("--drafts", action="store_true")
    command.add_argument("--now", metavar="TIME")


def add_jobs(command: argparse.ArgumentParser) -> None:
    """How many processes may be used."""
    command.add_argument("--jobs", metavar="N", type=int, default=os.cpu_count() or 1)
