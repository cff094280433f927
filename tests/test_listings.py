"""Pages of listings: which stories are on which, what they are called, and that full pages stay."""

from __future__ import annotations

import re
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.support import (
    NOW,
    SITE_TOML,
    Built,
    Element,
    build_site,
    bytes_of,
    make_site,
    post,
    story_links,
    titles,
    translation,
)
from warta.build.build import Request, build
from warta.diagnostics.values import Severity
from warta.i18n.languages import load_language

SMALL_PAGES = SITE_TOML.replace('languages = ["id", "en"]', 'languages = ["id", "en"]\npage_size = 2')
NEWS = "content/news/2024"


def numbered(count: int, **front_matter: str) -> dict[str, str | bytes]:
    """Stories ``berita-1`` (the oldest) to ``berita-<count>``, a day apart, in Indonesian."""
    return {
        f"{NEWS}/berita-{number}.id.md": post(
            f"Berita {number}", date=(date(2024, 1, 1) + timedelta(number - 1)).isoformat(), **front_matter
        )
        for number in range(1, count + 1)
    }


def pager(site: Built, page: str) -> Element:
    return site.page(page).one("nav", class_="pager")


def leads_to(site: Built, page: str) -> str:
    """The address that a page sends its readers to; empty when it has stories of its own."""
    found = [each.get("content") for each in site.page(page).all("meta", http_equiv="refresh")]
    return found[0].partition("url=")[2] if found else ""


# --- Which stories are where --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "pages", "leading"),
    [
        (0, 0, []),
        (1, 0, []),
        (2, 0, []),
        (3, 0, [1, 2]),
        (4, 1, [2]),
        (5, 1, [2, 3]),
        (6, 2, [3]),
        (7, 2, [3, 4]),
    ],
)
def test_pages_are_numbered_from_the_oldest(
    tmp_path: Path, count: int, pages: int, leading: list[int]
) -> None:
    """Each has ``page_size`` stories and the listing itself fewer than twice as many.

    A number that pages have had or will have next leads to the listing.
    """
    site = build_site(make_site(tmp_path, {"site.toml": SMALL_PAGES, **numbered(count)}))
    for number in range(1, pages + 1):
        shown = list(titles(site.page(f"id/berita/halaman/{number}/")))
        assert shown == [f"Berita {2 * number}", f"Berita {2 * number - 1}"]
    newest = list(titles(site.page("id/berita/")))
    assert newest == [f"Berita {number}" for number in range(count, 2 * pages, -1)]
    assert bool(site.page("id/berita/").all("nav", class_="pager")) == (pages > 0)
    assert len(newest) < 4
    for number in leading:
        assert leads_to(site, f"id/berita/halaman/{number}/") == "/id/berita/"
    assert not site.has(f"id/berita/halaman/{max([pages, *leading]) + 1}/")


def test_every_kind_of_listing_has_pages(tmp_path: Path) -> None:
    """Months, agencies, speakers, tags and regions too; what a term is stands on its own page alone."""
    files = {
        "site.toml": SMALL_PAGES,
        **numbered(5, tags="[uji]", region="karangasem", speaker="ani"),
        "content/tags.yaml": "uji: {name: Uji}\n",
        "content/speakers/ani.yaml": "name: Ani\n",
        "content/agencies/dinas.id.md": "Profil **dinas** uji.\n",
    }
    site = build_site(make_site(tmp_path, files))
    for listing in (
        "id/berita/",
        "id/arsip/2024/01/",
        "id/topik/uji/",
        "id/instansi/dinas-uji/",
        "id/narasumber/ani/",
        "id/wilayah/bali/",
        "id/wilayah/kabupaten-karangasem/",
    ):
        assert list(titles(site.page(listing))) == ["Berita 5", "Berita 4", "Berita 3"], listing
        assert list(titles(site.page(listing + "halaman/1/"))) == ["Berita 2", "Berita 1"], listing
        assert leads_to(site, listing + "halaman/3/") == f"/{listing}", listing
    assert site.page("id/instansi/dinas-uji/").one("div", class_="profile").text == "Profil dinas uji."
    later = site.page("id/instansi/dinas-uji/halaman/1/")
    assert not later.all("div", class_="profile")
    assert not later.all("dl", class_="facts")


