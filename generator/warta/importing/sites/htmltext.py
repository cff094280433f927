"""HTML, as WordPress keeps it, to Warta's Markdown.

What Markdown has no form for but Warta keeps as HTML (merged cells, ``<sup>``, ``<del>``) stays HTML;
classes, styles and elements without a meaning of their own go. Text is escaped, so that it says what it said.
"""

from __future__ import annotations

import html as html_text
import re

from warta.importing.sites.htmltree import (
    BLOCKS,
    Element,
    captioned,
    elements,
    holds_block,
    is_block,
    parsed,
    rows,
    text_of,
)
from warta.importing.sites.placeholders import Kept, code_block, code_span
from warta.importing.sites.rewriting import (
    CAPTION,
    Rewriter,
    destination,
    escaped,
    is_outside,
    only_undescribed,
    shows,
    unlinked,
    unlinked_html,
)
from warta.markdown.sanitising import KEPT_TAGS

__all__ = ["convert_html"]

_IGNORED = frozenset("script style noscript template head title select textarea button svg canvas".split(" "))
_AS_HTML = frozenset("abbr cite del ins mark q samp small sub sup time u var kbd".split(" "))


def convert_html(text: str, rewriter: Rewriter, kept: Kept, *, breaks: bool) -> str:
    """Markdown for an HTML text. With ``breaks`` an empty line starts a paragraph, a line end is one."""
    writer = _Writer(rewriter, kept, breaks=breaks)
    return kept.restore("\n\n".join(writer.blocks(parsed(text).children)))


_LINE_START = re.compile(r"(?m)^([^\S\n]*+)(#{1,6}(?=\s|$)|>|[-+](?=\s)|=++[^\S\n]*+$|-++[^\S\n]*+$|~~~)")
_LINE_NUMBER = re.compile(r"(?m)^([^\S\n]*+\d++)([.)])(?=\s)")
_BREAK = "\ue006"
"""A line break within a paragraph, until white space has been put in order."""


