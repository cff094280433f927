"""What an editorial rule is, what it is given, and what it gives: all that a module of rules imports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
    "TermRule",
    "TextFacts",
    "TextRule",
    "at",
    "rule",
    "term_rule",
]

WARNING = Severity.WARNING
OFF = None


class CheckedSite(Struct, frozen=True, dict=True):
    """What the rules know besides the text."""

    library: Library
    config: Config

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
    """A rule for stories."""

    find: Callable[[TextFacts, Post, CheckedSite], Iterator[Finding]]

    def findings(self, facts: TextFacts, post: Post, site: CheckedSite) -> Iterator[Diagnostic]:
        """What is wrong with one story."""
        for place, values in self.find(facts, post, site):
            yield warning(self.code, post.card.path, Position(*place), **values)


class TermRule(Rule, frozen=True):
    """A rule for all terms together; its function gives the file of each finding too."""

    find: Callable[[Registry], Iterator[tuple[str, Finding]]]

    def findings(self, registry: Registry) -> Iterator[Diagnostic]:
        """What is wrong with the terms."""
        for path, (place, values) in self.find(registry):
            yield warning(self.code, path, Position(*place), **values)


def rule(
    code: str, severity: Severity | None
) -> Callable[[Callable[[TextFacts, Post, CheckedSite], Iterator[Finding]]], TextRule]:
    """Make a function the rule ``code``."""
    return lambda find: TextRule(code, severity, find)


def term_rule(
    code: str, severity: Severity | None
) -> Callable[[Callable[[Registry], Iterator[tuple[str, Finding]]]], TermRule]:
    """Make a function the rule ``code`` for terms."""
    return lambda find: TermRule(code, severity, find)
