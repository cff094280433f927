"""Whether files are still as they were, and whether a whole build has anything to do.

This module is what runs when nothing has changed, so it imports next to nothing.
"""

from __future__ import annotations

import os
from _blake2 import blake2b  # the module behind hashlib's, which takes its time to import
from itertools import islice
from struct import Struct
from typing import NamedTuple

from warta.filesystem.own_files import OWN, entry_status, read_own, replace, seen_from, write_own

__all__ = [
    "MISSING",
    "SEAL_BYTES",
    "UNSEEN",
    "Seen",
    "Stamp",
    "State",
    "bytes_digest",
    "file_digest",
    "load_state",
    "nothing_new",
    "nothing_to_do",
    "plain_stamp",
    "read_sealed",
    "save_state",
    "seal",
    "stamp_of",
    "state_name",
    "unseal",
    "write_sealed",
]

Stamp = tuple[int, int, int, int]
"""Size, modification time and change time in nanoseconds, inode."""

SEAL_BYTES = 16

MISSING: Stamp = (-1, 0, 0, 0)
"""Stands for a file that is not there."""
Seen = tuple[Stamp | None, bytes]
"""How a file looked when its bytes were last known, and their digest: zeros where it is not known."""
UNSEEN: Seen = (None, bytes(16))
"""Stands for a file of which nothing is known."""
MANIFEST, TABLE = f"{OWN}/manifest", f"{OWN}/files"
"""The two files of a manifest."""
FINE_GAP, COARSE_GAP = 50_000_000, 2_500_000_000
"""Nanoseconds that must lie between a file's last change and the look at it: more than a tick of the clock
that file systems take their times from, or two seconds where times have no finer part."""


def stamp_of(status: os.stat_result, seen_at: int) -> Stamp | None:
    """A stamp that will tell the file from a changed one; None when the last change is too fresh for that.

    ``seen_at`` is the time of the look in nanoseconds.
    """
    changed = max(status.st_mtime_ns, status.st_ctime_ns)
    coarse = status.st_mtime_ns % 1_000_000 == 0 and status.st_ctime_ns % 1_000_000 == 0
    if changed + (COARSE_GAP if coarse else FINE_GAP) > seen_at:
        return None
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def bytes_digest(data: bytes) -> str:
    """32 hexadecimal digits."""
    return file_digest(data).hex()


def file_digest(data: bytes) -> bytes:
    """16 bytes, as the manifest keeps them."""
    return blake2b(data, digest_size=16).digest()


def seal(data: bytes) -> bytes:
    """``data`` with a digest in front that tells damage."""
    return blake2b(data, digest_size=SEAL_BYTES).digest() + data


def unseal(data: bytes) -> bytes | None:
    """What was sealed; None when it is not whole."""
    body = data[SEAL_BYTES:]
    return body if data[:SEAL_BYTES] == blake2b(body, digest_size=SEAL_BYTES).digest() else None


def read_sealed(path: str | os.PathLike[str]) -> bytes | None:
    """What was sealed in a file; None when there is no such file, or none that is whole."""
    try:
        data = read_own(path)
    except OSError:
        return None
    return None if data is None else unseal(data)


def write_sealed(path: str | os.PathLike[str], data: bytes) -> bytes:
    """Seal ``data`` in a file, which readers find whole or as it was; returns its bytes. Raises OSError."""
    sealed = seal(data)
    temporary = f"{os.fspath(path)}.{os.getpid()}"
    write_own(temporary, sealed)
    replace(temporary, path)
    return sealed


class State(NamedTuple):
    """What a build or a check without errors left, so that the next can tell that it has nothing to do."""

    request: tuple[str, ...]
    """What was asked for, besides the time."""
    not_before: float
    not_after: float
    """Between these times (seconds since 1970) the passage of time alone changes nothing."""
    inputs: dict[str, Stamp | None]
    """Absolute path → stamp of every file that is not content: settings, theme, program."""
    content: dict[str, Stamp | None]
    """Path below the site → stamp of every content file."""
    outputs: dict[str, Seen]
    """Path below the output folder → how every file that was written was seen."""
    report: tuple[str, str]
    """What was printed about the site, and the form of the line about the build."""
    stories: bytes = b""
    """How the database of stories looked that belongs to this state; empty when there is none."""
    digests: bytes = b""
    """Of the content files, in their order, as they are kept; empty when none is known."""

    def seen(self) -> dict[str, Seen]:
        """How every content file was seen. A build with nothing to do has no need of it."""
        digests = _DIGEST.iter_unpack(self.digests or UNSEEN[1] * len(self.content))
        return {
            path: (stamp, digest)
            for (path, stamp), (digest,) in zip(self.content.items(), digests, strict=True)
        }


def state_name(site: str, output: str) -> str:
    """The file that keeps the state of one output folder; it moves with the site."""
    place = seen_from(site, output).encode("utf-8", "surrogateescape")
    return f"state-{blake2b(place, digest_size=6).hexdigest()}"


