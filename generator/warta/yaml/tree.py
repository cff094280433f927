"""YAML as a tree of texts with their places.

Nothing is converted here: every scalar stays the text that was written,
together with its position and whether it was plain (unquoted). What a value
means is decided by the content model, so YAML's own ideas of ``no``, ``10:30``
and ``0123`` never reach a post. What is simple enough is read here, all else by
the library. Anchors, aliases, tags and deep nesting, none
of which front matter needs, are refused before they can cost anything.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any, NamedTuple

import yaml

from warta.diagnostics.values import Diagnostic, Position, error
from warta.yaml.errors import explain_yaml, lost_text

__all__ = ["Mapping", "Node", "Scalar", "Sequence", "load_mapping", "simple_mapping"]

MAX_CHARACTERS = 200_000
"""A registry of thousands of terms fits; an attack does not."""
MAX_DEPTH = 24

_BaseLoader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_LISTS_ON_A_LINE = re.compile(r"(?:[-?:][ \t]+){4}")
_FAR_TO_THE_RIGHT = " " * (2 * MAX_DEPTH)
"""What no text without deep nesting holds."""
_PLAIN_TAG = {
    yaml.ScalarNode: "tag:yaml.org,2002:str",
    yaml.SequenceNode: "tag:yaml.org,2002:seq",
    yaml.MappingNode: "tag:yaml.org,2002:map",
}
_PLAIN_TAGS = frozenset(_PLAIN_TAG.values())


class _Loader(_BaseLoader):  # type: ignore[misc, valid-type]  # the one in C where there is one
    """The library's, without what it does to find out which values are more than texts."""

    def resolve(self, kind: type[yaml.Node], *_: Any) -> str:
        """The tag of a node that has none."""
        return _PLAIN_TAG[kind]

    def descend_resolver(self, *_: Any) -> None:
        """Nothing."""

    def ascend_resolver(self) -> None:
        """Nothing."""


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What no text may hold; in a file it is refused before, but a quoted text can write it as an escape."""
_SEPARATOR = re.compile("[\x85\u2028\u2029]")
"""Line ends to YAML and to nobody else: what follows one would be on another line than the writer sees."""


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
    simple = simple_mapping(text, first_line)
    if simple is not None:
        return simple, ()
    start = Position(first_line, 1)
    separator = _SEPARATOR.search(text)
    if separator:
        line = text.count("\n", 0, separator.start())
        column = separator.start() - text.rfind("\n", 0, separator.start())
        code = f"U+{ord(separator[0]):04X}"
        return None, (error("control-character", file, Position(first_line + line, column), code=code),)
    lost = lost_text(text, file, first_line)
    if lost is not None:
        return None, (lost,)
    if len(text) > MAX_CHARACTERS:
        return None, (error("yaml-too-large", file, start, limit=MAX_CHARACTERS),)
    try:
        if _nests_too_deeply(text):
            return None, (error("yaml-too-deep", file, start, limit=MAX_DEPTH),)
        node = _Loader(text).get_single_node()
    except RecursionError:
        return None, (error("yaml-too-deep", file, start, limit=MAX_DEPTH),)
    except yaml.MarkedYAMLError as problem:
        return None, (explain_yaml(problem, text, file, first_line),)
    except yaml.reader.ReaderError as problem:
        # Control characters are refused when the file is decoded; what is left are stray surrogates.
        return None, (error("control-character", file, start, code=str(problem.character)),)
    if node is None:
        return Mapping((), start), ()
    converter = _Converter(file, first_line)
    if not isinstance(node, yaml.MappingNode):
        return None, (error("yaml-not-a-mapping", file, converter.position(node)),)
    try:
        tree = converter.mapping(node)
    except RecursionError:
        return None, (error("yaml-too-deep", file, start, limit=MAX_DEPTH),)
    return tree, tuple(converter.diagnostics)


# --- What every reader of YAML reads alike ----------------------------------------------------------

_QUOTED = r'"[^"\\\n]*"'
_ITEM = re.compile(rf"{_QUOTED}|[^\W_](?>(?: ?[\w.-]++)*)")
_ENTRY = re.compile(
    r"([A-Za-z_][\w-]{0,60}): +(?:"
    rf"({_QUOTED})|"
    r"([^\W_](?>(?:[^ :#\n]|:(?=[^ \n])| +(?=[^ :#\n]))*))|"
    rf"(\[(?:(?:{_ITEM.pattern})(?>(?:, ?(?:{_ITEM.pattern}))*))?\])"
    r")(?:\n|\Z)",
    re.ASCII,
)
"""A key and its value on one line: a text in double quotes without escapes, a plain text, a list of both."""

# What a named tuple's class would do through a call of Python's, which takes three times as long.
_scalar = partial(tuple.__new__, Scalar)
_position = partial(tuple.__new__, Position)


def simple_mapping(text: str, first_line: int) -> Mapping | None:
    """What ``text`` says when each line is an entry, as in nearly all front matter; else None.

    Each node that the library makes costs as much as a line here.
    """
    if len(text) > MAX_CHARACTERS or not text.replace("\n", "").isprintable():
        return None
    entries: dict[str, tuple[Scalar, Node]] = {}
    line, start, end = first_line, 0, len(text)
    while start < end:
        found = _ENTRY.match(text, start)
        if found is None or found[1] in entries:
            return None
        name, kind = found[1], found.lastindex
        assert kind is not None
        at = found.start(kind)
        place = _position((line, at - start + 1))
        value: Node
        if kind == 2:
            value = _scalar((found[2][1:-1], False, place))
        elif kind == 3:
            value = _scalar((found[3], True, place))
        else:
            items = []
            for item in _ITEM.finditer(text, at + 1, found.end(4) - 1):
                each, quoted = item[0], item[0].startswith('"')
                where = _position((line, item.start() - start + 1))
                items.append(_scalar((each[1:-1] if quoted else each, not quoted, where)))
            value = Sequence(tuple(items), place)
        entries[name] = (_scalar((name, True, _position((line, 1)))), value)
        line, start = line + 1, found.end()
    return Mapping(tuple(entries.values()), Position(first_line, 1)) if entries else None


# --- What the library reads --------------------------------------------------------------------------


def _nests_too_deeply(text: str) -> bool:
    """Count the real depth, but only when the text could be deep at all: events cost as much as parsing."""
    brackets = text.count("[") + text.count("{")
    if brackets <= MAX_DEPTH and _FAR_TO_THE_RIGHT not in text and not _LISTS_ON_A_LINE.search(text):
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
            text = node.value
            control = None if text.isprintable() else _CONTROL.search(text)
            if control:
                code = f"U+{ord(control[0]):04X}"
                self.diagnostics.append(error("control-character", self.file, position, code=code))
            return Scalar(text, not node.style, position)
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
