"""The lock files: what they pin, how, and what they must not tell about the machine that wrote them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
RUNTIME = ROOT / "requirements.lock"
DEVELOPMENT = ROOT / "requirements-dev.lock"
LOCKS = pytest.mark.parametrize("lock", [RUNTIME, DEVELOPMENT], ids=lambda path: path.name)

PIN = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9-]*)==(?P<version>[^\s;]+)(?P<hashes>(?: --hash=sha256:[0-9a-f]{64})+)"
)


def _project() -> dict[str, object]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert isinstance(project, dict)
    return project


def _requirements(*, extra: str | None = None) -> list[Requirement]:
    """The dependencies of pyproject.toml, with those of one extra."""
    project = _project()
    lines = project["dependencies"]
    assert isinstance(lines, list)
    if extra is not None:
        extras = project["optional-dependencies"]
        assert isinstance(extras, dict)
        lines = [*lines, *extras[extra]]
    return [Requirement(line) for line in lines]


def _logical_lines(lock: Path) -> list[str]:
    """The lock's lines without comments, those that end in a backslash joined to the next."""
    text = re.sub(r"(?m)^\s*#.*\n", "", lock.read_text(encoding="utf-8"))
    joined = re.sub(r"\\\n\s*", "", text)
    return [line.strip() for line in joined.splitlines() if line.strip()]


def _pins(lock: Path) -> dict[str, tuple[str, frozenset[str]]]:
    """Canonical name -> version and SHA-256 hashes of every pinned package."""
    pins: dict[str, tuple[str, frozenset[str]]] = {}
    for line in _logical_lines(lock):
        match = PIN.fullmatch(line)
        assert match, f"{lock.name}: not a pin with hashes: {line[:80]}"
        name = canonicalize_name(match["name"])
        assert name not in pins, f"{lock.name}: {name} is pinned twice"
        pins[name] = (match["version"], frozenset(match["hashes"].split()))
    return pins


SOURCE_ALONE = {"yattag"}
"""Published as a source archive and nothing else, which serves every platform; for the mutation tool."""


@LOCKS
def test_every_line_is_an_exact_pin_with_hashes(lock: Path) -> None:
    pins = _pins(lock)
    assert pins
    for name, (version, hashes) in pins.items():
        assert str(Version(version)) == version, name
        # A wheel and a source archive at least: a single hash would be the lock of a single platform.
        assert len(hashes) >= 2 or name in SOURCE_ALONE, f"{name} has one file only"


@pytest.mark.parametrize(("lock", "extra"), [(RUNTIME, None), (DEVELOPMENT, "dev")], ids=["runtime", "dev"])
def test_every_dependency_is_pinned_in_its_allowed_range(lock: Path, extra: str | None) -> None:
    pins = _pins(lock)
    for requirement in _requirements(extra=extra):
        name = canonicalize_name(requirement.name)
        assert name in pins, f"{name} is missing in {lock.name}: run `make lock`"
        assert requirement.specifier.contains(pins[name][0]), (
            f"{requirement} excludes {pins[name][0]}: run `make lock`"
        )


def test_every_dependency_has_a_lower_bound() -> None:
    for requirement in [
        *_requirements(extra="dev"),
        *_requirements(extra="fast"),
        *_requirements(extra="cluster"),
    ]:
        assert [specifier.operator for specifier in requirement.specifier] == [">="], str(requirement)


def test_locks_agree_on_shared_packages() -> None:
    runtime, development = _pins(RUNTIME), _pins(DEVELOPMENT)
    assert runtime.items() <= development.items()
    assert len(runtime) < len(development)


def test_development_tools_are_not_in_the_runtime_lock() -> None:
    runtime = _pins(RUNTIME).keys()
    direct = {canonicalize_name(requirement.name) for requirement in _requirements()}
    tools = {canonicalize_name(requirement.name) for requirement in _requirements(extra="dev")} - direct
    assert not runtime & tools


@LOCKS
def test_locks_tell_nothing_about_the_machine(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    # A host, an index, a folder of links, an absolute path, or pip's options that name them.
    for pattern in (
        r"\S*://\S*",
        r"(?m)^\s*--(?!hash=).*",
        r"#.*--(?:index|extra|find|trusted).*",
        r"(?m)[\s=]/\w\S*",
    ):
        assert re.findall(pattern, text) == []


def test_locks_are_made_with_the_oldest_supported_python() -> None:
    oldest = SpecifierSet(str(_project()["requires-python"]))
    assert oldest.contains("3.11")
    assert not oldest.contains("3.10")
    for lock in (RUNTIME, DEVELOPMENT):
        assert "with Python 3.11\n" in lock.read_text(encoding="utf-8")