def load_state(path: str) -> State | None:
    """A saved state; None when there is none that is whole."""
    data = read_sealed(path)
    return _from_columns(data) if data is not None else None


def save_state(path: str, state: State) -> None:
    """Save a state. Raises OSError."""
    write_sealed(path, _as_columns(state))


# A state is kept in columns of one type each: all texts, all stamps, all digests. Nothing else fits in them,
# they take half the time of any general format to read, and no import.

_HEAD = Struct("<32s2d5Q")
"""How the database looked; the two times; how many bytes of text there are, parts of the request, inputs,
content files, outputs."""
_STAMP = Struct("<3qQ")
_DIGEST = Struct("16s")
_NO_STAMP: Stamp = (-2, 0, 0, 0)


def _as_columns(state: State) -> bytes:
    groups = (state.request, state.inputs, state.content, state.outputs)
    texts = "\0".join(text for group in (state.report, *groups) for text in group)
    data = texts.encode("utf-8", "surrogatepass")
    outputs = state.outputs.values()
    stamps = (*state.inputs.values(), *state.content.values(), *(stamp for stamp, _ in outputs))
    return b"".join(
        (
            _HEAD.pack(state.stories, state.not_before, state.not_after, len(data), *map(len, groups)),
            data,
            *[_STAMP.pack(*(stamp or _NO_STAMP)) for stamp in stamps],
            state.digests or UNSEEN[1] * len(state.content),
            *[digest for _, digest in outputs],
        )
    )


def _from_columns(data: bytes) -> State | None:
    if len(data) < _HEAD.size:
        return None
    stories, not_before, not_after, length, *counts = _HEAD.unpack_from(data)
    parts, inputs, content, outputs = counts
    stamps_at = _HEAD.size + length
    digests_at = stamps_at + _STAMP.size * (inputs + content + outputs)
    written_at = digests_at + _DIGEST.size * content
    if len(data) != written_at + _DIGEST.size * outputs:
        return None
    try:
        names = data[_HEAD.size : stamps_at].decode("utf-8", "surrogatepass").split("\0")
    except UnicodeDecodeError:
        return None
    if len(names) != 2 + sum(counts):
        return None
    texts = iter(names)
    stamps = iter([s if s != _NO_STAMP else None for s in _STAMP.iter_unpack(data[stamps_at:digests_at])])
    digests = [digest for (digest,) in _DIGEST.iter_unpack(data[written_at:])]
    found = State(
        stories=stories if any(stories) else b"",
        report=(next(texts), next(texts)),
        request=tuple(islice(texts, parts)),
        not_before=not_before,
        not_after=not_after,
        inputs=dict(zip(islice(texts, inputs), stamps, strict=False)),
        content=dict(zip(islice(texts, content), stamps, strict=False)),
        digests=data[digests_at:written_at],
        outputs=dict(zip(texts, zip(stamps, digests, strict=True), strict=True)),
    )
    return found if len(found.content) == content else None


def nothing_new(state: State, request: tuple[str, ...], site: str, *, now: float) -> bool:
    """Whether the same is asked for, of what is as it was then. Any doubt is a no."""
    if state.request != request or not state.not_before <= now < state.not_after:
        return False
    try:
        return all(stamp_at(path) == stamp for path, stamp in state.inputs.items()) and _same_content(
            site, state.content
        )
    except OSError:
        return False


def nothing_to_do(state: State, request: tuple[str, ...], site: str, output: str, *, now: float) -> bool:
    """Whether a build would find everything as the last one left it. Any doubt is a no."""
    # Somebody else builds, or was killed; or there are files that every build has to tell of.
    if any(os.path.lexists(f"{output}/{OWN}/{name}") for name in ("intent", "holder", "foreign")):
        return False
    try:
        return (
            {MANIFEST, TABLE} <= state.outputs.keys()
            and nothing_new(state, request, site, now=now)
            and all(
                plain_stamp(os.lstat(f"{output}/{path}")) == seen[0] for path, seen in state.outputs.items()
            )
        )
    except OSError:
        return False


def stamp_at(path: str) -> Stamp:
    """The stamp of a file or folder, or :data:`MISSING`."""
    try:
        return plain_stamp(os.stat(path))
    except FileNotFoundError:
        return MISSING


def plain_stamp(status: os.stat_result) -> Stamp:
    """A stamp to compare with one that was taken before."""
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def _same_content(site: str, content: dict[str, Stamp | None]) -> bool:
    """Whether ``content/`` holds the same files; symbolic links are left to the real scan."""
    if os.path.islink(f"{site}/content"):
        return False
    pending = ["content"]
    found = 0
    while pending:
        folder = pending.pop()
        with os.scandir(f"{site}/{folder}") as entries:
            for entry in entries:
                name = entry.name
                if name[0] in ".#" or name[-1] == "~":
                    continue
                if entry.is_symlink():
                    return False
                path = f"{folder}/{name}"
                if entry.is_dir():
                    pending.append(path)
                elif content.get(path) != plain_stamp(entry_status(entry)):
                    return False
                else:
                    found += 1
    return found == len(content)
