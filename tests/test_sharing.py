"""What search engines and social media take: site maps, structured data, previews and cards."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from tests.newsroom import BASE, FILES, SITE
from tests.support import NOW, SITE_TOML, Built, Files, build_site, make_site, post, site_maps, translation
from warta.build import build as builder
from warta.build.build import Request, build, check, remember
from warta.filesystem.stamps import load_state
from warta.media import cards as drawing
from warta.media.cards import CARD_SIZE, CardTexts, can_write, card_png
from warta.pages import sitemaps as search_engines
from warta.resources import packaged_bytes

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
W3C_TIME = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d))?")


def tree(site: Built, path: str) -> ET.Element:
    return ET.fromstring((site.root / path).read_bytes())


def parts(site: Built) -> list[str]:
    """The files that the index lists."""
    return [
        str(part.findtext(MAP + "loc")).removeprefix(site.base_url + "/")
        for part in tree(site, "sitemap.xml")
    ]


def locations(root: ET.Element) -> list[str]:
    return [str(url.findtext(MAP + "loc")) for url in root.findall(MAP + "url")]


# --- Site maps ----------------------------------------------------------------------------------------


def check_site_map(root: ET.Element) -> None:
    """The rules of sitemap.xsd and of Google's extensions, as far as they bear on what Warta writes."""
    assert root.tag == MAP + "urlset"
    assert 1 <= len(root) <= 50_000
    assert len(set(locations(root))) == len(root)
    for url in root:
        assert url.tag == MAP + "url"
        names = [child.tag for child in url]
        own = [name for name in names if name.startswith(MAP)]
        assert own in ([MAP + "loc"], [MAP + "loc", MAP + "lastmod"])
        assert names[: len(own)] == own
        assert set(names) <= {MAP + "loc", MAP + "lastmod", XHTML + "link", NEWS + "news"}
        location = url.findtext(MAP + "loc", "")
        assert location.startswith("https://")
        assert location.isascii()
        assert len(location) < 2048
        assert W3C_TIME.fullmatch(url.findtext(MAP + "lastmod", "2024-01-01"))
        links = url.findall(XHTML + "link")
        if links:
            by_language = {link.get("hreflang"): link.get("href") for link in links}
            assert len(by_language) == len(links)
            assert location in by_language.values()
            assert "x-default" in by_language
        news = url.find(NEWS + "news")
        if news is not None:
            assert [child.tag for child in news] == [
                NEWS + "publication",
                NEWS + "publication_date",
                NEWS + "title",
            ]
            assert [child.tag for child in news[0]] == [NEWS + "name", NEWS + "language"]
            assert W3C_TIME.fullmatch(str(news[1].text))
            assert re.fullmatch(r"[a-z]{2,3}|zh-(?:cn|tw)", str(news[0][1].text))


def check_all(site: Built) -> list[str]:
    """Check index and site maps of a site; returns all addresses in them without those that are news."""
    index = tree(site, "sitemap.xml")
    assert index.tag == MAP + "sitemapindex"
    assert 1 <= len(index) <= 50_000
    for part in index:
        assert [child.tag for child in part] in ([MAP + "loc"], [MAP + "loc", MAP + "lastmod"])
        assert W3C_TIME.fullmatch(part.findtext(MAP + "lastmod", "2024-01-01"))
    files = parts(site)
    assert sorted(["sitemap.xml", *files]) == [path for path in site.files() if path.startswith("sitemap")]
    found: list[str] = []
    for file in files:
        root = tree(site, file)
        check_site_map(root)
        if file != "sitemap-news.xml":
            found += locations(root)
    assert (
        f"Sitemap: {site.base_url}/sitemap.xml" in (site.root / "robots.txt").read_text("utf-8").splitlines()
    )
    return found


def test_the_site_maps_have_every_page_for_search_engines_once(newsroom: Built) -> None:
    found = check_all(newsroom)
    pages = [
        f"{BASE}/{path}"
        for path in newsroom.html_pages()
        if newsroom.page(path).meta("robots") != "noindex"
        and not newsroom.page(path).all("meta", http_equiv="refresh")
        and not re.search(r"(halaman|page)/\d+/$", path)
    ]
    assert sorted(found) == sorted(pages)
    months = sorted(
        {"-".join(url.split("/")[6:8]) for url in found if "/arsip/" in url and url.count("/") == 8}
    )
    names = ("pages", *months, "news")
    assert months
    assert parts(newsroom) == [f"sitemap-{name}.xml" for name in names]


