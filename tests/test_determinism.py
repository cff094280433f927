"""One site gives one set of bytes.

Whatever the machine, its clock's zone, its locale or the order of its files.
"""

from __future__ import annotations

import os
import random
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import pytest

from tests.support import (
    NOW,
    ROOT,
    Built,
    build_site,
    copy_starter,
    files_of,
    forget,
    make_site,
    post,
    run_warta,
    translation,
    tree_digest,
)

NOW_OPTION = NOW.isoformat()[:16].replace("T", " ") + " UTC"


def built_by_command(site: Path, output: Path, env: dict[str, str] | None = None, umask: int = -1) -> str:
    """Build in a process of its own; the digest of all it wrote."""
    forget(site)
    done = run_warta("--site", site, "build", "--output", output, "--now", NOW_OPTION, env=env, umask=umask)
    assert done.returncode == 0, done.stderr
    return tree_digest(output)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_starter(tmp_path_factory.mktemp("site") / "situs")


@pytest.fixture(scope="module")
def expected(site: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    return tree_digest(build_site(site, tmp_path_factory.mktemp("expected") / "output").root)


def test_a_second_build_into_the_same_folder_changes_nothing(
    site: Path, expected: str, tmp_path: Path
) -> None:
    """The bytes and the modification times stay: what is current is not written again."""
    output = tmp_path / "output"
    build_site(site, output)
    before = {name: (output / name).stat().st_mtime_ns for name in files_of(output)}
    second = build_site(site, output)
    assert tree_digest(output) == expected
    assert {name: (output / name).stat().st_mtime_ns for name in files_of(output)} == before
    assert (second.result.rendered, second.result.deleted) == (0, 0)
    assert second.result.kept == len(before) - 1, "all but the manifest"


@pytest.mark.parametrize(
    "env",
    [
        {},
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "0"},
        {"TZ": "Etc/GMT+12", "LC_ALL": "id_ID.UTF-8", "LANG": "id_ID.UTF-8", "PYTHONHASHSEED": "1"},
        {
            "TZ": "Asia/Jayapura",
            "LC_ALL": "tr_TR.UTF-8",
            "LANG": "tr_TR.UTF-8",
            "PYTHONHASHSEED": "4294967295",
        },
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONHASHSEED": "7"},
    ],
    ids=["plain", "kiritimati-c", "utc-12-id", "jayapura-tr", "posix-ascii"],
)
def test_the_environment_does_not_matter(
    site: Path, expected: str, tmp_path: Path, env: dict[str, str]
) -> None:
    """Timezone, locale and hash seed of the machine leave every byte as it is."""
    assert built_by_command(site, tmp_path / "output", env) == expected


@pytest.mark.parametrize("umask", [0o000, 0o077], ids=["open", "private"])
def test_the_umask_does_not_matter(site: Path, expected: str, tmp_path: Path, umask: int) -> None:
    """It decides who may read the files, as the machine's owner wants it, and nothing else."""
    output = tmp_path / "output"
    assert built_by_command(site, output, umask=umask) == expected
    assert stat.S_IMODE((output / "index.html").stat().st_mode) == 0o666 & ~umask


@pytest.mark.parametrize(
    "name", ["a", "folder kedua/Berita – «naskah» Ünïcode 新聞", "lebih/dalam/lagi/dan/lagi"]
)
def test_the_place_of_the_checkout_does_not_matter(expected: str, tmp_path: Path, name: str) -> None:
    """No path of the machine gets into the output, the manifest included."""
    site = copy_starter(tmp_path / name)
    output = tmp_path / "keluaran dengan spasi"
    assert built_by_command(site, output) == expected
    assert str(tmp_path).encode() not in b"".join((output / file).read_bytes() for file in files_of(output))


@pytest.mark.parametrize("order", ["reversed", "shuffled"])
def test_the_order_of_the_files_does_not_matter(
    site: Path, expected: str, tmp_path: Path, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """File systems list folders in any order they like."""
    scandir = os.scandir
    chooser = random.Random(1971)
    calls = 0

    @contextmanager
    def in_that_order(path: Any) -> Iterator[Iterator[os.DirEntry[str]]]:
        with scandir(path) as found:
            entries = sorted(found, key=lambda entry: entry.name, reverse=True)
        if order == "shuffled":
            chooser.shuffle(entries)
        yield iter(entries)

    class Listing:
        """What ``os.scandir`` returns: a context manager and an iterator."""

        def __init__(self, path: Any = ".") -> None:
            nonlocal calls
            calls += 1
            self.manager = in_that_order(path)
            self.entries = self.manager.__enter__()

        def __iter__(self) -> Iterator[os.DirEntry[str]]:
            return self.entries

        def __next__(self) -> os.DirEntry[str]:
            return next(self.entries)

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *problem: object) -> None:
            self.manager.__exit__(None, None, None)

    forget(site)
    monkeypatch.setattr(os, "scandir", Listing)
    built = build_site(site, tmp_path / "output")
    monkeypatch.undo()
    assert calls > 5, "the product no longer lists folders this way: reorder what it uses now"
    assert tree_digest(built.root) == expected


