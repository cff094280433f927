"""The benchmark: Warta and Hugo, the same stories, in turns.

python bench/run.py                          500 and 5,000 stories; writes RESULTS.md, prints README's tables
python bench/run.py --large                  25,000 as well
python bench/run.py --only warta --sizes 1000    Warta alone; prints, writes only with --results
python bench/run.py --plain FOLDER           the stories of a plain corpus; writes RESULTS-plain.md
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import profiling, report, tools
from bench.corpus import Story, generate
from bench.measure import ProgramError, keep_bytecode
from bench.plain import read_plain
from bench.report import Results, Size
from bench.scenarios import SCENARIOS, contenders, files_by_folder, measure, megabytes, peers

BENCH = Path(__file__).resolve().parent
MEMORY_FILE_SYSTEM = Path("/dev/shm")  # noqa: S108 - mkdtemp makes a folder of our own in it
SIZES, LARGE = (500, 5000), 25_000
CONTENDERS = ("floor", "warta", "hugo", "pyromark", "starter")
PEER_LIMIT = 5000
"""Stories up to which the slower generators are measured at all, and once only."""


def main() -> int:
    """Measure, and write down the results after each size."""
    options = _options()
    names = tuple(options.only.split(",")) if options.only else CONTENDERS
    wanted = set(options.scenarios.split(",")) if options.scenarios else None
    base = options.work or (
        MEMORY_FILE_SYSTEM if MEMORY_FILE_SYSTEM.is_dir() else Path(tempfile.gettempdir())
    )
    work = Path(tempfile.mkdtemp(prefix="warta-bench-", dir=base))
    keep_bytecode(work / "bytecode")
    results = Results(report.machine(work, options.jobs), options.runs, bool(options.plain))
    started = time.monotonic()
    program = _program()
    try:
        for number in options.sizes:
            stories = _stories(options.plain, number)
            folder = work / str(number)
            (folder / "trash").mkdir(parents=True)
            size = Size(len(stories))
            results.sizes.append(size)
            small = len(stories) <= PEER_LIMIT
            taking_part = [name for name in names if small or name != "starter"]
            built = contenders(stories, folder, options.jobs, taking_part)
            for scenario in SCENARIOS:
                here = [contender for contender in built if scenario.name in contender.scenarios]
                if not here or (wanted is not None and scenario.name not in wanted):
                    continue
                memory_runs = 2 if small else 1
                size.figures[scenario.name] = measure(
                    scenario, here, options.runs, memory_runs, folder / "trash", results.speeds
                )
                if scenario.name == "clean":
                    size.files = {contender.label: files_by_folder(contender) for contender in built}
                    size.weights = {contender.label: megabytes(contender) for contender in built}
                for contender in here:
                    size.labels[contender.name] = contender.label
                    print(report.line(size, scenario, contender.name), flush=True)
            if not options.only and small:
                _measure_peers(size, stories, folder, options.runs, results)
                results.profiles = {
                    contender.label: profiling.shares(contender)
                    for contender in built
                    if contender.name in ("warta", "pyromark")
                }
                results.profiled = len(stories)
            shutil.rmtree(folder)
            if _program() != program:
                # Warta forgets its caches when its own code is another: the figures would be of clean builds.
                print("generator/ or templates/ changed while it was measured.", file=sys.stderr)
                return 1
            if options.results or not options.only:
                _write(options, results)
        print(f"{(time.monotonic() - started) / 60:.1f} minutes.")
        print(report.summary(results) if options.only else report.readme(results))
    except (ProgramError, tools.MissingToolError) as problem:
        print(problem, file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return 0


def _program() -> str:
    """A digest of what is measured: the package and the default theme."""
    digest = hashlib.sha256()
    for name in ("generator", "templates"):
        for path in sorted((BENCH.parent / name).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure Warta against Hugo.")
    parser.add_argument("--large", action="store_true", help=f"also {LARGE:,} stories")
    parser.add_argument("--sizes", metavar="N,N", help="numbers of stories instead of the usual ones")
    parser.add_argument("--runs", type=int, default=5, help="counted runs of each (default: 5)")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, help="Warta's --jobs (default: all cores, as Hugo)"
    )
    parser.add_argument(
        "--only", metavar="NAME,NAME", help=f"of {', '.join(CONTENDERS)}; prints, writes only with --results"
    )
    parser.add_argument(
        "--scenarios", metavar="NAME,NAME", help=f"of {', '.join(scenario.name for scenario in SCENARIOS)}"
    )
    parser.add_argument("--plain", type=Path, metavar="FOLDER", help="stories of a plain corpus")
    parser.add_argument(
        "--work", type=Path, metavar="DIR", help="where to work (default: in memory if possible)"
    )
    parser.add_argument(
        "--results", type=Path, metavar="FILE", help="instead of RESULTS.md beside this script"
    )
    options = parser.parse_args()
    chosen = options.sizes or ",".join(map(str, (*SIZES, LARGE) if options.large else SIZES))
    try:
        options.sizes = [int(number) for number in chosen.split(",")]
    except ValueError:
        parser.error("--sizes takes numbers with commas between them: 500,5000")
    for given, known in (
        (options.only, CONTENDERS),
        (options.scenarios, [scenario.name for scenario in SCENARIOS]),
    ):
        if given and not set(given.split(",")) <= set(known):
            parser.error(f"choose from {', '.join(known)}")
    if options.runs < 1 or min(options.sizes) < 1:
        parser.error("there is nothing to measure")
    return options


def _stories(plain: Path | None, number: int) -> list[Story]:
    if plain is None:
        return list(generate(number))
    found = list(islice(read_plain(plain), number))
    if len(found) < number:
        print(f"{plain} holds {len(found)} stories only.", file=sys.stderr)
    return found


def _measure_peers(size: Size, stories: list[Story], folder: Path, runs: int, results: Results) -> None:
    """Clean builds of the generators that are nobody's goal; a large corpus is built once for the figures."""
    once = len(stories) > SIZES[0]
    for contender in peers(stories, folder, results.skipped):
        try:
            found = measure(
                SCENARIOS[0], [contender], 1 if once else runs, 1, folder / "trash", results.speeds
            )
        except ProgramError as problem:
            results.skipped[contender.label] = str(problem).splitlines()[-1]
            continue
        size.peers[contender.label] = found[contender.name]
        size.files[contender.label] = files_by_folder(contender)
        print(
            f"{size.stories} clean {contender.label}: {found[contender.name].runs[0].wall:.2f} s", flush=True
        )


def _write(options: argparse.Namespace, results: Results) -> None:
    default = "RESULTS-plain.md" if options.plain else "RESULTS.md"
    path = options.results or BENCH / default
    path.write_text(report.markdown(results), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
