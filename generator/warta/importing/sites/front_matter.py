"""Front matter and settings of other programs: YAML, TOML and JSON to flat texts.

More lenient than Warta's own front matter, since what another program accepted is to be brought in: unknown
tags, doubled keys and anchors pass. What could cost time or memory does not.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

import yaml

from warta.importing.sites.items import Value

__all__ = ["FrontMatterError", "flattened", "parse_data", "parse_settings", "split_front_matter"]

MAX_MATTER = 200_000
"""Characters of front matter or settings: far more than any page has."""
MAX_VALUES = 5_000
"""Values in one front matter, aliases counted as often as they are used."""
MAX_DATA = 100_000
"""The same in a data file."""
MAX_DEPTH = 24

_BaseLoader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_FENCES = {
    "---": re.compile(
        r"\A---[ \t]*(?:\n|\Z)(.*?)(?:^(?:---|\.\.\.)[ \t]*(?:\n|\Z))", re.DOTALL | re.MULTILINE
    ),
    "+++": re.compile(r"\A\+\+\+[ \t]*\n(.*?)(?:^\+\+\+[ \t]*(?:\n|\Z))", re.DOTALL | re.MULTILINE),
}
_OPENS_DEEP = re.compile(r"[\[{]")


class FrontMatterError(Exception):
    """Front matter or settings that cannot be read; the text says why."""


def split_front_matter(text: str) -> tuple[dict[str, Any] | None, str]:
    """The front matter as plain values, and the text behind it; None when there is no front matter.

    Raises FrontMatterError when there is one that cannot be read.
    """
    if text[:1].isspace():  # empty lines in front of it
        text = text.lstrip() if text.lstrip()[:3] in _FENCES else text
    fence = text[:3]
    if fence in _FENCES:
        if text[3:4].strip():
            return None, text
        found = _FENCES[fence].match(text)
        if found is None:
            raise FrontMatterError(f"{fence} …")
        return parse_settings(found[1], "yaml" if fence == "---" else "toml"), text[found.end() :]
    if text.startswith("{"):
        return _json_matter(text)
    return None, text


def _json_matter(text: str) -> tuple[dict[str, Any] | None, str]:
    if text[1:2] in ("{", "%"):
        return None, text  # a shortcode, not a value
    if len(_OPENS_DEEP.findall(text[:MAX_MATTER])) > MAX_VALUES:
        raise FrontMatterError("{{{ …")
    try:
        values, end = json.JSONDecoder(parse_int=str, parse_float=str).raw_decode(text[: MAX_MATTER * 2])
    except ValueError as problem:
        raise FrontMatterError(str(problem)) from problem
    except RecursionError as problem:
        raise FrontMatterError("{{{ …") from problem
    return values, text[end:].lstrip("\n")


def parse_settings(text: str, form: str) -> dict[str, Any]:
    """One mapping in ``yaml``, ``toml`` or ``json``, its scalars as texts as far as the form has them.

    Raises FrontMatterError.
    """
    if len(text) > MAX_MATTER:
        raise FrontMatterError(f"> {MAX_MATTER} characters")
    try:
        if form == "toml":
            return tomllib.loads(text)
        if form == "json":
            values = json.loads(text, parse_int=str, parse_float=str)
            return values if isinstance(values, dict) else {}
        values = _yaml(text)
        return values if isinstance(values, dict) else {}
    except (ValueError, yaml.YAMLError) as problem:
        raise FrontMatterError(" ".join(str(problem).split())[:300]) from problem
    except RecursionError as problem:
        raise FrontMatterError("[[[ …") from problem


def parse_data(text: str, form: str) -> Any:
    """A data file in ``yaml`` or ``json``: texts, lists and mappings. Raises FrontMatterError."""
    try:
        if form == "yaml":
            return _yaml(text, MAX_DATA)
        if len(_OPENS_DEEP.findall(text)) > MAX_DATA:
            raise FrontMatterError("{{{ …")
        return json.loads(text, parse_int=str, parse_float=str)
    except (ValueError, yaml.YAMLError) as problem:
        raise FrontMatterError(" ".join(str(problem).split())[:300]) from problem
    except RecursionError as problem:
        raise FrontMatterError("[[[ …") from problem


def _yaml(text: str, most: int = MAX_VALUES) -> Any:
    """YAML as texts, lists and mappings; scalars are what was written."""
    depth = 0
    for event in yaml.parse(text, _BaseLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise FrontMatterError("[[[ …")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    node = _BaseLoader(text).get_single_node()
    return _converted(node, [most]) if node is not None else None


def _converted(node: yaml.Node, left: list[int]) -> Any:
    left[0] -= 1
    if left[0] < 0:
        raise FrontMatterError("[[[ …")
    if isinstance(node, yaml.MappingNode):
        return {
            key.value: _converted(value, left)
            for key, value in node.value
            if isinstance(key, yaml.ScalarNode) and key.value != "<<"
        }
    if isinstance(node, yaml.SequenceNode):
        return [_converted(item, left) for item in node.value]
    if isinstance(node, yaml.ScalarNode) and not node.style and node.value in ("~", "null", "Null", "NULL"):
        return ""
    return node.value


def flattened(values: Mapping[str, Any], *, lower: bool = False) -> dict[str, Value]:
    """Keys joined with dots → texts; lists of texts stay lists. With ``lower``, keys are in lower case."""
    found: dict[str, list[str]] = {}
    lists: set[str] = set()
    for key, value in values.items():
        for full, text, listed in _leaves(str(key), value):
            name = full.lower() if lower else full
            found.setdefault(name, []).append(text)
            lists |= {name} if listed else set()
    return {key: tuple(texts) if key in lists else texts[-1] for key, texts in found.items()}


def _leaves(name: str, value: Any, depth: int = 1) -> Iterator[tuple[str, str, bool]]:
    """Names and texts of a value's innermost values, and whether each stands in a list."""
    if isinstance(value, Mapping) and depth <= MAX_DEPTH:
        for key, inner in value.items():
            yield from _leaves(f"{name}.{key}", inner, depth + 1)
    elif isinstance(value, list | tuple) and depth <= MAX_DEPTH:
        for inner in value:
            yield from ((key, text, True) for key, text, _ in _leaves(name, inner, depth + 1))
    elif not isinstance(value, Mapping | list | tuple) and name:
        yield name, _text(value), False


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return "" if value is None else str(value).replace("\r\n", "\n")
