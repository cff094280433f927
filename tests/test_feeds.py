"""Feeds as readers take them: well-formed, complete, alike in every format, and nothing before its time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import feedparser  # type: ignore[import-untyped]  # it has no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.newsroom import BASE, FILES
from tests.support import NOW, SITE_TOML, Built, build_site, change, make_site, parse_html, post
from warta.build.build import Request, build
from warta.i18n.languages import load_language
from warta.i18n.moments import moment_of
from warta.render.addresses import absolute_html
from warta.render.filters import filters_of

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
MARK = {"id": "[Advertorial] ", "en": "[Advertorial] "}


def feeds(site: Built, name: str) -> list[str]:
    """The feeds of one format, site's and terms'."""
    found = [path for path in site.files() if path.rpartition("/")[2] == name]
    assert len(found) > 10
    return found


def url_of(site: Built, path: str) -> str:
    return f"{site.base_url}/{path}"


def atom(site: Built, path: str) -> ET.Element:
    return ET.fromstring((site.root / path).read_bytes())


def channel(site: Built, path: str) -> ET.Element:
    root = ET.fromstring((site.root / path).read_bytes())
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    (only,) = root
    return only


def timestamp(text: str) -> datetime:
    """RFC 3339, with an offset."""
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)", text), text
    return datetime.fromisoformat(text)


def absolute(url: str | None) -> str:
    assert url is not None
    assert urlsplit(url).scheme in ("http", "https"), url
    assert urlsplit(url).netloc, url
    return url


# --- Form ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["feed.xml", "rss.xml"])
def test_a_feed_reader_finds_nothing_wrong(newsroom: Built, name: str) -> None:
    for path in feeds(newsroom, name):
        found = feedparser.parse((newsroom.root / path).read_bytes())
        assert not found.bozo, (path, found.get("bozo_exception"))
        assert found.version == {"feed.xml": "atom10", "rss.xml": "rss20"}[name]
        assert found.entries
        for entry in found.entries:
            assert entry.title
            assert entry.link == entry.id
            assert entry.published_parsed


def test_atom_has_what_its_standard_asks_for(newsroom: Built) -> None:
    """RFC 4287, 4.1: ids, dates, one link to itself, authors, and no two entries of one id and date."""
    for path in feeds(newsroom, "feed.xml"):
        feed = atom(newsroom, path)
        assert feed.findtext(ATOM + "id") == url_of(newsroom, path)
        assert feed.findtext(ATOM + "title")
        assert feed.find(f"{ATOM}author/{ATOM}name") is not None
        links = {link.get("rel"): link.get("href") for link in feed.findall(ATOM + "link")}
        assert links["self"] == url_of(newsroom, path)
        assert links["alternate"] == url_of(newsroom, path.removesuffix("feed.xml"))
        assert links["hub"] == "https://hub.example.go.id/?a=1&b=2"
        entries = feed.findall(ATOM + "entry")
        ids = [entry.findtext(ATOM + "id") for entry in entries]
        assert len(ids) == len(set(ids))
        updated = []
        for entry in entries:
            absolute(entry.findtext(ATOM + "id"))
            assert entry.findtext(ATOM + "title")
            published = timestamp(entry.findtext(ATOM + "published", ""))
            updated.append(timestamp(entry.findtext(ATOM + "updated", "")))
            assert updated[-1] >= published
            content = entry.find(ATOM + "content")
            assert content is not None
            assert content.get("type") == "html"
            assert all(author.findtext(ATOM + "name") for author in entry.findall(ATOM + "author"))
        assert timestamp(feed.findtext(ATOM + "updated", "")) == max(updated)


def test_rss_has_what_its_specification_asks_for(newsroom: Built) -> None:
    """RSS 2.0 and its Best Practices Profile: one of each, permanent ids, RFC 822 dates, a link to itself."""
    for path in feeds(newsroom, "rss.xml"):
        feed = channel(newsroom, path)
        for name in ("title", "link", "description", "language", "lastBuildDate"):
            assert len(feed.findall(name)) == 1, name
            assert feed.findtext(name), name
        absolute(feed.findtext("link"))
        links = {link.get("rel"): link.get("href") for link in feed.findall(ATOM + "link")}
        assert links == {"self": url_of(newsroom, path), "hub": "https://hub.example.go.id/?a=1&b=2"}
        parsedate_to_datetime(feed.findtext("lastBuildDate", ""))
        ids = []
        for item in feed.findall("item"):
            names = [child.tag for child in item if child.tag not in ("category", CREATOR)]
            assert len(names) == len(set(names))
            assert item.findtext("title")
            guid = item.find("guid")
            assert guid is not None
            assert guid.get("isPermaLink") == "true"
            assert guid.text == item.findtext("link")
            ids.append(absolute(guid.text))
            assert parsedate_to_datetime(item.findtext("pubDate", "")).tzinfo is not None
            assert item.findtext(CONTENT)
        assert ids
        assert len(ids) == len(set(ids))


def test_json_feed_has_what_version_1_1_asks_for(newsroom: Built) -> None:
    """Required members, types, absolute addresses, no member that the version does not know."""
    known = {
        "version", "title", "home_page_url", "feed_url", "description", "language", "authors", "hubs", "items"
    }  # fmt: skip
    of_items = {
        "id", "url", "title", "content_html", "summary", "image", "date_published", "date_modified",
        "authors", "tags", "language",
    }  # fmt: skip
    for path in feeds(newsroom, "feed.json"):
        feed = newsroom.json(path)
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["feed_url"] == url_of(newsroom, path)
        assert set(feed) <= known
        assert feed["title"]
        assert feed["hubs"] == [{"type": "WebSub", "url": "https://hub.example.go.id/?a=1&b=2"}]
        for item in feed["items"]:
            assert set(item) <= of_items
            assert isinstance(item["id"], str)
            assert absolute(item["url"]) == item["id"]
            assert item["content_html"]
            timestamp(item["date_published"])
            assert all(author["name"] for author in item["authors"])


def test_all_formats_say_the_same(newsroom: Built) -> None:
    for path in feeds(newsroom, "feed.xml"):
        folder = path.removesuffix("feed.xml")
        language = path[:2]
        by_format: dict[str, list[tuple[Any, ...]]] = {"atom": [], "rss": [], "json": []}
        for entry in atom(newsroom, path).findall(ATOM + "entry"):
            by_format["atom"].append(
                (
                    entry.findtext(ATOM + "id"),
                    entry.findtext(ATOM + "title"),
                    timestamp(entry.findtext(ATOM + "published", "")),
                    entry.findtext(ATOM + "content"),
                    {author.findtext(ATOM + "name") for author in entry.findall(ATOM + "author")},
                )
            )
        for item in channel(newsroom, folder + "rss.xml").findall("item"):
            by_format["rss"].append(
                (
                    item.findtext("guid"),
                    item.findtext("title"),
                    parsedate_to_datetime(item.findtext("pubDate", "")),
                    item.findtext(CONTENT),
                    {creator.text for creator in item.findall(CREATOR)},
                )
            )
        feed = newsroom.json(folder + "feed.json")
        assert feed["language"] == language
        for item in feed["items"]:
            by_format["json"].append(
                (
                    item["id"],
                    item["title"],
                    timestamp(item["date_published"]),
                    item["content_html"],
                    {author["name"] for author in item["authors"]},
                )
            )
        assert by_format["atom"] == by_format["rss"] == by_format["json"]
        dates = [entry[2] for entry in by_format["json"]]
        assert dates == sorted(dates, reverse=True)


# --- Content ------------------------------------------------------------------------------------------


def items_of(site: Built, path: str) -> dict[str, dict[str, Any]]:
    """The stories of a JSON feed by the last part of their addresses."""
    return {item["id"].rstrip("/").rpartition("/")[2]: item for item in site.json(path)["items"]}


def test_a_feed_has_the_listed_stories_of_its_page(newsroom: Built) -> None:
    assert list(items_of(newsroom, "id/feed.json")) == ["iklan", "satu", "terbuka", "lama"]
    assert list(items_of(newsroom, "en/feed.json")) == ["satu"]
    assert list(items_of(newsroom, "id/narasumber/ani-uji/feed.json")) == ["satu", "lama"]
    assert list(items_of(newsroom, "id/instansi/badan-uji/feed.json")) == ["lama"]
    assert list(items_of(newsroom, "id/topik/merah-biru/feed.json")) == ["satu"]


def test_the_text_is_whole_and_every_address_in_it_is_full(newsroom: Built) -> None:
    """What the page says, the feed says; a reader elsewhere can follow each link and show each picture."""
    for name, item in items_of(newsroom, "id/feed.json").items():
        content = parse_html(item["content_html"])
        page = newsroom.page(f"id/berita/{item['id'].rstrip('/').split('/')[-2]}/{name}/")
        assert page.one("div", class_="prose").text in content.text
        for element in content.walk():
            for attribute in ("href", "src"):
                if element.get(attribute):
                    absolute(element.get(attribute))
    rich = items_of(newsroom, "id/feed.json")["satu"]
    here = f"{BASE}/id/berita/2025/satu/"
    content = parse_html(rich["content_html"])
    assert f"{BASE}/id/berita/2024/lama/#rincian" in content.links()
    assert here + "#bagian-dua" in content.links()
    assert "https://contoh.example.org/a?b=1&c=2" in content.links()
    assert any(link.startswith(here + "#fn") for link in content.links())
    pictures = [image.get("src") for image in content.all("img")]
    assert len(pictures) == 2
    assert all(picture.startswith(BASE + "/media/") for picture in pictures)
    assert rich["image"] in pictures
    assert '<a href="/bukan/tautan">' in content.text
    assert "Keterangan <b>" in content.text
    assert "warta:" not in rich["content_html"]
    assert not content.all(tabindex="0")


def test_titles_and_summaries_are_text_and_descriptions_are_escaped_html(newsroom: Built) -> None:
    entry = next(
        entry for entry in atom(newsroom, "id/feed.xml").iter(ATOM + "entry") if "satu" in str(entry[0].text)
    )
    assert entry.findtext(ATOM + "title") == 'Judul & <b>tebal</b> "kutip"'
    assert entry.findtext(ATOM + "summary") == "Ringkasan & <i>isi</i>."
    item = next(
        item for item in channel(newsroom, "id/rss.xml").iter("item") if "satu" in item.findtext("link", "")
    )
    assert parse_html(item.findtext("description", "")).text == "Ringkasan & <i>isi</i>."


def test_paid_content_and_corrections_are_told_in_the_feed(newsroom: Built) -> None:
    items = items_of(newsroom, "id/feed.json")
    assert items["iklan"]["title"] == "[Advertorial] Iklan uji"
    assert "konten berbayar" in items["iklan"]["content_html"]
    assert "Angka diperbaiki: 330, bukan 300." in items["lama"]["content_html"]
    assert items["lama"]["date_modified"] == "2024-11-06T00:00:00+07:00"
    assert "date_modified" not in items["satu"]


def test_nothing_that_is_held_back_or_withdrawn_is_anywhere(newsroom: Built) -> None:
    """Not a byte, nor in a file name: pages, feeds, lists of feeds, wire, site maps, cards."""
    for path in newsroom.files():
        assert "tersembunyi" not in path.casefold()
        assert b"tersembunyi" not in (newsroom.root / path).read_bytes().lower(), path
    for name in ("feed.xml", "rss.xml", "feed.json"):
        for path in feeds(newsroom, name):
            assert b"ditarik" not in (newsroom.root / path).read_bytes()


# --- Finding them -------------------------------------------------------------------------------------


def test_a_page_names_its_own_feed_first(newsroom: Built) -> None:
    """Then the site's; each exists, is of the type it is said to be, and is in the page's language."""
    kinds = {
        "application/atom+xml": "feed.xml",
        "application/rss+xml": "rss.xml",
        "application/feed+json": "feed.json",
    }
    for path in newsroom.html_pages():
        page = newsroom.page(path)
        if page.all("meta", http_equiv="refresh"):
            continue
        named = [
            (link.get("type"), link.get("href"))
            for link in page.all("link", rel="alternate")
            if link.get("type")
        ]
        language = page.one("html").get("lang")
        site = [(kind, f"/situs/{language}/{name}") for kind, name in kinds.items()]
        assert named[-3:] == site, path
        first = re.sub(r"(halaman|page)/\d+/$", "", path)
        own = [(kind, f"/situs/{first}{name}") for kind, name in kinds.items() if newsroom.has(first + name)]
        assert named == (own + site if own != site else site), path
        for _, href in named:
            assert newsroom.has(href.removeprefix("/situs/")), href


def test_the_list_of_feeds_has_every_feed_once(newsroom: Built) -> None:
    tree = ET.fromstring((newsroom.root / "feeds.opml").read_bytes())
    assert (tree.tag, tree.get("version")) == ("opml", "2.0")
    assert tree.findtext("head/title") == "Kabar & Warta"
    outlines = [outline for outline in tree.iter("outline") if outline.get("xmlUrl")]
    listed = [outline.get("xmlUrl") for outline in outlines]
    assert sorted(str(url) for url in listed) == [
        url_of(newsroom, path) for path in feeds(newsroom, "feed.xml")
    ]
    for outline in outlines:
        assert outline.get("type") == "rss"
        assert outline.get("text")
        assert newsroom.has(str(outline.get("htmlUrl")).removeprefix(BASE + "/"))
    assert [group.get("text") for group in tree.findall("body/outline")] == [
        "Kabar & Warta",
        "News & Stories",
    ]


# --- Settings -----------------------------------------------------------------------------------------


def with_feeds(lines: str) -> dict[str, str | bytes]:
    site = str(FILES["site.toml"]).partition("[feeds]")[0]
    return {**FILES, "site.toml": f"{site}[feeds]\n{lines}\n"}


WHOLE = 'formats = ["atom", "rss", "json"]\ncontent = "full"'
"""What a site says that wants all of it for terms too."""
NAMES = {"atom": "feed.xml", "rss": "rss.xml", "json": "feed.json"}


@pytest.mark.parametrize(
    ("settings", "own", "own_full", "terms", "full"),
    [
        ("", "atom rss json", True, "atom", False),
        ('formats = ["rss", "json"]', "rss json", True, "rss json", False),
        ('content = "full"', "atom rss json", True, "atom", True),
        ('content = "summary"', "atom rss json", False, "atom", False),
        (WHOLE, "atom rss json", True, "atom rss json", True),
        ('term_formats = ["json", "rss"]', "atom rss json", True, "rss json", False),
        ('term_formats = ["json"]\nterm_content = "full"', "atom rss json", True, "json", True),
        ('content = "full"\nterm_content = "summary"', "atom rss json", True, "atom", False),
        ('formats = ["json"]\nterm_formats = ["atom"]', "json", True, "atom", False),
    ],
)
def test_feeds_of_terms_are_one_of_summaries_unless_the_site_says_otherwise(
    tmp_path: Path, settings: str, own: str, own_full: bool, terms: str, full: bool
) -> None:
    """The language's own are whole and in every format. Pages and the list of feeds name what there is."""
    site = build_site(make_site(tmp_path, {**small_site(settings)}))
    for folder, formats, whole in (("id/", own, own_full), ("id/topik/topik-dua/", terms, full)):
        names = {NAMES[kind] for kind in formats.split()}
        assert {name for name in NAMES.values() if site.has(folder + name)} == names, folder
        for name in names:
            data = (site.root / folder / name).read_text("utf-8")
            assert ("Isi dua." in data) == whole
            assert "Ringkasan dua." in data
    page = site.page("id/topik/topik-dua/")
    named = {
        link.get("href")
        for link in page.all("link", rel="alternate")
        if link.get("type").startswith("application/") and "topik" in link.get("href")
    }
    assert named == {f"/id/topik/topik-dua/{NAMES[kind]}" for kind in terms.split()}
    for outline in ET.fromstring((site.root / "feeds.opml").read_bytes()).iter("outline"):
        if url := outline.get("xmlUrl"):
            assert site.has(url.removeprefix(f"{site.base_url}/"))
            assert outline.get("type") == ("json" if url.endswith(".json") else "rss")