@pytest.mark.parametrize("number", [1, 2, 9])
@pytest.mark.parametrize("count", [1, 3, 5])
def test_every_number_belongs_to_its_listing(tmp_path: Path, count: int, number: int) -> None:
    """An old address there is refused in the same words: with stories, leading on or free."""
    taken = {f"{NEWS}/a.id.md": post("A", date="2023-12-31", aliases=f"[/id/berita/halaman/{number}/]")}
    files = {"site.toml": SMALL_PAGES, **numbered(count), **taken}
    site = make_site(tmp_path, files)
    found = build(Request(site, site / "output", NOW)).diagnostics
    errors = [each for each in found if each.severity is Severity.ERROR]
    assert [(each.code, dict(each.arguments)["other"]) for each in errors] == [("path-twice", "Warta")]


# --- What a page says of itself and of others ---------------------------------------------------------


def test_pages_name_each_other_by_their_dates(tmp_path: Path) -> None:
    """Newer and older are marked for programs; steps further back get longer, down to the oldest page."""
    site = build_site(make_site(tmp_path, {"site.toml": SMALL_PAGES, **numbered(62)}))

    def links(page: str) -> list[tuple[str, str, str]]:
        found = pager(site, page).all("a")
        return [
            (link.get("rel"), link.text, link.get("href").replace("/id/berita/halaman/", ""))
            for link in found
        ]

    assert links("id/berita/") == [
        ("next", "Lebih lama 28–29 Feb 2024", "30/"),
        ("", "26–27 Feb 2024", "29/"),
        ("", "22–23 Feb 2024", "27/"),
        ("", "14–15 Feb 2024", "23/"),
        ("", "29–30 Jan 2024", "15/"),
        ("", "1–2 Jan 2024", "1/"),
    ]
    assert links("id/berita/halaman/30/")[:2] == [
        ("prev", "Terbaru", "/id/berita/"),
        ("next", "Lebih lama 26–27 Feb 2024", "29/"),
    ]
    assert links("id/berita/halaman/16/") == [
        ("", "Terbaru", "/id/berita/"),
        ("prev", "Lebih baru 2–3 Feb 2024", "17/"),
        ("next", "Lebih lama 29–30 Jan 2024", "15/"),
        ("", "27–28 Jan 2024", "14/"),
        ("", "23–24 Jan 2024", "12/"),
        ("", "15–16 Jan 2024", "8/"),
        ("", "1–2 Jan 2024", "1/"),
    ]
    assert links("id/berita/halaman/1/") == [
        ("", "Terbaru", "/id/berita/"),
        ("prev", "Lebih baru 3–4 Jan 2024", "2/"),
    ]
    for number in range(1, 31):
        own = site.page(f"id/berita/halaman/{number}/").one("header", class_="page-head").one("p").text
        assert own
        for page in ("id/berita/", *(f"id/berita/halaman/{each}/" for each in range(1, 31))):
            for _, text, url in links(page):
                assert url != f"{number}/" or text.endswith(own), "a page has one name"


def test_a_numbered_page_has_a_head_of_its_own(tmp_path: Path) -> None:
    """Its dates in the title, its own address, the way to the listing; it is no version of another page."""
    files = {"site.toml": SMALL_PAGES, **numbered(4, tags="[uji]"), "content/tags.yaml": "uji: {name: Uji}\n"}
    files |= {f"{NEWS}/berita-{n}.en.md": translation(f"Story {n}") for n in range(1, 5)}
    site = build_site(make_site(tmp_path, files))
    for listing, name in (("id/berita/", "Berita"), ("id/topik/uji/", "Uji"), ("en/news/", "News")):
        url = listing + ("halaman/1/" if listing.startswith("id") else "page/1/")
        page, own = site.page(url), site.page(listing)
        assert (
            page.all("title")[0].text == f"{name}: 1–2 Jan 2024 – {own.all('title')[0].text.split(' – ')[1]}"
        )
        assert page.one("link", rel="canonical").get("href") == f"{site.base_url}/{url}"
        assert set(own.alternates()) == {"id", "en", "x-default"}
        assert page.alternates() == {}
        crumbs = page.one("nav", class_="crumbs").all("a")
        assert (crumbs[-1].text, crumbs[-1].get("href")) == (name, f"/{listing}")
        data = page.one("script", type="application/ld+json").text
        assert f'"name":"{name}: 1–2 Jan 2024","item":"{site.base_url}/{url}"' in data
        assert "#agency" not in data
    switch = site.page("id/topik/uji/halaman/1/").one("nav", class_="languages").links()
    assert "/en/topics/uji/" in switch
    assert list(titles(site.page("en/news/page/1/"))) == ["Story 2", "Story 1"]


