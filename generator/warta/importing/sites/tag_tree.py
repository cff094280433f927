"""Shortcodes and template tags in a text, taken apart: each with what is between it and its end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field

__all__ = ["Tag", "tag_tree", "tags_in"]

_OPEN_HUGO = re.compile(r"\{\{([<%])")
_TAG_NAME = re.compile(r"([\w./-]+)(.*)", re.DOTALL)
_OPEN_LIQUID = re.compile(r"\{\{|\{%")
MAX_TAG = 5_000
"""Characters in one tag."""
MAX_DEPTH = 40
"""Tags within tags."""
_VERBATIM = frozenset({"raw", "comment", "highlight"})
"""Liquid's tags of which the content is not looked into."""


class Tag(Struct):
    """One tag with what is between it and its end."""

    raw: str
    name: str
    arguments: str = ""
    closing: bool = False
    alone: bool = False
    """Closed in itself (``{{< x />}}``)."""
    output: bool = False
    """``{{ … }}``: a value, not a command."""
    children: list[Tag | str] = field(default_factory=list)
    end: str = ""
    """The closing tag as it was written; empty when there is none."""


def tags_in(text: str, program: str) -> Iterator[str]:
    """The names of the tags in a text, opening ones only."""
    for part in _tokens(text, program):
        if isinstance(part, Tag) and not part.closing and not part.output:
            yield part.name


def tag_tree(text: str, program: str) -> list[Tag | str]:
    """The texts and tags of a text, in order; an opening tag without end stands alone."""
    return _tree(_tokens(text, program))


def _tokens(text: str, program: str) -> Iterator[Tag | str]:
    opening = _OPEN_HUGO if program == "hugo" else _OPEN_LIQUID
    at = 0
    endless: set[str] = set()
    while (found := opening.search(text, at)) is not None:
        if program == "hugo":
            closer = ">}}" if found[1] == "<" else "%}}"
        else:
            closer = "}}" if found[0] == "{{" else "%}"
        end = _end_of(text, found.end(), closer)
        if end < 0:
            yield text[at : found.end()]
            at = found.end()
            continue
        if found.start() > at:
            yield text[at : found.start()]
        raw = text[found.start() : end + len(closer)]
        inner = text[found.end() : end]
        tag = _hugo_tag(raw, inner) if program == "hugo" else _liquid_tag(raw, inner, output=closer == "}}")
        at = end + len(closer)
        yield tag
        if isinstance(tag, Tag) and program != "hugo" and tag.name in _VERBATIM - endless:
            final = re.compile(rf"\{{%-?\s*end{tag.name}\s*-?%\}}").search(text, at)
            if final is None:
                endless.add(tag.name)
            else:
                yield text[at : final.start()]
                yield Tag(final[0], tag.name, closing=True)
                at = final.end()
    if at < len(text):
        yield text[at:]


def _end_of(text: str, start: int, closer: str) -> int:
    """Where ``closer`` stands, not counting what is between quotes; -1 when it does not come soon."""
    limit = min(len(text), start + MAX_TAG)
    plain = text.find(closer, start, limit)
    if plain < 0:
        return -1
    between = text[start:plain]
    if between.count('"') % 2 == 0 and between.count("`") % 2 == 0:
        return plain
    at = start
    while at < limit:
        if text.startswith(closer, at):
            return at
        if text[at] in '"`':
            other = text.find(text[at], at + 1, limit)
            if other < 0:
                return plain
            at = other
        at += 1
    return plain


def _hugo_tag(raw: str, inner: str) -> Tag | str:
    stripped = inner.strip()
    if stripped.startswith("/*"):  # a tag that is shown, not used
        shown = stripped.removeprefix("/*").removesuffix("*/").strip()
        return Tag(f"{raw[:3]} {shown} {raw[-3:]}", "", output=True)
    closing = stripped.startswith("/")
    alone = stripped.endswith("/") and not closing
    named = _TAG_NAME.match(stripped.strip("/").strip())
    if named is None:
        return raw
    return Tag(raw, named[1], named[2], closing, alone)


def _liquid_tag(raw: str, inner: str, *, output: bool) -> Tag | str:
    stripped = inner.strip().removeprefix("-").removesuffix("-").strip()
    if output:
        return Tag(raw, "", stripped, output=True)
    name, _, arguments = stripped.partition(" ")
    if name.startswith("end"):
        return Tag(raw, name[3:], closing=True)
    if name in ("include", "include_relative"):
        file, _, arguments = arguments.strip().partition(" ")
        name = f"include {file}"
    return Tag(raw, name, arguments)


def _tree(tokens: Iterator[Tag | str]) -> list[Tag | str]:
    """Tags with what is between them and their ends; an opening tag without end stands alone."""
    top: list[Tag | str] = []
    open_tags: list[tuple[Tag, list[Tag | str]]] = []
    current = top
    for token in tokens:
        if isinstance(token, str) or token.output:
            current.append(token)
        elif not token.closing:
            current.append(token)
            if not token.alone and len(open_tags) < MAX_DEPTH:
                open_tags.append((token, current))
                current = token.children
        else:
            depth = next(
                (n for n in range(len(open_tags) - 1, -1, -1) if open_tags[n][0].name == token.name), -1
            )
            if depth < 0:
                current.append(token)
                continue
            while len(open_tags) > depth + 1:
                current = _unfold(open_tags)
            tag, around = open_tags.pop()
            tag.end = token.raw
            current = around
    while open_tags:
        current = _unfold(open_tags)
    return top


def _unfold(open_tags: list[tuple[Tag, list[Tag | str]]]) -> list[Tag | str]:
    """The innermost open tag has no end: what followed it stands beside it."""
    tag, around = open_tags.pop()
    around.extend(tag.children)
    tag.children = []
    return around