def test_files_made_in_another_order_give_the_same_bytes(expected: str, tmp_path: Path) -> None:
    """Neither the order of creation nor modification times matter."""
    site = tmp_path / "situs"
    for number, name in enumerate(
        reversed(["site.toml", *(f"content/{name}" for name in files_of(ROOT / "content"))])
    ):
        target = site / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / name).read_bytes())
        os.utime(target, (number * 1000, number * 1000))
    assert tree_digest(build_site(site).root) == expected


@pytest.mark.parametrize(
    ("mark", "line_end"),
    [(b"", b"\r\n"), (b"\xef\xbb\xbf", b"\n"), (b"\xef\xbb\xbf", b"\r\n")],
    ids=["crlf", "bom", "bom-crlf"],
)
def test_windows_text_files_give_the_same_bytes(
    starter: Built, tmp_path: Path, mark: bytes, line_end: bytes
) -> None:
    """Byte order mark and CRLF are ways of storing a text, not part of it."""
    site = copy_starter(tmp_path / "situs")
    changed = 0
    for name in files_of(site):
        if name.endswith((".md", ".yaml", ".toml")):
            (site / name).write_bytes(mark + (site / name).read_bytes().replace(b"\n", line_end))
            changed += 1
    assert changed > 50
    built = build_site(site)
    assert built.files() == starter.files()
    for name in built.files():
        assert (built.root / name).read_bytes() == (starter.root / name).read_bytes(), name


def dated_site(folder: Path) -> Path:
    """Stories around midnight and New Year in each of Indonesia's zones.

    One for every hour before the build.
    """
    files: dict[str, str | bytes] = {}
    for zone in ("WIB", "WITA", "WIT"):
        for name, date in (
            ("awal", "2024-01-01 00:00"),
            ("akhir", "2024-12-31 23:59"),
            ("siang", "2024-06-15 12.30"),
        ):
            slug = f"{name}-{zone.lower()}"
            files[f"content/news/2024/{slug}.id.md"] = post(slug, date=f"{date} {zone}")
            files[f"content/news/2024/{slug}.en.md"] = translation(slug)
    for hour in range(24):
        files[f"content/news/2025/jam-{hour:02}.id.md"] = post(f"Jam {hour}", date=f"2025-01-15 {hour:02}:00")
    files["content/news/2025/tanpa-jam.id.md"] = post("Tanpa jam", date="2025-01-15")
    return make_site(folder, files)


@pytest.mark.parametrize("zone", ["Etc/GMT+12", "America/St_Johns", "UTC", "Asia/Jakarta", "Etc/GMT-14"])
def test_a_story_has_its_date_wherever_it_is_built(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, zone: str
) -> None:
    """Machine zones from -12 to +14: same date, same archive, same set of visible pages, same bytes."""
    site = dated_site(tmp_path / "situs")
    expected = build_site(site, tmp_path / "expected")
    digest = built_by_command(site, tmp_path / "output", {"TZ": zone})
    assert digest == tree_digest(expected.root)
    for slug, day in (("awal", "Senin, 1 Januari 2024"), ("akhir", "Selasa, 31 Desember 2024")):
        for name, offset in (("WIB", "07:00"), ("WITA", "08:00"), ("WIT", "09:00")):
            time = (
                expected.page(f"id/berita/2024/{slug}-{name.lower()}/")
                .one("div", class_="dateline")
                .one("time")
            )
            assert day in time.text
            assert time.text.endswith(name)
            assert time.get("datetime").endswith(f"+{offset}")
    shown = {name for name in expected.html_pages() if name.startswith("id/berita/2025/jam-")}
    # The build is at 12:00 UTC, which is 19:00 WIB, the zone of the site.
    assert shown == {f"id/berita/2025/jam-{hour:02}/" for hour in range(20)}
    assert expected.has("id/berita/2025/tanpa-jam/")


def test_a_bare_now_is_in_the_site_s_timezone(tmp_path: Path) -> None:
    """``--now 2025-01-15 12:00`` on a machine in another zone means noon in Jakarta."""
    site = dated_site(tmp_path / "situs")
    done = run_warta(
        "--site",
        site,
        "build",
        "--output",
        tmp_path / "output",
        "--now",
        "2025-01-15 12:00",
        env={"TZ": "Etc/GMT+12"},
    )
    assert done.returncode == 0, done.stderr
    same = build_site(site, tmp_path / "same", datetime.fromisoformat("2025-01-15T12:00:00+07:00"))
    assert tree_digest(tmp_path / "output") == tree_digest(same.root)
