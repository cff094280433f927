"""Python-Markdown set up for news, and kept from trying what cannot match.

The library tries every inline pattern on every piece of text, every block
processor on every block, and looks through every text for HTML, fences and
escapes, which is where most of its time goes; nearly all text in news holds no
character that could begin a match. The classes below skip those tries and
nothing else: the output is the same, byte for byte, which
``tests/test_python_markdown.py`` shows on random texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import ParagraphProcessor
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableExtension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import InlineProcessor, UnescapeTreeprocessor
from markdown.util import AtomicString

__all__ = ["converter", "stock_markdown"]

TRIGGERS: Final = {
    "backtick": "`",
    "escape": "\\",
    "footnote": "[^",
    "reference": "[",
    "link": "[",
    "image_link": "![",
    "image_reference": "![",
    "short_reference": "[",
    "short_image_ref": "![",
    "autolink": "<",
    "automail": "<",
    "linebreak": "  \n",
    "html": "<",
    "entity": "&",
}
"""Inline pattern → what a text has to hold for it to match. One that is not named here is always tried."""
SIGNS: Final = {
    "normalize_whitespace": ("\x02", "\x03", "\r", "\t", "\n "),
    "fenced_code_block": ("```", "~~~"),
    "html_block": ("<", "&"),
    "unescape": ("\\",),
}
"""What looks through the whole text or tree → the text has to hold one of these for it to change anything."""
PLAIN: Final = re.compile(r"[^`\\\[<&*_\n ]*+(?: (?! \n)[^`\\\[<&*_\n ]*+|\n[^`\\\[<&*_\n ]*+)*+\Z")
"""A text that no pattern matches: none of their characters, and no two spaces before the end of a line."""
PROSE: Final = re.compile(r"[^\W\d_][^\n|]*+(?:\n[^\W\d_][^\n|]*+)*+\Z")
"""A block whose lines all begin with a letter and hold no bar can only be a paragraph."""


class _Inline(InlineProcessor):
    """Tries only the patterns whose triggers are in the text.

    What a match leaves in its place holds no trigger, so a text never gains one.
    """

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        triggers = {md.inlinePatterns.get_index_for_name(name): trigger for name, trigger in TRIGGERS.items()}
        self._tried: list[tuple[int, Any, str]] = [
            (number, pattern, triggers.get(number, "")) for number, pattern in enumerate(md.inlinePatterns)
        ]
        # Private to the library's class: its name as Python mangles it, which mypy does not know.
        self._apply: Callable[..., tuple[str, bool, int]] = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]

    # The library calls it by this name, and by that of its argument.
    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        """In place of the library's method of this (private) name."""
        if isinstance(data, AtomicString) or PLAIN.match(data):
            return data
        for number, pattern, trigger in self._tried:
            if number < patternIndex or trigger not in data:
                continue
            start, matched = 0, True
            while matched:
                data, matched, start = self._apply(pattern, data, number, start)
        return data


class _Prose(ParagraphProcessor):
    """A paragraph, recognised before the other processors have looked for what it is not."""

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002 - the library's signature
        return PROSE.match(block) is not None


class _Before(Preprocessor):
    """One of the library's preprocessors, for the texts that it is there for."""

    def __init__(self, stock: Preprocessor, appended: tuple[str, ...]) -> None:
        super().__init__(stock.md)
        self.stock = stock
        self.appended = appended
        """Lines that it adds to every text."""
        self.needed = True

    def run(self, lines: list[str]) -> list[str]:
        return self.stock.run(lines) if self.needed else [*lines, *self.appended]


class _Unescape(UnescapeTreeprocessor):
    """Likewise."""

    needed = True

    def run(self, root: Element) -> None:
        if self.needed:
            super().run(root)


def stock_markdown() -> Markdown:
    """The library as it comes, with the extensions that news needs."""
    # The extensions themselves: for a name, the library looks through all installed packages.
    tables = TableExtension(use_align_attribute=True)
    footnotes = FootnoteExtension(BACKLINK_TITLE="warta:text:footnote_back:{}")
    made = Markdown(extensions=[tables, footnotes, FencedCodeExtension()], output_format="html")
    numbered: Any = made.parser.blockprocessors["olist"]
    numbered.LAZY_OL = False  # a list keeps the number it starts with
    return made


def converter() -> Callable[[str], str]:
    """A function from Markdown to HTML."""
    made = stock_markdown()
    made.treeprocessors.register(_Inline(made), "inline", 20)
    made.parser.blockprocessors.register(_Prose(made.parser), "prose", 200)
    skipped: list[tuple[_Before | _Unescape, tuple[str, ...]]] = []
    for name, priority in (("normalize_whitespace", 30), ("fenced_code_block", 25), ("html_block", 20)):
        before = _Before(made.preprocessors[name], ("", "") if name == "normalize_whitespace" else ())
        made.preprocessors.register(before, name, priority)
        skipped.append((before, SIGNS[name]))
    unescape = _Unescape(made)
    made.treeprocessors.register(unescape, "unescape", 0)
    skipped.append((unescape, SIGNS["unescape"]))

    def convert(text: str) -> str:
        for processor, signs in skipped:
            processor.needed = any(sign in text for sign in signs)
        made.reset()
        return made.convert(text)

    return convert
