"""Paid content carries its label."""

from __future__ import annotations

import re
from collections.abc import Iterator

from warta.checks.facts.text import TextFacts
from warta.checks.rule import WARNING, CheckedSite, Finding, at, rule
from warta.site.library import Post

__all__: list[str] = []

_PAID_TITLE = re.compile(
    r"^[(\[]?(?:adv|advertorial|pariwara)[)\]]?\s*[:|–-]|[(\[](?:adv|advertorial)[)\]]", re.IGNORECASE
)


@rule("advertorial-unlabelled", WARNING)
def advertorial_unlabelled(facts: TextFacts, post: Post, site: CheckedSite) -> Iterator[Finding]:
    if post.kind == "advertorial" or post.card.withdrawn:
        return
    if facts.paid is not None:
        place, mark = facts.paid
        yield at(place, mark=mark, file=post.original.path)
    elif (title := _PAID_TITLE.search(post.card.title)) is not None:
        yield at(site.position(post, "title"), mark=title[0], file=post.original.path)
