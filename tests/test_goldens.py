"""Whole small sites with their expected output, compared byte for byte.

A site in ``sites/<name>/`` has its own input, ``golden.toml`` (when it is built and which output files are
compared) and ``expected/``. ``pytest --update-goldens`` writes what the product makes now; the difference is
then reviewed as part of the change that caused it.
"""

from __future__ import annotations

import difflib
import shutil
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from tests.support import build_site, bytes_of, files_of

SITES = Path(__file__).parent / "sites"
NAMES = sorted(folder.name for folder in SITES.iterdir() if (folder / "golden.toml").is_file())


def settings_of(name: str) -> dict[str, Any]:
    return tomllib.loads((SITES / name / "golden.toml").read_text("utf-8"))


def built(name: str, folder: Path) -> dict[str, bytes]:
    """The compared output files of a site."""
    settings = settings_of(name)
    site = shutil.copytree(SITES / name, folder / "site", ignore=shutil.ignore_patterns("expected"))
    output = build_site(site, folder / "output", settings["now"])
    return {
        file: (output.root / file).read_bytes()
        for file in output.files()
        if any(fnmatchcase(file, pattern) for pattern in settings["compare"])
        and not any(fnmatchcase(file, pattern) for pattern in settings["leave_out"])
    }


def difference(name: str, expected: bytes, found: bytes) -> str:
    """What a reviewer wants to see: the changed lines, or that bytes differ where there are no lines."""
    try:
        before, after = expected.decode().splitlines(keepends=True), found.decode().splitlines(keepends=True)
    except UnicodeDecodeError:
        return f"{name}: {len(expected)} bytes expected, {len(found)} found\n"
    return "".join(difflib.unified_diff(before, after, f"expected/{name}", f"output/{name}"))


@pytest.mark.parametrize("name", NAMES)
def test_a_site_gives_its_expected_output(name: str, tmp_path: Path, update_goldens: bool) -> None:
    """The same files with the same bytes, and no other file."""
    found = built(name, tmp_path)
    folder = SITES / name / "expected"
    if update_goldens:
        shutil.rmtree(folder, ignore_errors=True)
        for file, data in found.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_bytes(data)
        return
    expected = bytes_of(folder)
    changed = [
        difference(file, expected.get(file, b""), found.get(file, b""))
        for file in sorted(expected.keys() | found.keys())
        if expected.get(file) != found.get(file)
    ]
    assert not changed, "\n" + "".join(changed)


def test_goldens_hold_nothing_that_must_not_be_published() -> None:
    """Drafts, embargoed, expired, unverified and future posts and notes for the team.

    Not a byte, nor in a file name.
    """
    folder = SITES / "bare" / "expected"
    names = files_of(folder)
    output = b"\n".join(
        [*(name.encode() for name in names), *((folder / name).read_bytes() for name in names)]
    )
    hidden = sorted(
        path
        for path in (SITES / "bare" / "content").rglob("*.md")
        if "Tersembunyi" in path.read_text("utf-8")
    )
    assert len(hidden) == 5
    for word in (
        "Tersembunyi",
        "Catatan dalam",
        "Isi yang ditarik",
        *(path.name.split(".")[0] for path in hidden),
    ):
        assert word.encode() not in output, word


def test_the_bare_site_replaces_every_page_template() -> None:
    """Otherwise its expected output would change with every change of the default theme."""
    own = {path.name for path in (SITES / "bare" / "templates").iterdir()}
    packaged = {path.name for path in (SITES.parents[1] / "templates").glob("*.html")}
    assert {name for name in packaged if not name.startswith("_")} <= own
