"""What real shells offer behind ``warta`` when Tab is pressed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faultlib import environment
from tests.support import PATIENCE, SITE_TOML, make_site
from warta.cli import command_names, main
from warta.console.completion import SHELLS

TARGETS = """
[deploy.publik]
kind = "folder"
path = "w"
[deploy.pratinjau]
kind = "netlify"
site = "x"
[environment.uji]
"""
ASKED: dict[str, set[str]] = {
    "warta dep": {"deploy"},
    "warta re": {"releases"},
    "warta deploy p": {"publik", "pratinjau"},
    "warta deploy --dr": {"--dry-run"},
    "warta build --environment ": {"preview", "uji"},
    "warta host c": {"caddy", "container"},
    "warta completion f": {"fish"},
    "warta schema --out": set(),
    "warta build --output con": {"content/"},
    "warta --lang ": {"en", "id"},
    "warta rollback --target pu": {"publik"},
}
"""What has been typed → what is offered."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_site(tmp_path_factory.mktemp("situs") / "situs", {"site.toml": SITE_TOML + TARGETS})
    program = folder / "bin/warta"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m warta "$@"\n')
    program.chmod(0o755)
    return folder


BASH = """
eval "$(warta completion bash)"
while IFS= read -r line; do
  COMP_LINE=$line COMP_POINT=${#line} COMP_TYPE=9 COMPREPLY=()
  read -ra COMP_WORDS <<< "$line"; [[ $line == *" " ]] && COMP_WORDS+=("")
  COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
  _python_argcomplete warta
  echo "${COMPREPLY[@]}"
done
"""
FISH = """
warta completion fish | source
while read line
  echo (complete -C "$line" | string split -f1 \\t | string trim)
end
"""


def offered(words: list[str], site: Path, given: str) -> list[set[str]]:
    """What a shell's script prints for every line of :data:`ASKED`."""
    path = f"{site}/bin{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [*words],
        cwd=site,
        env={**environment(), "PATH": path, "HOME": str(site)},
        input=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    return [set(line.split()) for line in done.stdout.splitlines()]


@pytest.mark.skipif(sys.platform == "win32", reason="needs bash")
def test_bash_offers_commands_options_and_names_of_the_site(site: Path) -> None:
    given = "".join(f"{line}\n" for line in ASKED)
    found = offered(["bash", "--norc", "-c", BASH], site, given)
    assert dict(zip(ASKED, found, strict=True)) == ASKED


@pytest.mark.skipif(sys.platform == "win32", reason="needs fish")
def test_fish_offers_the_same(site: Path) -> None:
    given = "".join(f"{line}\n" for line in ASKED)
    found = dict(zip(ASKED, offered(["fish", "--no-config", "-c", FISH], site, given), strict=True))
    files = {"warta schema --out"}  # where nothing is known, fish offers files of its own accord
    assert {line: words for line, words in found.items() if line not in files} == {
        line: words for line, words in ASKED.items() if line not in files
    }


@pytest.mark.parametrize("shell", [name for name in SHELLS if name != "fish"])
def test_what_is_printed_is_read_by_the_shell(
    shell: str, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["completion", shell]) == 0
    code = capsys.readouterr().out
    assert "_ARGCOMPLETE" in code
    program = {"powershell": "pwsh"}.get(shell, shell)
    if shell != "powershell" and shutil.which(program):
        subprocess.run([program, "-n"], input=code, text=True, check=True)


@pytest.mark.skipif(sys.platform == "win32", reason="needs zsh")
def test_zsh_reads_it_as_the_completion_of_warta(site: Path) -> None:
    script = 'autoload -U compinit; compinit -u; eval "$(warta completion zsh)"; echo ${_comps[warta]}'
    assert offered(["zsh", "-f", "-c", script], site, "")[-1] == {"_python_argcomplete"}


def test_every_command_is_offered(site: Path) -> None:
    """As argcomplete asks: without a shell."""
    asked = {"_ARGCOMPLETE": "1", "COMP_LINE": "warta ", "COMP_POINT": "6", "_ARGCOMPLETE_IFS": "\n"}
    answer = site / "answer"
    done = subprocess.run(
        [sys.executable, "-m", "warta"],
        cwd=site,
        env={**environment(), **asked, "_ARGCOMPLETE_STDOUT_FILENAME": str(answer)},
        check=False,
    )
    assert done.returncode == 0
    assert set(command_names()) <= set(answer.read_text().split())
