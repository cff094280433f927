"""An ssh server on this machine, with keys and settings of its own, for as long as a test."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from tests.support import PATIENCE

__all__ = ["Cut", "Ssh", "cut_after", "free_port", "ssh_server"]


class Ssh(NamedTuple):
    """A server and how one gets there."""

    folder: Path
    port: int
    config: Path
    """For ``ssh -F``: the key, and the server's own key, which is known."""

    def config_for(self, port: int, **options: str) -> Path:
        """The same way by another port, with other settings."""
        lines = {
            "HostName": "127.0.0.1",
            "Port": str(port),
            "IdentityFile": str(self.folder / "client"),
            "IdentitiesOnly": "yes",
            "UserKnownHostsFile": str(self.folder / "known_hosts"),
            "GlobalKnownHostsFile": "/dev/null",
            "HostKeyAlias": "server",
            "StrictHostKeyChecking": "yes",
            "LogLevel": "ERROR",
            **options,
        }
        config = self.folder / f"config-{port}-{len(list(self.folder.iterdir()))}"
        config.write_text("Host *\n" + "".join(f"  {name} {value}\n" for name, value in lines.items()))
        return config


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def make_key(path: Path) -> str:
    """A key pair; gives the public one."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    return path.with_suffix(".pub").read_text()


@contextmanager
def ssh_server(folder: Path) -> Iterator[Ssh]:
    """The server; it needs no root, and lets only its own key in, as this user."""
    program = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program is not None, "install an ssh server (apt-get install openssh-server rsync)"
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    public = make_key(folder / "host")
    (folder / "authorized").write_text(make_key(folder / "client"))
    (folder / "known_hosts").write_text(f"server {' '.join(public.split()[:2])}\n")
    port = free_port()
    settings = {
        "ListenAddress": f"127.0.0.1:{port}",
        "HostKey": folder / "host",
        "AuthorizedKeysFile": folder / "authorized",
        "PidFile": "none",
        "StrictModes": "no",
        "UsePAM": "no",
        "PasswordAuthentication": "no",
        "PermitRootLogin": "prohibit-password",
        "MaxStartups": "100",
    }
    config = folder / "sshd_config"
    config.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([program, "-D", "-e", "-f", str(config)], stderr=log)
    try:
        wait_for(port)
        server = Ssh(folder, port, Path())
        yield server._replace(config=server.config_for(port))
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    """Until somebody listens there."""
    deadline = time.monotonic() + PATIENCE
    while True:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        assert time.monotonic() < deadline, "nobody listens"
        time.sleep(0.05)


_REQUEST = re.compile(rb"(?:GET|PUT|HEAD|POST|DELETE) \S+ HTTP/1\.1\r\n")


class Cut:
    """Passes connections on to a port, and ends them all when so many bytes have come from the client.

    With ``requests`` it counts requests of HTTP; the last one still reaches the port if it ``last_arrives``.
    """

    def __init__(self, to: int, after: int, *, requests: bool = False, last_arrives: bool = False) -> None:
        self.left = after
        self.passed = 0
        self._requests = requests
        self._last_arrives = last_arrives
        self._to = to
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                if self.left <= 0:
                    client.close()
                    continue
                server = socket.create_connection(("127.0.0.1", self._to))
                self._open += [client, server]
                for source, target, counted in ((client, server, True), (server, client, False)):
                    threading.Thread(target=self._pass, args=(source, target, counted), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, counted: bool) -> None:
        with suppress(OSError):
            while data := source.recv(1024 if counted else 65536):
                number = len(_REQUEST.findall(data)) if self._requests else len(data)
                if counted and self._count(number) <= 0:
                    if self._last_arrives:
                        target.sendall(data)
                        time.sleep(0.05)
                    self._end()
                    return
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _count(self, size: int) -> int:
        with self._lock:
            self.passed += size
            self.left -= size
            return self.left

    def _end(self) -> None:
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Pass nothing on any more."""
        self._end()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for each in self._open:
            each.close()
        self._thread.join()


@contextmanager
def cut_after(to: int, count: int, **how: bool) -> Iterator[Cut]:
    """A way to a port that ends after so many bytes, or as :class:`Cut` says."""
    cut = Cut(to, count, **how)
    try:
        yield cut
    finally:
        cut.close()
