"""Inline marks as CommonMark and GFM read them: patterns that take the place of Python-Markdown's own.

Each is a pattern of the library's registry, tried in its order. What a pattern has matched stands in the text
as a placeholder between STX and ETX, so the next ones see neither code nor escaped signs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from string import punctuation
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.inlinepatterns import HtmlInlineProcessor, InlineProcessor, SubstituteTagInlineProcessor
from markdown.util import ETX, INLINE_PLACEHOLDER_RE, STX, AtomicString, code_escape

from warta.markdown.block import label
from warta.markdown.blocks import TAG

__all__ = ["read_inline_as_commonmark"]

Found = tuple[Element | None, int | None, int | None]
"""What a pattern gives the library: an element and the characters that it takes the place of."""

_REPLACED = (
    "reference image_link image_reference short_reference short_image_ref autolink automail".split()
    + "em_strong em_strong2".split()
)
_HARD_BREAK = r"(?: {2,}|\\)\n"
_ADDRESS = r"[A-Za-z][A-Za-z0-9.+-]{1,31}:[^\s<>]*"
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_MAIL = rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]++@{_HOST}(?:\.{_HOST})*"
_LITERAL = rf"\\.|`+|(?<!\]\()<(?:({_ADDRESS})|({_MAIL}))>"
_HTML = (
    rf"({TAG}|<!--(?>(?:(?!<!--|-->).)*)-->|<!-->|<!--->|<\?(?>(?:(?!<\?|\?>).)*)\?>|<![A-Za-z][^<>]*+>"
    r"|<!\[CDATA\[(?>(?:(?!<!\[CDATA\[|\]\]>).)*)\]\]>)"
)


def read_inline_as_commonmark(md: Markdown) -> None:
    """Put the patterns below in the place of the library's."""
    patterns = md.inlinePatterns
    for name in _REPLACED:
        patterns.deregister(name, strict=False)
    md.ESCAPED_CHARS = list(punctuation)
    patterns.register(_Literal(_LITERAL, md), "backtick", 190)
    patterns.register(_Image(r"!\[", md), "image", 165)
    patterns.register(_Link(r"(?<!!)\[", md), "link", 160)
    patterns.register(SubstituteTagInlineProcessor(_HARD_BREAK, "br"), "linebreak", 50)
    patterns.register(HtmlInlineProcessor(_HTML, md), "html", 90)
    patterns.register(_Emphasis(r"[*_~]", md), "emphasis", 60)


# --- Code and addresses -------------------------------------------------------------------------------

_TICKS = re.compile(r"`+")


class _Verbatim(AtomicString):
    """The text of code or of an address."""

    __slots__ = ("source",)
    source: str
    """With its marks, as it is written."""


class _Literal(InlineProcessor):
    """Code between as many backticks as it begins with, and addresses in angle brackets."""

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]  # noqa: N802 - the library's name
        if address := m[1] or m[2]:
            link = Element("a", {"href": m[1] or f"mailto:{address}"})
            return _made(link, address, m[0]), m.start(), m.end()
        for end in _TICKS.finditer(data, m.end()) if m[0][0] == "`" else ():
            if end[0] == m[0]:
                text = data[m.end() : end.start()].replace("\n", " ")
                if text.startswith(" ") and text.endswith(" ") and text.strip(" "):
                    text = text[1:-1]
                source = data[m.start() : end.end()]
                return _made(Element("code"), text, source), m.start(), end.end()
        return None, m.start(), m.end()


def _made(element: Element, text: str, source: str) -> Element:
    element.text = verbatim = _Verbatim(code_escape(text))
    verbatim.source = source
    return element


# --- Links and pictures -------------------------------------------------------------------------------

_BRACKET = re.compile(r"[][]")
_WORD = r"[^\s()]"
_IN_PARENTHESES = rf"\((?>(?:{_WORD}|\((?>(?:{_WORD}|\({_WORD}*+\))*)\))*)\)"
_TARGET = re.compile(
    rf"\(\s*+(?:<([^<>\n]*+)>|((?!<)(?>(?:{_WORD}|{_IN_PARENTHESES})*)))"
    r"(?>(?:\s++(\"[^\"]*+\"|'[^']*+'|\([^()]*+\)))?)\s*+\)",
    re.ASCII,
)
_ESCAPED = re.compile(rf"{STX}(\d+){ETX}")


class _Target(NamedTuple):
    """Where a link leads."""

    address: str
    title: str
    end: int
    """The character behind it."""