def test_no_two_pages_of_a_listing_have_one_name(tmp_path: Path) -> None:
    """Pages of one day carry their numbers."""
    files = {f"{NEWS}/b-{n}.id.md": post(f"B {n}", date=f"2024-03-01 0{n}:00") for n in range(1, 9)}
    site = build_site(make_site(tmp_path, {"site.toml": SMALL_PAGES, **files}))
    found = [site.page(f"id/berita/halaman/{n}/").all("title")[0].text.split(" – ")[0] for n in (1, 2, 3)]
    assert found == ["Berita: 1 Mar 2024", "Berita: 1 Mar 2024 (2)", "Berita: 1 Mar 2024 (3)"]
    assert [link.text for link in pager(site, "id/berita/").all("a")] == [
        "Lebih lama 1 Mar 2024 (3)",
        "1 Mar 2024 (2)",
        "1 Mar 2024",
    ]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2024-11-14", "2024-11-14", {"id": "14 Nov 2024", "en": "14 Nov 2024"}),
        ("2024-10-03", "2024-10-14", {"id": "3–14 Okt 2024", "en": "3–14 Oct 2024"}),
        ("2024-08-28", "2024-12-03", {"id": "28 Agu – 3 Des 2024", "en": "28 Aug – 3 Dec 2024"}),
        ("2023-12-30", "2024-05-02", {"id": "30 Des 2023 – 2 Mei 2024", "en": "30 Dec 2023 – 2 May 2024"}),
    ],
)
def test_a_period_says_nothing_twice(first: str, last: str, words: dict[str, str]) -> None:
    for code, expected in words.items():
        language = load_language(code, {})
        assert language.period(date.fromisoformat(first), date.fromisoformat(last)) == expected


# --- A full page stays as it is -----------------------------------------------------------------------

TAGS = ("merah", "biru")
SPEAKERS = ("ani", "budi")
REGIONS = ("karangasem", "kota-denpasar", "bali")
TERMS: dict[str, str | bytes] = {
    "content/tags.yaml": "".join(f"{tag}: {{name: {tag.title()}}}\n" for tag in TAGS),
    **{f"content/speakers/{name}.yaml": f"name: {name.title()}\n" for name in SPEAKERS},
    "content/agencies/badan.yaml": "name: {id: Badan Uji, en: Test Board}\nregion: karangasem\n",
}
STORY = st.fixed_dictionaries(
    {
        "days": st.integers(0, 3),
        "tags": st.lists(st.sampled_from(TAGS), unique=True),
        "speaker": st.sampled_from(["", *SPEAKERS]),
        "region": st.sampled_from(REGIONS),
        "agency": st.sampled_from(["dinas", "badan"]),
        "translated": st.booleans(),
    }
)
STORIES = st.lists(STORY, min_size=1, max_size=14)


def dated(stories: list[dict[str, object]]) -> dict[str, str | bytes]:
    """Files of stories, each some days after the one before, or an hour after it on the same day."""
    files: dict[str, str | bytes] = {}
    day, hour = date(2023, 12, 20), 0
    for number, each in enumerate(stories):
        days = int(str(each["days"]))
        day, hour = day + timedelta(days), 0 if days else hour + 1
        name = f"{NEWS}/b-{number}"
        keys = {
            "date": f"{day.isoformat()} {hour:02}:00",
            "tags": f"[{', '.join(map(str, each['tags']))}]",  # type: ignore[call-overload]  # a list of texts
            "region": str(each["region"]),
            "agency": str(each["agency"]),
        }
        if each["speaker"]:
            keys["speaker"] = str(each["speaker"])
        files[f"{name}.id.md"] = post(f"Berita {number}", **keys)
        if each["translated"]:
            files[f"{name}.en.md"] = translation(f"Story {number}")
    return files


