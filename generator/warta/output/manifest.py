"""What is written down in an output folder: which files are in it, and what a commit is about to do.

A stranger may have put these there: what is read names files below the folder, or it is nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from warta.filesystem.codec import decoded, encoded
from warta.filesystem.own_files import all_inside, is_inside
from warta.filesystem.stamps import seal, unseal
from warta.site.public_addresses import Published

__all__ = ["COPY", "NOTHING", "Edition", "Entry", "Intent", "Manifest"]

FORMAT = 5
DATA_SINCE = 3
"""Versions of the manifest before this one were code as much as data: they are never decoded."""
COPY = b"copy"


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

    def encoded(self) -> bytes:
        """Deterministic: the same site gives the same bytes."""
        files = {path: self.files[path] for path in sorted(self.files)}
        addresses = {path: self.addresses[path] for path in sorted(self.addresses)}
        content = encoded((self.program, files, self.base, addresses, self.edition))
        return b"warta-manifest %d\n" % FORMAT + seal(content)

    @classmethod
    def decoded(cls, data: bytes) -> Manifest | None:
        """None for what is damaged or cannot be read.

        From another version it takes which files are ours, and nothing of what they were made from.
        """
        header, _, sealed = data.partition(b"\n")
        version = _version(header)
        body = unseal(sealed) if version >= DATA_SINCE else None
        if version != FORMAT:
            _, listed, *_ = decoded(body, list[Any]) or (None, None)
            if not isinstance(listed, dict):
                return None
            return cls("", dict.fromkeys(filter(is_inside, listed), _UNKNOWN))
        content = decoded(body, tuple[str, dict[str, Entry], str, dict[str, Published], Edition])
        if content is None:
            return None
        program, files, base, addresses, edition = content
        if not all_inside(files):
            files = {path: files[path] for path in filter(is_inside, files)}
        return cls(program, files, base, addresses, edition)


def _version(header: bytes) -> int:
    name, _, number = header.partition(b" ")
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
        inside = all_inside((*move, *delete))
        staged = all(isinstance(name, str) and name.isascii() and name.isdigit() for name in move.values())
        return cls(move, delete) if inside and staged else None
