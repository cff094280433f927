"""What a server is to be told of a site, whichever server it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from warta.config.settings import Config
from warta.publishing.hosts.rules import HeaderRule, RedirectRule

__all__ = ["CACHED", "FORMER_CODES", "HTTPS", "LONG", "SHORT", "HostedSite", "hosted_site"]

HTTPS = 443
SHORT = "public, max-age=60"
"""Of pages: a correction is seen within a minute."""
LONG = "public, max-age=300"
"""Of what programs fetch: feeds, site maps, search, icons."""
CACHED = ("text/html", SHORT, LONG)
FORMER_CODES = {"id": "in", "he": "iw", "yi": "ji"}
"""Codes that old systems still send for a language."""


class HostedSite(NamedTuple):
    """A built site at its place on a server."""

    host: str
    """``kabar.example.go.id``; as DNS has it."""
    port: int
    """For readers without TLS, and with it where there is none of its own."""
    is_secure: bool
    """Whether the server itself speaks TLS."""
    prefix: str
    """Sub-path without a final slash; empty at the top."""
    root: str
    """Absolute path of the folder with the files."""
    languages: tuple[tuple[str, str], ...]
    """Code, and the pattern of all codes that mean it."""
    headers: tuple[HeaderRule, ...]
    redirects: tuple[RedirectRule, ...]
    precompressed: tuple[str, ...] = ()
    """The encodings in which texts lie ready beside themselves."""
    own_port: int | None = None
    """The port in the site's address, if there is one: another site can be at the host's other ports."""

    @property
    def name(self) -> str:
        """For files and variables of this site alone."""
        port = f":{self.own_port}" if self.own_port else ""
        return re.sub(r"[^a-z0-9]+", "_", f"{self.host}{port}{self.prefix}".lower()).strip("_")

    @property
    def pairs(self) -> Iterator[tuple[str, str]]:
        """Old and new addresses; an address of a folder also without its slash."""
        for old, target in self.redirects:
            yield old, target
            if old.endswith("/") and old != "/":
                yield old.rstrip("/"), target

    @property
    def header_names(self) -> tuple[str, ...]:
        """Each header once."""
        return tuple(dict.fromkeys(name for rule in self.headers for name, _ in rule.headers))

    def wanted(self, name: str = "") -> list[str]:
        """Patterns of ``Accept-Language``; the first that fits has the reader's language as its group.

        One for each tenth of the weight, from 1 down, since no server compares weights. Of languages with the
        same weight the first counts; one with ``q=0`` is not wanted. ``name`` begins the group.
        """
        codes = [code for _, some in self.languages for code in some.split("|")]
        some = "|".join(sorted(codes, key=len, reverse=True))
        weights = [
            r"(?:,|$|;\s*q=1)",
            *(rf";\s*q=0?\.{tenth}" for tenth in range(9, 0, -1)),
            r";\s*q=0?\.0\d*[1-9]",
        ]
        return [rf"(?:^|,)\s*({name}{some})(?:-[a-z0-9-]*)?\s*{weight}" for weight in weights]


def hosted_site(
    config: Config,
    root: str,
    rules: tuple[tuple[HeaderRule, ...], tuple[RedirectRule, ...]],
    *,
    is_plain: bool,
    port: int | None,
) -> HostedSite:
    """A site of these settings in the folder ``root``; ``is_plain``: another server speaks TLS for it."""
    parts = urlsplit(config.base_url)
    is_secure = parts.scheme == "https" and not is_plain
    codes = [(code, code.lower()) for code in config.codes]
    return HostedSite(
        host=(parts.hostname or "").encode("idna").decode(),
        port=port or (parts.port if not is_plain and parts.port else HTTPS if is_secure else 80),
        is_secure=is_secure,
        prefix=config.addresses.root,
        root=root.rstrip("/"),
        languages=tuple(
            [(code, f"{low}|{FORMER_CODES[low]}" if low in FORMER_CODES else low) for code, low in codes]
        ),
        headers=rules[0],
        redirects=rules[1],
        precompressed=config.precompress,
        own_port=parts.port,
    )
