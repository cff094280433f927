"""The addresses that the server itself answers, besides those of the site.

A further page of the server joins here: a function from a :class:`Call` to a
:class:`Response`, and a line in the table that :func:`routes` returns::

    Route("/admin/", admin_file)                          everything below /admin/
    Route("/_warta/translations", report)                 this address alone
    Route("/admin/save", save, methods=("POST",))         a form's target

A path that ends in ``/`` stands for all below it; the longest that fits wins,
and wins over a page of the site at the same address. By the time a function is
called the server has made sure that the request comes from this machine's own
browser and, unless it only reads, from a page of this server. Functions run in
several threads at once, in the process that serves; they may import what they
need when they are called, and must not change the output folder.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.packaged import packaged_text
from generator.serving.snapshot import Snapshot

__all__ = ["Call", "Response", "Route", "find_route", "routes"]

JAVASCRIPT = "text/javascript; charset=utf-8"
JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Call:
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
    updates: Callable[[str], Iterator[str]]
    """Texts for the page at an address, whenever something changes; empty ones keep the line open."""


@dataclass(frozen=True, slots=True)
class Response:
    """An answer."""

    body: bytes | Iterator[bytes]
    """An iterator is sent piece by piece, until it or the browser ends."""
    kind: str = HTML
    """Content type."""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Route:
    """Who answers for an address."""

    path: str
    answer: Callable[[Call], Response]
    methods: tuple[str, ...] = ("GET", "HEAD")


def routes() -> tuple[Route, ...]:
    """The table."""
    return (
        Route("/_warta/client.js", _client),
        Route("/_warta/events", _events, methods=("GET",)),
        Route("/_warta/state", _state),
        Route("/_warta/translations", _translations),
        Route("/admin/", _admin),
        Route("/admin/api", _admin_api, methods=("POST",)),
    )


def _translations(call: Call) -> Response:
    """What ``warta translations`` reports."""
    from generator.serving.admin import translations

    return Response(translations(call.site, call.snapshot.language))


def _admin(call: Call) -> Response:
    """The web editor."""
    from generator.serving.admin import editor_file

    found = editor_file(call.site, call.rest, call.snapshot.language)
    return Response(found.body, found.kind, found.status, found.headers)


def _admin_api(call: Call) -> Response:
    """What the web editor reads and writes."""
    from generator.serving.admin import editor_call

    found = editor_call(call.site, call.body)
    return Response(found.body, JSON, found.status)


def find_route(table: tuple[Route, ...], path: str) -> Route | None:
    """The route with the longest path that fits."""
    fitting = [
        route
        for route in table
        if path == route.path or (route.path.endswith("/") and path.startswith(route.path))
    ]
    return max(fitting, key=lambda route: len(route.path), default=None)


def _client(_call: Call) -> Response:
    """The script that every page is given."""
    return Response(packaged_text("serving", "client.js").encode(), JAVASCRIPT)


def _events(call: Call) -> Response:
    """What happens to the page at ``?path=``, as server-sent events."""

    def events() -> Iterator[bytes]:
        yield b"retry: 400\n\n"
        for text in call.updates(call.query.get("path", "/")):
            yield f"data: {text}\n\n".encode() if text else b": still here\n\n"

    return Response(events(), "text/event-stream")


def _state(call: Call) -> Response:
    """For programs that want to wait for a build: its number, and whether it succeeded."""
    state = {"build": call.snapshot.number, "errors": len(call.snapshot.problems)}
    return Response(json.dumps(state).encode(), JSON)