class _Writer:
    def __init__(self, rewriter: Rewriter, kept: Kept, *, breaks: bool) -> None:
        self.rewriter = rewriter
        self.kept = kept
        self.breaks = breaks

    def blocks(self, children: list[Element | str]) -> list[str]:
        """The Markdown blocks of an element's content."""
        found: list[str] = []
        run: list[Element | str] = []
        for child in children:
            if isinstance(child, Element) and (child.tag in BLOCKS or holds_block(child)):
                found += self._paragraphs(run)
                run = []
                found += self._block(child)
            else:
                run.append(child)
        return [block for block in found + self._paragraphs(run) if block]

    def _paragraphs(self, run: list[Element | str]) -> list[str]:
        """Text and inline elements between blocks."""
        if not run:
            return []
        groups: list[list[Element | str]] = [[]]
        for child in run:
            if self.breaks and isinstance(child, str):
                first, *others = re.split(r"\n\s*\n", child)
                groups[-1].append(first)
                groups += [[other] for other in others]
            else:
                groups[-1].append(child)
        return [text for text in (self._paragraph(group) for group in groups) if text]

    def _paragraph(self, run: list[Element | str]) -> str:
        text = _tidied(self.inline(run, breaks=self.breaks))
        if re.fullmatch(r"https?://\S+", text):
            plain = re.sub(r"\\(.)", r"\1", text)
            return f"<{plain}>" if "<" not in plain and ">" not in plain else text
        text = _LINE_START.sub(r"\1\\\2", text)
        return _LINE_NUMBER.sub(r"\1\\\2", text)

    def _block(self, element: Element) -> list[str]:
        tag = element.tag
        match tag:
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                text = _tidied(self.inline(element.children)).replace("<br>\n", " ")
                return [f"{'#' * max(2, int(tag[1]))} {text}"] if text else []
            case "hr":
                return ["* * *"]
            case "pre":
                return [self._preformatted(element)]
            case "ul" | "ol":
                return [self._list(element)]
            case "blockquote":
                inner = "\n\n".join(self.blocks(element.children))
                return ["\n".join(f"> {line}".rstrip() for line in inner.split("\n"))] if inner else []
            case "table":
                return [self._table(element)]
            case "figure":
                return self._figure(element)
            case "dl":
                return [self._definitions(element)]
            case "a":
                return self._linked_blocks(element)
            case "summary":
                text = _tidied(self.inline(element.children))
                return [f"**{text}**"] if text else []
            case "p" if not any(is_block(child) for child in element.children):
                return self._paragraphs(element.children)
            case _:
                return self.blocks(element.children)

    def _preformatted(self, element: Element) -> str:
        code = self.kept.raw(text_of(element)).strip("\n")
        inner = next((child for child in element.children if isinstance(child, Element)), None)
        classes = (
            f"{element.attributes.get('class', '')} {inner.attributes.get('class', '') if inner else ''}"
        )
        language = re.search(r"\b(?:language|lang|brush:)[-\s]?([a-z0-9+#]+)", classes)
        return code_block(code, language[1] if language else "")

    def _list(self, element: Element) -> str:
        numbered = element.tag == "ol"
        start = element.attributes.get("start", "1")
        number = int(start) if numbered and start.isascii() and start.isdigit() and len(start) < 6 else 1
        items = []
        for child in element.children:
            if isinstance(child, str):
                blocks = self._paragraphs([child])
            else:
                blocks = self.blocks(child.children) if child.tag == "li" else self._block(child)
            if isinstance(child, str) and not blocks:
                continue
            tight = len(blocks) < 2 or all(_starts_list(block) for block in blocks[1:])
            text = ("\n" if tight else "\n\n").join(blocks)
            marker = f"{number}." if numbered else "-"
            items.append((f"{marker:<4}" + text.replace("\n", "\n    ")).rstrip())
            number += 1
        return re.sub(r"(?m)^ +$", "", "\n".join(items))

    def _figure(self, element: Element) -> list[str]:
        captions = [
            child for child in element.children if isinstance(child, Element) and child.tag == "figcaption"
        ]
        rest = [child for child in element.children if child not in captions]
        found = self.blocks(captioned(rest, " ".join(map(text_of, captions))))
        for caption in captions:
            text = _tidied(self.inline(caption.children)).replace("<br>\n", " ")
            if text:
                found.append(text if "*" in text else f"*{text}*")
        return found

    def _linked_blocks(self, element: Element) -> list[str]:
        """Blocks within a link, which Markdown cannot have: the link stands below them, by its address."""
        found = self.blocks(element.children)
        href = element.attributes.get("href", "").strip()
        target = self.rewriter.link(href)
        if not target or not found or any(shows(block, target) for block in found):
            return found
        return [*found, f"[{escaped(href)}]({destination(target)})"]

    def _definitions(self, element: Element) -> str:
        parts = []
        for child in elements(element):
            if child.tag == "dt":
                text = _tidied(self.inline(child.children))
                parts.append(f"**{text}**" if text else "")
            elif child.tag == "dd":
                parts += self.blocks(child.children)
        return "\n\n".join(part for part in parts if part)

    def _table(self, element: Element) -> str:
        cells_of = ([cell for cell in elements(row) if cell.tag in ("td", "th")] for row in rows(element))
        table = [cells for cells in cells_of if cells]
        if not table:
            return "\n\n".join(self.blocks(element.children)) if text_of(element).strip() else ""
        simple = len({len(row) for row in table}) == 1 and not any(
            cell.attributes.get("colspan", "1") != "1"
            or cell.attributes.get("rowspan", "1") != "1"
            or any(
                is_block(child) and child.tag != "p" for child in cell.children if isinstance(child, Element)
            )
            for row in table
            for cell in row
        )
        if not simple:
            return self._html(element)
        written = []
        for row in table:
            cells = []
            for cell in row:
                paragraphs = [block.replace("\n", " ") for block in self.blocks(cell.children)]
                cells.append("<br>".join(paragraphs).replace("|", "\\|") or " ")
            written.append(f"| {' | '.join(cells)} |")
        rule = f"|{'---|' * len(table[0])}"
        caption = next((child for child in elements(element) if child.tag == "caption"), None)
        head = written[0] if all(cell.tag == "th" for cell in table[0]) else f"|{' |' * len(table[0])}"
        body = written[1:] if head == written[0] else written
        text = "\n".join([head, rule, *body])
        title = _tidied(self.inline(caption.children)) if caption is not None else ""
        return f"*{title}*\n\n{text}" if title else text

    def _html(self, element: Element) -> str:
        """An element as HTML on lines of its own, without an empty line in it."""
        return re.sub(r"\n\s*\n+", "\n", self._html_of(element))

    def _html_of(self, element: Element) -> str:
        parts = []
        for child in element.children:
            if isinstance(child, str):
                parts.append(html_text.escape(self.kept.raw(child), quote=False))
            elif child.tag == "img":
                parts.append(self._html_image(child))
            elif child.tag not in _IGNORED:
                parts.append(self._html_of(child))
        inner = "".join(parts)
        tag = element.tag
        if tag not in KEPT_TAGS:
            return inner
        if tag in ("br", "hr"):
            return f"<{tag}>"
        kept = {
            name: value
            for name, value in element.attributes.items()
            if name in ("colspan", "rowspan", "scope")
        }
        if tag == "a":
            target = self.rewriter.link(element.attributes.get("href", ""))
            if not target:
                return inner
            if only_undescribed(inner):
                return unlinked_html(inner, html_text.escape(target))
            kept = {"href": target}
        attributes = "".join(f' {name}="{html_text.escape(value)}"' for name, value in kept.items())
        return f"<{tag}{attributes}>{inner}</{tag}>"

    def _html_image(self, element: Element) -> str:
        source = element.attributes.get("src", "")
        alt = self._alternative(element, source)
        target = self.rewriter.image(source)
        if target and not is_outside(target):
            return f'<img src="{html_text.escape(target)}" alt="{html_text.escape(alt)}">'
        self.rewriter.counts["image-outside" if target else "image-lost"] += 1
        text = html_text.escape(alt or target or source, quote=False)
        return f'<a href="{html_text.escape(target)}">{text}</a>' if target else text

    # --- Within a paragraph ---

    def inline(self, children: list[Element | str], within: str = "", *, breaks: bool = False) -> str:
        """Text with its emphasis, links and pictures; ``within`` has the marks that are open."""
        parts = []
        for child in children:
            if isinstance(child, str):
                text = escaped(child)
                parts.append(_with_breaks(text) if breaks else text)
            else:
                parts.append(self._inline(child, within, breaks=breaks))
        return "".join(parts)

    def _inline(self, element: Element, within: str, *, breaks: bool) -> str:
        tag = element.tag
        if tag in _IGNORED:
            return ""
        match tag:
            case "br":
                return _BREAK
            case "strong" | "em":
                mark = "**" if tag == "strong" else "*"
                if tag[0] in within:
                    return self.inline(element.children, within, breaks=breaks)
                return _wrapped(self.inline(element.children, within + tag[0], breaks=breaks), mark, mark)
            case "code":
                text = " ".join(self.kept.raw(text_of(element)).split())
                return code_span(text) if text else ""
            case "a":
                return self._link(element, within, breaks=breaks)
            case "img":
                return self._image(element)
            case "iframe" | "embed" | "video" | "audio" | "object" | "source":
                return self._frame(element)
            case _ if tag in _AS_HTML:
                inner = self.inline(element.children, within, breaks=breaks)
                return _wrapped(inner, f"<{tag}>", f"</{tag}>")
            case _ if element.tag in BLOCKS:
                return " " + self.inline(element.children, within, breaks=breaks) + " "
            case _:
                return self.inline(element.children, within, breaks=breaks)

    def _link(self, element: Element, within: str, *, breaks: bool) -> str:
        inner = self.inline(captioned(element.children, text_of(element)), within + "a", breaks=breaks)
        href = element.attributes.get("href", "").strip()
        if not href or "a" in within:
            return inner
        target = self.rewriter.link(href)
        if not target:
            self.rewriter.counts["link-lost"] += 1
            return inner
        if not inner.strip(" \n" + _BREAK):
            return ""
        if inner.startswith("[") and inner.endswith(")") and "![" not in inner:
            return inner  # a picture that became a link
        if only_undescribed(inner):
            return unlinked(inner, escaped(href), target)
        return _wrapped(inner, "[", f"]({destination(target)})")

    def _alternative(self, element: Element, source: str) -> str:
        """What can be seen on a picture, on one line."""
        values = (element.attributes.get(name, "") for name in ("alt", CAPTION, "title"))
        return self.rewriter.alternative(source, *(" ".join(value.split()) for value in values))

    def _image(self, element: Element) -> str:
        source = element.attributes.get("src", "").strip()
        alt = escaped(self._alternative(element, source))
        target = self.rewriter.image(source) if source else ""
        if not target:
            self.rewriter.counts["image-lost"] += 1
            return f"{alt} ({code_span(source)})" if alt else code_span(source) if source else ""
        if is_outside(target):
            self.rewriter.counts["image-outside"] += 1
            return f"[{alt}]({destination(target)})" if alt else f"<{destination(target)}>"
        return f"![{alt}]({destination(target)})"

    def _frame(self, element: Element) -> str:
        source = element.attributes.get("src") or element.attributes.get("data") or ""
        if not source:
            return "".join(self._frame(child) for child in elements(element))
        target = self.rewriter.link(source)
        if target.startswith("//"):
            target = f"https:{target}"
        if not re.match(r"https?://", target):
            self.rewriter.counts["html-removed"] += 1
            return code_span(source)
        title = escaped(" ".join(element.attributes.get("title", "").split()))
        return f"[{title}]({destination(target)})" if title else f"<{destination(target)}>"


def _starts_list(block: str) -> bool:
    return re.match(r"(?:-|\d+\.)\s", block) is not None


def _with_breaks(text: str) -> str:
    """Line ends as breaks, without the white space around them."""
    first, *others = text.split("\n")
    if not others:
        return text
    *middle, last = others
    return _BREAK.join([first.rstrip(" \t"), *(line.strip(" \t") for line in middle), last.lstrip(" \t")])


def _tidied(text: str) -> str:
    """Runs of white space as one space, breaks as ``<br>``, nothing at either end."""
    text = re.sub(r"[ \t\r\n]+", " ", text)
    text = text.strip(f" \u00a0{_BREAK}")
    return re.sub(rf" ?{_BREAK} ?", "<br>\n", text)


def _wrapped(inner: str, before: str, after: str) -> str:
    """Marks around text, with white space at its ends outside of them; nothing around nothing."""
    stripped = inner.strip(" \t\r\n\u00a0" + _BREAK)
    if not stripped:
        return inner
    start = inner.index(stripped)
    return f"{inner[:start]}{before}{stripped}{after}{inner[start + len(stripped) :]}"
