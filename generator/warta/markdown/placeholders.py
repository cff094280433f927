"""What a text's HTML leaves open, and what is put there when a page is rendered.

Where links lead depends on other files, texts of the interface on the page's language. Places for them have
one exact form, which only this program writes: an author's own ``warta:`` is escaped (:func:`own`). So
expressions may find them in finished HTML, which would take a parser many times as long.
"""

from __future__ import annotations

import html as html_text
import re
from collections.abc import Callable

from warta.expressions import expression

__all__ = ["own", "put_texts", "resolve_links", "unlinked"]

_LINK = expression(r'( (?:href|src)=")warta:(\d+)(?=")')
_LINKED = r'(?s)<a\b[^<>]* href="warta:(\d+)"[^<>]*>((?>(?:(?!</?a[ >]).)*))</a>'
_TEXT = expression(r'(?<=")warta:text:([a-z_]+):(\d+)(?=")')


def own(html: str) -> str:
    """Escaped text of an author, so that nothing in it is taken for a place that was left open."""
    return html.replace("warta:", "warta&#58;") if "warta:" in html else html


def unlinked(html: str, numbers: frozenset[int]) -> str:
    """Leave of these links of ``Body.links`` nothing but their words."""
    return re.sub(_LINKED, lambda found: found[2] if int(found[1]) in numbers else found[0], html)


def resolve_links(html: str, targets: tuple[str, ...]) -> str:
    """Put the addresses in the places of the links; ``targets`` goes with ``Body.links``."""
    if not targets:
        return html
    return _LINK.sub(lambda found: found[1] + html_text.escape(targets[int(found[2])]), html)


def put_texts(html: str, text: Callable[..., str]) -> str:
    """Put the interface's texts, in the page's language, in the places that were left for them."""
    if "warta:text:" not in html:
        return html
    return _TEXT.sub(lambda found: html_text.escape(text(found[1], number=found[2])), html)
