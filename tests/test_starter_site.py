"""The starter site as a reader, a search engine and a feed reader find it: the whole output is walked."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from tests.support import NOW, ROOT, Built, Element, copy_starter, story_links
from warta.build.build import Request, check
from warta.render.templates import digest

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"

LANGUAGES = ("id", "en")
STORIES = {
    "id": (
        "id/berita/2024/seminar-hut-korpri-karangasem/",
        "id/berita/2024/sosialisasi-netralitas-asn-bondowoso/",
        "id/berita/2024/sosialisasi-netralitas-asn-oki/",
        "id/berita/2023/sosialisasi-netralitas-asn-karangasem/",
        "id/berita/2020/webinar-netralitas-asn-denpasar/",
    ),
    "en": (
        "en/news/2024/karangasem-korpri-anniversary-seminar/",
        "en/news/2024/bondowoso-civil-service-neutrality-briefing/",
        "en/news/2024/ogan-komering-ilir-civil-service-neutrality/",
        "en/news/2023/karangasem-civil-service-neutrality-pact/",
        "en/news/2020/kasn-webinar-civil-service-neutrality-denpasar/",
    ),
}
"""The five stories in each language, newest first."""
INDEXES = {
    "id": (
        "berita/",
        "instansi/",
        "wilayah/",
        "narasumber/",
        "topik/",
        "arsip/",
        "arsip/2024/",
        "arsip/2024/11/",
    ),
    "en": (
        "news/",
        "agencies/",
        "regions/",
        "speakers/",
        "topics/",
        "archive/",
        "archive/2024/",
        "archive/2024/11/",
    ),
}
NEWS = {"id": "/id/berita/", "en": "/en/news/"}


def is_redirect(page: Element) -> bool:
    return any(element.get("http-equiv") == "refresh" for element in page.all("meta"))


def real_pages(site: Built) -> Iterator[tuple[str, Element]]:
    """Every page that is not a redirect and not the language choice."""
    for path in site.html_pages():
        page = site.page(path)
        if not is_redirect(page):
            yield path, page


def article_of(page: Element) -> dict[str, Any]:
    data = json.loads(page.one("script", type="application/ld+json").text)
    found = [item for item in data["@graph"] if item["@type"] in ("NewsArticle", "AdvertiserContentArticle")]
    assert len(found) == 1
    article: dict[str, Any] = found[0]
    return article


def test_the_starter_has_no_finding_but_pages_to_fill_in(tmp_path: Path) -> None:
    """The site that everybody starts from is clean.

    A newcomer's first build prints no error and no warning; a check names the standing pages that only the
    agency can write.
    """
    found = check(
        Request(copy_starter(tmp_path / "situs", small=False), tmp_path / "output", NOW)
    ).diagnostics
    assert {each.code for each in found} == {"page-unfilled"}
    assert {each.file.split("/")[-1] for each in found} == {
        f"{name}.{code}.md" for name in ("kontak", "ppid", "redaksi", "tentang") for code in LANGUAGES
    }


def test_every_internal_link_leads_to_a_file_and_every_fragment_to_an_id(starter: Built) -> None:
    """Links, images, style sheets, canonicals and alternates.

    Whatever points into the site finds something.
    """
    files = set(starter.files())
    checked = 0
    for path in starter.html_pages():
        page = starter.page(path)
        for element in page.walk():
            references = [
                element.get(name) for name in ("href", "src", "poster") if name in element.attributes
            ]
            if element.get("http-equiv") == "refresh":
                references.append(element.get("content").split("url=", 1)[1])
            for reference in references:
                target = starter.target(path, reference)
                if target is None:
                    continue
                file, fragment = target
                assert file in files, f"{path}: {reference} leads nowhere"
                if fragment:
                    ids = starter.page(file.removesuffix("index.html")).ids()
                    assert fragment in ids, f"{path}: there is no {reference}"
                checked += 1
    assert checked > 3000


def test_references_to_ids_within_a_page_resolve(starter: Built) -> None:
    """``aria-labelledby`` and its like name an element of the page, and no id occurs twice."""
    for path in starter.html_pages():
        page = starter.page(path)
        ids = page.ids()
        assert len(ids) == len(set(ids)), f"{path}: an id occurs twice"
        for element in page.walk():
            for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for"):
                for wanted in element.get(name).split():
                    assert wanted in ids, f"{path}: {name}={wanted}"


def test_hreflang_is_reciprocal_absolute_and_lists_the_page_itself(starter: Built) -> None:
    """Whoever follows an alternate finds there the same set of alternates."""
    with_alternates = 0
    for path, page in real_pages(starter):
        alternates = page.alternates()
        if path.endswith("404.html"):
            assert alternates == {}
            continue
        own = page.one("html").get("lang")
        assert alternates[own] == f"{starter.base_url}/{path}", path
        assert "x-default" in alternates
        assert alternates["x-default"] in {alternates[code] for code in alternates if code != "x-default"}
        for code, address in alternates.items():
            assert address.startswith(starter.base_url + "/")
            there = starter.page(address.removeprefix(starter.base_url + "/"))
            assert there.alternates() == alternates, f"{path} and its {code} version disagree"
            if code != "x-default":
                assert there.one("html").get("lang") == code
        with_alternates += 1
    assert with_alternates > 100


def test_every_page_is_its_own_canonical(starter: Built) -> None:
    """Redirects and the language choice name the page they lead to instead."""
    for path in starter.html_pages():
        page = starter.page(path)
        if path.endswith("404.html"):  # it stands for every address that does not exist
            assert not page.all("link", rel="canonical")
            assert page.meta("robots") == "noindex"
            continue
        canonical = page.one("link", rel="canonical").get("href")
        if is_redirect(page):
            refresh = next(element for element in page.all("meta") if element.get("http-equiv") == "refresh")
            assert canonical == starter.base_url + refresh.get("content").split("url=", 1)[1]
        else:
            assert canonical == f"{starter.base_url}/{path}"
            assert page.meta("og:url") == canonical


def test_the_sitemap_lists_every_page_once_and_nothing_else(starter: Built) -> None:
    """All indexable pages, with the alternates that the pages themselves name."""
    index = ET.fromstring((starter.root / "sitemap.xml").read_bytes())
    files = [part.findtext(SITEMAP + "loc", "").rpartition("/")[2] for part in index]
    assert files[-1] == "sitemap-news.xml"
    trees = [ET.fromstring((starter.root / file).read_bytes()) for file in files[:-1]]
    entries = [entry for tree in trees for entry in tree.iter(SITEMAP + "url")]
    listed = [entry.findtext(SITEMAP + "loc", "") for entry in entries]
    pages = {
        f"{starter.base_url}/{path}" for path, page in real_pages(starter) if page.meta("robots") != "noindex"
    }
    assert len(listed) == len(set(listed))
    assert set(listed) == pages
    for entry in entries:
        path = entry.findtext(SITEMAP + "loc", "").removeprefix(starter.base_url + "/")
        links = {link.get("hreflang"): link.get("href") for link in entry.iter(XHTML + "link")}
        expected = starter.page(path).alternates()
        assert links == (expected if len(expected) > 2 else {}), path
    robots = (starter.root / "robots.txt").read_text("utf-8")
    assert f"Sitemap: {starter.base_url}/sitemap.xml" in robots.splitlines()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_feed_entry_resolves_and_the_feed_is_complete(starter: Built, language: str) -> None:
    """Atom's required elements are there, ids are unique.

    Entries are the language's stories, newest first.
    """
    feed = ET.fromstring((starter.root / f"{language}/feed.xml").read_bytes())
    assert feed.tag == ATOM + "feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    assert feed.findtext(ATOM + "id") == f"{starter.base_url}/{language}/feed.xml"
    assert feed.findtext(ATOM + "title")
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    ids = [feed.findtext(ATOM + "id"), *(entry.findtext(ATOM + "id") for entry in feed.iter(ATOM + "entry"))]
    assert len(ids) == len(set(ids))
    links = []
    for entry in feed.iter(ATOM + "entry"):
        link = entry.find(f"{ATOM}link[@rel='alternate']")
        assert link is not None
        path = link.get("href", "").removeprefix(starter.base_url + "/")
        page = starter.page(path)
        links.append(path)
        title = entry.findtext(ATOM + "title") or ""
        assert title.removeprefix("[Advertorial] ") == page.one("h1").text
        published = entry.findtext(ATOM + "published") or ""  # a feed has to name a time
        assert published.startswith(page.meta("article:published_time") or "?")
        rfc3339 = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d"
        assert re.fullmatch(rfc3339, entry.findtext(ATOM + "updated") or "")
        assert entry.findtext(ATOM + "summary") == page.meta("description")
    assert tuple(links) == STORIES[language]
    updated = [entry.findtext(ATOM + "updated") or "" for entry in feed.iter(ATOM + "entry")]
    assert feed.findtext(ATOM + "updated") == max(updated)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_stories_and_indexes_exist(starter: Built, language: str) -> None:
    """Five stories, the indexes of all taxonomies, the archive.

    Each index leads to at least one story or term.
    """
    for story in STORIES[language]:
        assert starter.has(story)
    for index in INDEXES[language]:
        page = starter.page(f"{language}/{index}")
        inner = [link for link in page.one("main").links() if link.startswith(f"/{language}/")]
        assert inner, f"{language}/{index} lists nothing"
    assert len(list((ROOT / "content" / "news").rglob(f"*.{language}.md"))) == len(STORIES[language])
    assert (
        tuple(link[1:] for link in story_links(starter.page(f"{language}/{INDEXES[language][0]}")))
        == STORIES[language]
    )


def test_the_language_switch_leads_to_the_page_or_says_that_there_is_none(starter: Built) -> None:
    """On every page: the current language is marked, each other one leads to this page's version of it."""
    untranslated = {"id": "belum ada terjemahan", "en": "not translated"}
    for path, page in real_pages(starter):
        own = page.one("html").get("lang")
        switch = page.one("nav", class_="languages")
        entries = switch.all("li")
        assert len(entries) == len(LANGUAGES), path
        assert [
            entry.one(aria_current="true").get("lang") for entry in entries if entry.all(aria_current="true")
        ] == [own]
        for entry in entries:
            for link in entry.all("a"):
                other = link.get("hreflang")
                target = link.get("href").lstrip("/")
                assert starter.has(target)
                assert starter.page(target).one("html").get("lang") == other
                alternate = page.alternates().get(other)
                if alternate is not None:
                    assert f"{starter.base_url}/{target}" == alternate, path
                elif path.endswith("404.html"):
                    assert target == f"{other}/404.html"
                else:
                    assert target == f"{other}/"
                    assert link.all("small"), f"{path}: does not say that there is no translation"
    assert untranslated.keys() == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_listings_never_mix_languages(starter: Built, language: str) -> None:
    """Every story.

    Term that a page of one language links to, outside the language switch, is of that language.
    """
    seen = 0
    for path, page in real_pages(starter):
        if page.one("html").get("lang") != language:
            continue
        for link in story_links(page):
            assert link.startswith(NEWS[language]), f"{path} lists {link}"
            seen += 1
        for element in page.one("main").all("a"):
            if element.get("href").startswith("/") and not element.get("hreflang"):
                shared = element.get("href").startswith(("/data/", "/media/"))  # for all languages
                assert shared or element.get("href").startswith(f"/{language}/"), (
                    f"{path}: {element.get('href')}"
                )
    assert seen > 100


