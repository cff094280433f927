"""Which pages a site has and what they lead to, on small sites made for each property."""

from __future__ import annotations

import struct
import xml.etree.ElementTree as ET
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support import (
    NOW,
    SITE_TOML,
    Built,
    build_site,
    make_site,
    post,
    site_maps,
    story_links,
    titles,
    translation,
)
from warta.build.build import Request, build
from warta.diagnostics.values import Severity

SMALL_PAGES = SITE_TOML.replace('languages = ["id", "en"]', 'languages = ["id", "en"]\npage_size = 2')
ONE_LANGUAGE = {
    "site.toml": SITE_TOML.replace('["id", "en"]', '["id"]'),
    "content/agencies/dinas.yaml": "name: Dinas Uji\nregion: indonesia\n",
}
"""What a site in Indonesian alone has instead."""


def png() -> bytes:
    """A real picture: one white pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\xff"))
        + chunk(b"IEND", b"")
    )


def numbered(count: int, **front_matter: str) -> dict[str, str | bytes]:
    """Stories ``berita-1`` (the oldest) to ``berita-<count>``, a day apart, in Indonesian."""
    return {
        f"content/news/2024/berita-{number}.id.md": post(
            f"Berita {number}",
            date=f"2024-{10 + (number - 1) // 28:02}-{1 + (number - 1) % 28:02}",
            **front_matter,
        )
        for number in range(1, count + 1)
    }


# --- Archive, neighbours, home ------------------------------------------------------------------------


def test_the_archive_has_each_year_and_month_with_stories(tmp_path: Path) -> None:
    """Newest first, with counts; a month without stories has no page; each lists exactly its stories."""
    dates = ["2023-12-31 23:59", "2024-01-01 00:00", "2024-01-31", "2024-03-05"]
    files = {f"content/news/x/b-{n}.id.md": post(f"B {n}", date=date) for n, date in enumerate(dates)}
    site = build_site(make_site(tmp_path, files))
    archive = site.page("id/arsip/").one("main")
    assert [link for link in archive.links() if link.startswith("/id/arsip/")] == [
        "/id/arsip/2024/",
        "/id/arsip/2024/03/",
        "/id/arsip/2024/01/",
        "/id/arsip/2023/",
        "/id/arsip/2023/12/",
    ]
    assert [count.text for count in archive.all("span", class_="count")] == [
        "3 berita",
        "1 berita",
        "2 berita",
        "1 berita",
        "1 berita",
    ]
    assert not site.has("id/arsip/2024/02/")
    assert list(titles(site.page("id/arsip/2024/01/"))) == ["B 2", "B 1"]
    assert site.page("id/arsip/2024/01/").one("h1").text == "Berita Januari 2024"
    assert site.has("id/berita/2023/b-0/")
    assert site.has("id/berita/2024/b-1/")


def test_a_news_year_that_readers_cut_out_of_an_address_leads_to_the_archive(tmp_path: Path) -> None:
    """/id/berita/2024/ exists wherever a post's address begins with it."""
    site = build_site(make_site(tmp_path, numbered(1)))
    refresh = site.page("id/berita/2024/").one("meta", http_equiv="refresh")
    assert refresh.get("content") == "0; url=/id/arsip/2024/"


def test_previous_and_next_follow_the_dates(tmp_path: Path) -> None:
    """Previous is the next older story, next the next newer one; the ends have one neighbour."""
    site = build_site(make_site(tmp_path, numbered(3)))

    def neighbours(number: int) -> list[tuple[str, str]]:
        items = site.page(f"id/berita/2024/berita-{number}/").one("nav", class_="more-stories").all("li")
        return [(item.one("p", class_="kicker").text, story_links(item)[0]) for item in items]

    older, newer = "Berita sebelumnya", "Berita berikutnya"
    assert neighbours(1) == [(newer, "/id/berita/2024/berita-2/")]
    assert neighbours(2) == [(older, "/id/berita/2024/berita-1/"), (newer, "/id/berita/2024/berita-3/")]
    assert neighbours(3) == [(older, "/id/berita/2024/berita-2/")]


def test_an_advertorial_never_leads_the_front_page(tmp_path: Path) -> None:
    """Paid content is listed and labelled, but lead and second stories are the newest not paid for."""
    files = numbered(6)
    files["content/news/2024/iklan.id.md"] = post("Iklan", date="2024-12-01", kind="advertorial")
    site = build_site(make_site(tmp_path, files))
    page = site.page("id/")
    front = [f"Berita {number}" for number in (6, 5, 4, 3, 2)]
    assert list(titles(page)) == [*front, "Iklan", "Berita 1"]
    assert list(titles(page.one("div", class_="front"))) == front
    latest = page.one("section", aria_labelledby="_latest").all("article", class_="teaser")
    assert [teaser.text.startswith("Advertorial") for teaser in latest] == [True, False]


