"""The CI files: their commands publish this site, under a sub-path too; their jobs hold no needless rights.

The commands are taken out of the YAML and run in a copy of the files that a clone would hold, so a command
that only works in somebody's checkout fails here.
"""

from __future__ import annotations

import filecmp
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from tests.support import PATIENCE, picture
from warta import __version__

ROOT = Path(__file__).resolve().parent.parent
GITHUB = Path(".github/workflows/publish.yml")
GITLAB = Path(".gitlab-ci.yml")
PREVIEW_URL = "http://localhost:8000"
BASE_URL = "https://kabar.example.go.id/warta/resmi"
WARTA_LINE = '  WARTA: "."\n'

pytestmark = pytest.mark.packaging


class _Links(HTMLParser):
    """Collects what a page links to and loads, and what it names as its canonical address."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.canonical: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value for name, value in attrs if value is not None}
        if tag == "link" and "canonical" in values.get("rel", "").split():
            self.canonical.append(values["href"])
        self.links += [values[name] for name in ("href", "src") if name in values]


def _mapping(value: object) -> dict[str, object]:
    assert isinstance(value, dict), value
    return value


def _list(value: object) -> list[object]:
    assert isinstance(value, list), value
    return value


def _load(path: Path) -> dict[str, object]:
    return _mapping(yaml.safe_load((ROOT / path).read_text(encoding="utf-8")))


def _steps(job: str) -> list[dict[str, object]]:
    jobs = _mapping(_load(GITHUB)["jobs"])
    return [_mapping(step) for step in _list(_mapping(jobs[job])["steps"])]


def _step(step_id: str) -> dict[str, object]:
    (step,) = [step for step in _steps("build") if step.get("id") == step_id]
    return step


def _github_commands(step_id: str) -> str:
    command = _step(step_id)["run"]
    assert isinstance(command, str)
    return command


def _gitlab_commands(job: str, part: str) -> str:
    """The lines of a GitLab job's ``script`` or ``before_script``, those of the job it extends included."""
    config = _load(GITLAB)
    definition = _mapping(config[job])
    if part not in definition:
        definition = _mapping(config[str(definition["extends"])])
    return "\n".join(str(line) for line in _list(definition[part]))


