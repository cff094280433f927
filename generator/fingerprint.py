"""A canonical digest of a page's data.

Two values have the same fingerprint exactly when a template could not tell
them apart: every value is written with its type, so that ``Markup("<b>")`` is
not ``"<b>"``, ``1`` is not ``True`` and ``("ab",)`` is not ``("a", "b")``.
Mappings and sets are refused: their order is an accident, so page data holds
tuples instead.

The canonical form is Python's ``repr`` of nested tuples of plain values, which
is exact about types and fast. A view, dataclass or named tuple, is written as
the digest of its type's name and its fields.
"""

from __future__ import annotations

import dataclasses
import marshal
from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

__all__ = ["Fingerprinter", "fingerprint"]

DIGEST_BYTES = 16


class _Print(bytes):
    """The digest of a view, in the place of the view."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"#{self.hex()}"


def fingerprint(value: Any) -> bytes:
    """The digest of one value: 16 bytes. Raises TypeError when it has no canonical form."""
    return Fingerprinter().digest(value)


class Fingerprinter:
    """Digests many values that share parts: a view is encoded once.

    Views are immutable, so an object that has been seen needs no second look;
    the fingerprinter keeps it alive, so its identity cannot be taken over.
    """

    def __init__(self) -> None:
        self._seen: dict[int, tuple[_Print, Any]] = {}

    def digest(self, value: Any) -> bytes:
        """16 bytes for a tuple, a view or any plain value."""
        return _digest(repr(self._reduced(value)))

    def _all_reduced(self, values: Iterable[Any]) -> tuple[Any, ...]:
        # The inlined first lines of _reduced: this is the innermost loop of a build without changes.
        seen = self._seen
        return tuple(
            [
                value
                if (kind := type(value)) is str or value is None
                else known[0]
                if (known := seen.get(id(value))) is not None
                else value
                if kind is int or kind is bool
                else self._reduced(value)
                for value in values
            ]
        )

    def _reduced(self, value: Any) -> Any:
        """``value`` with every view in it replaced by its print."""
        kind = type(value)
        if kind in _PLAIN or kind is bytes:
            return value
        if kind is tuple:
            return self._all_reduced(value)
        known = self._seen.get(id(value))
        if known is not None:
            return known[0]
        if isinstance(value, str):  # Markup and its like
            return _Print(_digest(f"{kind.__qualname__}:{str(value)!r}"))
        fields = _fields_of(value)
        try:
            # Plain values all the way down: marshal's second version writes them with their types, by value.
            made = _Print(_bytes_digest(kind.__qualname__.encode() + b"=" + marshal.dumps(tuple(fields), 2)))
        except ValueError:
            made = _Print(_digest(f"{kind.__qualname__}{self._all_reduced(fields)!r}"))
        self._seen[id(value)] = (made, value)
        return made


_PLAIN = frozenset({str, int, bool, type(None)})
_FIELDS: dict[type[Any], tuple[str, ...]] = {}


def _digest(text: str) -> bytes:
    return _bytes_digest(text.encode("utf-8", "surrogatepass"))


def _bytes_digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=DIGEST_BYTES).digest()


def _fields_of(view: Any) -> Iterable[Any]:
    """The values of a named tuple's or dataclass's fields. Raises TypeError for anything else."""
    if isinstance(view, tuple):
        return view
    kind = type(view)
    names = _FIELDS.get(kind)
    if names is None:
        if not dataclasses.is_dataclass(view):
            raise TypeError(f"{kind.__qualname__} has no canonical form")
        if not kind.__dataclass_params__.frozen:
            raise TypeError(f"{kind.__qualname__} can change, so it has no fingerprint")
        names = _FIELDS[kind] = tuple(field.name for field in dataclasses.fields(view))
    return [getattr(view, name) for name in names]
