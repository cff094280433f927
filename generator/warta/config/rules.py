"""The rules whose severity a site can change, and what it is when the site says nothing.

Everything else that is reported is an error for a reason: the site could not be
built, or would publish something that is wrong. That cannot be switched off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from warta.diagnostics.values import Diagnostic, Severity

__all__ = ["BUILD_RULES", "EDITORIAL_RULES", "RULES", "SEVERITY_WORDS", "CheckSettings"]

EDITORIAL_RULES: dict[str, Severity | None] = {
    "abbreviation-unexplained": Severity.WARNING,
    "advertorial-unlabelled": Severity.WARNING,
    "date-impossible": Severity.WARNING,
    "dateline-mismatch": Severity.WARNING,
    "heading-skips-level": Severity.WARNING,
    "invisible-character": Severity.WARNING,
    "quotation-open": Severity.WARNING,
    "quotation-unopened": Severity.WARNING,
    "similar-terms": Severity.WARNING,
    "speaker-not-listed": Severity.WARNING,
    "speaker-unknown": Severity.WARNING,
    "summary-missing": Severity.WARNING,
    "summary-too-long": Severity.WARNING,
    "text-image-without-alt": Severity.WARNING,
    "text-not-normalised": Severity.WARNING,
    "title-too-long": Severity.WARNING,
    "trailing-spaces": None,
    "weekday-mismatch": Severity.WARNING,
}
"""Rules of ``warta check``: they read texts. A build asks for those only that the site has made errors.

None is a rule that is off.
"""

BUILD_RULES: dict[str, Severity | None] = {
    "attribute-removed": Severity.WARNING,
    "html-removed": Severity.WARNING,
    "named-twice": Severity.WARNING,
    "translation-missing": Severity.WARNING,
}
"""Warnings of every build, which come from putting the site together."""

RULES: dict[str, Severity | None] = {**EDITORIAL_RULES, **BUILD_RULES}

SEVERITY_WORDS: dict[str, Severity | None] = {
    "error": Severity.ERROR,
    "warning": Severity.WARNING,
    "off": None,
}
"""As ``site.toml`` has them."""


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """What a site has decided about the rules."""

    severities: Mapping[str, Severity | None] = field(default_factory=dict)
    """Rule → severity, where it is not that of :data:`RULES`; None: off."""
    exceptions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Rule → patterns of the files or terms for which it does not hold."""

    def severity(self, rule: str) -> Severity | None:
        """How bad a finding of the rule is; None when the rule is off."""
        return self.severities.get(rule, RULES[rule])

    @property
    def errors_in_texts(self) -> frozenset[str]:
        """The editorial rules that keep the site from being built."""
        return frozenset(rule for rule in EDITORIAL_RULES if self.severity(rule) is Severity.ERROR)

    def applied(self, findings: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """The findings with the severities that the site wants, without those of rules that are off."""
        for found in findings:
            if found.code not in RULES:
                yield found
                continue
            severity = self.severity(found.code)
            if severity is not None and not self._is_excepted(found):
                yield found._replace(severity=severity)

    def _is_excepted(self, found: Diagnostic) -> bool:
        patterns = self.exceptions.get(found.code)
        if not patterns:
            return False
        subjects = (found.file, dict(found.arguments).get("term", ""))
        return any(fnmatchcase(subject, pattern) for pattern in patterns for subject in subjects)
