"""Pictures and documents looked at once, and what came of it kept between builds.

In ``.warta-cache/``: ``media`` holds what is known of every file, by path and stamp and by the digest of its
bytes; ``picture-<key>`` the files made from one picture, sealed, so that a lost ``media`` costs no picture.
The key stands for the original's bytes and for all that makes files of them: this code, Pillow, Python. As
with all caches, what does not fit its seal or its stamp is made again.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from warta.content.scan import SourceEntry, read_source
from warta.diagnostics.values import Diagnostic, error
from warta.filesystem.codec import decoded, encoded
from warta.filesystem.stamps import SEAL_BYTES, Stamp, bytes_digest, read_sealed, seal, write_sealed
from warta.media.values import (
    ICON_SOURCE,
    PICTURE_SUFFIXES,
    Document,
    Media,
    Medium,
    Picture,
    PictureFile,
    Refused,
    is_lfs_pointer,
    refused,
    suffix_of,
    too_heavy,
)
from warta.store.program import part_digest

__all__ = ["MediaCache"]

INDEX = "media"
BUNDLE = "picture-"
MAKERS = tuple(
    f"media/{name}.py" for name in ("images", "icons", "svg", "documents", "downloads", "values", "cache")
)
"""The modules whose code decides what becomes of a file."""
LIBRARIES = ("pillow", "pi-heif", "defusedxml", "pypdf", "resvg-py")

Known = tuple[Stamp | None, str, Medium]
"""Stamp and digest of a file, and what it is."""


class MediaCache:
    """What is known of the pictures and documents of one site."""

    def __init__(
        self,
        site: Path,
        folder: Path,
        entries: Iterable[SourceEntry],
        *,
        icons: Iterable[SourceEntry] = (),
        jobs: int,
        clean: bool,
        some: bool = False,
        digests: Mapping[str, str] | None = None,
    ) -> None:
        """``entries``: all files there are, or ``some`` of them.

        Of ``icons`` the icons are made, under paths of their own. ``digests`` are those of files that have
        been read already, by path.
        """
        self.site = site
        self.folder = folder
        self.jobs = jobs
        self.clean = clean
        """Forget what earlier builds have kept."""
        self.some = some
        self._digests = digests or {}
        self._entries = {entry.path: entry for entry in entries}
        self._entries |= {ICON_SOURCE + entry.path: entry for entry in icons}
        self._known: dict[str, Known] = {}
        """What this build has come to know."""
        self._held: dict[str, bytes] = {}
        """Bundles that could not be written."""

    def medium(self, path: str) -> Medium:
        """What a file in ``content/`` is."""
        if path not in self._known:
            self.look_at([path])
        return self._known[path][2]

    def digest(self, entry: SourceEntry) -> str:
        """Of a file's bytes; empty when it is not known."""
        known = self._known.get(entry.path)
        return known[1] if known is not None and known[0] == entry.stamp else ""

    def as_it_is(self, path: str) -> tuple[Document | None, tuple[Diagnostic, ...]]:
        """A file that is copied, whatever is in it; None, and why, when it cannot be read."""
        entry, old = self._entries[path], self._old.get(path)
        if old is None or old[0] is None or old[0] != entry.stamp or not isinstance(old[2], Document):
            data, found = read_source(self.site, entry)
            if data is None:
                return None, found
            old = (entry.stamp, bytes_digest(data), Document(bytes_digest(data), len(data), 0))
        self._known[path] = old
        return old[2] if isinstance(old[2], Document) else None, ()

    def look_at(self, paths: Iterable[str]) -> None:
        """Find out about several files, at the same time where they are new."""
        new: dict[str, list[str]] = {}
        """Key → the paths of files that have the same bytes."""
        digests: dict[str, str] = {}

        def unknown() -> Iterator[tuple[str, tuple[bool, str, bytes]]]:
            for path in dict.fromkeys(paths):
                if path in self._known:
                    continue
                entry, old = self._entries[path], self._old.get(path)
                if old is not None and self._is_as_it_was(path, old):
                    self._known[path] = (entry.stamp, *old[1:])
                    continue
                data, problem = self._bytes(entry)
                if data is None:
                    self._known[path] = (None, "", problem)
                    continue
                digests[path] = digest = bytes_digest(data)
                key = self._key(path, digest)
                kept = old[2] if old is not None and old[1] == digest else self._kept(key)
                if kept is not None:
                    self._known[path] = (entry.stamp, digest, kept)
                elif key in new:
                    new[key].append(path)
                else:
                    new[key] = [path]
                    yield key, (path.startswith(ICON_SOURCE), suffix_of(path), data)

        items = unknown()
        first = next(items, None)
        if first is None:
            return  # without importing what starts processes
        from warta.media import sandbox

        for key, made in sandbox.guarded(self.jobs, _look, chain([first], items)):
            for path in new[key]:
                if made is None:  # it may have been the machine's fault, so it is tried again next time
                    self._known[path] = (None, "", refused("media-given-up"))
                else:
                    medium = self._keep(key, *made)
                    self._known[path] = (self._entries[path].stamp, digests[path], medium)

    def _is_as_it_was(self, path: str, old: Known) -> bool:
        """Whether a file is known to have the bytes that it had, without being read."""
        stamp = self._entries[path].stamp
        return (stamp is not None and stamp == old[0]) or old[1] == self._digests.get(path)

    def _bytes(self, entry: SourceEntry) -> tuple[bytes | None, Refused]:
        """The bytes of a file, or why they are not had."""
        heavy = too_heavy(entry.path, entry.size)
        if heavy is not None:
            return None, heavy
        data, found = read_source(self.site, entry)
        return data, Refused("unreadable", found[0].arguments if found else ())

    def read(self, media: Media) -> tuple[bytes | None, tuple[Diagnostic, ...]]:
        """The bytes of an output file; None, and why, when they are not those that were planned with."""
        if media.key:
            data = self._piece(media)
            if data is None:  # the bundle has gone since: make it anew
                self._known.pop(media.source, None)
                self._old.pop(media.source, None)
                self.medium(media.source)
                data = self._piece(media)
            code = "cache-lost"
        else:
            data, found = read_source(self.site, self._entries[media.source])
            if data is None:
                return None, found
            code = "changed-during-build"
        if data is None or bytes_digest(data) != media.digest:
            return None, (error(code, media.source.removeprefix(ICON_SOURCE)),)
        return data, ()

    def save(self) -> None:
        """Leave behind what the next build needs. Failing to is not an error."""
        if not self._entries:
            return
        known = {path: old for path, old in self._old.items() if self.some or path in self._entries}
        known.update((path, found) for path, found in self._known.items() if found[1])
        if known == self._loaded:
            return
        with suppress(OSError):
            self.folder.mkdir(exist_ok=True)
            write_sealed(self.folder / INDEX, encoded((self.recipe, _by_kind(known))))
            used = {medium.key for _, _, medium in known.values() if isinstance(medium, Picture)}
            for bundle in self.folder.glob(BUNDLE + "*"):
                if bundle.name.removeprefix(BUNDLE) not in used:
                    bundle.unlink()

    # --- What was kept --------------------------------------------------------------------------------

    @cached_property
    def recipe(self) -> str:
        """Stands for everything but a file's own bytes that decides what is made of it."""
        return part_digest(MAKERS, LIBRARIES) + repr(sys.version_info[:3])

    def _key(self, path: str, digest: str) -> str:
        kind = ICON_SOURCE if path.startswith(ICON_SOURCE) else ""
        return blake2b(f"{self.recipe}|{kind}{suffix_of(path)}|{digest}".encode(), digest_size=16).hexdigest()

    @cached_property
    def _loaded(self) -> dict[str, Known]:
        """As the last build left it; empty when that is not whole, or of another recipe."""
        if self.clean:
            return {}
        recipe, known = decoded(read_sealed(self.folder / INDEX), tuple[str, _ByKind]) or ("", None)
        if known is None or recipe != self.recipe:
            return {}
        for path, (_, digest, picture) in known.pictures.items():
            if picture.key != self._key(path, digest):  # which is the name of a file
                return {}
        return {**known.pictures, **known.documents, **known.refused}

    @cached_property
    def _old(self) -> dict[str, Known]:
        return dict(self._loaded)

    def _kept(self, key: str) -> Medium | None:
        """The picture whose files an earlier build has kept under ``key``."""
        if self.clean:
            return None
        body = read_sealed(self.folder / (BUNDLE + key)) or b""
        length = int.from_bytes(body[-4:], "big")
        picture = decoded(body[-length:-4], Picture)
        return picture if picture is not None and picture.key == key else None

    def _keep(self, key: str, medium: Medium, data: bytes) -> Medium:
        """Keep the files made from a picture, which are in ``data`` one after the other."""
        if isinstance(medium, Picture):
            medium = medium._replace(key=key)
            facts = encoded(medium)
            bundle = data + facts + (len(facts) + 4).to_bytes(4, "big")
            try:
                self.folder.mkdir(exist_ok=True)
                write_sealed(self.folder / (BUNDLE + key), bundle)
            except OSError:
                self._held[key] = seal(bundle)
        return medium

    def _piece(self, media: Media) -> bytes | None:
        """The bytes of one file of a picture; None when they are not there as they were put."""
        held = self._held.get(media.key)
        if held is not None:
            return held[media.offset : media.offset + media.length]
        try:
            with (self.folder / (BUNDLE + media.key)).open("rb") as file:
                file.seek(media.offset)
                data = file.read(media.length)
        except OSError:
            return None
        return data if bytes_digest(data) == media.digest else None


