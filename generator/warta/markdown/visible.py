"""What readers see of a text: the words of its HTML, block by block."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from warta.markdown.autolinks import addresses_in, may_hold_addresses
from warta.markdown.engines import engine, forget_engines
from warta.markdown.limits import OverspentError, excess
from warta.markdown.locator import Locator
from warta.markdown.office import without_office_tags
from warta.markdown.places import OBJECT
from warta.markdown.sanitising import INLINE_TAGS, sanitised

__all__ = ["VisibleBlock", "engine_html", "visible_blocks"]

_CODE = frozenset("code kbd pre samp var".split(" "))
_STRESS = frozenset("em strong i b del s".split(" "))


class _Edge(str):
    """Nothing, where stressed words begin or end."""

    __slots__ = ()


class VisibleBlock(NamedTuple):
    """The words of one paragraph, heading, item or cell."""

    tag: str
    """Of the element that they stand in."""
    text: str
    """Line ends are kept. ``places.OBJECT`` stands for each character of an address, and for code."""
    ends: tuple[int, ...]
    """Offsets at which an element or a line break begins or ends within the text."""
    stressed: tuple[int, ...]
    """Of these those of emphasis and of what is struck through."""


def engine_html(text: str, engine_name: str) -> str:
    """The HTML that an engine makes of a text, not yet sanitised; empty when it is too much for it."""
    if excess(text) is not None:
        return ""
    try:
        plain, _ = without_office_tags(text, "", Locator(text, 1))
        return engine(engine_name)(plain)
    except (RecursionError, OverspentError):
        forget_engines()
        return ""


def visible_blocks(html: str) -> Iterator[VisibleBlock]:
    """The blocks of an engine's HTML that have words once it is sanitised, in order."""
    body = LexborHTMLParser(f"<body>{sanitised(html)}").body
    if body is not None:
        pieces: list[str] = []
        yield from _blocks(body, pieces)
        yield from _block("body", pieces)


def _blocks(node: LexborNode, pieces: list[str]) -> Iterator[VisibleBlock]:
    """Those that end within an element; what does not is added to ``pieces``."""
    for child in node.iter(include_text=True):
        tag = child.tag or ""
        if tag == "-text":
            pieces.append(_masked(child.text_content or ""))
        elif tag in _CODE:
            pieces.append(OBJECT)
        elif tag == "br":
            pieces.append("\n")
        elif tag in INLINE_TAGS or tag == "img":
            edge = _Edge() if tag in _STRESS else ""
            pieces.append(edge)
            yield from _blocks(child, pieces)
            pieces.append(edge)
        else:
            yield from _block(node.tag or "", pieces)
            yield from _blocks(child, pieces)
            yield from _block(tag, pieces)


def _block(tag: str, pieces: list[str]) -> Iterator[VisibleBlock]:
    text = "".join(pieces)
    if text and not text.isspace():
        ends = tuple(accumulate(map(len, pieces)))
        stressed = [end for end, piece in zip(ends, pieces, strict=True) if isinstance(piece, _Edge)]
        yield VisibleBlock(tag, text, ends, tuple(stressed))
    pieces.clear()


def _masked(text: str) -> str:
    if may_hold_addresses(text):
        for address in addresses_in(text):
            length = address.end - address.start
            text = text[: address.start] + OBJECT * length + text[address.end :]
    return text
