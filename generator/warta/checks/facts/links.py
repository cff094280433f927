"""Links that are written almost as Markdown has them, so that readers would see brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from warta.checks.facts.pasted import Line
from warta.markdown.addresses import spaced_address
from warta.markdown.places import Place

__all__ = ["BrokenLink", "find_broken_links"]


class BrokenLink(NamedTuple):
    """A link that is none. Plain values."""

    place: Place
    written: str
    wanted: str


_HOST = r"(?:[a-z0-9-]{1,63}\.){1,6}(?:id|com|org|net|gov|info)(?=[/)\]])(?:/[^\s()<>\[\]]*)?"
_ADDRESS = rf"(?:(?:https?:|www\.|mailto:|tel:)[^\s()<>\[\]]*|\.{{0,2}}/[^\s()<>\[\]]+|{_HOST})"
_FILE = r"(?:pdf|docx?|xlsx?|pptx?|zip|jpe?g|png|webp|md)"
_TEXT = r"!?\[(?P<text>[^\[\]\s^][^\[\]\n]{0,300})\]"
_APART = re.compile(rf"{_TEXT}[ \t]+\((?P<url>{_ADDRESS}|[^\s()<>]{{1,200}}\.{_FILE})\)")
_REVERSED = re.compile(
    rf"(?<!\])!?\((?P<text>[^()\[\]\n]{{1,300}})\)\[(?P<url>{_ADDRESS}|[^\s()<>\[\]]{{1,200}}\.{_FILE})\]"
)
_ADDRESS_FIRST = re.compile(
    r"(?<!\])\((?P<url>(?:https?:|www\.)[^\s()<>\[\]]*)\)[ \t]?"
    r"\[(?P<text>[^\[\]\s^][^\[\]\n]{0,300})\](?![(\[:])"
)
_TWICE = re.compile(rf"{_TEXT}\(\((?P<url>{_ADDRESS})\)\)")
_PIPED = re.compile(r"[\[<](?P<url>https?:[^\s|<>\[\]]+)\|(?P<text>[^|<>\[\]\n]{1,300})[\]>](?!\()")
_PICTURE = r"\((?P<url>[^\s()<>\[\]]{1,300}\.(?:jpe?g|png|webp|gif))\)"
_MARK_APART = re.compile(rf"(?<!\S)!(?:[ \t]+\[(?P<text>[^\[\]\n]{{0,300}})\]{_PICTURE})")
_MARK_WITHIN = re.compile(rf"(?<![\w\]!])\[!(?P<text>[^\[\]\n]{{1,300}})\]{_PICTURE}")
_WEB = r"(?:https?:|www\.)[^\s()<>\[\]]*"
_WRONG_BRACKETS = re.compile(
    rf"(?<![\]\w])(?!\[\d+\][ \t]){_TEXT}[ \t]?"
    rf"(?:\[(?P<url>{_WEB})\]|<(?P<angled>{_WEB})>|\{{(?P<braced>(?:https?:|www\.)[^\s()<>\[\]{{}}]*)\}})"
)
_OPEN = re.compile(rf"{_TEXT}\((?P<url>(?:https?:|www\.|mailto:)[^\s()<>\[\]\"]*)(?=[ \t]*$)")
_WORDS = r"[^()<>\n\"']{0,400}"
_SPACED = re.compile(
    rf"{_TEXT}\((?P<url>(?:[^\s()<>\"'])(?:{_WORDS}[^\s()<>\"'])?[ \t]+[^\s()<>\"'“”„]{_WORDS}"
    r"|(?:https?:|www\.|\.{0,2}/)[^\s()<>\[\]]*[ \t]+[“”„‘’\"][^()\n]{1,300}[“”„‘’\"])\)"
)
_LOOKS_SO = re.compile(rf"{_ADDRESS}[^\n]*|[^\n]*\.{_FILE}", re.IGNORECASE)
_TITLED = re.compile(r"\S+[ \t]+(?:\"[^\"]*\"|'[^']*')")


def find_broken_links(lines: Sequence[Line], text: str) -> Iterator[BrokenLink]:
    """The links of a ``text`` that lack a sign or have one too many; ``lines`` are its lines without code."""
    for at, (number, line) in enumerate(lines):
        if not ("[" in line or "|" in line) or not ("(" in line or "http" in line or "www." in line):
            continue
        for found, wanted in _in_line(line, text):
            if line[: found.start()].count("`") % 2 == 0 and "{{" not in found[0]:
                yield BrokenLink((number, found.start() + 1), found[0], wanted)
        found_open = _OPEN.search(line)
        if found_open is not None and not _closes_later(lines, at):
            url = found_open["url"]
            yield BrokenLink(
                (number, found_open.start() + 1), found_open[0], f"{found_open[0]})" if url else ""
            )


def _in_line(line: str, text: str) -> Iterator[tuple[re.Match[str], str]]:
    for found in _APART.finditer(line):
        if f"[{found['text']}]:" not in text:
            yield found, re.sub(r"\][ \t]+\(", "](", found[0])
    for found in _REVERSED.finditer(line):
        yield found, f"{'!' * found[0].startswith('!')}[{found['text']}]({found['url']})"
    for expression in (_ADDRESS_FIRST, _PIPED):
        for found in expression.finditer(line):
            yield found, f"[{found['text'].strip()}]({found['url']})"
    for found in _TWICE.finditer(line):
        yield found, f"{found[0][: found[0].index('](')]}]({found['url']})"
    for expression in (_MARK_APART, _MARK_WITHIN):
        for found in expression.finditer(line):
            yield found, f"![{found['text']}]({found['url']})"
    for found in _WRONG_BRACKETS.finditer(line):
        mark = "!" if found[0].startswith("!") else ""
        yield found, f"{mark}[{found['text']}]({found['url'] or found['angled'] or found['braced']})"
    for found in _SPACED.finditer(line):
        url = found["url"]
        if _LOOKS_SO.fullmatch(url) and not _TITLED.fullmatch(url) and (wanted := spaced_address(url)):
            mark = "!" if found[0].startswith("!") else ""
            yield found, f"{mark}[{found['text']}]({wanted})"


def _closes_later(lines: Sequence[Line], at: int) -> bool:
    """Whether a round bracket closes in the rest of the paragraph."""
    for (before, _), (number, line) in zip(lines[at:], lines[at + 1 :], strict=False):
        if number != before + 1 or not line.strip():
            return False
        if ")" in line:
            return "(" not in line[: line.index(")")]
    return False
