"""Fixtures and options that all tests share."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from tests.newsroom import FILES
from tests.support import Built, build_site, copy_starter, make_site

settings.register_profile(
    "quick", max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "soak", max_examples=5000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("soak" if os.environ.get("WARTA_SOAK") == "1" else "quick")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--update-goldens`` writes what the product makes now as what it is expected to make."""
    parser.addoption(
        "--update-goldens", action="store_true", help="rewrite the expected output of golden tests"
    )


@pytest.fixture
def update_goldens(request: pytest.FixtureRequest) -> bool:
    """Whether expected files are to be rewritten."""
    return bool(request.config.getoption("--update-goldens"))


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The starter site, built once."""
    return build_site(copy_starter(tmp_path_factory.mktemp("starter") / "situs"))


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site of :mod:`tests.newsroom`, built once."""
    return build_site(make_site(tmp_path_factory.mktemp("newsroom") / "situs", FILES))
