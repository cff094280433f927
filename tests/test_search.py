"""Readers find what is public, in their language, and nothing else: a real index in a real browser."""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pagefind_bin
import pytest
from playwright.sync_api import Browser, Page, expect

from generator import pagefind
from generator.build import Request, build
from generator.diagnostics import Severity
from quality.serving import served
from tests.support import NOW, SITE_TOML, bytes_of, make_site, post, translation

SECRET = "rahasiabesar"


def stories() -> dict[str, str | bytes]:
    news = "content/news/2024"
    return {
        "site.toml": SITE_TOML + "\n[search]\nenabled = true\n",
        "content/agencies/kantor.yaml": "name: {id: Kantor Wilayah, en: Regional Office}\nregion: bangli\n",
        "content/tags.yaml": "banjir: {name: {id: Banjir, en: Flood}}\ngempa: {name: Gempa}\n",
        f"{news}/satu.id.md": post("Posko banjir dibuka", "Warga **mengungsi** ke balai.", tags="banjir"),
        f"{news}/satu.en.md": translation("Flood post opened", "Residents took shelter & waited."),
        f"{news}/dua.id.md": post("Gempa kecil", "Guncangan dirasakan.", tags="gempa", date="2024-03-01"),
        f"{news}/tiga.id.md": post("Dinas lain", "Banjir surut.", agency="kantor", date="2024-02-01"),
        f"{news}/embargo.id.md": post(f"Banjir {SECRET}", SECRET, publish_at="2098-01-01"),
        f"{news}/draf.id.md": post(f"Draf {SECRET}", SECRET, draft="true"),
        f"{news}/tarik.id.md": post(
            "Ditarik", SECRET, changes="[{date: 2024-11-20, kind: withdrawal, note: Keliru.}]"
        ),
    }


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_site(tmp_path_factory.mktemp("cari") / "situs", stories())
    result = build(Request(folder, folder / "output", NOW))
    assert not result.failed, result.diagnostics
    return folder


def index(output: Path) -> dict[str, bytes]:
    return bytes_of(output / "pagefind")


# --- The files ----------------------------------------------------------------------------------------


def test_the_same_stories_give_the_same_bytes(site: Path, tmp_path: Path) -> None:
    """Built from nothing in another folder, several times."""
    for number in range(3):
        output = tmp_path / str(number)
        assert not build(Request(site, output, NOW, cache=tmp_path / f"cache-{number}")).failed
        assert index(output) == index(site / "output")


def test_what_is_not_public_is_in_no_file(site: Path) -> None:
    found = index(site / "output")
    assert any(name.endswith(".pf_fragment") for name in found)
    for name, data in found.items():
        text = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        assert SECRET.encode() not in text, name


def test_only_what_readers_can_find_makes_a_new_index(site: Path, tmp_path: Path) -> None:
    """A change of the theme leaves the files alone; a change of a text makes those of its language anew."""
    folder = tmp_path / "situs"
    shutil.copytree(site, folder)
    output = folder / "output"

    def built() -> dict[str, int]:
        assert not build(Request(folder, output, NOW)).failed
        return {
            path.relative_to(output).as_posix(): path.stat().st_ino
            for path in output.rglob("pagefind/**/*.*")
        }

    first = built()
    make_site(folder, {**stories(), "templates/_footer.html": "<footer>Lain</footer>"})
    assert built() == first
    text = translation("Flood post opened", "Residents went home.")
    make_site(folder, {**stories(), "content/news/2024/satu.en.md": text})
    second = built()
    same = {path for path in second if second[path] == first.get(path)}
    assert {path.split("/")[1] for path in same} == {"id"}
    assert {path.split("/")[1] for path in set(second) - same} == {"en"}
    clean = tmp_path / "bersih"
    assert not build(Request(folder, clean, NOW, cache=tmp_path / "cache")).failed
    assert index(clean) == index(output)


def test_a_damaged_or_missing_file_is_made_anew(site: Path, tmp_path: Path) -> None:
    folder = tmp_path / "situs"
    shutil.copytree(site, folder)
    expected = index(folder / "output")
    names = sorted(expected)
    (folder / "output/pagefind" / names[0]).write_bytes(b"rusak")
    (folder / "output/pagefind" / names[-1]).unlink()
    assert not build(Request(folder, folder / "output", NOW)).failed
    assert index(folder / "output") == expected


def test_without_search_there_is_nothing_of_it(site: Path, tmp_path: Path) -> None:
    """The index goes when search is switched off."""
    folder = tmp_path / "situs"
    shutil.copytree(site, folder)
    (folder / "site.toml").write_text(SITE_TOML)
    assert not build(Request(folder, folder / "output", NOW)).failed
    assert not (folder / "output/pagefind").exists()
    assert not (folder / "output/id/cari").exists()
    assert "cari" not in (folder / "output/id/index.html").read_text()


def test_a_site_without_stories_has_a_page_and_no_index(tmp_path: Path) -> None:
    folder = make_site(tmp_path / "situs", {"site.toml": stories()["site.toml"]})
    assert not build(Request(folder, folder / "output", NOW)).failed
    assert 'data-index=""' in (folder / "output/id/cari/index.html").read_text("utf-8")
    assert index(folder / "output") == {}


