"""What a build says once of its output: limits of hosts that it comes near or passes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.support import SITE_TOML, build_site, make_site, post
from warta.build import remarks
from warta.diagnostics.values import Diagnostic


def said(found: Iterable[Diagnostic]) -> dict[str, dict[str, str]]:
    return {each.code: dict(each.arguments) for each in found if each.code.startswith("host-")}


def stories(count: int) -> dict[str, str | bytes]:
    return {f"content/news/2024/b-{n}.id.md": post(f"Berita {n}", "Isi. " * 50) for n in range(count)}


def test_limits_of_hosts_are_told_once_when_they_come_near_and_when_they_are_passed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_site(tmp_path, {"site.toml": SITE_TOML, **stories(1)})
    files = len(build_site(folder).files())
    host = "Cloudflare Pages"
    monkeypatch.setattr(remarks, "MOST_FILES", (host, files + 4))
    monkeypatch.setattr(remarks, "NEAR", files / (files + 4))
    before = files
    for count in (1, 2, 2, 1, 2, 3, 4, 4, 1, 4):
        for path in folder.glob("content/news/2024/*"):
            path.unlink()
        site = build_site(make_site(folder, stories(count)))
        told = said(site.result.diagnostics).get("host-files")
        assert (told is not None) == any(before <= step < len(site.files()) for step in (files, files + 4))
        if told:
            assert int(told["count"]) == len(site.files()), count
        before = len(site.files())


def test_a_site_that_is_too_large_says_what_can_be_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remarks, "MOST_BYTES", ("GitHub Pages", 50_000))
    monkeypatch.setattr(remarks, "MOST_IN_A_FILE", ("Cloudflare Pages", 6000))
    folder = make_site(tmp_path, {"site.toml": SITE_TOML, **stories(2)})
    site = build_site(folder)
    found = said(site.result.diagnostics)
    assert {"host-bytes", "host-file"} <= found.keys()
    names = [path.rpartition("/")[2] for path in site.files()]
    assert int(found["host-bytes"]["ninjs"]) == names.count("ninjs.json")
    assert int(found["host-bytes"]["feeds"]) == names.count("feed.xml") - len(("id", "en")) == 2
    assert int(found["host-bytes"]["cards"]) == sum(path.startswith("cards/") for path in site.files())
    assert said(build_site(folder).result.diagnostics) == {}
