"""A preview: the site as it would be, which says so, keeps search engines away and has nothing held in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import NOW, SITE_TOML, make_site, post, translation
from warta.build.build import Request, build
from warta.config.settings import parse_config

BANNER = '\n[banner]\ntext = "Layanan tutup."\n'
SAID = {"id": "Pratinjau: belum terbit", "en": "Preview: not published"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = {
        "site.toml": SITE_TOML + BANNER,
        "content/news/2024/a.id.md": post("Biasa"),
        "content/news/2024/a.en.md": translation("Usual"),
        "content/news/2025/b.id.md": post("Ditahan", date="2025-02-01 09:00"),
        "content/news/2025/c.id.md": post("Rancangan", draft="true"),
    }
    return make_site(tmp_path_factory.mktemp("pratinjau") / "situs", files)


def test_a_preview_says_what_it_is_and_holds_back_what_is_held(site: Path, tmp_path: Path) -> None:
    request = Request(
        site,
        tmp_path / "output",
        NOW,
        environment="preview",
        base_url="http://localhost:8000",
        cache=tmp_path / "c",
    )
    assert not build(request).failed
    texts = {page: page.read_text("utf-8") for page in (tmp_path / "output").rglob("*.html")}
    full = {page: text for page, text in texts.items() if 'http-equiv="refresh"' not in text}
    assert len(full) > 20
    for page, text in full.items():
        assert any(said in text for said in SAID.values()), page
        assert '<meta name="robots" content="noindex' in text, page
        assert "Layanan tutup" not in text, page
        assert "kabar.example.go.id" not in text, page
    everything = b"".join(path.read_bytes() for path in (tmp_path / "output").rglob("*") if path.is_file())
    assert b"Biasa" in everything
    assert b"Ditahan" not in everything
    assert b"Rancangan" not in everything


def test_the_site_itself_is_no_preview(site: Path, tmp_path: Path) -> None:
    assert not build(Request(site, tmp_path / "output", NOW, cache=tmp_path / "c")).failed
    home = (tmp_path / "output/id/index.html").read_text("utf-8")
    assert "Layanan tutup" in home
    assert SAID["id"] not in home
    assert "noindex" not in home


@pytest.mark.parametrize(
    ("table", "noindex", "preview"),
    [
        ("", True, True),
        ('[environment.preview]\nbase_url = "https://lain.example.go.id"', False, False),
        ("[environment.preview]\npreview = true", False, True),
        ("[environment.uji]\nnoindex = true", True, True),
    ],
)
def test_a_site_may_say_what_its_preview_is(table: str, noindex: bool, preview: bool) -> None:
    config, found = parse_config(f"{SITE_TOML}\n{table}\n", environment="preview")
    assert config is not None, found
    assert (config.noindex, bool(config.banner.texts)) == (noindex, preview)
    target = '[deploy.x]\nkind = "folder"\npath = "w"\nenvironment = "preview"'
    assert parse_config(f"{SITE_TOML}\n{table}\n{target}\n")[0] is not None
