"""Whether this system forks processes safely. Imports next to nothing: a build with no work asks too."""

from __future__ import annotations

import sys

__all__ = ["CAN_FORK"]

CAN_FORK = sys.platform == "linux"
"""A forked process starts with all that this one has in memory."""
