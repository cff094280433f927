"""What an editorial rule is, what it is given, and what it gives: all that a module of rules imports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct

from warta.checks.facts.text import TextFacts
from warta.checks.names import NameIndex
from warta.config.settings import Config
from warta.diagnostics.values import Diagnostic, Position, Severity, warning
from warta.markdown.places import Place
from warta.site.library import Library, Post
from warta.site.taxonomy import Registry, words_of_places

__all__ = [
    "OFF",
    "WARNING",
    "CheckedSite",
    "Finding",
    "Post",
    "Rule",
    "SiteRule",
    "TextFacts",
    "TextRule",
    "at",
    "rule",
    "site_rule",
]

WARNING = Severity.WARNING
OFF = None


class CheckedSite(Struct, frozen=True, dict=True):
    """What the rules know besides the text."""

    library: Library
    config: Config
    facts: Mapping[str, TextFacts] = {}
    """Content path → what is known of the text, of all posts."""

    @property
    def registry(self) -> Registry:
        """All terms."""
        return self.library.registry

    @cached_property
    def speakers(self) -> NameIndex:
        """The speakers of the registry by their names."""
        return NameIndex(self.registry.terms["speakers"].values())

    @cached_property
    def places(self) -> frozenset[str]:
        """The words in the names of regions."""
        return words_of_places(self.registry)

    def position(self, post: Post, key: str) -> Position:
        """Where a key of the front matter is written."""
        return self.library.details(post.card).where.get(key, Position(1, 1))


class Finding(NamedTuple):
    """Where a rule is broken, and the values of its message."""

    place: Place
    values: dict[str, str | int]


def at(place: Place, /, **values: str | int) -> Finding:
    """A finding of the rule that makes it."""
    return Finding(place, values)


class Rule(Struct, frozen=True):
    """A rule's name and severity. Its findings are warnings at first: ``site.toml`` has the last word."""

    code: str
    severity: Severity | None
    """When ``site.toml`` says nothing; None: off."""


class TextRule(Rule, frozen=True):
    """A rule for stories and, unless it says otherwise, standing pages."""

    find: Callable[[TextFacts, Post, CheckedSite], Iterator[Finding]]
    stories_only: bool = False
    """Whether it asks what no standing page has: a date, speakers, a label."""

    def findings(self, facts: TextFacts, post: Post, site: CheckedSite) -> Iterator[Diagnostic]:
        """What is wrong with one story."""
        for place, values in self.find(facts, post, site):
            yield warning(self.code, post.card.path, Position(*place), **values)


class SiteRule(Rule, frozen=True):
    """A rule for the site as a whole; its function gives the file of each finding too."""

    find: Callable[[CheckedSite], Iterator[tuple[str, Finding]]]

    def findings(self, site: CheckedSite) -> Iterator[Diagnostic]:
        """What is wrong with stories, terms or files that are seen side by side."""
        for path, (place, values) in self.find(site):
            yield warning(self.code, path, Position(*place), **values)


def rule(
    code: str, severity: Severity | None, *, stories_only: bool = False
) -> Callable[[Callable[[TextFacts, Post, CheckedSite], Iterator[Finding]]], TextRule]:
    """Make a function the rule ``code``."""
    return lambda find: TextRule(code, severity, find, stories_only)


def site_rule(
    code: str, severity: Severity | None
) -> Callable[[Callable[[CheckedSite], Iterator[tuple[str, Finding]]]], SiteRule]:
    """Make a function the rule ``code`` for the site as a whole."""
    return lambda find: SiteRule(code, severity, find)