def test_a_format_that_goes_is_reported_with_the_setting_that_keeps_it(tmp_path: Path) -> None:
    """Once, when its files go; not when a term goes with its last story."""
    folder = make_site(tmp_path, small_site(WHOLE))
    build_site(folder)
    for settings, expected in (
        ('term_formats = ["json"]', {("term_formats", 'term_formats = ["atom", "rss", "json"]')}),
        (
            'formats = ["rss"]\nterm_formats = ["atom", "json"]',
            {("formats", 'formats = ["atom", "rss", "json"]')},
        ),
        (
            'formats = ["rss"]\nterm_formats = ["atom", "json"]\nterms = ["agencies", "tags"]',
            {("terms", 'terms = ["agencies", "regions", "tags"]')},
        ),
        ('formats = ["rss"]\nterm_formats = ["atom", "json"]\nterms = ["agencies", "tags"]', set()),
    ):
        result = build_site(make_site(folder, small_site(settings))).result
        found = [each for each in result.diagnostics if each.code == "feed-gone"]
        assert {(dict(each.arguments)["key"], dict(each.arguments)["setting"]) for each in found} == expected
    (folder / "content/news/2024/dua.id.md").unlink()
    result = build_site(folder).result
    assert result.deleted
    assert "feed-gone" not in {each.code for each in result.diagnostics}


