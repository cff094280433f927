"""Installs what the benchmark compares with into ``bench/.tools``, pinned by ``requirements.lock``."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
import venv
from pathlib import Path

__all__ = ["NOT_MEASURED", "MissingToolError", "hugo", "npm", "pelican", "version_of"]

BENCH = Path(__file__).resolve().parent
TOOLS = BENCH / ".tools"
LOCK = BENCH / "requirements.lock"
NOT_MEASURED = {
    "Zola": "its package in the npm registry needs glibc 2.39, which long-term distributions do not have yet",
}
"""Generators that are left out, and why."""


class MissingToolError(RuntimeError):
    """A generator could not be installed; the text says why."""


def hugo() -> Path:
    """The Hugo program itself, not the Python script that starts it, which would cost it 50 ms a build."""
    folder = _python_tools()
    for found in sorted(folder.glob("**/hugo/binaries/hugo*")):
        return found
    raise MissingToolError("the package `hugo` holds no program for this machine")


def pelican() -> Path:
    """The Pelican program."""
    return _python_tools() / _BIN / "pelican"


def npm(name: str) -> Path:
    """Install the packages that ``bench/<name>/package-lock.json`` pins; returns their ``node_modules``."""
    if not (shutil.which("npm") and shutil.which("node")):
        raise MissingToolError("node and npm are not installed")
    folder = TOOLS / name
    pins = ("package.json", "package-lock.json")
    stamp = folder / ".installed"
    wanted = "".join((BENCH / name / pin).read_text("utf-8") for pin in pins)
    if not (stamp.exists() and stamp.read_text("utf-8") == wanted):
        print(f"Installing {name} into {folder} ...", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for pin in pins:
            shutil.copyfile(BENCH / name / pin, folder / pin)
        _check(["npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"], folder)
        stamp.write_text(wanted, encoding="utf-8")
    return folder / "node_modules"


def version_of(command: list[str]) -> str:
    """The first line that a program says about its version."""
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    return said.stdout.strip().splitlines()[0]


_BIN = "Scripts" if sys.platform == "win32" else "bin"


def _python_tools() -> Path:
    """The environment with everything in the lock; installed when it is not there or pins something else."""
    folder = TOOLS / "python"
    stamp = folder / ".installed"
    wanted = platform.python_version() + "\n" + LOCK.read_text("utf-8")
    if not (stamp.exists() and stamp.read_text("utf-8") == wanted):
        print(f"Installing {LOCK.name} into {folder} ...", flush=True)
        venv.create(folder, clear=True, with_pip=True)
        pip = [
            str(folder / _BIN / "python"),
            "-m",
            "pip",
            "--disable-pip-version-check",
            "install",
            "--quiet",
        ]
        _check([*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(LOCK)], folder)
        stamp.write_text(wanted, encoding="utf-8")
    return folder


def _check(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise MissingToolError(f"{' '.join(command[:3])}: {done.stderr.strip()[-500:]}")
