"""Markup that readers see: signs in the words of the page that were meant to make something of them."""

from __future__ import annotations

import html as html_text
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from warta.checks.facts.stress import Notes, notes_of, stress_marks
from warta.markdown.lines import fenced
from warta.markdown.places import OBJECT, Place
from warta.markdown.sanitising import KEPT_TAGS
from warta.markdown.visible import VisibleBlock, engine_html, visible_blocks

__all__ = ["Leftover", "find_leftovers", "marks_in_plain"]


class Leftover(NamedTuple):
    """A sign that was to be read as markup."""

    place: Place
    mark: str
    """What it was to make: a key of ``[marks]`` in the messages."""
    text: str
    """The sign and what follows it."""


SHORT = 4
"""Characters of a sign that may be found in many places."""
SHOWN = 20
"""Characters of the words at a sign, by which it is found; twice as many are shown."""
MAX_MARKS = 100
"""Signs that are looked for in one text."""
_AT_LINE_STARTS = frozenset(("heading", "list", "table"))

_TAGS = "|".join(
    sorted({*KEPT_TAGS, "center", "font", "iframe", "o:p", "strike", "style", "script", "tt", "body"})
)
_ADDRESS = f"{OBJECT}{{5,}}"
_LINK = (
    r"\]\((?=[^\s)])|(?<!\S)!\[(?!\d{1,3}\])[^\[\]\n]{0,300}\]|!\[[^\[\]\n]{0,300}\](?=[(\[])"
    rf"|(?<![\w\])])\[(?!\d+\][ \t]?{OBJECT})[^\[\]\n{OBJECT}]{{1,200}}\][ \t]?:?[ \t]?[\[(<{{]?{_ADDRESS}"
    r"|!\[[^\[\]()\n]{1,200}\([^()\s]{1,200}\)"
    rf"|[\]}})]\({_ADDRESS}|\[[^\[\]()\n{OBJECT}]{{1,200}}\({_ADDRESS}"
    rf"|\[{_ADDRESS}[ |][^\[\]\n]{{1,200}}\](?![(\[])|(?<=[\"”]):{_ADDRESS}|<[ ]?{_ADDRESS}"
    r"|!?\[\[[^\[\]\n]{1,200}\]\]|\A\s*\[[^\[\]\s]+\.(?i:jpe?g|png|webp|gif|pdf)\]\s*\Z"
)
_TAG = rf"</?(?i:{_TAGS})(?:\s[^<>\n]*)?/?>|<a\s+href="
_ENTITY = r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[a-zA-Z][a-zA-Z0-9]{1,31});"
_DASHES = r"[ \t]*+:?-{2,}+:?[ \t]*+"
_ROW = rf"^[ \t]*+\|[^|\n]*\|[^\n]*$|^(?:[ \t]*+\|)?{_DASHES}(?:\|{_DASHES})+\|?[ \t]*$"
_HASHES = r"^[ \t]*#{2,6}[ \t]?(?=[\w\"“*])|(?<=\s)#{2,6}[ \t]+(?=\w)"
_HIGHLIGHT = r"(?<![\w=])==(?=[^\s=])[^=\n]*[^\s=]==(?![\w=])"
_NOTE = r"(?<=[\w.,;:!?)\"”’])\^\[(?=[^\]\n]{3,300}\])"
_FORUM = "b|i|u|s|url|img|quote|center|color|size|font|list|code"
_WORDPRESS = "caption|gallery|embed|video|audio|playlist|vc_[a-z_]+|et_pb_[a-z_]+|contact-form-7"
_SHORTCODE = (
    rf"\[(?P<name>(?i:{_FORUM}))(?:=[^\[\]\n]{{1,200}})?\](?=[^\[\n]*\[/(?i:(?P=name))\])"
    rf"|\[(?i:url|img|color|size|font)=|\[/(?i:{_FORUM}|caption)\]"
    rf"|\[(?P<code>{_WORDPRESS})(?:[ \t][^\[\]\n=]+=[^\[\]\n]*\]|\](?=[^\[\n]*\[/(?P=code)\]))"
    rf"|\[(?:gallery|embed)\]|\[(?i:url|img)\](?=\s?{OBJECT})"
    rf"|\{{\{{[<%][^\n]{{1,300}}?[>%]\}}\}}"
    r"|\{%[-~ ][^\n]{1,300}?%\}"
)
"""What forums, WordPress, Hugo and Jekyll put in the place of tags."""
_BRACKET = re.compile(r"[][]")
_FENCE = r"```|^~~~"
_TICK = r"(?<!`)`{1,2}(?=[^\s`])"
_ATTRIBUTES = r"\{(?:[#.][a-zA-Z][\w-]*|:[ \t]?[#.][a-zA-Z][\w-]*|:[ \t]\w+=)[^{}\n]{0,200}\}"
_CONTENTS = r"\A\s*(?:\[{1,2}_?(?i:toc)_?\]{1,2}|__TOC__|\{\{ ?toc ?\}\})\s*\Z"
_TASK = r"\A\s*\[[ xX]?\][ \t]?(?=[^\W_])"
_EMOJI = r"(?<![\w:]):[a-z][a-z_]{2,30}:(?![\w:])"
_RAISED = r"\^[^\W_][^\s^]{0,20}\^|(?<![\w+])\+\+(?=\w)[^+\n]{0,200}\w\+\+(?![\w+])"
_BOX = (
    r"\A\s*(?:\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]|!!! (?:note|tip|info|warning|danger)\b"
    r"|:{3,}[ \t]?(?:\w+\s*$)?)"
)
"""What other readers of Markdown make a box of."""

