"""What the files themselves tell: links, languages, structured data, site maps, feeds, the wire."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import feedparser  # type: ignore[import-untyped]  # it has no types
from jsonschema import Draft202012Validator

from quality.built import Check, Site, checked
from tests.support import Element

__all__ = ["all_checks"]

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SCHEMA = Path(__file__).resolve().parents[1] / "tests/schemas/ninjs-schema_3.1.json"
ADDRESSED = ("href", "src", "poster", "action")
HARMLESS = ("http", "https", "mailto", "tel", "")


def all_checks(site: Site) -> list[Check]:
    """Every check of this module."""
    checks = (kinds, links, languages, structured_data, site_maps, feeds, wire)
    return [check(site) for check in checks]


def kinds(site: Site) -> Check:
    """Every page is of a kind that the gate opens in the browser."""
    return checked("pages of a kind the gate does not know", site.unknown(), f"{len(site.pages)} pages")


# --- Links --------------------------------------------------------------------------------------------


def addresses(element: Element) -> Iterator[str]:
    """Every address in an element's attributes."""
    for name in ADDRESSED:
        if name in element.attributes:
            yield element.attributes[name]
    for candidate in element.get("srcset").split(",") if element.get("srcset") else ():
        yield candidate.split()[0]


def links(site: Site) -> Check:
    """Every address inside the site leads to a file, every fragment to an element; schemes are harmless."""
    ids = {path: set(page.ids()) for path, page in site.pages.items()}
    files = set(site.files)
    wrong: list[str] = []
    count = 0
    for path, page in site.pages.items():
        for element in page.walk():
            for address in addresses(element):
                count += 1
                problem = _link_problem(site, path, address, files, ids)
                if problem:
                    wrong.append(f"{path}: {problem}")
    return checked("broken links and fragments, unsafe schemes", wrong, f"{count:,} links")


def _link_problem(site: Site, page: str, address: str, files: set[str], ids: dict[str, set[str]]) -> str:
    if urlsplit(address).scheme.lower() not in HARMLESS:
        return f"scheme of {address}"
    if address.startswith("#"):
        return "" if address[1:] in ids[page] else f"no element for {address}"
    target = site.target(page, address)
    if target is None:
        return ""
    file, fragment = target
    if file not in files:
        return f"no file for {address}"
    if fragment and file.endswith(".html") and fragment not in ids[file.removesuffix("index.html")]:
        return f"no element for {address}"
    return ""


# --- Languages ----------------------------------------------------------------------------------------


def languages(site: Site) -> Check:
    """Canonical is the page itself, or the one it leads on to; hreflang has it, its others and x-default."""
    wrong: list[str] = []
    seen = 0
    for path, page in site.pages.items():
        canonical = [link.get("href") for link in page.all("link", rel="canonical")]
        alternates = page.alternates()
        if site.kind(path) == "not-found" and not canonical:
            continue
        seen += 1
        if canonical != [site.leads_to(path) or site.url(path)]:
            wrong.append(f"{path}: canonical is {canonical}")
        if site.leads_to(path):
            continue
        later = re.search(r"/(?:halaman|page)/\d+/$", path)
        if not alternates and (later or not site.indexable(path)):
            continue  # page 2 of a list does not hold the stories of page 2 in another language
        wrong += [f"{path}: {problem}" for problem in _alternate_problems(site, path, alternates)]
    return checked("canonical and hreflang", wrong, f"{seen} pages")


def _alternate_problems(site: Site, path: str, alternates: dict[str, str]) -> Iterator[str]:
    own = site.url(path)
    if own not in alternates.values():
        yield "hreflang does not name the page itself"
    if "x-default" not in alternates:
        yield "no x-default"
    for language, href in alternates.items():
        if not href.startswith(site.base_url + "/"):
            yield f"hreflang {language} is not absolute: {href}"
            continue
        target = site.target("", href)
        other = site.pages.get(target[0].removesuffix("index.html")) if target else None
        if other is None:
            yield f"hreflang {language} leads nowhere: {href}"
        elif other.alternates() != alternates:
            yield f"hreflang {language} is not returned by {href}"


# --- Structured data ----------------------------------------------------------------------------------


def structured_data(site: Site) -> Check:
    """Every story has a complete article that says what the page shows; every item is well-formed."""
    wrong: list[str] = []
    articles = 0
    for path, page in site.pages.items():
        graph = _graph(page)
        found = [item for item in graph if str(item.get("@type")).endswith("Article")]
        withdrawn = bool(page.all(class_="notice"))
        if path in site.posts and not withdrawn:
            articles += 1
            wrong += [f"{path}: {problem}" for problem in _article_problems(page, found)]
        elif found:
            wrong.append(f"{path}: an article where there is none")
        crumbs = [item for item in graph if item.get("@type") == "BreadcrumbList"]
        wrong += [f"{path}: {problem}" for item in crumbs for problem in _crumb_problems(site, item)]
    return checked("JSON-LD: fields missing, or other than shown", wrong, f"{articles} articles")


