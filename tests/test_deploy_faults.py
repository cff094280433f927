"""Deployments that the machine ends: killed at a system call, cut off at a request, on a disk that is full.

``make test`` takes a sample; ``make soak`` every call and every request.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.deploylib import Outputs, make_outputs, send, target_of
from tests.faultlib import SOAK, calls_touching, may_mount, mounted, spread, strace, temporary_folder, tree
from tests.sshlib import Ssh, cut_after, ssh_server
from tests.support import SITE_TOML
from tests.test_deploy_s3 import KEYS, lacking, stored, sums
from warta.config.deploy import BucketTarget, FolderTarget
from warta.deploy import bucket, storage
from warta.deploy.findings import DeployError, PartlySentError
from warta.deploy.plan import is_asset
from warta.deploy.target import Surroundings
from warta.diagnostics.catalogue import MESSAGE_LANGUAGES, explain

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(sys.platform != "linux", reason="strace, mounts and ssh servers as Linux has them"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:botocore"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
Figures = Callable[[str, Mapping[str, int]], None]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Outputs:
    return make_outputs(tmp_path_factory.mktemp("keluaran"))


def folder_at(path: Path, **settings: Any) -> FolderTarget:
    made = target_of("folder", path=str(path), keep=2, **settings)
    assert isinstance(made, FolderTarget)
    return made


def public(path: str) -> dict[str, bytes]:
    return tree(Path(path) / "current")


def which(outputs: Outputs, path: str) -> str:
    """Whether readers have the old site or the new one; what is left for old pages may be there as well."""
    served, old, new = public(path), outputs.files("old"), outputs.files("new")
    if served == old:
        return "old"
    assert {path: served.get(path) for path in new} == new, "neither the old site nor the new one"
    assert all(is_asset(path) for path in served.keys() - new.keys())
    return "new"


# --- Killed -------------------------------------------------------------------------------------------

CALLS = {
    "?rename,?renameat,?renameat2": 3,
    "?link,?linkat": 2,
    "?unlink,?unlinkat,?rmdir": 2,
    "?mkdir,?mkdirat": 1,
    "?open,openat": 2,
    "?symlink,?symlinkat": 1,
    "fsync,fdatasync": 1,
}
"""Calls that change a folder, as strace names them → how many of them are tried."""


@pytest.mark.slow
def test_killed_at_any_system_call_readers_have_the_old_site_or_the_new_one(
    outputs: Outputs, figures: Figures
) -> None:
    """The command itself, from another process's view; the next deployment needs no help."""
    with temporary_folder() as place:
        site = place / "situs"
        site.mkdir()
        shutil.copytree(outputs.new, site / "output", symlinks=True)
        (site / "site.toml").write_text(f'{SITE_TOML}\n[deploy.publik]\nkind = "folder"\npath = "www"\n')
        target = folder_at(site / "www")
        command = [sys.executable, "-m", "warta", "--site", str(site), "deploy"]

        def fresh() -> None:
            shutil.rmtree(target.path, ignore_errors=True)
            send(target, outputs.old)

        fresh()
        log = place / "log"
        done = strace(",".join(CALLS), "", log, command)
        assert done.returncode == 0, done.stderr
        touching = calls_touching(log, site / "www")
        for calls, most in CALLS.items():
            points = [call for call in touching if call.name in calls.replace("?", "").split(",")]
            assert points, calls
            seen: Counter[str] = Counter()
            for call in spread(points, most):
                fresh()
                done = strace(call.name, f"signal=KILL:when={call.number}", log, command)
                assert done.returncode in {0, -signal.SIGKILL}, done.stderr
                seen["kills"] += done.returncode != 0
                seen[which(outputs, target.path)] += 1
                send(target, outputs.new, minutes=1, delete_now=True)
                assert public(target.path) == outputs.files("new")
            assert seen["kills"]
            name = calls.partition(",")[0].strip("?")
            figures(
                f"deploy to a folder, killed at {name} calls", {"such calls": len(points), **seen, "mixed": 0}
            )


def ended(act: Callable[[], object]) -> DeployError | None:
    """How a deployment failed; None when it did not."""
    try:
        act()
    except DeployError as problem:
        return problem
    return None


# --- Cut off at a request -----------------------------------------------------------------------------

