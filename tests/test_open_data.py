"""A site's stories as tables: what is in them, what they agree with, and what an edit changes."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.newsroom import BASE, FILES
from tests.support import Built, build_site, bytes_of, change, make_site, post
from warta.pages.open_data import COLUMNS

LICENSE = "https://creativecommons.org/licenses/by/4.0/"
ON = f'\n[open_data]\nenabled = true\nlicense = "{LICENSE}"\n'


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    files = {**FILES, "site.toml": str(FILES["site.toml"]) + ON}
    return build_site(make_site(tmp_path_factory.mktemp("data") / "situs", files))


def rows(site: Built, year: int) -> list[dict[str, str]]:
    with (site.root / f"data/stories-{year}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def data(site: Built, name: str) -> Any:
    return json.loads((site.root / "data" / name).read_bytes())


def test_every_public_story_is_a_row_and_nothing_else_is(site: Built) -> None:
    listed = {row["url"] for year in (2024, 2025) for row in rows(site, year)}
    stories = [path for path in site.html_pages() if re.fullmatch(r"\w+/(berita|news)/\d{4}/[\w-]+/", path)]
    assert listed == {f"{BASE}/{path}" for path in stories}
    text = b"".join(path.read_bytes() for path in (site.root / "data").iterdir())
    assert b"Tersembunyi" not in text


def test_a_row_says_what_the_story_says(site: Built) -> None:
    (row,) = [row for row in rows(site, 2024) if row["title"] == "Berita lama"]
    assert row == {
        "id": "news/2025/lama",
        "language": "id",
        "title": "Berita lama",
        "url": f"{BASE}/id/berita/2024/lama/",
        "date": "2024-11-03",
        "kind": "news",
        "state": "corrected",
        "agencies": "Dinas <Uji> & Kawan;Badan Uji",
        "people": "Dr. Ani Uji",
        "offices": "Kepala Dinas",
        "regions": "Kota Denpasar;Bali",
        "region_codes_kemendagri": "51.71;51",
        "region_codes_bps": "5171;51",
        "topics": "",
    }
    states = {row["title"]: row["state"] for row in rows(site, 2024)}
    assert states["Berita ditarik"] == "withdrawn"
    assert states["Baru dibuka"] == "published"


@pytest.mark.parametrize("year", [2024, 2025])
def test_both_formats_say_the_same(site: Built, year: int) -> None:
    joined = [
        {name: ";".join(value) if isinstance(value, list) else value for name, value in row.items()}
        for row in data(site, f"stories-{year}.json")
    ]
    assert joined == rows(site, year)


def test_what_portals_are_told_is_there(site: Built) -> None:
    """The package names every file once with its columns; the catalogue gives their addresses."""
    package, catalogue = data(site, "datapackage.json"), data(site, "catalog.jsonld")
    there = {path.name for path in (site.root / "data").iterdir()}
    tables = {resource["path"] for resource in package["resources"]}
    assert tables | {"datapackage.json", "catalog.jsonld"} == there
    assert package["licenses"] == [{"path": LICENSE}]
    for resource in package["resources"]:
        if resource["format"] == "csv":
            assert [field["name"] for field in resource["schema"]["fields"]] == list(COLUMNS)
    found = [each for one in catalogue["dcat:dataset"] for each in one["dcat:distribution"]]
    assert {each["dcat:downloadURL"]["@id"] for each in found} == {f"{BASE}/data/{name}" for name in tables}
    page = site.page("id/data/")
    assert {link.rpartition("/")[2] for link in page.one("main").links() if "/data/" in link} == there
    (script,) = page.all("script", type="application/ld+json")
    (dataset,) = [each for each in json.loads(script.text)["@graph"] if each["@type"] == "Dataset"]
    assert {each["contentUrl"].rpartition("/")[2] for each in dataset["distribution"]} == tables
    assert dataset["temporalCoverage"] == "2024/2025"


def test_an_edit_changes_the_tables_of_its_year_alone(tmp_path: Path) -> None:
    files = {
        "site.toml": str(FILES["site.toml"]) + ON,
        "content/agencies/dinas.yaml": FILES["content/agencies/dinas.yaml"],
        **{
            f"content/news/{year}/a.id.md": post(f"Berita {year}", date=f"{year}-03-04")
            for year in (2023, 2024)
        },
    }
    site = make_site(tmp_path, files)
    before = bytes_of(build_site(site).root / "data")
    change(site, "content/news/2024/a.id.md", "Berita 2024", "Judul lain")
    after = bytes_of(build_site(site).root / "data")
    assert {name for name in before if before[name] != after[name]} == {
        "stories-2024.csv",
        "stories-2024.json",
    }


def test_a_site_without_stories_has_the_page_and_no_tables(tmp_path: Path) -> None:
    site = build_site(make_site(tmp_path, {"site.toml": str(FILES["site.toml"]) + ON}))
    assert "Belum ada berita" in site.page("id/data/").one("main").text
    assert not (site.root / "data").exists()
