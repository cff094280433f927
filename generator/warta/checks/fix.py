"""What ``warta check --fix`` changes in a file: only where there is no doubt what was meant.

A change is a piece of one line, so that every byte outside it stays. Nothing is
lost: keys and values get other spelling or quotation marks, a line is added,
what goes are characters that nobody sees. After each change the file is read
again, and a change that brings a new mistake to light is not made.
"""

from __future__ import annotations

import difflib
import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from warta.checks.facts.characters import trailing_spaces
from warta.checks.facts.pasted import LIST_ITEM, bullets_from
from warta.content.fields import OTHER_NAMES
from warta.content.front_matter import body_of
from warta.content.model import (
    TERM_FIELDS,
    AppointmentFields,
    ChangeFields,
    EventFields,
    GlossaryFields,
    ImageFields,
    PostFields,
    SourceFields,
    Text,
    keys_of,
)
from warta.content.parsing import Parsed, ParseOptions, parse_source
from warta.diagnostics.values import Diagnostic
from warta.markdown.lines import fenced

__all__ = ["MENDED_RULES", "Mended", "mend"]


class Mended(NamedTuple):
    """A file with its mistakes mended."""

    data: bytes
    done: tuple[Diagnostic, ...]
    """The findings that are gone."""


class _Edit(NamedTuple):
    """Another text for a piece of one line; 0-based offsets, without the line's end."""

    line: int
    start: int
    end: int
    text: str


_RECORDS: tuple[type[Any], ...] = (
    PostFields,
    SourceFields,
    ImageFields,
    EventFields,
    ChangeFields,
    AppointmentFields,
    GlossaryFields,
    *TERM_FIELDS.values(),
)
_KEYS = sorted({name for record in _RECORDS for name in keys_of(record)})
_TEXT_KEYS = frozenset(
    name
    for record in _RECORDS
    for name, (_, key) in keys_of(record).items()
    if isinstance(key.kind, Text) and not key.many
)
"""Keys whose value is a sentence or a name, so that a colon in it is part of it."""
CLOSE = 0.75
"""As alike a misspelt key has to be to one key, and to that one only."""

_LINE_END = re.compile(r"(\r\n|\r|\n)")
_KEY_LINE = re.compile(r"\s*(?:- )?(?P<key>[\w-]+):\s")
_ADDRESS = re.compile(r"\]\(|\]:|<[a-zA-Z]|https?:|^\s*(?:- )?(?:src|url|aliases|old_urls|website|slug)\s*:")


def mend(path: str, data: bytes, findings: Iterable[Diagnostic], options: ParseOptions) -> Mended | None:
    """The file at ``path`` without those of its ``findings`` that can be mended; None when there are none.

    ``findings`` are of this file only. A mark of paid content concerns the file that holds the front matter.
    """
    done = []
    before = parse_source(path, data, options)
    for found in sorted(findings, reverse=True):  # from the end, so that places before stay what they are
        mender = _MENDERS.get(found.code)
        changed = _applied(data, mender(_lines(data), found)) if mender is not None else data
        if changed == data:
            continue
        after = parse_source(path, changed, options)
        if _is_better(found, before, after):
            data, before = changed, after
            done.append(found)
    return Mended(data, tuple(sorted(done))) if done else None


def _is_better(found: Diagnostic, before: Parsed, after: Parsed) -> bool:
    """Whether the finding is gone and nothing has come in its place."""
    if found.code in _HIDING:
        return after.card is not None or bool(after.terms)  # what it hid comes to light
    old = {(finding.code, finding.arguments) for finding in before.diagnostics}
    new = {(finding.code, finding.arguments) for finding in after.diagnostics}
    if found.code == "unknown-key-suggestion" and any(code == "coerced-value" for code, _ in new - old):
        return True  # the value was not looked at before; its quotation marks are put in the next round
    if not new <= old or len(after.diagnostics) > len(before.diagnostics):
        return False
    # Reading the file alone shows neither what editorial rules find nor where its links lead.
    seen = (found.position, found.code) in {(each.position, each.code) for each in before.diagnostics}
    return not seen or len(after.diagnostics) < len(before.diagnostics)


# --- Lines, and their ends as they are ----------------------------------------------------------------


