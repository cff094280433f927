"""How far the Markdown engines agree with cmark-gfm, the reader behind the previews that writers know.

HTML is compared as a reader sees it: white space between blocks, the order of attributes and the way in which a
letter is written do not count. Raw HTML is left out by all: what stays of it is for the sanitiser to say.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import unquote

import cmarkgfm

__all__ = ["EXTENSIONS", "judged", "seen"]

EXTENSIONS = ("table", "strikethrough", "autolink")
_BLOCKS = frozenset(
    "blockquote div h1 h2 h3 h4 h5 h6 hr li ol p pre table tbody td th thead tr ul details summary br".split()
)
_OPTIONS = cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE


def judged(text: str, *extensions: str) -> str:
    """The HTML that cmark-gfm makes of a text."""
    html: str = cmarkgfm.markdown_to_html_with_extensions(text, options=_OPTIONS, extensions=[*extensions])
    return html


class _Seen(HTMLParser):
    """Collects what a reader sees of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open_code = 0
        self._at_edge = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "input":
            self.handle_data("\u2611 " if "checked" in values else "\u2610 ")
            return
        if tag in ("td", "th") and (style := values.pop("style", None)):
            values["align"] = style.rpartition(" ")[2]
        for name in ("href", "src"):
            if values.get(name):
                values[name] = unquote(values[name] or "")
        if tag in _BLOCKS:
            self._edge()
        self.found.append(f"<{tag}{''.join(f' {name}={value!r}' for name, value in sorted(values.items()))}>")
        self._open_code += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._edge()
        if tag not in ("br", "hr", "img", "input"):
            self.found.append(f"</{tag}>")
        self._open_code -= tag == "pre"

    def handle_data(self, data: str) -> None:
        if not self._open_code:
            data = re.sub(r"[ \t\n]+", " ", data)
            if self._at_edge or (self.found and self.found[-1].endswith(" ") and not self.found[-1].startswith("<")):
                data = data.lstrip(" ")
        if data:
            if self.found and not self.found[-1].startswith("<") :
                self.found[-1] += data
            else:
                self.found.append(data)
            self._at_edge = False

    def _edge(self) -> None:
        if self.found and not self._open_code and not self.found[-1].startswith("<"):
            self.found[-1] = self.found[-1].rstrip(" ")
        self._at_edge = True


def seen(html: str) -> list[str]:
    """Tags and texts of HTML as a reader sees them."""
    parser = _Seen()
    parser.feed(html)
    parser.close()
    if parser.found:
        parser.found[-1] = parser.found[-1].rstrip()
    return [each for each in parser.found if each]
