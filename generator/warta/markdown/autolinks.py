"""Addresses in running text: where each begins and ends, as GFM's extended autolinks have it.

Engines differ in what they make of them. So addresses are found in the texts of the finished tree, whichever
engine made it (:func:`addresses_in`); an engine is only kept from taking what stands in an address for a mark
(:func:`sheltered`).

Named differences from GFM, all in what readers are led to: marks in front of and behind an address that are
not ASCII (``“…”``) are no part of it, nor is an ampersand or a square bracket behind it; an address within
square brackets is one; what is escaped or written as an entity is the character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

from warta.expressions import expression

__all__ = ["Address", "addresses_in", "may_hold_addresses", "sheltered"]


class Address(NamedTuple):
    """A piece of a text that stays as it is."""

    start: int
    end: int
    target: str
    """What it links to; empty for what is no link of its own."""


_MAIL = r"[A-Za-z0-9.+_-]++@[A-Za-z0-9_-]++(?>(?:\.(?=[A-Za-z0-9])[A-Za-z0-9_-]*)+)(?<=[A-Za-z])(?!@)"
_LABEL = r"[A-Za-z0-9]++(?>(?:-[A-Za-z0-9]++)*)"
_ADDRESS = expression(
    rf"""
      (?<![a-zA-Z]) (?P<web> [hH][tT][tT][pP][sS]?:// (?=[^\W_]) [^\s<]++ )
    | (?<![^\s*_~(]) (?P<www> www\. (?=[^\W_]) [^\s<]++ )
    | (?<![A-Za-z0-9.+_-]) (?P<mail> (?:mailto:)? {_MAIL} )
    | (?<![a-zA-Z0-9+.-]) [a-zA-Z][a-zA-Z0-9+.-]*+ :// [^\s<]++
    | (?<![\w@./:-]) (?:{_LABEL}\.)+ [A-Za-z]{{2,24}} [/?#] [^\s<]++
    """,
    re.VERBOSE,
)
"""The last two are no links: another scheme, and a host with a path but without a scheme."""
_PATH = expression(r"\.[A-Za-z]{2,24}[/?#]")
_HOST = expression(r"[\w.-]+")
_NO_END = frozenset("?!.,:*_~'\">&")
_ENTITY_END = expression(r"&[A-Za-z]+\Z")


def may_hold_addresses(text: str) -> bool:
    """False for most texts that hold none, fast."""
    return (
        "@" in text or ("/" in text and ("://" in text or _PATH.search(text) is not None)) or "www." in text
    )


def addresses_in(text: str) -> Iterator[Address]:
    """The addresses in a text, from left to right."""
    for found in _ADDRESS.finditer(text):
        start = found.start()
        if found["mail"]:
            mail = found["mail"]
            yield Address(start, found.end(), mail if mail.startswith("mailto:") else f"mailto:{mail}")
            continue
        shown = found[0][: _length(found[0])]
        web, www = found["web"], found["www"]
        host = _HOST.match(found[0], shown.index("://") + 3 if web else 0) if web or www else None
        linked = host is not None and not any("_" in label for label in host[0].split(".")[-2:])
        target = shown if web else f"http://{shown}"
        yield Address(start, start + len(shown), target if linked else "")


def _length(text: str) -> int:
    """How much of a text without white space is an address: what punctuates the sentence is not."""
    end = len(text)
    unopened = {")": text.count(")") - text.count("("), "]": text.count("]") - text.count("[")}
    while end:
        last = text[end - 1]
        if last in unopened:
            if unopened[last] <= 0:
                break
            unopened[last] -= 1
        elif last == ";":
            entity = _ENTITY_END.search(text, max(0, end - 34), end - 1)
            end = entity.start() + 1 if entity else end
        elif last not in _NO_END and (last.isascii() or unicodedata.category(last)[0] not in "PS"):
            break
        end -= 1
    return end


# --- Marks within addresses ---------------------------------------------------------------------------

_UNSHELTERED = expression(
    r"\]\([^\s)]*+|<[a-zA-Z/!][^<>]*+>?|(?<![a-zA-Z])(?P<address>(?:[hH][tT][tT][pP][sS]?://|www\.)[^\s<`]++)"
)
"""Targets and tags, in which engines look for no emphasis; addresses in running text, in which they do."""
_MARKED_WEB = expression(r"://[^\s<`*_~]{0,2000}+[*_~]")
_MARKED_WWW = expression(r"www\.[^\s<`*_~]{0,2000}+[*_~]")
"""Without either there is nothing to shelter. They begin with what is found fast."""
_MARK = expression(r"(?<!\\)[*_~]")
_MARKS = {"*": "star", "_": "line", "~": "wave"}


def sheltered(convert: Callable[[str], str]) -> Callable[[str], str]:
    """A Markdown engine that takes no sign within an address for emphasis.

    Such signs are words to the engine, which it leaves where they are: so they come back wherever that is.
    """

    def converted(text: str) -> str:
        if not (_MARKED_WEB.search(text) or _MARKED_WWW.search(text)):
            return convert(text)
        word = "wartasign"
        while word in text:
            word += "x"

        def shelter(found: re.Match[str]) -> str:
            address = found["address"]
            length = _length(address) if address else 0
            if not length:
                return found[0]
            return _MARK.sub(lambda mark: word + _MARKS[mark[0]], address[:length]) + address[length:]

        safe = _UNSHELTERED.sub(shelter, text)
        html = convert(safe)
        if safe == text:
            return html
        for mark, name in _MARKS.items():
            html = html.replace(f"{word}{name}", mark)
        return html

    return converted
