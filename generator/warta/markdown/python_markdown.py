"""Python-Markdown set up for news: its blocks are read as CommonMark and GFM read them.

:class:`_Parser` takes the place of the library's block parser: it builds the library's tree from
:mod:`warta.markdown.blocks`. The library keeps inline marks, footnotes and the HTML. Most texts do not get
here: see :mod:`warta.markdown.plain`.
"""

from __future__ import annotations

from collections.abc import Callable
from html import unescape as html_unescape
from itertools import chain, repeat
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString, code_escape

from warta.markdown.block import BOXES, Block, cells, label, unescaped
from warta.markdown.blocks import read
from warta.markdown.inline import read_inline_as_commonmark
from warta.markdown.limits import Budget
from warta.markdown.plain import inline, marks_in

__all__ = ["converter", "library"]

CONTROL: Final = str.maketrans("", "", "\x02\x03")
"""Signs that the library keeps for itself."""


# --- The library's tree -------------------------------------------------------------------------------


class _NoteText(str):
    """Stands for the text of a footnote, whose blocks have been read with those around it."""

    __slots__ = ("block",)
    block: Block


_BACK = "warta:text:footnote_back:{}"
"""The title of a link from a footnote back to the text."""


class _NoteOrder(Treeprocessor):
    """Numbers footnotes as readers meet them.

    The library knows the order of the definitions, and one that leaves out what blocks stand in.
    """

    def run(self, root: Element) -> None:
        references = [link for link in root.iter("a") if link.get("class") == "footnote-ref"]
        numbers: dict[str, int] = {}
        for link in references:
            link.text = str(numbers.setdefault(link.get("href", "")[1:], len(numbers) + 1))
        notes = next((each for each in root.iter("div") if each.get("class") == "footnote"), None)
        made = notes.find("ol") if notes is not None else None
        if made is not None:
            made[:] = sorted(made, key=lambda item: numbers.get(item.get("id", ""), len(made)))
            for number, item in enumerate(made, 1):
                for link in item.iter("a"):
                    if link.get("class") == "footnote-backref":
                        link.set("title", _BACK.format(number))


class _Notes(FootnoteExtension):
    """The library's footnotes, their work counted, in the order of the text."""

    def __init__(self, budget: Budget) -> None:
        super().__init__(BACKLINK_TITLE=_BACK)
        self._budget = budget

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        super().extendMarkdown(md)
        md.treeprocessors.register(_NoteOrder(md), "footnote-order", 19)  # behind the inline marks

    def unique_ref(self, reference: str, found: bool = False) -> str:  # noqa: FBT001, FBT002 - the library's signature
        self._budget.spend(20 * self.found_refs.get(reference, 0))  # it tries one name after the other
        return super().unique_ref(reference, found)


