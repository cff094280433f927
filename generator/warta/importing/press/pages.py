"""The story of a page that was saved from a browser: without menus, banners and what stands around it."""

from __future__ import annotations

import re
from collections import Counter
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

__all__ = ["story_of"]

_AROUND = (
    "script, style, noscript, template, nav, aside, form, footer, button, iframe, svg, dialog, "
    "[hidden], [aria-hidden=true], [role=navigation], [role=banner], [role=contentinfo], [role=complementary]"
)
_SHORTEST = 40
"""Characters of a paragraph that counts as text of a story."""
_TITLES = ("meta[property='og:title']", "meta[name='twitter:title']")
_DATES = ("meta[property='article:published_time']", "meta[name='date']", "[itemprop=datePublished]")


def story_of(page: str) -> tuple[str, Counter[str]]:
    """HTML of a page's story, its title and day first, and how much does not come along."""
    tree = LexborHTMLParser(page)
    for node in tree.css(_AROUND):
        node.decompose()
    story = _story(tree)
    pictures = story.css("img, picture, video, audio") if story is not None else []
    lost = Counter(linked=len(pictures))
    for node in pictures:
        node.decompose()
    title, day = _title(tree), _day(tree)
    head = (f"<h1>{escape(title)}</h1>" if title else "") + (f"<p>{day}</p>" if day else "")
    return head + (story.inner_html or "" if story is not None else ""), +lost


def _story(tree: LexborHTMLParser) -> LexborNode | None:
    """The element that holds most of a page's text directly: its paragraphs are the story."""
    scores: Counter[int] = Counter()
    holders: dict[int, LexborNode] = {}
    for paragraph in tree.css("p"):
        length = len(" ".join(paragraph.text().split()))
        holder = paragraph.parent
        if holder is not None and length >= _SHORTEST:
            scores[holder.mem_id] += length
            holders[holder.mem_id] = holder
    best = scores.most_common(1)
    return holders[best[0][0]] if best else tree.body


def _title(tree: LexborHTMLParser) -> str:
    """What the page says its title is: in its only main heading, to programs, or in the window's."""
    said = (_content(tree.css_first(selector)) for selector in _TITLES)
    headings = [" ".join(node.text().split()) for node in tree.css("h1")]
    window = tree.css_first("title")
    name = re.split(r"(?<!\s)\s+[-–|»]\s+", window.text() if window is not None else "")[0]
    own = [heading for heading in headings if heading] if len(headings) == 1 else []
    return next(filter(None, (*own, *said, *headings, " ".join(name.split()))), "")


def _day(tree: LexborHTMLParser) -> str:
    """The day of publication as the page tells it to programs."""
    nodes = (tree.css_first(selector) for selector in _DATES)
    found = (re.match(r"\d{4}-\d\d-\d\d", _content(node)) for node in nodes)
    return next((each[0] for each in found if each), "")


def _content(node: LexborNode | None) -> str:
    if node is None:
        return ""
    return (node.attributes.get("content") or node.attributes.get("datetime") or "").strip()
