"""A draft with gaps stops nothing but itself, in every way of building."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.servelib import serving, until
from tests.support import NOW, SITE_TOML, Files, bytes_of, make_site, picture, post, translation
from warta.build.build import Request, Result, build, check
from warta.diagnostics.values import Severity

DRAFT = "content/news/2024/draf.id.md"
OTHER = "content/news/2024/terbit.id.md"
PAGE = "id/berita/2024/draf/index.html"


def draft(title: str = "Berita draf", body: str = "Isi draf.", **front_matter: str) -> str:
    """A draft of a story."""
    return post(title, body, **{"draft": "true", **front_matter})


@dataclass(frozen=True)
class Gap:
    """A draft with something missing or wrong."""

    text: str
    shown: bool = True
    """Whether it has a page in the preview."""
    files: Files = field(default_factory=dict)
    path: str = DRAFT
    settings: str = SITE_TOML


GAPS = {
    "no title": Gap("---\ndate: 2024-11-14\nagency: dinas\ndraft: true\n---\nIsi.\n", shown=False),
    "only a switch": Gap("---\ndraft: true\n---\n", shown=False),
    "empty title": Gap(draft('""'), shown=False),
    "title is a list": Gap(draft("[a, b]"), shown=False),
    "title too long": Gap(draft("a" * 400), shown=False),
    "no date": Gap(draft(date=""), shown=False),
    "empty date": Gap(draft(date="~"), shown=False),
    "impossible date": Gap(draft(date="2024-02-31"), shown=False),
    "no agency": Gap(draft(agency=""), shown=False),
    "empty agency": Gap(draft(agency="[]"), shown=False),
    "unknown agency": Gap(draft(agency="entah"), shown=False),
    "one agency of two unknown": Gap(draft(agency="[dinas, entah]")),
    "unknown speaker": Gap(draft(speaker="entah")),
    "unknown region": Gap(draft(region="entah")),
    "unknown topic": Gap(draft(tags="entah")),
    "unknown key": Gap(draft(entah="x")),
    "key twice": Gap(draft(summary="Satu.").replace("draft:", "summary: Dua.\ndraft:")),
    "slug": Gap(draft(slug="Bukan Slug")),
    "kind": Gap(draft(kind="entah")),
    "source without a name": Gap(draft(source="{url: https://example.org/}")),
    "value that YAML changes": Gap(draft(summary="0123")),
    "expires before it begins": Gap(draft(expires="2024-01-01")),
    "updated before it was written": Gap(draft(updated="2024-01-01")),
    "broken link": Gap(draft(body="[x](tidak-ada.id.md)")),
    "broken address": Gap(draft(body="[x](/id/tidak/ada/)")),
    "broken anchor": Gap(draft(body="[x](#tidak-ada)")),
    "broken picture": Gap(draft(body="![x](tidak-ada.jpg)")),
    "missing picture": Gap(draft(image="{src: tidak-ada.jpg, alt: X}")),
    "picture without text": Gap(
        draft(image="{src: foto.jpg}"), files={"content/news/2024/foto.jpg": picture()}
    ),
    "picture that is none": Gap(
        draft(image="{src: foto.jpg, alt: X}"), files={"content/news/2024/foto.jpg": b"bukan"}
    ),
    "picture in the text that is none": Gap(
        draft(body="![x](foto.jpg)"), files={"content/news/2024/foto.jpg": b"bukan"}
    ),
    "file name": Gap(draft(), path="content/news/2024/Bukan Slug.id.md", shown=False),
    "address of a published story": Gap(draft(slug="terbit"), shown=False),
    "address of a published story, first in order": Gap(
        draft(slug="terbit"), path="content/news/2024/a.id.md", shown=False
    ),
    "the same story twice": Gap(draft(), path="content/news/2024/terbit/index.id.md", shown=False),
    "translation without a title": Gap(
        "---\ndraft: true\n---\n", path="content/news/2024/terbit.en.md", shown=False
    ),
    "translation that differs": Gap(
        translation("Published", draft="true", date="2024-01-01"), path="content/news/2024/terbit.en.md"
    ),
    "translation of a draft that differs": Gap(
        draft(), files={"content/news/2024/draf.en.md": translation("Draft", date="2024-01-01")}
    ),
    "old address that is a page": Gap(draft(aliases="[/id/berita/2024/terbit/]")),
    "rule of this site": Gap(draft(), settings=SITE_TOML.replace('"off"', '"error"')),
}


def site_with(folder: Path, gap: Gap | None) -> Path:
    """A site with a published story, and the draft."""
    files: dict[str, str | bytes] = {OTHER: post("Berita terbit", summary="Ringkasan.")}
    if gap is not None:
        files |= {"site.toml": gap.settings, gap.path: gap.text, **gap.files}
    return make_site(folder, files)


def run(site: Path, drafts: bool = False) -> Result:
    return build(Request(site, site / "output", NOW, drafts=drafts))


def errors(result: Result) -> list[str]:
    return [f"{found.file} {found.code}" for found in result.diagnostics if found.severity is Severity.ERROR]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the public gets of the site without the draft."""
    site = site_with(tmp_path_factory.mktemp("sendiri"), None)
    assert errors(run(site)) == []
    return bytes_of(site / "output")


