"""HTML as selectolax's tree, read as leniently as browsers do, and what stands with its pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from warta.content.originals import without_comments
from warta.importing.rewriting import CAPTION
from warta.markdown.embeds import is_shown

__all__ = [
    "BLOCKS",
    "MAX_DEPTH",
    "attribute",
    "children",
    "describe_pictures",
    "holds_block",
    "is_block",
    "text_of",
    "tree_of",
]

MAX_DEPTH = 60
"""Elements within elements; of what lies deeper the text stays."""
MAX_HOLDERS = 6
"""Elements around a picture among which its caption is looked for."""
MAX_OPEN = 1_000
"""Elements within elements that the parser is given."""
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][\w-]*)[^<>]*>")
_CLOSED_BY_OTHERS = frozenset(
    "area base br col dd dt embed hr img input li link meta option p param source td th tr track wbr".split(
        " "
    )
)
BLOCKS = frozenset(
    "address article aside blockquote body center dd details dir div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hgroup hr html li main menu nav ol p pre section summary table tbody td "
    "tfoot th thead tr ul".split(" ")
)


def tree_of(html: str) -> LexborNode:
    """The root of an HTML text, without comments; what opens a comment and does not close it is text."""
    html = without_comments(html).replace("<!--", "&lt;!--")
    if html.count("<") - 2 * html.count("</") > MAX_OPEN:
        html = _shallow(html)
    root = LexborHTMLParser(f"<body>{html}").body
    assert root is not None
    return root


def _shallow(html: str) -> str:
    """An HTML text without the tags that would nest too deeply: the parser's time grows with their square."""
    depth = 0

    def kept(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag["name"].lower() in _CLOSED_BY_OTHERS:
            return tag[0]
        depth = max(0, depth - 1) if tag["end"] else depth + 1
        return tag[0] if depth <= MAX_OPEN else " "

    return _TAG.sub(kept, html)


def children(node: LexborNode) -> list[LexborNode]:
    """The elements and texts in an element."""
    return [child for child in node.iter(include_text=True) if not child.is_comment_node]


def text_of(node: LexborNode) -> str:
    """All text in an element; line breaks are line ends."""
    if node.is_text_node:
        return node.text_content or ""
    return "".join(
        "\n" if each.tag == "br" else each.text_content or ""
        for each in node.traverse(include_text=True)
        if each.is_text_node or each.tag == "br"
    )


def is_block(node: LexborNode) -> bool:
    """Whether an element begins a line of its own."""
    return node.tag in BLOCKS


def holds_block(node: LexborNode, depth: int = 0) -> bool:
    """Whether an element holds blocks, as ``<a><div>…`` does."""
    return depth < MAX_DEPTH and any(
        is_block(child) or holds_block(child, depth + 1) for child in node.iter()
    )


def attribute(node: LexborNode, name: str) -> str:
    """An attribute on one line; empty when the element has none of that name."""
    return " ".join((node.attributes.get(name) or "").split())


# --- What stands with a picture describes it ---


def describe_pictures(root: LexborNode) -> None:
    """Note on every picture the words that stand with it, for when nothing else describes it."""
    held: dict[int, tuple[LexborNode, list[LexborNode]]] = {}
    for picture in root.css("img"):
        for holder in _holders(picture):
            held.setdefault(holder.mem_id, (holder, []))[1].append(picture)
    for holder, pictures in held.values():
        captions = [holder] if holder.tag == "a" else holder.css("figcaption") if len(pictures) == 1 else []
        _caption(pictures, " ".join(map(text_of, captions)))
    for picture in root.css("img"):
        alone = picture.parent if picture.parent is not None and picture.parent.tag == "a" else picture
        below = _shown_after(alone)
        if below is None and alone.parent is not None and alone.parent.tag == "p":
            paragraph = _shown_after(alone.parent)
            below = paragraph.first_child if paragraph is not None and paragraph.tag == "p" else None
        if below is not None and below.tag in ("em", "i") and _shown_after(below) is None:
            _caption([picture], text_of(below))


def _holders(picture: LexborNode) -> Iterator[LexborNode]:
    """The link and the figure that a picture is in."""
    node = picture.parent
    for _ in range(MAX_HOLDERS):
        if node is None:
            return
        if node.tag in ("a", "figure"):
            yield node
        node = node.parent if node.tag != "figure" else None


def _shown_after(node: LexborNode) -> LexborNode | None:
    """The node behind another, white space and line breaks apart."""
    after = node.next
    while after is not None and (after.tag == "br" or not is_shown(after)):
        after = after.next
    return after


def _caption(pictures: list[LexborNode], words: str) -> None:
    if len(pictures) == 1 and words.strip() and CAPTION not in pictures[0].attributes:
        pictures[0].attrs[CAPTION] = words
