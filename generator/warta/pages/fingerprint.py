"""A canonical digest of a page's data.

Two values have the same fingerprint exactly when a template could not tell
them apart. The canonical form is Python's ``repr``, which tells types
(``Markup('<b>')`` is not ``'<b>'``, ``1`` is not ``True``, a view names its
class and its fields), is exact, and is the fastest there is.

It is canonical for texts, numbers, dates, tuples and views made of them, and
views are made of nothing else: ``tests/test_architecture.py`` sees to that.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

__all__ = ["combined", "fingerprint"]


def fingerprint(value: Any) -> bytes:
    """16 bytes for a tuple, a view or any plain value."""
    return blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def combined(prints: Iterable[bytes]) -> bytes:
    """16 bytes for several fingerprints, in their order."""
    return blake2b(b"|".join(prints), digest_size=16).digest()
