"""The sections of a foreign text: every id by which a link may name one, and the id that Warta gives it."""

from __future__ import annotations

import re
from collections import Counter

from selectolax.lexbor import LexborNode

from warta.importing.sites.markup import without_attribute_lists
from warta.importing.tree import text_of
from warta.urls import slugify

__all__ = ["anchors_of"]

_OWN_ID = re.compile(r"\{:?[ \t]*#([\w:.-]+)")
MAX_ANCHORS = 200


def anchors_of(root: LexborNode) -> dict[str, str]:
    """Every id that a link to a section may have → the id that Warta gives the section."""
    found: dict[str, str] = {}
    used: Counter[str] = Counter()
    for heading in root.css("h1, h2, h3, h4, h5, h6")[:MAX_ANCHORS]:
        text = text_of(heading)
        words = " ".join(without_attribute_lists(text).split())
        given = _OWN_ID.search(text)
        inner = heading.css_first("a")
        own = heading.id or (given[1] if given is not None else "")
        if inner is not None:
            own = own or inner.id or inner.attributes.get("name") or ""
        anchor = slugify(words) or "bagian"
        used[anchor] += 1
        number = f"-{used[anchor]}" if used[anchor] > 1 else ""
        other = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        suffix = f"-{used[anchor] - 1}" if number else ""
        for name in (own, anchor + number, other + suffix, slugify(own)):
            if name:
                found.setdefault(name, anchor + number)
    return found
