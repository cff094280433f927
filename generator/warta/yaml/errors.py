"""What is wrong with YAML that cannot be read, in the terms of somebody who does not know YAML."""

from __future__ import annotations

import re
from collections.abc import Container

import yaml

from warta.diagnostics.values import Diagnostic, Position, error
from warta.expressions import expression
from warta.yaml.slips import LIST_SIGNS, colon_slip, hashtag_slip
from warta.yaml.writing import scalar

__all__ = ["colon_slips", "explain_yaml", "lost_text"]

_MARKED_VALUE = expression(r"(?m)^[ ]*(?:- +)*(?:[\w-]+:[ ]+)?(?P<value>[&!*](?:[^\s,\]}]|(?<=!) ))")
"""A value that starts with the sign of an anchor, an alias or a tag."""
_CUT_VALUE = expression(r"(?m)^[ ]*(?:- +)*[\w-]+:[ ]+(?P<value>(?:[^\s\"'#\[{|>&*!][^#\n]*? )?)#[^\s#]")
"""A plain value with a sign in it that starts a comment, written as no comment is: ``#1``."""
_BLOCK_TEXT = expression(
    r"(?m)^((?P<indent>[ ]*+)(?>(?:- ++)*)(?:[\w-]++:[ ]++)?[|>][-+0-9]*+[ ]*\n)"
    r"((?:(?P=indent)[ ]+[^\n]*(?:\n|$)|[ ]*\n)+)"
)
"""A text over several lines: its first line, and the lines in which every character is only itself."""
_DASHED_VALUE = expression(r"^(?P<key>[ ]*(?P<name>[\w-]+):[ ]+)(?P<value>-(?: [^\n]*)?)$")
_SIGNED_VALUE = expression(r"^(?P<key>[ ]*(?:- )?[\w-]+:[ ]+)(?P<value>(?P<sign>[-?,>|])(?:[ ].*)?)$")
"""A text that begins with a sign which means something to YAML."""
_SIGNED_ITEM = expression(rf"^[ \t]*(?P<sign>[{LIST_SIGNS}])[ \t]*\S")
_COMPUTER_PATH = expression(r"\b(?:image|src|url):[ ]*\"(?P<path>[A-Za-z]:\\[^\"\n]*|\\\\[^\"\n]*)\"")
"""A path of Windows in double quotes, in which its signs are others."""
_COLON_VALUE = expression(r"^(?P<key>[ \t]*(?:- )?[\w-]+:[ \t]+)(?P<value>\S.*)$")
_BRACKETED_VALUE = expression(r"^(?P<key>[ ]*(?:- )?[\w-]+:[ ]+)(?P<value>[\[{].*)$")
_TEXT_AFTER_QUOTE = expression(r"""^[ ]*(?:- )?[\w-]+:[ ]+(["']).*\1[ ]*\S""")


def lost_text(text: str, file: str, first_line: int, lists: Container[str]) -> Diagnostic | None:
    """A value of which YAML would silently drop a part: ``&Bali Jaya``, ``! Penting``, ``Juara #1``.

    ``lists`` are the keys whose value can be a list of names.
    """
    if not any(sign in text for sign in "&!*#\\"):
        return None
    searched, lines = _without_texts(text), _Lines(text, file, first_line)
    return (
        (_signed_item(searched, lines) if "*" in text else None)
        or _computer_path(searched, lines)
        or _marked(searched, lines)
        or _hashtags(searched, lines, lists)
        or _cut(searched, lines)
    )


def _signed_item(text: str, lines: _Lines) -> Diagnostic | None:
    """A list whose items begin with a star, a bullet or another dash, below its key."""
    above = ""
    for row, line in enumerate(text.split("\n")):
        found = _SIGNED_ITEM.match(line)
        if found is not None and re.fullmatch(r"[ ]*[\w-]+:[ ]*", above):
            return lines.error(
                "yaml-list-sign", row, found.start("sign"), sign=found["sign"], key=above.strip(" :")
            )
        above = line
    return None


def _computer_path(text: str, lines: _Lines) -> Diagnostic | None:
    found = _COMPUTER_PATH.search(text) if "\\" in text else None
    if found is None:
        return None
    row, column = _place(text, found.start("path"))
    return lines.error("computer-path", row, column, url=found["path"])


