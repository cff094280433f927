"""Whether a file could be published, found out before anything is made from it."""

from __future__ import annotations

from typing import NamedTuple

from warta.media.documents import look_at_document
from warta.media.images import first_as_png, older_kind, picture_problem
from warta.media.sandbox import guarded
from warta.media.values import PICTURE_SUFFIXES, Refused, is_lfs_pointer, refused, suffix_of, too_heavy

__all__ = ["Brought", "brought"]


class Brought(NamedTuple):
    """A file from elsewhere as a site can publish it."""

    suffix: str
    """What its name has to end in."""
    data: bytes
    problem: Refused | None = None
    """Why no build would publish it."""
    stilled: Refused | None = None
    """Why only its first frame is left."""


def brought(path: str, data: bytes) -> Brought:
    """A file of that name and content as a build takes it.

    Browsers show a picture whatever its name ends in, so it may be a PNG called .jpg: its ending
    is put right.
    Bitmaps and TIFF become PNG; of an animation that moves too long the first frame comes along.
    """
    suffix = suffix_of(path)
    if older_kind(data) is not None:
        return _as_png(suffix, data)
    problem = file_problem(path, data)
    expected = dict(problem.arguments).get("expected") if problem is not None else None
    if isinstance(expected, str):
        suffix, problem = expected, file_problem(f"{path}.{expected}", data)
    if problem is not None and problem.code == "picture-moves-long":
        return _as_png(suffix, data)._replace(stilled=problem)
    return Brought(suffix, data, problem)


def _as_png(suffix: str, data: bytes) -> Brought:
    ((_, answer),) = guarded(1, _first_frame, [("", (suffix, data))])
    if isinstance(answer, bytes):
        return Brought("png", answer)
    return Brought(suffix, data, refused("media-given-up") if answer is None else answer)


def _first_frame(item: tuple[str, bytes]) -> bytes | Refused:
    """In a process of its own."""
    suffix, data = item
    return too_heavy(f"x.{suffix}", len(data)) or first_as_png(suffix, data)


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
