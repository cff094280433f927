"""What a site's files hold is shown in a CI host's log and in a terminal; nothing of it is obeyed there."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

import pytest

from tests.support import make_site, post
from warta.build import build
from warta.cli import main
from warta.console.plain import json_text, plain

NOW = ("--now", "2025-01-15 12:00 WIB")
WORD = "perintah"
"""Stands in every payload, to see that it was shown."""
PAYLOADS = {
    "an error": f"::error title=x::{WORD}",
    "behind blanks": f" \t ::warning::{WORD}",
    "behind a wide blank": f"\u2003::error::{WORD}",
    "an output": f"::set-output name=x::{WORD}",
    "no more commands": f"::stop-commands::{WORD}",
    "a secret": f"::add-mask::{WORD}",
    "a group": f"::group::{WORD}",
    "of the old form": f"##[error]{WORD}",
    "of the old form, within": f"Satu ##[set-output name=x]{WORD}",
    "of the old form, with more signs": f"###[add-mask]{WORD}",
    "of another host": f"##vso[task.setvariable variable=x]{WORD}",
    "a section": f"section_start:1700000000:x[collapsed=true]\r\x1b[0K{WORD}",
    "the end of a section": f"section_end:1700000000:x\r\x1b[0K{WORD}",
    "a colour": f"\x1b[31m{WORD}\x1b[0m",
    "a title": f"\x1b]0;{WORD}\x07",
    "a link": f"\x1b]8;;https://x.example\x1b\\{WORD}\x1b]8;;\x1b\\",
    "one sign for an escape": f"\x9b31m{WORD}",
    "back": f"Baik\x08\x08\x08\x08{WORD}",
    "over the line": f"Galat\r{WORD}",
    "another direction": f"\u202e{WORD}\u2066",
    "other ends of a line": "".join(f"{end}::error::{WORD}" for end in "\u2028\u2029\x85\x0b\x0c\r\x1c"),
    "a null": f"\x00{WORD}",
}
FORMATS = ("text", "json", "github")


def obeyed(log: str) -> list[str]:
    """The lines that a host or a terminal would do something for besides showing them."""
    # GitHub's runner drops blanks at the start; its old form counts anywhere. More than one sign ends a line.
    lines = re.split("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", log)
    commands = [line for line in lines if line.lstrip().startswith("::") or re.search(r"##\w*\[", line)]
    return commands + re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069].*", log)


def quoted(text: str) -> str:
    """A text for YAML, every sign written out."""
    return '"' + "".join(f"\\U{ord(sign):08x}" for sign in text) + '"'


def written(payload: str) -> dict[str, str | bytes]:
    """Mistakes with the payload in a value, in a key, on a line that is shown and in a file's name."""
    news = "content/news/2024"
    name = re.sub(r"[/\x00]", "", payload)
    return {
        f"{news}/nilai.id.md": post("Judul", tags=quoted(f"awal\n{payload}")),
        f"{news}/kunci.id.md": post("Judul").replace("agency:", f"{quoted(payload)}: x\nagency:"),
        f"{news}/baris.id.md": post(
            "Judul", f"{payload} [x](tidak-ada.md)\n\n> Kutipan.\n>\n> — {payload} ada-ada\n"
        ),
        f"{news}/a\n{name}.id.md": "tanpa kepala",
    }


@pytest.mark.parametrize("name", PAYLOADS)
def test_nothing_in_a_site_is_obeyed(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "check", lru_cache(build.check))  # what is found once is told in each form
    site = make_site(tmp_path / "situs", written(PAYLOADS[name]))
    said = {}
    for form in FORMATS:
        assert main(["--site", str(site), "--lang", "en", "check", *NOW, "--format", form]) == 1
        said[form] = capsys.readouterr()
        assert WORD in said[form].out + said[form].err
        if form != "github":
            assert obeyed(said[form].out + said[form].err) == []
    # Each line is a command of ours, with the site's texts escaped in it: the whole line is one command.
    out, err = said["github"]
    lines = out.splitlines()
    assert len(lines) == len(json.loads(said["json"].out))
    assert all(
        re.match(r"::(?:error|warning) file=[^:,]*(?:,line=\d+,col=\d+)?,title=[\w-]+::", line)
        for line in lines
    )
    assert [line for line in obeyed(out + err) if line not in lines] == []


@pytest.mark.parametrize("name", PAYLOADS)
def test_texts_lose_nothing_but_their_power(name: str) -> None:
    payload = PAYLOADS[name]
    shown = plain(f"Satu\n{payload}\n\tdua")
    assert obeyed(shown) == []
    assert len(shown) == len(f"Satu\n{payload}\n\tdua")
    assert WORD in shown
    value = {"nilai": [payload, f"a\n{payload}"], payload: None}
    text = json_text(value)
    assert json.loads(text) == value
    assert obeyed(text) == []


@pytest.mark.parametrize(
    "text",
    ["Satu: dua", "  Pukul 09:00", "std::vector", "# Judul", "## [tautan](x)", "Kata‍sambung", "a\tb\n"],
)
def test_what_is_no_command_stays(text: str) -> None:
    assert plain(text) == text
