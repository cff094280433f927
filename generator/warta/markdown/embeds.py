"""Pictures, galleries, quotations, documents and videos, recognised in a text by how they stand in it.

Writers use plain Markdown that any other program shows as well: a picture in a paragraph of its own, with a
line in italics below it; several pictures one below the other; a quotation whose last line starts with a
dash; a link in a paragraph of its own. What is looked at is the tree of the sanitised HTML, so it does not
matter which engine made it, or whether the writer wrote HTML.
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import NamedTuple

from selectolax.lexbor import LexborNode

__all__ = [
    "Attribution",
    "Pictures",
    "attribution",
    "credit_start",
    "file_kind",
    "followers",
    "has",
    "is_document",
    "is_plain",
    "is_shown",
    "lone_address",
    "lone_link",
    "lone_text",
    "pictures",
    "text_behind",
    "video_site",
]

MAX_NAME = 200
"""Characters of the line that names a speaker; what is longer is part of the quotation."""

DOCUMENTS = frozenset("pdf doc docx odt rtf xls xlsx ods csv ppt pptx odp txt zip mp3 m4a ogg wav".split(" "))
READ = frozenset(
    "pdf doc docx odt rtf epub txt xls xlsx ods csv tsv ppt pptx odp json geojson kmz zip 7z rar".split(" ")
)
"""What is listed as a document: neither sound nor moving pictures."""
VIDEOS = frozenset("mp4 webm mov m4v".split(" "))
# Compiled when they are first used: most texts have none of these.
_CREDIT = (
    r"(?:^|(?<=[\s(]))(?:(?:Foto|Photo|Ilustrasi|Illustration|Gambar|Grafis|Graphic|Infografis|Infographic"
    r"|Peta|Map|Kredit|Credit|Sumber|Source)\s?:|Dok\.)(?=\s)"
)
"""What a credit starts with, in Indonesian and English."""
_NAME_BEHIND_DASH = r"\s*+(?:—|–|―|---?)\s*([^\s—–][^\n—–]*)\Z"
_NAMING = frozenset("-text a abbr b cite em i small span strong u".split(" "))
"""What the line that names a speaker may be made of."""
_VIDEO_SITE = (
    r"https?://(?:www\.|m\.)?(?:"
    r"youtube\.com/(?:watch|live|shorts|playlist)|youtu\.be/|vimeo\.com/\d|dailymotion\.com/video|dai\.ly/"
    r"|(?:v[mt]\.)?tiktok\.com/|fb\.watch/|facebook\.com/(?:watch|reel|share/[vr]/|[^/?#]+/videos)"
    r"|instagram\.com/(?:reel|tv)/|vidio\.com/(?:watch|live))"
)
_HOST = r"https?://(?:www\.|m\.)?([^/?#:]+)"


def is_shown(node: LexborNode) -> bool:
    """Whether a node is more than white space between elements."""
    return node.tag != "-text" or not (node.text_content or "").isspace()


def is_plain(node: LexborNode) -> bool:
    """Whether a node is a paragraph of Markdown, which has no attributes."""
    return node.tag == "p" and not node.attributes


def lone_text(node: LexborNode) -> str | None:
    """The text that is all that an element without attributes holds."""
    first = node.first_child
    if first is None or first.next is not None or not first.is_text_node or node.attributes:
        return None
    return first.text_content


def followers(nodes: list[LexborNode]) -> list[LexborNode | None]:
    """For each node the next one behind it that is shown."""
    found: list[LexborNode | None] = []
    behind = None
    for node in reversed(nodes):
        found.append(behind)
        behind = node if is_shown(node) else behind
    return found[::-1]


def text_behind(node: LexborNode, inline: Container[str]) -> str:
    """The text that follows a node within its block, up to the next element; numbers of notes are passed.

    ``inline``: the tags that do not end a block.
    """
    while True:
        behind = node.next
        if behind is None:
            if node.parent is None or node.parent.tag not in inline:
                return ""
            node = node.parent
            continue
        if behind.tag == "br":
            return "\n"
        if behind.tag != "-text" and behind.tag not in inline:
            return ""
        if behind.tag != "sup" and (text := behind.text()):
            return text
        node = behind


def has(node: LexborNode, *tags: str) -> bool:
    """Whether one of these elements is in another, at any depth."""
    return any(child.tag in tags or has(child, *tags) for child in node.iter())


# --- Pictures ---------------------------------------------------------------------------------------


class Pictures(NamedTuple):
    """A paragraph that is one picture, or several, and a line below."""

    images: list[LexborNode]
    caption: LexborNode | None


def pictures(shown: list[LexborNode]) -> Pictures | None:
    """What a paragraph with these children is, if it is pictures."""
    caption = shown[-1] if shown[-1].tag == "em" else None
    others = shown[:-1] if caption else shown
    if any(node.tag not in ("img", "br") for node in others):
        return None
    return Pictures([node for node in others if node.tag == "img"], caption)


def credit_start(caption: str) -> int:
    """Where the credit at the end of a caption begins; -1 when it has none."""
    return max((found.start() for found in re.finditer(_CREDIT, caption)), default=-1)


# --- Quotations -------------------------------------------------------------------------------------


class Attribution(NamedTuple):
    """The line below a quotation."""

    name: str
    """Whose words they are, as it is written, without marks."""
    line: list[LexborNode | str]
    """What the line holds, the dash included, if there is a link in it; else nothing."""
    paragraph: list[LexborNode | str]
    """What the paragraph holds in front of that line; nothing when the line is all of it."""


def attribution(paragraph: LexborNode) -> Attribution | None:
    """The line that ends a paragraph, if it starts with a dash and names somebody."""
    if not is_plain(paragraph):
        return None
    line, kept = _last_line(paragraph)
    text = "".join([node if isinstance(node, str) else node.text() for node in line])
    found = re.match(_NAME_BEHIND_DASH, text)
    if found is None:
        return None
    name = " ".join(found[1].split())
    nodes = [node for node in line if not isinstance(node, str)]
    if len(name) > MAX_NAME or any(node.tag not in _NAMING or has(node, "img", "br") for node in nodes):
        return None
    linked = any(node.tag == "a" or has(node, "a") for node in nodes)
    return Attribution(name, line if linked else [], kept)


def _last_line(paragraph: LexborNode) -> tuple[list[LexborNode | str], list[LexborNode | str]]:
    """The last line of a paragraph and all that stands before it, without what parts the two."""
    line = list[LexborNode | str]()
    before = list[LexborNode | str](paragraph.iter(include_text=True))
    while before:
        node = before.pop()
        if isinstance(node, str) or node.tag == "br":
            break
        text = (node.text_content or "") if node.tag == "-text" else ""
        lead, parted, rest = text.rpartition("\n")
        if not parted:
            line.insert(0, node)
            continue
        line.insert(0, rest)
        if not lead and before and not isinstance(before[-1], str) and before[-1].tag == "br":
            before.pop()  # a line break, and the line's end behind it
        elif lead:
            before.append(lead)
        break
    return line, before


# --- Documents and videos ---------------------------------------------------------------------------


def lone_link(shown: list[LexborNode]) -> str | None:
    """The address of the link that is all that a paragraph with these children holds."""
    link = shown[0]
    if len(shown) > 1 or link.tag != "a" or link.first_child is None or has(link, "img", "p"):
        return None
    return link.attributes.get("href")


def lone_address(shown: list[LexborNode]) -> str | None:
    """The bare address that is all that a paragraph with these children holds."""
    text = (shown[0].text_content or "").strip()
    return text if len(shown) == 1 and re.fullmatch(r"https?://\S+", text) else None


def video_site(address: str) -> str:
    """The site that shows the video at an address; empty when there is none."""
    host = re.match(_HOST, address) if re.match(_VIDEO_SITE, address) else None
    return host[1] if host else ""


def file_kind(address: str) -> str:
    """``document`` or ``video`` when an address is that of such a file of one's own, else nothing."""
    suffix = _own_suffix(address)
    return "video" if suffix in VIDEOS else "document" if suffix in DOCUMENTS else ""


def is_document(address: str) -> bool:
    """Whether an address is that of a file of one's own that is read, and listed with the documents."""
    return _own_suffix(address) in READ


def _own_suffix(address: str) -> str:
    """What the name of a file of one's own ends in; empty for an address elsewhere, or on this page."""
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#", address):
        return ""
    return address.partition("#")[0].partition("?")[0].rpartition(".")[2].lower()
