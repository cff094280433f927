"""A Markdown text of another program's site, made one of Warta's: links, pictures, lists, HTML, headings.

Every link ends in the file it belongs to, in the old site's full address, or, when it leads nowhere, as plain
text. Nothing is changed within code.
"""

from __future__ import annotations

import html as html_text
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from generator.importing.marks import Kept, code_span, final, has_kept, restore_code
from generator.markup import KEPT_TAGS
from generator.urls import slugify

__all__ = ["Rewriter", "anchors_of", "rewrite_markdown"]


@dataclass(frozen=True, slots=True)
class Rewriter:
    """Where links and pictures of one text lead."""

    link: Callable[[str], str]
    """The final destination of a link; empty when it leads nowhere."""
    image: Callable[[str], str]
    """The final destination of a picture: a file beside the story or a full address; empty: it is lost."""
    counts: Counter[str] = field(default_factory=Counter)
    """What could not stay: ``image-lost``, ``image-outside``, ``link-lost``, ``html-removed``."""


_FENCE = re.compile(
    r"^(?P<indent>[ \t>]*)(?P<fence>`{3,}|~{3,})[^\n`]*\n(?:.*?\n)??(?:[ \t>]*(?P=fence)[`~]*[ \t]*$)",
    re.DOTALL | re.MULTILINE,
)
_TICKS = re.compile("`+|\n[ \t]*\n")
_INDENTED = re.compile(r"(?m)(?:(?<=\n\n)|\A)(?:(?: {4}|\t)[^\n]*\n?(?:[ \t]*\n(?= {4}|\t))*)+")
_CODE_MARK = re.compile("\ue004([0-9]+)\ue005")
_CODE_LINE = "\ue007"
"""Before a line of a code block that stood within a list, at the block's own indentation."""
_DEFINITION = re.compile(
    r"^[ ]{0,3}\[(?!\^)(?P<label>(?:\\.|[^\[\]\\\n]){1,200})\]:[ \t]*\n?[ \t]*(?P<target><[^>\n]*>|[^\s<]\S*)"
    r"(?:[ \t]+(?P<title>\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*$\n?",
    re.MULTILINE,
)
_TARGET = re.compile(
    r"\([ \t]*\n?[ \t]*(?P<target><[^<>\n]*>|(?:\\.|\([^()\s]*\)|[^()\s\\])*)"
    r"(?P<title>[ \t]*\n?[ \t]*(?:\"(?:\\.|[^\"\\])*\"|'[^']*'))?[ \t]*\n?[ \t]*\)"
)
_LABEL = re.compile(r"[ ]?\[((?:\\.|[^\[\]\\]){0,200})\]")
_BRACKET = re.compile(r"\\.|!?\[|\]", re.DOTALL)

_HTML_TAG = re.compile(
    r"(?<!\]\()<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)"
    r"(?P<rest>(?:\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)?)(?P<slash>/?)>"
)
_ATTRIBUTE = re.compile(r"([a-zA-Z_:@][\w:.@-]*)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?")
_DROPPED = re.compile(r"<(script|style|noscript|template)\b[^<>]*>", re.IGNORECASE)
_FRAMES = frozenset({"iframe", "embed", "video", "audio", "source", "object"})
_HTML_NAMES = frozenset(
    "acronym address applet area article aside audio base basefont bdi bdo big body button canvas center "
    "col colgroup data dialog dir embed fieldset font footer form frame frameset g head header hgroup "
    "html iframe input label legend link main map marquee meta meter nav nobr noframes noscript object "
    "optgroup option output param path picture progress rp rt ruby script select slot source strike style "
    "svg template textarea title track tt video wbr".split(" ")
)
_AUTOLINK = re.compile(r"<(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]{1,30}):(?P<rest>[^\s<>]*)>")
_BLOCK_START = re.compile(
    r"(?im)^[ \t>]*</?(?:address|article|aside|blockquote|center|dd|details|div|dl|dt|figcaption|figure"
    r"|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul)\b"
)
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})

