"""The words that newsrooms use for people, offices, places and around a text: ``words.toml``, ``seats.toml``.

Those for agencies, which the whole program knows, are in ``data/agency_names.toml``.

What each list means, and how to add to it, is said in the files and in ``docs/word-lists.md``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from warta.resources import packaged_text

__all__ = ["SEATS", "TABLES", "WORDS", "one_of"]

_FILE: dict[str, Any] = {
    **tomllib.loads(packaged_text("importing/press", "words.toml")),
    **tomllib.loads(packaged_text("data", "agency_names.toml")),
}
WORDS: Mapping[str, frozenset[str]] = {
    name: frozenset(words.split() if isinstance(words, str) else words)
    for name, words in _FILE.items()
    if not isinstance(words, dict)
}
"""Name of a list → its words in lower case."""
TABLES: Mapping[str, Mapping[str, Any]] = {
    name: table for name, table in _FILE.items() if isinstance(table, dict)
}
"""Name of a table → the table as it stands in the file: other spellings, kinds of regions, expressions…"""
SEATS: Mapping[str, str] = {
    name.lower(): regency
    for regency, names in tomllib.loads(packaged_text("importing/press", "seats.toml")).items()
    for name in names.split(", ")
}
"""Name of a regency's seat in lower case → id of the regency."""


def one_of(expressions: list[str]) -> str:
    """An expression for what any of them matches."""
    return "|".join(f"(?:{each})" for each in expressions)
