"""A post's Markdown to sanitised HTML, and what is known of the text.

The engine converts, the sanitiser reduces the result to an allow-list, and what is left is written anew from
its tree (:mod:`warta.markdown.story_html`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from msgspec import Struct

from warta.diagnostics.values import Diagnostic, Position, error, warning
from warta.markdown.engines import engine, forget_engines
from warta.markdown.indented import indented_prose
from warta.markdown.limits import MAX_NESTING, MAX_WORK, Excess, NestedError, OverspentError, excess
from warta.markdown.locator import Locator
from warta.markdown.office import without_office_tags
from warta.markdown.references import reference_findings
from warta.markdown.sanitising import dropped, sanitised
from warta.markdown.story_html import Link, StoryWriter

__all__ = ["Body", "Link", "Quote", "convert"]

EXCERPT_LENGTH = 220
QUOTATION_LENGTH = 400
_EMBEDDED = re.compile(r"data:image/[a-z+]{1,20};base64,[A-Za-z0-9+/=\s]{1000,}")


class Quote(NamedTuple):
    """A quotation with a line below it that says whose words they are."""

    name: str
    """That line, as it was written."""
    position: Position
    """Of the line."""
    words: str
    """What is quoted, as plain text; long ones are cut."""


class Body(Struct, frozen=True):
    """What is known of a text besides its HTML."""

    links: tuple[Link, ...] = ()
    documents: tuple[tuple[int, str], ...] = ()
    """Which of the links lead to documents, and what each is called there."""
    anchors: frozenset[str] = frozenset()
    """Every id in the HTML."""
    excerpt: str = ""
    """The start of the first paragraph as plain text."""
    empty: bool = True
    quotes: tuple[Quote, ...] = ()


def convert(
    text: str, file: str, first_line: int, engine_name: str, *, own: str = ""
) -> tuple[str, Body, tuple[Diagnostic, ...]]:
    """HTML, facts and findings for one Markdown text that starts on ``first_line`` of ``file``.

    ``own`` is the address of the site, so that links which spell it out are links within it.
    """
    beyond, locator = excess(text), Locator(text, first_line)
    if beyond is None:
        plain, removed = without_office_tags(text, file, locator)
        try:
            html, body, found = _converted(engine(engine_name)(plain), file, locator, own)
            return html, body, (*removed, *found)
        except NestedError as problem:
            beyond = Excess("too-nested", limit=MAX_NESTING, line=problem.line)
        except RecursionError:
            beyond = Excess("too-nested", limit=MAX_NESTING, line=0)
        except OverspentError as problem:
            beyond = Excess("text-too-costly", limit=MAX_WORK, line=problem.line)
        forget_engines()
    data = _EMBEDDED.search(text) if beyond.code == "text-too-long" else None
    if data is not None:
        place = locator.place(data.start())
        return "", Body(), (error("embedded-picture", file, place, size=len(data[0])),)
    place = Position(first_line + beyond.line, 1)
    return "", Body(), (error(beyond.code, file, place, limit=beyond.limit),)


def _converted(raw: str, file: str, locator: Locator, own: str) -> tuple[str, Body, tuple[Diagnostic, ...]]:
    clean = sanitised(raw)
    diagnostics = dropped(raw, clean, file, locator)
    writer = StoryWriter(locator, own)
    html = writer.write(clean)
    diagnostics += reference_findings(html, writer.anchors, file, locator)
    diagnostics += indented_prose(clean, file, locator)
    diagnostics += [
        warning("video-without-title", file, locator.find(url), url=url) for url in writer.untitled
    ]
    diagnostics += [
        error("picture-without-alt", file, link.position, file=link.target) for link in writer.undescribed
    ]
    positions = locator.find_attributions([name for name, _ in writer.quotes])
    body = Body(
        links=tuple(writer.links),
        documents=tuple(writer.documents),
        anchors=frozenset(writer.anchors),
        excerpt=_shortened(" ".join((writer.opening or "").split()), EXCERPT_LENGTH),
        empty=not html or html.isspace(),
        quotes=tuple(
            [
                Quote(name, position, _quoted(words))
                for (name, words), position in zip(writer.quotes, positions, strict=True)
            ]
        ),
    )
    return html, body, tuple(diagnostics)


def _quoted(words: str) -> str:
    """A quotation as text; one that is cut still ends as a quotation."""
    text = " ".join(words.split())
    shown = _shortened(text, QUOTATION_LENGTH)
    return shown + "\u201d" if shown != text and text.startswith("\u201c") else shown


def _shortened(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    cut = text.rfind(" ", 0, length)
    shown = text[: cut if cut > 0 else length].rstrip(" ,;:–-")
    return shown if shown.endswith((".", "!", "?")) else shown + " …"
