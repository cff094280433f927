"""Deploying over ssh, to a real server on this machine: the same guarantees, and what ssh can get wrong."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from msgspec import structs

from tests.deploylib import Outputs, make_outputs, order_for, send, target_of
from tests.faultlib import SOAK, tree
from tests.sshlib import Ssh, cut_after, free_port, make_key, ssh_server
from tests.support import PATIENCE
from warta.config.deploy import FolderTarget
from warta.deploy.findings import DeployError
from warta.deploy.plan import is_asset
from warta.deploy.remote import RemoteFolder
from warta.deploy.run import releases, roll_back
from warta.deploy.target import Surroundings
from warta.diagnostics.catalogue import MESSAGE_LANGUAGES, explain

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the other machine is one with Linux")


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Outputs:
    return make_outputs(tmp_path_factory.mktemp("keluaran"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ssh]:
    with ssh_server(tmp_path_factory.mktemp("ssh")) as server:
        yield server


@pytest.fixture
def around(outputs: Outputs, server: Ssh) -> Surroundings:
    return Surroundings(outputs.site, {}, ssh_config=server.config)


@pytest.fixture
def target(tmp_path: Path) -> FolderTarget:
    """A path with what a shell would take apart."""
    made = target_of("folder", path=f"{tmp_path}/w w'w$(x)", host="server", keep=3)
    assert isinstance(made, FolderTarget)
    return made


def public(target: FolderTarget) -> dict[str, bytes]:
    return tree(Path(target.path) / "current")


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(DeployError) as caught:
        act()
    for language in MESSAGE_LANGUAGES:
        assert explain(caught.value.diagnostic, language).fix
    return caught.value.diagnostic.code


def test_over_ssh_a_folder_holds_whole_sites_and_goes_back(
    outputs: Outputs, target: FolderTarget, around: Surroundings
) -> None:
    old, new = outputs.files("old"), outputs.files("new")
    assert send(target, outputs.old, around).release == 1
    assert public(target) == old
    second = send(target, outputs.new, around, minutes=1)
    served = public(target)
    assert {path: served[path] for path in new} == new
    assert set(served) - set(new) == set(second.plan.leaving) != set()
    kept = Path(target.path) / "current" / second.plan.keep[0]
    assert kept.stat().st_nlink == 2
    assert send(target, outputs.new, around, minutes=2).release == 0
    page = Path(target.path) / "releases/1/id/index.html"
    page.rename(f"{page}.x")
    here = public(target)
    assert refusal(lambda: roll_back(order_for(target, outputs.new), 1, around)) == "release-damaged"
    assert public(target) == here
    Path(f"{page}.x").rename(page)
    back = roll_back(order_for(target, outputs.new, minutes=3), None, around)
    assert back.release == 3
    again = public(target)
    assert {path: again[path] for path in old} == old
    assert {path for path in served if is_asset(path)} <= set(again)
    send(target, outputs.new, around, minutes=90)
    send(target, outputs.new, around, minutes=180)
    assert public(target) == new
    assert [each.number for each in releases(target, around)] == [5, 4, 3]
    assert sorted(path.name for path in (Path(target.path) / "releases").iterdir()) == [
        *("3", "3.record", "4", "4.record", "5", "5.record")
    ]
    folders = [path for path in (Path(target.path) / "current/").rglob("*") if path.is_dir()]
    assert all(any(folder.iterdir()) for folder in folders), "no folder is left empty"


def test_over_ssh_what_was_changed_or_lost_there_is_mended(
    outputs: Outputs, target: FolderTarget, around: Surroundings
) -> None:
    send(target, outputs.old, around)
    (Path(target.path) / "current/robots.txt").unlink()
    send(target, outputs.new, around, delete_now=True)
    assert public(target) == outputs.files("new")
    (Path(target.path) / "current/index.html").write_bytes(b"mine")
    send(target, outputs.new, structs.replace(around, verify=True))
    assert public(target) == outputs.files("new")


def test_over_ssh_a_trial_changes_nothing(
    outputs: Outputs, target: FolderTarget, around: Surroundings
) -> None:
    trial = structs.replace(around, trial=True)
    assert send(target, outputs.new, trial, dry_run=True).plan.new
    assert not Path(target.path).exists()
    send(target, outputs.old, around)
    before = sorted((path, path.stat().st_mtime_ns) for path in Path(target.path).rglob("*"))
    assert send(target, outputs.new, trial, dry_run=True).plan.send
    assert sorted((path, path.stat().st_mtime_ns) for path in Path(target.path).rglob("*")) == before


def test_over_ssh_one_deployment_at_a_time(
    outputs: Outputs, target: FolderTarget, around: Surroundings
) -> None:
    with RemoteFolder(target, around):
        assert refusal(lambda: send(target, outputs.new, around)) == "deploy-locked"
    send(target, outputs.new, around)


def test_over_ssh_a_strangers_folder_is_left_alone(
    outputs: Outputs, target: FolderTarget, around: Surroundings
) -> None:
    Path(target.path).mkdir()
    (Path(target.path) / "index.html").write_text("mine")
    assert refusal(lambda: send(target, outputs.new, around)) == "deploy-foreign"
    assert [path.name for path in Path(target.path).iterdir()] == ["index.html"]
    send(target, outputs.new, structs.replace(around, adopt=True))
    assert public(target) == outputs.files("new")
    (Path(target.path) / ".warta/target").write_text("warta-target 2\n")
    assert refusal(lambda: send(target, outputs.old, around)) == "deploy-newer"


# --- What ssh says --------------------------------------------------------------------------------------


def other_key(server: Ssh) -> Path:
    known = server.folder / "known_other"
    if not known.exists():
        known.write_text(f"server {' '.join(make_key(server.folder / 'other').split()[:2])}\n")
    return server.config_for(server.port, UserKnownHostsFile=str(known))


def unknown_key(server: Ssh) -> Path:
    return server.config_for(server.port, UserKnownHostsFile="/dev/null")


def wrong_user_key(server: Ssh) -> Path:
    if not (server.folder / "stranger").exists():
        make_key(server.folder / "stranger")
    return server.config_for(server.port, IdentityFile=str(server.folder / "stranger"))


def nobody(server: Ssh) -> Path:
    return server.config_for(free_port())


def no_name(server: Ssh) -> Path:
    return server.config_for(server.port, HostName="tidak-ada.invalid")


@pytest.mark.parametrize(
    ("way", "code"),
    [
        (other_key, "deploy-host-key"),
        (unknown_key, "deploy-host-unknown"),
        (wrong_user_key, "deploy-not-allowed"),
        (nobody, "deploy-unreachable"),
        (no_name, "deploy-unreachable"),
    ],
)
def test_what_keeps_ssh_from_connecting_is_said_in_plain_words(
    way: Callable[[Ssh], Path], code: str, outputs: Outputs, target: FolderTarget, server: Ssh
) -> None:
    around = Surroundings(outputs.site, {}, ssh_config=way(server))
    assert refusal(lambda: send(target, outputs.new, around)) == code
    assert not Path(target.path).exists()


@pytest.mark.parametrize("missing", ["ssh", "rsync"])
def test_a_program_that_is_missing_here_is_named(
    missing: str,
    outputs: Outputs,
    target: FolderTarget,
    around: Surroundings,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in {"ssh", "rsync"} - {missing}:
        (programs / name).symlink_to(shutil.which(name) or "")
    monkeypatch.setenv("PATH", str(programs))
    assert refusal(lambda: send(target, outputs.new, around)) == "deploy-no-program"


# --- Cut off --------------------------------------------------------------------------------------------

CUTS = 200 if SOAK else 3


@pytest.mark.faults
@pytest.mark.slow
def test_cut_off_at_any_point_the_public_has_the_old_site_or_the_new_one(
    outputs: Outputs,
    server: Ssh,
    tmp_path: Path,
    figures: Callable[[str, Mapping[str, int]], None],
) -> None:
    old, new = outputs.files("old"), outputs.files("new")

    def way(port: int) -> Surroundings:
        return Surroundings(outputs.site, {}, ssh_config=server.config_for(port))

    def made(name: str) -> FolderTarget:
        target = target_of("folder", path=str(tmp_path / name), host="server")
        assert isinstance(target, FolderTarget)
        return target

    send(made("count"), outputs.old, way(server.port))
    with cut_after(server.port, 10**9) as whole:
        send(made("count"), outputs.new, way(whole.port))
        total = whole.passed
    counted = {"cuts": 0, "old": 0, "new": 0}
    for turn in range(CUTS + 1):
        target = made(f"w{turn}")
        send(target, outputs.old, way(server.port))
        at = total * turn // CUTS if turn else 1
        with cut_after(server.port, max(1, at)) as cut:
            ended = code_of(lambda: send(target, outputs.new, way(cut.port)))  # noqa: B023 - called at once
        assert ended in {"", "deploy-cut", "deploy-remote", "deploy-unreachable"}
        served = public(target)
        is_new = {path: served.get(path) for path in new} == new
        assert is_new or served == old, f"mixed after {at} bytes"
        counted["cuts"] += 1
        counted["new" if is_new else "old"] += 1
        send_patiently(target, outputs.new, way(server.port))
        assert public(target) == new
        shutil.rmtree(target.path)
    figures("deploy over ssh, cut off", {**counted, "mixed": 0})


def code_of(act: Callable[[], object]) -> str:
    """The code of the finding that keeps an action from being done; empty when it was."""
    try:
        act()
    except DeployError as problem:
        return problem.diagnostic.code
    return ""


def send_patiently(target: FolderTarget, output: Path, around: Surroundings) -> None:
    """As soon as the other machine has noticed that the connection is gone."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        code = code_of(lambda: send(target, output, around, minutes=1, delete_now=True))
        if not code:
            return
        assert code == "deploy-locked"
        time.sleep(0.1)
    raise AssertionError("the lock stays")