class _ByKind(NamedTuple):
    """What is known of all files, as it is kept: what one is has to be told before it is read."""

    pictures: dict[str, tuple[Stamp | None, str, Picture]]
    documents: dict[str, tuple[Stamp | None, str, Document]]
    refused: dict[str, tuple[Stamp | None, str, Refused]]


def _by_kind(known: Mapping[str, Known]) -> _ByKind:
    kinds = _ByKind({}, {}, {})
    for path, (stamp, digest, medium) in known.items():
        match medium:
            case Picture():
                kinds.pictures[path] = (stamp, digest, medium)
            case Document():
                kinds.documents[path] = (stamp, digest, medium)
            case Refused():
                kinds.refused[path] = (stamp, digest, medium)
    return kinds


def _look(item: tuple[bool, str, bytes]) -> tuple[Medium, bytes]:
    """In a process of its own: what a file is, and the files made from it, or the icons, in a row."""
    from warta.media.documents import look_at_document
    from warta.media.icons import make_icons
    from warta.media.images import make_picture

    for_icons, suffix, data = item
    if is_lfs_pointer(data):
        return refused("lfs-pointer"), b""
    if suffix not in PICTURE_SUFFIXES:
        facts = look_at_document(suffix, data)
        if isinstance(facts, Refused):
            return facts, b""
        return Document(bytes_digest(data), len(data), facts.pages), b""
    made = (make_icons if for_icons else make_picture)(suffix, data)
    if isinstance(made, Refused):
        return made, b""
    files, offset = [], SEAL_BYTES
    for file in made.files:
        files.append(PictureFile(*file[:4], bytes_digest(file.data), offset, len(file.data)))
        offset += len(file.data)
    picture = Picture("", made.width, made.height, tuple(files))
    return picture, b"".join(file.data for file in made.files)
