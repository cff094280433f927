"""What the files themselves tell: links, languages, structured data, site maps, feeds, the wire."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import feedparser  # type: ignore[import-untyped]  # it has no types
from icalendar import Calendar
from jsonschema import Draft202012Validator

from quality.built import Check, Site, checked
from quality.serving import sent_with, shipped_headers
from tests.support import Element

__all__ = ["all_checks"]

ATOM = "{http://www.w3.org/2005/Atom}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
MEDIA = "{http://search.yahoo.com/mrss/}"
TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "avif": "image/avif"}
LINE_OCTETS = 75
TWO_DAYS = 48 * 60 * 60
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SCHEMA = Path(__file__).resolve().parents[1] / "tests/schemas/ninjs-schema_3.1.json"
ADDRESSED = ("href", "src", "poster", "action")
HARMLESS = ("http", "https", "mailto", "tel", "")


def all_checks(site: Site) -> list[Check]:
    """Every check of this module."""
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
    if " ".join(str(article.get("headline")).split()) != shown.one("h1").text:
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
        wrong += _old_news(site, name)
    pages = {site.url(path) for path in site.pages if site.indexable(path)}
    later = {url for url in pages if re.search(r"/(?:halaman|page)/\d+/$", url)}
    wrong += [f"not in the site maps: {url}" for url in sorted(pages - later - listed)]
    wrong += [f"in a site map, not a page for search engines: {url}" for url in sorted(listed - pages)]
    return checked("site maps: pages missing or wrong, files > 50,000", wrong, f"{len(listed)} addresses")


def _old_news(site: Site, name: str) -> Iterator[str]:
    """Stories that are more than two days older than the newest in a site map for news."""
    root = ET.fromstring(site.read(name))  # noqa: S314 - the product's own output
    dates = [str(date.text) for date in root.iter(NEWS + "publication_date")]
    stamps = [datetime.fromisoformat(date).timestamp() for date in dates]
    for date, stamp in zip(dates, stamps, strict=True):
        if max(stamps) - stamp > TWO_DAYS:
            yield f"{name}: {date} is old"


def feeds(site: Site) -> Check:
    """Feed readers find nothing wrong with any feed, it has what its format asks for, and none is empty."""
    names = [file for file in site.files if file.endswith(("/feed.xml", "/rss.xml"))]
    wrong = []
    for name in names:
        found = feedparser.parse(site.read(name))
        if found.bozo:
            wrong.append(f"{name}: {found.get('bozo_exception')}")
        elif not found.entries or not found.feed.get("title"):
            wrong.append(f"{name}: no entries or no title")
        rules = _atom_problems if name.endswith("/feed.xml") else _rss_problems
        wrong += [f"{name}: {problem}" for problem in rules(site, name)]
    json_feeds = [file for file in site.files if file.endswith("/feed.json")]
    for name in json_feeds:
        data = json.loads(site.read(name))
        if data.get("version") != "https://jsonfeed.org/version/1.1" or not data.get("items"):
            wrong.append(f"{name}: version or items")
        wrong += [f"{name}: {problem}" for problem in _json_feed_problems(site, name, data)]
    seen = f"{len(names) + len(json_feeds)} feeds"
    return checked("feeds with errors (feedparser; rules of Atom, RSS, JSON Feed)", wrong, seen)


def media(site: Site) -> Check:
    """The pictures that feeds tell of are files of the site, of the type and size that they say.

    RSS allows one enclosure; Media RSS wants a type for what it shows.
    """
    wrong, seen = [], 0
    for name in [file for file in site.files if file.endswith("/rss.xml")]:
        for item in ET.fromstring(site.read(name)).iter("item"):  # noqa: S314 - the product's own output
            enclosures = item.findall("enclosure")
            told = [(each, each.get("length")) for each in enclosures]
            told += [(each, each.get("fileSize")) for each in item.iter(f"{MEDIA}content")]
            if len(enclosures) > 1:
                wrong.append(f"{name}: {len(enclosures)} enclosures in one item")
            for each, size in told:
                seen += 1
                url = each.get("url", "")
                file = unquote(url.removeprefix(f"{site.base_url}/"))
                if file not in site.files:
                    wrong.append(f"{name}: no file at {url}")
                elif size != str(len(site.read(file))):
                    wrong.append(f"{name}: {url} has {len(site.read(file))} bytes, not {size}")
                elif each.get("type") != TYPES.get(file.rpartition(".")[2]):
                    wrong.append(f"{name}: {url} is no {each.get('type')}")
    return checked("pictures of feeds: missing, of another type or size", wrong, f"{seen} pictures")


def calendars(site: Site) -> Check:
    """A calendar program reads every calendar (RFC 5545), and finds in it what it has to have."""
    files, wrong = [file for file in site.files if file.endswith(".ics")], []
    for file in files:
        if any(len(line) > LINE_OCTETS for line in site.read(file).split(b"\r\n")):
            wrong.append(f"{file}: a line of more than {LINE_OCTETS} octets")
        try:
            calendar = Calendar.from_ical(site.read(file))
        except ValueError as problem:
            wrong.append(f"{file}: {problem}")
            continue
        events: list[Any] = list(calendar.walk("VEVENT"))
        wrong += [f"{file}: {error}" for each in (calendar, *events) for error in each.errors]
        wrong += [f"{file}: no {name}" for name in ("VERSION", "PRODID") if name not in calendar]
        for event in events:
            wrong += [
                f"{file}: no {name}" for name in ("UID", "DTSTAMP", "DTSTART", "SUMMARY") if name not in event
            ]
            ends = [event[name].dt for name in ("DTSTART", "DTEND") if name in event]
            if ends != sorted(ends):
                wrong.append(f"{file}: it ends before it starts")
        uids = [str(event.get("UID")) for event in events]
        if not events or len(set(uids)) != len(uids):
            wrong.append(f"{file}: no event, or two with one UID")
    return checked("calendars with errors (icalendar; RFC 5545)", wrong, f"{len(files)} calendars")


def _atom_problems(site: Site, name: str) -> Iterator[str]:
    """RFC 4287, sections 4.1.1 and 4.1.2: what a feed and each of its entries have to have."""
    feed = ET.fromstring(site.read(name))  # noqa: S314 - the product's own output
    own = [link.get("href") for link in feed.findall(ATOM + "link") if link.get("rel") == "self"]
    if own != [site.url(name)]:
        yield f"its own address is {own}"
    entries = feed.findall(ATOM + "entry")
    for part in (feed, *entries):
        for wanted in ("id", "title", "updated"):
            if len(part.findall(ATOM + wanted)) != 1 or not part.findtext(ATOM + wanted):
                yield f"{wanted} is not there once"
        updated = part.findtext(ATOM + "updated")
        if updated and datetime.fromisoformat(updated).tzinfo is None:
            yield "a time without offset"
    if feed.find(ATOM + "author") is None and any(entry.find(ATOM + "author") is None for entry in entries):
        yield "an entry without author"
    ids = [entry.findtext(ATOM + "id") for entry in entries]
    if len(set(ids)) != len(ids):
        yield "two entries with one id"
    if any(entry.find(ATOM + "link") is None for entry in entries):
        yield "an entry without link"


def _rss_problems(site: Site, name: str) -> Iterator[str]:
    """https://www.rssboard.org/rss-specification and its best practices."""
    root = ET.fromstring(site.read(name))  # noqa: S314 - the product's own output
    channel = root.find("channel")
    if root.get("version") != "2.0" or channel is None:
        yield "not RSS 2.0"
        return
    for wanted in ("title", "link", "description"):
        if not channel.findtext(wanted):
            yield f"no {wanted}"
    own = [link.get("href") for link in channel.findall(ATOM + "link") if link.get("rel") == "self"]
    if own != [site.url(name)]:
        yield f"its own address is {own}"
    ids = []
    for item in channel.findall("item"):
        ids.append(item.findtext("guid"))
        if not item.findtext("title") or not item.findtext("link"):
            yield "an item without title or link"
        published = item.findtext("pubDate")
        if not published or parsedate_to_datetime(published).tzinfo is None:
            yield "no time, or one without offset"
    if None in ids or len(set(ids)) != len(ids):
        yield "items without a guid of their own"


