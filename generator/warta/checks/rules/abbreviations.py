"""Abbreviations that neither the text nor the glossary explains."""

from __future__ import annotations

from collections.abc import Iterator

from warta.checks.rule import WARNING, CheckedSite, Finding, Post, TextFacts, at, rule


@rule("abbreviation-unexplained", WARNING)
def abbreviation_unexplained(facts: TextFacts, post: Post, site: CheckedSite) -> Iterator[Finding]:
    """Neither the text nor the glossary says what it stands for; a region's name needs no explanation."""
    for place, text in facts.abbreviations:
        known = site.registry.glossary.get(text)
        explained = known is not None and known.has(post.card.language)
        if not explained and not site.registry.find("regions", text):
            yield at(place, text=text)
