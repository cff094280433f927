"""An output folder of a stranger: what its records name, links, what is not ours or cannot be written."""

from __future__ import annotations

import errno
import marshal
import os
import pty
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.faultlib import (
    AT_REST,
    assert_same,
    build_clean,
    command,
    empty_folders,
    environment,
    errors,
    manifest,
    may_mount,
    mounted,
    own_files,
    put_manifest,
    put_old_manifest,
    recorded,
    run,
    tree,
)
from tests.support import NOW, PATIENCE, bound_by_permissions, make_site, post, translation
from warta.build.build import Request, build
from warta.cli import main
from warta.console.usage import PARTLY_NEW, SITE_HAS_ERRORS
from warta.filesystem.own_files import Folders, LinkedError, all_inside, is_inside, read_own, write_own
from warta.filesystem.stamps import bytes_digest, seal
from warta.output.folder import META, OutputFolder, files_below
from warta.output.manifest import COPY, Entry, Intent, Manifest

STORY, GONE = "content/news/2024/uji.id.md", "content/news/2024/cabut.id.md"
GONE_PAGE = "id/berita/2024/cabut/index.html"
TIME = ("--now", "2025-01-15")
ENTRY = Entry(COPY, COPY, bytes(16), "")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A built site of two stories, and beside it what belongs to somebody else."""
    files = {STORY: post("Uji"), GONE: post("Cabut")}
    english = {name.replace(".id.", ".en."): translation("A test") for name in files}
    site = make_site(tmp_path / "situs", {**files, **english})
    assert not errors(build(Request(site, site / "output", NOW)))
    (tmp_path / "orang").mkdir()
    (tmp_path / "orang/kosong").mkdir()
    (tmp_path / "orang/surat.txt").write_text("penting")
    return site


def others(site: Path) -> list[tuple[str, str]]:
    """What belongs to somebody else, as it is."""
    paths = sorted((site.parent / "orang").rglob("*"))
    return [(path.name, path.read_text() if path.is_file() else "") for path in paths]


THEIRS = [("kosong", ""), ("surat.txt", "penting")]


def codes(site: Path, **options: Any) -> list[str]:
    """Build; what was found."""
    return [found.code for found in build(Request(site, site / "output", NOW, **options)).diagnostics]


def take_down(site: Path) -> None:
    """Remove a story, in both languages."""
    for name in (GONE, GONE.replace(".id.", ".en.")):
        (site / name).unlink()


def check_right(site: Path) -> None:
    """The site is as if it had been built from nothing, and nobody else's files have changed."""
    clean = build_clean(site)
    assert_same(tree(site / "output"), clean.files)
    assert manifest(site / "output") == clean.manifest
    assert own_files(site / "output") == AT_REST
    assert others(site) == THEIRS


# --- What records name ------------------------------------------------------------------------------

INSIDE = (
    "a",
    "id/a/index.html",
    ".well-known/x",
    "...a",
    "a..b/c",
    "é/x",
    "x/.warta/y",
    ".wartax",
    "a/b:c",
    "a b/c",
)
OUTSIDE = (
    *("", ".", "..", "../x", "a/..", "a/../b", "a/../../x", "./a", "a/./b"),
    *("a//b", "a/", "/", "/a", "//host/x"),
    *("C:\\x", "C:x", "c:/x", "..\\x", "a\\..\\x", "\\\\host\\share", "\\x", "a\0b", "\0"),
    *(".. /x", "a/.. ./x", "a/ /b", ".warta", ".warta/manifest", ".WARTA/x", ".warta./x", "a/\ud800"),
)  # fmt: skip


@pytest.mark.parametrize("path", INSIDE)
def test_a_path_inside_is_one(path: str) -> None:
    assert is_inside(path)
    assert all_inside(["a/b", path])


@pytest.mark.parametrize("path", [*OUTSIDE, 5, None, b"a", ("a",)], ids=ascii)
def test_a_path_that_is_absolute_or_not_normal_or_leads_out_is_none(path: object) -> None:
    """On every system, whichever it was written on."""
    assert not is_inside(path)
    assert not all_inside(["a/b", path])


@pytest.mark.parametrize("path", ["../../orang/surat.txt", "id/../../../orang/surat.txt", "*"])
def test_a_manifest_deletes_nothing_elsewhere(site: Path, path: str) -> None:
    path = path if path != "*" else str(site.parent / "orang/surat.txt")
    folder = site / "output"
    record = recorded(folder)
    forged = record._replace(files={**record.files, path: ENTRY, "../../orang/kosong/x": ENTRY})
    put_manifest(folder, forged)
    assert codes(site) == []
    check_right(site)


