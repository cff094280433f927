"""``warta serve`` as a writer sees it: a real chromium on a real server, while files change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.servelib import Serving, save_like_vim, serving, until
from tests.support import SITE_TOML, make_site, post, translation
from warta.server.handler import Server
from warta.server.snapshot import Snapshot

STORY = "content/news/2024/uji.id.md"
PAGE = "/id/berita/2024/uji/"
STYLE = "templates/assets/style.css"
GOOD = post("Berita uji", "Isi yang lama.", tags="korpri")
HELD = {
    "draf": ({"draft": "true"}, "masih draf"),
    "belum": ({"unverified": "true"}, "belum diverifikasi"),
    "embargo": ({"publish_at": "2098-03-04 09:00 WIB"}, "terbit pada Selasa, 4 Maret 2098, 09.00 WIB"),
    "lewat": ({"expires": "2024-12-01"}, "berakhir pada Minggu, 1 Desember 2024"),
    "tarik": ({"changes": "[{date: 2024-11-20, kind: withdrawal, note: Keliru.}]"}, "sudah ditarik"),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    files = {
        STORY: GOOD,
        "content/news/2024/uji.en.md": translation("A test story"),
        "content/news/2020/jauh.id.md": post("Berita jauh", date="2020-01-01"),
        "content/tags.yaml": "korpri:\n  name: Korpri\n",
        STYLE: "body { background-color: rgb(1, 2, 3) }\n",
        **{f"content/news/2024/{name}.id.md": post(name, **keys) for name, (keys, _) in HELD.items()},
    }
    with serving(
        make_site(tmp_path_factory.mktemp("peramban") / "situs", files), "--open", BROWSER="true"
    ) as found:
        all_saves_noticed(found)
        yield found


@pytest.fixture
def page(browser: Browser, server: Serving) -> Iterator[Page]:
    """The story's page, with a mark that a reload wipes out. The site is put right afterwards."""
    found = browser.new_page()
    said: list[str] = []
    found.on("pageerror", lambda problem: said.append(str(problem)))
    found.goto(server.url + PAGE)
    mark(found)
    yield found
    found.close()
    (server.site / STORY).write_text(GOOD)
    server.wait_for(PAGE, "Isi yang lama.")
    server.wait_errors(0)
    all_saves_noticed(server)
    assert said == []


def all_saves_noticed(server: Serving) -> None:
    """A build that knows of a mistake made now knows of every save before it: no later one reloads a page."""
    mistake = server.site / "content/agencies/penanda.yaml"
    mistake.write_text("name: [\n")
    server.wait_errors(1)
    mistake.unlink()
    server.wait_errors(0)


def mark(page: Page) -> None:
    page.evaluate("window.belumDimuatUlang = true")


def reloaded(page: Page) -> bool:
    return not page.evaluate("window.belumDimuatUlang === true")


def overlay(page: Page) -> str:
    """The text of the panel of errors, once there is one."""
    panel = page.locator("warta-errors section")
    expect(panel).to_be_visible()
    return panel.inner_text()


def test_a_save_reloads_the_page(page: Page, server: Serving) -> None:
    save_like_vim(server.site / STORY, GOOD.replace("yang lama", "yang baru"))
    expect(page.get_by_text("Isi yang baru.")).to_be_visible()
    assert reloaded(page)


def test_a_save_of_what_the_page_does_not_show_leaves_it_alone(page: Page, server: Serving) -> None:
    number = server.state()["build"]
    (server.site / "content/agencies/badan.yaml").write_text("name: Badan Lain\nregion: indonesia\n")
    until(lambda: server.state()["build"] > number, "it is noticed")
    page.wait_for_timeout(200)
    assert not reloaded(page)


def test_a_style_sheet_is_put_in_without_a_reload(page: Page, server: Serving) -> None:
    body = page.locator("body")
    for colour in ("rgb(10, 20, 30)", "rgb(40, 50, 60)", "rgb(1, 2, 3)"):
        (server.site / STYLE).write_text(f"body {{ background-color: {colour} }}\n")
        expect(body).to_have_css("background-color", colour)
        expect(page.locator('link[rel="stylesheet"]')).to_have_count(1)
        assert not reloaded(page)