def _marked(text: str, lines: _Lines) -> Diagnostic | None:
    """A value that begins with a sign of YAML's own."""
    found = _MARKED_VALUE.search(text) if "&" in text or "!" in text or "*" in text else None
    if found is None:
        return None
    row, column = _place(text, found.start("value"))
    quoted = _quoted(lines.line(row), column)
    return lines.error("yaml-needs-quotes", row, column, character=found["value"][0], quoted=quoted)


def _hashtags(text: str, lines: _Lines, lists: Container[str]) -> Diagnostic | None:
    """A list of hashtags, which are comments to YAML."""
    for row, line in enumerate(text.split("\n")):
        slip = hashtag_slip(line, lists) if "#" in line else None
        if slip is not None:
            return lines.error(slip.code, row, slip.column, **slip.values)
    return None


def _cut(text: str, lines: _Lines) -> Diagnostic | None:
    """A value with a hashtag in it."""
    found = _CUT_VALUE.search(text) if "#" in text else None
    if found is None:
        return None
    row, column = _place(text, found.end() - 2)
    quoted = _quoted(lines.line(row), _place(text, found.start("value"))[1])
    return lines.error("yaml-hash", row, column, quoted=quoted)


def _place(text: str, at: int) -> tuple[int, int]:
    """Row and column of a character, from 0."""
    return text.count("\n", 0, at), at - (text.rfind("\n", 0, at) + 1)


def _without_texts(text: str) -> str:
    """With spaces in the place of texts over several lines."""
    return _BLOCK_TEXT.sub(lambda block: block[1] + re.sub(r"[^\n]", " ", block[3]), text)


def colon_slips(text: str, file: str, first_line: int) -> tuple[Diagnostic, ...]:
    """The keys whose colon is none to YAML, outside of texts over several lines."""
    lines = enumerate(_without_texts(text).split("\n"), first_line)
    slips = ((number, slip) for number, line in lines if (slip := colon_slip(line)) is not None)
    return tuple(
        error(slip.code, file, Position(number, slip.column + 1), **slip.values) for number, slip in slips
    )


class _Lines:
    """The text that could not be read, with places of the file it is part of."""

    def __init__(self, text: str, file: str, first_line: int) -> None:
        self.lines = text.split("\n")
        self.file = file
        self.first_line = first_line

    def line(self, row: int) -> str:
        """A line; empty before the first and behind the last."""
        return self.lines[row] if 0 <= row < len(self.lines) else ""

    def error(self, code: str, row: int, column: int, /, **arguments: str) -> Diagnostic:
        """A finding at a 0-based row and column of the text."""
        return error(code, self.file, Position(self.first_line + row, column + 1), **arguments)


def explain_yaml(
    problem: yaml.MarkedYAMLError, text: str, file: str, first_line: int, *, lists: Container[str]
) -> tuple[Diagnostic, ...]:
    """The findings for what PyYAML says; ``text`` starts on ``first_line`` of ``file``.

    ``lists`` are the keys whose value can be a list of names.
    """
    lines = _Lines(text, file, first_line)
    found = _signed_item(_without_texts(text), lines) or _explained(problem, lines, lists)
    if found.code == "yaml-no-colon" and (dash := _lone_dash(lines, found.position.line - first_line)):
        return (dash,)
    slips = colon_slips(text, file, first_line)
    # With a key that YAML does not see, what it says of the lines around is of no use.
    return slips if found.code == "yaml-no-colon" and slips else (found,)


def _explained(problem: yaml.MarkedYAMLError, lines: _Lines, lists: Container[str]) -> Diagnostic:
    mark = problem.problem_mark or problem.context_mark
    row, column = (mark.line, mark.column) if mark else (0, 0)
    what = problem.problem or ""
    if "another document" in what:
        return lines.error("yaml-documents", row, column)
    unclosed = _unclosed(problem, lines, row, column)
    if unclosed is not None:
        return unclosed
    if "undefined alias" in what:
        return lines.error("yaml-alias", row, column)
    if "tab character" in what:
        return lines.error("yaml-tab", row, max(lines.line(row).find("\t"), 0))
    if "cannot start any token" in what:
        character = lines.line(row)[column : column + 1]
        if character == "\t":
            return lines.error("yaml-tab", row, column)
        quoted = _quoted(lines.line(row), column)
        return lines.error("yaml-needs-quotes", row, column, character=character, quoted=quoted)
    if "mapping values are not allowed" in what:
        return _misplaced_colon(lines, row, column)
    if "could not find expected ':'" in what and problem.context_mark is not None:
        row, column = problem.context_mark.line, problem.context_mark.column
        return lines.error("yaml-no-colon", row, column, text=lines.line(row).strip()[:60])
    return _dashed(lines, row, lists) or _misread(lines, what, row, column)


