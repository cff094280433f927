"""YAML as a tree of texts with their places.

Nothing is converted here: every scalar stays the text that was written,
together with its position and whether it was plain (unquoted). What a value
means is decided by the content model, so YAML's own ideas of ``no``, ``10:30``
and ``0123`` never reach a post. Anchors, aliases, tags and deep nesting, none
of which front matter needs, are refused before they can cost anything.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

from generator.diagnostics import Diagnostic, Position, error

__all__ = ["Mapping", "Node", "Scalar", "Sequence", "load_mapping"]

MAX_CHARACTERS = 200_000
"""A registry of thousands of terms fits; an attack does not."""
MAX_DEPTH = 24

_BaseLoader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_MAYBE_DEEP = (" " * 2 * MAX_DEPTH, "- - - ", "? ? ? ", ": : : ", "- ? - ", "? - ? ")
_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))
_MARKED_VALUE = re.compile(r"(?m)^[ ]*(?:- +)*(?:[\w-]+:[ ]+)?(?P<value>[&!*](?:[^\s,\]}]|(?<=!) ))")
"""A value that starts with the sign of an anchor, an alias or a tag."""
_CUT_VALUE = re.compile(r"(?m)^[ ]*(?:- +)*(?:[\w-]+:[ ]+)(?P<value>[^\s\"'#\[{|>&*!][^#\n]*?) #[^\s#]")
"""A plain value with a sign in it that starts a comment, written as no comment is: ``#1``."""
_COLON_VALUE = re.compile(r"^(?P<key>[ \t]*(?:- )?[\w-]+:[ \t]+)(?P<value>\S.*)$")


class Scalar(NamedTuple):
    """A text as it stands in the file."""

    value: str
    plain: bool
    """Written without quotes, so that other YAML readers may see more than a text in it."""
    position: Position


class Sequence(NamedTuple):
    """A list."""

    items: tuple[Node, ...]
    position: Position


class Mapping(NamedTuple):
    """Keys and values, in the order of the file."""

    entries: tuple[tuple[Scalar, Node], ...]
    position: Position


Node = Scalar | Sequence | Mapping


def load_mapping(text: str, file: str, first_line: int = 1) -> tuple[Mapping | None, tuple[Diagnostic, ...]]:
    """Read ``text`` as one YAML mapping.

    ``first_line`` is the line of ``file`` on which ``text`` starts. Returns the
    tree (None when there is none to be had) and what was found wrong. An empty
    text is an empty mapping.
    """
    start = Position(first_line, 1)
    lost = _lost_text(text, file, first_line)
    if lost is not None:
        return None, (lost,)
    if len(text) > MAX_CHARACTERS:
        return None, (error("yaml-too-large", file, start, limit=MAX_CHARACTERS),)
    try:
        if _nests_too_deeply(text):
            return None, (error("yaml-too-deep", file, start, limit=MAX_DEPTH),)
        node = _BaseLoader(text).get_single_node()
    except yaml.MarkedYAMLError as problem:
        return None, (_explain(problem, text, file, first_line),)
    except yaml.reader.ReaderError as problem:
        # Control characters are refused when the file is decoded; what is left are stray surrogates.
        return None, (error("control-character", file, start, code=f"U+{ord(str(problem.character)):04X}"),)
    if node is None:
        return Mapping((), start), ()
    converter = _Converter(file, first_line)
    if not isinstance(node, yaml.MappingNode):
        return None, (error("yaml-not-a-mapping", file, converter.position(node)),)
    tree = converter.mapping(node)
    return tree, tuple(converter.diagnostics)


def _lost_text(text: str, file: str, first_line: int) -> Diagnostic | None:
    """A value of which YAML would silently drop a part: ``&Bali Jaya``, ``! Penting``, ``Juara #1``."""
    if "&" in text or "!" in text or "*" in text:
        found = _MARKED_VALUE.search(text)
        if found:
            line = text[: found.end()].count("\n")
            column = found.start("value") - (text.rfind("\n", 0, found.start("value")) + 1)
            whole = text.split("\n")[line]
            return error(
                "yaml-needs-quotes",
                file,
                Position(first_line + line, column + 1),
                character=found["value"][0],
                quoted=_quoted(whole, column),
            )
    if " #" in text:
        found = _CUT_VALUE.search(text)
        if found:
            line = text[: found.end()].count("\n")
            column = found.end() - 2 - (text.rfind("\n", 0, found.end()) + 1)
            whole = text.split("\n")[line]
            return error(
                "yaml-hash",
                file,
                Position(first_line + line, column + 1),
                quoted=_quoted(whole, found.start("value") - (text.rfind("\n", 0, found.start("value")) + 1)),
            )
    return None


