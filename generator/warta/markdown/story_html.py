"""The HTML of a story's body, written from the tree of its sanitised HTML in one pass.

Blocks that :mod:`warta.markdown.embeds` recognises become figures and cards, headings get ids. What depends
on other files or on the page's language is left open: ``href="warta:0"`` stands for ``links[0]``;
``<warta-quote n="0">`` (in it the name, if the writer has linked it), ``<warta-video>`` and ``<warta-facts>``
are elements that no author can write, since the sanitiser has been there before. See
:mod:`warta.markdown.placeholders`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from warta.diagnostics.values import Position
from warta.markdown import embeds
from warta.markdown.addresses import bare_address, own_path
from warta.markdown.block import BOXES
from warta.markdown.headings import heading_ids
from warta.markdown.locator import Locator
from warta.markdown.running_text import RunningText, as_value
from warta.markdown.sanitising import INLINE_TAGS, SCHEME

__all__ = ["Link", "StoryWriter"]

_DASH = re.compile(r"((?>(?:<[^<>]*>)*))(?:—|–|―|-)\s*")
"""In front of a speaker's name, as HTML."""
_VOID = frozenset(("br", "hr", "img"))
_LITERAL = frozenset(("code", "kbd", "pre", "samp", "var"))
_HEADINGS = "h1, h2, h3, h4, h5, h6"
_FOOTNOTE = re.compile(r"#fn(?:ref\d*)?:")
"""The address of a footnote or a reference to one: the engines make both ends."""
_BACKLINK = re.compile(r"warta:text:footnote_back:\d+")
"""The title that the engines give a link from a footnote back to the text."""
_TABLE_START = '<div class="table" role="group" tabindex="0" aria-label="warta:text:table_label:0"><table>'
"""A wide table scrolls in a box of its own, which has to have a name and be reachable by keyboard."""
_BOX_TEXTS = dict(zip(BOXES, ("warta:text:task_open:0", "warta:text:task_done:0"), strict=True))
_BOX = re.compile(rf"(<li[^<>]*>\s*(?:<p>)?)([{''.join(BOXES)}])(?= )")


class Link(NamedTuple):
    """A link to something on this site, as it was written."""

    target: str
    image: bool
    position: Position


