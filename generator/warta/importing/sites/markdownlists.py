"""Lists in a Markdown text, in the form in which every engine reads them."""

from __future__ import annotations

import re

from warta.importing.sites.markdowncode import CODE_LINE, ITEM, Code

__all__ = ["aligned_lists"]

_ANY_ITEM = re.compile(r"(?m)^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")
_HEADING = re.compile(r" {0,3}#{1,6}\s")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*")


def aligned_lists(text: str, code: Code) -> str:
    """Lists as every engine reads them: an empty line before, four spaces for each level.

    Other programs take a list for one right behind a paragraph, and nest by two spaces.
    """
    if not _ANY_ITEM.search(text):
        return re.sub(rf"(?m)^[ ]*{CODE_LINE}", "    ", text)
    lists = _Lists(code)
    for line in text.split("\n"):
        lists.take(line)
    return "\n".join(lists.lines)


class _Lists:
    """Takes a text line by line and knows in which lists it is."""

    def __init__(self, code: Code) -> None:
        self.code = code
        self.lines: list[str] = []
        self.columns: list[int] = []
        """Where the text of each open item starts in the source, the innermost last."""
        self.before = ""
        """The line before, empty when it was."""
        self.in_code = False

    def take(self, line: str) -> None:
        plain = line.expandtabs(4)
        indent = len(plain) - len(plain.lstrip(" "))
        item = None if _RULE.fullmatch(plain) else ITEM.fullmatch(plain)
        if not plain.strip():
            self.lines.append("")
        elif CODE_LINE in plain:  # in the innermost item: an outer one's code cannot be told from its text
            self.lines.append("    " * (len(self.columns) + 1) + plain.strip().removeprefix(CODE_LINE))
        elif item is not None and (self.columns or indent < 4):
            self._item(item, line, indent)
        else:
            self._text(plain, line, indent)
        self.before = plain if plain.strip() else ""

    def _item(self, item: re.Match[str], line: str, indent: int) -> None:
        self._leave(indent)
        marker = item["marker"].replace(")", ".")
        if not self.columns and self.before and not ITEM.fullmatch(self.before.strip()):
            if marker not in ("-", "*", "+", "1."):  # a number in a paragraph, not a list
                self.lines.append(line)
                return
            self.lines.append("")
        self.lines.append(f"{'    ' * len(self.columns)}{marker} {item['text']}")
        space = len(item["space"]) if len(item["space"]) < 5 else 1
        self.columns.append(indent + len(item["marker"]) + space)

    def _text(self, plain: str, line: str, indent: int) -> None:
        if not self.before or _HEADING.match(plain):
            self._leave(indent)
        if not self.columns or indent < self.columns[-1]:
            self.lines.append(line)
            return
        more = indent - self.columns[-1]
        self.in_code = more >= 4 and (not self.before or self.in_code)
        shown = self.code.hide(plain.strip()) if self.in_code else plain.strip()
        self.lines.append("    " * len(self.columns) + " " * more + shown)

    def _leave(self, indent: int) -> None:
        """Close the items in which a line with that indentation cannot be."""
        while self.columns and indent < self.columns[-1]:
            self.columns.pop()