def test_an_error_is_shown_over_the_last_good_page_and_goes_when_it_is_mended(
    page: Page, server: Serving
) -> None:
    (server.site / STORY).write_text(GOOD.replace("tags: korpri", "tags: korpry"))
    text = overlay(page)
    assert "Halaman belum diperbarui: ada 1 galat" in text
    assert f"{STORY}:5:7" in text
    assert re.search(r"^\s+5 tags: korpry\s*\n\s+\^", text, re.MULTILINE)
    assert "agency: dinas" in text, "the lines around it"
    assert "Mengapa: " in text
    assert re.search(r"^Perbaikan: .*`korpri`", text, re.MULTILINE)
    expect(page.get_by_text("Isi yang lama.")).to_be_visible()
    page.get_by_role("button", name="Ciutkan").click()
    expect(page.locator("warta-errors .list")).to_be_hidden()
    (server.site / STORY).write_text(GOOD)
    expect(page.locator("warta-errors")).to_have_count(0)
    assert not reloaded(page), "nothing in it has changed"


def test_an_error_stays_through_a_reload(page: Page, server: Serving) -> None:
    (server.site / STORY).write_text(GOOD.replace("title:", "titel:"))
    overlay(page)
    page.reload()
    assert "titel" in overlay(page)


def test_what_a_writer_wrote_is_shown_and_not_run(page: Page, server: Serving) -> None:
    """In the overlay, too: the lines of the file are text."""
    text = GOOD.replace(
        "tags: korpri", 'tags: "<img src=x onerror=window.dijalankan=1><script>window.dijalankan=1</script>"'
    )
    (server.site / STORY).write_text(text)
    assert "<img src=x onerror=window.dijalankan=1>" in overlay(page)
    assert page.locator("warta-errors img").count() == 0
    assert page.evaluate("window.dijalankan === undefined")


def test_what_there_is_to_see_to_stands_beside_the_page(page: Page, server: Serving) -> None:
    """Folded until it is opened, and open still after the reload that a save brings; others' at the end."""
    (server.site / STORY).write_text(GOOD.replace("Isi yang lama.", "Rapat pada Senin (14/11/2024)."))
    summary = page.locator("warta-findings summary").first
    expect(summary).to_have_text("1 hal perlu diperiksa pada berita ini")
    finding = page.locator("warta-findings article h3").first
    expect(finding).to_be_hidden()
    summary.click()
    expect(finding).to_contain_text("2024-11-14 jatuh pada hari Kamis")
    expect(page.locator("warta-findings .others summary")).to_contain_text("pada berkas lain")
    (server.site / STORY).write_text(GOOD.replace("Isi yang lama.", "Lagi: Selasa (14/11/2024)."))
    expect(page.locator("warta-findings article h3").first).to_contain_text("bukan Selasa")
    expect(page.locator("warta-findings article h3").first).to_be_visible()
    (server.site / STORY).write_text(GOOD)
    expect(page.locator("warta-findings").get_by_text("Tidak ada yang perlu diperiksa")).to_be_visible()


def test_templates_and_settings_are_broken_and_mended(page: Page, server: Serving) -> None:
    template = server.site / "templates/_footer.html"
    template.write_text("{{ tidak_ada }}")
    assert "templates/_footer.html:1" in overlay(page)
    template.write_text("<p>Kaki baru</p>")
    expect(page.get_by_text("Kaki baru")).to_be_visible()
    template.unlink()
    expect(page.get_by_text("Kaki baru")).to_have_count(0)
    settings = server.site / "site.toml"
    settings.write_text(SITE_TOML + "warna = 1\n[language.en]\njudul = 'x'\n")
    assert "site.toml:" in overlay(page)
    settings.write_text(SITE_TOML.replace("Kabar Uji", "Kabar Lain"))
    expect(page).to_have_title(re.compile("Kabar Lain"))
    settings.write_text(SITE_TOML)
    expect(page).to_have_title(re.compile("Kabar Uji"))


