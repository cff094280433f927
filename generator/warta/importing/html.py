"""HTML as Markdown that says the same, in the form in which every engine reads it.

The tree is selectolax's, read as browsers read it. What Markdown has no form for but Warta keeps as HTML
(merged cells, ``<sup>``, ``<del>``) stays HTML; classes, styles and elements without a meaning of their own
go. Text is escaped, so that it says what it said.
"""

from __future__ import annotations

import html as html_text
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from selectolax.lexbor import LexborNode

from warta.importing.inline import (
    BREAK,
    EMPHASIS,
    STRONG,
    indented,
    note_name,
    safe_lines,
    settled,
    tidied,
    titled,
    with_addresses,
    with_breaks,
    wrapped,
)
from warta.importing.rewriting import (
    CAPTION,
    Rewriter,
    code_block,
    code_span,
    destination,
    escaped,
    is_outside,
    is_picture,
    only_undescribed,
    shows,
    unlinked,
    unlinked_html,
    watched,
)
from warta.importing.tree import (
    BLOCKS,
    MAX_DEPTH,
    attribute,
    children,
    describe_pictures,
    holds_block,
    is_block,
    text_of,
    tree_of,
)
from warta.markdown.addresses import is_embedded
from warta.markdown.places import describes
from warta.markdown.sanitising import KEPT_TAGS

__all__ = ["markdown_of", "markdown_of_tree"]

_IGNORED = frozenset("script style noscript template head title select textarea button svg canvas".split(" "))
_AS_HTML = frozenset("abbr cite del ins mark q samp small sub sup time u var kbd".split(" "))
_FRAMES = frozenset("iframe embed video audio object source".split(" "))
_WITH_ADDRESS = "source[src], embed[src], iframe[src]"
_EMPHATIC = {"strong": STRONG, "b": STRONG, "em": EMPHASIS, "i": EMPHASIS}
_RENAMED = {"strike": "del", "s": "del", "tt": "code"}
_KEPT_ATTRIBUTES = ("align", "colspan", "rowspan", "scope", "datetime", "lang")


def markdown_of(html: str, rewriter: Rewriter | None = None, *, breaks: bool = False) -> str:
    """Markdown for an HTML text. With ``breaks`` an empty line starts a paragraph, a line end is one."""
    return markdown_of_tree(tree_of(html), rewriter or Rewriter(), breaks=breaks)


def markdown_of_tree(root: LexborNode, rewriter: Rewriter, *, breaks: bool = False) -> str:
    """The same for a tree, which is not of use afterwards."""
    describe_pictures(root)
    return "\n\n".join(_Writer(rewriter, breaks=breaks).blocks(children(root)))


