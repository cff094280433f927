"""User names, passwords and tokens in addresses of ``site.toml``, which everybody sees who has the file.

The one check of all its texts, wherever they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from warta.config.tables import CONFIG_FILE, Tables
from warta.diagnostics.values import error
from warta.urls import has_secret, masked

__all__ = ["report_secrets"]

_PAIR = re.compile(r"[^\s:/@]+:[^\s/@]*@\S*")
"""``user:password@host``, as programs take it that connect to another machine."""


def report_secrets(tables: Tables, data: Mapping[str, Any]) -> None:
    """Report every key whose text has a secret, or whose name has. Nothing else is said of their lines."""
    found = [
        error(
            "setting-secret",
            CONFIG_FILE,
            tables.position(name, key),
            key=masked(f"{name}.{key}".strip(".")),
            address=masked(address) if has_secret(address) else f"…@{address.rpartition('@')[2]}",
        )
        for name, key, address in dict.fromkeys(_secrets(data, ""))
    ]
    lines = {each.position.line for each in found}
    tables.diagnostics[:] = [each for each in tables.diagnostics if each.position.line not in lines] + found


def _secrets(values: Mapping[str, Any], name: str) -> Iterator[tuple[str, str, str]]:
    """Table, key and text."""
    for key, value in values.items():
        if has_secret(key):
            yield name, key, key
        yield from _within(name, key, value)


def _within(name: str, key: str, value: Any) -> Iterator[tuple[str, str, str]]:
    if isinstance(value, str):
        if has_secret(value) or (name.startswith("deploy.") and _PAIR.fullmatch(value.strip())):
            yield name, key, value.strip()
    elif isinstance(value, Mapping):
        yield from _secrets(value, f"{name}.{key}".strip("."))
    elif isinstance(value, list):
        for number, each in enumerate(value, 1):
            yield from _within(name, f"{key}[{number}]" if isinstance(each, Mapping) else key, each)