def test_translations_name_each_other_on_the_page_and_in_the_site_map(newsroom: Built) -> None:
    """Each page lists itself, and what it lists lists it."""
    for path in newsroom.html_pages():
        alternates = newsroom.page(path).alternates()
        if not alternates or not path:
            continue
        assert f"{BASE}/{path}" in alternates.values(), path
        for href in alternates.values():
            assert newsroom.page(href.removeprefix(BASE + "/")).alternates() == alternates
    for file in parts(newsroom):
        for url in tree(newsroom, file):
            links = {str(link.get("hreflang")): str(link.get("href")) for link in url.findall(XHTML + "link")}
            if links:
                path = url.findtext(MAP + "loc", "").removeprefix(BASE + "/")
                assert links == newsroom.page(path).alternates()


@pytest.mark.parametrize(("urls", "links"), [(3, 10_000), (10_000, 9)])
def test_a_site_map_that_grows_too_long_is_split(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, urls: int, links: int
) -> None:
    """No page is lost or doubled, and no page is apart from its translations."""
    monkeypatch.setattr(search_engines, "MOST_URLS", urls)
    monkeypatch.setattr(search_engines, "MOST_LINKS", links)
    files: dict[str, str | bytes] = {}
    for number in range(5):
        files[f"content/news/2024/a{number}.id.md"] = post(f"Judul {number}")
        files[f"content/news/2024/a{number}.en.md"] = translation(f"Title {number}")
    site = build_site(make_site(tmp_path, files))
    found = check_all(site)
    assert {"sitemap-2024-11.xml", "sitemap-2024-11-2.xml", "sitemap-pages-2.xml"} <= set(parts(site))
    assert len(found) == len(set(found))
    assert sum("/2024/a" in url for url in found) == 10
    for file in parts(site):
        assert len(tree(site, file)) <= 3 or file == "sitemap-news.xml"


def test_the_limits_are_those_of_the_protocol() -> None:
    assert (search_engines.MOST_URLS, search_engines.MOST_NEWS) == (50_000, 1000)


def test_an_edited_text_changes_no_site_map(tmp_path: Path) -> None:
    """And a corrected story only that of its month, and the index."""
    files: dict[str, str | bytes] = {
        f"content/news/2022/{month}.id.md": post("Judul", date=f"2022-{month:02}-01") for month in (2, 3)
    }
    site = make_site(tmp_path, files)
    build_site(site)
    path = site / "content/news/2022/3.id.md"
    path.write_text(post("Judul", "Isi yang lain.", date="2022-03-01"))
    assert not [file for file, _ in build_site(site).result.reasons if "sitemap" in file]
    path.write_text(post("Judul", "Isi yang lain.", date="2022-03-01", updated="2022-03-05"))
    changed = {file for file, _ in build_site(site).result.reasons if "sitemap" in file}
    assert changed == {"sitemap-2022-03.xml", "sitemap.xml"}


def test_a_new_story_is_one_more_entry_of_its_month_s_site_map(tmp_path: Path) -> None:
    """What was there keeps its place, also among the other pages; other months are left alone."""

    def maps(site: Built) -> dict[str, list[str]]:
        return {
            file: [url.findtext(MAP + "loc", "") for url in tree(site, file)]
            for file in parts(site)
            if file != "sitemap-news.xml"
        }

    files: dict[str, str | bytes] = {"content/tags.yaml": "a: {name: A}\nb: {name: B}\nz: {name: Z}\n"}
    for number, tag in enumerate("zazb", 1):
        files[f"content/news/2022/{number}.id.md"] = post(
            f"Judul {number}", date=f"2022-0{1 + number // 3}-1{number}", tags=f"[{tag}]"
        )
    for number in (4, 3, 2):
        files[f"content/news/2022/{number}.en.md"] = translation(f"Title {number}")
    last = {name: files.pop(name) for name in list(files) if "/4." in name}
    site = make_site(tmp_path, files)
    before = maps(build_site(site))
    after = maps(build_site(make_site(site, {**files, **last})))
    assert before.keys() == after.keys()
    assert after["sitemap-2022-01.xml"] == before["sitemap-2022-01.xml"]
    for file in ("sitemap-2022-02.xml", "sitemap-pages.xml"):
        assert len(after[file]) == len(before[file]) + 2
        assert [url for url in after[file] if url in before[file]] == before[file]


