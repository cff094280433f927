"""The text of an OpenDocument file as HTML: what LibreOffice, OnlyOffice and Google Docs save as .odt."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from html import escape
from itertools import islice
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

from warta.importing.press.blocks import TAB, is_public_address

__all__ = ["html_of_text"]

MAX_DEPTH = 60
FIRST_ELEMENTS = 12
"""Of a list, among which its first paragraph stands."""
_NAMESPACE = re.compile(r"\{urn:oasis:names:tc:opendocument:xmlns:(\w+)(?:-\w+)*:1\.0\}|\{[^}]*/(\w+)\}")
_PREFIXES = {"drawing": "draw", "xsl": "fo"}
_KINDS = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "bmp": "image/bmp",
    **dict.fromkeys(("tif", "tiff"), "image/tiff"),
    "gif": "image/gif",
    "webp": "image/webp",
}
_LOST = {"office:annotation": "comments", "text:tracked-changes": "deletions"}
"""Element → what does not come along with it, as the messages name it."""
_DROPPED = frozenset(
    "text:sequence-decls office:forms text:table-of-content text:illustration-index text:table-index "
    "text:object-index text:alphabetical-index office:change-info table:covered-table-cell text:ruby-text "
    "svg:title svg:desc".split()
)
MAX_REPEATED = 50
"""Cells or rows of a table that one element stands for."""
_LIST_STYLE = re.compile(r"list (?:bullet|number)(?: ([2-5]))?")
_HEADING = re.compile(r"heading ([1-6])")
_RAISED = re.compile(r"(?P<low>sub|-[1-9]\d)|super|[1-9]\d")
"""Where letters stand that are raised or lowered: by a word, or by the share of their height."""
_AS_TAGS = {"text:list-item": "li", "text:list-header": "li", "table:table": "table", "table:table-row": "tr"}
_SPACES = {"text:line-break": "<br>", "text:tab": TAB, "text:s": " "}


def html_of_text(
    files: Mapping[str, bytes], picture: Callable[[str, bytes], str]
) -> tuple[str, Counter[str]]:
    """HTML of the parts of a file, and how much does not come along; ``picture`` names a picture's file."""
    roots = [ElementTree.fromstring(files[name]) for name in ("styles.xml", "content.xml") if name in files]
    writer = _Writer(files, picture)
    for root in roots:
        for style in root.iter():
            if _name(style.tag) in ("style:style", "text:list-style"):
                writer.styles[_attribute(style, "style:name")] = style
    margins = (each for each in roots[0].iter() if _name(each.tag) in ("style:header", "style:footer"))
    writer.lost["margins"] += sum(bool("".join(each.itertext()).strip()) for each in margins)
    writer.put_lists_within(roots[-1])
    html = writer.inner(_first(roots[-1], "office:text")) + "".join(writer.notes)
    return html, +writer.lost


def _last_item(element: Element, depth: int) -> Element | None:
    """The last item of a list, or of the list that is the last in it, so many lists further within."""
    items = [each for each in element if _name(each.tag) == "text:list-item"]
    inner = [each for each in items[-1] if _name(each.tag) == "text:list"] if items else []
    if depth > 0 and inner:
        return _last_item(inner[-1], depth - 1)
    return items[-1] if items else None


def _name(tag: object) -> str:
    """An element's or attribute's name with the usual prefix of its namespace."""
    if not isinstance(tag, str):
        return ""
    space = _NAMESPACE.match(tag)
    prefix = (space[1] or space[2]) if space is not None else ""
    return f"{_PREFIXES.get(prefix, prefix)}:{tag.rpartition('}')[2]}"


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.items() if _name(key) == name), "")


def _is_heading(item: Element) -> bool:
    """Whether an item of a list holds a heading, whose number it is."""
    return any(_name(each.tag) == "text:h" for each in item)


def _number(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"\d{1,4}", text) else otherwise


def _repeated(element: Element, kind: str) -> int:
    """How many cells or rows (``column``, ``row``) a table's element stands for."""
    return min(MAX_REPEATED, _number(_attribute(element, f"table:number-{kind}s-repeated"), 1))


def _first(element: Element, name: str) -> Element:
    """The first element of that name in another. Raises KeyError."""
    for each in element.iter():
        if _name(each.tag) == name:
            return each
    raise KeyError(name)