def _pieces(data: bytes) -> list[str]:
    """The byte order mark or nothing, then lines and their ends in turn. Raises UnicodeDecodeError."""
    text = data.decode("utf-8")
    plain = text.removeprefix("\ufeff")
    return [text.removesuffix(plain), *_LINE_END.split(plain), ""]


def _lines(data: bytes) -> list[str]:
    """The lines without their ends. Raises UnicodeDecodeError."""
    return _pieces(data)[1::2]


def _applied(data: bytes, edits: Iterable[_Edit]) -> bytes:
    """The bytes after the edits."""
    pieces = _pieces(data)
    for number, start, end, text in sorted(edits, reverse=True):
        at = 2 * number + 1
        line, line_end = pieces[at : at + 2]
        pieces[at] = line[:start] + text.replace("\n", line_end) + line[end:]
    return "".join(pieces).encode("utf-8")


# --- One function a rule ------------------------------------------------------------------------------


def _key(lines: list[str], found: Diagnostic) -> list[_Edit]:
    """``titel:`` → ``title:``, where no other key is as close."""
    arguments = dict(found.arguments)
    key, suggestion = arguments["key"], arguments["suggestion"]
    close = difflib.get_close_matches(key, _KEYS, n=2, cutoff=CLOSE)
    if OTHER_NAMES.get(key) != suggestion and close != [suggestion]:
        return []
    return _piece(lines, found, f"{re.escape(key)}(?=:)", suggestion)


def _quotes(lines: list[str], found: Diagnostic) -> list[_Edit]:
    """``10:30`` → ``"10:30"``."""
    text = dict(found.arguments)["text"]
    return _piece(lines, found, rf"{re.escape(text)}(?=\s*(?:$|[,\]}}]|\s#))", f'"{text}"')


def _piece(lines: list[str], found: Diagnostic, old: str, new: str) -> list[_Edit]:
    """``new`` in the place of what the finding is at, if the expression ``old`` describes that."""
    number = found.position.line - 1
    piece = re.compile(old).match(lines[number], found.position.column - 1) if number < len(lines) else None
    return [_Edit(number, *piece.span(), new)] if piece is not None else []


def _colon(lines: list[str], found: Diagnostic) -> list[_Edit]:
    """``title: Seminar: ASN`` → ``title: "Seminar: ASN"``."""
    line = found.position.line - 1
    quoted = dict(found.arguments)["quoted"]
    key = _KEY_LINE.match(lines[line])
    if (
        key is None
        or OTHER_NAMES.get(key["key"], key["key"]) not in _TEXT_KEYS
        or " #" in lines[line]
        or not quoted.endswith('"')
    ):
        return []
    start = len(lines[line]) - len(lines[line].lstrip())
    return [_Edit(line, start, len(lines[line].rstrip()), quoted)]


def _advertorial(lines: list[str], _: Diagnostic) -> list[_Edit]:
    """``kind: advertorial`` as the last line of the front matter, where there is no ``kind``."""
    closing = body_of("\n".join(lines))[1] - 2
    if closing < 1 or any(re.match(r"kind\s*:", line) for line in lines[1:closing]):
        return []
    return [_Edit(closing, 0, 0, "kind: advertorial\n")]


def _invisible(lines: list[str], found: Diagnostic) -> list[_Edit]:
    character = chr(int(dict(found.arguments)["code"].removeprefix("U+"), 16))
    return _piece(lines, found, re.escape(character), "")


def _trailing(lines: list[str], _: Diagnostic) -> list[_Edit]:
    return [
        _Edit(number - 1, column - 1, len(lines[number - 1]), "")
        for number, column in trailing_spaces("\n".join(lines))
    ]


def _composed(lines: list[str], _: Diagnostic) -> list[_Edit]:
    """Letter and accent as one character; not in code nor beside an address, where they may name a file."""
    return [
        edit
        for number, (line, code) in enumerate(zip(lines, fenced(lines), strict=True))
        if not code and "`" not in line and not _ADDRESS.search(line)
        for edit in _compositions(number, line)
    ]


