"""Texts as YAML that every reader takes for the same texts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import yaml

from warta.expressions import expression
from warta.yaml.coercions import yaml_reads

__all__ = ["Tree", "Verbatim", "block", "scalar"]


class Verbatim(str):
    """A text that YAML may take for something else, and should: a date."""

    __slots__ = ()


Tree = str | bool | None | Sequence["Tree"] | Mapping[str, "Tree"]
"""What can be written: texts, flags, nothing, lists and groups of these."""

_PLAIN = expression(r"[^\W\d_](?:[^\W_]|[ .()/;!?%&+’“”–—'\"-])*|\d+ (?:[^\W_]|[ .()/;’“”–—-])+")
"""Begins with a letter, or with a number that words follow, and holds nothing that has a meaning in YAML."""

_KEY = expression(r"[a-z]+(?:_[a-z]+)+")
"""A key of ours with underscores, which needs no quotes either."""


def scalar(text: str) -> str:
    """``text`` on one line, in quotes only where it has to be."""
    if isinstance(text, Verbatim):
        return str(text)
    plain = _PLAIN.fullmatch(text) and not text.endswith(" ") and yaml_reads(text) is None
    if plain and yaml.safe_load(text) == text:
        return text
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\x7f")


def block(tree: Mapping[str, Tree], comments: Mapping[str, str] | None = None, indent: str = "") -> str:
    """A group of keys, one a line. ``comments`` are put behind the keys of the outermost group."""
    lines = []
    for key, value in tree.items():
        comment = f"  # {comments[key]}" if comments and key in comments else ""
        name = key if _KEY.fullmatch(key) else scalar(key)
        lines.append(f"{indent}{name}:{_value(value, indent, comment)}")
    return "".join(lines)


def _value(value: Tree, indent: str, comment: str) -> str:
    match value:
        case None:
            return f"{comment}\n"
        case bool():
            return f" {str(value).lower()}{comment}\n"
        case str():
            return f" {scalar(value)}{comment}\n"
        case Mapping():
            return f"{comment}\n{block(value, None, indent + '  ')}"
        case _ if not value:
            return f" []{comment}\n"
        case _:
            return f"{comment}\n" + "".join(_item(item, indent + "  ") for item in value)


def _item(item: Tree, indent: str) -> str:
    if isinstance(item, Mapping) and item:
        inner = block(item, None, indent + "  ")
        return f"{indent}- {inner[len(indent) + 2 :]}"
    return f"{indent}-{_value(item, indent, '')}"
