"""References within a text with two ends or none: of footnotes, and of links defined elsewhere in it."""

from __future__ import annotations

import html as html_text
import re
from collections.abc import Collection, Iterator

from warta.diagnostics.values import Diagnostic, Position, error, warning
from warta.expressions import expression
from warta.markdown.block import label
from warta.markdown.blocks import blocks
from warta.markdown.locator import Locator

__all__ = ["reference_findings"]

_CODE = expression(r"<(code|pre)\b[^>]*>.*?</\1>", re.DOTALL)
_PAIR = expression(r"(?<![\w\]])\[([^\[\]<>\n^][^\[\]<>\n]{0,200})\]\[([^\[\]<>\n^]{0,100})\]")
_LEFT = expression(r"\[\^([^\]\[<>\s][^\]\[<>\n]{0,100})\]")


def reference_findings(
    html: str, anchors: Collection[str], file: str, locator: Locator
) -> Iterator[Diagnostic]:
    """What is wrong with the references of a text, of which ``html`` and its ids were made."""
    if "[" not in locator.text:  # single characters are found much faster than several
        return
    if "][" in html:
        yield from _undefined(html, file, locator)
    if "[^" in locator.text:
        yield from _twice(file, locator)
        yield from _missing(html, file, locator)
        yield from _unused(anchors, file, locator)


def _undefined(html: str, file: str, locator: Locator) -> Iterator[Diagnostic]:
    """Links that are shown as they are written, since no line says where they lead."""
    for text, name in dict.fromkeys(_PAIR.findall(_CODE.sub("", html))):
        written = html_text.unescape(f"[{text}][{name}]")
        if not (text.isdigit() and name.isdigit()):  # as scholars cite
            yield warning("reference-missing", file, locator.find(written), text=written, label=name or text)


def _twice(file: str, locator: Locator) -> Iterator[Diagnostic]:
    first: dict[str, int] = {}
    lines = locator.text.split("\n")
    for block in (block for top in blocks(locator.text) for block in top.walk() if block.kind == "note"):
        number = locator.first_line + block.first
        line_before = first.setdefault(label(block.info), number)
        if line_before != number:
            place = Position(number, lines[block.first].find("[^") + 1)
            yield error("footnote-twice", file, place, name=block.info, line=line_before)


def _missing(html: str, file: str, locator: Locator) -> Iterator[Diagnostic]:
    """References that are shown as they are written; not those that a backslash keeps from being any."""
    if "[^" in html:
        for name in dict.fromkeys(_LEFT.findall(_CODE.sub("", html))):
            if f"\\[^{name}]" not in locator.text:
                yield warning("footnote-missing", file, locator.find(f"[^{name}]"), name=name)


def _unused(anchors: Collection[str], file: str, locator: Locator) -> Iterator[Diagnostic]:
    for anchor in sorted(anchors):
        name = anchor.removeprefix("fn:")
        if name != anchor and f"fnref:{name}" not in anchors:
            yield warning("footnote-unused", file, locator.find(f"[^{name}]:"), name=name)
