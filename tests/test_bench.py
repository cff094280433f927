"""The benchmark: the same stories on every machine, and the same pages from every generator."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from bench import sites, tools
from bench.corpus import LANGUAGES, Story, generate
from bench.measure import ProgramError, Run, run_program
from bench.plain import read_plain
from bench.report import Results, Size, markdown
from bench.scenarios import SCENARIOS, Contender, Figures, contenders, files_by_folder, measure
from tests.support import ROOT, SOURCES, build_site

ONLY_WARTA = ("archive", "arsip", "assets", ".warta")
"""Parts of paths that other generators do not have."""


def _digest(stories: list[Story]) -> str:
    return hashlib.sha256(repr(stories).encode()).hexdigest()


def _files(output: Path) -> set[str]:
    return {path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file()}


def test_the_corpus_is_the_same_in_every_process() -> None:
    program = (
        "import hashlib; from bench.corpus import generate;"
        " print(hashlib.sha256(repr(list(generate(20))).encode()).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Jayapura", "PYTHONPATH": str(SOURCES)}
    said = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert said.stdout.strip() == _digest(list(generate(20)))
    assert _digest(list(generate(20, seed=1))) != _digest(list(generate(20)))


def test_the_corpus_looks_like_news() -> None:
    """Bodies of about 3 KB with all kinds of marks, and terms of which a few have many stories."""
    stories = list(generate(400))
    bodies = [version.body for story in stories for version in story.versions.values()]
    assert 2700 <= sum(len(body.encode()) for body in bodies) / len(bodies) <= 3300
    for mark in ("\n## ", "\n> ", "\n- ", "\n1. ", "](https://", "**"):
        assert any(mark in body for body in bodies), mark
    assert len({story.slug for story in stories}) == len(stories)
    assert [story.date for story in stories] == sorted(story.date for story in stories)
    counts: dict[str, int] = {}
    for story in stories:
        for tag in story.versions["id"].tags:
            counts[tag] = counts.get(tag, 0) + 1
    assert max(counts.values()) > 10 * sorted(counts.values())[len(counts) // 2]


def test_a_plain_corpus_gives_the_stories_back(tmp_path: Path) -> None:
    stories = list(generate(3))
    for story in stories:
        for language, version in story.versions.items():
            fields: Mapping[str, object] = {
                "title": version.title,
                "agency": version.agencies[0],
                "speaker": version.speakers,
                "region": version.regions[0],
                "tags": version.tags,
                "summary": version.summary,
            }
            lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()]
            text = "\n".join(
                ["---", *lines, f"date: {story.date}", f"slug: {story.slug}", "---", "", version.body]
            )
            (tmp_path / language).mkdir(exist_ok=True)
            (tmp_path / language / f"{story.slug}.md").write_text(text, encoding="utf-8")
    assert list(read_plain(tmp_path)) == stories


def test_warta_builds_the_corpus_without_a_finding(tmp_path: Path) -> None:
    stories = list(generate(5))
    written = sites.write_warta(stories, tmp_path / "site", "pyromark")
    built = build_site(tmp_path / "site")
    assert not built.codes()
    assert len(written) == len(stories)
    for language, folder in (("id", "id/berita"), ("en", "en/news")):
        for story in stories:
            page = f"{folder}/{story.date[:4]}/{story.slug}/"
            assert built.has(page)
            assert story.versions[language].title in (built.root / page / "index.html").read_text("utf-8")


def test_an_edit_is_seen_and_no_edit_is_like_another(tmp_path: Path) -> None:
    stories = list(generate(5))
    [*_, story] = sites.write_warta(stories, tmp_path / "site", "markdown")
    pages = []
    for edition in (1, 2):
        sites.edit_story(story, edition)
        sites.edit_template(tmp_path / "site" / "templates" / "post.html", edition)
        built = build_site(tmp_path / "site")
        page = built.root / "id" / "berita" / stories[-1].date[:4] / stories[-1].slug / "index.html"
        pages.append(page.read_text("utf-8"))
        assert f"({edition}) {stories[-1].versions['id'].title}" in pages[-1]
        assert f'data-edition="{edition}"' in pages[-1]
    assert "Kalimat 1" in pages[1]
    assert "Kalimat 2" in pages[1]


@pytest.mark.packaging
def test_all_contenders_write_the_same_pages(tmp_path: Path) -> None:
    """Warta's further pages are the ones that the results name; everything else is file for file the same."""
    (tmp_path / "trash").mkdir()
    built = contenders(list(generate(5)), tmp_path, 1, ("floor", "warta", "hugo"))
    measure(SCENARIOS[0], built, 1, 0, tmp_path / "trash", [])
    outputs = {contender.name: _files(contender.site / contender.output) for contender in built}
    common = {
        name: {
            path
            for path in files
            if path.startswith(LANGUAGES)
            and not path.endswith("sitemap.xml")
            and not set(path.split("/")) & set(ONLY_WARTA)
            and not (len(path.split("/")) == 4 and path.split("/")[2].isdecimal())
        }
        for name, files in outputs.items()
    }
    assert len(common["hugo"]) > 60
    assert common["warta"] == common["hugo"] == common["floor"]
    for contender in built:
        assert sum(files_by_folder(contender).values()) == len(outputs[contender.name])


