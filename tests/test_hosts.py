"""Web servers with the files that ``warta host`` writes: real ones, asked by HTTP.

Each server shows the same site twice: at the top of its host, and below a sub-path.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.faultlib import temporary_folder
from tests.support import NOW, PATIENCE, SITE_TOML, make_site, post, translation
from tests.weblib import PATH, nginx_command, program
from warta.build.build import Request, build
from warta.cli import main
from warta.output.content_types import content_type
from warta.publishing.hosts.rules import RulesError, header_rules, redirect_rules

HOST = "kabar.example.go.id"
PREFIXES = ("", "/kabar/resmi")
FILES: dict[str, str | bytes] = {
    "site.toml": SITE_TOML.replace("\n[publisher]", 'precompress = ["gzip", "brotli", "zstd"]\n\n[publisher]')
    + '\n[redirects]\n"/berita.php" = "/id/berita/"\n"/luar/" = "https://example.org/a?b=1"\n',
    "content/tags.yaml": "banjir: {name: {id: Banjir, en: Floods}, old_urls: [/id/topik/air/]}\n",
    "content/news/2024/kasus.id.md": post("Kasus uji", tags="banjir", aliases="[/lama/, /2019/kasus.html]"),
    "content/news/2024/kasus.en.md": translation("A test case"),
}


class Site(NamedTuple):
    folder: Path
    """With ``output``."""
    prefix: str


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Site]:
    found = {}
    for prefix in PREFIXES:
        folder = make_site(tmp_path_factory.mktemp("situs") / "situs", FILES)
        request = Request(folder, folder / "output", NOW, base_url=f"https://{HOST}{prefix}")
        result = build(request)
        assert not result.failed, result.diagnostics
        (folder / "output/.well-known").mkdir()
        (folder / "output/.well-known/security.txt").write_text("Contact: mailto:a@example.go.id\n", "utf-8")
        (folder / "output/.rahasia").write_text("rahasia", "utf-8")
        found[prefix] = Site(folder, prefix)
    for folder in (site.folder for site in found.values()):
        for path in (folder, *folder.parents):  # the servers run as another user
            with contextlib.suppress(OSError):
                path.chmod(path.stat().st_mode | 0o055)
    return found


def _caddy(conf: Path, place: Path) -> list[str]:
    (place / "Caddyfile").write_text(f"{{\nadmin off\nauto_https off\n}}\nimport {conf}\n")
    return ["caddy", "run", "--config", str(place / "Caddyfile"), "--adapter", "caddyfile"]


def _apache(conf: Path, place: Path) -> list[str]:
    modules = "mpm_event authz_core alias deflate filter dir headers mime rewrite".split()
    loads = "".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n" for name in modules)
    port = conf.read_text().partition("<VirtualHost *:")[2].partition(">")[0]
    (place / "apache.conf").write_text(
        f"{loads}Listen {port}\nServerName {HOST}\nPidFile {place}/pid\nErrorLog {place}/log\n"
        f"TypesConfig /etc/mime.types\nUser www-data\nGroup www-data\nInclude {conf}\n"
    )
    return ["apache2", "-d", str(place), "-f", str(place / "apache.conf"), "-DFOREGROUND"]


SERVERS: dict[str, tuple[str, Callable[[Path, Path], list[str]]]] = {
    "nginx": ("nginx", nginx_command),
    "caddy": ("caddy", _caddy),
    "apache": ("apache2", _apache),
}


class Reply(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


class Server(NamedTuple):
    kind: str
    port: int
    prefix: str
    output: Path

    def get(self, path: str, **headers: str) -> Reply:
        """What is answered below the site's address."""
        return self.ask(self.prefix + path, **headers)

    def ask(self, path: str, **headers: str) -> Reply:
        """As above, at an address of the host."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request("GET", path, headers={"Host": HOST, **sent})
            answer = connection.getresponse()
            found: dict[str, str] = {}
            for name, value in answer.getheaders():
                key = name.lower()
                found[key] = f"{found[key]}, {value}" if key in found else value
            return Reply(answer.status, found, answer.read())
        finally:
            connection.close()


@pytest.fixture(scope="module", params=[(name, prefix) for name in SERVERS for prefix in PREFIXES], ids=str)
def server(
    request: pytest.FixtureRequest, sites: Mapping[str, Site], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    kind, prefix = request.param
    name, started = SERVERS[kind]
    path = program(name)
    site, place = sites[prefix], tmp_path_factory.mktemp("server")
    port = _free_port()
    words = ["--site", str(site.folder), "host", kind, "--plain", "--port", str(port), "--output", str(place)]
    assert main([*words, "--base-url", f"https://{HOST}{prefix}"]) == 0
    (conf,) = [
        file
        for file in place.iterdir()
        if file.suffix in (".conf", ".caddy") and "redirects" not in file.name and "00-" not in file.name
    ]
    for folder in (place, *place.parents):  # Apache reads the table of redirects as another user
        with contextlib.suppress(OSError):
            folder.chmod(folder.stat().st_mode | 0o055)
    log = (place / "output.txt").open("wb")
    environment = {
        **os.environ,
        "HOME": str(place),
        "XDG_DATA_HOME": str(place),
        "XDG_CONFIG_HOME": str(place),
    }
    with (
        log,
        subprocess.Popen(
            [path, *started(conf, place)[1:]],
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=place,
        ) as process,
    ):
        try:
            _wait_for(port, process, place)
            yield Server(kind, port, prefix, site.folder / "output")
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[bytes], place: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        assert process.poll() is None, (place / "output.txt").read_text("utf-8")
        time.sleep(0.05)
    pytest.fail((place / "output.txt").read_text("utf-8"))


def test_every_page_is_there_with_what_its_headers_say(server: Server) -> None:
    rules = header_rules((server.output / "_headers").read_text("utf-8"))
    paths = ["/id/", "/id/berita/2024/kasus/", "/en/feed.xml", "/robots.txt", "/sitemap.xml", "/warta.json"]
    paths += [
        f"/{file.relative_to(server.output).as_posix()}" for file in (server.output / "assets").iterdir()
    ]
    for path in paths:
        reply = server.get(path)
        assert reply.status == 200, path
        file = (
            server.output / path.strip("/") / "index.html" if path.endswith("/") else server.output / path[1:]
        )
        assert reply.body == file.read_bytes(), path
        if server.kind == "nginx" and file.suffix not in (".gz", ".br", ".zst"):  # the others have own tables
            assert reply.headers["content-type"] == content_type(file.name), path
        expected: dict[str, str] = {}
        for rule in rules:
            parts = rule.pattern.split("*")
            full = server.prefix + path
            fits = (
                full == parts[0]
                if len(parts) == 1
                else full.startswith(parts[0]) and full.endswith(parts[-1])
            )
            if fits:
                expected |= {name.lower(): value for name, value in rule.headers}
        assert "content-security-policy" in expected
        expected.setdefault(
            "cache-control", "public, max-age=60" if path.endswith("/") else "public, max-age=300"
        )
        assert {name: reply.headers.get(name) for name in expected} == expected, path
    assert server.get(paths[-1]).headers["cache-control"].endswith("immutable")


def test_texts_are_sent_compressed(server: Server) -> None:
    for path in ("/id/", "/id/feed.xml", "/warta.json"):
        reply = server.get(path, Accept_Encoding="gzip")
        assert reply.headers["content-encoding"] == "gzip", path
        assert "Accept-Encoding" in reply.headers["vary"], path


ENCODINGS = {
    "nginx": (("br", ".br"), ("gzip", ".gz")),
    "caddy": (("br", ".br"), ("zstd", ".zst"), ("gzip", ".gz")),
    "apache": (("br", ".br"), ("zstd", ".zst"), ("gzip", ".gz")),
}
"""As a browser names them, the first it gets where it takes all; and how the files end."""


def test_what_lies_ready_compressed_is_sent_as_it_lies_there(server: Server) -> None:
    """Byte for byte, with the content type and the headers of the original; others get the original."""
    style = next(server.output.glob("assets/style.*.css")).relative_to(server.output).as_posix()
    paths = {"/id/": "id/index.html", "/id/feed.xml": "id/feed.xml", f"/{style}": style, "/": "index.html"}
    for path, file in paths.items():
        plain = server.get(path, Accept_Encoding="identity")
        assert plain.body == (server.output / file).read_bytes()
        assert "content-encoding" not in plain.headers
        for name, ending in ENCODINGS[server.kind]:
            reply = server.get(path, Accept_Encoding=name)
            assert (reply.status, reply.headers["content-encoding"]) == (200, name), path
            assert reply.body == (server.output / f"{file}{ending}").read_bytes(), (path, name)
            assert "accept-encoding" in reply.headers["vary"].lower(), path
            same = ("content-type", "cache-control", "content-security-policy", "x-content-type-options")
            assert [reply.headers.get(each) for each in same] == [plain.headers.get(each) for each in same], (
                path,
                name,
            )
        best = server.get(path, Accept_Encoding="gzip, deflate, br, zstd")
        assert best.headers["content-encoding"] == ENCODINGS[server.kind][0][0]


def test_what_is_not_there_is_said_in_the_readers_language_and_not_kept(server: Server) -> None:
    for path, page in (("/en/x/", "/en/404.html"), ("/id/x/y", "/id/404.html"), ("/x", "/404.html"),
                       ("/assets/lost.css", "/404.html")):  # fmt: skip
        reply = server.get(path)
        assert reply.status == 404, path
        assert reply.body == (server.output / page[1:]).read_bytes(), path
        assert "max-age" not in reply.headers.get("cache-control", ""), path
        assert "content-security-policy" in reply.headers, path


def test_nothing_of_wartas_own_is_served(server: Server) -> None:
    for path in ("/.warta/manifest", "/.warta/", "/%2ewarta/manifest", "/id/../.warta/manifest", "/.rahasia",
                 "/.well-known/../.rahasia", "/.well-known/.rahasia"):  # fmt: skip
        reply = server.get(path)
        assert reply.status in (400, 404), path
        assert b"rahasia" not in reply.body
    assert server.get("/.well-known/security.txt").status == 200


OLD = {
    "/lama/": "/id/berita/2024/kasus/",
    "/lama": "/id/berita/2024/kasus/",
    "/2019/kasus.html": "/id/berita/2024/kasus/",
    "/id/topik/air/": "/id/topik/banjir/",
    "/berita.php": "/id/berita/",
}


def test_old_addresses_are_gone_for_good_in_one_step(server: Server) -> None:
    for old, new in OLD.items():
        reply = server.get(old)
        assert reply.status == 301, old
        assert _path(reply.headers["location"]) == server.prefix + new, old
    reply = server.get("/luar/")
    assert (reply.status, reply.headers.get("location")) == (301, "https://example.org/a?b=1")


def test_a_folder_is_given_its_slash(server: Server) -> None:
    reply = server.get("/id/berita")
    assert reply.status in (301, 308)
    assert _path(reply.headers["location"]) == f"{server.prefix}/id/berita/"


def _path(location: str) -> str:
    return "/" + location.split("/", 3)[3] if "://" in location else location


FIRST_VISITS = {
    "id": "/id/",
    "en-US,en;q=0.9": "/en/",
    "EN": "/en/",
    "in-ID": "/id/",
    "fr-FR,fr;q=0.9,en;q=0.8,id;q=0.7": "/en/",
    "de,id-ID;q=0.5": "/id/",
    "id,en": "/id/",
    "en-GB, id": "/en/",
    "en;q=0.1, id;q=0.9": "/id/",
    "en;q=0.1,id": "/id/",
    "id;q=0.8,en;q=0.80": "/id/",
    "id;q=0.05,en;q=0.5": "/en/",
    "id;q=.3, en-US ; q=0.35, en;q=1.0": "/en/",
    "de;q=1, en;q=0.001": "/en/",
    "en;q=0": None,
    "en;q=0.000, fr": None,
    "en;q=0, id;q=0.2": "/id/",
    "en-US;q=0.4,en;q=0.3,in;q=0.7,*;q=0.1": "/id/",
    "enx,idx": None,
    "*": None,
    "": None,
}


def test_the_first_visit_is_in_the_readers_language(server: Server) -> None:
    for wanted, page in FIRST_VISITS.items():
        reply = server.get("/", Accept_Language=wanted)
        assert "Accept-Language" in reply.headers["vary"], wanted
        if page is None:
            assert reply.status == 200, wanted
            assert reply.body == (server.output / "index.html").read_bytes()
        else:
            assert (reply.status, _path(reply.headers["location"])) == (302, server.prefix + page), wanted
    if server.prefix:
        assert _path(server.ask("/").headers["location"]) == f"{server.prefix}/"
        assert server.ask("/id/").status == 404


@pytest.mark.parametrize(
    "text",
    [
        '/*\n  X-A: a"b\n',
        "/*\n  X-A: $b\n",
        "/* {\n  X-A: b\n",
        "  X-A: b\n",
        "/*\n  X A: b\n",
        "/*\n  X-A\n",
        "/;\n",
    ],
)
def test_headers_that_a_server_would_misread_are_refused(text: str) -> None:
    with pytest.raises(RulesError):
        header_rules(text)


def test_redirects_that_a_server_would_misread_are_left_to_their_pages() -> None:
    text = "# \n/a/ /b/ 301\n/%7Bx%7D/ /b/ 301\n/%22/ /b/ 301\n/a%24b/ /c/ 301\n/%C3%A9/ /d/ 301\n"
    assert [rule.old for rule in redirect_rules(text)] == ["/a/", "/é/"]


def test_the_files_speak_tls_for_a_site_that_has_it(sites: Mapping[str, Site], tmp_path: Path) -> None:
    folder = sites[""].folder
    for kind in SERVERS:
        assert main(["--site", str(folder), "host", kind, "--output", str(tmp_path / kind)]) == 0
        (conf,) = (tmp_path / kind).glob(f"{HOST.replace('.', '_')}.[c]*")
        text = conf.read_text("utf-8")
        assert HOST in text
        assert ("ssl" in text.lower()) == (kind != "caddy")  # which does so by itself


MACHINE = (
    (f"https://{HOST}", ()),
    (f"https://pratinjau.{HOST}", ()),
    (f"https://{HOST}:8443/pratinjau", ()),
    (
        "https://pratinjau.berita.dinas-komunikasi-informatika.kabupaten-kepulauan.example.go.id/kabar/resmi",
        (),
    ),
    ("https://lain.example.go.id/kabar", ("--plain", "--port", "8081")),
    ("http://dalam.example.go.id:8082", ()),
)
"""Sites of one machine: their addresses, and how they are served."""


@pytest.fixture(scope="module")
def machine(sites: Mapping[str, Site], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files for each server of all sites on a machine, and a certificate for them."""
    place = tmp_path_factory.mktemp("machine")
    words = "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=x -keyout key.pem -out cert.pem"
    subprocess.run(words.split(), cwd=place, check=True, capture_output=True)
    for kind in SERVERS:
        for address, flags in MACHINE:
            words_of_site = ["--site", str(sites[""].folder), "host", kind, "--base-url", address, *flags]
            assert main([*words_of_site, "--output", str(place / kind)]) == 0
        for file in (place / kind).iterdir():
            text = re.sub(
                r"/etc/letsencrypt/live/\S*/fullchain.pem", f"{place}/cert.pem", file.read_text("utf-8")
            )
            file.write_text(
                re.sub(r"/etc/letsencrypt/live/\S*/privkey.pem", f"{place}/key.pem", text), "utf-8"
            )
    # A table as a site has it that was moved here.
    (table,) = (place / "nginx").glob("kabar_example_go_id-redirects.map")
    long = "kepala-dinas-kependudukan-dan-pencatatan-sipil-meninjau-layanan-di-kecamatan" * 2
    table.write_text(
        "".join(f'"/2019/05/{number}-{long}.html" "/id/berita/{number}/";\n' for number in range(5_000)),
        "utf-8",
    )
    return place


