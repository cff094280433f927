"""What the site's ``_headers`` says: the policy, what others may show and read, how long files are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quality.built import Check, Site, checked
from quality.serving import sent_with, shipped_headers

__all__ = ["headers"]

POLICY = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
}
"""Directives of the Content-Security-Policy that have to be exactly so."""
UNSAFE = ("'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "http:", "https:", "data:", "blob:", "*")
"""Sources that would let others' script or data in, in whichever directive."""
HEADERS = {
    "X-Content-Type-Options": r"nosniff",
    "X-Frame-Options": r"DENY",
    "Referrer-Policy": r"no-referrer|same-origin|strict-origin|strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": r"same-origin",
    "Permissions-Policy": r".*\bgeolocation=\(\).*",
}
"""What every answer carries, as patterns: all that Mozilla's Observatory asks for in its highest grade."""
HALF_A_YEAR = 182 * 24 * 60 * 60
"""Seconds that HTTPS has to be promised for."""
NAMED_BY_CONTENT = ("assets/", "cards/", "media/")
SHOWN_ELSEWHERE = ("cards/", "media/")
"""What feed readers and other newsrooms show in their pages."""
READ_ELSEWHERE = (
    *("feed.xml", "rss.xml", "feed.json", "ninjs.json", "feeds.opml", "agenda.ics", "event.ics"),
    *("datapackage.json", "catalog.jsonld"),
)
"""What scripts of other sites may read, by name."""


def headers(site: Site) -> Check:
    """What the site ships for its host: a strict policy for every page, and long lives for named contents."""
    rules: dict[str, dict[str, str]] = {}
    for line in site.read("_headers").decode().splitlines():
        if line.startswith("/"):
            rules[line.strip()] = {}
        elif line.startswith(" "):
            name, _, value = line.strip().partition(": ")
            rules[list(rules)[-1]][name] = value
    everywhere = rules.get("/*", {})
    wrong = [
        f"{name}: {everywhere.get(name)}"
        for name, pattern in HEADERS.items()
        if not re.fullmatch(pattern, everywhere.get(name, ""))
    ]
    promised = re.match(r"max-age=(\d+)", everywhere.get("Strict-Transport-Security", ""))
    if promised is None or int(promised[1]) < HALF_A_YEAR:
        wrong.append("HTTPS is not promised for half a year")
    wrong += _wrong_for_other_sites(site)
    wrong += _policy_problems(everywhere.get("Content-Security-Policy", ""))
    lasting = [
        pattern.strip("/*") + "/"
        for pattern, values in rules.items()
        if "immutable" in values.get("Cache-Control", "")
    ]
    for file in site.files:
        if file.startswith(NAMED_BY_CONTENT) != file.startswith(tuple(lasting)):
            wrong.append(f"{file}: how long browsers keep it")
    return checked("shipped headers: missing or weak", wrong, f"{len(rules)} rules")


def _wrong_for_other_sites(site: Site) -> Iterator[str]:
    """Pictures that others cannot show, feeds that they cannot read, pages that they can take in."""
    rules = shipped_headers(site.root)
    own = {"index.html", *(f"{path}index.html" for path in site.posts)}
    for file in site.files:
        lines = sent_with("/" + file.removesuffix("index.html"), rules)
        sent = dict(lines)
        if len(sent) != len(lines):
            yield f"{file}: a header twice, which hosts join to one that browsers do not know"
        policy = sent.get("Cross-Origin-Resource-Policy")
        if file.startswith(SHOWN_ELSEWHERE) and policy != "cross-origin":
            yield f"{file}: other sites cannot show it"
        if file in own and policy != "same-origin":
            yield f"{file}: other sites may take it in"
        is_open = file.endswith(READ_ELSEWHERE) or file.startswith("data/")
        if (sent.get("Access-Control-Allow-Origin") == "*") != is_open:
            yield f"{file}: who may read it"


def _policy_problems(text: str) -> Iterator[str]:
    policy = {}
    for directive in text.split(";"):
        name, _, sources = directive.strip().partition(" ")
        policy[name] = sources
    for name, value in POLICY.items():
        if policy.get(name) != value:
            yield f"{name} is {policy.get(name)}"
    for name, sources in policy.items():
        yield from (f"{name} has {source}" for source in sources.split() if source in UNSAFE)
