"""Rows by path in one file, of which a lookup reads a block: a sorted table, as databases keep them on disk.

The file holds blocks of rows and an index with the digest of each. Who knows the digest of the index knows
the table, and any damage shows when it is read. A table never changes: what is other since lies over it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import accumulate, takewhile
from typing import Generic, TypeVar

from msgspec import Struct

from warta.filesystem.codec import decoded, encoded
from warta.filesystem.own_files import inside
from warta.filesystem.stamps import file_digest
from warta.urls import collision_key, collision_keys

__all__ = ["Block", "DamagedError", "Layered", "Table", "blocks_of"]

ROWS = 128
"""In a block: some 30 KB of output files, which take half a millisecond to read."""

T = TypeVar("T")


class DamagedError(OSError):
    """A table does not hold what its index says."""


class Block(Struct, frozen=True, array_like=True):
    """Some rows of a table, as its index tells of them."""

    first: str
    """The collision key of the first."""
    rows: int
    size: int
    """In bytes."""
    digest: bytes


def blocks_of(rows: Mapping[str, object]) -> Iterator[tuple[Block, bytes]]:
    """A table's blocks and their bytes, by the collision keys of the paths; the same rows give the same."""
    paths = [*rows]
    order = sorted(zip(collision_keys(paths), paths, strict=True))
    for start in range(0, len(order), ROWS):
        some = order[start : start + ROWS]
        data = encoded({path: rows[path] for _, path in some})
        yield Block(some[0][0], len(some), len(data), file_digest(data)), data


class Table(Mapping[str, T], Generic[T]):
    """The rows of a file, read when they are asked for. All that reads raises DamagedError, or OSError."""

    def __init__(
        self,
        kind: type[dict[str, T]],
        blocks: Iterable[Block],
        start: int,
        read: Callable[[int, int], bytes],
        *,
        are_files: bool = False,
    ) -> None:
        """``blocks`` lie in the file from ``start`` on; ``read`` gives its bytes at a place, of a number.

        Where they ``are_files``, paths that lead out of a folder are left out.
        """
        self._blocks = list(blocks)
        self._firsts = [block.first for block in self._blocks]
        self._places = list(accumulate((block.size for block in self._blocks), initial=start))
        self._kind = kind
        self._read = read
        self._are_files = are_files
        self._rows: dict[int, dict[str, T]] = {}

    def __getitem__(self, path: str) -> T:
        for number in self._having(collision_key(path)):
            rows = self._block(number)
            if path in rows:
                return rows[path]
        raise KeyError(path)

    def __iter__(self) -> Iterator[str]:
        for number in range(len(self._blocks)):
            yield from self._block(number)

    def __len__(self) -> int:
        return sum(block.rows for block in self._blocks)

    def whole(self) -> dict[str, T]:
        """All rows."""
        rows: dict[str, T] = {}
        for number in range(len(self._blocks)):
            rows.update(self._block(number))
        return rows

    def like(self, key: str) -> Iterator[str]:
        """The paths with this collision key."""
        for number in self._having(key):
            yield from (path for path in self._block(number) if collision_key(path) == key)

    def below(self, folder: str) -> Iterator[str]:
        """The paths below a folder, which ends in ``/``."""
        key = collision_key(folder)
        later = range(bisect_right(self._firsts, key), len(self._blocks))
        after = takewhile(lambda number: self._firsts[number].startswith(key), later)
        for number in (*self._having(key), *after):
            yield from (path for path in self._block(number) if path.startswith(folder))

    def _having(self, key: str) -> range:
        """The numbers of the blocks that can have rows with this key, and of the last before them."""
        return range(max(bisect_left(self._firsts, key) - 1, 0), bisect_right(self._firsts, key))

    def _block(self, number: int) -> dict[str, T]:
        known = self._rows.get(number)
        if known is None:
            block = self._blocks[number]
            data = self._read(self._places[number], block.size)
            rows = decoded(data, self._kind)
            if rows is None or file_digest(data) != block.digest:
                raise DamagedError
            known = self._rows[number] = inside(rows) if self._are_files else rows
        return known


class Layered(Mapping[str, T], Generic[T]):
    """A table, and over it what is other since. Reading raises what that of a table does."""

    def __init__(self, table: Table[T], over: Mapping[str, T | None], count: int) -> None:
        """``over`` has the rows that differ, and None for those that have gone; ``count`` is of all rows."""
        self.table = table
        self.over = over
        self._count = count

    def __getitem__(self, path: str) -> T:
        if path not in self.over:
            return self.table[path]
        row = self.over[path]
        if row is None:
            raise KeyError(path)
        return row

    def __iter__(self) -> Iterator[str]:
        yield from (path for path in self.table if path not in self.over)
        yield from (path for path, row in self.over.items() if row is not None)

    def __len__(self) -> int:
        return self._count

    def whole(self) -> dict[str, T]:
        """All rows, without layers."""
        rows = self.table.whole()
        for path, row in self.over.items():
            if row is None:
                rows.pop(path, None)
            else:
                rows[path] = row
        return rows

    def changed(self, rows: Mapping[str, T], gone: Iterable[str] = ()) -> Layered[T]:
        """With these rows, which may be new, without those that are ``gone``; itself if all is the same."""
        came = {path for path in rows if path not in self}
        other = {path: row for path, row in rows.items() if path in came or self[path] != row}
        went = {path for path in gone if path in self}
        if not other and not went:
            return self
        over: dict[str, T | None] = {**self.over, **other, **dict.fromkeys(went)}
        return Layered(self.table, over, self._count + len(came) - len(went))

    def has_like(self, key: str) -> bool:
        """Whether there is a path with this collision key."""
        return key in self._keys_over or any(path not in self.over for path in self.table.like(key))

    @cached_property
    def _keys_over(self) -> frozenset[str]:
        return frozenset(collision_keys([path for path, row in self.over.items() if row is not None]))

    def below(self, folder: str) -> dict[str, T]:
        """The rows below a folder, which ends in ``/``."""
        over = (path for path, row in self.over.items() if row is not None and path.startswith(folder))
        below = (*(path for path in self.table.below(folder) if path not in self.over), *over)
        return {path: self[path] for path in below}
