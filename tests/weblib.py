"""A web server on this machine with the files that ``warta host`` writes, for as long as a test."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.sshlib import wait_for

__all__ = ["PATH", "nginx_command", "nginx_serving", "program"]

PATH = f"{os.environ['PATH']}:/usr/sbin:/sbin"
"""Debian keeps servers out of a user's own."""
TEMPORARY = {"client_body": "body", "proxy": "proxy", "fastcgi": "fastcgi", "uwsgi": "uwsgi", "scgi": "scgi"}


def program(name: str) -> str:
    """Where a program is, which has to be there."""
    found = shutil.which(name, path=PATH)
    assert found is not None, f"the tests need {name}: `make tools` installs it (apt-get install {name})"
    return found


def nginx_command(conf: Path, place: Path) -> list[str]:
    """Nginx with one file of a site, and all else that it writes in ``place``."""
    for folder in TEMPORARY.values():
        (place / folder).mkdir()
    folders = "".join(f"{name}_temp_path {place}/{folder};\n" for name, folder in TEMPORARY.items())
    module = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
    loads = f"load_module {module};\n" if "brotli_static" in conf.read_text() else ""
    (place / "nginx.conf").write_text(
        f"{loads}pid {place}/pid;\nerror_log stderr;\ndaemon off;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{folders}include {conf.parent}/00-warta.conf;\ninclude {conf};\n}}\n"
    )
    return ["nginx", "-p", str(place), "-e", "stderr", "-c", str(place / "nginx.conf")]


@contextmanager
def nginx_serving(conf: Path, place: Path, port: int) -> Iterator[None]:
    """Nginx, while it runs."""
    words: Sequence[str] = [program("nginx"), *nginx_command(conf, place)[1:]]
    environment: Mapping[str, str] = {**os.environ, "HOME": str(place)}
    with (place / "output.txt").open("wb") as log:
        process = subprocess.Popen(words, stdout=log, stderr=subprocess.STDOUT, env=environment, cwd=place)
    try:
        wait_for(port)
        yield
    finally:
        process.terminate()
        process.wait()
