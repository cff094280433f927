"""The one way to open a site: its settings, its content parsed, its terms. The time plays no part in it."""

from __future__ import annotations

import errno
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from msgspec import Struct

from warta.config.settings import Config, parse_config
from warta.config.tables import CONFIG_FILE
from warta.content.links import leads_astray, read_inside
from warta.content.parsed import (
    Card,
    Parsed,
    ParsedAbbreviation,
    ParsedProfile,
    ParsedRemoval,
    ParsedTerm,
    PostDetails,
)
from warta.content.parsing import parse_source
from warta.content.scan import SourceEntry, scan_content
from warta.diagnostics.values import Diagnostic, Position, Severity, error, has_errors, not_utf8
from warta.markdown.lines import conflict_marks
from warta.site.parsing import FileJob, parse_all, parse_files
from warta.site.source import Source
from warta.site.standing import build_site
from warta.site.taxonomy import Registry
from warta.site.term_findings import build_registry
from warta.store.cache import Cache, Entries, Record
from warta.store.lookahead import Sight
from warta.workers.executors import Workers

__all__ = ["OpenSite", "open_site", "open_terms", "read_config", "terms_in"]

ParsedEntry = ParsedTerm | ParsedAbbreviation | ParsedRemoval


class OpenSite(Struct, frozen=True):
    """A site's settings, parsed content and terms; files that cannot be read are missing."""

    folder: Path
    config: Config
    entries: tuple[SourceEntry, ...]
    """All files in ``content/``."""
    records: Mapping[str, Record]
    """Path → what parsing a text gave."""
    texts: tuple[Path, ...]
    """The folders that hold their HTML."""
    cards: tuple[Card, ...]
    terms: tuple[ParsedEntry, ...]
    profiles: tuple[ParsedProfile, ...]
    registry: Registry
    diagnostics: tuple[Diagnostic, ...]
    """What is wrong with what could be read."""

    @property
    def paths(self) -> frozenset[str]:
        """Of all files in ``content/``."""
        return frozenset(entry.path for entry in self.entries)

    @property
    def gave(self) -> dict[str, Entries]:
        """Content path → what files gave that hold no post."""
        return {path: record.entries for path, record in self.records.items() if record.entries is not None}

    @property
    def html(self) -> dict[str, bytes]:
        """Content path → digest of the HTML of its text."""
        return {path: record.html for path, record in self.records.items() if record.html is not None}

    @property
    def unread(self) -> tuple[str, ...]:
        """The texts that gave nothing, so that whatever refers to them is in doubt."""
        return tuple(
            entry.path for entry in self.entries if entry.is_text and _is_empty(self.records.get(entry.path))
        )

    def read(self, path: str) -> bytes:
        """The bytes of a content file. Raises OSError."""
        return read_inside(self.folder, path)

    def details(self, card: Card) -> PostDetails:
        """What a card leaves out, from its file again. Raises OSError when it is gone or another."""
        parsed = parse_source(card.path, self.read(card.path), self.config.parse_options)
        if parsed.details is None:
            raise OSError(errno.ESTALE, "the file has changed", str(self.folder / card.path))
        return parsed.details

    def new_errors(self, added: Iterable[Parsed], now: float) -> tuple[Diagnostic, ...]:
        """The errors that the site would have with ``added`` and does not have ``now``."""
        new = {parsed.path: parsed for parsed in added}
        before = {*self._errors({}, now)}
        after = [finding for parsed in new.values() for finding in parsed.diagnostics]
        after += self._errors(new, now)
        return tuple(
            finding for finding in after if finding.severity is Severity.ERROR and finding not in before
        )

    def _errors(self, new: Mapping[str, Parsed], now: float) -> tuple[Diagnostic, ...]:
        def details(card: Card) -> PostDetails:
            own = new[card.path].details if card.path in new else None
            return own or self.details(card)

        terms = [term for term in self.terms if term.path not in new]
        terms += [term for parsed in new.values() for term in parsed.terms]
        registry, wrong_terms = build_registry(terms, self.profiles, self.config)
        _, wrong_stories = build_site(
            [*self.cards, *(parsed.card for parsed in new.values() if parsed.card)],
            registry,
            files=self.paths | new.keys(),
            details=details,
            config=self.config,
            now=now,
        )
        return (*wrong_terms, *wrong_stories)


