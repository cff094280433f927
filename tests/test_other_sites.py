"""What others can do with a site from pages of their own: a real browser, two origins."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from quality.serving import served
from tests.servelib import serving
from tests.support import SITE_TOML, build_site, make_site, picture, post, translation

FEEDS = SITE_TOML + "\n[feeds]\nninjs = true\n\n[search]\nenabled = true\n"
SHOWN = (
    "address => new Promise(done => { const image = new Image(); image.onload = () => done(true);"
    " image.onerror = () => done(false); image.src = address })"
)
READ = "address => fetch(address).then(answer => answer.text(), () => null)"
TAKEN = "address => fetch(address, {mode: 'no-cors'}).then(() => true, () => false)"
"""Whether a page shows a picture, gets a text, or gets an answer that it cannot look into."""


def stories() -> dict[str, str | bytes]:
    news = "content/news/2024"
    return {
        "site.toml": FEEDS,
        "content/tags.yaml": "banjir: {name: {id: Banjir, en: Flood}}\n",
        f"{news}/satu/index.id.md": post("Satu", tags="banjir", image="{src: foto.jpg, alt: Posko}"),
        f"{news}/satu/foto.jpg": picture(1, (640, 480)),
        f"{news}/dua.id.md": post("Dua"),
        f"{news}/dua.en.md": translation("Two"),
    }


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_site(make_site(tmp_path_factory.mktemp("asal") / "situs", stories())).root


@pytest.fixture(scope="module")
def address(output: Path) -> Iterator[str]:
    """The site's, under the headers that it ships."""
    with served(output) as address:
        yield address


@pytest.fixture
def elsewhere(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A page of another origin, with no policy of its own."""
    (tmp_path / "index.html").write_text("<!doctype html><title>Pembaca umpan</title>")
    with served(tmp_path, headers=()) as other:
        page = browser.new_page()
        page.goto(f"{other}/")
        yield page
        page.close()


def urls(output: Path, *patterns: str) -> list[str]:
    return sorted(
        path.relative_to(output).as_posix() for pattern in patterns for path in output.glob(pattern)
    )


def test_other_sites_show_pictures_and_cards(elsewhere: Page, output: Path, address: str) -> None:
    found = urls(output, "media/**/*.*", "cards/*")
    assert {path.split("/")[0] for path in found} == {"media", "cards"}
    assert [path for path in found if not elsewhere.evaluate(SHOWN, f"{address}/{path}")] == []
    assert not elsewhere.evaluate(SHOWN, f"{address}/{urls(output, 'assets/*.svg')[0]}")


def test_scripts_of_other_sites_read_feeds_and_the_wire(elsewhere: Page, output: Path, address: str) -> None:
    found = urls(output, "**/feed.*", "**/rss.xml", "**/ninjs.json", "feeds.opml")
    names = {path.rsplit("/", 1)[-1] for path in found}
    assert names == {"feed.xml", "rss.xml", "feed.json", "ninjs.json", "feeds.opml"}
    assert {path.count("/") for path in found} == {0, 1, 3, 4}  # of the site, a language, a term, a story
    for path in found:
        assert elsewhere.evaluate(READ, f"{address}/{path}") == (output / path).read_text("utf-8"), path


def test_no_page_can_be_read_or_taken_in(elsewhere: Page, output: Path, address: str) -> None:
    pages = [path.removesuffix("index.html") for path in urls(output, "*/**/index.html", "index.html")]
    assert len(pages) > 20
    for path in pages:
        url = f"{address}/{path}"
        assert elsewhere.evaluate(READ, url) is None, path
        assert not elsewhere.evaluate(TAKEN, url), path
    others = ("robots.txt", "sitemap.xml", "404.html", "pagefind/id/index.json")
    assert [path for path in others if elsewhere.evaluate(READ, f"{address}/{path}") is not None] == []


def test_the_preview_lets_other_sites_do_none_of_this(tmp_path: Path) -> None:
    """It shows what is not public yet."""
    with serving(make_site(tmp_path, stories())) as preview:
        wrong: dict[str, Any] = {}
        for name in preview.names():
            _, headers, _ = preview.get("/" + name)
            policy = headers.get("cross-origin-resource-policy")
            if policy != "same-origin" or "access-control-allow-origin" in headers:
                wrong[name] = headers
        assert wrong == {}