def test_every_page_says_what_it_is(starter: Built) -> None:
    """One h1, a language, a title of its own, a description, a viewport, a character set."""
    headings: dict[tuple[str, str], str] = {}
    for path in starter.html_pages():
        page = starter.page(path)
        assert len(page.all("h1")) == 1, path
        assert page.one("h1").text
        assert page.one("html").get("lang") in LANGUAGES
        assert page.all("title")[0].text
        assert page.all("meta")[0].get("charset") == "utf-8"
        assert "width=device-width" in page.meta("viewport")
        if is_redirect(page):
            continue
        assert page.meta("description"), path
        assert page.meta("og:title")
        if not path.endswith("404.html"):
            key = (page.one("html").get("lang"), page.all("title")[0].text if path else "")
            assert headings.setdefault(key, path) == path, f"{path} has the title of {headings[key]}"


def test_headings_never_skip_a_level(starter: Built) -> None:
    """The outline that a screen reader reads out has no holes."""
    for path in starter.html_pages():
        levels = [
            int(element.tag[1])
            for element in starter.page(path).walk()
            if re.fullmatch("h[1-6]", element.tag)
        ]
        for before, after in pairwise(levels):
            assert after <= before + 1, f"{path}: h{before} is followed by h{after}"
        assert levels[0] == 1, f"{path}: the first heading is an h{levels[0]}"


