"""Where links in a site's folders may lead: not out of the folder that they lie in, nor to what is hidden.

A site may be a stranger's archive, in which a link to any file of this machine would be published. A link is
whatever the system follows on the way to a file: symbolic links and the junctions of Windows, in the last
part of a path or before it. A hard link is the file itself under a second name, which nothing can tell.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from warta.content.filenames import is_hidden, is_text
from warta.filesystem.own_files import BINARY, read_whole
from warta.filesystem.stamps import Stamp, plain_stamp

__all__ = ["OutsideError", "is_elsewhere", "leads_astray", "place_below", "read_inside"]


class OutsideError(OSError):
    """A path that leads, by a link, out of the folder that it has to stay in; ``filename`` is the path."""

    def __init__(self, path: str) -> None:
        super().__init__(errno.EPERM, "the path leads out of its folder", path)


def place_below(folder: str, path: str) -> str | None:
    """Where a path really leads, as a path below ``folder`` with ``/``, which is empty for the folder itself.

    None when that is elsewhere, or hidden. The file need not be there.
    """
    base, real = os.path.realpath(folder), os.path.realpath(path)
    try:
        below = os.path.relpath(real, base).replace(os.sep, "/")
    except ValueError:  # on another drive
        return None
    parts = [] if below == "." else below.split("/")
    return None if any(map(is_hidden, parts)) else "/".join(parts)  # ".." is hidden too


def is_elsewhere(site: str, folder: str) -> bool:
    """Whether a folder of the site is a link to another, and not itself part of the site."""
    own = f"{os.path.realpath(site)}/{folder}"
    return os.path.normcase(os.path.realpath(own)) != os.path.normcase(own)


def leads_astray(site: str, name: str) -> bool:
    """Whether a file or folder such as ``content/news/x.id.md`` must not be read or written where it leads.

    It has to stay in the first folder of its name (``site.toml``: in the site), and to be a text where its
    name promises one and only there, so that no story is handed out as a document. It need not be there yet.
    """
    top, below, _ = name.partition("/")
    if not is_elsewhere(site, name):
        return False  # there is no link on the way
    if below and is_elsewhere(site, top):
        return True
    place = place_below(f"{site}/{top}" if below else site, f"{site}/{name}")
    return place is None or (is_text(place) != is_text(name) and not Path(site, name).is_dir())


def read_inside(site: Path, name: str, known: Stamp | None = None) -> bytes:
    """The bytes of a file of the site that does not lead astray, not even while it is opened.

    ``known`` is the stamp of the file that was looked at: the same one needs no second look.
    Raises OutsideError or another OSError.
    """
    path = f"{site}/{name}"
    try:
        descriptor = os.open(path, os.O_RDONLY | BINARY)
    except FileNotFoundError:
        if leads_astray(str(site), name):
            raise OutsideError(path) from None
        raise
    try:
        opened = os.fstat(descriptor)
        if plain_stamp(opened) != known and (
            leads_astray(str(site), name) or not os.path.samestat(opened, Path(path).stat())
        ):
            raise OutsideError(path)
        if stat.S_ISDIR(opened.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        return read_whole(descriptor, opened.st_size)
    finally:
        os.close(descriptor)
