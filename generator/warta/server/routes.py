"""The addresses that the server itself answers, besides those of the site.

A further page of the server joins here: a function from a
:class:`~warta.server.http.Call` to a :class:`~warta.server.http.Response`,
and a line in the table that :func:`routes` returns::

    Route("/admin/", admin_file)                          everything below /admin/
    Route("/_warta/translations", report)                 this address alone
    Route("/admin/save", save, methods=("POST",), most_body=10_000)    a form's target

A path that ends in ``/`` stands for all below it; the longest that fits wins,
and wins over a page of the site at the same address. By the time a function is
called the server has made sure that the request comes from this machine's own
browser and, unless it only reads, from a page of this server. Functions run in
several threads at once, in the process that serves; they may import what they
need when they are called, and must not change the output folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

from warta.authoring.revisions import Revisions
from warta.output.content_types import JAVASCRIPT, JSON
from warta.resources import packaged_text
from warta.server.http import Call, Response, Route

__all__ = ["MOST_SAVED", "find_route", "routes"]

MOST_SAVED = 32 * 1024 * 1024
"""Bytes of a story with the pictures that come with it, as the web editor sends them."""


def routes() -> tuple[Route, ...]:
    """The table."""
    return (
        Route("/_warta/client.js", _client),
        Route("/_warta/events", _events, methods=("GET",)),
        Route("/_warta/state", _state),
        Route("/_warta/translations", _translations),
        Route("/admin/", _admin),
        Route("/admin/api", partial(_admin_api, Revisions()), methods=("POST",), most_body=MOST_SAVED),
    )


def _translations(call: Call) -> Response:
    """What ``warta translations`` reports."""
    from warta.server.admin import translations

    return Response(translations(call.site, call.snapshot.language))


def _admin(call: Call) -> Response:
    """The web editor."""
    from warta.server.admin import editor_file

    return editor_file(call.site, call.rest, call.snapshot.language)


def _admin_api(revisions: Revisions, call: Call) -> Response:
    """What the web editor reads and writes."""
    from warta.server.admin import editor_call

    return editor_call(call.site, call.body, revisions, call.snapshot.language)


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
    return Response(packaged_text("server", "client.js").encode(), JAVASCRIPT)


def _events(call: Call) -> Response:
    """What happens to the page at ``?path=``, as server-sent events."""

    def events() -> Iterator[bytes]:
        yield b"retry: 400\n\n"
        for text in call.updates(call.query.get("path", "/"), call.query.get("story", "")):
            yield f"data: {text}\n\n".encode() if text else b": still here\n\n"

    return Response(events(), "text/event-stream")


def _state(call: Call) -> Response:
    """For programs that wait for a build: its number, its errors, and the last build that was reviewed."""
    snapshot = call.snapshot
    state = {"build": snapshot.number, "errors": len(snapshot.problems), "reviewed": snapshot.reviewed}
    return Response(json.dumps(state).encode(), JSON)
