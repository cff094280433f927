"""Writes the HTML of texts that have no marks but those of simple emphasis and links, without a library.

Most texts of news are of that kind: paragraphs, headings, quotations, lists. It is byte for byte what
Python-Markdown writes, which ``tests/test_python_markdown.py`` shows on random texts.
"""

from __future__ import annotations

from typing import Final

from warta.expressions import expression
from warta.markdown.block import Block
from warta.markdown.blocks import read

__all__ = ["inline", "marks_in", "plain_html"]

MARKS: Final = ("`", "\\", "<", ">", "&", "_", "~", "///", "  \n", "\x02", "\x03")
"""A text without any of these is shown as it is written, but for emphasis and links. ``///`` stands for the
place of footnotes."""
_LINK = expression(r"\[(?<!!\[)([^][*^\s](?:[^][*]*[^][*\s])?)\]\(([A-Za-z0-9:/.?=%#~+,;@-]++)\)")
_BEFORE = r"(?<![^\s(\"'\u201c\u2018]%s)([^\s*](?:[^*]*[^\s*])?)"
# They begin with the sign itself, which is found faster than what is before it.
_STRONG = expression(r"\*\*" + _BEFORE % r"\*\*" + r"\*\*(?![\w*<])")
_EMPHASIS = expression(r"\*" + _BEFORE % r"\*" + r"\*(?![\w*<])")


def plain_html(text: str) -> str | None:
    """The HTML of a text whose marks are simple; None for any other."""
    marks = marks_in(text)
    made = [_plain(block, marks) for block in read(text).children]
    return None if None in made else "\n".join(filter(None, made))


def marks_in(text: str) -> list[str]:
    """Those of :data:`MARKS` that a text holds."""
    # A single character is found many times as fast as several.
    return [mark for mark in MARKS if mark[0] in text and mark in text]


def _plain(block: Block, marks: list[str]) -> str | None:
    """The HTML of a block whose marks are simple, else None; ``marks`` are those of the text."""
    kind = block.kind
    if kind == "paragraph":
        inner = inline(block.text, marks)
        return None if inner is None else f"<p>{inner}</p>"
    if kind == "heading":
        inner = inline(block.text, marks)
        return None if inner is None else f"<h{block.level}>{inner}</h{block.level}>"
    if kind == "quote":
        return _around("blockquote", [_plain(child, marks) for child in block.children])
    if kind == "list":
        tight = block.tight
        made = [_plain_item(item, marks, tight=tight) for item in block.children]
        return _around("ul" if block.sign in "-+*" else "ol", made, _start(block))
    return None


def _around(tag: str, made: list[str | None], attributes: str = "") -> str | None:
    if None in made or not made:
        return None
    inner = "\n".join(filter(None, made))
    return f"<{tag}{attributes}>\n{inner}\n</{tag}>"


def _plain_item(item: Block, marks: list[str], *, tight: bool) -> str | None:
    if not item.children or item.info:
        return None
    if not tight:
        return _around("li", [_plain(child, marks) for child in item.children])
    if len(item.children) > 1 or item.children[0].kind != "paragraph":
        return None
    inner = inline(item.children[0].text, marks)
    return None if inner is None else f"<li>{inner}</li>"


def _start(block: Block) -> str:
    return f' start="{block.level}"' if block.sign in ".)" and block.level != 1 else ""


def inline(text: str, marks: list[str]) -> str | None:
    """A text with no marks but those of simple emphasis and links as HTML; else None."""
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
    return text