class _Bracketed(InlineProcessor):
    """What links and pictures share: a text in brackets, and an address behind it or defined elsewhere."""

    _text = ""
    _ends: dict[int, int]
    """Opening bracket → the closing one, in that text."""

    def _known(self, data: str, start: int) -> int:
        """The place in the text whose brackets are known at which the rest of ``data`` begins."""
        known = len(self._text) - len(data) + start
        if known >= 0 and self._text[known:] == data[start:]:
            return known  # the library asks again with a placeholder for what has been found
        self._text, self._ends, opened = data, {}, list[int]()
        for bracket in _BRACKET.finditer(data):
            if bracket[0] == "[":
                opened.append(bracket.start())
            elif opened:
                self._ends[opened.pop()] = bracket.start()
        return start

    def _target(self, start: int) -> _Target | None:
        """Where the bracket that opens at ``start`` leads, if it does."""
        text, end = self._text, self._ends.get(start)
        if end is None:
            return None
        if found := _TARGET.match(text, end + 1):
            title = found[3][1:-1] if found[3] else ""
            return _Target(found[1] if found[1] is not None else found[2], title, found.end())
        name, behind = text[start + 1 : end], end + 1
        following = self._ends.get(behind)
        if following is not None and "[" not in text[behind + 1 : following]:
            name, behind = text[behind + 1 : following] or name, following + 1
        if "[" in name:
            return None
        assert self.md is not None
        defined = self.md.references.get(label(self._written(name)))
        return _Target(*defined, behind) if defined else None

    def _written(self, text: str) -> str:
        """A text as it was before code and escaped signs became placeholders: labels are compared so."""
        assert self.md is not None
        inline: Any = self.md.treeprocessors["inline"]

        def source(found: re.Match[str]) -> str:
            node = inline.stashed_nodes.get(found[1], "")
            if isinstance(node, str):
                return _ESCAPED.sub(lambda escaped: "\\" + chr(int(escaped[1])), node)
            return node.text.source if isinstance(node.text, _Verbatim) else "".join(node.itertext())

        return INLINE_PLACEHOLDER_RE.sub(source, text)

    def _made(self, tag: str, name: str, target: _Target) -> Element:
        element = Element(tag, {name: self.unescape(target.address)})
        if target.title:
            element.set("title", self.unescape(target.title))
        return element

    def _inside(self, start: int) -> Iterator[tuple[int, _Target]]:
        """Links and pictures in the text of one."""
        opened = self._text.find("[", start + 1, self._ends[start])
        while opened >= 0:
            if target := self._target(opened):
                yield opened, target
            opened = self._text.find("[", opened + 1, self._ends[start])


class _Link(_Bracketed):
    """A link; one that holds another link is text."""

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]  # noqa: N802 - the library's name
        start = self._known(data, m.start())
        target = self._target(start)
        if target is None or any(self._inside(start)):
            return None, None, None
        link = self._made("a", "href", target)
        link.text = self._text[start + 1 : self._ends[start]]
        return link, m.start(), target.end - start + m.start()


class _Image(_Bracketed):
    """A picture; of the marks in its description only the words stay."""

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]  # noqa: N802 - the library's name
        start = self._known(data, m.end() - 1)
        target = self._target(start)
        if target is None:
            return None, None, None
        end, marks = self._ends[start], list[tuple[int, int]]()
        for inner, there in self._inside(start):
            picture = self._text[inner - 1] == "!"
            if picture or not any(self._inside(inner)):
                marks += [(inner - picture, inner + 1), (self._ends[inner], there.end)]
        image = self._made("img", "src", target)
        image.set("alt", _words(self.unescape(_without(marks, self._text[:end], start + 1))))
        return image, m.start(), target.end - start + m.end() - 1


def _without(marks: list[tuple[int, int]], text: str, start: int) -> str:
    """A text from ``start`` on, without what stands between these places."""
    edges = [(start, start), *sorted(marks), (len(text), len(text))]
    return "".join([text[end:begin] for (_, end), (begin, _) in pairwise(edges)])


# --- Emphasis -----------------------------------------------------------------------------------------

_RUN = re.compile(r"\*+|_+|~+")


