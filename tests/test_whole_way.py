"""From nothing to a public site, corrected, taken back and on time: commands, ssh, nginx and a browser."""

from __future__ import annotations

import contextlib
import http.client
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.faultlib import environment, temporary_folder, tree
from tests.sshlib import free_port, ssh_server
from tests.support import PATIENCE, slowed
from tests.weblib import nginx_serving

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the other machine is one with Linux")

TITLE, IN_ENGLISH = "Warga diajak menanam mangrove", "Residents invited to plant mangroves"
STORY, STORY_EN = (
    "id/berita/2026/warga-diajak-menanam-mangrove",
    "en/news/2026/residents-invited-to-plant-mangroves",
)
TEXT = "Dinas mengajak warga menanam 500 bibit mangrove pada Sabtu."
CORRECTED = "Dinas mengajak warga menanam 5.000 bibit mangrove pada Sabtu."
SECRET = "Pengumuman hasil seleksi"
SECRET_STORY = "id/berita/2026/pengumuman-hasil-seleksi"
PUNCTUAL = 5.0
"""Seconds within which a story appears after its time."""


class Newsroom:
    """A team's folder, the machine that it publishes to, and what readers see there."""

    def __init__(self, folder: Path, port: int, ssh_config: Path) -> None:
        self.site = folder / "kabar"
        self.www = folder / "www"
        self.port = port
        self.ssh = ("--ssh-config", str(ssh_config))

    def warta(self, *words: str, folder: Path | None = None) -> str:
        """What a command prints that has to succeed."""
        done = subprocess.run(
            [sys.executable, "-m", "warta", *words],
            cwd=folder or self.site,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        return done.stdout

    def publish(self) -> None:
        """Build and deploy."""
        self.warta("build")
        self.warta("deploy", *self.ssh)

    def get(self, path: str) -> tuple[int, bytes]:
        """What the server answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with contextlib.closing(connection):
            connection.request("GET", f"/{path}", headers={"Host": "localhost"})
            answer = connection.getresponse()
            return answer.status, answer.read()

    def configure(self) -> None:
        """The site's address and its target, as an operator writes them."""
        file = self.site / "site.toml"
        text = re.sub(
            r'base_url = ".*"', f'base_url = "http://localhost:{self.port}"', file.read_text("utf-8")
        )
        target = f'\n[deploy.publik]\nkind = "folder"\nhost = "server"\npath = "{self.www}"\n'
        file.write_text(text + target, "utf-8")


def write(path: Path, text: str, **keys: str) -> None:
    """Fill in what ``warta new`` has made: it is no draft any more."""
    given = path.read_text("utf-8")
    given = re.sub(r"^draft: .*\n", "", given, flags=re.MULTILINE)
    for key, value in keys.items():
        given = re.sub(rf"^{key}:.*\n", "", given, flags=re.MULTILINE)
        given = given.replace("---\n\n", f"{key}: {value}\n---\n\n", 1) if value else given
    path.write_text(f"{given.rstrip()}\n\n{text}\n", "utf-8")


def correct(path: Path) -> None:
    """Correct the story, and say so to readers."""
    text = path.read_text("utf-8").replace(TEXT, CORRECTED)
    note = "changes: [{date: 2026-11-30, kind: correction, note: Jumlah bibit 5.000.}]"
    path.write_text(text.replace("---\n\n", f"{note}\n---\n\n", 1), "utf-8")


def differing(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> set[str]:
    return {path for path, data in after.items() if before.get(path) != data}


def browse(page: Page, port: int) -> None:
    """A reader comes to the site, reads the story, and reads it in the other language."""
    page.goto(f"http://localhost:{port}/")
    expect(page).to_have_url(f"http://localhost:{port}/id/")
    page.get_by_role("main").get_by_role("link", name=TITLE).first.click()
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    expect(page.get_by_text(TEXT)).to_be_visible()
    page.goto(f"http://localhost:{port}/{STORY_EN}/")
    expect(page.get_by_role("heading", level=1, name=IN_ENGLISH)).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator(f'a[hreflang="id"][href="/{STORY}/"]').first.click()
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()


@pytest.mark.slow
def test_from_an_empty_folder_to_readers_and_back(browser: Browser) -> None:
    with temporary_folder() as folder, ssh_server(folder / "ssh") as ssh:
        folder.chmod(0o755)  # nginx reads as another user
        room = Newsroom(folder, free_port(), ssh.config)
        room.warta("init", "kabar", folder=folder)
        room.configure()
        room.warta("new", TITLE, "--in", f"en={IN_ENGLISH}", "--date", "2026-11-29")
        news = room.site / "content/news/2026"
        original = news / "warga-diajak-menanam-mangrove.id.md"
        write(original, TEXT, summary="Penanaman dimulai pukul 08.00 WIB.")
        write(news / "warga-diajak-menanam-mangrove.en.md", "The office invites residents.", summary="")
        room.warta("check")
        room.warta("build")
        (folder / "nginx").mkdir()
        room.warta(
            *("host", "nginx", "--plain", "--port", str(room.port)),
            *("--root", f"{room.www}/current", "--output", f"{folder}/nginx"),
        )
        room.warta("deploy", *room.ssh)
        first = tree(room.site / "output")
        assert tree(room.www / "current") == first
        with nginx_serving(folder / f"nginx/localhost_{room.port}.conf", folder / "nginx", room.port):
            context = browser.new_context(locale="id-ID")
            with contextlib.closing(context):
                page = context.new_page()
                browse(page, room.port)
                took = corrected(room, original, first)
                page.reload()
                expect(page.get_by_text(CORRECTED)).to_be_visible()
                room.warta("rollback", *room.ssh)
                page.reload()
                expect(page.get_by_text(TEXT, exact=True)).to_be_visible()
                on_time(room, took)


def corrected(room: Newsroom, original: Path, first: Mapping[str, bytes]) -> float:
    """Correct the story: exactly what differs is sent, and it is little. Gives the seconds to publish."""
    correct(original)
    started = time.monotonic()
    room.warta("check", "--against")
    room.warta("build")
    second = tree(room.site / "output")
    expected = differing(first, second)
    listed = [line.split(" ", 1) for line in room.warta("deploy", "--dry-run", *room.ssh).splitlines()]
    assert {path for sign, path in listed if sign in {"+", "~"}} == expected
    room.warta("deploy", *room.ssh)
    took = time.monotonic() - started
    releases = room.www / "releases"
    served = tree(releases / "2")
    assert {path: served[path] for path in second} == second
    again = {
        path
        for path in second
        if path not in first or not (releases / "1" / path).samefile(releases / "2" / path)
    }
    assert again == expected, "what has not changed is the same file"
    stories = {path for path in expected if path.endswith("/index.html") and "/berita/20" in f"/{path}"}
    assert stories == {f"{STORY}/index.html"}, "no other story's page"
    assert len(expected) < 40, sorted(expected)
    return took


def on_time(room: Newsroom, took: float) -> None:
    """A story that is public from a second on is there within seconds of it, and nowhere before."""
    room.warta("new", SECRET, "--date", "2026-11-29")
    path = room.site / f"content/news/2026/{SECRET_STORY.rpartition('/')[2]}.id.md"
    opens = int(time.time() + 2 + 2 * took)
    moment = datetime.fromtimestamp(opens, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    write(path, "Rahasia sampai waktunya.", publish_at=moment, summary="Hasil seleksi diumumkan.")
    for other in path.parent.glob(f"{path.name.partition('.')[0]}.en.md"):
        other.unlink()
    room.publish()
    assert room.get(f"{SECRET_STORY}/")[0] == 404
    leaks = [name for name, data in tree(room.www / "current").items() if SECRET.encode() in data]
    assert not leaks
    warta = shlex.join([sys.executable, "-m", "warta"])
    publish = f"{warta} build && {warta} deploy {shlex.join(room.ssh)}"
    waiting = subprocess.Popen(
        [sys.executable, "-m", "warta", "due", "--run", f"sh -c {shlex.quote(publish)}"],
        cwd=room.site,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    while room.get(f"{SECRET_STORY}/")[0] != 200:
        assert waiting.poll() in {None, 0}, waiting.communicate()
        assert time.time() - opens < PATIENCE
        time.sleep(0.02)
    late = time.time() - opens
    said, _ = waiting.communicate()
    assert waiting.returncode == 0, said
    # On a machine on which publishing by hand takes longer than that, no clock makes it quicker.
    assert 0 <= late < max(PUNCTUAL * slowed(), took), f"{late:.1f} s; by hand it takes {took:.1f} s"
    print(f"a story appeared {late:.1f} s after its time")
