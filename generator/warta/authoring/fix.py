"""``warta check --fix``: mends what is safe to mend, file by file, each in one step."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from warta.build.build import Request, Result, check
from warta.checks.fix import MENDED_RULES, mend
from warta.checks.redirects import REDIRECT_RULES, add_redirects
from warta.config.settings import Config
from warta.config.tables import CONFIG_FILE
from warta.content.links import read_inside
from warta.content.new_files import replace_file
from warta.content.parsed import ParseOptions
from warta.content.scan import SourceEntry, read_source
from warta.diagnostics.values import Diagnostic

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
        findings = (*result.diagnostics, *result.proposals)
        fresh = _one_round(request.site, result.config, findings, failed)
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
        if found.code in MENDED_RULES | REDIRECT_RULES:
            # What a translation's text says of the story is mended where the story's front matter is.
            file = dict(found.arguments).get("file", found.file)
            by_file.setdefault(file, []).append(found._replace(file=file))
    done: list[Diagnostic] = []
    options = config.parse_options
    for path, found_there in sorted(by_file.items()):
        is_settings = path == CONFIG_FILE
        if path in failed or not (is_settings or path.startswith("content/")) or not (site / path).is_file():
            continue  # a region of the gazetteer has no file
        try:
            done += _led_on(site, found_there) if is_settings else _mended(site, path, found_there, options)
        except OSError as problem:
            failed[path] = problem.strerror or str(problem)
    return done


def _mended(
    site: Path, path: str, findings: list[Diagnostic], options: ParseOptions
) -> tuple[Diagnostic, ...]:
    """Mend one file; returns the findings that are gone. Raises OSError when it cannot be written."""
    data, _ = read_source(site, SourceEntry(path, (site / path).stat().st_size, None, is_text=True))
    if data is None:
        return ()
    try:
        mended = mend(path, data, findings, options)
    except UnicodeDecodeError:
        return ()  # reported as such
    if mended is None:
        return ()
    replace_file(site, path, data, mended.data)
    return mended.done


def _led_on(site: Path, findings: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Have ``[redirects]`` of site.toml lead old addresses on; raises as above."""
    data = read_inside(site, CONFIG_FILE)
    mended = add_redirects(data, findings)
    if mended is None:
        return ()
    replace_file(site, CONFIG_FILE, data, mended.data)
    return mended.done
