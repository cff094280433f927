"""The tables of the database of stories, and what is put into them and got from them as values."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from warta.content.parsed import Card

__all__ = [
    "COLUMNS",
    "HIDDEN",
    "INDEXES",
    "LISTED",
    "SCHEMA",
    "STATEMENTS",
    "WITHDRAWN",
    "Columns",
    "Kept",
    "Row",
]

HIDDEN, LISTED, WITHDRAWN = 0, 1, 2
"""What the site shows of a post: nothing; the post; that it has been taken back."""

SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE term (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE post (
    id INTEGER PRIMARY KEY, path TEXT UNIQUE, story TEXT, language TEXT, url TEXT, key TEXT, at INTEGER,
    opens INTEGER, updated INTEGER, year INTEGER, month INTEGER, kind TEXT, state INTEGER, event INTEGER,
    pinned INTEGER, documents INTEGER, held INTEGER, fingerprint BLOB
);
CREATE TABLE card (id INTEGER PRIMARY KEY, data BLOB);
CREATE TABLE member (language TEXT, term INTEGER, post INTEGER, named INTEGER,
    PRIMARY KEY (language, term, post)) WITHOUT ROWID;
CREATE TABLE tally (language TEXT, term INTEGER, posts INTEGER, PRIMARY KEY (language, term)) WITHOUT ROWID;
CREATE TABLE quote (language TEXT, speaker INTEGER, post INTEGER, number INTEGER,
    PRIMARY KEY (language, speaker, post, number)) WITHOUT ROWID;
CREATE TABLE mention (name TEXT, post INTEGER, PRIMARY KEY (name, post)) WITHOUT ROWID;
CREATE TABLE taken (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE sought (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE anchored (url TEXT PRIMARY KEY) WITHOUT ROWID;
"""
INDEXES = """
CREATE INDEX post_story ON post (story);
CREATE INDEX post_url ON post (url);
CREATE INDEX post_key ON post (key);
CREATE INDEX post_list ON post (language, state, at, story);
CREATE INDEX post_month ON post (language, state, year, month);
CREATE INDEX post_year ON post (year, month);
CREATE INDEX post_opens ON post (opens);
CREATE INDEX post_kind ON post (language, state, kind, at, story);
CREATE INDEX post_event ON post (language, event, story) WHERE event IS NOT NULL;
CREATE INDEX post_pinned ON post (pinned) WHERE pinned IS NOT NULL;
CREATE INDEX post_documents ON post (language) WHERE documents;
CREATE INDEX post_apart ON post (held) WHERE held OR state = 2;
CREATE INDEX member_post ON member (post, named, term);
CREATE INDEX quote_post ON quote (post);
CREATE INDEX mention_post ON mention (post);
"""
STATEMENTS = frozenset(each.strip() for each in (SCHEMA + INDEXES).split(";") if each.strip())
Columns = tuple[str, str, str, str, str, int, int, int, int, int, str, int, int | None, int | None, int, int]
"""Those of a post that follow from its card, in the order of :data:`COLUMNS`."""


class Row(NamedTuple):
    """What the database knows of a post besides its terms and quotations."""

    path: str
    story: str
    language: str
    url: str
    key: str
    """Of the address, by which two that a file system takes for one are the same."""
    at: int
    """Seconds since 1970."""
    opens: int
    """When it became public, or will."""
    updated: int
    """When it was changed last."""
    year: int
    month: int
    kind: str
    state: int
    event: int | None
    """Seconds since 1970 at which its event begins, if that is known."""
    pinned: int | None
    """Until when it is pinned to the front page, if it is or was."""
    documents: int
    """1 when its text leads to a document, else 0."""
    held: int
    """1 when it is held back from the public, whether the site shows it or not, else 0."""
    fingerprint: bytes
    """Stands for all that is known of the post."""
    card: Card
    html: bytes | None
    named: Sequence[str]
    """The terms that it names: ``tags/korpri``."""
    listed: Sequence[str]
    """All terms that list it: regions with those above them."""
    quoted: Sequence[tuple[str, int]]
    """Speakers, and which of the post's quotations are theirs."""
    mentioned: Collection[str]
    """The files to which its text leads, by content path, addresses of this site and names of speakers."""


COLUMNS = Row._fields[:16]
"""Their names."""


class Kept(NamedTuple):
    """What the database has of one post."""

    card: Card
    html: bytes | None
    columns: tuple[object, ...]
    """In the order of :data:`COLUMNS`."""
