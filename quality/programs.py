"""Checks that other programs make: the Nu Html Checker, html-validate, a schema, Lighthouse."""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from lxml import etree  # type: ignore[import-untyped]  # it has no types

from quality.browser import FLAGS
from quality.built import Check, Site, checked

__all__ = ["FOLDER", "MODULES", "html_validate", "lighthouse", "missing", "nu_checker", "site_map_schema"]

FOLDER = Path(__file__).resolve().parent
MODULES = FOLDER / "node_modules"
NU = MODULES / "vnu-jar/build/dist/vnu.jar"
AXE = MODULES / "axe-core/axe.min.js"
VALIDATE = MODULES / "html-validate/bin/html-validate.mjs"
LIGHTHOUSE = MODULES / "lighthouse/cli/index.js"
SITEMAP = MODULES / "sitemap/schema/sitemap.xsd"
"""The schema of sitemaps.org, in a package that has it with it."""
PROGRAMS = {
    "chromium": "apt-get install chromium",
    "java": "apt-get install default-jre-headless",
    "node": "apt-get install nodejs",
}
MEASURED_KINDS = ("home", "post", "post-lead-image", "listing", "agency", "search")


def missing() -> list[str]:
    """What is not there that the gate needs, each with how to get it."""
    wrong = [f"{name} is not installed: {how}" for name, how in PROGRAMS.items() if not shutil.which(name)]
    packages = (file for file in (NU, AXE, VALIDATE, LIGHTHOUSE, SITEMAP) if not file.is_file())
    return wrong + [f"{file.relative_to(FOLDER)} is not there: npm ci in {FOLDER.name}/" for file in packages]


def nu_checker(site: Site) -> Check:
    """All HTML without an error or a warning by the Nu Html Checker."""
    command = ["java", "-Xss4m", "-jar", NU, "--format", "json", "--stdout", "--exit-zero-always"]
    ran = _run([*command, "--skip-non-html", site.root])
    wrong = [
        f"{message.get('url', '').removeprefix('file:' + str(site.root))}:{message.get('lastLine')}: "
        f"{message['message']}"
        for message in json.loads(ran)["messages"]
    ]
    return checked("vnu: errors and warnings", wrong, f"{len(site.pages)} pages")


def html_validate(site: Site) -> Check:
    """All HTML by html-validate with the rules of this folder."""
    config = FOLDER / "html-validate.config.mjs"
    ran = _run(["node", VALIDATE, "--config", config, "--formatter", "json", "--ext", "html", site.root])
    wrong = [
        f"{Path(file['filePath']).relative_to(site.root)}:{found['line']}: "
        f"{found['ruleId']}: {found['message']}"
        for file in json.loads(ran)
        for found in file["messages"]
    ]
    return checked("html-validate: errors and warnings", wrong, f"{len(site.pages)} pages")


def site_map_schema(site: Site) -> Check:
    """All site maps by the schema of sitemaps.org, with those for languages and news beside it."""
    schema = etree.XMLSchema(etree.parse(FOLDER / "schemas/sitemaps.xsd"))
    files = [file for file in site.files if re.fullmatch(r"sitemap[^/]*\.xml", file)]
    wrong: list[str] = []
    for file in files:
        if not schema.validate(etree.parse(site.root / file)):
            wrong += [f"{file}:{problem.line}: {problem.message}" for problem in schema.error_log]
    return checked("site maps by the schema of sitemaps.org, errors", wrong, f"{len(files)} files")


# --- Lighthouse ---------------------------------------------------------------------------------------