def _graph(page: Element) -> list[dict[str, Any]]:
    graph: list[dict[str, Any]] = []
    for script in page.all("script", type="application/ld+json"):
        graph += json.loads("".join(str(child) for child in script.children))["@graph"]
    return graph


def _article_problems(page: Element, found: list[dict[str, Any]]) -> Iterator[str]:
    if len(found) != 1:
        yield f"{len(found)} articles"
        return
    (article,) = found
    shown = page.one("main")
    if " ".join(str(article.get("headline")).split()) != shown.one("h1").text:
        yield "headline is not the heading"
    times = [time.get("datetime") for time in shown.one(class_="story-head").all("time")]
    for name, moment in (("datePublished", times[0]), ("dateModified", times[-1])):
        value = str(article.get(name))
        if datetime.fromisoformat(value).tzinfo is None:
            yield f"{name} has no offset"
        elif _instant(value) != _instant(moment) and not value.startswith(moment):
            yield f"{name} is {value}, shown is {moment}"
    for name in ("image", "mainEntityOfPage", "inLanguage", "publisher"):
        if not article.get(name):
            yield f"no {name}"
    authors = article.get("author") or []
    if not authors or not all(author.get("name") for author in authors):
        yield "no author"
    text = page.one("body").text
    yield from (f"author {author['name']} is not shown" for author in authors if author["name"] not in text)
    description = article.get("description")
    if description and description != page.meta("description"):
        yield "description is not the page's"


def _instant(value: str) -> float | str:
    moment = datetime.fromisoformat(value)
    return moment.timestamp() if moment.tzinfo else value


def _crumb_problems(site: Site, item: dict[str, Any]) -> Iterator[str]:
    elements = item["itemListElement"]
    if [element["position"] for element in elements] != list(range(1, len(elements) + 1)):
        yield "positions of breadcrumbs"
    for element in elements:
        target = site.target("", element["item"])
        if target is None or target[0] not in site.files:
            yield f"breadcrumb leads nowhere: {element['item']}"


# --- Site maps, feeds, the wire -----------------------------------------------------------------------


def site_maps(site: Site) -> Check:
    """All pages for search engines and no others, in files that are not too long, named by the index."""
    index = ET.fromstring(site.read("sitemap.xml"))  # noqa: S314 - the product's own output
    parts = [str(part.findtext(MAP + "loc")) for part in index]
    wrong: list[str] = []
    listed: set[str] = set()
    for part in parts:
        name = part.removeprefix(site.base_url + "/")
        if name not in site.files:
            wrong.append(f"no file for {part}")
            continue
        urls = [str(url.findtext(MAP + "loc")) for url in ET.fromstring(site.read(name))]  # noqa: S314
        if len(urls) > 50_000 or (name == "sitemap-news.xml" and len(urls) > 1000):
            wrong.append(f"{name}: {len(urls)} addresses")
        listed |= set(urls)
    pages = {site.url(path) for path in site.pages if site.indexable(path)}
    later = {url for url in pages if re.search(r"/(?:halaman|page)/\d+/$", url)}
    wrong += [f"not in the site maps: {url}" for url in sorted(pages - later - listed)]
    wrong += [f"in a site map, not a page for search engines: {url}" for url in sorted(listed - pages)]
    return checked("site maps: pages missing or wrong, files > 50,000", wrong, f"{len(listed)} addresses")


def feeds(site: Site) -> Check:
    """Feed readers find nothing wrong with any feed, and every page's feeds are there."""
    names = [file for file in site.files if file.endswith(("/feed.xml", "/rss.xml"))]
    wrong = []
    for name in names:
        found = feedparser.parse(site.read(name))
        if found.bozo:
            wrong.append(f"{name}: {found.get('bozo_exception')}")
        elif not found.entries or not found.feed.get("title"):
            wrong.append(f"{name}: no entries or no title")
    json_feeds = [file for file in site.files if file.endswith("/feed.json")]
    for name in json_feeds:
        data = json.loads(site.read(name))
        if data.get("version") != "https://jsonfeed.org/version/1.1" or not data.get("items"):
            wrong.append(f"{name}: version or items")
    seen = f"{len(names) + len(json_feeds)} feeds"
    return checked("feeds with errors (feedparser bozo, JSON Feed 1.1)", wrong, seen)


def wire(site: Site) -> Check:
    """Every ninjs file is valid by the IPTC's schema."""
    validator = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    files = [file for file in site.files if file.endswith("ninjs.json")]
    wrong = [
        f"{file}: {problem.message}"
        for file in files
        for problem in validator.iter_errors(json.loads(site.read(file)))
    ]
    return checked("ninjs 3.1 by the IPTC schema, errors", wrong, f"{len(files)} files")
