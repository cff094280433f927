"""A site's content as it is now, for commands that add to it or report on it and build nothing."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from warta.build.prepare import Request, load_results, opened_cache, parse_all, read_config
from warta.config.settings import Config
from warta.content.links import read_inside
from warta.content.parsing import (
    Card,
    Parsed,
    ParsedProfile,
    ParsedTerm,
    ParseOptions,
    PostDetails,
    parse_source,
)
from warta.content.scan import read_source, scan_content
from warta.diagnostics.values import Diagnostic, Severity
from warta.site.library import build_library
from warta.site.taxonomy import Registry, build_registry
from warta.store.memory import COLD

__all__ = ["Survey", "survey", "terms_only"]


@dataclass(frozen=True, slots=True)
class Survey:
    """What a site's files say, put together as far as they can be read."""

    site: Path
    config: Config
    cards: tuple[Card, ...]
    terms: tuple[ParsedTerm, ...]
    profiles: tuple[ParsedProfile, ...]
    paths: tuple[str, ...]
    """Of all files in ``content/``."""
    registry: Registry
    now: float

    @property
    def options(self) -> ParseOptions:
        """What parsing depends on."""
        return ParseOptions.of(self.config)

    def read(self, path: str) -> bytes:
        """The bytes of a content file. Raises OSError."""
        return read_inside(self.site, path)

    def details(self, card: Card) -> PostDetails:
        """What a card leaves out, from its file again. Raises OSError when it is gone or another."""
        parsed = parse_source(card.path, self.read(card.path), self.options)
        if parsed.details is None:
            raise OSError(errno.ESTALE, "the file has changed", str(self.site / card.path))
        return parsed.details

    def new_errors(self, added: Iterable[Parsed]) -> tuple[Diagnostic, ...]:
        """The errors that the site would have with ``added`` and does not have now."""
        new = tuple(added)
        own = {parsed.card.path: parsed.details for parsed in new if parsed.card and parsed.details}
        before = set(self._errors((), {}))
        after = self._errors(new, own)
        found = [*(finding for parsed in new for finding in parsed.diagnostics), *after]
        return tuple(
            finding for finding in found if finding.severity is Severity.ERROR and finding not in before
        )

    def _errors(self, new: tuple[Parsed, ...], own: dict[str, PostDetails]) -> tuple[Diagnostic, ...]:
        paths = {parsed.path for parsed in new}
        _, found = build_library(
            [*self.cards, *(parsed.card for parsed in new if parsed.card)],
            [
                *(term for term in self.terms if term.path not in paths),
                *(t for p in new for t in p.terms if isinstance(t, ParsedTerm)),
            ],
            self.profiles,
            [*self.paths, *paths],
            lambda card: own[card.path] if card.path in own else self.details(card),
            self.config,
            self.now,
            False,
            COLD,
        )
        return found


def terms_only(request: Request) -> Survey | None:
    """A site's settings and registry as they are now; None when there are no settings. Keeps nothing."""
    config, _ = read_config(request)
    if config is None:
        return None
    entries, _ = scan_content(request.site)
    options = ParseOptions.of(config)
    terms: list[ParsedTerm] = []
    for entry in entries:
        if entry.path.endswith(".yaml"):
            data, _ = read_source(request.site, entry)
            found = parse_source(entry.path, data, options).terms if data is not None else ()
            terms.extend(term for term in found if isinstance(term, ParsedTerm))
    registry, _ = build_registry(terms, (), config)
    paths = tuple(entry.path for entry in entries)
    return Survey(request.site, config, (), tuple(terms), (), paths, registry, request.now.timestamp())


def survey(request: Request) -> tuple[Survey | None, tuple[Diagnostic, ...]]:
    """Read a site; None when its settings cannot be read. What single files lack is left out."""
    config, found = read_config(request)
    if config is None:
        return None, found
    entries, more = scan_content(request.site)
    with opened_cache(request) as cache:
        options = load_results(request, cache, config)
        records, unread = parse_all(request, cache, entries, options)
    cards = tuple(record.card for record in records.values() if record.card is not None)
    gave = [record.entries for record in records.values() if record.entries is not None]
    terms = tuple(term for each in gave for term in each.terms if isinstance(term, ParsedTerm))
    profiles = tuple(each.profile for each in gave if each.profile is not None)
    registry, _ = build_registry(terms, profiles, config)
    paths = tuple(entry.path for entry in entries)
    now = request.now.timestamp()
    result = Survey(request.site, config, cards, terms, profiles, paths, registry, now)
    return result, (*found, *more, *unread)
