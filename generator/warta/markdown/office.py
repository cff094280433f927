"""Tags that word processors leave in pasted text, taken out before an engine sees them."""

from __future__ import annotations

import re
from typing import NamedTuple

from warta.diagnostics.values import Diagnostic, warning
from warta.expressions import expression
from warta.markdown.lines import fenced
from warta.markdown.locator import Locator

__all__ = ["OFFICE_TAG", "NoteLink", "note_link", "without_office_tags"]

_SCHEMES = "about|blob|data|file|ftp|geo|git|http|https|irc|news|sip|sms|ssh|tel|urn|ws|wss"
"""What stands before a colon in addresses, as short as the prefix of a namespace."""
OFFICE_TAG = expression(
    r"(?P<comment><!--(?:(?!-->).)*(?:-->)?)"
    rf"|</?(?P<tag>(?!(?:{_SCHEMES}):)[a-zA-Z][a-zA-Z0-9]{{0,5}}:[a-zA-Z][\w.-]{{0,40}})(?:\s[^<>]*)?/?>"
    r"|<(?P<mark>!\[(?:if|endif)\b|\?xml\b)[^<>]*>",
    re.DOTALL,
)
"""Comments are found so that nothing is found in them."""

_NOTE_ANCHOR = re.compile(
    r"_?(?P<kind>ftnt?|edn)(?P<back>_?ref)?(?P<number>\d{1,4})"
    r"|sd(?P<part>foot|end)note(?P<count>\d{1,4})(?P<end>anc|sym)"
)
"""Of Word and Google Docs; of LibreOffice."""


class NoteLink(NamedTuple):
    """Where a link between a footnote's mark and its text leads."""

    number: str
    at_end: bool
    """An endnote, which is counted for itself."""
    back: bool
    """From the text to the mark."""


def note_link(anchor: str) -> NoteLink | None:
    """What a word processor means by an anchor: ``_ftn1``, ``_ednref2``; None for another one."""
    found = _NOTE_ANCHOR.fullmatch(anchor)
    if found is None:
        return None
    at_end = found["kind"] == "edn" or found["part"] == "end"
    return NoteLink(found["number"] or found["count"], at_end, bool(found["back"]) or found["end"] == "anc")


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
