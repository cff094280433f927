"""How the files of an output folder looked when their bytes were last known."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from warta.filesystem.own_files import Folders, is_inside, read_found
from warta.filesystem.stamps import (
    MANIFEST,
    SEAL_BYTES,
    TABLE,
    UNSEEN,
    Seen,
    file_digest,
    plain_stamp,
    stamp_of,
)

__all__ = ["Outputs", "difference", "outputs_after", "outputs_now", "seal_of_manifest", "with_manifest"]

SEALED_BEFORE = 64
"""Bytes at the start of a manifest within which its seal is."""
Outputs = Mapping[str, Seen]
"""Path below the output folder → how the file was seen last."""


def outputs_now(root: str, before: Outputs) -> Outputs:
    """The files of ``before`` as they are now: those are read that do not look as they did.

    Links, and files below linked folders, are not files of the site: they count as missing.
    """
    outputs: dict[str, Seen] = {}
    folders = Folders(root)
    for path, known in before.items():
        try:
            if not folders.holds(path.rpartition("/")[0]):
                continue
            status = os.lstat(f"{root}/{path}")
            now = known if known[0] == plain_stamp(status) else _read(root, path, status)
        except OSError:
            continue
        if now is not None:
            outputs[path] = now
    return outputs


def _read(root: str, path: str, status: os.stat_result) -> Seen | None:
    if not stat.S_ISREG(status.st_mode):
        return None
    if path == MANIFEST:  # which is not the site's
        return stamp_of(status, time.time_ns()), seal_of_manifest(root)
    if path != TABLE and not is_inside(path):
        return None
    data = read_found(f"{root}/{path}", status)
    return None if data is None else (stamp_of(status, time.time_ns()), file_digest(data))


def seal_of_manifest(root: str) -> bytes:
    """In the place of a digest: who reads the manifest checks that this is one. Raises OSError."""
    with Path(root, MANIFEST).open("rb") as file:
        return file.read(SEALED_BEFORE).partition(b"\n")[2][:SEAL_BYTES]


def difference(outputs: Outputs, path: str, digest: bytes) -> str | None:
    """``missing`` or ``edited`` when the file does not hold the bytes of ``digest``, else None."""
    known = outputs.get(path)
    if known is None:
        return "missing"
    return None if known[1] == digest else "edited"


def outputs_after(root: str, before: Outputs, written: Mapping[str, bytes]) -> Outputs:
    """The files of ``before`` after a build that has just ``written`` some, with these digests."""
    outputs = {path: seen for path, seen in before.items() if path not in written}
    for path, digest in written.items():
        with suppress(OSError):
            outputs[path] = (stamp_of(os.stat(f"{root}/{path}"), time.time_ns()), digest)
    return outputs


def with_manifest(root: str, outputs: Outputs, before: Outputs) -> dict[str, Seen]:
    """With both files of the manifest, which have to be whole for a site to be published.

    ``before`` is how they were seen last.
    """
    own = outputs_now(root, {path: before.get(path, UNSEEN) for path in (MANIFEST, TABLE)})
    return {**outputs, **own}
