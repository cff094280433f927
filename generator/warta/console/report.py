"""Diagnostics as commands print them: for people, as JSON, for GitHub."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

from warta.console.plain import plain, without_controls
from warta.diagnostics.catalogue import explain, report_text
from warta.diagnostics.values import Diagnostic, Severity, printable
from warta.urls import masked

__all__ = ["as_github", "as_gitlab", "as_json", "as_text", "place_of", "print_findings"]


def print_findings(diagnostics: Sequence[Diagnostic], language: str, site: Path) -> None:
    """All findings and how many there are, on stderr."""
    print(all_as_text(diagnostics, language, site), end="", file=sys.stderr)


def all_as_text(diagnostics: Sequence[Diagnostic], language: str, site: Path) -> str:
    """All findings and how many there are; empty when there are none."""
    lines = [as_text(found, language, site) for found in diagnostics]
    errors = sum(found.severity is Severity.ERROR for found in diagnostics)
    counts = [("summary_errors", errors), ("summary_warnings", len(diagnostics) - errors)]
    parts = [report_text(name, language, n=count) for name, count in counts if count]
    if parts:
        lines.append(", ".join(parts) + ".")
    return plain("".join(line + "\n" for line in lines))


def as_text(found: Diagnostic, language: str, site: Path | None = None) -> str:
    """A diagnostic as the terminal shows it: place, what, the line itself, why, what to do."""
    text = explain(found, language)
    severity = report_text("error" if found.severity is Severity.ERROR else "warning", language)
    lines = [f"{place_of(found)}: {severity}: {text.what} [{found.code}]"]
    if site is not None:
        lines += _excerpt(found, site)
    lines.append(f"  {report_text('why', language)}: {text.why}")
    lines.append(f"  {report_text('fix', language)}: {text.fix}")
    return "\n".join(lines)


def place_of(found: Diagnostic) -> str:
    """``file:line:column``, or the file alone."""
    line, column = found.position
    return f"{found.file}:{line}:{column}" if line else found.file


def _excerpt(found: Diagnostic, site: Path) -> list[str]:
    """The line of the file and a mark under the column; nothing when there is none to show."""
    line_number, column = found.position
    if not line_number:
        return []
    try:
        with (site / found.file).open(encoding="utf-8-sig", errors="replace") as file:
            line = next((line for number, line in enumerate(file, 1) if number == line_number), "")
    except OSError:
        return []
    line = line.rstrip("\r\n").replace("\t", " ")
    column = len(masked(line[: column - 1])) + 1
    line = masked(line)
    start = max(0, column - 60)
    shown = printable(line[start : start + 100])
    return [f"    {shown}", "    " + " " * (column - 1 - start) + "^"] if shown.strip() else []


def as_json(found: Diagnostic, language: str) -> dict[str, object]:
    """A diagnostic for programs."""
    text = explain(found, language)
    return {
        "file": found.file,
        "line": found.position.line,
        "column": found.position.column,
        "severity": found.severity.name.lower(),
        "rule": found.code,
        "what": text.what,
        "why": text.why,
        "fix": text.fix,
    }


def as_github(found: Diagnostic, language: str) -> str:
    """A workflow command that GitHub shows beside the line of the file."""
    text = explain(found, language)
    line, column = found.position
    place = f"file={_github_property(found.file)}" + (f",line={line},col={column}" if line else "")
    message = f"{text.what}\n{text.why}\n{text.fix}"
    title = _github_property(found.code)
    return f"::{found.severity.name.lower()} {place},title={title}::{_github_data(message)}"


def as_gitlab(findings: Sequence[Diagnostic], language: str) -> list[dict[str, object]]:
    """A code quality report, whose entries GitLab shows beside the lines of the files.

    The form is that of https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format. What a
    finding is known by holds when lines above it come and go, and no two in a report have the same.
    """
    met: Counter[str] = Counter()
    return [_gitlab_entry(found, language, met) for found in findings]


def _gitlab_entry(found: Diagnostic, language: str, met: Counter[str]) -> dict[str, object]:
    text = explain(found, language)
    known = "\0".join((found.code, found.file, *[f"{name}={value}" for name, value in found.arguments]))
    met[known] += 1
    digest = blake2b(f"{known}\0{met[known]}".encode("utf-8", "surrogatepass"), digest_size=16)
    return {
        "description": f"{text.what}. {text.fix}",
        "check_name": found.code,
        "fingerprint": digest.hexdigest(),
        "severity": "major" if found.severity is Severity.ERROR else "minor",
        "location": {"path": found.file, "lines": {"begin": max(1, found.position.line)}},
    }


def _github_data(text: str) -> str:
    return without_controls(text).replace("%", "%25").replace("\n", "%0A")


def _github_property(text: str) -> str:
    return _github_data(text).replace(":", "%3A").replace(",", "%2C")
