"""An output that is not for the public of a target is not deployed there, whatever it was built as."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from tests.deploylib import order_for, quiet, target_of
from tests.faultlib import environment, tree
from tests.support import SITE_TOML, make_site, post
from warta.build.build import Request, build
from warta.config.settings import parse_config
from warta.deploy.findings import DeployError
from warta.deploy.run import deploy
from warta.deploy.target import Surroundings
from warta.diagnostics.catalogue import MESSAGE_LANGUAGES, explain
from warta.output.folder import OutputFolder
from warta.output.manifest import Edition
from warta.site.due import due_moments, opened_last
from warta.site.open import open_site
from warta.site.source import Source

OPENS = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
TODAY = OPENS - timedelta(hours=19)
TABLES = """
[environment.uji]
base_url = "https://uji.example.go.id"
noindex = true

[environment.latihan]
"""
BANNER = '\n[banner]\ntext = "Pengumuman"\nfrom = "2026-12-01 09:00"\n'


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that holds something back in every way there is."""
    files = {
        "site.toml": SITE_TOML + TABLES,
        "content/news/2024/biasa.id.md": post("Biasa"),
        "content/news/2024/draf.id.md": post("Draf", draft="true"),
        "content/news/2026/nanti.id.md": post("Nanti", date="2026-11-30", publish_at="2026-12-01 09:00"),
        "content/news/2027/jauh.id.md": post("Jauh", date="2027-03-01 09:00", draft="true"),
    }
    return make_site(tmp_path_factory.mktemp("edisi") / "situs", files)


def built(site: Path, output: Path, **how: Any) -> None:
    result = build(Request(site, output, how.pop("now", TODAY), cache=output.parent / "cache", **how))
    assert not result.failed, result.diagnostics


def code_of(act: Callable[[], object]) -> str:
    """The code of the finding that a deployment is refused with, which every language puts into words."""
    try:
        act()
    except DeployError as problem:
        found = problem.diagnostic
        for language in MESSAGE_LANGUAGES:
            said = explain(found, language)
            assert "{" not in f"{said.what}{said.why}{said.fix}"
        return found.code
    return ""


UJI: Mapping[str, Any] = {"environment": "uji"}
CASES: list[tuple[str, dict[str, Any], Mapping[str, Any], datetime, str]] = [
    ("as it is", {}, {}, TODAY, ""),
    ("later than built", {}, {}, TODAY + timedelta(days=400), ""),
    ("with drafts", {"drafts": True}, {}, TODAY, "output-drafts"),
    ("with drafts, much later", {"drafts": True}, {}, TODAY + timedelta(days=400), "output-drafts"),
    ("as of its minute", {"now": OPENS}, {}, TODAY, "output-early"),
    ("a second too early", {"now": OPENS}, {}, OPENS - timedelta(seconds=1), "output-early"),
    ("on time", {"now": OPENS}, {}, OPENS, ""),
    ("ahead, but nothing opens until then", {"now": OPENS - timedelta(seconds=1)}, {}, TODAY, ""),
    ("ahead, past a draft's date", {"now": datetime(2027, 3, 2, tzinfo=UTC)}, {}, OPENS, ""),
    ("rehearsal to the public", {"environment": "uji"}, {}, TODAY, "output-other-environment"),
    ("the site to a rehearsal", {}, UJI, TODAY, "output-other-environment"),
    ("another rehearsal", {"environment": "latihan"}, UJI, TODAY, "output-other-environment"),
    ("rehearsal where it belongs", {"environment": "uji"}, UJI, TODAY, ""),
    ("rehearsal with drafts", {"environment": "uji", "drafts": True}, UJI, TODAY, "output-drafts"),
]


def test_only_what_is_for_the_public_of_a_target_is_sent(site: Path, tmp_path: Path) -> None:
    for number, (name, how, to, at, code) in enumerate(CASES):
        output = tmp_path / f"{number}" / "output"
        output.parent.mkdir()
        built(site, output, **how)
        where = tmp_path / f"{number}" / "www"
        target = target_of("folder", path=str(where), **to)
        base = "https://uji.example.go.id" if to else "https://kabar.example.go.id"
        order = structs.replace(order_for(target, output), now=at, base_url=base)
        around = Surroundings(site, {})
        assert code_of(lambda: deploy(order, around, quiet)) == code, name  # noqa: B023 - called at once
        assert where.exists() is (not code), name
        if not code:
            assert tree(where / "current") == tree(output), name


