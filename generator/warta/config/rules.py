"""What ``[check]`` of site.toml says: how much a rule weighs on this site, and where it does not hold."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from msgspec import Struct, field

from warta.config.tables import Tables, is_texts, one_of, table, wrong
from warta.diagnostics.values import Diagnostic, Severity

__all__ = ["SEVERITY_WORDS", "CheckSettings", "read_check_settings"]

SEVERITY_WORDS: dict[str, Severity | None] = {
    "error": Severity.ERROR,
    "warning": Severity.WARNING,
    "off": None,
}
"""As ``site.toml`` has them."""


class CheckSettings(Struct, frozen=True):
    """What a site has decided about the rules."""

    severities: Mapping[str, Severity | None] = field(default_factory=dict)
    """Rule → severity, for the rules that the site names; None: off."""
    exceptions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Rule → patterns of the files or terms for which it does not hold."""

    def severity(self, rule: str, default: Severity | None) -> Severity | None:
        """How bad a finding of the rule is; None when the rule is off."""
        return self.severities.get(rule, default)

    @property
    def has_errors(self) -> bool:
        """Whether a rule that the site names keeps it from being built."""
        return Severity.ERROR in self.severities.values()

    def applied(self, findings: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """The findings with the severities that the site wants, without those of rules that are off."""
        for found in findings:
            severity = self.severity(found.code, found.severity)
            if severity is not None and not self._is_excepted(found):
                yield found if severity is found.severity else found._replace(severity=severity)

    def _is_excepted(self, found: Diagnostic) -> bool:
        subjects = (found.file, dict(found.arguments).get("term", ""))
        patterns = self.exceptions.get(found.code, ())
        return any(fnmatchcase(subject, pattern) for pattern in patterns for subject in subjects)


def read_check_settings(
    tables: Tables, settings: Mapping[str, Any], names: Callable[[], Collection[str]] | None
) -> CheckSettings:
    """``[check]``: rule = severity; ``[check.except]``: rule = paths; not looked at without ``names``."""
    if not settings or names is None:
        return CheckSettings()
    rules, is_severity = tuple(names()), one_of(*SEVERITY_WORDS)
    severities = {
        rule: SEVERITY_WORDS[word]
        for rule, word in settings.items()
        if rule != "except"
        and tables.is_known("check", rule, (*rules, "except"))
        and tables.is_right("check", rule, is_severity(word))
    }
    listed = settings.get("except", {})
    exceptions = {
        rule: tuple(patterns)
        for rule, patterns in (listed.items() if tables.is_right("check", "except", table(listed)) else ())
        if tables.is_known("check.except", rule, rules)
        and tables.is_right("check.except", rule, None if is_texts(patterns) else wrong("setting-paths"))
    }
    return CheckSettings(severities, exceptions)
