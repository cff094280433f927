"""Plans the newest stories for other newsrooms, which fetch them one by one, as ninjs 3.1."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from warta.i18n.languages import Language
from warta.i18n.moments import rfc3339
from warta.pages.context import Context
from warta.pages.data import JSON, Made, PlannedPage
from warta.pages.fingerprint import combined
from warta.site.library import Post
from warta.urls import Address
from warta.views.references import TermRef
from warta.views.stories import Teaser

__all__ = ["NINJS_STANDARD", "latest_for_newsrooms"]

LATEST = 50
NINJS_STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
}


def latest_for_newsrooms(context: Context, language: Language) -> PlannedPage:
    """The newest stories of a language: enough of each to choose from, and where its file is."""
    code, known = language.code, context.stories.teaser_fingerprints
    posts = context.places.index[code].posts[:LATEST]
    digest = combined([context.site_fingerprints[code], *[known[post] for post in posts]])
    place = context.addresses.at(f"{code}/ninjs.json")
    make = partial(_collection, context, place, language, posts)
    return PlannedPage(place.path, "", code, "", digest, make, writer=JSON)


def _collection(context: Context, place: Address, language: Language, posts: Sequence[Post]) -> Made:
    name = language.text("feed_title", site=context.config.titles[language.code])
    collection: dict[str, Any] = {
        "uri": context.canonical(place.url),
        "standard": NINJS_STANDARD,
        "type": "composite",
        "representationType": "full",
        "pubStatus": "usable",
        "language": language.code,
        "title": name,
        "headlines": [{"role": "main", "contentType": "text/plain", "value": name}],
        "copyrightHolder": context.config.publisher_names[language.code],
        "associations": [_in_brief(context, language, context.stories.teasers[post]) for post in posts],
    }
    if posts:
        collection["versionCreated"] = rfc3339(max(post.updated for post in posts))
    return Made(None, collection)


def _in_brief(context: Context, language: Language, story: Teaser) -> dict[str, Any]:
    item: dict[str, Any] = {
        "name": story.title,
        "uri": story.canonical,
        "rel": "item",
        "type": "text",
        "representationType": "partial",
        "pubStatus": "usable",
        "language": language.code,
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
        item["organisations"] = [_agency(context, agency) for agency in story.agencies]
    return item


def _agency(context: Context, agency: TermRef) -> dict[str, str]:
    return (
        {"name": agency.name, "uri": context.canonical(agency.url)} if agency.url else {"name": agency.name}
    )