_HEADING_WITH_ID = re.compile(r"^#{1,6}[ \t][^\n]*\{[^\n]*$", re.MULTILINE)
_HEADING_ID = re.compile(r"\{:?[^{}]*\}[ \t]*#*")
_ATTRIBUTE_LINE = re.compile(
    r"^[ \t>]*\{:{1,2}(?!\s*/?\w+\s*\})[^{}\n]*\}[ \t]*$\n?|^[ \t]*\{:toc\}[ \t]*$\n?|\{:[ \t]?[.#][^{}\n]*\}"
    r"|^[ \t]*\{::[^{}\n]*\}[ \t]*$\n?|\{:\s*\w+=[^{}\n]*\}",
    re.MULTILINE,
)
_TOC = re.compile(r"^[*-][ \t][^\n]*\n[ \t]*\{:toc[^{}\n]*\}[ \t]*$\n?|^\[TOC\][ \t]*$\n?", re.MULTILINE)


class _Code:
    """Code and comments, out of the way while everything else is rewritten."""

    def __init__(self, kept: Kept) -> None:
        self.kept = kept
        self.pieces: list[str] = []

    def hide(self, piece: str) -> str:
        self.pieces.append(restore_code(piece, self.kept))
        return f"\ue004{len(self.pieces) - 1}\ue005"

    def show(self, text: str) -> str:
        while _CODE_MARK.search(text):  # a piece can hold others, which were hidden before it
            text = _CODE_MARK.sub(lambda found: self.pieces[int(found[1])], text)
        return text


def rewrite_markdown(text: str, rewriter: Rewriter, kept: Kept, kramdown: bool = False) -> str:
    """``text`` with every link and picture rewritten, and HTML reduced to what Warta keeps."""
    code = _Code(kept)
    text = _FENCE.sub(lambda found: _hide_fence(found, code), text)
    text = without_comments(text)
    text = _INDENTED.sub(lambda found: _hide_indented(found, code), text)
    text = _hide_spans(text, code)
    if kramdown:
        text = _TOC.sub("", text)
        text = _ATTRIBUTE_LINE.sub("", text)
    text = _HEADING_WITH_ID.sub(_heading_without_id, text)
    definitions: dict[str, tuple[str, str]] = {}
    text = _DEFINITION.sub(lambda found: _define(found, definitions), text)
    text = _aligned_lists(text, code)
    text = _rewrite_html(text, rewriter)
    text = _rewrite_links(text, definitions, rewriter, kept)
    return code.show(kept.restore(text))


def without_comments(text: str) -> str:
    """``text`` without HTML comments; one that does not end is text."""
    parts = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts.append(text[at:start])
        at = end + 3
    return "".join(parts) + text[at:]


def _heading_without_id(found: re.Match[str]) -> str:
    """``## Words {#id}`` without what only other programs understand."""
    start = found[0].rfind("{")
    whole = _HEADING_ID.fullmatch(found[0][start:].rstrip())
    return found[0] if whole is None else found[0][:start].rstrip()


def _hide_fence(found: re.Match[str], code: _Code) -> str:
    """A fenced block; one within a list as an indented block, since not every engine knows fences there."""
    indent = found["indent"].expandtabs(4)
    if not indent or ">" in indent:
        return code.hide(found[0])
    lines = [line.expandtabs(4) for line in found[0].split("\n")[1:-1]]
    shown = [
        f"{indent}{_CODE_LINE}{code.hide(line.removeprefix(indent))}" if line.strip() else ""
        for line in lines
    ]
    return "\n" + "\n".join(shown) + "\n"


