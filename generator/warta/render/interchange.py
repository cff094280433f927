"""Stories as other programs take them: HTML that stands on its own, JSON Feed 1.1, ninjs 3.1.

Pure functions over the same views that pages are made from. What they give is
plain data for ``json.dumps``. JSON Feed: https://www.jsonfeed.org/version/1.1/;
ninjs: https://iptc.org/std/ninjs/.
"""

from __future__ import annotations

import html as html_text
import json
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from warta.pages.data import LatestContent
from warta.render.json_ld import rfc3339
from warta.views.models import FeedView, PageHead, PostView, Site, Teaser, TermRef

__all__ = ["absolute_html", "as_json", "json_feed", "ninjs", "ninjs_latest"]

NINJS_STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
}

_TAG = re.compile(r"<[a-zA-Z](?>(?:[^<>\"]|\"[^\"<>]*\")*)>")
_URL = re.compile(r'( (?:href|src|poster|cite)=")([/#](?!/)[^"]*)(?=")')
_SRCSET = re.compile(r'( srcset=")([^"]*)(?=")')
_SRCSET_URL = re.compile(r"(^|,\s*)(/(?!/)\S*)")
_SCROLL_BOX = re.compile(r'<div class="table"[^<>]*>')
_MARKUP = re.compile(r"<[^<>]*>")
_CAPTION = re.compile(r"<figcaption>(?>(?:(?!</?figcaption>).)*)</figcaption>", re.DOTALL)
_URI_CHARACTERS = "%/:=&?~#+!$,;'@()*[]"


def as_json(value: Any) -> str:
    """One line of JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def absolute_html(html: str, origin: str, page: str) -> str:
    """A story's HTML with full addresses, for readers that show it outside its ``page``."""

    def absolute(tag: re.Match[str]) -> str:
        text = _URL.sub(lambda at: at[1] + (page if at[2][0] == "#" else origin) + at[2], tag[0])
        if " srcset=" in text:
            text = _SRCSET.sub(
                lambda at: at[1] + _SRCSET_URL.sub(lambda one: one[1] + origin + one[2], at[2]), text
            )
        return text

    # The box in which a wide table scrolls has no style there, so it must be no stop for the keyboard either.
    return _TAG.sub(absolute, _SCROLL_BOX.sub("<div>", html))


# --- JSON Feed ----------------------------------------------------------------------------------------


def json_feed(site: Site, view: FeedView, contents: Sequence[str], advertorial: str) -> dict[str, Any]:
    """A feed. ``contents`` are the entries' texts, empty when only summaries go with it.

    ``advertorial`` marks the title of paid content.
    """
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": view.title,
        "home_page_url": view.home_url,
        "feed_url": view.self_url,
        "language": site.language,
        "authors": [_without_none({"name": site.publisher, "url": site.publisher_url})],
    }
    if view.description:
        feed["description"] = view.description
    if view.hub:
        feed["hubs"] = [{"type": "WebSub", "url": view.hub}]
    items = []
    for number, entry in enumerate(view.entries):
        item: dict[str, Any] = {
            "id": entry.canonical,
            "url": entry.canonical,
            "title": f"[{advertorial}] {entry.title}" if entry.kind == "advertorial" else entry.title,
        }
        if view.full:
            item["content_html"] = contents[number]
        else:
            item["content_text"] = entry.summary or entry.title
        if entry.summary:
            item["summary"] = entry.summary
        if entry.image:
            item["image"] = entry.image.canonical
        item["date_published"] = rfc3339(entry.date)
        if entry.updated != entry.date:
            item["date_modified"] = rfc3339(entry.updated)
        names = [{"name": entry.author}] if entry.author else []
        names += [_named(site, agency, "url") for agency in entry.agencies]
        if names:
            item["authors"] = names
        tags = [term.name for term in (*entry.tags, *entry.regions)]
        if tags:
            item["tags"] = list(dict.fromkeys(tags))
        item["language"] = site.language
        items.append(item)
    feed["items"] = items
    return feed


# --- ninjs --------------------------------------------------------------------------------------------


