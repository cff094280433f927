"""A build that is killed or refused leaves the old site, the new one, or a mark that it is neither.

On Linux strace kills a build at its Nth system call, or makes that call fail. ``make test`` takes a sample
of the calls that touch the site; ``make soak`` takes every one.
"""

from __future__ import annotations

import errno
import importlib
import itertools
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Figures
from tests.faultlib import (
    AT_REST,
    COMMITTING,
    META,
    SOAK,
    SYSCALLS,
    Call,
    Days,
    Killed,
    alive_in_group,
    assert_same,
    build_clean,
    calls_touching,
    command,
    empty_folders,
    environment,
    errors,
    few_regions,
    file_calls,
    kill_group,
    killed_at,
    make_days,
    manifest,
    may_mount,
    mounted,
    own_files,
    quick_templates,
    run,
    spread,
    start,
    strace,
    temporary_folder,
    tree,
    unfinished,
)
from tests.support import NOW, PATIENCE, ROOT, Files, bound_by_permissions, make_site, post, slowed
from warta.build.build import Request, build
from warta.build.rendering import render_pages
from warta.console.usage import PARTLY_NEW, SITE_HAS_ERRORS
from warta.filesystem.locks import Lock
from warta.filesystem.own_files import FLUSH_EACH_UP_TO
from warta.output.stage import Stage

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

LINUX = sys.platform == "linux"
traced = pytest.mark.skipif(not LINUX, reason="strace is a program of Linux")
in_proc = pytest.mark.skipif(not LINUX, reason="looks at /proc, which Linux has")
SAMPLE = {"rename": 2, "unlink": 2, "mkdir": 1, "write": 2, "openat": 2, "fsync": 1}
RANDOM_KILLS = 500 if SOAK else 12
RACES = 20 if SOAK else 2
INTERRUPTED = 130
NONE_MIXED = {"mixed outputs": 0}
"""What every test here has counted once it has come to its end: a mixed output fails it."""
AT_ONCE = 2.0
"""Seconds in which an interrupted build must have ended, on a machine that does nothing else."""


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with temporary_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def days(place: Path) -> Days:
    return make_days(place)


@pytest.fixture
def scene(place: Path) -> Path:
    """Where a copy of the site is built; below it lies everything that a build may touch."""
    return place / "adegan"


def outcome(days: Days, output: Path) -> str:
    """What a build that did not end as it should has left."""
    if unfinished(output):
        return "marked"
    found = tree(output)
    if found == days.old:
        return "old"
    assert_same(found, days.new.files, "neither old, nor new, nor marked as unfinished")
    return "new"


_FINISHED = itertools.count()


def finish(days: Days, site: Path) -> None:
    """The next build needs no help, and nothing is left of the accident.

    Every tenth is the command, which takes ten times as long to start.
    """
    if next(_FINISHED) % 10 == 0:
        done = run(command(site))
        assert done.returncode == 0, done.stderr
    else:
        result = build(Request(site, site / "output", datetime.now(UTC)))
        assert not errors(result), errors(result)
    check_finished(days, site)


def check_finished(days: Days, site: Path) -> None:
    output = site / "output"
    assert_same(tree(output), days.new.files, "after the next build")
    assert manifest(output) == days.new.manifest
    assert own_files(output) == AT_REST
    assert empty_folders(output) == []


def candidates(days: Days, scene: Path, calls: str, what: str = "") -> list[Call]:
    """Those calls of a whole build that touch the site. One build is watched for all tests."""
    log = scene.with_name("strace.log")
    if not log.exists():
        run(command(days.restore(scene)))  # which compiles the templates, and keeps them outside the site
        done = strace(",".join(SYSCALLS.values()), "", log, command(days.restore(scene)))
        assert done.returncode == 0, done.stderr
    names = SYSCALLS[calls].replace("?", "").split(",")
    found = [call for call in calls_touching(log, scene, what) if call.name in names]
    assert found, f"a build makes no call of {SYSCALLS[calls]}"
    return found


def quiet(stderr: str) -> None:
    assert "Traceback" not in stderr, stderr


# --- Killed -----------------------------------------------------------------------------------------


@traced
@pytest.mark.faults
@pytest.mark.parametrize("calls", SAMPLE)
def test_killed_at_a_system_call(days: Days, scene: Path, calls: str, figures: Figures) -> None:
    """Wherever a build is killed, the site is whole or marked, and the next build makes it new."""
    numbers = candidates(days, scene, calls)
    points = spread(numbers, SAMPLE[calls])
    seen: Counter[str] = Counter()
    log = scene.with_name("kill.log")
    for name, number in points:
        site = days.restore(scene)
        done = strace(name, f"signal=KILL:when={number}", log, command(site))
        if "[media-given-up]" in done.stderr:
            seen["only the process that looks at a picture killed"] += 1
        elif done.returncode != -signal.SIGKILL:
            assert done.returncode == 0, done.stderr
            seen["not killed"] += 1
        seen[outcome(days, site / "output")] += 1
        finish(days, site)
    figures(
        f"killed at {calls} calls", {"kills": len(points), "such calls": len(numbers), **seen, **NONE_MIXED}
    )
    assert seen["not killed"] * 10 <= len(points), "the calls of two builds must be the same"


