"""A foreign text as the HTML that its own program makes of it: Goldmark's Markdown, Kramdown's, or HTML."""

from __future__ import annotations

import re

import pyromark

from warta.importing.sites.items import JEKYLL, REF

__all__ = ["html_of", "without_attribute_lists"]

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_HEADING_ATTRIBUTES
    | pyromark.Options.ENABLE_DEFINITION_LIST
)
_ENCODED_MARK = re.compile("%EE%80%8([0-7])")
"""A mark of the private area in an address."""
_MARKDOWN_INSIDE = re.compile(r"(?m)^([ \t]*<[a-z]\w*\b[^<>\n]*\smarkdown=[\"']?(?:1|block|span)\b[^<>\n]*>)")
_TAG_LINE = re.compile(r"[ \t]*</?[a-zA-Z!]")
_ATTRIBUTES = re.compile(
    r"(?:^|\n)[^\n]*\n\{:toc[^{}\n]*\}|^\[TOC\]$|\{:{1,2}(?!\s*/?\w+\s*\})[^{}\n]*\}|\{:toc\}|\{:/\w*\}"
    r"|(?:^|\n)\{[.#][^{}\n]*\}(?=\n|$)"
)


def html_of(text: str, program: str) -> str:
    """HTML for the Markdown of a program."""
    if program == JEKYLL:
        text = _kramdown(text)
    html = pyromark.html(text, options=_OPTIONS)
    return _ENCODED_MARK.sub(lambda found: chr(0xE000 + int(found[1])), html)


def _kramdown(text: str) -> str:
    """What Kramdown reads in another way than others: HTML within HTML is HTML, however far it stands in."""
    text = _MARKDOWN_INSIDE.sub(r"\1\n\n", text)
    lines: list[str] = []
    within = False
    for line in text.split("\n"):
        if line.strip():
            tag = _TAG_LINE.match(line) is not None
            lines.append(line.lstrip() if tag and within else line)
            within = tag
        else:
            lines.append(line)
    return "\n".join(lines)


def without_attribute_lists(words: str) -> str:
    """A piece of text without ``{: .class}``, ``{#id}``, marks for a table of contents and names of pages."""
    words = re.sub(rf"{REF}\S*", "", words) if REF in words else words
    return _ATTRIBUTES.sub("", words) if "{" in words or words == "[TOC]" else words