@pytest.mark.parametrize(
    ("move", "delete"),
    [
        ({}, ["../../orang/surat.txt"]),
        ({}, ["../../orang/kosong/x"]),
        ({"../../orang/surat.txt": "0"}, []),
        ({"*": "0"}, []),
        ({"robots.txt": "../../../../orang/surat.txt"}, []),
        ({"robots.txt": "*"}, []),
        ({".warta/manifest": "0"}, []),
        ({"robots.txt": "1"}, []),  # a link to a file, in the stage
    ],
)
def test_an_intent_reaches_nothing_elsewhere(site: Path, move: dict[str, str], delete: list[str]) -> None:
    folder, theirs = site / "output", str(site.parent / "orang/surat.txt")
    move = {path.replace("*", theirs): name.replace("*", theirs) for path, name in move.items()}
    (folder / META / "stage").mkdir()
    (folder / META / "stage/0").write_text("jahat")
    (folder / META / "stage/1").symlink_to(theirs)
    (folder / META / "intent").write_bytes(Intent(move, tuple(delete)).encoded())
    assert "output-unwritable" not in codes(site)
    check_right(site)


@pytest.mark.parametrize("body", ["[]", "{}", '{"move": 5, "delete": []}', '{"move": {"a": 1}, "delete": []}',
                                  '{"move": {}, "delete": [1]}', "{", "[" * 5000])  # fmt: skip
def test_an_intent_of_another_form_is_none(body: str) -> None:
    data = body.encode()
    assert Intent.decoded(bytes_digest(data).encode() + b"\n" + data) is None
    assert Intent.decoded(data) is None
    assert Intent.decoded(None) is None


def test_a_name_that_is_no_unicode_survives_an_intent() -> None:
    intent = Intent({"a/\udcff": "0"}, ("b\udcfe",))
    assert Intent.decoded(intent.encoded()) == intent


# --- Links ------------------------------------------------------------------------------------------

Link = Callable[[Path, Path], None]
LINKS: dict[str, Link] = {
    "symbolic": lambda place, target: place.symlink_to(target),
    "hard": lambda place, target: place.hardlink_to(target),
}


OURS = (*AT_REST, "holder", "files.new", "manifest.new", "intent", "intent.new", "foreign")


@pytest.mark.parametrize("kind", LINKS)
@pytest.mark.parametrize("name", OURS)
def test_our_own_files_are_not_written_or_read_through_links(site: Path, name: str, kind: str) -> None:
    """Something has to be written, so that each of them would be."""
    folder = site / "output" / META
    (site / "output/robots.txt").unlink()
    (folder / name).unlink(missing_ok=True)
    LINKS[kind](folder / name, site.parent / "orang/surat.txt")
    assert not set(codes(site)) & {"output-unwritable", "output-partly-new"}
    assert others(site) == THEIRS
    codes(site)
    check_right(site)


@pytest.mark.parametrize("name", [*AT_REST, "holder", "intent"])
def test_a_pipe_in_the_place_of_our_own_file_is_not_waited_for(site: Path, name: str) -> None:
    (site / "output" / META / name).unlink(missing_ok=True)
    os.mkfifo(site / "output" / META / name)
    assert run(command(site, *TIME)).returncode == 0
    check_right(site)


def test_the_stage_is_not_a_link(site: Path) -> None:
    (site / STORY).write_text(post("Lain"))
    (site / "output" / META / "stage").symlink_to(site.parent / "orang")
    assert codes(site) == []
    check_right(site)


@pytest.mark.parametrize("name", [META, "id", "id/berita", "id/berita/2024/uji", "assets"])
def test_a_linked_folder_below_the_output_is_refused_by_name(site: Path, name: str) -> None:
    """Nothing is written or deleted behind it, and nothing else changes; without it the build goes on."""
    place = site / "output" / name
    take_down(site)
    (site / STORY).write_text(post("Lain"))
    run(["rm", "-r", str(place)])
    place.symlink_to(site.parent / "orang")
    result = build(Request(site, site / "output", NOW))
    (found,) = errors(result)
    assert (found.code, dict(found.arguments)["path"]) == ("output-linked", str(place))
    assert not result.partly_new
    assert others(site) == THEIRS
    assert place.is_symlink()
    place.unlink()
    if name != META:  # without its record the folder is somebody else's
        assert codes(site) == ["story-gone"]
        check_right(site)


