"""The sections of a foreign text: every id by which a link may name one, and the id that Warta gives it."""

from __future__ import annotations

import html as html_text
import re
from collections import Counter

from warta.importing.sites.markdowncode import FENCE
from warta.importing.sites.markdownhtml import attributes_in
from warta.markdown.headings import heading_ids
from warta.urls import slugify

__all__ = ["anchors_of"]

_MARKDOWN_HEADING = re.compile(
    r"^[ ]{0,3}#{1,6}[ \t]+(?P<atx>[^\n]+)$|^(?P<setext>[^\n]+)\n(?:=+|-{2,})[ \t]*$", re.MULTILINE
)
_HTML_HEADING = re.compile(
    r"<h[1-6](?P<rest>[^<>]*)>(?P<text>(?:(?!<h[1-6]).)*?)</h[1-6]>", re.DOTALL | re.IGNORECASE
)
_HEADING_ATTRIBUTES = re.compile(r"\{:?[ \t]*#([\w:.-]+)[^{}]*\}$")
_LINK_TEXT = re.compile(r"!?\[([^\[\]]*)\](?:\([^()\s]*\)|\[[^\[\]]*\])?")
_ANCHOR = re.compile(r"<a\s[^<>]*?(?:name|id)=[\"']?([\w:.-]+)", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]*>|[*_`~\\]")
MAX_ANCHORS = 200


def anchors_of(text: str) -> dict[str, str]:
    """Every id that a link to a section of ``text`` may have → the id that Warta gives the section."""
    found: dict[str, str] = {}
    used: Counter[str] = Counter()
    headings = _headings(text)
    ids = heading_ids([html_text.unescape(words) for _, words in headings], ())
    for (own, words), anchor in zip(headings, ids, strict=True):
        other = re.sub(r"[^\w\- ]", "", words.strip().lower()).replace(" ", "-")
        suffix = f"-{used[other]}" if used[other] else ""
        used[other] += 1
        for name in (own, anchor, other + suffix, slugify(own)):
            if name:
                found.setdefault(name, anchor)
        if len(found) > MAX_ANCHORS * 3:
            break
    return found


def _headings(text: str) -> list[tuple[str, str]]:
    """(id that the writer gave, words) of every heading, in order."""
    text = FENCE.sub("", text)
    found: list[tuple[int, str, str]] = []
    for heading in _MARKDOWN_HEADING.finditer(text):
        words = (heading["atx"] or heading["setext"]).strip()
        words = words.rstrip("#").rstrip() or words
        if "{{" in words or "{%" in words:  # what a tag leaves of them is not known yet
            continue
        own = _HEADING_ATTRIBUTES.search(words) or _ANCHOR.search(words)
        plain = _HEADING_ATTRIBUTES.sub("", words)
        plain = _MARKUP.sub("", _LINK_TEXT.sub(r"\1", plain))
        found.append((heading.start(), own[1] if own else "", plain))
    if "<h" in text or "<H" in text:
        for heading in _HTML_HEADING.finditer(text):
            own_id = attributes_in(heading["rest"]).get("id", "")
            found.append((heading.start(), own_id, _MARKUP.sub("", heading["text"])))
    return [(own, words) for _, own, words in sorted(found)[:MAX_ANCHORS]]