@contextmanager
def open_site(source: Source) -> Iterator[tuple[OpenSite | None, tuple[Diagnostic, ...]]]:
    """A site, and what of it cannot be read; None when that is its settings. Raises OSError and ClusterError.

    What holds its texts is there until it is closed.
    """
    config, found = read_config(source)
    if source.cache_folder.is_symlink():
        config, found = None, (error("cache-linked", CONFIG_FILE, path=str(source.cache_folder)),)
    if config is None:
        yield None, found
        return
    with closing(Cache(source.cache_folder, config.parse_options)) as cache:
        if not source.clean:
            cache.load()
        sight = _content(source)
        records, unread = parse_all(source, sight, config.parse_options, cache)
        site = _put_together(source, config, sight, records, texts=cache.folders)
        yield site, (*found, *sight.diagnostics, *unread)


def open_terms(source: Source) -> tuple[OpenSite | None, tuple[Diagnostic, ...]]:
    """The same without its stories and profiles. Parses the files of terms alone, and keeps nothing."""
    config, found = read_config(source)
    if config is None:
        return None, found
    entries, more = scan_content(source.site)
    sight = Sight(entries, more, {})
    jobs = [FileJob(entry) for entry in entries if entry.path.endswith(".yaml")]
    parsed = parse_files(Workers(1, len(jobs)), source.site, jobs, options=config.parse_options)
    records = {file.path: file.record for file in parsed if file.record is not None}
    return _put_together(source, config, sight, records, texts=()), (*found, *more)


def read_config(source: Source) -> tuple[Config | None, tuple[Diagnostic, ...]]:
    """The site's settings, and what is wrong with them."""
    if leads_astray(str(source.site), CONFIG_FILE):
        target = str((source.site / CONFIG_FILE).readlink())
        return None, (error("link-outside", CONFIG_FILE, target=target),)
    try:
        data = read_inside(source.site, CONFIG_FILE)
    except OSError as problem:
        return None, (error("unreadable", CONFIG_FILE, problem=problem.strerror or str(problem)),)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        return None, (not_utf8(CONFIG_FILE, data, problem.start),)
    if marks := conflict_marks(text):
        return None, (error("conflict-mark", CONFIG_FILE, Position(marks[0], 1)),)
    return parse_config(text, source.base_url, source.rules, source.environment)


def _content(source: Source) -> Sight:
    """The files of the content."""
    return source.look.content() if source.look is not None else Sight(*scan_content(source.site), {})


def _put_together(
    source: Source,
    config: Config,
    sight: Sight,
    records: Mapping[str, Record],
    *,
    texts: tuple[Path, ...],
) -> OpenSite:
    terms, profiles = terms_in([record.entries for record in records.values() if record.entries is not None])
    registry, wrong = build_registry(terms, profiles, config)
    return OpenSite(
        folder=source.site,
        config=config,
        entries=sight.entries,
        records=records,
        texts=texts,
        cards=tuple([record.card for record in records.values() if record.card is not None]),
        terms=terms,
        profiles=profiles,
        registry=registry,
        diagnostics=(*(found for record in records.values() for found in record.diagnostics), *wrong),
    )


def terms_in(gave: Collection[Entries]) -> tuple[tuple[ParsedEntry, ...], tuple[ParsedProfile, ...]]:
    """Terms, abbreviations and removals, then profiles, of what files gave."""
    terms = tuple([term for each in gave for term in each.terms])
    return terms, tuple([each.profile for each in gave if each.profile is not None])


def _is_empty(record: Record | None) -> bool:
    if record is None:
        return True
    return record.card is None and record.entries is None and has_errors(record.diagnostics)
