"""Kinds of stories: each has its label, and where the site wants them a list and a feed in every language."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser  # type: ignore[import-untyped]  # it has no types
import pytest
from playwright.sync_api import Browser

from quality.serving import served
from tests.support import SITE_TOML, Built, build_site, make_site, picture, post, translation
from warta.content.model import LISTED_KINDS, STORY_KINDS, VERDICTS
from warta.i18n.languages import load_language
from warta.render.claim_review import RATINGS

NOW = datetime(2024, 12, 1, tzinfo=UTC)
OWN = ("speech", "announcement", "infographic", "photo-story", "fact-check")
MENU = ("announcement", "press-release", "advertorial")
CHECKED = {
    "kind": "fact-check",
    "claim": "ASN boleh <b>berkampanye</b> \u201cpada\u201d hari libur.",
    "claimant": "{id: Pesan berantai, en: A chain message}",
    "claim_url": "https://www.example.com/posts/1?a=1&b=2",
    "verdict": "incorrect",
    "sources": "[{name: Undang-Undang Nomor 20 Tahun 2023}, {name: KASN, url: 'https://kasn.example.go.id/'}]",
}


def stories() -> dict[str, str | bytes]:
    """One story of each kind but advertorial in both languages, and a fact-check of every verdict in one."""
    files: dict[str, str | bytes] = {}
    for kind in (kind for kind in STORY_KINDS if kind != "advertorial"):
        keys = {"kind": kind} if kind != "fact-check" else CHECKED
        if kind == "announcement":
            keys = {**keys, "expires": "2024-12-31"}
        if kind == "infographic":
            keys = {**keys, "image": "{src: bagan.jpg, alt: Bagan}"}
        own = {"claim": "Civil servants may campaign."} if kind == "fact-check" else {}
        files[f"content/news/2024/{kind}.id.md"] = post(f"Judul {kind}", **keys)
        files[f"content/news/2024/{kind}.en.md"] = translation(f"Title {kind}", **own)
    files["content/news/2024/bagan.jpg"] = picture()
    for verdict in VERDICTS:
        files[f"content/news/2024/klaim-{verdict}.id.md"] = post(
            f"Klaim {verdict}", kind="fact-check", claim="Suatu klaim.", verdict=verdict
        )
    return files


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    menu = ", ".join(f'"{kind}"' for kind in MENU)
    toml = SITE_TOML + f"\n[sections]\nmenu = [{menu}]\n"
    return build_site(make_site(tmp_path_factory.mktemp("kinds"), {"site.toml": toml, **stories()}), now=NOW)


def place(kind: str, language: str) -> str:
    return f"{language}/{load_language(language, {}).paths[kind]}/"


def linked_data(site: Built, page: str) -> dict[str, dict[str, Any]]:
    """Type \u2192 what a page says of itself."""
    (script,) = site.page(page).all("script", type="application/ld+json")
    return {each["@type"]: each for each in json.loads(script.text)["@graph"]}


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", LISTED_KINDS)
def test_a_kind_that_is_listed_has_a_page_and_a_feed_with_its_stories(
    site: Built, kind: str, language: str
) -> None:
    page = place(kind, language)
    if kind not in (*OWN, *MENU):
        assert not site.has(page)
        return
    mine = {"id": f"Judul {kind}", "en": f"Title {kind}"}[language]
    titles = [heading.text for heading in site.page(page).one("div", class_="stream").all("h2")]
    feed = feedparser.parse((site.root / page / "feed.xml").read_bytes())
    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == titles
    assert (mine in titles) is (kind != "advertorial")
    head = site.page(page)
    assert head.meta("description")
    assert f"/{page}feed.xml" in [link.get("href") for link in head.all("link", rel="alternate")]
    assert set(head.alternates()) == {"id", "en", "x-default"}
    assert f"{site.base_url}/{page}".encode() in (site.root / "sitemap-pages.xml").read_bytes()
    assert f"/{page}feed.xml" in (site.root / "feeds.opml").read_text("utf-8")


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_story_names_its_kind_and_leads_to_the_list_of_it(site: Built, language: str) -> None:
    words, news = load_language(language, {}), load_language(language, {}).paths["news"]
    for kind in (kind for kind in STORY_KINDS if kind not in ("news", "advertorial")):
        head = site.page(f"{language}/{news}/2024/{kind}/").one("header", class_="story-head")
        label = head.one("p", class_="label")
        assert label.text == words.strings["kind_" + kind.replace("-", "_")]
        listed = kind in (*OWN, *MENU)
        assert label.links() == ([f"/{place(kind, language)}"] if listed else [])


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_menu_has_what_was_chosen_for_it_in_that_order(site: Built, language: str) -> None:
    links = site.page(f"{language}/").one("nav", class_="site-nav").links()
    assert links[1:4] == [f"/{place(kind, language)}" for kind in MENU]
    archive = site.page(f"{language}/{load_language(language, {}).paths['archive']}/")
    assert {f"/{place(kind, language)}" for kind in (*OWN, *MENU)} <= set(archive.one("main").links())


def test_an_announcement_says_its_last_day_and_goes_with_its_list(tmp_path: Path) -> None:
    """``expires`` is the first day on which it is gone."""
    folder = make_site(
        tmp_path, {"content/news/2024/tutup.id.md": post("Tutup", kind="announcement", expires="2024-12-31")}
    )
    last = build_site(folder, now=datetime(2024, 12, 30, 12, tzinfo=UTC))
    page = last.page("id/berita/2024/tutup/")
    assert page.one("p", class_="in-force").one("time").get("datetime")[:10] == "2024-12-30"
    assert linked_data(last, "id/berita/2024/tutup/")["NewsArticle"]["expires"].startswith("2024-12-30")
    assert last.has("id/pengumuman/")
    gone = build_site(folder, now=datetime(2024, 12, 31, 12, tzinfo=UTC))
    assert not gone.has("id/berita/2024/tutup/")
    assert not gone.has("id/pengumuman/")
    assert not gone.has("id/pengumuman/feed.xml")


@pytest.mark.parametrize(
    ("language", "claim", "claimant", "verdict"),
    [
        ("id", "ASN boleh <b>berkampanye</b> \u201cpada\u201d hari libur.", "Pesan berantai", "Salah"),
        ("en", "Civil servants may campaign.", "A chain message", "Incorrect"),
    ],
)
def test_a_fact_check_says_the_same_to_readers_and_to_search_engines(
    site: Built, language: str, claim: str, claimant: str, verdict: str
) -> None:
    path = f"{language}/{'berita' if language == 'id' else 'news'}/2024/fact-check/"
    box = site.page(path).one("section", class_="fact-check-box")
    assert box.one("dd", class_="claim").text == claim
    assert box.one("dd", class_="verdict").text == verdict
    assert claimant in box.text
    review = linked_data(site, path)["ClaimReview"]
    assert review["claimReviewed"] == claim
    assert review["itemReviewed"]["author"]["name"] == claimant
    assert review["itemReviewed"]["appearance"]["url"] == CHECKED["claim_url"]
    rating = {
        "@type": "Rating",
        "alternateName": verdict,
        "ratingValue": 2,
        "bestRating": 5,
        "worstRating": 1,
    }
    assert review["reviewRating"] == rating
    assert review["url"] == f"{site.base_url}/{path}"
    assert review["author"]["name"] == "Tim Uji"
    assert [source["name"] for source in review["citation"]] == ["Undang-Undang Nomor 20 Tahun 2023", "KASN"]
    assert CHECKED["claim_url"] in box.links()


@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_is_in_words_and_has_its_rating(site: Built, verdict: str) -> None:
    path = f"id/berita/2024/klaim-{verdict}/"
    words = load_language("id", {}).strings["verdict_" + verdict.replace("-", "_")]
    assert site.page(path).one("dd", class_="verdict").text == words
    rating = linked_data(site, path)["ClaimReview"]["reviewRating"]
    assert rating["alternateName"] == words
    assert rating.get("ratingValue") == RATINGS.get(verdict)


def test_other_stories_are_no_claim_reviews(site: Built) -> None:
    assert "ClaimReview" not in linked_data(site, "id/berita/2024/speech/")
    assert linked_data(site, "id/berita/2024/fact-check/")["NewsArticle"]["headline"] == "Judul fact-check"


def test_an_infographic_leads_to_its_picture(site: Built) -> None:
    link = site.page("id/berita/2024/infographic/").one("a", class_="full-size")
    assert site.has(link.get("href"))


def test_the_pictures_of_a_photo_story_have_their_places_before_they_arrive(
    tmp_path: Path, browser: Browser
) -> None:
    """Else what a reader looks at, or what has the focus, is pushed out of sight."""
    gallery = "![Satu](satu.jpg)\n![Dua](dua.jpg)\n"
    files: dict[str, str | bytes] = {
        "content/news/2024/satu.jpg": picture(1, (1500, 1000)),
        "content/news/2024/dua.jpg": picture(2, (900, 1200)),
        "content/news/2024/foto.id.md": post("Cerita foto", gallery, kind="photo-story"),
    }
    site = build_site(make_site(tmp_path, files))
    page = browser.new_page(viewport={"width": 1000, "height": 700})
    page.route("**/media/**", lambda _: None)  # never answered
    with served(site.root) as address:
        page.goto(f"{address}/id/berita/2024/foto/", wait_until="domcontentloaded")
        heights = page.locator(".gallery img").evaluate_all(
            "images => images.map(image => [image.offsetWidth, image.offsetHeight])"
        )
    page.close()
    (wide, high), (upright_wide, upright_high) = heights
    assert wide == upright_wide > 500
    assert abs(high - wide * 2 / 3) < 2
    assert upright_high == min(round(upright_wide * 4 / 3), 630)


def test_the_pictures_of_a_photo_story_are_fetched_as_large_as_they_are_shown(tmp_path: Path) -> None:
    """Those of a gallery elsewhere are small ones."""
    gallery = "![Satu](a.jpg)\n![Dua](b.jpg)\n\n![Tiga](a.jpg)\n"
    files: dict[str, str | bytes] = {
        "content/news/2024/a.jpg": picture(1, (1500, 1000)),
        "content/news/2024/b.jpg": picture(2, (1500, 1000)),
        "content/news/2024/foto.id.md": post("Cerita foto", gallery, kind="photo-story"),
        "content/news/2024/biasa.id.md": post("Berita biasa", gallery),
    }
    site = build_site(make_site(tmp_path / "situs", files))

    def sizes(path: str) -> list[str]:
        return [image.get("sizes") for image in site.page(path).one(class_="prose").all("img")]

    first, second, alone = sizes("id/berita/2024/foto/")
    assert first == second == alone
    small, other, whole = sizes("id/berita/2024/biasa/")
    assert small == other != whole == alone