class StoryWriter:
    """Writes one text, and collects what the site has to know of it."""

    def __init__(self, locator: Locator, own: str = "") -> None:
        """``own`` is the address of the site."""
        self.links: list[Link] = []
        self.documents: list[tuple[int, str]] = []
        """Which of the links lead to documents, and the words of each as plain text: what it is called."""
        self.anchors: set[str] = set()
        """Every id."""
        self.opening: str | None = None
        """The words of the first paragraph."""
        self.quotes: list[tuple[str, str]] = []
        """The line below each quotation, and what is quoted."""
        self.untitled: list[str] = []
        """Addresses of videos that nobody gave a title."""
        self.undescribed: list[Link] = []
        """Pictures that do not say what they show."""
        self._locator = locator
        self._own = bare_address(own)
        self._text = RunningText(partial(self._address, image=False))
        self._headings: dict[int, str] = {}
        """The node of each heading → its id."""

    def write(self, html: str) -> str:
        """The text's HTML."""
        body = LexborHTMLParser(f"<body>{html}").body  # the tag keeps white space in front of the first block
        if body is None:
            return ""
        if "<h" in html:
            found = body.css(_HEADINGS)
            taken = [node.attributes["id"] or "" for node in body.css("[id]")] if ' id="' in html else []
            ids = heading_ids([node.text() for node in found], frozenset(taken))
            self._headings = {node.mem_id: made for node, made in zip(found, ids, strict=True)}
        return self._inner(body.iter(include_text=True))

    # --- Any element ---------------------------------------------------------------------------------

    def _inner(self, nodes: Iterable[LexborNode | str]) -> str:
        made = []
        for node in nodes:
            if isinstance(node, str):
                made.append(self._text.write(node))
            elif (tag := node.tag or "") == "-text":
                made.append(self._text.write(node.text_content or "", node))
            elif tag in _SPECIAL:
                made.append(_SPECIAL[tag](self, node))
            else:
                made.append(self._element(tag, node.attributes, node.iter(include_text=True)))
        return "".join(made)

    def _element(
        self, tag: str, attributes: Mapping[str, str | None], nodes: Iterable[LexborNode | str] = ()
    ) -> str:
        start = f"<{tag}{self._attributes(attributes)}>" if attributes else f"<{tag}>"
        if tag in _VOID:
            self._text.signs.skip("\n")
            return start
        if tag in _LITERAL:
            self._text.literal += 1
            inner = self._inner(nodes)
            self._text.literal -= 1
        elif tag in INLINE_TAGS:
            inner = self._inner(nodes)
        else:
            self._text.signs.start_block()
            inner = self._inner(nodes)
            self._text.signs.start_block()
        return f"{start}{inner}</{tag}>"

    def _attributes(self, attributes: Mapping[str, str | None]) -> str:
        made = []
        for name, given in attributes.items():
            value = given or ""
            if name == "id":
                if value in self.anchors or value.startswith("_"):
                    continue  # one of another element, of the text or of the page around it
                self.anchors.add(value)
            kept = name == "title" and _BACKLINK.fullmatch(value)
            made.append(f' {name}="{value if kept else as_value(value)}"')
        return "".join(made)

    def _address(self, target: str, *, image: bool) -> str:
        """What stands for the address of a link or picture; one on this site is left open."""
        written = target
        if SCHEME.match(target) or target.startswith("//") or _FOOTNOTE.match(target):
            path = own_path(target, self._own) if self._own and not image else None
            if path is None:
                return as_value(target)
            target = path
        self.links.append(Link(target, image, self._locator.find_address(f"({written}", written)))
        return f"warta:{len(self.links) - 1}"

    # --- Elements that are more than they say -------------------------------------------------------

    def _heading(self, node: LexborNode) -> str:
        """With an id from its text, unique in the story; the page's title is the only h1."""
        tag = "h2" if node.tag == "h1" else node.tag or ""
        return self._element(tag, {"id": self._headings[node.mem_id]}, node.iter(include_text=True))

    def _link(self, node: LexborNode) -> str:
        made, number = "", len(self.links)
        for name, value in node.attributes.items():
            if name == "href":
                made += f' href="{self._address(value or "", image=False)}"'
            else:
                made += self._attributes({name: value})
        target, shown = node.attributes.get("href") or "", node.text()
        named = target.endswith(shown)  # the name of what it leads to is no prose
        self._text.literal += named
        self._text.linked += 1
        first = len(self._text.words)
        inner = self._inner(node.iter(include_text=True))
        self._notice_document(number, target, first)
        self._text.linked -= 1
        self._text.literal -= named
        # On paper a link whose text is its address does not have to be followed by it.
        if named and target in (shown, f"mailto:{shown}") and SCHEME.match(target):
            made = f' class="address"{made}'
        return f"<a{made}>{inner}</a>"

    def _image(self, node: LexborNode, *, titled: bool = True) -> str:
        """A picture, ``titled`` unless its title is shown below it."""
        self._text.signs.skip("\n")
        attributes = node.attributes
        made = "" if "alt" in attributes else ' alt=""'
        for name, value in attributes.items():
            if name == "src":
                count = len(self.links)
                made += f' src="{self._address(value or "", image=True)}"'
                if len(self.links) > count and not (attributes.get("alt") or "").strip():
                    self.undescribed.append(self.links[-1])
            elif titled or name != "title":
                made += self._attributes({name: value})
        return f"<img{made}>"

    def _table(self, node: LexborNode) -> str:
        inner = self._element("table", node.attributes, node.iter(include_text=True))
        return f"{_TABLE_START}{inner.removeprefix('<table>')}</div>"

    def _cell(self, node: LexborNode) -> str:
        attributes = dict(node.attributes)
        if (side := attributes.get("align")) in ("left", "right", "center"):
            del attributes["align"]
            attributes["class"] = f"align-{side}"
        return self._element(node.tag or "", attributes, node.iter(include_text=True))

    def _item(self, node: LexborNode) -> str:
        """The box of a task says in words what it shows."""
        html = self._element("li", node.attributes, node.iter(include_text=True))
        box = _BOX.match(html)
        if box is None:
            return html
        said = _BOX_TEXTS[box[2]]
        return f'{box[1]}<span role="img" aria-label="{said}">{box[2]}</span>{html[box.end() :]}'

    def _footnote_number(self, node: LexborNode) -> str:
        first, before = len(self._text.words), self._text.signs.before
        html = self._element("sup", node.attributes, node.iter(include_text=True))
        self._text.signs.before = before
        link = node.first_child
        if (
            link is not None
            and link.tag == "a"
            and (link.attributes.get("class") or "").startswith("footnote-ref")
        ):
            del self._text.words[first:]
        return html

    def _paragraph(self, node: LexborNode) -> str:
        text = embeds.lone_text(node)
        if text is not None and not text.lstrip().startswith("http"):
            return self._prose({}, (text,))  # most paragraphs: nothing is to be recognised in them
        return self._embed(node) or self._prose(node.attributes, node.iter(include_text=True))

    def _prose(self, attributes: Mapping[str, str | None], nodes: Iterable[LexborNode | str]) -> str:
        first, opens = len(self._text.words), self.opening is None
        html = self._element("p", attributes, nodes)
        if opens:
            self.opening = "".join(self._text.words[first:])
        return html

    # --- Pictures, documents and videos ---------------------------------------------------------------

    def _embed(self, node: LexborNode) -> str:
        """A paragraph that is a picture, a document or a video; nothing when it is a paragraph."""
        first = node.first_child
        if first is not None and not embeds.is_shown(first):
            first = first.next
        if first is None or node.attributes:
            return ""
        if first.tag == "-text" and not (first.text_content or "").lstrip().startswith("http"):
            return ""
        shown = [child for child in node.iter(include_text=True) if embeds.is_shown(child)]
        if first.tag == "img":
            found = embeds.pictures(shown)
            return self._figure(found) if found else ""
        if first.tag == "a":
            address = embeds.lone_link(shown)
            return self._card(first, address) if address else ""
        address = embeds.lone_address(shown) if first.tag == "-text" else None
        return self._video(address, "") if address and embeds.video_site(address) else ""

    def _figure(self, found: embeds.Pictures) -> str:
        if len(found.images) == 1:
            image = found.images[0]
            shown, below = self._image(image, titled=False), self._caption(found.caption)
            return f'<figure class="picture">{shown}{below or self._title(image)}</figure>'
        each = "".join(
            f"<figure>{self._image(image, titled=False)}{self._title(image)}</figure>"
            for image in found.images
        )
        return f'<figure class="gallery"><div>{each}</div>{self._caption(found.caption)}</figure>'

    def _title(self, image: LexborNode) -> str:
        return self._below([image.attributes.get("title") or ""])

    def _caption(self, line: LexborNode | None) -> str:
        return self._below(line.iter(include_text=True)) if line is not None else ""

    def _below(self, nodes: Iterable[LexborNode | str]) -> str:
        """The line below a picture, with the credit at its end marked."""
        self._text.signs.start_block()
        pieces = [(node, self._inner([node])) for node in nodes]
        self._text.signs.start_block()
        text, credit = "".join([html for _, html in pieces]).strip(), ""
        if not text:
            return ""
        for number, (node, html) in reversed(list(enumerate(pieces))):
            start = embeds.credit_start(html) if isinstance(node, str) or node.tag == "-text" else -1
            if start >= 0:
                text = "".join([other for _, other in pieces[:number]]) + html[:start]
                credit = html[start:] + "".join([other for _, other in pieces[number + 1 :]])
                text, credit = text.strip(), credit.strip()
                break
        if text.endswith("(") and credit:
            text, credit = text[:-1].rstrip(), credit.rstrip(".").removesuffix(")")
        marked = f'<span class="credit">{credit}</span>' if credit else ""
        return f"<figcaption>{text}{' ' if text and marked else ''}{marked}</figcaption>"

    def _card(self, link: LexborNode, address: str) -> str:
        """A link in a paragraph of its own, if it leads to a document or a video."""
        video, kind = embeds.video_site(address), embeds.file_kind(address)
        if not video and not kind:
            return ""
        if video and re.match(r"\s*https?://", link.text()):
            return self._video(address, "")
        self._text.signs.start_block()
        self._text.linked += 1
        first = len(self._text.words)
        title = self._inner(link.iter(include_text=True)).strip()
        self._text.linked -= 1
        if video:
            return self._video(address, title)
        place = self._address(address, image=False)
        self._notice_document(len(self.links) - 1, address, first)
        return (
            f'<div class="card {kind}"><a href="{place}"><b>{title}</b>'
            f" <span><warta-facts></warta-facts></span></a></div>"
        )

    def _notice_document(self, number: int, address: str, first: int) -> None:
        """``first``: where the words of the link begin."""
        if embeds.is_document(address):
            self.documents.append((number, " ".join("".join(self._text.words[first:]).split())))

    def _video(self, address: str, title: str) -> str:
        self._text.signs.start_block()
        if not title:
            self.untitled.append(address)
        shown = f"<b>{title}</b> " if title else ""
        site = as_value(embeds.video_site(address))
        return (
            f'<div class="card video"><a href="{as_value(address)}" rel="noreferrer">{shown}'
            f'<span><warta-video site="{site}"></warta-video></span></a></div>'
        )

    # --- Quotations ------------------------------------------------------------------------------------

    def _quotation(self, node: LexborNode) -> str:
        """Quotations that only an empty line parts are one to some engines: each ends with its own line."""
        children = list(node.iter(include_text=True))
        if node.attributes or embeds.has(node, "blockquote"):
            return self._element("blockquote", node.attributes, children)
        made, run = "", list[LexborNode]()
        for child, behind in zip(children, embeds.followers(children), strict=True):
            if not run and made and not embeds.is_shown(child):
                continue  # between two quotations
            run.append(child)
            line = embeds.attribution(child) if behind is None or embeds.is_plain(behind) else None
            if line and (line.paragraph or any(map(embeds.is_shown, run[:-1]))):
                made += self._attributed(run[:-1], line)
                run.clear()
        if any(map(embeds.is_shown, run)):
            made += self._element("blockquote", {}, run)
        return made

    def _attributed(self, before: list[LexborNode], line: embeds.Attribution) -> str:
        """A quotation with the line below it, the speaker's name left open."""
        first = len(self._text.words)
        words = self._inner(before)
        if line.paragraph:
            words += self._prose({}, line.paragraph) + "\n"
        self.quotes.append((line.name, "".join(self._text.words[first:])))
        self._text.signs.start_block()
        linked = _DASH.sub(r"\1", self._inner(line.line).strip())
        speaker = f'<warta-quote n="{len(self.quotes) - 1}">{linked}</warta-quote>'
        return (
            f'<figure class="quote"><blockquote>{words}</blockquote>'
            f"<figcaption>— {speaker}</figcaption></figure>"
        )


_SPECIAL: dict[str, Callable[[StoryWriter, LexborNode], str]] = {
    "p": StoryWriter._paragraph,
    "a": StoryWriter._link,
    "img": StoryWriter._image,
    "blockquote": StoryWriter._quotation,
    "sup": StoryWriter._footnote_number,
    "table": StoryWriter._table,
    "li": StoryWriter._item,
    "td": StoryWriter._cell,
    "th": StoryWriter._cell,
    **dict.fromkeys(_HEADINGS.split(", "), StoryWriter._heading),
}
"""Tag → what writes such an element; all others are written as they are."""
