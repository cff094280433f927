"""What can be wrong between a site and its readers: one clear message, nothing half-done, no secret in it.

The commands as an operator types them; what each finding says stands in the transcripts of the messages.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.sshlib import free_port
from tests.support import SITE_TOML, make_site, post, translation
from warta.cli import main
from warta.diagnostics.catalogue import MESSAGE_LANGUAGES

SECRET = "sangat-rahasia-1234567890"
Output = pytest.CaptureFixture[str]


class Case(NamedTuple):
    """A site that is wrong in one way."""

    toml: str
    """At the end of ``site.toml``. Nobody listens at ``{port}``; who listens at ``{storage}`` refuses."""
    words: tuple[str, ...]
    status: int
    code: str
    """Of the only finding; empty for wrong usage, which has none."""


FOLDER = '[deploy.publik]\nkind = "folder"\npath = "{place}"\n'
SSH = '[deploy.publik]\nkind = "folder"\nhost = "127.0.0.1"\nport = {port}\npath = "/srv/www"\n'
S3 = '[deploy.publik]\nkind = "s3"\nbucket = "kabar"\nendpoint = "http://127.0.0.1:{storage}"\n'
CASES = {
    "an unknown target": Case(FOLDER, ("deploy", "pubik"), 2, ""),
    "no target at all": Case("", ("deploy",), 2, ""),
    "somebody else's folder": Case(FOLDER.replace("{place}", "asing"), ("deploy",), 1, "deploy-foreign"),
    "a file in the place of the folder": Case(
        FOLDER.replace("{place}", "berkas"), ("deploy",), 1, "deploy-foreign"
    ),
    "a record of a newer version": Case(FOLDER.replace("{place}", "baru"), ("deploy",), 1, "deploy-newer"),
    "a machine that does not answer": Case(SSH, ("deploy",), 1, "deploy-unreachable"),
    "credentials that have expired": Case(S3, ("deploy",), 1, "deploy-credentials-expired"),
    "a repository that is not there": Case(
        '[deploy.publik]\nkind = "git"\nrepository = "/tidak/ada.git"\n',
        ("deploy",),
        1,
        "deploy-no-repository",
    ),
    "a host without its program": Case(
        '[deploy.publik]\nkind = "netlify"\nsite = "x"\n', ("deploy",), 1, "deploy-no-program"
    ),
    "releases where there are none": Case(S3, ("rollback",), 1, "deploy-no-releases"),
    "a release that is not there": Case(FOLDER, ("rollback", "99"), 1, "release-none"),
    "an output that is not there": Case(FOLDER, ("deploy", "--output", "kosong"), 1, "output-missing"),
    "a redirect in a circle": Case('[redirects]\n"/a/" = "/b/"\n"/b/" = "/a/"\n', ("check",), 1, "*"),
    "a redirect to itself": Case('[redirects]\n"/a/" = "/a/"\n', ("check",), 1, "*"),
    "an address that does not answer": Case(
        "", ("check", "--base-url", "http://127.0.0.1:{port}", "--against"), 0, "record-unreachable"
    ),
}


class Expired(BaseHTTPRequestHandler):
    """Storage that knows the key, and that its time is over."""

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b"<?xml version='1.0'?><Error><Code>ExpiredToken</Code><Message>No.</Message></Error>"
        self.send_response(403)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_PUT = do_HEAD = answer  # noqa: N815 - the names that http.server has for them

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def refusing() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Expired) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = {"content/news/2024/a.id.md": post("A"), "content/news/2024/a.en.md": translation("B")}
    folder = make_site(tmp_path_factory.mktemp("situs") / "situs", files)
    assert main(["--site", str(folder), "build"]) == 0
    (folder / "asing").mkdir()
    (folder / "asing/index.html").write_text("milik orang")
    (folder / "berkas").write_text("milik orang")
    (folder / "baru/.warta").mkdir(parents=True)
    (folder / "baru/.warta/target").write_text("warta-target 9\n")
    return folder


def everything(folder: Path) -> dict[str, bytes]:
    """All files but caches and locks."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".warta-cache" not in path.parts and path.name != "lock"
    }


@pytest.mark.parametrize("language", MESSAGE_LANGUAGES)
@pytest.mark.parametrize("name", CASES)
def test_one_clear_message_and_nothing_half_done(
    name: str, language: str, site: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    case = CASES[name]
    for variable in (
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "NETLIFY_AUTH_TOKEN",
        "WARTA_TRIGGER_TOKEN",
    ):
        monkeypatch.setenv(variable, SECRET)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAUJI")
    monkeypatch.chdir(site)
    with refusing() as storage:
        places = {"{port}": str(free_port()), "{storage}": str(storage), "{place}": "www"}
        toml, words = case.toml, list(case.words)
        for place, value in places.items():
            toml = toml.replace(place, value)
            words = [word.replace(place, value) for word in words]
        (site / "site.toml").write_text(f"{SITE_TOML}\n{toml}", "utf-8")
        before = everything(site)
        capsys.readouterr()
        assert main(["--lang", language, *words]) == case.status
    printed = capsys.readouterr()
    said = printed.out + printed.err
    assert SECRET not in said
    assert "Traceback" not in said
    assert everything(site) == before
    codes = set(re.findall(r"\[([a-z][a-z-]+)\]$", printed.err, re.MULTILINE))
    if case.code == "*":
        assert codes
        assert re.search(r"site\.toml:\d+:\d+", printed.err)
    elif case.code:
        assert codes == {case.code}
    else:
        assert printed.err.startswith("warta: ")
