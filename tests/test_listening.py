"""Listening: a button where the reader's machine has a voice for the page's language, and nowhere else."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from quality.serving import served
from tests.support import Built, build_site, make_site, post, translation

BODY = (
    "Alinea *pertama* [tautan](https://example.com).[^1]\n\n## Bagian\n\n- satu\n- dua\n\n"
    "| a | b |\n|---|---|\n| 1 | 2 |\n\n[^1]: Catatan kaki."
)
SPEECH = """(voices) => {
  window.said = [];
  class Utterance { constructor(text) { this.text = text; } }
  const speech = {
    getVoices: () => voices, cancel: () => { window.cancelled = (window.cancelled ?? 0) + 1; },
    speak: (each) => { window.said.push([each.text, each.lang, each.voice.name]); window.last = each; },
    addEventListener: (name, call) => { window.changed = call; },
  };
  Object.defineProperty(window, "speechSynthesis", { value: speech, configurable: true });
  window.SpeechSynthesisUtterance = Utterance;
}"""
LOCAL = {"name": "Dewi", "lang": "id-ID", "localService": True, "default": False}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Built, str]]:
    files: dict[str, str | bytes] = {
        "content/news/2024/a.id.md": post("Judul berita", BODY, summary="Ringkasan."),
        "content/news/2024/a.en.md": translation("A story"),
    }
    built = build_site(make_site(tmp_path_factory.mktemp("listening"), files))
    with served(built.root) as address:
        yield built, address.rstrip("/")


def opened(browser: Browser, url: str, voices: list[dict[str, object]] | None) -> Page:
    """A page under the shipped policy, in a browser that has those voices; None: one that cannot speak."""
    page = browser.new_page()
    if voices is None:
        page.add_init_script("Object.defineProperty(window, 'speechSynthesis', { value: undefined });")
    else:
        page.add_init_script(f"({SPEECH})({json.dumps(voices)})")
    page.goto(url)
    return page


@pytest.mark.parametrize(
    ("voices", "shown"),
    [
        (None, False),
        ([], False),
        ([LOCAL], True),
        ([{**LOCAL, "lang": "id"}], True),
        ([{**LOCAL, "lang": "in_ID"}], True),
        ([{**LOCAL, "lang": "id_ID"}], True),
        ([{**LOCAL, "localService": False}], False),
        ([{**LOCAL, "lang": "en-US"}, {**LOCAL, "lang": "ms-MY"}], False),
        ([{**LOCAL, "lang": "ida-XX"}], False),
    ],
)
def test_the_button_is_there_where_there_is_a_voice(
    browser: Browser, site: tuple[Built, str], voices: list[dict[str, object]] | None, shown: bool
) -> None:
    page = opened(browser, site[1] + "/id/berita/2024/a/", voices)
    assert page.locator(".listen button").is_visible() is shown
    page.close()


def test_the_story_is_read_in_order_by_a_voice_of_the_machine_until_it_is_stopped(
    browser: Browser, site: tuple[Built, str]
) -> None:
    asked: list[str] = []
    page = opened(
        browser, site[1] + "/id/berita/2024/a/", [{**LOCAL, "name": "Online", "localService": False}, LOCAL]
    )
    page.on("request", lambda request: asked.append(request.url))
    button = page.locator(".listen button")
    button.click()
    expect(button).to_have_text("Hentikan")
    for _ in range(6):
        page.evaluate("window.last.onend()")
    said = page.evaluate("window.said")
    assert [text for text, _, _ in said] == [
        *("Judul berita", "Ringkasan.", "Alinea pertama tautan.", "Bagian", "satu", "dua")
    ]
    assert {(language, voice) for _, language, voice in said} == {("id", "Dewi")}
    expect(button).to_have_text("Dengarkan berita ini")
    button.click()
    button.click()
    expect(button).to_have_text("Dengarkan berita ini")
    page.evaluate("window.last.onend()")  # some browsers tell of the end of what was stopped
    assert len(page.evaluate("window.said")) == 7
    assert [url for url in asked if "favicon" not in url] == [], "a browser asks for that in its own time"
    page.close()


def test_voices_that_come_later_count(browser: Browser, site: tuple[Built, str]) -> None:
    page = opened(browser, site[1] + "/id/berita/2024/a/", [])
    expect(page.locator(".listen")).to_be_hidden()
    page.evaluate(
        "speechSynthesis.getVoices = () => [{lang: 'id-ID', localService: true, name: 'D'}]; changed()"
    )
    expect(page.locator(".listen button")).to_be_visible()
    page.close()


def test_without_scripts_there_is_no_button(browser: Browser, site: tuple[Built, str]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site[1] + "/en/news/2024/a/")
    expect(page.locator(".listen")).to_be_hidden()
    context.close()


def test_the_script_is_small(site: tuple[Built, str]) -> None:
    """It stands in every story."""
    (script,) = [
        each
        for each in site[0].page("id/berita/2024/a/").all("script", type="module")
        if "speech" in each.text
    ]
    assert len(gzip.compress(script.text.encode())) < 1100
