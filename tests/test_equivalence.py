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
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from msgspec.structs import replace

from tests.conftest import Figures
from tests.faultlib import (
    AT_REST,
    COMMITTING,
    EDITS,
    META,
    NOWS,
    SOAK,
    Killed,
    RandomSite,
    assert_same,
    empty_folders,
    errors,
    failing_at,
    few_regions,
    file_calls,
    killed_at,
    manifest,
    once_only,
    own_files,
    pick,
    quick_templates,
    random_edits,
    stories_kept,
    temporary_folder,
    tree,
    unfinished,
)
from tests.support import SETTLING
from warta.build.build import Request, Result, build, check, remember
from warta.build.prepare import prepare
from warta.diagnostics.values import Diagnostic
from warta.filesystem.stamps import load_state, nothing_to_do
from warta.pages.data import CARD
from warta.store.lookahead import Look
from warta.store.texts import Bodies

SEQUENCES, STEPS, PARTS = (1000, 20, 40) if SOAK else (9, 10, 1)
"""Parts of the sequences are tests of their own, which several processes share."""
if "WARTA_SEQUENCES" in os.environ:  # tests.planted looks for one bug with as many as it takes
    SEQUENCES, PARTS = int(os.environ["WARTA_SEQUENCES"]), 1
PAIRS = 400 if SOAK else 9
OTHER_ADDRESS = "https://pratinjau.example/situs"
COUNTS: Counter[str] = Counter()

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module", autouse=True)
def _quick() -> Iterator[None]:
    """A flush of all disks takes longer than a build of these sites, and is tested elsewhere."""
    with quick_templates(), few_regions(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "sync", lambda: None)
        patch.setattr("warta.workers.executors.WORTH_PROCESSES", 8)  # where two processes are asked for
        yield


SEEDS = st.integers(0, 2**32)
"""Of the numbers that choose what exactly happens: Hypothesis likes the same ones again and again."""
OFTEN = ("body", "title", "slug", "details", "link", "other_picture", "rename_story", "delete_story", "theme")
NAMES = st.sampled_from([*OFTEN, *OFTEN, *sorted(EDITS)])
HAPPENINGS = (
    "disturbed",
    "edited",
    "edited_a_lot",
    "edited_and_taken_back",
    "settled",
    "kept_back_for_a_time",
    "output_tampered_with",
    "cache_tampered_with",
    "moved_to_another_checkout",
    "asked_otherwise",
    "built_elsewhere",
    "nothing",
)
"""The machine's methods of these names, most of which make an edit and then a build or two."""


