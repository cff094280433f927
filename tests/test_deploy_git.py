"""Deploying to a branch of a real git repository, and through the programs of hosts."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import structs

from tests.deploylib import BASE, Outputs, make_outputs, send, target_of
from tests.faultlib import tree
from tests.support import build_site, change, make_site
from warta.config.deploy import GitTarget
from warta.deploy.branch import GitBranch
from warta.deploy.findings import DeployError
from warta.deploy.target import Surroundings
from warta.diagnostics.catalogue import MESSAGE_LANGUAGES, explain


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Outputs:
    return make_outputs(tmp_path_factory.mktemp("keluaran"))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "situs.git")], check=True)
    git(tmp_path / "situs.git", "config", "uploadpack.allowFilter", "true")
    return tmp_path / "situs.git"


@pytest.fixture
def target(repository: Path) -> GitTarget:
    made = target_of("git", repository=str(repository), branch="pages")
    assert isinstance(made, GitTarget)
    return made


@pytest.fixture
def around(outputs: Outputs) -> Surroundings:
    return Surroundings(outputs.site, dict(os.environ))


def git(repository: Path, *arguments: str, given: bytes = b"") -> bytes:
    who = {f"GIT_{role}_{key}": "x" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")}
    return subprocess.run(
        ["git", "-C", str(repository), *arguments],
        input=given,
        capture_output=True,
        check=True,
        env={**os.environ, **who},
    ).stdout


def on_branch(repository: Path, branch: str = "pages") -> dict[str, bytes]:
    """Path → bytes of the branch."""
    names = git(repository, "ls-tree", "-r", "-z", "--name-only", branch).decode().split("\0")[:-1]
    return {name: git(repository, "show", f"{branch}:{name}") for name in names if name != ".nojekyll"}


def commit(repository: Path, files: dict[str, bytes], message: str = "mine") -> None:
    """Somebody's own commit on the branch."""
    lines = []
    for name, data in files.items():
        blob = git(repository, "hash-object", "-w", "--stdin", given=data).decode().strip()
        lines.append(f"100644 blob {blob}\t{name}")
    tree = git(repository, "mktree", given="\n".join(lines).encode()).decode().strip()
    made = git(repository, "commit-tree", tree, "-m", message).decode().strip()
    git(repository, "update-ref", "refs/heads/pages", made)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(DeployError) as caught:
        act()
    for language in MESSAGE_LANGUAGES:
        assert explain(caught.value.diagnostic, language).fix
    return caught.value.diagnostic.code


def test_every_deployment_is_one_commit_and_only_new_bytes_are_pushed(
    outputs: Outputs, target: GitTarget, around: Surroundings, repository: Path
) -> None:
    old, new = outputs.files("old"), outputs.files("new")
    send(target, outputs.old, around)
    assert on_branch(repository) == old
    assert git(repository, "show", "pages:.nojekyll") == b""
    before = {line.split()[0] for line in git(repository, "rev-list", "--objects", "--all").splitlines()}
    second = send(target, outputs.new, around, minutes=1)
    assert set(second.plan.send) == {path for path, data in new.items() if old.get(path) != data}
    there = on_branch(repository)
    assert {path: there[path] for path in new} == new
    assert set(there) - set(new) == set(second.plan.leaving) != set()
    after = {line.split()[0] for line in git(repository, "rev-list", "--objects", "--all").splitlines()}
    pushed = git(repository, "cat-file", "--batch-check=%(objecttype)", given=b"\n".join(after - before))
    assert pushed.split().count(b"blob") <= len(set(second.plan.send))
    assert not send(target, outputs.new, around, minutes=2).plan.changed
    assert git(repository, "rev-list", "--count", "pages").strip() == b"2"
    send(target, outputs.new, around, minutes=90)
    assert on_branch(repository) == new
    assert git(repository, "rev-list", "--count", "pages").strip() == b"3"


def test_a_strangers_branch_is_left_alone_and_taken_when_so_asked(
    outputs: Outputs, target: GitTarget, around: Surroundings, repository: Path
) -> None:
    commit(repository, {"CNAME": b"kabar.example.go.id\n", "theirs.txt": b"theirs"})
    assert refusal(lambda: send(target, outputs.old, around)) == "deploy-foreign"
    adopting = structs.replace(around, adopt=True)
    theirs = {"CNAME": b"kabar.example.go.id\n", "theirs.txt": b"theirs"}
    send(target, outputs.old, adopting)
    assert on_branch(repository) == {**outputs.files("old"), **theirs}
    send(target, outputs.new, around, delete_now=True)
    assert on_branch(repository) == {**outputs.files("new"), **theirs}
    commit(repository, {"x": b"1"}, "Deploy\n\nWarta-Format: 1\nWarta-Site: https://lain.example.go.id\n")
    assert refusal(lambda: send(target, outputs.new, around)) == "deploy-other-site"
    commit(repository, {"x": b"1"}, f"Deploy\n\nWarta-Format: 2\nWarta-Site: {BASE}\n")
    assert refusal(lambda: send(target, outputs.new, around)) == "deploy-newer"