def test_there_is_no_inline_style_and_no_script_but_ours(starter: Built) -> None:
    """A strict policy holds: scripts are files of the site, allowed by digest, or the JSON-LD data block."""
    policy = (starter.root / "_headers").read_text("utf-8")
    for path in starter.html_pages():
        page = starter.page(path)
        assert not page.all("style"), path
        for script in page.all("script"):
            if script.get("src"):
                assert script.get("type") == "module", path
                assert script.get("src").startswith("/assets/"), path
                assert not script.text, path
            elif script.attributes != {"type": "application/ld+json"}:
                assert script.attributes in ({}, {"type": "module"}), path
                assert digest(str(script.children[0]).encode()) in policy, path
        for element in page.walk():
            for name, value in element.attributes.items():
                assert not name.startswith("on"), f"{path}: {name}"
                assert name != "style", path
                assert not value.strip().lower().startswith("javascript:"), path


def test_nothing_is_loaded_from_another_host(starter: Built) -> None:
    """A visit tells nobody else: style sheets, icons, images and scripts come from the site itself."""
    for path in starter.html_pages():
        for element in starter.page(path).walk():
            loaded = element.get("src") or (element.tag == "link" and element.get("href")) or ""
            assert starter.target(path, loaded) is not None, f"{path}: {loaded}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_structured_data_says_what_the_reader_sees(starter: Built, language: str) -> None:
    """Headline, dates, authors, tags, speakers and place of the NewsArticle are those of the page."""
    for path in STORIES[language]:
        page = starter.page(path)
        article = article_of(page)
        assert article["headline"] == page.one("h1").text
        assert article["inLanguage"] == language
        assert article["mainEntityOfPage"] == f"{starter.base_url}/{path}"
        times = [time.get("datetime") for time in page.one("div", class_="dateline").all("time")]
        assert article["datePublished"] == times[0] == page.meta("article:published_time")
        assert article["dateModified"] == times[-1]
        assert article["description"] == page.meta("description") == page.one("p", class_="standfirst").text
        facts = page.one("aside", class_="story-facts")
        shown = {link.text: starter.base_url + link.get("href") for link in facts.all("a")}
        for author in article["author"]:
            if author["@type"] == "Person":
                assert author["name"] in page.one("div", class_="dateline").text
            else:
                assert shown[author["name"]] == author["url"]
        assert article["keywords"] == [link.text for link in facts.one("ul", class_="tags").all("a")]
        offices = [office.text for office in facts.all("span", class_="office")]
        assert [
            person["jobTitle"] for person in article.get("mentions", []) if "jobTitle" in person
        ] == offices
        for person in article.get("mentions", []):
            assert any(person["name"] in name for name in shown)
        places = [row.all("a")[-1].text for row in facts.all("dd", class_="path")]
        assert [place["name"] for place in article["contentLocation"]] == places