def test_what_is_switched_off_is_not_there(tmp_path: Path) -> None:
    settings = 'formats = ["rss"]\nterms = ["tags"]\nninjs = false\nentries = 2\ncontent = "summary"'
    site = build_site(make_site(tmp_path, with_feeds(settings)))
    names = {path.rpartition("/")[2] for path in site.files()}
    assert not names & {"feed.xml", "feed.json", "ninjs.json"}
    found = [path for path in site.files() if path.endswith("rss.xml")]
    assert found == ["en/rss.xml", "en/topics/red/rss.xml", "id/rss.xml", "id/topik/merah-biru/rss.xml"]
    items = channel(site, "id/rss.xml").findall("item")
    assert [item.findtext("title") for item in items] == [
        "[Advertorial] Iklan uji",
        'Judul & <b>tebal</b> "kutip"',
    ]
    assert not [item for item in items if item.find(CONTENT) is not None]
    page = site.page("id/instansi/badan-uji/")
    assert [link.get("type") for link in page.all("link", rel="alternate") if link.get("type")] == [
        "application/rss+xml"
    ]
    assert "/situs/id/rss.xml" in page.links()
    assert "hub" not in (site.root / "id/rss.xml").read_text("utf-8")


def test_a_site_without_stories_has_feeds_that_readers_take(tmp_path: Path) -> None:
    site = build_site(make_site(tmp_path, {"site.toml": SITE_TOML}))
    for name in ("feed.xml", "rss.xml"):
        found = feedparser.parse((site.root / "id" / name).read_bytes())
        assert not found.bozo
        assert found.entries == []
    assert site.json("id/feed.json")["items"] == []


