"""Values as bytes and back again, for what is kept in a site's folder or comes from another process.

What lies in a folder may be anybody's. So it is MessagePack, a format of data that nothing can run from, and
it is read into the types it has to have: what is of another form is not there.
"""

from __future__ import annotations

from typing import TypeVar

from msgspec import msgpack

__all__ = ["decoded", "encoded"]

T = TypeVar("T")


def encoded(value: object) -> bytes:
    """Plain values, named tuples and structs as bytes; the same value gives the same bytes, but for sets.

    Raises ValueError for a text that is no Unicode: half a surrogate pair, an undecodable file name.
    """
    return msgpack.encode(value)


def decoded(data: bytes | None, kind: type[T]) -> T | None:
    """The value of type ``kind`` that the bytes hold; None when they hold no such value."""
    if data is None:
        return None
    try:
        return msgpack.decode(data, type=kind)
    except (ValueError, RecursionError):  # nested too deeply where nothing is expected
        return None
