"""Parse results that outlive a build, in ``.warta-cache/`` beside ``site.toml``.

The rules:

* A result is kept under its file's path and the digest of its bytes, in a
  cache that is named after the parse options and the program's digest. Nothing else
  can make it wrong, so a cache may come from another checkout, another branch or
  another version of Warta.
* It is data, read into the types it has to have (:mod:`warta.filesystem.codec`): whoever has made it, nothing
  of it runs, and it names no file outside the folder. The texts in it are believed.
* Whether a file still has the bytes of its digest is first asked of the file
  system: same size, times and inode, and old enough that a change in the same
  tick of the clock cannot hide. Any doubt, and the bytes are read.
* Everything is sealed with a digest. What does not fit its seal is not there.
* Diagnostics are part of a result and are shown again.
* Nothing in here is needed: the folder may be deleted at any time.

``index`` holds the cards of all posts and where their HTML is, and ``changes``
what has become different since it was written, so that saving after an edit
takes no longer on a large site. The HTML lies in ``pack-…`` files, which are
never changed once they are written.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self, TypeVar

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
from warta.filesystem.locks import Share
from warta.filesystem.own_files import BINARY, NOT_FOLLOWED, read_own
from warta.filesystem.stamps import SEAL_BYTES, Stamp, bytes_digest, unseal, write_sealed
from warta.store.program import program_digest

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

__all__ = [
    "THEME",
    "Cache",
    "Entries",
    "Pack",
    "Packs",
    "Place",
    "Record",
    "Texts",
    "entries_of",
    "read_packed",
]

THEME = "theme-"
"""What the name of the file begins with that says which templates refer to which."""
MAX_PACKS = 24
"""More than this, and the small ones are put together: those with less than a ``SMALL``-th of all text."""
SMALL = 8
MAX_CHANGES = 16
"""One file in so many has changed since the index was written: it is written anew."""
MOST_ADDED = 200
"""Files that edits may have changed since the index was written; each has left a pack."""


class Place(NamedTuple):
    """Where a text lies in a pack."""

    pack: str
    offset: int
    length: int
    check: bytes
    """Digest of the bytes."""


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
    html: Place | None


class Cache:
    """The cache of one site and one set of options."""

    def __init__(self, folder: Path, options: ParseOptions) -> None:
        self.folder = folder
        """Where the texts are."""
        self.name = bytes_digest(repr((options, program_digest())).encode())
        """Digest of the options and the program: under another name nothing is found."""
        self.records: Mapping[str, Record] = {}
        """Path → result, as the last build left them."""
        self._index: Mapping[str, Record] = {}
        """As they stand in the index, without the changes to it."""
        self._seal = b""
        """Of the index that was read or written last; empty when there is none."""
        self._elsewhere: TemporaryDirectory[str] | None = None
        self._pack: Pack | None = None
        self._share = Share(str(folder))
        """As long as a build has it, no other one deletes packs in the folder."""

    def close(self) -> None:
        """Remove what was only for this build."""
        self._share.release()
        if self._elsewhere is not None:
            self._elsewhere.cleanup()

    def load(self) -> None:
        """Read the index. A cache that is missing, damaged or of other options is empty."""
        with contextlib.suppress(OSError):
            self._share.take()
        data = self._read("index")
        name, index = decoded(unseal(data), tuple[str, dict[str, Record]]) or ("", {})
        if name != self.name or not _fits(index):
            return
        self._index, self._seal = index, data[:SEAL_BYTES]
        changes = decoded(unseal(self._read("changes")), tuple[bytes, dict[str, Record | None]])
        self.records = index
        if changes is not None and changes[0] == self._seal:
            changed = {**index, **changes[1]}
            records = {path: record for path, record in changed.items() if record is not None}
            self.records = records if _fits(records) else index

    def open_folder(self) -> None:
        """Make the folder, so that several processes can put packs into it. Failing to is not an error."""
        with contextlib.suppress(OSError):
            self.folder.mkdir(exist_ok=True)
            self._share.take()

    def put(self, text: str) -> Place:
        """Keep a text. Raises OSError when there is no room for it anywhere."""
        data = text.encode("utf-8", "surrogatepass")
        if self._pack is None:
            self.open_folder()
            self._pack = Pack(self.folder)
        try:
            return self._pack.append([data])[0]
        except OSError:
            if self._elsewhere is not None:
                raise
            # The texts of earlier builds stay where they are; the place of the new ones is an absolute path.
            from tempfile import TemporaryDirectory

            self._elsewhere = TemporaryDirectory(prefix="warta-")
            self._pack = Pack(Path(self._elsewhere.name), absolute=True)
            return self._pack.append([data])[0]

    def save(self, records: Mapping[str, Record]) -> Mapping[str, Record]:
        """Make ``records`` what the next build finds; returns them with their texts where they now are.

        Failing to is not an error: the next build parses again.
        """
        if self._elsewhere is not None:
            return records
        self.open_folder()
        with contextlib.suppress(OSError):
            records = self._compacted(records)
            self._save_index(records)
            self.records = records
            used = {record.html.pack for record in records.values() if record.html is not None}
            alone = self._share.is_alone()
            for name in os.listdir(self.folder):
                old_pack = alone and name.startswith("pack-") and name not in used
                old_theme = name.startswith(THEME) and name != THEME + program_digest()[:12]
                if (
                    old_pack or old_theme or name.startswith(("template-", "plan-"))
                ):  # which earlier versions kept here
                    os.unlink(self.folder / name)
        return records

    def add(self, records: Mapping[str, Record]) -> bool:
        """Make ``records`` part of what the next build finds, without a look at the others.

        Whether there is an index that they belong to, and not much has become different since it was written.
        """
        with contextlib.suppress(OSError):
            seal = self._seal_now()
            if self._elsewhere is not None or not seal:
                return False
            known = decoded(unseal(self._read("changes")), tuple[bytes, dict[str, Record | None]])
            changes = {**(known[1] if known is not None and known[0] == seal else {}), **records}
            if len(changes) > MOST_ADDED:
                return False
            self._put("changes", encoded((seal, changes)))
            return True
        return False

    def _seal_now(self) -> bytes:
        """Of the index; empty without one of this name. Who reads it finds out whether it is whole."""
        named = encoded((self.name, {}))[:-1]  # the name comes first
        try:
            with (self.folder / "index").open("rb") as file:
                seal, start = file.read(SEAL_BYTES), file.read(len(named))
        except OSError:
            return b""
        return seal if start == named else b""

    def release(self) -> None:
        """Give back the memory of what only :meth:`save` needs."""
        self.records, self._index = {}, {}

    def _save_index(self, records: Mapping[str, Record]) -> None:
        """Write down what has changed since the index was written, or, when that is much, the index."""
        index = self._index
        changes: dict[str, Record | None] = {path: None for path in index if path not in records}
        changes.update((path, record) for path, record in records.items() if index.get(path) is not record)
        if len(changes) * MAX_CHANGES > len(index):
            self._index, self._seal = records, self._put("index", encoded((self.name, records)))
        else:
            self._put("changes", encoded((self._seal, changes)))

    def _put(self, name: str, data: bytes) -> bytes:
        """Write a file, which is then there as a whole; returns its seal."""
        return write_sealed(self.folder / name, data)[:SEAL_BYTES]

    def _compacted(self, records: Mapping[str, Record]) -> Mapping[str, Record]:
        """The same records, with the texts of packs that are mostly waste, or small among many, in one."""
        live: dict[str, int] = {}
        for record in records.values():
            if record.html is not None:
                live[record.html.pack] = live.get(record.html.pack, 0) + record.html.length
        worn = {pack for pack, used in live.items() if (self.folder / pack).stat().st_size > 2 * used}
        if len(live) > MAX_PACKS:
            total = sum(live.values())
            worn |= {pack for pack, used in live.items() if used * SMALL < total}
        moving = {
            path: record.html for path, record in records.items() if record.html and record.html.pack in worn
        }
        if not moving:
            return records
        texts = [read_packed(self.folder, place) for place in moving.values()]
        if None in texts:
            return records  # the damage is found when the text is needed
        places = Pack(self.folder).append([text for text in texts if text is not None])
        moved = {path: records[path]._replace(html=place) for path, place in zip(moving, places, strict=True)}
        return {**records, **moved}

    def _read(self, name: str) -> bytes:
        try:
            return read_own(self.folder / name) or b""
        except OSError:
            return b""


class Pack:
    """A file of texts that one process writes."""

    def __init__(self, folder: Path, *, absolute: bool = False) -> None:
        self._name = f"pack-{os.urandom(8).hex()}"
        self._path = f"{folder}/{self._name}"
        if absolute:
            self._name = self._path
        self._length = 0

    def append(self, texts: Sequence[bytes]) -> list[Place]:
        """Write texts behind those that are there already. Raises OSError, and has then written none."""
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | BINARY, 0o666)
        try:
            os.lseek(descriptor, self._length, os.SEEK_SET)
            rest = memoryview(b"".join(texts))
            while rest:
                rest = rest[os.write(descriptor, rest) :]
        finally:
            os.close(descriptor)
        places = []
        for text in texts:
            places.append(Place(self._name, self._length, len(text), _check(text)))
            self._length += len(text)
        return places


def _fits(records: Mapping[str, Record]) -> bool:
    """Whether each record is of the file that it stands for, and all texts are in packs of the folder."""
    packs = {record.html.pack for record in records.values() if record.html is not None}
    own = all(record.card is None or record.card.path == path for path, record in records.items())
    return own and all(map(_PACK.fullmatch, packs))


_PACK = re.compile("pack-[0-9a-f]{16}")


class Packs:
    """The packs of a folder, to read texts from; each is opened once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for descriptor in self._opened.values():
            os.close(descriptor)

    def read(self, place: Place) -> bytes | None:
        """A text; None when it is not there as it was put."""
        try:
            descriptor = self._opened.get(place.pack)
            if descriptor is None:
                path = os.path.join(self._folder, place.pack)
                descriptor = self._opened[place.pack] = os.open(path, os.O_RDONLY | NOT_FOLLOWED)
            os.lseek(descriptor, place.offset, os.SEEK_SET)
            data = os.read(descriptor, place.length)
        except OSError:
            return None
        return data if _check(data) == place.check else None


def read_packed(folder: Path, place: Place) -> bytes | None:
    """One text from its pack; None when it is not there as it was put."""
    with Packs(folder) as packs:
        return packs.read(place)


class Texts:
    """The HTML of a site's texts, by content path."""

    def __init__(self, folder: Path, places: Mapping[str, Place]) -> None:
        self._folder = folder
        self._places = places
        self.lost: list[str] = []
        """The paths of those that were asked for and are not there as they were put."""

    def read(self, path: str) -> str:
        """The HTML; empty for a text that has none."""
        place = self._places.get(path)
        data = read_packed(self._folder, place) if place is not None else b""
        if data is None:
            self.lost.append(path)
        return (data or b"").decode("utf-8", "surrogatepass")


def _check(data: bytes) -> bytes:
    return blake2b(data, digest_size=8).digest()
