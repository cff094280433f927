"""Front matter: python-frontmatter finds and splits it, this module keeps the line numbers.

``frontmatter.parse`` itself is not used: it strips the text first (so lines
shift), takes an unclosed block for a post without metadata and ignores front
matter that is not a mapping. The handler below has the library's interface and
none of these habits.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from frontmatter.default_handlers import YAMLHandler

from warta.content.model import NAME_LISTS
from warta.diagnostics.values import Diagnostic, Position, error
from warta.yaml.tree import Mapping, load_mapping

__all__ = ["FrontMatter", "body_of", "read_front_matter"]


class FrontMatter(NamedTuple):
    """A Markdown file taken apart."""

    fields: Mapping
    body: str
    body_line: int
    """The line of the file on which ``body`` starts, 1-based."""


class PositionedHandler(YAMLHandler):
    """python-frontmatter's YAML handler, made exact about where a block starts and ends.

    A block opens with ``---`` alone on the first line and closes with the next
    line that is ``---`` alone; a longer row of dashes is a Markdown rule.
    """

    FM_BOUNDARY = re.compile(r"^---[ \t]*$", re.MULTILINE)
    CLOSING = re.compile(r"\n---[ \t]*$", re.MULTILINE)

    def detect(self, text: str) -> bool:
        return self._opening(text) is not None

    def split(self, text: str) -> tuple[str, str]:
        """The block and the text behind it. Raises ValueError when the block is not closed."""
        opening = self._opening(text)
        if opening is None:
            raise ValueError("no front matter")
        closing = self.CLOSING.search(text, opening.end())
        if closing is None:
            raise ValueError("front matter is not closed")
        return text[opening.end() + 1 : closing.start() + 1], text[closing.end() + 1 :]

    def _opening(self, text: str) -> re.Match[str] | None:
        return self.FM_BOUNDARY.match(text)


_HANDLER = PositionedHandler()


def body_of(text: str) -> tuple[str, int]:
    """The text behind a post's front matter, and the line on which it starts."""
    try:
        block, body = _HANDLER.split(text)
    except ValueError:
        return text, 1
    return body, block.count("\n") + 3


def read_front_matter(text: str, file: str) -> tuple[FrontMatter | None, tuple[Diagnostic, ...]]:
    """Take a post apart; None when its front matter cannot be read at all."""
    if not _HANDLER.detect(text):
        return None, (error("front-matter-missing", file, Position(1, 1)),)
    try:
        block, body = _HANDLER.split(text)
    except ValueError:
        return None, (error("front-matter-unclosed", file, Position(1, 1)),)
    fields, diagnostics = load_mapping(block, file, first_line=2, lists=NAME_LISTS)
    if fields is None:
        return None, diagnostics
    return FrontMatter(fields, body, block.count("\n") + 3), diagnostics
