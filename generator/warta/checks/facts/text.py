"""What the editorial rules have to know of one text. Depends on the text and its engine, and nothing else.

A fact is no finding yet: whether an abbreviation is in the glossary, or a person in the front matter,
is for the rules to say, which have the whole site. So facts are kept with the digest of their file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from warta.checks.facts.abbreviations import Abbreviation, find_abbreviations, unexplained
from warta.checks.facts.advertising import find_paid_mark
from warta.checks.facts.characters import find_decomposed, find_invisible, trailing_spaces
from warta.checks.facts.dates import DatedPlace, find_dated_places
from warta.checks.facts.fences import find_open_fences
from warta.checks.facts.joined import Joined, find_joined
from warta.checks.facts.leftovers import Leftover, find_leftovers
from warta.checks.facts.links import BrokenLink, find_broken_links
from warta.checks.facts.misread import Misread, find_misread
from warta.checks.facts.pasted import Pasted, find_pasted
from warta.checks.facts.people import Attribution, find_attributions, proper_names
from warta.checks.facts.quotations import Quotation, find_quotations
from warta.checks.facts.residues import Residues, find_residues
from warta.checks.facts.tables import OddRow, find_odd_rows
from warta.checks.facts.translations import find_to_translate, long_paragraphs
from warta.markdown.block import Block as SourceBlock
from warta.markdown.blocks import blocks as read_blocks
from warta.markdown.lines import prose_lines
from warta.markdown.places import Block, Picture, Place, blocks_of

__all__ = ["TextFacts", "facts_of"]


OPENING = 300
"""Characters of the first block that are kept."""


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
    pasted: Pasted = Pasted()
    joined: Joined = Joined()
    open_fences: tuple[tuple[Place, str], ...] = ()
    """Where code begins that nothing ends, and with which sign."""
    misread: Misread = Misread()
    residues: Residues = Residues()
    opening: tuple[Place, str] | None = None
    """Place and words of the first block."""
    leftovers: tuple[Leftover, ...] = ()
    """Markup that readers see."""
    broken_links: tuple[BrokenLink, ...] = ()
    odd_rows: tuple[OddRow, ...] = ()
    empty: Place | None = None
    """Where a text should begin that has nothing to read or look at, but for headings."""
    paragraphs: tuple[tuple[Place, int], ...] = ()
    """Place and digest of those with so many words that they are hardly written twice."""
    to_translate: tuple[tuple[Place, str], ...] = ()
    """The comments in the front matter that say so, and the key that each is about."""


def _holds_anything(blocks: Sequence[Block], tree: Sequence[SourceBlock]) -> bool:
    """Whether there is more than headings; code is no text to the rules, but something to see."""
    return any(block.kind != "heading" for block in blocks) or any(
        block.kind in ("code", "fence") for top in tree for block in top.walk()
    )


def _unsaid(
    leftovers: Iterable[Leftover], links: Sequence[BrokenLink], rows: Sequence[OddRow]
) -> Iterator[Leftover]:
    """The signs that readers see, but for those of a link or a table of which more is known."""
    no_table = any(row.delimiter for row in rows)
    for each in leftovers:
        in_link = each.mark == "link" and any(each.text.strip() in link.written for link in links)
        if not in_link and not (each.mark == "table" and no_table):
            yield each


_MARKED = re.compile(r"<abbr\b[^<>]*\btitle\s*=[^<>]*>([^<]*)</abbr>")


def facts_of(text: str, body: str, first_line: int, engine: str = "markdown") -> TextFacts:
    """The facts of a file's ``text``, whose Markdown ``body`` begins on ``first_line``."""
    blocks = list(blocks_of(body, first_line))
    marked = {found[1].strip() for found in _MARKED.finditer(body)} if "<abbr" in body else set()
    attributions = tuple(find_attributions(blocks))
    tree = read_blocks(body)
    lines = list(prose_lines(body, tree, first_line))
    broken_links = tuple(find_broken_links(lines, body))
    odd_rows = tuple(find_odd_rows(tree, first_line))
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
        pasted=find_pasted(lines),
        joined=find_joined(lines),
        open_fences=tuple(find_open_fences(tree, body, first_line)),
        residues=find_residues(lines),
        opening=(blocks[0].place(0), blocks[0].text[:OPENING].strip()) if blocks else None,
        misread=find_misread(tree, body, lines, first_line),
        broken_links=broken_links,
        odd_rows=odd_rows,
        empty=None if _holds_anything(blocks, tree) or (body.strip() and not tree) else (first_line - 1, 1),
        paragraphs=tuple(long_paragraphs(blocks)),
        to_translate=tuple(find_to_translate(text.split("\n", first_line)[: first_line - 1])),
        leftovers=tuple(_unsaid(find_leftovers(body, first_line, engine), broken_links, odd_rows)),
    )
