"""Two processes make what one makes: the same files, findings and cache, whatever the batches are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.faultlib import assert_same, build_clean, errors, manifest, tree
from tests.support import NOW, make_site, post, translation
from warta.build.build import Request, build
from warta.site.open import open_site
from warta.site.source import Source
from warta.store.cache import Record
from warta.store.texts import Bodies

STORIES = 11


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Stories with findings, profiles and translations: everything that travels between processes."""
    files: dict[str, str | bytes] = {
        "content/agencies/dinas.id.md": "Profil **dinas**.\n",
        "content/speakers/ani.yaml": "name: Ani\nappointments: [{office: Kepala, agency: dinas}]\n",
    }
    for number in range(STORIES):
        body = f"Isi **berita** {number}." if number % 3 else "<marquee>markah</marquee> tulisan"
        files[f"content/news/2024/cerita-{number}.id.md"] = post(
            f"Cerita {number}", body, date=f"2024-11-{number + 1:02}", speaker="[ani]"
        )
        if number % 2:
            files[f"content/news/2024/cerita-{number}.en.md"] = translation(f"Story {number}")
    return make_site(tmp_path / "situs", files)


@pytest.fixture(params=[1, 3, 1000], ids=lambda size: f"batches of {size}")
def _small_batches(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have small work done by two processes: of one, of more than wait at a time, all at once."""
    monkeypatch.setattr("warta.workers.executors.WORTH_PROCESSES", 2)
    monkeypatch.setattr("warta.workers.executors.BATCH", request.param)


def records_of(request: Request) -> dict[str, tuple[Record, bytes | None]]:
    """Everything that the cache holds, with the texts."""
    with open_site(Source(request.site)) as (site, _):
        assert site is not None
        with Bodies(site.texts) as bodies:
            return {
                path: (
                    record._replace(stamp=None),
                    bodies.read(record.html) if record.html is not None else None,
                )
                for path, record in site.records.items()
            }


@pytest.mark.usefixtures("_small_batches")
def test_two_processes_make_what_one_makes(site: Path) -> None:
    alone = build_clean(site, jobs=1)
    request = Request(site, site / "output", NOW, jobs=2)
    result = build(request)
    assert not errors(result), errors(result)
    assert_same(tree(site / "output"), alone.files)
    assert manifest(site / "output") == alone.manifest
    assert result.diagnostics == alone.result.diagnostics
    assert any(found.code == "html-removed" for found in result.diagnostics)
    shared = records_of(request)
    shutil.rmtree(site / ".warta-cache")
    build(Request(site, site / "output", NOW))
    assert shared == records_of(request)
    assert len(shared) == STORIES + STORIES // 2 + 3


@pytest.mark.usefixtures("_small_batches")
def test_mistakes_come_back_from_all_processes(site: Path) -> None:
    """Those of parsing and those of rendering."""
    for number in range(0, STORIES, 2):
        path = site / f"content/news/2024/cerita-{number}.id.md"
        path.write_text(path.read_text("utf-8").replace("date:", "tanggal-salah:"), "utf-8")
    results = [build(Request(site, site / "output", NOW, jobs=jobs, clean=True)) for jobs in (1, 2)]
    assert results[0].diagnostics == results[1].diagnostics
    assert len({found.file for found in errors(results[1])}) >= STORIES // 2
    site = make_site(site, {"templates/post.html": "{{ view.tidak_ada }}"})
    for number in range(0, STORIES, 2):
        path = site / f"content/news/2024/cerita-{number}.id.md"
        path.write_text(path.read_text("utf-8").replace("tanggal-salah:", "date:"), "utf-8")
    results = [build(Request(site, site / "output", NOW, jobs=jobs)) for jobs in (1, 2)]
    assert {found.code for found in errors(results[1])} == {"template-error"}
    assert results[0].diagnostics == results[1].diagnostics
