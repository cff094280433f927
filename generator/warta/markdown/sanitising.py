"""The HTML that stays in a text, and findings for what a writer should know is dropped."""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import unquote

import nh3
from selectolax.lexbor import LexborHTMLParser, LexborNode

from warta.diagnostics.values import Diagnostic, Severity, error, warning
from warta.expressions import expression
from warta.markdown.addresses import is_computer_path, is_embedded, slip_in
from warta.markdown.locator import Locator

__all__ = ["INLINE_TAGS", "KEPT_TAGS", "SCHEME", "dropped", "may_hold_control", "sanitised"]

INLINE_TAGS = frozenset(
    "a abbr b br cite code del em i ins kbd mark q s samp small span strong sub sup time u var".split(" ")
)
_BLOCK_TAGS = frozenset(
    (
        "blockquote caption dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr img li ol p pre "
        "section summary table tbody td tfoot th thead tr ul"
    ).split(" ")
)
KEPT_TAGS = INLINE_TAGS | _BLOCK_TAGS
"""The HTML that stays in a text."""
_ATTRIBUTES = {
    "a": {"href", "hreflang", "lang", "title"},
    "abbr": {"title"},
    "del": {"datetime"},
    "details": {"open"},
    "img": {"alt", "height", "src", "title", "width"},
    "ins": {"datetime"},
    "li": {"id"},
    "ol": {"reversed", "start"},
    "p": {"lang"},
    "blockquote": {"lang"},
    "q": {"lang"},
    "span": {"lang"},
    "sup": {"id"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_CLASSES = {
    "a": {"footnote-backref", "footnote-ref"},
    "div": {"footnote"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_CLEANER = nh3.Cleaner(
    tags=set(KEPT_TAGS),
    clean_content_tags={"script", "style", "iframe", "object", "noscript", "template", "textarea", "title"},
    attributes=_ATTRIBUTES,
    allowed_classes=_CLASSES,
    url_schemes=_SCHEMES,
    link_rel=None,
)

_URL_ATTRIBUTES = {
    "href",
    "src",
    "action",
    "formaction",
    "poster",
    "background",
    "xlink:href",
    "data",
    "cite",
}
_ODD_ADDRESS = expression(
    r' href="(?!https?://(?:[a-z0-9-]{1,63}\.){1,9}[a-z]{2,18}(?:[/?#][^\s"]*)?"|[\w./#-](?!\w{0,8}:|"))'
)
"""One that has to be looked at."""
SCHEME = expression(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
"""What an address that is not on this site starts with."""
_IGNORED_IN_URLS = expression(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028\u2029\ufeff]")

_CONTROL = expression("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Written as a character reference: no feed could hold it."""
_C0 = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])


def may_hold_control(data: bytes) -> bool:
    """Whether a text can hold control characters, in a quarter of the time that looking for them takes."""
    return len(data) != len(data.translate(None, _C0)) or b"\xc2" in data


_EMPTY_LINKS = {
    url: re.compile(rf"\]\(\s*(?:<\s*{url}\s*>|{url})\s*\)|\bhref\s*=\s*([\"']?)\s*{url}\s*\1(?=[\s>])")
    for url in ("", "#")
}


def sanitised(raw: str) -> str:
    """An engine's HTML, reduced to what may stay."""
    html = _CLEANER.clean(raw)
    return _CONTROL.sub("\ufffd", html) if may_hold_control(html.encode("utf-8", "surrogatepass")) else html


def dropped(raw: str, clean: str, file: str, locator: Locator) -> list[Diagnostic]:
    """Findings for what the sanitiser drops from an engine's HTML, and for pictures that lie elsewhere."""
    links = raw.count(' href="')
    odd = links and ("></a>" in raw or "> </a>" in raw or _ODD_ADDRESS.search(raw) is not None)
    if not odd and links == clean.count(' href="') and "<img" not in raw and "<" not in locator.text:
        return []  # all is the engine's own
    found: list[Diagnostic] = []
    reported: set[str] = set()
    body = LexborHTMLParser(f"<body>{raw}").body
    for node in islice(body.traverse(), 1, None) if body is not None else ():  # the first is the body itself
        if not node.is_element_node:
            continue
        tag = node.tag or ""
        scheme = SCHEME.match(tag)
        if scheme:  # an address in angle brackets that is none to the engine
            url = locator.bracketed(tag)
            found.append(error("url-scheme", file, locator.find(f"<{tag}"), scheme=scheme[1], url=url[:80]))
            continue
        if tag not in KEPT_TAGS and tag not in reported:
            reported.add(tag)
            found.append(warning("html-removed", file, locator.find(f"<{tag}"), tag=tag))
        if tag == "a" and "href" in node.attributes:
            found += _link(node, file, locator)
        for name, value in node.attributes.items():
            if name.startswith("on") or name == "style":
                if name not in reported:
                    reported.add(name)
                    found.append(warning("attribute-removed", file, locator.find(name), attribute=name))
            elif name in _URL_ATTRIBUTES:
                found += _address(node, value or "", file, locator)
    return found


def _link(node: LexborNode, file: str, locator: Locator) -> list[Diagnostic]:
    """A link without an address, or without anything to click on."""
    url, text = (node.attributes["href"] or "").strip(), node.text().strip()
    if url in ("", "#"):
        place = locator.find_match(_EMPTY_LINKS[url]) or locator.find(f'href="{url}"', "](")
        return [warning("link-empty", file, place, text=text[:80])]
    if not text and node.css_first("img") is None:
        return [warning("link-without-text", file, locator.find(f"[]({url}", url), url=url[:80])]
    return []


def _address(node: LexborNode, url: str, file: str, locator: Locator) -> list[Diagnostic]:
    url = _CONTROL.sub("", url)  # only a reference can be one, and the locator reads those as nothing
    scheme = SCHEME.match(_IGNORED_IN_URLS.sub("", url))
    if scheme is None:
        outside = node.tag == "img" and url.startswith("//")
        return [error("external-image", file, locator.find_address(url), url=url[:120])] if outside else []
    known = scheme[1].lower() in _SCHEMES
    if is_computer_path(url):
        return [
            error(
                "computer-path",
                file,
                locator.find_address(url, unquote(url), scheme[1] + ":"),
                url=unquote(url),
            )
        ]
    if node.tag == "img":
        if is_embedded(url):
            return [error("embedded-picture", file, locator.find(url[:60], "data:"), size=len(url))]
        if known:
            return [error("external-image", file, locator.find_address(url), url=url[:120])]
    if (meant := slip_in(url)) is not None:
        place, shown = locator.find_address(url, unquote(url), scheme[1] + ":"), unquote(url)[:200]
        slip = error("link-address", file, place, url=shown)
        if meant:
            slip = error("link-address-suggestion", file, place, url=shown, suggestion=meant)
        return [slip._replace(severity=Severity.WARNING) if known else slip]
    if not known:
        position = locator.find_decoded(url, scheme[1] + ":")
        return [error("url-scheme", file, position, scheme=scheme[1].lower(), url=url[:80])]
    return []