@pytest.mark.parametrize("which", ["move", "delete"])
def test_what_a_killed_build_began_is_not_finished_through_a_link(site: Path, which: str) -> None:
    folder = site / "output"
    (folder / META / "stage").mkdir()
    (folder / META / "stage/0").write_text("jahat")
    (folder / "tamu").symlink_to(site.parent / "orang")
    path = "tamu/surat.txt"
    intent = Intent({path: "0"}, ()) if which == "move" else Intent({}, (path, "tamu/kosong/x"))
    (folder / META / "intent").write_bytes(intent.encoded())
    result = build(Request(site, folder, NOW))
    assert [dict(found.arguments)["path"] for found in errors(result)] == [str(folder / "tamu")]
    assert others(site) == THEIRS


def test_folders_that_were_to_be_made_are_not_removed_through_a_link(site: Path) -> None:
    folder = site / "output"
    (folder / "tamu").symlink_to(site.parent / "orang")
    planned = Manifest("x", {"tamu/kosong/index.html": ENTRY})
    for name, data in zip(("manifest.new", "files.new"), planned.encoded(), strict=True):
        (folder / META / name).write_bytes(data or b"")
    assert codes(site) == []
    assert others(site) == THEIRS


def test_a_page_that_has_become_a_link_is_a_page_again(site: Path) -> None:
    """Also when what it leads to has the same bytes: that may change later."""
    page = site / "output/robots.txt"
    target = page.rename(site.parent / "robots.txt")
    page.symlink_to(target)
    assert codes(site) == []
    assert not page.is_symlink()
    assert target.is_file()


def test_the_output_folder_itself_may_be_a_link(site: Path) -> None:
    (site / "output").rename(site.parent / "publik")
    (site / "output").symlink_to(site.parent / "publik")
    (site / STORY).write_text(post("Lain"))
    assert codes(site) == []
    check_right(site)


def test_a_cache_that_is_a_link_is_refused(site: Path) -> None:
    """What looks like a pack of ours behind it stays: git's objects are named so."""
    run(["rm", "-r", str(site / ".warta-cache")])
    (site / ".warta-cache").symlink_to(site.parent / "orang")
    (site.parent / "orang/pack-1").write_text("git")
    assert codes(site) == ["cache-linked"]
    assert sorted(path.name for path in (site.parent / "orang").iterdir()) == [
        "kosong",
        "pack-1",
        "surat.txt",
    ]


