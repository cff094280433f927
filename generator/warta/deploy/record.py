"""What a target says of itself: which site it is, which files it has, and what it keeps for open pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from warta.filesystem.codec import decoded, encoded
from warta.filesystem.own_files import is_inside
from warta.filesystem.stamps import seal, unseal

__all__ = ["NEWER", "Record"]

_HEADER = b"warta-deployed"
FORMAT = 1
NEWER = "newer"
"""In the place of a record: it was written by a later version of Warta."""


class Record(NamedTuple):
    """The state of a target after a deployment that succeeded."""

    base: str
    """The address of the site."""
    at: int
    """When it was made, in seconds since 1970."""
    files: Mapping[str, bytes]
    """Path → digest of the bytes, of everything that is there."""
    leaving: Mapping[str, int] = {}
    """Those of ``files`` that the site has no more → since when, in seconds since 1970."""
    origin: int = 0
    """The number of the release that this one brought back; 0 for a new output."""
    marks: Mapping[str, str] = {}
    """Path → what the target calls the bytes (an ETag), where it does."""

    def encoded(self) -> bytes:
        """Deterministic: equal records are equal bytes."""
        files, leaving, marks = (
            {key: each[key] for key in sorted(each)} for each in (self.files, self.leaving, self.marks)
        )
        content = encoded((self.base, self.at, files, leaving, self.origin, marks))
        return b"%s %d\n" % (_HEADER, FORMAT) + seal(content)

    @classmethod
    def decoded(cls, data: bytes) -> Record | str | None:
        """None for what is damaged or no record; :data:`NEWER` for one that this version cannot read."""
        header, _, sealed = data.partition(b"\n")
        name, _, number = header.partition(b" ")
        if name != _HEADER or not number.isdigit() or len(number) > 4:
            return None
        if int(number) > FORMAT:
            return NEWER
        content = decoded(
            unseal(sealed), tuple[str, int, dict[str, bytes], dict[str, int], int, dict[str, str]]
        )
        if content is None:
            return None
        record = cls(*content)
        return record._replace(
            files={path: digest for path, digest in record.files.items() if is_inside(path)}
        )
