"""What a page among the files that are copied as they are asks for and the site's headers refuse.

The headers (``templates/headers.txt``) let pages use scripts, style sheets and pictures of this site alone,
and none that are written into the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urlsplit

__all__ = ["PAGES", "Blocked", "blocked_in"]

PAGES = (".html", ".htm", ".xhtml", ".svg")
MOST_BYTES = 2 * 1024 * 1024
"""Larger pages are not looked at."""
_DATA_BLOCKS = frozenset({"application/ld+json", "application/json", "importmap", "speculationrules"})
_EMBEDS = frozenset({"iframe", "frame", "object", "embed", "applet", "audio", "video"})
_LOADED_BY_LINKS = frozenset({"stylesheet", "preload", "modulepreload", "manifest"})


class Blocked(NamedTuple):
    """Something that a browser will refuse."""

    line: int
    column: int
    what: str
    """As it is written: ``<script>``, ``onclick``, ``style``."""


def blocked_in(data: bytes, host: str) -> tuple[Blocked, ...]:
    """All such places of an HTML page or drawing; ``host`` is the site's own."""
    if len(data) > MOST_BYTES:
        return ()
    reader = _Reader(host)
    reader.feed(data.decode("utf-8-sig", "replace"))
    reader.close()
    return tuple(reader.found)


class _Reader(HTMLParser):
    def __init__(self, host: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Blocked] = []
        self._host = host

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        line, column = self.getpos()
        for what in self._refused(tag, {name: value or "" for name, value in attrs}):
            self.found.append(Blocked(line, column + 1, what))

    def _refused(self, tag: str, given: dict[str, str]) -> Iterator[str]:
        yield from (name for name in given if name.startswith("on") and len(name) > 2)
        if tag == "script" and "src" not in given and given.get("type", "").lower() not in _DATA_BLOCKS:
            yield "<script>"
        if tag == "style":
            yield "<style>"
        if "style" in given:
            yield "style"
        if tag in _EMBEDS or (tag == "base" and "href" in given):
            yield f"<{tag}>"
        if tag == "form" and not self._is_own(given.get("action", "")):
            yield f'action="{given["action"]}"'
        loaded = given.get("href", "") if tag == "link" and self._loads(given) else ""
        for address in (given.get("src", "") if tag in ("script", "img", "source", "input") else "", loaded):
            if address and not self._is_own(address):
                yield address[:80]
        if tag == "a" and given.get("href", "").strip().lower().startswith("javascript:"):
            yield "javascript:"

    def _loads(self, given: dict[str, str]) -> bool:
        words = given.get("rel", "").lower().split()
        return not _LOADED_BY_LINKS.isdisjoint(words) or "icon" in words

    def _is_own(self, address: str) -> bool:
        try:
            parts = urlsplit(address.strip())
            return (not parts.scheme and not parts.netloc) or (
                parts.scheme in ("", "http", "https") and parts.netloc == self._host
            )
        except ValueError:
            return False
