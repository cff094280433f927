"""The built package: what it carries, and that it needs nothing else to make and publish a site.

The source archive and the wheel are built once, the wheel is installed into an empty environment from the
lock file, and the commands run there with an empty home and an environment of three variables. An audit hook
in that environment writes down every file of the checkout that Python opens: there must be none.
"""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest

import warta

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.packaging

STARTER = (".gitignore", ".gitlab-ci.yml", ".github/workflows/publish.yml", "requirements.lock", "site.toml")

AUDIT = """\
import os, sys

def _note(event, arguments):
    if event in ("open", "os.listdir", "os.scandir") and arguments and isinstance(arguments[0], (str, bytes)):
        path = os.path.realpath(os.fsdecode(arguments[0]))
        if path.startswith({checkout!r} + os.sep):
            with open({log!r}, "a", encoding="utf-8") as log:
                log.write(path + chr(10))

sys.addaudithook(_note)
"""


@dataclass(frozen=True, slots=True)
class Distributions:
    """The built archives: ``wheel`` comes from the source archive, ``direct`` straight from the checkout."""

    sdist: Path
    wheel: Path
    direct: Path


@dataclass(frozen=True, slots=True)
class Installation:
    """An environment with the wheel and its dependencies; ``log`` names the checkout's files it opened."""

    bin: Path
    home: Path
    log: Path

    def run(self, *command: str, folder: Path, status: int = 0) -> str:
        """Run a program of the environment in ``folder``; its output, or a failure that shows it."""
        done = subprocess.run(
            [str(self.bin / command[0]), *command[1:]],
            cwd=folder,
            env={"HOME": str(self.home), "PATH": os.defpath, "TMPDIR": str(self.home)},
            text=True,
            encoding="utf-8",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
        )
        assert done.returncode == status, f"{command}: exit status {done.returncode}\n{done.stdout}"
        return done.stdout


def _call(command: Sequence[str | Path], folder: Path) -> None:
    """Run a build or installation tool as the caller would: pip needs its cache and its settings."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}: exit status {done.returncode}\n{done.stdout}"


def _only(folder: Path, pattern: str) -> Path:
    (path,) = folder.glob(pattern)
    return path


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Distributions:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", str(ROOT), "--outdir"]
    _call([*build, str(folder / "release")], folder)
    _call([*build, str(folder / "direct"), "--wheel"], folder)
    return Distributions(
        sdist=_only(folder / "release", "*.tar.gz"),
        wheel=_only(folder / "release", "*.whl"),
        direct=_only(folder / "direct", "*.whl"),
    )


@pytest.fixture(scope="module")
def installation(distributions: Distributions, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("installation")
    environment = folder / "environment"
    _call([sys.executable, "-m", "venv", "--without-pip", environment], folder)
    pip: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        environment / "bin" / "python",
        "--disable-pip-version-check",
        "install",
        "--quiet",
        "--no-compile",
    ]
    _call([*pip, "--require-hashes", "-r", ROOT / "requirements.lock"], folder)
    _call([*pip, "--no-deps", "--no-index", distributions.wheel], folder)
    log = folder / "opened.txt"
    packages = _only(environment, "lib/python3*/site-packages")
    # A .pth file runs at every start; a sitecustomize would not where Python has one of its own, as Debian's.
    (packages / "audit_opens.py").write_text(AUDIT.format(checkout=str(ROOT), log=str(log)), encoding="utf-8")
    (packages / "audit_opens.pth").write_text("import audit_opens\n", encoding="utf-8")
    (folder / "home").mkdir()
    return Installation(bin=environment / "bin", home=folder / "home", log=log)


@pytest.fixture(scope="module")
def site(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site made by ``warta init``, checked and built by the installed package."""
    folder = tmp_path_factory.mktemp("empty")
    installation.run("warta", "init", "situs", folder=folder)
    installation.run("warta", "check", folder=folder / "situs")
    installation.run("warta", "build", folder=folder / "situs")
    return folder / "situs"


def _files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder of the checkout, caches and desktop droppings aside, by its POSIX path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".DS_Store" and "__pycache__" not in path.parts
    }


