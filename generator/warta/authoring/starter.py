"""``warta init``: a new site from the starter that ships with Warta."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from warta import __version__
from warta.filesystem.own_files import CACHE
from warta.resources import shipped

__all__ = ["StarterError", "create_site"]

FILES = ("site.toml", "content", "requirements.lock", ".github/workflows/publish.yml", ".gitlab-ci.yml")
"""What a site is made of; templates come from the package."""
CI_FILES = FILES[3:]


class StarterError(Exception):
    """The folder is not empty."""


def starter_folder() -> Path:
    """Where the starter lies: in an installed package beside the code, in a checkout at its top."""
    return shipped("_starter", ".")


def create_site(folder: Path, instead: Mapping[str, str] | None = None) -> None:
    """Copy the starter into ``folder``, which is made if needed. Raises StarterError unless it is empty.

    ``instead`` are the settings and the content of a site that does not start from the starter's.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StarterError(folder)
    source = starter_folder()
    for name in FILES if instead is None else FILES[2:]:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (source / name).is_dir():
            shutil.copytree(source / name, target)
        elif (source / name).is_file():
            shutil.copyfile(source / name, target)
    for name, text in (instead or {}).items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())
    for name in CI_FILES:
        _install_released(folder / name)
    (folder / ".gitignore").write_bytes(f"output/\n{CACHE}/\n.venv/\nnode_modules/\n".encode())


def _install_released(workflow: Path) -> None:
    """In a checkout of Warta itself CI installs the checkout; a site of its own installs the release."""
    if workflow.is_file():
        released = f'WARTA: "warta=={__version__}"'.encode()
        workflow.write_bytes(workflow.read_bytes().replace(b'WARTA: "."', released))