@pytest.mark.parametrize("name", HELD)
def test_a_story_that_is_not_public_has_a_banner_that_says_why(
    page: Page, server: Serving, name: str
) -> None:
    page.goto(f"{server.url}/id/berita/2024/{name}/")
    expect(page.get_by_role("note")).to_contain_text(HELD[name][1])


def test_the_banner_goes_when_the_story_becomes_public(page: Page, server: Serving) -> None:
    expect(page.get_by_role("note")).to_have_count(0)
    (server.site / STORY).write_text(GOOD.replace("title:", "draft: true\ntitle:"))
    expect(page.get_by_role("note")).to_contain_text("masih draf")
    (server.site / STORY).write_text(GOOD)
    expect(page.get_by_role("note")).to_have_count(0)


def test_the_browser_goes_to_the_story_that_is_saved(page: Page, server: Serving) -> None:
    """That is what --open without a page asks for."""
    other = server.site / "content/news/2020/jauh.id.md"
    other.write_text(post("Berita jauh", "Diubah.", date="2020-01-01"))
    page.wait_for_url("**/id/berita/2020/jauh/")
    expect(page.get_by_text("Diubah.")).to_be_visible()


def test_a_missing_page_appears_once_there_is_one(page: Page, server: Serving) -> None:
    """The 404 page of the site turns into it."""
    answer = page.goto(f"{server.url}/id/topik/acara/")
    assert answer is not None
    assert answer.status == 404
    (server.site / STORY).write_text(GOOD.replace("tags: korpri", "tags: acara"))
    assert "acara" in overlay(page)
    tags = server.site / "content/tags.yaml"
    tags.write_text("korpri:\n  name: Korpri\nacara:\n  name: Acara\n")
    page.goto(f"{server.url}/id/topik/acara/")
    expect(page.get_by_role("heading", name="Acara", exact=True)).to_be_visible()
    (server.site / STORY).write_text(GOOD)
    tags.write_text("korpri:\n  name: Korpri\n")


def test_several_windows_are_reloaded(page: Page, server: Serving, browser: Browser) -> None:
    other = browser.new_page()
    other.goto(f"{server.url}/id/")
    (server.site / STORY).write_text(GOOD.replace("Berita uji", "Berita berganti"))
    expect(page.get_by_role("heading", name="Berita berganti", exact=True)).to_be_visible()
    other.wait_for_url(f"**{PAGE}")
    other.close()


def test_another_site_cannot_read_the_preview(page: Page, server: Serving, browser: Browser) -> None:
    """A page from elsewhere (here: another host name for this machine) gets nothing."""
    answer = page.request.get(f"{server.url}{PAGE}", headers={"Origin": "https://evil.example"})
    assert answer.status == 403
    foreign = browser.new_page()
    foreign.route(
        "https://evil.example/", lambda route: route.fulfill(body="<p>jahat</p>", content_type="text/html")
    )
    foreign.goto("https://evil.example/")
    read = foreign.evaluate("url => fetch(url).then(r => r.text(), e => 'ditolak')", server.url + PAGE)
    foreign.close()
    assert read == "ditolak"


# --- Files of strangers ---------------------------------------------------------------------------------

WRITE = """fetch("/admin/api", {
  method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({
    action: "persistEntry", params: {options: {newEntry: true}, assets: [], dataFiles: [
      {path: "content/news/2024/NAME.id.md", raw: "---\\ntitle: Jahat\\n---\\nx\\n"}]}})})"""
XHTML = '<html xmlns="http://www.w3.org/1999/xhtml"><body><script><![CDATA[{}]]></script></body></html>'
MARKUP = {
    "xhtml": XHTML,
    "xml": f'<?xml version="1.0"?><data>{XHTML}</data>',
    "svg": '<svg xmlns="http://www.w3.org/2000/svg"><script><![CDATA[{}]]></script></svg>',
    "html": "<!doctype html><script>{}</script>",
}
ENDINGS = (
    "atom csv dtd gpx htm html json kml mathml md mml pdf rdf rng rss shtml svg svgz txt unknown wsdl xht "
    "xhtml xml xpdl xsd xsl xslt xul"
).split()


