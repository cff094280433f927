"""All rules whose severity a site can change, found in the modules of :mod:`warta.checks.rules`.

Everything else that is reported is an error for a reason: the site could not be
built, or would publish something that is wrong. That cannot be switched off.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from warta.checks import rules
from warta.checks.rule import Rule
from warta.diagnostics.values import Severity

__all__ = ["BUILD_RULES", "EDITORIAL_RULES", "SEVERITIES"]

EDITORIAL_RULES: Mapping[str, Rule] = {
    value.code: value
    for module in iter_modules(rules.__path__)
    for value in vars(import_module(f"{rules.__name__}.{module.name}")).values()
    if isinstance(value, Rule)
}
"""Rules of ``warta check``: they read texts. A build asks for those only that the site has made errors."""

BUILD_RULES = (
    "attribute-removed",
    "folder-without-page",
    "footnote-missing",
    "footnote-unused",
    "html-removed",
    "indented-text",
    "link-address",
    "link-address-suggestion",
    "link-empty",
    "link-without-text",
    "named-twice",
    "office-tag",
    "reference-missing",
    "static-hidden",
    "static-refused",
    "translation-missing",
)
"""Warnings of every build, which come from putting the site together."""

SEVERITIES: Mapping[str, Severity | None] = {
    **{code: EDITORIAL_RULES[code].severity for code in sorted(EDITORIAL_RULES)},
    **dict.fromkeys(BUILD_RULES, Severity.WARNING),
}
"""Every rule → its severity when ``site.toml`` says nothing; None: off."""
