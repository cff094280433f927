"""What the first page of a term, and that of a year, shows around the stories."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support import SITE_TOML, Element, Files, build_site, make_site, post
from warta.site.gazetteer import extent, province_map
from warta.theme.templates import packaged_theme

TERMS: Files = {
    "site.toml": SITE_TOML.replace('languages = ["id", "en"]', 'languages = ["id"]\npage_size = 2'),
    "content/agencies/dinas.yaml": "name: Dinas Uji\nregion: karangasem\n",
    "content/agencies/badan.yaml": "name: Badan Uji\nregion: bali\n",
    "content/speakers/ani.yaml": "name: Ani\n",
    "content/speakers/budi.yaml": "name: Budi\n",
    "content/tags.yaml": (
        "merah: {name: Merah, description: Segala yang merah.}\nbiru: {name: Biru}\nhijau: {name: Hijau}\n"
    ),
}


def site_with(folder: Path, *stories: dict[str, str]) -> Path:
    """A site whose stories, the oldest first, have the given front matter."""
    files = {
        f"content/news/2024/b-{number}.id.md": post(f"B {number}", **{"date": f"2024-01-{number:02}", **keys})
        for number, keys in enumerate(stories, 1)
    }
    return make_site(folder, {**TERMS, **files})


def listed(page: Element, heading: str) -> list[str]:
    """The items under a heading of what stands around; empty when there is none."""
    return [
        item.text for section in page.all("section", aria_labelledby=heading) for item in section.all("li")
    ]


def test_an_agency_s_page_counts_speakers_and_regions_over_all_its_stories(tmp_path: Path) -> None:
    """Those of older stories on numbered pages too, which go straight to stories; the most frequent first."""
    site = build_site(
        site_with(
            tmp_path,
            {"speaker": "[ani, budi]", "region": "karangasem"},
            {"speaker": "budi", "region": "kota-denpasar"},
            {"speaker": "budi", "region": "kota-denpasar"},
            {"speaker": "budi", "region": "kota-denpasar"},
            {"speaker": "ani", "agency": "badan"},
        )
    )
    page = site.page("id/instansi/dinas-uji/")
    assert listed(page, "_often-speakers") == ["Budi 4 berita", "Ani 1 berita"]
    assert listed(page, "_often-regions") == ["Kota Denpasar 3 berita", "Kabupaten Karangasem 1 berita"]
    assert "/id/narasumber/budi/" in page.one("section", aria_labelledby="_often-speakers").links()
    later = site.page("id/instansi/dinas-uji/halaman/1/")
    assert later.all("article")
    assert not listed(later, "_often-speakers")
    assert not later.all("div", class_="term")


def test_a_change_on_a_numbered_page_shows_on_the_term_s_own(tmp_path: Path) -> None:
    """What is counted is part of what decides whether the page is rendered again."""
    folder = site_with(tmp_path, {"speaker": "ani"}, *[{"speaker": "budi"}] * 3)
    build_site(folder)
    oldest = folder / "content/news/2024/b-1.id.md"
    oldest.write_text(oldest.read_text("utf-8").replace("speaker: ani", "speaker: budi"), "utf-8")
    page = build_site(folder).page("id/instansi/dinas-uji/")
    assert listed(page, "_often-speakers") == ["Budi 4 berita"]


def test_an_agency_s_chart_has_a_bar_for_each_month_with_stories(tmp_path: Path) -> None:
    """Two years back from the newest story; empty months count as nothing; the table says the same."""
    dates = ["2021-06-01", "2022-03-01", "2022-03-09", "2023-12-01", "2024-02-05", "2024-02-06", "2024-02-07"]
    page = build_site(site_with(tmp_path, *({"date": date} for date in dates))).page("id/instansi/dinas-uji/")
    chart = page.one("section", class_="activity")
    assert chart.one("svg").get("role") == "img"
    assert chart.one("svg").get("aria-label") == (
        "Maret 2022 hingga Februari 2024; terbanyak 3 berita dalam sebulan."
    )
    bars = [(bar.one("title").text, bar.get("x"), bar.get("height")) for bar in chart.all("rect")]
    assert bars == [
        ("Maret 2022: 2 berita", "1", "67"),
        ("Desember 2023: 1 berita", "211", "34"),
        ("Februari 2024: 3 berita", "231", "100"),
    ]
    rows = [(row.one("th").text, row.one("td").text) for row in chart.one("tbody").all("tr")]
    assert len(rows) == 24
    assert rows[-3:] == [("Desember 2023", "1"), ("Januari 2024", "0"), ("Februari 2024", "3")]
    ends = [label.text for label in chart.one("div", class_="chart").all("span")]
    assert ends == ["3", "0", "Maret 2022", "Februari 2024"]


def test_two_months_are_no_chart(tmp_path: Path) -> None:
    site = build_site(site_with(tmp_path, {"date": "2024-01-01"}, {"date": "2024-02-01"}))
    assert not site.page("id/instansi/dinas-uji/").all("section", class_="activity")
    assert not site.page("id/arsip/2024/").all("section", class_="activity")


def test_a_topic_says_what_it_is_and_what_it_goes_with(tmp_path: Path) -> None:
    """Its description, and the topics of its stories without itself; a speaker has those they spoke about."""
    site = build_site(
        site_with(
            tmp_path,
            {"tags": "[merah, biru]", "speaker": "ani"},
            {"tags": "[merah, biru, hijau]", "speaker": "ani"},
            {"tags": "[merah]"},
            {"tags": "[hijau]"},
        )
    )
    page = site.page("id/topik/merah/")
    assert page.one("p", class_="term-description").text == "Segala yang merah."
    assert listed(page, "_often-tags") == ["Biru 2 berita", "Hijau 1 berita"]
    assert not site.page("id/topik/biru/").all("p", class_="term-description")
    speaker = site.page("id/narasumber/ani/")
    assert listed(speaker, "_often-tags") == ["Biru 2 berita", "Merah 2 berita", "Hijau 1 berita"]


def test_a_region_shows_where_it_is_and_which_agencies_serve_it(tmp_path: Path) -> None:
    """A regency lies in its province; the country is nowhere on the map of itself."""
    site = build_site(site_with(tmp_path, {}, {"agency": "badan"}, {"region": "indonesia"}))
    regency, province = site.page("id/wilayah/kabupaten-karangasem/"), site.page("id/wilayah/bali/")
    assert listed(regency, "_agencies") == ["Dinas Uji 2 berita"]
    assert listed(province, "_agencies") == ["Badan Uji 1 berita"]
    assert listed(province, "_subregions") == ["Kabupaten Karangasem 1 berita"]
    for page in (regency, province):
        position = page.one("figure", class_="position").one("svg")
        assert position.get("aria-label") == "Letak Bali di peta Indonesia"
        assert position.one("path").get("d") == province_map().paths["bali"]
        address, _, part = position.one("use").get("href").partition("#")
        assert f'id="{part}"' in (site.root / address.lstrip("/")).read_text("utf-8")
    assert not site.page("id/wilayah/indonesia/").all("figure", class_="position")


def test_the_outlines_behind_a_region_are_those_of_the_map() -> None:
    """The asset that pages share has every province, in the coordinates that a province is drawn in."""
    asset = (packaged_theme() / "assets/indonesia.svg").read_text("utf-8")
    outlines = province_map()
    assert re.findall(r'<path d="([^"]+)"/>', asset) == list(outlines.paths.values())
    assert f'viewBox="{outlines.view_box}"' in asset


def test_the_extent_of_an_outline() -> None:
    """After the end of a part, the next begins relative to where that part began."""
    assert extent("m10 20l5-5 5 5h3v4zm-10 30h2") == (0, 15, 23, 50)
    width, height = map(int, province_map().view_box.split()[2:])
    for name, path in province_map().paths.items():
        left, top, right, bottom = extent(path)
        assert 0 <= left < right <= width, name
        assert 0 <= top < bottom <= height, name


def test_a_year_has_its_months_as_a_chart_and_leads_to_the_years_around_it(tmp_path: Path) -> None:
    """All twelve months; the years are those with stories."""
    dates = ["2020-05-01", "2023-01-01", "2023-02-01", "2023-02-02", "2023-11-01", "2024-01-01"]
    site = build_site(site_with(tmp_path, *({"date": date} for date in dates)))
    page = site.page("id/arsip/2023/")
    rows = [
        (row.one("th").text, row.one("td").text)
        for row in page.one("section", class_="activity").one("tbody").all("tr")
    ]
    assert len(rows) == 12
    assert [row for row in rows if row[1] != "0"] == [
        ("Januari 2023", "1"),
        ("Februari 2023", "2"),
        ("November 2023", "1"),
    ]
    steps = {link.get("rel"): link.get("href") for link in page.one("nav", class_="pager").all("a")}
    assert steps == {"prev": "/id/arsip/2024/", "next": "/id/arsip/2020/"}
    assert not site.page("id/arsip/").all("section", class_="activity")