def _run(commands: str, folder: Path, variables: Mapping[str, str], status: int = 0) -> str:
    """Run shell text as a CI host does; return its output, or fail with it when it ends otherwise."""
    environment = {
        name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "BASE_URL"}
    }
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", commands],
        cwd=folder,
        env={**environment, **variables},
        text=True,
        encoding="utf-8",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == status, f"exit status {done.returncode}\n{commands}\n{done.stdout}"
    return done.stdout


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What a clone would hold (with what is not committed yet), installed as the CI files say."""
    folder = tmp_path_factory.mktemp("ci") / "clone"
    listed = subprocess.run(
        # A checkout may belong to another user than the one who runs the tests.
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    for name in map(os.fsdecode, listed.split(b"\0")):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    for photo in (folder / "content").rglob("*.jpg"):
        photo.write_bytes(picture(1, (320, 213)))  # the sizes of the real one take longer than all else
    # What is not used of what is installed need not be compiled.
    _run(_github_commands("install"), folder, {"WARTA": ".", "PIP_NO_COMPILE": "1"})
    yield folder
    shutil.rmtree(folder)


def _forget_builds(clone: Path) -> None:
    for name in ("output", "preview", "public", ".warta-cache"):
        shutil.rmtree(clone / name, ignore_errors=True)


def _assert_site_lives_under_base_url(output: Path) -> None:
    """Every page is there; every link within the site carries the sub-path and leads to a file."""
    base = urlsplit(BASE_URL)
    pages = sorted(output.rglob("*.html"))
    assert len(pages) > 20
    canonical: set[str] = set()
    for page in pages:
        where = page.relative_to(output)
        found = _Links()
        found.feed(page.read_text(encoding="utf-8"))
        canonical |= set(found.canonical)
        assert all(url.startswith(f"{BASE_URL}/") for url in found.canonical), where
        for link in map(urlsplit, found.links):
            own = link.netloc == base.netloc or (not link.netloc and link.path.startswith("/"))
            if not own:
                continue
            assert link.path.startswith(f"{base.path}/"), f"{where}: {link.geturl()} leaves the sub-path"
            target = output / unquote(link.path.removeprefix(f"{base.path}/"))
            assert target.is_file() or (target / "index.html").is_file(), (
                f"{where}: {link.geturl()} leads nowhere"
            )
    stories = list(output.glob("id/berita/20*/*/index.html"))
    assert len(stories) >= 5
    for story in stories:
        assert f"{BASE_URL}/{story.parent.relative_to(output).as_posix()}/" in canonical
    assert f"{BASE_URL}/id/" in canonical
    assert f"{BASE_URL}/en/" in canonical


def test_both_hosts_commands_publish_the_same_site_under_a_sub_path(clone: Path, tmp_path: Path) -> None:
    """GitHub's with what an earlier build has left, of another address; GitLab's from nothing."""
    _forget_builds(clone)
    _run(_github_commands("check"), clone, {})
    assert not (clone / "output").exists(), "a check publishes nothing"
    _run(_github_commands("build"), clone, {"BASE_URL": "https://lama.example.go.id"})
    _run(_github_commands("build"), clone, {"BASE_URL": BASE_URL})
    _assert_site_lives_under_base_url(clone / "output")
    shutil.copytree(clone / "output", tmp_path / "with-cache")
    (clone / "output/.well-known").mkdir(exist_ok=True)
    _run(_github_commands("gather"), clone, {})
    assert {path.name for path in (clone / "public").glob(".*")} == {".well-known"}
    _forget_builds(clone)
    _run(_gitlab_commands("pages", "script"), clone, {"BASE_URL": BASE_URL})
    _assert_same_files(clone / "output", tmp_path / "with-cache")
    assert not (clone / "public/.warta").exists()
    shutil.rmtree(clone / "output/.warta")
    _assert_same_files(clone / "output", clone / "public")


def _place(found: str) -> int:
    """Where among the steps of the build the one is that has this id or uses this action."""
    (place,) = [
        number
        for number, step in enumerate(_steps("build"))
        if step.get("id") == found or str(step.get("uses")).startswith(f"{found}@")
    ]
    return place


def test_github_checks_with_what_the_last_build_knew_and_keeps_what_was_made() -> None:
    """Restored before the check; saved after a mistake too, not for a pull request; published without one."""
    order = ["install", "actions/cache/restore", "check", "build", "actions/cache/save"]
    order.append("actions/upload-pages-artifact")
    assert [_place(found) for found in order] == sorted(_place(found) for found in order)
    save = _steps("build")[_place("actions/cache/save")]
    assert save["if"] == (
        "${{ !cancelled() && steps.check.outcome != 'skipped' && github.event_name != 'pull_request' }}"
    )
    for found in ("check", "build", "actions/upload-pages-artifact"):
        condition = str(_steps("build")[_place(found)].get("if", ""))
        assert not any(word in condition for word in ("always", "failure", "cancelled")), found
    restore = _steps("build")[_place("actions/cache/restore")]
    assert "if" not in restore
    assert _mapping(restore["with"])["key"] == _mapping(save["with"])["key"]


def test_gitlab_checks_with_what_the_last_build_knew_and_keeps_what_was_made() -> None:
    """The host restores before and saves after the script: its own branch's, else the default branch's."""
    config = _load(GITLAB)
    for job in ("check", "pages"):
        assert _mapping(config[job])["extends"] == ".install"
        assert "cache" not in _mapping(config[job])
        lines = _gitlab_commands(job, "script").split("\n")
        assert [line.split()[:2] for line in lines[:2]] == [
            [".venv/bin/warta", name] for name in ("check", "build")
        ]
    _, kept = [_mapping(cache) for cache in _list(_mapping(config[".install"])["cache"])]
    assert kept == {
        "key": "warta-$CI_COMMIT_REF_SLUG",
        "fallback_keys": ["warta-$CI_DEFAULT_BRANCH"],
        "paths": [".warta-cache/", "output/"],
        "when": "always",
    }


def test_a_mistake_is_shown_beside_its_line_and_costs_no_work_twice(clone: Path) -> None:
    """The steps in order, as the host runs them: with a mistake, then without."""
    _forget_builds(clone)
    story = min((clone / "content/news").rglob("*.id.md"))
    text = story.read_text("utf-8")
    story.write_text(text.replace("\nagency: ", "\nagency: tidak-ada-", 1), "utf-8")
    try:
        log = _run(_github_commands("check"), clone, {"GITHUB_ACTIONS": "true"}, status=1)
    finally:
        story.write_text(text, "utf-8")
    line = text[: text.index("\nagency: ")].count("\n") + 2
    name = story.relative_to(clone).as_posix()
    assert f"::error file={name},line={line},col=9,title=list-expected" in log
    made = {path.name for path in (clone / ".warta-cache").iterdir()}
    assert "texts" in made, "what is saved after the mistake"
    assert not (clone / "output").exists()
    _run(_github_commands("check"), clone, {})


RELEASE = GITHUB.with_name("release.yml")
WORKFLOWS = [GITHUB, GITHUB.with_name("test.yml"), RELEASE]


def test_actions_are_pinned_to_commits_with_the_version_beside_them() -> None:
    """One commit and one version for each, in all files."""
    pins: dict[str, set[str]] = {}
    for path in WORKFLOWS:
        text = (ROOT / path).read_text("utf-8")
        used = re.findall(r"^\s+(?:- )?uses: (.*)$", text, re.MULTILINE)
        assert len(used) == text.count("uses:")
        for line in used:
            found = re.fullmatch(
                r"((?:actions|pypa)/[\w-]+)(?:/[\w-]+)?@([0-9a-f]{40} # v\d+\.\d+\.\d+)", line
            )
            assert found, f"{path}: {line}"
            pins.setdefault(found[1], set()).add(found[2])
    assert {action for action, pinned in pins.items() if len(pinned) > 1} == set()
    assert len({pin.split()[0] for pinned in pins.values() for pin in pinned}) == len(pins)


def test_the_image_is_pinned_to_a_digest_with_the_version_beside_it() -> None:
    config = _load(GITLAB)
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+@sha256:[0-9a-f]{64}", str(config["image"]))
    assert not any("image" in job for job in config.values() if isinstance(job, dict))


def test_what_builds_the_package_is_pinned_as_in_the_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (pinned,) = project["build-system"]["requires"]
    assert re.fullmatch(r"hatchling==[\d.]+", pinned)
    assert f"\n{pinned} \\\n" in (ROOT / "requirements-dev.lock").read_text("utf-8")


@pytest.mark.parametrize("path", [GITHUB, GITLAB], ids=str)
def test_the_install_line_without_a_hash_says_how_one_is_had(path: Path) -> None:
    text = (ROOT / path).read_text("utf-8")
    without = [line for line in re.findall(r"pip install (.*)", text) if "--require-hashes" not in line]
    assert without == ['--no-deps "$WARTA"']
    before = text[: text.index(without[0])]
    assert "pip hash" in before
    assert "--require-hashes -r warta.lock" in before.replace("\n", " ")


def _assert_same_files(one: Path, other: Path) -> None:
    names = [sorted(path.relative_to(top) for path in top.rglob("*")) for top in (one, other)]
    assert names[0] == names[1]
    assert all(
        filecmp.cmp(one / name, other / name, shallow=False) for name in names[0] if (one / name).is_file()
    )


def test_gitlab_merge_requests_are_built_without_publishing(clone: Path) -> None:
    _forget_builds(clone)
    _run(_gitlab_commands("check", "script"), clone, {"BASE_URL": BASE_URL, "PREVIEW_URL": PREVIEW_URL})
    _run(_gitlab_commands("check", "after_script"), clone, {"BASE_URL": BASE_URL})
    assert isinstance(json.loads((clone / "code-quality.json").read_text("utf-8")), list)
    assert (clone / "output" / "id" / "index.html").is_file()
    assert not (clone / "public").exists()
    _assert_preview(clone / "preview")


def test_github_pull_requests_have_a_preview(clone: Path) -> None:
    """As the step says, with the address that it names."""
    _forget_builds(clone)
    address = str(_mapping(_step("preview")["env"])["PREVIEW_URL"])
    assert address == PREVIEW_URL == _mapping(_mapping(_load(GITLAB)["check"])["variables"])["PREVIEW_URL"]
    _run(_github_commands("preview"), clone, {"PREVIEW_URL": address})
    _assert_preview(clone / "preview")
    assert not (clone / "output").exists()
    for step in (_steps("build")[_place("preview")], _steps("build")[_place("actions/upload-artifact")]):
        assert step["if"] == "github.event_name == 'pull_request'"


def _assert_preview(folder: Path) -> None:
    """It says on every page what it is, keeps search engines away and has an address of its own."""
    assert not (folder / ".warta").exists()
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        text = page.read_text("utf-8")
        if 'http-equiv="refresh"' in text:
            continue
        assert '<meta name="robots" content="noindex' in text, page
        assert "Pratinjau: " in text or "Preview: " in text, page
        assert f"{PREVIEW_URL}/" in text, page
    story = next(page for page in pages if "id/berita/20" in page.as_posix()).read_text("utf-8")
    assert "warta.example.go.id/" not in story


def test_both_hosts_install_in_the_same_way_from_the_lock() -> None:
    install = _github_commands("install").split("\n")[:3]
    assert install == _gitlab_commands("pages", "before_script").split("\n")
    assert install == _gitlab_commands("check", "before_script").split("\n")
    assert "--require-hashes -r requirements.lock" in install[1]
    assert install[2].endswith('install --no-deps "$WARTA"')


@pytest.mark.parametrize("path", [GITHUB, GITLAB], ids=str)
def test_the_line_that_init_rewrites_is_there_once(path: Path) -> None:
    assert (ROOT / path).read_text(encoding="utf-8").count(WARTA_LINE) == 1
    config = _load(path)
    assert _mapping(config.get("env", config.get("variables")))["WARTA"] == "."


def test_the_hosts_address_is_the_base_url() -> None:
    address = str(_mapping(_step("build")["env"])["BASE_URL"])
    assert address.startswith("${{ steps.pages.outputs.base_url ")
    assert str(_step("pages")["uses"]).startswith("actions/configure-pages@")
    assert _mapping(_mapping(_load(GITLAB)["pages"])["variables"])["BASE_URL"] == "$CI_PAGES_URL"


def test_both_hosts_keep_the_cache_and_the_output_together() -> None:
    kept = [
        str(_mapping(step["with"])["path"]).split()
        for step in _steps("build")
        if str(step.get("uses")).startswith("actions/cache/")
    ]
    assert kept == [[".warta-cache", "output"]] * 2
    caches = [_mapping(cache)["paths"] for cache in _list(_mapping(_load(GITLAB)[".install"])["cache"])]
    assert [".warta-cache/", "output/"] in caches


def test_what_is_built_is_what_is_published() -> None:
    (upload,) = [step for step in _steps("build") if "upload-pages-artifact" in str(step.get("uses"))]
    assert _mapping(upload["with"])["path"] == "public"
    gathered = str(_step("gather")["run"]).splitlines()
    assert gathered == _gitlab_commands("pages", "script").splitlines()[2:]
    assert _mapping(_mapping(_load(GITLAB)["pages"])["artifacts"])["paths"] == ["public"]


def test_jobs_hold_no_more_rights_than_they_use() -> None:
    workflow = _load(GITHUB)
    assert workflow["permissions"] == {"contents": "read"}
    rights = {name: _mapping(job)["permissions"] for name, job in _mapping(workflow["jobs"]).items()}
    # The job that runs the site's and the generator's code can write nothing.
    assert rights == {
        "build": {"contents": "read", "pages": "read"},
        "publish": {"pages": "write", "id-token": "write"},
    }
    assert not any("run" in step for step in _steps("publish"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=str)
def test_workflows_are_bounded_and_take_no_expression_into_the_shell(path: Path) -> None:
    workflow = _load(path)
    assert "group" in _mapping(workflow["concurrency"])
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in _mapping(workflow["jobs"]).items():
        assert isinstance(_mapping(job)["timeout-minutes"], int), name
        for step in map(_mapping, _list(_mapping(job)["steps"])):
            # The name of a branch or the title of a pull request is other people's text.
            assert "${{" not in str(step.get("run", "")), step
            if str(step.get("uses", "")).startswith("actions/checkout@"):
                assert _mapping(step["with"])["persist-credentials"] is False


def test_a_release_is_published_by_a_job_that_runs_nothing_of_the_repository() -> None:
    """It alone may publish, with no secret; what it publishes was built by a job that may nothing."""
    jobs = {name: _mapping(job) for name, job in _mapping(_load(RELEASE)["jobs"]).items()}
    assert {name: job.get("permissions") for name, job in jobs.items()} == {
        "build": None,
        "publish": {"id-token": "write"},
    }
    assert jobs["publish"]["needs"] == "build"
    assert "environment" in jobs["publish"]
    steps = [_mapping(step) for step in _list(jobs["publish"]["steps"])]
    assert not any("run" in step for step in steps)
    assert _mapping(steps[-1]["with"])["attestations"] is True
    assert "secrets." not in (ROOT / RELEASE).read_text("utf-8")


def test_only_the_tag_of_the_version_is_released(tmp_path: Path) -> None:
    (command,) = [
        str(step["run"])
        for step in map(_mapping, _list(_mapping(_mapping(_load(RELEASE)["jobs"])["build"])["steps"]))
        if step.get("id") == "version"
    ]
    for tag, status in ((f"v{__version__}", 0), (__version__, 1), (f"v{__version__}.1", 1)):
        _run(command, ROOT, {"GITHUB_REF_NAME": tag}, status)


def _wheel(folder: Path) -> Path:
    """The smallest package of that name, with a release's file name."""
    path = folder / "warta-9.9.9-py3-none-any.whl"
    about = "warta-9.9.9.dist-info"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: warta\nVersion: 9.9.9\n")
        file.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        file.writestr(f"{about}/RECORD", "")
    return path