def test_every_json_ld_block_parses_and_its_breadcrumbs_are_those_of_the_page(starter: Built) -> None:
    """Breadcrumbs name the trail that is shown, then the page itself."""
    trails = 0
    for path, page in real_pages(starter):
        for script in page.all("script", type="application/ld+json"):
            data = json.loads(script.text)
            assert data["@context"] == "https://schema.org"
            for item in data["@graph"]:
                if item["@type"] != "BreadcrumbList":
                    continue
                crumbs = [entry["item"] for entry in item["itemListElement"]]
                shown = [starter.base_url + link for link in page.one("nav", class_="crumbs").links()]
                assert crumbs == [*shown, f"{starter.base_url}/{path}"], path
                assert [entry["position"] for entry in item["itemListElement"]] == list(
                    range(1, len(crumbs) + 1)
                )
                trails += 1
    assert trails > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_advertorial_is_labelled_wherever_it_is_listed(starter: Built, language: str) -> None:
    """Paid content says so on its page, in its structured data, in every listing and in the feed.

    Nothing else does.
    """
    advertorial = STORIES[language][0]
    for story in STORIES[language]:
        page = starter.page(story)
        article = page.one("article", class_="story")
        labelled = bool(article.all("p", class_="label-advertorial")) and bool(
            article.all("p", class_="advertorial-notice")
        )
        assert labelled == (story == advertorial)
        assert (article_of(page)["@type"] == "AdvertiserContentArticle") == (story == advertorial)
    listed = 0
    for path, page in real_pages(starter):
        for teaser in page.all("article", class_="teaser"):
            is_it = f"/{STORIES[page.one('html').get('lang')][0]}" in teaser.links()
            listed += is_it
            assert bool(teaser.all("p", class_="label-advertorial")) == is_it, path
    assert listed > 10
    feed = ET.fromstring((starter.root / f"{language}/feed.xml").read_bytes())
    labels = [
        (entry.findtext(ATOM + "title") or "").startswith("[Advertorial]")
        for entry in feed.iter(ATOM + "entry")
    ]
    assert labels == [True, False, False, False, False]


