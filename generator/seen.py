"""How the files of an output folder looked when their bytes were last known."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path

from generator.freshness import MANIFEST, Stamp, load_state, stamp_of
from generator.output import file_digest

__all__ = ["Seen"]


class Seen:
    """Spares a build reading outputs that the file system says are untouched."""

    def __init__(self, stamps: dict[str, tuple[Stamp | None, bytes]]) -> None:
        self.stamps = stamps
        """Path below the output folder → stamp and digest of the file when it was last looked at."""
        self.trusting = False
        """Whether what was last seen is taken to be there still."""

    @classmethod
    def load(cls, path: Path) -> Seen:
        """What the last build saw; nothing when that is not known."""
        state = load_state(str(path))
        return cls(state.outputs if state is not None else {})

    def difference(self, root: Path, path: str, digest: bytes) -> str | None:
        """``missing`` or ``edited`` when the file does not hold the bytes of ``digest``, else None."""
        name = f"{root}/{path}"
        known = self.stamps.get(path)
        if self.trusting and known is not None and known[1] == digest:
            return None
        try:
            status = os.stat(name)
            if known is not None and known == (
                (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino),
                digest,
            ):
                return None
            with open(name, "rb") as file:
                same = file_digest(file.read()) == digest
        except OSError:
            return "missing"
        if not same:
            return "edited"
        self.stamps[path] = (stamp_of(status, time.time_ns()), digest)
        return None

    def with_manifest(self, root: Path) -> dict[str, tuple[Stamp | None, bytes]]:
        """The stamps with that of the manifest, which has to be whole for a site to be published."""
        with suppress(OSError):
            return {**self.stamps, MANIFEST: (stamp_of(os.stat(f"{root}/{MANIFEST}"), time.time_ns()), b"")}
        return self.stamps

    def look(self, root: Path, digests: Mapping[str, bytes], written: Collection[str]) -> None:
        """Remember how the files look that a build has just written, and forget those that are gone."""
        fresh = {path: self.stamps[path] for path in digests if path not in written and path in self.stamps}
        for path in written:
            try:
                fresh[path] = (stamp_of(os.stat(f"{root}/{path}"), time.time_ns()), digests[path])
            except OSError:
                continue
        self.stamps = fresh
