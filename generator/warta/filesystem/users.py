"""The user under whom a command runs: the name, and where systems keep what can be made again."""

from __future__ import annotations

import os
import sys

__all__ = ["cache_folder", "user_name"]


def cache_folder() -> str:
    """The user's folder for caches as an absolute path; empty when the system names none that is."""
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        folder = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        folder = f"{home}/Library/Caches"
    else:
        folder = os.environ.get("XDG_CACHE_HOME") or f"{home}/.cache"
    return folder if os.path.isabs(folder) else ""


def user_name() -> str:
    """The user's name; empty for root, and on Windows, whose schedules need none."""
    if sys.platform == "win32":
        return ""
    import pwd

    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name if number else ""
    except KeyError:  # a user without a name
        return str(number)
