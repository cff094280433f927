"""Parse results that outlive a build, in ``.warta-cache/`` beside ``site.toml``.

The rules:

* A result is kept under its file's path, with the digest of its bytes, in a
  database that is named after the parse options and the program's digest. Nothing else
  can make it wrong, so a cache may come from another checkout, another branch or
  another version of Warta.
* It is data, read into the types it has to have (:mod:`warta.filesystem.codec`): whoever has made it, nothing
  of it runs, and it names no file. The texts in it are believed.
* Whether a file still has the bytes of its digest is first asked of the file
  system: same size, times and inode, and old enough that a change in the same
  tick of the clock cannot hide. Any doubt, and the bytes are read.
* Every result is sealed with a digest, and texts are found by theirs. What does not fit it is not there.
* Diagnostics are part of a result and are shown again.
* Nothing in here is needed: the folder may be deleted at any time.

:mod:`warta.store.texts` says what the database looks like.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from warta.content.parsed import (
    Card,
    Parsed,
    ParsedAbbreviation,
    ParsedAgency,
    ParsedProfile,
    ParsedRegion,
    ParsedRemoval,
    ParsedSpeaker,
    ParsedTag,
    ParsedTerm,
    ParseOptions,
)
from warta.diagnostics.values import Diagnostic
from warta.filesystem.codec import decoded, encoded
from warta.filesystem.own_files import remove
from warta.filesystem.stamps import Stamp, bytes_digest, seal, unseal
from warta.store.program import program_digest
from warta.store.texts import opened, text_digest, to_write

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

__all__ = ["THEME", "Cache", "Entries", "Record", "entries_of"]

THEME = "theme-"
"""What the name of the file begins with that says which templates refer to which."""
AT_ONCE = 500
"""Texts that are written together."""
MOST_OLD = 2
"""So many texts are kept for each result: other builds may still know of old ones."""
FORMER = ("template-", "plan-", "pack-", "use-", "index", "changes")
"""What the names of files begin with that earlier versions kept here."""

Entry = TypeVar("Entry", bound=ParsedTerm | ParsedAbbreviation | ParsedRemoval)


class Entries(NamedTuple):
    """What a file gave that holds terms, abbreviations, removals or a profile: some of one of these."""

    agencies: tuple[ParsedAgency, ...]
    speakers: tuple[ParsedSpeaker, ...]
    regions: tuple[ParsedRegion, ...]
    tags: tuple[ParsedTag, ...]
    glossary: tuple[ParsedAbbreviation, ...]
    removals: tuple[ParsedRemoval, ...]
    profile: ParsedProfile | None

    @property
    def terms(self) -> tuple[ParsedTerm | ParsedAbbreviation | ParsedRemoval, ...]:
        """All but the profile."""
        terms = (*self.agencies, *self.speakers, *self.regions, *self.tags)
        return (*terms, *self.glossary, *self.removals)


def entries_of(parsed: Parsed) -> Entries | None:
    """What a parsed file has of them; None when that is nothing."""
    if not parsed.terms and parsed.profile is None:
        return None

    def of(kind: type[Entry]) -> tuple[Entry, ...]:
        return tuple([term for term in parsed.terms if isinstance(term, kind)])

    return Entries(
        of(ParsedAgency),
        of(ParsedSpeaker),
        of(ParsedRegion),
        of(ParsedTag),
        of(ParsedAbbreviation),
        of(ParsedRemoval),
        parsed.profile,
    )


class Record(NamedTuple):
    """What is known of one source file."""

    stamp: Stamp | None
    """How the file looked; None when the next build had better read it."""
    digest: str
    diagnostics: tuple[Diagnostic, ...]
    card: Card | None
    entries: Entries | None
    """What a term file or a profile gave."""
    html: bytes | None
    """Digest of its text, by which that is found; None without one."""


class Cache:
    """The cache of one site and one set of options."""

    def __init__(self, folder: Path, options: ParseOptions) -> None:
        self.name = bytes_digest(repr((options, program_digest())).encode())
        """Digest of the options and the program: under another name nothing is found."""
        self.records: Mapping[str, Record] = {}
        """Path → result, as the last build left them."""
        self._folder = folder
        self._new: dict[bytes, bytes] = {}
        """Digest → text of those that have not been written yet."""
        self._elsewhere: TemporaryDirectory[str] | None = None

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where the texts are."""
        return (self._folder, *([Path(self._elsewhere.name)] if self._elsewhere is not None else []))

    def close(self) -> None:
        """Remove what was only for this build."""
        if self._elsewhere is not None:
            self._elsewhere.cleanup()

    def load(self) -> None:
        """Read the results. A cache that is missing, damaged or of other options is empty."""
        with contextlib.suppress(OSError, sqlite3.Error), closing(opened(self._folder)) as database:
            if self._is_named(database):
                rows = database.execute("SELECT path, data FROM record ORDER BY path")
                self.records = {path: record for path, data in rows if (record := _record(path, data))}

    def put(self, text: str) -> bytes:
        """Keep a text; returns what it is found by. Raises OSError when there is no room for it anywhere."""
        data = text.encode("utf-8", "surrogatepass")
        digest = text_digest(data)
        self._new[digest] = data
        if len(self._new) >= AT_ONCE:
            self.flush()
        return digest

    def flush(self) -> None:
        """Write what has been put, for whoever reads it next. Raises OSError like :meth:`put`."""
        if not self._new:
            return
        if self._elsewhere is None and self._are_written(self._folder, {}):
            return
        if self._elsewhere is None:  # the texts of earlier builds stay where they are
            from tempfile import TemporaryDirectory

            self._elsewhere = TemporaryDirectory(prefix="warta-")
        if not self._are_written(self.folders[-1], {}):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.folders[-1]))

    def _are_written(self, folder: Path, records: Mapping[str, Record]) -> bool:
        """Write what has been put, and ``records``; whether all of it is there now."""
        with contextlib.suppress(OSError, sqlite3.Error):
            with self._changing(folder) as database:
                database.executemany("REPLACE INTO text VALUES (?, ?)", self._new.items())
                _write(database, records)
            self._new = {}
            return True
        return False

    def save(self, records: Mapping[str, Record]) -> None:
        """Make ``records`` what the next build finds.

        Failing to is not an error: the next build parses again.
        """
        if self._elsewhere is not None:
            return
        known = self.records
        with contextlib.suppress(OSError, sqlite3.Error), self._changing(self._folder) as database:
            gone = [(path,) for path in known if path not in records]
            database.executemany("DELETE FROM record WHERE path = ?", gone)
            _write(database, {path: each for path, each in records.items() if known.get(path) is not each})
        with contextlib.suppress(OSError):
            for name in os.listdir(self._folder):
                old_theme = name.startswith(THEME) and name != THEME + program_digest()[:12]
                if old_theme or name.startswith(FORMER):
                    remove(self._folder / name)

    def add(self, records: Mapping[str, Record]) -> bool:
        """Make ``records`` part of what the next build finds, and write their texts.

        Whether there is a cache that they belong to.
        """
        with contextlib.suppress(OSError, sqlite3.Error), closing(opened(self._folder)) as database:
            return self._is_named(database) and self._are_written(self._folder, records)
        return False

    def release(self) -> None:
        """Give back the memory of what only :meth:`save` needs."""
        self.records = {}

    def _is_named(self, database: sqlite3.Connection) -> bool:
        return database.execute("SELECT name FROM about").fetchall() == [(self.name,)]

    @contextlib.contextmanager
    def _changing(self, folder: Path) -> Iterator[sqlite3.Connection]:
        """The database, to be changed as a whole; other processes can do so before and afterwards."""
        with contextlib.suppress(OSError):
            folder.mkdir(exist_ok=True)
        with closing(to_write(folder)) as database:
            database.execute("BEGIN IMMEDIATE")
            if not self._is_named(database):
                database.execute("DELETE FROM record")
                database.execute("REPLACE INTO about VALUES (1, ?)", (self.name,))
            yield database
            database.execute("COMMIT")


def _write(database: sqlite3.Connection, records: Mapping[str, Record]) -> None:
    if not records:
        return
    rows = ((path, record.html, seal(encoded(record))) for path, record in records.items())
    database.executemany("REPLACE INTO record VALUES (?, ?, ?)", rows)
    _forget_old_texts(database)


def _record(path: object, data: object) -> Record | None:
    """A result as it was kept, of the file that it stands for."""
    record = decoded(unseal(data), Record) if isinstance(data, bytes) and isinstance(path, str) else None
    return record if record is not None and (record.card is None or record.card.path == path) else None


def _forget_old_texts(database: sqlite3.Connection) -> None:
    (texts,), (records,) = database.execute("SELECT count(*) FROM text UNION ALL SELECT count(*) FROM record")
    if texts > MOST_OLD * records:
        database.execute(
            "DELETE FROM text WHERE digest NOT IN (SELECT html FROM record WHERE html IS NOT NULL)"
        )
