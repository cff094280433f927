"""After a deployment: who is told of which addresses, and that no failure of theirs is one of ours."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import pytest

from tests.deploylib import BASE, Outputs, make_outputs, send, target_of
from tests.sshlib import free_port
from warta.deploy.notify import News, Told, addresses_of, notify
from warta.deploy.target import Surroundings
from warta.diagnostics.catalogue import MESSAGE_LANGUAGES, explain

TOKEN = "token-sangat-rahasia"
KEY = "5f2c9a1e7b3d4c60"


class Asked(NamedTuple):
    """A request that a service got."""

    path: str
    headers: dict[str, str]
    body: bytes


class Service:
    """A service that notes what it is asked, and answers with a status."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.status = 200
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                service.asked.append(Asked(self.path, headers, body))
                said = f"you sent {dict(self.headers)}".encode()  # as careless services do
                self.send_response(service.status)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    yield made
    made.server.shutdown()
    made.server.server_close()


PATHS = (
    *("assets/style.1.css", "id/berita/2024/béta/index.html", "id/feed.xml", "index.html"),
    *("id/instansi/dinas/feed.xml", "id/feed.json", "_headers", "id/lama/index.html"),
    *("index.html.br", "index.html.gz", "assets/style.1.css.zst"),
)
FILES = dict.fromkeys([*(path for path in PATHS if "lama" not in path), f"{KEY}.txt"], b"1")
CHANGED = [
    f"{BASE}/assets/style.1.css",
    *(f"{BASE}/id/berita/2024/b%C3%A9ta/", f"{BASE}/id/berita/2024/b%C3%A9ta/index.html"),
    f"{BASE}/id/feed.xml",
    *(f"{BASE}/", f"{BASE}/index.html"),
    *(f"{BASE}/id/instansi/dinas/feed.xml", f"{BASE}/id/feed.json"),
    *(f"{BASE}/id/lama/", f"{BASE}/id/lama/index.html"),
]


def tell(
    service: Service, purge_with: str = "", environment: dict[str, str] | None = None, **settings: Any
) -> Told:
    """Tell of the changes; every warning reads well and holds no secret."""
    given = {
        "CLOUDFLARE_API_TOKEN": TOKEN,
        "CLOUDFLARE_API_BASE_URL": service.address,
        "FASTLY_API_TOKEN": TOKEN,
        "FASTLY_API_ENDPOINT": service.address,
    }
    news = News(
        name="publik",
        target=target_of("folder", path="/srv", **settings),
        base=BASE,
        paths=PATHS,
        files=FILES,
        hub=f"{service.address}/hub",
        purge_with=purge_with,
        environment=given if environment is None else environment,
    )
    told = notify(news)
    for remark in told.remarks:
        for language in MESSAGE_LANGUAGES:
            assert TOKEN not in "".join(explain(remark, language))
    return told


def test_cloudflare_is_told_of_exactly_the_changed_addresses(service: Service) -> None:
    assert tell(service, purge="cloudflare", zone="zona1").counts == {"Cloudflare": len(CHANGED)}
    (asked,) = service.asked
    assert asked.path == "/zones/zona1/purge_cache"
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    assert json.loads(asked.body)["files"] == CHANGED


