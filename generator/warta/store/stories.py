"""The stories of a site as the last build left them, so that an edit loads what it reaches and nothing else.

A database of SQLite beside the state, which it belongs to: it is used only while it looks as the state says
or has the bytes that it says, so any other one (damaged, of another build) is a build that looks at
everything. Nothing in it is believed to be code or a path to write to. A rollback journal, since a
write-ahead log needs shared memory.
"""

from __future__ import annotations

import os
import pathlib
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from itertools import count, islice
from typing import Any

from warta.content.parsed import Card
from warta.filesystem.codec import decoded, encoded
from warta.filesystem.own_files import is_link, remove, remove_own_folder
from warta.filesystem.stamps import file_digest, plain_stamp, seal, unseal
from warta.store.tables import COLUMNS, HIDDEN, INDEXES, LISTED, SCHEMA, STATEMENTS, WITHDRAWN, Kept, Row

__all__ = ["NO_POST", "Stories", "StoriesError", "look_of"]

AT_ONCE = 500
"""Posts that are put in with one statement."""
READ_WHOLE = 4 * 2**20
"""Bytes. A database as small as this is read to see whether it is whole, which takes some milliseconds."""
AT_A_TIME = 2**20
"""Bytes of one that is read."""
LOOK_BYTES = 16
NO_POST = 0
"""The number of all texts together that are no posts."""
UNREAD = bytes(LOOK_BYTES)
"""In place of the digest of a database that has not been read."""

_NEWEST_FIRST = "ORDER BY post.at DESC, post.story DESC"


class StoriesError(Exception):
    """The database is not as it was left."""


