"""The gate: builds the starter site, a generated and a branded one, checks them, prints one table row by row.

``python quality/run.py [--runs 5] [--only axe …] [--readme]``. Ends with status 1 when a threshold is not
met or something that the checks need is missing.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Browser

from quality import browser as browsing
from quality import files, lighthouse, programs, reading
from quality.branded import branded
from quality.built import Check, Site, checked
from quality.serving import free_port, served, shipped_headers
from quality.sites import ROOT, built, furnished, generated, hostile

START, END = "<!-- quality:start -->\n", "<!-- quality:end -->\n"
NAMES = ("starter", "generated", "branded")
Checking = Callable[[Site], list[Check]]


def groups(browser: Browser, runs: int) -> dict[str, Checking]:
    """The groups of checks that ``--only`` knows, in the order of the table."""
    return {
        "html": lambda site: [programs.nu_checker(site), programs.html_validate(site)],
        "axe": lambda site: browsing.accessibility(browser, site, programs.AXE),
        "files": files.all_checks,
        "schema": lambda site: [programs.site_map_schema(site)],
        "weights": lambda site: browsing.weights(browser, site),
        "requests": lambda site: browsing.watched(browser, site),
        "script": lambda site: [browsing.without_script(browser, site)],
        "overflow": lambda site: [browsing.overflow(browser, site), reading.spaced(browser, site)],
        "reading": lambda site: reading.running_text(browser, site),
        "focus": lambda site: [reading.focus(browser, site)],
        "print": lambda site: [reading.printed(browser, site)],
        "forced-colours": lambda site: [reading.forced_colours(browser, site)],
        "lighthouse": lambda site: lighthouse.lighthouse(site, runs),
    }


def attacks(browser: Browser, folder: Path) -> Check:
    """The hostile site under its shipped headers, and without its policy: escaping has to do by itself."""
    site_folder, refused, kept = hostile(folder)
    port = free_port()
    site = built("hostile", site_folder, f"http://127.0.0.1:{port}")
    samples = list(site.samples().values())
    paths = list(dict.fromkeys([*site.posts, *samples]))
    lax = tuple(
        (pattern, tuple(line for line in lines if line[0] != "Content-Security-Policy"))
        for pattern, lines in shipped_headers(site.root)
    )
    wrong: list[str] = []
    for headers in (shipped_headers(site.root), lax):
        with served(site.root, port, headers):
            wrong += browsing.executed(browser, site, paths)
    wrong += files.links(site).findings
    seen = f"{kept} fields opened, {refused} refused by name"
    return checked("script in authors' fields: runs, requests, policy breaches", wrong, seen)


def make_sites(folder: Path, names: Sequence[str] = NAMES) -> list[tuple[Site, int]]:
    """(site, port it is built for) of the sites with these names."""
    makers: dict[str, Callable[[Path], tuple[Path, datetime | None]]] = {
        "starter": lambda place: (furnished(place), None),
        "generated": generated,
        "branded": branded,
    }
    sites = []
    for name in names:
        site, now = makers[name](folder / name)
        port = free_port()
        sites.append((built(name, site, f"http://127.0.0.1:{port}", now), port))
    return sites


def head(names: Sequence[str]) -> str:
    """The table's first two lines."""
    return f"| check | threshold | {' | '.join(names)} | met |\n|---|---|{'---|' * (len(names) + 1)}\n"


def line(row: Sequence[Check], names: Sequence[str]) -> str:
    """A row in Markdown; it has one check for each name, or one for all."""
    figures = [check.measured for check in row] + ["–"] * (len(names) - len(row))
    met = "yes" if all(check.met for check in row) else "**no**"
    return f"| {row[0].name} | {row[0].threshold} | {' | '.join(figures)} | {met} |\n"


def told(rows: Sequence[Sequence[Check]], names: Sequence[str], most: int = 12) -> str:
    """What was found, check by check."""
    lines: list[str] = []
    for row in rows:
        for name, check in zip(names, row, strict=False):
            if check.findings:
                lines.append(f"\n{check.name}, {name}: {len(check.findings)}")
                lines += [f"  {finding}" for finding in check.findings[:most]]
                if len(check.findings) > most:
                    lines.append(f"  … and {len(check.findings) - most} more")
    return "\n".join(lines)


def write_readme(text: str) -> None:
    """Put the table between the marks in the README."""
    path = ROOT / "README.md"
    before, _, rest = path.read_text("utf-8").partition(START)
    path.write_text(f"{before}{START}{text}{END}{rest.partition(END)[2]}", encoding="utf-8")


def measured(arguments: argparse.Namespace, folder: Path) -> Iterator[list[Check]]:
    """The rows of the table, each as soon as it is known: the whole takes half an hour."""
    with ExitStack() as stack:
        browser = stack.enter_context(browsing.chromium())
        sites = make_sites(folder, arguments.sites)
        for site, port in sites:
            stack.enter_context(served(site.root, port))
        for name, check in groups(browser, arguments.runs).items():
            if not arguments.only or name in arguments.only:
                print(f"{name} …", file=sys.stderr, flush=True)
                columns = [check(site) for site, _ in sites]
                yield from (list(row) for row in zip(*columns, strict=True))
        if not arguments.only or "xss" in arguments.only:
            yield [attacks(browser, folder / "hostile")]


def main() -> int:
    """Measure, print, and say whether everything is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="runs of Lighthouse a page; their median counts")
    parser.add_argument("--only", nargs="*", help="groups of checks, of: html axe files weights …")
    parser.add_argument("--sites", nargs="*", choices=NAMES, default=NAMES, help="the sites to check")
    parser.add_argument("--readme", action="store_true", help="put the table into README.md")
    arguments = parser.parse_args()
    wanting = programs.missing()
    if wanting:
        print("\n".join(["The gate cannot be run:", *wanting]), file=sys.stderr)
        return 1
    names = [f"{name} site" for name in arguments.sites]
    rows: list[list[Check]] = []
    print(head(names), end="", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="warta-quality-"))
    folder.chmod(0o755)  # servers read it as users of their own
    try:
        for row in measured(arguments, folder):
            rows.append(row)
            print(line(row, names), end="", flush=True)
    finally:
        shutil.rmtree(folder)
    print(told(rows, names))
    if arguments.readme:
        write_readme(head(names) + "".join(line(row, names) for row in rows))
    return 0 if all(check.met for row in rows for check in row) else 1


if __name__ == "__main__":
    sys.exit(main())