def _hide_indented(found: re.Match[str], code: _Code) -> str:
    """An indented block is code, unless it is HTML or goes on with a list."""
    block = found[0]
    if _CODE_LINE in block:
        return block
    before = found.string[: found.start()].rstrip().rpartition("\n")[2]
    in_list = before.startswith((" ", "\t")) or _ITEM.fullmatch(before.strip()) is not None
    return (
        block if in_list or re.match(r"\s*(?:(?:[-*+]|\d+[.)])\s|</?[a-zA-Z])", block) else code.hide(block)
    )


def _hide_spans(text: str, code: _Code) -> str:
    """Code spans: a run of backticks up to the next run as long, in the same paragraph."""
    if "`" not in text:
        return text
    runs = [(found.start(), found[0]) for found in _TICKS.finditer(text)]
    following: dict[str, int] = {}
    partner = [-1] * len(runs)
    for number in range(len(runs) - 1, -1, -1):
        run = runs[number][1]
        if run.startswith("\n"):
            following.clear()
        else:
            partner[number] = following.get(run, -1)
            following[run] = number
    parts = []
    at = number = 0
    while number < len(runs):
        if partner[number] < 0:
            number += 1
            continue
        start, end = runs[number][0], runs[partner[number]][0] + len(runs[number][1])
        parts += [text[at:start], code.hide(text[start:end])]
        at = end
        number = partner[number] + 1
    return "".join(parts) + text[at:]


# --- Lists ------------------------------------------------------------------------------------------------

_ITEM = re.compile(r"(?P<indent> *)(?P<marker>[-*+]|\d{1,9}[.)])(?P<space> +)(?P<text>\S.*)")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*")


def _aligned_lists(text: str, code: _Code) -> str:
    """Lists as every engine reads them: an empty line before, four spaces for each level.

    Other programs take a list for one right behind a paragraph, and nest by two spaces.
    """
    if not _ANY_ITEM.search(text):
        return re.sub(rf"(?m)^[ ]*{_CODE_LINE}", "    ", text)
    lists = _Lists(code)
    for line in text.split("\n"):
        lists.take(line)
    return "\n".join(lists.lines)


_ANY_ITEM = re.compile(r"(?m)^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")
_HEADING = re.compile(r" {0,3}#{1,6}\s")


class _Lists:
    """Takes a text line by line and knows in which lists it is."""

    def __init__(self, code: _Code) -> None:
        self.code = code
        self.lines: list[str] = []
        self.columns: list[int] = []
        """Where the text of each open item starts in the source, the innermost last."""
        self.before = ""
        """The line before, empty when it was."""
        self.in_code = False

    def take(self, line: str) -> None:
        plain = line.expandtabs(4)
        indent = len(plain) - len(plain.lstrip(" "))
        item = None if _RULE.fullmatch(plain) else _ITEM.fullmatch(plain)
        if not plain.strip():
            self.lines.append("")
        elif _CODE_LINE in plain:  # in the innermost item: an outer one's code cannot be told from its text
            self.lines.append("    " * (len(self.columns) + 1) + plain.strip().removeprefix(_CODE_LINE))
        elif item is not None and (self.columns or indent < 4):
            self._item(item, line, indent)
        else:
            self._text(plain, line, indent)
        self.before = plain if plain.strip() else ""

    def _item(self, item: re.Match[str], line: str, indent: int) -> None:
        self._leave(indent)
        marker = item["marker"].replace(")", ".")
        if not self.columns and self.before and not _ITEM.fullmatch(self.before.strip()):
            if marker not in ("-", "*", "+", "1."):  # a number in a paragraph, not a list
                self.lines.append(line)
                return
            self.lines.append("")
        self.lines.append(f"{'    ' * len(self.columns)}{marker} {item['text']}")
        space = len(item["space"]) if len(item["space"]) < 5 else 1
        self.columns.append(indent + len(item["marker"]) + space)

    def _text(self, plain: str, line: str, indent: int) -> None:
        if not self.before or _HEADING.match(plain):
            self._leave(indent)
        if not self.columns or indent < self.columns[-1]:
            self.lines.append(line)
            return
        more = indent - self.columns[-1]
        self.in_code = more >= 4 and (not self.before or self.in_code)
        shown = self.code.hide(plain.strip()) if self.in_code else plain.strip()
        self.lines.append("    " * len(self.columns) + " " * more + shown)

    def _leave(self, indent: int) -> None:
        """Close the items in which a line with that indentation cannot be."""
        while self.columns and indent < self.columns[-1]:
            self.columns.pop()


