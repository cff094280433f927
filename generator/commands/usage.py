"""Exit statuses, wrong usage, and which site is meant. Imports next to nothing."""

from __future__ import annotations

import argparse
import os

__all__ = [
    "DONE",
    "INTERRUPTED",
    "SITE_HAS_ERRORS",
    "WRONG_USAGE",
    "UsageError",
    "site_folder",
]

DONE, SITE_HAS_ERRORS, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130
CONFIG_FILE = "site.toml"
"""As in ``config``, which would take too long to import."""


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
