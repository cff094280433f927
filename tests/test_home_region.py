"""A site about one region: a province shows its regencies on a map, a regency lists its districts."""

from __future__ import annotations

from pathlib import Path

from tests.support import SITE_TOML, Built, Files, build_site, make_site, post, translation
from warta.site.gazetteer import districts, gazetteer, province_map, regency_map


def about(region: str, **regions: str) -> Files:
    """A site about ``region`` with a story about each of the others, by the story's name."""
    return {
        "site.toml": SITE_TOML.replace("\n[publisher]", f'region = "{region}"\n\n[publisher]', 1),
        **{f"content/news/2024/{name}.id.md": post(name, region=where) for name, where in regions.items()},
    }


def rows(site: Built, page: str) -> list[tuple[str, str, bool]]:
    """Name, number and whether there is a link, of each row of the table of regions."""
    found = site.page(page).one("table", class_="regions").all("tr")[1:]
    return [(row.one("th").text, row.one("td").text, bool(row.all("a"))) for row in found]


def test_a_province_draws_its_regencies_and_the_table_says_the_same(tmp_path: Path) -> None:
    """All nine, those without stories too; what comes from elsewhere stands below them."""
    files = about("bali", a="karangasem", b="karangasem", c="kota-denpasar", d="kota-surabaya")
    site = build_site(make_site(tmp_path, {**files, "content/news/2024/a.en.md": translation("A")}))
    for page, title, linked in (("id/wilayah/", "Peta Bali: ", 2), ("en/regions/", "Map of Bali: ", 1)):
        drawing = site.page(page).one("figure", class_="map").one("svg")
        assert drawing.one("title", id="_map-title").text.startswith(title)
        assert len(drawing.all("path")) == 9
        assert len(drawing.all("a")) == linked
    table = rows(site, "id/wilayah/")
    assert table[0] == ("Bali", "3", True)
    inside = table[1:10]
    assert [name for name, _, _ in inside] == sorted(name for name, _, _ in inside)
    assert ("Kabupaten Karangasem", "2", True) in inside
    assert ("Kabupaten Bangli", "0", False) in inside
    assert table[10:] == [("Jawa Timur", "1", True), ("Kota Surabaya", "1", True)]
    assert "Bali" in site.page("id/wilayah/").one("p", class_="standfirst").text


def test_a_regency_lists_its_districts_which_stories_can_name(tmp_path: Path) -> None:
    """By id, by name and in short, without an entry of the site's own; one that has an entry keeps it."""
    files = about(
        "karangasem",
        a="kecamatan-rendang",
        b="Kecamatan Rendang",
        c="Kec. Rendang",
        d="kecamatan-abang",
        e="karangasem",
        f="kecamatan-karangasem",
        g="kota-denpasar",
    )
    files = {
        **files,
        "content/regions.yaml": "kecamatan-abang:\n  name: {id: Kecamatan Abang Raya, en: Abang}\n",
    }
    site = build_site(make_site(tmp_path, files))
    table = rows(site, "id/wilayah/")
    assert table[:9] == [
        ("Kabupaten Karangasem", "6", True),
        ("Kecamatan Abang Raya", "1", True),
        ("Kecamatan Bebandem", "0", False),
        ("Kecamatan Karangasem", "1", True),
        ("Kecamatan Kubu", "0", False),
        ("Kecamatan Manggis", "0", False),
        ("Kecamatan Rendang", "3", True),
        ("Kecamatan Selat", "0", False),
        ("Kecamatan Sidemen", "0", False),
    ]
    assert table[9:] == [("Bali", "7", True), ("Kota Denpasar", "1", True)]
    assert not site.page("id/wilayah/").all("figure", class_="map")
    crumbs = site.page("id/wilayah/kecamatan-rendang/").one("nav", class_="crumbs")
    assert [link.text for link in crumbs.all("a")][2:] == ["Bali", "Kabupaten Karangasem"]


def test_a_regions_page_shows_where_it_is_in_the_sites_own_province(tmp_path: Path) -> None:
    """On the map of its regencies; the province itself and what lies elsewhere on that of the country."""
    where = {"a": "karangasem", "b": "kota-surabaya", "c": "kecamatan-rendang"}
    regencies, provinces = regency_map("bali"), province_map()
    assert regencies is not None
    # Site's region → page → (what is marked, on which map, how many outlines are in the page).
    expected = {
        "bali": {
            "karangasem": ("Letak Kabupaten Karangasem di peta Bali", regencies.paths["karangasem"], 9),
            "bali": ("Letak Bali di peta Indonesia", provinces.paths["bali"], 0),
            "jawa-timur": ("Letak Jawa Timur di peta Indonesia", provinces.paths["jawa-timur"], 0),
            "surabaya": ("Letak Jawa Timur di peta Indonesia", provinces.paths["jawa-timur"], 0),
        },
        "karangasem": {
            "rendang": ("Letak Kabupaten Karangasem di peta Bali", regencies.paths["karangasem"], 9),
            "bali": ("Letak Bali di peta Indonesia", provinces.paths["bali"], 0),
        },
    }
    for home, pages in expected.items():
        known = where if home == "karangasem" else {"a": where["a"], "b": where["b"]}
        site = build_site(make_site(tmp_path / home, about(home, **known)))
        for page, (label, marked, outlines) in pages.items():
            address = next(
                file.removesuffix("index.html")
                for file in site.files()
                if file.startswith("id/wilayah/") and file.endswith(f"{page}/index.html")
            )
            drawing = site.page(address).one("figure", class_="position").one("svg")
            assert drawing.get("aria-label") == label
            assert len(drawing.all("path")) == outlines + 1
            assert drawing.all("path")[-1].get("d") == marked
            assert len(drawing.all("use")) == (0 if outlines else 1)


def test_a_site_about_the_whole_country_is_one_that_says_nothing(tmp_path: Path) -> None:
    site = build_site(make_site(tmp_path, about("indonesia", a="karangasem")))
    assert len(site.page("id/wilayah/").one("figure", class_="map").all("path")) == 38


def test_districts_are_called_what_they_are_called_there() -> None:
    """Every one has an id of its own in its regency, in no other region's place."""
    words: dict[str, set[str]] = {}
    for region in gazetteer().values():
        found = districts(region.id)
        assert bool(found) == (region.level in ("regency", "city")), region.id
        assert not found.keys() & gazetteer().keys()
        words.setdefault(region.parent, set()).update(each.name_id.split()[0] for each in found.values())
    assert words["bali"] == words["aceh"] == {"Kecamatan"}
    assert words["yogyakarta"] == {"Kapanewon", "Kemantren"}
    assert {province for province, used in words.items() if used == {"Distrik"}} == {
        "papua",
        "papua-barat",
        "papua-barat-daya",
        "papua-pegunungan",
        "papua-selatan",
        "papua-tengah",
    }
    assert "Kecamatan Heram" in districts("kota-jayapura")["distrik-heram"].other_names()
