"""The addresses that builds have left without a page, until somebody says what is to become of them.

A manifest says what there is, this file what there was: history, and no function of the site. So it lies in
the cache. It is written before the site is: what it names too early is still there and counts for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from warta.filesystem.codec import decoded, encoded
from warta.filesystem.own_files import remove
from warta.filesystem.stamps import read_sealed, write_sealed
from warta.output.manifest import Manifest
from warta.site.addresses import Record
from warta.site.public_addresses import Published

__all__ = ["keep_open", "published_before"]


def published_before(manifest: Manifest, base: str, file: Path) -> Record:
    """The record of an output folder, and what ``file`` says was left open before.

    Empty when the folder is of a site with another address than ``base``.
    """
    if manifest.base != base:
        return Record({}, {})
    owner, earlier = decoded(read_sealed(file), tuple[str, dict[str, Published]]) or ("", {})
    return Record(manifest.addresses, earlier if owner == base else {})


def keep_open(file: Path, base: str, left: Mapping[str, Published]) -> None:
    """Note what is left open. Failing to is not an error: it has been reported."""
    with suppress(OSError):
        if left:
            file.parent.mkdir(exist_ok=True)
            write_sealed(file, encoded((base, {path: left[path] for path in sorted(left)})))
        else:
            remove(file)