def _json_feed_problems(site: Site, name: str, data: dict[str, Any]) -> Iterator[str]:
    """https://www.jsonfeed.org/version/1.1/."""
    if not data.get("title") or data.get("feed_url") != site.url(name):
        yield "no title, or not its own address"
    items = data.get("items", ())
    ids = [item.get("id") for item in items]
    if not all(ids) or len(set(ids)) != len(ids):
        yield "items without an id of their own"
    for item in items:
        if not (item.get("content_html") or item.get("content_text")):
            yield f"{item.get('id')} has no content"
        for key in ("date_published", "date_modified"):
            if key in item and datetime.fromisoformat(item[key]).tzinfo is None:
                yield f"{item.get('id')}: {key} has no offset"


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


# --- Headers ------------------------------------------------------------------------------------------

POLICY = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
}
"""Directives of the Content-Security-Policy that have to be exactly so."""
UNSAFE = ("'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "http:", "https:", "data:", "blob:", "*")
"""Sources that would let others' script or data in, in whichever directive."""
HEADERS = {
    "X-Content-Type-Options": r"nosniff",
    "X-Frame-Options": r"DENY",
    "Referrer-Policy": r"no-referrer|same-origin|strict-origin|strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": r"same-origin",
    "Permissions-Policy": r".*\bgeolocation=\(\).*",
}
"""What every answer carries, as patterns: all that Mozilla's Observatory asks for in its highest grade."""
HALF_A_YEAR = 182 * 24 * 60 * 60
"""Seconds that HTTPS has to be promised for."""
NAMED_BY_CONTENT = ("assets/", "cards/", "media/")
SHOWN_ELSEWHERE = ("cards/", "media/")
"""What feed readers and other newsrooms show in their pages."""
READ_ELSEWHERE = (
    *("feed.xml", "rss.xml", "feed.json", "ninjs.json", "feeds.opml", "agenda.ics", "event.ics"),
    *("datapackage.json", "catalog.jsonld"),
)
"""What scripts of other sites may read, by name."""


def headers(site: Site) -> Check:
    """What the site ships for its host: a strict policy for every page, and long lives for named contents."""
    rules: dict[str, dict[str, str]] = {}
    for line in site.read("_headers").decode().splitlines():
        if line.startswith("/"):
            rules[line.strip()] = {}
        elif line.startswith(" "):
            name, _, value = line.strip().partition(": ")
            rules[list(rules)[-1]][name] = value
    everywhere = rules.get("/*", {})
    wrong = [
        f"{name}: {everywhere.get(name)}"
        for name, pattern in HEADERS.items()
        if not re.fullmatch(pattern, everywhere.get(name, ""))
    ]
    promised = re.match(r"max-age=(\d+)", everywhere.get("Strict-Transport-Security", ""))
    if promised is None or int(promised[1]) < HALF_A_YEAR:
        wrong.append("HTTPS is not promised for half a year")
    wrong += _wrong_for_other_sites(site)
    wrong += _policy_problems(everywhere.get("Content-Security-Policy", ""))
    lasting = [
        pattern.strip("/*") + "/"
        for pattern, values in rules.items()
        if "immutable" in values.get("Cache-Control", "")
    ]
    for file in site.files:
        if file.startswith(NAMED_BY_CONTENT) != file.startswith(tuple(lasting)):
            wrong.append(f"{file}: how long browsers keep it")
    return checked("shipped headers: missing or weak", wrong, f"{len(rules)} rules")


def _wrong_for_other_sites(site: Site) -> Iterator[str]:
    """Pictures that others cannot show, feeds that they cannot read, pages that they can take in."""
    rules = shipped_headers(site.root)
    own = {"index.html", *(f"{path}index.html" for path in site.posts)}
    for file in site.files:
        lines = sent_with("/" + file.removesuffix("index.html"), rules)
        sent = dict(lines)
        if len(sent) != len(lines):
            yield f"{file}: a header twice, which hosts join to one that browsers do not know"
        policy = sent.get("Cross-Origin-Resource-Policy")
        if file.startswith(SHOWN_ELSEWHERE) and policy != "cross-origin":
            yield f"{file}: other sites cannot show it"
        if file in own and policy != "same-origin":
            yield f"{file}: other sites may take it in"
        is_open = file.endswith(READ_ELSEWHERE) or file.startswith("data/")
        if (sent.get("Access-Control-Allow-Origin") == "*") != is_open:
            yield f"{file}: who may read it"


def _policy_problems(text: str) -> Iterator[str]:
    policy = {}
    for directive in text.split(";"):
        name, _, sources = directive.strip().partition(" ")
        policy[name] = sources
    for name, value in POLICY.items():
        if policy.get(name) != value:
            yield f"{name} is {policy.get(name)}"
    for name, sources in policy.items():
        yield from (f"{name} has {source}" for source in sources.split() if source in UNSAFE)