def test_a_run_is_measured_with_all_its_processes(tmp_path: Path) -> None:
    """Two processes that hold 60 MiB each and compute for a while, together."""
    program = (
        "import multiprocessing, time\n"
        "def work():\n"
        "    held = bytearray(b'x') * (60 << 20)\n"
        "    end = time.process_time() + 0.3\n"
        "    while time.process_time() < end: pass\n"
        "    time.sleep(0.3)\n"
        "workers = [multiprocessing.get_context('fork').Process(target=work) for _ in range(2)]\n"
        "[worker.start() for worker in workers]\n"
        "[worker.join() for worker in workers]\n"
    )
    run = run_program([sys.executable, "-c", program], tmp_path, {}, sample=True)
    assert run.cpu >= 0.6
    assert run.wall >= 0.6
    assert run.memory is not None
    assert 120 <= run.memory <= 400


def test_a_program_that_fails_is_reported_with_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(ProgramError, match=r"(?s)ended with 3.*no such story"):
        run_program(["/bin/sh", "-c", "echo no such story >&2; exit 3"], tmp_path, {})


def test_the_results_say_which_goals_are_met() -> None:
    def figures(*walls: float) -> Figures:
        return Figures([Run(wall, wall, None) for wall in walls], Run(1, 1, None), [100.0])

    size = Size(
        5000, labels={"warta": "Warta", "hugo": "Hugo"}, files={"Warta": {"id": 2}, "Hugo": {"id": 2}}
    )
    size.figures["clean"] = {"warta": figures(5.0, 9.0, 6.0), "hugo": figures(10.0, 10.0, 10.0)}
    size.figures["unchanged"] = {"warta": figures(0.7, 0.7, 0.7), "hugo": figures(10.0, 10.0, 10.0)}
    text = markdown(Results(["Date: 2025-01-15"], 3, False, [size], [50.0]))
    assert "| clean, default engine, of Hugo's | 5,000 | 0.8 | 0.60 | met |" in text
    assert "| unchanged, default engine, of Hugo's | 5,000 | 0.06 | 0.070 | **not met** |" in text
    assert (
        "peak memory of a clean build, default engine, of Hugo's | 5,000 | 0.3 | 1.00 | **not met** |" in text
    )


def test_a_site_copied_as_in_ci_has_new_files(tmp_path: Path) -> None:
    site = tmp_path / "site"
    story = site / "content" / "story.md"
    story.parent.mkdir(parents=True)
    story.write_text('---\ntitle: "Jembatan"\n---\nIsi.\n', encoding="utf-8")
    cached = site / "cache" / "known"
    cached.parent.mkdir()
    cached.write_bytes(b"kept")
    os.utime(cached, (1_000_000_000, 1_000_000_000))
    before = cached.stat().st_ino
    (tmp_path / "trash").mkdir()
    contender = Contender("x", "X", ("true",), tmp_path, site, "output", story=story)
    next(scenario for scenario in SCENARIOS if scenario.name == "ci").prepare(
        contender, 4, tmp_path / "trash"
    )
    assert cached.read_bytes() == b"kept"
    assert cached.stat().st_ino != before
    assert cached.stat().st_mtime > 1_000_000_000
    assert '"(4) Jembatan"' in story.read_text("utf-8")


def test_what_is_installed_is_pinned_with_hashes() -> None:
    lock = tools.LOCK.read_text("utf-8")
    pins = [line for line in lock.splitlines() if "==" in line and not line.lstrip().startswith("#")]
    assert any(line.startswith("hugo==") for line in pins)
    assert all(line.endswith("\\") for line in pins)
    packages = json.loads((sites.BENCH / "eleventy" / "package-lock.json").read_text("utf-8"))["packages"]
    assert all("integrity" in entry for name, entry in packages.items() if name)
