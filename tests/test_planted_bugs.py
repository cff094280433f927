"""The tests find bugs that break what users rely on (see planted_bugs.md)."""

from __future__ import annotations

from importlib import import_module

import pytest

from tests.faultlib import SOAK
from tests.planted.bugs import BUGS
from tests.planted.looking import look_for, rows_of_table
from tests.planted.planting import owner_of

LOOKED_FOR = (
    tuple(BUGS)
    if SOAK
    else (
        "story_without_text",
        "outputs_not_checked",
        "texts_not_checked",
        "intent_goes_first",
        "drafts_public",
    )
)
"""One of each kind that is found in seconds; all in ``make soak``."""


@pytest.mark.parametrize("name", BUGS)
def test_there_is_something_to_replace(name: str) -> None:
    for target in BUGS[name].targets:
        owner_of(import_module(BUGS[name].module), target)


def test_every_bug_is_in_the_table() -> None:
    assert rows_of_table().keys() == BUGS.keys(), "run python -m tests.planted --write"


@pytest.mark.faults
@pytest.mark.parametrize("name", LOOKED_FOR)
def test_a_test_finds_it(name: str) -> None:
    assert look_for(name).by
