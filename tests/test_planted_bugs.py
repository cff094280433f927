"""The bugs that are planted by hand to test the tests (see planted_bugs.py) can still be planted."""

from __future__ import annotations

import pytest

from tests.planted_bugs import BUGS, Bug
from tests.support import ROOT


@pytest.fixture(scope="module")
def sources() -> list[str]:
    return [path.read_text("utf-8") for path in (ROOT / "generator" / "warta").rglob("*.py")]


@pytest.mark.parametrize("planted", BUGS, ids=lambda bug: f"{bug.area}: {bug.what}")
def test_its_piece_of_the_source_is_there(planted: Bug, sources: list[str]) -> None:
    assert sum(text.count(planted.old) for text in sources) == planted.times


def test_every_bug_is_in_the_table() -> None:
    table = (ROOT / "tests" / "planted_bugs.md").read_text("utf-8")
    for planted in BUGS:
        assert f"| {planted.area} | {planted.what} | `" in table
