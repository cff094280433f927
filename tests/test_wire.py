"""Stories as other newsrooms take them: ninjs 3.1, valid by the standard's own schema, and true to the page.

``schemas/ninjs-schema_3.1.json`` is the IPTC's (copyright 2024 IPTC, Creative Commons Attribution 4.0).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.newsroom import BASE, PUBLIC
from tests.support import Built, build_site, make_site, parse_html, post

SCHEMA = Path(__file__).parent / "schemas" / "ninjs-schema_3.1.json"
URI = re.compile(r"https?://[\w.-]+(?::\d+)?(?:[/?#][A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]*)?", re.ASCII)
LATEST = ("id/ninjs.json", "en/ninjs.json")


@lru_cache(maxsize=1)
def validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))


def wire_files(site: Built) -> list[str]:
    return [path for path in site.files() if path.endswith("ninjs.json")]


def values(data: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every plain value in a tree with the name it is under."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from values(value, key)
    elif isinstance(data, list):
        for value in data:
            yield from values(value, name)
    else:
        yield name, data


def test_every_story_has_a_file_in_each_of_its_languages(newsroom: Built) -> None:
    """Those that were withdrawn too: who has taken one must learn of it."""
    stories = {
        path for path in newsroom.html_pages() if re.fullmatch(r"(id/berita|en/news)/\d{4}/[^/]+/", path)
    }
    assert len(stories) == len(PUBLIC) + 2
    assert {*wire_files(newsroom)} == {*LATEST, *(path + "ninjs.json" for path in stories)}


def test_every_file_is_valid(newsroom: Built) -> None:
    """By the schema, and in the formats that a schema's validator does not check."""
    for path in wire_files(newsroom):
        data = newsroom.json(path)
        problems = [f"{path}: {list(found.path)} {found.message}" for found in validator().iter_errors(data)]
        assert problems == []
        for name, value in values(data):
            if name in ("uri", "href", "schema"):
                assert URI.fullmatch(value), value
            if name in ("firstCreated", "versionCreated", "contentCreated"):
                assert datetime.fromisoformat(value).tzinfo is not None


def test_the_schema_refuses_what_is_not_ninjs() -> None:
    """A schema that takes everything would prove nothing."""
    for wrong in ({}, {"uri": "a", "headline": "x"}, {"uri": "a", "pubStatus": "cancelled"}, {"uri": 1}):
        assert list(validator().iter_errors(wrong)), wrong


def test_a_story_says_what_its_page_says(newsroom: Built) -> None:
    for language, path in (("id", "id/berita/2025/satu/"), ("en", "en/news/2025/satu/")):
        data, page = newsroom.json(path + "ninjs.json"), newsroom.page(path)
        assert data["uri"] == page.one("link", rel="canonical").get("href")
        assert data["language"] == language
        assert data["pubStatus"] == "usable"
        assert data["headlines"][0]["value"] == page.one("h1").text
        assert data["descriptions"][0]["value"] == page.one("p", class_="standfirst").text
        assert data["firstCreated"] == page.meta("article:published_time")
        body = data["bodies"][0]
        assert page.one("div", class_="prose").text in parse_html(body["value"]).text
        assert body["wordCount"] > 0
        assert all(name["uri"].startswith(BASE) for name in (*data["subjects"], *data["people"]))
        assert data["people"][0]["name"] == "Dr. Ani Uji"
        assert data["places"][0]["name"] in ("Kota Denpasar", "Denpasar City")
        others = [other for other in data["associations"] if other["rel"] == "translation"]
        assert [other["uri"] for other in others] == [
            href for code, href in page.alternates().items() if code not in (language, "x-default")
        ]


def test_the_picture_goes_with_the_story(newsroom: Built) -> None:
    associations = newsroom.json("id/berita/2025/satu/ninjs.json")["associations"]
    (picture,) = [other for other in associations if other.get("type") == "picture"]
    assert picture["uri"].startswith(BASE + "/media/")
    assert picture["by"] == "Juru Foto"
    assert [text["value"] for text in picture["descriptions"]] == ['Teks "alt"', "Keterangan <b>"]


def test_source_author_kind_and_corrections_are_told(newsroom: Built) -> None:
    data = newsroom.json("id/berita/2024/lama/ninjs.json")
    assert data["by"] == "Penulis Uji"
    assert {
        "name": "Harian Uji",
        "role": "originator",
        "uri": "https://harian.example.org/berita/%C3%A4?x=1",
    } in data["infoSources"]
    assert data["edNote"] == "Klarifikasi: Jabatan diperjelas."
    assert data["versionCreated"] == "2024-11-06T00:00:00+07:00"
    assert data["genres"] == [{"name": "Berita", "literal": "news"}]
    advertorial = newsroom.json("id/berita/2025/iklan/ninjs.json")
    assert advertorial["genres"][0]["literal"] == "advertorial"
    assert "konten berbayar" in advertorial["bodies"][0]["value"]


def test_a_withdrawn_story_is_called_back_without_its_text(newsroom: Built) -> None:
    data = newsroom.json("id/berita/2024/ditarik/ninjs.json")
    assert data["pubStatus"] == "canceled"
    assert "Sumbernya keliru." in data["edNote"]
    assert not {"bodies", "descriptions"} & data.keys()
    assert data["uri"] not in [story["uri"] for story in newsroom.json("id/ninjs.json")["associations"]]


def test_the_collection_has_the_newest_stories_and_leads_to_each(newsroom: Built) -> None:
    data = newsroom.json("id/ninjs.json")
    assert data["type"] == "composite"
    assert data["uri"] == f"{BASE}/id/ninjs.json"
    assert [story["uri"].rstrip("/").rpartition("/")[2] for story in data["associations"]] == [
        "iklan", "satu", "terbuka", "lama",
    ]  # fmt: skip
    for story in data["associations"]:
        (file,) = [other["href"] for other in story["renditions"] if other["name"] == "ninjs"]
        whole = newsroom.json(file.removeprefix(BASE + "/"))
        assert (whole["uri"], whole["title"]) == (story["uri"], story["name"])
        assert whole["versionCreated"] == story["versionCreated"]


def test_a_collection_is_valid_before_the_first_story(tmp_path: Path) -> None:
    site = build_site(make_site(tmp_path, {}))
    assert wire_files(site) == ["en/ninjs.json", "id/ninjs.json"]
    for path in wire_files(site):
        assert list(validator().iter_errors(site.json(path))) == []


@pytest.mark.parametrize("title", ["A", "\u202eabc", "x" * 300, "</script><script>", '\\"quoted\\"'])
def test_any_title_gives_a_valid_file(tmp_path: Path, title: str) -> None:
    site = build_site(make_site(tmp_path, {"content/news/2024/a.id.md": post(f'"{title}"')}))
    data = site.json("id/berita/2024/a/ninjs.json")
    assert list(validator().iter_errors(data)) == []
    assert data["title"] == title.replace("\\", "")
