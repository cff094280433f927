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
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from warta.checks.edits import Edit, add_alias, add_old_slug, add_old_url, put_back
from warta.checks.facts.characters import composed, trailing_spaces
from warta.checks.facts.joined import labels_from, letters_from, signs_from
from warta.checks.facts.pasted import LIST_ITEM, bullets_from
from warta.checks.pasted_notes import as_footnotes
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
from warta.content.other_words import OTHER_NAMES, meant_key
from warta.content.parsed import Parsed, ParseOptions
from warta.content.parsing import parse_source
from warta.diagnostics.values import Diagnostic, Severity
from warta.markdown.lines import fenced
from warta.markdown.office import OFFICE_TAG
from warta.yaml.slips import LIST_SIGNS, ODD_SPACES

__all__ = ["MENDED_RULES", "Mended", "mend"]


class Mended(NamedTuple):
    """A file with its mistakes mended."""

    data: bytes
    done: tuple[Diagnostic, ...]
    """The findings that are gone."""


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
_VALUE_END = r"(?=\s*(?:$|[,\]}]|\s#))"
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
    if found.code in _HIDING and after.card is None and not after.terms:
        # What it hid comes to light: fewer mistakes of that kind, or one further on.
        fewer = len(after.diagnostics) < len(before.diagnostics)
        return fewer or all(each.position > found.position for each in after.diagnostics)
    if found.code in _HIDING and before.card is None and not before.terms:
        return True
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