def ninjs(site: Site, page: PageHead, view: PostView, content: str, labels: dict[str, str]) -> dict[str, Any]:
    """One story. A withdrawn one is called back: its status says so, and it has no body.

    ``content`` is its text as HTML; ``labels`` are the names of story kinds and of kinds of changes.
    """
    item: dict[str, Any] = {
        "uri": page.canonical,
        "standard": NINJS_STANDARD,
        "type": "text",
        "representationType": "full",
        "pubStatus": "canceled" if view.withdrawn else "usable",
        "language": site.language,
        "version": rfc3339(view.updated),
        "firstCreated": rfc3339(view.date),
        "versionCreated": rfc3339(view.updated),
        "contentCreated": rfc3339(view.date),
        "title": view.title,
        "headlines": [{"role": "main", "contentType": "text/plain", "value": view.title}],
        "copyrightHolder": site.publisher,
        "infoSources": [
            _without_none({"name": site.publisher, "role": "publisher", "uri": _uri(site.publisher_url)})
        ],
        "genres": [{"name": labels["kind_" + view.kind.replace("-", "_")], "literal": view.kind}],
        "renditions": [{"name": "web", "href": page.canonical, "contentType": "text/html"}],
    }
    if not view.withdrawn:
        words = _plain_text(content)
        item["bodies"] = [
            {
                "role": "main",
                "contentType": "text/html",
                "charCount": len(words),
                "wordCount": len(words.split()),
                "value": content,
            }
        ]
        if view.summary:
            item["descriptions"] = [{"role": "summary", "contentType": "text/plain", "value": view.summary}]
    if view.changes:
        newest = view.changes[0]
        item["edNote"] = f"{labels['change_' + newest.kind.replace('-', '_')]}: {newest.note}"
    item["by"] = view.author or ", ".join(agency.name for agency in view.agencies) or site.publisher
    if view.source:
        item["infoSources"].append(
            _without_none({"name": view.source.name, "role": "originator", "uri": _uri(view.source.url)})
        )
    if view.regions:
        item["located"] = view.regions[0][-1].name
    lists = {
        "people": [_named(site, TermRef(speaker.full_name, speaker.url), "uri") for speaker in view.speakers],
        "organisations": [_named(site, agency, "uri") for agency in view.agencies],
        "places": [_named(site, path[-1], "uri") for path in view.regions],
        "subjects": [_named(site, tag, "uri") for tag in view.tags],
        "associations": [*_picture(view), *_translations(site, page)],
    }
    item.update({name: values for name, values in lists.items() if values})
    return item


def ninjs_latest(site: Site, content: LatestContent) -> dict[str, Any]:
    """The newest stories: enough of each to choose from, and where its file is."""
    stories = content.stories
    newest = max((story.updated for story in stories), default=None)
    collection: dict[str, Any] = {
        "uri": _absolute(site, content.url),
        "standard": NINJS_STANDARD,
        "type": "composite",
        "representationType": "full",
        "pubStatus": "usable",
        "language": site.language,
        "title": content.name,
        "headlines": [{"role": "main", "contentType": "text/plain", "value": content.name}],
        "copyrightHolder": site.publisher,
        "associations": [_in_brief(site, story) for story in stories],
    }
    if newest is not None:
        collection["versionCreated"] = rfc3339(newest)
    return collection


def _in_brief(site: Site, story: Teaser) -> dict[str, Any]:
    item: dict[str, Any] = {
        "name": story.title,
        "uri": story.canonical,
        "rel": "item",
        "type": "text",
        "representationType": "partial",
        "pubStatus": "usable",
        "language": site.language,
        "firstCreated": rfc3339(story.date),
        "versionCreated": rfc3339(story.updated),
        "headlines": [{"role": "main", "contentType": "text/plain", "value": story.title}],
        "genres": [{"literal": story.kind}],
        "renditions": [
            {"name": "ninjs", "href": story.canonical + "ninjs.json", "contentType": "application/json"},
            {"name": "web", "href": story.canonical, "contentType": "text/html"},
        ],
    }
    if story.summary:
        item["descriptions"] = [{"role": "summary", "contentType": "text/plain", "value": story.summary}]
    if story.agencies:
        item["organisations"] = [_named(site, agency, "uri") for agency in story.agencies]
    return item


def _picture(view: PostView) -> list[dict[str, Any]]:
    image = view.image
    if image is None:
        return []
    picture: dict[str, Any] = {
        "name": "mainimage",
        "rel": "illustration",
        "uri": image.canonical,
        "type": "picture",
        "renditions": [{"name": "original", "href": image.canonical}],
        "descriptions": [{"role": "alt", "contentType": "text/plain", "value": image.alt}],
    }
    if image.caption:
        picture["descriptions"].append(
            {"role": "caption", "contentType": "text/plain", "value": image.caption}
        )
    if image.credit:
        picture["by"] = image.credit
    return [picture]


def _translations(site: Site, page: PageHead) -> list[dict[str, Any]]:
    return [
        {"name": "translation", "rel": "translation", "uri": other.href, "language": other.hreflang}
        for other in page.alternates
        if other.hreflang not in (site.language, "x-default")
    ]


# --- Small parts --------------------------------------------------------------------------------------


def _named(site: Site, term: TermRef, key: str) -> dict[str, Any]:
    """A term's name, and under ``key`` the address of its page."""
    return {"name": term.name, key: _absolute(site, term.url)} if term.url else {"name": term.name}


def _absolute(site: Site, url: str) -> str:
    return site.base_url + url.removeprefix(site.root)


def _without_none(value: dict[str, Any]) -> dict[str, Any]:
    return {key: item for key, item in value.items() if item is not None}


def _uri(url: str | None) -> str | None:
    """An address as RFC 3986 wants it: in ASCII."""
    return quote(url, safe=_URI_CHARACTERS) if url is not None else None


def _plain_text(html: str) -> str:
    """The words of a text without those of captions."""
    return " ".join(html_text.unescape(_MARKUP.sub(" ", _CAPTION.sub("", html))).split())