def _compositions(number: int, line: str) -> Iterator[_Edit]:
    if line.isascii() or unicodedata.is_normalized("NFC", line):
        return
    for found in re.finditer(r"\S+", line):
        composed = unicodedata.normalize("NFC", found[0])
        if composed != found[0]:
            yield _Edit(number, found.start(), found.end(), composed)


def _bullets(lines: list[str], found: Diagnostic) -> list[_Edit]:
    """``• satu`` → ``- satu``, with an empty line before the list; another sign is that of a list within."""
    start = found.position.line - 1
    signs: list[str] = []
    edits = []
    for number, bullet in bullets_from(lines, start):
        sign = bullet["certain"] or bullet["other"]
        if sign not in signs:
            signs.append(sign)
        edits.append(_Edit(number, bullet.start(), bullet.end(), "  " * signs.index(sign) + "- "))
    if edits and start and lines[start - 1].strip() and not LIST_ITEM.match(lines[start - 1]):
        edits[0] = edits[0]._replace(text="\n" + edits[0].text)
    return edits


def _indented(lines: list[str], found: Diagnostic) -> list[_Edit]:
    """The lines of a block of code without the white space that they all begin with."""
    start = found.position.line - 1
    block = []
    for number in range(start, len(lines)):
        if lines[number].strip() and not lines[number].startswith(("    ", "\t", " \t", "  \t", "   \t")):
            break
        block.append((number, lines[number]))
    filled = [(number, line) for number, line in block if line.strip()]
    common = min([len(line) - len(line.lstrip()) for _, line in filled], default=0)
    return [_Edit(number, 0, common, "") for number, _ in filled]


def _address(lines: list[str], found: Diagnostic) -> list[_Edit]:
    """An address with its slip → the one that was meant."""
    arguments = dict(found.arguments)
    line, column = found.position.line - 1, found.position.column - 1
    at = lines[line].find(arguments["url"], column) if line < len(lines) else -1
    if not 0 <= at - column <= 2:  # the position may be that of the bracket
        return []
    return [_Edit(line, at, at + len(arguments["url"]), arguments["suggestion"])]


def _link_form(lines: list[str], found: Diagnostic) -> list[_Edit]:
    arguments = dict(found.arguments)
    return _piece(lines, found, re.escape(arguments["written"]), arguments["wanted"])


def _leftover(lines: list[str], found: Diagnostic) -> list[_Edit]:
    """``##Judul`` alone → ``## Judul``; ``&amp;nbsp;`` → ``&nbsp;``, in front matter the character."""
    arguments, number = dict(found.arguments), found.position.line - 1
    if number >= len(lines):
        return []
    if arguments["markup"] == "heading":
        alone = not "".join([*lines[max(0, number - 1) : number], *lines[number + 1 : number + 2]]).strip()
        signs = re.match(r"#{2,6}(?=[^\W\d_])", lines[number]) if alone else None
        return [_Edit(number, signs.end(), signs.end(), " ")] if signs is not None else []
    if arguments["markup"] != "entity":
        return []
    if number + 1 >= body_of("\n".join(lines))[1]:
        return _piece(lines, found, r"&amp;(?=[#\w]+;)", "&")
    entities = re.finditer(r"&(?:#\w{2,7}|[a-zA-Z]\w{1,31});", lines[number])
    return [
        _Edit(number, *each.span(), html.unescape(each[0]).replace("\xa0", " "))
        for each in entities
        if html.unescape(each[0]) != each[0]
    ]


_MENDERS: dict[str, Callable[[list[str], Diagnostic], list[_Edit]]] = {
    "advertorial-unlabelled": _advertorial,
    "coerced-value": _quotes,
    "indented-text": _indented,
    "invisible-character": _invisible,
    "leftover-markup": _leftover,
    "link-address-suggestion": _address,
    "link-form": _link_form,
    "pasted-bullets": _bullets,
    "text-not-normalised": _composed,
    "trailing-spaces": _trailing,
    "unknown-key-suggestion": _key,
    "yaml-colon": _colon,
}
MENDED_RULES = frozenset(_MENDERS)
"""The rules whose findings can be mended, some of them at least."""
_HIDING = frozenset({"yaml-colon"})
"""A file with such a mistake is not read at all, so the next mistakes are seen only afterwards."""