def _define(found: re.Match[str], definitions: dict[str, tuple[str, str]]) -> str:
    target = found["target"]
    if target.startswith("<"):
        target = target[1:-1]
    title = (found["title"] or "")[1:-1]
    definitions.setdefault(_label(found["label"]), (target, title))
    return ""


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()


# --- Links ------------------------------------------------------------------------------------------------


def _rewrite_links(
    text: str, definitions: Mapping[str, tuple[str, str]], rewriter: Rewriter, kept: Kept
) -> str:
    """All links and pictures in Markdown's own forms; those by reference become direct ones."""
    out: list[str] = []
    opened: list[int] = []
    at = 0
    for found in _BRACKET.finditer(text):
        if found.start() < at:
            continue
        out.append(text[at : found.start()])
        at = found.end()
        sign = found[0]
        if sign.startswith("\\"):
            out.append(sign)
        elif sign != "]":
            opened.append(len(out))
            out.append(sign)
        elif not opened:
            out.append(sign)
        else:
            start = opened.pop()
            image = out[start] == "!["
            inner = "".join(out[start + 1 :])
            target, title, end = _target_after(text, at, inner, definitions)
            if target is None:
                # Some engines see a link in `](words in brackets)`, others do not: it is none.
                out.append("\\]" if text.startswith("(", at) else sign)
                continue
            del out[start:]
            out.append(_rewritten(image, inner, target, title, rewriter, kept))
            at = end
    out.append(text[at:])
    text = "".join(out)
    in_html = _BLOCK_START.search(text) is not None
    return _AUTOLINK.sub(lambda found: _autolink(found, rewriter, in_html), text)


def _target_after(
    text: str, at: int, inner: str, definitions: Mapping[str, tuple[str, str]]
) -> tuple[str | None, str, int]:
    """Destination and title of the link whose text ends at ``at``, and where it ends; None: it is no link."""
    direct = _TARGET.match(text, at)
    if direct is not None:
        target = direct["target"]
        title = (direct["title"] or "").strip()[1:-1]
        return target[1:-1] if target.startswith("<") else target, title, direct.end()
    if definitions:
        label = _LABEL.match(text, at)
        known = definitions.get(_label(label[1] or inner)) if label is not None else None
        if known is not None and label is not None:
            return *known, label.end()
        known = definitions.get(_label(inner))
        if known is not None:
            return *known, at
    return None, "", at


def _rewritten(image: bool, inner: str, target: str, title: str, rewriter: Rewriter, kept: Kept) -> str:
    target = final(target) or target
    if has_kept(target):  # the address is made by a template
        return f"{inner} ({code_span(kept.raw(target))})" if inner else code_span(kept.raw(target))
    title = html_text.unescape(title).replace('"', "'")
    after = f' "{title}"' if title else ""
    if image:
        return _picture(inner, target, after, rewriter)
    destination = final(target) or _link(target, rewriter)
    if not destination:
        return inner
    return f"[{inner}]({_escaped(destination)}{after})"


def _link(target: str, rewriter: Rewriter) -> str:
    destination = rewriter.link(html_text.unescape(target))
    if not destination:
        rewriter.counts["link-lost"] += 1
    return destination


def _picture(alt: str, target: str, after: str, rewriter: Rewriter) -> str:
    destination = final(target) or rewriter.image(html_text.unescape(target))
    if not destination:
        rewriter.counts["image-lost"] += 1
        return f"{alt} ({code_span(target)})" if alt.strip() else code_span(target)
    if _is_outside(destination):
        rewriter.counts["image-outside"] += 1
        return f"[{alt.strip() or destination.strip(chr(0xE002) + chr(0xE003))}]({_escaped(destination)})"
    return f"![{alt}]({_escaped(destination)}{after})"


