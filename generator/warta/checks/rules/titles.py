"""Title and summary."""

from __future__ import annotations

from collections.abc import Iterator

from warta.checks.rule import WARNING, CheckedSite, Finding, Post, TextFacts, at, rule

__all__ = ["SUMMARY_LIMIT", "TITLE_LIMIT"]

TITLE_LIMIT = 110
"""Characters. Search engines show some sixty, and schema.org's NewsArticle allows 110."""
SUMMARY_LIMIT = 200
"""Characters: two sentences, and what search engines show at the most."""


@rule("title-too-long", WARNING)
def title_too_long(_: TextFacts, post: Post, site: CheckedSite) -> Iterator[Finding]:
    """Search engines cut it off."""
    length = len(post.card.title)
    if length > TITLE_LIMIT:
        yield at(site.position(post, "title"), length=length, limit=TITLE_LIMIT)


@rule("title-repeated", WARNING)
def title_repeated(facts: TextFacts, post: Post, _: CheckedSite) -> Iterator[Finding]:
    """The text begins with the title, so that readers see it twice."""
    if facts.opening is not None and _bare(facts.opening[1]) == _bare(post.card.title):
        yield at(facts.opening[0])


def _bare(text: str) -> str:
    """The letters and digits of a text."""
    return "".join(filter(str.isalnum, text.casefold()))


@rule("summary-missing", WARNING)
def summary_missing(_: TextFacts, post: Post, __: CheckedSite) -> Iterator[Finding]:
    """Lists and search engines show the start of the text instead, cut off."""
    if not post.card.standfirst:
        yield at((2, 1), limit=SUMMARY_LIMIT)


@rule("summary-too-long", WARNING)
def summary_too_long(_: TextFacts, post: Post, site: CheckedSite) -> Iterator[Finding]:
    """Search engines cut it off."""
    length = len(post.card.standfirst)
    if length > SUMMARY_LIMIT:
        yield at(site.position(post, "summary"), length=length, limit=SUMMARY_LIMIT)
