"""On time: when a site changes next, and that it is published then. With a clock of its own and real HTTP."""

from __future__ import annotations

import configparser
import json
import os
import pwd
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pytest

from tests.support import PATIENCE, SITE_TOML, SOURCES, change, make_site, post
from warta.cli import main
from warta.console.schedule import kind_text
from warta.diagnostics.catalogue import MESSAGE_LANGUAGES
from warta.publishing.moments import Agenda
from warta.publishing.timers import Timer, timer_files
from warta.publishing.trigger import FailedError
from warta.publishing.waiting import Clock, Job, wait_and_call
from warta.site.due import Due, Kind

STORY = "content/news/2025/nanti.id.md"
FILES = {
    "content/news/2024/kasus.id.md": post("Kasus uji"),
    STORY: post("Nanti", date="2025-01-16 09:00"),
    "content/news/2025/draf.id.md": post("Draf", date="2025-01-15 21:00", draft="true"),
    "content/news/2025/habis.id.md": post("Habis", date="2025-01-01", expires="2025-01-20 06:00 WITA"),
}
Output = pytest.CaptureFixture[str]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path / "situs", FILES)


# --- next-due ----------------------------------------------------------------------------------------------


def asked(site: Path, capsys: Output, *words: str) -> tuple[int, Any]:
    capsys.readouterr()
    status = main(["--site", str(site), "next-due", "--format", "json", *words])
    return status, json.loads(capsys.readouterr().out)


def test_the_next_moment_is_the_first_that_readers_notice(site: Path, capsys: Output) -> None:
    """A draft's time changes nothing; a story stops being news two days after it opened."""
    moments = []
    at = "2025-01-15 19:00"
    while True:
        status, found = asked(site, capsys, "--now", at)
        if found["next"] is None:
            break
        assert status == 0
        moments.append((found["next"]["at"], [each["kind"] for each in found["next"]["what"]]))
        at = found["next"]["at"][:16].replace("T", " ")
    assert status == 4
    assert moments == [
        ("2025-01-16T09:00:00+07:00", ["embargo"]),
        ("2025-01-18T09:00:00+07:00", ["news"]),
        ("2025-01-20T05:00:00+07:00", ["expiry"]),
    ]


def test_what_has_passed_since_the_last_build_is_overdue(site: Path, capsys: Output) -> None:
    now = ("--now", "2025-01-16 09:00")
    assert asked(site, capsys, *now)[0] == 0  # nobody knows of a build
    assert main(["--site", str(site), "build", "--now", "2025-01-15 19:00"]) == 0
    status, found = asked(site, capsys, *now)
    assert status == 3
    assert found["overdue"]["what"] == [{"kind": "embargo", "file": STORY}]
    assert found["next"]["at"].startswith("2025-01-18")
    assert asked(site, capsys, *now, "--since", "2025-01-16 09:00")[0] == 0
    assert main(["--site", str(site), "build", *now]) == 0
    assert asked(site, capsys, *now)[0] == 0


def test_people_read_it_in_their_language(site: Path, capsys: Output) -> None:
    capsys.readouterr()
    assert main(["--site", str(site), "next-due", "--now", "2025-01-15 19:00"]) == 0
    printed = capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")
    assert "16 Januari 2025, 09.00 WIB" in printed
    assert STORY in printed
    assert main(["--site", str(site), "next-due", "--since", "kemarin"]) == 2


@pytest.mark.parametrize("language", MESSAGE_LANGUAGES)
def test_every_kind_of_moment_has_its_words(tmp_path: Path, capsys: Output, language: str) -> None:
    texts = {kind: kind_text(kind, language) for kind in get_args(Kind)}
    assert len(set(texts.values())) == len(texts)
    note = "{date: 2025-01-17 08:00, kind: update, note: Angka baru}"
    pinned = post("Semat", date="2025-01-16 09:00", pin="{until: 2025-01-19 08:00}", changes=f"[{note}]")
    banner = '[banner]\ntext = {id = "Siaga", en = "Alert"}\nfrom = 2025-01-15\nuntil = 2025-01-21\n'
    config = f'message_language = "{language}"\n{SITE_TOML}\n{banner}'
    site = make_site(tmp_path / "situs", {**FILES, STORY: pinned, "site.toml": config})
    shown, at = set(), "2025-01-14 19:00"
    while (found := asked(site, capsys, "--now", at)[1]["next"]) is not None:
        main(["--site", str(site), "next-due", "--now", at])
        printed = capsys.readouterr().out
        for each in found["what"]:
            assert f"  {texts[each['kind']]}: {each['file']}\n" in printed
        shown |= {(each["kind"], each["file"]) for each in found["what"]}
        at = found["at"][:16].replace("T", " ")
    assert {kind for kind, _ in shown} == set(texts) - {"remark"}  # readers do not notice those
    assert {kind for kind, file in shown if file == "site.toml"} == {"embargo", "expiry"}


