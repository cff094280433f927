"""The database of what files of the content gave: a result a file, and the HTML of texts by its digest.

One file of SQLite, which several builds and their processes read and write at the same time. No file is made
beside it: a change that is cut off may spoil it, which costs the next build its parse results. Who finds it
spoilt, of another form or with a journal beside it makes it anew.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from hashlib import blake2b
from pathlib import Path
from stat import S_ISREG
from typing import Self

from warta.filesystem.own_files import is_link, remove, remove_own_folder

__all__ = ["Bodies", "Texts", "forget", "opened", "text_digest", "to_write"]

NAME = "texts"
"""Of the file in ``.warta-cache/``."""
BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite would look for beside it, and write to."""
PATIENCE = 10.0
"""Seconds that another process is given to write what it has."""
DIGEST_BYTES = 16
PAGE_BYTES = 16384
"""Of the file: several texts go into one, where of pages of the usual size most would stay half empty."""

# A digest stands beside its record, too, so that old texts are found without reading any record.
SCHEMA = (
    "CREATE TABLE about (id INTEGER PRIMARY KEY, name TEXT)",
    "CREATE TABLE record (path TEXT PRIMARY KEY, html BLOB, data BLOB) WITHOUT ROWID",
    "CREATE TABLE text (digest BLOB PRIMARY KEY, html BLOB)",
)


def text_digest(data: bytes) -> bytes:
    """What a text is found by: 16 bytes."""
    return blake2b(data, digest_size=DIGEST_BYTES).digest()


def opened(folder: Path) -> sqlite3.Connection:
    """The database of a folder.

    Raises FileNotFoundError where there is none yet, other OSErrors or sqlite3.Error for none of ours.
    """
    path = folder / NAME
    status = path.lstat()
    if not S_ISREG(status.st_mode) or is_link(status) or any(map(os.path.lexists, _beside(path))):
        raise FileExistsError(path)
    database = _connected(path)
    try:
        statements = _statements(database)
        if not statements:  # another process is about to make it
            raise FileNotFoundError(path)
        if statements != set(SCHEMA):  # of another program, or does more than it is told to
            raise sqlite3.DatabaseError(path)
    except BaseException:
        database.close()
        raise
    return database


def to_write(folder: Path) -> sqlite3.Connection:
    """The same; a new one in place of what is none of ours. Raises OSError or sqlite3.Error."""
    try:
        return opened(folder)
    except sqlite3.OperationalError as problem:
        if problem.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise
        forget(folder)
    except FileNotFoundError:
        pass
    except (OSError, sqlite3.DatabaseError):
        forget(folder)
    with closing(_connected(folder / NAME)) as database:
        database.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        database.execute("BEGIN IMMEDIATE")
        if not _statements(database):  # else another process was sooner
            for statement in SCHEMA:
                database.execute(statement)
        database.execute("COMMIT")
    return opened(folder)


def forget(folder: Path) -> None:
    """Remove the database, and what stands in its place. Raises OSError."""
    path = folder / NAME
    for each in (path, *_beside(path)):
        if Path(each).is_dir() and not Path(each).is_symlink():
            remove_own_folder(each)
        remove(each)


def _beside(path: Path) -> list[Path]:
    return [path.with_name(path.name + end) for end in BESIDE]


def _connected(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    for setting in ("trusted_schema = OFF", "journal_mode = MEMORY", "synchronous = OFF"):
        database.execute(f"PRAGMA {setting}")
    return database


def _statements(database: sqlite3.Connection) -> set[object]:
    return {sql for (sql,) in database.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}


class Bodies:
    """The texts in the databases of some folders, read by the process that asks first."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._databases: list[sqlite3.Connection] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the files; they are opened again by who goes on reading."""
        for database in self._databases or ():
            database.close()
        self._databases = None

    def read(self, digest: bytes) -> bytes | None:
        """A text by its digest; None when it is not there as it was put."""
        if self._databases is None:
            self._databases = []
            for folder in self._folders:
                with suppress(OSError, sqlite3.Error):
                    self._databases.append(opened(folder))
        for database in self._databases:
            with suppress(sqlite3.Error):
                row = database.execute("SELECT html FROM text WHERE digest = ?", (digest,)).fetchone()
                if row is not None and isinstance(row[0], bytes) and text_digest(row[0]) == digest:
                    return row[0]
        return None


class Texts:
    """The HTML of a site's texts, by content path."""

    def __init__(self, folders: Sequence[Path], digests: Mapping[str, bytes]) -> None:
        self._bodies = Bodies(folders)
        self._digests = digests
        self.lost: list[str] = []
        """The paths of those that were asked for and are not there as they were put."""

    def read(self, path: str) -> str:
        """The HTML; empty for a text that has none."""
        digest = self._digests.get(path)
        data = self._bodies.read(digest) if digest is not None else b""
        if data is None:
            self.lost.append(path)
        return (data or b"").decode("utf-8", "surrogatepass")

    def close(self) -> None:
        """Close the files."""
        self._bodies.close()
