"""The command line: options, exit statuses, where things are printed, and what an output folder is spared."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faultlib import command, environment, run
from tests.servelib import until
from tests.support import (
    AGENCY,
    PATIENCE,
    ROOT,
    SETTLING,
    SITE_TOML,
    bound_by_permissions,
    files_of,
    make_site,
    post,
    run_warta,
    slowed,
    translation,
    tree_digest,
)
from warta.build import build as building
from warta.build import changes
from warta.build import rendering as work
from warta.cli import main
from warta.config import site_tables as config
from warta.content import scan as reading
from warta.site import open as opening
from warta.site import parsing

NOW = ("--now", "2025-01-15")
STORY = "content/news/2024/uji.id.md"

Output = pytest.CaptureFixture[str]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A small site without a finding."""
    files = {STORY: post("Berita uji"), "content/news/2024/uji.en.md": translation("A test story")}
    return make_site(tmp_path / "situs", files)


def warta(*arguments: str | Path) -> int:
    return main([str(argument) for argument in arguments])


def build(site: Path, *options: str | Path) -> int:
    return warta("--site", site, "build", *NOW, *options)


def break_story(site: Path) -> None:
    (site / STORY).write_text(post("Berita uji", agency="dinass"), encoding="utf-8")


# --- Exit status and streams --------------------------------------------------------------------------


def test_a_build_says_what_it_did(site: Path, capsys: Output) -> None:
    assert build(site) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert re.fullmatch(
        r"Situs selesai: \d+ berkas ditulis, 0 tetap, 0 dihapus, dalam [\d.]+ detik\.\n", printed.out
    )


def test_an_error_leaves_the_site_as_it_was(site: Path, capsys: Output) -> None:
    """Byte for byte, with the manifest; the status is 1, findings are on stderr, nothing is on stdout."""
    build(site)
    before = tree_digest(site / "output")
    capsys.readouterr()
    break_story(site)
    assert build(site) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(
        f"{STORY}:4:9: galat: instansi `dinass` belum terdaftar [unknown-term-suggestion]\n"
    )
    assert printed.err.endswith("1 galat.\nTidak ada yang ditulis; situs yang sudah ada tetap utuh.\n")
    assert tree_digest(site / "output") == before


def test_a_first_build_that_fails_makes_no_folder(site: Path) -> None:
    break_story(site)
    assert build(site) == 1
    assert not (site / "output").exists()


def test_check_writes_nothing_to_the_output(site: Path) -> None:
    assert warta("--site", site, "check", *NOW) == 0
    assert not (site / "output").exists()
    build(site)
    before = {name: (site / "output" / name).stat().st_mtime_ns for name in files_of(site / "output")}
    break_story(site)
    assert warta("--site", site, "check", *NOW) == 1
    assert {name: (site / "output" / name).stat().st_mtime_ns for name in files_of(site / "output")} == before


CHANGES: dict[str, Callable[[Path], tuple[str, ...]]] = {
    "a text": lambda site: _appended(site / STORY, "Lagi.\n"),
    "a story less": lambda site: _gone(site / STORY),
    "the settings": lambda site: _appended(
        site / "site.toml", "\n[feeds]\nhub = 'https://hub.example.go.id/'\n"
    ),
    "a template": lambda site: _appended(site / "templates/post.html", "{% extends 'base.html' %}"),
    "what is public": lambda site: _appended(site / "output/.warta/manifest", "x"),
    "the address": lambda _: ("--base-url", "https://lain.example.go.id"),
    "the form": lambda _: ("--format", "json"),
    "the time": lambda _: ("--now", "2030-01-01"),
}


def _appended(path: Path, text: str) -> tuple[str, ...]:
    path.parent.mkdir(exist_ok=True)
    with path.open("a") as file:
        file.write(text)
    return ()


def _gone(path: Path) -> tuple[str, ...]:
    path.unlink()
    return ()


