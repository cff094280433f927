"""Whatever is in the cache folder, a build is right. At worst it takes as long as one without a cache."""

from __future__ import annotations

import builtins
import errno
import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Figures
from tests.faultlib import (
    SOAK,
    Clean,
    assert_same,
    build_clean,
    command,
    errors,
    may_mount,
    mounted,
    once_only,
    run,
    start,
    tree,
)
from tests.support import NOW, PATIENCE, SITE_TOML, files_of, make_site, picture, post, translation
from warta.build.build import Request, Result, build, check, remember
from warta.content.parsed import ParseOptions
from warta.filesystem.codec import encoded
from warta.filesystem.stamps import load_state, seal
from warta.pages.plan import make_plan
from warta.site.parsing import parse_files
from warta.store.cache import MOST_OLD, Cache
from warta.store.texts import NAME, Bodies, opened, text_digest, to_write

FLIPS = 400 if SOAK else 24


def stories() -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {
        "content/agencies/dinas.id.md": "Profil **dinas**.\n",
        "content/agencies/dinas.en.md": "The office.\n",
        "content/tags.yaml": "satu: {name: Satu}\n",
        "content/news/2024/peringatan.id.md": post("Peringatan", "<b>markah</b> tulisan", date="2024-11-09"),
    }
    for number in range(4):
        name = f"content/news/2024/cerita-{number}"
        files[f"{name}.id.md"] = post(
            f"Cerita {number}", f"Isi **berita** {number}.", date=f"2024-11-0{number + 1}", tags="[satu]"
        )
        files[f"{name}.en.md"] = translation(f"Story {number}", f"The *story* {number}.")
    return files


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Built once, with all that a build leaves for the next."""
    folder = make_site(tmp_path / "situs", stories())
    request = Request(folder, folder / "output", NOW)
    result = build(request)
    assert not errors(result)
    remember(request, result, ("asked",), ("", ""))
    return folder


def cache_of(site: Path) -> Path:
    return site / ".warta-cache"


def texts_of(site: Path) -> Path:
    """The database of parse results and texts."""
    return cache_of(site) / NAME


def stories_of(site: Path) -> list[Path]:
    return sorted(cache_of(site).glob("stories-*"))


_CLEAN: dict[tuple[tuple[str, bytes], ...], Clean] = {}


def clean(site: Path) -> Clean:
    """What a build from nothing makes: once for each state that a site of these tests is in."""
    own = ("output", ".warta-cache")
    names = [name for name in files_of(site) if not name.startswith(own)]
    state = tuple((name, (site / name).read_bytes()) for name in names)
    if state not in _CLEAN:
        _CLEAN[state] = build_clean(site)
    return _CLEAN[state]


def all_is_due(site: Path, word: str = "baru") -> Clean:
    """Change the theme, so that a build needs every text again; what it should make."""
    make_site(site, {"templates/_footer.html": f"<footer>{word}</footer>", **stories()})
    return clean(site)


def assert_right(site: Path, expected: Clean, **options: Any) -> Result:
    """A build succeeds with the bytes and the findings of a clean one; so does the one after it."""
    results = []
    for _ in range(2):
        results.append(build(Request(site, site / "output", NOW, **options)))
        assert not errors(results[-1]), errors(results[-1])
        assert_same(tree(site / "output"), expected.files)
        lasting = tuple(found for found in results[-1].diagnostics if not once_only(found))
        assert lasting == expected.result.diagnostics
    return results[0]


def put(path: Path, data: bytes | None) -> None:
    """Have a file hold ``data``; None for a folder in its place."""
    if path.is_dir():
        shutil.rmtree(path)
    if data is None:
        path.unlink()
        path.mkdir()
    else:
        path.write_bytes(data)


def delete(paths: list[Path]) -> None:
    for path in paths:
        path.unlink()


def change_texts(site: Path, change: Callable[[bytes], bytes | None]) -> None:
    """Change the bytes of the database."""
    put(texts_of(site), change(texts_of(site).read_bytes()))


def ask(site: Path, *statements: str) -> list[tuple[Any, ...]]:
    """Have the database changed by somebody who knows SQL; what the last statement gives."""
    rows: list[tuple[Any, ...]] = []
    with closing(sqlite3.connect(texts_of(site))) as database:
        for statement in statements:
            rows = database.execute(statement).fetchall()
        database.commit()
    return rows


def link_texts(site: Path, *, end: str = "") -> None:
    """A link in the place of the database, or beside it, to a file of somebody else."""
    other = site.parent / "orang-lain"
    other.write_bytes(texts_of(site).read_bytes())
    path = texts_of(site).with_name(NAME + end)
    path.unlink(missing_ok=True)
    path.symlink_to(other)


def put_pipe(site: Path) -> None:
    """A pipe in the place of the database, at which a reader would wait for ever."""
    texts_of(site).unlink()
    os.mkfifo(texts_of(site))


def put_stray(site: Path, *names: str) -> None:
    """Add files that no build knows."""
    for name in names:
        put(cache_of(site) / name, b"x" * 1000)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "missing": lambda site: shutil.rmtree(cache_of(site)),
    "a file": lambda site: put(cache_of(site), b"x"),
    "texts missing": lambda site: texts_of(site).unlink(),
    "texts are text": lambda site: put(texts_of(site), b"bukan pangkalan data"),
    "texts are a folder": lambda site: put(texts_of(site), None),
    "texts are a pipe": put_pipe,
    "texts empty": lambda site: change_texts(site, lambda data: b""),
    "texts cut short": lambda site: change_texts(site, lambda data: data[:-20]),
    "texts cut to a page": lambda site: change_texts(site, lambda data: data[:4096]),
    "texts shifted": lambda site: change_texts(site, lambda data: b" " + data),
    "texts of zeros": lambda site: change_texts(site, lambda data: bytes(len(data))),
    "a journal beside": lambda site: put(cache_of(site) / f"{NAME}-journal", texts_of(site).read_bytes()),
    "a log beside": lambda site: put(cache_of(site) / f"{NAME}-wal", b"x" * 5000),
    "a table less": lambda site: ask(site, "DROP TABLE text"),
    "a table more": lambda site: ask(site, "CREATE TABLE lain (x)"),
    "a trigger": lambda site: ask(
        site, "CREATE TRIGGER t AFTER INSERT ON record BEGIN UPDATE text SET html = 'lain'; END"
    ),
    "a view for a table": lambda site: ask(
        site, "ALTER TABLE text RENAME TO t", "CREATE VIEW text AS SELECT digest, x'61' AS html FROM t"
    ),
    "no results": lambda site: ask(site, "DELETE FROM record"),
    "no texts": lambda site: ask(site, "DELETE FROM text"),
    "some texts": lambda site: ask(site, "DELETE FROM text WHERE rowid % 2"),
    "texts of others": lambda site: ask(site, "UPDATE text SET html = (SELECT min(html) FROM text)"),
    "texts as numbers": lambda site: ask(site, "UPDATE text SET html = 5"),
    "results as numbers": lambda site: ask(site, "UPDATE record SET data = 5"),
    "results as texts": lambda site: ask(site, "UPDATE record SET data = 'lain'"),
    "results of others": lambda site: ask(site, "UPDATE record SET data = (SELECT max(data) FROM record)"),
    "a letter in results": lambda site: ask(
        site, "UPDATE record SET data = CAST(replace(data, CAST('Cerita' AS BLOB), 'Derita') AS BLOB)"
    ),
    "a log kept": lambda site: ask(site, "PRAGMA journal_mode = WAL"),
    "pages of another size": lambda site: ask(site, "PRAGMA page_size = 512", "VACUUM"),
    "no name": lambda site: ask(site, "DELETE FROM about"),
    "two names": lambda site: ask(site, "INSERT INTO about VALUES (7, 'lain')"),
    "a name that is a number": lambda site: ask(site, "UPDATE about SET name = x'00'"),
    "all empty": lambda site: [path.write_bytes(b"") for path in cache_of(site).iterdir()],
    "stray files": lambda site: put_stray(site, "pack-stray", "index", "state-stray"),
    "left by killed builds": lambda site: put_stray(site, "theme.2", "state-x.3"),
}


@pytest.mark.parametrize("due", [False, True], ids=["idle", "all-due"])
@pytest.mark.parametrize("what", DAMAGES)
def test_damage(site: Path, what: str, due: bool) -> None:
    expected = all_is_due(site) if due else clean(site)
    DAMAGES[what](site)
    assert_right(site, expected)


@pytest.mark.parametrize("due", [False, True], ids=["idle", "all-due"])
def test_a_check_copes_with_damage(site: Path, due: bool) -> None:
    expected = all_is_due(site) if due else clean(site)
    ask(site, "DELETE FROM text")
    result = check(Request(site, site / "output", NOW))
    assert result.diagnostics == expected.result.diagnostics


@pytest.mark.faults
def test_a_flipped_bit_anywhere(site: Path, figures: Figures) -> None:
    """In every file and every region of it."""
    names = sorted(path.name for path in cache_of(site).iterdir())
    assert {name.partition("-")[0] for name in names} >= {NAME, "state", "stories"}
    whole = {name: (cache_of(site) / name).read_bytes() for name in names}
    chooser = random.Random(5)
    output = site / "output"
    expected = clean(site)
    rounds = 0
    for name in names:
        size = len(whole[name])
        places = {0, 7, 15, 16, 17, size // 2, size - 1} | {
            chooser.randrange(size) for _ in range(FLIPS // 6)
        }
        for place in sorted(place for place in places if place < size):
            if rounds % 8 == 0:
                expected = all_is_due(site, f"ke-{rounds}")
            shutil.rmtree(cache_of(site))
            cache_of(site).mkdir()
            for other, data in whole.items():
                (cache_of(site) / other).write_bytes(data)
            damaged = bytearray(whole[name])
            damaged[place] ^= 1 << chooser.randrange(8)
            (cache_of(site) / name).write_bytes(damaged)
            if rounds % 2:
                (output / "id/index.html").write_bytes(b"tampered")
            result = build(Request(site, output, NOW, clean=False))
            assert not errors(result), (name, place, errors(result))
            assert_same(tree(output), expected.files, f"{name} {place}")
            assert result.diagnostics == expected.result.diagnostics, (name, place)
            rounds += 1
    figures("bits flipped in the cache", {"builds": rounds, "differences": 0})
    assert rounds >= FLIPS // 2


def test_a_file_cut_short_anywhere(site: Path) -> None:
    expected = all_is_due(site)
    whole = {path.name: path.read_bytes() for path in cache_of(site).iterdir()}
    for name in sorted(whole):
        for part in (0.1, 0.5, 0.99):
            for other, data in whole.items():
                (cache_of(site) / other).write_bytes(data)
            (cache_of(site) / name).write_bytes(whole[name][: int(len(whole[name]) * part)])
            assert_right(site, expected)


# --- Of another time, place or author -----------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [(1, 2, 3), 5, "text", (), ("name",), ("name", 5), ("name", {"path": ()}), {"a": 1}, None, b"bytes"],
    ids=repr,
)
@pytest.mark.parametrize("name", [NAME, "state", "theme"])
def test_a_whole_file_of_another_form(site: Path, name: str, content: Any) -> None:
    """A version to come may seal something else under the same name."""
    files = [path for path in cache_of(site).iterdir() if path.name.startswith(name)]
    assert files
    for path in files:
        path.write_bytes(seal(encoded(content)))
    assert_right(site, clean(site))


@pytest.mark.parametrize("data", [b"", b"\xff\xff\xff", b"\x80\x05.", b"s\xff\xff\xff\x7f"], ids=repr)
def test_a_whole_file_in_another_encoding(site: Path, data: bytes) -> None:
    """As another version of Python would write it."""
    for path in cache_of(site).iterdir():
        path.write_bytes(seal(data))
    assert load_state(str(Request(site, site / "output", NOW).state_path)) is None
    assert_right(site, clean(site))


def with_name(site: Path, name: str) -> None:
    """Have the results pretend to be of other options or another program."""
    ask(site, f"UPDATE about SET name = '{name}'")


def parsed_files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that builds parse from now on."""
    parsed: list[str] = []

    def counting(*arguments: Any, **options: Any) -> Any:
        for result in parse_files(*arguments, **options):
            if result.record is not None:
                parsed.append(result.path)
            yield result

    monkeypatch.setattr("warta.site.parsing.parse_files", counting)
    return parsed


