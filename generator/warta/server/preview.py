"""What a browser sees of the site: the files of the output folder, with what the server adds to pages.

A path is looked up in the set of files that the last build wrote; nothing is ever joined to a folder that was
not found there.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from hashlib import blake2b
from html import escape
from pathlib import Path
from urllib.parse import quote

from msgspec.structs import asdict

from warta.authoring.pages import page
from warta.diagnostics.catalogue import report_text
from warta.filesystem.own_files import Folders, read_own
from warta.output.content_types import HTML, content_type
from warta.server.content_types import FIXED, preview_policy, shipped_policies
from warta.server.http import Response
from warta.server.snapshot import Problem, Snapshot, plain_name, texts

__all__ = ["POLICY", "Preview"]

MOST_OTHERS = 20
"""Findings about other files that a page is sent; the rest is counted."""
STILL_HERE = 15.0
"""Seconds after which an open line is tried."""
HEADERS = "_headers"
"""The output file that tells hosts which headers the site wants."""
POLICY = "Content-Security-Policy"
NOTHING_YET = f"{FIXED}; script-src 'self'; connect-src 'self'"
"""The policy of the server's own page while there is no site."""
_BODY = re.compile(rb"<body\b[^>]*>", re.IGNORECASE)
_STYLES = re.compile(rb"""(?<![^\s"'<>])[^\s"'<>]+\.[0-9a-f]{10}\.css""")
_SCRIPT = b'<script src="/_warta/client.js" data-page="%b"></script>\n'
"""With the digest of the page, so that the client notices changes."""
_SCRIPTS = re.compile(_SCRIPT % b"([0-9a-f]+)")


class Preview:
    """The site as the last build left it. Used by many threads at once."""

    def __init__(self, output: Path, origins: Iterable[str], missed: Callable[[], None]) -> None:
        """``missed`` is called when a file that should be in the ``output`` folder is not."""
        self.output = output
        self.snapshot = Snapshot()
        self.policy = ""
        """What the site itself allows its pages, and the preview's own script with it."""
        self._client, self._events = (
            [f"{origin}/_warta/{name}" for origin in sorted(origins)] for name in ("client.js", "events")
        )
        self._missed = missed
        self._changed = threading.Condition()

    def show(self, snapshot: Snapshot) -> None:
        """Serve this from now on and tell all open pages."""
        headers = self._read(HEADERS) if HEADERS in snapshot.files else None
        with self._changed:
            self.policy = shipped_policies(
                (headers or b"").decode("utf-8", "replace"), self._client, self._events
            )
            self.snapshot = snapshot
            self._changed.notify_all()

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
        data = self._with_script(page("nothing.html", snapshot.language).encode(), "", snapshot.language)
        return Response(data, HTML, 503, {POLICY: NOTHING_YET})

    def _read(self, name: str) -> bytes | None:
        """The bytes of an output file; None when it is not there, or a link is or leads there."""
        data = None
        with suppress(OSError):
            Folders(str(self.output)).status(name.rpartition("/")[0])
            data = read_own(self.output / name)
        if data is None:
            self._missed()
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

    def updates(self, path: str, story: str) -> Iterator[str]:
        """The state for the page at ``path``, now and after each build, as JSON; empty in between.

        Findings about the page's story come first, or those in the files of ``story``, ``content/news/x``.
        """
        seen: Snapshot | None = None
        while True:
            with self._changed:
                if self.snapshot is seen:
                    self._changed.wait(STILL_HERE)
                snapshot = self.snapshot
            if snapshot is seen:
                yield ""
            else:
                yield json.dumps(self._state(snapshot, path, story, first=seen is None), ensure_ascii=False)
                seen = snapshot

    def _state(self, snapshot: Snapshot, path: str, story: str, *, first: bool) -> dict[str, object]:
        page = self.page(path)
        assert isinstance(page.body, bytes)
        added = _SCRIPTS.findall(page.body)
        own, others = _parted(snapshot, path, story)
        rest = len(others) + snapshot.more_findings
        return {
            "page": added[-1].decode() if added else "",
            "styles": snapshot.styles(),
            "go": "" if first else snapshot.edited,
            "language": snapshot.language,
            "texts": texts(
                snapshot.language, len(snapshot.problems) + snapshot.more_problems, len(own), rest
            ),
            "number": snapshot.number,
            "reviewed": snapshot.reviewed,
            "own": [asdict(finding) for finding in own],
            "others": [asdict(finding) for finding in others[:MOST_OTHERS]],
            "rest": rest,
            "problems": [asdict(problem) for problem in snapshot.problems],
            "more": report_text("serve_more", snapshot.language, snapshot.more_problems)
            if snapshot.more_problems
            else "",
        }


def _parted(snapshot: Snapshot, path: str, story: str) -> tuple[list[Problem], list[Problem]]:
    """The findings about a page's story, or in the files of one, and all others."""
    name = _below(path if path.endswith("/") else f"{path}/", snapshot.root)
    page = f"{name}index.html"
    starts = (f"{story}.", f"{story}/index.")
    own = [
        each for each in snapshot.findings if (each.file.startswith(starts) if story else page in each.pages)
    ]
    return own, [each for each in snapshot.findings if each not in own]


def _digest(data: bytes, banner: str) -> str:
    """What tells a page from another; not the names of style sheets, which are put in without a reload."""
    plain = _STYLES.sub(lambda found: plain_name(found[0].decode("latin-1")).encode("latin-1"), data)
    return blake2b(plain + banner.encode(), digest_size=8).hexdigest()


def _below(path: str, root: str) -> str | None:
    """A path below the site's own prefix, without a leading slash; None outside it."""
    return path[len(root) + 1 :] if path.startswith(f"{root}/") else None


def _moved(location: str) -> Response:
    return Response(b"", status=302, headers={"Location": location})
