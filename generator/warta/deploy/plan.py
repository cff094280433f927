"""What a deployment sends, keeps and deletes: a pure function of what is there, what is to be, and the time.

What pages refer to comes before the pages, and what is new before what has changed, so that whoever reads
a page while files arrive finds what it refers to. Deletions come last. A file that pages refer to is deleted
by the first deployment after a grace period, since a reader's browser may still show an old page. A page
that is gone goes at once: it may have been withdrawn.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from typing import NamedTuple

from warta.deploy.record import Record

__all__ = ["Plan", "allowed_deletions", "is_asset", "plan_deployment"]

_REFERRED_TO = ("assets/", "cards/", "media/", "pagefind/")
FEW = 256
"""So many deletions are never too many."""


class Plan(NamedTuple):
    """What is to be done. Paths are those of the output."""

    send: tuple[str, ...]
    """In this order."""
    new: frozenset[str]
    """Those of ``send`` that are not there at all yet."""
    keep: tuple[str, ...]
    """What is there as it is to be."""
    leaving: Mapping[str, int]
    """What stays for readers with old pages → since when the site has it no more, in seconds since 1970."""
    delete: tuple[str, ...]

    @property
    def changed(self) -> tuple[str, ...]:
        """Paths at which the public finds something else than before, or nothing."""
        return tuple(sorted((*self.send, *self.delete)))


def is_asset(path: str) -> bool:
    """Whether pages refer to it, and it is no page."""
    return path.startswith(_REFERRED_TO)


def plan_deployment(there: Record | None, files: Mapping[str, bytes], *, now: int, grace: int) -> Plan:
    """What makes ``there`` the site of ``files`` (path → digest). ``now`` and ``grace`` are in seconds."""
    present: Mapping[str, bytes] = there.files if there else {}
    since: Mapping[str, int] = there.leaving if there else {}
    new = frozenset(files.keys() - present.keys())
    send = sorted(
        (path for path, digest in files.items() if present.get(path) != digest), key=partial(_order, new)
    )
    gone = sorted(present.keys() - files.keys())
    leaving = {path: min(since.get(path, now), now) for path in gone if is_asset(path)}
    leaving = {path: at for path, at in leaving.items() if now - at < grace}
    return Plan(
        send=tuple(send),
        new=new,
        keep=tuple(sorted(path for path, digest in files.items() if present.get(path) == digest)),
        leaving=leaving,
        delete=tuple(path for path in gone if path not in leaving),
    )


def _order(new: Collection[str], path: str) -> tuple[bool, bool, bool, str]:
    """Assets, then pages, then what lists pages for programs; of each, what is new first."""
    asset = is_asset(path)
    return (not asset, path not in new, not asset and not path.endswith(".html"), path)


def allowed_deletions(there: Record | None) -> int:
    """How many files may go without anybody having said so: a tenth of what is there, or a few."""
    return max(FEW, len(there.files) // 10 if there else 0)
