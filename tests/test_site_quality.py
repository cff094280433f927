"""The quick part of the gate: weight, width, policy, life without JavaScript, script in authors' fields."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from quality import browser as browsing
from quality import files, reading
from quality.built import Site
from quality.headers import headers
from quality.run import attacks
from quality.serving import free_port, served, shipped_headers
from quality.sites import built, furnished
from quality.syndication import feeds
from tests.support import NOW, SITE_TOML, make_site, picture


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The starter site with stories of more kinds, served for as long as the tests take."""
    port = free_port()
    folder = furnished(tmp_path_factory.mktemp("mutu") / "situs")
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


def test_no_menu_and_no_form_is_printed(browser: Browser, site: Site) -> None:
    assert reading.printed(browser, site).findings == ()


def test_every_page_says_the_same_without_javascript(browser: Browser, site: Site) -> None:
    assert browsing.without_script(browser, site).findings == ()


def test_every_script_carries_the_digest_of_its_file(site: Site) -> None:
    """A browser refuses one that differs; that it runs ours is seen where the policy is."""
    scripts = {
        (script.get("src"), script.get("integrity"))
        for page in site.pages.values()
        for script in page.all("script")
        if "src" in script.attributes
    }
    assert len(scripts) == 1
    for address, integrity in scripts:
        digest = hashlib.sha384(site.read(address.lstrip("/"))).digest()
        assert integrity == "sha384-" + base64.b64encode(digest).decode()


def test_the_policy_allows_what_stands_in_pages_and_nothing_else(site: Site) -> None:
    """By digest; that a browser runs it under that policy is seen where a story's link is copied."""
    found = (
        str(script.children[0])
        for page in site.pages.values()
        for script in page.all("script")
        if "src" not in script.attributes and script.get("type") != "application/ld+json"
    )
    written = dict.fromkeys(found)
    (rules,) = (dict(lines) for pattern, lines in shipped_headers(site.root) if pattern == "/*")
    allowed = re.findall(r"'(sha\d+-[^']*)'", rules["Content-Security-Policy"])
    digests = [hashlib.sha384(text.encode()).digest() for text in written]
    assert sorted(allowed) == sorted("sha384-" + base64.b64encode(digest).decode() for digest in digests)
    assert len(allowed) == 3


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


WRONG = """\
<!doctype html><html lang="id"><title>Uji</title><link rel="stylesheet" href="/x.css">
<body><nav class="site-nav"><a href="/" aria-current="page">Beranda</a></nav><main>
<article class="story"><div class="prose"><p>PARAGRAPH <a href="https://contoh.example.org/">tautan</a></p></div>
<p class="notice">Catatan</p></article></main></body></html>
"""
STYLE = """\
.prose { line-height: 1.1; max-width: 80rem; font-size: 12px } a { outline: 0 !important }
.notice { height: 1.2em; overflow: hidden; forced-color-adjust: none; color: #fff; background: #fff }
"""


def test_the_gate_sees_what_disturbs_readers(browser: Browser, tmp_path: Path) -> None:
    """Long and narrow lines, hidden focus, cut texts, menus on paper, text lost in forced colours."""
    story = tmp_path / "id/berita/2024/uji"
    story.mkdir(parents=True)
    (story / "index.html").write_text(WRONG.replace("PARAGRAPH", "Kata demi kata. " * 60))
    (tmp_path / "x.css").write_text(STYLE)
    port = free_port()
    site = Site("wrong", tmp_path, f"http://127.0.0.1:{port}")
    with served(tmp_path, port, headers=()):
        lines, heights = reading.running_text(browser, site)
        assert not lines.met
        assert not heights.met
        (cut,) = reading.spaced(browser, site).findings
        assert "cut off" in cut
        assert any("tautan" in found or "href" in found for found in reading.focus(browser, site).findings)
        paper = reading.printed(browser, site).findings
        assert any("site-nav" in found for found in paper)
        assert any("no address" in found for found in paper)
        lost = reading.forced_colours(browser, site).findings
        assert any(".notice" in found for found in lost)
        assert any("not marked" in found for found in lost)


def test_the_gate_sees_headers_and_feeds_that_are_wrong(tmp_path: Path) -> None:
    (tmp_path / "_headers").write_text(
        "/*\n  Content-Security-Policy: default-src 'none'; script-src 'self' 'unsafe-inline'\n"
        "  Strict-Transport-Security: max-age=60\n/assets/*\n  Cache-Control: immutable\n"
        "/id/\n  Access-Control-Allow-Origin: *\n"
    )
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards/a.png").write_bytes(b"")
    (tmp_path / "id").mkdir()
    (tmp_path / "id/index.html").write_text("<!doctype html><title>Uji</title>")
    (tmp_path / "id/feed.json").write_text('{"version": "https://jsonfeed.org/version/1.1", "items": [{}]}')
    (tmp_path / "id/feed.xml").write_text(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Uji</title><id>a</id><updated>2024-01-01T00:00:00</updated>'
        "<entry><title>Satu</title></entry></feed>"
    )
    (tmp_path / "id/rss.xml").write_text(
        '<rss version="2.0"><channel><title>Uji</title><item><title>Satu</title>'
        "<pubDate>Thu, 14 Nov 2024 09:00:00 +0800</pubDate></item></channel></rss>"
    )
    site = Site("wrong", tmp_path, "http://127.0.0.1:1")
    told = "\n".join(headers(site).findings)
    for problem in (
        "'unsafe-inline'",
        "frame-ancestors",
        "half a year",
        "X-Content-Type",
        "cards/a.png: how long",
        "cards/a.png: other sites cannot show it",
        "id/feed.xml: who may read it",
        "id/index.html: who may read it",
    ):
        assert problem in told
    told = "\n".join(feeds(site).findings)
    for problem in (
        "updated is not there",
        "without author",
        "without offset",
        "guid",
        "no link",
        "no content",
    ):
        assert problem in told


LOGOS = {"wide": (1400, 160), "tall": (160, 480), "square": (300, 300), "small": (60, 30)}
ROOMS = """() => ['.logo img', '.site-name span:not(.logo)'].flatMap(each => {
  const box = document.querySelector(each).getBoundingClientRect();
  return [box.width, box.height];
})"""


@pytest.mark.parametrize("shape", LOGOS)
def test_a_logo_has_its_room_before_it_is_there_and_leaves_some_to_the_name(
    browser: Browser, tmp_path: Path, shape: str
) -> None:
    """Else pages move when the picture comes, or the name stands letter below letter on a telephone."""
    width, height = LOGOS[shape]
    files: dict[str, str | bytes] = {
        "site.toml": f'{SITE_TOML}\n[theme]\nlogo = "brand/logo.png"\n',
        "brand/logo.png": picture(1, (width, height), "PNG"),
    }
    port = free_port()
    site = built("logo", make_site(tmp_path / "situs", files), f"http://127.0.0.1:{port}", NOW)
    rooms = []
    with served(site.root, port):
        for arrives in (False, True):
            page = browser.new_page(viewport={"width": 320, "height": 600})
            if not arrives:
                page.route(re.compile(r"logo"), lambda route: None)  # it is still on its way
            page.goto(site.url("id/"), wait_until="load" if arrives else "domcontentloaded")
            rooms.append(page.evaluate(ROOMS))
            page.close()
    assert rooms[0] == rooms[1]
    wide, high, beside, _ = rooms[0]
    assert high >= 44
    assert wide == pytest.approx(min(192, high * width / height), abs=1)
    assert beside >= 80