def test_the_front_page_shows_agencies_with_stories_that_are_not_above(tmp_path: Path) -> None:
    """The busiest first; each story stands once on the page; without older stories there are names alone."""
    agencies = {
        f"content/agencies/{name}.yaml": f"name: Badan {name.capitalize()}\nregion: bali\n" for name in "ab"
    }
    older = {
        f"content/news/2023/lama-{n}.id.md": post(f"Lama {n}", date=f"2023-01-{n:02}", agency=agency)
        for n, agency in enumerate(["b", "[b, a]", "a", "b", "b", "b"], 1)
    }
    site = build_site(make_site(tmp_path / "besar", {**agencies, **older, **numbered(13)}))
    page = site.page("id/")
    groups = page.one("section", class_="by-agency").one("div", class_="grid").all("section")
    assert [(group.one("h3").text, list(titles(group))) for group in groups] == [
        ("Badan B", ["Lama 6", "Lama 5", "Lama 4"]),
        ("Badan A", ["Lama 3", "Lama 2"]),
    ]
    assert groups[0].one("h3").links() == ["/id/instansi/badan-b/"]
    assert len(set(titles(page))) == len(titles(page))
    assert not page.all("section", aria_labelledby="_agencies")
    page = build_site(make_site(tmp_path / "kecil", {**agencies, **numbered(3)})).page("id/")
    assert not page.all("section", class_="by-agency")
    assert page.one("section", aria_labelledby="_agencies").one("li").text == "Dinas Uji 3 berita"


def test_the_front_page_names_the_regions_that_lie_in_no_other(tmp_path: Path) -> None:
    """Provinces with all below them, the busiest first, without the country."""
    files = {
        f"content/news/2024/{place}.id.md": post(place, region=place)
        for place in ("karangasem", "kota-denpasar", "bondowoso", "indonesia")
    }
    page = build_site(make_site(tmp_path, files)).page("id/")
    regions = page.one("section", aria_labelledby="_regions").all("li")
    assert [item.text for item in regions] == ["Bali 2 berita", "Jawa Timur 1 berita"]


# --- Terms --------------------------------------------------------------------------------------------


def test_a_province_counts_a_story_of_two_of_its_regencies_once(tmp_path: Path) -> None:
    """The roll-up is a set: page, table, map and subregion counts agree."""
    files = {
        "content/news/2024/dua.id.md": post("Dua", region="[karangasem, kota-denpasar, bali]"),
        "content/news/2024/satu.id.md": post("Satu", region="karangasem", date="2024-11-13"),
    }
    site = build_site(make_site(tmp_path, files))
    assert list(titles(site.page("id/wilayah/bali/"))) == ["Dua", "Satu"]
    assert list(titles(site.page("id/wilayah/kabupaten-karangasem/"))) == ["Dua", "Satu"]
    assert list(titles(site.page("id/wilayah/kota-denpasar/"))) == ["Dua"]
    subregions = site.page("id/wilayah/bali/").one("section", aria_labelledby="_subregions").all("li")
    assert [item.text for item in subregions] == ["Kabupaten Karangasem 2 berita", "Kota Denpasar 1 berita"]
    page = site.page("id/wilayah/")
    rows = [(row.one("th").text, row.one("td").text) for row in page.one("table").one("tbody").all("tr")]
    assert rows == [("Bali", "2"), ("Kabupaten Karangasem", "2"), ("Kota Denpasar", "1")]
    assert [link.get("aria-label") for link in page.one("svg").all("a")] == ["Bali: 2 berita"]


def test_a_story_has_the_agency_s_region_unless_it_names_one(tmp_path: Path) -> None:
    """The breadcrumb runs from the province to the regency."""
    files = {
        "content/agencies/dinas.yaml": "name: Dinas Uji\nregion: bondowoso\n",
        "content/news/2024/a.id.md": post("A"),
        "content/news/2024/b.id.md": post("B", region="kota-surabaya"),
    }
    site = build_site(make_site(tmp_path, files))

    def places(page: str) -> list[list[str]]:
        return [[link.text for link in row.all("a")] for row in site.page(page).all("dd", class_="path")]

    assert places("id/berita/2024/a/") == [["Jawa Timur", "Kabupaten Bondowoso"]]
    assert places("id/berita/2024/b/") == [["Jawa Timur", "Kota Surabaya"]]


def test_a_site_s_own_regions_join_the_tree(tmp_path: Path) -> None:
    """A district below a regency rolls up through both levels above it."""
    files = {
        "content/regions.yaml": (
            "kecamatan-abang:\n  name: {id: Kecamatan Abang, en: Abang District}\n  parent: karangasem\n"
        ),
        "content/news/2024/a.id.md": post("A", region="kecamatan-abang"),
    }
    site = build_site(make_site(tmp_path, files))
    for page in ("kecamatan-abang", "kabupaten-karangasem", "bali"):
        assert list(titles(site.page(f"id/wilayah/{page}/"))) == ["A"]
    crumbs = site.page("id/wilayah/kecamatan-abang/").one("nav", class_="crumbs")
    assert [link.text for link in crumbs.all("a")] == ["Beranda", "Wilayah", "Bali", "Kabupaten Karangasem"]