def test_many_addresses_are_told_of_in_parts(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warta.deploy.notify.CLOUDFLARE_AT_ONCE", 3)
    tell(service, purge="cloudflare", zone="zona1")
    parts = [json.loads(asked.body)["files"] for asked in service.asked]
    assert max(map(len, parts)) == 3
    assert [address for part in parts for address in part] == CHANGED


def test_fastly_is_told_of_each_address(service: Service) -> None:
    assert tell(service, purge="fastly").counts == {"Fastly": len(CHANGED)}
    assert [asked.path for asked in service.asked] == [
        f"/purge/{address.removeprefix('https://')}" for address in CHANGED
    ]
    assert {asked.headers["fastly-key"] for asked in service.asked} == {TOKEN}


def test_a_command_is_given_the_addresses(service: Service, tmp_path: Path) -> None:
    program = tmp_path / "purge.py"
    program.write_text(f"import sys; open({str(tmp_path / 'seen')!r}, 'w').write(sys.stdin.read())\n")
    told = tell(service, purge_with=f"{sys.executable} {program}")
    assert list(told.counts.values()) == [len(CHANGED)]
    assert (tmp_path / "seen").read_text().splitlines() == CHANGED
    program.write_text(f"import sys; sys.exit('{TOKEN} is wrong')\n")
    (remark,) = tell(service, purge_with=f"{sys.executable} {program}").remarks
    assert remark.code == "deploy-not-told"
    (remark,) = tell(service, purge_with="/tidak/ada").remarks
    assert remark.code == "deploy-not-told"


def test_search_engines_are_told_of_pages_that_came_changed_or_went(service: Service) -> None:
    told = tell(service, indexnow=KEY, indexnow_url=f"{service.address}/indexnow")
    assert told.counts == {"IndexNow": 3}
    asked = json.loads(service.asked[0].body)
    assert asked == {
        "host": "kabar.example.go.id",
        "key": KEY,
        "keyLocation": f"{BASE}/{KEY}.txt",
        "urlList": [f"{BASE}/id/berita/2024/b%C3%A9ta/", f"{BASE}/", f"{BASE}/id/lama/"],
    }


def test_a_hub_is_told_of_each_changed_feed(service: Service) -> None:
    assert tell(service, websub=True).counts == {"WebSub": 3}
    asked = [parse_qs(each.body.decode()) for each in service.asked]
    assert all(each["hub.mode"] == ["publish"] for each in asked)
    assert [each["hub.url"][0] for each in asked] == [
        *(f"{BASE}/id/feed.xml", f"{BASE}/id/instansi/dinas/feed.xml", f"{BASE}/id/feed.json")
    ]


@pytest.mark.parametrize("status", [400, 403, 429, 500])
def test_who_refuses_is_named_without_the_secret_it_repeats(status: int, service: Service) -> None:
    service.status = status
    told = tell(
        service,
        purge="cloudflare",
        zone="zona1",
        websub=True,
        indexnow=KEY,
        indexnow_url=f"{service.address}/indexnow",
    )
    assert [dict(remark.arguments)["service"] for remark in told.remarks] == [
        "Cloudflare",
        "IndexNow",
        "WebSub",
    ]
    assert all(str(status) in dict(remark.arguments)["problem"] for remark in told.remarks)


def test_what_is_missing_is_named(service: Service) -> None:
    (remark,) = tell(service, purge="cloudflare", zone="zona1", environment={}).remarks
    assert "CLOUDFLARE_API_TOKEN" in dict(remark.arguments)["problem"]
    (remark,) = tell(service, indexnow="anderer-schluessel").remarks
    assert "anderer-schluessel.txt" in dict(remark.arguments)["problem"]
    assert not service.asked


def test_addresses_are_those_that_pages_link_to() -> None:
    assert addresses_of(f"{BASE}/sub", "index.html")[0] == f"{BASE}/sub/"
    assert addresses_of(BASE, "id/x y/index.html")[0] == f"{BASE}/id/x%20y/"
    assert addresses_of(BASE, "id/404.html") == (f"{BASE}/id/404.html",)


def test_a_deployment_succeeds_though_nobody_can_be_told(
    tmp_path_factory: pytest.TempPathFactory, service: Service
) -> None:
    outputs: Outputs = make_outputs(tmp_path_factory.mktemp("keluaran"))
    www = tmp_path_factory.mktemp("www") / "situs"
    target = target_of("folder", path=str(www), purge="cloudflare", zone="zona1")
    nobody = {"CLOUDFLARE_API_TOKEN": TOKEN, "CLOUDFLARE_API_BASE_URL": f"http://127.0.0.1:{free_port()}"}
    done = send(target, outputs.old, Surroundings(outputs.site, nobody))
    assert done.release == 1
    assert [remark.code for remark in done.remarks] == ["deploy-not-told"]
    somebody = {**nobody, "CLOUDFLARE_API_BASE_URL": service.address}
    done = send(target, outputs.new, Surroundings(outputs.site, somebody), minutes=1)
    asked = [address for each in service.asked for address in json.loads(each.body)["files"]]
    told = [path for path in done.plan.changed if path not in ("_headers", "_redirects")]
    expected = [each for path in told for each in addresses_of(BASE, path)]
    assert asked == expected
    service.asked.clear()
    send(target, outputs.new, Surroundings(outputs.site, somebody), minutes=2)
    assert not service.asked, "nothing has changed"
