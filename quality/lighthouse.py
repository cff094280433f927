"""Lighthouse over a site served as the public gets it."""

from __future__ import annotations

import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from quality.browser import FLAGS
from quality.built import Check, Site
from quality.programs import LIGHTHOUSE, printed_by
from quality.serving import free_port
from tests.weblib import nginx_serving

__all__ = ["lighthouse"]

MEASURED_KINDS = ("home", "post", "post-lead-image", "listing", "agency", "search", "standing")
BLOCKING = "total-blocking-time"
PLAIN = """\
<!doctype html>
<html lang="id"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Satu</title>
<p>Satu kalimat.
"""
"""A page of one sentence: how long a machine blocks every page, whatever is in it."""
PLAIN_SERVER = """
server {{
    listen {port} ssl http2;
    ssl_certificate {certificate};
    ssl_certificate_key {key};
    types {{ text/html html; }}
    root {root};
}}
"""


def lighthouse(site: Site, runs: int) -> list[Check]:
    """Medians of some runs with Lighthouse's own defaults (a slow phone), a page of each of some kinds."""
    samples = site.samples()
    pages = [samples[key] for kind in MEASURED_KINDS if (key := f"{kind}.id") in samples]
    found: dict[str, list[Figures]] = {path: [] for path in pages}
    plain: list[float] = []
    with tempfile.TemporaryDirectory() as folder, _hosted(site, Path(folder)) as (address, plain_address):
        # In turn, so that what else the machine does falls on all of them.
        for _ in range(runs):
            plain.append(_figures(f"{plain_address}/")[BLOCKING])
            for path in pages:
                found[path].append(_figures(f"{address}/{path}", listed=site.indexable(path)))
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


@contextmanager
def _hosted(site: Site, folder: Path) -> Iterator[tuple[str, str]]:
    """The addresses of a site and of a page of one sentence, served as the public gets them.

    That is by nginx with the files that ``warta host`` writes, over HTTPS and HTTP/2: how many journeys a
    page takes is up to them.
    """
    port, plain_port = free_port(), free_port()
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    words = f"openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=127.0.0.1 -keyout {key} -out {certificate}"
    subprocess.run(words.split(), check=True, capture_output=True)
    address, configuration = f"https://127.0.0.1:{port}", folder / "conf"
    words = f"-m warta host nginx --base-url {address} --from {site.root} --output {configuration}"
    subprocess.run([sys.executable, *words.split()], check=True, capture_output=True)
    (file,) = (each for each in configuration.glob("*.conf") if not each.name.startswith("00-"))
    text = re.sub(r"/etc/letsencrypt/\S+/fullchain.pem", str(certificate), file.read_text("utf-8"))
    text = re.sub(r"/etc/letsencrypt/\S+/privkey.pem", str(key), text)
    (folder / "plain").mkdir()
    (folder / "plain/index.html").write_text(PLAIN, "utf-8")
    plain = PLAIN_SERVER.format(port=plain_port, certificate=certificate, key=key, root=folder / "plain")
    file.write_text(text + plain, "utf-8")
    folder.chmod(0o755)  # nginx reads as a user of its own
    place = folder / "nginx"
    place.mkdir()
    with nginx_serving(file, place, port):
        yield address, f"https://127.0.0.1:{plain_port}"


Figures = dict[str, float]
"""Score (0 to 100) of a category or value of an audit, by name."""


def _figures(address: str, *, listed: bool = True) -> Figures:
    """One run of Lighthouse."""
    flags = " ".join(["--headless", "--ignore-certificate-errors", *FLAGS])
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
        report = json.loads(printed_by(command, CHROME_PATH=shutil.which("chromium") or ""))
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