def test_another_salt_is_another_cache(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Results of another program are not looked at."""
    with_name(site, "0" * 32)
    parsed = parsed_files(monkeypatch)
    expected = build_clean(site)
    parsed.clear()
    delete(stories_of(site))  # else nothing is asked of the results
    build(Request(site, site / "output", NOW))
    assert len(parsed) == len([name for name in stories() if name.endswith((".md", ".yaml"))]) + 1
    parsed.clear()
    assert_right(site, expected)
    assert parsed == []


def test_another_program_fills_another_cache(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And that of this one is found again only by this one."""
    parsed = parsed_files(monkeypatch)
    assert_right(site, build_clean(site))
    own = len(parsed)
    with monkeypatch.context() as patch:
        patch.setattr("warta.store.cache.program_digest", lambda: "0" * 32)
        build(Request(site, site / "output", NOW))
    assert len(parsed) == own * 2, "build_clean has parsed all, and so has the other program"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Asia/Jakarta", "Asia/Makassar"),
        ('["id", "en"]', '["id", "en", "jv"]'),
        ("[publisher]", '[markdown]\nengine = "pyromark"\n[publisher]'),
    ],
    ids=["timezone", "languages", "engine"],
)
def test_other_options_are_another_cache(site: Path, old: str, new: str) -> None:
    corrected = post("C", date="2024-11-14 23:30", changes="[{date: 2024-11-15, kind: correction, note: X}]")
    make_site(site, {"content/news/2024/cerita-0.id.md": corrected})
    build(Request(site, site / "output", NOW))
    (site / "site.toml").write_text(SITE_TOML.replace(old, new))
    assert_right(site, clean(site))
    (site / "site.toml").write_text(SITE_TOML)
    assert_right(site, clean(site))