_BODY_MARKS = {
    "link": re.compile(_LINK),
    "table": re.compile(_ROW, re.MULTILINE),
    "heading": re.compile(_HASHES, re.MULTILINE),
    "code": re.compile(_FENCE, re.MULTILINE),
    "tag": re.compile(_TAG),
    "entity": re.compile(_ENTITY),
    "highlight": re.compile(_HIGHLIGHT),
    "note": re.compile(_NOTE),
    "shortcode": re.compile(_SHORTCODE),
    "tick": re.compile(_TICK),
    "attributes": re.compile(_ATTRIBUTES),
    "contents": re.compile(_CONTENTS),
    "task": re.compile(_TASK),
    "emoji": re.compile(_EMOJI),
    "raised": re.compile(_RAISED),
    "box": re.compile(_BOX, re.MULTILINE),
}
_OF_BODIES = ("table", "note", "tick", "attributes", "contents", "task", "box")
_PLAIN_MARKS = {
    **{mark: pattern for mark, pattern in _BODY_MARKS.items() if mark not in _OF_BODIES},
    "heading": re.compile(r"\A\s*#{1,6}\s"),
    "emphasis": re.compile(r"(?<![\w*])\*(?=[^\s*])[^*\n]*[^\s*]\*(?![\w*])"),
    "code": re.compile(r"`[^`\n]+`|```"),
}
_MAY_BE_SIGN = re.compile(
    r"[][*`|^~_]|##|&lt|&amp|&#|==|\{[{%:#.]|\+\+\w|:::|!!! |:[a-z_]+:"
    rf"|[(\"”][ :]?(?:https?:|www\.|{OBJECT})|<(?:https?:|www\.)"
)
"""In what has none of them there is none of these signs."""
_IN_WORDS = re.compile(rf"[][*`|^~_<&{{{OBJECT}]|##|==|\+\+\w|:::|!!! |:[a-z_]+:")
"""The same for the words of a block, but for signs of lists, which stand behind a line's end."""
_ITEM_BEGINS = r"[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]"
_LINE_ITEM, _BREAK_ITEM = re.compile(rf"\n{_ITEM_BEGINS}"), re.compile(rf"<br ?/?>{_ITEM_BEGINS}")
_SUSPECT_PLAIN = re.compile(r"[*`~<&\]#]|__")


# --- The body -----------------------------------------------------------------------------------------


