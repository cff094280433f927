"""The addresses that earlier builds have left without a page, until somebody says what is to become of them.

They lie beside the manifest and outlive it: the manifest says what there is, this file what there was. It is
written before the site is, since what it names of that site is still there and counts for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from warta.filesystem.codec import decoded, encoded
from warta.filesystem.own_files import OWN, remove, replace, write_own
from warta.filesystem.stamps import read_sealed, seal
from warta.output.folder import OutputFolder
from warta.site.addresses import Published, Record

__all__ = ["keep_open", "published_before"]

FILE = f"{OWN}/earlier"


def published_before(folder: OutputFolder, base: str) -> Record:
    """The record of an output folder; empty when it is of a site with another address, or cannot be read."""
    try:
        manifest = folder.read_manifest()
    except OSError:
        return Record({}, {})
    if manifest.base != base:
        return Record({}, {})
    owner, earlier = decoded(read_sealed(folder.root / FILE), tuple[str, dict[str, Published]]) or ("", {})
    return Record(manifest.addresses, earlier if owner == base else {})


def keep_open(root: Path, base: str, left: Mapping[str, Published]) -> None:
    """Note what is left open. Failing to is not an error: it has been reported."""
    file, new = root / FILE, root / f"{FILE}.new"
    with suppress(OSError):
        if left:
            write_own(new, seal(encoded((base, {path: left[path] for path in sorted(left)}))))
            replace(new, file)
        else:
            remove(file)