def test_a_cache_of_another_site(site: Path, tmp_path: Path) -> None:
    """The same paths with other texts, some of them the same size."""
    other = make_site(
        tmp_path / "lain",
        {
            name: text.replace("Isi", "Usi") if isinstance(text, str) else text
            for name, text in stories().items()
        },
    )
    assert not errors(build(Request(other, other / "output", NOW)))
    shutil.rmtree(cache_of(site))
    shutil.copytree(cache_of(other), cache_of(site))
    assert_right(site, clean(site))
    assert_right(site, all_is_due(site))


def test_two_files_with_the_same_bytes_are_two_results(tmp_path: Path) -> None:
    """Where a file lies is part of what it says: its address, its date's meaning, its links."""
    same = post("Sama", "![x](foto.jpg)", date="2024-11-01")
    site = make_site(
        tmp_path / "situs",
        {
            "content/news/2024/a.id.md": same,
            "content/news/2024/foto.jpg": picture(1),
            "content/news/2023/foto.jpg": picture(2),
        },
    )
    build(Request(site, site / "output", NOW))
    (site / "content/news/2023/b.id.md").write_text(same)
    assert_right(site, clean(site))
    (site / "content/news/2024/a.id.md").rename(site / "content/news/2024/c.id.md")
    assert_right(site, clean(site))