class Stories:
    """An open database. Its methods raise StoriesError or sqlite3.Error where it is not as it was left."""

    def __init__(self, path: str) -> None:
        # Whoever has it locked is not waited for.
        self._connection = sqlite3.connect(path, timeout=0, isolation_level=None)
        self._connection.execute("PRAGMA trusted_schema = OFF")
        self._path = path
        self.is_copy = False
        """Whether its bytes alone have told that it is the one that a build has left."""
        self._terms: dict[str, int] | None = None

    @classmethod
    def opened(cls, path: str, look: bytes) -> Stories:
        """The database that a build has left, which looks as :func:`look_of` said then, or is a copy."""
        is_copy = _is_copy(path, look)
        found = cls(path)
        found.is_copy = is_copy
        try:
            if not found.is_ours():
                raise StoriesError
        except BaseException:
            found.close()
            raise
        return found

    @classmethod
    def created(cls, path: str) -> Stories:
        """A new database, in place of what was there; :meth:`index` makes it whole.

        Raises OSError and sqlite3.Error.
        """
        for name in (path, f"{path}-journal"):
            if os.path.isdir(name):
                remove_own_folder(name)
            remove(name)
        made = cls(path)
        made._connection.executescript(f"PRAGMA page_size = 4096; PRAGMA synchronous = OFF; {SCHEMA}")
        return made

    def index(self) -> None:
        """Make the indexes of a new database, which takes less time when its posts are in it."""
        if self._one("SELECT 1 FROM sqlite_master WHERE name = 'post_story'") is None:
            for statement in INDEXES.split(";"):
                self._connection.execute(statement)

    def is_ours(self) -> bool:
        """Whether it has our tables, and nothing that changes more than one is told to."""
        return set(self._names("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")) == STATEMENTS

    def close(self) -> None:
        """Forget what has not been committed."""
        self._connection.close()

    def begin(self) -> None:
        """Begin to change it."""
        # One that a power cut has spoilt no longer looks as the state says.
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Keep what has been changed."""
        self._connection.execute("COMMIT")

    def look(self) -> bytes:
        """How it looks now that it is committed; a copy is to be known by its bytes again."""
        return look_of(self._path, whole=self.is_copy)

    # --- What is kept as it is --------------------------------------------------------------------------

    def put(self, name: str, value: bytes) -> None:
        """Keep bytes under a name."""
        self._connection.execute("REPLACE INTO meta VALUES (?, ?)", (name, seal(value)))

    def get(self, name: str) -> bytes:
        """Bytes by their name; empty when there are none."""
        row = self._one("SELECT value FROM meta WHERE name = ?", name)
        return _whole(row[0]) if row is not None else b""

    def keep_places(self, taken: Iterable[str], anchored: Iterable[str], sought: Iterable[str]) -> None:
        """Keep three sets.

        The keys of addresses that pages have at other times, the addresses of pages to whose places texts
        lead or that are not there yet, and the output paths of files that are no pages to which something
        leads.
        """
        for table, values in (("taken", taken), ("anchored", anchored), ("sought", sought)):
            self._connection.execute(f"DELETE FROM {table}")
            self._connection.executemany(
                f"INSERT OR IGNORE INTO {table} VALUES (?)", ((value,) for value in values)
            )

    def add_anchored(self, urls: Iterable[str]) -> None:
        """Note more pages to whose places texts lead, or that are not there yet."""
        self._connection.executemany("INSERT OR IGNORE INTO anchored VALUES (?)", ((url,) for url in urls))

    def keep_mentions(self, names: Iterable[str]) -> None:
        """Keep what texts lead to that are no posts: see :attr:`~warta.store.tables.Row.mentioned`."""
        self._connection.execute(f"DELETE FROM mention WHERE post = {NO_POST}")
        self._connection.executemany(
            f"INSERT OR IGNORE INTO mention VALUES (?, {NO_POST})", ((name,) for name in names)
        )

    def is_mentioned(self, name: str) -> bool:
        """Whether a text leads to a file, by its content path, or to an address of this site."""
        return self._one("SELECT 1 FROM mention WHERE name = ?", name) is not None

    def mentioning(self, name: str) -> list[int]:
        """The posts that mention it, and :data:`NO_POST` where another text does."""
        return self._numbers("SELECT post FROM mention WHERE name = ?", name)

    def is_in_use(self, path: str) -> bool:
        """Whether a text that the site shows leads to the file at this content path."""
        query = (
            "SELECT 1 FROM mention LEFT JOIN post ON post.id = mention.post"
            f" WHERE name = ? AND (post = {NO_POST} OR state != {HIDDEN})"
        )
        return self._one(query, path) is not None

    def is_taken(self, key: str, *, but: str = "") -> bool:
        """Whether a post, or at another time a page, has this address; the post ``but`` does not count."""
        taken = self._one("SELECT 1 FROM taken WHERE key = ?", key)
        return bool(taken or self._one("SELECT 1 FROM post WHERE key = ? AND path != ?", key, but))

    def is_sought(self, path: str) -> bool:
        """Whether something leads to a file at this output path."""
        return self._one("SELECT 1 FROM sought WHERE path = ?", path) is not None

    def is_anchored(self, url: str) -> bool:
        """Whether a text leads to a place on this page, or led to it when it was not there."""
        return self._one("SELECT 1 FROM anchored WHERE url = ?", url) is not None

    # --- Posts ------------------------------------------------------------------------------------------

    def prints(self) -> dict[str, bytes]:
        """Path → fingerprint of all posts."""
        return dict(self._all((str, bytes), "SELECT path, fingerprint FROM post"))

    def remove(self, paths: Iterable[str]) -> dict[str, int]:
        """Take posts out, by their paths; path → the number that a post had."""
        numbers: dict[str, int] = {}
        for path in paths:
            row = self._one("SELECT id, language FROM post WHERE path = ?", path)
            if row is None:
                continue
            post, language = row
            numbers[path] = post
            run = self._connection.execute
            run(
                "UPDATE tally SET posts = posts - 1 WHERE language = ? AND term IN"
                " (SELECT term FROM member WHERE language = ? AND post = ?)",
                (language, language, post),
            )
            run(
                "DELETE FROM member WHERE language = ? AND post = ? AND term IN"
                " (SELECT term FROM member WHERE post = ?)",
                (language, post, post),
            )
            run("DELETE FROM quote WHERE post = ?", (post,))
            run("DELETE FROM mention WHERE post = ?", (post,))
            run("DELETE FROM card WHERE id = ?", (post,))
            run("DELETE FROM post WHERE id = ?", (post,))
        return numbers

    def add(self, rows: Iterable[Row], numbers: Mapping[str, int]) -> None:
        """Put posts in, which are not there; ``numbers`` are those that some of them had, by path."""
        last = self._one("SELECT coalesce(max(id), 0) FROM post")
        assert last is not None, "an aggregate has a row"
        free = count(max(last[0], *numbers.values(), 0) + 1)
        rest = iter(rows)
        while some := list(islice(rest, AT_ONCE)):
            self._add([(numbers.get(row.path) or next(free), row) for row in some])

    def _add(self, rows: Sequence[tuple[int, Row]]) -> None:
        """Put posts in with their numbers. Several at once take half the time."""
        terms, many = self._known_terms(), self._connection.executemany
        many(f"INSERT INTO post VALUES (?{', ?' * 17})", [(post, *row[:17]) for post, row in rows])
        cards = [(post, seal(encoded((row.card, row.html)))) for post, row in rows]
        many("INSERT INTO card VALUES (?, ?)", cards)
        listed = [(post, row, frozenset(row.named)) for post, row in rows if row.state == LISTED]
        members = [
            (row.language, terms[name], post, name in named)
            for post, row, named in listed
            for name in row.listed
        ]
        many("INSERT INTO member VALUES (?, ?, ?, ?)", members)
        counts = Counter([member[:2] for member in members])
        many(
            "INSERT INTO tally VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET posts = posts + excluded.posts",
            [(*member, number) for member, number in counts.items()],
        )
        quotes = [
            (row.language, terms[speaker], post, number)
            for post, row, _ in listed
            for speaker, number in row.quoted
        ]
        many("INSERT INTO quote VALUES (?, ?, ?, ?)", quotes)
        many(
            "INSERT INTO mention VALUES (?, ?)",
            [(name, post) for post, row in rows for name in row.mentioned],
        )

    def recount(self) -> None:
        """Count anew what terms list."""
        self._connection.execute("DELETE FROM tally")
        self._connection.execute(
            "INSERT INTO tally SELECT language, term, count(*) FROM member GROUP BY language, term"
        )

    def name_terms(self, names: Iterable[str]) -> None:
        """Make sure that terms of these names can be referred to."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO term (name) VALUES (?)", ((each,) for each in names)
        )
        self._terms = None

    def _known_terms(self) -> dict[str, int]:
        if self._terms is None:
            self._terms = dict(self._all((str, int), "SELECT name, id FROM term"))
        return self._terms

    def _number_of(self, term: str) -> int:
        number = self._known_terms().get(term)
        if number is None:
            raise StoriesError(term)
        return number

    # --- Asking -----------------------------------------------------------------------------------------

    def post(self, post: int) -> Kept:
        """What is kept of a post, by its number."""
        row = self._one(
            f"SELECT card.data, {', '.join(COLUMNS)} FROM card JOIN post USING (id) WHERE id = ?", post
        )
        if row is None:
            raise StoriesError(post)
        found = decoded(_whole(row[0]), tuple[Card, bytes | None])
        if found is None:
            raise StoriesError(post)
        return Kept(*found, row[1:])

    def numbers_of(self, story: str) -> list[int]:
        """The numbers of all posts of a story."""
        return self._numbers("SELECT id FROM post WHERE story = ?", story)

    def paths(self) -> list[str]:
        """The content paths of all posts."""
        return self._names("SELECT path FROM post")

    def at_path(self, path: str) -> tuple[int, str] | None:
        """Number and story of the post with this content path."""
        rows = self._all((int, str), "SELECT id, story FROM post WHERE path = ?", path)
        return rows[0] if rows else None

    def at_url(self, url: str) -> int | None:
        """The number of the visible post at this address."""
        found = self._numbers(f"SELECT id FROM post WHERE url = ? AND state != {HIDDEN}", url)
        return found[0] if found else None

    def at_time(self, path: str) -> list[int]:
        """The other posts in the language of this one that have its time."""
        query = (
            "SELECT post.id FROM post JOIN post AS own ON own.path = ? AND own.language = post.language"
            " AND own.at = post.at AND own.id != post.id"
        )
        return self._numbers(query, path)

    def listed(self, language: str) -> list[int]:
        """All listed posts of a language, newest first."""
        query = f"SELECT id FROM post WHERE language = ? AND state = {LISTED} {_NEWEST_FIRST}"
        return self._numbers(query, language)

    def newer(self, language: str, at: int, story: str) -> int:
        """How many listed posts of a language are newer than a time and a story."""
        query = (
            f"SELECT count(*) FROM post WHERE language = ? AND state = {LISTED} AND at >= ?"
            " AND (at, story) > (?, ?)"
        )
        return self._numbers(query, language, at, at, story)[0]

    def changed_last(self) -> list[int]:
        """Those of the visible posts of all languages of which none has been changed since."""
        visible = f"FROM post WHERE state != {HIDDEN}"
        return self._numbers(f"SELECT id {visible} AND updated = (SELECT max(updated) {visible})")

    def opened_last(self) -> int:
        """When the latest of the public posts became public, in seconds since 1970; 0 without any."""
        found = self._numbers("SELECT opens FROM post WHERE NOT held ORDER BY opens DESC LIMIT 1")
        return found[0] if found else 0

    def opened_between(self, start: float, end: float) -> list[int]:
        """The listed posts of all languages whose time to open lies after one time, up to another one."""
        query = f"SELECT id FROM post WHERE opens > ? AND opens <= ? AND state = {LISTED} {_NEWEST_FIRST}"
        return self._numbers(query, start, end)

    def public_in(self, year: int, month: int | None) -> list[int]:
        """The public posts of all languages of a year, or of one of its months, newest first."""
        query = "SELECT id FROM post WHERE year = ? AND month BETWEEN ? AND ? AND NOT held"
        return self._numbers(f"{query} {_NEWEST_FIRST}", year, month or 1, month or 12)

    def public_months(self) -> list[tuple[int, int]]:
        """The years and months of the public posts."""
        return self._all((int, int), "SELECT DISTINCT year, month FROM post WHERE NOT held")

    def is_notice(self, url: str) -> bool:
        """Whether a post that has been taken back is at this address."""
        query = f"SELECT 1 FROM post WHERE url = ? AND state = {WITHDRAWN}"
        return self._one(query, url) is not None

    def held(self) -> list[int]:
        """The posts that are held back."""
        return self._numbers("SELECT id FROM post WHERE held")

    def apart(self) -> list[int]:
        """The posts that are held back or have been taken back."""
        return self._numbers(f"SELECT id FROM post WHERE held OR state = {WITHDRAWN}")

    def listed_under(self, language: str, term: str) -> list[int]:
        """Those that a term lists."""
        query = (
            "SELECT post.id FROM member JOIN post ON post.id = member.post"
            f" WHERE member.language = ? AND member.term = ? {_NEWEST_FIRST}"
        )
        return self._numbers(query, language, self._number_of(term))

    def listed_in(self, language: str, year: int, month: int) -> list[int]:
        """Those of a month."""
        query = f"SELECT id FROM post WHERE language = ? AND state = {LISTED} AND year = ? AND month = ?"
        return self._numbers(f"{query} {_NEWEST_FIRST}", language, year, month)

    def listed_kind(self, language: str, kind: str) -> list[int]:
        """Those of a kind."""
        query = f"SELECT id FROM post WHERE language = ? AND state = {LISTED} AND kind = ? {_NEWEST_FIRST}"
        return self._numbers(query, language, kind)

    def with_event(self, language: str) -> list[int]:
        """Those with an event whose time is known, the latest event first."""
        query = (
            f"SELECT id FROM post WHERE language = ? AND state = {LISTED} AND event IS NOT NULL"
            " ORDER BY event DESC, story DESC"
        )
        return self._numbers(query, language)

    def with_documents(self, language: str) -> list[int]:
        """Those whose texts lead to documents, in no order."""
        query = f"SELECT id FROM post WHERE documents AND language = ? AND state = {LISTED}"
        return self._numbers(query, language)

    def pinned(self, language: str, now: float) -> list[int]:
        """Those that are pinned at a time."""
        query = f"SELECT id FROM post WHERE pinned > ? AND language = ? AND state = {LISTED} {_NEWEST_FIRST}"
        return self._numbers(query, now, language)

    def members(self, language: str, term: str) -> list[int]:
        """The posts that a term lists, in no order."""
        query = "SELECT post FROM member WHERE language = ? AND term = ?"
        return self._numbers(query, language, self._number_of(term))

    def named(self, post: int) -> list[str]:
        """The terms that a post names."""
        query = "SELECT name FROM member JOIN term ON term.id = member.term WHERE post = ? AND named"
        return self._names(query, post)

    def tallies(self, language: str) -> dict[str, int]:
        """Term → number of posts that it lists, for terms with posts."""
        query = (
            "SELECT name, posts FROM tally JOIN term ON term.id = tally.term WHERE language = ? AND posts > 0"
        )
        return dict(self._all((str, int), query, language))

    def months(self, language: str) -> list[tuple[int, int, int]]:
        """Year, month and number of listed posts, newest first."""
        query = (
            f"SELECT year, month, count(*) FROM post WHERE language = ? AND state = {LISTED}"
            " GROUP BY year, month ORDER BY year DESC, month DESC"
        )
        return self._all((int, int, int), query, language)

    def kinds(self, language: str) -> dict[str, int]:
        """Kind → number of listed posts."""
        query = f"SELECT kind, count(*) FROM post WHERE language = ? AND state = {LISTED} GROUP BY kind"
        return dict(self._all((str, int), query, language))

    def together(self, language: str, term: str) -> dict[str, int]:
        """The terms that the posts of a term name, and how many do."""
        query = (
            "SELECT term.name, count(*) FROM member JOIN member AS other"
            " ON other.post = member.post AND other.named JOIN term ON term.id = other.term"
            " WHERE member.language = ? AND member.term = ? GROUP BY other.term"
        )
        return dict(self._all((str, int), query, language, self._number_of(term)))

    def months_of(self, language: str, term: str) -> list[tuple[int, int, int]]:
        """Year, month and number of the posts of a term."""
        query = (
            "SELECT year, month, count(*) FROM member JOIN post ON post.id = member.post"
            " WHERE member.language = ? AND member.term = ? GROUP BY year, month"
        )
        return self._all((int, int, int), query, language, self._number_of(term))

    def quotations(self, language: str, speaker: str, most: int) -> list[tuple[int, int]]:
        """The newest quotations of a speaker: post, and which of its quotations."""
        number = self._known_terms().get(speaker)
        if number is None:
            return []
        query = (
            "SELECT post.id, quote.number FROM quote JOIN post ON post.id = quote.post"
            f" WHERE quote.language = ? AND quote.speaker = ? {_NEWEST_FIRST}, quote.number LIMIT ?"
        )
        return self._all((int, int), query, language, number, most)

    def _one(self, query: str, *values: object) -> Any:
        return self._connection.execute(query, values).fetchone()

    def _all(self, types: tuple[type, ...], query: str, *values: object) -> list[Any]:
        """Rows with columns of these types, which SQLite does not vouch for."""
        rows = self._connection.execute(query, values).fetchall()
        if any(tuple(map(type, row)) != types for row in rows):
            raise StoriesError
        return rows

    def _numbers(self, query: str, *values: object) -> list[int]:
        return self._column(int, query, values)

    def _names(self, query: str, *values: object) -> list[str]:
        return self._column(str, query, values)

    def _column(self, kind: type, query: str, values: Sequence[object]) -> list[Any]:
        found = [value for (value,) in self._connection.execute(query, values)]
        if not set(map(type, found)) <= {kind}:
            raise StoriesError
        return found