@pytest.mark.parametrize("count", [1, 2, len(MACHINE)])
def test_nginx_takes_all_sites_of_a_machine_without_a_warning(
    machine: Path, tmp_path: Path, count: int
) -> None:
    """Under the configuration that Debian installs it with."""
    here = tmp_path / "conf.d"
    here.mkdir()
    files = sorted(
        (machine / "nginx").glob("*.conf"), key=lambda file: (file.name[0] != "0", "kabar" not in file.name)
    )
    assert len(files) == len(MACHINE) + 2
    for file in files[: count + 2]:
        (here / file.name).write_text(file.read_text("utf-8"), "utf-8")
    text = Path("/etc/nginx/nginx.conf").read_text("utf-8").replace("/etc/nginx/conf.d", str(here))
    for theirs in ("/run/nginx.pid", "/var/log/nginx"):
        text = text.replace(theirs, f"{tmp_path}/{Path(theirs).name}")
    text = text.replace("include /etc/nginx/sites-enabled/*;", "")
    (tmp_path / "nginx").mkdir()
    (tmp_path / "nginx.conf").write_text(text, "utf-8")
    words = [program("nginx"), "-t", "-e", "stderr", "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    said = [
        line
        for line in done.stderr.splitlines()
        if "syntax is ok" not in line and "is successful" not in line
    ]
    # Who may not change the user is told so.
    assert [line for line in said if '"user" directive' not in line] == [], done.returncode