def test_what_the_output_has_of_a_hosts_files_is_the_sites(
    target: GitTarget, around: Surroundings, repository: Path, tmp_path: Path
) -> None:
    """Sent when it differs, and only then, whoever has put the first one there."""
    files = {
        "static/CNAME": "kabar.example.go.id\n",
        "static/.well-known/assetlinks.json": "[]\n",
        "static/tetap.txt": "tetap\n",
    }
    site = make_site(tmp_path / "situs", files)
    build_site(site)
    theirs = {"CNAME": b"lama.example.go.id\n", "tetap.txt": b"lama\n", "theirs.txt": b"theirs"}
    commit(repository, theirs)
    adopting = structs.replace(around, adopt=True)
    assert {"CNAME", "tetap.txt"} <= set(send(target, site / "output", adopting).plan.send)
    output = tree(site / "output")
    assert on_branch(repository) == {**output, "theirs.txt": b"theirs"}
    assert not send(target, site / "output", around, minutes=1).plan.changed
    assert git(repository, "rev-list", "--count", "pages").strip() == b"2"
    change(site, "static/CNAME", "kabar", "baru")
    (site / "static/tetap.txt").unlink()
    build_site(site)
    plan = send(target, site / "output", around, minutes=2, delete_now=True).plan
    assert plan.changed == ("CNAME", "tetap.txt")
    assert on_branch(repository) == {**tree(site / "output"), "theirs.txt": b"theirs"}


def test_of_two_deployments_at_once_one_is_refused(
    outputs: Outputs,
    target: GitTarget,
    around: Surroundings,
    repository: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    send(target, outputs.old, around)
    message, other = GitBranch._message, shutil.copytree(outputs.new, tmp_path / "lain")

    def meanwhile(self: GitBranch, outgoing: object) -> str:
        monkeypatch.setattr(GitBranch, "_message", message)
        send(target, other, around, minutes=1)
        return "late"

    monkeypatch.setattr(GitBranch, "_message", meanwhile)
    assert refusal(lambda: send(target, outputs.new, around)) == "deploy-raced"
    there = on_branch(repository)
    assert {path: there[path] for path in outputs.files("new")} == outputs.files("new")


def test_a_trial_pushes_nothing_and_a_missing_repository_is_named(
    outputs: Outputs, target: GitTarget, around: Surroundings, repository: Path
) -> None:
    assert send(target, outputs.new, structs.replace(around, trial=True), dry_run=True).plan.new
    assert git(repository, "for-each-ref") == b""
    gone = structs.replace(target, repository=f"{repository}-2")
    assert refusal(lambda: send(gone, outputs.new, around)) == "deploy-no-repository"


@pytest.mark.parametrize("kind", ["cloudflare-pages", "netlify"])
def test_the_program_of_a_host_gets_the_whole_site_and_nothing_else(
    kind: str, outputs: Outputs, tmp_path: Path
) -> None:
    """With a program in its place that notes what it is given; the hosts themselves are not tried here."""
    name = "wrangler" if kind == "cloudflare-pages" else "netlify"
    (tmp_path / name).write_text(
        "#!/bin/sh\nfor word; do case $word in --dir=*) dir=${word#--dir=};; /*) dir=$word;; esac; done\n"
        f'cd "$dir" && find . -type f | sort > {tmp_path}/files && echo "$@" > {tmp_path}/words\n'
        f'[ ! -e {tmp_path}/fail ] || {{ echo "token missing" >&2; exit 1; }}\n'
    )
    (tmp_path / name).chmod(0o755)
    settings = {"project": "kabar"} if kind == "cloudflare-pages" else {"site": "kabar"}
    path = f"{tmp_path}:{os.environ['PATH']}"
    around = Surroundings(outputs.site, {"PATH": path})
    before = os.environ["PATH"]
    os.environ["PATH"] = path
    try:
        send(target_of(kind, **settings), outputs.new, around)
        files = {line.removeprefix("./") for line in (tmp_path / "files").read_text().split("\n")[:-1]}
        assert files == set(outputs.files("new"))
        assert "kabar" in (tmp_path / "words").read_text()
        (tmp_path / "fail").touch()
        assert refusal(lambda: send(target_of(kind, **settings), outputs.new, around)) == "deploy-host"
    finally:
        os.environ["PATH"] = before


def test_what_git_says_is_told_when_nothing_else_is_known(
    outputs: Outputs, target: GitTarget, repository: Path, around: Surroundings
) -> None:
    """Here the repository takes no more than a few bytes at once."""
    git(repository, "config", "receive.maxInputSize", "10")
    with pytest.raises(DeployError) as caught:
        send(target, outputs.new, around)
    assert caught.value.diagnostic.code == "deploy-git"
    for language in MESSAGE_LANGUAGES:
        assert "pack" in explain(caught.value.diagnostic, language).what
    assert not git(repository, "branch")
