"""A Markdown text of another program's site, made one of Warta's: links, pictures, lists, HTML, headings.

Every link ends in the file it belongs to, in the old site's full address, or, when it leads nowhere, as plain
text. Nothing is changed within code.
"""

from __future__ import annotations

import html as html_text
import re
from collections.abc import Mapping
from typing import NamedTuple

from warta.importing.sites.markdowncode import Code, hide_code
from warta.importing.sites.markdownhtml import named_links, rewrite_html
from warta.importing.sites.markdownlists import aligned_lists
from warta.importing.sites.placeholders import Kept, code_span, final, has_kept
from warta.importing.sites.rewriting import (
    Rewriter,
    destination,
    escaped,
    is_outside,
    only_undescribed,
    unlinked,
    without_credit,
)
from warta.importing.sites.wordpress_shortcodes import replaced_captions

__all__ = ["rewrite_markdown"]

_DEFINITION = re.compile(
    r"^[ ]{0,3}\[(?!\^)(?P<label>(?:\\.|[^\[\]\\\n]){1,200})\]:[ \t]*\n?[ \t]*(?P<target><[^>\n]*>|[^\s<]\S*)"
    r"(?:[ \t]+(?P<title>\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*$\n?",
    re.MULTILINE,
)
_TARGET = re.compile(
    r"\([ \t]*\n?[ \t]*(?P<target><[^<>\n]*>|(?>(?:\\.|\([^()\s]*\)|[^()\s\\]++){0,1000}))"
    r"(?P<title>[ \t]*\n?[ \t]*(?:\"(?>(?:\\.|[^\"\\]++){0,1000})\"|'[^']*'))?[ \t]*\n?[ \t]*\)"
)
_LABEL = re.compile(r"[ ]?\[((?:\\.|[^\[\]\\]){0,200})\]")
_BRACKET = re.compile(r"\\.|!?\[|\]", re.DOTALL)
_AUTOLINK = re.compile(r"<(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]{1,30}):(?P<rest>[^\s<>]*)>")
_BLOCK_START = re.compile(
    r"(?im)^[ \t>]*</?(?:address|article|aside|blockquote|center|dd|details|div|dl|dt|figcaption|figure"
    r"|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul)\b"
)
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})

_PICTURE_WITH_WORDS = re.compile(
    r"\s*(\[!\[[^\[\]]*\]\([^()\n]*\)\]\([^()\n]*\)|!\[[^\[\]]*\]\([^()\n]*\))([^\n]*)\s*"
)
_EMPHASIS = re.compile(r"[*_]{1,3}(?!\w)|(?<!\w)[*_]{1,3}")
_CAPTIONED = re.compile(
    r"^(?P<before>[ \t>]*\[?)!\[[ \t]*\](?P<after>\([^\n]*\n(?:[ \t]*\n)?[ \t>]*"
    r"(?P<mark>[*_])(?P<words>[^*_\n]+)(?P=mark)[ \t]*$)",
    re.MULTILINE,
)
_LINK_TEXT = re.compile(r"\[([^\[\]\n]*)\]\([^()\n]*\)")
_HEADING_WITH_ID = re.compile(r"^#{1,6}[ \t][^\n]*\{[^\n]*$", re.MULTILINE)
_HEADING_ID = re.compile(r"\{:?[^{}]*\}[ \t]*#*")
_ATTRIBUTE_LINE = re.compile(
    r"^[ \t>]*\{:{1,2}(?!\s*/?\w+\s*\})[^{}\n]*\}[ \t]*$\n?|^[ \t]*\{:toc\}[ \t]*$\n?|\{:[ \t]?[.#][^{}\n]*\}"
    r"|^[ \t]*\{::[^{}\n]*\}[ \t]*$\n?|\{:\s*\w+=[^{}\n]*\}",
    re.MULTILINE,
)
_TOC = re.compile(r"^[*-][ \t][^\n]*\n[ \t]*\{:toc[^{}\n]*\}[ \t]*$\n?|^\[TOC\][ \t]*$\n?", re.MULTILINE)


