"""A request to one of the server's own addresses and the answer to it, as values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from pathlib import Path

from msgspec import Struct, field

from warta.output.content_types import HTML, TEXT
from warta.server.snapshot import Snapshot

__all__ = ["YAML", "Call", "Response", "Route", "only_status"]

YAML = "text/yaml; charset=utf-8"


class Call(Struct, frozen=True):
    """A request that a function is to answer."""

    method: str
    rest: str
    """What of the decoded path comes behind the route's own."""
    query: Mapping[str, str]
    body: bytes
    site: Path
    """The folder of the site."""
    snapshot: Snapshot
    """The site as it is being served."""
    updates: Callable[[str, str], Iterator[str]]
    """Texts for the page at an address, whenever something changes; empty ones keep the line open."""


class Response(Struct, frozen=True):
    """An answer."""

    body: bytes | Iterator[bytes]
    """An iterator is sent piece by piece, until it or the browser ends."""
    kind: str = HTML
    """Content type."""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Route(Struct, frozen=True):
    """Who answers for an address."""

    path: str
    answer: Callable[[Call], Response]
    methods: tuple[str, ...] = ("GET", "HEAD")
    most_body: int = 0
    """Bytes of a request's body; a longer one is refused before it is read."""


def only_status(status: HTTPStatus) -> Response:
    """An answer that says no more than its status."""
    return Response(f"{status.value} {status.phrase}\n".encode(), TEXT, status)
