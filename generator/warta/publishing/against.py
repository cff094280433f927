"""Reads the record of a public site, from its address or from a file."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

from warta.config.tables import CONFIG_FILE
from warta.diagnostics.values import WHOLE_FILE, Diagnostic, error, printable, warning
from warta.publishing.http import NoAnswerError, ask
from warta.site.record import (
    INDEX,
    BrokenRecordError,
    NewerRecordError,
    PublishedRecord,
    part_name,
    read_index,
    read_part,
    record_of,
)
from warta.urls import is_web_url

__all__ = ["Against", "record_address", "record_from"]

LARGEST = 1 << 25
"""Bytes of one file of a record."""
AT_ONCE = 8
"""Parts that are fetched at a time."""


class Against(NamedTuple):
    """What a site has published, as far as it says so."""

    record: PublishedRecord | None = None
    findings: tuple[Diagnostic, ...] = ()
    """Why there is none."""
    is_first: bool = False
    """There is no record at that address: nothing has been published yet."""


class _MissingError(Exception):
    """There is no such file."""


def record_address(source: str) -> str:
    """Where the index is, of a record that is named by it or by the site that it belongs to."""
    if source.endswith(".json"):
        return source
    return f"{source.rstrip('/')}/{INDEX}" if is_web_url(source) else str(Path(source, INDEX))


def record_from(source: str) -> Against:
    """The record at a web address, or in a file. Raises OSError for a file that cannot be read."""
    index = record_address(source)
    is_web = is_web_url(index)
    read = partial(_fetched, index) if is_web else partial(_read, Path(index))
    # Who has named a broken file can name another; a broken site is mended by the next publication.
    report = warning if is_web else error
    try:
        return Against(_whole(read))
    except _MissingError:
        return Against(is_first=True)
    except NewerRecordError:
        found = error("record-newer", CONFIG_FILE, WHOLE_FILE, address=index)
    except BrokenRecordError as problem:
        found = report("record-broken", CONFIG_FILE, WHOLE_FILE, address=index, problem=_short(problem))
    except NoAnswerError as problem:
        found = warning("record-unreachable", CONFIG_FILE, WHOLE_FILE, address=index, problem=_short(problem))
    return Against(findings=(found,))


def _short(problem: Exception) -> str:
    return printable(str(problem))[:200]


def _whole(read: Callable[[str], bytes]) -> PublishedRecord:
    """The index and all its parts."""
    index = read_index(read(""))

    def part(month: str) -> bytes:
        try:
            return read(part_name(month))
        except _MissingError:
            raise BrokenRecordError(part_name(month)) from None

    with ThreadPoolExecutor(AT_ONCE) as pool:
        parts = list(pool.map(part, index.parts))
    return record_of(index, map(read_part, parts, index.parts))


def _fetched(index: str, name: str) -> bytes:
    """The index, or the part of that name beside it."""
    answer = ask(f"{index.rpartition('/')[0]}/{name}" if name else index, largest=LARGEST)
    if answer.status in (404, 410):
        raise _MissingError
    if answer.status != 200:
        raise NoAnswerError(f"HTTP {answer.status}")
    return answer.body


def _read(index: Path, name: str) -> bytes:
    try:
        with (index.with_name(name) if name else index).open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        if name:
            raise _MissingError from None
        raise
    if len(data) > LARGEST:
        raise BrokenRecordError(f"> {LARGEST} bytes")
    return data