def test_the_time_is_told_in_the_zone_of_the_site(site: Path, tmp_path: Path) -> None:
    built(site, tmp_path / "output", now=OPENS)
    order = order_for(target_of("folder", path=str(tmp_path / "www")), tmp_path / "output")
    here = timezone(timedelta(hours=7))
    with pytest.raises(DeployError) as caught:
        deploy(structs.replace(order, now=TODAY.astimezone(here)), Surroundings(site, {}), quiet)
    assert dict(caught.value.diagnostic.arguments)["time"] == "2026-12-01 09:00+07:00"


def test_a_build_for_the_public_takes_the_place_of_one_that_is_not(site: Path, tmp_path: Path) -> None:
    """In the same folder, one after the other: the record always says what the last build was for."""
    output = tmp_path / "output"
    cases: list[tuple[dict[str, Any], Edition]] = [
        ({"drafts": True}, Edition("", has_drafts=True, opened=1731517200)),
        ({}, Edition("", has_drafts=False, opened=1731517200)),
        ({"now": OPENS}, Edition("", has_drafts=False, opened=int(OPENS.timestamp()))),
        ({"environment": "latihan"}, Edition("latihan", has_drafts=False, opened=1731517200)),
        ({}, Edition("", has_drafts=False, opened=1731517200)),
    ]
    for how, edition in cases:
        built(site, output, **how)
        assert OutputFolder(output, "output").read_manifest().edition == edition, how


def test_what_opens_last_is_the_last_embargo_that_is_over(site: Path) -> None:
    """As the moments of the site say, at any time: for stories and the notice on every page."""
    config_file = site / "site.toml"
    before = config_file.read_text("utf-8")
    config_file.write_text(before + BANNER, "utf-8")
    try:
        with open_site(Source(site)) as (opened, _found):
            assert opened is not None
            cards, config = opened.cards, opened.config
            moments = due_moments(cards, config, float("-inf"))
            embargoes = [due.at for due in moments if due.kind == "embargo" and due.is_public]
            assert len(embargoes) == 3
            for now in [0.0, *(at + by for at in embargoes for by in (-1, 0, 1))]:
                expected = max([at for at in embargoes if at <= now], default=0)
                assert opened_last(cards, config, now) == expected
    finally:
        config_file.write_text(before, "utf-8")


def test_a_target_names_an_environment_that_there_is() -> None:
    text = f'{SITE_TOML}{TABLES}\n[deploy.x]\nkind = "folder"\npath = "www"\nenvironment = '
    config, _ = parse_config(text + '"uji"')
    assert config is not None
    config, (found,) = parse_config(text + '"ujii"')
    assert (config, found.code) == (None, "setting-deploy-environment")
    assert found.position.line == text.count("\n") + 1
    assert dict(found.arguments)["known"] == "preview, uji, latihan"


def test_the_commands_refuse_and_say_what_to_run(site: Path, tmp_path: Path) -> None:
    """A target of an environment wants the address of that environment without saying so again."""
    targets = '\n[deploy.publik]\nkind = "folder"\npath = "www"\n'
    targets += '[deploy.uji]\nkind = "folder"\npath = "www-uji"\nenvironment = "uji"\n'
    files = {"site.toml": SITE_TOML + TABLES + targets, "content/news/2024/a.id.md": post("A")}
    folder = make_site(tmp_path / "situs", files)

    def warta(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "warta", "--site", str(folder), "--lang", "en", *arguments],
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )

    assert warta("build", "--environment", "uji").returncode == 0
    refused = warta("deploy", "publik")
    assert (refused.returncode, "[output-other-environment]" in refused.stderr) == (1, True)
    assert "made with `warta build --environment uji`" in refused.stderr
    assert not (folder / "www").exists()
    assert warta("deploy", "uji").returncode == 0
    assert "https://uji.example.go.id" in (folder / "www-uji/current/sitemap.xml").read_text("utf-8")
    assert warta("build", "--drafts").returncode == 0
    assert "[output-drafts]" in warta("deploy", "publik").stderr
    assert warta("build").returncode == 0
    assert warta("deploy", "publik").returncode == 0
