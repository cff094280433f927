"""What the server shows, as one immutable value that each build replaces."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from warta.diagnostics.catalogue import DEFAULT_LANGUAGE, explain, report_text
from warta.diagnostics.values import Diagnostic, Severity, ordered
from warta.i18n.languages import Language, load_language
from warta.i18n.moments import Moment
from warta.site.library import Library
from warta.urls import masked

__all__ = [
    "Line",
    "Problem",
    "Snapshot",
    "banners_of",
    "findings_of",
    "plain_name",
    "problems_of",
    "texts",
]

MOST_FINDINGS = 500
"""Of warnings that are kept for pages, those of the page's own story first."""
MOST_PROBLEMS = 20
"""More than these are counted, not shown: the first ones usually bring the others about."""
LINES_AROUND = 2
MOST_COLUMNS = 160
"""Of a line; a mark further to the right is not shown either."""
_DIGEST = re.compile(r"\.[0-9a-f]{10}(\.css)$")

ReadLines = Callable[[str], list[str]]
"""The lines of a file of the site; none when it cannot be read."""


class Line(NamedTuple):
    """A line of a file, as the overlay shows it."""

    number: int
    text: str
    wrong: bool
    """Whether the finding is about this one."""


class Problem(Struct, frozen=True):
    """A finding in words."""

    place: str
    """``content/news/2024/x.id.md:3:8``."""
    what: str
    why: str
    fix: str
    rule: str
    lines: tuple[Line, ...]
    column: int
    """1-based, of the mark in the line that is wrong; 0 for none."""
    file: str
    pages: tuple[str, ...] = ()
    """Output files of the story that it is about, in all its languages."""


class Snapshot(Struct, frozen=True):
    """The state of the site after a build."""

    number: int = 0
    """Counts the builds of this server."""
    root: str = ""
    """Path prefix of the site, without a final slash."""
    files: frozenset[str] = frozenset()
    """Every output file there is to be served, below the output folder."""
    banners: Mapping[str, str] | None = None
    """Output file of a story that the public does not see → why not."""
    problems: tuple[Problem, ...] = ()
    """What kept the last build from succeeding; ``files`` are then those of the one before."""
    more_problems: int = 0
    findings: tuple[Problem, ...] = ()
    """What else there is to see to: all that ``check`` finds."""
    more_findings: int = 0
    reviewed: int = 0
    """The number of the build that the findings are about."""
    language: str = DEFAULT_LANGUAGE
    """Of the server's own texts."""
    edited: str = ""
    """Address of the page of the file that was saved last before the build; empty when none has a page."""

    def styles(self) -> dict[str, str]:
        """Style sheet without the digest in its name → its address now."""
        return {
            plain_name(f"{self.root}/{path}"): f"{self.root}/{path}"
            for path in self.files
            if path.endswith(".css")
        }


def plain_name(url: str) -> str:
    """The address of a style sheet without the digest of its content."""
    return _DIGEST.sub(r"\1", url)


def texts(language: str, errors: int, own: int, others: int) -> dict[str, str]:
    """The texts of the overlay; ``own`` findings are about the story of the page."""
    return {
        "title": report_text("serve_overlay", language, errors),
        "own": report_text("serve_findings_own", language, own),
        "others": report_text("serve_findings_others", language, others),
        "none": report_text("serve_findings_none", language),
        "found": report_text("form_found", language, own),
        "errors": report_text("form_errors", language, errors),
        "why": report_text("why", language),
        "fix": report_text("fix", language),
        "hide": report_text("serve_hide", language),
        "show": report_text("serve_show", language),
    }


def problems_of(
    diagnostics: Iterable[Diagnostic], language: str, read_lines: ReadLines
) -> tuple[tuple[Problem, ...], int]:
    """The errors among the findings in words, and how many more there are."""
    errors = [found for found in diagnostics if found.severity is Severity.ERROR]
    shown = tuple(_problem(found, language, read_lines) for found in errors[:MOST_PROBLEMS])
    return shown, len(errors) - len(shown)


def findings_of(
    diagnostics: Sequence[Diagnostic], library: Library | None, language: str, read_lines: ReadLines
) -> tuple[tuple[Problem, ...], int]:
    """All findings in words, with the pages of their stories; and how many more there are."""
    pages: dict[str, list[str]] = {}
    stories: dict[str, str] = {}
    for post in library.versions if library is not None else ():
        stories[post.card.path] = post.card.story
        pages.setdefault(post.card.story, []).append(post.address.path)
    lines = cache(read_lines)
    shown = tuple(
        replace(_problem(found, language, lines), pages=tuple(pages.get(stories.get(found.file, ""), ())))
        for found in diagnostics[:MOST_FINDINGS]
    )
    return shown, len(diagnostics) - len(shown)


def _problem(found: Diagnostic, language: str, read_lines: ReadLines) -> Problem:
    text = explain(found, language)
    number, column = found.position
    place = f"{found.file}:{number}:{column}" if number else found.file
    lines: tuple[Line, ...] = ()
    if number:
        first = max(1, number - LINES_AROUND)
        around = read_lines(found.file)[first - 1 : number + LINES_AROUND]
        lines = tuple(
            Line(first + index, _shown(line), first + index == number) for index, line in enumerate(around)
        )
    mark = column if column <= MOST_COLUMNS else 0
    return Problem(place, text.what, text.why, text.fix, found.code, lines, mark, found.file)


def _shown(line: str) -> str:
    line = masked(line.rstrip("\r\n").replace("\t", " "))[:MOST_COLUMNS]
    return "".join(character if character.isprintable() else "·" for character in line)


def banners_of(library: Library, code: str, gaps: Iterable[Diagnostic]) -> dict[str, str]:
    """Output file → why the public does not see the story; hidden stories only.

    ``gaps`` is what a draft lacks before it can be published.
    """
    language = load_language(code, {})
    lacking: dict[str, list[Diagnostic]] = {}
    for gap in ordered(gaps):
        lacking.setdefault(gap.file, []).append(gap)
    found = {}
    for post in (*library.apart, *library.standing_by_path.values()):
        if post.hold is None and not post.withdrawn:
            continue
        reasons = []
        if post.hold is not None:
            name = f"serve_{post.hold.reason}"
            until = _written(post.hold.until, language) if post.hold.until is not None else ""
            reasons.append(report_text(name, code, until=until))
        if post.withdrawn:
            reasons.append(report_text("serve_withdrawn", code))
        own = dict.fromkeys((post.card.path, post.original.path))
        reasons += [_gap(gap, code) for path in own for gap in lacking.get(path, ())]
        found[post.address.path] = "\n".join(reasons)
    return found


def _gap(gap: Diagnostic, code: str) -> str:
    """Where something is missing or wrong, and what it is."""
    text = explain(gap, code)
    return f"{gap.file}:{gap.position.line}: {text.what}. {text.fix}"


def _written(moment: Moment, language: Language) -> str:
    clock = language.clock(moment)
    day = language.long_date(moment.at.date())
    return f"{day}, {clock}" if clock else day
