"""What a process keeps from one build for the next changes no byte and no finding."""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.conftest import Figures
from tests.faultlib import (
    SOAK,
    RandomSite,
    assert_same,
    once_only,
    quick_templates,
    random_edits,
    recorded,
    tree,
)
from warta.build.build import Request, Result, build, remember
from warta.build.kept import Kept
from warta.diagnostics.values import Diagnostic
from warta.output.manifest import Manifest
from warta.server.snapshot import banners_of

RUNS, STEPS = (60, 40) if SOAK else (1, 20)


@pytest.fixture(scope="module", autouse=True)
def _quick() -> Iterator[None]:
    """A flush of all disks takes longer than a build of these sites."""
    with quick_templates(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "sync", lambda: None)
        yield


def lasting(result: Result) -> list[Diagnostic]:
    """The findings that a build repeats as long as their cause is there."""
    return [found for found in result.diagnostics if not once_only(found)]


def files_recorded(output: Path) -> Manifest:
    """The manifest without the addresses, which that of a preview does not have: nobody else has seen it."""
    return recorded(output)._replace(base="", addresses={})


@pytest.mark.faults
@pytest.mark.parametrize("seed", range(RUNS))
def test_what_a_process_keeps_between_builds_changes_nothing(
    seed: int, tmp_path: Path, figures: Figures
) -> None:
    """As the server builds: mostly told which files have changed, else looking at everything."""
    chooser = random.Random(seed)
    site = RandomSite.started(tmp_path / "situs", 6)
    kept: Kept | None = None
    changed: frozenset[str] | None = None
    counts: Counter[str] = Counter()
    for _ in range(STEPS):
        good, before = site.snapshot(), dict(site.written)
        random_edits(site, chooser.randrange(10**6), chooser.choice([1, 1, 1, 3]))
        site.write()
        paths = {path for path in {*before, *site.written} if before.get(path) != site.written.get(path)}
        is_content = all(path.startswith("content/") for path in paths)
        is_told = changed is not None and is_content and chooser.random() < 0.8
        changed = (changed or frozenset()) | paths if is_told else None
        asked = Request(
            site.folder, tmp_path / "keluaran", site.now, drafts=site.drafts, is_preview=True, kept=kept
        )
        result = build(replace(asked, changed=changed))
        cold = replace(asked, output=tmp_path / "bersih", cache=tmp_path / "cache", kept=None)
        shutil.rmtree(cold.output, ignore_errors=True)
        shutil.rmtree(cold.cache_folder, ignore_errors=True)
        expected = build(cold)
        assert lasting(result) == lasting(expected), "the findings differ"
        if result.failed:
            site.go_back(good)
            site.write()
            changed = None  # what went back was not counted
            continue
        assert result.prepared is not None
        assert expected.prepared is not None
        assert banners(result) == banners(expected)
        assert result.prepared.until == expected.prepared.until
        kept, changed = remember(asked, result, (), ("", "")), frozenset()
        counts["edits" if result.edited else "others"] += 1
        assert_same(tree(tmp_path / "keluaran"), tree(cold.output), "warm and clean build")
        assert files_recorded(tmp_path / "keluaran") == files_recorded(cold.output)
    assert counts.total() > STEPS // 3
    assert counts["edits"]
    figures("builds of one process", {**counts, "differences": 0})


def banners(result: Result) -> dict[str, str]:
    """What is said beside the pages of what the public does not see."""
    assert result.prepared is not None
    return banners_of(result.prepared.library, "id", result.prepared.ground.gaps)
