"""The quick part of the gate: weight, width, policy, life without JavaScript, script in authors' fields."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from quality import browser as browsing
from quality import files
from quality.built import Site
from quality.run import attacks
from quality.serving import free_port, served
from quality.sites import built, starter
from tests.support import NOW


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The starter site, served for as long as the tests take."""
    port = free_port()
    folder = starter(tmp_path_factory.mktemp("mutu") / "situs")
    site = built("starter", folder, f"http://127.0.0.1:{port}", NOW)
    with served(site.root, port):
        yield site


def test_what_the_files_tell(site: Site) -> None:
    """Links, languages, structured data, site maps, feeds, the wire."""
    assert [check for check in files.all_checks(site) if not check.met] == []


def test_a_story_keeps_to_its_budget(browser: Browser, site: Site) -> None:
    assert [check for check in browsing.weights(browser, site, most=4) if not check.met] == []


def test_no_page_asks_others_or_breaks_the_policy(browser: Browser, site: Site) -> None:
    assert [check for check in browsing.watched(browser, site) if not check.met] == []


def test_no_page_is_wider_than_a_small_window(browser: Browser, site: Site) -> None:
    assert browsing.overflow(browser, site, (320,)).findings == ()


def test_every_page_says_the_same_without_javascript(browser: Browser, site: Site) -> None:
    assert browsing.without_script(browser, site).findings == ()


def test_what_authors_write_never_runs(browser: Browser, tmp_path: Path) -> None:
    assert attacks(browser, tmp_path / "situs").findings == ()


def test_the_gate_sees_script_that_runs_and_requests_that_leave(browser: Browser, tmp_path: Path) -> None:
    """Else its zeros would prove nothing."""
    port = free_port()
    (tmp_path / "index.html").write_text(
        '<!doctype html><html lang="id"><title>Uji</title><body><img src="http://127.0.0.2:9/x" alt="">'
        "<main>Isi<script>window.dijalankan = 1; document.cookie = 'a=b'</script>"
        '<p style="width: 900px">Lebar</p></main></body></html>'
    )
    site = Site("wrong", tmp_path, f"http://127.0.0.1:{port}")
    with served(tmp_path, port, headers=()):
        found = browsing.executed(browser, site, [""])
        assert any("script ran" in problem for problem in found)
        assert any("127.0.0.2" in problem for problem in found)
    policy = (("/*", (("Content-Security-Policy", "default-src 'none'"),)),)
    with served(tmp_path, port, headers=policy):
        found = browsing.executed(browser, site, [""])
        assert not any("script ran" in problem for problem in found)
        assert any("Content Security Policy" in problem for problem in found)
