"""A build that uses what earlier builds left behind makes the same bytes as one from nothing.

Random edits, accidents and failures between builds; after every build that succeeds the output folder
holds what a clean build elsewhere makes, and after every one that fails it holds what it held before.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from generator.build import Request, Result, build
from generator.cache import read_packed
from generator.diagnostics import Diagnostic
from generator.preparing import opened_cache, prepare
from generator.warm import COLD, Warm
from tests.faultlib import (
    EDITS,
    META,
    SOAK,
    Killed,
    RandomSite,
    assert_same,
    empty_folders,
    errors,
    failing_at,
    file_calls,
    killed_at,
    manifest,
    once_only,
    pick,
    quick_templates,
    random_edits,
    temporary_folder,
    tree,
    unfinished,
)

SEQUENCES, STEPS = (1000, 20) if SOAK else (12, 12)
PAIRS = 400 if SOAK else 12
COUNTS: dict[str, int] = {}


def count(what: str) -> None:
    COUNTS[what] = COUNTS.get(what, 0) + 1


@pytest.fixture(scope="module", autouse=True)
def _quick() -> Iterator[None]:
    """A flush of all disks takes longer than a build of these sites, and is tested elsewhere."""
    with quick_templates(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "sync", lambda: None)
        yield


NUMBERS = st.integers(0, 999)
WARM_RUNS, WARM_STEPS = (200, 40) if SOAK else (1, 20)


def about(diagnostics: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    """The findings that a build repeats as long as their cause is there."""
    return [found for found in diagnostics if not once_only(found)]


class Newsroom(RuleBasedStateMachine):
    """A site under edit, with its output and cache, beside what it should be."""

    def __init__(self) -> None:
        super().__init__()
        memory = Path("/dev/shm")
        self.place = Path(
            tempfile.mkdtemp(prefix="warta-test-", dir=memory if memory.is_dir() else None)
        ).resolve()
        self.site: RandomSite
        self.good: tuple[Any, ...]
        self.failures = 0
        self.foreign: dict[str, bytes] = {}
        self.older_caches: list[Path] = []
        count("sequences")

    @initialize(stories=st.integers(2, 6))
    def begin(self, stories: int) -> None:
        self.site = RandomSite.started(self.place / "situs", stories)
        self.good = self.site.snapshot()
        self.build()

    def teardown(self) -> None:
        shutil.rmtree(self.place, ignore_errors=True)

    @property
    def output(self) -> Path:
        return self.site.folder / "output"

    def request(self, **options: Any) -> Request:
        return Request(self.site.folder, self.output, self.site.now, drafts=self.site.drafts, **options)

    # --- Building -------------------------------------------------------------------------------

    def build(self, **options: Any) -> None:
        """Build, and compare."""
        self.site.write()
        before = tree(self.output)
        was_unfinished = unfinished(self.output)
        result = build(self.request(**options))
        count("builds")
        if result.failed:
            count("failed builds")
            if not was_unfinished:
                assert_same(tree(self.output), before, "after a failed build")
                assert not unfinished(self.output)
            self.failures += 1
            if self.failures > 1:
                self.site.go_back(self.good)
            return
        self.failures = 0
        self.good = self.site.snapshot()
        self.compare(result)

    def compare(self, result: Result) -> None:
        """The output is that of a clean build, and so are the findings and the manifest."""
        clean = Request(
            self.site.folder,
            self.place / "bersih",
            self.site.now,
            drafts=self.site.drafts,
            cache=self.place / "cache-bersih",
        )
        shutil.rmtree(clean.output, ignore_errors=True)
        shutil.rmtree(clean.cache_folder, ignore_errors=True)
        expected = build(clean)
        assert not errors(expected), errors(expected)
        found = tree(self.output)
        left = {
            name for diagnostic in result.diagnostics if diagnostic.code == "files-left" for name in found
        }
        for name in (
            left - tree(clean.output).keys() - self.foreign.keys()
        ):  # told of, not deleted: somebody cleans up
            (self.output / name).unlink()
            del found[name]
        assert_same(found, {**tree(clean.output), **self.foreign}, "incremental and clean build")
        assert manifest(self.output) == manifest(clean.output), "the manifests differ"
        assert about(result.diagnostics) == about(expected.diagnostics), "the findings differ"
        if not left:
            assert empty_folders(self.output) == []
        assert not unfinished(self.output)
        assert {path.name for path in (self.output / META).iterdir()} == {"manifest"}

    # --- What happens in between ----------------------------------------------------------------

    @rule(name=st.sampled_from(sorted(EDITS)), a=NUMBERS, b=NUMBERS, more=st.integers(0, 3))
    def edited(self, name: str, a: int, b: int, more: int) -> None:
        """An edit; three times of four a build follows."""
        EDITS[name](self.site, a, b)
        count("edits")
        if more:
            self.build()

    @rule(name=st.sampled_from(sorted(EDITS)), a=NUMBERS, b=NUMBERS)
    def edited_and_built(self, name: str, a: int, b: int) -> None:
        EDITS[name](self.site, a, b)
        count("edits")
        self.build()

    @rule(seed=NUMBERS, number=st.integers(2, 6))
    def edited_a_lot(self, seed: int, number: int) -> None:
        """Another branch is checked out."""
        random_edits(self.site, seed, number)
        count("edits")
        self.build()

    @rule(name=st.sampled_from(sorted(EDITS)), a=NUMBERS, b=NUMBERS)
    def edited_and_taken_back(self, name: str, a: int, b: int) -> None:
        """The same bytes as before under new times."""
        before = self.site.snapshot()
        EDITS[name](self.site, a, b)
        self.site.write()
        self.site.go_back(before)
        self.build()

    @rule(a=NUMBERS, b=NUMBERS)
    def output_tampered_with(self, a: int, b: int) -> None:
        """Files deleted, edited or added by hand, or the manifest damaged."""
        own = sorted(tree(self.output).keys() - self.foreign.keys())
        if not own:
            return
        target = self.output / pick(own, a)
        what = b % 6
        if what == 0:
            target.unlink()
        elif what == 1:
            target.write_bytes(target.read_bytes() + b"<!-- x -->")
        elif what == 2:
            data, status = target.read_bytes(), target.stat()
            target.write_bytes(data.swapcase())
            os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))
        elif what == 3:
            name = f"catatan/{a % 3}.txt"
            self.foreign[name] = b"milik pengguna %d" % b
            (self.output / name).parent.mkdir(exist_ok=True)
            (self.output / name).write_bytes(self.foreign[name])
        elif what == 4 and (self.output / META / "manifest").exists():
            path = self.output / META / "manifest"
            damaged = bytearray(path.read_bytes())
            damaged[a % len(damaged)] ^= 1 << b % 8
            path.write_bytes(damaged)
        else:
            folder = pick(sorted({(self.output / name).parent for name in own} - {self.output}), a)
            for path in folder.rglob("*"):
                self.foreign.pop(path.relative_to(self.output).as_posix(), None)
            shutil.rmtree(folder)
        self.build()

    @rule(a=NUMBERS, b=NUMBERS, late=st.booleans())
    def cache_tampered_with(self, a: int, b: int, late: bool) -> None:
        """Files of the cache deleted, cut short or changed, or an older cache put back."""
        cache = self.site.folder / ".warta-cache"
        names = sorted(path for path in cache.iterdir() if path.is_file()) if cache.is_dir() else []
        what = b % 6
        if not names or what == 0:
            shutil.rmtree(cache, ignore_errors=True)
        elif what == 1:
            pick(names, a).unlink()
        elif what == 2:
            path = pick(names, a)
            path.write_bytes(path.read_bytes()[: a * 7])
        elif what == 3:
            path = pick(names, a)
            damaged = bytearray(path.read_bytes()) or bytearray(1)
            damaged[a * 31 % len(damaged)] ^= 1 << b % 8
            path.write_bytes(damaged)
        elif what == 4:
            older = self.place / f"cache-{len(self.older_caches)}"
            shutil.copytree(cache, older)
            self.older_caches.append(older)
        elif self.older_caches:
            shutil.rmtree(cache)
            shutil.copytree(pick(self.older_caches, a), cache)
        if late:
            EDITS["theme"](self.site, 1, b)  # everything has to be rendered from what the cache still has
        self.build()

    @rule(
        number=st.integers(1, 50),
        problem=st.sampled_from([0, errno.ENOSPC, 0, errno.EACCES, 0, errno.EIO]),
        name=st.sampled_from(sorted(EDITS)),
        a=NUMBERS,
        b=NUMBERS,
    )
    def disturbed(self, number: int, problem: int, name: str, a: int, b: int) -> None:
        """The Nth change of the file system is refused, or (0) the end of the build; then another build."""
        EDITS[name](self.site, a, b)
        self.site.write()
        before = tree(self.output)
        was_unfinished = unfinished(self.output)
        between: dict[str, bytes] | None = None
        try:
            with file_calls(failing_at(number, problem) if problem else killed_at(number)):
                result = build(self.request())
            count("builds with a refused call")
            if result.failed and not was_unfinished and not unfinished(self.output):
                assert_same(tree(self.output), before, "after a refused call")
        except Killed:
            count("killed builds")
            if not was_unfinished and not unfinished(self.output) and tree(self.output) != before:
                between = tree(self.output)
        self.build()
        if between is not None:
            assert_same(between, tree(self.output), "killed, and not marked as unfinished")

    @rule(number=NUMBERS)
    def moved_to_another_checkout(self, number: int) -> None:
        """Everything is copied: new inodes, new times."""
        copy = self.place / "salinan"
        shutil.copytree(self.site.folder, copy, symlinks=True)
        shutil.rmtree(self.site.folder)
        copy.rename(self.site.folder)
        if number % 3 == 0:
            shutil.rmtree(self.output, ignore_errors=True)
            self.foreign = {}
        self.build()

    @rule()
    def clean(self) -> None:
        self.build(clean=True)

    @rule()
    def nothing(self) -> None:
        """A build right after one that succeeded renders nothing."""
        self.site.write()
        if build(self.request()).failed:
            return
        again = build(self.request())
        assert (again.rendered, again.deleted) == (0, 0)
        self.compare(again)


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # a killed build closes nothing
def test_incremental_is_clean(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever happens between builds, what earlier ones left behind never shows."""
    COUNTS.clear()
    run_state_machine_as_test(
        Newsroom,
        settings=settings(
            max_examples=SEQUENCES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=not SOAK,
            suppress_health_check=list(HealthCheck),
        ),
    )
    with capsys.disabled():
        print("\nequivalence:", ", ".join(f"{number} {what}" for what, number in COUNTS.items()))
    assert COUNTS["sequences"] >= SEQUENCES


