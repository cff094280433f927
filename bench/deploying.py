"""A site under load while it is deployed: failed requests, and pages whose assets are not there.

python bench/deploying.py                                5,000 stories, 50 deployments, 10 rollbacks
python bench/deploying.py --stories 300 --deploys 10 --rollbacks 2 --seconds 10

nginx serves a folder that ``warta deploy`` fills; wrk asks for random pages of it in runs of bounded length,
and readers open pages and then all that these refer to, while outputs with other style sheets are deployed,
one after the other, and brought back. Then one more story is written, built and deployed, and the files that
this sends are counted. Needs nginx and wrk. Prints two lines of figures; status 1 when one of them should be
0 and is not, or a story sends more than FEW_ENOUGH files, which are listed then.
"""

from __future__ import annotations

import argparse
import http.client
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import sites
from bench.corpus import generate
from warta.build.build import Request, build
from warta.config.deploy import FolderTarget
from warta.deploy.run import Order, deploy, roll_back
from warta.deploy.target import Surroundings
from warta.diagnostics.values import has_errors

ROOT = Path(__file__).resolve().parents[1]
NGINX = """
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
  access_log off;
  types {{ text/html html; text/css css; image/svg+xml svg; }}
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {root}/current; }}
}}
"""
ASKING = """
local paths = {{}}
for line in io.lines("{folder}/paths") do paths[#paths + 1] = line end
math.randomseed(os.time())
request = function() return wrk.format("GET", paths[math.random(#paths)]) end
"""
_DATE = re.compile(r"(?m)(?<=^date: )\d{4}-\d\d-\d\d.*$")
REFERRED = re.compile(rb'(?:href|src)="(/(?:assets|media|cards)/[^"#?]+)"')


FEW_ENOUGH = 100
"""Files that a new story may send, however many there are."""


class Load(NamedTuple):
    """What wrk counted in one run."""

    requests: int
    failed: int


class Opened:
    """What readers saw: pages opened, and those of which something was missing."""

    def __init__(self) -> None:
        self.pages = 0
        self.assets = 0
        self.broken: list[str] = []


