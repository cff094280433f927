"""Compiled templates are programs: they are kept where nobody but the user can put one, and nowhere else."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import Environment
from jinja2.bccache import Bucket

from tests.faultlib import assert_same, build_clean, command, errors, run, tree
from tests.support import NOW, SITE_TOML, make_site, post
from warta.build.build import Request, build
from warta.console.request import compiled_folder, request_of
from warta.filesystem.stamps import write_sealed
from warta.render import bytecode
from warta.render.bytecode import SealedBytecode, private
from warta.store.program import program_digest
from warta.theme.templates import load_theme

AT = ("--now", "2025-01-15 12:00 UTC")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    settings = f"{SITE_TOML}\n[search]\nenabled = false\n"
    return make_site(
        tmp_path / "situs", {"content/news/2024/satu.id.md": post("Satu"), "site.toml": settings}
    )


@pytest.fixture
def user_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the programs that a test starts keep what they keep for this user."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "singgahan"))
    return tmp_path / "singgahan" / "warta"


def plant(site: Path, folder: Path, mark: Path) -> None:
    """Make up a compiled form of every template, as Jinja keeps it, that leaves a mark when it runs."""
    theme, _ = load_theme(site)
    assert theme is not None
    folder.mkdir(parents=True, exist_ok=True)
    cache, environment = SealedBytecode(folder, program_digest()), Environment(autoescape=True)
    for name, source in theme.templates.items():
        key, checksum = cache.get_cache_key(name, name), cache.get_source_checksum(source)
        bucket = Bucket(environment, key, checksum)
        bucket.code = compile(f"open({str(mark)!r}, 'w').close()\nname = {name!r}", name, "exec")
        write_sealed(cache._file(folder, bucket), bucket.bytecode_to_string())


def test_made_up_templates_in_a_sites_folder_do_nothing(site: Path, user_cache: Path, tmp_path: Path) -> None:
    """Neither where they used to be kept, nor in a user's folder that is within the site."""
    mark = tmp_path / "mark"
    expected = build_clean(site).files
    for folder, home in ((site / ".warta-cache", user_cache.parent), (site / "warta", site)):
        plant(site, folder, mark)
        os.environ["XDG_CACHE_HOME"] = str(home)  # put back by ``user_cache``
        done = run(command(site, "--clean", *AT))
        assert done.returncode == 0, done.stderr
        assert not mark.exists()
        assert_same(tree(site / "output"), expected)


def test_the_plant_is_a_real_one(site: Path, user_cache: Path, tmp_path: Path) -> None:
    """Whoever can write into the user's own folder can run programs as the user."""
    mark = tmp_path / "mark"
    user_cache.parent.mkdir()
    user_cache.mkdir(mode=0o700)
    plant(site, user_cache, mark)
    run(command(site, *AT))
    assert mark.exists()


def test_compiled_templates_are_kept_for_the_user(site: Path, user_cache: Path) -> None:
    """A second program finds them, and nothing of them is in the site."""
    expected = build_clean(site).files
    for _ in range(2):
        done = run(command(site, "--clean", *AT))
        assert done.returncode == 0, done.stderr
        assert_same(tree(site / "output"), expected)
    assert user_cache.stat().st_mode & 0o777 == 0o700
    assert list(user_cache.glob("template-*"))
    assert not list(site.glob(".warta-cache/template-*"))


def test_what_is_damaged_is_compiled_again(site: Path, user_cache: Path) -> None:
    run(command(site, *AT))
    damages: tuple[Callable[[bytes], bytes], ...] = (
        lambda _: b"",
        lambda data: data[:-9],
        lambda data: data[:40] + data[39:],
    )
    for number, path in enumerate(sorted(user_cache.iterdir())):
        path.write_bytes(damages[number % 3](path.read_bytes()))
    done = run(command(site, "--clean", *AT))
    assert done.returncode == 0, done.stderr
    assert_same(tree(site / "output"), build_clean(site).files)


def test_a_folder_that_is_not_private_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own"
    assert private(own) == own
    assert private(None) is None
    for mode in (0o701, 0o720, 0o750, 0o777):
        own.chmod(mode)
        assert private(own) is None
    own.chmod(0o700)
    link, file = tmp_path / "link", tmp_path / "file"
    link.symlink_to(own)
    file.touch()
    assert private(link) is None
    assert private(file) is None
    assert private(file / "below") is None
    monkeypatch.setattr(os, "getuid", lambda: own.stat().st_uid + 1)
    assert private(own) is None


def test_where_they_are_kept(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below the user's cache folder, unless that is the site's as well."""
    options = Namespace(site=str(site), lang=None)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "lain"))
    assert request_of(options).compiled == tmp_path / "lain/warta"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert compiled_folder(site) == tmp_path / ".cache/warta"
    link = tmp_path / "link"
    link.symlink_to(site)
    for inside in (site, site / "x", link, link / "x"):
        monkeypatch.setenv("XDG_CACHE_HOME", str(inside))
        assert compiled_folder(site) is None
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert compiled_folder(site) is None


def test_a_folder_that_cannot_be_had_is_done_without(site: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    request = Request(site, site / "output", NOW, compiled=tmp_path / "file" / "warta")
    assert not errors(build(request))
    assert_same(tree(site / "output"), build_clean(site).files)


def test_old_ones_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many sites and versions the newest stay."""
    monkeypatch.setattr(bytecode, "MAX_KEPT", 10)
    environment = Environment(autoescape=True)
    for number in range(30):
        cache = SealedBytecode(tmp_path, f"{number:012}")
        bucket = Bucket(environment, "key", "checksum")
        bucket.code = compile("name = 1", "x", "exec")
        cache.dump_bytecode(bucket)
        os.utime(cache._file(tmp_path, bucket), (number, number))
        assert cache._file(tmp_path, bucket).exists()
    assert 5 <= len(list(tmp_path.iterdir())) <= 10
