"""What readers would miss or see otherwise, since it is read as markup or nothing ends it."""

from __future__ import annotations

from collections.abc import Iterator

from warta.checks.rule import WARNING, CheckedSite, Finding, Post, TextFacts, at, rule


@rule("sign-as-markup", WARNING)
def sign_as_markup(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    """Signs of words or numbers are read as marks of emphasis, of what is struck out, or of code."""
    return (at(place, text=text, sign=sign) for place, text, sign in facts.misread.signs)


@rule("reference-unused", WARNING)
def reference_unused(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    """A line says where a link leads that is nowhere in the text, and is shown nowhere itself."""
    return (at(place, name=name) for place, name in facts.misread.definitions)


@rule("heading-underlined", WARNING)
def heading_underlined(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    """A line of dashes below running text makes a heading of it."""
    return (at(place, text=text) for place, text in facts.misread.underlined)


@rule("comment-open", WARNING)
def comment_open(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    """Nothing ends a note, so that the rest of the text is hidden with it."""
    return (at(place, end=end) for place, end in facts.misread.comments)


@rule("tag-open", WARNING)
def tag_open(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    """Nothing ends a tag, so that the rest of the text may be part of it."""
    return (at(place, name=name) for place, name in facts.misread.tags)