@pytest.mark.parametrize("name", GAPS)
def test_a_draft_with_gaps_stops_nothing_but_itself(
    tmp_path: Path, name: str, alone: dict[str, bytes]
) -> None:
    gap = GAPS[name]
    site = site_with(tmp_path / "situs", gap)
    result = run(site)
    assert errors(result) == []
    assert bytes_of(site / "output") == alone, "what the public gets"
    checked = check(Request(site, site / "output", NOW))
    assert errors(checked) == []
    about = {gap.path, *gap.files}
    assert {found.file for found in checked.diagnostics} & about, "and it is told what is missing"
    preview = run(site, drafts=True)
    assert errors(preview) == []
    assert preview.prepared is not None
    assert {found.file for found in preview.prepared.ground.gaps} <= about
    assert (site / "output/id/berita/2024/terbit/index.html").is_file()
    assert (gap.path in preview.prepared.library.by_path) == gap.shown


@pytest.mark.parametrize("name", GAPS)
def test_the_gap_keeps_a_story_that_is_no_draft_from_being_published(tmp_path: Path, name: str) -> None:
    """So that the table is one of mistakes."""
    gap = GAPS[name]
    ready = {path: text for path, text in gap.files.items() if isinstance(text, bytes)}
    text = gap.text.replace("draft: true", "draft: false")
    files = {gap.path: text, **gap.files, **ready}
    site = site_with(tmp_path / "situs", Gap(text, files=files, path=gap.path, settings=gap.settings))
    assert errors(check(Request(site, site / "output", NOW)))


def test_a_draft_that_cannot_be_read_at_all_may_be_no_draft(tmp_path: Path) -> None:
    """Nobody knows what it says, so it is an error as ever."""
    site = site_with(tmp_path / "situs", Gap("---\ntitle: [\ndraft: true\n---\n"))
    assert errors(run(site))


def test_a_story_may_link_to_a_draft_that_cannot_be_shown(tmp_path: Path) -> None:
    """It is the same as a link to any draft."""
    found = []
    for name, text in (("lengkap", draft()), ("bolong", draft(date=""))):
        site = site_with(tmp_path / name, Gap(text))
        (site / OTHER).write_text(post("Berita terbit", "[Draf](draf.id.md)"), "utf-8")
        found.append([each for each in run(site).diagnostics if each.file == OTHER])
    assert found[0] == found[1]


def test_the_preview_says_on_the_page_what_a_draft_lacks(tmp_path: Path) -> None:
    """And shows it all the same; other stories are served and renewed."""
    site = site_with(tmp_path / "situs", Gap(draft(tags="entah")))
    with serving(site) as server:
        assert server.state()["errors"] == 0
        text = server.text("/id/berita/2024/draf/")
        assert f"{DRAFT}:6: " in text
        assert "`entah`" in text
        assert "Isi draf." in text
        (site / OTHER).write_text(post("Judul lain"), "utf-8")
        server.wait_for("/id/berita/2024/terbit/", "Judul lain")
        (site / DRAFT).write_text(draft(body="Isi lengkap."), "utf-8")
        server.wait_for("/id/berita/2024/draf/", "Isi lengkap.")
        until(lambda: f"{DRAFT}:" not in server.text("/id/berita/2024/draf/"), "nothing is lacking")
        (site / DRAFT).write_text("---\ndraft: true\n---\n", "utf-8")
        (site / OTHER).write_text(post("Judul ketiga"), "utf-8")
        server.wait_for("/id/berita/2024/terbit/", "Judul ketiga")
        assert server.state()["errors"] == 0
        assert server.get("/id/berita/2024/draf/")[0] == 404