class _Writer:
    def __init__(self, files: Mapping[str, bytes], picture: Callable[[str, bytes], str]) -> None:
        self.files = files
        self.picture = picture
        self.styles: dict[str, Element] = {}
        self.notes: list[str] = []
        self.lost: Counter[str] = Counter()
        self.depth = 0
        self.lists: list[str] = []
        """The styles of the lists that are being written, each within the one before."""
        self.counts: dict[str, int] = {}
        """Style and depth of a list, or its id → the number of its last item."""

    def inner(self, element: Element) -> str:
        """Text and elements within an element."""
        if self.depth >= MAX_DEPTH:
            return escape("".join(element.itertext()), quote=False)
        self.depth += 1
        parts = [escape(element.text or "", quote=False)]
        for child in element:
            parts += [self._element(child), escape(child.tail or "", quote=False)]
        self.depth -= 1
        return "".join(parts)

    def _element(self, element: Element) -> str:
        name = _name(element.tag)
        if name in _LOST:
            self.lost[_LOST[name]] += 1
        if name in _LOST or name in _DROPPED or self._is_hidden(element):
            return ""
        if name in _AS_TAGS:
            times = _repeated(element, "row")
            return f"<{_AS_TAGS[name]}>{self.inner(element)}</{_AS_TAGS[name]}>" * times
        if name in _SPACES:
            return _SPACES[name]
        write = {
            "text:h": self._heading,
            "text:p": self._paragraph,
            "text:span": self._styled,
            "text:a": self._link,
            "text:list": self._list,
            "text:note": self._note,
            "table:table-header-rows": self._headers,
            "table:table-cell": self._cell,
            "draw:frame": self._frame,
        }.get(name, self.inner)
        return write(element)

    def _is_hidden(self, element: Element) -> bool:
        """Whether an element is not shown: by itself, by its style, or by a field in it."""
        style = self.styles.get(_attribute(element, "text:style-name"), ())
        fields = (each for each in element if _name(each.tag) == "text:hidden-paragraph")
        return any(_attribute(each, "text:display") == "none" for each in (element, *style)) or any(
            _attribute(each, "text:is-hidden") == "true" for each in (element, *fields)
        )

    def _heading(self, element: Element) -> str:
        level = min(6, int(_attribute(element, "text:outline-level") or 1))
        return f"<h{level}>{self.inner(element)}</h{level}>"

    def _link(self, element: Element) -> str:
        """A link; its text alone when it leads to a place in the document, or to a file beside it."""
        url = _attribute(element, "xlink:href")
        inner = self.inner(element)
        return f'<a href="{escape(url)}">{inner}</a>' if is_public_address(url) else inner

    def put_lists_within(self, root: Element) -> None:
        """Put the lists that only their paragraphs' styles make deeper into the lists above them.

        Word's "List Bullet 2" is a list of its own, whose items stand further to the right.
        """
        for holder in list(root.iter()):
            above: Element | None = None
            deeper = False
            for child in list(holder):
                level = self._level_by_style(child)
                if above is not None and level > 1 and (item := _last_item(above, level - 2)) is not None:
                    item.append(child)
                    holder.remove(child)
                    deeper = True
                elif above is not None and level == 1 and deeper:
                    above.extend(each for each in child if _name(each.tag) == "text:list-item")
                    holder.remove(child)
                else:
                    above, deeper = (child if level else None), False

    def _level_by_style(self, element: Element) -> int:
        """The depth that its paragraphs' style gives a list; 0 for other styles, and for no list."""
        if _name(element.tag) != "text:list":
            return 0
        first = islice(element.iter(), FIRST_ELEMENTS)
        paragraphs = (each for each in first if _name(each.tag) == "text:p")
        names = (name for each in paragraphs for name in self._ancestry(each))
        found = (_LIST_STYLE.fullmatch(name.replace("_20_", " ").lower()) for name in names)
        return next((int(each[1] or 1) for each in found if each), 0)

    def _list(self, element: Element) -> str:
        """A list with the numbers of the document, in parts where they do not follow each other."""
        items = [each for each in element if _name(each.tag) in ("text:list-item", "text:list-header")]
        if items and all(_is_heading(item) for item in items):  # numbers of headings are lists there
            return self.inner(element)
        self.lists.append(_attribute(element, "text:style-name") or (self.lists[-1] if self.lists else ""))
        level = self._list_level()
        if level is None or _name(level.tag) != "text:list-level-style-number":
            html = f"<ul>{self.inner(element)}</ul>"
        else:
            html = self._numbered(element, items, _number(_attribute(level, "text:start-value"), 1))
        self.lists.pop()
        return html

    def _numbered(self, element: Element, items: list[Element], start: int) -> str:
        style, known = self.lists[-1], _attribute(element, "text:continue-list")
        here = f"{style} {len(self.lists)}"
        goes_on = _attribute(element, "text:continue-numbering") == "true"
        number = self.counts.get(known or here, start - 1) if known or goes_on else start - 1
        parts: list[str] = []
        for item in items:
            given = _number(_attribute(item, "text:start-value"), number + 1)
            if not parts or given != number + 1:
                parts += ["</ol>"] if parts else []
                parts.append(f'<ol start="{given}">' if given != 1 else "<ol>")
            parts.append(self._element(item))
            number = given
        name = next((value for key, value in element.items() if key.endswith("}id")), "")
        self.counts |= {here: number, name: number}
        return "".join(parts) + "</ol>"

    def _list_level(self) -> Element | None:
        """How the items of the list are marked that is being written: by its style and depth."""
        style = self.styles.get(self.lists[-1])
        depth = str(len(self.lists))
        levels = list(style) if style is not None else []
        own = (each for each in levels if _attribute(each, "text:level") == depth)
        return next(own, levels[0] if levels else None)

    def _headers(self, element: Element) -> str:
        return self.inner(element).replace("<td", "<th").replace("</td>", "</th>")

    def _cell(self, element: Element) -> str:
        spans = {each: _attribute(element, f"table:number-{each}s-spanned") for each in ("column", "row")}
        kept = "".join(f' {each[:3]}span="{n}"' for each, n in spans.items() if n.isdigit() and n != "1")
        return f"<td{kept}>{self.inner(element)}</td>" * _repeated(element, "column")

    def _paragraph(self, element: Element) -> str:
        """A paragraph by the purpose of its style: title, caption or text."""
        names = [name.replace("_20_", " ").lower() for name in self._ancestry(element)]
        inner = self._styled(element)
        if "title" in names:
            return f"<h1>{inner}</h1>"
        heading = next((found for name in names if (found := _HEADING.fullmatch(name))), None)
        if heading is not None:  # what looks like one and has no place in the outline
            return f"<h{heading[1]}>{inner}</h{heading[1]}>"
        if "quotations" in names:
            return f"<blockquote><p>{inner}</p></blockquote>"
        captions = {"caption", "illustration", "figure", "drawing", "text caption"}
        return f'<p class="caption">{inner}</p>' if captions & set(names) else f"<p>{inner}</p>"

    def _ancestry(self, element: Element) -> Iterator[str]:
        """The names of an element's style and of those that it comes from."""
        name = _attribute(element, "text:style-name")
        for _ in range(MAX_DEPTH):
            if not name:
                return
            yield name
            name = _attribute(self.styles.get(name, Element("none")), "style:parent-style-name")

    def _styled(self, element: Element) -> str:
        """The content of an element with the emphasis of its own style."""
        style = self.styles.get(_attribute(element, "text:style-name"))
        found = {
            _name(key): value for each in (style if style is not None else ()) for key, value in each.items()
        }
        inner = self.inner(element)
        if not inner.strip():
            return inner
        inner = f"<em>{inner}</em>" if found.get("fo:font-style") in ("italic", "oblique") else inner
        if found.get("style:text-line-through-style", "none") != "none":
            inner = f"<s>{inner}</s>"
        raised = _RAISED.match(found.get("style:text-position", ""))
        if raised:
            tag = "sub" if raised["low"] else "sup"
            inner = f"<{tag}>{inner}</{tag}>"
        return f"<strong>{inner}</strong>" if found.get("fo:font-weight") == "bold" else inner

    def _note(self, element: Element) -> str:
        """The mark of a note; its text stands below the others."""
        number = len(self.notes) + 1
        body = _first(element, "text:note-body")
        self.notes.append("")
        self.notes[number - 1] = f'<div class="footnote-definition" id="{number}">{self.inner(body)}</div>'
        return f'<sup class="footnote-reference"><a href="#{number}">*</a></sup>'

    def _frame(self, element: Element) -> str:
        """A picture, or the text of a box."""
        if any(_name(each.tag).startswith("draw:object") for each in element):
            self.lost["objects"] += 1  # formulas, charts and tables, of which it may hold a drawing
            return ""
        images = [each for each in element if _name(each.tag) == "draw:image"]
        if not images:
            return self.inner(element)
        path = _attribute(images[0], "xlink:href")
        if path not in self.files:
            self.lost["linked"] += 1
            return ""
        name = self.picture(_KINDS.get(path.rsplit(".", 1)[-1].lower(), ""), self.files[path])
        said = {_name(each.tag): (each.text or "").strip() for each in element}
        alt = said.get("svg:desc") or said.get("svg:title") or ""
        return f'<img src="{name}" alt="{escape(alt)}">' if name else ""