@traced
@pytest.mark.faults
def test_killed_while_finishing_what_was_killed(days: Days, scene: Path, figures: Figures) -> None:
    """A build that takes over from a killed one can be killed as well, again and again."""
    numbers = candidates(days, scene, "rename", "/output/")
    log = scene.with_name("kill.log")
    kills = 0
    for name, first in spread(numbers[1:-2], 1):
        site = days.restore(scene)
        strace(name, f"signal=KILL:when={first}", log, command(site))
        for calls in ("rename", "unlink", "rename", "write"):
            for number in (1, 5):
                done = strace(calls, f"signal=KILL:when={number}", log, command(site))
                kills += done.returncode == -signal.SIGKILL
                outcome(days, site / "output")
        finish(days, site)
    figures("killed while finishing what was killed", {"kills": kills, **NONE_MIXED})
    assert kills >= (4 if SOAK else 2)


class Killer:
    """Kills builds at random moments, in forked processes: a program takes longer to start than to build.

    Every twentieth is the command all the same.
    """

    def __init__(self, seed: int, length: float) -> None:
        self._chooser = random.Random(seed)
        self._length = length
        """Seconds; follows how long builds take while other programs are busy."""
        self.seen: Counter[str] = Counter()

    def kill(self, site: Path) -> None:
        """Start a build and kill it, be it too late."""
        if self.seen.total() % 20 == 0:
            process = start(command(site))
            wait_for((site / "output" / META / "stage").exists)
            time.sleep(self._chooser.uniform(0, 0.05))
            kill_group(process)
            killed = process.returncode == -signal.SIGKILL
        else:
            child = os.fork()
            if child == 0:
                try:
                    build(Request(site, site / "output", datetime.now(UTC)))
                finally:
                    os._exit(0)
            time.sleep(self._chooser.uniform(0.3, 1) * self._length)
            os.kill(child, signal.SIGKILL)
            killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
            self._length *= 1.1 if killed else 0.75
        self.seen["kills" if killed else "too late"] += 1


FORKS = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
"""Of a process with threads, pytest's own; the child does nothing that waits for them."""


@FORKS
@pytest.mark.faults
def test_killed_at_random_moments(days: Days, scene: Path, figures: Figures) -> None:
    """The same at moments that no system call marks."""
    killer = Killer(1945, 0.1)
    left: Counter[str] = Counter()
    while killer.seen["kills"] < RANDOM_KILLS:
        site = days.restore(scene)
        killer.kill(site)
        left[outcome(days, site / "output")] += 1
        finish(days, site)
        assert killer.seen["too late"] < 20 + RANDOM_KILLS
    figures("killed at random moments", {**killer.seen, **left, **NONE_MIXED})


@FORKS
@pytest.mark.faults
def test_a_first_build_that_is_killed_leaves_no_site(days: Days, scene: Path, figures: Figures) -> None:
    """Into a folder that was not there: nothing, or marked, or all of it."""
    killer = Killer(1928, 0.2)
    left: Counter[str] = Counter()
    while killer.seen["kills"] < RANDOM_KILLS // 2:
        site = days.restore(scene)
        shutil.rmtree(site / "output")
        shutil.rmtree(site / ".warta-cache")
        killer.kill(site)
        found = tree(site / "output")
        if unfinished(site / "output"):
            left["marked"] += 1
        elif found:
            assert_same(found, days.new.files)
            left["new"] += 1
        else:
            left["nothing"] += 1
        finish(days, site)
        assert killer.seen["too late"] < 20 + RANDOM_KILLS
    figures("first builds killed at random moments", {**killer.seen, **left, **NONE_MIXED})


