"""A canonical digest of a page's data.

Two values have the same fingerprint exactly when a template could not tell
them apart: every value is encoded with its type, so that ``Markup("<b>")`` is
not ``"<b>"``, ``1`` is not ``True`` and ``("ab",)`` is not ``("a", "b")``.
Mappings and sets are refused: their order is an accident, so page data holds
sorted tuples instead.
"""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from hashlib import blake2b
from typing import Any

__all__ = ["Fingerprinter", "fingerprint"]

DIGEST_BYTES = 16


def fingerprint(value: Any) -> bytes:
    """The digest of one value."""
    return Fingerprinter().digest(value)


class Fingerprinter:
    """Digests many values that share parts: a part is encoded once.

    Views are immutable, so an object that has been seen needs no second look;
    the fingerprinter keeps it alive, so its identity cannot be taken over.
    """

    def __init__(self) -> None:
        self._seen: dict[int, tuple[Any, bytes]] = {}

    def digest(self, value: Any) -> bytes:
        """16 bytes for a tuple, a view or any plain value."""
        return blake2b(self._encode(value), digest_size=DIGEST_BYTES).digest()

    def _encode(self, value: Any) -> bytes:
        kind = type(value)
        if kind is str:
            data = value.encode("utf-8", "surrogatepass")
            return b"s%d:%b" % (len(data), data)
        if value is None:
            return b"n"
        if kind is bool:
            return b"t" if value else b"f"
        if kind is int:
            return b"i%d;" % value
        if kind is tuple:
            return b"(%d:%b)" % (len(value), b"".join(map(self._encode, value)))
        if kind is bytes:
            return b"b%d:%b" % (len(value), value)
        if kind is datetime:
            return b"d%b;%b" % (value.isoformat().encode(), self._encode(value.tzname()))
        if kind is date:
            return b"D%b;" % value.isoformat().encode()
        return self._encode_shared(value, kind)

    def _encode_shared(self, value: Any, kind: type[Any]) -> bytes:
        seen = self._seen.get(id(value))
        if seen is not None:
            return seen[1]
        if dataclasses.is_dataclass(value):
            names = _field_names(kind)
            parts = b"".join([self._encode(getattr(value, name)) for name in names])
            encoded = b"o%b:%d:%b;" % (kind.__qualname__.encode(), len(names), parts)
            if len(encoded) > 4 * DIGEST_BYTES:
                encoded = b"#" + blake2b(encoded, digest_size=DIGEST_BYTES).digest()
        elif isinstance(value, str):  # Markup and its like
            data = value.encode("utf-8", "surrogatepass")
            encoded = b"S%b:%d:%b" % (kind.__qualname__.encode(), len(data), data)
        else:
            raise TypeError(f"{kind.__qualname__} has no canonical form")
        self._seen[id(value)] = (value, encoded)
        return encoded


_FIELDS: dict[type[Any], tuple[str, ...]] = {}


def _field_names(kind: type[Any]) -> tuple[str, ...]:
    names = _FIELDS.get(kind)
    if names is None:
        if not kind.__dataclass_params__.frozen:
            raise TypeError(f"{kind.__qualname__} can change, so it has no fingerprint")
        names = _FIELDS[kind] = tuple(field.name for field in dataclasses.fields(kind))
    return names