def find_leftovers(body: str, first_line: int, engine_name: str) -> Iterator[Leftover]:
    """The signs that are seen in a text's words, outside of code; one of each kind in a block."""
    if not _may_hold_signs(f"\n{body}"):
        return
    html = engine_html(body, engine_name)
    if not _may_hold_signs(html):
        return
    source = _Source(body, first_line)
    blocks = list(visible_blocks(html))
    notes = notes_of(blocks)
    marks = ((block, at, mark) for block in blocks for at, mark in sorted(_marks_in(block, notes)))
    for block, at, mark in islice(marks, MAX_MARKS):
        before, shown = _around(block, at)
        begins_line = (
            mark in _AT_LINE_STARTS and not block.text[block.text.rfind("\n", 0, at) + 1 : at].strip()
        )
        place = source.find(before, shown, begins_line=begins_line)
        if place is not None:
            yield Leftover(
                place, mark, (shown if len(shown) > SHORT else before + shown).strip()[: 2 * SHOWN]
            )


def _may_hold_signs(text: str) -> bool:
    """Whether a text, or its HTML, has what any of these signs has."""
    if _MAY_BE_SIGN.search(text) is not None:
        return True
    return _LINE_ITEM.search(text) is not None or ("<br" in text and _BREAK_ITEM.search(text) is not None)


def _marks_in(block: VisibleBlock, notes: Notes) -> Iterator[tuple[int, str]]:
    """Where each kind of sign is first seen."""
    patterns = _BODY_MARKS if _IN_WORDS.search(block.text) else {}
    for mark, pattern in patterns.items():
        for found in pattern.finditer(block.text):
            if _is_meant(mark, found, block):
                yield found.end() - len(found[0].lstrip()), mark
                break
    yield from stress_marks(block, notes)
    stray = _stray_bracket(block)
    if stray is not None:
        yield stray, "link"
    at = _list_sign(block.text)
    if at is not None:
        yield at, "list"


def _stray_bracket(block: VisibleBlock) -> int | None:
    """Where a bracket stands at a link without the other one."""
    text = block.text
    if text.count("[") == text.count("]"):
        return None
    edges = frozenset(block.ends[:-1])
    stray = (found.start() for found in _BRACKET.finditer(text) if not edges.isdisjoint(found.span()))
    return next(stray, None)


def _is_meant(mark: str, found: re.Match[str], block: VisibleBlock) -> bool:
    """Whether a sign was meant as markup."""
    if mark == "entity":
        return html_text.unescape(found[0]) != found[0]
    if mark == "link" and found[0].lstrip("!").startswith("[["):
        return block.ends[bisect_right(block.ends, found.start()) :][:1] >= (found.end(),)
    return True


def _around(block: VisibleBlock, at: int) -> tuple[str, str]:
    """What stands before a sign, if that is needed to find it; the sign and what follows it.

    Only words that stand side by side in the source. Of a link the sign is its first bracket.
    """
    after = bisect_right(block.ends, at)
    run = max(block.ends[after - 1] if after else 0, block.text.rfind("\n", 0, at) + 1)
    end = block.ends[after] if after < len(block.ends) else len(block.text)
    if block.text.startswith("](", at):
        at = max(block.text.rfind("[", run, at), at - 3 * SHOWN, run)
    shown = re.split(f"[\n{OBJECT}]", block.text[at : min(at + 4 * SHOWN, end)], maxsplit=1)[0]
    before = re.split(OBJECT, block.text[max(run, at - SHOWN) : at])[-1] if len(shown) <= SHORT else ""
    return before, shown


# --- Signs of lists -----------------------------------------------------------------------------------

_ITEM = re.compile(
    r"[ \t]*(?P<sign>(?P<bullet>[-*+])|(?P<number>\d{1,3})(?P<behind>[.)]))[ \t]+(?P<rest>\S.*)"
)
_SENTENCE_END = (".", ":", ";", "!", "?")


