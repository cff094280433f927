"""Editorial rules: what is wrong with a text that could still be published, and what can be mended.

``facts`` finds what can be known of one text without the site; ``rules`` has one function a rule, in the
module of its subject; ``run`` applies them, ``fix`` mends. Imports site, store, content
and markdown.
"""

from __future__ import annotations

from collections.abc import Mapping

from warta.diagnostics.values import Severity

__all__ = ["known_severities"]


def known_severities() -> Mapping[str, Severity | None]:
    """Every rule that ``[check]`` of site.toml can name, and its severity when that says nothing."""
    # Not before: most builds need no rules, and compiling their expressions takes a while.
    from warta.checks.registry import SEVERITIES

    return SEVERITIES
