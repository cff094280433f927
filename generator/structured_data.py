"""schema.org data for search engines, as JSON-LD.

Made from the same views that the visible page is made from, so the two cannot
say different things.
"""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from generator.moments import Moment, PartialDate
from generator.views import Link, PageHead, PostView, Site, TermView

__all__ = ["linked_data", "rfc3339"]


def linked_data(site: Site, page: PageHead, view: Any) -> Markup:
    """The JSON for a page's ``<script type="application/ld+json">``; empty when there is nothing to say."""
    graph: list[dict[str, Any]] = []
    if isinstance(view, PostView) and not view.withdrawn:
        graph.append(_article(site, page, view))
    elif page.kind == "home":
        graph.append(_website(site, page))
    elif isinstance(view, TermView) and view.taxonomy in ("agencies", "speakers"):
        graph.append(_subject(page, view))
    if page.breadcrumbs:
        graph.append(_breadcrumbs(site, page))
    if not graph:
        return Markup()
    text = json.dumps(
        {"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, separators=(",", ":")
    )
    # Inside a script element only "<" can end it or open a comment; "&" and ">" are for other parsers' sake.
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704


def rfc3339(moment: Moment | PartialDate) -> str:
    """``2024-11-14T09:00:00+08:00``; a partial date has as many parts as are known."""
    if isinstance(moment, PartialDate):
        parts = (
            f"{moment.year:04}",
            *(f"{part:02}" for part in (moment.month, moment.day) if part is not None),
        )
        return "-".join(parts)
    return moment.at.isoformat(timespec="seconds")


def _article(site: Site, page: PageHead, view: PostView) -> dict[str, Any]:
    data: dict[str, Any] = {
        "@type": "AdvertiserContentArticle" if view.kind == "advertorial" else "NewsArticle",
        "@id": page.canonical + "#article",
        "mainEntityOfPage": page.canonical,
        "headline": view.title,
        "inLanguage": site.language,
        "datePublished": rfc3339(view.date),
        "dateModified": rfc3339(view.updated),
        "author": _authors(site, view),
        "publisher": _publisher(site),
    }
    if view.summary:
        data["description"] = view.summary
    if view.image:
        data["image"] = [view.image.canonical]
    if view.tags:
        data["keywords"] = [tag.name for tag in view.tags]
    if view.regions:
        data["contentLocation"] = [
            {"@type": "AdministrativeArea", "name": path[-1].name} for path in view.regions
        ]
    if view.speakers:
        data["mentions"] = [
            {
                "@type": "Person",
                "name": speaker.name,
                **({"jobTitle": speaker.office} if speaker.office else {}),
            }
            for speaker in view.speakers
        ]
    if view.source:
        source: dict[str, Any] = {
            "@type": "CreativeWork",
            "publisher": {"@type": "Organization", "name": view.source.name},
        }
        if view.source.url:
            source["url"] = view.source.url
        data["isBasedOn"] = source
    return data


def _authors(site: Site, view: PostView) -> list[dict[str, Any]]:
    agencies: list[dict[str, Any]] = [{"@type": "Person", "name": view.author}] if view.author else []
    for agency in view.agencies:
        entry: dict[str, Any] = {"@type": "Organization", "name": agency.name}
        if agency.url:
            entry["url"] = _absolute(site, agency.url)
        agencies.append(entry)
    return agencies or [_publisher(site)]


def _publisher(site: Site) -> dict[str, Any]:
    data: dict[str, Any] = {"@type": "NewsMediaOrganization", "name": site.publisher}
    if site.publisher_url:
        data["url"] = site.publisher_url
    return data


def _website(site: Site, page: PageHead) -> dict[str, Any]:
    return {
        "@type": "WebSite",
        "@id": page.canonical + "#site",
        "name": site.title,
        "description": site.description,
        "url": page.canonical,
        "inLanguage": site.language,
        "publisher": _publisher(site),
    }


def _subject(page: PageHead, view: TermView) -> dict[str, Any]:
    if view.taxonomy == "agencies":
        data: dict[str, Any] = {
            "@type": "GovernmentOrganization",
            "name": view.name,
            "@id": page.canonical + "#agency",
        }
        if view.website:
            data["url"] = view.website
        if view.address:
            data["address"] = view.address
        if view.former_names:
            data["alternateName"] = list(view.former_names)
        return data
    data = {"@type": "Person", "name": view.name, "@id": page.canonical + "#person"}
    current = [office.title for office in view.offices if office.end is None]
    if current:
        data["jobTitle"] = current if len(current) > 1 else current[0]
    return data


def _breadcrumbs(site: Site, page: PageHead) -> dict[str, Any]:
    trail = [*page.breadcrumbs, Link(page.title, page.url)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": crumb.text, "item": _absolute(site, crumb.url)}
            for number, crumb in enumerate((crumb for crumb in trail if crumb.url), 1)
            if crumb.url
        ],
    }


def _absolute(site: Site, url: str) -> str:
    return site.base_url + url.removeprefix(site.root)
