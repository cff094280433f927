"""Time that agrees with itself: the day shown is that of the address, and every date tells of a change."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.faultlib import assert_same, build_clean, quick_templates, tree
from tests.support import SITE_TOML, Built, build_site, make_site, post, translation
from warta.build.build import Request, build
from warta.diagnostics.values import Severity
from warta.i18n.moments import INDONESIAN_ZONES, Moment, find_zone, latest, parse_moment

WIB = INDONESIAN_ZONES["WIB"]
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NOW = datetime(2025, 1, 15, 5, 0, tzinfo=UTC)
"""Noon in Jakarta."""


def at(text: str) -> Moment:
    found = parse_moment(text, WIB)
    assert found is not None
    return found


# --- When something was changed last ------------------------------------------------------------------

CHANGES = [
    # of a story, its changes, when it was changed last
    ("2024-11-14 09:00", [], "2024-11-14T09:00:00"),
    ("2024-11-14 09:00", ["2024-11-14"], "2024-11-14T09:00:01"),
    ("2024-11-14 09:00", ["2024-11-14", "2024-11-14"], "2024-11-14T09:00:02"),
    ("2024-11-14", ["2024-11-14"], "2024-11-14T00:00:01"),
    ("2024-11-14 09:00", ["2024-11-15"], "2024-11-15T00:00:00"),
    ("2024-11-14 09:00", ["2024-11-15", "2024-11-14"], "2024-11-15T00:00:00"),
    ("2024-11-14 09:00", ["2024-11-14 15:00"], "2024-11-14T15:00:00"),
    ("2024-11-14 09:00", ["2024-11-14 15:00", "2024-11-14"], "2024-11-14T15:00:01"),
    ("2024-11-14", ["2024-11-14 15:00"], "2024-11-14T15:00:00"),
    ("2024-11-14 09:00", ["2024-11-14 09:00"], "2024-11-14T09:00:00"),
    ("2024-11-14 09:00", ["2024-11-14 08:00"], "2024-11-14T09:00:00"),
    ("2024-11-14 09:00", ["2024-11-13"], "2024-11-14T09:00:00"),
    ("2024-11-15 00:30 WITA", ["2024-11-14"], "2024-11-14T23:30:01"),  # 23.30 WIB
    ("2024-11-15 00:30 WITA", ["2024-11-15"], "2024-11-15T00:00:00"),
    ("2024-11-14 10:00 WITA", ["2024-11-14 09:00"], "2024-11-14T10:00:00"),  # the same moment
]


@pytest.mark.parametrize(("story", "changes", "wanted"), CHANGES, ids=str)
def test_a_bare_day_is_the_whole_day(story: str, changes: list[str], wanted: str) -> None:
    found = latest(at(story), [at(change) for change in changes])
    assert found.at.replace(tzinfo=None).isoformat() == wanted
    assert latest(at(story), [at(change) for change in reversed(changes)]) == found
    assert found.at.date() == max(at(each).at.date() for each in [story, *changes]) or "WITA" in story


# --- Zones ----------------------------------------------------------------------------------------------

SHOWN = [
    # as written, the site's zone, as shown
    ("2024-11-14 09:00", "Asia/Jakarta", "2024-11-14T09:00 WIB"),
    ("2024-11-14T23:30:00Z", "Asia/Jakarta", "2024-11-15T06:30 WIB"),
    ("2024-11-14 23:30 UTC", "Asia/Makassar", "2024-11-15T07:30 WITA"),
    ("2024-11-14 23:30 +00:00", "Asia/Jayapura", "2024-11-15T08:30 WIT"),
    ("2024-11-14 09:00 +0700", "Asia/Jakarta", "2024-11-14T09:00 WIB"),
    ("2024-11-14 09:00 +07:00", "Asia/Makassar", "2024-11-14T10:00 WITA"),
    ("2024-11-14 00:30 +08:00", "Asia/Jakarta", "2024-11-13T23:30 WIB"),
    ("2024-11-14 00:30 +09:00", "Asia/Jakarta", "2024-11-13T22:30 WIB"),
    ("2024-11-14 20:00 -05:00", "Asia/Jakarta", "2024-11-15T08:00 WIB"),
    ("2024-11-14 20:00 +05:45", "Asia/Jakarta", "2024-11-14T21:15 WIB"),
    ("2024-07-14 20:00Z", "Europe/Amsterdam", "2024-07-14T22:00 CEST"),
    ("2024-11-14 20:00Z", "UTC", "2024-11-14T20:00 UTC"),
    ("2024-11-14 09:00 WIB", "Asia/Makassar", "2024-11-14T09:00 WIB"),
    ("2024-11-14 09:00 WITA", "Asia/Jakarta", "2024-11-14T09:00 WITA"),
    ("2024-11-14 09:00 WIT", "Asia/Jakarta", "2024-11-14T09:00 WIT"),
    ("2024-12-31 23:59 -12:00", "Asia/Jayapura", "2025-01-01T20:59 WIT"),
]


@pytest.mark.parametrize(("written", "zone", "shown"), SHOWN)
def test_an_offset_is_a_point_in_time_and_a_named_zone_is_shown(written: str, zone: str, shown: str) -> None:
    known = find_zone(zone)
    assert known is not None
    found = parse_moment(written, known)
    assert found is not None
    assert f"{found.at:%Y-%m-%dT%H:%M} {found.zone}" == shown


# --- A site ------------------------------------------------------------------------------------------


class Story(NamedTuple):
    """The front matter of a story, and what its dates are to be."""

    keys: dict[str, str]
    date: str
    updated: str
    shown: str = ""
    """Behind "Diperbarui"."""
    warned: bool = False


def change(*dates: str) -> str:
    return "[" + ", ".join(f"{{date: {date}, kind: correction, note: N}}" for date in dates) + "]"


STORIES = {
    "tanpa": Story({"date": "2024-11-14 09:00"}, "2024-11-14T09:00:00", "2024-11-14T09:00:00"),
    "hari-sama": Story(
        {"date": "2024-11-14 09:00", "updated": "2024-11-14"},
        "2024-11-14T09:00:00", "2024-11-14T09:00:01", "Kamis, 14 November 2024",
    ),
    "ralat-hari-sama": Story(
        {"date": "2024-11-14 09:00", "changes": change("2024-11-14")},
        "2024-11-14T09:00:00", "2024-11-14T09:00:01", "Kamis, 14 November 2024",
    ),
    "dua-ralat": Story(
        {"date": "2024-11-14 09:00", "changes": change("2024-11-14", "2024-11-14")},
        "2024-11-14T09:00:00", "2024-11-14T09:00:02", "Kamis, 14 November 2024",
    ),
    "tanpa-jam": Story(
        {"date": "2024-11-14", "changes": change("2024-11-14")},
        "2024-11-14T00:00:00", "2024-11-14T00:00:01", "Kamis, 14 November 2024",
    ),
    "esoknya": Story(
        {"date": "2024-11-14 09:00", "changes": change("2024-11-15 10:00")},
        "2024-11-14T09:00:00", "2024-11-15T10:00:00", "Jumat, 15 November 2024 pukul 10.00 WIB",
    ),
    "utc": Story(
        {"date": "2024-11-14T23:30:00Z", "updated": "2024-11-15T23:30:00Z"},
        "2024-11-15T06:30:00", "2024-11-16T06:30:00", "Sabtu, 16 November 2024 pukul 06.30 WIB",
    ),
    "nanti": Story(
        {"date": "2024-11-14 09:00", "changes": change("2042-11-15")},
        "2024-11-14T09:00:00", "2024-11-14T09:00:00", warned=True,
    ),
    "nanti-dan-lalu": Story(
        {"date": "2024-11-14 09:00", "updated": "2026-11-15", "changes": change("2024-11-16")},
        "2024-11-14T09:00:00", "2024-11-16T00:00:00", "Sabtu, 16 November 2024", warned=True,
    ),
    "hari-ini": Story(
        {"date": "2025-01-15 11:00", "updated": "2025-01-15"},
        "2025-01-15T11:00:00", "2025-01-15T11:00:01", "Rabu, 15 Januari 2025",
    ),
    "sore-ini": Story(
        {"date": "2025-01-15 09:00", "updated": "2025-01-15 17:00"},
        "2025-01-15T09:00:00", "2025-01-15T09:00:00", warned=True,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    files = {f"content/news/2024/{name}.id.md": post(name, **story.keys) for name, story in STORIES.items()}
    return build_site(make_site(tmp_path_factory.mktemp("hari"), files), now=NOW)


def known(moment: str) -> str:
    """What formats say that need no time: of a story that gives a day alone, the day."""
    return moment[:10] if "T00:00:00" in moment else moment


def address(name: str) -> str:
    return f"id/berita/{STORIES[name].date[:4]}/{name}/"


def linked(built: Built, name: str) -> dict[str, Any]:
    text = (built.root / address(name) / "index.html").read_text("utf-8")
    found: list[dict[str, Any]] = [
        each
        for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
        for each in json.loads(block).get("@graph", [json.loads(block)])
    ]
    return next(each for each in found if "datePublished" in each)


@pytest.mark.parametrize("name", STORIES)
def test_every_machine_readable_date_tells_of_a_change(name: str, built: Built) -> None:
    story = STORIES[name]
    date, updated = f"{story.date}+07:00", f"{story.updated}+07:00"
    article, place = linked(built, name), built.base_url + "/" + address(name)
    assert (article["datePublished"], article["dateModified"]) == (known(date), known(updated))
    assert all(
        each["datePublished"][:10] <= "2025-01-15"
        for each in article.get("correction", [])
        if "datePublished" in each
    )
    wire = built.json(address(name) + "ninjs.json")
    assert (wire["firstCreated"], wire["version"], wire["versionCreated"]) == (date, updated, updated)
    atom = ET.fromstring((built.root / "id/feed.xml").read_bytes())
    (entry,) = [each for each in atom.iter(f"{ATOM}entry") if each.findtext(f"{ATOM}title") == name]
    assert (entry.findtext(f"{ATOM}published"), entry.findtext(f"{ATOM}updated")) == (date, updated)
    rss = ET.fromstring((built.root / "id/rss.xml").read_bytes())
    (item,) = [each for each in rss.iter("item") if each.findtext("title") == name]
    assert item.findtext(f"{ATOM}updated") == (updated if updated != date else None)
    (own,) = [each for each in built.json("id/feed.json")["items"] if each["title"] == name]
    assert (own["date_published"], own.get("date_modified", date)) == (date, updated)
    maps = [ET.fromstring(path.read_bytes()) for path in built.root.glob("sitemap-*.xml")]
    (line,) = [
        url
        for each in maps
        for url in each.iter(f"{MAP}url")
        if url.findtext(f"{MAP}lastmod") and url.findtext(f"{MAP}loc") == place
    ]
    assert line.findtext(f"{MAP}lastmod") == known(updated)


@pytest.mark.parametrize("name", STORIES)
def test_readers_are_told_of_a_change(name: str, built: Built) -> None:
    page, story = built.page(address(name)), STORIES[name]
    line = " ".join(page.one("div", class_="dateline").text.split())
    found = re.search(r"Diperbarui (.*?) (?:·|Waktu baca|Lihat|Dengarkan)", line)
    assert (found[1].strip() if found else "") == story.shown
    assert page.meta("article:modified_time") == (known(f"{story.updated}+07:00") if story.shown else "")


def test_what_feeds_say_of_themselves_is_no_later_than_now(built: Built) -> None:
    atom = ET.fromstring((built.root / "id/feed.xml").read_bytes())
    assert atom.findtext(f"{ATOM}updated") == "2025-01-15T11:00:01+07:00"
    rss = ET.fromstring((built.root / "id/rss.xml").read_bytes())
    assert rss.findtext("channel/lastBuildDate") == "Wed, 15 Jan 2025 11:00:01 +0700"
    index = ET.fromstring((built.root / "sitemap.xml").read_bytes())
    assert max(each.text or "" for each in index.iter(f"{MAP}lastmod")) == "2025-01-15T11:00:01+07:00"


def test_a_change_to_come_is_a_warning_at_its_own_place(built: Built) -> None:
    assert not [each for each in built.result.diagnostics if each.severity is Severity.ERROR]
    warned = {each.file for each in built.result.diagnostics if each.code == "change-to-come"}
    assert warned == {f"content/news/2024/{name}.id.md" for name, story in STORIES.items() if story.warned}


# --- As time passes --------------------------------------------------------------------------------------


def test_a_change_counts_from_its_day_on(tmp_path: Path) -> None:
    """Later builds with what is kept make the same site as builds from nothing, and say the same."""
    text = post(
        "Uji", date="2025-01-10 09:00", updated="2025-01-20", changes=change("2025-01-25", "2025-01-12")
    )
    far = post("Jauh", date="2026-01-18 09:00")
    site = make_site(tmp_path, {"content/news/2025/uji.id.md": text, "content/news/2026/jauh.id.md": far})
    seen = []
    with quick_templates():
        for day in (11, 12, 19, 20, 24, 25, 12):
            now = datetime(2025, 1, day, 12, tzinfo=UTC)
            result = build(Request(site, site / "output", now))
            clean = build_clean(site, now)
            assert_same(clean.files, tree(site / "output"))
            codes = sorted(
                each.code for each in result.diagnostics if each.code.startswith(("change", "date"))
            )
            wire = json.loads((site / "output/id/berita/2025/uji/ninjs.json").read_bytes())
            seen.append((wire["version"][:10], codes))
    two, one = ["change-to-come"] * 2, ["change-to-come"]
    ahead = ["date-far-ahead"]
    assert seen == [
        ("2025-01-10", one + two + ahead),
        ("2025-01-12", two + ahead),
        ("2025-01-12", two),
        ("2025-01-20", one),
        ("2025-01-20", one),
        ("2025-01-25", []),
        ("2025-01-12", two + ahead),
    ]


# --- Addresses of New Year --------------------------------------------------------------------------------


def test_an_address_of_another_year_leads_on(tmp_path: Path) -> None:
    """Dates with an offset were once filed in their own zone. What somebody has asked for goes first."""
    utc = "2024-12-31T23:30:00Z"
    files = {
        "content/news/2024/tahun.id.md": post("Tahun", date=utc),
        "content/news/2024/tahun.en.md": translation("Year", slug="year"),
        "content/news/2024/ada.id.md": post("Ada", date=utc, slug="sama"),
        "content/news/2024/sama.id.md": post("Sama", date="2024-05-05"),
        "content/news/2024/minta.id.md": post("Minta", date=utc, aliases="[/id/berita/2024/minta/]"),
        "content/news/2024/lain.id.md": post("Lain", date="2024-05-06", aliases="[/id/berita/2024/ambil/]"),
        "content/news/2024/ambil.id.md": post("Ambil", date=utc),
        "content/news/2024/besok.id.md": post(
            "Besok", date="2024-06-06", publish_at="2026-01-01", slug="nanti"
        ),
        "content/news/2024/nanti.id.md": post("Nanti", date=utc),
        "content/news/2024/wit.id.md": post("WIT", date="2025-01-01 00:30 WIT"),
        "content/news/2024/mundur.id.md": post("Mundur", date="2025-01-01 00:30 +09:00"),
    }
    site = build_site(make_site(tmp_path, {**files, "site.toml": SITE_TOML}), now=NOW)

    def leads(path: str) -> str:
        return site.page(path).one("link", rel="canonical").get("href") or ""

    assert site.has("id/berita/2025/tahun/")
    assert leads("id/berita/2024/tahun/").endswith("/id/berita/2025/tahun/")
    assert leads("en/news/2024/year/").endswith("/en/news/2025/year/")
    assert leads("id/berita/2024/sama/").endswith("/id/berita/2024/sama/")
    assert leads("id/berita/2024/minta/").endswith("/id/berita/2025/minta/")
    assert leads("id/berita/2024/ambil/").endswith("/id/berita/2024/lain/")
    assert not site.has("id/berita/2024/nanti/")
    assert site.has("id/berita/2025/wit/")
    assert not site.has("id/berita/2024/wit/")
    assert leads("id/berita/2025/mundur/").endswith("/id/berita/2024/mundur/")
    assert "Rabu, 1 Januari 2025 pukul 06.30 WIB" in " ".join(site.page("id/berita/2025/tahun/").text.split())
