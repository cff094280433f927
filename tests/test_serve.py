"""``warta serve`` as a process: it keeps up with every change, and gives nothing away."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.conftest import Figures
from tests.servelib import OUTPUT, SAVES, Serving, serving, until
from tests.support import PATIENCE, ROOT, SITE_TOML, make_site, post, run_warta, slowed, translation
from warta.build.build import Request, build, check
from warta.output.content_types import BYTES, content_type
from warta.output.folder import files_below
from warta.server.content_types import INERT, preview_policy, shipped_policies

SOAK = os.environ.get("WARTA_SOAK") == "1"
SAVES_EACH = 100 if SOAK else 5
STORY = "content/news/2024/uji.id.md"
PAGE = "/id/berita/2024/uji/"
SECRET = "rahasia-yang-tidak-boleh-keluar"


def files() -> dict[str, str | bytes]:
    found: dict[str, str | bytes] = {
        STORY: post("Berita uji", "Isi.", tags="korpri"),
        "content/news/2024/uji.en.md": translation("A test story"),
        "content/tags.yaml": "korpri:\n  name: Korpri\n",
        "templates/assets/style.css": "body { color: rgb(1, 2, 3) }\n",
        "catatan.txt": SECRET,
        "content/news/2024/lampiran.txt": SECRET,
    }
    for number in range(4):
        found[f"content/news/2024/lain-{number}.id.md"] = post(f"Berita lain {number}")
    return found


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path / "situs", files())


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server that tests may use as long as they leave the site as it was."""
    folder = tmp_path_factory.mktemp("bersama")
    (folder / "rahasia.txt").write_text(SECRET)
    site = make_site(folder / "situs", files())
    (site / "taut").symlink_to("/etc")
    with serving(site) as server:
        yield server


def expected(site: Path, folder: Path) -> dict[str, bytes]:
    """What a build from nothing makes of the site now."""
    output = folder / "harapan"
    shutil.rmtree(output, ignore_errors=True)
    cache = folder / "singgahan"
    result = build(Request(site, output, datetime.now(UTC), drafts=True, cache=cache))
    assert not result.failed, result.diagnostics
    return {name: (output / name).read_bytes() for name in files_below(output)}


def settled(server: Serving, wanted: dict[str, bytes]) -> bool:
    """Whether the server has come to serve exactly these files, in the folder and in its mind."""
    try:
        return server.files() == wanted and server.state()["errors"] == 0
    except (OSError, AssertionError):
        return False


# --- Keeping up ---------------------------------------------------------------------------------------


@pytest.mark.faults
@pytest.mark.parametrize("editor", SAVES)
def test_no_save_is_missed_and_no_temporary_file_published(
    shared: Serving, editor: str, figures: Figures
) -> None:
    """The new text is served each time, and between the steps of a save nothing else is."""
    path = shared.site / STORY
    names, slowest = shared.names(), 0.0
    for number in range(SAVES_EACH):
        mark = f"tanda-{editor}-{number}-"
        SAVES[editor](path, post("Berita uji", f"Isi {mark}.\n\n" + "Kalimat lain. " * 40, tags="korpri"))
        saved = time.perf_counter()
        while mark not in shared.text(PAGE):
            assert time.perf_counter() - saved < PATIENCE, f"save {number} was missed"
            assert shared.names() <= names
        slowest = max(slowest, time.perf_counter() - saved)
    assert shared.names() == names
    assert shared.state()["errors"] == 0
    figures(
        f"served while {editor} saves",
        {"saves": SAVES_EACH, "missed": 0, "ms for the slowest": round(slowest * 1000)},
    )