def test_caddy_takes_all_sites_of_a_machine(machine: Path, tmp_path: Path) -> None:
    files = [file for file in sorted((machine / "caddy").glob("*.caddy")) if "redirects" not in file.name]
    assert len(files) == len(MACHINE)
    (tmp_path / "Caddyfile").write_text("".join(f"import {file}\n" for file in files), "utf-8")
    words = [program("caddy"), "adapt", "--validate", "--config", str(tmp_path / "Caddyfile")]
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    servers = json.loads(done.stdout)["apps"]["http"]["servers"].values()
    hosts = {match["host"][0] for server in servers for route in server["routes"] for match in route["match"]}
    assert len(hosts) == len(MACHINE) - 1  # one host has two ports


def test_apache_takes_all_sites_of_a_machine_without_a_warning(machine: Path, tmp_path: Path) -> None:
    files = sorted((machine / "apache").glob("*.conf"))
    assert len(files) == len(MACHINE)
    modules = "mpm_event authz_core alias deflate filter dir headers mime rewrite ssl socache_shmcb".split()
    loads = "".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n" for name in modules)
    listens = "".join(f"Listen {port}\n" for port in (80, 443, 8443, 8081, 8082))
    includes = "".join(f"Include {file}\n" for file in files)
    (tmp_path / "apache.conf").write_text(
        f"{loads}{listens}ServerName {HOST}\nPidFile {tmp_path}/pid\nErrorLog {tmp_path}/log\n"
        f"TypesConfig /etc/mime.types\n{includes}"
    )
    words = [program("apache2"), "-d", str(tmp_path), "-f", str(tmp_path / "apache.conf"), "-t"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "Syntax OK")


