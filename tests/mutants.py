"""Change a module of the program in every small way, one at a time, and tell which change no test notices.

Run as ``make mutants MODULE=site/publication``. cosmic-ray changes operators, numbers, comparisons and
loops in a copy of the checkout and runs the module's tests for each. Which tests these are stands in
``MODULES``: few and quick, since they run a hundred times. What survives is either a change that makes no
difference, or a test that is missing.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.faultlib import temporary_folder
from tests.support import ROOT

COPIED = ("generator", "templates", "content", "tests", "docs", "site.toml", "pyproject.toml")
MODULES: Mapping[str, str] = {
    "site/publication": "tests/test_publication.py",
    "pages/fingerprint": "tests/test_fingerprint.py",
    "i18n/moments": "tests/test_properties.py -k 'time or date or zone'",
    "filesystem/own_files": "tests/test_output.py -k 'inside or path or link or own'",
}
"""Module of the package → the arguments that give pytest its tests."""
LEFT_OUT = ["core/ReplaceBinaryOperator_BitOr_.*"]
"""Operators that change annotations only."""
CONFIG = """\
[cosmic-ray]
module-path = {module}
timeout = {timeout}
excluded-modules = []
test-command = {command}

[cosmic-ray.distributor]
name = "local"

[cosmic-ray.filters.operators-filter]
exclude-operators = {left_out}
"""
PATIENCE = 120.0
"""Seconds after which a change is taken to have made an endless loop, which is noticed."""


class Mutant(NamedTuple):
    """A change and what became of it."""

    operator: str
    line: int
    outcome: str
    """killed, survived, incompetent (could not even be imported)."""
    diff: str


def main() -> int:
    """Make the mutants of one module and tell of the survivors."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("module", help="below generator/warta/, without .py")
    parser.add_argument("tests", nargs="?", help="pytest's arguments; needed where MODULES has none")
    options = parser.parse_args()
    tests = options.tests or MODULES.get(options.module)
    if tests is None:
        parser.error(f"name the tests, or a module that has some: {', '.join(MODULES)}")
    with temporary_folder() as folder:
        mutants = list(_mutants(_copied(folder), options.module, tests))
    survivors = [mutant for mutant in mutants if mutant.outcome == "survived"]
    for mutant in survivors:
        print(f"{options.module}.py:{mutant.line} {mutant.operator}\n{mutant.diff}\n")
    killed = sum(mutant.outcome != "survived" for mutant in mutants)
    print(f"{options.module}: {len(mutants)} mutants, {killed} killed, {len(survivors)} survived")
    return 0 if mutants else 1


def _copied(folder: Path) -> Path:
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(ROOT / name, folder / name)
    return folder


def _mutants(checkout: Path, module: str, tests: str) -> Iterator[Mutant]:
    command = f"{sys.executable} -m pytest -n0 -q -x -p no:cacheprovider {tests}"
    config = CONFIG.format(
        module=json.dumps(f"generator/warta/{module}.py"),
        timeout=PATIENCE,
        command=json.dumps(command),
        left_out=json.dumps(LEFT_OUT),
    )
    (checkout / "mutants.toml").write_text(config, "utf-8")
    _run(checkout, "cosmic-ray", "init", "mutants.toml", "mutants.sqlite")
    _run(checkout, "cr-filter-operators", "mutants.sqlite", "mutants.toml")
    _run(checkout, "cosmic-ray", "baseline", "mutants.toml")
    _run(checkout, "cosmic-ray", "exec", "mutants.toml", "mutants.sqlite")
    for line in _run(checkout, "cosmic-ray", "dump", "mutants.sqlite").splitlines():
        item, result = json.loads(line)
        if result is not None and result["worker_outcome"] != "skipped":
            yield _mutant(item["mutations"][0], result)


def _mutant(mutation: Mapping[str, Any], result: Mapping[str, Any]) -> Mutant:
    return Mutant(
        mutation["operator_name"].removeprefix("core/"),
        mutation["start_pos"][0],
        result["test_outcome"] or "incompetent",
        "\n".join(line for line in (result["diff"] or "").splitlines()[2:] if line[:1] in "+-"),
    )


def _run(checkout: Path, program: str, *arguments: str) -> str:
    path = os.pathsep.join((str(checkout / "generator"), str(checkout)))
    done = subprocess.run(
        [str(Path(sys.executable).with_name(program)), *arguments],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "WARTA_SOAK": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{program} {' '.join(arguments)}:\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
