"""On Windows everything works as it does elsewhere, and a site is built to the same bytes.

The programs run under ``tests/windows/sitecustomize.py``, which takes away what Windows lacks. What it cannot
imitate (drives, backslashes, locks) CI runs on Windows itself.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest

from tests.faultlib import META, assert_same, build_clean, tree, unfinished
from tests.servelib import serving, until
from tests.support import (
    PATIENCE,
    ROOT,
    SITE_TOML,
    SOURCES,
    copy_starter,
    make_site,
    picture,
    post,
    translation,
)
from warta.filesystem import own_files
from warta.filesystem.locks import Lock
from warta.server.loop import _below, _is_sure
from warta.workers.executors import WORTH_PROCESSES

SHIM = f"{ROOT / 'tests/windows'}{os.pathsep}{SOURCES}"
WINDOWS = str(SOURCES) if sys.platform == "win32" else SHIM
"""``PYTHONPATH`` of a program that is to find itself on Windows."""
SHIMMED = pytest.mark.skipif(sys.platform == "win32", reason="the shim says which files are open")
TIME = ("--now", "2025-01-15 12:00 UTC")
FOLDERS = 24


def windows(site: Path, *arguments: str | Path, **environment: str) -> subprocess.Popen[str]:
    """A command on the other system, started."""
    return subprocess.Popen(
        [sys.executable, "-m", "warta", "--site", str(site), "--lang", "en", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": WINDOWS, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(site: Path, *arguments: str | Path, **environment: str) -> tuple[int, str, str]:
    """A command on the other system, run to its end: status and what it printed, which is no traceback."""
    process = windows(site, *arguments, **environment)
    output, errors = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in errors, errors
    return process.returncode, output, errors


def build(site: Path, *options: str | Path, status: int = 0, **environment: str) -> dict[str, bytes]:
    """A build there that ends with ``status``; the files that are then in the output folder."""
    found, output, errors = run(site, "build", *TIME, *options, **environment)
    assert found == status, output + errors
    return tree(site / "output")


def built_here(site: Path) -> dict[str, bytes]:
    """The site built from nothing as this system does it, elsewhere."""
    return dict(build_clean(site).files)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Folders in folders, a picture, a document, translations, and line ends of every kind."""
    text = post("Satu", "![Foto](foto.jpg)\n\n[Surat edaran](surat.txt)")
    files: dict[str, str | bytes] = {
        "site.toml": f"{SITE_TOML}\n[search]\nenabled = false\n",
        "content/news/2024/satu/index.id.md": text,
        "content/news/2024/satu/foto.jpg": picture(1, (640, 480)),
        "content/news/2024/satu/surat.txt": "Surat edaran.\r\n",
        "content/news/2024/dua.id.md": post("Dua").replace("\n", "\r\n"),
        "content/news/2024/dua.en.md": translation("Two").replace("\n", "\r\n"),
        "content/news/2024/tiga.id.md": b"\xef\xbb\xbf" + post("Tiga — “petik” ñ").encode(),
    }
    for number in range(FOLDERS):
        files[f"content/news/2023/{number:02}/cerita-{number}.id.md"] = post(
            f"Cerita {number}", date="2023-05-05"
        )
    return make_site(tmp_path / "situs", files)


STORY = "content/news/2024/dua.id.md"
PAGE = "id/berita/2024/dua/index.html"

# --- Building -----------------------------------------------------------------------------------------


def test_the_starter_is_built_to_the_same_bytes(tmp_path: Path) -> None:
    """Fails where only one folder in two is walked (no inodes), and where LF becomes CRLF (text mode)."""
    site = copy_starter(tmp_path / "situs")
    assert_same(build(site), built_here(site), "the starter")


def test_folders_pictures_and_line_ends_make_the_same_bytes(site: Path) -> None:
    files = build(site)
    assert_same(files, built_here(site), "from nothing")
    assert sum(name.startswith("id/berita/2023/") for name in files) >= FOLDERS
    lines = (site / STORY).read_bytes()
    (site / STORY).write_bytes(lines.replace(b"Dua", b"Kedua"))
    assert_same(build(site), built_here(site), "after an edit")
    _, output, _ = run(site, "build", *TIME)
    assert "Files written: 0" in output