AGENCIES: dict[str, str | bytes] = {
    "content/agencies/lama.yaml": (
        "name: Badan Lama\nregion: bali\nended: 2024-06-30\nsuccessor: baru\n"
        "former_names: [Kantor Kuno, {id: Dinas Purba, en: Ancient Office}]\n"
        "old_urls: [/instansi/badan-lama]\n"
    ),
    "content/agencies/baru.yaml": (
        "name: {id: Badan Baru, en: New Agency}\nregion: bali\nparent: induk\naliases: [BB Bali]\n"
        "address: Jalan Contoh 1, Denpasar\nwebsite: https://baru.example.go.id/\n"
    ),
    "content/agencies/induk.yaml": "name: Lembaga Induk\nregion: indonesia\n",
}


def test_an_agency_that_ended_keeps_its_page(tmp_path: Path) -> None:
    """Its page lists its stories and says when it ended, what followed it and what it was called before."""
    files = {
        **AGENCIES,
        "content/news/2024/a.id.md": post("A", agency="lama", date="2024-05-01"),
        "content/news/2024/b.id.md": post("B", agency="baru"),
    }
    site = build_site(make_site(tmp_path, files))
    page = site.page("id/instansi/badan-lama/")
    assert list(titles(page)) == ["A"]
    facts = {row.one("dt").text: row.one("dd").text for row in page.one("dl", class_="facts").all("div")}
    assert facts == {
        "Dibubarkan": "30 Jun 2024",
        "Digantikan oleh": "Badan Baru",
        "Wilayah": "Bali",
        "Nama lama": "Kantor Kuno; Dinas Purba",
    }
    assert "/id/instansi/badan-baru/" in page.one("dl", class_="facts").links()
    page = site.page("id/instansi/badan-baru/")
    facts = {row.one("dt").text: row.one("dd").text for row in page.one("dl", class_="facts").all("div")}
    assert facts == {
        "Lembaga induk": "Lembaga Induk",
        "Wilayah": "Bali",
        "Alamat": "Jalan Contoh 1, Denpasar",
        "Situs web": "baru.example.go.id",
    }
    # The parent has no story, hence no page: it is named without a link.
    assert [link for link in page.one("dl", class_="facts").links() if "induk" in link] == []


def test_a_term_without_stories_in_a_language_has_no_page_in_it(tmp_path: Path) -> None:
    """And nothing links to one: an empty listing helps nobody."""
    files = {**AGENCIES, "content/news/2024/b.id.md": post("B", agency="baru")}
    site = build_site(make_site(tmp_path, files))
    assert site.has("id/instansi/badan-baru/")
    assert not site.has("en/agencies/new-agency/")
    assert not site.has("id/instansi/badan-lama/")
    assert set(site.page("id/instansi/badan-baru/").alternates()) == {"id", "x-default"}


def test_a_name_is_accepted_wherever_an_id_is(tmp_path: Path) -> None:
    """Names, aliases, former names, other languages' names and usual forms of regions, in any case.

    Punctuation.
    """
    files = {
        **AGENCIES,
        "content/speakers/budi.yaml": "name: Budi Santoso\nprefix: Dr.\nsuffix: M.H.\naliases: [Pak Budi]\n",
        "content/tags.yaml": "uji-coba: {name: {id: Uji coba, en: Trial}}\n",
    }
    written = {
        "agency": ["baru", "Badan Baru", "badan  baru", "New Agency", "BB-Bali"],
        "speaker": ["budi", "Budi Santoso", "Dr. Budi Santoso, M.H.", "PAK BUDI"],
        "region": [
            "karangasem",
            "Kabupaten Karangasem",
            "Kab. Karangasem",
            "Karangasem Regency",
            "Karangasem",
        ],
        "tags": ["uji-coba", "Uji coba", "Trial", "UJI COBA"],
    }
    stories = 0
    for key, names in written.items():
        for name in names:
            front_matter = {
                "agency": "baru",
                "speaker": "budi",
                "region": "karangasem",
                "tags": "uji-coba",
                key: f'"{name}"',
            }
            files[f"content/news/2024/b-{stories:02}.id.md"] = post(f"B {stories}", **front_matter)
            stories += 1
    site = build_site(make_site(tmp_path, files))
    for page in (
        "id/instansi/badan-baru/",
        "id/narasumber/budi-santoso/",
        "id/wilayah/kabupaten-karangasem/",
        "id/topik/uji-coba/",
    ):
        assert len(story_links(site.page(page))) == stories, page


def test_a_story_can_have_several_of_everything(tmp_path: Path) -> None:
    """Agencies, speakers, regions and tags appear in the order of the front matter.

    On each one's page.
    """
    files = {
        **AGENCIES,
        "content/speakers/budi.yaml": "name: Budi\n",
        "content/speakers/ani.yaml": "name: Ani\n",
        "content/tags.yaml": "satu: {name: Satu}\ndua: {name: Dua}\n",
        "content/news/2024/a.id.md": post(
            "A",
            agency="[lama, baru]",
            speaker="[budi, ani]",
            region="[aceh, kota-denpasar]",
            tags="[satu, dua]",
        ),
    }
    site = build_site(make_site(tmp_path, files))
    facts = site.page("id/berita/2024/a/").one("dl", class_="facts")
    assert [link.text for link in facts.all("a")] == [
        "Budi",
        "Ani",
        "Badan Lama",
        "Badan Baru",
        "Aceh",
        "Bali",
        "Kota Denpasar",
        "Satu",
        "Dua",
    ]
    for link in facts.links():
        assert list(titles(site.page(link[1:]))) == ["A"], link


