"""Any text is read within ten seconds and 512 MiB, or refused by name within that."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faultlib import SOAK
from tests.torture import MATTER, SOURCES, TEXTS, in_matter, posted, run_step
from warta.markdown.limits import MAX_CELLS, MAX_CHARACTERS, MAX_NAME, excess

MOST_SECONDS, MOST_MEGABYTES = 10, 512
LENGTHS = (2_000_000, MAX_CHARACTERS - 1000)
"""As long as a file may be, and as long as a text may be."""
STEPS = ("parse markdown", "parse pyromark", "check", *(f"import {kind}" for kind in SOURCES))
SAMPLE = [
    ("parse markdown", "table wide and short"),
    ("parse markdown", "setext lines"),
    ("parse markdown", "tag with a long attribute"),
    ("parse markdown", "footnote used often"),
    ("parse pyromark", "links"),
    ("check", "YAML wide"),
    ("import text", "dots"),
]
EVERYTHING = [
    (step, name) for step in STEPS for name in (TEXTS if step.startswith("import") else {**TEXTS, **MATTER})
]


@pytest.mark.faults
@pytest.mark.parametrize("length", LENGTHS if SOAK else LENGTHS[1:])
@pytest.mark.parametrize(("step", "name"), EVERYTHING if SOAK else SAMPLE)
def test_no_text_takes_long(step: str, name: str, length: int, tmp_path: Path) -> None:
    made = in_matter(MATTER[name](length)) if name in MATTER else TEXTS[name](length)
    text = made if step.startswith("import") or name in MATTER else posted(made)
    done = run_step(step, tmp_path, text, MOST_SECONDS)
    assert done.status in {0, 1}, done
    assert "Traceback" not in done.printed
    assert done.seconds <= MOST_SECONDS
    assert done.megabytes <= MOST_MEGABYTES


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a" * MAX_CHARACTERS, None),
        ("a" * (MAX_CHARACTERS + 1), ("text-too-long", 0)),
        ("b\n\na|b\n-|-\n" + "a|\n" * (MAX_CELLS // 2 - 3), None),
        ("b\n\na|b\n-|-\n" + "a|\n" * (MAX_CELLS // 2), ("table-too-large", 2)),
        ("b\n<" + "a" * MAX_NAME + ">", None),
        ("b\n<" + "a" * (MAX_NAME + 1) + ">", ("tag-too-long", 1)),
        ("<a " + "b" * (MAX_NAME + 1), ("tag-too-long", 0)),
        ("<a href='x' " + "b" * (MAX_NAME + 1), ("tag-too-long", 0)),
        ('<a href="' + "b" * 5000 + '">', None),
        ("<a href=" + "b" * 5000 + ">", None),
        ("<https://a.id/" + "b" * 1900 + "/c>", None),
        ("<https://a.id/" + "b" * 5000 + "/c>", ("tag-too-long", 0)),
        ("a < " + "b" * 5000, None),
    ],
    ids=range(13),
)
def test_limits_are_where_they_are_said_to_be(text: str, found: tuple[str, int] | None) -> None:
    there = excess(text)
    assert (there and (there.code, there.line)) == found
