"""Who writes which output: a page names its writer, and here is the function.

A JSON file needs no writer of its own where its page's view is a value that JSON has.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from warta.i18n.languages import Language
from warta.markdown.annotations import annotated, keep_whole
from warta.markdown.placeholders import put_texts
from warta.media.cards import card_png
from warta.pages.data import CARD, CSV, ICALENDAR, JSON, JSON_FEED, NINJS, TEMPLATE, Body, Page
from warta.pages.pictures import fill
from warta.render.addresses import absolute_html
from warta.render.icalendar import icalendar
from warta.render.json_feed import json_feed
from warta.render.ninjs import ninjs
from warta.views.site import Site

__all__ = ["WRITERS", "Work", "body_html"]


class Work(NamedTuple):
    """A page and what it is written with."""

    page: Page
    site: Site
    language: Language
    bodies: Sequence[Markup]
    """The texts of its stories, ready to be shown."""
    render: Callable[..., str]
    """Renders the page's template with ``page``, ``view`` and the values it is called with."""


def body_html(html: str, body: Body, site: Site, language: Language) -> Markup:
    """The text of a story as it is shown, on its page or elsewhere."""
    if body.withdrawn:
        return Markup()
    text = put_texts(fill(html, body, language), language.text)
    if body.elsewhere:
        origin = site.base_url.removesuffix(site.root) if site.root else site.base_url
        text = absolute_html(text, origin, body.elsewhere)
    else:
        text = keep_whole(annotated(text, body.annotations))
    return Markup(text)  # noqa: S704 - sanitised when it was parsed


def _template(work: Work) -> str:
    """A page shows the text of one story at most, a file that is no page those of several."""
    if work.page.head is None:
        return work.render(bodies=work.bodies)
    return work.render(body=work.bodies[0]) if work.bodies else work.render()


def _json(value: Any) -> str:
    """One line of JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def _csv(rows: Sequence[Sequence[str]]) -> str:
    """Rows as RFC 4180 has them, but for the ends of lines, which are those of every other file."""
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue()


def _json_feed(work: Work) -> str:
    view = work.page.view
    stories = zip(view.entries, work.bodies, strict=False)  # there may be no bodies
    contents = [work.render(story=entry, body=body) for entry, body in stories]
    return _json(json_feed(work.site, view, contents, work.language.text("kind_advertorial")))


def _ninjs(work: Work) -> str:
    head, view = work.page.head, work.page.view
    assert head is not None
    text = work.render(story=view, body=work.bodies[0])
    labels = {key: text for key, text in work.language.strings.items() if isinstance(text, str)}
    return _json(ninjs(work.site, head, view, text, labels=labels))


WRITERS: Mapping[str, Callable[[Work], str | bytes]] = {
    TEMPLATE: _template,
    JSON: lambda work: _json(work.page.view),
    CSV: lambda work: _csv(work.page.view),
    JSON_FEED: _json_feed,
    NINJS: _ninjs,
    ICALENDAR: lambda work: icalendar(work.page.view),
    CARD: lambda work: card_png(work.page.view),
}
