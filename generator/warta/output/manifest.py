"""What is written down in an output folder: which files are in it, and what a commit is about to do.

A manifest is two files. ``files`` is a table with a row for each output file and each public address, written
by builds that look at the whole site. ``manifest`` is its head: it names the table by a digest and has the
rows that have changed since, so that an edit of a large site writes a small file. Neither is worth anything
without the other.

A stranger may have put these there: what is read names files below the folder, or it is nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from warta.filesystem.codec import decoded, encoded
from warta.filesystem.own_files import all_inside, inside, is_inside
from warta.filesystem.stamps import file_digest, seal, unseal
from warta.output.table import Block, DamagedError, Layered, Table, blocks_of
from warta.site.public_addresses import Published

__all__ = ["COPY", "NOTHING", "Edition", "Entry", "Head", "Intent", "Manifest", "Written"]

FORMAT = 6
ALL_IN_ONE = 5
"""The last version that was one file with all that is in these two."""
DATA_SINCE = 3
"""Versions of the manifest before this one were code as much as data: they are never decoded."""
MOST_CHANGES = 1_000
"""Rows in a head, some 200 KB, which take ten milliseconds to read and to write."""
COPY = b"copy"

T = TypeVar("T")


class Entry(NamedTuple):
    """What the manifest knows of one output file."""

    template: bytes
    """Digest of the template and all it refers to; :data:`COPY` for media and assets."""
    data: bytes
    """Fingerprint of the page's data."""
    digest: bytes
    """Of the file's bytes."""
    source: str
    """The content file it is chiefly made from; may be empty."""


class Edition(NamedTuple):
    """For whom and as of when an output was made: what decides whether the public may have it."""

    environment: str = ""
    """Of ``[environment.NAME]``; empty for the site itself."""
    has_drafts: bool = False
    """Whether nothing was held back."""
    opened: int = 0
    """The latest moment at which something in it became public, in seconds since 1970."""


class Place(Struct, frozen=True, array_like=True):
    """Where the index of a table lies in its file, and the digest of it."""

    at: int
    size: int
    digest: bytes


class Written(NamedTuple):
    """The bytes of a manifest's two files."""

    head: bytes
    table: bytes | None
    """None: stays as it is."""


class Manifest(NamedTuple):
    """The state of an output folder after a build that succeeded."""

    program: str
    """Digest of the program that built it."""
    files: Mapping[str, Entry]
    """Path below the folder → entry."""
    base: str = ""
    """The address of the site."""
    addresses: Mapping[str, Published] = {}
    """Path below the folder → what the public finds there, for stories, terms and what leads to them."""
    edition: Edition = Edition()
    table: Place | None = None
    """Of one that is known by its table and by what has changed since; None of one that is known whole."""

    def settled(self) -> Manifest:
        """The same, known whole where so much has changed that a new table is due. Raises OSError."""
        changes = [rows.over for rows in (self.files, self.addresses) if isinstance(rows, Layered)]
        return self if sum(map(len, changes)) <= MOST_CHANGES else self._whole()

    def _whole(self) -> Manifest:
        return self._replace(files=_whole(self.files), addresses=_whole(self.addresses), table=None)

    def encoded(self) -> Written:
        """As bytes: one that is known whole deterministically, the same site gives the same."""
        counts = len(self.files), len(self.addresses)
        about = self.program, self.base, self.edition
        if self.table is not None and isinstance(self.files, Layered) and isinstance(self.addresses, Layered):
            head = Head(*about, self.table, counts, {**self.files.over}, {**self.addresses.over})
            return Written(head.encoded(), None)
        tables = [[*blocks_of(rows)] for rows in (self.files, self.addresses)]
        rows = b"".join(data for table in tables for _, data in table)
        index = encoded([[block for block, _ in table] for table in tables])
        head = Head(*about, Place(len(rows), len(index), file_digest(index)), counts, {}, {})
        return Written(head.encoded(), rows + index)

    @classmethod
    def decoded(cls, head: bytes, table: bytes | None) -> Manifest | None:
        """The whole of what its two files hold.

        None for what is damaged, does not belong together or cannot be read. From another version it takes
        which files are ours, and from the last one what is public; nothing of what they were made from.
        """
        if _version(head) != FORMAT:
            return _of_other_version(head)
        data = table or b""
        found = cls.in_parts(head, lambda at, size: data[at : at + size])
        try:
            return found._whole() if found is not None else None
        except DamagedError:
            return None

    @classmethod
    def in_parts(cls, head: bytes, read: Callable[[int, int], bytes]) -> Manifest | None:
        """One whose rows are read when they are looked at, which raises DamagedError or OSError.

        ``read`` gives the bytes of the table at a place, of a number. None as for :meth:`decoded`, and for
        any other version.
        """
        found = decoded(unseal(head.partition(b"\n")[2]), Head) if _version(head) == FORMAT else None
        if found is None:
            return None
        place = found.table
        index = read(place.at, place.size)
        tables = decoded(index, tuple[list[Block], list[Block]])
        if tables is None or file_digest(index) != place.digest:
            return None
        of_files, of_addresses = tables
        files = Table(dict[str, Entry], of_files, 0, read, are_files=True)
        addresses = Table(dict[str, Published], of_addresses, sum(block.size for block in of_files), read)
        return cls(
            found.program,
            Layered(files, inside(found.files), found.counts[0]),
            found.base,
            Layered(addresses, found.addresses, found.counts[1]),
            found.edition,
            place,
        )


