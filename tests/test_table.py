"""A manifest in two files: a table that is read by blocks, and a head with what has changed since.

Whatever is looked up is as in a mapping that has all of it in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warta.output import table as module
from warta.output.manifest import MOST_CHANGES, Entry, Manifest
from warta.output.table import DamagedError, Layered
from warta.site.public_addresses import PAGE, Published
from warta.urls import collision_key

FOLDERS = ("", "a/", "a/b/", "A/", "é/", "a-/")
NAMES = ("x", "X", "index.html", "e\u0301", "é", "ß", "ss", "y-2", "y-10")
paths = st.builds("".join, st.tuples(st.sampled_from(FOLDERS), st.sampled_from(NAMES)))
entries = st.builds(Entry, st.binary(max_size=3), st.binary(max_size=3), st.binary(max_size=3), paths)
EDITS = st.tuples(st.dictionaries(paths, entries, max_size=5), st.sets(paths, max_size=5))
filled = st.dictionaries(paths, entries, max_size=30)


@pytest.fixture(autouse=True, scope="module")
def _small_blocks() -> Iterable[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "ROWS", 4)
        yield


class Kept(NamedTuple):
    """A manifest as it lies in its two files, and what is read of the second."""

    head: bytes
    table: bytes
    read: list[tuple[int, int]]

    def in_parts(self) -> Manifest:
        def read(at: int, size: int) -> bytes:
            self.read.append((at, size))
            return self.table[at : at + size]

        found = Manifest.in_parts(self.head, read)
        assert found is not None
        return found


def kept(rows: Mapping[str, Entry], addresses: Mapping[str, Published] | None = None) -> Kept:
    head, table = Manifest("program", rows, "https://a.example.go.id", addresses or {}).encoded()
    assert table is not None
    return Kept(head, table, [])


def files_of(manifest: Manifest) -> Layered[Entry]:
    assert isinstance(manifest.files, Layered)
    return manifest.files


def check_same(rows: Layered[Entry], expected: Mapping[str, Entry]) -> None:
    """All that can be asked of rows, of those that are there and of others."""
    asked = [folder + name for folder in FOLDERS for name in NAMES]
    for path in asked:
        assert rows.get(path) == expected.get(path), path
        assert (path in rows) == (path in expected)
        key = collision_key(path)
        assert rows.has_like(key) == any(collision_key(each) == key for each in expected), path
    for folder in FOLDERS[1:]:
        assert rows.below(folder) == {path: row for path, row in expected.items() if path.startswith(folder)}
    assert sorted(rows) == sorted(expected)
    assert len(rows) == len(expected)
    assert rows.whole() == expected


@given(filled, st.lists(EDITS, max_size=4))
def test_rows_in_parts_are_those_of_a_mapping(
    rows: dict[str, Entry], steps: list[tuple[dict[str, Entry], set[str]]]
) -> None:
    """Through every kind of change, written and read again after each."""
    now, first = kept(rows), rows
    check_same(files_of(now.in_parts()), rows)
    for made, taken in steps:
        gone = taken - made.keys()
        manifest = now.in_parts()
        manifest = manifest._replace(files=files_of(manifest).changed(made, gone))
        rows = {path: row for path, row in {**rows, **made}.items() if path not in gone}
        head, table = manifest.encoded()
        assert table is None, "an edit leaves the table as it is"
        now = now._replace(head=head)
        check_same(files_of(now.in_parts()), rows)
        assert Manifest.decoded(head, now.table) == Manifest("program", rows, "https://a.example.go.id")
    assert now.table == kept(first).table


@given(filled)
def test_nothing_changed_is_the_same_manifest(rows: dict[str, Entry]) -> None:
    manifest = kept(rows).in_parts()
    files = files_of(manifest)
    assert files.changed(dict(list(rows.items())[:3]), ["nothing/there"]) is files


def site_of(number: int) -> dict[str, Entry]:
    paths = [f"id/berita/{each // 99}/cerita-{each}/index.html" for each in range(number)]
    return dict.fromkeys(paths, Entry(b"t", b"d", bytes(16), "x"))


def test_a_lookup_reads_a_block_however_large_the_table() -> None:
    """Beside the index: two for a path at the border of two blocks."""
    for number in (10, 1_000, 5_000):
        site = kept(site_of(number))
        files = files_of(site.in_parts())
        site.read.clear()
        for path in (*list(site_of(number))[:: number // 10], "id/none", "zz"):
            files.get(path)
        assert len(site.read) <= 2 * 12


def test_a_head_is_small_until_a_new_table_is_due() -> None:
    """It holds what has changed; with more than some rows it is written anew, with the table."""
    site = kept(site_of(5_000), {path: Published(PAGE, title=path) for path in site_of(5_000)})
    manifest = site.in_parts()
    some = {path: entry._replace(data=b"other") for path, entry in [*site_of(5_000).items()][:MOST_CHANGES]}
    edited = manifest._replace(files=files_of(manifest).changed(some)).settled()
    head, table = edited.encoded()
    assert table is None
    assert len(head) < 200 * MOST_CHANGES
    more = edited._replace(files=files_of(edited).changed({"id/new": Entry(b"", b"", b"", "")})).settled()
    assert more.table is None
    head, table = more.encoded()
    assert len(head) < 300
    assert table is not None
    assert Manifest.decoded(head, table) == more
    assert len(more.files) == 5_001
    assert more.addresses == {path: Published(PAGE, title=path) for path in site_of(5_000)}


OTHER = {path: entry._replace(data=b"e") for path, entry in site_of(40).items()}
"""As long as those that it is mistaken for."""
DAMAGES: dict[str, Callable[[Kept], tuple[bytes, bytes | None]]] = {
    "a new head with an old table": lambda site: (site.head, kept(OTHER).table),
    "an old head with a new table": lambda site: (kept(OTHER).head, site.table),
    "the table cut short": lambda site: (site.head, site.table[:-1]),
    "the table of nothing": lambda site: (site.head, b""),
    "no table": lambda site: (site.head, None),
    "the head cut short": lambda site: (site.head[:-1], site.table),
    "no head": lambda site: (b"", site.table),
    "another version": lambda site: (site.head.replace(b" 6\n", b" 7\n"), site.table),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_files_that_do_not_belong_together_are_no_manifest(damage: str) -> None:
    head, table = DAMAGES[damage](kept(site_of(40)))
    assert Manifest.decoded(head, table) is None
    assert Manifest.in_parts(head, lambda at, size: (table or b"")[at : at + size]) is None


@given(st.data())
def test_a_flipped_bit_is_damage_or_not_looked_at(data: st.DataObject) -> None:
    rows = site_of(20)
    site = kept(rows)
    place = data.draw(st.integers(0, 8 * len(site.table) - 1))
    damaged = bytearray(site.table)
    damaged[place // 8] ^= 1 << place % 8
    assert Manifest.decoded(site.head, bytes(damaged)) is None
    found = Manifest.in_parts(site.head, lambda at, size: bytes(damaged[at : at + size]))
    if found is None:
        return
    failed = 0
    for path, row in rows.items():
        try:
            assert found.files[path] == row
        except DamagedError:
            failed += 1
    assert 0 < failed <= 2 * module.ROWS