def _list_sign(text: str) -> int | None:
    """Where the first sign of a list stands at the start of a line that is not the block's first."""
    if "\n" not in text:
        return None
    lines = text.split("\n")
    items = [(number, found) for number, line in enumerate(lines) if (found := _ITEM.match(line))]
    begun = [(number, found) for number, found in items if number]
    for number, found in begun:
        if _is_item(lines[number - 1].rstrip(), found, [each for _, each in items]):
            return sum(len(line) + 1 for line in lines[:number]) + found.start("sign")
    return None


def _is_item(before: str, found: re.Match[str], items: list[re.Match[str]]) -> bool:
    """``before``: the line in front of it."""
    if found["number"]:
        near = {int(each["number"]) for each in items if each["behind"] == found["behind"]}
        value = int(found["number"])
        return found["rest"][0].isalpha() and (before.endswith(":") or bool(near & {value - 1, value + 1}))
    same = [each for each in items if each["bullet"] == found["bullet"]]
    if found["rest"][0].isdigit() and len(same) < 3:
        return False  # a sum
    return len(same) > 1 or (before.endswith(_SENTENCE_END) and not _is_name(found["rest"]))


def _is_name(rest: str) -> bool:
    """Whether what stands behind a dash may be the name of whose words stand above."""
    words = re.findall(r"[^\W\d_][\w.'’-]*", rest.partition(",")[0])
    return 0 < len(words) < 8 and all(
        word[0].isupper() or word in ("bin", "binti", "van", "de", "al") for word in words
    )


# --- Where it stands ----------------------------------------------------------------------------------


_CODE_SPAN = re.compile(r"(?<!`)(`++)(?!`)[^`\n]{1,500}(?<!`)\1(?!`)")


class _Source:
    """Finds signs in the Markdown text, one behind the other."""

    def __init__(self, body: str, first_line: int) -> None:
        lines = body.split("\n")
        shown = [" " * len(line) if code else line for line, code in zip(lines, fenced(lines), strict=True)]
        without_code = _CODE_SPAN.sub(lambda found: " " * len(found[0]), "\n".join(shown))
        self._bodies = dict.fromkeys((without_code, body))
        self._first_line = first_line
        self._next = 0

    def find(self, before: str, shown: str, *, begins_line: bool) -> Place | None:
        """The place of a sign with what surrounds it; None when it is written otherwise, so as to be seen."""
        around = before + shown
        for wanted in dict.fromkeys((around, html_text.escape(around, quote=False), around[:12].rstrip())):
            for body in self._bodies if wanted.strip() else ():
                at = self._offset(body, wanted, begins_line=begins_line)
                if at is not None:
                    at += len(before) if wanted is around else 0
                    self._next = at + 1
                    line = body.count("\n", 0, at)
                    return self._first_line + line, at - body.rfind("\n", 0, at)
        return None

    def _offset(self, body: str, wanted: str, *, begins_line: bool) -> int | None:
        for start in (self._next, 0):
            at = body.find(wanted, start)
            while begins_line and at >= 0 and body[body.rfind("\n", 0, at) + 1 : at].strip(" \t>"):
                at = body.find(wanted, at + 1)
            if at >= 0 and body[at - 1 : at] != "\\":
                return at
        return None


# --- Texts that are shown as they are -----------------------------------------------------------------


def marks_in_plain(texts: Iterable[str]) -> Iterator[tuple[int, str, str]]:
    """Signs in texts that are not Markdown: number of the text, kind, and sign."""
    for number, text in enumerate(texts):
        if not _SUSPECT_PLAIN.search(text):
            continue
        block = VisibleBlock("", text, (len(text),), ())
        stressed = {mark: at for at, mark in stress_marks(block, Notes(single=True, double=False))}
        for mark, pattern in _PLAIN_MARKS.items():
            found = next((each for each in pattern.finditer(text) if _is_meant(mark, each, block)), None)
            at = found.start() if found is not None else stressed.pop(mark, None)
            if at is not None:
                yield number, mark, text[at : at + 2 * SHOWN]
        for mark, at in stressed.items():
            yield number, mark, text[at : at + 2 * SHOWN]