def main() -> int:
    """Measure, print, and say whether all is well."""
    options = _options()
    missing = [name for name in ("nginx", "wrk") if _program(name) is None]
    if missing:
        print(f"install {' and '.join(missing)} first (apt-get install nginx-light wrk)", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="warta-load-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # nginx reads as another user
        written, outputs = _outputs(folder, options.stories)
        target = FolderTarget(kind="folder", path=str(folder / "www"), keep=5)
        _deploy(target, outputs[0], folder)
        paths = _lasting(outputs)
        (folder / "paths").write_text("".join(f"{path}\n" for path in paths))
        with _serving(folder) as port:
            status = _measured(options, folder, target, outputs, paths, port)
        return max(status, _one_more(folder, target, written))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, default in {"stories": 5000, "deploys": 50, "rollbacks": 10, "seconds": 20}.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    return parser.parse_args()


def _measured(
    options: argparse.Namespace,
    folder: Path,
    target: FolderTarget,
    outputs: Sequence[Path],
    paths: Sequence[str],
    port: int,
) -> int:
    done, opened = threading.Event(), Opened()
    loads: list[Load] = []
    load = threading.Thread(target=lambda: loads.extend(_asking(folder, port, options.seconds, done)))
    reader = threading.Thread(target=_read, args=(port, paths, done, opened))
    load.start()
    reader.start()
    took = []
    every = max(1, options.deploys // max(1, options.rollbacks))
    back = 0
    try:
        for turn in range(1, options.deploys + 1):
            took.append(_deploy(target, outputs[turn % len(outputs)], folder))
            if turn % every == 0 and back < options.rollbacks:
                back += 1
                roll_back(_order(target, outputs[0], folder), None, Surroundings(folder, {}))
    finally:
        done.set()
        load.join()
        reader.join()
    requests, failed = sum(each.requests for each in loads), sum(each.failed for each in loads)
    seconds = sorted(took)[len(took) // 2]
    print(
        f"{options.stories:,} stories, {len(paths):,} addresses; "
        f"{len(took)} deployments (median {seconds:.2f} s) and {back} rollbacks; "
        f"{requests:,} requests, {failed} failed; "
        f"{opened.pages:,} pages opened with {opened.assets:,} assets, "
        f"{len(opened.broken)} of another generation"
    )
    for line in opened.broken[:5]:
        print(f"  {line}", file=sys.stderr)
    return 1 if failed or opened.broken or not requests or opened.assets < opened.pages else 0


def _one_more(folder: Path, target: FolderTarget, written: Sequence[Path]) -> int:
    """Write a story of the newest one's day, in both languages, and say how many files it sends."""
    output = folder / "output"
    _deploy(target, output, folder)
    newest = max(written, key=lambda path: _DATE.findall(path.read_text("utf-8")))
    day = _DATE.findall(newest.read_text("utf-8"))[0]
    for path in newest.parent.glob(f"{newest.name.partition('.')[0]}.*.md"):
        text = _DATE.sub(f"{day[:10]} 23:59", path.read_text("utf-8"))
        text = re.sub(r'(?m)^title: "', 'title: "Satu lagi: ', text, count=1)
        path.with_name(f"satu-lagi.{path.name.partition('.')[2]}").write_text(text, "utf-8")
    _build(folder)
    done = deploy(_order(target, output, folder), Surroundings(folder, {}), lambda _sent, _of: None)
    sent = len(done.plan.send)
    print(f"one more story, in two languages: {sent} files sent, {len(done.plan.delete)} deleted")
    if sent > FEW_ENOUGH:
        print("".join(f"  {path}\n" for path in done.plan.send), end="", file=sys.stderr)
        return 1
    return 0


def _build(folder: Path) -> None:
    result = build(Request(folder / "site", folder / "output", datetime.now(UTC), jobs=2))
    assert not has_errors(result.diagnostics), result.diagnostics


def _outputs(folder: Path, stories: int) -> tuple[list[Path], list[Path]]:
    """A site's stories; three states of it, each with a style sheet of its own and one more correction."""
    site = folder / "site"
    written = sites.write_warta(generate(stories), site, "markdown", ROOT / "templates")
    (site / "templates/assets").mkdir(exist_ok=True)
    style = site / "templates/assets/style.css"
    shutil.copyfile(ROOT / "templates/assets/style.css", style)
    found = []
    for edition in range(3):
        with style.open("a", encoding="utf-8") as file:
            file.write(f"\n/* {edition} */\n")
        sites.edit_story(written[edition], edition)
        _build(folder)
        found.append(shutil.copytree(folder / "output", folder / f"output-{edition}"))
    return written, found


def _lasting(outputs: Sequence[Path]) -> list[str]:
    """The addresses of pages that every output has."""
    every = [
        {
            path.relative_to(output).as_posix().removesuffix("index.html")
            for path in output.rglob("index.html")
        }
        for output in outputs
    ]
    return sorted(f"/{path}" for path in set.intersection(*every))


def _order(target: FolderTarget, output: Path, folder: Path) -> Order:
    base = re.search(r'(?m)^base_url = "([^"]+)"', (folder / "site/site.toml").read_text("utf-8"))
    assert base is not None
    now = datetime.now(UTC)
    return Order(name="load", target=target, base_url=base[1], now=now, output=output, shown=output.name)


def _deploy(target: FolderTarget, output: Path, folder: Path) -> float:
    """Seconds that it took."""
    started = time.perf_counter()
    deploy(_order(target, output, folder), Surroundings(folder, {}), lambda _sent, _of: None)
    return time.perf_counter() - started


def _program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin")


@contextmanager
def _serving(folder: Path) -> Iterator[int]:
    """Nginx on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, port=port, root=folder / "www"))
    program = _program("nginx")
    assert program is not None
    process = subprocess.Popen([program, "-c", str(config), "-g", "daemon off;"], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


def _asking(folder: Path, port: int, seconds: int, done: threading.Event) -> Iterator[Load]:
    """Runs of wrk, one after the other, until all is done."""
    script = folder / "ask.lua"
    script.write_text(ASKING.format(folder=folder))
    command = ["wrk", "-t1", "-c8", f"-d{seconds}s", "-s", str(script), f"http://127.0.0.1:{port}"]
    while True:
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        requests = re.search(r"(\d+) requests in", said)
        refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
        errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
        assert requests is not None, said
        failed = int(refused[1]) if refused else 0
        yield Load(int(requests[1]), failed + sum(map(int, errors.groups()) if errors else ()))
        if done.is_set():
            return


def _read(port: int, paths: Sequence[str], done: threading.Event, opened: Opened) -> None:
    """Open pages, then what each refers to, as a browser does; a moment may lie in between."""
    turn = 0
    while not done.is_set() or not turn:
        path = paths[turn * 7919 % len(paths)]
        turn += 1
        status, page = _get(port, path)
        if status != 200:
            opened.broken.append(f"{path}: {status}")
            continue
        opened.pages += 1
        if turn % 5 == 0:
            time.sleep(0.2)
        for asset in dict.fromkeys(REFERRED.findall(page)):
            status, _ = _get(port, asset.decode())
            opened.assets += 1
            if status != 200:
                opened.broken.append(f"{path}: {asset.decode()} {status}")


def _get(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