def test_a_checkout_of_500_files_ends_as_a_clean_build(site: Path, tmp_path: Path) -> None:
    """With git, forth and back: 500 files come, the old ones change, then 500 go."""

    def git(*arguments: str) -> None:
        who = ("-c", "user.name=Uji", "-c", "user.email=uji@example.org", "-c", "gc.auto=0")
        subprocess.run(["git", *who, *arguments], cwd=site, check=True, capture_output=True)

    (site / ".gitignore").write_text(".warta-cache/\n")
    (site / "site.toml").write_text(SITE_TOML + "\n[sharing]\ncards = false\n")  # they take time to draw
    git("init", "-q", "-b", "awal")
    git("add", "-A")
    git("commit", "-qm", "awal")
    git("checkout", "-q", "-b", "banyak")
    for number in range(250):
        make_site(
            site,
            {
                f"content/news/2023/cerita-{number}.id.md": post(f"Cerita {number}", tags="acara"),
                f"content/news/2023/cerita-{number}.en.md": translation(f"Story {number}"),
            },
        )
    (site / "content/tags.yaml").write_text("korpri:\n  name: Korpri\nacara:\n  name: Acara\n")
    git("add", "-A")
    git("commit", "-qm", "banyak")
    many = expected(site, tmp_path)
    git("checkout", "-q", "awal")
    with serving(site) as server:
        few = server.files()
        git("checkout", "-q", "banyak")
        until(lambda: settled(server, many), "the 500 files are there", 90)
        git("checkout", "-q", "awal")
        until(lambda: settled(server, few), "the 500 files are gone", 90)
        assert "\r" not in "".join(server.printed), "a bar where nobody sees it"


def test_what_is_broken_and_mended_recovers_by_itself(site: Path, tmp_path: Path) -> None:
    """A story, a template, the settings; the last good pages are served all the while."""
    with serving(site) as server:
        good = server.text(PAGE)
        breaks = {
            STORY: "---\ntitel: Salah\n---\n",
            "templates/not-found.html": "{% if %}",
            "templates/post.html": "{{ tidak_ada.sama_sekali }}",
            "site.toml": "title = ",
            "content/tags.yaml": "korpri: [",
        }
        for name, text in breaks.items():
            path = site / name
            before = path.read_bytes() if path.exists() else None
            path.write_text(text)
            until(lambda: server.state()["errors"] > 0, f"{name} is found broken")
            assert server.text(PAGE) == good
            path.unlink() if before is None else path.write_bytes(before)
            server.wait_errors(0)
            assert server.text(PAGE) == good
        assert server.files() == expected(site, tmp_path)
        assert "Traceback" not in "".join(server.printed)


def test_settings_templates_and_files_that_come_and_go_are_noticed(site: Path, tmp_path: Path) -> None:
    with serving(site) as server:
        (site / "site.toml").write_text(SITE_TOML.replace("Kabar Uji", "Kabar Baru"))
        server.wait_for("/id/", "Kabar Baru")
        shutil.copyfile(ROOT / "templates/post.html", site / "templates/post.html")
        template = (
            (site / "templates/post.html").read_text().replace("<article", "<!-- milik kami --><article")
        )
        (site / "templates/post.html").write_text(template)
        server.wait_for(PAGE, "milik kami")
        (site / "content/news/2022").mkdir()
        (site / "content/news/2022/baru.id.md").write_text(post("Berita di folder baru", date="2022-02-02"))
        server.wait_for("/id/berita/2022/baru/", "Berita di folder baru")
        shutil.rmtree(site / "content/news/2022")
        until(lambda: server.get("/id/berita/2022/baru/")[0] == 404, "the story is gone")
        shutil.rmtree(site / "templates")
        until(lambda: "milik kami" not in server.text(PAGE), "the theme's own template is back")
        (site / "content").rename(site / "disimpan")
        until(lambda: server.state()["errors"] > 0, "the content is missed")
        (site / "disimpan").rename(site / "content")
        server.wait_errors(0)
        (site / STORY).write_text(post("Berita sesudah kembali"))
        server.wait_for(PAGE, "Berita sesudah kembali")
        until(lambda: settled(server, expected(site, tmp_path)), "all is as it should be")


def test_the_output_and_the_cache_may_be_deleted(site: Path, tmp_path: Path) -> None:
    """Asking for a page brings everything back, and so does the next save."""
    with serving(site) as server:
        first = server.files()
        (site / OUTPUT).rename(tmp_path / "keluaran-lama")
        assert server.get(PAGE)[0] in (404, 503)
        until(lambda: settled(server, first), "what is missed comes back by itself")
        (site / STORY).write_text(post("Berita kembali"))
        server.wait_for(PAGE, "Berita kembali")
        (site / ".warta-cache").rename(tmp_path / "singgahan-lama")
        (site / STORY).write_text(post("Berita kembali lagi"))
        server.wait_for(PAGE, "Berita kembali lagi")
        until(lambda: settled(server, expected(site, tmp_path)), "all is as it should be")


