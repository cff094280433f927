"""Pictures, galleries, quotations, documents and videos, recognised in a text by how they stand in it.

Writers use plain Markdown that any other program shows as well: a picture in a paragraph of its own, with a
line in italics below it; several pictures one below the other; a quotation whose last line starts with a
dash; a link in a paragraph of its own. This works on sanitised HTML, whose form is known, whichever engine
made it.

What depends on other files or on the page's language is left open: ``<warta-quote n="0">``, ``<warta-video>``
and ``<warta-facts>`` are elements that no author can write, since the sanitiser has been there before.
"""

from __future__ import annotations

import html as html_text
import re
from typing import NamedTuple

__all__ = ["Structured", "structured"]

MAX_NAME = 200
"""Characters of the line that names a speaker; what is longer is part of the quotation."""

DOCUMENTS = frozenset("pdf doc docx odt rtf xls xlsx ods csv ppt pptx odp txt zip mp3 m4a ogg wav".split(" "))
VIDEOS = frozenset("mp4 webm mov m4v".split(" "))
# Compiled when they are first used: most texts have none of these.
_IMAGE = r"<img\b[^<>]*>"
_PICTURES = r"(?s)<p>((?>(?:\s*<img\b[^<>]*>(?:<br>)?)+))\s*(?:<em>((?:(?!</?p>|</em>).)*)</em>)?\s*</p>"
_TITLE = r' title="([^"]*)"'
_CREDIT = (
    r"(?:^|(?<=[\s(]))(?:(?:Foto|Photo|Ilustrasi|Illustration|Gambar|Grafis|Graphic|Peta|Map|Kredit|Credit"
    r"|Sumber|Source)\s?:|Dok\.)(?=\s)"
)
"""What a credit starts with, in Indonesian and English."""
_QUOTE = r"<blockquote>([^<]*+(?>(?:<(?!/?blockquote)[^<]*+)*))</blockquote>"
_DASHES = ("\u2014", "\u2013", "\u2015", "--")
"""What a line that says whose words they are begins with, one of them."""
_ATTRIBUTION = r"(?:(<p>|<br>)\s*+|\n[^\S\n]*+)(?:—|–|―|---?)\s*([^\s<—–][^<\n—–]*)</p>\s*(?=<p>|$)"
_LONE_LINK = r'(?s)<p>\s*<a href="([^"<>]*)"[^<>]*>((?:(?!</?a\b|<img|</?p>).)+)</a>\s*</p>'
_LONE_URL = r"<p>\s*(https?://[^\s<>]+)\s*</p>"
_VIDEO_SITE = (
    r"https?://(?:www\.|m\.)?(?:"
    r"youtube\.com/(?:watch|live|shorts|playlist)|youtu\.be/|vimeo\.com/\d|dailymotion\.com/video|dai\.ly/"
    r"|(?:v[mt]\.)?tiktok\.com/|fb\.watch/|facebook\.com/(?:watch|reel|share/[vr]/|[^/?#]+/videos)"
    r"|instagram\.com/(?:reel|tv)/|vidio\.com/(?:watch|live))"
)
_HOST = r"https?://(?:www\.|m\.)?([^/?#:]+)"


class Structured(NamedTuple):
    """A text with its blocks marked up."""

    html: str
    quotes: tuple[str, ...]
    """The line below each quotation, as text; ``<warta-quote n=…>`` counts them."""
    untitled: tuple[str, ...]
    """Addresses of videos that nobody gave a title."""


def structured(html: str, tags: frozenset[str]) -> Structured:
    """Mark up the blocks of a text that has these tags. Pure; takes time in proportion to the text."""
    quotes: list[str] = []
    untitled: list[str] = []
    if "img" in tags:
        html = re.sub(_PICTURES, _pictures, html)
    if "blockquote" in tags:
        html = re.sub(_QUOTE, lambda found: _quote(found, quotes), html)
    if "a" in tags and "<p><a " in html:
        html = re.sub(_LONE_LINK, lambda found: _card(found, untitled), html)
    if "<p>http" in html:
        html = re.sub(_LONE_URL, lambda found: _bare(found, untitled), html)
    return Structured(html, tuple(quotes), tuple(untitled))


