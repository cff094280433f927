"""Every mistake a writer can make, with the exact text it is answered with.

A case is a file ``diagnostics/<group>/<name>.txt``: a sentence that says what is shown, the files that differ from the
base site, and what ``warta check`` prints in Indonesian and in English. ``pytest --update-goldens`` writes what the
product prints now; the difference is then reviewed as part of the change that caused it.

The parts of a case start with a line ``>>> <kind> <argument>``:

``file PATH``          the lines that follow, as they are
``bytes PATH``         the lines that follow, with escapes such as ``\\xff`` and ``\\r``, without the last line end
``repeat PATH N``      the lines that follow, N times over, between the two halves of a post's text
``size PATH N``        a file of N zero bytes that takes no room
``link PATH TARGET``   a symbolic link
``fifo PATH``          a named pipe
``remove PATH``        the base site's file or folder is not there
``options TEXT``       options for ``check``, as in a shell
``id``, ``en``         what is printed; the first line is the exit status
"""

from __future__ import annotations

import ast
import codecs
import os
import re
import shlex
import shutil
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest

from generator import build
from generator.cli import main
from generator.messages import MESSAGE_LANGUAGES, load_messages
from tests.support import AGENCY, SITE_TOML, make_site, post, translation

CASES = Path(__file__).parent / "diagnostics"
NAMES = sorted(path.relative_to(CASES).with_suffix("").as_posix() for path in CASES.rglob("*.txt"))
NOW = ("--now", "2025-01-15 12:00 WIB")

BASE: dict[str, str | bytes] = {
    "site.toml": SITE_TOML,
    "content/agencies/dinas.yaml": AGENCY,
    "content/tags.yaml": "korpri:\n  name: Korpri\n",
    "content/news/2024/uji.id.md": post("Berita uji", tags="korpri"),
    "content/news/2024/uji.en.md": translation("A test story"),
}
"""A site without a finding; every case changes some of it."""

PROVOKED = {"cache-lost", "changed-during-build", "address-changed", "files-left", "file-name-encoding"} | {
    "output-locked", "output-not-a-folder", "output-not-ours", "output-unusable", "output-unwritable"
}  # fmt: skip
"""What no input of ``check`` brings about: ``test_faults.py``-like tests further down and in test_cli.py do."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a case."""

    kind: str
    argument: str
    text: str


def parts_of(text: str) -> tuple[str, list[Part]]:
    """The sentence at the top and the parts."""
    title, *found = re.split(r"(?m)^>>> ", text)
    parts = []
    for part in found:
        head, _, body = part.partition("\n")
        kind, _, argument = head.partition(" ")
        parts.append(Part(kind, argument, body))
    return title, parts


def unescaped(text: str) -> bytes:
    data, _ = codecs.escape_decode(text.removesuffix("\n").encode())  # type: ignore[attr-defined]
    assert isinstance(data, bytes)
    return data


def put(site: Path, part: Part) -> None:
    """Make the file, link or pipe that a part describes."""
    name, *rest = shlex.split(part.argument)
    path = site / name
    path.parent.mkdir(parents=True, exist_ok=True)
    match part.kind:
        case "file":
            path.write_text(part.text, encoding="utf-8")
        case "bytes":
            path.write_bytes(unescaped(part.text))
        case "repeat":
            first, piece, last = part.text.split("\n<<>>\n")
            path.write_bytes(unescaped(first) + unescaped(piece) * int(rest[0]) + unescaped(last))
        case "size":
            with path.open("wb") as file:
                file.truncate(int(rest[0]))
        case "link":
            path.unlink(missing_ok=True)
            path.symlink_to(rest[0])
        case "fifo":
            os.mkfifo(path)
        case "remove":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        case kind:
            raise AssertionError(f"no such part: {kind}")


def make_case(folder: Path, name: str) -> tuple[Path, list[str], dict[str, str]]:
    """The site of a case, the options, and what is expected per language."""
    _, parts = parts_of((CASES / f"{name}.txt").read_text("utf-8"))
    site = make_site(folder / "site", BASE)
    options: list[str] = []
    expected: dict[str, str] = {}
    for part in parts:
        if part.kind in MESSAGE_LANGUAGES:
            expected[part.kind] = part.text
        elif part.kind == "options":
            options += shlex.split(part.argument)
        else:
            put(site, part)
    return site, options, expected


def check(site: Path, language: str, options: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Exit status, errors and output of ``warta check``."""
    arguments = ["--site", str(site), *(["--lang", language] if language else []), "check", *NOW, *options]
    status = main(arguments)
    printed = capsys.readouterr()
    return f"exit status {status}\n{printed.err}{printed.out}"


@pytest.mark.parametrize("name", NAMES)
def test_a_mistake_is_answered_with_its_exact_text(
    name: str,
    tmp_path: Path,
    update_goldens: bool,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(build, "check", lru_cache(build.check))  # found once, told in both languages
    site, options, expected = make_case(tmp_path, name)
    found = {language: check(site, language, options, capsys) for language in MESSAGE_LANGUAGES}
    assert not (site / "output").exists()
    if update_goldens:
        path = CASES / f"{name}.txt"
        text = re.split(r"(?m)^>>> (?:id|en)$", path.read_text("utf-8"))[0]
        path.write_text(text + "".join(f">>> {code}\n{found[code]}" for code in found), encoding="utf-8")
        return
    assert found == expected
