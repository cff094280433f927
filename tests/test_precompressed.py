"""Texts that lie ready, compressed: beside every original, of its bytes, made when that has changed."""

from __future__ import annotations

import gzip
import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import brotli
import pytest
import zstandard

from tests.deploylib import files_in, send, target_of
from tests.faultlib import recorded
from tests.support import NOW, SITE_TOML, bytes_of, change, make_site, post, translation
from warta.build.build import verify
from warta.build.request import Request
from warta.cli import main
from warta.config import site_tables
from warta.config.settings import parse_config
from warta.deploy.target import Surroundings
from warta.output.precompressed import is_precompressed

READ: Mapping[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.decompress,
    ".br": brotli.decompress,
    ".zst": lambda data: zstandard.ZstdDecompressor().decompress(data),
}
ALL = 'precompress = ["gzip", "brotli", "zstd"]'
TEXTS = (".html", ".css", ".js", ".json", ".xml", ".svg", ".txt", ".csv", ".opml")


def files(setting: str = ALL) -> dict[str, str | bytes]:
    return {
        "site.toml": SITE_TOML.replace("\n[publisher]", f"{setting}\n\n[publisher]", 1),
        "content/agencies/dinas.yaml": "name: Dinas Uji\nregion: karangasem\n",
        **{f"content/news/2024/b{n}.id.md": post(f"Berita {n}", agency="dinas") for n in range(6)},
        "content/news/2024/b0.en.md": translation("Story 0"),
        "static/daftar.txt": "satu dua tiga " * 40,
        "static/punya.txt": "asli " * 100,
        "static/punya.txt.gz": b"bukan hasil Warta",
    }


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path, files())


def build(site: Path, *options: str) -> dict[str, bytes]:
    assert main(["--site", str(site), "build", "--now", NOW.isoformat(), *options]) == 0
    return bytes_of(site / "output")


def copies(built: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in built.items() if path.endswith(tuple(READ))}


def assert_complete(built: Mapping[str, bytes]) -> None:
    """Every text has its three copies, each of the bytes of its original; nothing else has any."""
    for path, data in built.items():
        if path.endswith(TEXTS) and not path.startswith("media/"):
            for ending, read in READ.items():
                if path + ending == "punya.txt.gz":
                    assert built[path + ending] == b"bukan hasil Warta"
                else:
                    assert read(built[path + ending]) == data, path
    for path in copies(built):
        original, _, _ = path.rpartition(".")
        assert original in built
        assert original.endswith((*TEXTS, ".webmanifest", ".ics")), path


def public(found: Mapping[str, bytes]) -> dict[str, bytes]:
    """Without the record of the output, whose form depends on whether a build wrote its table anew."""
    return {path: data for path, data in found.items() if not path.startswith(".warta/")}


def test_copies_follow_their_originals_through_every_kind_of_change(site: Path) -> None:
    """An edit, a new story, a deleted one, a lost and a damaged copy, a changed list of encodings."""
    before = build(site)
    assert_complete(before)
    assert len(copies(before)) > 100

    change(site, "content/news/2024/b3.id.md", "Isi berita.", "Isi berita yang lain.")
    after = build(site)
    assert_complete(after)
    changed = {path for path in after if after[path] != before.get(path) and not path.startswith(".warta/")}
    assert "id/berita/2024/b3/index.html.br" in changed
    assert {path for path in changed if path.endswith(tuple(READ))} == {
        path + ending for path in changed if path + ".gz" in after for ending in READ
    }

    (site / "content/news/2024/b5.id.md").unlink()
    (site / "content/news/2024/baru.id.md").write_text(post("Berita baru", agency="dinas"), "utf-8")
    after = build(site)
    assert_complete(after)
    assert not [path for path in after if path.startswith("id/berita/2024/b5/")]

    (site / "output/id/index.html.gz").unlink()
    (site / "output/id/index.html.br").write_bytes(b"rusak")
    (site / "output/id/index.html").touch()
    assert public(build(site)) == public(after)

    assert not verify(Request(site, site / "output", NOW, cache=site / ".warta-cache"))

    change(site, "site.toml", ALL, 'precompress = ["gzip"]')
    after = build(site)
    assert {path[-3:] for path in copies(after)} == {".gz"}
    change(site, "site.toml", 'precompress = ["gzip"]\n', "")
    assert set(copies(build(site))) == {"punya.txt.gz"}


def test_what_has_not_changed_is_not_compressed_again(site: Path) -> None:
    """The files are not touched, so that the time each was made stays."""
    build(site)
    output = site / "output"
    times = {path: path.stat().st_mtime_ns for path in output.rglob("*") if path.suffix in READ}
    change(site, "content/news/2024/b2.id.md", "Isi berita.", "Isi berita yang diperbaiki.")
    build(site)
    again = {path for path, time in times.items() if path.stat().st_mtime_ns != time}
    originals = {path.with_suffix("") for path in again}
    assert output / "id/berita/2024/b2/index.html" in originals
    assert output / "en/index.html" not in originals
    assert len(again) < len(times) / 2


def test_folders_get_the_copies_and_hosts_that_compress_by_themselves_do_not(
    site: Path, tmp_path: Path
) -> None:
    build(site)
    output = site / "output"
    ready = {path for path, entry in recorded(output).files.items() if is_precompressed(entry)}
    assert ready
    assert ready == set(copies(dict.fromkeys(files_in(output), b""))) - {"punya.txt.gz"}
    folder = send(target_of("folder", path=str(tmp_path / "www")), output)
    assert ready <= set(folder.plan.send)
    subprocess.run(["git", "init", "-q", "--bare", tmp_path / "situs.git"], check=True)
    branch = target_of("git", repository=str(tmp_path / "situs.git"), branch="pages")
    sent = send(branch, output, Surroundings(site, dict(os.environ))).plan.send
    assert set(sent) == set(folder.plan.send) - ready


@pytest.mark.parametrize(("encoding", "package"), [("brotli", "brotli"), ("zstd", "zstandard")])
def test_a_library_that_is_not_installed_is_named(
    encoding: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_tables, "find_spec", lambda name: None if name == package else object())
    text = SITE_TOML.replace("\n[publisher]", f'precompress = ["gzip", "{encoding}"]\n\n[publisher]', 1)
    config, (found,) = parse_config(text)
    assert config is None
    assert (found.code, found.position.line) == (
        "precompress-missing",
        text.split("\n").index(f'precompress = ["gzip", "{encoding}"]') + 1,
    )
    assert dict(found.arguments)["package"] == package
