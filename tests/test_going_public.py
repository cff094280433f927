"""The guide that leads from nothing to a public site: its commands are ours, and its steps work."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faultlib import environment
from tests.support import ROOT
from warta.cli import command_names, command_parser
from warta.config.settings import parse_config

GUIDE = (ROOT / "docs/going-public.md").read_text("utf-8")
FENCE = re.compile(r"^ *```(\w+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"(?:^|`)(warta [^`\n]*)", re.MULTILINE)


def section(title: str) -> str:
    return GUIDE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def blocks(text: str, kind: str) -> list[str]:
    return [
        "\n".join(line.strip() for line in block.splitlines())
        for name, block in FENCE.findall(text)
        if name == kind
    ]


COMMANDS = sorted({words.split("#")[0].strip() for words in COMMAND.findall(re.sub(r"(?m)^ +", "", GUIDE))})


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_one_with_flags_that_there_are(command: str) -> None:
    words = shlex.split(command)[1:]
    if len(words) == 1:  # it is only named
        assert words[0] in command_names()
        return
    _, unknown = command_parser((words[0],), lambda: "en").parse_known_args(words)
    assert not unknown


def test_the_guide_is_about_the_commands_that_publish() -> None:
    named = {command.split()[1] for command in COMMANDS}
    assert named >= {
        "init",
        "new",
        "serve",
        "check",
        "build",
        "deploy",
        "rollback",
        "host",
        "schedule",
        "import",
    }


def test_each_way_has_ten_steps() -> None:
    for way in ("GitHub repository", "GitLab project", "server"):
        text = section(f"An empty {way}")
        assert re.findall(r"(?m)^(\d+)\. ", text) == [str(number) for number in range(1, 11)], way


def test_the_settings_are_right() -> None:
    base = 'title = "Kabar"\nbase_url = "https://kabar.example.go.id"\nlanguages = ["id"]\n'
    base += '[publisher]\nname = "Humas"\n'
    settings = blocks(GUIDE, "toml")
    assert len(settings) == 2
    for text in settings:
        config, found = parse_config(base + text)
        assert config is not None, found


@pytest.mark.slow
def test_the_steps_to_a_repository_lead_to_a_site_that_is_pushed(tmp_path: Path) -> None:
    """All that this machine can do of them, with a repository of its own for that of the host."""
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "kabar.git")], check=True)
    program = tmp_path / "bin/warta"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m warta "$@"\n')
    program.chmod(0o755)
    text = "\n".join(blocks(section("An empty GitHub repository"), "sh"))
    text = text.replace("git@github.com:OWNER/kabar.git", f"{tmp_path}/kabar.git")
    text = text.replace("warta serve --open\n", "")
    names = {
        f"GIT_{who}_{what}": "humas@example.go.id"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    done = subprocess.run(
        ["sh", "-e", "-c", text],
        cwd=tmp_path,
        env={**environment(), **names, "PATH": f"{tmp_path}/bin{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    listed = subprocess.run(
        ["git", "-C", str(tmp_path / "kabar.git"), "ls-tree", "-r", "--name-only", "main"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert {"site.toml", "requirements.lock", ".github/workflows/publish.yml", ".gitlab-ci.yml"} <= set(
        listed
    )
    assert any(path.endswith("/warga-diajak-menanam-mangrove.id.md") for path in listed)
    assert not any(path.startswith(("output/", ".warta-cache/")) for path in listed)