class Expected(NamedTuple):
    """What a clean build makes of a site."""

    files: dict[str, bytes]
    manifest: bytes
    findings: list[Diagnostic]


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
        self.manifest_damaged = False
        self.older_caches: list[Path] = []
        self.known: dict[Any, Expected] = {}
        self.start = 0
        self.steps = -1  # the start is none

    @initialize(stories=st.integers(2, 6), start=SEEDS)
    def begin(self, stories: int, start: int) -> None:
        self.start = start
        self.site = RandomSite.started(self.place / "situs", stories)
        self.good = self.site.snapshot()
        self.build()

    def teardown(self) -> None:
        COUNTS["sequences" if self.steps >= STEPS else "shorter sequences"] += 1
        shutil.rmtree(self.place, ignore_errors=True)

    @property
    def output(self) -> Path:
        return self.site.folder / "output"

    # --- Building -------------------------------------------------------------------------------

    def request(self, **options: Any) -> Request:
        given: dict[str, Any] = {"output": self.output, "drafts": self.site.drafts, **options}
        return Request(self.site.folder, now=self.site.now, **given)

    def build(self, **options: Any) -> None:
        """Build, and compare."""
        self.site.write()
        before = tree(self.output)
        was_unfinished = unfinished(self.output)
        request = self.request(**options)
        idle = self.is_idle(request)
        if self.steps % 3 == 0 and not request.clean:  # as the command does
            look = Look(str(request.site), str(request.output), load_state(str(request.state_path)))
            COUNTS["builds with a look beside"] += 1
        else:
            look = None
        result = build(replace(request, look=look))
        COUNTS["builds"] += 1
        if result.failed:
            COUNTS["failed builds"] += 1
            assert not idle
            if not was_unfinished:
                assert_same(tree(self.output), before, "after a failed build")
                assert not unfinished(self.output)
            self.failures += 1
            if self.failures > 1:
                self.site.go_back(self.good)
            return
        self.failures = 0
        self.good = self.site.snapshot()
        self.compare(request, result)
        if idle:
            COUNTS["builds with nothing to do"] += 1
            assert request.clean or (result.rendered, result.deleted) == (0, 0)
            assert_same(tree(self.output), before, "with nothing to do")
        remember(request, result, asked(request), ("", ""))
        if result.edited:
            COUNTS["builds of what an edit reaches"] += 1
            self.compare_stories(request)

    def compare_stories(self, request: Request) -> None:
        """The database of the stories holds what a build from nothing would put there."""
        cache = self.place / "cache-cerita"
        shutil.rmtree(cache, ignore_errors=True)
        anew = replace(request, output=self.place / "bersih-cerita", cache=cache, clean=True, jobs=1)
        remember(anew, build(anew), asked(anew), ("", ""))
        stories_kept(request.stories_path).holds(stories_kept(anew.stories_path))

    def is_idle(self, request: Request) -> bool:
        """Whether the command would say that nothing has changed, and not even start to build."""
        state = load_state(str(request.state_path))
        now = self.site.now.timestamp()
        return state is not None and nothing_to_do(
            state, asked(request), str(request.site), str(request.output), now=now
        )

    def expected(self, request: Request) -> Expected:
        """What a clean build of the same site makes; one for each state that the site has been in."""
        key = (frozenset(self.site.written.items()), request.now, request.drafts, request.base_url)
        if key not in self.known:
            folder, cache = self.place / "bersih", self.place / "cache-bersih"
            for path in (folder, cache):
                shutil.rmtree(path, ignore_errors=True)
            result = build(replace(request, output=folder, cache=cache, clean=False, jobs=1))
            assert not errors(result), errors(result)
            self.known[key] = Expected(tree(folder), manifest(folder), about(result.diagnostics))
            COUNTS["clean builds"] += 1
        return self.known[key]

    def compare(self, request: Request, result: Result) -> None:
        """The output is that of a clean build, and so are the findings and the manifest."""
        output = request.output
        foreign = self.foreign if output == self.output else {}
        expected = self.expected(request)
        found = tree(output)
        told = any(diagnostic.code == "files-left" for diagnostic in result.diagnostics)
        if self.manifest_damaged and output == self.output:
            # What nobody knows to be ours is told of, not deleted: somebody cleans up.
            for name in set(found) - expected.files.keys() - foreign.keys() if told else ():
                (output / name).unlink()
                del found[name]
            while folders := empty_folders(output):
                for folder in folders:
                    (output / folder).rmdir()
            self.manifest_damaged = False
        assert_same(found, {**expected.files, **foreign}, "incremental and clean build")
        assert manifest(output) == expected.manifest, "the manifests differ"
        assert about(result.diagnostics) == expected.findings, "the findings differ"
        assert empty_folders(output) == []
        assert not unfinished(output)
        assert own_files(output) == sorted([*AT_REST, *["foreign"] * told])
        COUNTS["comparisons"] += 1

    @invariant()
    def counted(self) -> None:
        self.steps += 1
        COUNTS["steps"] += self.steps > 0

    # --- What happens in between ----------------------------------------------------------------

    @rule(what=st.sampled_from(HAPPENINGS), name=NAMES, seed=SEEDS)
    def happens(self, what: str, name: str, seed: int) -> None:
        """One rule, so that every sequence has some of each: of many rules Hypothesis leaves out most."""
        chooser = random.Random(f"{self.start} {self.steps} {seed}")
        getattr(self, what)(name, *(chooser.randrange(10_000) for _ in "abc"))

    def edited(self, name: str, a: int, b: int, c: int) -> None:
        """An edit; three times of four a build follows."""
        self.edit(name, a, b)
        if c % 4:
            self.build()

    def edited_a_lot(self, name: str, a: int, b: int, c: int) -> None:
        """Another branch is checked out."""
        random_edits(self.site, a * 1000 + b, 2 + c % 5)
        COUNTS["edits"] += 2 + c % 5
        self.build()

    def edited_and_taken_back(self, name: str, a: int, b: int, c: int) -> None:
        """The same bytes as before under new times, with or without a build in between."""
        before = self.site.snapshot()
        self.edit(name, a, b)
        if b % 2:
            self.build()
        self.site.write()
        self.site.go_back(before)
        self.build()

    def edit(self, name: str, a: int, b: int) -> None:
        EDITS[name](self.site, a, b)
        COUNTS["edits"] += 1

    def settled(self, name: str, a: int, b: int, c: int) -> None:
        """A build that may trust all times; then an edit, tampering, or time alone, and another build."""
        self.build()
        time.sleep(SETTLING)
        self.build()
        if c % 4 == 0:
            self.edit(name, a, b)
            self.build()
        elif c % 4 == 1:
            self.tamper(a, b)
            self.build()
        elif c % 4 == 2:
            self.edit("same_size_and_time", a, b)
            self.build()
        else:
            self.edit("time_passes", a, b)
            self.build()

    def kept_back_for_a_time(self, name: str, a: int, b: int, c: int) -> None:
        """A story is published, or ends, while nobody touches a file; others, or itself, have links to it."""
        self.site.now = NOWS[1]
        if b % 4:
            EDITS["link"](self.site, a + b % 4, a)
        self.site.original(a).update(
            pick(
                ({"publish_at": "2025-02-15 08:00"}, {"expires": "2025-01-31"}, {"expires": "2025-02-15"}), b
            )
        )
        COUNTS["edits"] += 1
        self.build()
        if c % 3:
            time.sleep(SETTLING)
            self.build()
        self.site.now = pick((NOWS[2], NOWS[3]), c)
        self.build()

    def output_tampered_with(self, name: str, a: int, b: int, c: int) -> None:
        """Files deleted, edited or added by hand, or the manifest damaged; now and then beside an edit."""
        if (a + b) % 2:
            self.edit(name, a, b)
        self.tamper(a, b)
        self.build()

    def tamper(self, a: int, b: int) -> None:
        own = sorted(tree(self.output).keys() - self.foreign.keys())
        if not own:
            return
        target = self.output / pick(own, a)
        what = b % 7
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
            path = self.output / META / pick(AT_REST, a + b)
            damaged = bytearray(path.read_bytes())
            damaged[a % len(damaged)] ^= 1 << b % 8
            path.write_bytes(damaged)
            self.manifest_damaged = True
        elif what == 5:
            other = self.output / pick(own, b)
            data = target.read_bytes()
            target.write_bytes(other.read_bytes())
            other.write_bytes(data)
        else:
            folder = pick(sorted({(self.output / name).parent for name in own} - {self.output}), a)
            for path in folder.rglob("*"):
                self.foreign.pop(path.relative_to(self.output).as_posix(), None)
            shutil.rmtree(folder)
        COUNTS["outputs damaged"] += 1

    def cache_tampered_with(self, name: str, a: int, b: int, c: int) -> None:
        """Files of the cache deleted, cut short or changed, or an older cache put back."""
        cache = self.site.folder / ".warta-cache"
        names = sorted(path for path in cache.iterdir() if path.is_file()) if cache.is_dir() else []
        # Half of the time one that holds what was parsed: there are many compiled templates beside them.
        results = [path for path in names if path.name.startswith(("texts", "state-", "stories-"))]
        names = results if results and a % 2 else names
        what = b % 6
        if not names or what == 0:
            shutil.rmtree(cache, ignore_errors=True)
        elif what == 1:
            pick(names, a // 2).unlink()
        elif what == 2:
            path = pick(names, a // 2)
            path.write_bytes(path.read_bytes()[: a * 7])
        elif what == 3:
            path = pick(names, a // 2)
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
        COUNTS["caches damaged"] += 1
        # After a change of the theme everything has to be rendered from what the cache still has.
        self.edit(*(("theme", 1, b) if (a + b) % 2 else (name, a, b)))
        self.build()

    def disturbed(self, name: str, a: int, b: int, c: int) -> None:
        """The Nth change of the file system is refused, or (0) the end of the build; then another build."""
        number = 1 + c // 6 % (12, 60, 400)[c % 3]
        counted = COMMITTING if c // 3 % 2 else frozenset[str]()
        problem = pick((0, errno.ENOSPC, 0, errno.EACCES, 0, errno.EIO), a + b)
        good = self.site.snapshot()
        self.edit(name, a, b)
        self.site.write()
        before = tree(self.output)
        was_unfinished = unfinished(self.output)
        try:
            with file_calls(failing_at(number, problem, counted) if problem else killed_at(number, counted)):
                result = build(self.request())
            if result.failed:
                COUNTS["builds refused"] += 1
            if result.failed and not was_unfinished and not unfinished(self.output):
                assert_same(tree(self.output), before, "after a refused call")
        except Killed:
            COUNTS["builds killed"] += 1
            if not was_unfinished and not unfinished(self.output) and tree(self.output) != before:
                after = self.expected(self.request()).files
                assert_same(tree(self.output), {**after, **self.foreign}, "killed, and not marked")
            for again in range(a % 3):  # and so is the one that finishes it
                with suppress(Killed), file_calls(killed_at(1 + (b + again) % 9, COMMITTING)):
                    build(self.request())
                    COUNTS["builds killed"] -= 1
                COUNTS["builds killed"] += 1
        if b % 4 == 0:
            self.site.go_back(good)  # the editor takes it back
        self.build()

    def moved_to_another_checkout(self, name: str, a: int, b: int, c: int) -> None:
        """Everything is copied: new inodes, new times."""
        copy = self.place / "salinan"
        shutil.copytree(self.site.folder, copy, symlinks=True)
        shutil.rmtree(self.site.folder)
        copy.rename(self.site.folder)
        if (a + b) % 3 == 0:
            shutil.rmtree(self.output, ignore_errors=True)
            self.foreign = {}
        else:
            self.edit(name, a, b)
        self.build()

    def asked_otherwise(self, name: str, a: int, b: int, c: int) -> None:
        """Another address, drafts, two processes, or from nothing; then as always."""
        self.edit(name, a, b)
        options: tuple[dict[str, Any], ...] = (
            {"base_url": OTHER_ADDRESS},
            {"drafts": not self.site.drafts},
            {"jobs": 2} if b % 4 == 0 else {},
            {"clean": True},
        )
        self.build(**pick(options, c))
        if a % 2:
            self.build()

    def built_elsewhere(self, name: str, a: int, b: int, c: int) -> None:
        """Into another folder, with the same cache; and checked, which writes to the cache alone."""
        self.edit(name, a, b)
        self.site.write()
        before = tree(self.output)
        request = self.request(output=self.site.folder / "output-2")
        checked = check(request) if c % 3 == 0 else None
        result = build(request)
        if not result.failed:
            self.compare(request, result)
        if checked is not None:
            assert checked.failed or not result.failed  # it finds what is wrong with held stories as well
            assert result.failed or {*about(result.diagnostics)} <= {*checked.diagnostics}
        assert_same(tree(self.output), before, "after a build elsewhere")
        if a % 2:
            self.build()

    def nothing(self, name: str, a: int, b: int, c: int) -> None:
        """A build right after one that succeeded renders nothing."""
        self.edit(name, a, b)
        self.site.write()
        if build(self.request()).failed:
            return
        again = build(self.request())
        assert (again.rendered, again.deleted) == (0, 0)
        self.compare(self.request(), again)


def asked(request: Request) -> tuple[str, ...]:
    """What the command would say it was asked for."""
    return (str(request.drafts), request.base_url or "")


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # a killed build closes nothing
@pytest.mark.parametrize("part", range(PARTS))
def test_incremental_is_clean(part: int, figures: Figures) -> None:
    """Whatever happens between builds, what earlier ones left behind never shows."""
    COUNTS.clear()
    try:
        run_state_machine_as_test(
            Newsroom,
            settings=settings(
                max_examples=SEQUENCES // PARTS,
                stateful_step_count=STEPS + 1,  # the first is the start
                deadline=None,
                derandomize=not SOAK,
                database=None,
                phases=[Phase.generate] if "WARTA_SEQUENCES" in os.environ else list(Phase),
                report_multiple_bugs=False,
                suppress_health_check=list(HealthCheck),
            ),
            _min_steps=STEPS,  # else some of them are much shorter
        )
        COUNTS["differences"] = 0
    finally:
        figures("edits, accidents and failures between builds", COUNTS)
    assert COUNTS["sequences"] >= SEQUENCES // PARTS
    assert COUNTS["builds of what an edit reaches"] >= SEQUENCES // PARTS // 2, (
        "that way is hardly ever taken"
    )


Made = dict[tuple[str, str], tuple[bytes, bytes, Any]]


def made(site: RandomSite, cache: Path) -> Made:
    """(path, template) → fingerprint, template digest and everything that the page is rendered from.

    Empty when the site has errors.
    """
    site.write()
    request = Request(site.folder, site.folder / "output", site.now, drafts=site.drafts, cache=cache)
    with prepare(request) as result:
        prepared = result.prepared
        if prepared is None:
            return {}
        pages: Made = {}
        kept = Bodies(prepared.texts)
        for planned in prepared.plan.pages:
            page = planned.page()
            digests = [prepared.html.get(path) for path in planned.texts]
            bodies = [kept.read(digest) if digest is not None else b"" for digest in digests]
            view = None if planned.writer == CARD else prepared.plan.sites[page.language]
            data = (page.language, page.writer, view, page.head, page.view, page.bodies, bodies)
            digest = prepared.theme.digests.get(planned.template, b"")
            pages[planned.path, planned.template] = planned.fingerprint, digest, data
        kept.close()
    return pages


def test_a_fingerprint_covers_all_that_a_page_is_made_from(figures: Figures) -> None:
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
    figures("equal fingerprints", {"pairs of pages": compared, "differences": 0})