def test_a_site_with_errors_from_the_start_is_shown_once_they_are_mended(site: Path) -> None:
    """Without pages of an earlier server there is only a notice; with them, the last good ones."""
    good = (site / STORY).read_text()
    (site / STORY).write_text(good.replace("title:", "titel:"))
    with serving(site) as server:
        status, _, body = server.get(PAGE)
        assert status == 503
        assert b"client.js" in body
        (site / STORY).write_text(good)
        server.wait_for(PAGE, "Berita uji")
        (site / STORY).write_text(good.replace("title:", "titel:"))
        until(lambda: server.state()["errors"] > 0, "it is found broken")
    with serving(site) as server:
        assert server.state()["errors"] > 0
        assert "Berita uji" in server.text(PAGE)


def test_drafts_are_served_and_never_reach_the_output_folder(site: Path) -> None:
    (site / "content/news/2024/draf.id.md").write_text(post("Berita draf", draft="true"))
    assert run_warta("--site", site, "build").returncode == 0
    before = sorted(files_below(site / "output"))
    with serving(site) as server:
        assert "Hapus `draft: true`" in server.text("/id/berita/2024/draf/")
        (site / STORY).write_text(post("Judul lain"))
        server.wait_for(PAGE, "Judul lain")
    assert sorted(files_below(site / "output")) == before
    assert not any("draf" in name for name in before)


def test_the_files_hold_nothing_that_the_server_adds(shared: Serving) -> None:
    assert all(b"_warta" not in data for data in shared.files().values())
    assert "_warta" in shared.text(PAGE)


def events(server: Serving, query: str) -> dict[str, Any]:
    """What a page is told when it begins to listen."""
    with urllib.request.urlopen(f"{server.url}/_warta/events?{query}", timeout=PATIENCE) as stream:
        line = next(line for line in stream if line.startswith(b"data: "))
    found: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
    return found


def reviewed(server: Serving) -> bool:
    """Whether what is served has been looked at by all rules."""
    state = server.state()
    return state["build"] == state["reviewed"]


def test_all_that_check_finds_is_told_beside_the_page_and_in_the_terminal(site: Path) -> None:
    """Of the page's own story first; what is said already is not printed again."""
    wrong = post("Berita uji", "Rapat pada Senin (14/11/2024).", tags="korpri")
    make_site(site, {STORY: wrong, "content/news/2024/lain-1.id.md": post("Lain", "“Kita mulai, kata Ani.")})
    expected = check(Request(site, site / "output", datetime.now(UTC))).diagnostics
    assert {"weekday-mismatch", "quotation-open", "translation-missing"} <= {each.code for each in expected}
    with serving(site) as server:
        until(lambda: reviewed(server), "all is looked at")
        state = events(server, f"path={quote(PAGE)}")
        assert [each["rule"] for each in state["own"]] == ["weekday-mismatch"]
        assert sorted(each["rule"] for each in (*state["own"], *state["others"])) == sorted(
            each.code for each in expected
        )
        assert [each["rule"] for each in events(server, "path=/&story=content/news/2024/lain-1")["own"]] == [
            "translation-missing",
            "quotation-open",
        ]
        for each in expected:
            assert f"[{each.code}]" in "".join(server.printed)
        (site / STORY).write_text(wrong.replace("Senin", "Kamis"))
        until(lambda: not events(server, f"path={quote(PAGE)}")["own"], "what is mended goes")
        assert "".join(server.printed).count("[quotation-open]") == 1


def test_addresses_are_compared_with_what_the_public_has(site: Path) -> None:
    """Not with what the server has shown before; a site that was never built has no public."""
    old, new = site / "content/news/2024/lain-0.id.md", site / "content/news/2024/baru.id.md"
    with serving(site) as server:
        until(lambda: reviewed(server), "all is looked at")
        old.rename(new)
        until(lambda: server.state()["build"] > 1 and reviewed(server), "the new name is looked at")
        assert "address" not in "".join(server.printed)
        new.rename(old)
        assert not build(Request(site, site / "output", datetime.now(UTC))).failed
        old.rename(new)
        until(lambda: "[address-changed]" in "".join(server.printed), "the old address is missed")


def test_a_builder_that_is_killed_is_replaced(site: Path) -> None:
    """As by a system that has run out of memory."""
    with serving(site) as server:
        children = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(server.process.pid)],
            capture_output=True,
            text=True,
            check=True,
        )
        os.kill(int(children.stdout.split()[0]), 9)
        (site / STORY).write_text(post("Berita sesudahnya"))
        server.wait_for(PAGE, "Berita sesudahnya")
        assert server.get("/id/")[0] == 200