Made = dict[tuple[str, str], tuple[bytes, bytes, Any]]


def made(site: RandomSite, cache: Path) -> Made:
    """(path, template) → fingerprint, template digest and everything that the page is rendered from.

    Empty when the site has errors.
    """
    site.write()
    request = Request(site.folder, site.folder / "output", site.now, drafts=site.drafts, cache=cache)
    with opened_cache(request) as opened:
        prepared, _, _ = prepare(request, opened)
        if prepared is None:
            return {}
        pages: Made = {}
        for planned in prepared.plan.pages:
            page = planned.page()
            place = prepared.html.get(planned.source) if planned.template == "post.html" else None
            body = read_packed(prepared.texts, place) if place is not None else b""
            data = (page.language, prepared.plan.sites[page.language], page.head, page.content, body)
            digest = prepared.theme.digests[planned.template]
            pages[planned.path, planned.template] = planned.fingerprint, digest, data
    return pages


def test_a_fingerprint_covers_all_that_a_page_is_made_from() -> None:
    """Two pages with the same path, template and fingerprint have the same content.

    This is what makes it right not to render a page whose fingerprint is that of the last build.
    """
    compared = 0
    for seed in range(PAIRS):
        with temporary_folder() as folder:
            chooser = random.Random(seed)
            site = RandomSite.started(folder / "situs", 2 + seed % 5)
            random_edits(site, seed, 6)
            site.config = site.config.replace("= rusak\n", "")
            before = made(site, folder / "cache")
            for step in range(12):
                back = site.snapshot()
                names = sorted(EDITS)
                name = chooser.choice(names)
                EDITS[name](site, chooser.randrange(1000), chooser.randrange(1000))
                after = made(site, folder / "cache")
                if not after:
                    site.go_back(back)
                    continue
                for key in before.keys() & after.keys():
                    if before[key][:2] == after[key][:2]:
                        compared += 1
                        assert before[key][2] == after[key][2], (seed, step, name, key)
                before = after
    assert compared > PAIRS * 50
    print(f"\nfingerprints: {compared} pairs of pages")


