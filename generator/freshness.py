"""Whether files are still as they were, and whether a whole build has anything to do.

This module is what runs when nothing has changed, so it imports next to nothing.
"""

from __future__ import annotations

import os
from _blake2 import blake2b  # the module behind hashlib's, which takes its time to import

__all__ = ["Stamp", "seal", "stamp_of", "unseal"]

Stamp = tuple[int, int, int, int]
"""Size, modification time and change time in nanoseconds, inode."""

FINE_GAP = 50_000_000
COARSE_GAP = 2_500_000_000
"""Nanoseconds that must lie between a file's last change and the look at it: more than a tick of the clock that
file systems take their times from, or two seconds where times have no finer part."""


def stamp_of(status: os.stat_result, seen_at: int) -> Stamp | None:
    """A stamp that will tell the file from a changed one; None when the last change is too fresh for that.

    ``seen_at`` is the time of the look in nanoseconds.
    """
    changed = max(status.st_mtime_ns, status.st_ctime_ns)
    coarse = status.st_mtime_ns % 1_000_000 == 0 and status.st_ctime_ns % 1_000_000 == 0
    if changed + (COARSE_GAP if coarse else FINE_GAP) > seen_at:
        return None
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def seal(data: bytes) -> bytes:
    """``data`` with a digest in front that tells damage."""
    return blake2b(data, digest_size=16).digest() + data


def unseal(data: bytes) -> bytes | None:
    """What was sealed; None when it is not whole."""
    body = data[16:]
    return body if data[:16] == blake2b(body, digest_size=16).digest() else None