MOST_GROWTH = 40
"""MiB: three times what builds leave behind before it is collected."""
EDITS = 300 if SOAK else 100


@pytest.mark.faults
def test_edits_without_a_pause_take_no_memory(tmp_path: Path, figures: Figures) -> None:
    """Neither of the process that serves nor of that which builds."""
    many = {f"content/news/2024/b-{number}.id.md": post(f"Berita {number}") for number in range(200)}
    settings = SITE_TOML + "\n[sharing]\ncards = false\n"  # they take time to draw
    site = make_site(tmp_path / "situs", {**files(), **many, "site.toml": settings})
    with serving(site, "--jobs", "1") as server:

        def edit(number: int) -> None:
            before = server.state()["build"]
            (site / STORY).write_text(post("Berita uji", f"Isi {number}."))
            until(lambda: server.state()["build"] > before, f"edit {number} is built")

        processes = [server.process.pid, *children(server.process.pid)]
        for number in range(10):
            edit(number)
        first = [resident(process) for process in processes]
        for number in range(EDITS):
            edit(number)
        growth = [resident(process) - before for process, before in zip(processes, first, strict=True)]
    figures("edits without a pause", {"edits": EDITS, "MiB that the builder grew by": max(growth)})
    assert len(growth) == 2
    assert max(growth) < MOST_GROWTH, growth


