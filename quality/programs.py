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
from quality.serving import served

__all__ = ["FOLDER", "MODULES", "html_validate", "lighthouse", "missing", "nu_checker", "site_map_schema"]

FOLDER = Path(__file__).resolve().parent
MODULES = FOLDER / "node_modules"
NU = MODULES / "vnu-jar/build/dist/vnu.jar"
NU_LOOPBACK = "-Dnu.validator.servlet.allow-forbidden-hosts=true"
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
MEASURED_KINDS = ("home", "post", "post-lead-image", "listing", "agency", "search", "standing")
BLOCKING = "total-blocking-time"
PLAIN = """\
<!doctype html>
<html lang="id"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Satu</title>
<p>Satu kalimat.
"""
"""A page of one sentence: how long a machine blocks every page, whatever is in it."""


def missing() -> list[str]:
    """What is not there that the gate needs, each with how to get it."""
    wrong = [f"{name} is not installed: {how}" for name, how in PROGRAMS.items() if not shutil.which(name)]
    packages = (file for file in (NU, AXE, VALIDATE, LIGHTHOUSE, SITEMAP) if not file.is_file())
    return wrong + [f"{file.relative_to(FOLDER)} is not there: npm ci in {FOLDER.name}/" for file in packages]


def nu_checker(site: Site) -> Check:
    """All HTML, as it is served, without an error or a warning by the Nu Html Checker.

    From files it could not tell what the policy of a page means by "'self'".
    """
    command = [
        "java",
        "-Xss4m",
        NU_LOOPBACK,
        "-jar",
        NU,
        "--format",
        "json",
        "--stdout",
        "--exit-zero-always",
    ]
    ran = _run([*command, *(site.url(path) for path in site.pages)])
    wrong = [
        f"{message.get('url', '').removeprefix(site.base_url)}:{message.get('lastLine')}: "
        f"{message['message']}"
        for message in json.loads(ran)["messages"]
        if not _takes_data_for_script(message)
    ]
    return checked("vnu: errors and warnings", wrong, f"{len(site.pages)} pages")


def _takes_data_for_script(message: dict[str, Any]) -> bool:
    """Whether it says of a block of data that the page's policy stops it.

    A policy holds for what is run, which JSON-LD is not: HTML's "prepare the script element" ends at a data
    block before it asks the policy. Chromium says so too, in the check of violations.
    """
    said = message["message"].startswith("Inline script violates Content Security Policy")
    return said and '<script type="application/ld+json">' in message.get("extract", "")


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
    found: dict[str, list[Figures]] = {path: [] for path in pages}
    plain: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "index.html").write_text(PLAIN, encoding="utf-8")
        with served(Path(folder), headers=()) as address:
            # In turn, so that what else the machine does falls on all of them.
            for _ in range(runs):
                plain.append(_figures(f"{address}/")[BLOCKING])
                for path in pages:
                    found[path].append(_figures(site.url(path), listed=site.indexable(path)))
    medians = {path: _medians(figures) for path, figures in found.items()}
    seen = f"lowest of {len(pages)} pages, median of {runs}"
    most = seen.replace("lowest", "highest")
    rows = [
        _lowest(name, medians, seen) for name in ("performance", "accessibility", "best-practices", "seo")
    ]
    rows.append(_highest("LCP", "largest-contentful-paint", 1200, " ms", medians, most))
    unavoidable = statistics.median(plain)
    for figures in medians.values():
        figures[BLOCKING] = max(0.0, figures[BLOCKING] - unavoidable)
    rows.append(_highest("TBT above that of a page of one sentence", BLOCKING, 10, " ms", medians, most))
    rows.append(_highest("CLS", "cumulative-layout-shift", 0, "", medians, most))
    return rows


Figures = dict[str, float]
"""Score (0 to 100) of a category or value of an audit, by name."""


def _figures(address: str, *, listed: bool = True) -> Figures:
    """One run of Lighthouse."""
    flags = " ".join(["--headless", *FLAGS])
    command = ["node", LIGHTHOUSE, address, "--quiet", "--output=json", f"--chrome-flags={flags}"]
    # A page that asks not to be listed cannot score on being listed; everything else of the category counts.
    if not listed:
        command.append("--skip-audits=is-crawlable")
    report = _lighthouse_report(command)
    if report.get("runtimeError"):
        raise RuntimeError(f"Lighthouse on {address}: {report['runtimeError']}")
    figures = {name: 100 * float(found["score"] or 0) for name, found in report["categories"].items()}
    for audit in ("largest-contentful-paint", BLOCKING, "cumulative-layout-shift"):
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