@pytest.mark.parametrize(
    ("day", "office"),
    [
        ("2019-12-31", None),
        ("2020-01-01", "Kepala Bagian"),
        ("2021-06-30", "Kepala Bagian"),
        ("2021-07-01", "Plt. Kepala Dinas"),
        ("2021-12-31", "Plt. Kepala Dinas"),
        ("2022-01-01", "Kepala Bagian"),
        ("2022-03-15", "Kepala Dinas"),
        ("2029-01-01", "Kepala Dinas"),
    ],
)
def test_the_office_shown_is_the_one_held_on_the_day(tmp_path: Path, day: str, office: str | None) -> None:
    """First and last days count, months and years without a day count whole, an acting office goes before."""
    speaker = (
        "name: Budi\nappointments:\n"
        "  - {office: Kepala Bagian, from: 2020, until: 2022-03-14}\n"
        "  - {office: Kepala Dinas, from: 2021-07-01, until: 2021-12, acting: true}\n"
        "  - {office: Kepala Dinas, from: 2022-03-15}\n"
    )
    files: dict[str, str | bytes] = {
        "content/speakers/budi.yaml": speaker,
        "content/news/x/a.id.md": post("A", speaker="budi", date=day),
    }
    site = build_site(make_site(tmp_path, files), now=datetime(2030, 1, 1, tzinfo=UTC))
    offices = [found.text for found in site.page(f"id/berita/{day[:4]}/a/").all("span", class_="office")]
    assert offices == ([office] if office else [])


@pytest.mark.parametrize(
    ("acting", "indonesian", "english"),
    [
        ("true", "Plt. Bupati", "Acting Regent"),
        ("plt", "Plt. Bupati", "Acting Regent"),
        ("Plh.", "Plh. Bupati", "Day-to-day Acting Regent"),
        ("pj", "Pj. Bupati", "Interim Regent"),
        ("PJS", "Pjs. Bupati", "Temporary Acting Regent"),
        ("false", "Bupati", "Regent"),
    ],
)
def test_the_ways_to_hold_an_office_for_a_time_are_told_apart(
    tmp_path: Path, acting: str, indonesian: str, english: str
) -> None:
    files: dict[str, str | bytes] = {
        "content/speakers/budi.yaml": (
            "name: Budi\nappointments:\n"
            f"  - {{office: {{id: Bupati, en: Regent}}, from: 2020, acting: {acting}}}\n"
        ),
        "content/news/x/a.id.md": post("A", speaker="budi"),
        "content/news/x/a.en.md": translation("A"),
    }
    site = build_site(make_site(tmp_path, files))
    assert site.page("id/berita/2024/a/").one("span", class_="office").text == indonesian
    assert site.page("en/news/2024/a/").one("span", class_="office").text == english
    assert indonesian in site.page("id/narasumber/budi/").one("section", class_="offices").text


@pytest.mark.parametrize("until", ["9999", "9999-12", "9999-12-31"])
def test_an_office_without_a_foreseeable_end_is_no_trouble(tmp_path: Path, until: str) -> None:
    """The last year there is can be an end date: people write it for "for ever"."""
    files: dict[str, str | bytes] = {
        "content/speakers/budi.yaml": (
            f"name: Budi\nappointments:\n  - {{office: Ketua, from: 2020, until: {until}}}\n"
        ),
        "content/news/x/a.id.md": post("A", speaker="budi"),
    }
    site = build_site(make_site(tmp_path, files))
    assert site.page("id/berita/2024/a/").one("span", class_="office").text == "Ketua"


# --- Redirects, 404, language choice ------------------------------------------------------------------


def test_old_addresses_lead_to_the_new_ones(tmp_path: Path) -> None:
    """A story's ``aliases`` and a term's ``old_urls``: with and without a final slash, and with a suffix."""
    files = {
        **AGENCIES,
        "content/news/2024/a.id.md": post("A", agency="lama", aliases="[/lama/a, /lama/b/, /2024/a.html]"),
        "content/news/2024/a.en.md": translation("A", slug="a-story", aliases="/old/a"),
    }
    site = build_site(make_site(tmp_path, files), base_url="https://contoh.example.go.id/sub")
    new = "/sub/id/berita/2024/a/"
    for old, target in [
        ("lama/a/", new),
        ("lama/b/", new),
        ("2024/a.html", new),
        ("old/a/", "/sub/en/news/2024/a-story/"),
        ("instansi/badan-lama/", "/sub/id/instansi/badan-lama/"),
    ]:
        page = site.page(old)
        assert page.one("meta", http_equiv="refresh").get("content") == f"0; url={target}"
        assert target in page.links()
        assert page.meta("robots") == "", "search engines are to follow it to the new address"
        assert page.one("link", rel="canonical").get("href") == f"https://contoh.example.go.id{target}"
    assert "lama/a" not in site_maps(site.root).decode().replace("instansi/badan-lama", "")