def test_the_container_writes_nothing(sites: Mapping[str, Site], tmp_path: Path) -> None:
    assert main(["--site", str(sites[""].folder), "host", "container", "--output", str(tmp_path)]) == 0
    text = (tmp_path / "Containerfile").read_text("utf-8")
    assert "USER 65532" in text
    caddy = program("caddy")
    config = (tmp_path / "Caddyfile").read_text("utf-8").replace("/etc/caddy/", f"{tmp_path}/")
    (tmp_path / "Caddyfile").write_text(config, "utf-8")
    for file in tmp_path.glob("*.caddy"):
        file.write_text(file.read_text("utf-8").replace("/etc/caddy/", f"{tmp_path}/"), "utf-8")
    done = subprocess.run(
        [caddy, "validate", "--config", str(tmp_path / "Caddyfile"), "--adapter", "caddyfile"],
        capture_output=True, text=True, check=False, env={**os.environ, "HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_a_site_that_is_not_built_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = make_site(tmp_path, FILES)
    assert main(["--site", str(site), "host", "nginx"]) == 2
    assert "warta build" in capsys.readouterr().err


def test_the_files_may_be_for_another_machine(sites: Mapping[str, Site], tmp_path: Path) -> None:
    """What names other files names them where the server will find them."""
    words = ["--site", str(sites[""].folder), "host", "nginx", "--place", "/etc/nginx/conf.d"]
    assert main([*words, "--root", "/srv/www/kabar/current", "--output", str(tmp_path)]) == 0
    text = (tmp_path / f"{HOST.replace('.', '_')}.conf").read_text("utf-8")
    assert "/etc/nginx/conf.d/" in text
    assert str(tmp_path) not in text
    assert main([*words[:-1], "/etc/$x", "--output", str(tmp_path)]) == 2


@pytest.mark.skipif(os.geteuid() != 0, reason="takes another user's place")
def test_what_the_container_serves_needs_no_rights_and_writes_nothing() -> None:
    """Its last stage as it is started, by a user who owns nothing; the images are of a registry's."""
    with temporary_folder() as place:
        place.chmod(0o755)
        site = make_site(place / "situs", FILES)
        assert not build(Request(site, site / "output", NOW, base_url=f"https://{HOST}")).failed
        assert main(["--site", str(site), "host", "container", "--output", str(place)]) == 0
        text = (place / "Containerfile").read_text("utf-8")
        (started,) = re.findall(r"(?m)^ENTRYPOINT (\[.*\])$", text)
        (user,) = re.findall(r"(?m)^USER (\d+):\d+$", text)
        port = _free_port()
        here = {"/etc/caddy/": f"{place}/", "/srv/site": f"{site}/output", ":8080": f":{port}"}
        for file in (*place.glob("*.caddy"), place / "Caddyfile"):
            for name, value in here.items():
                file.write_text(file.read_text("utf-8").replace(name, value), "utf-8")
        words = [word.replace("/etc/caddy/", f"{place}/") for word in json.loads(started)]
        before = sorted((path, path.stat().st_mtime_ns) for path in place.rglob("*"))
        around = {
            "PATH": PATH,
            "HOME": "/",
            "XDG_CONFIG_HOME": "/config",
            "XDG_DATA_HOME": "/data",
        }  # as there
        alone = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--no-new-privs"]
        with (
            (place / "output.txt").open("wb") as log,
            subprocess.Popen(
                [*alone, program(words[0]), *words[1:]], stdout=log, stderr=log, env=around, cwd="/"
            ) as process,
        ):
            try:
                _wait_for(port, process, place)
                server = Server("caddy", port, "", site / "output")
                assert server.get("/id/").status == 200
                by_another_name = server.get("/id/", Host=f"localhost:{port}")
                assert (by_another_name.status, b"Kasus uji" in by_another_name.body) == (200, True)
                assert server.get("/berita.php").status == 301
                assert server.get("/.warta/manifest").status == 404
            finally:
                process.terminate()
        (place / "output.txt").unlink()
        assert sorted((path, path.stat().st_mtime_ns) for path in place.rglob("*")) == before
