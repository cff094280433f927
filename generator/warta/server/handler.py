"""Answers the browser: files of the output folder, the server's own addresses, and nothing else.

A request is refused unless it names this server as its host (a page from
elsewhere whose name has been pointed at this machine does not) and comes from
nobody, from this server's own pages, or from a link that somebody followed.
There are no CORS headers. A path is decoded once.
"""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from email.message import Message
from http import HTTPStatus
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qsl, unquote_to_bytes

from warta.server.content_types import FIXED
from warta.server.http import Call, Response, only_status
from warta.server.preview import POLICY, Preview
from warta.server.routes import find_route, routes

__all__ = ["HOST", "Server"]

HOST = "127.0.0.1"
NAMES = (HOST, "localhost")
PATIENCE = 60.0
"""Seconds that an idle connection is kept."""
READING = ("GET", "HEAD")
_HEADERS = {
    "Cache-Control": "no-store",
    POLICY: FIXED,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")


class Server:
    """The site on 127.0.0.1. Threads: one that accepts, and one for each connection."""

    def __init__(self, site: Path, output: Path, port: int, missed: Callable[[], None]) -> None:
        """Take the port; 0 takes any. Raises OSError. ``missed``: see :class:`Preview`."""
        self.site = site
        self.table = routes()
        self._http = _Listener((HOST, port), self)
        self.port = int(self._http.server_address[1])
        self.hosts = frozenset(
            host for name in NAMES for host in (f"{name}:{self.port}", *((name,) if self.port == 80 else ()))
        )
        self.origins = frozenset(f"http://{host}" for host in self.hosts)
        self.preview = Preview(output, self.origins, missed)

    def start(self) -> None:
        """Answer from now on. Who has connected before has waited."""
        threading.Thread(target=self._http.serve_forever, name="accept", daemon=True).start()

    def url(self, path: str) -> str:
        """The full address of a path."""
        return f"http://{HOST}:{self.port}{path}"


# --- HTTP -------------------------------------------------------------------------------------------


class _Listener(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], owner: Server) -> None:
        self.owner = owner
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """As the base's, without asking the network for this machine's name."""
        super(http.server.HTTPServer, self).server_bind()
        self.server_name, self.server_port = HOST, int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away in the middle is not reported."""


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout: ClassVar[float | None] = PATIENCE

    def handle_one_request(self) -> None:
        """As the base's, for any method."""
        with suppress(ConnectionError, TimeoutError):
            super().handle_one_request()
            return
        self.close_connection = True

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def handle_expect_100(self) -> bool:
        """``100 Continue`` is sent later, once it is known that the body will be read."""
        return True

    def _answer(self) -> None:
        assert isinstance(self.server, _Listener)
        owner = self.server.owner
        refusal = _refusal(self.command, self.path, self.headers, owner)
        if refusal is not None:
            return self._send(only_status(refusal), close=True)
        path = _decoded(self.path.partition("?")[0])
        if path is None:
            return self._send(only_status(HTTPStatus.BAD_REQUEST), close=True)
        route = find_route(owner.table, path)
        if self.command not in (route.methods if route is not None else READING):
            return self._send(only_status(HTTPStatus.METHOD_NOT_ALLOWED), close=True)
        body = self._body(route.most_body if route is not None else 0)
        if body is None:
            return self._send(only_status(HTTPStatus.REQUEST_ENTITY_TOO_LARGE), close=True)
        if route is None:
            return self._send(owner.preview.page(path))
        query = dict(parse_qsl(self.path.partition("?")[2], keep_blank_values=True))
        rest = path[len(route.path) :]
        call = Call(
            self.command, rest, query, body, owner.site, owner.preview.snapshot, owner.preview.updates
        )
        return self._send(route.answer(call))

    def _body(self, most: int) -> bytes | None:
        """The body of the request; None when it is longer than ``most`` or of unknown length."""
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not re.fullmatch(r"[0-9]{1,9}", length):
            return None
        if int(length) > most:
            return None
        if self.headers.get("Expect", "").lower() == "100-continue":
            super().handle_expect_100()
        return self.rfile.read(int(length))

    def _send(self, response: Response, *, close: bool = False) -> None:
        headers = {**_HEADERS, **response.headers, "Content-Type": response.kind}
        pieces = response.body
        if isinstance(pieces, bytes):
            headers["Content-Length"] = str(len(pieces))
            pieces = iter((pieces,))
        else:
            close = True
        if close:
            headers["Connection"] = "close"
            self.close_connection = True
        self.send_response(response.status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        for piece in pieces if self.command != "HEAD" else ():
            self.wfile.write(piece)
            self.wfile.flush()

    def version_string(self) -> str:
        """Not the versions of everything."""
        return "warta"

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base's name
        """Requests are not logged."""


def _refusal(method: str, target: str, headers: Message, owner: Server) -> HTTPStatus | None:
    """Why a request is not answered; None when it is."""
    hosts, origins = headers.get_all("Host", []), headers.get_all("Origin", [])
    if len(hosts) != 1 or not target.startswith("/"):
        return HTTPStatus.BAD_REQUEST
    if hosts[0].strip().lower() not in owner.hosts:
        return HTTPStatus.MISDIRECTED_REQUEST
    if not owner.origins.issuperset(origins) or (method not in READING and not origins):
        return HTTPStatus.FORBIDDEN
    return None if _came_here(headers) else HTTPStatus.FORBIDDEN


def _came_here(headers: Message) -> bool:
    """Whether a browser says that one of our pages asks, or that somebody followed a link."""
    if {"same-origin", "none"}.issuperset(headers.get_all("Sec-Fetch-Site", [])):
        return True
    return headers.get_all("Sec-Fetch-Mode") == ["navigate"] and headers.get_all("Sec-Fetch-Dest") == [
        "document"
    ]


def _decoded(target: str) -> str | None:
    """A path decoded once; None if this server could not have given it out."""
    try:
        path = unquote_to_bytes(target).decode()
    except UnicodeDecodeError:
        return None
    if _FORBIDDEN.search(path.replace(" ", "")) or not path.startswith("/"):
        return None
    segments = path[1:].split("/")
    return None if any(segment in (".", "..") for segment in segments) or "" in segments[:-1] else path