def test_there_is_a_404_page_for_the_site_and_for_each_language(tmp_path: Path) -> None:
    """Kept out of indexes, in its language, with absolute paths: it is served at any depth."""
    site = build_site(make_site(tmp_path, numbered(1)), base_url="https://contoh.example.go.id/sub")
    for path, language in (("404.html", "id"), ("id/404.html", "id"), ("en/404.html", "en")):
        page = site.page(path)
        assert page.one("html").get("lang") == language
        assert page.meta("robots") == "noindex"
        assert page.alternates() == {}
        for element in page.walk():
            for name in ("href", "src"):
                assert element.get(name).startswith(("/sub/", "https://", "#", "")), element
        assert f"/sub/{language}/" in page.one("main").links()
    assert b"404" not in site_maps(site.root)


def test_the_top_sends_readers_to_a_language_without_javascript(tmp_path: Path) -> None:
    """It refreshes to the first language and has a link to each.

    In a browser that does neither, one can choose.
    """
    site = build_site(make_site(tmp_path, numbered(1)))
    page = site.page("")
    assert page.one("meta", http_equiv="refresh").get("content") == "0; url=/id/"
    assert page.one("main").links() == ["/id/", "/en/"]
    assert not page.all("script")
    assert page.alternates() == {
        "id": f"{site.base_url}/id/",
        "en": f"{site.base_url}/en/",
        "x-default": f"{site.base_url}/id/",
    }


def test_a_site_in_one_language_has_no_language_switch(tmp_path: Path) -> None:
    """There is nothing to switch to."""
    site = build_site(make_site(tmp_path, {**ONE_LANGUAGE, **numbered(1)}))
    assert not site.page("id/").all("nav", class_="languages")
    assert not [name for name in site.files() if name.startswith("en/")]
    assert site.codes() == ()


# --- Translations -------------------------------------------------------------------------------------


def test_a_missing_translation_is_reported_and_never_linked(tmp_path: Path) -> None:
    """No hreflang to it, the switch says so.

    Leads to the other language's home, no listing mentions it.
    """
    files = {**numbered(2), "content/news/2024/berita-2.en.md": translation("Story 2")}
    site = build_site(make_site(tmp_path, files))
    assert site.codes() == ("translation-missing",)
    assert site.result.diagnostics[0].file == "content/news/2024/berita-1.id.md"
    page = site.page("id/berita/2024/berita-1/")
    assert set(page.alternates()) == {"id", "x-default"}
    other = page.one("nav", class_="languages").one("a")
    assert other.get("href") == "/en/"
    assert "belum diterjemahkan" in other.text
    assert story_links(site.page("en/news/")) == ["/en/news/2024/berita-2/"]
    assert not site.has("en/news/2024/berita-1/")


def test_a_translation_inherits_what_the_languages_share(tmp_path: Path) -> None:
    """Date, agency, regions, tags, source, event and picture come from the original; texts are its own."""
    files: dict[str, str | bytes] = {
        "content/tags.yaml": "uji: {name: {id: Uji, en: Trial}}\n",
        "content/news/2024/a/foto.png": png(),
        "content/news/2024/a/index.id.md": post(
            "Asli",
            date="2024-11-14 09:00 WITA",
            region="karangasem",
            tags="uji",
            kind="statement",
            source="{name: Koran Uji, url: https://koran.example.com/1}",
            event="{date: 2024-11-13, venue: {id: Balai Kota, en: City Hall}}",
            image="{src: foto.png, alt: Sebuah gedung, caption: Gedung itu, credit: Humas}",
        ),
        "content/news/2024/a/index.en.md": translation(
            "Translated", slug="translated", image="{alt: A building}"
        ),
    }
    site = build_site(make_site(tmp_path, files))
    page = site.page("en/news/2024/translated/")
    assert page.one("div", class_="dateline").one("time").get("datetime") == "2024-11-14T09:00:00+08:00"
    facts = page.one("dl", class_="facts")
    assert [row.text for row in facts.all("dd")] == [
        "Test Office",
        "Bali Karangasem Regency".replace(" ", "", 1),
        "Wednesday, 13 November 2024",
        "City Hall",
        "Koran Uji",
        "Trial",
    ]
    picture = page.one("figure", class_="lead-image").one("img")
    assert picture.get("alt") == "A building"
    assert picture.get("src") == site.page("id/berita/2024/a/").one("figure").one("img").get("src")
    assert (site.root / picture.get("src")[1:]).read_bytes().startswith(b"\x89PNG")
    assert page.one("p", class_="label").text == "Official statement"


# --- Visibility ---------------------------------------------------------------------------------------

