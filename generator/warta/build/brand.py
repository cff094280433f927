"""The files that ``[theme]`` names: found, looked at, and what is wrong with them."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from warta.config.tables import CONFIG_FILE, Tables, Wrong, wrong
from warta.config.theme import ThemeSettings
from warta.content.links import read_inside
from warta.content.scan import SourceEntry, find_file
from warta.diagnostics.values import WHOLE_FILE, Diagnostic, error, warning
from warta.media.cache import MediaCache
from warta.media.values import ICON_SOURCE, PICTURE_SUFFIXES, Picture, Refused, suffix_of
from warta.pages.brand import BrandPictures

__all__ = ["brand_pictures", "find_brand_files"]

ICON_SIZE = 192
"""Pixels; a smaller source is enlarged for the icons of telephones."""

Found = Mapping[str, SourceEntry]
"""Key of ``[theme]`` → the file."""


Problem = tuple[str, Wrong]
"""A key of ``[theme]`` and what is wrong with its file."""


def find_brand_files(site: Path, theme: ThemeSettings) -> tuple[Found, tuple[Diagnostic, ...]]:
    """The files that there are, and those that are missing, lead out of their folder or are no pictures."""
    found: dict[str, SourceEntry] = {}
    problems: list[Problem] = []
    for key, path in theme.files():
        suffixes = (
            PICTURE_SUFFIXES - {"svg"} if key == "share" else PICTURE_SUFFIXES
        )  # which no network shows
        if suffix_of(path) not in suffixes:
            known = ", ".join(sorted(suffixes))
            problems.append((key, wrong("theme-no-picture", path=path, known=known)))
            continue
        entry, near = _entry(site, path)
        if entry is not None:
            found[key] = entry
        else:
            missing = wrong("theme-file-missing", path=path)
            problems.append(
                (key, wrong("theme-file-suggestion", path=path, suggestion=near) if near else missing)
            )
    return found, _reported(site, problems)


def brand_pictures(
    site: Path, found: Found, media: MediaCache
) -> tuple[BrandPictures, tuple[Diagnostic, ...]]:
    """What the files are, and why one cannot be shown."""
    pictures: dict[str, tuple[str, Picture]] = {}
    small: list[Problem] = []
    refused: list[Diagnostic] = []
    names = {key: (ICON_SOURCE if key == "icon" else "") + entry.path for key, entry in found.items()}
    media.look_at(names.values())
    for key, entry in found.items():
        medium, path = media.medium(names[key]), entry.path
        if isinstance(medium, Picture):
            pictures[key] = (path, medium)
            if key == "icon" and suffix_of(path) != "svg" and min(medium.width, medium.height) < ICON_SIZE:
                shorter = min(medium.width, medium.height)
                small.append((key, wrong("theme-icon-small", path=path, size=shorter)))
        elif isinstance(medium, Refused):
            refused.append(error(medium.code, path, WHOLE_FILE, **dict(medium.arguments)))
    return pictures, (*dict.fromkeys(refused), *_reported(site, small, warning))


def _entry(site: Path, path: str) -> tuple[SourceEntry | None, str]:
    """The file at a path; where there is none, the name most like it."""
    folder, _, name = path.rpartition("/")
    try:
        names = [
            each.name for each in (site / folder).iterdir()
        ]  # its very letters: some systems take others for the same
    except OSError:
        names = []
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
        near = [each for each in names if each.casefold() == name.casefold()] or near
        return None, f"{folder}/{near[0]}" if near else ""
    return find_file(site, path), ""


def _reported(
    site: Path, problems: Sequence[Problem], severity: Callable[..., Diagnostic] = error
) -> tuple[Diagnostic, ...]:
    """The findings at their keys in site.toml, which is read once more for the places."""
    if not problems:
        return ()
    try:
        source = read_inside(site, CONFIG_FILE).decode("utf-8-sig", "replace").replace("\r\n", "\n")
    except OSError:
        source = ""
    tables = Tables(source)
    return tuple(
        severity(
            problem.code,
            CONFIG_FILE,
            tables.position("theme", key),
            key=f"theme.{key}",
            **problem.arguments,
        )
        for key, problem in problems
    )
