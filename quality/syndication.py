"""What the files tell that other programs read: site maps, feeds, calendars, the wire."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import feedparser  # type: ignore[import-untyped]  # it has no types
from icalendar import Calendar
from jsonschema import Draft202012Validator

from quality.built import Check, Site, checked

__all__ = ["calendars", "feeds", "media", "site_maps", "wire"]

ATOM = "{http://www.w3.org/2005/Atom}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
MEDIA = "{http://search.yahoo.com/mrss/}"
TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "avif": "image/avif"}
LINE_OCTETS = 75
TWO_DAYS = 48 * 60 * 60
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SCHEMA = Path(__file__).resolve().parents[1] / "tests/schemas/ninjs-schema_3.1.json"


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
        urls_of = ET.fromstring(site.read(name))  # noqa: S314 - the product's own output
        urls = [str(url.findtext(MAP + "loc")) for url in urls_of]
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
    if not files:
        wrong.append("the site has no calendar")
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
