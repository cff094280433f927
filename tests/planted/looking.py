"""Running the tests that should find a planted bug, and the table of those that did."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tests.planted.bugs import BUGS
from tests.planted.planting import HERE, ROOT, VARIABLE

__all__ = ["HEAD", "TABLE", "Found", "PlantingError", "look_for", "row", "rows_of_table", "write_table"]

TABLE = ROOT / "tests/planted_bugs.md"
MARK = "<!-- the table is written by `python -m tests.planted --write` -->"
HEAD = """\
| bug | area | what | found by | sequences of the machine | seconds |
| --- | --- | --- | --- | --- | --- |"""
PATIENCE = 300
"""Seconds after which the tests of one bug are taken to hang, which finds it too."""
SEQUENCES = 30
"""Of the equivalence machine: as many as it has to find a bug, half a minute's."""


class Found(NamedTuple):
    """What the tests said."""

    by: str
    """The first test that failed; empty: none did."""
    sequences: int | None = None
    """Of the machine until it found the bug; 0: it did not; None: it was not asked."""


class PlantingError(Exception):
    """The program has no such name to replace, or there are no such tests."""


def look_for(name: str, *, machine: bool = False) -> Found:
    """Run the tests that should find a bug in a process that has it, and the machine if it is to look."""
    found = ""
    for test in BUGS[name].tests:
        found, _ = _run_tests(name, _selection(test))
        if found:
            break
    if not machine:
        return Found(found)
    selection = _selection("equivalence: incremental_is_clean")
    failed, printed = _run_tests(name, selection, WARTA_SEQUENCES=str(SEQUENCES))
    counted = map(int, re.findall(r"(\d+) (?:shorter )?sequences", printed))
    return Found(found, sum(counted) if failed else 0)


def _selection(test: str) -> tuple[str, ...]:
    """``file: expression`` as pytest's arguments."""
    file, _, expression = test.partition(": ")
    path = f"tests/test_{file}.py"
    return (path, "-k", expression) if expression else (path,)


def _run_tests(name: str, selection: Sequence[str], **environment: str) -> tuple[str, str]:
    """The first test that fails (empty: none), and all that was printed."""
    arguments = ["-n0", "-q", "-x", "--tb=line", "-p", "no:cacheprovider", *selection]
    path = os.pathsep.join(map(str, (HERE, ROOT / "generator", ROOT)))
    variables = {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", VARIABLE: name, "WARTA_SOAK": "0"}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *arguments],
            cwd=ROOT,
            env={**os.environ, **variables, **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        return f"{' '.join(selection)} (does not end)", ""
    failed = re.search(r"^(?:FAILED|ERROR) (?:tests/test_)?([^\s[]+)", done.stdout, re.MULTILINE)
    if done.returncode == 1 and failed:
        return failed[1], done.stdout
    if done.returncode:
        raise PlantingError(f"pytest {' '.join(selection)} could not run:\n{done.stdout}{done.stderr}")
    return "", done.stdout


def row(name: str, found: Found, seconds: float) -> str:
    """One line of the table."""
    bug = BUGS[name]
    by = f"`{found.by}`" if found.by else "not found"
    machine = "—" if found.sequences is None else str(found.sequences or f"not in {SEQUENCES}")
    return f"| `{name}` | {bug.area} | {bug.what} | {by} | {machine} | {seconds:.0f} |"


def rows_of_table() -> dict[str, str]:
    """Name → line of the bugs that the table has."""
    lines = TABLE.read_text("utf-8").partition(MARK)[2].splitlines()
    return {found[1]: line for line in lines if (found := re.match(r"\| `(\w+)`", line))}


def write_table(rows: Mapping[str, str]) -> None:
    """Put lines into the table in the place of those of the same bugs; the rest stays if there is the bug."""
    known = {**rows_of_table(), **rows}
    text = TABLE.read_text("utf-8").partition(MARK)[0]
    lines = [known[name] for name in BUGS if name in known]
    TABLE.write_text("\n".join([f"{text}{MARK}\n", HEAD, *lines, ""]), "utf-8")
