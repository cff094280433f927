"""A site outside Indonesia: other languages, and regions of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support import Built, build_site, change, make_site, post
from warta.cli import main
from warta.config.settings import parse_config
from warta.i18n.languages import bundled_pattern

FOREIGN = re.compile(r"\b(?:Indonesia|Berita|Wilayah|Kabupaten|Jakarta|WIB)\b")
REGIONS = """\
atlantis:
  name: {en: Atlantis, fr: Atlantide}
north:
  name: {en: Northern Province, fr: Province du Nord}
  parent: atlantis
harbour:
  name: {en: Harbour District}
  parent: north
old-harbour:
  name: {en: Old Harbour}
  parent: harbour
"""


def start(folder: Path, *arguments: str) -> Path:
    assert main(["init", *arguments, "--empty", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def atlantis(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """An empty site with three levels of regions below a country, and stories about two of them."""
    site = start(tmp_path_factory.mktemp("elsewhere") / "site", "--languages", "en,fr")
    change(site, "site.toml", "[publisher]", 'country = "atlantis"\n\n[publisher]')
    files = {
        "site.toml": (site / "site.toml").read_text("utf-8"),
        "content/agencies/dinas.yaml": "name: Harbour Office\nregion: harbour\n",
        "content/regions.yaml": REGIONS,
        "content/news/2024/ship.en.md": post("A ship", region="old-harbour", summary="Short."),
        "content/news/2024/law.en.md": post("A law", region="atlantis", summary="Short."),
    }
    return build_site(make_site(site, files))


def test_an_empty_site_builds_at_once_and_is_nobodys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = start(tmp_path / "site", "--languages", "en,fr")
    assert main(["--site", str(site), "--lang", "en", "check", "--now", "2025-01-15"]) == 0
    assert capsys.readouterr().err.count("[language-incomplete]") == 1
    built = build_site(site)
    assert {"en/", "fr/", "en/regions/"} <= set(built.html_pages())
    for name in built.files():
        if name.endswith((".html", ".xml", ".json")):
            assert not FOREIGN.search((built.root / name).read_text("utf-8")), name
    head, _, _ = (site / "site.toml").read_text("utf-8").partition("[language.fr]")
    assert not FOREIGN.search(head)


def test_the_skeleton_of_a_language_has_every_text_and_what_is_translated_counts(tmp_path: Path) -> None:
    site = start(tmp_path / "site", "--languages", "en,fr")
    text = (site / "site.toml").read_text("utf-8")
    _, found = parse_config(text)
    missing = int(dict(found[0].arguments)["count"])
    pattern = bundled_pattern()
    assert missing == sum(len(pattern[table]) for table in ("paths", "dates", "strings"))
    config, found = parse_config(text.replace('# home = "Home"', 'home = "Accueil"'))
    assert int(dict(found[0].arguments)["count"]) == missing - 1
    assert config is not None
    assert config.language("fr").text("home") == "Accueil"
    head, _, skeleton = text.partition("[language.fr]")
    config, found = parse_config(head + "[language.fr]" + re.sub(r"(?m)^# ", "", skeleton))
    assert found == ()
    assert config is not None


def test_regions_are_a_tree_of_the_sites_own(atlantis: Built) -> None:
    page = atlantis.page("en/regions/")
    assert not page.all("figure", class_="map")
    rows = [row.one("th").text for row in page.one("table", class_="regions").all("tr")[1:]]
    assert rows[1:] == ["Northern Province", "Harbour District", "Old Harbour"]
    assert len(rows) == 4  # the country stands apart, before them
    story = atlantis.page("en/news/2024/ship/")
    assert [link for link in story.links() if link.startswith("/en/regions/")][-3:] == [
        "/en/regions/northern-province/",
        "/en/regions/harbour-district/",
        "/en/regions/old-harbour/",
    ]
    assert atlantis.has("en/regions/atlantis/")
    assert not [name for name in atlantis.html_pages() if "aceh" in name]


def test_regions_of_indonesia_are_there_where_they_are_asked_for(tmp_path: Path) -> None:
    site = start(tmp_path / "site", "--languages", "en", "--regions", "indonesia")
    files = {
        "site.toml": (site / "site.toml").read_text("utf-8"),
        "content/agencies/dinas.yaml": "name: Office\nregion: karangasem\n",
        "content/news/2024/a.en.md": post("A story", summary="Short."),
    }
    built = build_site(make_site(site, files))
    assert built.page("en/regions/").all("figure", class_="map")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--languages", "en,en", "--empty"],
        ["--languages", "English", "--empty"],
        ["--languages", ",", "--empty"],
        ["--languages", "en,fr"],
        ["--regions", "own"],
    ],
)
def test_a_wrong_wish_makes_nothing(
    tmp_path: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", *arguments, str(tmp_path / "site")]) == 2
    assert not (tmp_path / "site").exists()
    assert "--languages" in capsys.readouterr().err
