"""How a text is written: headings, quotation marks, characters."""

from __future__ import annotations

from collections.abc import Iterator

from warta.checks.rule import OFF, WARNING, CheckedSite, Finding, Post, TextFacts, at, rule


@rule("heading-skips-level", WARNING)
def heading_skips_level(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    """A heading is more than one level below the one before it."""
    before = 1
    for place, level, text in facts.headings:
        wanted = before + 1
        if level > wanted:
            yield at(place, text=text, level=level, wanted=wanted, marks="#" * wanted)
        before = level


@rule("quotation-open", WARNING)
def quotation_open(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    """A quotation mark opens and none closes."""
    return (at(mark.place, words=mark.words) for mark in facts.quotations if mark.opens)


@rule("quotation-unopened", WARNING)
def quotation_unopened(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    """A quotation mark closes what none has opened."""
    return (at(mark.place, words=mark.words) for mark in facts.quotations if not mark.opens)


@rule("invisible-character", WARNING)
def invisible_character(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    """A character that nobody sees breaks searching."""
    return (at(place, code=code) for place, code in facts.invisible)


@rule("text-not-normalised", WARNING)
def text_not_normalised(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    """A letter is written as letter and accent, which searching does not find."""
    if facts.decomposed is not None:
        yield at(facts.decomposed)


@rule("trailing-spaces", OFF)
def trailing_white_space(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    """White space at the ends of lines. Off unless a site asks for it."""
    if facts.trailing:
        yield at(facts.trailing[0], count=len(facts.trailing))