def _members(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        assert len(names) == len(set(names)), "a file is in the wheel twice"
        return {name: archive.read(name) for name in names}


def _below(members: dict[str, bytes], prefix: str) -> dict[str, bytes]:
    return {name.removeprefix(prefix): data for name, data in members.items() if name.startswith(prefix)}


def test_wheel_carries_the_theme_and_the_starter(distributions: Distributions) -> None:
    members = _members(distributions.wheel)
    assert _below(members, "warta/_theme/") == _files(ROOT / "templates") != {}
    assert _below(members, "warta/_starter/content/") == _files(ROOT / "content") != {}
    starter = _below(members, "warta/_starter/")
    for name in STARTER:
        assert starter.pop(name) == (ROOT / name).read_bytes()
    assert all(name.startswith("content/") for name in starter), sorted(starter)


def test_wheel_carries_the_package_with_its_data(distributions: Distributions) -> None:
    package = _below(_members(distributions.wheel), "warta/")
    carried = {name: data for name, data in package.items() if not name.startswith(("_theme/", "_starter/"))}
    assert carried == _files(ROOT / "generator" / "warta")
    for folder in ("data/", "languages/"):
        assert _below(carried, folder), folder


def test_wheel_carries_nothing_else(distributions: Distributions) -> None:
    names = [PurePosixPath(name) for name in _members(distributions.wheel)]
    assert {name.parts[0] for name in names} == {"warta", f"warta-{warta.__version__}.dist-info"}
    litter = {
        "tests",
        "bench",
        "__pycache__",
        ".warta-cache",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
    }
    assert not [name for name in names if litter & set(name.parts) or name.suffix in {".pyc", ".pyo"}]


def test_source_archive_builds_the_same_wheel_as_the_checkout(distributions: Distributions) -> None:
    assert _members(distributions.wheel) == _members(distributions.direct)


def test_source_archive_holds_no_litter(distributions: Distributions) -> None:
    with tarfile.open(distributions.sdist) as archive:
        names = [PurePosixPath(*PurePosixPath(name).parts[1:]) for name in archive.getnames()]
    assert PurePosixPath("LICENSE") in names
    assert PurePosixPath("tests/test_packaging.py") in names
    litter = {"__pycache__", ".warta-cache", ".git", ".venv", ".venv-dev", "node_modules"}
    assert not [name for name in names if litter & set(name.parts) or name.parts[0] == "output"]


def test_metadata_says_what_the_project_says(distributions: Distributions) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    folder = f"warta-{warta.__version__}.dist-info"
    members = _members(distributions.wheel)
    metadata = importlib.metadata.PathDistribution(zipfile.Path(distributions.wheel, f"{folder}/")).metadata
    assert metadata["Name"] == "warta"
    assert metadata["Version"] == warta.__version__
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "MIT AND OFL-1.1"
    required = [line.lower() for line in metadata.get_all("Requires-Dist") or [] if "extra ==" not in line]
    assert sorted(required) == sorted(line.lower() for line in project["dependencies"])
    assert members[f"{folder}/entry_points.txt"].split() == b"[console_scripts] warta = warta.cli:run".split()
    assert members[f"{folder}/licenses/LICENSE"] == (ROOT / "LICENSE").read_bytes()
    font_license = "generator/warta/data/fonts/OFL.txt"
    assert members[f"{folder}/licenses/{font_license}"] == (ROOT / font_license).read_bytes()
    assert "warta/data/fonts/SourceSansPro-Semibold.otf" in members


def test_init_in_an_empty_folder_makes_a_site_that_builds(site: Path) -> None:
    for page in ("index.html", "404.html", "id/index.html", "en/index.html", "sitemap.xml", "robots.txt"):
        assert (site / "output" / page).is_file(), page
    for language, section in (("id", "berita"), ("en", "news")):
        posts = list((site / "output" / language / section).glob("20*/*/index.html"))
        assert len(posts) == len(list((site / "content" / "news").rglob(f"*.{language}.md"))) >= 5


def test_init_writes_the_starter(site: Path) -> None:
    assert _files(site / "content") == _files(ROOT / "content")
    assert (site / "requirements.lock").read_bytes() == (ROOT / "requirements.lock").read_bytes()


@pytest.mark.parametrize("name", [".github/workflows/publish.yml", ".gitlab-ci.yml"])
def test_init_writes_ci_files_that_install_this_release(site: Path, name: str) -> None:
    ours = (ROOT / name).read_text(encoding="utf-8")
    expected = ours.replace('\n  WARTA: "."\n', f'\n  WARTA: "warta=={warta.__version__}"\n')
    assert expected != ours
    assert (site / name).read_text(encoding="utf-8") == expected


def test_module_and_command_are_the_same_program(installation: Installation, site: Path) -> None:
    before = _files(site / "output")
    installation.run("python", "-m", "warta", "build", folder=site)
    assert _files(site / "output") == before


def test_mistakes_are_reported_in_a_site_of_its_own(installation: Installation, site: Path) -> None:
    before = _files(site / "output")
    mistake = site / "content" / "news" / "salah.id.md"
    mistake.write_text("---\ntitel: Salah\n---\n", encoding="utf-8")
    try:
        report = installation.run("warta", "build", folder=site, status=1)
    finally:
        mistake.unlink()
    assert "content/news/salah.id.md:2" in report
    assert "Traceback" not in report
    assert _files(site / "output") == before


def test_installed_package_uses_nothing_of_the_checkout(installation: Installation, site: Path) -> None:
    imported = installation.run("python", "-c", "import warta; print(warta.__file__)", folder=site).strip()
    assert Path(imported).is_relative_to(installation.bin.parent)
    assert not installation.log.exists(), installation.log.read_text(encoding="utf-8")
    for path, data in _files(site).items():
        assert str(ROOT).encode() not in data, path
    left = [path.relative_to(installation.home) for path in installation.home.rglob("*") if path.is_file()]
    assert all(path.is_relative_to(".cache/warta") for path in left), left  # compiled templates, and no more
    # The proof of the proof: a file of the checkout that is opened is noticed.
    installation.run("python", "-c", f"open({str(ROOT / 'site.toml')!r}).close()", folder=site)
    assert installation.log.read_text(encoding="utf-8").split() == [str(ROOT / "site.toml")]
    installation.log.unlink()