class _Run:
    """Signs of one kind side by side, as far as they are not used."""

    __slots__ = ("closes", "end", "opens", "sign", "size", "start")

    def __init__(self, text: str, found: re.Match[str]) -> None:
        self.start, self.end = found.span()
        self.size = self.end - self.start
        self.sign = found[0][0]
        before, after = text[self.start - 1 : self.start], text[self.end : self.end + 1]
        left = _is_flanking(before, after)
        right = _is_flanking(after, before)
        within = self.sign == "_"
        fits = self.sign != "~" or self.size <= 2
        self.opens = fits and left and (not within or not right or _is_sign(before))
        self.closes = fits and right and (not within or not left or _is_sign(after))

    def ends(self, other: _Run) -> bool:
        """Whether it closes what the other opens."""
        if self.sign != other.sign or (self.sign == "~" and self.size != other.size):
            return False
        both = self.sign != "~" and (self.opens or other.closes)
        return not both or (self.size + other.size) % 3 != 0 or (self.size % 3 == 0 and other.size % 3 == 0)


def _is_sign(character: str) -> bool:
    if character.isascii():
        return character in (STX, ETX) or (character != "" and character in punctuation)
    return unicodedata.category(character)[0] in "PS"


def _is_flanking(outside: str, inside: str) -> bool:
    if not inside or inside.isspace():
        return False
    return not _is_sign(inside) or not outside or outside.isspace() or _is_sign(outside)


class _Region(NamedTuple):
    """A stretch of a text between two marks."""

    start: int
    inner_start: int
    inner_end: int
    end: int
    tag: str


def _regions(text: str, start: int) -> list[_Region]:
    """All that is emphasised or struck through from ``start`` on, outer ones before what is in them."""
    found: list[_Region] = []
    opened: list[_Run] = []
    fruitless: dict[tuple[str, bool, int], int] = {}
    """Kind of closing run → how many of those that are opened cannot be its other end."""
    for match in _RUN.finditer(text, start):
        run = _Run(text, match)
        kind = (run.sign, run.opens, run.size if run.sign == "~" else run.size % 3)
        while run.closes and run.start < run.end:
            place = len(opened) - 1
            lowest = fruitless.get(kind, 0)
            while place >= lowest and not run.ends(opened[place]):
                place -= 1
            if place < lowest:
                fruitless[kind] = len(opened)
                break
            other = opened[place]
            used = 2 if min(run.end - run.start, other.end - other.start) > 1 else 1
            tag = "del" if run.sign == "~" else "strong" if used == 2 else "em"
            found.append(_Region(other.end - used, other.end, run.start, run.start + used, tag))
            other.end -= used
            run.start += used
            del opened[place + (other.start < other.end) :]
            for each, count in fruitless.items():
                fruitless[each] = min(count, len(opened))
        if run.opens and run.start < run.end:
            opened.append(run)
    return sorted(found)


def _words(text: str) -> str:
    """A text without the marks of emphasis."""
    regions = _regions(text, 0)
    return _without([each[:2] for each in regions] + [each[2:4] for each in regions], text, 0)


class _Emphasis(InlineProcessor):
    """Emphasis, strong emphasis and what is struck through: the outermost, with all that is in it."""

    _text = ""
    _left: list[_Region]
    """What is found in that text and not given to the library yet, the last first."""
    _done = 0
    """Where the rest of that text begins."""

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]  # noqa: N802 - the library's name
        # The library asks again behind each element, in a text with a placeholder in its place.
        start = len(self._text) - len(data) + m.start()
        if start < self._done or self._text[start:] != data[m.start() :]:
            self._text, self._left, start = data, _regions(data, m.start())[::-1], m.start()
        if not self._left:
            self._text = ""
            return None, m.start(), len(data)
        shift = m.start() - start
        outer = self._left.pop()
        self._done = outer.end
        element = _element(self._text, outer, self._left)
        return element, outer.start + shift, outer.end + shift


def _element(text: str, outer: _Region, left: list[_Region]) -> Element:
    """An element with those in it, which are taken from ``left``."""
    made = Element(outer.tag)
    within: list[tuple[Element, _Region]] = [(made, outer)]
    done = outer.inner_start
    while within:
        holder, region = within[-1]
        if left and left[-1].start < region.inner_end:
            inner = left.pop()
            _add_text(holder, text[done : inner.start])
            within.append((SubElement(holder, inner.tag), inner))
            done = inner.inner_start
        else:
            _add_text(holder, text[done : region.inner_end])
            done = region.end
            within.pop()
    return made


def _add_text(holder: Element, text: str) -> None:
    # The library looks through it once more: signs that are none of the marks must not be taken for some.
    text = _RUN.sub(lambda run: "".join([f"{STX}{ord(sign)}{ETX}" for sign in run[0]]), text)
    if len(holder):
        holder[-1].tail = text
    else:
        holder.text = text
