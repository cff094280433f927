"""Standing pages that the agency still has to write a part of."""

from __future__ import annotations

from collections.abc import Iterator

from warta.checks.rule import WARNING, CheckedSite, Finding, Post, TextFacts, at, rule
from warta.content.model import PageFields


@rule("page-unfilled", WARNING)
def page_unfilled(_: TextFacts, post: Post, site: CheckedSite) -> Iterator[Finding]:
    """Readers do not see it, and no menu has it, until the key is gone."""
    if post.card.unfilled:
        fields = site.library.details(post.card).fields
        said = filter(None, fields.fill_in) if isinstance(fields, PageFields) else ()
        yield at(site.position(post, "fill_in"), what="; ".join(said) or "[[…]]")