def _applied(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes after the edits."""
    pieces = _pieces(data)
    for number, start, end, text in sorted(edits, reverse=True):
        at = 2 * number + 1
        line, line_end = pieces[at : at + 2]
        pieces[at] = line[:start] + text.replace("\n", line_end or "\n") + line[end:]
    return "".join(pieces).encode("utf-8")


# --- One function a rule ------------------------------------------------------------------------------


def _key(lines: list[str], found: Diagnostic) -> list[Edit]:
    """``titel:`` → ``title:``, where no other key is as close."""
    arguments = dict(found.arguments)
    key, suggestion = arguments["key"], arguments["suggestion"]
    close = difflib.get_close_matches(key, _KEYS, n=2, cutoff=CLOSE)
    if meant_key(key) != suggestion and close != [suggestion]:
        return []
    return _piece(lines, found, f"{re.escape(key)}(?=:)", suggestion)


def _quotes(lines: list[str], found: Diagnostic) -> list[Edit]:
    """``10:30`` → ``"10:30"``."""
    text = dict(found.arguments)["text"]
    return _piece(lines, found, f"{re.escape(text)}{_VALUE_END}", f'"{text}"')


def _date(lines: list[str], found: Diagnostic) -> list[Edit]:
    """``14 Nopember 2024`` → ``2024-11-14``, without the quotation marks around it."""
    arguments = dict(found.arguments)
    return _value(lines, found, arguments["text"], arguments["date"])


def _bare(lines: list[str], found: Diagnostic) -> list[Edit]:
    """``“news”`` → ``news``, where the value is no text that may have them of its own."""
    arguments = dict(found.arguments)
    inner = arguments["inner"]
    if found.severity is not Severity.ERROR or not re.fullmatch(r"[\w:./+-][\w:./+ -]*", inner):
        return []
    return _value(lines, found, arguments["text"], inner)


def _value(lines: list[str], found: Diagnostic, text: str, new: str) -> list[Edit]:
    """``new`` in the place of the whole value ``text``, in quotation marks or not."""
    spaced = r"\s+".join(map(re.escape, text.split()))
    return _piece(lines, found, rf"""(?P<mark>["']?)\s*{spaced}\s*?(?P=mark){_VALUE_END}""", new)


def _choice(lines: list[str], found: Diagnostic) -> list[Edit]:
    """``siaran pers`` → ``press-release``."""
    arguments = dict(found.arguments)
    return _value(lines, found, arguments["text"], arguments["suggestion"])


def _requoted(lines: list[str], found: Diagnostic) -> list[Edit]:
    """``'Jum'at bersih'`` and ``"Siap" kata dia`` in quotation marks that are not in them."""
    number = found.position.line - 1
    line = lines[number] if number < len(lines) else ""
    value = re.fullmatch(r"(?P<key>\s*(?:- )?[\w-]+:\s+)(?P<text>(?P<mark>[\"']).*?)\s*", line)
    if value is None or " #" in value["text"] or "\\" in value["text"]:
        return []
    text, mark = value["text"], value["mark"]
    other = "'" if mark == '"' else '"'
    whole = text.endswith(mark) and text.count(mark) % 2
    text = text[1:-1] if whole else text
    return [Edit(number, *value.span("text"), f"{other}{text}{other}")] if other not in text else []


def _dashes_in_line(lines: list[str], found: Diagnostic) -> list[Edit]:
    """``tags: - a - b`` → ``tags: [a, b]``."""
    return _piece(lines, found, r"\S.*?(?=\s*$)", dict(found.arguments)["list"])


def _list_signs(lines: list[str], found: Diagnostic) -> list[Edit]:
    """``* a`` or ``• a`` → ``- a``, in all lines of a list."""
    edits = []
    for number in range(found.position.line - 1, len(lines)):
        sign = re.match(rf"[ \t]*(?P<sign>[{LIST_SIGNS}][ \t]*)(?=\S)", lines[number])
        if sign is None:
            break
        edits.append(Edit(number, *sign.span("sign"), "- "))
    return edits


def _list(lines: list[str], found: Diagnostic) -> list[Edit]:
    """``a, b`` → ``[a, b]``, within a list as items of their own; only where all of them are known."""
    arguments = dict(found.arguments)
    number, column = found.position.line - 1, found.position.column - 1
    if arguments["unknown"] or number >= len(lines):
        return []
    before, new = lines[number][:column], arguments["list"]
    dash = re.fullmatch(r"(\s*)-(\s+)", before)
    if dash is not None:
        new = f"\n{dash[1]}-{dash[2]}".join(new.split(", "))
    elif "[" not in before:
        new = f"[{new}]"
    return _value(lines, found, arguments["text"], new)


def _hashtags(lines: list[str], found: Diagnostic) -> list[Edit]:
    """``#a #b`` → ``[a, b]``."""
    return _piece(lines, found, r"\S.*?(?=\s*$)", dict(found.arguments)["list"])


def _spaces(lines: list[str], found: Diagnostic) -> list[Edit]:
    """``key: `` as it should be before a value, of whatever stands between a known key and its value."""
    number, key = found.position.line - 1, dict(found.arguments)["key"]
    start = _start(lines[number], found.position.column - 1, key)
    slip = re.match(
        rf"(?P<start>[ \t]*+(?:- )?)(?P<odd>[{ODD_SPACES}]*+)[ ]*+{re.escape(key)}"
        rf"[{ODD_SPACES} ]*+[^\w\s{ODD_SPACES}][{ODD_SPACES} \t]*+",
        lines[number][start:],
    )
    if slip is None or key not in _KEYS:
        return []
    nested = slip["odd"] and number > 0 and lines[number - 1].rstrip().endswith(":")
    indent = " " * len(slip["odd"]) if nested else ""
    return [Edit(number, start, start + slip.end(), f"{slip['start']}{indent}{key}: ")]


def _start(line: str, column: int, key: str) -> int:
    """Where a key before ``column`` begins, with what stands before it: the line, or its place in braces."""
    brace = max(line.rfind("{", 0, column), line.rfind(",", 0, column)) + 1
    at = line.find(key, brace)
    return 0 if not brace or at < 0 else at


def _dashes(lines: list[str], found: Diagnostic) -> list[Edit]:
    """``-a`` → ``- a``, in all lines of a list."""
    edits = []
    for number in range(found.position.line - 1, len(lines)):
        dash = re.match(r"\s*-(?=[^\s-])", lines[number])
        if dash is None:
            break
        edits.append(Edit(number, dash.end(), dash.end(), " "))
    return edits


def _tabs(lines: list[str], found: Diagnostic) -> list[Edit]:
    """Two spaces for each tab at the start of the lines of front matter, from the first one on."""
    closing = body_of("\n".join(lines))[1] - 2
    edits = []
    for number in range(found.position.line - 1, closing if closing > 0 else len(lines)):
        indent = re.match(r"[ \t]*", lines[number])
        if indent is not None and "\t" in indent[0]:
            above = lines[number - 1]
            nested = above[:1] in " \t-" or above.rstrip().endswith((":", "|", ">"))
            edits.append(Edit(number, 0, indent.end(), indent[0].replace("\t", "  ") if nested else ""))
    return edits


def _piece(lines: list[str], found: Diagnostic, old: str, new: str) -> list[Edit]:
    """``new`` in the place of what the finding is at, if the expression ``old`` describes that."""
    number = found.position.line - 1
    piece = re.compile(old).match(lines[number], found.position.column - 1) if number < len(lines) else None
    return [Edit(number, *piece.span(), new)] if piece is not None else []


def _colon(lines: list[str], found: Diagnostic) -> list[Edit]:
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
    return [Edit(line, start, len(lines[line].rstrip()), quoted)]


def _advertorial(lines: list[str], _: Diagnostic) -> list[Edit]:
    """``kind: advertorial`` as the last line of the front matter, where there is no ``kind``."""
    closing = body_of("\n".join(lines))[1] - 2
    if closing < 1 or any(re.match(r"kind\s*:", line) for line in lines[1:closing]):
        return []
    return [Edit(closing, 0, 0, "kind: advertorial\n")]


def _invisible(lines: list[str], found: Diagnostic) -> list[Edit]:
    character = chr(int(dict(found.arguments)["code"].removeprefix("U+"), 16))
    return _piece(lines, found, re.escape(character), " " if character in "\u2028\u2029" else "")


def _trailing(lines: list[str], _: Diagnostic) -> list[Edit]:
    return [
        Edit(number - 1, column - 1, len(lines[number - 1]), "")
        for number, column in trailing_spaces("\n".join(lines))
    ]


def _composed(lines: list[str], _: Diagnostic) -> list[Edit]:
    """Letter and accent as one character; not in code nor beside an address, where they may name a file."""
    return [
        edit
        for number, (line, code) in enumerate(zip(lines, fenced(lines), strict=True))
        if not code and "`" not in line and not _ADDRESS.search(line)
        for edit in _compositions(number, line)
    ]


def _compositions(number: int, line: str) -> Iterator[Edit]:
    if line.isascii() or composed(line) == line:
        return
    for found in re.finditer(r"\S+", line):
        whole = composed(found[0])
        if whole != found[0]:
            yield Edit(number, found.start(), found.end(), whole)


def _bullets(lines: list[str], found: Diagnostic) -> list[Edit]:
    """``• satu`` → ``- satu``, with an empty line before the list; another sign is that of a list within."""
    start = found.position.line - 1
    signs: list[str] = []
    edits = []
    for number, bullet in bullets_from(lines, start):
        sign = bullet["certain"] or bullet["other"]
        if sign not in signs:
            signs.append(sign)
        edits.append(Edit(number, bullet.start(), bullet.end(), "  " * signs.index(sign) + "- "))
    if edits and start and lines[start - 1].strip() and not LIST_ITEM.match(lines[start - 1]):
        edits[0] = edits[0]._replace(text="\n" + edits[0].text)
    return edits


def _parted(lines: list[str], found: Diagnostic) -> list[Edit]:
    """Each of the lines that count, or that have labels, is a paragraph of its own."""
    start = found.position.line - 1
    read = labels_from if found.code == "label-lines" else letters_from
    run = [number for number, _ in read(lines, start)]
    first = run[:1] if start and lines[start - 1].strip() else []
    return [Edit(number, 0, 0, _empty_line(lines[number])) for number in (*first, *run[1:])]


def _empty_line(below: str) -> str:
    """An empty line, within the quotation that the line below it is in."""
    quoted = re.match(r"[ \t]*(?:>[ \t]?)*>", below)
    return f"{quoted[0]}\n" if quoted is not None else "\n"


def _signs(lines: list[str], found: Diagnostic) -> list[Edit]:
    """``-satu`` → ``- satu``, with an empty line before the list."""
    start = found.position.line - 1
    run = signs_from(lines, start)
    edits = [
        Edit(number, *sign.span("gap"), " ")
        for number, _ in run
        if (sign := re.match(r"[ \t>]*(?:[-*+]|\d{1,2}[.)])(?P<gap>\u00a0*)(?=\S)", lines[number]))
    ]
    if start and lines[start - 1].strip() and not LIST_ITEM.match(lines[start - 1]):
        edits.insert(0, Edit(start, 0, 0, _empty_line(lines[start])))
    return edits


def _indented(lines: list[str], found: Diagnostic) -> list[Edit]:
    """The lines of a block of code without the white space that they all begin with."""
    start = found.position.line - 1
    block = []
    for number in range(start, len(lines)):
        if lines[number].strip() and not lines[number].startswith(("    ", "\t", " \t", "  \t", "   \t")):
            break
        block.append((number, lines[number]))
    filled = [(number, line) for number, line in block if line.strip()]
    common = min([len(line) - len(line.lstrip()) for _, line in filled], default=0)
    return [Edit(number, 0, common, "") for number, _ in filled]


def _address(lines: list[str], found: Diagnostic) -> list[Edit]:
    """An address with its slip → the one that was meant."""
    arguments = dict(found.arguments)
    line, column = found.position.line - 1, found.position.column - 1
    at = lines[line].find(arguments["url"], column) if line < len(lines) else -1
    if not 0 <= at - column <= 2:  # the position may be that of the bracket
        return []
    return [Edit(line, at, at + len(arguments["url"]), arguments["suggestion"])]


def _link_form(lines: list[str], found: Diagnostic) -> list[Edit]:
    arguments = dict(found.arguments)
    return _piece(lines, found, re.escape(arguments["written"]), arguments["wanted"])


def _leftover(lines: list[str], found: Diagnostic) -> list[Edit]:
    """``##Judul`` alone → ``## Judul``; ``&amp;nbsp;`` → ``&nbsp;``, in front matter the character."""
    arguments, number = dict(found.arguments), found.position.line - 1
    if number >= len(lines):
        return []
    if arguments["markup"] == "heading":
        alone = not "".join([*lines[max(0, number - 1) : number], *lines[number + 1 : number + 2]]).strip()
        signs = re.match(r"#{2,6}(?=[^\W\d_])", lines[number]) if alone else None
        return [Edit(number, signs.end(), signs.end(), " ")] if signs is not None else []
    if arguments["markup"] != "entity":
        return []
    if number + 1 >= body_of("\n".join(lines))[1]:
        return _piece(lines, found, r"&amp;(?=[#\w]+;)", "&")
    entities = re.finditer(r"&(?:#\w{2,7}|[a-zA-Z]\w{1,31});", lines[number])
    return [
        Edit(number, *each.span(), html.unescape(each[0]).replace("\xa0", " "))
        for each in entities
        if html.unescape(each[0]) != each[0]
    ]


def _below_table(lines: list[str], found: Diagnostic) -> list[Edit]:
    number = found.position.line - 1
    return [Edit(number, 0, 0, _empty_line(lines[number]))] if number < len(lines) else []


def _read_signs(lines: list[str], found: Diagnostic) -> list[Edit]:
    """``3*4`` with a backslash, ``Jum`at`` → ``Jum'at``. A wave behind a letter may be meant as an index."""
    sign, number = dict(found.arguments)["sign"], found.position.line - 1
    if number >= len(lines):
        return []
    around = r"\d" if sign == "~" else r"[^\W_]"
    signs = re.compile(rf"(?<={around}){re.escape(sign)}(?={around})")
    places = [each.span() for each in signs.finditer(lines[number], found.position.column - 1)]
    return [Edit(number, *place, "'" if sign == "`" else f"\\{sign}") for place in places]


def _blank_above(lines: list[str], found: Diagnostic) -> list[Edit]:
    """A line of dashes below a paragraph becomes one below an empty line."""
    number = found.position.line - 1
    if not 0 < number < len(lines) or not lines[number].lstrip("> \t").startswith("-"):
        return []
    return [Edit(number, 0, 0, f"{lines[number][: found.position.column - 1].rstrip()}\n")]


def _office_tags(lines: list[str], found: Diagnostic) -> list[Edit]:
    """What Word has left, without the text between; not where a tag goes on in the next line."""
    name = dict(found.arguments)["tag"]
    return [
        Edit(number, *tag.span(), "")
        for number, (line, code) in enumerate(zip(lines, fenced(lines), strict=True))
        if not code and number + 1 >= found.position.line
        for tag in OFFICE_TAG.finditer(line)
        if name in (tag["tag"], tag["mark"]) and line.count("`", 0, tag.start()) % 2 == 0
    ]


_MENDERS: dict[str, Callable[[list[str], Diagnostic], list[Edit]]] = {
    "address-changed": add_alias,
    "advertorial-unlabelled": _advertorial,
    "alias-gone": put_back,
    "coerced-value": _quotes,
    "curly-quotes": _bare,
    "date-form": _date,
    "expected-choice-suggestion": _choice,
    "expected-path-suggestion": _choice,
    "invisible-character": _invisible,
    "leftover-markup": _leftover,
    "list-expected": _list,
    "sign-as-markup": _read_signs,
    "table-text": _below_table,
    "term-moved": add_old_url,
    "term-renamed": add_old_slug,
    "heading-underlined": _blank_above,
    "indented-text": _indented,
    "link-address-suggestion": _address,
    "label-lines": _parted,
    "lettered-lines": _parted,
    "link-detour": _link_form,
    "link-form": _link_form,
    "list-space": _signs,
    "office-tag": _office_tags,
    "pasted-bullets": _bullets,
    "pasted-note": as_footnotes,
    "text-not-normalised": _composed,
    "trailing-spaces": _trailing,
    "unknown-key-suggestion": _key,
    "yaml-colon": _colon,
    "yaml-colon-odd": _spaces,
    "yaml-dash-space": _dashes,
    "yaml-dashes": _dashes_in_line,
    "yaml-hashtags": _hashtags,
    "yaml-list-sign": _list_signs,
    "yaml-space-missing": _spaces,
    "yaml-text-after-quote": _requoted,
    "yaml-space-odd": _spaces,
    "yaml-tab": _tabs,
}
MENDED_RULES = frozenset(_MENDERS)
"""The rules whose findings can be mended, some of them at least."""
_HIDING = frozenset(code for code in _MENDERS if code.startswith("yaml-"))
"""A file with such a mistake is often not read at all, so the next mistakes are seen only afterwards."""
_OF_THE_SITE = frozenset({"list-expected"})
"""What only the whole site shows."""
