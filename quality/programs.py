"""Checks that other programs make, and what has to be there: the Nu Html Checker, html-validate, a schema."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lxml import etree  # type: ignore[import-untyped]  # it has no types

from quality.built import Check, Site, checked
from tests.weblib import PATH

__all__ = [
    "FOLDER", "LIGHTHOUSE", "MODULES",
    "html_validate", "missing", "nu_checker", "printed_by", "site_map_schema",
]  # fmt: skip

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
    "nginx": "apt-get install nginx",
    "node": "apt-get install nodejs",
}


def missing() -> list[str]:
    """What is not there that the gate needs, each with how to get it."""
    wanted = [name for name in PROGRAMS if not shutil.which(name, path=PATH)]
    wrong = [f"{name} is not installed: {PROGRAMS[name]}" for name in wanted]
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
    ran = printed_by([*command, *(site.url(path) for path in site.pages)])
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
    ran = printed_by(
        ["node", VALIDATE, "--config", config, "--formatter", "json", "--ext", "html", site.root]
    )
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


def printed_by(command: Iterable[object], **environment: str) -> str:
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
