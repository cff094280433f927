"""What was pasted from another program and is not Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from warta.checks.rule import WARNING, CheckedSite, Finding, Post, TextFacts, at, rule


@rule("pasted-bullets", WARNING)
def pasted_bullets(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    """Lines begin with the bullets of a word processor, so they are one paragraph and no list."""
    return (at(each.place, sign=each.sign, count=each.lines) for each in facts.pasted.bullets)


@rule("pasted-columns", WARNING)
def pasted_columns(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    """Rows of a spreadsheet, whose cells run together."""
    return (at(place, count=count) for place, count in facts.pasted.columns)


@rule("pasted-message", WARNING)
def pasted_message(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    """A line says who sent a message when, or that it was forwarded."""
    return (at(place, text=text) for place, text in facts.pasted.messages)


@rule("lettered-lines", WARNING)
def lettered_lines(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    """Lines count in a way that Markdown has no list for, so they are one paragraph."""
    return (at(each.place, sign=each.sign, count=each.lines) for each in facts.joined.letters)


@rule("label-lines", WARNING)
def label_lines(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    """Lines begin with a label and stand in one paragraph."""
    messages = {place[0] for place, _ in facts.pasted.messages}
    for each in facts.joined.labels:
        if each.place[0] not in messages:
            yield at(each.place, sign=each.sign, count=each.lines)


@rule("list-space", WARNING)
def list_space(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    """The signs of a list have no space behind them, so the lines are one paragraph."""
    return (at(each.place, sign=each.sign, count=each.lines) for each in facts.joined.signs)


@rule("code-open", WARNING)
def code_open(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    """Nothing ends a piece of code, so that the rest of the text is code as well."""
    return (at(place, sign=sign) for place, sign in facts.open_fences)


@rule("front-matter-twice", WARNING)
def front_matter_twice(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    """The front matter of another file stands in the text."""
    return (at(place) for place in facts.pasted.front_matter)


@rule("link-form", WARNING)
def link_form(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    """A link lacks a sign, or has one too many."""
    return (at(each.place, written=each.written, wanted=each.wanted) for each in facts.broken_links)


@rule("table-row", WARNING)
def table_row(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    """A row has more cells than the head of its table, and readers do not see the rest."""
    for each in facts.odd_rows:
        if each.lost:
            yield at(each.place, cells=each.cells, wanted=each.wanted, lost=each.lost)


@rule("table-text", WARNING)
def table_text(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    """Text directly below a table, which is read as one more row of it; the first line of it."""
    below = [each.place for each in facts.odd_rows if not each.delimiter and not each.lost]
    return (at(place) for place in below if (place[0] - 1) not in {line for line, _ in below})


@rule("pasted-rest", WARNING)
def pasted_rest(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    """Something stands in the text that a program has written: an error, a mark, the number of a page."""
    return (at(place, text=text) for place, text in facts.residues.marks)


@rule("link-detour", WARNING)
def link_detour(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    """An address leads by way of a program that counts or tests those who open it."""
    return (
        at(place, written=written, wanted=wanted, shown=written[:60])
        for place, written, wanted in facts.residues.detours
    )


@rule("line-hyphen", WARNING)
def line_hyphen(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    """A word that was parted at the end of a line, so that readers see a hyphen and a space in it."""
    return (at(place, text=text) for place, text in facts.residues.hyphens)


@rule("table-head", WARNING)
def table_head(facts: TextFacts, _: Post, __: CheckedSite) -> Iterator[Finding]:
    """The line below the head of a table does not fit it, so there is no table."""
    for each in facts.odd_rows:
        if each.delimiter:
            yield at(each.place, cells=each.cells, wanted=each.wanted)
