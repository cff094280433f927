"""What a browser may do with a file of each content type in the preview."""

from __future__ import annotations

from collections.abc import Iterable

from warta.output.content_types import HTML, JAVASCRIPT, SVG

__all__ = ["FIXED", "INERT", "preview_policy", "shipped_policies"]

FIXED = (
    "default-src 'none'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The policy of answers that need nothing."""
INERT = f"{FIXED}; sandbox"
"""The policy of files that browsers show and that are no pages: no script runs in them, and they belong to no
origin, so that nothing that they could ask for is answered."""
_OWN_POLICY = ("application/pdf", "audio/", "image/", "video/", HTML, JAVASCRIPT)
"""Kinds that are sent with the site's policy: pages; scripts, whose policy is that of a worker; and what
shows nothing in a sandbox but holds no script that browsers would run."""
_ONLY_ONLINE = ("block-all-mixed-content", "report-to", "report-uri", "upgrade-insecure-requests")
"""Directives that make no sense on this machine."""


def preview_policy(kind: str, own: str) -> str:
    """The policy that a file of a kind is sent with; ``own`` is the site's for its pages."""
    return own if kind != SVG and kind.startswith(_OWN_POLICY) else INERT


def shipped_policies(headers: str, client: Iterable[str], events: Iterable[str]) -> str:
    """What ``_headers`` says for all pages, and what the preview adds: a script and what it listens to.

    ``client`` and ``events`` are their addresses.
    """
    policies, here = [], False
    for line in headers.splitlines():
        if line[:1].strip():
            here = line.strip() == "/*"
        name, _, value = line.strip().partition(":")
        if here and name.lower() == "content-security-policy":
            policies.append(_with_client(value, client, events))
    return ", ".join(policies) or "frame-ancestors 'none'"


def _with_client(policy: str, client: Iterable[str], events: Iterable[str]) -> str:
    directives: dict[str, list[str]] = {}
    for directive in policy.split(";"):
        name, *sources = directive.split() or [""]
        if name.lower() not in ("", *_ONLY_ONLINE):
            directives.setdefault(name.lower(), sources)
    for name, added in (("script-src", client), ("connect-src", events)):
        allowed = directives.get(name, directives.get("default-src"))
        if allowed is not None and not {"'self'", "*"}.intersection(allowed):
            directives[name] = [*(source for source in allowed if source != "'none'"), *added]
    return "; ".join(" ".join((name, *sources)) for name, sources in directives.items())
