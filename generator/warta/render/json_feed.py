"""Writes JSON Feed 1.1: https://www.jsonfeed.org/version/1.1/. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from warta.i18n.moments import rfc3339
from warta.render.addresses import absolute_url
from warta.views.feeds import FeedEntry, FeedView
from warta.views.references import TermRef
from warta.views.site import Site

__all__ = ["json_feed"]


def json_feed(site: Site, view: FeedView, contents: Sequence[str], advertorial: str) -> dict[str, Any]:
    """A feed. ``contents`` are the entries' texts, empty when only summaries go with it.

    ``advertorial`` marks the title of paid content.
    """
    publisher = {"name": site.publisher}
    if site.publisher_url is not None:
        publisher["url"] = site.publisher_url
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": view.title,
        "home_page_url": view.home_url,
        "feed_url": view.self_url,
        "language": site.language,
        "authors": [publisher],
    }
    if view.description:
        feed["description"] = view.description
    square = [icon for icon in site.brand.icons if icon.size and not icon.maskable]
    if square:
        feed["icon"], feed["favicon"] = square[-1].canonical, square[0].canonical
    if view.hub:
        feed["hubs"] = [{"type": "WebSub", "url": view.hub}]
    texts = contents if view.full else [None] * len(view.entries)
    feed["items"] = [
        _item(site, entry, text, advertorial) for entry, text in zip(view.entries, texts, strict=True)
    ]
    return feed


def _item(site: Site, entry: FeedEntry, content: str | None, advertorial: str) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.canonical,
        "url": entry.canonical,
        "title": f"[{advertorial}] {entry.title}" if entry.kind == "advertorial" else entry.title,
    }
    if content is not None:
        item["content_html"] = content
    else:
        item["content_text"] = entry.summary or entry.title
    if entry.summary:
        item["summary"] = entry.summary
    if entry.image:
        item["image"] = entry.image.canonical
    item["date_published"] = rfc3339(entry.date)
    if entry.updated != entry.date:
        item["date_modified"] = rfc3339(entry.updated)
    authors = [{"name": entry.author}] if entry.author else []
    authors += [_author(site, agency) for agency in entry.agencies]
    if authors:
        item["authors"] = authors
    tags = [term.name for term in (*entry.tags, *entry.regions)]
    if tags:
        item["tags"] = list(dict.fromkeys(tags))
    item["language"] = site.language
    return item


def _author(site: Site, agency: TermRef) -> dict[str, str]:
    return (
        {"name": agency.name, "url": absolute_url(site, agency.url)} if agency.url else {"name": agency.name}
    )
