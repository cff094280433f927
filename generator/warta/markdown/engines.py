"""The Markdown engines: a text in, HTML out, in one form whichever engine made it.

Python-Markdown is the reference. A compiled engine is brought to its form
where the two differ in more than spacing (footnotes, alignment of columns, boxes of tasks), so
that what follows needs to know one form only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.util import find_spec

from warta.expressions import expression
from warta.markdown.autolinks import sheltered
from warta.markdown.block import BOXES
from warta.markdown.plain import plain_html

__all__ = ["engine", "forget_engines", "is_installed"]

Engine = Callable[[str], str]


@lru_cache(maxsize=4)
def engine(name: str) -> Engine:
    """A function from Markdown to HTML; engines are imported when they are first used."""
    return sheltered({"markdown": _python_markdown, "pyromark": _pyromark}[name]())


def is_installed(name: str) -> bool:
    """Whether an engine can be used: the compiled one is optional."""
    return find_spec(name) is not None


def forget_engines() -> None:
    """Start anew: an engine that gave up in the middle of a text may not be usable for the next."""
    engine.cache_clear()


def _python_markdown() -> Engine:
    @cache
    def library() -> Engine:
        from warta.markdown.python_markdown import converter  # an edit of most texts does without

        return converter()

    def convert(text: str) -> str:
        html = plain_html(text)
        return library()(text) if html is None else html

    return convert


_REFERENCE = expression(r'<sup class="footnote-reference"><a href="#([^"]*)">(\d+)</a></sup>')
_DEFINITION = expression(
    r'<div class="footnote-definition" id="([^"]*)">'
    r'<sup class="footnote-definition-label">(\d+)</sup>\n(.*?)</div>\n',
    re.DOTALL,
)
_ALIGNMENT = expression(r'(<t[dh]) style="text-align: (left|right|center)"')

_BOX = expression(r'<input disabled="" type="checkbox"( checked="")?/>\n?')


def _pyromark() -> Engine:
    import pyromark

    enabled = pyromark.Options
    options = (
        enabled.ENABLE_TABLES
        | enabled.ENABLE_FOOTNOTES
        | enabled.ENABLE_STRIKETHROUGH
        | enabled.ENABLE_TASKLISTS
    )

    def convert(text: str) -> str:
        html = pyromark.html(text if text.endswith("\n") else text + "\n", options=options)
        by_hand = "<" in text  # single characters are found much faster than several
        if "|" in text:
            html = html.replace("<tbody>\n</tbody>", "")
        if ("|" in text or by_hand) and 'style="text-align' in html:
            html = _ALIGNMENT.sub(r'\1 align="\2"', html)
        if "[" in text and "<input" in html:
            html = _BOX.sub(lambda found: f"{BOXES[found[1] is not None]} ", html)
        return _footnotes(html) if ("^" in text or by_hand) and "footnote-" in html else html

    return convert


def _footnotes(html: str) -> str:
    """pulldown-cmark's footnotes in the form of Python-Markdown's: an ordered list with links back."""
    references: dict[str, list[str]] = {}

    def refer(found: re.Match[str]) -> str:
        name, number = found[1], found[2]
        anchors = references.setdefault(name, [])
        anchors.append(f"fnref:{name}" if not anchors else f"fnref{len(anchors) + 1}:{name}")
        return f'<sup id="{anchors[-1]}"><a class="footnote-ref" href="#fn:{name}">{number}</a></sup>'

    notes: dict[int, str] = {}

    def collect(found: re.Match[str]) -> str:
        name, number, text = found[1], int(found[2]), found[3].strip()
        title = f"warta:text:footnote_back:{number}"
        back = "".join(
            f'<a class="footnote-backref" href="#{anchor}" title="{title}">&#8617;</a>'
            for anchor in references.get(name, ())
        )
        if back and text.endswith("</p>"):
            text = f"{text.removesuffix('</p>')}&#160;{back}</p>"
        notes[number] = f'<li id="fn:{name}">\n{text}\n</li>\n'
        return ""

    html = _REFERENCE.sub(refer, html)
    html = _DEFINITION.sub(collect, html)
    if not notes:
        return html
    items = "".join(notes[number] for number in sorted(notes))
    return f'{html}<div class="footnote">\n<hr>\n<ol>\n{items}</ol>\n</div>\n'