class Head(Struct, frozen=True, array_like=True):
    """What is written anew at each build."""

    program: str
    base: str  # a program of an earlier version looks here for paths, and finds that it knows nothing
    edition: Edition
    table: Place
    counts: tuple[int, int]
    """Of all files and addresses."""
    files: dict[str, Entry | None]
    addresses: dict[str, Published | None]
    """What is other than in the table; None for what is there no more."""

    def encoded(self) -> bytes:
        """Deterministic."""
        files = {path: self.files[path] for path in sorted(self.files)}
        addresses = {path: self.addresses[path] for path in sorted(self.addresses)}
        content = encoded(replace(self, files=files, addresses=addresses))
        return b"warta-manifest %d\n" % FORMAT + seal(content)


def _whole(rows: Mapping[str, T]) -> Mapping[str, T]:
    return rows.whole() if isinstance(rows, Layered) else rows


def _of_other_version(head: bytes) -> Manifest | None:
    header, _, sealed = head.partition(b"\n")
    version = _version(header)
    body = unseal(sealed) if version >= DATA_SINCE else None
    _, listed, *rest = decoded(body, list[Any]) or (None, None)
    if not isinstance(listed, dict):
        return None
    files = dict.fromkeys(filter(is_inside, listed), _UNKNOWN)
    told = encoded(rest) if version == ALL_IN_ONE else None
    public = decoded(told, tuple[str, dict[str, Published], Edition])
    base, addresses, edition = public or ("", {}, Edition())
    return Manifest("", files, base, addresses, edition)


def _version(head: bytes) -> int:
    name, _, number = head.partition(b"\n")[0].partition(b" ")
    return int(number) if name == b"warta-manifest" and number.isdigit() and len(number) < 5 else 0


_UNKNOWN = Entry(b"", b"", b"", "")
NOTHING = Manifest("", {})


class Intent(NamedTuple):
    """What a commit is about to do."""

    move: Mapping[str, str]
    """Path below the folder → name in the stage."""
    delete: tuple[str, ...]

    def encoded(self) -> bytes:
        """Sealed, as JSON in ASCII: a path may hold what is no Unicode."""
        return seal(json.dumps(self._asdict()).encode())

    @classmethod
    def decoded(cls, data: bytes | None) -> Intent | None:
        """None for what is damaged, or would reach out of the folder or the stage."""
        try:
            content = json.loads(unseal(data or b"") or b"")
            move, delete = dict(content["move"]), tuple(content["delete"])
        except (ValueError, TypeError, KeyError, RecursionError):
            return None
        below = all_inside((*move, *delete))
        staged = all(isinstance(name, str) and name.isascii() and name.isdigit() for name in move.values())
        return cls(move, delete) if below and staged else None
