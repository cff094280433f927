"""``warta check --fix``: mends what is safe to mend, file by file, each in one step."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from generator.build import Request, Result, check
from generator.checking.mending import MENDED_RULES, Mended, mend
from generator.config import Config
from generator.diagnostics import Diagnostic
from generator.parsing import ParseOptions
from generator.reading import SourceEntry, read_source

__all__ = ["Fixed", "fix"]

ROUNDS = 8
"""A mistake can hide others, which are seen in the next round; this many layers at the most."""


class Fixed(NamedTuple):
    """What was done, and what is left."""

    done: tuple[Diagnostic, ...]
    """The findings that were mended."""
    failed: tuple[tuple[str, str], ...]
    """Files that could not be written, and why."""
    result: Result
    """Of the check afterwards."""


def fix(request: Request) -> Fixed:
    """Check the site, mend what is safe to mend, and check again until nothing is left to mend."""
    done: list[Diagnostic] = []
    failed: dict[str, str] = {}
    result = check(request)
    for _ in range(ROUNDS):
        if result.config is None:
            break
        fresh = _one_round(request.site, result.config, result.diagnostics, failed)
        if not fresh:
            break
        done += fresh
        result = check(request)
    return Fixed(tuple(done), tuple(sorted(failed.items())), result)


def _one_round(
    site: Path, config: Config, findings: Iterable[Diagnostic], failed: dict[str, str]
) -> list[Diagnostic]:
    by_file: dict[str, list[Diagnostic]] = {}
    for found in findings:
        if found.code in MENDED_RULES:
            # What a translation's text says of the story is mended where the story's front matter is.
            file = dict(found.arguments).get("file", found.file)
            by_file.setdefault(file, []).append(found._replace(file=file))
    done: list[Diagnostic] = []
    options = ParseOptions.of(config)
    for path, found_there in sorted(by_file.items()):
        if path in failed or not path.startswith("content/"):
            continue
        try:
            mended = _mended(site, path, found_there, options)
        except OSError as problem:
            failed[path] = problem.strerror or str(problem)
            continue
        if mended is not None:
            done += mended.done
    return done


def _mended(site: Path, path: str, findings: list[Diagnostic], options: ParseOptions) -> Mended | None:
    """Mend one file. Raises OSError when it cannot be written."""
    file = Path(os.path.realpath(site / path))
    status = file.stat()
    data, _ = read_source(site, SourceEntry(path, status.st_size, None))
    if data is None:
        return None
    try:
        mended = mend(path, data, findings, options)
    except UnicodeDecodeError:
        return None  # reported as such
    if mended is not None:
        _replace(file, data, mended.data, status.st_mode)
    return mended


def _replace(file: Path, old: bytes, new: bytes, mode: int) -> None:
    """Put ``new`` in the place of ``old`` in one step, unless another program has changed the file."""
    temporary = file.with_name(f".{file.name}.{os.getpid()}~")
    try:
        with temporary.open("xb") as stream:
            stream.write(new)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(mode & 0o7777)
        if file.read_bytes() != old:
            raise OSError("the file has changed in the meantime")
        temporary.replace(file)
    finally:
        with suppress(OSError):
            temporary.unlink()
