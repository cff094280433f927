"""Footnotes that a word processor has left as links to each other, written as Markdown has them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from warta.checks.edits import Edit
from warta.content.front_matter import body_of
from warta.diagnostics.values import Diagnostic
from warta.markdown.lines import fenced
from warta.markdown.office import NoteLink, note_link

__all__ = ["as_footnotes"]

_NUMBER = r"\\?\[?\s*(?P<{0}>\w{{1,8}}|\*)\s*\\?\]?"
_LINK = re.compile(
    rf"(?:<sup>)?(?:\[{_NUMBER.format('one')}\]\(\s*<?#(?P<target>[\w-]+)>?(?:\s+[\"'][^\"']*[\"'])?\s*\)"
    rf"|<a\s[^<>]*href=[\"']?#(?P<href>[\w-]+)[^<>]*>(?:<\w+[^<>]*>)*{_NUMBER.format('two')}(?:</\w+>)*?</a>)"
    r"(?:</sup>)?"
)


class _Link(NamedTuple):
    """A link that leads from a footnote's mark to its text, or back."""

    line: int
    start: int
    end: int
    leads: NoteLink


def as_footnotes(lines: list[str], found: Diagnostic) -> list[Edit]:
    """``[[1]](#_ftn1)``, and ``[[1]](#_ftnref1) Text`` that begins a line → ``[^1]`` and ``[^1]: Text``.

    Only a note that has both, and whose name is not another's in the file.
    """
    meant = note_link(dict(found.arguments)["anchor"])
    if meant is None:
        return []
    links = list(_links(lines))
    same = [link for link in links if link.leads[:2] == meant[:2]]
    marks = [link for link in same if not link.leads.back]
    texts = [link for link in same if link.leads.back]
    name = f"e{meant.number}" if meant.at_end and _is_of_both(links, meant.number) else meant.number
    if not marks or len(texts) != 1 or any(f"[^{name}]" in line for line in lines):
        return []
    line, start, end, _ = texts[0]
    if lines[line][:start].strip():
        return []
    apart = not lines[line - 1].strip() or _LINK.match(lines[line - 1].lstrip()) is not None
    behind = len(lines[line]) - len(lines[line][end:].lstrip())
    return [
        *(Edit(mark.line, mark.start, mark.end, f"[^{name}]") for mark in marks),
        Edit(line, 0, behind, ("" if apart else "\n") + f"[^{name}]: "),
    ]


def _links(lines: Sequence[str]) -> Iterator[_Link]:
    first = body_of("\n".join(lines))[1] - 1
    for number, (line, code) in enumerate(zip(lines, fenced(lines), strict=True)):
        for link in _LINK.finditer(line) if not code and number >= first else ():
            leads = note_link(link["target"] or link["href"])
            if leads is not None:
                yield _Link(number, link.start(), link.end(), leads)


def _is_of_both(links: Sequence[_Link], number: str) -> bool:
    """Whether a footnote and an endnote have one number."""
    return len({link.leads.at_end for link in links if link.leads.number == number}) > 1
