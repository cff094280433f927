"""Reads ``_headers`` and ``_redirects`` of a built site, so that every host does what these two say.

Both can be of the site's own templates. What would not mean the same in a server's own language is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

__all__ = [
    "HEADERS",
    "REDIRECTS",
    "HeaderRule",
    "RedirectRule",
    "RulesError",
    "header_rules",
    "redirect_rules",
]

HEADERS, REDIRECTS = "_headers", "_redirects"
_PATTERN = re.compile(r"/[\w.~%*/-]*", re.ASCII)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_VALUE = re.compile(r"""[\x20-\x7e]*""")
_ACTIVE = re.compile(r"""[\x00-\x20\x7f"'`\\${}#;<>|]""")
"""What some server takes for more than a part of an address."""


class RulesError(ValueError):
    """A line that no server is given."""

    def __init__(self, file: str, line: int) -> None:
        super().__init__(f"{file}:{line}")


class HeaderRule(NamedTuple):
    """What is sent along with some addresses."""

    pattern: str
    """A path in which ``*`` stands for anything."""
    headers: tuple[tuple[str, str], ...]

    @property
    def expression(self) -> str:
        """The pattern as a regular expression that every server reads; also for the file at an address."""
        found = "^" + ".*".join(map(re.escape, self.pattern.split("*"))).replace(r"\-", "-")
        return found + (r"(?:index\.html)?$" if self.pattern.endswith("/") else "$")


class RedirectRule(NamedTuple):
    """An old address and where it leads."""

    old: str
    """A path, not encoded."""
    target: str
    """A path or a web address, encoded."""


def header_rules(text: str) -> tuple[HeaderRule, ...]:
    """The rules of ``_headers``, in order. Raises RulesError."""
    rules: list[tuple[str, list[tuple[str, str]]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if not line[0].isspace():
            if not _PATTERN.fullmatch(line.rstrip()):
                raise RulesError(HEADERS, number)
            rules.append((line.rstrip(), []))
            continue
        name, colon, value = (part.strip() for part in line.partition(":"))
        well_formed = (
            colon and _NAME.fullmatch(name) and _VALUE.fullmatch(value) and not set(value) & set('"\\$`{}')
        )
        if not (rules and well_formed):
            raise RulesError(HEADERS, number)
        rules[-1][1].append((name, value))
    return tuple([HeaderRule(pattern, tuple(headers)) for pattern, headers in rules])


def redirect_rules(text: str) -> tuple[RedirectRule, ...]:
    """The rules of ``_redirects``, in order; those that some server would misread are left to their pages."""
    return tuple(_redirects(text))


def _redirects(text: str) -> Iterator[RedirectRule]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = line.split()
        if len(parts) != 3 or not parts[0].startswith("/"):
            raise RulesError(REDIRECTS, number)
        rule = RedirectRule(unquote(parts[0]), parts[1])
        if not any(_ACTIVE.search(each) for each in rule):
            yield rule