def children(process: int) -> list[int]:
    """The processes that one has started."""
    return [int(pid) for pid in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def resident(process: int) -> int:
    """MiB of memory that a process has."""
    return int(re.findall(r"VmRSS:\s+(\d+)", Path(f"/proc/{process}/status").read_text())[0]) // 1024


# --- Starting and ending ------------------------------------------------------------------------------

STARTED_WHILE_SAVING = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from warta.build.build import Request
from warta.server import loop

site, story = Path(sys.argv[1]), Path(sys.argv[1], sys.argv[2])
good = story.read_text("utf-8")
changes = loop.Changes()
loop.Changes = lambda: changes
builds = 0

def clock():
    global builds
    builds += 1
    if builds == 1:
        story.write_text("---", "utf-8")
        while not changes.any:
            time.sleep(0.01)
    elif builds == 2:
        story.write_text(good, "utf-8")
    else:
        sys.exit("two builds have ended, and nothing is served")
    return datetime.now(UTC)

class Listener:
    def built(self, outcome):
        print(outcome.failed)
    def serving(self, url):
        sys.exit(0)
    def progress(self, step, done, total):
        pass

loop.serve(Request(site, site / "output", datetime.now(UTC)), loop.Options(0, None, None), clock, Listener())
"""
"""Stands in for the clock and the terminal, so as to save a story while the first build runs."""


def test_it_starts_though_the_first_build_meets_half_a_save(site: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", STARTED_WHILE_SAVING, str(site), STORY],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "False\n"), done.stderr


def test_an_interrupt_ends_it_at_once(site: Path) -> None:
    """With a line open to a browser, and no process left behind."""
    with serving(site) as server:
        line = socket.create_connection(("127.0.0.1", server.port))
        line.sendall(
            f"GET /_warta/events?path=/id/ HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode()
        )
        assert line.recv(100)
        group = server.process.pid
        status, seconds = server.interrupt()
        line.close()
        assert status == 130
        assert seconds < 2 * slowed()
        until(lambda: not _alive(group), "the building process has ended")
        assert "Traceback" not in "".join(server.printed)


def _alive(group: int) -> bool:
    """Whether a process of the group is running still, and does not only wait for its parent to take note."""
    found = subprocess.run(["ps", "-A", "-o", "pgid=,stat="], capture_output=True, text=True, check=True)
    states = [line.split() for line in found.stdout.splitlines()]
    return any(int(own) == group and not state.startswith("Z") for own, state in states)


def test_a_port_in_use_is_named_and_another_is_found(site: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run_warta("--site", site, "--lang", "en", "serve", "--port", port)
        assert done.returncode == 2
        assert f"port {port} cannot be used" in done.stderr
    assert run_warta("--site", site, "serve", "--port", "99999").returncode == 2
    assert run_warta("--site", site / "content", "serve").returncode == 2


@pytest.mark.parametrize(
    ("asked", "opened"),
    [
        ((), PAGE),
        (("/id/arsip/",), "/id/arsip/"),
        (("lain-2",), "/id/berita/2024/lain-2/"),
        (("content/news/2024/uji.en.md",), "/en/news/2024/uji/"),
    ],
)
def test_open_shows_what_is_asked_for(
    site: Path, tmp_path: Path, asked: tuple[str, ...], opened: str
) -> None:
    """Without a page: the story that was saved last."""
    browser, log = tmp_path / "peramban", tmp_path / "dibuka"
    browser.write_text(f'#!/bin/sh\necho "$1" > {log}\n')
    browser.chmod(0o755)
    os.utime(site / STORY)
    with serving(site, "--open", *asked, BROWSER=f"{browser} %s") as server:
        until(log.exists, "a browser is started")
        assert until(log.read_text, "it is given an address").strip() == server.url + opened


def test_long_work_shows_a_bar_on_a_terminal(site: Path) -> None:
    import pty

    for number in range(210):
        (site / f"content/news/2024/banyak-{number}.id.md").write_text(post(f"Banyak {number}"))
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "warta", "--site", str(site), "serve", "--port", "0"],
        cwd=ROOT,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    seen = b""
    try:
        while b"http://127" not in seen:
            seen += os.read(master, 4096)
    finally:
        os.killpg(process.pid, 9)
        process.wait()
        os.close(master)
    assert b"[########################]" in seen
    assert b"\r\x1b[K" in seen


# --- Nothing but the site ------------------------------------------------------------------------------

STEPS = [
    "..",
    "%2e%2e",
    "%2E%2E",
    ".%2e",
    "%2e.",
    "..%00",
    "%252e%252e",
    "%c0%ae%c0%ae",
    "%uff0e%uff0e",
    "..;",
    "....",
    "．．",
]
SLASHES = ["/", "%2f", "%5c", "\\", "%252f", "%c0%af", "//", "/./"]
TARGETS = [
    "site.toml",
    "catatan.txt",
    "rahasia.txt",
    "etc/passwd",
    STORY,
    ".warta/manifest",
    "templates/post.html",
]


def hostile_paths(site: Path) -> list[str]:
    """More than 60 ways to ask for what is not the public's."""
    paths = [
        f"/{(step + slash) * depth}{target}"
        for step in STEPS
        for slash in SLASHES
        for depth, target in ((1, "catatan.txt"), (3, "rahasia.txt"))
    ]
    paths += [f"/{(step + slash) * 12}etc/passwd" for step in STEPS[:4] for slash in SLASHES]
    paths += [
        f"/{prefix}{target}"
        for prefix in ("", "./", "id/../", "assets/../../../", "id/%2e%2e/%2e%2e/")
        for target in TARGETS
    ]
    paths += [
        f"{site}/catatan.txt",
        f"//{site}/catatan.txt",
        f"/{quote(str(site), safe='')}%2fcatatan.txt",
        f"file://{site}/catatan.txt",
    ]
    paths += [
        "/taut/passwd",
        "/.warta/manifest",
        "/.warta%2fmanifest",
        "/content/news/2024/lampiran.txt",
        "/media/lampiran.txt",
    ]
    paths += [
        "/id/index.html%00.txt",
        "/id/index.html/../../catatan.txt",
        "/%",
        "/%zz",
        "/%ff%fe",
        "/" + "a" * 5000,
        "/_warta/../catatan.txt",
        "/_warta/client.js/../../../../../catatan.txt",
        "*",
        "catatan.txt",
        "http://evil.example/catatan.txt",
    ]
    return list(dict.fromkeys(paths))


def ask(port: int, request: str) -> tuple[int, str, bytes]:
    """Send these very bytes; status, headers and body of what comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
        line.sendall(request.encode("utf-8", "surrogateescape"))
        data = b""
        while piece := line.recv(65536):
            data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    return int(head.split()[1]) if head else 0, head.decode("latin-1").lower(), body


def test_nothing_outside_the_output_is_ever_served(shared: Serving) -> None:
    """Path encodings times hosts times origins: no byte of another file, no CORS header."""
    port = shared.port
    own = {data.partition(b"</body>")[0] for data in shared.files().values()}
    hosts = {
        f"127.0.0.1:{port}": True,
        f"localhost:{port}": True,
        "evil.example": False,
        f"127.0.0.1.evil.example:{port}": False,
    }
    origins = {"": True, f"http://127.0.0.1:{port}": True, "https://evil.example": False, "null": False}
    paths = hostile_paths(shared.site)
    assert len(paths) > 60
    statuses = set()
    for path in paths:
        for host, known in hosts.items():
            for origin, ours in origins.items():
                extra = f"Origin: {origin}\r\n" if origin else ""
                status, head, body = ask(
                    port, f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{extra}Connection: close\r\n\r\n"
                )
                statuses.add(status)
                asked = (path, host, origin, status)
                assert SECRET.encode() not in body, asked
                assert b"root:" not in body, asked
                assert "access-control" not in head, asked
                if not known or not ours:
                    assert status in (400, 403, 404, 421), asked
                    assert len(body) < 100, asked
                elif status == 200:
                    assert body.partition(b'<script src="/_warta')[0] in own, asked
                else:
                    assert status in (400, 403, 404, 302), asked
    assert {400, 403, 404, 421} <= statuses


FOLLOWED = "Host: 127.0.0.1:{port}\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ("Host: 127.0.0.1:{port}\r\n", 200),
        ("Host: LOCALHOST:{port}\r\n", 200),
        ("", 400),
        ("Host: 127.0.0.1:{port}\r\nHost: evil.example\r\n", 400),
        ("Host: 127.0.0.1\r\n", 421),
        ("Host: 127.0.0.1:1\r\n", 421),
        ("Host: evil.example:{port}\r\n", 421),
        ("Host: [::1]:{port}\r\n", 421),
        ("Host: 0.0.0.0:{port}\r\n", 421),
        ("Host: 127.0.0.1:{port}@evil.example\r\n", 421),
        ("Host: 127.0.0.1:{port}\r\nOrigin: http://localhost:{port}\r\n", 200),
        ("Host: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:1\r\n", 403),
        ("Host: 127.0.0.1:{port}\r\nOrigin: https://127.0.0.1:{port}\r\n", 403),
        ("Host: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}.evil.example\r\n", 403),
        ("Host: 127.0.0.1:{port}\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n", 403),
        ("Host: 127.0.0.1:{port}\r\nSec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors\r\n", 403),
        (FOLLOWED + "Sec-Fetch-Dest: iframe\r\n", 403),
        (FOLLOWED + "Sec-Fetch-Dest: document\r\n", 200),
    ],
)
def test_who_may_ask(shared: Serving, headers: str, status: int) -> None:
    """This machine's names with the port, our own pages, links that somebody follows; on every address."""
    for path in (PAGE, "/_warta/state", "/_warta/client.js"):
        head = headers.format(port=shared.port)
        found, answer, _ = ask(shared.port, f"GET {path} HTTP/1.1\r\n{head}Connection: close\r\n\r\n")
        assert found == status, answer
        assert "access-control" not in answer


def test_only_reading_is_allowed(shared: Serving) -> None:
    ours = {"Origin": shared.url}
    for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "GIBBERISH"):
        assert shared.get(PAGE, method=method)[0] == 403
        assert shared.get(PAGE, ours, method)[0] == 405
        assert shared.get("/_warta/state", ours, method)[0] == 405
    status, headers, body = shared.get(PAGE, method="HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) == len(shared.get(PAGE)[2])


@pytest.mark.parametrize(
    "extra",
    [
        "Content-Length: 99999999999\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 999999999\r\n",
        "Transfer-Encoding: chunked\r\n",
    ],
)
def test_bodies_of_unknown_or_absurd_length_are_refused(shared: Serving, extra: str) -> None:
    host = f"127.0.0.1:{shared.port}"
    request = f"POST /admin/api HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n{extra}\r\n"
    assert ask(shared.port, request)[0] == 413


LARGE = 30 * 1024 * 1024


@pytest.mark.parametrize(
    ("line", "headers", "status"),
    [
        ("POST /admin/api", "Host: evil.example\r\n", 421),
        ("POST /admin/api", "Host: {host}\r\n", 403),
        ("POST /admin/api", "Host: {host}\r\nOrigin: https://evil.example\r\n", 403),
        ("POST /admin/api", "Host: {host}\r\nOrigin: http://{host}\r\nSec-Fetch-Site: cross-site\r\n", 403),
        ("POST /_warta/state", "Host: {host}\r\nOrigin: http://{host}\r\n", 405),
        ("GET /admin/api", "Host: {host}\r\n", 405),
        ("POST " + PAGE, "Host: {host}\r\nOrigin: http://{host}\r\n", 405),
        ("POST /%ff", "Host: {host}\r\nOrigin: http://{host}\r\n", 400),
        ("GET " + PAGE, "Host: {host}\r\n", 413),
        ("GET /_warta/state", "Host: {host}\r\n", 413),
        ("GET /_warta/events", "Host: {host}\r\n", 413),
        ("GET /admin/", "Host: {host}\r\n", 413),
    ],
)
@pytest.mark.parametrize("expect", ["", "Expect: 100-continue\r\n"])
def test_who_asks_is_looked_at_before_anything_is_read(
    shared: Serving, line: str, headers: str, status: int, expect: str
) -> None:
    """The answer comes though not one byte of the long body has been sent, and nobody is asked to send it."""
    head = headers.format(host=f"127.0.0.1:{shared.port}")
    found, answer, _ = ask(shared.port, f"{line} HTTP/1.1\r\n{head}{expect}Content-Length: {LARGE}\r\n\r\n")
    assert found == status
    assert "connection: close" in answer


def test_who_asks_first_may_send_a_body(shared: Serving) -> None:
    host = f"127.0.0.1:{shared.port}"
    head = f"POST /admin/api HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nConnection: close\r\n"
    with socket.create_connection(("127.0.0.1", shared.port), timeout=PATIENCE) as line:
        line.sendall(f"{head}Expect: 100-continue\r\nContent-Length: 18\r\n\r\n".encode())
        assert line.recv(65536).startswith(b"HTTP/1.1 100 ")
        line.sendall(b'{"action": "info"}')
        assert line.recv(65536).startswith(b"HTTP/1.1 200 ")


def test_it_listens_on_this_machine_only(shared: Serving) -> None:
    listening = {
        line.split()[1].split(":")[0]
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if line.split()[3] == "0A" and int(line.split()[1].split(":")[1], 16) == shared.port
    }
    assert listening == {"0100007F"}
    assert not any(
        int(line.split()[1].split(":")[1], 16) == shared.port and line.split()[3] == "0A"
        for line in Path("/proc/net/tcp6").read_text().splitlines()[1:]
    )


def test_a_link_in_the_output_folder_leads_nowhere(site: Path) -> None:
    """Whoever puts one there: the file behind it is not served."""
    with serving(site) as server:
        page = server.output / "id/berita/2024/uji/index.html"
        page.unlink()
        page.symlink_to(site / "catatan.txt")
        status, _, body = server.get(PAGE)
        assert status == 404
        assert SECRET.encode() not in body
        folder = server.output / "id/berita/2024/lain-1"
        shutil.rmtree(folder)
        (site / "luar").mkdir()
        (site / "luar/index.html").write_text(SECRET)
        folder.symlink_to(site / "luar")
        status, _, body = server.get("/id/berita/2024/lain-1/")
        assert status == 404
        assert SECRET.encode() not in body


# --- Addresses ----------------------------------------------------------------------------------------


def test_missing_addresses_give_the_sites_own_page(shared: Serving) -> None:
    own = shared.files()
    for path, name in (("/id/tidak-ada/", "id/404.html"), ("/en/x", "en/404.html"), ("/x", "404.html")):
        status, headers, body = shared.get(path)
        assert status == 404
        assert headers["content-type"] == "text/html; charset=utf-8"
        assert body.startswith(own[name].partition(b"</body>")[0])


def test_a_folder_without_its_slash_leads_to_the_page(shared: Serving) -> None:
    status, headers, _ = shared.get("/id/berita")
    assert (status, headers["location"]) == (302, "/id/berita/")
    assert shared.get("//evil.example/%2e%2e")[0] == 400
    assert shared.get("//evil.example/")[0] in (400, 404)


def test_a_site_below_a_path_is_served_there(site: Path) -> None:
    (site / "site.toml").write_text(SITE_TOML.replace("example.go.id", "example.go.id/kabar"))
    with serving(site) as server:
        status, headers, _ = server.get("/")
        assert (status, headers["location"]) == (302, "/kabar/")
        assert "Berita uji" in server.text(f"/kabar{PAGE}")
        assert server.get(PAGE)[0] == 404
        assert server.get("/kabar")[0] == 302


KINDS = {
    "id/index.html": "text/html; charset=utf-8",
    "id/feed.xml": "application/xml; charset=utf-8",
    "feeds.opml": "application/xml; charset=utf-8",
    "assets/search.0123456789.js": "text/javascript; charset=utf-8",
    "id/search/x.pf_meta": BYTES,
    "_headers": BYTES,
    "media/news/a.0123456789.pdf": "application/pdf",
    "media/news/a.0123456789-800.avif": "image/avif",
    "media/news/a.0123456789.CSV": "text/csv; charset=utf-8",
    "media/news/a.0123456789.zip": "application/zip",
    # Whatever of these comes to be published one day, no browser runs it.
    **{
        f"media/news/a.0123456789.{suffix}": BYTES
        for suffix in "atom css dtd gpx htm html js kml mathml mjs mml rdf rng rss shtml swf wsdl xht xhtml "
        "xml xpdl xsd xsl xslt xul unknown".split()
    },
    "media/news/wsdl": BYTES,
}


@pytest.mark.parametrize("name", KINDS)
def test_content_types_come_from_one_table(name: str) -> None:
    assert content_type(name) == KINDS[name]


def test_what_is_no_page_is_inert() -> None:
    """All but scripts (a worker's policy is that of its file), pictures without markup, and PDFs."""
    trusted = {name for name in KINDS if preview_policy(content_type(name), "own") == "own"}
    assert {name.rpartition(".")[2] for name in trusted} == {"html", "js", "avif", "pdf"}
    assert not any(name.startswith("media/") and name.endswith(("html", "js")) for name in trusted)
    assert {preview_policy(content_type(name), "own") for name in (*KINDS, "media/a.svg")} == {"own", INERT}
    assert preview_policy(content_type("media/a.svg"), "own") == INERT
    assert INERT.endswith("; sandbox")


EVENTS, CLIENT = ("http://h/_warta/events",), ("http://h/_warta/client.js",)


@pytest.mark.parametrize(
    ("headers", "policy"),
    [
        (
            "/*\n  Content-Security-Policy: default-src 'self'; upgrade-insecure-requests\n",
            "default-src 'self'",
        ),
        (
            "/*\n  Content-Security-Policy: default-src 'none'; script-src 'sha256-x'\n",
            f"default-src 'none'; script-src 'sha256-x' {CLIENT[0]}; connect-src {EVENTS[0]}",
        ),
        ("/*\n  content-security-policy: Script-Src 'none'; report-uri /x\n", f"script-src {CLIENT[0]}"),
        ("/*\n  X-Other: 1\n/id/*\n  Content-Security-Policy: default-src *\n", "frame-ancestors 'none'"),
        ("", "frame-ancestors 'none'"),
    ],
)
def test_the_preview_adds_its_own_script_and_nothing_else(headers: str, policy: str) -> None:
    assert shipped_policies(headers, CLIENT, EVENTS) == policy


def test_pages_have_the_policy_that_the_site_ships(shared: Serving) -> None:
    """And nobody elsewhere is ever let in, whatever the site lets its own readers do."""
    (shipped,) = re.findall(r"Content-Security-Policy: (.*)", shared.files()["_headers"].decode())
    for path in (PAGE, "/id/", "/id/tidak-ada/", "/assets/" + Path(one(shared, ".js")).name):
        assert shared.get(path)[1]["content-security-policy"] == shipped
    for name in [*shared.names(), "_warta/state", "_warta/client.js", "_warta/translations", "admin/", "x"]:
        headers = shared.get(f"/{name}")[1]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert not any(header.startswith("access-control") for header in headers)


def one(server: Serving, suffix: str) -> str:
    """An output file whose name ends so."""
    return next(name for name in sorted(server.names()) if name.endswith(suffix))


def test_files_have_their_content_types(shared: Serving) -> None:
    names = {Path(name).suffix: name for name in shared.files()}
    for suffix, kind in {
        ".html": "text/html; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".xml": "application/xml; charset=utf-8",
        ".txt": "text/plain; charset=utf-8",
        ".svg": "image/svg+xml; charset=utf-8",
    }.items():
        assert shared.get("/" + names[suffix])[1]["content-type"] == kind
        if suffix != ".html":
            assert shared.get("/" + names[suffix])[2] == shared.files()[names[suffix]]
