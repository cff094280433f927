"""What expressions between ``{{`` and ``}}`` say, as far as front matter, settings and data files say it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from warta.importing.sites.items import SCHEME

__all__ = ["Values"]

LONGEST = 5_000
"""Characters of a value: one that is put together from itself again and again ends there."""
_ASSIGNED = re.compile(r"(?P<name>[\w-]+)\s*=\s*(?P<expression>\S.*)", re.DOTALL)
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_STEP = re.compile(r"\.?(?P<name>[\w-]+)|\[(?P<index>[^\[\]]{1,200})\]")
_AS_IT_IS = frozenset(("escape", "strip", "uri_escape", "xml_escape", "markdownify", "safe"))
_ADDRESSES = frozenset(("relative_url", "url", "absolute_url"))


class Values:
    """What one text can name."""

    def __init__(self, variables: Mapping[str, str], data: Mapping[str, Any]) -> None:
        self.variables = variables
        """``site.url``, ``page.title`` and the like."""
        self.named: dict[str, Any] = {"site": {"data": data}}
        """Name → its value, of the data files and of what the text assigns."""

    def text(self, expression: str) -> str | None:
        """A literal or a known value, through known filters; None for anything else."""
        value = self._value(expression)
        return value if isinstance(value, str) else None

    def assign(self, arguments: str) -> bool:
        """Give a value a name; whether it is known."""
        found = _ASSIGNED.fullmatch(arguments.strip())
        value = self._value(found["expression"]) if found is not None else None
        if found is not None:
            self.named[found["name"]] = value
        return value is not None

    def _value(self, expression: str) -> Any:
        first, *filters = [part.strip() for part in expression.split("|")]
        value = self._operand(first)
        for each in filters:
            if value is None:
                return None
            name, _, argument = (part.strip() for part in each.partition(":"))
            value = self._filtered(value, name, argument)
        return None if isinstance(value, str) and len(value) > LONGEST else value

    def _filtered(self, value: Any, name: str, argument: str) -> Any:
        if isinstance(value, list):
            return self._of_list(value, name, argument)
        if not isinstance(value, str):
            return None
        if name in _ADDRESSES:
            prefix = "site.url" if name == "absolute_url" else "site.baseurl"
            return value if SCHEME.match(value) else f"{self.variables.get(prefix, '')}/{value.lstrip('/')}"
        if name in ("prepend", "append"):
            other = self._operand(argument)
            if not isinstance(other, str):
                return None
            return other + value if name == "prepend" else value + other
        return value if name in _AS_IT_IS else None

    @staticmethod
    def _of_list(value: list[Any], name: str, argument: str) -> Any:
        texts = [one or other for one, other in _QUOTED.findall(argument)]
        if name == "where" and len(texts) == 2:
            return [each for each in value if isinstance(each, dict) and each.get(texts[0]) == texts[1]]
        if name in ("first", "last"):
            return (value[0] if name == "first" else value[-1]) if value else None
        if name == "join" and all(isinstance(each, str) for each in value):
            return (texts[0] if texts else " ").join(value)
        return None

    def _operand(self, text: str) -> Any:
        if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
            return text[1:-1]
        known = self.variables.get(text)
        return self._found(text) if known is None else known

    def _found(self, path: str) -> Any:
        """What a path of names and places in lists leads to; None when it leads nowhere."""
        value: Any = self.named
        end = 0
        for step in _STEP.finditer(path):
            if step.start() != end:
                return None
            end = step.end()
            key = step["name"] or self._key(step["index"].strip())
            if isinstance(value, dict):
                value = value.get(key)
            elif isinstance(value, list) and key in ("first", "last"):
                value = self._of_list(value, key, "")
            elif isinstance(value, list) and key.isdecimal() and len(key) < 9:
                value = value[int(key)] if int(key) < len(value) else None
            else:
                return None
        return value if end == len(path) and path else None

    def _key(self, index: str) -> str:
        if index.isdecimal():
            return index
        value = self._operand(index) if "[" not in index else None
        return value if isinstance(value, str) else ""