# --- What an edit entails -----------------------------------------------------------------------------


def due(site: Path, *, now: datetime = NOW) -> set[str]:
    result = build(Request(site, site / "output", now))
    assert not result.failed, result.diagnostics
    return {path for path, _ in result.reasons if not path.startswith("warta-")}  # what the record says


def small_site(settings: str) -> Mapping[str, str | bytes]:
    """Three stories with a topic each; a feed has two."""
    stories: dict[str, str | bytes] = {
        f"content/news/2024/{name}.id.md": post(
            f"Judul {name}", f"Isi {name}.", summary=f"Ringkasan {name}.", date=date, tags=f"[{name}]"
        )
        for name, date in (("satu", "2024-11-01"), ("dua", "2024-11-02"), ("tiga", "2024-11-03"))
    }
    tags = "".join(f"{name}: {{name: Topik {name}}}\n" for name in ("satu", "dua", "tiga"))
    toml = SITE_TOML.replace('["id", "en"]', '["id"]').replace("[publisher]", "page_size = 1\n[publisher]")
    agency = "name: Dinas Uji\nregion: indonesia\n"
    return {
        **stories, "content/tags.yaml": tags, "content/agencies/dinas.yaml": agency,
        "site.toml": f"{toml}\n[feeds]\nentries = 2\n{settings}\n",
    }  # fmt: skip


