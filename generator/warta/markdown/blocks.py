"""The blocks of a Markdown text as CommonMark and GFM read them, each with its source lines.

The page, ``check`` and every finding read blocks here, so they agree on what is a list and where it stands.
Inline marks are left as they are written. It is the first of CommonMark's two phases: each line closes, goes
on with or opens blocks; no line is looked at twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from warta.expressions import expression
from warta.markdown.block import Block, cells, unescaped
from warta.markdown.cursor import Cursor
from warta.markdown.limits import MAX_NESTING, NestedError

__all__ = ["TAG", "Block", "blocks", "read"]


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a Markdown text, in order; lists, their items, quotations and notes hold further ones.

    Every line that is not blank is in exactly one of them. A text that nests beyond the limit, which is an
    error, has none.
    """
    try:
        return tuple(read(text).children)
    except NestedError:
        return ()


def read(text: str) -> Block:
    """A Markdown text as a block of kind ``document``. It raises NestedError."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    reader = _Reader()
    for line in text.removesuffix("\n").split("\n"):
        reader.take(line)
    return reader.end()


# --- One line -----------------------------------------------------------------------------------------

_HEADING = expression(r"(#{1,6})(?:[ \t]+|$)")
_UNDERLINE = expression(r"(?:=+|-+)[ \t]*$")
_RULE = expression(r"([-*_])[ \t]*(?:\1[ \t]*){2,}$")
_FENCE = expression(r"(`{3,})([^`]*)$|(~{3,})(.*)$")
_ITEM = expression(r"(?:[-+*]|(\d{1,9})[.)])(?=[ \t]|$)")
_NOTE = expression(r"\[\^([^]]+)\]:[ \t]*")
_DASHES = expression(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_BOX = expression(r"\[([ xX])\](?=[ \t])")

_TAG_NAMES = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt"
    "|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main"
    "|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead"
    "|title|tr|track|ul"
)
_ATTRIBUTE = r"""\s++[a-zA-Z_:][\w.:-]*+(?>(?:\s*+=\s*+(?:[^\s"'=<>`]++|'[^']*+'|"[^"]*+"))?)"""
TAG = rf"(?:<[a-zA-Z][a-zA-Z0-9-]*+(?>(?:{_ATTRIBUTE})*)\s*+/?>|</[a-zA-Z][a-zA-Z0-9-]*+\s*+>)"


@lru_cache(maxsize=1)
def _html_kinds() -> tuple[tuple[re.Pattern[str], re.Pattern[str] | None], ...]:
    """What starts each kind of HTML blocks, and what ends it; None for a blank line.

    The last interrupts no paragraph. Compiled when the first line begins with ``<``.
    """
    return (
        (
            re.compile(r"<(?:script|pre|style|textarea)(?:[ \t>]|$)", re.IGNORECASE),
            re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE),
        ),
        (re.compile(r"<!--"), re.compile(r"-->")),
        (re.compile(r"<\?"), re.compile(r"\?>")),
        (re.compile(r"<![a-zA-Z]"), re.compile(r">")),
        (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
        (re.compile(rf"</?(?:{_TAG_NAMES})(?:[ \t]|/?>|$)", re.IGNORECASE), None),
        (re.compile(rf"{TAG}[ \t]*$"), None),
    )


_LABEL = r"\[((?:[^][\\]|\\.){1,999})\]"
_ADDRESS = r"<(?:[^<>\n\\]|\\.)*>|[^\s<]\S*"
_TITLE = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\)"
_DEFINITION = expression(
    rf"{_LABEL}:[ \t]*\n?[ \t]*({_ADDRESS})(?:(?:[ \t]+|[ \t]*\n[ \t]*)({_TITLE}))?[ \t]*(?:\n|\Z)", re.DOTALL
)
_MAY_OPEN = frozenset(" \t>#`~<=-*_+0123456789|:[")
"""What a line begins with that is more than a line of a paragraph."""


def _side(cell: str) -> str:
    return {(True, True): "center", (True, False): "left", (False, True): "right"}.get(
        (cell.startswith(":"), cell.endswith(":")), ""
    )


# --- All lines ----------------------------------------------------------------------------------------


class _Reader:
    """Takes a text line by line."""

    def __init__(self) -> None:
        self.open = [Block("document", 0)]
        """The blocks that further ones can be put into, from the outermost."""
        self.leaf: Block | None = None
        """The block that further lines can be added to, in the last of those."""
        self.number = -1
        self.length = 0
        """Of the line."""
        self.cursor = Cursor("")
        self.matched = 1
        """How many of the open blocks go on in this line."""
        self.paragraph: Block | None = None
        """What is interrupted if something opens in this line."""

    def end(self) -> Block:
        """The whole."""
        document = self.open[0]
        self._close(0)
        return document

    def take(self, line: str) -> None:
        """One more line."""
        self.number += 1
        self.length = len(line)
        leaf = self.leaf
        if len(self.open) == 1 and line[:1] not in _MAY_OPEN and (leaf is None or leaf.kind == "paragraph"):
            if line:
                self._words(line)
            else:
                self._close(1)
            return
        self.cursor = Cursor(line)
        self.matched = self._go_on()
        if leaf is not None and leaf.kind in ("fence", "html") and self.matched == len(self.open):
            self._verbatim(leaf)
            return
        while (opened := self._opener()) is not None:
            if opened.kind not in _HOLDING:
                if opened.kind in ("heading", "rule"):
                    self._close(self.matched)
                return
        self._rest()

    def _go_on(self) -> int:
        """How many of the open blocks go on; their marks are read."""
        cursor = self.cursor
        for depth, block in enumerate(self.open):
            if block.kind == "quote":
                if cursor.indent > 3 or not cursor.bare.startswith(">"):
                    return depth
                self._quoted()
                block.last = self.number
            elif cursor.indent >= block.indent:
                if block.indent:
                    cursor.skip(block.indent)
            elif block.children and not cursor.bare:
                cursor.skip(cursor.indent)
            else:
                return depth
        return len(self.open)

    def _quoted(self) -> None:
        """Read the sign of a quotation, and the space that may follow."""
        cursor = self.cursor
        if cursor.indent:
            cursor.skip(3)
        if cursor.bare.startswith("> "):
            cursor.take(2)
        else:
            cursor.take(1)
            cursor.skip(1)

    def _opener(self) -> Block | None:
        """A block that opens here, other than a paragraph; its mark is read."""
        bare = self.cursor.bare
        if not bare:
            return None
        paragraph = self.leaf if self.leaf is not None and self.leaf.kind == "paragraph" else None
        if self.cursor.indent > 3:
            return None if paragraph is not None else self._code()
        self.paragraph = paragraph if self.matched == len(self.open) else None
        for opens in _OPENERS.get(bare[0], ()):
            opened = opens(self, bare)
            if opened is not None:
                return opened
        return None

    def _rest(self) -> None:
        """What is left of a line is text, a row, or nothing."""
        cursor, leaf = self.cursor, self.leaf
        whole = self.matched == len(self.open)
        if leaf is not None and leaf.kind == "code" and whole and not cursor.bare:
            cursor.skip(4)
            self._words(cursor.rest)
            return
        row = leaf is not None and leaf.kind == "table" and whole and cells(cursor.bare)
        lazy = leaf is not None and leaf.kind == "paragraph"  # nothing has ended, wherever the line stands
        if not cursor.bare or not (row or lazy):
            self._close(self.matched)
        if cursor.bare:
            self._words(cursor.bare)

    def _words(self, text: str) -> None:
        """A line of the block that lines are added to, else of a paragraph: all of the line, or its end."""
        if self.leaf is None:
            self.leaf = Block("paragraph", self.number)
            self.open[-1].children.append(self.leaf)
        self.leaf.texts.append(text)
        self.leaf.columns.append(max(0, self.length - len(text)))  # the rest of a tab is not in the line
        self.leaf.last = self.number

    # --- What opens ------------------------------------------------------------------------------------

    def _put(self, kind: str, text: str | None = None) -> Block:
        """A new block in the last of those that go on; all others end. A text is the end of the line."""
        self._close(self.matched)
        block = Block(kind, self.number)
        self.open[-1].children.append(block)
        if kind in _HOLDING:
            self._hold(block)
        else:
            self.leaf = block
            if text is not None:
                self._words(text)
        return block

    def _hold(self, block: Block) -> None:
        self.open.append(block)
        self.matched = len(self.open)
        if self.matched > MAX_NESTING + 1:
            raise NestedError(self.number)

    def _code(self) -> Block:
        self.cursor.skip(4)
        if self.leaf is not None and self.leaf.kind == "code" and self.matched == len(self.open):
            self._words(self.cursor.rest)
            return self.leaf
        return self._put("code", self.cursor.rest)

    def _quote(self, _: str) -> Block:
        block = self._put("quote")
        self._quoted()
        return block

    def _heading(self, bare: str) -> Block | None:
        found = _HEADING.match(bare)
        if found is None:
            return None
        block = self._put("heading", bare[found.end() :])
        text = block.texts[0].rstrip(" \t")
        words = text.rstrip("#")
        block.texts[0] = text if words and words[-1] not in " \t" else words.rstrip(" \t")
        block.level = len(found[1])
        return block

    def _fence(self, bare: str) -> Block | None:
        found = _FENCE.match(bare)
        if found is None:
            return None
        block = self._put("fence")
        block.sign, info = (found[1], found[2]) if found[1] else (found[3], found[4])
        block.info, block.indent = info.strip(" \t"), self.cursor.indent
        return block

    def _html(self, bare: str) -> Block | None:
        kinds = _html_kinds()[: 6 if self.paragraph is not None else 7]
        kind = next((number for number, (start, _) in enumerate(kinds, 1) if start.match(bare)), 0)
        if not kind:
            return None
        block = self._put("html", self.cursor.rest)
        block.level = kind
        if (end := kinds[kind - 1][1]) and end.search(bare):
            self._close(self.matched)
        return block

    def _underline(self, bare: str) -> Block | None:
        paragraph = self.paragraph
        if paragraph is None or not _UNDERLINE.match(bare):
            return None
        self._define(paragraph)
        if self.leaf is None:  # it was no more than definitions, so nothing is underlined
            self._words(bare)
            return self.leaf
        paragraph.kind, paragraph.level = "heading", 1 if bare[0] == "=" else 2
        paragraph.last = self.number
        return paragraph

    def _rule(self, bare: str) -> Block | None:
        return self._put("rule") if _RULE.match(bare) else None

    def _note(self, bare: str) -> Block | None:
        found = _NOTE.match(bare)
        if found is None:
            return None
        block = self._put("note")
        block.info, block.indent = found[1], 4
        self.cursor.skip(3)
        self.cursor.take(found.end())
        return block

    def _item(self, bare: str) -> Block | None:
        found = _ITEM.match(bare)
        if found is None:
            return None
        sign, number = found[0][-1], found[1]
        empty = not bare[found.end() :].strip(" \t")
        if self.paragraph is not None and (empty or int(number or 1) != 1):
            return None
        self._close(self.matched)
        neighbours = self.open[-1].children
        if not neighbours or neighbours[-1].kind != "list" or neighbours[-1].sign != sign:
            found_list = Block("list", self.number)
            found_list.level, found_list.sign = int(number or 0), sign
            neighbours.append(found_list)
        indent = self.cursor.indent
        self.cursor.skip(indent)
        self.cursor.take(found.end())
        space = self.cursor.indent
        space = 1 if empty or space > 4 else space
        self.cursor.skip(space)
        item = Block("item", self.number)
        item.indent = indent + found.end() + space
        neighbours[-1].children.append(item)
        self._hold(item)
        if box := _BOX.match(self.cursor.bare):
            item.info = box[1].lower()
            self.cursor.skip(3)
            self.cursor.take(3)
            if self.cursor.bare:
                self._words(self.cursor.bare)
                return self.leaf  # nothing else opens behind a box
        return item

    def _table(self, bare: str) -> Block | None:
        paragraph = self.paragraph
        if paragraph is None or not _DASHES.match(bare):
            return None
        sides, head = cells(bare), paragraph.texts[-1]
        if len(cells(head)) != len(sides):
            return None
        table = Block("table", self.number - 1)
        table.texts, table.columns, table.last = [head], [paragraph.columns[-1]], self.number
        table.sides = tuple([_side(cell) for cell in sides])
        neighbours = self.open[-1].children
        del paragraph.texts[-1], paragraph.columns[-1]
        if paragraph.texts:
            paragraph.last -= 1
            self._close(self.matched)
        else:
            neighbours.pop()
        neighbours.append(table)
        self.leaf = table
        return table

    # --- What goes on and ends -------------------------------------------------------------------------

    def _verbatim(self, block: Block) -> None:
        """A line of a fence or of HTML, in which nothing opens."""
        cursor, bare = self.cursor, self.cursor.bare
        if block.kind == "fence":
            fence = bare.rstrip(" \t")
            if fence.startswith(block.sign) and not fence.strip(block.sign[0]) and cursor.indent < 4:
                block.last = self.number
                self._close(self.matched)
                return
            cursor.skip(block.indent)
        end = _html_kinds()[block.level - 1][1] if block.kind == "html" else None
        if block.kind == "html" and end is None and not bare:
            self._close(self.matched)
            return
        self._words(cursor.rest)
        if end is not None and end.search(bare):
            self._close(self.matched)

    def _close(self, depth: int) -> None:
        """End the block that lines are added to, and all open ones but so many."""
        leaf, self.leaf = self.leaf, None
        if leaf is not None:
            if leaf.kind == "paragraph":
                self._define(leaf)
            elif leaf.kind == "code":
                _strip_end(leaf)
        while len(self.open) > depth:
            block = self.open.pop()
            if block.children:
                block.last = max(block.last, block.children[-1].last)
            if block.kind == "item":
                self.open[-1].children[-1].last = block.last  # of its list

    def _define(self, paragraph: Block) -> None:
        """Take the definitions of links from the start of a paragraph; it may be all."""
        paragraph.texts[-1] = paragraph.texts[-1].rstrip(" \t")
        if not paragraph.texts[0].startswith("["):
            return
        text, done, count = paragraph.text, 0, 0
        while (found := _DEFINITION.match(text, done)) and found[1].strip():
            definition = Block("definition", paragraph.first + count)
            lines = found[0].rstrip("\n").count("\n") + 1
            definition.last = paragraph.first + count + lines - 1
            definition.info = found[1]
            definition.texts = paragraph.texts[count : count + lines]
            definition.columns = paragraph.columns[count : count + lines]
            address = found[2][1:-1] if found[2].startswith("<") else found[2]
            definition.target = unescaped(address), unescaped((found[3] or "")[1:-1])
            self.open[-1].children.insert(-1, definition)
            done, count = found.end(), count + lines
        del paragraph.texts[:count], paragraph.columns[:count]
        paragraph.first += count
        if not paragraph.texts:
            self.open[-1].children.pop()
            self.leaf = None


def _strip_end(code: Block) -> None:
    while not code.texts[-1].strip(" \t"):
        del code.texts[-1], code.columns[-1]
        code.last -= 1


_HOLDING = frozenset(("quote", "item", "note"))
_OPENERS: dict[str, tuple[Callable[[_Reader, str], Block | None], ...]] = {
    ">": (_Reader._quote,),
    "#": (_Reader._heading,),
    "<": (_Reader._html,),
    "=": (_Reader._underline,),
    "-": (_Reader._underline, _Reader._rule, _Reader._item, _Reader._table),
    "[": (_Reader._note,),
    **dict.fromkeys("`~", (_Reader._fence,)),
    **dict.fromkeys("*_", (_Reader._rule, _Reader._item)),
    **dict.fromkeys("+0123456789", (_Reader._item,)),
    **dict.fromkeys("|:", (_Reader._table,)),
}
"""What a line may open, by its first sign, in the order in which it is tried."""