def test_a_check_says_again_what_it_found_until_something_is_another(
    site: Path, tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    (site / "content/news/2024/uji.en.md").unlink()  # of which a warning tells
    build(site)
    shutil.copytree(site, tmp_path / "awal", copy_function=shutil.copy2)
    looked: list[building.Request] = []
    check = building.check

    def counted(request: building.Request) -> building.Result:
        looked.append(request)
        return check(request)

    monkeypatch.setattr(building, "check", counted)
    for name, edit in CHANGES.items():
        shutil.rmtree(site)
        shutil.copytree(tmp_path / "awal", site)
        time.sleep(SETTLING)
        capsys.readouterr()
        assert warta("--site", site, "check") == 0
        said = capsys.readouterr()
        assert "translation-missing" in said.err
        looked.clear()
        assert warta("--site", site, "check") == 0
        assert capsys.readouterr() == said
        assert not looked, "an unchanged site has been looked at"
        warta("--site", site, "check", *edit(site))
        assert looked, f"not noticed: {name}"


def test_a_warning_does_not_keep_a_site_from_being_built(site: Path, capsys: Output) -> None:
    (site / "content/news/2024/uji.en.md").unlink()
    assert build(site) == 0
    assert "1 peringatan.\n" in capsys.readouterr().err


def test_a_warning_is_given_again_by_a_build_that_has_nothing_to_do(site: Path, capsys: Output) -> None:
    (site / "content/news/2024/uji.en.md").unlink()
    build(site)
    first = capsys.readouterr().err
    build(site)
    assert capsys.readouterr().err == first != ""


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["terbit"],
        ["build", "--tidak-ada"],
        ["check", "--format", "xml"],
        ["--lang", "fr", "check"],
        ["--sit", "."],
    ],
)
def test_wrong_usage_is_2(arguments: list[str], capsys: Output) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert capsys.readouterr().out == ""


def test_outside_a_site_is_wrong_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.chdir("/")  # nothing is above it
    assert main(["build"]) == 2
    assert capsys.readouterr().err.startswith("warta: site.toml tidak ditemukan")
    assert main(["--lang", "en", "check"]) == 2
    assert "site.toml" in capsys.readouterr().err
    assert warta("--site", tmp_path / "tidak-ada", "build") == 2