def _whole(data: object) -> bytes:
    whole = unseal(data) if isinstance(data, bytes) else None
    if whole is None:
        raise StoriesError
    return whole


def look_of(path: str, *, whole: bool = True) -> bytes:
    """Stands for the file as it is, to be told from any other; empty when it is not there as it should be.

    The first half is of its stamp, the second of its bytes, or zeros for a large file not asked for as a
    ``whole``. A journal beside it is of a build that has not come to its end.
    """
    try:
        status = os.lstat(path)
        if is_link(status) or os.path.lexists(f"{path}-journal"):
            return b""
        is_read = whole or status.st_size <= READ_WHOLE
        return file_digest(repr(plain_stamp(status)).encode()) + (_digest(path) if is_read else UNREAD)
    except OSError:
        return b""


def _digest(path: str) -> bytes:
    digest = blake2b(digest_size=LOOK_BYTES)
    with pathlib.Path(path).open("rb", buffering=0) as file:
        while data := file.read(AT_A_TIME):
            digest.update(data)
    return digest.digest()


def _is_copy(path: str, look: bytes) -> bool:
    """Whether a database is as ``look`` says by its bytes alone. Raises StoriesError if it is not."""
    now, known = look_of(path, whole=False), look[LOOK_BYTES:]
    if not now or not look:
        raise StoriesError
    read = now[LOOK_BYTES:]
    if now[:LOOK_BYTES] == look[:LOOK_BYTES] and read in (UNREAD, known):
        return False
    if known == UNREAD or (read if read != UNREAD else look_of(path)[LOOK_BYTES:]) != known:
        raise StoriesError
    return True
