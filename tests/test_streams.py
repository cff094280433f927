"""A status tells what became of the work, whoever listens; a cluster that does not answer is wrong usage."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faultlib import environment
from tests.support import PATIENCE, make_site, post, translation, tree_digest
from warta.cli import main
from warta.console.streams import Outlet
from warta.console.usage import DONE, SITE_HAS_ERRORS, WRONG_USAGE

STORY = "content/news/2024/uji.id.md"

REDIRECTIONS = {
    "stdout closed": ">&-",
    "stderr closed": "2>&-",
    "all closed": ">&- 2>&- <&-",
    "stdout full": ">/dev/full",
    "stderr full": "2>/dev/full",
    "both full": ">/dev/full 2>&1",
    "nobody reads": "| true",
    "nobody reads either": "2>&1 | true",
}

COMMANDS = {
    "build": "build --now 2025-01-15",
    "build again": "build",
    "build explained": "build --clean --explain --prune --now 2025-01-15",
    "check json": "check --format json --now 2025-01-15",
    "translations": "translations --format html",
    "schema": "schema",
    "new": "new --date 2024-11-14 'Berita baru'",
    "import": "import --dry-run siaran.txt",
    "init": "init baru",
    "version": "--version",
    "wrong usage": "--flag",
    "no such date": "build --now kemarin",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    files = {STORY: post("Uji"), STORY.replace(".id.", ".en."): translation("A test")}
    site = make_site(tmp_path / "situs", {**files, "siaran.txt": "Siaran pers\n\nIsi siaran.\n"})
    assert main(["--site", str(site), "build"]) == DONE
    return site


def status(site: Path, command: str, redirection: str = "") -> tuple[int, str]:
    """The status of a command line, and what could be seen."""
    warta = f"PATH={Path(sys.executable).parent}:$PATH python -m warta --lang en {command}"
    script = f"set -o pipefail; {warta} {redirection}"
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=site,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full is a device of Linux")
@pytest.mark.parametrize("command", COMMANDS)
def test_the_status_is_the_same_whoever_listens(
    site: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the work is done; no traceback is left anywhere."""
    shutil.copytree(site, f"{site}-asli")
    monkeypatch.chdir(site)
    try:
        expected = main(["--lang", "en", *shlex.split(COMMANDS[command])])
    except SystemExit as end:
        expected = int(end.code or 0)
    output = tree_digest(site / "output")
    # What commands have in common is one module's: each is tried with a worst case, a build with all.
    worst = ("all closed", "both full")
    names = REDIRECTIONS if command == "build" else worst[[*COMMANDS].index(command) % 2 :][:1]
    for name in names:
        redirection = REDIRECTIONS[name]
        shutil.rmtree(site)
        shutil.copytree(f"{site}-asli", site)
        found, seen = status(site, COMMANDS[command], redirection)
        assert found == expected, (name, seen)
        assert "Traceback" not in seen, name
        assert "Exception" not in seen, name
        assert tree_digest(site / "output") == output, name


@pytest.mark.parametrize("redirection", ["2>&-", ">/dev/full", "2>&1 | true"])
def test_a_site_is_replaced_with_status_0_or_kept_with_status_1(site: Path, redirection: str) -> None:
    before = tree_digest(site / "output")
    (site / STORY).write_text(post("Lain", agency="tidak-ada"))
    assert status(site, "build", redirection)[0] == SITE_HAS_ERRORS
    assert tree_digest(site / "output") == before
    (site / STORY).write_text(post("Lain"))
    assert status(site, "build", redirection)[0] == DONE
    assert tree_digest(site / "output") != before


def test_a_report_that_a_full_disk_has_cut_off_is_told_of(site: Path) -> None:
    """One that nobody wants is not."""
    assert "could not be written: No space left" in status(site, "check", "> /dev/full")[1]
    assert status(site, "check", ">&-")[1] == ""
    assert "could not be written" not in status(site, "build --clean --explain", "| true")[1]


def test_nothing_that_is_printed_gets_into_a_file_of_the_site(site: Path) -> None:
    """A closed descriptor's number is not given to the next file that is opened."""
    assert status(site, "build --clean", ">&- 2>&- <&-")[0] == DONE
    assert status(site, "build --verify", "")[0] == DONE


def test_a_pipe_that_does_not_wait_is_waited_for() -> None:
    """As some programs hand over: what does not fit at once is written when there is room."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    data = bytes(range(256)) * 4096
    received = bytearray()

    def slowly() -> None:
        time.sleep(0.1)
        while len(received) < len(data):
            received.extend(os.read(reading, 65536))

    reader = threading.Thread(target=slowly)
    reader.start()
    outlet = Outlet(writing)
    assert outlet.write(data) == len(data)
    reader.join()
    assert bytes(received) == data
    problems: list[object] = [outlet.problem]
    os.close(reading)
    assert outlet.write(b"x") == 1
    problems.append(outlet.problem)
    assert problems[0] is None
    assert isinstance(problems[1], BrokenPipeError)
    os.close(writing)


# --- --executor -------------------------------------------------------------------------------------


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port of this machine at which nobody answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # not listening
        yield taken.getsockname()[1]


WRONG = (
    *("", "dask://", "dask://127.0.0.1", "127.0.0.1:8786", "tcp://127.0.0.1:8786", "dask://:8786", "dask://h:0"),
    *("dask://h:65536", "dask://h:x", "dask://h:8786/x", "dask://a b:8786", "dask://u@h:8786", "dask://h:８"),
)  # fmt: skip


@pytest.mark.parametrize("value", WRONG)
def test_an_executor_that_is_no_address_is_wrong_usage(
    site: Path, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a site with nothing to do as well."""
    assert main(["--site", str(site), "--lang", "en", "build", "--executor", value]) == WRONG_USAGE
    assert re.search(r"^warta: .*--executor.*dask://127\.0\.0\.1:8786", capsys.readouterr().err)


@pytest.mark.parametrize("changed", [False, True])
def test_an_executor_that_does_not_answer_is_wrong_usage(
    site: Path, closed_port: int, changed: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whether there is something to do or not; the output stays."""
    if changed:
        (site / STORY).write_text(post("Lain"))
    before = tree_digest(site / "output")
    for host in ("127.0.0.1", "tidak-ada.invalid", "." * 70):
        arguments = ["--lang", "en", "build", "--executor", f"dask://{host}:{closed_port}"]
        assert main(["--site", str(site), *arguments]) == WRONG_USAGE
        assert "nobody answers at dask://" in capsys.readouterr().err
    assert tree_digest(site / "output") == before