def rewrite_markdown(text: str, rewriter: Rewriter, kept: Kept, *, kramdown: bool = False) -> str:
    """``text`` with every link and picture rewritten, and HTML reduced to what Warta keeps."""
    code = Code(kept)
    text = hide_code(text, code)
    text = replaced_captions(text, _PICTURE_WITH_WORDS, _with_line_below)
    text = _CAPTIONED.sub(_with_caption, text)
    if kramdown:
        text = _TOC.sub("", text)
        text = _ATTRIBUTE_LINE.sub("", text)
    text = _HEADING_WITH_ID.sub(_heading_without_id, text)
    definitions: dict[str, tuple[str, str]] = {}
    text = _DEFINITION.sub(lambda found: _define(found, definitions), text)
    text = aligned_lists(text, code)
    text = rewrite_html(text, rewriter)
    text = _rewrite_links(text, definitions, rewriter, kept)
    return code.show(kept.restore(named_links(text)))


def _with_line_below(picture: str, words: str) -> str:
    """What a site that once was WordPress's still has as ``[caption]``."""
    return f"\n\n{picture}\n*{_EMPHASIS.sub('', words)}*\n\n" if words else picture


def _with_caption(found: re.Match[str]) -> str:
    """The line in italics below a picture that says nothing itself is what it shows."""
    words = without_credit(" ".join(_LINK_TEXT.sub(r"\1", found["words"]).split()))
    return f"{found['before']}![{escaped(words)}]{found['after']}"


def _heading_without_id(found: re.Match[str]) -> str:
    """``## Words {#id}`` without what only other programs understand."""
    start = found[0].rfind("{")
    whole = _HEADING_ID.fullmatch(found[0][start:].rstrip())
    return found[0] if whole is None else found[0][:start].rstrip()


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
            link = _Link(inner, target, title)
            done = link.as_picture(rewriter, kept) if image else link.as_link(rewriter, kept)
            if done.startswith("[") and out and out[-1].endswith("!"):
                out[-1] = out[-1][:-1] + "\\!"  # an exclamation mark before a link makes no picture of it
            out.append(done)
            at = end
    out.append(text[at:])
    text = "".join(out)
    in_html = _BLOCK_START.search(text) is not None
    return _AUTOLINK.sub(lambda found: _autolink(found, rewriter, in_html=in_html), text)


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


class _Link(NamedTuple):
    """A link or picture as it was written."""

    inner: str
    target: str
    title: str

    @property
    def after(self) -> str:
        """The title, as it stands behind the destination."""
        title = html_text.unescape(self.title).replace('"', "'")
        return f' "{title}"' if title else ""

    def as_picture(self, rewriter: Rewriter, kept: Kept) -> str:
        source = html_text.unescape(self.target)
        where = final(self.target)
        if not where and has_kept(self.target):
            return self._made_by_template(kept)
        where = where or rewriter.image(source)
        title = html_text.unescape(self.title).replace('"', "'")
        alt = rewriter.alternative(source, self.inner, title=title)
        alt = self.inner if alt == self.inner else escaped(alt)
        if not where:
            rewriter.counts["image-lost"] += 1
            return f"{alt} ({code_span(self.target)})" if alt.strip() else code_span(self.target)
        if is_outside(where):
            rewriter.counts["image-outside"] += 1
            return f"[{alt.strip() or where}]({destination(where)})"
        return f"![{alt}]({destination(where)}{self.after})"

    def as_link(self, rewriter: Rewriter, kept: Kept) -> str:
        where = final(self.target)
        if not where and has_kept(self.target):
            return self._made_by_template(kept)
        where = where or rewriter.link(html_text.unescape(self.target))
        if not where:
            rewriter.counts["link-lost"] += 1
            return self.inner
        inner = _with_words_beside(self.inner)
        if only_undescribed(inner):
            return unlinked(inner, self.target, where)
        return f"[{inner}]({destination(where)}{self.after})"

    def _made_by_template(self, kept: Kept) -> str:
        address = code_span(kept.raw(self.target))
        return f"{self.inner} ({address})" if self.inner else address


def _with_words_beside(inner: str) -> str:
    """A link's content: what stands in it beside its only picture says what that shows."""
    before, mark, after = inner.partition("![](")
    words = before + after.partition(")")[2]
    if not mark or "![" in words or "<" in words or not words.strip():
        return inner
    return f"{before}![{' '.join(words.split())}]({after}"


def _autolink(found: re.Match[str], rewriter: Rewriter, *, in_html: bool) -> str:
    """An address in angle brackets; among blocks of HTML, where Markdown is not read, as HTML."""
    address = found[0][1:-1]
    if found["scheme"].lower() in _SCHEMES:
        if not in_html:
            return found[0]
        return f'<a href="{html_text.escape(address)}">{html_text.escape(address, quote=False)}</a>'
    rewriter.counts["link-lost"] += 1
    return code_span(address)