def lighthouse(site: Site, runs: int) -> list[Check]:
    """Medians of some runs with Lighthouse's own defaults (a slow phone), a page of each of some kinds."""
    samples = site.samples()
    pages = [samples[key] for kind in MEASURED_KINDS if (key := f"{kind}.id") in samples]
    medians = {path: _medians([_lighthouse_run(site, path) for _ in range(runs)]) for path in pages}
    seen = f"lowest of {len(pages)} pages, median of {runs}"
    most = seen.replace("lowest", "highest")
    rows = [
        _lowest(name, medians, seen) for name in ("performance", "accessibility", "best-practices", "seo")
    ]
    rows.append(_highest("LCP", "largest-contentful-paint", 1200, " ms", medians, most))
    rows.append(_highest("TBT", "total-blocking-time", 0, " ms", medians, most))
    rows.append(_highest("CLS", "cumulative-layout-shift", 0, "", medians, most))
    return rows


Figures = dict[str, float]
"""Score (0 to 100) of a category or value of an audit, by name."""


def _lighthouse_run(site: Site, path: str) -> Figures:
    flags = " ".join(["--headless", *FLAGS])
    command = ["node", LIGHTHOUSE, site.url(path), "--quiet", "--output=json", f"--chrome-flags={flags}"]
    # A page that asks not to be listed cannot score on being listed; everything else of the category counts.
    if not site.indexable(path):
        command.append("--skip-audits=is-crawlable")
    report = _lighthouse_report(command)
    if report.get("runtimeError"):
        raise RuntimeError(f"Lighthouse on {path}: {report['runtimeError']}")
    figures = {name: 100 * float(found["score"] or 0) for name, found in report["categories"].items()}
    for audit in ("largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift"):
        figures[audit] = float(report["audits"][audit]["numericValue"])
    for category in report["categories"].values():
        for entry in category["auditRefs"]:
            audit_result = report["audits"][entry["id"]]
            if entry["weight"] and audit_result["score"] is not None and audit_result["score"] < 1:
                figures[f"{category['id']}: {audit_result['title']}"] = 100 * audit_result["score"]
    return figures


def _lighthouse_report(command: Sequence[object], attempts: int = 3) -> dict[str, Any]:
    """A report; anew where Chromium recorded no trace, which happens now and then and measures nothing."""
    report: dict[str, Any] = {}
    for _ in range(attempts):
        report = json.loads(_run(command, CHROME_PATH=shutil.which("chromium") or ""))
        if not report.get("runtimeError"):
            break
    return report


def _medians(runs: list[Figures]) -> Figures:
    names = dict.fromkeys(name for run in runs for name in run)
    return {name: statistics.median(run.get(name, 100.0) for run in runs) for name in names}


def _lowest(category: str, medians: dict[str, Figures], seen: str) -> Check:
    lowest = min(found[category] for found in medians.values())
    wrong = [
        f"{path or '/'}: {found[category]:.0f} ({'; '.join(_reasons(category, found)) or 'metrics'})"
        for path, found in medians.items()
        if round(found[category]) < 100
    ]
    return Check(f"Lighthouse {category}", "100", f"{lowest:.0f} ({seen})", tuple(wrong))


def _reasons(category: str, found: Figures) -> list[str]:
    return [
        f"{name.partition(': ')[2]} {value:.0f}"
        for name, value in found.items()
        if name.startswith(f"{category}: ") and value < 100
    ]


def _highest(
    name: str, audit: str, threshold: float, unit: str, medians: dict[str, Figures], seen: str
) -> Check:
    values = {path: round(found[audit], 3 if unit == "" else 0) for path, found in medians.items()}
    wrong = [f"{path or '/'}: {value:g}{unit}" for path, value in values.items() if value > threshold]
    return Check(
        f"Lighthouse {name}",
        f"≤ {threshold:g}{unit}" if threshold else "0",
        f"{max(values.values()):g}{unit} ({seen})",
        tuple(wrong),
    )


def _run(command: Iterable[object], **environment: str) -> str:
    """What a program prints, through a file: Node leaves with a pipe half full. RuntimeError: it failed."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as printed:
        done = subprocess.run(
            [str(part) for part in command],
            stdout=printed,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env={**os.environ, **environment},
        )
        printed.seek(0)
        text = printed.read()
    if done.returncode not in (0, 1) or not text.strip():
        raise RuntimeError(f"{next(iter(command))}: {done.stderr[-2000:]}")
    return text