HELD = {
    "draft": {"draft": "true"},
    "unverified": {"unverified": "nama narasumber"},
    "embargo": {"publish_at": "2025-01-15 19:01"},
    "future": {"date": "2025-01-15 19:00:01"},
    "expired": {"expires": "2025-01-15 19:00"},
}
"""Each holds a story back at 12:00 UTC = 19:00 WIB on 15 January 2025."""


@pytest.mark.parametrize("reason", HELD)
def test_nothing_of_a_story_that_is_held_back_is_in_the_output(tmp_path: Path, reason: str) -> None:
    """Not its title, text, address, pictures, tags or speakers, in any file.

    With ``drafts`` all of it is there.
    """
    front_matter = {
        "speaker": "rahasiawan",
        "tags": "rahasiatag",
        "image": "{src: rahasiafoto.png, alt: Rahasiaalt}",
    }
    files = {
        **numbered(2),
        "content/tags.yaml": "rahasiatag: {name: Rahasiatag}\n",
        "content/speakers/rahasiawan.yaml": "name: Rahasiawan\n",
        "content/speakers/rahasiawan.id.md": "Profil rahasiaprofil.\n",
        "content/news/2024/rahasia/rahasiafoto.png": png(),
        "content/news/2024/rahasia/index.id.md": post(
            "Rahasiajudul", "Rahasiaisi.", **front_matter, **HELD[reason]
        ),
        "content/news/2024/rahasia/index.en.md": translation("Rahasiatitle", "Rahasiatext."),
    }
    site = build_site(make_site(tmp_path, files))
    assert b"rahasia" not in site.everything().lower()
    assert list(titles(site.page("id/berita/"))) == ["Berita 2", "Berita 1"]
    with_drafts = build_site(tmp_path, tmp_path / "drafts", drafts=True)
    everything = with_drafts.everything().lower()
    for word in (
        "rahasiajudul",
        "rahasiaisi",
        "rahasiatext",
        "rahasiatag",
        "rahasiawan",
        "rahasiafoto",
        "rahasiaprofil",
    ):
        assert word.encode() in everything
    year = "2025" if reason == "future" else "2024"
    assert with_drafts.page(f"id/berita/{year}/rahasia/").all("p", class_="notice-draft")


@pytest.mark.parametrize(
    "front_matter",
    [
        {"publish_at": "2025-01-15 19:00"},
        {"date": "2025-01-15 19:00"},
        {"expires": "2025-01-15 19:00:01"},
        {"draft": "false"},
    ],
    ids=["embargo-over", "date-reached", "not-yet-expired", "not-a-draft"],
)
def test_a_story_is_public_from_the_very_moment_it_may_be(
    tmp_path: Path, front_matter: dict[str, str]
) -> None:
    """The limits themselves: an embargo ends at its time, an expiry takes effect at its own."""
    site = build_site(make_site(tmp_path, {"content/news/2024/a.id.md": post("A", **front_matter)}))
    assert list(titles(site.page("id/berita/"))) == ["A"]


def test_a_withdrawn_story_says_so_and_is_listed_nowhere(tmp_path: Path) -> None:
    """Its text, summary and picture are gone, its page gives the reason.

    Only its own address leads to it.
    """
    files = {
        **numbered(1),
        "content/news/2024/tarik/foto.png": png(),
        "content/news/2024/tarik/index.id.md": post(
            "Ditarik",
            "Isirahasia.",
            summary="Ringkasanrahasia.",
            image="{src: foto.png, alt: Fotorahasia}",
            changes="[{date: 2024-11-20, kind: withdrawal, note: Alasan pencabutan.}]",
        ),
    }
    site = build_site(make_site(tmp_path, files))
    page = site.page("id/berita/2024/tarik/")
    assert "Berita ini dicabut" in page.one("main").text
    assert "Alasan pencabutan." in page.one("section", id="_changes").text
    assert page.meta("robots") == "noindex"
    everything = site.everything()
    for word in (b"Isirahasia", b"Ringkasanrahasia", b"Fotorahasia"):
        assert word not in everything
    assert not [name for name in site.files() if name.startswith("media/")]
    for path in site.html_pages():
        if path != "id/berita/2024/tarik/":
            assert not [link for link in site.page(path).one("main").links() if "/tarik/" in link], path
    assert b"tarik" not in (site.root / "id/feed.xml").read_bytes() + site_maps(site.root)


def test_the_change_log_is_shown_newest_first(tmp_path: Path) -> None:
    """Each entry with its kind and date; the newest one is when the story was updated."""
    changes = (
        "\n  - {date: 2024-11-15 08:00, kind: correction, note: Nama diperbaiki.}"
        "\n  - {date: 2024-11-17, kind: right-of-reply, note: Hak jawab dimuat.}"
    )
    site = build_site(make_site(tmp_path, {"content/news/2024/a.id.md": post("A", changes=changes)}))
    page = site.page("id/berita/2024/a/")
    entries = [entry.text for entry in page.one("section", id="_changes").all("li")]
    assert entries == [
        "Hak jawab Minggu, 17 November 2024Hak jawab dimuat.",
        "Ralat Jumat, 15 November 2024 pukul 08.00 WIBNama diperbaiki.",
    ]
    assert page.meta("article:modified_time") == "2024-11-17"
    feed = ET.fromstring((site.root / "id/feed.xml").read_bytes())
    assert feed.findtext("{http://www.w3.org/2005/Atom}updated") == "2024-11-17T00:00:00+07:00"


