"""Markup that readers see."""

from __future__ import annotations

from collections.abc import Iterator

from warta.checks.facts.leftovers import marks_in_plain
from warta.checks.rule import WARNING, CheckedSite, Finding, Post, TextFacts, at, rule
from warta.content.model import PageFields

_TO_FILL = "[["
"""Begins a place to fill in on a page, which is reported as such."""


@rule("leftover-markup", WARNING)
def leftover_markup(facts: TextFacts, post: Post, site: CheckedSite) -> Iterator[Finding]:
    """A sign in the text was not read as markup, or stands in a line that is shown as it is written."""
    card = post.card
    is_page = isinstance(site.library.details(card).fields, PageFields)
    lines = [("title", card.title), ("summary", card.standfirst)]
    lines += [("image", text) for text in card.image[1:4]] if card.image else []
    lines += [("changes", note) for _, _, note in card.changes]
    for number, mark, text in marks_in_plain(text for _, text in lines):
        if is_page and text.startswith(_TO_FILL):
            continue
        yield at(
            site.position(post, lines[number][0]), markup="plain" if mark != "entity" else mark, text=text
        )
    for place, mark, text in facts.leftovers:
        if not (is_page and text.startswith(_TO_FILL)):
            yield at(place, markup=mark, text=text)
