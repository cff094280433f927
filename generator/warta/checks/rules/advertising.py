"""Paid content carries its label."""

from __future__ import annotations

import re
from collections.abc import Iterator

from warta.checks.rule import WARNING, CheckedSite, Finding, Post, TextFacts, at, rule

_PAID_TITLE = re.compile(
    r"^[(\[]?(?:adv|advertorial|pariwara)[)\]]?\s*[:|–-]|[(\[](?:adv|advertorial)[)\]]", re.IGNORECASE
)


@rule("advertorial-unlabelled", WARNING, stories_only=True)
def advertorial_unlabelled(facts: TextFacts, post: Post, site: CheckedSite) -> Iterator[Finding]:
    """The text or the title carries a mark of paid content, and the front matter does not say so."""
    if post.kind == "advertorial" or post.card.withdrawn:
        return
    if facts.paid is not None:
        place, mark = facts.paid
        yield at(place, mark=mark, file=post.original.path)
    elif (title := _PAID_TITLE.search(post.card.title)) is not None:
        yield at(site.position(post, "title"), mark=title[0], file=post.original.path)
