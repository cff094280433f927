"""What a process keeps from one build for the next changes no byte and no finding."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

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
from warta.build.build import Request, Result, build
from warta.diagnostics.values import Diagnostic
from warta.output.manifest import Manifest
from warta.store.memory import NO_MEMORY, Memory

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
def test_what_a_process_keeps_between_builds_changes_nothing(seed: int, tmp_path: Path) -> None:
    """As the server builds: warm, mostly told which files have changed, else looking at everything."""
    chooser = random.Random(seed)
    site = RandomSite.started(tmp_path / "situs", 6)
    warm, told, compared = Memory(), False, 0
    for _ in range(STEPS):
        good, before = site.snapshot(), dict(site.written)
        random_edits(site, chooser.randrange(10**6), chooser.choice([1, 1, 1, 3]))
        site.write()
        changed = {path for path in {*before, *site.written} if before.get(path) != site.written.get(path)}
        known = told and "templates" not in str(changed) and chooser.random() < 0.8
        content = frozenset(path for path in changed if path.startswith("content/"))
        output = tmp_path / "keluaran"
        asked = Request(site.folder, output, site.now, drafts=site.drafts, memory=warm)
        result = build(replace(asked, changed=content if known else None))
        cold = replace(asked, output=tmp_path / "bersih", cache=tmp_path / "cache", memory=NO_MEMORY)
        shutil.rmtree(cold.output, ignore_errors=True)
        shutil.rmtree(cold.cache_folder, ignore_errors=True)
        expected = build(cold)
        assert lasting(result) == lasting(expected), "the findings differ"
        told = True
        if result.failed:
            site.go_back(good)
            site.write()
            told = False  # what went back was not counted
            continue
        compared += 1
        assert_same(tree(output), tree(cold.output), "warm and clean build")
        assert files_recorded(output) == files_recorded(cold.output)
    assert compared > STEPS // 3