# --- News ---------------------------------------------------------------------------------------------


def news(site: Built) -> list[tuple[str, ...]]:
    """Name, language, date and title of each story in the site map for news."""
    return [
        tuple(str(text.text) for text in (*entry[0], entry[1], entry[2]))
        for entry in tree(site, "sitemap-news.xml").iter(NEWS + "news")
    ]


def test_news_are_the_stories_that_became_public_in_the_last_two_days(newsroom: Built) -> None:
    """By the time they became public; no paid content, nothing that is held back."""
    assert news(newsroom) == [
        ("Kabar & Warta", "id", "2025-01-15T01:00:00+07:00", "Baru dibuka"),
        ("Kabar & Warta", "id", "2025-01-14T09:00:00+07:00", 'Judul & <b>tebal</b> "kutip"'),
        ("News & Stories", "en", "2025-01-14T09:00:00+07:00", "Title one"),
    ]


def test_a_preview_with_drafts_offers_none_of_them_as_news(tmp_path: Path) -> None:
    site = build_site(make_site(tmp_path, FILES), drafts=True)
    assert b"Tersembunyi" in (site.root / "id/feed.xml").read_bytes()
    assert b"Tersembunyi" not in (site.root / "sitemap-news.xml").read_bytes()


def test_the_passage_of_time_alone_changes_the_news(tmp_path: Path) -> None:
    """A build remembers when; until then the next one has nothing to do, from then on it has."""
    date = "2025-01-14 09:00"
    site = make_site(tmp_path, {"content/news/2025/a.id.md": post("Judul", date=date)})
    leaves = datetime(2025, 1, 16, 2, 0, tzinfo=UTC)
    request = Request(site, site / "output", NOW)
    result = build(request)
    remember(request, result, ("asked",), ("", ""))
    assert result.prepared is not None
    assert result.prepared.until == leaves.timestamp()
    state = load_state(str(request.state_path))
    assert state is not None
    assert (state.not_before, state.not_after) == (NOW.timestamp(), leaves.timestamp())
    assert b"<news:title>Judul" in (site / "output/sitemap-news.xml").read_bytes()
    after = build(Request(site, site / "output", leaves))
    assert {path for path, _ in after.reasons} == {"sitemap-news.xml", "sitemap.xml"}
    assert news(Built(site / "output", "", after)) == []
    check_site_map(tree(Built(site / "output", "", after), "sitemap-news.xml"))
    assert after.prepared is not None
    assert after.prepared.until == float("inf")


def test_only_the_newest_news_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_engines, "MOST_NEWS", 2)
    files: dict[str, str | bytes] = {
        f"content/news/2025/a{hour}.id.md": post(f"Jam {hour}", date=f"2025-01-15 {hour:02}:00")
        for hour in (5, 7, 6)
    }
    assert [title for *_, title in news(build_site(make_site(tmp_path, files)))] == ["Jam 7", "Jam 6"]


def test_the_site_map_for_news_can_be_left_out(tmp_path: Path) -> None:
    settings = SITE_TOML + "\n[sharing]\nnews_sitemap = false\n"
    files = {"site.toml": settings, "content/news/2025/a.id.md": post("Judul", date="2025-01-15")}
    site = build_site(make_site(tmp_path, files))
    check_all(site)
    assert "sitemap-news.xml" not in parts(site)
    assert site.result.prepared is not None
    assert site.result.prepared.until == float("inf")


# --- Structured data ----------------------------------------------------------------------------------


def linked_data(site: Built, path: str, kind: str) -> dict[str, Any]:
    """The only node of a kind on a page."""
    (script,) = site.page(path).all("script", type="application/ld+json")
    data = json.loads("".join(child for child in script.children if isinstance(child, str)))
    (found,) = [node for node in data["@graph"] if node["@type"] == kind]
    assert isinstance(found, dict)
    return found