def _nests_too_deeply(text: str) -> bool:
    """Count the real depth, but only when the text could be deep at all: events cost as much as parsing."""
    if text.count("[") + text.count("{") <= MAX_DEPTH and not any(deep in text for deep in _MAYBE_DEEP):
        return False
    depth = 0
    for event in yaml.parse(text, _BaseLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return False


class _Converter:
    """Turns PyYAML's nodes into ours and collects what is not allowed."""

    def __init__(self, file: str, first_line: int) -> None:
        self.file = file
        self.first_line = first_line
        self.diagnostics: list[Diagnostic] = []
        self._seen: set[int] = set()

    def position(self, node: yaml.Node) -> Position:
        return Position(self.first_line + node.start_mark.line, node.start_mark.column + 1)

    def convert(self, node: yaml.Node) -> Node | None:
        """The node's value, or None when it is refused (and a diagnostic says why)."""
        position = self.position(node)
        if node.tag not in _PLAIN_TAGS:
            self.diagnostics.append(error("yaml-tag", self.file, position, tag=node.tag))
            return None
        if id(node) in self._seen:  # the composer hands out the same node again for an alias
            self.diagnostics.append(error("yaml-alias", self.file, position))
            return None
        self._seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            return Scalar(node.value, not node.style, position)
        if isinstance(node, yaml.SequenceNode):
            items = (self.convert(item) for item in node.value)
            return Sequence(tuple(item for item in items if item is not None), position)
        return self.mapping(node)

    def mapping(self, node: yaml.Node) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        for key_node, value_node in node.value:
            key = self.convert(key_node)
            if not isinstance(key, Scalar):
                if key is not None:
                    self.diagnostics.append(error("yaml-key", self.file, key.position))
                continue
            value = self.convert(value_node)
            if value is None:
                continue
            if key.value in entries:
                first = entries[key.value][0].position.line
                self.diagnostics.append(
                    error("duplicate-key", self.file, key.position, key=key.value, first=first)
                )
                continue
            entries[key.value] = (key, value)
        return Mapping(tuple(entries.values()), self.position(node))


def _explain(problem: yaml.MarkedYAMLError, text: str, file: str, first_line: int) -> Diagnostic:
    """The diagnostic for YAML that cannot be read, in the terms of somebody who does not know YAML."""
    mark = problem.problem_mark or problem.context_mark
    lines = text.split("\n")
    row, column = (mark.line, mark.column) if mark else (0, 0)
    what = problem.problem or ""
    opened = problem.context_mark
    if opened is not None and "quoted scalar" in (problem.context or ""):
        if "escape" in what:
            return error("yaml-escape", file, Position(first_line + row, column + 1))
        return error("yaml-unclosed-quote", file, Position(first_line + opened.line, opened.column + 1))
    if opened is not None and "flow" in (problem.context or ""):
        return error("yaml-unclosed-bracket", file, Position(first_line + opened.line, opened.column + 1))
    if "undefined alias" in what:
        return error("yaml-alias", file, Position(first_line + row, column + 1))
    line = lines[row] if row < len(lines) else ""
    position = Position(first_line + row, column + 1)
    if "cannot start any token" in what:
        character = line[column : column + 1]
        if character == "\t":
            return error("yaml-tab", file, position)
        return error("yaml-needs-quotes", file, position, character=character, quoted=_quoted(line, column))
    if "mapping values are not allowed" in what:
        found = _COLON_VALUE.match(line)
        if found and column >= found.start("value"):
            return error(
                "yaml-colon",
                file,
                position,
                quoted=found["key"].strip() + " " + _double_quoted(found["value"]),
            )
        word = lines[row - 1].strip() if row else ""
        if word and ": " not in word and not word.endswith(":"):  # it was read as one text with this line
            return error("yaml-no-colon", file, Position(first_line + row - 1, 1), text=word[:60])
        return error("yaml-indentation", file, position)
    if "could not find expected ':'" in what and opened is not None:
        row, column = opened.line, opened.column
        word = lines[row].strip() if row < len(lines) else ""
        return error("yaml-no-colon", file, Position(first_line + row, column + 1), text=word[:60])
    bracketed = re.match(r"^(?P<key>[ ]*(?:- )?[\w-]+:[ ]+)(?P<value>[\[{].*)$", line)
    if bracketed and column > len(bracketed["key"]):
        return error(
            "yaml-needs-quotes",
            file,
            Position(first_line + row, len(bracketed["key"]) + 1),
            character=bracketed["value"][0],
            quoted=bracketed["key"].strip() + " " + _double_quoted(bracketed["value"]),
        )
    if "did not find expected key" in what:
        after_quote = re.match(r"""^[ ]*(?:- )?[\w-]+:[ ]+(["']).*\1[ ]*\S""", line)
        if after_quote:
            return error("yaml-text-after-quote", file, position)
        return error("yaml-indentation", file, position)
    if "document start" in what:
        return error("yaml-indentation", file, position)
    return error("yaml-syntax", file, position, problem=what or "?")


def _quoted(line: str, column: int) -> str:
    """The line with what starts at ``column`` in quotes; in a list written with brackets, one item of it."""
    before, value = line[:column], line[column:]
    if "[" in before:
        item = re.match(r"[^,\]]*", value)
        end = item.end() if item else len(value)
        return f"{before.strip()}{' ' if before.endswith(' ') else ''}{_double_quoted(value[:end])}{value[end:].rstrip()}"
    return f"{before.strip()} {_double_quoted(value)}".lstrip()


def _double_quoted(value: str) -> str:
    return '"' + value.strip().replace("\\", "\\\\").replace('"', '\\"') + '"'