@pytest.mark.parametrize(
    ("story", "office"),
    [
        ("id/berita/2023/sosialisasi-netralitas-asn-karangasem/", "Wakil Bupati Karangasem"),
        ("id/berita/2024/seminar-hut-korpri-karangasem/", "Plt. Bupati Karangasem"),
        ("en/news/2023/karangasem-civil-service-neutrality-pact/", "Deputy Regent of Karangasem"),
        ("en/news/2024/karangasem-korpri-anniversary-seminar/", "Acting Regent of Karangasem"),
    ],
)
def test_a_speaker_has_the_office_held_on_the_story_s_date(starter: Built, story: str, office: str) -> None:
    """I Wayan Artha Dipa was deputy regent in 2023 and acting regent in November 2024."""
    rows = starter.page(story).one("aside", class_="story-facts").all("dd")
    speaker = [row for row in rows if "Artha Dipa" in row.text]
    assert [row.one("span", class_="office").text for row in speaker] == [office]


def test_notes_for_the_team_are_in_no_output_file(starter: Built) -> None:
    """Not a sentence of any post's ``notes`` is published, in no format."""
    output = starter.everything()
    notes = []
    for path in sorted((ROOT / "content" / "news").rglob("*.md")):
        front_matter = yaml.safe_load(path.read_text("utf-8").split("---\n")[1])
        notes += front_matter.get("notes", [])
    assert len(notes) > 20
    for note in notes:
        for start in range(0, max(1, len(note) - 40), 40):
            assert note[start : start + 40].encode() not in output, note


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("id/wilayah/bali/", (0, 3, 4)),
        ("id/wilayah/kabupaten-karangasem/", (0, 3)),
        ("id/wilayah/kota-denpasar/", (4,)),
        ("id/wilayah/jawa-timur/", (1,)),
        ("id/wilayah/indonesia/", (4,)),
        ("en/regions/bali/", (0, 3, 4)),
        ("en/regions/south-sumatra/", (2,)),
    ],
)
def test_a_province_lists_its_regencies_stories_once_each(
    starter: Built, page: str, expected: tuple[int, ...]
) -> None:
    """Newest first, each once, and the number above the list is the number of stories in it."""
    language = page[:2]
    links = [link.lstrip("/") for link in story_links(starter.page(page))]
    assert links == [STORIES[language][index] for index in expected]
    count = starter.page(page).one("h2", id="_stories").one("span", class_="count").text
    assert count.split()[0] == str(len(expected))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_and_the_table_say_the_same_as_the_pages(starter: Built, language: str) -> None:
    """Every province with stories is a link on the map.

    Its number is that of the table and of its own page.
    """
    page = starter.page(f"{language}/{INDEXES[language][2]}")
    table = {
        row.one("a").get("href"): int(row.one("td").text)
        for row in page.one("table", class_="regions").all("tr", class_="depth-0")
    }
    shapes = {}
    for link in page.one("svg").all("a"):
        found = re.fullmatch(r".+: (\d+) \S+", link.get("aria-label"))
        assert found, link.get("aria-label")
        shapes[link.get("href")] = int(found[1])
    country = f"/{language}/{INDEXES[language][2]}indonesia/"
    assert table.pop(country) == 1
    assert shapes == table
    assert len(shapes) == 6
    assert len(page.one("svg").all("path")) == 38
    for row in page.one("table", class_="regions").all("tr"):
        for address in row.links():
            assert len(story_links(starter.page(address.lstrip("/")))) == int(row.one("td").text), address
    darkest = [link for link in page.one("svg").all("a") if link.all("path", class_="s4")]
    assert [shapes[link.get("href")] for link in darkest] == [max(shapes.values())]


def test_ids_of_terms_never_leak_into_addresses(starter: Built) -> None:
    """English term pages have English addresses; nothing is called after the registry's keys."""
    assert starter.has("en/regions/karangasem-regency/")
    assert starter.has("en/topics/civil-service-neutrality/")
    english = {urlsplit(path).path for path in starter.html_pages() if path.startswith("en/")}
    assert not {
        path for path in english if path.endswith(("/netralitas-asn/", "/karangasem/", "/bkpsdm-karangasem/"))
    }


def test_stories_link_to_the_story_they_mention(starter: Built) -> None:
    """A link that was written as a path to a Markdown file leads to that story in the same language."""
    for language in LANGUAGES:
        prose = starter.page(STORIES[language][0]).one("div", class_="prose")
        assert f"/{STORIES[language][3]}" in prose.links()
