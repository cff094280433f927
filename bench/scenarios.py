"""What is measured: the contenders, the states of a site that a build starts from, and the runs."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from bench import sites, tools
from bench.corpus import LANGUAGES, Story
from bench.measure import Run, calibrate, run_program

__all__ = [
    "SCENARIOS",
    "Contender",
    "Figures",
    "Scenario",
    "contenders",
    "files_by_folder",
    "measure",
    "megabytes",
    "peers",
]

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Contender:
    """A program with the site that it builds."""

    name: str
    label: str
    command: tuple[str, ...]
    folder: Path
    """Where the command runs."""
    site: Path
    output: str
    """The folder, inside the site, that it writes."""
    caches: tuple[str, ...] = ()
    """What else it leaves in the site's folder; gone, like the output, before a clean build."""
    environment: Mapping[str, str] = field(default_factory=dict)
    story: Path | None = None
    """The Indonesian file of the median story."""
    template: Path | None = None
    """The template of a story's page."""
    scenarios: tuple[str, ...] = ("clean", "unchanged", "story", "template", "ci")


@dataclass(slots=True)
class Figures:
    """What one contender took in one scenario."""

    runs: list[Run] = field(default_factory=list)
    warm: Run | None = None
    """The first run, which does not count."""
    memory: list[float] = field(default_factory=list)
    """Peaks of further runs whose memory was sampled, MiB."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A state that a build starts from."""

    name: str
    label: str
    prepare: Callable[[Contender, int, Path], None]
    """Brings the state about, from the contender, the edition's number and a folder for rubbish."""


def _forget(contender: Contender, _edition: int, trash: Path) -> None:
    for name in (contender.output, *contender.caches):
        _throw_away(contender.site / name, trash)


def _leave(_contender: Contender, _edition: int, _trash: Path) -> None:
    """Nothing has changed."""


def _edit_story(contender: Contender, edition: int, _trash: Path) -> None:
    assert contender.story is not None
    sites.edit_story(contender.story, edition)


def _edit_template(contender: Contender, edition: int, _trash: Path) -> None:
    assert contender.template is not None
    sites.edit_template(contender.template, edition)


def _check_out(contender: Contender, edition: int, trash: Path) -> None:
    """The site as a CI job has it: every file, caches and output included, is a new one with a new time."""
    old = _throw_away(contender.site, trash, keep=True)
    for folder, _, names in os.walk(old):
        new = contender.site / Path(folder).relative_to(old)
        new.mkdir()
        for name in names:
            shutil.copyfile(f"{folder}/{name}", new / name)
    _empty(trash)
    _edit_story(contender, edition, trash)


SCENARIOS = (
    Scenario("clean", "clean", _forget),
    Scenario("unchanged", "unchanged", _leave),
    Scenario("story", "one story edited", _edit_story),
    Scenario("template", "one template edited", _edit_template),
    Scenario("ci", "CI: everything copied anew, one story edited", _check_out),
)


def contenders(stories: Sequence[Story], work: Path, jobs: int, names: Sequence[str]) -> list[Contender]:
    """Write the sites of those contenders and say how to build them."""
    made = []
    middle = len(stories) // 2
    hugo_site = work / "hugo"
    hugo_stories = sites.write_hugo(stories, hugo_site) if {"hugo", "floor"} & set(names) else []
    if "floor" in names:
        made.append(
            Contender(
                "floor", "floor script",
                (sys.executable, "bench/floor.py", str(hugo_site), str(work / "floor" / "output")),
                ROOT, work / "floor", "output", scenarios=("clean",),
            )
        )  # fmt: skip
        (work / "floor").mkdir()
    warta = {
        "warta": ("Warta", "markdown", sites.THEME),
        "pyromark": ("Warta, pyromark", "pyromark", sites.THEME),
        "starter": ("Warta as it comes", "markdown", sites.STARTER),
    }
    for name in ("warta", "hugo", "pyromark", "starter"):
        if name not in names:
            continue
        if name == "hugo":
            made.append(
                Contender(
                    "hugo", "Hugo", (str(tools.hugo()), "--quiet"), hugo_site, hugo_site, "public",
                    ("resources", ".hugo_build.lock", "cache"), {"HUGO_CACHEDIR": str(hugo_site / "cache")},
                    hugo_stories[middle], hugo_site / "layouts" / "page.html",
                )
            )  # fmt: skip
            continue
        label, engine, theme = warta[name]
        site = work / name
        written = sites.write_warta(stories, site, engine, theme)
        command = (
            *(sys.executable, "-m", "warta", "--site", str(site)),
            *("build", "--output", str(site / "output"), "--jobs", str(jobs)),
        )
        made.append(
            Contender(
                name, label, command, ROOT, site, "output", (".warta-cache", f"../user-{name}"),
                {"XDG_CACHE_HOME": str(work / f"user-{name}")},
                written[middle], site / "templates" / "post.html",
            )
        )  # fmt: skip
    return made