def split(path: str) -> tuple[str, int] | None:
    """Listing and number of a numbered page's file."""
    listing, word, rest = path.partition("/halaman/" if path.startswith("id/") else "/page/")
    return (listing, int(rest.removesuffix("/index.html"))) if word else None


def without_newer(page: Element) -> list[str]:
    """All that a page says but for its link to the newer one."""
    return [
        f"{each.tag} {each.get('href')} {each.text}"
        for each in (*page.all("a"), *page.all("p"), *page.all("h1"), *page.all("title"), *page.all("link"))
        if each.get("rel") != "prev" and each.text not in {"Terbaru", "Newest"}
    ]


@settings(max_examples=10, deadline=None)
@given(STORIES, st.integers(1, 3), STORIES.map(lambda stories: stories[:4]), st.booleans())
@example(
    [{"days": 1, "tags": [], "speaker": "", "region": "bali", "agency": "dinas", "translated": False}] * 8,
    2,
    [
        {
            "days": 1,
            "tags": ["biru"],
            "speaker": "ani",
            "region": "bali",
            "agency": "badan",
            "translated": True,
        }
    ],
    True,
)
def test_a_newer_story_changes_the_newest_pages_alone(
    stories: list[dict[str, object]], size: int, newer: list[dict[str, object]], cards: bool
) -> None:
    """A full page changes but by its link to the page that follows, and only when that page is new.

    Every story of a listing is on exactly one of its pages; no number that was there is gone.
    """
    toml = SITE_TOML.replace("[publisher]", f"page_size = {size}\n[publisher]")
    toml += "\n[sharing]\ncards = false\n[feeds]\nninjs = false\nterms = []\n"
    if cards:
        toml += '[language.en]\nuntranslated = "card"\n'
    every = [*stories, *newer]
    with tempfile.TemporaryDirectory() as name:
        folder = make_site(Path(name), {"site.toml": toml, **TERMS, **dated(stories)})
        site = build_site(folder)
        before = bytes_of(site.root)
        last = {file: bool(leads_to(site, file.removesuffix("index.html"))) for file in before if split(file)}
        pages = {file: without_newer(site.page(file.removesuffix("index.html"))) for file in last}
        for count in range(len(stories) + 1, len(every) + 1):
            make_site(folder, {"site.toml": toml, **TERMS, **dated(every[:count])})
            site = build_site(folder)
            after = bytes_of(site.root)
            for file, led in last.items():
                assert file in after, "an address that was there is still there"
                if led or after[file] == before[file]:
                    continue
                listing, number = split(file) or ("", 0)
                following = f"{listing}/{file.split('/')[-3]}/{number + 1}/index.html"
                assert last.get(following, True), f"{file} was not the last page"
                assert not leads_to(site, following.removesuffix("index.html"))
                assert without_newer(site.page(file.removesuffix("index.html"))) == pages[file]
            before = after
            last = {
                file: bool(leads_to(site, file.removesuffix("index.html"))) for file in before if split(file)
            }
            pages = {file: without_newer(site.page(file.removesuffix("index.html"))) for file in last}
        shown: dict[str, list[str]] = {}
        for file, led in last.items():
            if not led:
                page = site.page(file.removesuffix("index.html"))
                assert len(story_links(page)) == size
                shown.setdefault(split(file)[0], []).extend(story_links(page))  # type: ignore[index]  # it has one
        for listing, found in shown.items():
            own = story_links(site.page(listing + "/"))
            assert size <= len(own) < 2 * size
            assert len({*found, *own}) == len(found) + len(own)
        if "id/berita" in shown:
            own = story_links(site.page("id/berita/"))
            assert len(own) + len(shown["id/berita"]) == len(every)


def test_a_numbered_page_says_so_in_its_title_and_description(tmp_path: Path) -> None:
    site = build_site(make_site(tmp_path, {**numbered(9), "site.toml": SMALL_PAGES}))
    paths = [path for path in site.html_pages() if re.fullmatch(r"id/berita/halaman/[123]/", path)]
    heads = [(site.page(path).one("title").text, site.page(path).meta("description")) for path in paths]
    own = site.page("id/berita/")
    assert len({*heads, (own.one("title").text, own.meta("description"))}) == len(paths) + 1
    assert all("Jan 2024" in title and "Jan 2024" in description for title, description in heads)
