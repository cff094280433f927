"""Answers the browser: files of the output folder, the server's own addresses, and nothing else.

A request is refused unless it names this server as its host (a page from
elsewhere whose name has been pointed at this machine does not) and comes from
nobody, from this server's own pages, or from a link that somebody followed.
There are no CORS headers. A path is decoded once and looked up in the set of
files that the last build wrote; nothing is ever joined to a folder that was not
found there.
"""

from __future__ import annotations

import http.server
import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from hashlib import blake2b
from html import escape
from http import HTTPStatus
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qsl, quote, unquote_to_bytes

from warta.diagnostics.catalogue import report_text
from warta.filesystem.own_files import Folders, read_own
from warta.server.content_types import FIXED, content_type, preview_policy, shipped_policies
from warta.server.http import HTML, Call, Response, Route, only_status
from warta.server.routes import find_route, routes
from warta.server.snapshot import Snapshot, plain_name, texts

__all__ = ["HOST", "Server"]

HOST = "127.0.0.1"
NAMES = (HOST, "localhost")
STILL_HERE = 15.0
"""Seconds after which an open line is tried."""
PATIENCE = 60.0
"""Seconds that an idle connection is kept."""
READING = ("GET", "HEAD")
HEADERS = "_headers"
"""The output file that tells hosts which headers the site wants."""
POLICY = "Content-Security-Policy"
NOTHING_YET = f"{FIXED}; script-src 'self'; connect-src 'self'"
"""The policy of the server's own page while there is no site."""
_HEADERS = {
    "Cache-Control": "no-store",
    POLICY: FIXED,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_BODY = re.compile(rb"<body\b[^>]*>", re.IGNORECASE)
_STYLES = re.compile(rb"""(?<![^\s"'<>])[^\s"'<>]+\.[0-9a-f]{10}\.css""")
_SCRIPT = b'<script src="/_warta/client.js" data-page="%b"></script>\n'
"""With the digest of the page, by which it is told from what it was before."""
_SCRIPTS = re.compile(_SCRIPT % b"([0-9a-f]+)")
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")


class Server:
    """The site on 127.0.0.1. Threads: one that accepts, and one for each connection."""

    def __init__(self, site: Path, output: Path, port: int) -> None:
        """Take the port; 0 takes any. Raises OSError."""
        self.site = site
        self.output = output
        self.table: tuple[Route, ...] = routes()
        self.snapshot = Snapshot()
        self.policy = ""
        """What the site itself allows its pages, and the preview's own script with it."""
        self.missed: Callable[[], None] = _nothing
        """Called when a file that should be in the output folder is not."""
        self._changed = threading.Condition()
        self._http = _Listener((HOST, port), self)
        self.port = int(self._http.server_address[1])
        self.hosts = frozenset(
            host for name in NAMES for host in (f"{name}:{self.port}", *((name,) if self.port == 80 else ()))
        )
        self.origins = frozenset(f"http://{host}" for host in self.hosts)

    def start(self) -> None:
        """Answer from now on. Who has connected before has waited."""
        threading.Thread(target=self._http.serve_forever, name="accept", daemon=True).start()

    def url(self, path: str) -> str:
        """The full address of a path."""
        return f"http://{HOST}:{self.port}{path}"

    def show(self, snapshot: Snapshot) -> None:
        """Serve this from now on and tell all open pages."""
        headers = self._read(HEADERS) if HEADERS in snapshot.files else None
        client, events = (
            [f"http://{host}{path}" for host in sorted(self.hosts)]
            for path in ("/_warta/client.js", "/_warta/events")
        )
        with self._changed:
            self.policy = shipped_policies((headers or b"").decode("utf-8", "replace"), client, events)
            self.snapshot = snapshot
            self._changed.notify_all()

    # --- Pages --------------------------------------------------------------------------------------

    def page(self, path: str) -> Response:
        """The file of the site at a decoded path."""
        snapshot = self.snapshot
        inside = _below(path, snapshot.root)
        if inside is None:
            if path in ("/", snapshot.root):
                return _moved(f"{snapshot.root}/")
            return self._missing(snapshot, "")
        name = f"{inside}index.html" if inside == "" or inside.endswith("/") else inside
        if name in snapshot.files:
            data = self._read(name)
            if data is not None:
                return self._file(snapshot, name, data)
        elif inside and f"{inside}/index.html" in snapshot.files:
            return _moved(quote(f"{snapshot.root}/{inside}/"))
        return self._missing(snapshot, inside)

    def _file(self, snapshot: Snapshot, name: str, data: bytes, status: int = 200) -> Response:
        kind = content_type(name)
        if kind == HTML:
            data = self._with_script(data, (snapshot.banners or {}).get(name, ""), snapshot.language)
        return Response(data, kind, status, {POLICY: preview_policy(kind, self.policy)})

    def _missing(self, snapshot: Snapshot, inside: str) -> Response:
        """The site's own page for a missing address; one of ours before there is a site."""
        for name in (f"{inside.partition('/')[0]}/404.html", "404.html"):
            data = self._read(name) if name in snapshot.files else None
            if data is not None:
                return self._file(snapshot, name, data, 404)
        title = escape(report_text("serve_nothing_yet", snapshot.language))
        page = (
            f'<!doctype html>\n<html lang="{snapshot.language}">\n<head><meta charset="utf-8">'
            f"<title>Warta</title></head>\n<body>\n<p>{title}</p>\n</body>\n</html>\n"
        )
        data = self._with_script(page.encode(), "", snapshot.language)
        return Response(data, HTML, 503, {POLICY: NOTHING_YET})

    def _read(self, name: str) -> bytes | None:
        """The bytes of an output file; None when it is not there, or a link is or leads there."""
        data = None
        with suppress(OSError):
            Folders(str(self.output)).status(name.rpartition("/")[0])
            data = read_own(self.output / name)
        if data is None:
            self.missed()
        return data

    def _with_script(self, data: bytes, banner: str, language: str) -> bytes:
        """A page with what the server adds to it. The file itself stays as it is."""
        script = _SCRIPT % _digest(data, banner).encode()
        if banner:
            text = (
                f'<aside id="_warta-banner" lang="{language}" role="note">{escape(banner)}</aside>\n'
            ).encode()
            opened = _BODY.search(data)
            place = opened.end() if opened else 0
            data = data[:place] + b"\n" + text + data[place:]
        end = data.lower().rfind(b"</body>")
        return data[:end] + script + data[end:] if end >= 0 else data + script

    # --- Open pages ---------------------------------------------------------------------------------

    def updates(self, path: str) -> Iterator[str]:
        """The state for the page at ``path`` now and after each build, as JSON; empty texts in between."""
        seen: Snapshot | None = None
        while True:
            with self._changed:
                if self.snapshot is seen:
                    self._changed.wait(STILL_HERE)
                snapshot = self.snapshot
            if snapshot is seen:
                yield ""
            else:
                yield json.dumps(self._state(snapshot, path, first=seen is None), ensure_ascii=False)
                seen = snapshot

    def _state(self, snapshot: Snapshot, path: str, first: bool) -> dict[str, object]:
        page = self.page(path)
        assert isinstance(page.body, bytes)
        added = _SCRIPTS.findall(page.body)
        return {
            "page": added[-1].decode() if added else "",
            "styles": snapshot.styles(),
            "go": "" if first else snapshot.edited,
            "language": snapshot.language,
            "texts": texts(snapshot.language, len(snapshot.problems) + snapshot.more_problems),
            "problems": [asdict(problem) for problem in snapshot.problems],
            "more": report_text("serve_more", snapshot.language, snapshot.more_problems)
            if snapshot.more_problems
            else "",
        }


def _nothing() -> None:
    """Until somebody wants to know."""


def _digest(data: bytes, banner: str) -> str:
    """What tells a page from another; not the names of style sheets, which are put in without a reload."""
    plain = _STYLES.sub(lambda found: plain_name(found[0].decode("latin-1")).encode("latin-1"), data)
    return blake2b(plain + banner.encode(), digest_size=8).hexdigest()


def _below(path: str, root: str) -> str | None:
    """A path below the site's own prefix, without a leading slash; None outside it."""
    return path[len(root) + 1 :] if path.startswith(f"{root}/") else None


def _moved(location: str) -> Response:
    return Response(b"", status=302, headers={"Location": location})


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
        """A browser that goes away in the middle is no news."""


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
        """Whoever asks first whether to send a body hears so once it is known that it will be read."""
        return True

    def _answer(self) -> None:
        assert isinstance(self.server, _Listener)
        owner = self.server.owner
        refusal = _refusal(self.command, self.path, self.headers.items(), owner)
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
            return self._send(owner.page(path))
        query = dict(parse_qsl(self.path.partition("?")[2], keep_blank_values=True))
        rest = path[len(route.path) :]
        call = Call(self.command, rest, query, body, owner.site, owner.snapshot, owner.updates)
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

    def _send(self, response: Response, close: bool = False) -> None:
        whole = isinstance(response.body, bytes)
        self.send_response(response.status)
        for name, value in {**_HEADERS, **response.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Type", response.kind)
        if isinstance(response.body, bytes):
            self.send_header("Content-Length", str(len(response.body)))
        if close or not whole:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        if self.command == "HEAD":
            return
        if isinstance(response.body, bytes):
            self.wfile.write(response.body)
            return
        for piece in response.body:
            self.wfile.write(piece)
            self.wfile.flush()

    def version_string(self) -> str:
        """Not the versions of everything."""
        return "warta"

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base's name
        """Requests are no news."""


def _refusal(
    method: str, target: str, headers: Iterable[tuple[str, str]], owner: Server
) -> HTTPStatus | None:
    """Why a request is not answered; None when it is."""
    given: dict[str, list[str]] = {}
    for name, value in headers:
        given.setdefault(name.lower(), []).append(value.strip())
    if not target.startswith("/"):
        return HTTPStatus.BAD_REQUEST
    hosts = given.get("host", [])
    if len(hosts) != 1:
        return HTTPStatus.BAD_REQUEST
    if hosts[0].lower() not in owner.hosts:
        return HTTPStatus.MISDIRECTED_REQUEST
    origins = given.get("origin", [])
    if any(origin not in owner.origins for origin in origins):
        return HTTPStatus.FORBIDDEN
    if method not in READING and not origins:
        return HTTPStatus.FORBIDDEN
    return None if _came_here(given) else HTTPStatus.FORBIDDEN


def _came_here(given: Mapping[str, list[str]]) -> bool:
    """Whether a browser says that one of our pages asks, or that somebody followed a link."""
    if all(site in ("same-origin", "none") for site in given.get("sec-fetch-site", [])):
        return True
    return given.get("sec-fetch-mode") == ["navigate"] and given.get("sec-fetch-dest") == ["document"]


def _decoded(target: str) -> str | None:
    """A path decoded once; None when it is none that this server could have given out."""
    try:
        path = unquote_to_bytes(target).decode()
    except UnicodeDecodeError:
        return None
    if _FORBIDDEN.search(path.replace(" ", "")) or not path.startswith("/"):
        return None
    segments = path[1:].split("/")
    return None if any(segment in (".", "..") for segment in segments) or "" in segments[:-1] else path
