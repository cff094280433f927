"""Whether a file could be published, found out before anything is made from it."""

from __future__ import annotations

from warta.media.documents import look_at_document
from warta.media.images import picture_problem
from warta.media.sandbox import guarded
from warta.media.values import PICTURE_SUFFIXES, Refused, is_lfs_pointer, refused, suffix_of, too_heavy

__all__ = ["file_problem"]


def file_problem(path: str, data: bytes) -> Refused | None:
    """Why a build would refuse a file of that name and content; None when it would not."""
    heavy = too_heavy(path, len(data))
    if heavy is not None:
        return heavy
    ((_, answer),) = guarded(1, _problem, [(path, (suffix_of(path), data))])
    return refused("media-given-up") if answer is None else answer[0]


def _problem(item: tuple[str, bytes]) -> tuple[Refused | None]:
    """In a process of its own."""
    suffix, data = item
    if is_lfs_pointer(data):
        return (refused("lfs-pointer"),)
    if suffix in PICTURE_SUFFIXES:
        return (picture_problem(suffix, data),)
    facts = look_at_document(suffix, data)
    return (facts if isinstance(facts, Refused) else None,)