def test_ctrl_c_is_130_and_keeps_the_site(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(site)
    before = tree_digest(site / "output")
    (site / STORY).write_text(post("Judul baru"), encoding="utf-8")

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(building, "render_pages", interrupted)
    assert build(site) == 130
    assert tree_digest(site / "output") == before


@pytest.mark.parametrize("python", ["env -u PYTHONUNBUFFERED", "env PYTHONUNBUFFERED=1"])
def test_a_reader_that_has_gone_is_no_traceback(site: Path, python: str) -> None:
    break_story(site)
    command = f"{python} {sys.executable} -m warta --site {site} check --format json | true"
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert done.stderr == ""


# --- Finding the site ----------------------------------------------------------------------------------


def test_the_nearest_folder_upward_is_the_site(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.chdir(site / "content" / "news" / "2024")
    assert warta("build", *NOW) == 0
    assert (site / "output" / "id" / "index.html").is_file()
    break_story(site)
    assert warta("check", *NOW) == 1
    assert capsys.readouterr().err.startswith(f"{STORY}:4:9: ")


def test_a_site_can_be_named_from_anywhere(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert warta("--site", site.name, "build", *NOW) == 0
    assert (site / "output" / "index.html").is_file()


# --- Options -------------------------------------------------------------------------------------------


def test_messages_are_in_the_language_of_the_option_else_of_the_site(site: Path, capsys: Output) -> None:
    break_story(site)
    for options, setting, word in (([], "", "galat"), ([], "en", "error"), (["--lang", "id"], "en", "galat")):
        line = f'message_language = "{setting}"\n' if setting else ""
        (site / "site.toml").write_text(line + SITE_TOML, encoding="utf-8")
        assert warta(*options, "--site", site, "check", *NOW) == 1
        assert f": {word}: " in capsys.readouterr().err


def test_json_has_the_findings_of_the_text(site: Path, capsys: Output) -> None:
    break_story(site)
    (site / "content/news/2024/uji.en.md").unlink()
    assert warta("--site", site, "--lang", "en", "check", *NOW) == 1
    text = capsys.readouterr().err
    assert warta("--site", site, "--lang", "en", "check", *NOW, "--format", "json") == 1
    printed = capsys.readouterr()
    findings = json.loads(printed.out)
    assert printed.err == ""
    assert [(found["severity"], found["rule"], found["line"]) for found in findings] == [
        ("warning", "translation-missing", 0),
        ("error", "unknown-term-suggestion", 4),
    ]
    for found in findings:
        assert set(found) == {"file", "line", "column", "severity", "rule", "what", "why", "fix"}
        place = f"{found['file']}:{found['line']}:{found['column']}" if found["line"] else found["file"]
        assert f"{place}: {found['severity']}: {found['what']} [{found['rule']}]\n" in text
        assert f"  Why: {found['why']}\n  Fix: {found['fix']}\n" in text


def test_json_of_a_clean_site_is_an_empty_list(site: Path, capsys: Output) -> None:
    assert warta("--site", site, "check", *NOW, "--format", "json") == 0
    assert json.loads(capsys.readouterr().out) == []


def test_github_commands_are_escaped(site: Path, capsys: Output) -> None:
    """A colon, a comma, a percent sign or a line end cannot end the command or start another."""
    story = site / "content/news/2024/50%, a:b.id.md"
    story.write_text(post("Uji", agency='"100% ::error::x"'), encoding="utf-8")
    assert warta("--site", site, "--lang", "en", "check", *NOW, "--format", "github") == 1
    lines = capsys.readouterr().out.splitlines()
    assert all(
        re.fullmatch(r"::(error|warning) file=[^,:]+(,line=\d+,col=\d+)?,title=[^,:]+::.+", line)
        for line in lines
    )
    unknown = next(line for line in lines if "title=unknown-term" in line)
    assert unknown.startswith(
        "::error file=content/news/2024/50%25%2C a%3Ab.id.md,line=4,col=9,title=unknown-term::"
    )
    assert "`100%25 ::error::x`" in unknown
    assert unknown.count("%0A") == 2


@pytest.mark.parametrize(
    ("now", "public"),
    [
        ("2024-11-13", False),
        ("2024-11-14", True),
        ("2024-11-13 23:59", False),
        ("2024-11-14 00:00 WIB", True),
        ("2024-11-14 00:59 WITA", False),
        ("2024-11-14T01:00+08:00", True),
        ("2024-11-13 17:00 UTC", True),
        ("2024-11-13T16:59:59Z", False),
    ],
)
def test_now_is_read_like_a_date_in_a_post(site: Path, now: str, public: bool) -> None:
    """A bare date or time is in the site's timezone."""
    assert warta("--site", site, "build", "--now", now) == 0
    assert (site / "output/id/berita/2024/uji/index.html").is_file() is public


@pytest.mark.parametrize(
    "now", ["kemarin", "2024-02-30", "14-11-2024", "", "2024-11-14 25:00", "0000-01-01", "0001-01-01"]
)
def test_a_now_that_is_none_is_wrong_usage(site: Path, now: str, capsys: Output) -> None:
    assert warta("--site", site, "build", "--now", now) == 2
    assert f"`{now}`" in capsys.readouterr().err
    assert not (site / "output").exists()


def test_output_can_be_elsewhere(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative folder is below the current one, as in every other command."""
    monkeypatch.chdir(tmp_path)
    assert build(site) == 0
    assert build(site, "--output", "publik/baru") == 0
    assert tree_digest(tmp_path / "publik/baru") == tree_digest(site / "output")


@pytest.mark.parametrize(
    ("address", "root"),
    [
        ("https://lain.example.go.id", ""),
        ("https://lain.example.go.id/", ""),
        ("https://lain.example.go.id/warta", "/warta"),
        ("https://lain.example.go.id/warta/", "/warta"),
        ("http://localhost:8000/a/b/", "/a/b"),
    ],
)
def test_base_url_takes_the_place_of_the_setting(site: Path, address: str, root: str) -> None:
    assert build(site, "--base-url", address) == 0
    page = (site / "output/id/berita/2024/uji/index.html").read_text("utf-8")
    canonical = f"{address.rstrip('/')}/id/berita/2024/uji/"
    assert f'<link rel="canonical" href="{canonical}">' in page
    assert f'href="{root}/id/"' in page
    assert "kabar.example.go.id" not in page
    assert f"Sitemap: {address.rstrip('/')}/sitemap.xml" in (site / "output/robots.txt").read_text("utf-8")


def test_drafts_are_built_when_asked_for(site: Path) -> None:
    (site / "content/news/2024/rencana.id.md").write_text(post("Rencana", draft="true"), encoding="utf-8")
    page = site / "output/id/berita/2024/rencana/index.html"
    assert build(site) == 0
    assert not page.exists()
    assert build(site, "--drafts") == 0
    assert page.is_file()
    assert build(site) == 0
    assert not page.exists()


# --- init ----------------------------------------------------------------------------------------------


def test_a_new_site_builds_and_checks_without_a_mistake(tmp_path: Path, capsys: Output) -> None:
    """A check names the pages that wait for what only the agency can tell; a build says nothing."""
    folder = tmp_path / "a" / "situs baru"
    assert warta("init", folder) == 0
    assert str(folder) in capsys.readouterr().out
    assert warta("--site", folder, "check", "--now", "2025-01-15") == 0
    assert {*re.findall(r"\[([a-z-]+)\]$", capsys.readouterr().err, re.MULTILINE)} == {"page-unfilled"}
    assert warta("--site", folder, "build", "--now", "2025-01-15") == 0
    assert capsys.readouterr().err == ""
    assert (folder / "output" / "id" / "index.html").is_file()


def test_init_takes_an_empty_folder_and_no_other(tmp_path: Path, capsys: Output) -> None:
    (tmp_path / "kosong").mkdir()
    assert warta("init", tmp_path / "kosong") == 0
    before = tree_digest(tmp_path / "kosong")
    assert warta("init", tmp_path / "kosong") == 2
    assert tree_digest(tmp_path / "kosong") == before
    (tmp_path / "berkas").write_text("x", encoding="utf-8")
    assert warta("--lang", "en", "init", tmp_path / "berkas") == 2
    assert capsys.readouterr().err.count("warta: ") == 2


def test_init_where_no_folder_can_be_is_no_traceback(tmp_path: Path, capsys: Output) -> None:
    (tmp_path / "berkas").write_text("x", encoding="utf-8")
    assert warta("init", tmp_path / "berkas" / "situs") == 2
    assert warta("init", tmp_path / ("x" * 300)) == 2
    assert capsys.readouterr().err.count("warta: ") == 2


# --- The output folder ---------------------------------------------------------------------------------


def test_a_foreign_folder_is_not_touched(site: Path, tmp_path: Path, capsys: Output) -> None:
    foreign = tmp_path / "rumah"
    foreign.mkdir()
    (foreign / "index.html").write_text("milik orang", encoding="utf-8")
    assert build(site, "--output", foreign) == 1
    assert (
        f"{foreign}: galat: folder keluaran berisi berkas yang tidak dibuat oleh Warta [output-not-ours]\n"
        in (capsys.readouterr().err)
    )
    assert files_of(foreign) == ("index.html",)
    assert (foreign / "index.html").read_text("utf-8") == "milik orang"


def test_a_file_is_no_output_folder(site: Path, capsys: Output) -> None:
    (site / "output").write_text("x", encoding="utf-8")
    assert build(site) == 1
    assert "output: galat: tempat keluaran ini sebuah berkas, bukan folder [output-not-a-folder]\n" in (
        capsys.readouterr().err
    )
    assert (site / "output").read_text("utf-8") == "x"


def test_a_link_to_nothing_is_no_output_folder(site: Path, tmp_path: Path, capsys: Output) -> None:
    (site / "output").symlink_to(tmp_path / "tidak-ada")
    assert build(site) == 1
    printed = capsys.readouterr().err
    assert "output: galat: folder keluaran tidak dapat dipakai: " in printed
    assert "[output-unusable]\n" in printed
    assert not (tmp_path / "tidak-ada").exists()


def test_an_output_below_a_file_cannot_be_written(site: Path, tmp_path: Path, capsys: Output) -> None:
    (tmp_path / "berkas").write_text("x", encoding="utf-8")
    assert build(site, "--output", tmp_path / "berkas" / "publik") == 1
    assert "[output-unwritable]\n" in capsys.readouterr().err


def test_a_read_only_output_is_refused(site: Path, tmp_path: Path) -> None:
    """The old site stays."""
    assert build(site) == 0
    before = tree_digest(site / "output")
    (site / STORY).write_text(post("Judul baru"), encoding="utf-8")
    locked = [site / "output", *(path for path in (site / "output").rglob("*") if path.is_dir())]
    for folder in locked:
        folder.chmod(0o555)
    try:
        done = run(bound_by_permissions(command(site, *NOW)))
    finally:
        for folder in locked:
            folder.chmod(0o755)
    assert done.returncode == 1
    assert "[output-unwritable]" in done.stderr
    assert "Traceback" not in done.stderr
    assert tree_digest(site / "output") == before


def test_a_folder_that_another_process_builds_is_named_with_it(site: Path, capsys: Output) -> None:
    """The lock frees itself with the process."""
    build(site)
    meta = site / "output" / ".warta"
    code = (
        "import sys, time; from warta.filesystem.locks import Lock; "
        "assert Lock(sys.argv[1]).take(); print(1, flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(meta / "lock")], stdout=subprocess.PIPE, env=environment()
    )
    try:
        assert holder.stdout is not None
        holder.stdout.readline()
        (meta / "holder").write_text(str(holder.pid), encoding="utf-8")
        (site / STORY).write_text(post("Judul baru"), encoding="utf-8")
        capsys.readouterr()
        assert build(site) == 1
        assert f"(nomor proses {holder.pid}) [output-locked]\n" in capsys.readouterr().err
    finally:
        holder.kill()
        holder.communicate()
    assert build(site) == 0
    assert not (meta / "lock").exists()


def test_files_that_nobody_knows_are_left_and_named(site: Path, capsys: Output) -> None:
    """A damaged manifest is no error: all is built again, and what is not of this site is not deleted."""
    build(site)
    (site / "output" / ".warta" / "manifest").write_bytes(b"rusak")
    (site / "output" / "lama.html").write_text("lama", encoding="utf-8")
    capsys.readouterr()
    assert build(site) == 0
    assert (
        "output: peringatan: ada 1 berkas di folder keluaran yang bukan bagian situs ini: "
        "lama.html [files-left]\n" in capsys.readouterr().err
    )
    assert (site / "output" / "lama.html").read_text("utf-8") == "lama"


def test_a_changed_slug_without_a_redirect_prints_the_alias_to_add(site: Path, capsys: Output) -> None:
    build(site)
    capsys.readouterr()
    (site / STORY).write_text(post("Berita uji", slug="uji-baru"), encoding="utf-8")
    assert build(site) == 0
    printed = capsys.readouterr().err
    assert (
        f"{STORY}: peringatan: alamat berita ini berubah dari `/id/berita/2024/uji/` menjadi "
        "`/id/berita/2024/uji-baru/` [address-changed]\n" in printed
    )
    assert "`aliases: [/id/berita/2024/uji/]`" in printed


def test_a_changed_slug_with_its_redirect_is_no_warning(site: Path, capsys: Output) -> None:
    build(site)
    capsys.readouterr()
    text = post("Berita uji", slug="uji-baru", aliases="[/id/berita/2024/uji/]")
    (site / STORY).write_text(text, encoding="utf-8")
    assert build(site) == 0
    assert capsys.readouterr().err == ""
    assert "/id/berita/2024/uji-baru/" in (site / "output/id/berita/2024/uji/index.html").read_text("utf-8")


def test_an_alias_that_was_printed_works_below_a_path(site: Path, capsys: Output) -> None:
    """Old addresses are written without the part that the host decides."""
    options = ("--base-url", "https://example.go.id/warta")
    build(site, *options)
    (site / STORY).write_text(post("Berita uji", slug="uji-baru"), encoding="utf-8")
    build(site, *options)
    alias = re.search(r"`aliases: \[(.+)\]`", capsys.readouterr().err)
    assert alias is not None
    (site / STORY).write_text(post("Berita uji", slug="uji-baru", aliases=f"[{alias[1]}]"), encoding="utf-8")
    assert build(site, *options) == 0
    assert "/warta/id/berita/2024/uji-baru/" in (site / "output/id/berita/2024/uji/index.html").read_text(
        "utf-8"
    )


# --- Files that change or go while they are read ----------------------------------------------------------


def test_a_file_that_vanishes_is_named_and_the_site_stays(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    build(site)
    before = tree_digest(site / "output")
    (site / "content/news/2024/baru.id.md").write_text(post("Baru"), encoding="utf-8")
    read = reading.read_source

    def vanishing(root: Path, entry: reading.SourceEntry) -> object:
        if entry.path.endswith("baru.id.md"):
            (root / entry.path).unlink(missing_ok=True)
        return read(root, entry)

    monkeypatch.setattr(parsing, "read_source", vanishing)
    capsys.readouterr()
    assert build(site) == 1
    assert "content/news/2024/baru.id.md: galat: tidak dapat dibaca: " in capsys.readouterr().err
    assert tree_digest(site / "output") == before


def test_a_file_that_goes_when_it_is_read_again_for_a_message_is_named(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """Where a mistake stands is looked up in the file once more; by then it may be gone."""
    break_story(site)
    parse = parsing.parse_all

    def vanishing(*arguments: object, **options: object) -> object:
        result = parse(*arguments, **options)  # type: ignore[arg-type]  # passed on as they are
        (site / STORY).unlink()
        return result

    monkeypatch.setattr(opening, "parse_all", vanishing)
    assert build(site) == 1
    printed = capsys.readouterr().err
    assert STORY in printed
    assert "[changed-during-build]" in printed


def test_a_document_that_changes_while_it_is_published_is_named(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """And the old site stays."""
    (site / "content/news/2024/edaran.txt").write_bytes(b"edaran")
    (site / STORY).write_text(post("Berita uji", "[Surat edaran](edaran.txt)"), encoding="utf-8")
    assert build(site) == 0
    before = tree_digest(site / "output")
    capsys.readouterr()
    (site / "content/news/2024/edaran.txt").write_bytes(b"edaran baru")
    compare = changes.compare

    def changing(*arguments: object, **options: object) -> object:
        result = compare(*arguments, **options)  # type: ignore[arg-type]  # passed on as they are
        (site / "content/news/2024/edaran.txt").write_bytes(b"edaran lain")
        return result

    monkeypatch.setattr(building, "compare", changing)
    assert build(site) == 1
    assert (
        "content/news/2024/edaran.txt: galat: berkas ini berubah ketika situs sedang dibangun "
        "[changed-during-build]\n" in (capsys.readouterr().err)
    )
    assert tree_digest(site / "output") == before


def test_a_cache_that_goes_while_a_site_is_built_is_made_again(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """Nobody is told ``cache-lost``: the build starts over with a cache of its own."""
    render = work.render_pages

    def vanishing(*arguments: object) -> object:
        shutil.rmtree(site / ".warta-cache", ignore_errors=True)
        return render(*arguments)  # type: ignore[arg-type]  # passed on as they are

    monkeypatch.setattr(building, "render_pages", vanishing)
    assert build(site) == 0
    assert capsys.readouterr().err == ""
    built = tree_digest(site / "output")
    monkeypatch.undo()
    assert build(site, "--clean") == 0
    assert tree_digest(site / "output") == built


# --- What is not installed ------------------------------------------------------------------------------


def test_an_engine_that_is_not_installed_is_named_with_its_place(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.setattr(config, "is_installed", lambda name: name != "pyromark")
    text = SITE_TOML + '\n[markdown]\nengine = "pyromark"\n'
    (site / "site.toml").write_text(text, encoding="utf-8")
    line = text.split("\n").index('engine = "pyromark"') + 1
    assert warta("--site", site, "check", *NOW) == 1
    assert (
        f"site.toml:{line}:1: galat: mesin Markdown `pyromark` belum terpasang [engine-missing]\n"
        in capsys.readouterr().err
    )


# --- Names that are no text ----------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS keeps such a name out of its file system")
@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_a_file_name_that_is_not_utf8_is_named_as_far_as_it_can_be(site: Path, form: str) -> None:
    (Path(os.fsdecode(os.fsencode(site) + b"/content/news/2024/caf\xe9.id.md"))).write_text(
        "x", encoding="utf-8"
    )
    (site / "content/news/2024/tautan.id.md").symlink_to(os.fsdecode(b"/tmp/caf\xe9"))
    done = run_warta("--site", site, "check", *NOW, "--format", form)
    assert done.returncode == 1
    printed = done.stdout + done.stderr
    assert "file-name-encoding" in printed
    assert "Traceback" not in printed
    if form == "json":
        assert {found["rule"] for found in json.loads(done.stdout)} == {"file-name-encoding", "link-outside"}


def test_a_terminal_without_unicode_is_no_traceback(site: Path) -> None:
    (site / STORY).write_text(post("Uji", kind="“berita”"), encoding="utf-8")
    for form in ("text", "json", "github"):
        done = run_warta("--site", site, "check", *NOW, "--format", form, env={"PYTHONIOENCODING": "ascii"})
        assert done.returncode == 1
        assert "Traceback" not in done.stdout + done.stderr
        assert "expected-choice" in done.stdout + done.stderr


# --- Being stopped -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_an_interrupt_ends_within_two_seconds(tmp_path: Path) -> None:
    """Ctrl-C in a large build: status 130, no traceback, no output folder that looks finished."""
    stories = {f"content/news/2024/uji-{n}.id.md": post(f"Berita {n}", "Isi. " * 400) for n in range(1500)}
    site = make_site(tmp_path / "situs", stories)
    in_time = False
    for _ in range(3):  # the fastest counts: other tests may run beside this one
        process = subprocess.Popen(
            [sys.executable, "-m", "warta", "--site", str(site), "build", *NOW],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        until((site / "output/.warta/stage").is_dir, "pages are rendered")
        process.send_signal(signal.SIGINT)
        started = time.monotonic()
        _, errors = process.communicate(timeout=PATIENCE)
        in_time = time.monotonic() - started < 2 * slowed()
        assert process.returncode == 130
        assert not (site / "output/.warta/stage").exists()
        assert "Traceback" not in errors
        assert not (site / "output" / "index.html").exists()
        if in_time:
            break
        shutil.rmtree(site / ".warta-cache", ignore_errors=True)
    assert in_time


def test_the_agency_of_these_tests_is_the_shared_one(site: Path) -> None:
    """The places that the tests above expect depend on it."""
    assert (site / "content/agencies/dinas.yaml").read_text("utf-8") == AGENCY
