"""YAML as a tree of texts with their places.

Nothing is converted here: every scalar stays the text that was written,
together with its position and whether it was plain (unquoted). What a value
means is decided by the content model, so YAML's own ideas of ``no``, ``10:30``
and ``0123`` never reach a post. The library parses; its events become the tree. Aliases, tags and deep
nesting, none of which front matter needs, are refused before they can cost anything.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Any, NamedTuple

import yaml

from warta.diagnostics.values import Diagnostic, Position, error
from warta.expressions import expression
from warta.yaml.errors import colon_slips, explain_yaml, lost_text

__all__ = ["Mapping", "Node", "Scalar", "Sequence", "load_list", "load_mapping"]

MAX_CHARACTERS = 200_000
"""A registry of thousands of terms fits; an attack does not."""
MAX_DEPTH = 24

_Events = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""The library's parser, the one in C where there is one."""

_CONTROL = expression("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What no text may hold; in a file it is refused before, but a quoted text can write it as an escape."""
_SEPARATOR = expression("[\x85\u2028\u2029]")
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


def load_mapping(
    text: str, file: str, first_line: int = 1, *, lists: Container[str] = ()
) -> tuple[Mapping | None, tuple[Diagnostic, ...]]:
    """Read ``text`` as one YAML mapping.

    ``first_line`` is the line of ``file`` on which ``text`` starts; ``lists`` are the keys whose value can be
    a list of names. Returns the tree (None when there is none to be had) and what was found wrong. An empty
    text is an empty mapping.
    """
    tree, found = _load(text, file, first_line, lists)
    if tree is None and not found:
        return Mapping((), Position(first_line, 1)), ()
    if isinstance(tree, Scalar | Sequence):
        slips = colon_slips(text, file, first_line) if isinstance(tree, Scalar) and tree.plain else ()
        return None, slips or (error("yaml-not-a-mapping", file, tree.position),)
    return tree, found


def load_list(text: str, file: str) -> tuple[Sequence | None, tuple[Diagnostic, ...]]:
    """The same for one YAML list; an empty text is an empty list."""
    tree, found = _load(text, file, 1, ())
    if tree is None and not found:
        return Sequence((), Position(1, 1)), ()
    if isinstance(tree, Scalar | Mapping):
        return None, (error("yaml-not-a-list", file, tree.position),)
    return tree, found


def _load(
    text: str, file: str, first_line: int, lists: Container[str]
) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """What a text holds; None for nothing, and when it cannot be read."""
    start = Position(first_line, 1)
    separator = _SEPARATOR.search(text)
    if separator:
        line = text.count("\n", 0, separator.start())
        column = separator.start() - text.rfind("\n", 0, separator.start())
        code = f"U+{ord(separator[0]):04X}"
        return None, (error("control-character", file, Position(first_line + line, column), code=code),)
    lost = lost_text(text, file, first_line, lists)
    if lost is not None:
        return None, (lost,)
    if len(text) > MAX_CHARACTERS:
        return None, (error("yaml-too-large", file, start, limit=MAX_CHARACTERS),)
    reader = _Reader(text, file, first_line)
    try:
        tree = reader.document()
    except yaml.MarkedYAMLError as problem:
        return None, explain_yaml(problem, text, file, first_line, lists=lists)
    except yaml.reader.ReaderError as problem:
        # Control characters are refused when the file is decoded; what is left are stray surrogates.
        return None, (error("control-character", file, start, code=str(problem.character)),)
    except _TooDeepError:
        return None, (error("yaml-too-deep", file, start, limit=MAX_DEPTH),)
    return tree, tuple(reader.diagnostics)


class _TooDeepError(Exception):
    """A text nests deeper than MAX_DEPTH."""


class _Reader:
    """Makes a tree of the library's events, and collects what is not allowed."""

    def __init__(self, text: str, file: str, first_line: int) -> None:
        self._next = _Events(text).get_event
        self._file = file
        self._first_line = first_line
        self.diagnostics: list[Diagnostic] = []

    def document(self) -> Node | None:
        """The only document of the text; None when there is none, or it is refused."""
        self._next()  # the stream starts
        start = self._next()
        if isinstance(start, yaml.StreamEndEvent):
            return None
        tree = self._node(self._next(), 0)
        self._next()  # the document ends
        further = self._next()
        if isinstance(further, yaml.StreamEndEvent):
            return tree
        raise yaml.MarkedYAMLError(
            "expected a single document", start.start_mark, "but found another document", further.start_mark
        )

    def _report(self, code: str, position: Position, /, **arguments: str | int) -> None:
        self.diagnostics.append(error(code, self._file, position, **arguments))

    def _node(self, event: Any, depth: int) -> Node | None:
        """What starts with ``event``, read to its end; None when a diagnostic says why it is refused."""
        mark = event.start_mark
        position = Position(self._first_line + mark.line, mark.column + 1)
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            text = event.value
            control = None if text.isprintable() else _CONTROL.search(text)
            if control:
                self._report("control-character", position, code=f"U+{ord(control[0]):04X}")
            node = Scalar(text, not event.style, position)
        elif isinstance(event, yaml.AliasEvent):
            self._report("yaml-alias", position)
            return None
        elif depth == MAX_DEPTH:
            raise _TooDeepError
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._sequence(position, depth + 1)
        else:
            node = self._mapping(position, depth + 1)
        if event.tag is None or event.tag == _PLAIN_TAGS[type(node)]:
            return node
        self._report("yaml-tag", position, tag=event.tag)
        return None

    def _sequence(self, position: Position, depth: int) -> Sequence:
        items = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            item = self._node(event, depth)
            if item is not None:
                items.append(item)
        return Sequence(tuple(items), position)

    def _mapping(self, position: Position, depth: int) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._node(event, depth)
            value = self._node(self._next(), depth)
            if not isinstance(key, Scalar):
                if key is not None:
                    self._report("yaml-key", key.position)
            elif key.value in entries:
                first = entries[key.value][0].position.line
                self._report("duplicate-key", key.position, key=key.value, first=first)
            elif value is not None:
                entries[key.value] = (key, value)
        return Mapping(tuple(entries.values()), position)


_PLAIN_TAGS: dict[type[Node], str] = {
    Scalar: "tag:yaml.org,2002:str",
    Sequence: "tag:yaml.org,2002:seq",
    Mapping: "tag:yaml.org,2002:map",
}
"""Tags that say of a value what it is without them."""