def files_in(*folders: str, names: Sequence[str] = ("feed.xml", "rss.xml", "feed.json")) -> set[str]:
    return {f"{folder}/{name}" for folder in folders for name in names}


def test_a_change_of_a_text_renders_the_feeds_that_have_it(tmp_path: Path) -> None:
    """The story, its wire file, and the feeds of the site and of what it names; no listing, no other feed."""
    site = make_site(tmp_path, small_site(WHOLE))
    due(site)
    change(site, "content/news/2024/dua.id.md", "Isi dua.", "Isi yang lain.")
    assert due(site) == {
        "id/berita/2024/dua/index.html",
        "id/berita/2024/dua/ninjs.json",
        *files_in("id", "id/topik/topik-dua", "id/instansi/dinas-uji", "id/wilayah/indonesia"),
    }


def test_a_story_that_is_too_old_for_a_feed_does_not_touch_it(tmp_path: Path) -> None:
    site = make_site(tmp_path, small_site(WHOLE))
    due(site)
    change(site, "content/news/2024/satu.id.md", "Isi satu.", "Isi yang lain.")
    assert due(site) == {
        "id/berita/2024/satu/index.html",
        "id/berita/2024/satu/ninjs.json",
        *files_in("id/topik/topik-satu"),
    }


def test_feeds_of_summaries_know_nothing_of_texts(tmp_path: Path) -> None:
    site = make_site(tmp_path, small_site('content = "summary"\nninjs = false'))
    due(site)
    change(site, "content/news/2024/dua.id.md", "Isi dua.", "Isi yang lain.")
    assert due(site) == {"id/berita/2024/dua/index.html"}