def _is_outside(destination: str) -> bool:
    return destination.removeprefix("\ue002").startswith(("http://", "https://", "//"))


def _escaped(destination: str) -> str:
    if re.search(r"[\s()<>]", destination):
        for character, code in ((" ", "%20"), ("(", "%28"), (")", "%29"), ("<", "%3C"), (">", "%3E")):
            destination = destination.replace(character, code)
        destination = re.sub(r"\s", "", destination)
    return destination


def _autolink(found: re.Match[str], rewriter: Rewriter, in_html: bool) -> str:
    """An address in angle brackets; among blocks of HTML, where Markdown is not read, as HTML."""
    address = found[0][1:-1]
    if found["scheme"].lower() in _SCHEMES:
        if not in_html:
            return found[0]
        return f'<a href="{html_text.escape(address)}">{html_text.escape(address, quote=False)}</a>'
    rewriter.counts["link-lost"] += 1
    return code_span(address)


# --- HTML in Markdown -------------------------------------------------------------------------------------


def _rewrite_html(text: str, rewriter: Rewriter) -> str:
    """HTML with its addresses rewritten, and without what Warta would take out."""
    if "<" not in text:
        return text
    text = _without_scripts(text, rewriter)
    return _HTML_TAG.sub(lambda found: _html_tag(found, rewriter), text)


def _without_scripts(text: str, rewriter: Rewriter) -> str:
    """``text`` without scripts and styles, with all that is in them."""
    parts = []
    at = 0
    endless: set[str] = set()
    for found in _DROPPED.finditer(text):
        name = found[1].lower()
        if found.start() < at or name in endless:
            continue
        end = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, found.end())
        if end is None:
            endless.add(name)
            continue
        parts.append(text[at : found.start()])
        at = end.end()
        rewriter.counts["html-removed"] += 1
    return "".join(parts) + text[at:]


def _html_tag(found: re.Match[str], rewriter: Rewriter) -> str:
    name = found["name"].lower()
    if name not in KEPT_TAGS and name not in _HTML_NAMES:
        return found[0]
    attributes = _attributes(found["rest"])
    if name in _FRAMES:
        source = attributes.get("src") or attributes.get("data") or ""
        if found["end"] or not source:
            return ""
        destination = rewriter.link(source)
        if not _is_outside(destination):
            rewriter.counts["html-removed"] += 1
            return code_span(source)
        address = html_text.escape(f"https:{destination}" if destination.startswith("//") else destination)
        return f'<a href="{address}">{html_text.escape(attributes.get("title") or address, quote=False)}</a>'
    if name not in KEPT_TAGS:
        rewriter.counts["html-removed"] += not found["end"]
        return ""
    if found["end"]:
        return f"</{name}>"
    if name == "img":
        return _html_image(attributes, rewriter)
    if name == "a" and "href" in attributes:
        destination = final(attributes["href"]) or rewriter.link(attributes["href"])
        if not destination:
            rewriter.counts["link-lost"] += 1
            del attributes["href"]
        else:
            attributes["href"] = destination
    return f"<{name}{_written(attributes)}>"


def _html_image(attributes: dict[str, str], rewriter: Rewriter) -> str:
    source, alt = attributes.get("src", ""), attributes.get("alt", "")
    destination = final(source) or (rewriter.image(source) if source else "")
    if not destination:
        rewriter.counts["image-lost"] += 1
        return f"{html_text.escape(alt, quote=False)} <code>{html_text.escape(source, quote=False)}</code>"
    if _is_outside(destination):
        rewriter.counts["image-outside"] += 1
        shown = alt.strip() or destination
        return f'<a href="{html_text.escape(destination)}">{html_text.escape(shown, quote=False)}</a>'
    kept = {"src": destination, "alt": alt}
    kept |= {name: attributes[name] for name in ("title", "width", "height") if attributes.get(name)}
    return f"<img{_written(kept)}>"