def test_an_article_is_described_in_full(newsroom: Built) -> None:
    """Headline, picture, dates (a time with its offset), authors with name and address; as the page shows."""
    stories = [path for path in newsroom.html_pages() if re.search(r"(berita|news)/\d{4}/[^/]+/$", path)]
    checked = 0
    for path in stories:
        page = newsroom.page(path)
        if page.meta("robots") == "noindex":
            continue
        kind = "AdvertiserContentArticle" if "iklan" in path else "NewsArticle"
        article = linked_data(newsroom, path, kind)
        assert article["headline"] == page.one("h1").text
        assert article["mainEntityOfPage"] == page.one("link", rel="canonical").get("href")
        assert article["datePublished"] == page.meta("article:published_time")
        for key in ("datePublished", "dateModified"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\d(T[\d:]{8}[+-]\d\d:\d\d)?", article[key])
        (image,) = article["image"]
        url = image if isinstance(image, str) else image["url"]
        assert url == page.meta("og:image")
        assert newsroom.has(url.removeprefix(BASE + "/"))
        for author in article["author"]:
            assert author["name"] in page.one("main").text
            if author["@type"] == "Organization":
                assert newsroom.has(author["url"].removeprefix(BASE + "/"))
        assert article["publisher"]["name"] == "Redaksi <Uji>"
        checked += 1
    assert checked == 5


def test_corrections_source_place_and_people_are_described(newsroom: Built) -> None:
    article = linked_data(newsroom, "id/berita/2024/lama/", "NewsArticle")
    assert [(entry["@type"], entry["text"], entry["datePublished"]) for entry in article["correction"]] == [
        ("CorrectionComment", "Jabatan diperjelas.", "2024-11-06"),
        ("CorrectionComment", "Angka diperbaiki: 330, bukan 300.", "2024-11-05"),
    ]
    assert article["isBasedOn"]["publisher"]["name"] == "Harian Uji"
    assert article["isBasedOn"]["url"] == "https://harian.example.org/berita/ä?x=1"
    places = [
        (place["name"], place.get("containedInPlace", {}).get("name")) for place in article["contentLocation"]
    ]
    assert places == [("Kota Denpasar", "Bali"), ("Bali", None)]
    assert article["author"][0] == {"@type": "Person", "name": "Penulis Uji"}
    (person,) = article["mentions"]
    assert (person["name"], person["jobTitle"]) == ("Ani Uji", "Kepala Dinas")
    assert person["url"] == f"{BASE}/id/narasumber/ani-uji/"
    assert "sponsor" not in article
    assert "correction" not in linked_data(newsroom, "id/berita/2025/satu/", "NewsArticle")


def test_paid_content_names_its_sponsor(newsroom: Built) -> None:
    article = linked_data(newsroom, "id/berita/2025/iklan/", "AdvertiserContentArticle")
    assert [sponsor["name"] for sponsor in article["sponsor"]] == ["Dinas <Uji> & Kawan"]


def test_translations_are_tied_to_the_original(newsroom: Built) -> None:
    original = linked_data(newsroom, "id/berita/2025/satu/", "NewsArticle")
    other = linked_data(newsroom, "en/news/2025/satu/", "NewsArticle")
    assert [version["@id"] for version in original["workTranslation"]] == [other["@id"]]
    assert other["translationOfWork"]["@id"] == original["@id"]


def test_agencies_and_people_are_described_with_their_offices(newsroom: Built) -> None:
    agency = linked_data(newsroom, "id/instansi/dinas-uji-kawan/", "GovernmentOrganization")
    assert agency["areaServed"]["name"] == "Kota Denpasar"
    person = linked_data(newsroom, "id/narasumber/ani-uji/", "Person")
    assert (person["name"], person["alternateName"]) == ("Ani Uji", "Dr. Ani Uji")
    assert person["jobTitle"] == "Kepala Badan"
    assert [employer["name"] for employer in person["worksFor"]] == ["Badan Uji"]
    held = [
        (role["hasOccupation"]["name"], role["startDate"], role.get("endDate"))
        for role in person["hasOccupation"]
    ]
    assert held == [("Kepala Badan", "2025", None), ("Kepala Dinas", "2024", "2024")]


def test_breadcrumbs_are_numbered_and_lead_to_pages(newsroom: Built) -> None:
    for path in ("id/berita/2025/satu/", "id/wilayah/kota-denpasar/", "en/topics/red/"):
        items = linked_data(newsroom, path, "BreadcrumbList")["itemListElement"]
        assert [item["position"] for item in items] == list(range(1, len(items) + 1))
        assert items[-1]["item"] == f"{BASE}/{path}"
        assert all(newsroom.has(item["item"].removeprefix(BASE + "/")) for item in items)


# --- Previews -----------------------------------------------------------------------------------------


def test_a_preview_shows_the_picture_else_the_card(newsroom: Built) -> None:
    for path, folder in (
        ("id/berita/2025/satu/", "media"),
        ("en/news/2025/satu/", "media"),
        ("id/berita/2024/lama/", "cards"),
    ):
        page = newsroom.page(path)
        assert page.meta("og:type") == "article"
        assert page.meta("og:title") == page.one("h1").text
        assert page.meta("og:description")
        assert page.meta("og:url") == page.one("link", rel="canonical").get("href")
        assert page.meta("og:image").startswith(f"{BASE}/{folder}/")
        assert page.meta("og:image:alt")
        assert page.meta("twitter:card") == "summary_large_image"
        data = (newsroom.root / page.meta("og:image").removeprefix(BASE + "/")).read_bytes()
        with Image.open(io.BytesIO(data)) as picture:
            if folder == "cards":
                size = tuple(int(page.meta(f"og:image:{side}")) for side in ("width", "height"))
                assert (picture.format, picture.size) == ("PNG", size) == ("PNG", (1200, 630))
    assert newsroom.page("id/berita/2025/satu/").meta("og:locale:alternate") == "en_GB"
    site_card = newsroom.page("id/").meta("og:image")
    assert site_card.startswith(f"{BASE}/cards/")
    assert (newsroom.root / site_card.removeprefix(BASE + "/")).read_bytes().startswith(b"\x89PNG")
    for path in ("id/berita/2024/ditarik/", "id/berita/", "id/instansi/", "id/arsip/", "id/404.html"):
        assert newsroom.page(path).meta("og:image") == site_card
    assert newsroom.page("en/").meta("og:image") != site_card
    assert newsroom.page("id/berita/2025/satu/").meta("robots") == "max-image-preview:large"
    assert newsroom.page("id/404.html").meta("robots") == "noindex"


def card_files(site: Path) -> set[str]:
    return {path.name for path in (site / "output" / "cards").glob("*")}


def test_cards_are_drawn_once_and_only_when_what_they_show_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new title is a new file; a new text or a new version of the rest of the program is none."""
    site = make_site(
        tmp_path,
        {
            "content/news/2024/a.id.md": post("Judul"),
            "content/news/2024/b.id.md": post("Judul", "Berita lain dengan kartu yang sama."),
            "content/news/2024/c.id.md": post("Lain"),
        },
    )

    def drawn() -> int:
        result = build(Request(site, site / "output", NOW))
        assert not result.failed
        return sum(path.startswith("cards/") for path, _ in result.reasons)

    assert drawn() == 2 + 2, "one for each title, one for each language"
    first = card_files(site)
    make_site(tmp_path, {"content/news/2024/c.id.md": post("Lain", "Isi baru.")})
    assert drawn() == 0
    monkeypatch.setattr(builder, "program_digest", lambda: "another program")
    assert drawn() == 0
    assert card_files(site) == first
    make_site(tmp_path, {"content/news/2024/c.id.md": post("Ganti")})
    assert drawn() == 1
    assert len(card_files(site)) == 4
    assert len(card_files(site) & first) == 3
    monkeypatch.setattr("warta.build.prepare.part_digest", lambda *_: "another design")
    assert drawn() == 4
    result = build(Request(site, site / "output", NOW, clean=True))
    assert sum(path.startswith("cards/") for path, _ in result.reasons) == 4


def test_cards_can_be_left_out(tmp_path: Path) -> None:
    site = make_site(
        tmp_path,
        {"site.toml": SITE_TOML + "\n[sharing]\ncards = false\n", "content/news/2024/a.id.md": post("A")},
    )
    built = build_site(site)
    assert card_files(site) == set()
    assert built.page("id/berita/2024/a/").meta("twitter:card") == "summary"


def test_a_check_draws_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def drawn(*_: object) -> bytes:
        raise AssertionError("drawn")

    monkeypatch.setattr("warta.render.writers.card_png", drawn)
    site = make_site(tmp_path, {"content/news/2024/a.id.md": post("A")})
    assert not check(Request(site, site / "output", NOW)).failed


# --- Cards --------------------------------------------------------------------------------------------

LONG = "Pertanggungjawaban" * 6
CARDS = {
    "usual": CardTexts(
        "Bupati mengingatkan ASN agar netral", "Dinas Uji", "Kamis, 14 November 2024", "Kabar Uji", ""
    ),
    "one long word": CardTexts(LONG, LONG, "Rabu, 27 November 2024", LONG, "Advertorial"),
    "as long as can be": CardTexts("panjang sekali " * 20, "Dinas", "1 Mei 2024", "Kabar", ""),
    "widest": CardTexts("W" * 300, "W" * 200, "Rabu, 27 November 2024", "W" * 200, "W" * 50),
    "diacritics": CardTexts("Đặng Żółć ÅÉÎÕÜ ḥadīṯ Ñandú", "Æther", "3 août 2024", "Ők", ""),
    "empty": CardTexts("", "", "", "", ""),
}


def picture(texts: CardTexts) -> Image.Image:
    with Image.open(io.BytesIO(card_png(texts))) as found:
        return found.convert("RGB")


@pytest.mark.parametrize("name", CARDS)
def test_whatever_a_card_says_fits_on_it(name: str) -> None:
    """Nothing but paper in the margins and between the parts: no letter is cut, none is over another line."""
    card = picture(CARDS[name])
    assert card.size == CARD_SIZE
    width, height = CARD_SIZE
    margins = [
        (0, 16, drawing.MARGIN - 6, height),
        (width - drawing.MARGIN + 6, 16, width, height),
        (0, 16, width, 70),
        (0, 124, width, 140),
        (0, 522, width, 534),
        (0, 604, width, height),
    ]
    for box in margins:
        assert card.crop(box).getcolors() == [((box[2] - box[0]) * (box[3] - box[1]), drawing.PAPER)], box


def test_a_card_shows_each_of_its_texts() -> None:
    """Every field changes the picture where it belongs."""
    full = CARDS["usual"]._replace(label="Advertorial")
    boxes = {"title": (80, 140, 1120, 520), "agency": (80, 70, 1120, 124), "label": (80, 70, 1120, 124),
             "site": (80, 545, 600, 604), "date": (600, 545, 1120, 604)}  # fmt: skip
    for name, box in boxes.items():
        other = picture(full._replace(**{name: "Lain"}))
        assert picture(full).crop(box).tobytes() != other.crop(box).tobytes(), name
        outside = {field for field, area in boxes.items() if area != box}
        for field in outside:
            assert picture(full).crop(boxes[field]).tobytes() == other.crop(boxes[field]).tobytes(), (
                name,
                field,
            )


def test_the_same_texts_give_the_same_bytes() -> None:
    for texts in CARDS.values():
        assert card_png(texts) == card_png(texts)
    assert len({card_png(texts) for texts in CARDS.values()}) == len(CARDS)
    assert max(len(card_png(texts)) for texts in CARDS.values()) < 60_000


@pytest.mark.parametrize("size", [32, 42, 58, 80])
@given(st.lists(st.sampled_from("AVATARTo.yYgfiẤỵ“”LTéÀWVÓłÖź,-–’0147 Ljs"), max_size=40).map("".join))
@settings(max_examples=60, deadline=None)
@example("AVATAR “Tó” To. Téga, Łódź, fiancé – ÀWV")
def test_letters_drawn_one_by_one_are_set_like_a_text(size: int, text: str) -> None:
    """Kerned and accented alike, to the pixel: letters are kept, since drawing them anew takes long."""
    font = ImageFont.truetype(
        io.BytesIO(packaged_bytes(*drawing.FONT)), size, layout_engine=ImageFont.Layout.BASIC
    )
    letters = drawing.Letters(size)
    assert letters.length(text) == font.getlength(text)
    expected, found = (Image.new("L", (42 * size, 2 * size)) for _ in range(2))
    ImageDraw.Draw(expected).text((size, 5), text, fill=drawing.INK_LEVEL, font=font)
    letters.draw(found, (size, 5), text, drawing.INK_LEVEL)
    assert found.tobytes() == expected.tobytes()


def test_composed_and_decomposed_letters_give_the_same_card() -> None:
    texts = CARDS["usual"]
    assert card_png(texts._replace(title="Cafe\u0301")) == card_png(texts._replace(title="Café"))


def letters() -> Iterator[str]:
    return (chr(code) for code in range(0x20, 0x2300) if drawing._WRITABLE.fullmatch(chr(code)))


def test_the_font_has_every_letter_that_is_taken_for_granted() -> None:
    """None of them is drawn as the box that stands for a letter that is not there."""
    font = ImageFont.truetype(io.BytesIO(drawing._font_file()), 40, layout_engine=ImageFont.Layout.BASIC)
    missing = bytes(font.getmask("\U0010ffff"))
    assert sum(1 for _ in letters()) > 600
    assert [letter for letter in letters() if letter.strip() and bytes(font.getmask(letter)) == missing] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ASN Đặng é", True),
        ("Berita 🎉 baru", True),
        ("Zona\u00adwaktu\u2011satu", True),
        ("ᬩᬮᬶ", False),
        ("北京", False),
    ],
)
def test_a_title_that_the_font_cannot_write_has_no_card(tmp_path: Path, text: str, expected: bool) -> None:
    """Rather the site's own than one with empty boxes; symbols alone are left out."""
    assert can_write(text) is expected
    site = build_site(make_site(tmp_path, {"content/news/2024/a.id.md": post(text)}))
    own = site.page("id/berita/2024/a/").meta("og:image") != site.page("id/").meta("og:image")
    assert own is expected


def test_a_day_is_no_midnight(newsroom: Built) -> None:
    """Where a format needs no time, a story that gives a day alone claims none."""
    page = newsroom.page("id/berita/2024/terbuka/")
    days = {
        page.meta("article:published_time"),
        linked_data(newsroom, "id/berita/2024/terbuka/", "NewsArticle")["datePublished"],
        page.one("div", class_="dateline").one("time").get("datetime"),
    }
    assert days == {"2024-12-20"}
    times = [
        time.get("datetime") for path in newsroom.html_pages() for time in newsroom.page(path).all("time")
    ]
    assert times
    assert not [time for time in times if "T00:00:00" in time]
    assert b"T00:00:00" not in site_maps(newsroom.root)


def test_a_change_on_the_day_of_its_story_comes_after_it(tmp_path: Path) -> None:
    files = {"content/news/2024/a.id.md": post("A", date="2024-11-14", updated="2024-11-14")}
    site = build_site(make_site(tmp_path, {"site.toml": SITE, **files}))
    article = linked_data(site, "id/berita/2024/a/", "NewsArticle")
    assert article["datePublished"] == "2024-11-14"
    assert article["dateModified"] == "2024-11-14T00:00:01+07:00"


def test_every_page_carries_the_policy_that_hosts_are_told(newsroom: Built) -> None:
    """For hosts that send no headers; but for what a page cannot say for itself."""
    lines = (newsroom.root / "_headers").read_text("utf-8").splitlines()
    (told,) = [
        line.partition(": ")[2] for line in lines if line.strip().startswith("Content-Security-Policy")
    ]
    checked = 0
    for path in newsroom.html_pages():
        page = newsroom.page(path)
        if page.one("body").all(id="_content"):
            (policy,) = page.all("meta", http_equiv="Content-Security-Policy")
            assert policy.get("content") == told.removesuffix("; frame-ancestors 'none'")
            checked += 1
    assert checked > 30


def test_a_withdrawn_translation_is_nowhere_but_on_its_page(tmp_path: Path) -> None:
    """Neither search engines nor newsrooms are led to it from the other language, which stays as it was."""
    files: Files = {
        "site.toml": FILES["site.toml"],
        "content/news/2024/a.id.md": post("A"),
        "content/news/2024/a.en.md": translation(
            "A", changes="[{date: 2024-11-15, kind: withdrawal, note: Wrong.}]"
        ),
    }
    site = build_site(make_site(tmp_path, files))
    page, notice = site.page("id/berita/2024/a/"), site.page("en/news/2024/a/")
    assert "en" not in page.alternates()
    assert not notice.alternates()
    assert not site.json("id/berita/2024/a/ninjs.json").get("associations")
    assert f"{BASE}/id/berita/2024/a/".encode() in site_maps(site.root)
    assert f"{BASE}/en/news/2024/a/".encode() not in site_maps(site.root)
    assert "/en/news/2024/a/" in " ".join(page.one("nav", class_="languages").links())
