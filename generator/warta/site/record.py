"""The published record: what a site says of itself at ``warta.json``, for whoever compares it later.

An index for the site as a whole, and one part a month for its stories. It holds what readers can see, and
neither times nor anything that is held back: the same public site has the same record. Addresses start with
``/`` at the site's root, so that a copy of the site under another address has the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import blake2b
from typing import TypeVar

from msgspec import Struct, json

from warta.config.site_tables import new_address
from warta.diagnostics.values import WHOLE_FILE, Diagnostic, warning
from warta.expressions import expression
from warta.i18n.moments import Moment
from warta.site.library import Library, Post
from warta.site.public_addresses import (
    ALIAS,
    GONE,
    LIST,
    NOTICE,
    PAGE,
    Published,
    address_of,
    file_of,
    redirected,
)
from warta.urls import path_problem

__all__ = [
    "FORMAT",
    "INDEX",
    "PAGES",
    "BrokenRecordError",
    "NewerRecordError",
    "PublishedRecord",
    "RecordIndex",
    "RecordPart",
    "StoryRecord",
    "TermRecord",
    "VersionRecord",
    "changed_texts",
    "part_name",
    "read_index",
    "read_part",
    "record_of",
    "version_record",
]

FORMAT = 1
"""Goes up with every change that an older Warta would misread."""
INDEX = "warta.json"
PAGES = "pages"
"""In the place of a month, the part for standing pages."""
_MONTH = expression(r"[0-9]{4}-(?:0[1-9]|1[0-2])")

_DAY = expression(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class BrokenRecordError(ValueError):
    """It is no record, or only a part of one."""


class NewerRecordError(ValueError):
    """A newer Warta has written it."""


class TermRecord(Struct, frozen=True, omit_defaults=True):
    """The page of a term in one language."""

    id: str
    """``agencies/dinas``."""
    language: str
    name: str
    address: str
    aliases: tuple[str, ...] = ()
    """Old addresses that lead to it."""


class RecordIndex(Struct, frozen=True):
    """What is no story, and which parts there are."""

    format: int
    months: tuple[str, ...]
    """``2024-11``; the part's file is named after it."""
    lists: dict[str, tuple[str, str]]
    """Address → the word of the settings that it is made of, and its language."""
    terms: tuple[TermRecord, ...]
    removed: tuple[str, ...]
    """Addresses whose pages have been taken off for good."""
    redirects: tuple[str, ...] = ()
    """Old addresses of the settings."""
    targets: tuple[str, ...] = ()
    """Where each of them leads."""
    pages: bool = False
    """Whether there is a part for standing pages."""

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of all parts."""
        return (*((PAGES,) if self.pages else ()), *self.months)


class VersionRecord(Struct, frozen=True, omit_defaults=True):
    """A story in one language."""

    address: str
    state: str
    """published or withdrawn."""
    title: str
    date: str
    """``2024-11-14``; empty for a standing page."""
    text: str
    """Digest of the words that readers see; empty when it is withdrawn, or a standing page."""
    aliases: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    """Time and kind of each public note of a change."""
    minor: str = ""
    """Digest of what the writer called a change without a note."""


class StoryRecord(Struct, frozen=True):
    """A story in all languages that are public."""

    id: str
    versions: dict[str, VersionRecord]


class RecordPart(Struct, frozen=True):
    """The stories of a month, or the standing pages."""

    format: int
    month: str
    stories: tuple[StoryRecord, ...]


class PublishedRecord(Struct, frozen=True):
    """A record that has been read."""

    addresses: Mapping[str, Published]
    """By their files below the output folder."""
    versions: Mapping[tuple[str, str], VersionRecord]
    """By story and language."""


# --- Writing --------------------------------------------------------------------------------------------


def part_name(month: str) -> str:
    """The file of a part, beside the index."""
    return f"warta-{month}.json"


def version_record(post: Post) -> VersionRecord:
    """What the record says of a public post."""
    card = post.card
    return VersionRecord(
        address=address_of(post.address.path),
        state="withdrawn" if post.withdrawn else "published",
        title=card.title,
        date="" if card.is_standing else post.date.at.date().isoformat(),
        text="" if post.withdrawn or card.is_standing else card.visible,
        aliases=tuple([address_of(file_of(alias)) for alias in card.aliases]),
        changes=_notes(card.changes),
        minor=_minor(post),
    )


def _notes(changes: Iterable[tuple[Moment, str, str]]) -> tuple[str, ...]:
    return tuple([f"{change.at.isoformat()} {kind}" for change, kind, _ in changes])


def _minor(post: Post) -> str:
    """Stands for what the writer calls the last change, in the post or in its original; empty for nothing."""
    named = post.card.minor or post.original.minor
    if not named:
        return ""
    return blake2b(repr(named).encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


# --- Reading --------------------------------------------------------------------------------------------

T = TypeVar("T")


class _Version(Struct):
    format: int


def read_index(data: bytes) -> RecordIndex:
    """An index from its bytes, whoever wrote them. Raises BrokenRecordError, NewerRecordError."""
    index = _read(data, RecordIndex)
    terms = [address for term in index.terms for address in (term.address, *term.aliases)]
    if index.targets and len(index.targets) != len(index.redirects):
        raise BrokenRecordError("targets")
    if any(new_address(target) or "\\" in target for target in index.targets):
        raise BrokenRecordError("target")
    if not all(map(_MONTH.fullmatch, index.months)) or len(set(index.months)) != len(index.months):
        raise BrokenRecordError("months")
    _require_paths(
        [*index.lists, *index.removed, *index.redirects, *terms], (term.id for term in index.terms)
    )
    return index


def read_part(data: bytes, month: str) -> RecordPart:
    """The part of a month. Raises as above."""
    part = _read(data, RecordPart)
    if part.month != month:
        raise BrokenRecordError("month")
    versions = [version for story in part.stories for version in story.versions.values()]
    addresses = [address for version in versions for address in (version.address, *version.aliases)]
    _require_paths(addresses, (story.id for story in part.stories))
    if not all(_DAY.fullmatch(version.date) or (month == PAGES and not version.date) for version in versions):
        raise BrokenRecordError("date")
    return part


def _read(data: bytes, kind: type[T]) -> T:
    try:
        if json.decode(data, type=_Version).format > FORMAT:
            raise NewerRecordError
        return json.decode(data, type=kind)
    except NewerRecordError:
        raise
    except (ValueError, RecursionError) as problem:
        raise BrokenRecordError(str(problem)) from None


def _require_paths(addresses: Iterable[str], identities: Iterable[str]) -> None:
    """What a record names goes into messages and front matter: it has to be what a site can have."""
    if any(path_problem(address) for address in addresses if address != "/"):
        raise BrokenRecordError("address")
    if any(path_problem(f"/{identity}") for identity in identities):
        raise BrokenRecordError("id")


def record_of(index: RecordIndex, parts: Iterable[RecordPart]) -> PublishedRecord:
    """An index and its parts as what the comparison takes."""
    addresses = {file_of(address): Published(GONE) for address in index.removed}
    addresses |= {file_of(at): Published(LIST, *named) for at, named in index.lists.items()}
    targets = index.targets or [""] * len(index.redirects)
    addresses |= {file_of(at): redirected(to) for at, to in zip(index.redirects, targets, strict=True)}
    for term in index.terms:
        owner = Published(PAGE, term.id, term.language, term.name)
        addresses |= _with_aliases(term.address, term.aliases, owner)
    versions = dict(_versions(parts))
    for (story, code), version in versions.items():
        role = NOTICE if version.state == "withdrawn" else PAGE
        owner = Published(role, story, code, version.title, version.date)
        addresses |= _with_aliases(version.address, version.aliases, owner)
    return PublishedRecord(addresses, versions)


def _with_aliases(address: str, aliases: Iterable[str], owner: Published) -> Iterator[tuple[str, Published]]:
    yield from ((file_of(alias), owner._replace(role=ALIAS)) for alias in aliases)
    yield file_of(address), owner


def _versions(parts: Iterable[RecordPart]) -> Iterator[tuple[tuple[str, str], VersionRecord]]:
    for part in parts:
        for story in part.stories:
            for code, version in story.versions.items():
                yield (story.id, code), version


# --- Comparing texts ------------------------------------------------------------------------------------


def changed_texts(record: PublishedRecord, library: Library, today: date) -> Iterator[Diagnostic]:
    """Published texts that say something else now, while nothing tells readers so.

    A new entry of ``changes`` explains it, and so does a ``minor`` that the text before did not have.
    """
    for post in library.posts:
        before = record.versions.get((post.card.story, post.card.language))
        if before is None or post.hold is not None or post.withdrawn or before.state == "withdrawn":
            continue
        now = version_record(post)
        if now.text == before.text or set(now.changes) - set(before.changes):
            continue
        if not now.minor or now.minor == before.minor:
            code = "text-changed-again" if now.minor else "text-changed"
            yield warning(code, post.card.path, WHOLE_FILE, day=today.isoformat())