def test_a_site_that_cannot_be_read_is_an_error(site: Path, capsys: Output) -> None:
    change(site, "site.toml", "timezone", "zona")
    assert main(["--site", str(site), "next-due"]) == 1
    assert "unknown-setting" in capsys.readouterr().err


# --- Waiting, by a clock that does not tick by itself --------------------------------------------------


class Fake:
    """A clock, a site and a CI host."""

    def __init__(self, *moments: float, failures: int = 0, server_behind: float = 0.0) -> None:
        self.time = 1000.0
        self.moments = list(moments)
        self.failures = failures
        self.server_behind = server_behind
        self.calls: list[tuple[float, float]] = []
        """When, and for which moment."""
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.slept.append(seconds)
        self.time += seconds

    def look(self, since: float, at: float) -> Agenda:
        passed = sorted(each for each in self.moments if since < each <= at)
        ahead = sorted(each for each in self.moments if each > at)
        found = [(Due(each[0], "embargo", "x"),) if each else () for each in (passed, ahead)]
        return Agenda(*found)

    def call(self, at: float) -> str:
        self.calls.append((self.time, at))
        if len(self.calls) <= self.failures:
            raise FailedError("HTTP 503", is_final=False)
        return formatdate(self.time - self.server_behind, usegmt=True)

    def run(self, within: float | None = None, since: float = float("inf")) -> Any:
        clock = Clock(lambda: self.time, self.sleep)
        return wait_and_call(Job(self.look, self.call, within), since, clock)


def test_it_waits_until_the_moment_and_no_longer() -> None:
    fake = Fake(4600.5, 9000)
    outcome = fake.run()
    assert fake.calls == [(4600.5, 4600.5)]
    assert max(fake.slept) <= 60
    assert outcome.done_until == 4600.5


def test_what_is_far_ahead_is_left_to_a_later_run() -> None:
    fake = Fake(4600)
    outcome = fake.run(within=600)
    assert (fake.calls, fake.slept) == ([], [])
    assert outcome.upcoming[0].at == 4600
    assert not Fake().run().upcoming


def test_what_was_missed_is_done_at_once() -> None:
    fake = Fake(500, 4600)
    assert fake.run(since=400).called[0].at == 500
    assert fake.slept == []
    again = Fake(500, 4600)
    assert again.run(within=600, since=1000).called == ()


def test_a_moment_that_comes_up_while_it_waits_is_not_missed() -> None:
    """Somebody pushes a story that opens earlier; the machine sleeps through its moment."""
    fake = Fake(4600)
    plain = fake.sleep

    def sleep(seconds: float) -> None:
        plain(seconds)
        if len(fake.slept) == 3:
            fake.moments.append(fake.time + 30)
            fake.time += 500

    fake.sleep = sleep  # type: ignore[method-assign]
    assert fake.run().called[0].at == pytest.approx(1000 + 180 + 30)


def test_a_clock_that_is_set_back_delays_nothing_that_is_done() -> None:
    fake = Fake(1500)
    outcome = fake.run(since=99_000)  # seen to by a clock that was wrong
    assert outcome.called[0].at == 1500


def test_what_fails_is_tried_again_and_then_said() -> None:
    fake = Fake(1010, failures=2)
    assert fake.run().called
    assert len(fake.calls) == 3
    fake = Fake(1010, failures=99)
    with pytest.raises(FailedError):
        fake.run()
    assert len(fake.calls) == 4