def test_no_file_beside_a_story_writes_one(tmp_path: Path, browser: Browser) -> None:
    """Each ending times each kind of markup, opened in the preview; a page of ours could write."""
    site = make_site(tmp_path / "situs", {})
    names = {f"media/{kind}.{ending}": text for kind, text in MARKUP.items() for ending in ENDINGS}
    names |= {
        f"{kind}.{ending}": MARKUP[kind]
        for kind, ending in (("xml", "xml"), ("svg", "svg"), ("xhtml", "opml"))
    }
    files = {name: text.replace("{}", WRITE.replace("NAME", name.replace("/", "-").replace(".", "-")))
             for name, text in names.items()}  # fmt: skip
    policy = "/*\n  Content-Security-Policy: default-src 'none'; script-src 'self'; connect-src 'self'\n"
    files |= {"id/index.html": "<!doctype html><p>Beranda</p>", "_headers": policy}
    output = make_site(tmp_path / "keluaran", files)
    server = Server(site, output, 0, missed=lambda: None)
    server.preview.show(Snapshot(files=frozenset(files)))
    server.start()
    page = browser.new_page()
    for name in names:
        with suppress(Error):  # a file that is saved and not opened
            page.goto(server.url(f"/{name}"), wait_until="load")
    page.wait_for_timeout(300)
    assert not (site / "content/news").exists()
    page.goto(server.url("/id/"))
    assert page.evaluate(WRITE.replace("NAME", "kami") + ".then(answer => answer.status)") == 200
    page.close()
    assert (site / "content/news/2024/kami.id.md").is_file()


def test_a_save_is_found_by_the_search_within_seconds(browser: Browser, tmp_path: Path) -> None:
    """By whoever searches again, in the browser that has the index of before; what is gone is not found.

    A page that has been open all the time finds it, too.
    """
    news = "content/news/2024"
    files = {
        "site.toml": SITE_TOML + "\n[search]\nenabled = true\n",
        f"{news}/lama.id.md": post("Berita lama", "Isinya tetap."),
        f"{news}/uji.id.md": post("Berita uji", "Isi pertama."),
    }
    with serving(make_site(tmp_path / "situs", files)) as server:
        page = browser.new_page()
        page.goto(f"{server.url}/id/cari/?q=mercusuar")
        loading = page.locator("#_search").get_attribute("data-loading")
        kept_open = browser.new_page()
        kept_open.goto(f"{server.url}/id/cari/?q=tetap")
        expect(kept_open.locator("#_results h2")).to_have_text(["Berita lama"])

        def found() -> set[str]:
            """The titles, once as many are there as are said to be found."""
            page.reload()
            titles = page.wait_for_function(
                """loading => {
                  const said = document.getElementById("_status").textContent;
                  const titles = [...document.querySelectorAll("#_results h2")].map(one => one.textContent);
                  return said && said !== loading && titles.length === (parseInt(said) || 0) && titles;
                }""",
                arg=loading,
            )
            return set(titles.json_value())

        assert found() == set()
        save_like_vim(server.site / f"{news}/uji.id.md", post("Berita uji", "Mercusuar dibuka."))
        until(lambda: found() == {"Berita uji"}, "the changed text is found")
        (server.site / f"{news}/baru.id.md").write_text(post("Berita baru", "Mercusuar lagi."))
        until(lambda: found() == {"Berita uji", "Berita baru"}, "the new story is found")
        (server.site / f"{news}/uji.id.md").unlink()
        until(lambda: found() == {"Berita baru"}, "what is gone is found no longer")
        kept_open.get_by_label("Kata yang dicari").fill("pertama")
        expect(kept_open.get_by_role("status")).to_contain_text("Tidak ada berita yang cocok")
        kept_open.get_by_label("Kata yang dicari").fill("mercusuar")
        expect(kept_open.locator("#_results h2")).to_have_text(["Berita baru"])
        kept_open.close()
        page.close()