class _Writer:
    def __init__(self, rewriter: Rewriter, *, breaks: bool) -> None:
        self.rewriter = rewriter
        self.breaks = breaks
        self.depth = 0

    def blocks(self, nodes: Iterable[LexborNode]) -> list[str]:
        """The Markdown blocks of an element's content."""
        if self.depth >= MAX_DEPTH:
            return [text for node in nodes if (text := tidied(escaped(text_of(node))))]
        self.depth += 1
        found: list[str] = []
        run: list[LexborNode] = []
        for node in nodes:
            if is_block(node) or holds_block(node):
                found += self._paragraphs(run)
                run = []
                found += self._block(node)
            else:
                run.append(node)
        self.depth -= 1
        return [block for block in found + self._paragraphs(run) if block]

    def _paragraphs(self, run: list[LexborNode]) -> list[str]:
        """Text and inline elements between blocks."""
        text = self._line(run, breaks=self.breaks)
        return [part for each in text.split("\n\n") if (part := safe_lines(each))]

    def _line(self, run: Iterable[LexborNode], within: str = "", *, breaks: bool = False) -> str:
        return tidied(settled(self.inline(run, within, breaks=breaks)))

    def _title(self, node: LexborNode) -> str:
        """An element's content on one line."""
        return self._line(children(node)).replace("<br>\n", " ")

    def _block(self, node: LexborNode) -> list[str]:
        inner = children(node)
        match node.tag:
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                text = self._title(node)
                return [f"{'#' * max(2, int(node.tag[1]))} {text}"] if text else []
            case "hr":
                return ["* * *"]
            case "pre":
                return [self._preformatted(node)]
            case "ul" | "ol" | "dir" | "menu":
                return [self._list(node)]
            case "blockquote":
                text = "\n\n".join(self.blocks(inner))
                return ["\n".join(f"> {line}".rstrip() for line in text.split("\n"))] if text else []
            case "table":
                return self._table(node)
            case "figure":
                captions = [child for child in inner if child.tag == "figcaption"]
                found = self.blocks([child for child in inner if child.tag != "figcaption"])
                titles = (self._line(children(caption), STRONG[0] + EMPHASIS[0]) for caption in captions)
                below = [f"*{title}*".replace("<br>\n", " ") for title in titles if title]
                return ["\n".join(found + below)] if _are_pictures(found) else found + below
            case "a":
                return self._linked_blocks(node)
            case "dt" | "summary":
                text = self._title(node)
                return [f"**{text}**" if text and "**" not in text else text]
            case "div" if "footnote-definition" in attribute(node, "class"):
                return [self._footnote(node, inner)]
            case _:
                return self.blocks(inner)

    def _preformatted(self, node: LexborNode) -> str:
        """A block of code, between fences: indented, it would be a part of a list above it."""
        code = self.rewriter.raw(text_of(node)).strip("\n")
        inner = node.css_first("code")
        classes = attribute(node, "class") + " " + (attribute(inner, "class") if inner is not None else "")
        language = re.search(r"\b(?:language|lang|brush:)[-\s]?([\w+#-]+)", classes)
        return code_block(code, language[1] if language else "")

    def _list(self, node: LexborNode) -> str:
        """A list with the numbers that it has; parts of it where they do not follow each other."""
        items: list[tuple[int, list[str]]] = []
        number = _number(attribute(node, "start"), 1)
        for child in children(node):
            blocks = self.blocks(children(child) if child.tag == "li" else [child])
            if child.tag in ("ul", "ol") and items:  # which stands beside the item that it belongs to
                items[-1][1].extend(blocks)
            elif blocks:
                number = _number(attribute(child, "value"), number)
                items.append((number, blocks))
                number += 1
        loose = any(re.match(r"(?:-|\d+\.)\s", block) is None for _, blocks in items for block in blocks[1:])
        between = "\n\n" if loose else "\n"
        text = ""
        for place, (number, blocks) in enumerate(items):
            marker = f"{number}." if node.tag == "ol" else "-"
            breaks = node.tag == "ol" and place > 0 and number != items[place - 1][0] + 1
            text += ("\n\n<!-- -->\n\n" if breaks else between) if place else ""
            text += f"{marker:<4}{indented(between.join(blocks))}".rstrip()
        return text

    def _linked_blocks(self, node: LexborNode) -> list[str]:
        """Blocks within a link, which Markdown cannot have: the link stands below them, by its address."""
        found = self.blocks(children(node))
        href = attribute(node, "href")
        target = self.rewriter.link(href)
        if not target or not found or any(shows(block, target) for block in found):
            return found
        return [*found, f"[{escaped(href)}]({destination(target)})"]

    def _footnote(self, node: LexborNode, inner: list[LexborNode]) -> str:
        blocks = self.blocks([child for child in inner if child.tag != "sup"])
        return f"[^{note_name(attribute(node, 'id'))}]: " + indented("\n\n".join(blocks))

    # --- Tables ---

    def _table(self, node: LexborNode) -> list[str]:
        table = [cells for cells in map(_cells, _rows(node)) if any(map(self._is_filled, cells))]
        if not table:
            return self.blocks(children(node)) if text_of(node).strip() else []
        if len({len(row) for row in table}) > 1 or any(map(_is_complex, chain.from_iterable(table))):
            return [re.sub(r"\n\s*\n+", "\n", self._html(node))]
        rows = [f"| {' | '.join(map(self._cell, row))} |" for row in table]
        headed = all(cell.tag == "th" for cell in table[0])
        rule = "".join(f"{_ALIGNED.get(_alignment(cell), '---')}|" for cell in table[-1])
        lines = [rows[0] if headed else f"|{' |' * len(table[0])}", f"|{rule}", *rows[headed:]]
        caption = next((self._title(child) for child in node.iter() if child.tag == "caption"), "")
        return [f"*{caption}*", "\n".join(lines)] if caption else ["\n".join(lines)]

    def _is_filled(self, cell: LexborNode) -> bool:
        return bool(self.rewriter.words(text_of(cell)).strip()) or cell.css_first("img") is not None

    def _cell(self, cell: LexborNode) -> str:
        paragraphs = [block.replace("\n", " ") for block in self.blocks(children(cell))]
        return "<br>".join(paragraphs).replace("|", "\\|") or " "

    def _html(self, node: LexborNode, depth: int = 0) -> str:
        """An element as HTML, without what Warta would take out."""
        if node.is_text_node or depth > MAX_DEPTH:
            return html_text.escape(self.rewriter.raw(text_of(node)), quote=False)
        tag = _RENAMED.get(node.tag or "", node.tag or "")
        if tag in _IGNORED:
            return ""
        if tag == "img":
            return self._html_image(node)
        inner = "".join(self._html(child, depth + 1) for child in children(node))
        if tag in ("br", "hr"):
            return f"<{tag}>"
        if tag != "a":
            return f"<{tag}{_written(node)}>{inner}</{tag}>" if tag in KEPT_TAGS else inner
        target = html_text.escape(self.rewriter.link(attribute(node, "href")))
        if only_undescribed(inner) and target:
            return unlinked_html(inner, target)
        return f'<a href="{target}">{inner}</a>' if target else inner

    def _html_image(self, node: LexborNode) -> str:
        source = attribute(node, "src")
        alt, target = self._alternative(node, source), self.rewriter.image(source)
        if is_picture(target):
            return f'<img src="{html_text.escape(target)}" alt="{html_text.escape(alt)}">'
        if not target or is_outside(target):
            self.rewriter.counts["image-outside" if target else self.rewriter.missing(source)] += 1
        text = html_text.escape(alt or target or ("" if is_embedded(source) else source), quote=False)
        return f'<a href="{html_text.escape(target)}">{text}</a>' if target else text

    # --- Within a paragraph ---

    def inline(self, nodes: Iterable[LexborNode], within: str = "", *, breaks: bool = False) -> str:
        """Text with its emphasis, links and pictures; ``within`` has the marks that are open."""
        if self.depth >= MAX_DEPTH:
            return "".join(escaped(text_of(node)) for node in nodes)
        self.depth += 1
        text = ""
        for node in nodes:
            part = (self._text if node.is_text_node else self._inline)(node, within, breaks=breaks)
            # An exclamation mark before a link makes no picture of it.
            text = f"{text[:-1]}\\!{part}" if text.endswith("!") and part.startswith("[") else text + part
        self.depth -= 1
        return text

    def _text(self, node: LexborNode, within: str, *, breaks: bool) -> str:
        text = self.rewriter.words(node.text_content or "")
        text = escaped(text) if "a" in within else with_addresses(text)
        return with_breaks(text) if breaks else text

    def _inline(self, node: LexborNode, within: str, *, breaks: bool) -> str:
        tag = _RENAMED.get(node.tag or "", node.tag or "")
        match tag:
            case "br":
                return BREAK
            case "code":
                text = " ".join(self.rewriter.raw(text_of(node)).split())
                return code_span(text) if text else ""
            case "a":
                return self._link(node, within, breaks=breaks)
            case "img":
                return self._image(node)
            case "input":
                checked = "x" if "checked" in node.attributes else " "
                return f"[{checked}] " if attribute(node, "type") == "checkbox" else ""
            case "sup" if "footnote-reference" in attribute(node, "class"):
                return "".join(f"[^{note_name(attribute(link, 'href'))}]" for link in node.css("a"))
            case _ if tag in _FRAMES:
                return self._frame(node)
            case _:
                return "" if tag in _IGNORED else self._marked(node, tag, within, breaks=breaks)

    def _marked(self, node: LexborNode, tag: str, within: str, *, breaks: bool) -> str:
        """An element that says how its text is meant, or nothing."""
        before, after = _EMPHATIC.get(tag, ("", ""))
        text = self.inline(children(node), within + before, breaks=breaks)
        if tag in _AS_HTML:
            before, after = f"<{tag}{_written(node, 'title')}>", f"</{tag}>"
        if tag in BLOCKS:
            return f" {text} "
        return wrapped(text, before, after) if before and before not in within else text

    def _link(self, node: LexborNode, within: str, *, breaks: bool) -> str:
        inner = self.inline(children(node), within + "a", breaks=breaks)
        href = attribute(node, "href")
        if not href or "a" in within:
            return inner
        target = self.rewriter.link(href)
        if not target:
            self.rewriter.counts["link-lost"] += 1
            return inner
        if not inner.strip(" \n" + BREAK):
            return ""
        if inner.startswith("[") and inner.endswith(")") and "![" not in inner:
            return inner  # a picture that became a link
        if only_undescribed(inner):
            return unlinked(inner, escaped(href), target)
        if text_of(node).strip() in (target, target.removeprefix("mailto:")) and "<" not in target:
            return f"<{text_of(node).strip()}>"
        return wrapped(inner, "[", f"]({destination(target)}{titled(attribute(node, 'title'))})")

    def _alternative(self, node: LexborNode, source: str) -> str:
        """What can be seen on a picture, on one line."""
        return self.rewriter.alternative(
            source, *(attribute(node, name) for name in ("alt", CAPTION, "title"))
        )

    def _image(self, node: LexborNode) -> str:
        source = attribute(node, "src")
        alt = escaped(self._alternative(node, source))
        target = self.rewriter.image(source) if source else ""
        if not target:
            self.rewriter.counts[self.rewriter.missing(source)] += 1
            name = "" if not source or is_embedded(source) else code_span(source)
            return f"{alt} ({name})" if alt and name else alt or name
        if is_outside(target):
            self.rewriter.counts["image-outside"] += 1
            return f"[{alt}]({destination(target)})" if alt else f"<{destination(target)}>"
        if not is_picture(target):
            return f"[{alt or escaped(target)}]({destination(target)})"
        title = attribute(node, "title")
        shown = describes(title, source) and escaped(title) != alt
        return f"![{alt}]({destination(target)}{titled(title) if shown else ''})"

    def _frame(self, node: LexborNode) -> str:
        source = watched(attribute(node, "src") or attribute(node, "data"))
        if not source:
            # The selection holds the element itself: only what has an address may be asked again.
            return "".join(map(self._frame, node.css(_WITH_ADDRESS)[:1]))
        target = self.rewriter.link(source)
        target = f"https:{target}" if target.startswith("//") else target
        if not target:
            self.rewriter.counts["html-removed"] += 1
            return code_span(source)
        title = escaped(attribute(node, "title")) or ("" if is_outside(target) else escaped(source))
        return f"[{title}]({destination(target)})" if title else f"<{destination(target)}>"