def _lone_dash(lines: _Lines, row: int) -> Diagnostic | None:
    """An item whose dash lacks the space behind it, below others: ``-b`` below ``- a``."""
    dash = re.match(r"[ ]*(-)(?=[^\s-])", lines.line(row))
    above = row - 1
    while re.match(r"[ ]*-[ ]", lines.line(above)):
        above -= 1
    key = re.fullmatch(r"[ ]*([\w-]+):[ ]*", lines.line(above))
    if dash is None or key is None:
        return None
    return lines.error("yaml-dash-space", row, dash.start(1), key=key[1])


def _dashed(lines: _Lines, row: int, lists: Container[str]) -> Diagnostic | None:
    """A list on the line of its key, with the dashes of one below it: ``tags: - a - b``."""
    found = _DASHED_VALUE.match(lines.line(row))
    if found is None or found["name"] not in lists:
        return None
    names = [name.strip(" ,;-") for name in re.split(r"(?:^|[ ,;])- ", found["value"])]
    written = ", ".join(scalar(name) for name in names if name)
    return lines.error("yaml-dashes", row, found.start("value"), key=found["name"], list=f"[{written}]")


def _unclosed(problem: yaml.MarkedYAMLError, lines: _Lines, row: int, column: int) -> Diagnostic | None:
    """Quotes and brackets that are opened and not closed."""
    opened, context = problem.context_mark, problem.context or ""
    if opened is None:
        return None
    if "quoted scalar" in context:
        if "escape" in (problem.problem or "") or "hexdecimal" in (problem.problem or ""):
            return lines.error("yaml-escape", row, column)
        return lines.error("yaml-unclosed-quote", opened.line, opened.column)
    if "flow" in context:
        return lines.error("yaml-unclosed-bracket", opened.line, opened.column)
    return None


def _misplaced_colon(lines: _Lines, row: int, column: int) -> Diagnostic:
    """A second colon on a line, or a line that was read together with the one above it."""
    found = _COLON_VALUE.match(lines.line(row))
    if found and column >= found.start("value"):
        quoted = found["key"].strip() + " " + _double_quoted(found["value"])
        return lines.error("yaml-colon", row, column, quoted=quoted)
    above = lines.line(row - 1).strip()
    if above and ": " not in above and not above.endswith(":"):
        return lines.error("yaml-no-colon", row - 1, 0, text=above[:60])
    return lines.error("yaml-indentation", row, column)


def _misread(lines: _Lines, what: str, row: int, column: int) -> Diagnostic:
    """Text behind a bracket or a quote, or lines that do not stand where they should."""
    line = lines.line(row)
    bracketed = _BRACKETED_VALUE.match(line)
    if bracketed and column > len(bracketed["key"]):
        start = len(bracketed["key"])
        character, quoted = bracketed["value"][0], _double_quoted(bracketed["value"])
        quoted = f"{bracketed['key'].strip()} {quoted}"
        return lines.error("yaml-needs-quotes", row, start, character=character, quoted=quoted)
    signed = _SIGNED_VALUE.match(line)
    if signed:
        quoted = _quoted(line, len(signed["key"]))
        return lines.error(
            "yaml-needs-quotes", row, len(signed["key"]), character=signed["sign"], quoted=quoted
        )
    if "did not find expected key" in what and _TEXT_AFTER_QUOTE.match(line):
        return lines.error("yaml-text-after-quote", row, column)
    if "did not find expected key" in what or "document start" in what:
        return lines.error("yaml-indentation", row, column)
    return lines.error("yaml-syntax", row, column)


def _quoted(line: str, column: int) -> str:
    """The line with what starts at ``column`` in quotes; in a list written with brackets, one item of it."""
    before, value = line[:column], line[column:]
    if "[" in before:
        item = re.match(r"[^,\]]*", value)
        end = item.end() if item else len(value)
        space = " " if before.endswith(" ") else ""
        return before.strip() + space + _double_quoted(value[:end]) + value[end:].rstrip()
    return f"{before.strip()} {_double_quoted(value)}".lstrip()


def _double_quoted(value: str) -> str:
    return '"' + value.strip().replace("\\", "\\\\").replace('"', '\\"') + '"'
