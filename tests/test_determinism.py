"""One site gives one set of bytes.

Whatever the machine, its clock's zone, its locale or the order of its files.
"""

from __future__ import annotations

import os
import random
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import pytest

from tests.support import (
    ROOT,
    Built,
    build_site,
    copy_starter,
    files_of,
    make_site,
    post,
    run_warta,
    translation,
    tree_digest,
)

NOW_OPTION = "2025-01-15 19:00"
"""A bare time is in the site's zone, not the machine's: this is ``NOW`` in Jakarta."""


def built_by_command(site: Path, output: Path, env: dict[str, str] | None = None, umask: int = -1) -> str:
    """Build in a process of its own; the digest of all it wrote."""
    done = run_warta("--site", site, "build", "--output", output, "--now", NOW_OPTION, env=env, umask=umask)
    assert done.returncode == 0, done.stderr
    return tree_digest(output)


def whole_site(folder: Path) -> Path:
    """The starter, with stories whose dates hang on the zone."""
    copy_starter(folder)
    return make_site(folder, {**dated_stories(), "site.toml": (ROOT / "site.toml").read_bytes()})


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build_site(whole_site(tmp_path_factory.mktemp("site") / "situs"))


@pytest.fixture(scope="module")
def expected(built: Built) -> str:
    return tree_digest(built.root)


@pytest.fixture
def site(built: Built) -> Path:
    return built.root.parent


def test_a_second_build_into_the_same_folder_changes_nothing(site: Path, built: Built, expected: str) -> None:
    """The bytes and the modification times stay: what is current is not written again."""
    output = built.root
    before = {name: (output / name).stat().st_mtime_ns for name in files_of(output)}
    second = build_site(site, output)
    assert tree_digest(output) == expected
    assert {name: (output / name).stat().st_mtime_ns for name in files_of(output)} == before
    assert (second.result.rendered, second.result.deleted) == (0, 0)
    assert second.result.kept == len(before) - 2, "all but the manifest"


@pytest.mark.parametrize(
    ("name", "umask", "env"),
    [
        ("a", 0o022, {}),
        (
            "folder kedua/Berita – «naskah» Ünïcode 新聞",
            0o077,
            {"TZ": "Etc/GMT-14", "LC_ALL": "C", "PYTHONHASHSEED": "0"},
        ),
        (
            "lebih/dalam/lagi/dan/lagi",
            0o000,
            {"TZ": "Etc/GMT+12", "LC_ALL": "id_ID.UTF-8", "LANG": "id_ID.UTF-8", "PYTHONHASHSEED": "1"},
        ),
        (
            "b",
            0o027,
            {
                "TZ": "America/St_Johns",
                "LC_ALL": "tr_TR.UTF-8",
                "LANG": "tr_TR.UTF-8",
                "PYTHONHASHSEED": "4294967295",
            },
        ),
        (
            "c",
            0o002,
            {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONHASHSEED": "7"},
        ),
    ],
    ids=["plain", "utc+14-c", "utc-12-id", "newfoundland-tr", "posix-ascii"],
)
def test_the_machine_does_not_matter(
    expected: str, tmp_path: Path, name: str, umask: int, env: dict[str, str]
) -> None:
    """Zone, locale, hash seed, umask and the place of the checkout leave every byte as it is.

    No path of the machine gets into the output, the manifest included. The umask decides who may read the
    files, as the machine's owner wants it, and nothing else.
    """
    site = whole_site(tmp_path / name)
    output = tmp_path / "keluaran dengan spasi"
    assert built_by_command(site, output, env, umask) == expected
    assert str(tmp_path).encode() not in b"".join((output / file).read_bytes() for file in files_of(output))
    assert stat.S_IMODE((output / "index.html").stat().st_mode) == 0o666 & ~umask


@pytest.mark.parametrize("order", ["reversed", "shuffled"])
def test_the_order_of_the_files_does_not_matter(
    expected: str, tmp_path: Path, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """File systems list folders in any order they like; nor do times and the order of creation matter."""
    site = made_in_another_order(tmp_path / "situs")
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

    monkeypatch.setattr(os, "scandir", Listing)
    built = build_site(site, tmp_path / "output")
    monkeypatch.undo()
    assert calls > 5, "the product no longer lists folders this way: reorder what it uses now"
    assert tree_digest(built.root) == expected


def made_in_another_order(site: Path) -> Path:
    """The same files, each made after those that it used to come before, with other times."""
    other = whole_site(site.with_name("asal"))
    for number, name in enumerate(reversed(files_of(other))):
        target = site / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((other / name).read_bytes())
        os.utime(target, (number * 1000, number * 1000))
    return site


@pytest.mark.parametrize("turn", range(2))
def test_windows_text_files_give_the_same_bytes(built: Built, tmp_path: Path, turn: int) -> None:
    """Byte order mark and CRLF are ways of storing a text, not part of it."""
    site = whole_site(tmp_path / "situs")
    texts = [name for name in files_of(site) if name.endswith((".md", ".yaml", ".toml"))]
    assert len(texts) > 50
    for number, name in enumerate(texts, turn):
        mark, line_end = ((b"\xef\xbb\xbf", b"\r\n"), (b"", b"\r\n"), (b"\xef\xbb\xbf", b"\n"))[number % 3]
        (site / name).write_bytes(mark + (site / name).read_bytes().replace(b"\n", line_end))
    here = build_site(site)
    assert here.files() == built.files()
    for name in here.files():
        if not name.startswith(".warta/"):
            assert (here.root / name).read_bytes() == (built.root / name).read_bytes(), name


def dated_stories() -> dict[str, str | bytes]:
    """Stories around midnight and New Year in each of Indonesia's zones, and one for every hour of a day."""
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
    return files


def test_a_story_has_its_date_wherever_it_is_built(built: Built) -> None:
    """On this machine as on those of the test above: same date, same archive, same set of visible pages."""
    for slug, day in (("awal", "Senin, 1 Januari 2024"), ("akhir", "Selasa, 31 Desember 2024")):
        for name, offset in (("WIB", "07:00"), ("WITA", "08:00"), ("WIT", "09:00")):
            page = built.page(f"id/berita/2024/{slug}-{name.lower()}/")
            time = page.one("div", class_="dateline").one("time")
            assert day in time.text
            assert time.text.endswith(name)
            assert time.get("datetime").endswith(f"+{offset}")
    shown = {name for name in built.html_pages() if name.startswith("id/berita/2025/jam-")}
    # The build is at 12:00 UTC, which is 19:00 WIB, the zone of the site.
    assert shown == {f"id/berita/2025/jam-{hour:02}/" for hour in range(20)}
    assert built.has("id/berita/2025/tanpa-jam/")