# --- Pictures ---------------------------------------------------------------------------------------


def _pictures(found: re.Match[str]) -> str:
    images = re.findall(_IMAGE, found[1])
    below = _caption(found[2] or "")
    if len(images) > 1:
        shown = "".join(f"<figure>{_picture(image, '')}</figure>" for image in images)
        return f'<figure class="gallery"><div>{shown}</div>{below}</figure>'
    return f'<figure class="picture">{_picture(images[0], below)}</figure>'


def _picture(image: str, below: str) -> str:
    """A picture with the line below it; without one, its title is shown there."""
    title = re.search(_TITLE, image)
    return re.sub(_TITLE, "", image) + (below or (_caption(title[1]) if title else ""))


def _caption(html: str) -> str:
    """The line below a picture, with the credit at its end marked."""
    html = html.strip()
    if not html:
        return ""
    start = credit_start(html)
    if start < 0:
        return f"<figcaption>{html}</figcaption>"
    text, credit = html[:start].rstrip(), html[start:]
    if text.endswith("("):
        text, credit = text[:-1].rstrip(), credit.rstrip(".").removesuffix(")")
    return f'<figcaption>{text}{" " if text else ""}<span class="credit">{credit}</span></figcaption>'


def credit_start(caption: str) -> int:
    """Where the credit at the end of a caption begins; -1 when it has none."""
    return max((found.start() for found in re.finditer(_CREDIT, caption)), default=-1)


# --- Quotations -------------------------------------------------------------------------------------


def _quote(found: re.Match[str], quotes: list[str]) -> str:
    """Quotations that only an empty line parts are one to some engines: each ends with its own line."""
    if not any(dash in found[1] for dash in _DASHES):
        return found[0] if found[1].strip() else ""
    made = ""
    start = 0
    for line in re.finditer(_ATTRIBUTION, found[1]):
        words = found[1][start : line.start()] + ("" if line[1] == "<p>" else "</p>\n")
        name = " ".join(html_text.unescape(line[2]).split())
        if words.strip() and len(name) <= MAX_NAME:
            made += (
                f'<figure class="quote"><blockquote>{words}</blockquote>'
                f'<figcaption>— <warta-quote n="{len(quotes)}"></warta-quote></figcaption></figure>'
            )
            quotes.append(name)
            start = line.end()
    rest = found[1][start:]
    return f"{made}<blockquote>{rest}</blockquote>" if rest.strip() else made


# --- Documents and videos ---------------------------------------------------------------------------


def _card(found: re.Match[str], untitled: list[str]) -> str:
    address, title = found[1], found[2].strip()
    if re.match(_VIDEO_SITE, address):
        if re.match(r"https?://", title):
            untitled.append(html_text.unescape(address))
            title = ""
        return _video(address, title)
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#", address):
        return found[0]  # elsewhere, or on this page
    suffix = address.partition("#")[0].partition("?")[0].rpartition(".")[2].lower()
    if suffix not in DOCUMENTS | VIDEOS:
        return found[0]
    kind = "video" if suffix in VIDEOS else "document"
    return (
        f'<div class="card {kind}"><a href="{address}"><b>{title}</b>'
        f" <span><warta-facts></warta-facts></span></a></div>"
    )


def _bare(found: re.Match[str], untitled: list[str]) -> str:
    if not re.match(_VIDEO_SITE, found[1]):
        return found[0]
    untitled.append(html_text.unescape(found[1]))
    return _video(found[1], "")


def _video(address: str, title: str) -> str:
    host = re.match(_HOST, address)
    site = host[1] if host else ""
    shown = f"<b>{title}</b> " if title else ""
    return (
        f'<div class="card video"><a href="{address}" rel="noreferrer">{shown}'
        f'<span><warta-video site="{site}"></warta-video></span></a></div>'
    )