def test_an_embargo_that_ends_brings_a_story_into_the_feeds(tmp_path: Path) -> None:
    site = make_site(tmp_path, FILES)
    due(site)
    assert "id/feed.json" in due(site, now=NOW + timedelta(days=1))
    assert b"Tersembunyi" in (site / "output/id/feed.json").read_bytes()
    assert b"Tersembunyi" in (site / "output/id/ninjs.json").read_bytes()


# --- Addresses ----------------------------------------------------------------------------------------

ORIGIN, PAGE = "https://a.example", "https://a.example/s/id/berita/x/"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="/s/id/">x</a>', '<a href="https://a.example/s/id/">x</a>'),
        ('<a href="#b">x</a>', f'<a href="{PAGE}#b">x</a>'),
        ('<a href="https://b.example/">x</a>', '<a href="https://b.example/">x</a>'),
        ('<a href="//b.example/">x</a>', '<a href="//b.example/">x</a>'),
        ('<a href="mailto:a@b.example">x</a>', '<a href="mailto:a@b.example">x</a>'),
        (
            '<img src="/m.png" alt="a &gt; b" srcset="/a.png 1x, /b.png 2x">',
            f'<img src="{ORIGIN}/m.png" alt="a &gt; b" srcset="{ORIGIN}/a.png 1x, {ORIGIN}/b.png 2x">',
        ),
        ('<p>say href="/x" or &lt;a href="/x"&gt;</p>', '<p>say href="/x" or &lt;a href="/x"&gt;</p>'),
        ('<div class="table" role="group" tabindex="0"><table></table></div>', "<div><table></table></div>"),
    ],
)
def test_addresses_become_full_in_tags_and_nowhere_else(html: str, expected: str) -> None:
    assert absolute_html(html, ORIGIN, PAGE) == expected
    assert absolute_html(expected, ORIGIN, PAGE) == expected


MEDIA = "{http://search.yahoo.com/mrss/}"


def test_a_picture_goes_with_its_story(newsroom: Built) -> None:
    """Its address, type and size in RSS and Atom are those of the file that is published."""
    channel_items = channel(newsroom, "id/rss.xml").findall("item")
    pictured = {
        item.findtext("link") or "": item for item in channel_items if item.find("enclosure") is not None
    }
    entries = {
        link.get("href", ""): entry
        for entry in atom(newsroom, "id/feed.xml").iter(ATOM + "entry")
        for link in entry.findall(ATOM + "link")
        if link.get("rel") == "alternate"
    }
    assert [url.rsplit("/", 2)[1] for url in pictured] == ["satu"]
    for url, item in pictured.items():
        enclosure, media = item.find("enclosure"), item.find(MEDIA + "content")
        (linked,) = [each for each in entries[url].findall(ATOM + "link") if each.get("rel") == "enclosure"]
        assert enclosure is not None
        assert media is not None
        address = enclosure.get("url", "")
        file = newsroom.root / address.removeprefix(f"{newsroom.base_url}/")
        assert {media.get("url"), linked.get("href")} == {address}
        assert {enclosure.get("type"), media.get("type"), linked.get("type")} == {"image/png"}
        size = str(file.stat().st_size)
        assert {enclosure.get("length"), media.get("fileSize"), linked.get("length")} == {size}
        assert media.findtext(MEDIA + "credit") == "Juru Foto"


@given(st.integers(0, 2**37), st.integers(-12 * 60, 14 * 60))
def test_times_of_rss_are_as_mail_has_them(seconds: int, minutes: int) -> None:
    """In no language of the machine."""
    when = datetime.fromtimestamp(seconds, timezone(timedelta(minutes=minutes)))
    rfc822 = filters_of(load_language("id", {}))["rfc822"]
    assert rfc822(moment_of(when)) == format_datetime(when)
