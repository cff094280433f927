"""Parses the files that the cache has no result for: here, in other processes or on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from warta.content.parsed import ParseOptions
from warta.content.parsing import parse_source
from warta.content.scan import SourceEntry, read_source
from warta.diagnostics.values import Diagnostic
from warta.filesystem.codec import decoded, encoded
from warta.filesystem.stamps import bytes_digest
from warta.site.source import Source
from warta.store.cache import Cache, Record, entries_of
from warta.store.lookahead import Sight
from warta.workers.executors import Workers, batched, spread

__all__ = ["FileJob", "ParsedFile", "parse_all", "parse_files"]


class FileJob(NamedTuple):
    """A file that may have changed."""

    entry: SourceEntry
    known: str = ""
    """Digest of the bytes that there is a result for; empty when there is none."""


class ParsedFile(NamedTuple):
    """The result for a file that may have changed."""

    path: str
    digest: str
    """Of its bytes; empty when they could not be read."""
    found: tuple[Diagnostic, ...]
    """Why not."""
    record: Record | None
    """The result, its stamp still to be filled in; None when the bytes are those of the cached one."""
    html: str
    """The text of the result."""


def parse_all(
    source: Source, sight: Sight, options: ParseOptions, cache: Cache
) -> tuple[Mapping[str, Record], tuple[Diagnostic, ...]]:
    """The results for all text files by path, and why some have none; the cache is brought up to date."""
    records: dict[str, Record] = {}
    diagnostics: list[Diagnostic] = []
    unsure: dict[str, SourceEntry] = {}
    for entry in sight.entries:
        if not entry.is_text:
            continue
        known = cache.records.get(entry.path)
        if known is not None and known.stamp is not None and known.stamp == entry.stamp:
            records[entry.path] = known
        elif known is not None and known.digest == sight.digests.get(entry.path):
            records[entry.path] = known._replace(stamp=entry.stamp)
        else:
            unsure[entry.path] = entry
    jobs = [
        FileJob(entry, cache.records[path].digest if path in cache.records else "")
        for path, entry in unsure.items()
    ]
    results = parse_files(source.workers(len(jobs)), source.site, jobs, options=options)
    for done, result in enumerate(results, 1):
        if source.progress is not None:
            source.progress("parse", done, len(jobs))
        diagnostics += result.found
        record = result.record
        if record is not None and result.html:
            record = record._replace(html=cache.put(result.html))
        elif record is None and result.digest:
            record = cache.records[result.path]
        if record is not None:
            records[result.path] = record._replace(stamp=unsure[result.path].stamp)
    ordered_records: Mapping[str, Record] = {path: records[path] for path in sorted(records)}
    cache.flush()
    if source.is_kept and ordered_records != cache.records:
        cache.save(ordered_records)
    cache.release()
    return ordered_records, tuple(diagnostics)


def parse_files(
    workers: Workers, site: Path, jobs: Sequence[FileJob], *, options: ParseOptions
) -> Iterator[ParsedFile]:
    """Read files, and parse those that have changed; results in any order.

    Processes of this machine read for themselves.
    """
    if workers.on_cluster:
        results = spread(workers, partial(_parser_of_bytes, options), batched(_read_all(site, jobs)))
    elif workers.several:
        results = spread(workers, partial(_parser_of_files, site, options), batched(jobs))
    else:
        for job in jobs:
            yield _parsed(options, _read(site, job))
        return
    for result in results:
        parsed = decoded(result, list[ParsedFile])
        assert parsed is not None, "it was encoded by this program"
        yield from parsed


class _ReadFile(NamedTuple):
    path: str
    known: str
    """As in :class:`FileJob`."""
    data: bytes | None
    found: tuple[Diagnostic, ...]
    """Why there is no data."""


def _read(site: Path, job: FileJob) -> _ReadFile:
    return _ReadFile(job.entry.path, job.known, *read_source(site, job.entry))


def _read_all(site: Path, jobs: Iterable[FileJob]) -> Iterator[_ReadFile]:
    return (_read(site, job) for job in jobs)


def _parsed(options: ParseOptions, file: _ReadFile) -> ParsedFile:
    path, known, data, found = file
    digest = bytes_digest(data) if data is not None else ""
    if data is None or digest == known:
        return ParsedFile(path, digest, found, None, "")
    parsed = parse_source(path, data, options, digest)
    record = Record(None, digest, parsed.diagnostics, parsed.card, entries_of(parsed), None)
    return ParsedFile(path, digest, found, record, parsed.html)


def _parser_of_files(site: Path, options: ParseOptions) -> Callable[[list[FileJob]], bytes]:
    """What a process does that sees the site's files."""
    return lambda jobs: encoded([_parsed(options, _read(site, job)) for job in jobs])


def _parser_of_bytes(options: ParseOptions) -> Callable[[list[_ReadFile]], bytes]:
    """What a process does that is sent the files' bytes."""
    return lambda files: encoded([_parsed(options, file) for file in files])