def peers(stories: Sequence[Story], work: Path, skipped: dict[str, str]) -> Iterator[Contender]:
    """Further generators, for clean builds; ``skipped`` gets those that cannot be installed, and why."""
    try:
        program = tools.pelican()
        site = work / "pelican"
        sites.write_pelican(stories, site)
        script = " && ".join(
            f'BENCH_LANGUAGE={language} "{program}" -q -s settings.py' for language in LANGUAGES
        )
        yield Contender(
            "pelican", "Pelican", ("/bin/sh", "-c", script), site, site, "output", scenarios=("clean",)
        )
    except tools.MissingToolError as problem:
        skipped["Pelican"] = str(problem)
    try:
        modules = tools.npm("eleventy")
        site = work / "eleventy"
        sites.write_eleventy(stories, site)
        (site / "node_modules").symlink_to(modules)
        command = ("node", "node_modules/@11ty/eleventy/cmd.cjs", "--quiet")
        yield Contender(
            "eleventy", "Eleventy", command, site, site, "_site", (".cache",), scenarios=("clean",)
        )
    except tools.MissingToolError as problem:
        skipped["Eleventy"] = str(problem)


def measure(
    scenario: Scenario,
    taking_part: Sequence[Contender],
    runs: int,
    memory_runs: int,
    trash: Path,
    speeds: list[float],
) -> dict[str, Figures]:
    """Run the contenders in turns, each round in the opposite order of the one before.

    ``speeds`` gets the machine's own speed before each run, in milliseconds of
    the calibration loop.
    """
    figures = {contender.name: Figures() for contender in taking_part}
    for turn in range(-1, runs + memory_runs):
        order = taking_part if turn % 2 else list(reversed(taking_part))
        sampled = turn >= runs
        for contender in order:
            scenario.prepare(contender, next(_editions), trash)
            _empty(trash)
            os.sync()
            speeds.append(calibrate())
            run = run_program(contender.command, contender.folder, contender.environment, sampled)
            found = figures[contender.name]
            if turn < 0:
                found.warm = run
            elif run.memory is not None:
                found.memory.append(run.memory)
            else:
                found.runs.append(run)
    return figures


_editions = count(1)
"""No edit repeats another."""


def files_by_folder(contender: Contender) -> dict[str, int]:
    """How many files the output has, by language and section: ``id/berita``."""
    output = contender.site / contender.output
    counts: dict[str, int] = {}
    for folder, _, names in os.walk(output):
        parts = Path(folder).relative_to(output).parts
        section = "/".join(parts[:2]) or "."
        counts[section] = counts.get(section, 0) + len(names)
    return counts


def megabytes(contender: Contender) -> float:
    """How large the files of the output are together."""
    return (
        sum(path.stat().st_size for path in (contender.site / contender.output).rglob("*") if path.is_file())
        / 1e6
    )


def _throw_away(path: Path, trash: Path, keep: bool = False) -> Path:
    """Rename what is there into the trash: some file systems are slow for minutes after many deletions."""
    target = trash / str(len(list(trash.iterdir())))
    if path.exists():
        path.rename(target)
    if not keep:
        _empty(trash)
    return target


def _empty(trash: Path) -> None:
    """Delete what was thrown away, where that costs later runs nothing: in memory, which is also scarce."""
    if str(trash).startswith("/dev/shm/"):  # noqa: S108 - made by mkdtemp
        for path in trash.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
