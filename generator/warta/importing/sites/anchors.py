"""The sections of a foreign text: every id by which a link may name one, and the id that Warta gives it."""

from __future__ import annotations

import re
from collections import Counter

from selectolax.lexbor import LexborNode

from warta.importing.sites.markup import without_attribute_lists
from warta.importing.tree import text_of
from warta.markdown.headings import heading_ids
from warta.urls import slugify

__all__ = ["anchors_of"]

_OWN_ID = re.compile(r"\{:?[ \t]*#([\w:.-]+)")
MAX_ANCHORS = 200


def anchors_of(root: LexborNode) -> dict[str, str]:
    """Every id that a link to a section may have → the id that Warta gives the section."""
    found: dict[str, str] = {}
    used: Counter[str] = Counter()
    headings = root.css("h1, h2, h3, h4, h5, h6")[:MAX_ANCHORS]
    titles = [" ".join(without_attribute_lists(text_of(each)).split()) for each in headings]
    for heading, words, anchor in zip(headings, titles, heading_ids(titles, ()), strict=True):
        own = _own_id(heading)
        other = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        suffix = f"-{used[other]}" if used[other] else ""
        used[other] += 1
        for name in (own, anchor, other + suffix, slugify(own)):
            if name:
                found.setdefault(name, anchor)
    return found


def _own_id(heading: LexborNode) -> str:
    """The id that the writer gave; empty without one."""
    given, inner = _OWN_ID.search(text_of(heading)), heading.css_first("a")
    own = heading.id or (given[1] if given is not None else "")
    return own or (inner.id or inner.attributes.get("name") or "" if inner is not None else "")