# --- Feed ---------------------------------------------------------------------------------------------


def test_the_feed_has_the_newest_stories(tmp_path: Path) -> None:
    """Thirty of them, newest first."""
    site = build_site(make_site(tmp_path, {**ONE_LANGUAGE, **numbered(33)}))
    feed = ET.fromstring((site.root / "id/feed.xml").read_bytes())
    found = [
        entry.findtext("{http://www.w3.org/2005/Atom}title")
        for entry in feed.iter("{http://www.w3.org/2005/Atom}entry")
    ]
    assert found == [f"Berita {number}" for number in range(33, 3, -1)]


def test_an_empty_site_has_valid_pages_and_feeds(tmp_path: Path) -> None:
    """A site before its first story builds: home, indexes, feed and sitemap are there."""
    site = build_site(make_site(tmp_path, {}))
    (tmp_path / "content" / "news").mkdir()
    for page in ("", "id/", "en/", "id/berita/", "id/wilayah/", "en/speakers/", "id/arsip/"):
        assert site.page(page).one("h1").text
    feed = ET.fromstring((site.root / "id/feed.xml").read_bytes())
    assert feed.findtext("{http://www.w3.org/2005/Atom}updated") == "1970-01-01T00:00:00+00:00"


# --- Texts from authors -------------------------------------------------------------------------------

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}{% raw %}"


def test_author_texts_are_never_markup_and_never_a_template(tmp_path: Path) -> None:
    """Title, summary, names, captions, notes of changes, sources.

    Shown as they were written, in every format.
    """
    quoted = '"' + HOSTILE.replace("\\", "\\\\").replace('"', '\\"') + '"'
    files: dict[str, str | bytes] = {
        "site.toml": SITE_TOML.replace('"Kabar Uji"', f"'''Situs {HOSTILE}'''").replace(
            '"Tim Uji"', f"'''Tim {HOSTILE}'''"
        ),
        "content/agencies/dinas.yaml": (
            f"name: {quoted}\nslug: dinas\nregion: bali\naddress: {quoted}\nformer_names: [{quoted}]\n"
        ),
        "content/speakers/budi.yaml": (
            f"name: {quoted}\nslug: budi\nappointments: [{{office: {quoted}, from: 2020}}]\n"
        ),
        "content/tags.yaml": f"uji: {{name: {quoted}, slug: uji, description: {quoted}}}\n",
        "content/news/2024/a/foto.png": png(),
        "content/news/2024/a/index.id.md": post(
            quoted,
            summary=quoted,
            speaker="budi",
            tags="uji",
            author=quoted,
            source=f"{{name: {quoted}}}",
            event=f"{{venue: {quoted}}}",
            image=f"{{src: foto.png, alt: {quoted}, caption: {quoted}, credit: {quoted}}}",
            changes=f"[{{date: 2024-11-15, kind: correction, note: {quoted}}}]",
        ),
    }
    site = build_site(make_site(tmp_path, files))
    for path in site.html_pages():
        page = site.page(path)
        run = [script for script in page.all("script") if script.get("type") != "application/ld+json"]
        assert {script.get("type") for script in run} <= {"", "module"}, path
        assert all("alert" not in script.text for script in run), path
        for element in page.walk():
            assert not [name for name in element.attributes if name.startswith("on")], path
        assert b"49" not in (page.one("h1").text.encode()), path
    page = site.page("id/berita/2024/a/")
    assert page.one("h1").text == HOSTILE
    assert page.one("figure", class_="lead-image").one("img").get("alt") == HOSTILE
    assert page.one("section", id="_changes").text.endswith(HOSTILE)
    feed = ET.fromstring((site.root / "id/feed.xml").read_bytes())
    entry = feed.find("{http://www.w3.org/2005/Atom}entry")
    assert entry is not None
    assert entry.findtext("{http://www.w3.org/2005/Atom}title") == HOSTILE


@pytest.mark.parametrize("heading", ["Content", "Facts", "Changes", "More stories", "Changes title"])
def test_headings_of_a_story_do_not_take_the_ids_of_the_page(tmp_path: Path, heading: str) -> None:
    """An id occurs once on a page, whatever a writer calls a section; links to it work."""
    body = f"Isi.\n\n## {heading}\n\n[ke bagian](#{heading.lower().replace(' ', '-')})"
    files = {
        **numbered(1),
        "content/news/2024/a.id.md": post(
            "A", body, changes="[{date: 2024-11-15, kind: update, note: Baru.}]"
        ),
    }
    result = build(Request(make_site(tmp_path, files), tmp_path / "output", NOW))
    assert not result.failed, result.diagnostics
    site = Built(tmp_path / "output", "https://kabar.example.go.id", result)
    ids = site.page("id/berita/2024/a/").ids()
    assert sorted(ids) == sorted(set(ids))