PROGRAMS = {
    "not there": (None, "pip install"),
    "not to be run": ("", "program"),
    "failing": ("#!/bin/sh\necho tidak jalan >&2\nexit 1\n", "tidak jalan"),
    "hanging": ("#!/bin/sh\nexec sleep 60\n", "no answer"),
}
"""What stands where Pagefind's program should, and what is said of it."""


@pytest.mark.parametrize("name", PROGRAMS)
def test_pagefind_that_fails_is_named_and_the_site_stays(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    folder = tmp_path / "situs"
    shutil.copytree(site, folder)
    before = index(folder / "output")
    changed = post("Lain", tags="gempa", date="2024-03-01")
    make_site(folder, {**stories(), "content/news/2024/dua.id.md": changed})
    script, said = PROGRAMS[name]
    program = tmp_path / "program"
    if script is not None:
        program.write_text(script)
        program.chmod(0o755 if script else 0o644)
    monkeypatch.setattr(pagefind_bin, "get_candidate_paths", lambda: [program])
    monkeypatch.setattr(pagefind, "TIMEOUT", 1)
    result = build(Request(folder, folder / "output", NOW))
    (found,) = [found for found in result.diagnostics if found.severity is Severity.ERROR]
    assert found.code == "search-failed"
    assert said in str(dict(found.arguments)["problem"])
    assert index(folder / "output") == before


# --- The page, under the headers that the site ships --------------------------------------------------


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with served(site / "output") as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that must not log an error, ask another host or break the policy."""
    page = browser.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda problem: wrong.append(str(problem)))
    page.on("request", lambda request: None if request.url.startswith(address) else wrong.append(request.url))
    yield page
    page.close()
    assert wrong == []


def titles(page: Page) -> list[str]:
    return page.locator("#_results h2").all_inner_texts()


def test_words_are_found_in_the_language_of_the_page(page: Page, address: str) -> None:
    page.goto(f"{address}/id/cari/")
    page.get_by_label("Kata yang dicari").fill("banjir")
    expect(page.get_by_role("status")).to_have_text("2 berita ditemukan")
    expect(page.locator("#_results h2")).to_have_count(2)
    assert set(titles(page)) == {"Posko banjir dibuka", "Dinas lain"}
    page.get_by_label("Kata yang dicari").fill("mengungsi")
    expect(page.get_by_role("status")).to_have_text("1 berita ditemukan")
    page.get_by_role("link", name="Posko banjir dibuka").click()
    expect(page).to_have_url(f"{address}/id/berita/2024/satu/")
    page.goto(f"{address}/en/search/?q=shelter")
    expect(page.get_by_role("status")).to_have_text("1 story found")
    expect(page.locator("#_results h2")).to_have_text(["Flood post opened"])
    expect(page.locator("#_results p").last).to_contain_text("& waited.")
    page.goto(f"{address}/en/search/?q=mengungsi")
    expect(page.get_by_role("status")).to_contain_text("No story matches.")


def test_results_are_narrowed_down_and_sorted(page: Page, address: str) -> None:
    page.goto(f"{address}/id/cari/?q=")
    expect(page.get_by_role("status")).to_contain_text("Ketik kata")
    page.get_by_text("Persempit hasil").click()
    page.get_by_label("Instansi").select_option(label="Kantor Wilayah (1)")
    expect(page.get_by_role("status")).to_have_text("1 berita ditemukan")
    expect(page.locator("#_results h2")).to_have_text(["Dinas lain"])
    page.get_by_label("Instansi").select_option(value="")
    page.get_by_label("Kata yang dicari").fill("banjir")
    for order, first in (("Terbaru dahulu", "Posko banjir dibuka"), ("Terlama dahulu", "Dinas lain")):
        page.get_by_label("Urutan").select_option(label=order)
        expect(page.locator("#_results h2").first).to_have_text(first)
    page.reload()
    expect(page.get_by_label("Urutan")).to_have_value("asc")
    expect(page.get_by_role("status")).to_have_text("2 berita ditemukan")


def test_the_keyboard_is_enough(page: Page, address: str) -> None:
    page.goto(f"{address}/id/cari/")
    expect(page.get_by_role("status")).not_to_be_empty()  # the script runs; its index may be on its way
    page.get_by_label("Kata yang dicari").focus()
    page.keyboard.type("gempa")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=gempa$"))  # of a slow typist, "gem" is answered before
    expect(page.get_by_role("status")).to_have_text("1 berita ditemukan")
    expect(page.get_by_role("link", name="Gempa kecil")).to_be_visible()
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Gempa kecil")).to_be_focused()


def test_without_scripts_the_page_says_what_to_do(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/id/cari/")
    expect(page.locator("noscript p")).to_contain_text("Pencarian memerlukan JavaScript")
    expect(page.locator("noscript a", has_text="Arsip")).to_be_visible()
    expect(page.locator("form")).to_be_hidden()
    context.close()
