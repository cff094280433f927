"""The figures as text: one line a measurement while it runs, ``RESULTS.md`` at the end."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import statistics
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import warta
from bench import tools
from bench.scenarios import SCENARIOS, Figures, Scenario

__all__ = ["GOALS", "Goal", "Results", "Size", "line", "machine", "markdown", "readme", "summary"]

ROOT = Path(__file__).resolve().parents[1]
REFERENCE, LARGE = 5000, 25_000
SWITCHED_OFF = "search, cards, ninjs files, feeds of terms, whole texts in feeds, the news site map"
"""What Warta makes as it comes and the other generators do not: off where it is compared with them."""
LINEAR = 5.5
"""A clean build of 25,000 stories may take so many times as long as one of 5,000."""
FLOOR = 1.5
"""A clean build with the compiled engine may take so many times as long as the floor script."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What Warta may take at most, as a part of what Hugo takes."""

    scenario: str
    contender: str
    limits: dict[int, float]
    """By the number of stories."""
    memory: bool = False


GOALS = (
    Goal("clean", "warta", {REFERENCE: 0.8, LARGE: 0.8}),
    Goal("clean", "pyromark", {REFERENCE: 0.4, LARGE: 0.4}),
    Goal("unchanged", "warta", {REFERENCE: 0.06, LARGE: 0.05}),
    Goal("story", "warta", {REFERENCE: 0.08, LARGE: 0.06}),
    Goal("ci", "warta", {REFERENCE: 0.15, LARGE: 0.12}),
    Goal("clean", "warta", {REFERENCE: 0.3, LARGE: 0.25}, memory=True),
)


@dataclass(slots=True)
class Size:
    """Everything measured on one corpus."""

    stories: int
    figures: dict[str, dict[str, Figures]] = field(default_factory=dict)
    """By scenario and contender."""
    labels: dict[str, str] = field(default_factory=dict)
    files: dict[str, dict[str, int]] = field(default_factory=dict)
    """Output files by the contender's label and the folder."""
    weights: dict[str, float] = field(default_factory=dict)
    """Megabytes of output by the contender's label."""
    peers: dict[str, Figures] = field(default_factory=dict)
    """Clean builds of the other generators, by label."""


@dataclass(slots=True)
class Results:
    """One run of the benchmark."""

    machine: list[str]
    runs: int
    plain: bool
    """The corpus came from elsewhere."""
    sizes: list[Size] = field(default_factory=list)
    speeds: list[float] = field(default_factory=list)
    """Milliseconds of the calibration loop, before every run."""
    skipped: dict[str, str] = field(default_factory=lambda: dict(tools.NOT_MEASURED))
    profiles: dict[str, list[tuple[str, float, float]]] = field(default_factory=dict)
    profiled: int = 0
    """Stories of the corpus that the profiles are of."""