def test_a_file_that_was_swapped_for_a_link_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the opening, where opening cannot be told not to follow."""
    mine, theirs = tmp_path / "a", tmp_path / "b"
    mine.write_text("saya")
    theirs.write_text("orang")
    real = os.open

    def swapped(path: Any, flags: int, *rest: Any) -> int:
        mine.unlink()
        mine.symlink_to(theirs)
        return real(path, flags & ~os.O_NOFOLLOW, *rest)

    monkeypatch.setattr(os, "open", swapped)
    assert read_own(mine) is None
    monkeypatch.undo()
    write_own(mine, b"baru")
    assert (mine.read_text(), theirs.read_text()) == ("baru", "orang")


def test_folders_are_looked_at_from_the_top(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/file").write_text("")
    (tmp_path / "link").symlink_to("a")
    folders = Folders(str(tmp_path))
    for there in ("", "a", "a/b", "a/file"):
        assert folders.status(there) is not None
    for nowhere in ("x", "x/y/z", "a/file/b", "a/" + "n" * 300, "a/" * 5000 + "a"):
        assert folders.status(nowhere) is None
    for linked in ("link", "link/b", "link/x"):
        with pytest.raises(LinkedError) as caught:
            folders.status(linked)
        assert caught.value.filename == f"{tmp_path}/link"


# --- What is not ours -------------------------------------------------------------------------------


def old_record(folder: Path) -> bytes:
    """The record as an earlier Warta wrote it: code as much as data."""
    files = dict.fromkeys(tree(folder), (b"", b"", b"", ""))
    return b"warta-manifest 2\n" + seal(marshal.dumps(("salt", files), 2))


RECORDS: dict[str, Callable[[Path], bytes]] = {
    "damaged": lambda folder: (folder / META / "manifest").read_bytes()[:-1],
    "none": lambda folder: b"",
    "executable": old_record,
}


@pytest.mark.parametrize("record", RECORDS)
def test_a_story_taken_down_is_told_of_until_it_is_gone(
    site: Path, record: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """By every build, those that have nothing else to do too. What the site has still is not told of."""
    folder = site / "output"
    (folder / META / "manifest").write_bytes(RECORDS[record](folder))
    take_down(site)
    for _ in range(3):
        assert main(["--site", str(site), "--lang", "en", "build", *TIME[:0]]) == 0
        told = capsys.readouterr().err
        assert re.search(rf"\(\d+\): .*{re.escape(GONE_PAGE)}.* \[files-left\]", told), told
        assert "id/berita/2024/uji/" not in told
        assert (folder / GONE_PAGE).exists()
    for path in set(tree(folder)) - build_clean(site).files.keys():
        (folder / path).unlink()
    for _ in range(2):
        assert main(["--site", str(site), "build"]) == 0
        assert "files-left" not in capsys.readouterr().err
    assert own_files(folder) == AT_REST


@pytest.mark.parametrize("version", [4, 5])
def test_a_record_of_another_version_that_can_be_read_is_used(site: Path, version: int) -> None:
    """Its files are ours: those that are gone from the site are deleted, the others rendered anew.

    What the last one says of what the public knows is believed.
    """
    put_old_manifest(site / "output", version)
    take_down(site)
    assert codes(site) == (["story-gone"] if version == 5 else [])
    assert not (site / "output" / GONE_PAGE).exists()
    check_right(site)


def test_files_that_the_site_writes_again_are_its_own_again(site: Path) -> None:
    (site / "output" / META / "manifest").write_bytes(b"rusak")
    names = (GONE, GONE.replace(".id.", ".en."))
    texts = {name: (site / name).read_text() for name in names}
    take_down(site)
    assert codes(site) == ["files-left"]
    make_site(site, {**texts})
    assert codes(site) == []
    take_down(site)
    assert codes(site) == ["story-gone"]
    assert not (site / "output" / GONE_PAGE).exists()


def test_a_mark_survives_a_build_that_fails_or_is_killed(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the mark and the end of the commit."""
    (site / "output" / META / "manifest").write_bytes(b"rusak")
    take_down(site)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(OutputFolder, "prune", stop)
        with pytest.raises(KeyboardInterrupt):
            build(Request(site, site / "output", NOW, prune=lambda *_: True))
    assert codes(site) == ["files-left"]


@pytest.fixture
def littered(site: Path) -> Path:
    """With everything that can lie in an output folder and is nobody's page."""
    folder, theirs = site / "output", site.parent / "orang"
    (folder / "CNAME").write_text("situs.example")
    (folder / "lama/dalam").mkdir(parents=True)
    (folder / "lama/dalam/x.html").write_text("lama")
    (folder / "a\nb\\c\x1b[31m.txt").write_text("aneh")
    (folder / os.fsdecode(b"\xff.txt")).write_text("aneh")
    (folder / "id/tautan").symlink_to(theirs)
    (folder / "id/tautan.txt").symlink_to(theirs / "surat.txt")
    (folder / "putus").symlink_to("ke-mana")
    return site


LITTER = 7