def test_the_wheel_in_a_repository_is_installed_only_with_its_own_hash(tmp_path: Path) -> None:
    """By the line of the CI files, with what they say that ``WARTA`` may be."""
    wheel = _wheel(tmp_path)
    line = _github_commands("install").split("\n")[2]
    pip = tmp_path / ".venv/bin/pip"
    pip.parent.mkdir(parents=True)
    pip.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pip "$@"\n')
    pip.chmod(0o755)
    there = {"PIP_NO_INDEX": "1", "PIP_TARGET": str(tmp_path / "there")}
    right = sha256(wheel.read_bytes()).hexdigest()
    _run(line, tmp_path, {**there, "WARTA": f"file:{wheel.name}#sha256={'0' * 64}"}, status=1)
    assert not (tmp_path / "there").exists()
    _run(line, tmp_path, {**there, "WARTA": f"file:{wheel.name}#sha256={right}"})
    assert (tmp_path / "there/warta-9.9.9.dist-info").is_dir()
    for path in (GITHUB, GITLAB):
        assert "file:warta-1.2.3-py3-none-any.whl#sha256=" in (ROOT / path).read_text("utf-8")


def test_the_tests_run_on_every_supported_python() -> None:
    job = _mapping(_mapping(_load(GITHUB.with_name("test.yml"))["jobs"])["test"])
    matrix = _mapping(_mapping(job["strategy"])["matrix"])
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for version in _list(matrix["python"]):
        assert f'"Programming Language :: Python :: {version}"' in project
    assert project.count('"Programming Language :: Python :: 3.1') == len(_list(matrix["python"]))
    assert matrix["os"] == ["ubuntu-latest", "macos-latest"]
    assert any(_mapping(step).get("run") == ".ci/run" for step in _list(job["steps"]))
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_windows_runs_what_needs_neither_make_nor_a_shell_of_unix() -> None:
    """The bytes are compared with those that Linux makes."""
    job = _mapping(_mapping(_load(GITHUB.with_name("test.yml"))["jobs"])["windows"])
    assert job["runs-on"] == "windows-latest"
    commands = [str(_mapping(step)["run"]) for step in _list(job["steps"]) if "run" in _mapping(step)]
    assert all(command.startswith("python -m ") for command in commands), commands
    named = {word for command in commands for word in command.split() if word.startswith("tests/")}
    assert named == {"tests/test_windows.py", "tests/test_goldens.py"}
    assert all((ROOT / name).is_file() for name in named)