def wait_for(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to it"
        time.sleep(0.002)


# --- Killed, in this process: at every change of the file system ------------------------------------


@pytest.fixture
def _quick() -> Iterator[None]:
    with quick_templates(), few_regions():
        yield


def small_site(folder: Path) -> Path:
    """Built; then a story edited, one renamed, one added and one deleted. ``before`` is a copy as built."""
    files: dict[str, str | bytes] = {
        "content/agencies/dinas.id.md": "Profil dinas.\n",
        "content/news/2024/a.id.md": post("A", aliases="[/lama/a]"),
        "content/news/2024/b.id.md": post("B", date="2024-10-01"),
        "content/news/2023/c.id.md": post("C", date="2023-10-01"),
    }
    site = make_site(folder / "situs", files)
    assert not errors(build(Request(site, site / "output", NOW)))
    shutil.copytree(site, folder / "before")
    news = site / "content/news"
    (news / "2024/a.id.md").write_text(post("Baru", aliases="[/lama/baru]"))
    (news / "2024/b.id.md").rename(news / "2024/d.id.md")
    (news / "2024/e.id.md").write_text(post("E", date="2024-12-01"))
    (news / "2023/c.id.md").unlink()
    return site


def restore(source: Path, target: Path) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    return shutil.copytree(source, target)


@pytest.mark.faults
@pytest.mark.usefixtures("_quick")
@pytest.mark.parametrize("taken_back", [False, True], ids=["goes-on", "taken-back"])
def test_killed_anywhere(place: Path, taken_back: bool, figures: Figures) -> None:
    """At each change that a build makes to the file system, and again while the next one finishes it.

    What was begun is finished also when its author has taken it back meanwhile: nothing of it stays.
    """
    folder = place / f"sekali-{taken_back}"
    changed = small_site(folder)
    old = tree(changed / "output")
    new = build_clean(changed).files
    scene = folder / "adegan"
    seen: Counter[str] = Counter()
    # In a sample, a quarter of the calls of a commit; another quarter is the other case's.
    counted, step = (frozenset[str](), 1) if SOAK else (COMMITTING, 4)
    for number in itertools.count(1 + 2 * taken_back, step):
        site = restore(changed, scene)
        with suppress(Killed), file_calls(killed_at(number, counted)):
            build(Request(site, site / "output", NOW))
            break
        seen["kills"] += 1
        if unfinished(site / "output"):
            seen["marked"] += 1
            for again in range(1, 1 + number % 3):
                with suppress(Killed), file_calls(killed_at(2 * again + number % 5, COMMITTING)):
                    build(Request(site, site / "output", NOW))
        if not unfinished(site / "output"):
            found = tree(site / "output")
            assert_same(found, old if found == old else new, f"killed at {number}")
        if taken_back:
            shutil.rmtree(site / "content")
            shutil.copytree(folder / "before/content", site / "content")
        result = build(Request(site, site / "output", NOW))
        assert not errors(result), (number, errors(result))
        assert_same(tree(site / "output"), old if taken_back else new, f"after being killed at {number}")
        assert own_files(site / "output") == AT_REST
        assert empty_folders(site / "output") == []
    figures(f"killed at every change ({'taken back' if taken_back else 'goes on'})", {**seen, **NONE_MIXED})
    assert seen["kills"] > seen["marked"] >= 10


@pytest.mark.usefixtures("_quick")
@pytest.mark.parametrize("killed", [False, True], ids=["refused", "killed"])
def test_folders_that_were_made_for_what_is_dropped_go(
    tmp_path: Path, killed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build ends when all is staged and nothing is promised yet; then its author takes the change back."""
    site = small_site(tmp_path)
    old = tree(site / "output")
    dead = False

    def fate(_: str) -> None:
        if dead:
            raise Killed

    def end(_: Stage) -> None:
        nonlocal dead
        dead = killed
        raise OSError(errno.EIO, os.strerror(errno.EIO), "a disk")

    with monkeypatch.context() as patch, suppress(Killed), file_calls(fate):
        patch.setattr(Stage, "sync", end)
        assert build(Request(site, site / "output", NOW)).failed
        assert empty_folders(site / "output") == []
    assert (empty_folders(site / "output") != []) == killed
    shutil.rmtree(site / "content")
    shutil.copytree(tmp_path / "before/content", site / "content")
    assert not errors(build(Request(site, site / "output", NOW)))
    assert_same(tree(site / "output"), old)
    assert empty_folders(site / "output") == []


@in_proc
@pytest.mark.parametrize("pages", [3, FLUSH_EACH_UP_TO], ids=["few", "many"])
def test_the_order_of_a_commit(tmp_path: Path, pages: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Durable before it is promised, promised before it is done, done before it is said to be.

    After a power cut a file system may have lost everything that was not flushed, and nothing that was.
    """
    files: dict[str, str | bytes] = {"content/news/2024/lama.id.md": post("Lama")}
    site = make_site(tmp_path / "situs", files)
    output = site / "output"
    assert not errors(build(Request(site, output, NOW)))
    (site / "content/news/2024/lama.id.md").unlink()
    make_site(
        site, {f"content/news/2024/baru-{number}.id.md": post(f"Baru {number}") for number in range(pages)}
    )
    events: list[tuple[str, str]] = []
    real = {name: getattr(os, name) for name in ("replace", "unlink", "rmdir", "fsync", "sync")}

    def named(path: object) -> str:
        return str(path).removeprefix(f"{output}/")

    def replace(source: object, target: object) -> None:
        real["replace"](source, target)
        events.append((named(source), named(target)))

    def fsync(descriptor: int) -> None:
        real["fsync"](descriptor)
        events.append(("durable", named(Path(f"/proc/self/fd/{descriptor}").readlink())))

    def gone(name: str) -> Callable[..., None]:
        def call(path: object, **options: Any) -> None:
            real[name](path, **options)
            if "dir_fd" not in options:
                events.append(("gone", named(path)))

        return call

    monkeypatch.setattr(os, "replace", replace)

    def sync() -> None:
        real["sync"]()
        events.append(("durable", "everything"))

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "sync", sync)
    monkeypatch.setattr(os, "unlink", gone("unlink"))
    monkeypatch.setattr(os, "rmdir", gone("rmdir"))
    assert not errors(build(Request(site, output, NOW)))
    monkeypatch.undo()

    promise = events.index((".warta/intent.new", ".warta/intent"))
    said = events.index((".warta/files.new", ".warta/files"))
    assert (
        said
        < events.index((".warta/manifest.new", ".warta/manifest"))
        < events.index(("gone", ".warta/intent"))
    )
    forgotten = events.index(("gone", ".warta/intent"))
    moves = [at for at, (source, _) in enumerate(events) if source.startswith(".warta/stage/")]
    deletions = [
        at
        for at, (what, name) in enumerate(events)
        if what == "gone" and not name.startswith((".warta", "/"))
    ]
    before = {name for what, name in events[:promise] if what == "durable"}
    staged = {events[at][0] for at in moves}
    assert {".warta/files.new", ".warta/manifest.new", ".warta/intent.new"} <= before
    assert staged <= before or "everything" in before
    assert ("durable", str(output / META).removeprefix(f"{output}/")) in events[
        promise : min(moves + deletions)
    ]
    assert max(moves + deletions) < said < forgotten
    changed = {(output / events[at][1]).parent for at in moves + deletions}
    done = {name for what, name in events[max(moves + deletions) : said] if what == "durable"}
    assert "everything" in done or {named(folder) for folder in changed if folder.is_dir()} <= done
    assert ("durable", META) in events[said:forgotten]


@pytest.mark.parametrize("name", AT_REST)
def test_a_damaged_manifest_is_not_believed(tmp_path: Path, name: str) -> None:
    """Any bit of it: the site comes right, and what may be of an older one is told of, not deleted."""
    site = make_site(tmp_path / "situs", {"content/news/2024/a.id.md": post("A")})
    output = site / "output"
    assert not errors(build(Request(site, output, NOW)))
    file = output / META / name
    expected, whole = tree(output), file.read_bytes()
    (output / "milik-saya.txt").write_text("penting")
    for place in (0, 8, 16, 30, len(whole) // 3, len(whole) // 2, len(whole) - 40, len(whole) - 1):
        damaged = bytearray(whole)
        damaged[place] ^= 4
        file.write_bytes(damaged)
        result = build(Request(site, output, NOW))
        assert not errors(result), (place, errors(result))
        assert_same(tree(output), {**expected, "milik-saya.txt": b"penting"}, f"byte {place}")
        assert [found.code for found in result.diagnostics].count("files-left") == 1
        assert file.read_bytes() == whole


# --- Refused ----------------------------------------------------------------------------------------


def check_refused(days: Days, site: Path, done: subprocess.CompletedProcess[str]) -> str:
    """Said in words, with a path; nothing changed, or marked. Or it did not matter and the site is new."""
    output = site / "output"
    quiet(done.stderr)
    state = outcome(days, output)
    if done.returncode == 0:
        assert state == "new"
        return "not needed"
    assert done.returncode == (PARTLY_NEW if state == "marked" else SITE_HAS_ERRORS), done.stderr
    codes = "output-partly-new" if state == "marked" else "output-unwritable|unreadable|media-given-up"
    assert re.search(rf"\[(?:{codes})\]", done.stderr), done.stderr
    assert ("utuh" in done.stderr) == (state == "old"), done.stderr
    assert re.search(r"(output|\.warta|content|situs|adegan)[/.]", done.stderr), done.stderr
    assert state in ("old", "marked")
    return state


REFUSALS = [
    ("write", errno.ENOSPC, 3),
    ("fsync", errno.EIO, 1),
    ("rename", errno.EACCES, 2),
    ("mkdir", errno.ENOSPC, 1),
    ("unlink", errno.EACCES, 2),
]


@traced
@pytest.mark.faults
@pytest.mark.parametrize(
    ("calls", "problem", "sample"), REFUSALS, ids=[f"{c}-{errno.errorcode[p]}" for c, p, _ in REFUSALS]
)
def test_a_refused_system_call(
    days: Days, scene: Path, calls: str, problem: int, sample: int, figures: Figures
) -> None:
    """The disk is full, broken or closed at one call: a message, no traceback, and the next build repairs."""
    numbers = candidates(days, scene, calls)
    # A folder that may not be removed stays, empty: nobody is told, and nobody is harmed.
    numbers = [call for call in numbers if call.name != "rmdir"]
    points = spread(numbers, sample)
    seen: Counter[str] = Counter()
    for name, number in points:
        site = days.restore(scene)
        injection = f"error={errno.errorcode[problem]}:when={number}"
        done = strace(name, injection, scene.with_name("refused.log"), command(site))
        state = check_refused(days, site, done)
        seen[state] += 1
        if calls == "write":
            assert state != "marked", "nothing is written once the intent is"
        finish(days, site)
    what = f"{errno.errorcode[problem]} at {calls} calls"
    figures(what, {"refused": len(points), "such calls": len(numbers), **seen, **NONE_MIXED})


@traced
@pytest.mark.faults
def test_a_file_that_vanishes_while_it_is_read(days: Days, scene: Path) -> None:
    """Listed, then gone: the file is named and the old site stays.

    Once all is read a file is opened for the line that stands beside a finding, which then goes without.
    """
    points = spread(candidates(days, scene, "openat", f"{scene.name}/content/"), 4)
    statuses = []
    for call, number in points:
        site = days.restore(scene)
        log = scene.with_name("vanish.log")
        done = strace(call, f"error=ENOENT:when={number}", log, command(site))
        quiet(done.stderr)
        line = next(line for line in log.read_text().splitlines() if "INJECTED" in line)
        name = re.search(r"content/[^\"]*", line)
        assert name is not None, line
        statuses.append(done.returncode)
        if done.returncode == 0:
            assert outcome(days, site / "output") == "new"
            continue
        assert done.returncode == 1, line
        assert name[0].removeprefix(f"{site}/") in done.stderr, (line, done.stderr)
        assert outcome(days, site / "output") == "old"
        finish(days, site)
    assert 1 in statuses


@pytest.mark.parametrize(
    ("name", "before", "code"),
    [
        ("content/news/2024/cerita-07.id.md", "warta.site.parsing.read_source", "front-matter-unclosed"),
        ("content/news/2024/foto.jpg", "warta.media.cache.read_source", "picture-broken"),
    ],
    ids=["story", "picture"],
)
def test_a_file_that_is_cut_short_while_it_is_read(
    days: Days, scene: Path, name: str, before: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found whole, then half of it: the file is named and the old site stays until it is whole again."""
    site = days.restore(scene)
    file = site / name
    whole = file.read_bytes()
    module, _, function = before.rpartition(".")
    real = getattr(importlib.import_module(module), function)

    def cut(*arguments: Any) -> Any:
        file.write_bytes(whole[:12])
        return real(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(before, cut)
        result = build(Request(site, site / "output", datetime.now(UTC)))
    assert [(found.code, found.file) for found in errors(result)] == [(code, name)]
    assert outcome(days, site / "output") == "old"
    file.write_bytes(whole)
    finish(days, site)


@pytest.mark.parametrize("lost", [False, True], ids=["kept", "lost"])
def test_a_picture_that_is_cut_short_after_it_was_looked_at(
    days: Days, scene: Path, lost: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was made from the whole picture is published. Where that is lost as well, the old site stays."""
    site = days.restore(scene)
    file = site / "content/news/2024/foto.jpg"
    whole = file.read_bytes()

    def cut(*arguments: Any) -> Any:
        file.write_bytes(whole[: len(whole) // 2])
        for made in (site / ".warta-cache").glob("picture-*") if lost else ():
            made.unlink()
        return render_pages(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr("warta.build.build.render_pages", cut)
        result = build(Request(site, site / "output", datetime.now(UTC)))
    named = [("picture-broken", "content/news/2024/foto.jpg")]
    assert [(found.code, found.file) for found in errors(result)] == (named if lost else [])
    assert outcome(days, site / "output") == ("old" if lost else "new")
    result = build(Request(site, site / "output", datetime.now(UTC)))
    assert [(found.code, found.file) for found in errors(result)] == named
    assert outcome(days, site / "output") == ("old" if lost else "new")
    file.write_bytes(whole)
    finish(days, site)


@pytest.mark.faults
@pytest.mark.skipif(bool(may_mount()), reason=may_mount())
@pytest.mark.parametrize("whole_site", [False, True], ids=["output", "site"])
def test_a_disk_that_is_really_full(days: Days, scene: Path, whole_site: bool, figures: Figures) -> None:
    """However little is left, the old site stays; and once there is room the next build is as any other."""
    seen: Counter[str] = Counter()
    for blocks_left in range(0, 450, 3) if SOAK else (3 * whole_site, 40, 450):
        shutil.rmtree(scene, ignore_errors=True)
        if whole_site:
            target, source = scene, days.site
        else:
            target, source = days.restore(scene) / "output", days.site / "output"
            shutil.rmtree(target)
        with mounted(target, "size=8m"):
            shutil.copytree(source, target, dirs_exist_ok=True)
            space = os.statvfs(target)
            ballast = scene / "ballast" if whole_site else target / META / "ballast"
            ballast.write_bytes(bytes(max(0, space.f_bavail - blocks_left) * space.f_frsize))
            done = run(command(scene))
            quiet(done.stderr)
            if done.returncode:
                assert done.returncode == 1, done.stderr
                assert re.search(r"^output\b.*\[output-unwritable\]$", done.stderr, re.MULTILINE), done.stderr
                assert outcome(days, scene / "output") == "old"
                seen["refused"] += 1
            else:
                assert outcome(days, scene / "output") == "new"
                seen["enough"] += 1
            ballast.unlink()
            finish(days, scene)
    figures(f"a full disk ({'site' if whole_site else 'output'})", {**seen, **NONE_MIXED})
    assert seen["refused"] >= 2
    assert seen["enough"] >= 1


BROKEN_WHEN_RENDERED: Files = {"templates/home.html": "{{ 1 // 0 }}"}


def refused_before_rendering(done: subprocess.CompletedProcess[str]) -> None:
    """The template's error, which only rendering finds, is not reported: it has not come to that."""
    quiet(done.stderr)
    assert done.returncode == 1, done.stderr
    assert "template-error" not in done.stderr
    assert "output-unwritable" in done.stderr or "output-not-a-folder" in done.stderr, done.stderr


def test_an_output_folder_below_a_file_is_refused_before_rendering(tmp_path: Path) -> None:
    site = make_site(tmp_path / "situs", {"berkas": "bukan folder", **BROKEN_WHEN_RENDERED})
    refused_before_rendering(run(command(site, "--output", site / "berkas" / "output")))
    refused_before_rendering(run(command(site, "--output", site / "berkas")))
    assert (site / "berkas").read_text() == "bukan folder"


@pytest.mark.skipif(bool(may_mount()), reason=may_mount())
def test_a_read_only_file_system_is_refused_before_rendering(tmp_path: Path) -> None:
    """With nothing in it, and with a site in it."""
    site = make_site(tmp_path / "situs", {"content/news/2024/a.id.md": post("A")})
    with mounted(site / "output", "size=8m"):
        assert run(command(site)).returncode == 0
        before = tree(site / "output")
        make_site(site, BROKEN_WHEN_RENDERED)
        subprocess.run(["mount", "-o", "remount,ro", str(site / "output")], check=True)
        refused_before_rendering(run(command(site)))
        assert tree(site / "output") == before
    with mounted(tmp_path / "kosong", "size=8m,ro"):
        refused_before_rendering(run(command(site, "--output", tmp_path / "kosong")))
        refused_before_rendering(run(command(site, "--output", tmp_path / "kosong" / "dalam")))


def test_an_output_folder_without_permission(tmp_path: Path) -> None:
    """Refused before rendering; the site itself need not be writable."""
    site, output = tmp_path / "situs", tmp_path / "keluaran"
    make_site(site, {"content/news/2024/a.id.md": post("A"), **BROKEN_WHEN_RENDERED})
    output.mkdir()
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        refused_before_rendering(run(bound_by_permissions(command(site))))
        refused_before_rendering(run(bound_by_permissions(command(site, "--output", output))))
        output.chmod(0o755)
        (site / "templates").chmod(0o755)
        (site / "templates/home.html").unlink()
        (site / "templates").chmod(0o555)
        done = run(bound_by_permissions(command(site, "--output", output)))
        assert done.returncode == 0, done.stderr
        assert tree(output) == build_clean(site, datetime.now(UTC)).files
    finally:
        for path in (tmp_path, *tmp_path.rglob("*")):
            path.chmod(0o755)


# --- Interrupted ------------------------------------------------------------------------------------


@traced
@pytest.mark.faults
@pytest.mark.parametrize(("calls", "name"), [("rename", "INT"), ("write", "INT"), ("rename", "TERM")])
def test_interrupted_at_a_system_call(days: Days, scene: Path, calls: str, name: str) -> None:
    """A polite signal in the middle of anything: as for a kill, and nothing is printed but words."""
    for call, number in spread(candidates(days, scene, calls, "/output/"), 2):
        site = days.restore(scene)
        log = scene.with_name("interrupt.log")
        done = strace(call, f"signal={name}:when={number}", log, command(site))
        quiet(done.stderr)
        assert done.returncode != 0
        if name == "INT":
            assert done.returncode == INTERRUPTED
        outcome(days, site / "output")
        finish(days, site)


@traced
def test_interrupted_as_the_stage_is_made(days: Days, scene: Path) -> None:
    """The stage goes although nothing has been put into it yet."""
    call, number = candidates(days, scene, "mkdir", "/output/.warta/stage")[0]
    site = days.restore(scene)
    done = strace(call, f"signal=INT:when={number}", scene.with_name("interrupt.log"), command(site))
    assert done.returncode == INTERRUPTED, done.stderr
    assert not (site / "output" / META / "stage").exists()
    finish(days, site)


MANY = 320


@pytest.fixture(scope="module")
def large(place: Path) -> Path:
    """A site that is worth two processes, built, and changed since so that all pages are due."""
    files: dict[str, str | bytes] = {"content/tags.yaml": "satu: {name: Satu}\n"}
    body = ("Isi berita dengan banyak kata. " * 20 + "\n\n") * 8
    for number in range(MANY):
        files[f"content/news/2024/cerita-{number}.id.md"] = post(
            f"Cerita {number}", body, date=f"2024-{number % 9 + 1:02}-{number % 28 + 1:02}", tags="[satu]"
        )
    site = make_site(place / "besar", files)
    assert not errors(build(Request(site, site / "output", datetime.now(UTC), jobs=2)))
    config = site / "site.toml"
    config.write_text(config.read_text().replace("Kabar Uji", "Judul Baru"))
    return site


SIGNALS = [
    ("INT", "rendering"),
    ("INT", "parsing"),
    ("TERM", "parsing"),
    ("TERM", "rendering"),
    ("KILL", "rendering"),
    ("KILL", "parsing"),
]


@in_proc
@pytest.mark.faults
@pytest.mark.parametrize(("sent", "phase"), SIGNALS if SOAK else SIGNALS[::2])
def test_interrupted_with_several_processes(large: Path, sent: str, phase: str) -> None:
    """It ends within two seconds with all its processes; the old site stays, and no lock.

    Ctrl-C reaches every process of a terminal's foreground group; a service manager signals the first alone.
    """
    number, to_all = signal.Signals[f"SIG{sent}"], sent == "INT"
    output = large / "output"
    before = tree(output)
    kept = manifest(output)
    arguments = command(large, "--clean")
    arguments[arguments.index("--jobs") + 1] = "2"
    process = start(arguments)
    stage = output / META / "stage"
    try:
        if phase == "rendering":
            wait_for(lambda: stage.is_dir() and sum(1 for _ in stage.iterdir()) > 50)
        else:
            wait_for(lambda: len(alive_in_group(process.pid)) == 3)
        began = time.monotonic()
        (os.killpg if to_all else os.kill)(process.pid, number)
        _, stderr = process.communicate(timeout=PATIENCE)
        assert time.monotonic() - began < AT_ONCE * slowed()
        quiet(stderr)
        if number == signal.SIGINT:
            assert process.returncode == INTERRUPTED
        else:
            assert process.returncode != 0
        assert_same(tree(output), before, "after the signal")
        assert manifest(output) == kept
        assert not unfinished(output)
        done = run(command(large, "--output", output, "--base-url", "https://kabar.example.go.id"))
        assert done.returncode == 0, done.stderr
        wait_for(lambda: not alive_in_group(process.pid))
    finally:
        kill_group(process)
    # The old title again, so that the next round finds what this one found.
    config = large / "site.toml"
    text = config.read_text()
    new = (
        text.replace("Judul Baru", "Kabar Uji")
        if "Judul Baru" in text
        else text.replace("Kabar Uji", "Judul Baru")
    )
    config.write_text(new)


# --- Two at once ------------------------------------------------------------------------------------


@pytest.mark.faults
def test_two_builds_at_once(days: Days, scene: Path, figures: Figures) -> None:
    """One does the work; the other waits for it or names it. The site is as if there had been one."""
    seen: Counter[str] = Counter()
    for _ in range(RACES):
        site = days.restore(scene)
        processes = [start(command(site)) for _ in range(2)]
        results = [(process, *process.communicate(timeout=PATIENCE)) for process in processes]
        for process, _, stderr in results:
            quiet(stderr)
            other = next(each for each in processes if each is not process)
            if process.returncode:
                assert process.returncode == 1
                assert "output-locked" in stderr, stderr
                assert str(other.pid) in stderr, "the holder is named"
                seen["refused"] += 1
            else:
                seen["done"] += 1
        assert any(process.returncode == 0 for process in processes)
        check_finished(days, site)
    figures("two builds at once", {"times": RACES, **seen, **NONE_MIXED})


@pytest.mark.faults
def test_two_builds_at_once_into_two_folders(days: Days, scene: Path) -> None:
    """They share the cache and nothing else; both succeed."""
    for _ in range(RACES):
        site = days.restore(scene)
        shutil.rmtree(site / ".warta-cache")
        outputs = [site / "output", site / "output-2"]
        processes = [start(command(site, "--output", output)) for output in outputs]
        for process, output in zip(processes, outputs, strict=True):
            _, stderr = process.communicate(timeout=PATIENCE)
            assert process.returncode == 0, stderr
            assert_same(tree(output), days.new.files, output.name)


@in_proc
def test_a_lock_frees_itself_when_its_holder_dies(days: Days, scene: Path) -> None:
    """While the holder lives it is named; killed, it leaves nothing that somebody would have to delete."""
    site = days.restore(scene)
    output = site / "output"
    process = start(command(site))
    try:
        wait_for((output / META / "holder").exists)
        os.kill(process.pid, signal.SIGSTOP)
        assert process.poll() is None
        assert (output / META / "holder").exists()
        done = run(command(site))
        assert done.returncode == 1
        assert "output-locked" in done.stderr
        assert str(process.pid) in done.stderr
        quiet(done.stderr)
        assert outcome(days, output) in ("old", "marked")
    finally:
        kill_group(process)
    finish(days, site)


def test_a_lock_that_others_hold_is_respected(days: Days, scene: Path) -> None:
    site = days.restore(scene)
    lock = Lock(str(site / "output" / META / "lock"))
    try:
        assert lock.take()
        result = build(Request(site, site / "output", NOW))
        assert [found.code for found in errors(result)] == ["output-locked"]
        assert outcome(days, site / "output") == "old"
    finally:
        lock.release()
    finish(days, site)


# --- Whose folder it is -----------------------------------------------------------------------------


def test_a_folder_of_somebody_else_is_refused_and_untouched(tmp_path: Path) -> None:
    """Not empty and not built by Warta: no file appears, changes or goes."""
    site = make_site(
        tmp_path / "situs", {"content/news/2024/a.id.md": post("A"), "output/surat.txt": "penting"}
    )
    result = build(Request(site, site / "output", NOW))
    assert [found.code for found in errors(result)] == ["output-not-ours"]
    assert [path.name for path in (site / "output").iterdir()] == ["surat.txt"]
    assert (site / "output/surat.txt").read_text() == "penting"
    assert [found.code for found in errors(build(Request(site, site, NOW)))] == ["output-not-ours"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    site = make_site(tmp_path / "situs", {"content/news/2024/a.id.md": post("A")})
    (site / "output").mkdir()
    assert not errors(build(Request(site, site / "output", NOW)))


def test_what_somebody_put_into_the_output_folder_stays(days: Days, scene: Path) -> None:
    """Beside files that are deleted, too; what is ours and no longer planned goes with its folders."""
    site = days.restore(scene)
    output = site / "output"
    mine = {
        "id/berita/2024/cerita-06/catatan.txt": b"milik saya",
        "google123.html": b"bukti",
        ".well-known/security.txt": b"Contact: x",
        "id/kosong/.simpan": b"",
    }
    for name, data in mine.items():
        (output / name).parent.mkdir(parents=True, exist_ok=True)
        (output / name).write_bytes(data)
    assert (output / "id/berita/2024/cerita-06/index.html").exists()
    assert (output / "en/news/2024/cerita-06").exists()
    assert run(command(site)).returncode == 0
    assert_same(tree(output), {**days.new.files, **mine})
    assert not (output / "en/news/2024/cerita-06").exists(), "an emptied folder goes"
    assert empty_folders(output) == []


@pytest.mark.parametrize(
    "name",
    [
        "robots.txt",
        "id/berita/2024/cerita-04/index.html",
        "id/berita/2024/cerita-20/index.html",  # a page that is new
    ],
)
def test_a_folder_in_the_place_of_a_page_is_refused(days: Days, scene: Path, name: str) -> None:
    """Before anything has changed, so that the old site stays whole; without it the build goes on."""
    site = days.restore(scene)
    output = site / "output"
    (output / name).unlink(missing_ok=True)
    (output / name).mkdir(parents=True)
    (output / name / "milik-saya.txt").write_text("penting")
    before = tree(output)
    (site / "templates/robots.txt").write_text("User-agent: *\n")
    result = build(Request(site, output, datetime.now(UTC)))
    assert [found.code for found in errors(result)] == ["output-unwritable"]
    assert any(name in str(found.arguments) for found in errors(result)), "the path is named"
    assert_same(tree(output), before)
    assert not unfinished(output)
    shutil.rmtree(output / name)
    (site / "templates/robots.txt").unlink()
    finish(days, site)


def test_a_file_in_the_place_of_a_folder_is_refused(days: Days, scene: Path) -> None:
    site = days.restore(scene)
    output = site / "output"
    (output / "id/berita/2024/cerita-20").write_text("penting")
    before = tree(output)
    result = build(Request(site, output, datetime.now(UTC)))
    assert [found.code for found in errors(result)] == ["output-unwritable"]
    assert_same(tree(output), before)
    (output / "id/berita/2024/cerita-20").unlink()
    finish(days, site)


@pytest.mark.faults
@pytest.mark.parametrize(
    ("before", "after"),
    [("[/lama.html]", "[/lama.html/baru]"), ("[/lama.html/baru]", "[/lama.html]")],
    ids=["file-to-folder", "folder-to-file"],
)
def test_a_file_that_becomes_a_folder_and_back(scene: Path, before: str, after: str) -> None:
    """An old address ``/lama.html`` becomes ``/lama.html/baru``: killed anywhere, it gets there."""
    built = make_site(scene.with_name("berkas"), {"content/news/2024/a.id.md": post("A", aliases=before)})
    assert not errors(build(Request(built, built / "output", NOW)))
    make_site(built, {"content/news/2024/a.id.md": post("A", aliases=after)})
    expected = build_clean(built).files
    for number in range(1, 200, 1 if SOAK else 4):
        shutil.rmtree(scene, ignore_errors=True)
        site = shutil.copytree(built, scene)
        killed = True
        try:
            with file_calls(killed_at(number)):
                build(Request(site, site / "output", NOW))
            killed = False
        except Killed:
            pass
        result = build(Request(site, site / "output", NOW))
        assert not errors(result), (number, errors(result))
        assert_same(tree(site / "output"), expected, f"killed at {number}")
        if not killed:
            shutil.rmtree(built)
            return
    pytest.fail("it was killed each time")


# --- Links ------------------------------------------------------------------------------------------


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    """A link to a folder above is followed once; one to itself is named."""
    site = make_site(tmp_path / "situs", {"content/news/2024/a.id.md": post("A")})
    (site / "content/news/2024/ke-atas").symlink_to(site / "content/news")
    (site / "content/news/2024/diri.id.md").symlink_to(site / "content/news/2024/diri.id.md")
    result = build(Request(site, site / "output", NOW))
    assert [(found.code, found.file) for found in errors(result)] == [
        ("unreadable", "content/news/2024/diri.id.md")
    ]
    (site / "content/news/2024/diri.id.md").unlink()
    assert not errors(build(Request(site, site / "output", NOW)))


def test_a_link_out_of_the_site_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rahasia.txt").write_text("rahasia")
    site = make_site(tmp_path / "situs", {"content/news/2024/a.id.md": post("A", "![x](rahasia.txt)")})
    (site / "content/news/2024/rahasia.txt").symlink_to(tmp_path / "rahasia.txt")
    result = build(Request(site, site / "output", NOW))
    assert "link-outside" in [found.code for found in errors(result)]
    assert not (site / "output").exists() or tree(site / "output") == {}


def test_the_environment_of_these_tests_is_the_checkout() -> None:
    """What is killed here is the code beside these tests, not an installed package."""
    done = subprocess.run(
        [sys.executable, "-c", "import warta; print(warta.__file__)"],
        cwd="/",
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(done.stdout.strip()).is_relative_to(ROOT)
