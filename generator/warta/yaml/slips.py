"""Slips in the signs between a key and its value, which YAML takes for text or for a comment."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import NamedTuple

from warta.expressions import expression
from warta.yaml.writing import scalar

__all__ = ["LIST_SIGNS", "ODD_SPACES", "Slip", "colon_slip", "hashtag_slip"]

ODD_SPACES = "\u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff"
"""What looks like a space or like nothing, as ranges of a character class."""
LIST_SIGNS = "*•·–—+▪‣●"
"""What writers begin the items of a list with, and YAML does not, as a character class."""
_COLONS = ":\uff1a\ufe55\ufe13\ua789"
"""The colon and what looks like one."""
_KEY_AND_COLON = expression(
    rf"[ \t]*+(?:-[ ])?[{ODD_SPACES}]*+[ ]*+(?P<key>[^\W\d_][\w-]*+)"
    rf"[{ODD_SPACES} ]*+(?P<colon>[{_COLONS}])(?P<after>[{ODD_SPACES}]*+)(?P<rest>[^\n]?)"
)
_ODD_SPACE = expression(f"[{ODD_SPACES}]")
_LIST_LINE = expression(r"[ ]*(?P<key>[\w-]+):[ ]+(?P<value>\S[^\n]*)")
_ITEM = expression(r"[ ]*- +(?P<value>#[^\s#][^\s]*)[ ]*$")
_HASHTAG = expression(r"(?<![^\s,;\[])#(?=[^\s#])")


class Slip(NamedTuple):
    """A wrong sign: the finding's code, the column in the line from 0, and the values of its message."""

    code: str
    column: int
    values: dict[str, str]


def colon_slip(line: str) -> Slip | None:
    """What is wrong between the key at the start of ``line`` and its value; None when nothing is."""
    found = _KEY_AND_COLON.match(line)
    if found is None or found["rest"] in ("/", "\\"):  # ``https://``, ``C:\``
        return None
    key, colon = found["key"], found["colon"]
    odd = _ODD_SPACE.search(line, 0, found.end("after"))
    if colon != ":":
        code = f"U+{ord(colon):04X}"
        return _slip("yaml-colon-odd", found.start("colon"), key=key, character=colon, code=code)
    if odd is not None:
        return _slip("yaml-space-odd", odd.start(), key=key, code=f"U+{ord(odd[0]):04X}")
    if found["rest"].strip():
        return _slip("yaml-space-missing", found.end("colon"), key=key)
    return None


def _slip(code: str, column: int, /, **values: str) -> Slip:
    return Slip(code, column, values)


def hashtag_slip(line: str, lists: Container[str]) -> Slip | None:
    """A list written as hashtags, which YAML takes for comments; ``lists`` are the keys that can be lists."""
    item = _ITEM.match(line)
    if item is not None:
        name = item["value"].lstrip("#").rstrip(",;")
        return _slip("yaml-hashtags", item.start("value"), list=scalar(name))
    found = _LIST_LINE.match(line)
    if found is None or found["key"] not in lists:
        return None
    first = _HASHTAG.search(line, found.start("value"))
    if first is None or not set("\"']").isdisjoint(line[found.start("value") : first.start()]):
        return None  # in quotation marks, or behind the list
    names = (name.strip() for name in re.split(r"[#,;\[\]]", found["value"]))
    written = ", ".join(scalar(name) for name in names if name)
    return _slip("yaml-hashtags", found.start("value"), list=f"[{written}]")
