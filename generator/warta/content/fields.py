"""From a positioned YAML tree to the typed values of the content model.

One interpreter for the declarations in :mod:`warta.content.model`: it knows how to
read each :data:`~warta.content.model.Kind` and nothing about any single key.
Everything that is wrong is collected; what can be read is returned all the
same, so that later checks can report their findings in the same run.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from datetime import tzinfo
from typing import Any, TypeVar

from msgspec import Struct, field, structs

from warta import urls
from warta.content.dates import Problem, read_day, read_time
from warta.content.model import (
    REQUIRED_IN_ORIGINAL,
    Choice,
    Day,
    Flag,
    Key,
    LocalText,
    Path,
    Record,
    Ref,
    Reference,
    Slug,
    Text,
    Time,
    Url,
    Whole,
    keys_of,
)
from warta.content.other_words import (
    ATTACHMENTS,
    OTHER_CHOICES,
    OTHER_NAMES,
    meant_key,
    meant_value,
)
from warta.diagnostics.values import Diagnostic, Position, error, warning
from warta.i18n.moments import zone_named
from warta.markdown.addresses import is_computer_path
from warta.yaml.coercions import yaml_reads
from warta.yaml.slips import LIST_SIGNS, colon_slip
from warta.yaml.tree import Mapping, Node, Scalar, Sequence
from warta.yaml.writing import scalar

__all__ = ["FLAG_WORDS", "FieldReader"]

T = TypeVar("T")

_TRUE = frozenset({"true", "yes", "on", "ya"})
_FALSE = frozenset({"false", "no", "off", "tidak"})
FLAG_WORDS = tuple(sorted((_TRUE | _FALSE) - {"true", "false"}))
"""What else than true and false a flag may be."""
_NULL = frozenset({"", "~", "null"})
_CURLY = re.compile(r"[“”„«‘’‚](?P<inner>[^“”„«»]*)[”“»’‘]")
"""A text in quotation marks that YAML takes for part of it."""
_NAME = Text(200)
"""What a term is mentioned by."""

_CLOSE = 0.7
"""How like a key a misspelt one is: ``titel`` 0.8, and ``ralat``, another word, is like ``draft`` 0.6."""
_LONGEST_EXAMPLE = 80
"""Characters of a value that is shown in an example."""


class FieldReader(Struct):
    """Reads the keys of one file; collects what is wrong in ``diagnostics``."""

    file: str
    languages: tuple[str, ...]
    zone: tzinfo
    """For dates that name none."""
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def read(self, tree: Mapping, fields: type[T], *, group: bool = False) -> tuple[T, dict[str, Position]]:
        """The value of ``fields`` in ``tree``, and where each key's value stands, as ``image.src`` in groups.

        A key that is missing or wrong has its empty value in the result and is
        reported; a key that is there but wrong still has a position. In a ``group`` of which no key is
        known nothing is missing: something else was meant.
        """
        declared = keys_of(fields)
        values: dict[str, Any] = {}
        where: dict[str, Position] = {}
        misspelt: set[str] = set()
        for name, node in tree.entries:
            if name.value not in declared:
                misspelt.add(self._unknown_key(name, declared))
                continue
            attribute, key = declared[name.value]
            where[name.value] = node.position
            if _is_null(node) or (
                isinstance(node, Sequence) and not node.items and name.value in REQUIRED_IN_ORIGINAL
            ):
                if key.required or name.value in REQUIRED_IN_ORIGINAL:
                    self.diagnostics.append(error("empty-value", self.file, name.position, key=name.value))
                    if key.required:
                        values[attribute] = _empty(key, node.position)
                continue
            value = self._in_zone(tree, key)._value(name.value, key, node, where)
            if value is not None:
                values[attribute] = value
        for name_text, (attribute, key) in declared.items():
            if key.required and attribute not in values:
                strange = group and misspelt == {""} and not where
                if name_text not in where and name_text not in misspelt and not strange:
                    self.diagnostics.append(error("missing-key", self.file, tree.position, key=name_text))
                values[attribute] = _empty(key, tree.position)
        return fields(**values), where

    def _in_zone(self, tree: Mapping, key: Key) -> FieldReader:
        """The reader for ``key``: in the zone of the key beside it that it follows, if that names one."""
        if not isinstance(key.kind, Time) or not key.kind.zone_of:
            return self
        beside = next((node for name, node in tree.entries if name.value == key.kind.zone_of), None)
        zone = zone_named(beside.value) if isinstance(beside, Scalar) else None
        return structs.replace(self, zone=zone) if zone is not None else self

    def _unknown_key(self, name: Scalar, declared: dict[str, tuple[str, Key]]) -> str:
        """Report a key that does not exist; returns the key that was probably meant, or nothing."""
        if meant := self._colon(name):
            return meant
        if name.value.lower() in ATTACHMENTS and declared.keys() >= {"title", "image"}:
            self.diagnostics.append(error("documents-in-text", self.file, name.position, key=name.value))
            return ""
        if example := meant_value(name.value, declared):
            finding = error("unknown-key-value", self.file, name.position, key=name.value, example=example)
            self.diagnostics.append(finding)
            return ""
        suggestion = meant_key(name.value)
        if suggestion not in declared:
            others = [other for other, key in OTHER_NAMES.items() if key in declared]
            close = difflib.get_close_matches(name.value, [*declared, *others], n=1, cutoff=_CLOSE)
            suggestion = OTHER_NAMES.get(close[0], close[0]) if close else ""
        if suggestion:
            finding = error(
                "unknown-key-suggestion", self.file, name.position, key=name.value, suggestion=suggestion
            )
        else:
            known = ", ".join(declared)
            finding = error("unknown-key", self.file, name.position, key=name.value, known=known)
        self.diagnostics.append(finding)
        return suggestion

    def _colon(self, node: Scalar) -> str:
        """Report a colon that is not one to YAML; returns the key before it, or nothing."""
        slip = colon_slip(node.value + ":") if node.plain else None
        if slip is None:
            return ""
        line, column = node.position
        self.diagnostics.append(
            error(slip.code, self.file, Position(line, column + slip.column), **slip.values)
        )
        return slip.values["key"]

    def _value(self, name: str, key: Key, node: Node, where: dict[str, Position]) -> Any:
        if isinstance(key.kind, Flag) and key.kind.or_texts:
            return self._flag_or_texts(name, node)
        if not key.many:
            return self._single(name, key.kind, node, where)
        items = node.items if isinstance(node, Sequence) else (node,)
        if isinstance(node, Sequence):
            null = [item for item in items if _is_null(item) and not isinstance(key.kind, Record)]
            for item in null:
                self._report("empty-value", item, key=name)
            if null:
                items = tuple([item for item in items if item not in null])
        elif isinstance(key.kind, Reference) and _is_dashed(node):
            self._report("yaml-dash-space", node, key=name)
            return ()
        elif isinstance(key.kind, Reference) and (sign := _list_sign(node)):
            if node.position.column > len(name) + 2:  # on the line of its key
                names = [text.strip() for text in node.value.split(sign)] if isinstance(node, Scalar) else []
                written = ", ".join(scalar(text) for text in names if text)
                self._report("yaml-dashes", node, key=name, list=f"[{written}]")
            else:
                self._report("yaml-list-sign", node, key=name, sign=sign)
            return ()
        values = [
            self._single(f"{name}.{number}", key.kind, item, where) for number, item in enumerate(items)
        ]
        return tuple([value for value in values if value is not None])

    def _single(self, place: str, kind: Any, node: Node, where: dict[str, Position]) -> Any:
        """One value; ``place`` is its key, in a list with its number: ``changes.0``."""
        name = place.partition(".")[0]
        if not isinstance(kind, Record):
            read = FieldReader._local_text if getattr(kind, "localised", False) else _READERS[type(kind)]
            return read(self, name, kind, node)
        if isinstance(node, Scalar) and self._colon(node):
            return None
        if not isinstance(node, Mapping):
            keys = ", ".join(keys_of(kind.fields))
            example = self._grouped(name, kind, node.value) if isinstance(node, Scalar) else ""
            if example:
                self._report("expected-group-suggestion", node, key=name, keys=keys, example=example)
            else:
                self._report("expected-group", node, key=name, keys=keys)
            return None
        value, inner = self.read(node, kind.fields, group=True)
        where.update({f"{place}.{key}": position for key, position in inner.items()})
        return value

    def _grouped(self, name: str, kind: Record, text: str) -> str:
        """A value that should be a group, as the group that it may be part of; empty if that is unclear."""
        declared = {key: declaration for key, (_, declaration) in keys_of(kind.fields).items()}
        if is_computer_path(text):
            text = re.split(r"[\\/]", text)[-1]
        fitting = [key for key, each in declared.items() if self._fits(each.kind, text)]
        if not fitting or not text or len(text) > _LONGEST_EXAMPLE:
            return ""
        values = {
            key: scalar(text) if key == fitting[0] else "…"
            for key, each in declared.items()
            if key == fitting[0] or each.required or key == "alt"
        }
        return f"{name}: {{{', '.join(f'{key}: {value}' for key, value in values.items())}}}"

    def _fits(self, kind: object, text: str) -> bool:
        match kind:
            case Url():
                return urls.is_web_url(text)
            case Path():
                return re.fullmatch(r"[^\s:]+\.\w{2,5}", text) is not None
            case Time():
                return not isinstance(read_time(text, kind, self.zone), Problem)
            case Day():
                return not isinstance(read_day(text, kind, self.zone), Problem)
            case Text():
                return not (
                    urls.is_web_url(text) or re.fullmatch(r".+\.(?:jpe?g|png|webp|heic)", text, re.IGNORECASE)
                )
        return False

    def _reference(self, name: str, _: Reference, node: Node) -> Ref | None:
        text = self._text(name, _NAME, self._bare(name, node))
        return Ref(text, node.position) if text else None

    def _report(self, code: str, node: Node, **arguments: str | int) -> None:
        self.diagnostics.append(error(code, self.file, node.position, **arguments))

    def _bare(self, name: str, node: Node) -> Node:
        """What is no prose without curly quotation marks around it, which are reported."""
        found = _CURLY.fullmatch(node.value) if isinstance(node, Scalar) else None
        if found is None or not isinstance(node, Scalar):
            return node
        self._report("curly-quotes", node, key=name, text=node.value, inner=found["inner"].strip())
        return node._replace(value=found["inner"], plain=False)

    def _prose(self, name: str, kind: Text, node: Node) -> str | None:
        """A text that readers see. Without straight quotes, curly ones around it may be meant as such."""
        if isinstance(node, Scalar) and node.plain and (found := _CURLY.fullmatch(node.value)):
            values = {"key": name, "text": node.value, "inner": found["inner"].strip()}
            self.diagnostics.append(warning("curly-quotes", self.file, node.position, **values))
        return self._text(name, kind, node)

    def _word(self, name: str, node: Node) -> str | None:
        """One text that is no prose."""
        return self._scalar(name, self._bare(name, node))

    def _scalar(self, name: str, node: Node) -> str | None:
        if not isinstance(node, Scalar):
            self._report("expected-text", node, key=name)
            return None
        return " ".join(node.value.split())

    def _text(self, name: str, kind: Text, node: Node) -> str | None:
        text = self._scalar(name, node)
        if text is None or not isinstance(node, Scalar):
            return None
        if node.plain:
            becomes = yaml_reads(text)
            if becomes is not None:
                self._report("coerced-value", node, key=name, text=text, becomes=becomes)
                return None
        if not text:
            self._report("empty-value", node, key=name)
            return None
        if len(text) > kind.limit:
            self._report("too-long", node, key=name, length=len(text), limit=kind.limit)
            return None
        return text

    def _slug(self, name: str, _: Slug, node: Node) -> str | None:
        text = self._text(name, Text(), self._bare(name, node))
        if text is None:
            return None
        problem = urls.slug_problem(text)
        if problem is not None:
            suggestion = urls.slugify(text) or "berita-baru"
            self._report(f"slug-{problem}", node, key=name, slug=text, suggestion=suggestion)
            return None
        return text

    def _local_text(self, name: str, kind: Text | Slug, node: Node) -> LocalText | None:
        def read(item: Node) -> str | None:
            return self._slug(name, kind, item) if isinstance(kind, Slug) else self._prose(name, kind, item)

        if not isinstance(node, Mapping):
            text = read(node)
            return None if text is None else LocalText(text)
        if not node.entries:
            self._report("empty-value", node, key=name)
        texts = []
        for language, item in node.entries:
            if language.value not in self.languages:
                if self._colon(language):
                    continue
                self.diagnostics.append(
                    error(
                        "unknown-language",
                        self.file,
                        language.position,
                        language=language.value,
                        known=", ".join(self.languages),
                    )
                )
                continue
            text = read(item)
            if text is not None:
                texts.append((language.value, text))
        return LocalText(None, tuple(sorted(texts))) if texts else None

    def _flag(self, name: str, _: Flag, node: Node) -> bool | None:
        text = node.value.strip().lower() if isinstance(node, Scalar) else None
        if text in _TRUE:
            return True
        if text in _FALSE:
            return False
        self._report("expected-flag", node, key=name)
        return None

    def _flag_or_texts(self, name: str, node: Node) -> tuple[str, ...]:
        if isinstance(node, Scalar) and node.value.strip().lower() in _TRUE | _FALSE:
            return ("",) if self._flag(name, Flag(), node) else ()
        items = node.items if isinstance(node, Sequence) else (node,)
        texts = (self._text(name, Text(), item) for item in items)
        return tuple(text for text in texts if text is not None)

    def _time(self, name: str, kind: Time, node: Node) -> Any:
        text = self._word(name, node)
        return None if text is None else self._date(name, node, text, read_time(text, kind, self.zone))

    def _day(self, name: str, kind: Day, node: Node) -> Any:
        text = self._word(name, node)
        return None if text is None else self._date(name, node, text, read_day(text, kind, self.zone))

    def _date(self, name: str, node: Node, text: str, found: Any) -> Any:
        if not isinstance(found, Problem):
            return found
        self._report(found.code, node, key=name, text=text, **found.values)
        return None

    def _choice(self, name: str, kind: Choice, node: Node) -> str | None:
        text = self._word(name, node)
        if text is None:
            return None
        if kind.yes:
            text = text.lower().removesuffix(".")
            if text in _FALSE:
                return None
            text = kind.yes if text in _TRUE else text
        if text not in kind.values:
            plain = text.lower().rstrip(".")
            meant = OTHER_CHOICES.get(plain, re.sub(r"[\s_]+", "-", plain))
            known, choices = {"key": name, "text": text}, ", ".join(kind.values)
            if meant in kind.values:
                self._report("expected-choice-suggestion", node, **known, suggestion=meant, choices=choices)
            else:
                self._report("expected-choice", node, **known, choices=choices)
            return None
        return text

    def _whole(self, name: str, kind: Whole, node: Node) -> int | None:
        text = self._word(name, node)
        if text is None:
            return None
        if not (text.isascii() and text.isdigit() and kind.low <= int(text[:9]) <= kind.high):
            self._report("expected-number", node, key=name, text=text, low=kind.low, high=kind.high)
            return None
        return int(text)

    def _url(self, name: str, _: Url, node: Node) -> str | None:
        text = self._word(name, node)
        if text is None:
            return None
        if not urls.is_web_url(text):
            self._report("expected-url", node, key=name, text=text)
            return None
        return text

    def _path(self, name: str, kind: Path, node: Node) -> Ref | None:
        text = self._text(name, Text(), self._bare(name, node))
        if text is None:
            return None
        problem = urls.local_file_problem(text) if kind.local else urls.path_problem(text)
        if problem is not None:
            meant = "" if kind.local else urls.path_meant(text)
            if meant:
                self._report("expected-path-suggestion", node, key=name, text=text, suggestion=meant)
            else:
                self._report("expected-file" if kind.local else "expected-path", node, key=name, text=text)
            return None
        return Ref(text, node.position)


_READERS: dict[type[Any], Callable[[FieldReader, str, Any, Node], Any]] = {
    Text: FieldReader._prose,
    Slug: FieldReader._slug,
    Flag: FieldReader._flag,
    Time: FieldReader._time,
    Day: FieldReader._day,
    Choice: FieldReader._choice,
    Whole: FieldReader._whole,
    Reference: FieldReader._reference,
    Url: FieldReader._url,
    Path: FieldReader._path,
}


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.plain and node.value.strip().lower() in _NULL


def _is_dashed(node: Node) -> bool:
    """Whether a list was meant, of which every dash lacks the space behind it."""
    return isinstance(node, Scalar) and node.plain and re.match(r"-[^\W_]", node.value) is not None


def _list_sign(node: Node) -> str:
    """The sign with which the items of a list begin, where it is none to YAML; empty when there is none."""
    found = (
        re.match(rf"([{LIST_SIGNS}])[ \t]*\w", node.value)
        if isinstance(node, Scalar) and node.plain
        else None
    )
    return found[1] if found is not None else ""


def _empty(key: Key, position: Position) -> Any:
    """A value of the right type for a required key that could not be read; its finding is an error."""
    match key.kind:
        case Text(localised=True):
            return LocalText("")
        case Reference():
            return Ref("", position)
        case Time() | Day():
            return None
        case Path():
            return ()
        case _:
            return ""