# --- The site's own templates --------------------------------------------------------------------------


def test_a_site_replaces_single_files_of_the_theme(tmp_path: Path) -> None:
    """A template or asset of the same name takes the packaged one's place; all others stay."""
    files = {
        **numbered(1),
        "templates/_footer.html": '<footer class="own">{{ site.title }}</footer>\n',
        "templates/assets/style.css": "body{color:#111}\n",
        "templates/assets/own.txt": "milik sendiri\n",
    }
    site = build_site(make_site(tmp_path, files))
    page = site.page("id/berita/2024/berita-1/")
    assert page.one("footer").attributes == {"class": "own"}
    assert page.one("footer").text == "Kabar Uji"
    sheet = page.one("link", rel="stylesheet").get("href")
    assert (site.root / sheet[1:]).read_bytes() == b"body{color:#111}\n"
    assert len([name for name in site.files() if name.startswith("assets/style.")]) == 1
    assert len([name for name in site.files() if name.startswith("assets/own.")]) == 1


def test_an_asset_s_address_changes_with_its_content(tmp_path: Path) -> None:
    """So it can be cached for ever, and a page never gets another generation's style sheet."""
    site = make_site(tmp_path, {**numbered(1), "templates/assets/style.css": "a{}\n"})
    before = build_site(site).page("id/").one("link", rel="stylesheet").get("href")
    (site / "templates/assets/style.css").write_text("b{}\n")
    after = build_site(site)
    assert after.page("id/").one("link", rel="stylesheet").get("href") != before
    assert not after.has(before[1:])


def test_what_a_template_does_not_get_is_undefined_and_an_error(tmp_path: Path) -> None:
    """A misspelt name in a template fails the build with the template's line; it is never an empty text."""
    site = make_site(
        tmp_path, {**numbered(1), "templates/_footer.html": "<footer>\n{{ site.titel }}\n</footer>\n"}
    )
    result = build(Request(site, tmp_path / "output", NOW))
    assert result.failed
    found = next(found for found in result.diagnostics if found.severity is Severity.ERROR)
    assert (found.file, found.position.line, found.code) == ("templates/_footer.html", 2, "template-error")
    assert "titel" in dict(found.arguments)["problem"]
    assert not (tmp_path / "output" / "index.html").exists()


def test_templates_escape_what_they_print(tmp_path: Path) -> None:
    """Autoescape is on in HTML and XML templates, the site's own included."""
    files = {
        "content/news/2024/a.id.md": post('"<b>tebal</b> & lain"'),
        "templates/post.html": "<!doctype html><html><body><h1>{{ view.title }}</h1>{{ body }}</body></html>",
    }
    site = build_site(make_site(tmp_path, files))
    text = (site.root / "id/berita/2024/a/index.html").read_text("utf-8")
    assert "<h1>&lt;b&gt;tebal&lt;/b&gt; &amp; lain</h1><p>Isi berita.</p>" in text
    assert "<title>&lt;b&gt;tebal" in (site.root / "id/feed.xml").read_text("utf-8").replace("\n", "")


# --- Addresses ----------------------------------------------------------------------------------------


def test_a_site_under_a_sub_path_works_whole(tmp_path: Path) -> None:
    """Every path on every page starts with it, media, feeds and canonicals included; files lie at the top."""
    files: dict[str, str | bytes] = {
        "content/news/2024/b/foto.png": png(),
        "content/news/2024/b/index.id.md": post(
            "B", "[a](../a.id.md) [topik](/id/arsip/) ![Foto](foto.png)", image="{src: foto.png, alt: Foto}"
        ),
        "content/news/2024/a.id.md": post("A"),
    }
    site = build_site(make_site(tmp_path, files), base_url="https://contoh.example.go.id/warta/uji/")
    assert site.base_url == "https://contoh.example.go.id/warta/uji"
    existing = set(site.files())
    for path in site.html_pages():
        for element in site.page(path).walk():
            for name in ("href", "src"):
                value = element.get(name)
                if value.startswith("/"):
                    assert value.startswith("/warta/uji/"), f"{path}: {value}"
                target = site.target(path, value) if value else None
                assert target is None or target[0] in existing, f"{path}: {value}"
    prose = site.page("id/berita/2024/b/").one("div", class_="prose")
    assert prose.links() == ["/warta/uji/id/berita/2024/a/", "/warta/uji/id/arsip/"]
    assert prose.one("img").get("src").startswith("/warta/uji/media/news/2024/b/foto.")


def test_letters_of_other_scripts_are_percent_encoded_in_addresses(tmp_path: Path) -> None:
    """The file has the letters, every link the encoded form, and both mean the same."""
    site = build_site(make_site(tmp_path, {"content/news/2024/ꦲꦏ.id.md": post("A")}))
    links = story_links(site.page("id/berita/"))
    assert links[0].isascii()
    assert site.target("id/berita/", links[0]) == ("id/berita/2024/ꦲꦏ/index.html", "")
    assert site.has("id/berita/2024/ꦲꦏ/")