def _attributes(text: str) -> dict[str, str]:
    """Attributes without those that Warta would take out: styles, classes, scripts."""
    found: dict[str, str] = {}
    for name, quoted in _ATTRIBUTE.findall(text):
        key = name.lower()
        if not key.startswith(("on", "data-", "aria-")) and key not in (
            "style",
            "class",
            "role",
            "target",
            "rel",
        ):
            value = quoted[1:-1] if quoted[:1] in ('"', "'") else quoted
            found.setdefault(key, html_text.unescape(value))
    return found


def _written(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{html_text.escape(value)}"' for name, value in attributes.items())


# --- Anchors ----------------------------------------------------------------------------------------------

_MARKDOWN_HEADING = re.compile(
    r"^[ ]{0,3}#{1,6}[ \t]+(?P<atx>[^\n]+)$|^(?P<setext>[^\n]+)\n(?:=+|-{2,})[ \t]*$", re.MULTILINE
)
_HTML_HEADING = re.compile(
    r"<h[1-6](?P<rest>[^<>]*)>(?P<text>(?:(?!<h[1-6]).)*?)</h[1-6]>", re.DOTALL | re.IGNORECASE
)
_HEADING_ATTRIBUTES = re.compile(r"\{:?[ \t]*#([\w:.-]+)[^{}]*\}$")
_LINK_TEXT = re.compile(r"!?\[([^\[\]]*)\](?:\([^()\s]*\)|\[[^\[\]]*\])?")
_ANCHOR = re.compile(r"<a\s[^>]*?(?:name|id)=[\"']?([\w:.-]+)", re.IGNORECASE)
_MARKUP = re.compile(r"<[^>]*>|[*_`~\\]")
MAX_ANCHORS = 200


def anchors_of(text: str) -> dict[str, str]:
    """Every id that a link to a section of ``text`` may have → the id that Warta gives the section."""
    found: dict[str, str] = {}
    used: Counter[str] = Counter()
    for heading in _headings(text):
        own, words = heading
        anchor = slugify(" ".join(html_text.unescape(words).split())) or "bagian"
        used[anchor] += 1
        number = f"-{used[anchor]}" if used[anchor] > 1 else ""
        other = re.sub(r"[^\w\- ]", "", words.strip().lower()).replace(" ", "-")
        suffix = f"-{used[anchor] - 1}" if number else ""
        for name in (own, anchor + number, other + suffix, slugify(own)):
            if name:
                found.setdefault(name, anchor + number)
        if len(found) > MAX_ANCHORS * 3:
            break
    return found


def _headings(text: str) -> list[tuple[str, str]]:
    """(id that the writer gave, words) of every heading, in order."""
    text = _FENCE.sub("", text)
    found: list[tuple[int, str, str]] = []
    for heading in _MARKDOWN_HEADING.finditer(text):
        words = (heading["atx"] or heading["setext"]).strip()
        words = words.rstrip("#").rstrip() or words
        if "{{" in words or "{%" in words:  # what a tag leaves of them is not known yet
            continue
        own = _HEADING_ATTRIBUTES.search(words) or _ANCHOR.search(words)
        plain = _HEADING_ATTRIBUTES.sub("", words)
        plain = _MARKUP.sub("", _LINK_TEXT.sub(r"\1", plain))
        found.append((heading.start(), own[1] if own else "", plain))
    if "<h" in text or "<H" in text:
        for heading in _HTML_HEADING.finditer(text):
            own_id = _attributes(heading["rest"]).get("id", "")
            found.append((heading.start(), own_id, _MARKUP.sub("", heading["text"])))
    return [(own, words) for _, own, words in sorted(found)[:MAX_ANCHORS]]
