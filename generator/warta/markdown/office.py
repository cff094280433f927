"""Tags that word processors leave in pasted text, taken out before an engine sees them."""

from __future__ import annotations

import re

from warta.diagnostics.values import Diagnostic, warning
from warta.expressions import expression
from warta.markdown.lines import fenced
from warta.markdown.locator import Locator

__all__ = ["OFFICE_TAG", "without_office_tags"]

_SCHEMES = "about|blob|data|file|ftp|geo|git|http|https|irc|news|sip|sms|ssh|tel|urn|ws|wss"
"""What stands before a colon in addresses, as short as the prefix of a namespace."""
OFFICE_TAG = expression(
    r"(?P<comment><!--(?:(?!-->).)*(?:-->)?)"
    rf"|</?(?P<tag>(?!(?:{_SCHEMES}):)[a-zA-Z][a-zA-Z0-9]{{0,5}}:[a-zA-Z][\w.-]{{0,40}})(?:\s[^<>]*)?/?>"
    r"|<(?P<mark>!\[(?:if|endif)\b|\?xml\b)[^<>]*>",
    re.DOTALL,
)
"""Comments are found so that nothing is found in them."""


def without_office_tags(text: str, file: str, locator: Locator) -> tuple[str, list[Diagnostic]]:
    """The text without such tags, each named once in a finding; code between fences and ticks stays."""
    if not ("<" in text and (":" in text or "<![" in text) and OFFICE_TAG.search(text)):
        return text, []
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    code = list(fenced(lines))
    kept: list[str] = []
    done, number = 0, 0
    named: dict[str, Diagnostic] = {}
    for found in OFFICE_TAG.finditer(text):
        while starts[number + 1] <= found.start():
            number += 1
        name = found["tag"] or found["mark"]
        before = text[starts[number] : found.start()]
        if name is None or code[number] or before.count("`") % 2:
            continue
        kept.append(text[done : found.start()])
        done = found.end()
        if name not in named:
            place = locator.place(found.start())
            named[name] = warning("office-tag", file, place, tag=name)
    return "".join((*kept, text[done:])), list(named.values())
