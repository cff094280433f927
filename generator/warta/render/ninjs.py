"""Stories for other newsrooms, as ninjs 3.1: https://iptc.org/std/ninjs/. Pure."""

from __future__ import annotations

import html as html_text
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from warta.expressions import expression
from warta.i18n.moments import rfc3339
from warta.markdown.tags import without_tags
from warta.pages.newsrooms import NINJS_STANDARD
from warta.render.addresses import absolute_url
from warta.views.references import TermRef
from warta.views.site import PageHead, Site
from warta.views.stories import PostView

__all__ = ["ninjs"]

_CAPTION = expression(r"<figcaption>(?>(?:(?!</?figcaption>).)*)</figcaption>", re.DOTALL)
_URI_CHARACTERS = "%/:=&?~#+!$,;'@()*[]"


def ninjs(
    site: Site, page: PageHead, view: PostView, content: str, *, labels: Mapping[str, str]
) -> dict[str, Any]:
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
        "infoSources": [_source(site.publisher, "publisher", site.publisher_url)],
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
        item["infoSources"].append(_source(view.source.name, "originator", view.source.url))
    if view.regions:
        item["located"] = view.regions[0][-1].name
    lists = {
        "people": [_named(site, TermRef(speaker.full_name, speaker.url)) for speaker in view.speakers],
        "organisations": [_named(site, agency) for agency in view.agencies],
        "places": [_named(site, path[-1]) for path in view.regions],
        "subjects": [_named(site, tag) for tag in view.tags],
        "associations": [*_picture(view), *_translations(site, page)],
    }
    item.update({name: values for name, values in lists.items() if values})
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


def _named(site: Site, term: TermRef) -> dict[str, str]:
    """A term's name and the address of its page."""
    return {"name": term.name, "uri": absolute_url(site, term.url)} if term.url else {"name": term.name}


def _source(name: str, role: str, url: str | None) -> dict[str, str]:
    """Whom a story is from; its address as RFC 3986 wants it: in ASCII."""
    source = {"name": name, "role": role}
    return source if url is None else {**source, "uri": quote(url, safe=_URI_CHARACTERS)}


def _plain_text(html: str) -> str:
    """The words of a text without those of captions."""
    return " ".join(html_text.unescape(without_tags(_CAPTION.sub("", html), " ")).split())