# --- Many builds of one process -----------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(WARM_RUNS))
def test_what_a_process_keeps_between_builds_changes_nothing(seed: int, tmp_path: Path) -> None:
    """As the server builds: warm, mostly told which files have changed, else looking at everything."""
    chooser = random.Random(seed)
    site = RandomSite.started(tmp_path / "situs", 6)
    warm, told, compared = Warm(), False, 0
    for _ in range(WARM_STEPS):
        good, before = site.snapshot(), dict(site.written)
        random_edits(site, chooser.randrange(10**6), chooser.choice([1, 1, 1, 3]))
        site.write()
        changed = {path for path in {*before, *site.written} if before.get(path) != site.written.get(path)}
        known = told and "templates" not in str(changed) and chooser.random() < 0.8
        content = frozenset(path for path in changed if path.startswith("content/"))
        output = tmp_path / "keluaran"
        asked = Request(site.folder, output, site.now, drafts=site.drafts, warm=warm)
        result = build(replace(asked, changed=content if known else None))
        cold = replace(asked, output=tmp_path / "bersih", cache=tmp_path / "cache", warm=COLD)
        shutil.rmtree(cold.output, ignore_errors=True)
        shutil.rmtree(cold.cache_folder, ignore_errors=True)
        expected = build(cold)
        assert about(result.diagnostics) == about(expected.diagnostics), "the findings differ"
        told = True
        if result.failed:
            site.go_back(good)
            site.write()
            told = False  # what went back was not counted
            continue
        compared += 1
        assert_same(tree(output), tree(cold.output), "warm and clean build")
        assert manifest(output) == manifest(cold.output)
    assert compared > WARM_STEPS // 3
