"""Deploying to storage that speaks the protocol of S3: a real server, cut off and refusing."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer
from msgspec import structs

from tests.deploylib import Outputs, make_outputs, send, target_of
from tests.faultlib import SOAK
from tests.sshlib import cut_after, free_port
from warta.config.deploy import BucketTarget
from warta.deploy import bucket, storage
from warta.deploy.bucket import ASK_AGAIN, FOR_EVER, LOCK, RECORD, SENDING, Bucket
from warta.deploy.findings import DeployError, PartlySentError
from warta.deploy.plan import is_asset
from warta.deploy.target import Surroundings
from warta.diagnostics.catalogue import MESSAGE_LANGUAGES, explain

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:botocore"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
SECRET = "sangat-rahasia-1234567890"
KEYS = {"AWS_ACCESS_KEY_ID": "AKIAUJI", "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_REGION": "us-east-1"}


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Outputs:
    return make_outputs(tmp_path_factory.mktemp("keluaran"))


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield server.get_host_and_port()[1]
    server.stop()


@pytest.fixture(scope="module")
def client(port: int) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{port}",
        aws_access_key_id="AKIAUJI",
        aws_secret_access_key=SECRET,
        region_name="us-east-1",
    )


COUNT = 0


@pytest.fixture
def target(port: int, client: Any) -> BucketTarget:
    """A new bucket, and a place in it."""
    global COUNT  # noqa: PLW0603 - a name for each test
    COUNT += 1
    client.create_bucket(Bucket=f"uji-{COUNT}")
    made = target_of(
        "s3",
        bucket=f"uji-{COUNT}",
        prefix="situs/kabar",
        endpoint=f"http://127.0.0.1:{port}",
        region="us-east-1",
    )
    assert isinstance(made, BucketTarget)
    return made


@pytest.fixture
def around(outputs: Outputs) -> Surroundings:
    return Surroundings(outputs.site, KEYS)


def stored(client: Any, target: BucketTarget) -> dict[str, str]:
    """Path → MD5 of what the public can get, as the storage lists it."""
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=target.bucket, Prefix=f"{target.prefix}/")
    found = {each["Key"]: each["ETag"].strip('"') for page in pages for each in page.get("Contents", ())}
    public = {key.removeprefix(f"{target.prefix}/"): tag for key, tag in found.items()}
    return {path: tag for path, tag in public.items() if not path.startswith(".warta/")}


def sums(files: Mapping[str, bytes]) -> dict[str, str]:
    """Path → MD5."""
    return {path: md5(data, usedforsecurity=False).hexdigest() for path, data in files.items()}


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(DeployError) as caught:
        act()
    for language in MESSAGE_LANGUAGES:
        said = explain(caught.value.diagnostic, language)
        assert SECRET not in "".join(said)
    return caught.value.diagnostic.code


def test_storage_holds_the_site_with_its_types_and_only_changes_are_sent(
    outputs: Outputs, target: BucketTarget, around: Surroundings, client: Any
) -> None:
    old, new = sums(outputs.files("old")), sums(outputs.files("new"))
    send(target, outputs.old, around)
    assert stored(client, target) == old
    second = send(target, outputs.new, around, minutes=1)
    assert set(second.plan.send) == {path for path, data in new.items() if old.get(path) != data}
    served = stored(client, target)
    assert {path: served[path] for path in new} == new
    assert set(served) - set(new) == set(second.plan.leaving) != set()
    assert not send(target, outputs.new, around, minutes=2).plan.changed
    send(target, outputs.new, around, minutes=90)
    assert stored(client, target) == new
    for path in {
        path.rpartition("/")[2].rpartition(".")[2] + is_asset(path) * "!": path for path in new
    }.values():
        head = client.head_object(Bucket=target.bucket, Key=f"situs/kabar/{path}")
        forever = is_asset(path) and not path.startswith("pagefind/")
        assert head["CacheControl"] == (FOR_EVER if forever else ASK_AGAIN)
        kind = {"html": "text/html", "xml": "application/xml", "css": "text/css", "txt": "text/plain"}
        assert head["ContentType"].startswith(kind.get(path.rpartition(".")[2], "")), path


@pytest.mark.parametrize("redirects", [True, False])
def test_old_addresses_are_redirects_of_the_storage_where_that_is_asked_for(
    redirects: bool, outputs: Outputs, target: BucketTarget, around: Surroundings, client: Any
) -> None:
    send(structs.replace(target, redirects=redirects), outputs.new, around)
    found = {}
    for path in outputs.files("new"):
        head = client.head_object(Bucket=target.bucket, Key=f"situs/kabar/{path}")
        if location := head.get("WebsiteRedirectLocation"):
            found[path] = location
    table = (outputs.new / "_redirects").read_text("utf-8").splitlines()
    lines = [line.split() for line in table if line.startswith("/")]
    assert len(lines) > 2
    assert found == ({f"{old.strip('/')}/index.html": new for old, new, _ in lines} if redirects else {})


def test_what_somebody_changed_or_deleted_there_is_sent_again(
    outputs: Outputs, target: BucketTarget, around: Surroundings, client: Any
) -> None:
    send(target, outputs.new, around)
    client.put_object(Bucket=target.bucket, Key="situs/kabar/index.html", Body=b"mine")
    client.delete_object(Bucket=target.bucket, Key="situs/kabar/id/index.html")
    client.put_object(Bucket=target.bucket, Key="situs/kabar/google123.html", Body=b"theirs")
    client.put_object(Bucket=target.bucket, Key="lain/x.html", Body=b"theirs")
    done = send(target, outputs.new, around)
    assert set(done.plan.send) == {"index.html", "id/index.html"}
    assert stored(client, target) == sums({**outputs.files("new"), "google123.html": b"theirs"})


def test_a_trial_and_a_strangers_bucket_change_nothing(
    outputs: Outputs, target: BucketTarget, around: Surroundings, client: Any
) -> None:
    trial = structs.replace(around, trial=True)
    assert send(target, outputs.new, trial, dry_run=True).plan.new
    client.put_object(Bucket=target.bucket, Key="situs/kabar/theirs.html", Body=b"theirs")
    assert refusal(lambda: send(target, outputs.new, around)) == "deploy-foreign"
    assert stored(client, target) == sums({"theirs.html": b"theirs"})
    send(target, outputs.new, structs.replace(around, adopt=True))
    assert stored(client, target) == sums({**outputs.files("new"), "theirs.html": b"theirs"})


def test_one_deployment_at_a_time_and_a_lock_that_was_left_ages(
    outputs: Outputs, target: BucketTarget, around: Surroundings, monkeypatch: pytest.MonkeyPatch, client: Any
) -> None:
    with Bucket(target, around):
        assert refusal(lambda: send(target, outputs.new, around)) == "deploy-locked-storage"
    client.put_object(Bucket=target.bucket, Key=f"situs/kabar/{LOCK}", Body=b"99")
    assert refusal(lambda: send(target, outputs.new, around)) == "deploy-locked-storage"
    monkeypatch.setattr(bucket, "LOCK_AGE", 0.0)
    send(target, outputs.new, around)


def test_a_later_versions_record_is_not_touched(
    outputs: Outputs, target: BucketTarget, around: Surroundings, client: Any
) -> None:
    key = f"situs/kabar/{RECORD}"
    client.put_object(Bucket=target.bucket, Key=key, Body=b"warta-deployed 2\nxxx")
    assert refusal(lambda: send(target, outputs.new, around)) == "deploy-newer"


# --- Refused ------------------------------------------------------------------------------------------


class Refusing(BaseHTTPRequestHandler):
    """Answers everything as storage does that refuses it."""

    code = ""
    status = 403

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = f"<?xml version='1.0'?><Error><Code>{self.code}</Code><Message>No.</Message></Error>".encode()
        self.send_response(self.status)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_PUT = do_HEAD = do_POST = answer  # noqa: N815 - the names that http.server has for them

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("ExpiredToken", "deploy-credentials-expired"),
        ("InvalidAccessKeyId", "deploy-not-allowed"),
        ("SignatureDoesNotMatch", "deploy-not-allowed"),
        ("AccessDenied", "deploy-not-allowed"),
        ("RequestTimeTooSkewed", "deploy-clock-wrong"),
        ("NoSuchBucket", "deploy-no-bucket"),
        ("SomethingNew", "deploy-storage"),
    ],
)
def test_what_storage_refuses_is_said_in_plain_words(
    said: str, code: str, outputs: Outputs, target: BucketTarget, around: Surroundings
) -> None:
    handler = type("Handler", (Refusing,), {"code": said, "status": 404 if said == "NoSuchBucket" else 403})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        other = structs.replace(target, endpoint=f"http://127.0.0.1:{server.server_address[1]}")
        assert refusal(lambda: send(other, outputs.new, around)) == code
        server.shutdown()


def test_a_bucket_that_is_not_there_is_named(
    outputs: Outputs, target: BucketTarget, around: Surroundings
) -> None:
    other = structs.replace(target, bucket="tidak-ada")
    assert refusal(lambda: send(other, outputs.new, around)) == "deploy-no-bucket"


def test_no_answer_no_credentials_and_no_boto3_are_told_apart(
    outputs: Outputs,
    target: BucketTarget,
    around: Surroundings,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(storage, "ATTEMPTS", 1)
    nobody = structs.replace(target, endpoint=f"http://127.0.0.1:{free_port()}")
    assert refusal(lambda: send(nobody, outputs.new, around)) == "deploy-unreachable"
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    without = structs.replace(around, environment={"AWS_REGION": "us-east-1"})
    assert refusal(lambda: send(target, outputs.new, without)) == "deploy-no-credentials"
    monkeypatch.setitem(sys.modules, "boto3", None)
    assert refusal(lambda: send(target, outputs.new, around)) == "deploy-no-extra"


# --- Cut off ------------------------------------------------------------------------------------------

CUTS = 150 if SOAK else 2
REFERRED = re.compile(rb'(?:href|src)="/((?:assets|media|cards)/[^"#?]+)"')


def lacking(client: Any, target: BucketTarget) -> set[str]:
    """What pages refer to and is not there."""
    there = stored(client, target)
    keys = [f"{target.prefix}/{path}" for path in there if path.endswith(".html")]
    pages = (client.get_object(Bucket=target.bucket, Key=key)["Body"].read() for key in keys)
    return {found.decode() for page in pages for found in REFERRED.findall(page)} - set(there)


@pytest.mark.faults
@pytest.mark.slow
def test_cut_off_at_any_point_no_page_lacks_its_assets_and_the_next_deployment_goes_on(
    outputs: Outputs,
    target: BucketTarget,
    around: Surroundings,
    client: Any,
    port: int,
    monkeypatch: pytest.MonkeyPatch,
    figures: Callable[[str, Mapping[str, int]], None],
) -> None:
    monkeypatch.setattr(storage, "ATTEMPTS", 1)
    monkeypatch.setattr(bucket, "LOCK_AGE", 0.0)
    send(target, outputs.old, around)
    with cut_after(port, 10**9) as whole:
        way = structs.replace(target, endpoint=f"http://127.0.0.1:{whole.port}")
        everything = len(send(way, outputs.new, around, delete_now=True).plan.send)
        total = whole.passed
    before = sums(outputs.files("old"))
    counted = {"cuts": 0, "resumed": 0}
    for turn in range(1, CUTS + 1):
        send(target, outputs.old, around, delete_now=True)
        assert stored(client, target) == sums(outputs.files("old"))
        with cut_after(port, total * turn // (CUTS + 1)) as cut:
            way = structs.replace(target, endpoint=f"http://127.0.0.1:{cut.port}")
            with pytest.raises(DeployError) as caught:
                send(way, outputs.new, around)
        served = stored(client, target)
        assert not lacking(client, target)
        changed = [path for path, tag in served.items() if tag != before.get(path)]
        pages_changed = not all(map(is_asset, changed))
        assert isinstance(caught.value, PartlySentError) or not pages_changed
        rest = send(target, outputs.new, around, delete_now=True)
        assert stored(client, target) == sums(outputs.files("new"))
        counted["cuts"] += 1
        counted["resumed"] += len(rest.plan.send) < everything
    marks = {key for key in (SENDING, LOCK) if key in str(client.list_objects_v2(Bucket=target.bucket))}
    assert not marks
    assert counted["resumed"] or CUTS < 2
    figures("deploy to storage, cut off", {**counted, "pages without their assets": 0})