def test_what_has_arrived_is_not_sent_again(
    outputs: Outputs, target: FolderTarget, around: Surroundings
) -> None:
    """A release that an interrupted deployment was filling is taken up by links."""
    send(target, outputs.old, around)
    releases_folder = Path(target.path) / "releases"
    shutil.copytree(outputs.new, releases_folder / "2.new", ignore=shutil.ignore_patterns(".warta"))
    (releases_folder / "2.new/id/index.html").write_bytes(b"half")
    before = {path: (releases_folder / "2.new" / path).stat().st_ino for path in outputs.files("new")}
    done = send(target, outputs.new, around, delete_now=True)
    assert public(target) == outputs.files("new")
    current = Path(target.path) / "current"
    taken = [path for path in done.plan.send if (current / path).stat().st_ino == before[path]]
    assert set(done.plan.send) - set(taken) == {"id/index.html"}


def test_a_program_that_the_server_lacks_is_named(
    outputs: Outputs, target: FolderTarget, around: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warta.deploy.remote._OPEN", "echo rsync-lain; false\n")
    with pytest.raises(DeployError) as caught:
        send(target, outputs.new, around)
    assert caught.value.diagnostic.code == "deploy-remote-program"
    assert dict(caught.value.diagnostic.arguments)["program"] == "rsync-lain"
    assert not Path(target.path).exists()
