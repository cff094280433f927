"""What the editorial rules have to know of one text. Depends on the text and its engine, and nothing else.

A fact is no finding yet: whether an abbreviation is in the glossary, or a person in the front matter,
is for the rules to say, which have the whole site. So facts are kept with the digest of their file.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from warta.checks.facts.abbreviations import Abbreviation, find_abbreviations, unexplained
from warta.checks.facts.advertising import find_paid_mark
from warta.checks.facts.characters import find_decomposed, find_invisible, trailing_spaces
from warta.checks.facts.dates import DatedPlace, find_dated_places
from warta.checks.facts.leftovers import Leftover, find_leftovers
from warta.checks.facts.people import Attribution, find_attributions, proper_names
from warta.checks.facts.quotations import Quotation, find_quotations
from warta.markdown.places import Picture, Place, blocks_of

__all__ = ["TextFacts", "facts_of"]


class TextFacts(NamedTuple):
    """Plain values only: they are kept between runs. Without arguments: of a text that nobody reads."""

    pictures: tuple[Picture, ...] = ()
    headings: tuple[tuple[Place, int, str], ...] = ()
    """Place, level (2 to 6, as on the page) and text."""
    quotations: tuple[Quotation, ...] = ()
    dates: tuple[DatedPlace, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()
    """Those that the text does not explain."""
    attributions: tuple[Attribution, ...] = ()
    names: tuple[str, ...] = ()
    """Proper names of two and more words, when somebody is quoted."""
    paid: tuple[Place, str] | None = None
    """The mark of paid content at the end of the text."""
    invisible: tuple[tuple[Place, str], ...] = ()
    """Characters that nobody sees and that break searching: place and code point."""
    decomposed: Place | None = None
    """The first letter that is written as letter and accent."""
    trailing: tuple[Place, ...] = ()
    """Where white space begins that ends a line."""
    leftovers: tuple[Leftover, ...] = ()
    """Markup that readers see."""


_MARKED = re.compile(r"<abbr\b[^<>]*\btitle\s*=[^<>]*>([^<]*)</abbr>")


def facts_of(text: str, body: str, first_line: int, engine: str = "markdown") -> TextFacts:
    """The facts of a file's ``text``, whose Markdown ``body`` begins on ``first_line``."""
    blocks = list(blocks_of(body, first_line))
    marked = {found[1].strip() for found in _MARKED.finditer(body)} if "<abbr" in body else set()
    attributions = tuple(find_attributions(blocks))
    return TextFacts(
        pictures=tuple(picture for block in blocks for picture in block.pictures),
        headings=tuple(
            (block.place(0), max(2, block.level), " ".join(block.text.split()))
            for block in blocks
            if block.kind == "heading"
        ),
        quotations=tuple(find_quotations(blocks)),
        dates=tuple(find_dated_places(blocks)),
        abbreviations=tuple(
            abbreviation
            for abbreviation in unexplained(find_abbreviations(blocks), [block.text for block in blocks])
            if abbreviation.text not in marked
        ),
        attributions=attributions,
        names=proper_names(blocks) if attributions else (),
        paid=find_paid_mark(blocks),
        invisible=tuple(find_invisible(text)),
        decomposed=find_decomposed(text),
        trailing=tuple(trailing_spaces(text)),
        leftovers=tuple(find_leftovers(body, first_line, engine)),
    )
