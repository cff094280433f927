"""Deploying a finished output: what is sent, in which order, what stays, and what is refused untouched."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from tests.deploylib import BASE, Outputs, make_outputs, order_for, send, target_of
from tests.faultlib import SOAK, Killed, environment, file_calls, temporary_folder, tree
from tests.support import PATIENCE, SITE_TOML
from warta.config.deploy import TARGET_KINDS, FolderTarget, Target
from warta.config.settings import parse_config
from warta.deploy.findings import DeployError
from warta.deploy.plan import FEW, allowed_deletions, is_asset, plan_deployment
from warta.deploy.record import NEWER, Record
from warta.deploy.run import releases, roll_back
from warta.deploy.target import Surroundings
from warta.diagnostics.catalogue import MESSAGE_LANGUAGES, explain
from warta.filesystem.locks import Lock
from warta.output.folder import META, OutputError
from warta.output.manifest import FORMAT
from warta.pages.plan import IMMUTABLE


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Outputs:
    return make_outputs(tmp_path_factory.mktemp("keluaran"))


@pytest.fixture
def target(tmp_path: Path) -> FolderTarget:
    made = target_of("folder", path=str(tmp_path / "www"), keep=3)
    assert isinstance(made, FolderTarget)
    return made


def public(target: FolderTarget) -> dict[str, bytes]:
    """What a web server would serve."""
    return tree(Path(target.path) / "current")


def names(target: FolderTarget) -> list[str]:
    """What lies beside the releases, and they."""
    return sorted(path.name for path in (Path(target.path) / "releases").iterdir())


def refusal(act: Callable[[], object]) -> str:
    """The code of the finding that an action is refused with; it reads well in every language."""
    with pytest.raises((DeployError, OutputError)) as caught:
        act()
    found = caught.value.diagnostic  # type: ignore[attr-defined]  # both errors have one
    for language in MESSAGE_LANGUAGES:
        assert explain(found, language).fix
    return str(found.code)


# --- The plan -----------------------------------------------------------------------------------------

PATHS = st.sampled_from(
    [
        *("index.html", "id/index.html", "id/berita/2024/a/index.html", "id/feed.xml", "sitemap.xml"),
        *("assets/style.1.css", "assets/style.2.css", "media/a.1.jpg", "pagefind/id/2024/x.pf_index"),
    ]
)
SITES = st.dictionaries(PATHS, st.sampled_from([b"1", b"2", b"3"]))


@given(SITES, st.lists(st.tuples(SITES, st.integers(0, 5000)), min_size=1, max_size=6), st.integers(0, 7200))
def test_a_plan_makes_the_target_the_site_and_what_leaves_goes_after_its_grace(
    first: Mapping[str, bytes], later: list[tuple[Mapping[str, bytes], int]], grace: int
) -> None:
    there, now = Record(BASE, 0, first), 0
    last_needed = dict.fromkeys(first, 0)
    for files, pause in later:
        now += pause
        plan = plan_deployment(there, files, now=now, grace=grace)
        assert {*plan.send, *plan.keep} == set(files)
        assert not {*plan.send} & {*plan.keep}
        after = {path: digest for path, digest in there.files.items() if path not in plan.delete}
        after |= {path: files[path] for path in plan.send}
        assert {path: after[path] for path in files} == dict(files)
        assert set(after) - set(files) == set(plan.leaving)
        for path in plan.delete:
            assert not is_asset(path) or now - there.leaving.get(path, now) >= grace
        assert all(is_asset(path) and now - at < grace for path, at in plan.leaving.items())
        assert all(last_needed[path] <= at for path, at in plan.leaving.items())
        last_needed |= dict.fromkeys(files, now)
        there = Record(BASE, now, after, plan.leaving)


def test_what_pages_refer_to_is_sent_first_and_new_pages_before_those_that_lead_to_them() -> None:
    there = Record(BASE, 0, {"id/index.html": b"1", "id/feed.xml": b"1", "assets/a.1.css": b"1"})
    wanted = [
        "assets/a.2.css",
        "media/x.1.jpg",
        "id/berita/2024/b/index.html",
        "id/index.html",
        "id/feed.xml",
    ]
    assert list(plan_deployment(there, dict.fromkeys(wanted, b"2"), now=0, grace=60).send) == wanted


def test_all_folders_of_unchanging_files_are_assets() -> None:
    assert all(is_asset(f"{folder}x") for folder in IMMUTABLE)
    assert not is_asset("id/index.html")


def test_a_clock_that_was_ahead_keeps_nothing_for_ever() -> None:
    there = Record(BASE, 10**9, {"assets/a.css": b"1"}, {"assets/a.css": 10**9})
    plan = plan_deployment(there, {}, now=1000, grace=60)
    assert plan.leaving == {"assets/a.css": 1000}
    assert plan_deployment(there._replace(leaving=plan.leaving), {}, now=1060, grace=60).delete


@given(SITES, st.dictionaries(PATHS, st.integers(0, 2**40)), st.integers(0, 2**40))
def test_a_record_reads_back_and_damage_makes_it_none(
    files: Mapping[str, bytes], leaving: Mapping[str, int], at: int
) -> None:
    record = Record(BASE, at, files, leaving, 3, {"index.html": "mark"})
    data = record.encoded()
    assert Record.decoded(data) == record
    assert Record.decoded(data[:-1]) is None
    assert Record.decoded(data.replace(b"deployed 1", b"deployed 2")) == NEWER


def test_a_record_names_nothing_outside_its_target() -> None:
    planted = Record(BASE, 0, {"../x": b"1", "/etc/passwd": b"1", ".warta/lock": b"1", "index.html": b"1"})
    found = Record.decoded(planted.encoded())
    assert isinstance(found, Record)
    assert set(found.files) == {"index.html"}


# --- A folder -----------------------------------------------------------------------------------------


def test_a_folder_holds_whole_sites_and_switches_between_them(outputs: Outputs, target: FolderTarget) -> None:
    first = send(target, outputs.old)
    assert public(target) == outputs.files("old")
    assert (first.release, set(first.plan.new)) == (1, set(outputs.files("old")))
    second = send(target, outputs.new, minutes=1)
    new, served = outputs.files("new"), public(target)
    assert {path: served[path] for path in new} == new
    left = set(served) - set(new)
    assert left == set(second.plan.leaving)
    assert left
    assert all(map(is_asset, left))
    assert set(second.plan.send) == {
        path for path, data in new.items() if outputs.files("old").get(path) != data
    }
    kept = (Path(target.path) / "current" / second.plan.keep[0]).stat()
    assert kept.st_nlink == 2, "what has not changed takes no room"
    assert send(target, outputs.new, minutes=2).release == 0, "nothing to do makes no release"
    third = send(target, outputs.new, minutes=62)
    assert public(target) == new
    assert set(third.plan.delete) == left


def test_only_so_many_releases_are_kept_and_each_can_come_back(
    outputs: Outputs, target: FolderTarget
) -> None:
    around = Surroundings(outputs.site, {})
    for turn in range(5):
        send(target, outputs.new if turn % 2 else outputs.old, minutes=turn)
    assert [each.number for each in releases(target, around)] == [5, 4, 3]
    assert names(target) == ["3", "3.record", "4", "4.record", "5", "5.record"]
    before, new = public(target), outputs.files("new")
    order = order_for(target, outputs.new, minutes=7)
    assert roll_back(order, None, around).release == 6
    served = public(target)
    assert {path: served[path] for path in new} == new
    assert {path for path in before if is_asset(path)} <= set(served), "an open page keeps its assets"
    assert refusal(lambda: roll_back(order, 99, around)) == "release-unknown"
    assert refusal(lambda: roll_back(order, 6, around)) == "release-unknown"


def test_each_step_back_leads_one_further(outputs: Outputs, target: FolderTarget) -> None:
    around, many = Surroundings(outputs.site, {}), structs.replace(target, keep=9)
    for turn in range(4):
        send(many, outputs.new if turn % 2 else outputs.old, minutes=turn)
    for expected in (3, 2, 1):
        roll_back(order_for(many, outputs.new, minutes=9), None, around)
        record = releases(many, around)[0].record
        assert record is not None
        assert record.origin == expected
    assert refusal(lambda: roll_back(order_for(many, outputs.new), None, around)) == "release-oldest"


def test_an_earlier_release_of_each_number_comes_back_exactly(outputs: Outputs, target: FolderTarget) -> None:
    around = Surroundings(outputs.site, {})
    send(target, outputs.old)
    send(target, outputs.new, delete_now=True)
    roll_back(order_for(target, outputs.new, delete_now=True), 1, around)
    assert public(target) == outputs.files("old")
    roll_back(order_for(target, outputs.new, delete_now=True), 2, around)
    assert public(target) == outputs.files("new")


def test_where_there_is_no_earlier_release_that_is_said(outputs: Outputs, target: FolderTarget) -> None:
    around, order = Surroundings(outputs.site, {}), order_for(target, outputs.new)
    for deployed in range(2):
        for number in (None, 1, 7):
            assert refusal(partial(roll_back, order, number, around)) == "release-none", deployed
        send(target, outputs.old)


def test_a_release_that_lacks_a_file_is_named_and_changes_nothing(
    outputs: Outputs, target: FolderTarget
) -> None:
    around = Surroundings(outputs.site, {})
    for turn in range(3):
        send(target, outputs.new if turn % 2 else outputs.old, minutes=turn)
    (Path(target.path) / "releases/2/id/index.html").unlink()
    before = tree(Path(target.path))
    with pytest.raises(DeployError) as caught:
        roll_back(order_for(target, outputs.new), 2, around)
    found = caught.value.diagnostic
    assert (found.code, dict(found.arguments)) == (
        "release-damaged",
        {"known": "1", "number": "2", "path": "id/index.html"},
    )
    assert all("id/index.html" in explain(found, language).what for language in MESSAGE_LANGUAGES)
    after = tree(Path(target.path))
    assert {path: data for path, data in after.items() if ".warta/" not in path} == {
        path: data for path, data in before.items() if ".warta/" not in path
    }
    assert roll_back(order_for(target, outputs.new), 1, around).release == 4


def test_a_trial_changes_nothing(outputs: Outputs, target: FolderTarget) -> None:
    send(target, outputs.old)
    before = {path: path.stat().st_mtime_ns for path in Path(target.path).rglob("*")}
    assert send(target, outputs.new, dry_run=True).plan.send
    assert {path: path.stat().st_mtime_ns for path in Path(target.path).rglob("*")} == before
    nowhere = target_of("folder", path=f"{target.path}-2")
    assert send(nowhere, outputs.new, dry_run=True).plan.new
    assert not Path(f"{target.path}-2").exists()


def test_what_somebody_has_changed_at_the_target_is_found_when_asked_for(
    outputs: Outputs, target: FolderTarget
) -> None:
    send(target, outputs.new)
    place = Path(target.path) / "current/index.html"
    place.write_bytes(b"mine")
    (place.parent / "id/index.html").unlink()
    send(target, outputs.new, Surroundings(outputs.site, {}, verify=True), minutes=1)
    assert public(target) == outputs.files("new")


def test_what_was_deleted_from_the_public_release_is_brought_again(
    outputs: Outputs, target: FolderTarget
) -> None:
    send(target, outputs.old)
    for path in ("robots.txt", next(path for path in outputs.files("old") if path.startswith("media/"))):
        (Path(target.path) / "current" / path).unlink()
    send(target, outputs.new, delete_now=True)
    assert public(target) == outputs.files("new")


def test_replaced_files_are_told_apart_by_web_servers(outputs: Outputs, target: FolderTarget) -> None:
    """By second of change and size, as nginx does, even when a deployment follows at once."""
    send(target, outputs.old)
    before = {
        path: int((Path(target.path) / "current" / path).stat().st_mtime) for path in outputs.files("old")
    }
    done = send(target, outputs.new)
    for path in set(done.plan.send) - done.plan.new:
        assert int((Path(target.path) / "current" / path).stat().st_mtime) > before[path]


def test_what_is_published_can_be_read_by_a_web_server(outputs: Outputs, target: FolderTarget) -> None:
    before = os.umask(0o077)
    try:
        send(target, outputs.old)
    finally:
        os.umask(before)
    for path in (Path(target.path) / "current/").rglob("*"):
        assert path.stat().st_mode & (0o055 if path.is_dir() else 0o044) in (0o055, 0o044), path


# --- Refused, and nothing changed ---------------------------------------------------------------------


def unfinished(output: Path) -> None:
    (output / META / "intent").write_bytes(b"x")


def edited(output: Path) -> None:
    (output / "id/index.html").write_bytes(b"mine")


def emptied(output: Path) -> None:
    shutil.rmtree(output / META)


def damaged(output: Path) -> None:
    (output / META / "manifest").write_bytes(b"warta-manifest %d\nxx" % FORMAT)


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (unfinished, "output-unfinished"),
        (edited, "output-changed"),
        (emptied, "output-missing"),
        (damaged, "output-unknown"),
    ],
)
def test_an_output_that_is_no_whole_site_is_not_deployed(
    harm: Callable[[Path], None], code: str, outputs: Outputs, target: FolderTarget, tmp_path: Path
) -> None:
    send(target, outputs.old)
    before = public(target)
    output = shutil.copytree(outputs.new, tmp_path / "output")
    harm(output)
    assert refusal(lambda: send(target, output)) == code
    assert public(target) == before
    assert names(target) == ["1", "1.record"]


def test_an_output_that_is_being_built_or_is_for_another_address_is_not_deployed(
    outputs: Outputs, target: FolderTarget, tmp_path: Path
) -> None:
    output = shutil.copytree(outputs.new, tmp_path / "output")
    lock = Lock(f"{output}/{META}/lock")
    assert lock.take()
    try:
        assert refusal(lambda: send(target, output)) == "output-locked"
    finally:
        lock.release()
    other = target_of("folder", path=target.path, base_url="https://lain.example.go.id")
    assert refusal(lambda: send(other, output)) == "output-other-address"
    assert not Path(target.path).exists()


def stranger(www: Path) -> None:
    (www / "index.html").write_text("mine")


def linked(www: Path) -> None:
    (www / ".warta").mkdir()
    (www / ".warta/target").write_bytes(b"warta-target 1\n")
    (www / "current").symlink_to("/etc")


def folder(www: Path) -> None:
    (www / ".warta").mkdir()
    (www / ".warta/target").write_bytes(b"warta-target 1\n")
    (www / "current").mkdir()


def newer(www: Path) -> None:
    (www / ".warta").mkdir()
    (www / ".warta/target").write_bytes(b"warta-target 2\n")


def in_use(www: Path) -> None:
    (www / ".warta").mkdir()
    held = Lock(f"{www}/.warta/lock")
    assert held.take()
    HELD.append(held)


HELD: list[Lock] = []


@pytest.fixture
def let_go() -> Iterator[None]:
    yield
    while HELD:
        HELD.pop().release()


@pytest.mark.usefixtures("let_go")
@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (stranger, "deploy-foreign"),
        (linked, "deploy-foreign"),
        (folder, "deploy-foreign"),
        (newer, "deploy-newer"),
        (in_use, "deploy-locked"),
    ],
)
def test_a_target_that_is_not_ours_or_in_use_is_left_alone(
    harm: Callable[[Path], None], code: str, outputs: Outputs, target: FolderTarget
) -> None:
    www = Path(target.path)
    www.mkdir()
    harm(www)
    before = sorted(www.rglob("*"))
    assert refusal(lambda: send(target, outputs.new)) == code
    assert [path for path in sorted(www.rglob("*")) if path.name != "lock"] == [
        path for path in before if path.name != "lock"
    ]


def test_a_strangers_folder_is_taken_when_so_asked_and_keeps_what_it_has(
    outputs: Outputs, target: FolderTarget
) -> None:
    Path(target.path).mkdir()
    stranger(Path(target.path))
    send(target, outputs.new, Surroundings(outputs.site, {}, adopt=True))
    assert public(target) == outputs.files("new")
    assert (Path(target.path) / "index.html").read_text() == "mine"
    send(target, outputs.new, minutes=1)


def test_another_sites_target_is_refused(outputs: Outputs, target: FolderTarget) -> None:
    send(target, outputs.old)
    record = Path(target.path) / "releases/1.record"
    found = Record.decoded(record.read_bytes())
    assert isinstance(found, Record)
    record.write_bytes(found._replace(base="https://lain.example.go.id").encoded())
    assert refusal(lambda: send(target, outputs.new)) == "deploy-other-site"
    send(target, outputs.new, Surroundings(outputs.site, {}, adopt=True))


def test_many_deletions_need_a_word(outputs: Outputs, target: FolderTarget) -> None:
    send(target, outputs.old)
    assert refusal(lambda: send(target, outputs.new, max_delete=0)) == "deploy-too-many"
    assert public(target) == outputs.files("old")
    many = {f"x/{number}.html": b"1" for number in range(10_000)}
    assert allowed_deletions(Record(BASE, 0, many)) == 1000
    assert allowed_deletions(None) == FEW


def test_a_clock_that_is_behind_is_told_of(outputs: Outputs, target: FolderTarget) -> None:
    send(target, outputs.old, minutes=60 * 24)
    (found,) = send(target, outputs.new).remarks
    assert (found.code, dict(found.arguments)["hours"]) == ("deploy-clock", "24")


def test_a_file_system_without_links_is_told_of(
    outputs: Outputs, target: FolderTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path, _target: str) -> None:
        raise OSError(errno.EPERM, "not here")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    assert refusal(lambda: send(target, outputs.new)) == "deploy-no-links"


@pytest.mark.parametrize(
    ("kind", "settings"), [("s3", {"bucket": "abc"}), ("git", {"repository": "a@b.example:x.git"})]
)
def test_only_a_folder_keeps_releases(outputs: Outputs, kind: str, settings: dict[str, str]) -> None:
    around = Surroundings(outputs.site, {})
    assert refusal(lambda: releases(target_of(kind, **settings), around)) == "deploy-no-releases"


# --- Settings -----------------------------------------------------------------------------------------

WRONG_SETTINGS = {
    'kind = "ftp"': "setting-choice",
    'path = "/srv"': "missing-setting",
    'kind = "folder"': "missing-setting",
    'kind = "folder"\npath = "-rf"': "setting-deploy-form",
    'kind = "folder"\npath = "~/kabar"': "setting-deploy-home",
    'kind = "folder"\npath = "~deploy/kabar"\nhost = "server"': "setting-deploy-home",
    'kind = "folder"\npath = "$HOME/kabar"\nhost = "server"': "setting-deploy-home",
    'kind = "folder"\npath = "%USERPROFILE%/kabar"': "setting-deploy-home",
    'kind = "git"\nrepository = "https://token@example.org/x.git"': "setting-secret",
    'kind = "git"\nrepository = "a:token@example.org:x.git"': "setting-secret",
    'kind = "folder"\npath = "/srv"\nhost = "-oProxyCommand=x"': "setting-deploy-form",
    'kind = "folder"\npath = "/srv"\nhost = "a b"': "setting-deploy-form",
    'kind = "folder"\npath = "/srv"\nport = 22': "missing-setting",
    'kind = "folder"\npath = "/srv"\nhost = "h"\nport = 70000': "setting-port",
    'kind = "folder"\npath = "/srv"\nkeep = 0': "setting-keep",
    'kind = "folder"\npath = "/srv"\ngrace = -1': "setting-grace",
    'kind = "folder"\npth = "/srv"': "unknown-setting-suggestion",
    'kind = "folder"\npath = "/srv"\nbucket = "x"': "unknown-setting",
    'kind = "folder"\npath = "/srv"\npurge = "cloudflare"': "missing-setting",
    'kind = "folder"\npath = "/srv"\npurge = "akamai"': "setting-choice",
    'kind = "folder"\npath = "/srv"\nindexnow = "a b"': "setting-deploy-form",
    'kind = "s3"\nbucket = "Upper"': "setting-deploy-form",
    'kind = "s3"\nbucket = "abc"\nprefix = "../x"': "setting-deploy-form",
    'kind = "s3"\nbucket = "abc"\nendpoint = "minio"': "setting-url",
    'kind = "git"\nrepository = "ext::sh -c x"': "setting-deploy-form",
    'kind = "git"\nrepository = "--upload-pack=x"': "setting-deploy-form",
    'kind = "git"\nrepository = "https://a:secret@example.org/x.git"': "setting-secret",
    'kind = "git"\nrepository = "git@example.org:x.git"\nbranch = "-x"': "setting-deploy-form",
    'kind = "git"\nrepository = "git@example.org:x.git"\nbranch = "a..b"': "setting-deploy-form",
    'kind = "netlify"\nsite = "--x"': "setting-deploy-form",
    'kind = "cloudflare-pages"\nproject = "a/b"': "setting-deploy-form",
}


@pytest.mark.parametrize("settings", WRONG_SETTINGS)
def test_a_wrong_target_is_named_with_its_line(settings: str) -> None:
    config, found = parse_config(f"{SITE_TOML}\n[deploy.publik]\n{settings}\n")
    assert config is None
    assert WRONG_SETTINGS[settings] in {each.code for each in found}
    assert all(each.position.line > SITE_TOML.count("\n") for each in found)


@pytest.mark.parametrize("kind", TARGET_KINDS)
def test_a_right_target_of_each_kind_is_read(kind: str) -> None:
    own = {
        "folder": 'path = "/srv/www/kabar"\nhost = "deploy@kabar.example.go.id"\nport = 2222',
        "s3": 'bucket = "kabar"\nprefix = "situs/kabar"\nendpoint = "http://127.0.0.1:9000"\nregion = "auto"',
        "git": 'repository = "https://example.org/x.git"',
        "cloudflare-pages": 'project = "kabar"',
        "netlify": 'site = "1234-5678"',
    }
    text = f'{SITE_TOML}\n[deploy.publik]\nkind = "{kind}"\n{own[kind]}\n'
    config, found = parse_config(text)
    assert config is not None, found
    assert type(config.targets["publik"]) is TARGET_KINDS[kind]


@pytest.mark.parametrize("name", ['"a b"', '"../x"', '"-x"'])
def test_a_target_has_a_plain_name(name: str) -> None:
    _, found = parse_config(f'{SITE_TOML}\n[deploy.{name}]\nkind = "netlify"\nsite = "x"\n')
    assert "setting-deploy-name" in {each.code for each in found}


# --- The command --------------------------------------------------------------------------------------


def warta(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "warta", "--site", str(site), "--lang", "en", *arguments],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def test_the_commands_say_what_they_did(outputs: Outputs, tmp_path: Path) -> None:
    site = tmp_path / "situs"
    site.mkdir()
    lines = '\n[deploy.publik]\nkind = "folder"\npath = "www"\n[deploy.uji]\nkind = "netlify"\nsite = "x"\n'
    (site / "site.toml").write_text(SITE_TOML + lines, "utf-8")
    shutil.copytree(outputs.old, site / "output")
    which = warta(site, "deploy")
    assert (which.returncode, "publik, uji" in which.stderr) == (2, True)
    meant = warta(site, "deploy", "publk")
    assert (meant.returncode, "`publik`?" in meant.stderr) == (2, True)
    trial = warta(site, "deploy", "publik", "--dry-run")
    assert "+ index.html" in trial.stdout
    assert not (site / "www/current").exists()
    done = warta(site, "deploy", "publik")
    assert done.returncode == 0, done.stderr
    assert "Release 1 is public now." in done.stdout
    shutil.rmtree(site / "output")
    shutil.copytree(outputs.new, site / "output")
    assert warta(site, "deploy", "publik").returncode == 0
    assert "release 1, brought back" not in warta(site, "releases", "publik").stdout
    back = warta(site, "rollback", "--target", "publik")
    assert "Release 3 is public now." in back.stdout, back.stderr
    listed = warta(site, "releases", "publik").stdout.splitlines()
    assert len(listed) == 3
    assert "public" in listed[0]
    assert "release 1, brought back" in listed[0]
    assert warta(site, "rollback", "--target", "uji").returncode == 1
    (site / "output" / META / "intent").write_bytes(b"x")
    refused = warta(site, "deploy", "publik")
    assert (refused.returncode, "[output-unfinished]" in refused.stderr) == (1, True)


def test_without_a_target_the_command_says_how_to_write_one(outputs: Outputs, tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(SITE_TOML, "utf-8")
    done = warta(tmp_path, "deploy")
    assert (done.returncode, "[deploy.public]" in done.stderr) == (2, True)


# --- Killed -------------------------------------------------------------------------------------------

KILLS = 10_000 if SOAK else 25


@pytest.mark.faults
@pytest.mark.slow
def test_killed_at_any_change_a_folder_shows_the_old_site_or_the_new_one(
    outputs: Outputs, figures: Callable[[str, Mapping[str, int]], None]
) -> None:
    old, new = outputs.files("old"), outputs.files("new")
    with temporary_folder() as place:
        total = count_changes(outputs, place)
        step = max(1, total // KILLS)
        last = range(max(1, total - 12), total + 1)
        counted = {"kills": 0, "old": 0, "new": 0}
        for number in sorted({*range(1, total + 1, step), *last}):
            target = target_of("folder", path=str(place / f"w{number}"), keep=2)
            assert isinstance(target, FolderTarget)
            send(target, outputs.old)
            kill_at(number, target, outputs.new)
            served = public(target)
            is_new = {path: served.get(path) for path in new} == new
            assert is_new or served == old, f"mixed at change {number}"
            counted["kills"] += 1
            counted["new" if is_new else "old"] += 1
            send(target, outputs.new, minutes=1, delete_now=True)
            assert public(target) == new
            assert all(name.removesuffix(".record").isdigit() for name in names(target))
            shutil.rmtree(target.path)
    assert counted["old"]
    assert counted["new"]
    figures("deploy to a folder, killed", {**counted, "mixed": 0})


def count_changes(outputs: Outputs, place: Path) -> int:
    target = target_of("folder", path=str(place / "count"), keep=2)
    send(target, outputs.old)
    made = 0

    def count(_name: str) -> None:
        nonlocal made
        made += 1

    with file_calls(count):
        send(target, outputs.new)
    return made


def kill_at(number: int, target: Target, output: Path) -> None:
    made = 0

    def fate(_name: str) -> None:
        nonlocal made
        made += 1
        if made >= number:
            raise Killed

    try:
        with file_calls(fate):
            send(target, output)
    except Killed:
        pass


@pytest.mark.faults
@pytest.mark.parametrize("refused_at", ["link", "write", "rename", "symlink", "mkdir"])
@pytest.mark.parametrize(("problem", "code"), [(errno.ENOSPC, "deploy-full"), (errno.EIO, "deploy-failed")])
def test_a_disk_that_refuses_leaves_the_old_site(
    problem: int, code: str, refused_at: str, outputs: Outputs, tmp_path: Path
) -> None:
    target = target_of("folder", path=str(tmp_path / "www"))
    assert isinstance(target, FolderTarget)
    send(target, outputs.old)

    def fate(name: str) -> None:
        if name == refused_at:
            raise OSError(problem, os.strerror(problem), "disk")

    with file_calls(fate):
        assert refusal(lambda: send(target, outputs.new)) == code
    assert public(target) == outputs.files("old")
    send(target, outputs.new, delete_now=True)
    assert public(target) == outputs.files("new")
