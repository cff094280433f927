"""Python-Markdown set up for news, and asked only where something is in doubt.

Most blocks of news can be nothing but a paragraph, a heading, a quotation or a
list, with no marks but simple emphasis and links. :func:`finished` makes their
HTML; most texts need nothing else.

The library tries every inline pattern on every piece of text, every block
processor on every block, and looks through every text for HTML, fences and
escapes. For the blocks that are left to it, classes below skip the tries that
cannot match.

The output is the library's, byte for byte, which
``tests/test_python_markdown.py`` shows on random texts.

Private members of the library are used in two places, :class:`_Inline` and :class:`_Finished`. Both go when
a block reader of CommonMark takes the place of the library's parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import Enum, auto
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple
from xml.etree.ElementTree import Element, ElementTree, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import ParagraphProcessor
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableExtension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import InlineProcessor, UnescapeTreeprocessor
from markdown.util import AtomicString

from warta.markdown.limits import Budget

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
PLAIN: Final = re.compile(r"[^`\\\[<&*_\n ]*+(?>(?: (?! \n)[^`\\\[<&*_\n ]*+|\n[^`\\\[<&*_\n ]*+)*)\Z")
"""A text that no pattern matches: none of their characters, and no two spaces before the end of a line."""
PROSE: Final = re.compile(r"[^\W\d_][^\n|]*+(?>(?:\n[^\W\d_][^\n|]*+)*)\Z")
"""A block whose lines all begin with a letter and hold no bar can only be a paragraph."""

MARKS: Final = ("`", "\\", "<", ">", "&", "_", "|", "~", "\t", "\r", "\x02", "\x03", "///")
"""A text without any of these is shown as it is written, but for emphasis and links. The last stands for the
place of footnotes."""
EVERY_SIGN: Final = frozenset((*TRIGGERS.values(), *chain.from_iterable(SIGNS.values())))
HOLE: Final = "\x02finished\x03"
"""Stands for finished blocks while the library is at work, which drops these two signs from texts."""


# --- Blocks that can be nothing but what they look like ----------------------------------------------

_LINE = r"(?:[^\W\d_]|[\"'(\u201c\u2018\u00ab]|\d++[^\d.\n]|\*\*?[^\s*]|\[[^\n^])[^\n]*+(?<!  )"
"""A line that begins as prose does, and does not end with the two spaces of a line break."""
_PARAGRAPH = re.compile(rf"{_LINE}(?>(?:\n{_LINE})*)\Z")
_HEADING = re.compile(r"(#{1,6}) *([^\s#][^\n#]*)\Z")
_BULLETS = re.compile(rf"[-*+] +{_LINE}(?>(?:\n[-*+] +{_LINE})*)\Z")
_NUMBERS = re.compile(rf"([0-9]+)\. +{_LINE}(?>(?:\n[0-9]+\. +{_LINE})*)\Z")

# They begin with the sign itself, which is found faster than what is before it.
_LINK = re.compile(r"\[(?<!!\[)([^][*^\s](?:[^][*]*[^][*\s])?)\]\(([A-Za-z0-9:/.?=%#~+,;@-]++)\)")
_BEFORE = r"(?<![^\s(\"'\u201c\u2018]%s)([^\s*](?:[^*]*[^\s*])?)"
_STRONG = re.compile(r"\*\*" + _BEFORE % r"\*\*" + r"\*\*(?![\w*<])")
_EMPHASIS = re.compile(r"\*" + _BEFORE % r"\*" + r"\*(?![\w*<])")


class _Kind(Enum):
    """What a block is."""

    UNKNOWN = auto()
    """Only the library can tell."""
    ALONE = auto()
    """A paragraph or a heading: the same whatever stands around it."""
    QUOTATION = auto()
    LIST = auto()


class _Block(NamedTuple):
    """A block, and its HTML if it is known."""

    kind: _Kind
    text: str
    """As it is written."""
    html: str = ""
    """Of a quotation: what is in it."""


def finished(text: str) -> list[str | list[str]]:
    """A text in parts: HTML of blocks that are certain, and lists of blocks for the library.

    A quotation or list can go on in the next block. So it is finished only between blocks that are
    certain, and quotations that follow each other are one.
    """
    # A single character is found many times as fast as several.
    marks = [mark for mark in MARKS if mark[0] in text and mark in text]
    blocks = [_recognised(block, marks) for block in text.split("\n\n")]
    runs = [(kind, list(run)) for kind, run in groupby(blocks, itemgetter(0))]
    parts: list[str | list[str]] = []
    for number, (kind, run) in enumerate(runs):
        known = kind is not _Kind.UNKNOWN and (kind is not _Kind.LIST or len(run) == 1)
        if known and kind is not _Kind.ALONE:
            known = all(other is not _Kind.UNKNOWN for other, _ in runs[max(0, number - 1) : number + 2])
        if known:
            html = "\n".join([block.html for block in run])
            parts.append(f"<blockquote>\n{html}\n</blockquote>" if kind is _Kind.QUOTATION else html)
        else:
            parts.append([block.text for block in run])
    return parts


def _recognised(block: str, marks: list[str]) -> _Block:
    kind, html = _Kind.ALONE, None
    if _PARAGRAPH.match(block):
        html = _inline(block, marks, "<p>", "</p>")
    elif heading := _HEADING.match(block):
        level = len(heading[1])
        html = _inline(heading[2].rstrip(), marks, f"<h{level}>", f"</h{level}>")
    elif block.startswith(">"):
        kind, html = _Kind.QUOTATION, _quoted(block, marks)
    elif (numbers := _NUMBERS.match(block)) or _BULLETS.match(block):
        kind, html = _Kind.LIST, _listed(block, numbers and numbers[1], marks)
    return _Block(kind, block, html) if html is not None else _Block(_Kind.UNKNOWN, block)


def _quoted(block: str, marks: list[str]) -> str | None:
    lines = block.split("\n")
    if not all(line.startswith(">") for line in lines):
        return None
    inner = "\n".join([line[2:] if line[1:2] == " " else line[1:] for line in lines]).split("\n\n")
    found = [_recognised(each, marks) for each in inner]
    if any(each.kind is not _Kind.ALONE for each in found):
        return None
    return "\n".join([each.html for each in found])


def _listed(block: str, start: str | None, marks: list[str]) -> str | None:
    texts = [line.split(" ", 1)[1].lstrip(" ") for line in block.split("\n")]
    items = [_inline(text, marks, "<li>", "</li>") for text in texts]
    if None in items:
        return None
    tag = "ul" if start is None else "ol"
    attribute = f' start="{start}"' if start not in (None, "1") else ""
    return "\n".join([f"<{tag}{attribute}>", *filter(None, items), f"</{tag}>"])


def _inline(text: str, marks: list[str], before: str, behind: str) -> str | None:
    """A text with no marks but those of simple emphasis and links, between two tags; else None."""
    for mark in marks:
        if mark in text:
            return None
    if "[" in text:
        text = _LINK.sub(r'<a href="\2">\1</a>', text)
        if "[" in text:
            return None
    if "*" in text:
        text = _EMPHASIS.sub(r"<em>\1</em>", _STRONG.sub(r"<strong>\1</strong>", text))
        if "*" in text:
            return None
    return f"{before}{text}{behind}"


# --- The library, kept from trying what cannot match -------------------------------------------------


class _Finished(Postprocessor):
    """Keeps finished blocks out of the library's tree, which has one hole for all that follow each other.

    It replaces the parser's ``parseDocument``, as a block reader of our own would.
    """

    def __init__(self, parser: BlockParser, budget: Budget) -> None:
        super().__init__()
        self._parser = parser
        self._budget = budget
        self._html: list[str] = []
        """For each hole, in their order."""

    def parse(self, lines: Iterable[str]) -> ElementTree:
        """In place of the parser's ``parseDocument``."""
        root = self._parser.root = Element(self._parser.md.doc_tag)
        self._html.clear()
        for part in finished("\n".join(lines).strip("\n")):
            if isinstance(part, str):
                self._html.append(part)
                SubElement(root, "p").text = AtomicString(HOLE)
            else:
                self._budget.spend(len(part) ** 2 // 100)  # it takes the first from a list, each time
                self._parser.parseBlocks(root, part)
        return ElementTree(root)

    def run(self, text: str) -> str:
        """Fill the holes."""
        first, *rest = text.split(f"<p>{HOLE}</p>")
        return first + "".join([html + more for html, more in zip(self._html, rest, strict=True)])


class _Inline(InlineProcessor):
    """Tries only the patterns whose triggers are in the text.

    What a match leaves in its place holds no trigger, so a text never gains one. It overrides and calls
    methods that are private to the library's class; a block reader of our own needs neither.
    """

    def __init__(self, md: Markdown, budget: Budget) -> None:
        super().__init__(md)
        self._budget = budget
        triggers = {md.inlinePatterns.get_index_for_name(name): trigger for name, trigger in TRIGGERS.items()}
        self._all: list[tuple[int, Any, str]] = [
            (number, pattern, triggers.get(number, "")) for number, pattern in enumerate(md.inlinePatterns)
        ]
        self._tried = self._all
        # Private to the library's class: its name as Python mangles it, which mypy does not know.
        self._apply: Callable[..., tuple[str, bool, int]] = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]

    def expect(self, held: frozenset[str]) -> None:
        """Leave out what matches nothing in the text at hand, which holds these signs."""
        self._tried = [tried for tried in self._all if not tried[2] or tried[2] in held]

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
                self._budget.spend(len(data) // 20 + 20)  # a match makes the text anew
                data, matched, start = self._apply(pattern, data, number, start)
        return data


class _Prose(ParagraphProcessor):
    """A paragraph, recognised before the other processors have looked for what it is not.

    Asked first about each block, and about what is left of one that is taken apart, it counts them.
    """

    def __init__(self, parser: BlockParser, budget: Budget) -> None:
        super().__init__(parser)
        self._budget = budget

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002 - the library's signature
        self._budget.spend(len(block))
        return PROSE.match(block) is not None


class _Before(Preprocessor):
    """One of the library's preprocessors, for the texts that it is there for."""

    def __init__(self, stock: Preprocessor, budget: Budget, appended: tuple[str, ...]) -> None:
        super().__init__(stock.md)
        self.stock = stock
        self._budget = budget
        self.appended = appended
        """Lines that it adds to every text."""
        self.needed = True

    def run(self, lines: list[str]) -> list[str]:
        if not self.needed:
            return [*lines, *self.appended]
        # The end of a fence is looked for in all the rest of the text.
        fences = sum(line.startswith(SIGNS["fenced_code_block"]) for line in lines)
        self._budget.spend(fences * sum(map(len, lines)) // 8)
        return self.stock.run(lines)


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


def _count_references(md: Markdown, budget: Budget) -> None:
    """To each of a note's references the library gives a name that it finds by trying one after the other."""
    notes = next(each for each in md.registeredExtensions if isinstance(each, FootnoteExtension))
    stock = notes.unique_ref

    def unique_ref(reference: str, *found: bool) -> str:
        budget.spend(20 * notes.found_refs.get(reference, 0))
        return stock(reference, *found)

    notes.unique_ref = unique_ref  # type: ignore[method-assign, assignment]


def converter() -> Callable[[str], str]:
    """A function from Markdown to HTML. It raises OverspentError, and is not to be used again then."""
    made = stock_markdown()
    budget = Budget()
    inline = _Inline(made, budget)
    made.treeprocessors.register(inline, "inline", 20)
    parser: Any = made.parser
    parser.blockprocessors.register(_Prose(parser, budget), "prose", 200)
    parser.blockprocessors = tuple(parser.blockprocessors)  # which the library would list anew for each block
    kept_out = _Finished(parser, budget)
    parser.parseDocument = kept_out.parse
    made.postprocessors.register(kept_out, "finished", 100)
    _count_references(made, budget)
    skipped: list[tuple[_Before | _Unescape, tuple[str, ...]]] = []
    for name, priority in (("normalize_whitespace", 30), ("fenced_code_block", 25), ("html_block", 20)):
        before = _Before(made.preprocessors[name], budget, ("", "") if name == "normalize_whitespace" else ())
        made.preprocessors.register(before, name, priority)
        skipped.append((before, SIGNS[name]))
    unescape = _Unescape(made)
    made.treeprocessors.register(unescape, "unescape", 0)
    skipped.append((unescape, SIGNS["unescape"]))

    def convert(text: str) -> str:
        text = text.strip("\n")
        parts = finished(text)
        done = [part for part in parts if isinstance(part, str)]
        if len(done) == len(parts):
            return "\n".join(done)
        held = frozenset([sign for sign in EVERY_SIGN if sign[0] in text and sign in text])
        for processor, signs in skipped:
            processor.needed = not held.isdisjoint(signs)
        if any(processor.needed for processor, _ in skipped):
            held = EVERY_SIGN  # what they leave in the text is not known
        inline.expect(held)
        budget.renew()
        made.reset()
        return made.convert(text)

    return convert
