"""A build on a real Dask cluster: a scheduler and two workers as processes of their own, on this machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.planted.planting import python_path
from tests.support import PATIENCE, bytes_of
from warta.build.build import Request, Result, build

NOW = datetime(2026, 1, 1, tzinfo=UTC)
STORIES = 260
"""Enough for several batches of posts."""
SITE = """\
title = "Uji"
base_url = "https://uji.example.go.id"
timezone = "Asia/Jakarta"
languages = ["id"]
[publisher]
name = "Uji"
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose posts differ."""
    folder = tmp_path_factory.mktemp("cluster")
    (folder / "site.toml").write_text(SITE, encoding="utf-8")
    news = folder / "content" / "news" / "2024"
    news.mkdir(parents=True)
    (folder / "content" / "agencies.yaml").write_text("uji: {name: Uji, region: bali}\n", encoding="utf-8")
    for number in range(STORIES):
        head = f"title: Berita {number}\ndate: 2024-01-{number % 28 + 1:02}\nagency: uji"
        text = f"---\n{head}\n---\nIsi *{number}*.\n"
        (news / f"berita-{number}.id.md").write_text(text, encoding="utf-8")
    return folder


def build_into(site: Path, output: Path, cluster: str | None = None) -> Result:
    """A build from nothing, with a cache of its own."""
    cache = output.with_name(output.name + "-cache")
    return build(Request(site=site, output=output, now=NOW, cache=cache, cluster=cluster))


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """``HOST:PORT`` of a scheduler on loopback, and its two workers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"127.0.0.1:{port}"
    environment = {**os.environ, "PYTHONPATH": python_path(), "PYTHONWARNINGS": "ignore"}

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", *arguments, "--no-dashboard"]
        log = (folder / "cluster.log").open("ab")
        return subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)

    processes = [start("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port))]
    try:
        processes += [
            start("distributed.cli.dask_worker", f"tcp://{address}", "--nthreads", "1", "--no-nanny")
            for _ in range(2)
        ]
        deadline = time.monotonic() + PATIENCE
        log_file = folder / "cluster.log"
        while log_file.read_bytes().count(b"Registered to:") < 2:
            assert time.monotonic() < deadline, log_file.read_text("utf-8", "replace")[-2000:]
            time.sleep(0.1)
        yield address, processes[1:]
    finally:
        for process in processes:
            process.kill()
        for process in processes:
            process.wait(PATIENCE)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # the cluster's own libraries warn of each other
def test_two_workers_give_the_bytes_of_one_process_and_one_of_them_may_die(
    site: Path, tmp_path: Path
) -> None:
    """The same bytes as serial, with both workers and with one killed in the middle; nothing is lost."""
    serial = build_into(site, tmp_path / "serial")
    assert not serial.failed
    expected = bytes_of(tmp_path / "serial")
    with cluster(tmp_path) as (address, workers):
        shared = build_into(site, tmp_path / "shared", address)
        assert not shared.failed, shared.diagnostics
        assert bytes_of(tmp_path / "shared") == expected

        stage = tmp_path / "survived" / ".warta" / "stage"

        def kill_one() -> None:
            while not (stage.is_dir() and any(stage.iterdir())):
                time.sleep(0.002)
            workers[0].send_signal(signal.SIGKILL)

        killer = threading.Thread(target=kill_one, daemon=True)
        killer.start()
        survived = build_into(site, tmp_path / "survived", address)
        killer.join(PATIENCE)
        assert workers[0].wait(PATIENCE) == -signal.SIGKILL
        assert not survived.failed, survived.diagnostics
        assert bytes_of(tmp_path / "survived") == expected


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_that_does_not_answer_is_named(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The build fails with a finding, and writes nothing."""
    monkeypatch.setattr("warta.workers.executors.CLUSTER_TIMEOUT", "1s")
    result = build_into(site, tmp_path / "output", "127.0.0.1:1")
    assert [found.code for found in result.diagnostics] == ["cluster"]
    assert not (tmp_path / "output").exists()
