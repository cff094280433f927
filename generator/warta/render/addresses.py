"""Full addresses, for what is read outside the site. Pure."""

from __future__ import annotations

import re

from warta.expressions import expression
from warta.views.site import Site

__all__ = ["absolute_html", "absolute_url"]

_TAG = expression(r"<[a-zA-Z](?>(?:[^<>\"]|\"[^\"<>]*\")*)>")
_URL = expression(r'( (?:href|src|poster|cite)=")([/#](?!/)[^"]*)(?=")')
_SRCSET = expression(r'( srcset=")([^"]*)(?=")')
_SRCSET_URL = expression(r"(^|,\s*)(/(?!/)\S*)")
_SCROLL_BOX = expression(r'<div class="table"[^<>]*>')


def absolute_url(site: Site, url: str) -> str:
    """A URL path of the site with scheme and host."""
    return site.base_url + url.removeprefix(site.root)


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