def machine(work: Path, jobs: int) -> list[str]:
    """What the figures depend on besides the programs measured."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    packages = ("Jinja2", "Markdown", "python-frontmatter", "PyYAML", "nh3", "pyromark")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    return [
        f"Date: {datetime.now(UTC):%Y-%m-%d}",
        f"Processor: {_processor()}, {cores} cores used",
        f"Memory: {os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        f"System: {_system()}, {platform.system()} {platform.release()}; work folder on {_file_system(work)}",
        f"Warta {warta.__version__}{_revision()}, --jobs {jobs}",
        f"Python {platform.python_version()}, {versions}",
        f"Hugo: {tools.version_of([str(tools.hugo()), 'version']).split(' BuildDate')[0]}",
    ]


def line(size: Size, scenario: Scenario, name: str) -> str:
    """One measurement in one line."""
    found = size.figures[scenario.name][name]
    text = f"{size.stories:,} {scenario.name:9} {size.labels[name]:21} {_wall(found)}, CPU {_cpu(found)}"
    if found.memory:
        text += f", {max(found.memory):.0f} MiB"
    if "hugo" in size.figures[scenario.name] and name != "hugo":
        text += f", {_ratio(size, scenario.name, name):.3f} of Hugo"
    return text


def summary(results: Results) -> str:
    """What a reader wants to know of the default engine, in a sentence a size."""
    lines = []
    for size in results.sizes:
        figures = {name: found["warta"] for name, found in size.figures.items() if "warta" in found}
        words = {"clean": "from nothing", "story": "after one edit", "unchanged": "when nothing has changed"}
        parts = [
            f"{_median_wall(figures[name]):.2f} s {text}" for name, text in words.items() if name in figures
        ]
        files = sum(size.files.get("Warta", {}).values())
        lines.append(f"{size.stories:,} stories in two languages, {files:,} files: {', '.join(parts)}.")
    return "\n".join(lines)


def readme(results: Results) -> str:
    """The tables of ``README.md``: Warta as it comes, and without what Hugo does not make beside Hugo."""
    lines: list[str] = []
    columns = ("starter", "warta", "pyromark", "hugo")
    heads = ["", "as it comes", "bare, default engine", "bare, compiled engine", "Hugo"]
    for size in results.sizes:
        rows = []
        for scenario in SCENARIOS:
            found = size.figures.get(scenario.name, {})
            cells = [f"{_median_wall(found[name]):.2f} s" if name in found else "" for name in columns]
            for at, name in enumerate(columns[1:-1], 1):
                if {name, "hugo"} <= set(found):
                    cells[at] += f" ({_digits(_ratio(size, scenario.name, name))} of Hugo)"
            rows.append([scenario.label, *cells])
        labels = [size.labels.get(name, "") for name in columns]
        files = [f"{sum(size.files[each].values()):,}" if each in size.files else "" for each in labels]
        weights = [f"{size.weights[each]:.0f} MB" if each in size.weights else "" for each in labels]
        rows += [["files", *files], ["bytes", *weights]]
        lines += [f"{size.stories:,} stories in two languages:", "", *_table(heads, rows, "lrrrr"), ""]
    return "\n".join([*lines, f"Bare: switched off are {SWITCHED_OFF}; the theme is as large as Hugo's."])


def markdown(results: Results) -> str:
    """The whole of ``RESULTS.md``."""
    return "\n".join([*_introduction(results), *_body(results)]) + "\n"


def _introduction(results: Results) -> Iterator[str]:
    of = "a plain corpus" if results.plain else "the benchmark's own corpus (bench/corpus.py)"
    yield "# Results of the benchmark"
    yield ""
    yield "Written by `make bench` (`make bench-large` adds 25,000 stories); do not edit."
    yield ""
    yield from (f"- {fact}" for fact in results.machine)
    slow, fast = max(results.speeds), min(results.speeds)
    middle = statistics.median(results.speeds)
    yield (
        f"- Calibration: the same loop before each of {len(results.speeds)} runs took {middle:.0f} ms in the"
        f" median, {fast:.0f} to {slow:.0f}. Where that spread is large, only the ratios mean something."
    )
    yield ""
    yield (
        f"The stories are those of {of}, each in Indonesian and English. All generators have the same"
        " addresses, header and footer, 20 stories a page of a listing, a feed of 30 and a sitemap. Times are"
        f" of the whole process: medians of {results.runs} counted runs [fastest, slowest] after one that is"
        " not counted. The contenders run in turns, every other round in the opposite order; a ratio is the"
        " median of the ratios of runs from the same round. CPU is user and system time of all processes."
        " Memory is the largest sum over all processes (pages that several share are counted once), sampled"
        " every 5 ms in runs of their own."
    )


def _body(results: Results) -> Iterator[str]:
    sizes = [size for size in results.sizes if size.figures]
    if any(size.stories in (REFERENCE, LARGE) for size in sizes):
        yield from _goals(sizes)
    for size in sizes:
        yield from _scenarios(size)
    for size in sizes[-1:]:
        yield from _files(size)
    if any(size.peers for size in sizes) or results.skipped:
        yield from _peers(sizes, results)
    if results.profiles:
        yield from _profiles(results)


def _goals(sizes: Sequence[Size]) -> Iterator[str]:
    yield from ("", "## Goals", "")
    rows = []
    labels = {scenario.name: scenario.label for scenario in SCENARIOS}
    by_number = {size.stories: size for size in sizes}
    for goal in GOALS:
        engine = "default engine" if goal.contender == "warta" else "compiled engine"
        for number, limit in goal.limits.items():
            size = by_number.get(number)
            found = size.figures.get(goal.scenario, {}) if size else {}
            if size is None or not {"hugo", goal.contender} <= set(found):
                continue
            if goal.memory:
                ratio = max(found[goal.contender].memory) / max(found["hugo"].memory)
                name = f"peak memory of a {labels[goal.scenario]} build"
            else:
                ratio = _ratio(size, goal.scenario, goal.contender)
                name = labels[goal.scenario]
            rows.append(_goal_row(f"{name}, {engine}, of Hugo's", number, limit, ratio))
    for size in sizes:
        clean = size.figures.get("clean", {})
        if size.stories in (REFERENCE, LARGE) and {"floor", "pyromark"} <= set(clean):
            ratio = _ratio(size, "clean", "pyromark", "floor")
            rows.append(
                _goal_row("clean, compiled engine, of the floor script's", size.stories, FLOOR, ratio)
            )
    if {REFERENCE, LARGE} <= set(by_number):
        small, large = by_number[REFERENCE].figures["clean"], by_number[LARGE].figures["clean"]
        for name in ("warta", "pyromark", "hugo"):
            if name in small and name in large:
                ratio = _median_wall(large[name]) / _median_wall(small[name])
                label = by_number[LARGE].labels[name]
                text = f"clean, 25,000 against 5,000 stories: {label}"
                if name == "hugo":
                    rows.append([text, f"{LARGE:,}", "", f"{ratio:.2f}", ""])
                else:
                    rows.append(_goal_row(text, LARGE, LINEAR, ratio))
    yield from _table(["what", "stories", "at most", "measured", ""], rows, "lrrrl")


def _goal_row(name: str, stories: int, limit: float, ratio: float) -> list[str]:
    return [name, f"{stories:,}", f"{limit:g}", _digits(ratio), "met" if ratio <= limit else "**not met**"]


def _scenarios(size: Size) -> Iterator[str]:
    yield from ("", f"## {size.stories:,} stories in two languages", "")
    rows = []
    for scenario in SCENARIOS:
        for name, found in size.figures.get(scenario.name, {}).items():
            rows.append(
                [
                    scenario.label,
                    size.labels[name],
                    _wall(found),
                    _digits(_ratio(size, scenario.name, name))
                    if name != "hugo" and _paired(size, scenario)
                    else "",
                    _cpu(found),
                    f"{max(found.memory):.0f}" if found.memory else "",
                    f"{sum(size.files[size.labels[name]].values()):,}" if size.files else "",
                ]
            )
    heads = ["scenario", "generator", "wall", "of Hugo's", "CPU", "memory, MiB", "files"]
    yield from _table(heads, rows, "llrrrrr")
    first = size.figures.get("unchanged", {}).get("warta")
    if first is not None and first.warm is not None:
        yield ""
        yield (
            f"The first unchanged build after a clean one is not counted above; Warta's took"
            f" {first.warm.wall:.2f} s. A template's edit changes the page of every story. “Warta as it"
            f" comes” has the starter's theme and settings; in the other sites these are off: {SWITCHED_OFF}."
        )


def _files(size: Size) -> Iterator[str]:
    yield from ("", f"## Output files, {size.stories:,} stories", "")
    folders = sorted({folder for counts in size.files.values() for folder in counts})
    rows = [[folder, *(f"{counts.get(folder, 0):,}" for counts in size.files.values())] for folder in folders]
    total = ["all", *(f"{sum(counts.values()):,}" for counts in size.files.values())]
    yield from _table(["folder", *size.files], [*rows, total], "l" + "r" * len(size.files))
    yield ""
    yield (
        "Warta alone makes the archive by year and month (`arsip`, `archive`), a redirect for each year of"
        " stories, a `404.html` for the whole site, a list of feeds, assets, a manifest (`.warta`). Its feeds"
        f" of terms, ninjs files and cards are switched off, but for “Warta as it comes”, which has all that"
        f" a new site has ({SWITCHED_OFF}) and the starter's larger theme. Hugo writes a sitemap for each"
        " language and an index of them, Warta one for each month, one for all other pages and an index. The"
        " floor script,"
        " Pelican and Eleventy leave out the files at the top; the last two also the 404 pages."
    )


def _peers(sizes: Sequence[Size], results: Results) -> Iterator[str]:
    yield from ("", "## Other generators, clean builds", "")
    rows = []
    for size in sizes:
        for label, found in size.peers.items():
            times = f"{len(found.runs)} run" + ("s" if len(found.runs) > 1 else "")
            ratio = ""
            if "hugo" in size.figures.get("clean", {}):
                ratio = f"{_median_wall(found) / _median_wall(size.figures['clean']['hugo']):.1f}"
            memory = f"{max(found.memory):.0f}" if found.memory else ""
            rows.append([f"{size.stories:,}", label, times, _wall(found), ratio, _cpu(found), memory])
    if rows:
        heads = ["stories", "generator", "", "wall", "of Hugo's", "CPU", "memory, MiB"]
        yield from _table(heads, rows, "lllrrrr")
        yield ""
    yield from (f"- {name} is not measured: {reason}." for name, reason in results.skipped.items())


def _profiles(results: Results) -> Iterator[str]:
    yield from ("", "## Where the time goes", "")
    yield (
        f"Shares of a clean build of {results.profiled:,} stories in one process, under cProfile, which"
        " makes modules of many small functions look worse than they are. Built-in functions count for their"
        " callers."
    )
    for label, shares in results.profiles.items():
        yield ""
        rows = [[module, f"{spent:.2f}", f"{share:.0%}"] for module, spent, share in shares]
        yield from _table([label, "s", "share"], rows, "lrr")


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], alignment: str) -> Iterator[str]:
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "|".join({"l": "---", "r": "--:"}[side] for side in alignment) + "|"
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def _median_wall(found: Figures) -> float:
    return statistics.median(run.wall for run in found.runs)


def _wall(found: Figures) -> str:
    walls = [run.wall for run in found.runs]
    return f"{statistics.median(walls):.2f} s [{min(walls):.2f}, {max(walls):.2f}]"


def _cpu(found: Figures) -> str:
    return f"{statistics.median(run.cpu for run in found.runs):.2f} s"


def _ratio(size: Size, scenario: str, name: str, other: str = "hugo") -> float:
    """The median of the ratios of wall times, round by round."""
    mine, theirs = size.figures[scenario][name].runs, size.figures[scenario][other].runs
    return statistics.median(
        my_run.wall / their_run.wall for my_run, their_run in zip(mine, theirs, strict=True)
    )


def _paired(size: Size, scenario: Scenario) -> bool:
    return "hugo" in size.figures[scenario.name]


def _digits(ratio: float) -> str:
    return f"{ratio:.3f}" if ratio < 0.2 else f"{ratio:.2f}"


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    names = [entry.partition(":")[2].strip() for entry in text.splitlines() if entry.startswith("model name")]
    return names[0] if names else platform.machine()


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.platform()


def _file_system(path: Path) -> str:
    """The kind of the file system that holds ``path``: ``tmpfs (in memory)`` or ``ext4``."""
    try:
        mounts = [entry.split() for entry in Path("/proc/mounts").read_text("utf-8").splitlines()]
    except OSError:
        return "a disk"
    holding = [fields for fields in mounts if path.is_relative_to(fields[1])]
    kind = max(holding, key=lambda fields: len(fields[1]))[2]
    return f"{kind} (in memory)" if kind == "tmpfs" else kind


def _revision() -> str:
    """The commit, when this is a checkout; with a plus sign when files differ from it."""
    try:
        described = subprocess.run(
            ["git", "describe", "--always", "--dirty=+", "--exclude=*"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return ""
    return f" ({described.stdout.strip()})"
