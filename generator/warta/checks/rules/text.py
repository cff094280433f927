"""How a text is written: headings, quotation marks, characters."""

from __future__ import annotations

from collections.abc import Iterator

from warta.checks.facts.text import TextFacts
from warta.checks.rule import OFF, WARNING, CheckedSite, Finding, at, rule
from warta.site.library import Post

__all__: list[str] = []


@rule("heading-skips-level", WARNING)
def heading_skips_level(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    before = 1
    for place, level, text in facts.headings:
        wanted = before + 1
        if level > wanted:
            yield at(place, text=text, level=level, wanted=wanted, marks="#" * wanted)
        before = level


@rule("quotation-open", WARNING)
def quotation_open(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    return (at(mark.place, words=mark.words) for mark in facts.quotations if mark.opens)


@rule("quotation-unopened", WARNING)
def quotation_unopened(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    return (at(mark.place, words=mark.words) for mark in facts.quotations if not mark.opens)


@rule("invisible-character", WARNING)
def invisible_character(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    return (at(place, code=code) for place, code in facts.invisible)


@rule("text-not-normalised", WARNING)
def text_not_normalised(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    if facts.decomposed is not None:
        yield at(facts.decomposed)


@rule("trailing-spaces", OFF)
def trailing_white_space(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    if facts.trailing:
        yield at(facts.trailing[0], count=len(facts.trailing))