def test_a_clock_that_is_fast_makes_no_story_late() -> None:
    """The CI host would find nothing to publish yet, so it is called once more when its own clock says so."""
    fake = Fake(1010, server_behind=120)
    outcome = fake.run()
    assert round(outcome.ahead) == 120
    assert len(fake.calls) == 2
    assert fake.calls[1][0] - 120 >= 1010
    slow = Fake(1010, server_behind=-120)
    assert round(slow.run().ahead) == -120
    assert len(slow.calls) == 1


# --- The real thing ------------------------------------------------------------------------------------


class Posted(NamedTuple):
    path: str
    headers: dict[str, str]
    body: str
    at: float


class Endpoint(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.posted: list[Posted] = []
        self.status = 204

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Endpoint  # type: ignore[mutable-override]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.posted.append(Posted(self.path, dict(self.headers), body, time.time()))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Not into the report of the tests."""


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with Endpoint() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


LEAD = 4
"""Seconds."""


def due_now(site: Path) -> Path:
    """The site with a story that opened after the last time anybody looked."""
    assert main(["--site", str(site), "build", "--now", "2025-01-15 19:00"]) == 0
    return site


HOOKS = {
    "github": ("/repos/o/r/actions/workflows/publish.yml/dispatches", "application/json", '{"ref": "main"}'),
    "gitlab": (
        "/api/v4/projects/7/trigger/pipeline",
        "application/x-www-form-urlencoded",
        "token=t0ken&ref=main",
    ),
}


@pytest.mark.parametrize("host", HOOKS)
def test_a_webhook_gets_what_its_host_takes(
    host: str, site: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.setenv("WARTA_TRIGGER_TOKEN", "t0ken")
    path, form, body = HOOKS[host]
    words = ["--site", str(due_now(site)), "due", "--within", "1", "--webhook", endpoint.url + path]
    assert main(words) == 0
    (posted,) = endpoint.posted
    assert (posted.path, posted.headers["Content-Type"], posted.body) == (path, form, body)
    assert (posted.headers.get("Authorization") == "Bearer t0ken") == (host == "github")
    assert main(words) == 4, "what was set off is not set off again"
    assert len(endpoint.posted) == 1
    printed = capsys.readouterr()
    assert "t0ken" not in printed.out + printed.err


def test_a_story_is_called_for_within_seconds_of_its_moment(site: Path, endpoint: Endpoint) -> None:
    """By the clock of the machine."""
    assert main(["--site", str(site), "build"]) == 0
    opens = int(time.time()) + LEAD
    change(site, STORY, "2025-01-16 09:00", datetime.fromtimestamp(opens, UTC).strftime("%Y-%m-%d %H:%M:%SZ"))
    assert main(["--site", str(site), "due", "--webhook", f"{endpoint.url}/kait"]) == 0
    (posted,) = endpoint.posted
    assert 0 <= posted.at - opens < 5
    assert datetime.fromisoformat(json.loads(posted.body)["due"]).timestamp() == opens


def test_what_fails_stays_due(
    site: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.setenv("WARTA_TRIGGER_TOKEN", "t0ken")
    words = ["--site", str(due_now(site)), "due", "--within", "1", "--webhook", f"{endpoint.url}/kait"]
    for status in (401, 302):
        endpoint.status = status
        assert main(words) == 1
        printed = capsys.readouterr()
        assert f"HTTP {status}" in printed.err
        assert "t0ken" not in printed.out + printed.err
    assert [each.path for each in endpoint.posted] == ["/kait"] * 2, "a token goes nowhere else"
    endpoint.status = 204
    assert main(words) == 0


def test_a_command_is_run_in_the_sites_folder(site: Path, capsys: Output) -> None:
    due_now(site)
    script = "import os,sys;open('dipanggil','w').write(os.environ['WARTA_DUE']);sys.exit(int(sys.argv[1]))"
    call = f'{sys.executable} -c "{script}"'
    assert main(["--site", str(site), "due", "--within", "1", "--run", f"{call} 7"]) == 1
    assert "7" in capsys.readouterr().err
    assert main(["--site", str(site), "due", "--within", "1", "--run", f"{call} 0"]) == 0
    assert (site / "dipanggil").read_text() == "2025-01-16T02:00:00+00:00"


WRONG: dict[str, tuple[str, ...]] = {
    "nothing to call": (),
    "two things": ("--run", "true", "--webhook", "https://example.org/"),
    "no address": ("--webhook", "example.org"),
    "a secret in the address": ("--webhook", "https://a:rahasia@example.org/"),
    "a token that others could read": ("--webhook", "http://example.org/"),
    "an open quotation mark": ("--run", "echo 'x"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_usage_is_said_and_nothing_is_called(
    name: str, site: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.setenv("WARTA_TRIGGER_TOKEN", "t0ken")
    capsys.readouterr()
    assert main(["--site", str(site), "due", *WRONG[name]]) == 2
    printed = capsys.readouterr().err
    assert "rahasia" not in printed
    assert "t0ken" not in printed


# --- What runs it --------------------------------------------------------------------------------------

ODD = Timer(
    "/srv/situs 100% 'kita'", ["/opt/py thon", "-m", "warta"], ["--run", 'a "b" $c'], 5, "Kabar %n", True
)


def test_what_runs_has_the_rights_and_the_programs_of_who_asked_for_it(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else git would refuse the folder, and `warta` and the key to the server would not be found."""
    for kind in ("systemd", "cron"):
        words = ["--site", str(site), "schedule", kind, "--run", "warta build", "--output", str(tmp_path)]
        assert main(words) == 0
        assert ("/etc/systemd/system/" in capsys.readouterr().err) == (kind == "systemd")
    programs = Path(sys.executable).parent
    service = (tmp_path / "warta-due.service").read_text()
    assert re.search(rf'(?m)^Environment="?PATH={re.escape(str(programs))}:', service)
    assert f"PATH={programs}:$PATH;" in (tmp_path / "warta-due.cron").read_text()
    named = re.findall(r"(?m)^User=(.+)$", service)
    assert named == ([pwd.getpwuid(os.getuid()).pw_name] if os.getuid() else [])
    assert "\nUser=redaksi\n" in timer_files("systemd", ODD._replace(user="redaksi"))["warta-due.service"]


def test_a_unit_says_what_was_meant(tmp_path: Path) -> None:
    files = timer_files("systemd", ODD)
    for name, text in files.items():
        parser = configparser.RawConfigParser(strict=False)
        parser.optionxform = str  # type: ignore[assignment, method-assign]
        parser.read_string(text)
        (tmp_path / name).write_text(text)
    service = files["warta-due.service"]
    assert "100%% 'kita'" in service
    assert '"a \\"b\\" $$c"' in service
    if shutil.which("systemd-analyze"):
        plain = ODD._replace(site=str(tmp_path), program=[sys.executable, "-m", "warta"])
        for name, text in timer_files("systemd", plain).items():
            (tmp_path / name).write_text(text)
        done = subprocess.run(
            ["systemd-analyze", "verify", *map(str, sorted(tmp_path.glob("warta-due.*")))],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "warta-due" not in done.stderr, done.stderr


def test_the_line_for_cron_calls(site: Path, tmp_path: Path, endpoint: Endpoint) -> None:
    """As cron reads it: up to a bare per cent sign, by sh."""
    due_now(site)
    moved = site.rename(tmp_path / "situs 100% kita")
    words = [
        "--site",
        str(moved),
        "schedule",
        "cron",
        "--webhook",
        f"{endpoint.url}/kait",
        "--output",
        str(tmp_path),
    ]
    assert main(words) == 0
    (line,) = [
        each for each in (tmp_path / "warta-due.cron").read_text().splitlines() if not each.startswith("#")
    ]
    assert line.startswith("*/5 * * * * ")
    command = line.removeprefix("*/5 * * * * ").replace("\\%", "\0")
    assert "%" not in command
    done = subprocess.run(
        ["sh", "-c", command.replace("\0", "%")],
        env={**os.environ, "PYTHONPATH": str(SOURCES)}, capture_output=True, text=True, check=False,
        timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(endpoint.posted) == 1


def test_schedule_writes_units(site: Path, tmp_path: Path, capsys: Output) -> None:
    words = [
        "--site",
        str(site),
        "schedule",
        "systemd",
        "--run",
        "make terbit",
        "--output",
        str(tmp_path / "unit"),
    ]
    assert main(words) == 0
    assert {file.name for file in (tmp_path / "unit").iterdir()} == {"warta-due.service", "warta-due.timer"}
    assert main([*words, "--every", "0"]) == 2
    capsys.readouterr()