@pytest.mark.parametrize("end", ["", "-journal", "-wal", "-shm"])
def test_links_are_neither_followed_nor_written_to(site: Path, end: str) -> None:
    """In the place of the database, or of what SQLite would look for beside it."""
    link_texts(site, end=end)
    other = site.parent / "orang-lain"
    before = other.read_bytes()
    assert_right(site, all_is_due(site))
    assert other.read_bytes() == before
    assert not texts_of(site).is_symlink()
    assert not texts_of(site).with_name(NAME + end).is_symlink()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE lain (x)",
        "CREATE TRIGGER t BEFORE INSERT ON record BEGIN SELECT raise(ABORT, 'tidak'); END",
        "ALTER TABLE text ADD COLUMN lain",
        "DROP TABLE about",
    ],
)
def test_a_database_of_another_form_is_made_anew(site: Path, statement: str) -> None:
    """So that it is of use again, and nothing of it happens that nobody has asked for."""
    form = ask(site, "SELECT sql FROM sqlite_master ORDER BY sql")
    ask(site, statement)
    assert ask(site, "SELECT sql FROM sqlite_master ORDER BY sql") != form
    assert_right(site, all_is_due(site))
    assert ask(site, "SELECT sql FROM sqlite_master ORDER BY sql") == form


FORMER = ("template-abc", "index", "changes", "pack-0123456789abcdef", "use-0123456789abcdef", "plan-abc")