def test_several_processes_make_the_same_bytes(site: Path) -> None:
    """They are started, not forked: what they need is sent to them."""
    for number in range(WORTH_PROCESSES):
        (site / f"content/news/2024/banyak-{number}.id.md").write_text(post(f"Berita ke-{number}"))
    assert_same(build(site, "--jobs", "2"), built_here(site))


def test_a_picture_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    """A thread of its process counts how long it computes: there is neither an alarm nor a limit."""
    program = tmp_path / "sandboxed.py"
    program.write_text(SLEEPER)
    environment = {**os.environ, "PYTHONPATH": WINDOWS}
    command = [sys.executable, str(program)]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    assert done.stdout.split() == ["short", "0", "long", "None"], done.stderr


SLEEPER = """
from warta.media import sandbox


def compute(rounds):
    while rounds:
        rounds -= 1
    return 0


if __name__ == "__main__":
    sandbox.SECONDS = 2
    for name, result in sandbox.guarded(2, compute, [("long", -1), ("short", 1)]):
        print(name, result)
"""

# --- Every command ------------------------------------------------------------------------------------

COMMANDS: dict[str, tuple[Sequence[str], str]] = {
    "build": (("build", *TIME), PAGE),
    "check": (("check", *TIME), ""),
    "new": (("new", "Pasar “baru” — ñ"), ""),
    "translations": (("translations",), ""),
    "schema": (("schema",), ""),
    "import": (("import", "SOURCE"), ""),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_runs_and_prints_on_code_page_1252(site: Path, tmp_path: Path, name: str) -> None:
    """What the code page lacks is escaped: no traceback, and no question marks in what is written."""
    (tmp_path / "rilis.txt").write_bytes(
        "Bupati “Gede” buka pasar\r\n\r\nAmlapura, 5 Mei 2024 — Ini isi.\r\n".encode()
    )
    (site / "content/news/2024/empat.id.md").write_text(post("Empat → 漢", "[tak ada](hilang.id.md) ☂"))
    words = [str(tmp_path / "rilis.txt") if word == "SOURCE" else word for word in COMMANDS[name][0]]
    status, output, errors = run(site, *words, PYTHONIOENCODING="cp1252")
    assert status in (0, 1), errors
    assert output or errors


def test_a_new_story_and_an_import_are_written_with_line_feeds(site: Path, tmp_path: Path) -> None:
    before = {path for path in site.rglob("*") if path.is_file()}
    (tmp_path / "rilis.txt").write_bytes(
        b"Bupati buka pasar\r\n\r\nAmlapura, 5 Mei 2024 - Ini isi berita.\r\n"
    )
    assert run(site, "new", "Pasar baru")[0] == 0
    assert run(site, "import", tmp_path / "rilis.txt")[0] == 0
    written = {path for path in site.rglob("*.md") if path.is_file()} - before
    assert len(written) >= 2
    for path in written:
        assert b"\r" not in path.read_bytes(), path


def test_a_new_site_is_the_same(tmp_path: Path) -> None:
    for name, path in (("here", str(SOURCES)), ("there", WINDOWS)):
        subprocess.run(
            [sys.executable, "-m", "warta", "init", str(tmp_path / name)],
            env={**os.environ, "PYTHONPATH": path}, check=True, capture_output=True, cwd=tmp_path,
        )  # fmt: skip
    assert_same(tree(tmp_path / "there"), tree(tmp_path / "here"))


@pytest.mark.skipif(sys.platform == "win32", reason="the helpers start a group of processes")
def test_the_server_shows_a_page_and_notices_an_edit(tmp_path: Path) -> None:
    """Fails where a page is opened with a flag that only POSIX has."""
    settings = f"{SITE_TOML}\n[search]\nenabled = false\n"
    site = make_site(tmp_path, {STORY: post("Dua"), "site.toml": settings})
    with serving(site, PYTHONPATH=WINDOWS) as server:
        page = "/id/berita/2024/dua/"
        until(lambda: server.get(page)[0] == 200, "the page is there")
        assert "Dua" in server.text(page)
        (site / STORY).write_bytes((site / STORY).read_bytes().replace(b"Dua", b"Kedua"))
        server.wait_for(page, "Kedua")


def test_the_server_knows_what_has_changed_by_the_paths_of_windows() -> None:
    """Events name files as the system does; content is named with ``/``."""
    site: Any = PureWindowsPath("C:\\situs")
    text, settings = ((site / name).as_posix() for name in ("content\\news\\a.id.md", "site.toml"))
    assert _below(site, [text, settings]) == ("content/news/a.id.md",)
    assert _is_sure(site, [text])
    assert not _is_sure(site, [text, settings])
    assert not _is_sure(site, [(site / "content").as_posix()])


# --- Locks --------------------------------------------------------------------------------------------


def test_two_builds_at_once(site: Path) -> None:
    """One does the work; the other finds it done, or names the first."""
    builds = [windows(site, "build", *TIME) for _ in range(2)]
    ends = [(process, *process.communicate(timeout=PATIENCE)) for process in builds]
    assert any(process.returncode == 0 for process in builds)
    for process, _, errors in ends:
        assert "Traceback" not in errors
        if process.returncode:
            (other,) = {str(each.pid) for each in builds} - {str(process.pid)}
            assert "[output-locked]" in errors
            assert other in errors
    assert_same(build(site), built_here(site))


def test_a_lock_ends_with_its_process(site: Path) -> None:
    build(site)
    (site / STORY).write_bytes((site / STORY).read_bytes().replace(b"Dua", b"Kedua"))
    process = windows(site, "build", "--clean", *TIME)
    until((site / "output" / META / "holder").exists, "the folder is locked")
    process.kill()
    process.communicate()
    assert_same(build(site), built_here(site))
    assert not (site / "output" / META / "holder").exists()


def test_a_lock_is_one_processes_and_its_file_goes_with_it(tmp_path: Path) -> None:
    first, second = Lock(f"{tmp_path}/lock"), Lock(f"{tmp_path}/lock")
    assert first.take()
    assert not second.take()
    first.release()
    assert second.take()
    second.release()
    assert list(tmp_path.iterdir()) == []


# --- Files that somebody has open ---------------------------------------------------------------------


@SHIMMED
def test_a_file_that_is_open_for_a_moment_is_waited_for(site: Path) -> None:
    build(site)
    (site / STORY).write_bytes((site / STORY).read_bytes().replace(b"Dua", b"Kedua"))
    assert_same(build(site, WARTA_TEST_BUSY="index.html=3 manifest=2"), built_here(site))


@SHIMMED
def test_a_file_that_stays_open_leaves_a_site_that_says_so(site: Path) -> None:
    """Status 5, and the file is named; the next build finishes what was begun."""
    before = build(site)
    for name in (STORY, "content/news/2024/tiga.id.md"):
        (site / name).write_bytes((site / name).read_bytes().replace(b"Isi berita", b"Isi baru"))
    status, output, errors = run(site, "build", *TIME, WARTA_TEST_BUSY="feed.xml=9999")
    assert (status, "[output-partly-new]" in errors) == (5, True), output + errors
    assert unfinished(site / "output")
    assert tree(site / "output") != before
    assert_same(build(site), built_here(site))
    assert not unfinished(site / "output")


@SHIMMED
def test_before_anything_has_changed_a_file_that_is_open_changes_nothing(site: Path) -> None:
    before = build(site)
    (site / STORY).write_bytes((site / STORY).read_bytes().replace(b"Isi berita", b"Isi baru"))
    status, _, errors = run(site, "build", *TIME, WARTA_TEST_BUSY="intent.new=9999")
    assert status == 1
    assert "[output-unwritable]" in errors
    assert_same(tree(site / "output"), before)
    assert_same(build(site), built_here(site))


def test_only_windows_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system refuses for good is said at once."""
    pauses: list[float] = []
    monkeypatch.setattr("warta.filesystem.own_files.time.sleep", pauses.append)

    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("warta.filesystem.own_files.os.replace", refused)
    with pytest.raises(PermissionError):
        own_files.replace(tmp_path / "a", tmp_path / "b")
    assert pauses == []
    assert sum(own_files.PATIENCE) == pytest.approx(2.0)
