"""What the files themselves tell: links, languages, structured data, and what modules beside it look at."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from quality.built import Check, Site, checked
from quality.headers import headers
from quality.syndication import calendars, feeds, media, site_maps, wire
from tests.support import Element

__all__ = ["all_checks"]

ADDRESSED = ("href", "src", "poster", "action")
HARMLESS = ("http", "https", "mailto", "tel", "")


def all_checks(site: Site) -> list[Check]:
    """Every check of files."""
    checks = (
        kinds,
        links,
        languages,
        structured_data,
        fact_checks,
        site_maps,
        feeds,
        media,
        calendars,
        wire,
        headers,
    )
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
        withdrawn = any("in-force" not in each.get("class") for each in page.all(class_="notice"))
        if path in site.posts and not withdrawn:
            articles += 1
            wrong += [f"{path}: {problem}" for problem in _article_problems(page, found)]
        elif found:
            wrong.append(f"{path}: an article where there is none")
        crumbs = [item for item in graph if item.get("@type") == "BreadcrumbList"]
        wrong += [f"{path}: {problem}" for item in crumbs for problem in _crumb_problems(site, item)]
    return checked("JSON-LD: fields missing, or other than shown", wrong, f"{articles} articles")


def fact_checks(site: Site) -> Check:
    """Every fact-check, and nothing else, is a ClaimReview with what search engines ask for, as it is shown.

    https://developers.google.com/search/docs/appearance/structured-data/factcheck
    """
    wrong, seen = [], 0
    for path, page in site.pages.items():
        reviews = [item for item in _graph(page) if item.get("@type") == "ClaimReview"]
        boxes = page.all(class_="fact-check-box")
        if len(reviews) != len(boxes):
            wrong.append(f"{path}: {len(reviews)} reviews of {len(boxes)} claims")
        for review, box in zip(reviews, boxes, strict=False):
            seen += 1
            wrong += [f"{path}: {problem}" for problem in _review_problems(site, path, review, box)]
    if not seen:
        wrong.append("the site has no fact-check")
    return checked("fact-checks: fields missing, or other than shown", wrong, f"{seen} fact-checks")


def _review_problems(site: Site, path: str, review: dict[str, Any], box: Element) -> Iterator[str]:
    claim, rating = " ".join(str(review.get("claimReviewed")).split()), review.get("reviewRating", {})
    if claim not in box.text:
        yield "the claim is not what is shown"
    if not rating.get("alternateName") or rating["alternateName"] not in box.text:
        yield "the verdict is not what is shown"
    numbers = [rating.get(name) for name in ("worstRating", "ratingValue", "bestRating")]
    if any(number is not None for number in numbers) and not (
        all(isinstance(number, int) for number in numbers) and numbers == sorted(numbers) and numbers[0] > 0
    ):
        yield f"the rating is {numbers}"
    if review.get("url") != site.url(path):
        yield "its address is not the page's"
    if not review.get("author", {}).get("name"):
        yield "no author"
    author = review.get("itemReviewed", {}).get("author", {})
    if author and author.get("name") not in box.text:
        yield "who says so is not shown"


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
    # Long words have marks where they can be divided.
    if " ".join(str(article.get("headline")).split()) != shown.one("h1").text.replace("\xad", ""):
        yield "headline is not the heading"
    times = [time.get("datetime") for time in shown.one(class_="story-head").all("time")]
    for name, moment in (("datePublished", times[0]), ("dateModified", times[-1])):
        value = str(article.get(name))
        if "T" in value and datetime.fromisoformat(value).tzinfo is None:
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
