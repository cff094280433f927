"""How many facts of press texts `warta import` finds, field by field.

``python bench/import_facts.py SITE FOLDER KEY.toml`` reads every text that the
key names, as the site's `warta import` would, and prints a table. The key holds
facts only: file name → field → what a careful reader would enter. A fact is
*found* when the draft has it as a value (or, for a term that the registry
lacks, as an entry ready to be added), *suggested* when it is only a comment. A
value that the key does not have is *wrong*.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from warta.importing.drafts import Certainty, Draft, Finding, LeftOut, Notice
from warta.importing.running import ImportRequest, open_desk
from warta.importing.site import Desk
from warta.importing.sources import drafts_of

__all__ = ["FIELDS", "Count", "measure", "table"]

FIELDS = (
    "title",
    "date",
    "agency",
    "speaker",
    "office",
    "titles",
    "region",
    "tags",
    "kind",
    "source",
    "author",
)


class Count(NamedTuple):
    """Of one field over all texts."""

    there: int = 0
    found: int = 0
    suggested: int = 0
    wrong: int = 0

    def __add__(self, other: object) -> Count:
        assert isinstance(other, Count)
        return Count(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


def measure(folder: Path, key: Mapping[str, Mapping[str, object]], desk: Desk) -> dict[str, Count]:
    """The counts of every field over the texts that the key names. Raises ValueError for a text left out."""
    counts = dict.fromkeys(FIELDS, Count())
    for name, facts in key.items():
        for draft in drafts_of(str(folder / name), desk):
            if isinstance(draft, LeftOut):
                raise ValueError(f"{name}: {draft.reason.code}")
            if isinstance(draft, Notice):
                continue
            for field in FIELDS:
                counts[field] += _count(set(_texts(facts.get(field, ()))), draft, field)
    return counts


def _count(expected: set[str], draft: Draft, field: str) -> Count:
    found = {text for sure, text in _values(draft, field) if sure}
    suggested = {text for sure, text in _values(draft, field) if not sure} - found
    if (
        field == "title" and not expected
    ):  # a text without a headline has a working title, which no key can know
        return Count()
    wrong = found - expected if expected or field not in ("office", "titles") else set()
    return Count(len(expected), len(expected & found), len(expected & suggested), len(wrong))


def _values(draft: Draft, field: str) -> Iterator[tuple[bool, str]]:
    """What a draft has of a field, and whether as more than a comment."""
    if field in ("office", "titles"):
        for each in draft.shared.get("speaker", ()):
            yield from ((each.certainty != Certainty.DOUBTFUL, text) for text in _of_person(each, field))
        return
    versions = draft.versions.values()
    found = [
        *draft.shared.get(field, ()),
        *(each for version in versions for each in version.fields.get(field, ())),
    ]
    for each in found:
        value = each.value
        text = str(value.get("name", "")) if isinstance(value, Mapping) else str(value)
        yield each.certainty != Certainty.DOUBTFUL, text


def _of_person(found: Finding, field: str) -> Iterator[str]:
    """Offices, or titles before and behind the name, of somebody whom the registry lacks: ``id: text``."""
    fields = found.term.fields if found.term is not None else {}
    if field == "titles":
        yield from (f"{found.value}: {fields[name]}" for name in ("prefix", "suffix") if name in fields)
        return
    appointments = fields.get("appointments", ())
    assert isinstance(appointments, tuple)
    for appointment in appointments:
        assert isinstance(appointment, Mapping)
        yield f"{found.value}: {'Plt. ' if appointment.get('acting') else ''}{appointment['office']}"


def _texts(value: Any) -> Iterable[str]:
    """What a key holds: one text, or several."""
    return (value,) if isinstance(value, str) else tuple(str(each) for each in value)


def table(counts: Mapping[str, Count]) -> str:
    """The counts as a Markdown table."""
    lines = ["| field | facts there | found | suggested | wrong |", "|---|---|---|---|---|"]
    total = Count()
    for field, count in counts.items():
        if count != Count():
            lines.append(f"| `{field}` | {count.there} | {count.found} | {count.suggested} | {count.wrong} |")
            total += count
    lines.append(f"| all | {total.there} | {total.found} | {total.suggested} | {total.wrong} |")
    return "\n".join(lines)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("site", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("key", type=Path)
    parser.add_argument("--date", type=date.fromisoformat, default=date(2026, 11, 22))
    options = parser.parse_args()
    desk, _ = open_desk(ImportRequest(options.site, (), options.date))
    assert desk is not None, "the site has errors"
    print(table(measure(options.folder, tomllib.loads(options.key.read_text("utf-8")), desk)))


if __name__ == "__main__":
    main()