def test_what_earlier_versions_kept_is_removed(site: Path) -> None:
    """Nobody reads it any more."""
    put_stray(site, *FORMER)
    delete(stories_of(site))  # else this is an edit, which leaves that to others
    (site / "content/news/2024/cerita-1.id.md").write_text(post("Lain", "Isi lain."))
    assert not errors(build(Request(site, site / "output", NOW)))
    assert not {path.name for path in cache_of(site).iterdir()} & {*FORMER}


# --- Folders that cannot be used ------------------------------------------------------------------------


def refuse_cache(monkeypatch: pytest.MonkeyPatch, site: Path) -> None:
    """As on a read-only file system, which also binds root: nothing below the cache can be written."""
    folder = str(cache_of(site))
    real_open, real_mkdir, real_replace, real_unlink = os.open, os.mkdir, os.replace, os.unlink
    real_file = builtins.open

    def check_path(path: Any) -> None:
        if not isinstance(path, int) and str(path).startswith(folder):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    def opened(path: Any, flags: int, *rest: Any, **options: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            check_path(path)
        return real_open(path, flags, *rest, **options)

    def file_opened(path: Any, mode: str = "r", *rest: Any, **options: Any) -> Any:
        if set(mode) & set("wax+"):
            check_path(path)
        return real_file(path, mode, *rest, **options)

    def refused(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any, *rest: Any, **options: Any) -> Any:
            check_path(path)
            return real(path, *rest, **options)

        return call

    monkeypatch.setattr(os, "open", opened)
    monkeypatch.setattr(os, "mkdir", refused(real_mkdir))
    monkeypatch.setattr(os, "replace", refused(real_replace))
    monkeypatch.setattr(os, "unlink", refused(real_unlink))
    monkeypatch.setattr("builtins.open", file_opened)
    monkeypatch.setattr("io.open", file_opened)
    connect: Callable[..., sqlite3.Connection] = sqlite3.connect

    def connected(path: Any, *rest: Any, **options: Any) -> sqlite3.Connection:
        inside = str(path).startswith(folder)
        if inside and not Path(path).exists():
            check_path(path)
        database = connect(path, *rest, **options)
        if inside:
            database.execute("PRAGMA query_only = ON")
        return database

    monkeypatch.setattr(sqlite3, "connect", connected)


@pytest.mark.parametrize("there", [False, True], ids=["empty", "filled"])
def test_a_cache_that_cannot_be_written(site: Path, there: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Results of earlier builds that lie in it are used all the same, beside those of this one."""
    (site / "content/news/2024/cerita-1.id.md").write_text(post("Lain", "Isi lain.", date="2024-11-02"))
    (site / "content/news/2024/cerita-2.id.md").write_text(
        post("Lain lagi", "Isi ketiga.", date="2024-11-03")
    )
    expected = clean(site)
    if not there:
        shutil.rmtree(cache_of(site))
    refuse_cache(monkeypatch, site)
    with pytest.raises(OSError, match="Read-only"):
        (cache_of(site) / "x").write_text("")
    assert_right(site, expected)


@pytest.mark.skipif(bool(may_mount()), reason=may_mount())
@pytest.mark.parametrize("due", [False, True], ids=["idle", "all-due"])
def test_a_read_only_site(site: Path, due: bool, tmp_path: Path) -> None:
    """Only the output folder can be written to."""
    mounted_site = tmp_path / "hanya-baca"
    output = tmp_path / "keluaran"
    expected = all_is_due(site) if due else clean(site)
    (site / "content/news/2024/cerita-3.id.md").write_text(post("Lain", "Isi lain.", date="2024-11-04"))
    expected = clean(site)
    with mounted(mounted_site, "size=16m"):
        shutil.copytree(site, mounted_site, dirs_exist_ok=True)
        assert run(["mount", "-o", "remount,ro", str(mounted_site)]).returncode == 0
        for _ in range(2):
            result = build(Request(mounted_site, output, NOW))
            assert not errors(result), errors(result)
            assert_same(tree(output), expected.files)


def test_a_cache_that_cannot_be_read(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = all_is_due(site)
    folder = str(cache_of(site))
    real_open, real_file = os.open, builtins.open

    def refused(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any, *rest: Any, **options: Any) -> Any:
            if not isinstance(path, int) and str(path).startswith(folder + "/"):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
            return real(path, *rest, **options)

        return call

    monkeypatch.setattr(os, "open", refused(real_open))
    monkeypatch.setattr("builtins.open", refused(real_file))
    monkeypatch.setattr("io.open", refused(real_file))
    connect: Callable[..., sqlite3.Connection] = sqlite3.connect

    def connected(path: Any, *rest: Any, **options: Any) -> sqlite3.Connection:
        if str(path).startswith(folder):
            return connect("/dev/null/lain")
        return connect(path, *rest, **options)

    monkeypatch.setattr(sqlite3, "connect", connected)
    assert_right(site, expected)


def test_no_room_for_results_anywhere(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in the cache nor for temporary files: a finding, no traceback, the old site stays."""
    before = tree(site / "output")
    (site / "content/news/2024/cerita-1.id.md").write_text(post("Lain", "Isi lain.", date="2024-11-02"))

    def full(*_: Any, **__: Any) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "somewhere")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        result = build(Request(site, site / "output", NOW))
    if result.failed:
        assert [found.code for found in errors(result)] == ["output-unwritable"]
        assert_same(tree(site / "output"), before)
    assert_right(site, clean(site))


# --- Housekeeping ---------------------------------------------------------------------------------------


def forbid_second_attempts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that is lost is made again by a build without a cache. Here none may be."""

    def second(*_: Any) -> Any:
        pytest.fail("a text was lost")

    monkeypatch.setattr("warta.build.build._without_cache", second)


def test_old_texts_go_and_others_stay(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After many edits there are not many more texts than stories, and every one of these has its own."""
    forbid_second_attempts(monkeypatch)
    for number in range(48):
        name = f"content/news/2024/cerita-{number % 4}"
        title, body = f"Cerita {number}", f"Isi ke-{number}, " + "panjang. " * 300
        if number // 4 % 2:
            (site / f"{name}.en.md").write_text(translation(title, body))
        else:
            (site / f"{name}.id.md").write_text(post(title, body, date="2024-11-02"))
        result = build(Request(site, site / "output", NOW))
        assert not errors(result)
        if number % 3:
            remember(Request(site, site / "output", NOW), result, ("asked",), ("", ""))  # the next is an edit
    ((records, texts),) = ask(site, "SELECT (SELECT count(*) FROM record), (SELECT count(*) FROM text)")
    assert records == 13
    assert 11 <= texts <= MOST_OLD * records
    assert texts_of(site).stat().st_size < 250_000
    assert_same(tree(site / "output"), clean(site).files)
    assert_right(site, all_is_due(site))


def test_another_build_in_the_middle_does_not_take_texts_away(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One build has planned with the texts of the cache; before it renders, another one replaces them."""
    forbid_second_attempts(monkeypatch)
    expected = all_is_due(site, "satu")
    other: list[Result] = []

    def interrupted(*arguments: Any) -> Any:
        plan = make_plan(*arguments)
        monkeypatch.setattr("warta.build.prepare.make_plan", make_plan)
        for number in range(4):
            (site / f"content/news/2024/cerita-{number}.id.md").write_text(post(f"Baru {number}", "Lain."))
            (site / f"content/news/2024/cerita-{number}.en.md").write_text(
                translation(f"New {number}", "Else.")
            )
        other.append(build(Request(site, site / "output-2", NOW)))
        make_site(site, stories())
        return plan

    monkeypatch.setattr("warta.build.prepare.make_plan", interrupted)
    result = build(Request(site, site / "output", NOW))
    assert not errors(result), errors(result)
    assert not errors(other[0])
    assert_same(tree(site / "output"), expected.files)


@pytest.mark.faults
def test_builds_of_two_outputs_share_the_cache(site: Path, figures: Figures) -> None:
    """At the same time, again and again, from nothing and after an edit."""
    outputs = [site / f"output-{number}" for number in range(2)]
    turns = 40 if SOAK else 3
    for turn in range(turns):
        if turn % 2 == 0:
            shutil.rmtree(cache_of(site), ignore_errors=True)
        all_is_due(site, f"giliran {turn}")
        (site / "content/news/2024/cerita-1.id.md").write_text(
            post("Lain", f"Isi {turn}.", date="2024-11-02")
        )
        expected = build_clean(site)
        at = ("--now", "2025-01-15 12:00 UTC")
        processes = [start(command(site, "--output", output, *at)) for output in outputs]
        for process, output in zip(processes, outputs, strict=True):
            _, stderr = process.communicate(timeout=PATIENCE)
            assert process.returncode == 0, stderr
            assert_same(tree(output), expected.files)
    figures("two builds that share a cache", {"turns": turns, "differences": 0})


def test_a_text_is_what_was_put_in(tmp_path: Path) -> None:
    """Whatever else stands under its digest is not taken for it; surrogates come back as they were."""
    folder = tmp_path / "cache"
    with closing(Cache(folder, ParseOptions((), "", ""))) as cache:
        digests = {text: cache.put(text) for text in ("dua", "", "\ud800")}
        cache.flush()
        assert cache.folders == (folder,)
    with Bodies((tmp_path / "none", folder)) as bodies:
        assert {digest: bodies.read(digest) for digest in digests.values()} == {
            digest: text.encode("utf-8", "surrogatepass") for text, digest in digests.items()
        }
        assert bodies.read(text_digest(b"tiga")) is None
    with closing(to_write(folder)) as database:
        database.execute("UPDATE text SET html = CAST('tiga' AS BLOB) WHERE digest = ?", (digests["dua"],))
    with Bodies((folder,)) as bodies:
        assert bodies.read(digests["dua"]) is None


class Full(sqlite3.Connection):
    """A database in a folder without room, which shows at one of the statements."""

    refused = ""

    def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
        if statement == self.refused:
            raise sqlite3.OperationalError("database or disk is full")
        return super().execute(statement, *values)

    def executemany(self, statement: str, values: Any) -> sqlite3.Cursor:
        if statement.startswith(self.refused):
            raise sqlite3.OperationalError("database or disk is full")
        return super().executemany(statement, values)


@pytest.mark.parametrize("refused", ["BEGIN IMMEDIATE", "REPLACE INTO text", "COMMIT"])
@pytest.mark.parametrize("after", [0, 1])
def test_a_disk_that_is_full_for_the_texts(
    refused: str, after: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the room ends, at the first texts or at later ones: none of them is lost."""
    folder = tmp_path / "penuh"
    texts = [f"{number} " + "kata " * 200 for number in range(600)]
    connect: Callable[..., sqlite3.Connection] = sqlite3.connect

    def connected(path: Any, *rest: Any, **options: Any) -> sqlite3.Connection:
        full = str(path).startswith(str(folder)) and Full.refused
        return connect(path, *rest, factory=Full if full else sqlite3.Connection, **options)

    monkeypatch.setattr(sqlite3, "connect", connected)
    with closing(Cache(folder, ParseOptions((), "", ""))) as cache:
        digests = [cache.put(text) for text in texts[: 500 * after]]
        monkeypatch.setattr(Full, "refused", refused)
        digests += [cache.put(text) for text in texts[500 * after :]]
        cache.flush()
        assert len(cache.folders) == 2
        with Bodies(cache.folders) as bodies:
            assert [bodies.read(digest) for digest in digests] == [text.encode() for text in texts]


def test_who_writes_is_waited_for(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that another process is about to change is not taken for a damaged one."""
    monkeypatch.setattr("warta.store.texts.PATIENCE", 0.1)
    before = texts_of(site).stat().st_ino
    with closing(to_write(cache_of(site))) as other:
        other.execute("BEGIN EXCLUSIVE")
        for use in (opened, to_write):
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                use(cache_of(site))
        (site / "content/news/2024/cerita-1.id.md").write_text(post("Lain", "Lain.", date="2024-11-02"))
        result = build(Request(site, site / "output", NOW))
        assert not errors(result)
    assert texts_of(site).stat().st_ino == before
    assert_right(site, clean(site))