# --- Tables ---

_ALIGNED = {"left": ":--", "center": ":-:", "right": "--:"}


def _are_pictures(blocks: Sequence[str]) -> bool:
    """Whether blocks are pictures alone, below which a caption can stand, and not links to any."""
    return bool(blocks) and all(re.fullmatch(r"!\[.*\]\(\S+(?: \".*\")?\)", block) for block in blocks)


def _number(text: str, otherwise: int) -> int:
    """The number that an attribute gives an item of a list."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    """The rows of a table, in and outside of its sections."""
    for child in table.iter():
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child.iter() if row.tag == "tr")


def _cells(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter() if cell.tag in ("td", "th")]


def _is_complex(cell: LexborNode) -> bool:
    """Whether a cell is more than Markdown's tables can say."""
    merged = any(attribute(cell, name) not in ("", "1") for name in ("colspan", "rowspan"))
    return merged or any(is_block(child) and child.tag != "p" for child in cell.iter())


def _alignment(cell: LexborNode) -> str:
    styled = re.search(r"text-align:\s*(\w+)", attribute(cell, "style"))
    return styled[1] if styled is not None else attribute(cell, "align").lower()


def _written(node: LexborNode, *more: str) -> str:
    """The attributes of an element that stay."""
    kept = (name for name in (*_KEPT_ATTRIBUTES, *more) if attribute(node, name))
    return "".join(f' {name}="{html_text.escape(attribute(node, name))}"' for name in kept)
