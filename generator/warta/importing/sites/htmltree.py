"""HTML as a tree, read as leniently as browsers do: forgotten end tags, wrong nesting, what never closes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from msgspec import Struct, field
from msgspec.structs import replace

from warta.content.originals import without_comments
from warta.importing.sites.rewriting import CAPTION

__all__ = [
    "BLOCKS",
    "Element",
    "captioned",
    "elements",
    "holds_block",
    "is_block",
    "parsed",
    "rows",
    "text_of",
]

MAX_OPEN = 100
"""Tags without an end that are left to the parser."""
MAX_DEPTH = 60
"""Elements within elements; what lies deeper is taken as if it lay there."""

_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split(" "))
BLOCKS = frozenset(
    "address article aside blockquote body center dd details dir div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hgroup hr html li main menu nav ol p pre section summary table tbody td "
    "tfoot th thead tr ul".split(" ")
)
_RENAMED = {"strike": "del", "s": "del", "tt": "code", "b": "strong", "i": "em", "dir": "ul", "menu": "ul"}
_CLOSES = {
    "li": ({"li"}, {"ul", "ol"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "tr": ({"tr", "td", "th"}, {"table", "tbody", "thead", "tfoot"}),
}
"""An opening tag → what it ends without saying so, and where that stops."""


class Element(Struct):
    """An element with its children in their order: elements, and texts between them."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)


class _TreeBuilder(HTMLParser):
    """As lenient as browsers in what matters here: forgotten end tags, wrong nesting."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _CLOSES:
            self._close(*_CLOSES[tag])
        elif tag in BLOCKS:
            self._close({"p"}, BLOCKS - {"p"})
        element = Element(_RENAMED.get(tag, tag), {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in _VOID and len(self.open) < MAX_DEPTH:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID and self.open[-1].tag == _RENAMED.get(tag, tag):
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        tag = _RENAMED.get(tag, tag)
        for number in range(len(self.open) - 1, 0, -1):
            if self.open[number].tag == tag:
                del self.open[number:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def _close(self, tags: set[str] | frozenset[str], until: set[str] | frozenset[str]) -> None:
        """End the innermost open elements up to the outermost of ``tags`` that no ``until`` lies above."""
        for number in range(len(self.open) - 1, 0, -1):
            if self.open[number].tag in until:
                return
            if self.open[number].tag in tags:
                del self.open[number:]
                return


def parsed(text: str) -> Element:
    """The root of an HTML text; its tag is empty."""
    builder = _TreeBuilder()
    builder.feed(_closed(text))
    builder.close()
    return builder.root


def _closed(text: str) -> str:
    """``text`` without what opens and does not close: the parser would look for the end again and again."""
    text = without_comments(text).replace("<!", "&lt;!").replace("<?", "&lt;?")
    if text.count("<") - text.count(">") > MAX_OPEN:
        text = re.sub(r"<(?=[^<>]*(?:<|\Z))", "&lt;", text)
    return text


# --- Questions about it ---


def is_block(child: Element | str) -> bool:
    """Whether it begins a line of its own."""
    return isinstance(child, Element) and child.tag in BLOCKS


def holds_block(element: Element) -> bool:
    """Whether an inline element holds blocks, as ``<a><div>…`` does; a link around a figure is one."""
    return any(
        is_block(child) or (isinstance(child, Element) and holds_block(child)) for child in element.children
    )


def elements(element: Element) -> Iterator[Element]:
    """The children that are elements."""
    return (child for child in element.children if isinstance(child, Element))


def rows(table: Element) -> Iterator[Element]:
    """The rows of a table, in and outside of its sections."""
    for child in elements(table):
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in elements(child) if row.tag == "tr")


def captioned(children: list[Element | str], words: str) -> list[Element | str]:
    """``children`` with ``words`` on the picture among them; on none when there are several."""
    if not words.strip() or sum(map(_pictures_in, children)) != 1:
        return children
    return [_with_caption(child, words) for child in children]


def _with_caption(child: Element | str, words: str) -> Element | str:
    if isinstance(child, str):
        return child
    attributes = {CAPTION: words, **child.attributes} if child.tag == "img" else child.attributes
    return replace(
        child, attributes=attributes, children=[_with_caption(inner, words) for inner in child.children]
    )


def _pictures_in(child: Element | str) -> int:
    if isinstance(child, str):
        return 0
    return (child.tag == "img") + sum(map(_pictures_in, child.children))


def text_of(element: Element) -> str:
    """All text in an element; line breaks are line ends."""
    return "".join(
        child if isinstance(child, str) else "\n" if child.tag == "br" else text_of(child)
        for child in element.children
    )
