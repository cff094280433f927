"""Reads a plain bilingual corpus that another program wrote.

A plain corpus is ``<folder>/<lang>/<slug>.md``: Markdown with front matter of
one JSON value or bare text a line: title, date, agency, speaker, region, tags,
summary and slug. Terms are given by their names in the file's language, in the
same order in every language.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from bench.corpus import LANGUAGES, Story, Version

__all__ = ["read_plain"]


def read_plain(folder: Path) -> Iterator[Story]:
    """The stories, oldest first. Raises FileNotFoundError when a story lacks a language."""
    dates = {}
    for path in (folder / LANGUAGES[0]).glob("*.md"):
        dates[path.stem] = str(_read(path)[0]["date"])
    for slug, date in sorted(dates.items(), key=lambda item: (item[1], item[0])):
        versions = {}
        for language in LANGUAGES:
            fields, body = _read(folder / language / f"{slug}.md")
            versions[language] = Version(
                title=str(fields["title"]),
                summary=str(fields["summary"]),
                body=body.lstrip("\n"),
                agencies=_names(fields["agency"]),
                speakers=_names(fields["speaker"]),
                regions=_names(fields["region"]),
                tags=_names(fields["tags"]),
            )
        yield Story(slug, date, versions)


def _read(path: Path) -> tuple[dict[str, object], str]:
    """(front matter, body)."""
    _, block, body = path.read_text("utf-8").split("---\n", 2)
    fields: dict[str, object] = {}
    for line in block.splitlines():
        key, _, value = line.partition(": ")
        fields[key] = json.loads(value) if value[:1] in ('"', "[") else value
    return fields, body


def _names(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)