def test_prune_shows_and_deletes_what_is_not_of_the_site(littered: Path) -> None:
    """And nothing else: links go, what they lead to stays. The lines are lines, whatever a name holds."""
    done = run(command(littered, *TIME, "--prune", language="en"), stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
    shown = [line for line in done.stdout.splitlines() if line.startswith("  ")]
    assert len(shown) == LITTER
    assert "\x1b" not in done.stdout
    assert {"  CNAME", "  id/tautan", "  lama/dalam/x.html"} <= set(shown)
    assert f"{LITTER} files that are not part of this site" in done.stdout
    assert empty_folders(littered / "output") == []
    check_right(littered)
    done = run(command(littered, "--prune", language="en"), stdin=subprocess.DEVNULL)
    assert "not part of this site" not in done.stdout


def test_without_prune_what_somebody_put_there_stays_unmentioned(littered: Path) -> None:
    assert codes(littered) == []
    assert len(set(files_below(littered / "output")) - build_clean(littered).files.keys()) == LITTER


def test_a_build_that_fails_prunes_nothing(littered: Path) -> None:
    (littered / STORY).write_text(post("Uji", agency="tidak-ada"))
    assert run(command(littered, *TIME, "--prune")).returncode == SITE_HAS_ERRORS
    assert (littered / "output/CNAME").exists()


@pytest.mark.parametrize(("answer", "left"), [("y", 0), ("", LITTER), ("n", LITTER), ("\x04", LITTER)])
def test_on_a_terminal_prune_asks(littered: Path, answer: str, left: int) -> None:
    ours, theirs = pty.openpty()
    arguments = command(littered, *TIME, "--prune", language="en")
    process = subprocess.Popen(arguments, stdin=theirs, stdout=theirs, stderr=theirs, env=environment())
    os.close(theirs)
    said = b""
    while b"[y/N]" not in said:
        said += os.read(ours, 1000)
    os.write(ours, answer.encode() + (b"" if answer == "\x04" else b"\n"))
    assert process.wait(PATIENCE) == 0
    os.close(ours)
    assert len(set(files_below(littered / "output")) - build_clean(littered).files.keys()) == left


@pytest.mark.skipif(bool(may_mount()), reason=may_mount())
def test_prune_does_not_enter_another_disk(site: Path) -> None:
    """It is named, and stays named."""
    with mounted(site / "output/disk", "size=1m") as disk:
        (disk / "milik-orang.txt").write_text("penting")
        assert codes(site, prune=lambda *_: True) == ["files-left", "not-pruned"]
        assert codes(site) == ["files-left"]
        assert (disk / "milik-orang.txt").read_text() == "penting"
    (site / "output/disk").rmdir()
    assert codes(site) == []


# --- Half of a site ---------------------------------------------------------------------------------


def all_due(site: Path) -> None:
    """Every page of every language has to be written."""
    config = site / "site.toml"
    config.write_text(config.read_text().replace("Kabar Uji", "Judul Baru"))


@pytest.mark.parametrize("name", ["en", "en/news", "en/news/2024/uji", "assets"])
def test_one_folder_that_is_somebody_elses_is_found_before_anything_changes(site: Path, name: str) -> None:
    """As after one build as another user. Given back, the build goes on."""
    all_due(site)
    (site / "templates/assets").mkdir(parents=True)
    (site / "templates/assets/uji.css").write_text("a {}")
    before, place = tree(site / "output"), site / "output" / name
    place.chmod(0o555)
    for _ in range(2):
        done = run(bound_by_permissions(command(site, *TIME, language="en")))
        assert done.returncode == SITE_HAS_ERRORS, done.stderr
        assert re.search(rf"cannot write `{place}`: .* \[output-unwritable\]$", done.stderr, re.MULTILINE)
        assert "untouched" in done.stderr
        assert_same(tree(site / "output"), before)
        assert own_files(site / "output") == AT_REST
    place.chmod(0o755)
    assert run(bound_by_permissions(command(site, *TIME))).returncode == 0
    check_right(site)


@pytest.mark.skipif(bool(may_mount()), reason=may_mount())
def test_a_folder_on_another_disk_is_found_before_anything_changes(site: Path) -> None:
    all_due(site)
    english = tree(site / "output/en")
    before = {path: data for path, data in tree(site / "output").items() if not path.startswith("en/")}
    with mounted(site / "output/en", "size=4m"):
        for _ in range(2):
            done = run(command(site, *TIME, language="en"))
            assert done.returncode == SITE_HAS_ERRORS, done.stderr
            assert f"`{site}/output/en` is on another disk" in done.stderr
            assert "[output-other-disk]" in done.stderr
            assert_same(tree(site / "output"), before)
    assert tree(site / "output/en") == english
    assert run(command(site, *TIME)).returncode == 0
    check_right(site)


@pytest.mark.parametrize("problem", [errno.EACCES, errno.EXDEV, errno.EIO, errno.EROFS])
def test_what_fails_all_the_same_is_told_as_what_it_is(
    site: Path, problem: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The site is partly new; which folder; what to do. Nobody says that nothing was written."""
    all_due(site)
    old, real = tree(site / "output"), os.replace
    arguments = ["--site", str(site), "--lang", "en", "build", *TIME]

    def refused(source: Any, target: Any) -> None:
        if f"{site}/output/id/topik/" in str(target):
            raise OSError(problem, os.strerror(problem), source, None, target)
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refused)
        for _ in range(2):  # the next build fails at it as well, and says so
            assert main(arguments) == PARTLY_NEW
            told = capsys.readouterr().err
            assert re.search(rf"partly new: .*`{site}/output/id/topik`: .* \[output-partly-new\]", told), told
            assert "untouched" not in told
    assert tree(site / "output") not in (old, build_clean(site).files)
    assert main(arguments) == 0
    check_right(site)
