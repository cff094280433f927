"""Serves a built site on the loopback address as its own ``_headers`` file asks, compressed as hosts do.

Each file is read and compressed once, and an answer goes out in one piece: what is
measured are the pages and not this server.
"""

from __future__ import annotations

import fnmatch
import gzip
import http.server
import mimetypes
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

__all__ = ["HTTPS_ONLY", "free_port", "sent_with", "served", "shipped_headers"]

Rules = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""(pattern of paths, headers), in the order of the file."""

HTTPS_ONLY = ("Strict-Transport-Security",)
COMPRESSED = ("text/", "application/json", "application/javascript", "image/svg+xml", "application/xml")
TYPES = {".js": "text/javascript", ".webp": "image/webp", ".avif": "image/avif", ".opml": "text/x-opml+xml"}


def shipped_headers(output: Path) -> Rules:
    """What the site's ``_headers`` says, without what only HTTPS can carry."""
    rules: list[tuple[str, list[tuple[str, str]]]] = []
    for line in (output / "_headers").read_text("utf-8").splitlines():
        if line.startswith("/"):
            rules.append((line.strip(), []))
        elif (found := re.fullmatch(r"\s+([\w-]+):\s*(.+)", line)) and found[1] not in HTTPS_ONLY:
            rules[-1][1].append((found[1], found[2]))
    return tuple((pattern, tuple(headers)) for pattern, headers in rules)


def sent_with(path: str, rules: Rules) -> list[tuple[str, str]]:
    """The headers of every rule for a URL path. As in hosts' files, an asterisk stands for slashes too."""
    return [line for pattern, lines in rules if fnmatch.fnmatchcase(path, pattern) for line in lines]


def free_port() -> int:
    """A port of the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(output: Path, port: int = 0, headers: Rules | None = None) -> Iterator[str]:
    """Serve a folder; gives its address. ``headers`` take the place of the shipped ones."""
    rules = shipped_headers(output) if headers is None else headers

    @cache
    def held(file: Path) -> tuple[bytes, bytes]:
        body = file.read_bytes() if file.is_file() else b""
        return body, gzip.compress(body, 6)

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            file = output / (path.lstrip("/") + ("index.html" if path.endswith("/") else ""))
            status = 200 if file.is_file() else 404
            self.answer(path, file if status == 200 else output / "404.html", status)

        def answer(self, path: str, file: Path, status: int) -> None:
            body, compressed = held(file)
            kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
            for name, value in sent_with(path, rules):
                self.send_header(name, value)
            if kind.startswith(COMPRESSED) and "gzip" in self.headers.get("Accept-Encoding", ""):
                body = compressed
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: the checks look at what the browser gets."""

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Let browsers that hang up be."""

    with Server(("127.0.0.1", port), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
