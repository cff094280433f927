"""The word lists of the press import: each is used, written as it says, and names what there is."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from tests.support import ROOT
from warta.importing.press.words import SEATS, TABLES, WORDS
from warta.site.gazetteer import gazetteer

PRESS = ROOT / "generator" / "warta" / "importing" / "press"
FILE = tomllib.loads((PRESS / "words.toml").read_text("utf-8"))
PAGES = ("word-lists.md", "daftar-kata.md")


def listed(words: object) -> list[str]:
    """The words of a list, or of all lists of a table, as they stand in the file."""
    if isinstance(words, dict):
        return [each for inner in words.values() for each in listed(inner)]
    return words.split() if isinstance(words, str) else [str(each) for each in words]  # type: ignore[attr-defined]


def named_in_code(variable: str) -> set[str]:
    """Every name with which the press import looks into ``WORDS`` or ``TABLES``."""
    return {
        node.slice.value
        for path in PRESS.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Subscript) and getattr(node.value, "id", "") == variable
        if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
    }


def test_every_list_and_table_is_used_and_every_one_that_is_used_is_there() -> None:
    assert named_in_code("WORDS") == set(WORDS)
    assert named_in_code("TABLES") == set(TABLES)


LISTS = {name: listed(words) for name, words in FILE.items() if not isinstance(words, dict)}
GROUPS = {
    f"{table}.{name}": listed(words)
    for table in ("language_words", "region_kinds", "labels")
    for name, words in FILE[table].items()
}


@pytest.mark.parametrize("name", [*LISTS, *GROUPS])
def test_a_list_is_in_lower_case_and_has_every_word_once(name: str) -> None:
    words = {**LISTS, **GROUPS}[name]
    assert words
    assert [word for word in words if word != word.lower()] == []
    assert [word for word, count in Counter(words).items() if count > 1] == []


@pytest.mark.parametrize("table", ["region_kinds", "labels"])
def test_a_word_stands_in_one_list_of_a_table(table: str) -> None:
    assert [word for word, count in Counter(listed(FILE[table])).items() if count > 1] == []


def test_what_is_a_part_of_another_list_is_in_that_list() -> None:
    """Lists that only take something away from another one, or say more of some of its words."""
    parts = {
        "ambiguous_in_lower_case": "office_heads",
        "no_agencies": "agency_heads",
        "served_places": "agency_heads",
        "titles_in_lower_case": "before_names",
        "glued_titles": "abbreviated_in_names",
    }
    assert {
        part: WORDS[part] - WORDS[whole] for part, whole in parts.items() if WORDS[part] - WORDS[whole]
    } == {}


def test_every_seat_and_every_other_name_is_that_of_a_region_of_the_gazetteer() -> None:
    regions = gazetteer()
    assert {name: region for name, region in SEATS.items() if region not in regions} == {}
    assert {name: region for name, region in TABLES["region_names"].items() if region not in regions} == {}
    seats = tomllib.loads((PRESS / "seats.toml").read_text("utf-8"))
    names = [name for written in seats.values() for name in written.split(", ")]
    assert [name for name, count in Counter(map(str.lower, names)).items() if count > 1] == []
    assert [name for name in names if not name[0].isupper()] == []


@pytest.mark.parametrize("page", PAGES)
def test_the_page_on_the_lists_names_every_one_and_no_other(page: str) -> None:
    text = (ROOT / "docs" / page).read_text("utf-8")
    named = set(re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", text, re.MULTILINE))
    assert {name for row in named for name in re.findall(r"\w+", row)} == {*WORDS, *TABLES}


@pytest.mark.parametrize("command", ["build", "check", "new", "serve"])
def test_no_other_command_imports_the_importers(command: str, tmp_path: Path) -> None:
    process = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "warta", command, "--help"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT / "generator"), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "warta.cli" in process.stderr
    assert "warta.importing" not in process.stderr


def imports_of(path: Path) -> set[str]:
    """The modules that a file imports, or imports from."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    plain = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    return plain | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


def test_only_one_command_imports_the_importers() -> None:
    package = ROOT / "generator" / "warta"
    paths = [path for path in package.rglob("*.py") if package / "importing" not in path.parents]
    users = [path for path in paths if any(name.startswith("warta.importing") for name in imports_of(path))]
    assert [path.parent.name for path in users] == ["commands"]
    assert users[0].stem.startswith("import")