class _Parser(BlockParser):
    """Builds the library's tree from the blocks that CommonMark finds."""

    def __init__(self, md: Markdown, notes: _Notes, budget: Budget) -> None:
        super().__init__(md)
        self._notes = notes
        self._budget = budget
        self._marks: list[str] = []
        self.untagged: list[tuple[Element, bool]] = []
        """Paragraphs of which nothing but the text is to stay, and whether something follows them."""

    # The library calls it for a whole text, and for each footnote.
    def parseChunk(self, parent: Element, text: str) -> None:  # noqa: N802 - the library's name
        if isinstance(text, _NoteText):
            self._put_all(parent, text.block.children)
            return
        document = read(text)
        self._marks = marks_in(text)
        for block in document.walk():
            if block.kind == "note":
                content = _NoteText(block.info)
                content.block = block
                self._notes.setFootnote(block.info, content)
            elif block.kind == "definition":
                self.md.references.setdefault(label(block.info), block.target)
        self._put_all(parent, document.children)

    def _put_all(self, parent: Element, children: list[Block]) -> None:
        for block in children:
            if block.kind in _BUILT:
                _BUILT[block.kind](self, parent, block)

    def _text(self, text: str, line: int) -> str:
        """A text with its inline marks, for the library; finished if they are simple."""
        finished = inline(text, self._marks)
        if finished is None:
            # Each match makes the text anew.
            self._budget.spend(sum(map(text.count, _INLINE_SIGNS)) * (len(text) // 100 + 20), line)
            return text
        return AtomicString(finished if finished == text else self.md.htmlStash.store(finished))

    def _raw(self, parent: Element, html: str, *, tag: bool = True) -> None:
        paragraph = SubElement(parent, "p")
        paragraph.text = AtomicString(self.md.htmlStash.store(html))
        if not tag:
            self.untagged.append((paragraph, True))

    def _paragraph(self, parent: Element, block: Block) -> None:
        SubElement(parent, "p").text = self._text(block.text, block.first)

    def _heading(self, parent: Element, block: Block) -> None:
        SubElement(parent, f"h{block.level}").text = self._text(block.text, block.first)

    def _rule(self, parent: Element, _: Block) -> None:
        SubElement(parent, "hr")

    def _code(self, parent: Element, block: Block) -> None:
        language = html_unescape(unescaped(block.info)).split(maxsplit=1)[:1]
        class_ = f' class="language-{code_escape(language[0])}"' if language else ""
        code = "".join([code_escape(line) + "\n" for line in block.texts])
        self._raw(parent, f"<pre><code{class_}>{code}</code></pre>")

    def _html(self, parent: Element, block: Block) -> None:
        self._raw(parent, block.text, tag=False)

    def _quote(self, parent: Element, block: Block) -> None:
        self._put_all(SubElement(parent, "blockquote"), block.children)

    def _list(self, parent: Element, block: Block) -> None:
        made = SubElement(parent, "ul" if block.sign in "-+*" else "ol")
        if block.sign in ".)" and block.level != 1:
            made.set("start", str(block.level))
        tight = block.tight
        for item in block.children:
            holder = SubElement(made, "li")
            self._put_all(holder, item.children)
            if item.info:
                _put_box(holder, item)
            for child in holder if tight else ():
                if child.tag == "p":
                    self.untagged.append((child, child is not holder[-1]))

    def _table(self, parent: Element, block: Block) -> None:
        table = SubElement(parent, "table")
        head, *rows = block.texts
        self._row(SubElement(SubElement(table, "thead"), "tr"), "th", head, block)
        if rows:
            body = SubElement(table, "tbody")
            for row in rows:
                self._row(SubElement(body, "tr"), "td", row, block)

    def _row(self, parent: Element, tag: str, row: str, table: Block) -> None:
        for side, text in zip(table.sides, chain(cells(row), repeat("")), strict=False):
            cell = SubElement(parent, tag, {"align": side} if side else {})
            cell.text = self._text(text, table.first)


def _put_box(holder: Element, item: Block) -> None:
    box = BOXES[item.info == "x"]
    if item.children and item.children[0].kind == "paragraph":
        holder[0].text = f"{box} {holder[0].text}"
    else:
        holder.insert(0, Element("p"))
        holder[0].text = box


_BUILT: dict[str, Callable[[_Parser, Element, Block], None]] = {
    "paragraph": _Parser._paragraph,
    "heading": _Parser._heading,
    "rule": _Parser._rule,
    "code": _Parser._code,
    "fence": _Parser._code,
    "html": _Parser._html,
    "quote": _Parser._quote,
    "list": _Parser._list,
    "table": _Parser._table,
}
_INLINE_SIGNS = "`\\[<&*_~!\n"


class _Untag(Treeprocessor):
    """Leaves of some paragraphs nothing but their text: the library's writer knows elements without a tag."""

    def __init__(self, md: Markdown, parser: _Parser) -> None:
        super().__init__(md)
        self._parser = parser

    def run(self, root: Element) -> None:  # noqa: ARG002 - the library's signature
        for element, followed in self._parser.untagged:
            unnamed: Any = element
            unnamed.tag = None
            if followed:
                element.tail = "\n"
        self._parser.untagged.clear()


class _CommonMark(Extension):
    """Reads blocks and inline marks as CommonMark and GFM read them."""

    def __init__(self, notes: _Notes, budget: Budget) -> None:
        super().__init__()
        self._notes = notes
        self._budget = budget

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        parser = _Parser(md, self._notes, self._budget)
        md.parser = parser
        for name in ("normalize_whitespace", "html_block"):
            md.preprocessors.deregister(name)
        md.treeprocessors.register(_Untag(md, parser), "untag", 18)
        read_inline_as_commonmark(md)


def library(budget: Budget) -> Markdown:
    """The library, set up for news."""
    notes = _Notes(budget)
    # The extensions themselves: for a name, the library looks through all installed packages.
    return Markdown(extensions=[_CommonMark(notes, budget), notes], output_format="html")


def converter() -> Callable[[str], str]:
    """A function from Markdown to HTML. It raises OverspentError, and is not to be used again then."""
    budget = Budget()
    made = library(budget)

    def convert(text: str) -> str:
        budget.renew()
        made.reset()
        return made.convert(text.translate(CONTROL))

    return convert