REQUESTS = 10_000 if SOAK else 3


@pytest.fixture(scope="module")
def storage_port() -> Iterator[int]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield server.get_host_and_port()[1]
    server.stop()


@pytest.mark.slow
@pytest.mark.parametrize("arrives", [True, False], ids=["its answer is lost", "it does not arrive"])
def test_storage_cut_off_at_any_request_has_no_page_without_its_assets(
    arrives: bool, outputs: Outputs, storage_port: int, monkeypatch: pytest.MonkeyPatch, figures: Figures
) -> None:
    monkeypatch.setattr(storage, "ATTEMPTS", 1)
    monkeypatch.setattr(bucket, "LOCK_AGE", 0.0)
    client = boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{storage_port}",
        aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
        region_name="us-east-1",
    )
    name = f"putus-{arrives}".lower()
    client.create_bucket(Bucket=name)
    around = Surroundings(outputs.site, KEYS)
    old, new = sums(outputs.files("old")), sums(outputs.files("new"))

    def by(port: int) -> BucketTarget:
        made = target_of(
            "s3", bucket=name, prefix="a", endpoint=f"http://127.0.0.1:{port}", region="us-east-1"
        )
        assert isinstance(made, BucketTarget)
        return made

    send(by(storage_port), outputs.old, around)
    with cut_after(storage_port, 10**9, requests=True) as whole:
        send(by(whole.port), outputs.new, around, delete_now=True)
        total = whole.passed
    step = max(1, total // REQUESTS)
    seen: Counter[str] = Counter()
    for number in range(1, total + 1) if SOAK else range(step, total, step):
        send(by(storage_port), outputs.old, around, delete_now=True)
        with cut_after(storage_port, number, requests=True, last_arrives=arrives) as cut:
            problem = ended(lambda: send(by(cut.port), outputs.new, around))
        there = stored(client, by(storage_port))
        if problem is not None and not isinstance(problem, PartlySentError):
            assert all(is_asset(path) for path, tag in there.items() if tag != old.get(path))
        seen["cut"] += problem is not None
        assert not lacking(client, by(storage_port))
        send(by(storage_port), outputs.new, around, delete_now=True)
        assert stored(client, by(storage_port)) == new
    assert seen["cut"] >= 2
    what = "deploy to storage, cut at a request"
    figures(what, {"requests": total, **seen, "pages without their assets": 0})


# --- A full disk --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ssh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ssh]:
    with ssh_server(tmp_path_factory.mktemp("ssh")) as server:
        yield server


@pytest.mark.skipif(bool(may_mount()), reason=may_mount() or "-")
@pytest.mark.parametrize("host", [None, "server"], ids=["here", "over ssh"])
@pytest.mark.parametrize("what", ["size", "nr_inodes"])
def test_a_disk_that_is_full_keeps_the_old_site(
    what: str, host: str | None, outputs: Outputs, ssh: Ssh, tmp_path: Path
) -> None:
    """For bytes and for names of files; with room, the next deployment needs no help."""
    around = Surroundings(outputs.site, {}, ssh_config=ssh.config)
    with mounted(tmp_path / "disk", "size=64m,mode=755") as disk:
        target = folder_at(disk / "www", **({"host": host} if host else {}))
        send(target, outputs.old, around)
        (disk / "penuh").mkdir()
        room = {"size": used_bytes(disk), "nr_inodes": used_names(disk)}[what]
        for more in (0, 1, 4):
            remount(disk, f"{what}={room + more * (4096 if what == 'size' else 1)}")
            with pytest.raises(DeployError) as caught:
                send(target, outputs.new, around)
            found = caught.value.diagnostic
            assert found.code == "deploy-full", found
            for language in MESSAGE_LANGUAGES:
                assert explain(found, language).fix
            assert which(outputs, target.path) == "old"
        remount(disk, "size=64m,nr_inodes=100000")
        send(target, outputs.new, around, delete_now=True)
        assert public(target.path) == outputs.files("new")


def used_bytes(disk: Path) -> int:
    return shutil.disk_usage(disk).used


def used_names(disk: Path) -> int:
    status = os.statvfs(disk)
    return status.f_files - status.f_ffree


def remount(disk: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(disk)], check=True)
