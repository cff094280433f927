"""Fixtures and options that all tests share."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import HealthCheck, settings

from tests.newsroom import FILES
from tests.support import Built, build_site, copy_starter, make_site, parse_html
from warta.resources import installed_libraries

if TYPE_CHECKING:
    from playwright.sync_api import Browser

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # As in the background of a script. Programs that tests start would inherit it, and not hear an interrupt.
    signal.signal(signal.SIGINT, signal.default_int_handler)

MEMORY, ROOM = Path("/dev/shm"), 4 << 30
if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
    # Tests make and delete half a million files, for which a disk takes as long as for all else together.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

gc.set_threshold(20_000, 20, 50)
"""Garbage is looked for more seldom than usual, which takes a tenth of the time of a test that builds."""

installed_libraries()  # remembered for the process: no test that breaks os.listdir may be the first to ask

settings.register_profile(
    "quick", max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "soak", max_examples=5000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("soak" if os.environ.get("WARTA_SOAK") == "1" else "quick")


LONG = frozenset(
    "test_ci_files test_deploy_faults test_deploy_s3 test_deploy_ssh test_edits test_equivalence test_guide"
    " test_incremental test_packaging test_search test_site_quality test_whole_way test_windows".split()
)
"""Modules that take longest. They come first: none of them is left over while other processes are done."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long ones in front."""
    items.sort(key=lambda item: item.path.stem not in LONG)


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--update-goldens`` writes what the product makes now as what it is expected to make."""
    parser.addoption(
        "--update-goldens", action="store_true", help="rewrite the expected output of golden tests"
    )


@pytest.fixture(autouse=True, scope="session")
def no_user_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Programs that tests start keep nothing in the folders of whoever runs the tests."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("user-cache"))


@pytest.fixture(autouse=True, scope="session")
def drawn_once() -> Iterator[None]:
    """Each card is drawn once a process: what clean builds are compared with has the same ones.

    That a card is the same bytes however often it is drawn is shown in test_sharing.py, where drawing itself
    is asked, and in test_determinism.py, where each build has a process.
    """
    from warta.media.cards import card_png

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("warta.render.writers.card_png", lru_cache(maxsize=1024)(card_png))
        yield


@pytest.fixture(autouse=True, scope="module")
def settled() -> Iterator[None]:
    """What earlier modules have left is collected, and what they keep is not looked through again.

    A test that measures time would count that as its own. Nor is what was kept once looked through when a
    module begins: a million things for each of a hundred modules.
    """
    gc.collect()
    gc.freeze()
    yield
    parse_html.cache_clear()  # trees are most of what would be kept


@pytest.fixture
def update_goldens(request: pytest.FixtureRequest) -> bool:
    """Whether expected files are to be rewritten."""
    return bool(request.config.getoption("--update-goldens"))


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The starter site, built once."""
    return build_site(copy_starter(tmp_path_factory.mktemp("starter") / "situs", small=False))


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site of :mod:`tests.newsroom`, built once."""
    return build_site(make_site(tmp_path_factory.mktemp("newsroom") / "situs", FILES))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, as the gate starts it. One a module: while it runs, its event loop is the process's."""
    # These take longer to import than most tests to run.
    from playwright.sync_api import expect

    from quality.browser import chromium

    expect.set_options(timeout=60_000)  # a busy machine is no reason to fail
    with chromium() as browser:
        yield browser


Figures = Callable[[str, Mapping[str, int]], None]


@pytest.fixture
def figures(record_property: Callable[[str, object], None]) -> Figures:
    """Takes what a test was about and what it has counted, to be added up and printed."""

    def take(what: str, counted: Mapping[str, int]) -> None:
        record_property("figures", (what, dict(counted)))

    return take


COUNTED: dict[str, Counter[str]] = {}
"""What the tests have counted so far, those of other processes included."""


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up what a test has counted; a run of hours shows how far it has come."""
    for name, value in report.user_properties if report.when == "call" else ():
        if name == "figures":
            what, counted = cast("tuple[str, dict[str, int]]", value)
            COUNTED.setdefault(what, Counter()).update(counted)
            if os.environ.get("WARTA_SOAK") == "1" and "PYTEST_XDIST_WORKER" not in os.environ:
                print(f"\n{_line(what)}", file=sys.__stderr__, flush=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the tests have counted."""
    if COUNTED:
        terminalreporter.write_sep("=", "figures")
        for what in sorted(COUNTED):
            terminalreporter.write_line(_line(what))


def _line(what: str) -> str:
    return f"{what}: " + ", ".join(f"{number:,} {name}" for name, number in COUNTED[what].items())
