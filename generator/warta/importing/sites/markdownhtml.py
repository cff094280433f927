"""HTML within a Markdown text: its addresses rewritten, and nothing left that Warta would take out."""

from __future__ import annotations

import html as html_text
import re
from collections.abc import Mapping

from warta.importing.sites.placeholders import code_span, final
from warta.importing.sites.rewriting import (
    CAPTION,
    Rewriter,
    is_outside,
    only_undescribed,
    plain,
    unlinked_html,
)
from warta.markdown.sanitising import KEPT_TAGS

__all__ = ["attributes_in", "named_links", "rewrite_html"]

_HTML_TAG = re.compile(
    r"(?<!\]\()<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)"
    r"(?P<rest>(?:\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)?)(?P<slash>/?)>"
)
_FIGURE = re.compile(r"<figure\b[^<>]*>(?:(?!<figure\b).)*?</figure\s*>", re.DOTALL | re.IGNORECASE)
_CAPTION = re.compile(
    r"<figcaption\b[^<>]*>((?:(?!<figcaption\b).)*?)</figcaption\s*>", re.DOTALL | re.IGNORECASE
)
_IMAGE = re.compile(r"<img\b", re.IGNORECASE)
_LINKED = re.compile(r'<a href="(?P<target>[^"<>]*)"[^<>]*>(?P<inner>[^<>]*(?:<img\b[^<>]*>\s*)?)</a>')
_ATTRIBUTE = re.compile(r"([a-zA-Z_:@][\w:.@-]*)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?")
_DROPPED = re.compile(r"<(script|style|noscript|template)\b[^<>]*>", re.IGNORECASE)
_FRAMES = frozenset({"iframe", "embed", "video", "audio", "source", "object"})
_HTML_NAMES = frozenset(
    "acronym address applet area article aside audio base basefont bdi bdo big body button canvas center "
    "col colgroup data dialog dir embed fieldset font footer form frame frameset g head header hgroup "
    "html iframe input label legend link main map marquee meta meter nav nobr noframes noscript object "
    "optgroup option output param path picture progress rp rt ruby script select slot source strike style "
    "svg template textarea title track tt video wbr".split(" ")
)
_TAKEN_OUT = frozenset({"style", "class", "role", "target", "rel"})
"""Attributes."""


def rewrite_html(text: str, rewriter: Rewriter) -> str:
    """HTML with its addresses rewritten, and without what Warta would take out."""
    if "<" not in text:
        return text
    text = _without_scripts(text, rewriter)
    text = _FIGURE.sub(_with_caption, text)
    return _HTML_TAG.sub(lambda found: _html_tag(found, rewriter), text)


def _with_caption(found: re.Match[str]) -> str:
    """A figure with its caption on its picture, for when nothing else describes that."""
    caption = _CAPTION.search(found[0])
    if caption is None or len(_IMAGE.findall(found[0])) != 1:
        return found[0]
    words = html_text.escape(" ".join(plain(caption[1]).split()))
    return _IMAGE.sub(lambda image: f'{image[0]} {CAPTION}="{words}"', found[0])


def named_links(text: str) -> str:
    """``text`` without links in HTML around nothing but a picture that nobody describes."""
    return _LINKED.sub(_with_name, text)


def _with_name(found: re.Match[str]) -> str:
    return unlinked_html(found["inner"], found["target"]) if only_undescribed(found["inner"]) else found[0]


def _without_scripts(text: str, rewriter: Rewriter) -> str:
    """``text`` without scripts and styles, with all that is in them."""
    parts = []
    at = 0
    endless: set[str] = set()
    for found in _DROPPED.finditer(text):
        name = found[1].lower()
        if found.start() < at or name in endless:
            continue
        end = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, found.end())
        if end is None:
            endless.add(name)
            continue
        parts.append(text[at : found.start()])
        at = end.end()
        rewriter.counts["html-removed"] += 1
    return "".join(parts) + text[at:]


def _html_tag(found: re.Match[str], rewriter: Rewriter) -> str:
    name = found["name"].lower()
    if name not in KEPT_TAGS and name not in _HTML_NAMES:
        return found[0]
    attributes = attributes_in(found["rest"])
    if name in _FRAMES:
        source = attributes.get("src") or attributes.get("data") or ""
        if found["end"] or not source:
            return ""
        destination = rewriter.link(source)
        if not is_outside(destination):
            rewriter.counts["html-removed"] += 1
            return code_span(source)
        address = html_text.escape(f"https:{destination}" if destination.startswith("//") else destination)
        return f'<a href="{address}">{html_text.escape(attributes.get("title") or address, quote=False)}</a>'
    if name not in KEPT_TAGS:
        rewriter.counts["html-removed"] += not found["end"]
        return ""
    if found["end"]:
        return f"</{name}>"
    if name == "img":
        return _html_image(attributes, rewriter)
    if name == "a" and "href" in attributes:
        destination = final(attributes["href"]) or rewriter.link(attributes["href"])
        if not destination:
            rewriter.counts["link-lost"] += 1
            del attributes["href"]
        else:
            attributes["href"] = destination
    return f"<{name}{_written(attributes)}>"


def _html_image(attributes: dict[str, str], rewriter: Rewriter) -> str:
    source = attributes.get("src", "")
    words = (attributes.get(name, "") for name in ("alt", CAPTION, "title"))
    alt = rewriter.alternative(source, *words)
    destination = final(source) or (rewriter.image(source) if source else "")
    if not destination:
        rewriter.counts["image-lost"] += 1
        return f"{html_text.escape(alt, quote=False)} <code>{html_text.escape(source, quote=False)}</code>"
    if is_outside(destination):
        rewriter.counts["image-outside"] += 1
        shown = alt.strip() or destination
        return f'<a href="{html_text.escape(destination)}">{html_text.escape(shown, quote=False)}</a>'
    kept = {"src": destination, "alt": alt}
    kept |= {name: attributes[name] for name in ("title", "width", "height") if attributes.get(name)}
    return f"<img{_written(kept)}>"


def attributes_in(text: str) -> dict[str, str]:
    """Attributes without those that Warta would take out: styles, classes, scripts."""
    found: dict[str, str] = {}
    for name, quoted in _ATTRIBUTE.findall(text):
        key = name.lower()
        if not key.startswith(("on", "data-", "aria-")) and key not in _TAKEN_OUT:
            value = quoted[1:-1] if quoted[:1] in ('"', "'") else quoted
            found.setdefault(key, html_text.unescape(value))
    return found


def _written(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{html_text.escape(value)}"' for name, value in attributes.items())
