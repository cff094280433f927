"""The ``warta`` command."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from generator import __version__
from generator.build import Request, Result, build, check
from generator.config import CONFIG_FILE, parse_config
from generator.diagnostics import Diagnostic, Severity
from generator.messages import MESSAGE_LANGUAGES, explain, report_text
from generator.moments import find_zone, parse_moment
from generator.starter import StarterError, create_site

__all__ = ["main"]

DONE, SITE_HAS_ERRORS, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        status: int = options.run(options)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; keep the interpreter from complaining about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return SITE_HAS_ERRORS
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="warta", description="A static site generator for agency news.", allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"warta {__version__}")
    parser.add_argument(
        "--site",
        metavar="DIR",
        type=Path,
        help="the site's folder; default: the nearest one upward with a site.toml",
    )
    parser.add_argument(
        "--lang",
        choices=MESSAGE_LANGUAGES,
        help="language of messages; default: message_language in site.toml",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    command = commands.add_parser("init", help="start a new site that builds at once", allow_abbrev=False)
    command.add_argument("folder", metavar="DIR", type=Path, nargs="?", default=Path())
    command.set_defaults(run=_init)

    command = commands.add_parser("build", help="build the site into its output folder", allow_abbrev=False)
    _add_site_options(command)
    command.add_argument("--output", metavar="DIR", type=Path, help="default: output/ in the site's folder")
    command.set_defaults(run=_build)

    command = commands.add_parser("check", help="find every mistake without publishing", allow_abbrev=False)
    _add_site_options(command)
    command.add_argument("--format", choices=("text", "json", "github"), default="text")
    command.set_defaults(run=_check)
    return parser


def _add_site_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--base-url", metavar="URL", help="address of the site; default: base_url in site.toml"
    )
    command.add_argument("--drafts", action="store_true", help="include what the public would not see yet")
    command.add_argument(
        "--now", metavar="TIME", help="build as at this time: 2024-11-14 or '2024-11-14 09:00 WIB'"
    )


def _init(options: argparse.Namespace) -> int:
    language = options.lang or "id"
    try:
        create_site(options.folder)
    except StarterError:
        return _usage_problem(report_text("init_exists", language, path=options.folder))
    print(report_text("initialised", language, path=options.folder))
    return DONE


def _build(options: argparse.Namespace) -> int:
    started = time.perf_counter()
    request = _request(options)
    if request is None:
        return WRONG_USAGE
    result = build(request)
    language = _language(options, result)
    _print_text(result.diagnostics, language, request.site)
    if result.failed:
        print(report_text("nothing_written", language), file=sys.stderr)
        return SITE_HAS_ERRORS
    seconds = f"{time.perf_counter() - started:.2f}"
    counts = {"rendered": result.rendered, "kept": result.kept, "deleted": result.deleted}
    print(report_text("built", language, seconds=seconds, **counts))
    return DONE


def _check(options: argparse.Namespace) -> int:
    request = _request(options)
    if request is None:
        return WRONG_USAGE
    result = check(request)
    language = _language(options, result)
    if options.format == "text":
        _print_text(result.diagnostics, language, request.site)
        if not result.failed:
            print(report_text("checked", language))
    elif options.format == "json":
        print(
            json.dumps(
                [_as_json(found, language) for found in result.diagnostics], ensure_ascii=False, indent=1
            )
        )
    else:
        for found in result.diagnostics:
            print(_as_github(found, language))
    return SITE_HAS_ERRORS if result.failed else DONE


def _request(options: argparse.Namespace) -> Request | None:
    """The build that the options ask for; None, after saying why, when they make no sense."""
    language = options.lang or "id"
    site = options.site.resolve() if options.site else _nearest_site(Path.cwd())
    if site is None or not (site / CONFIG_FILE).is_file():
        _usage_problem(report_text("no_site", language))
        return None
    now = datetime.now(UTC)
    if options.now is not None:
        given = _time_option(options.now, site)
        if given is None:
            _usage_problem(report_text("bad_now", language, value=options.now))
            return None
        now = given
    output: Path | None = getattr(options, "output", None)
    return Request(
        site=site,
        output=Path(os.path.abspath(output)) if output else site / "output",
        now=now,
        base_url=options.base_url,
        drafts=options.drafts,
    )


def _nearest_site(start: Path) -> Path | None:
    return next((folder for folder in (start, *start.parents) if (folder / CONFIG_FILE).is_file()), None)


def _time_option(text: str, site: Path) -> datetime | None:
    """``--now``: a bare date or time is in the site's timezone."""
    try:
        config, _ = parse_config((site / CONFIG_FILE).read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        config = None
    zone = config.zone if config else find_zone("WIB")
    assert zone is not None
    try:
        moment = parse_moment(text, zone)
    except ValueError:
        return None
    return moment.at if moment else None


def _language(options: argparse.Namespace, result: Result) -> str:
    return options.lang or (result.config.message_language if result.config else "id")


def _usage_problem(text: str) -> int:
    print(f"warta: {text}", file=sys.stderr)
    return WRONG_USAGE


# --- Printing ---------------------------------------------------------------------------------------


def _place(found: Diagnostic) -> str:
    line, column = found.position
    return f"{found.file}:{line}:{column}" if line else found.file


def _print_text(diagnostics: Sequence[Diagnostic], language: str, site: Path) -> None:
    for found in diagnostics:
        print(format_text(found, language, site), file=sys.stderr)
    errors = sum(found.severity is Severity.ERROR for found in diagnostics)
    counts = [("summary_errors", errors), ("summary_warnings", len(diagnostics) - errors)]
    parts = [report_text(name, language, n=count) for name, count in counts if count]
    if parts:
        print(", ".join(parts) + ".", file=sys.stderr)


def format_text(found: Diagnostic, language: str, site: Path | None = None) -> str:
    """A diagnostic as the terminal shows it: place, what, the line itself, why, what to do."""
    text = explain(found, language)
    severity = report_text("error" if found.severity is Severity.ERROR else "warning", language)
    lines = [f"{_place(found)}: {severity}: {text.what} [{found.code}]"]
    excerpt = _excerpt(found, site) if site else None
    if excerpt:
        lines += excerpt
    lines.append(f"  {report_text('why', language)}: {text.why}")
    lines.append(f"  {report_text('fix', language)}: {text.fix}")
    return "\n".join(lines)


def _excerpt(found: Diagnostic, site: Path) -> list[str] | None:
    """The line of the file with a mark under the column; None when there is none to show."""
    if not found.position.line:
        return None
    try:
        with (site / found.file).open(encoding="utf-8-sig", errors="replace") as file:
            line = next((line for number, line in enumerate(file, 1) if number == found.position.line), "")
    except OSError:
        return None
    line = line.rstrip("\r\n").replace("\t", " ")
    column = found.position.column
    start = max(0, column - 60)
    shown = "".join(character if character.isprintable() else "·" for character in line[start : start + 100])
    return [f"    {shown}", "    " + " " * (column - 1 - start) + "^"] if shown.strip() else None


def _as_json(found: Diagnostic, language: str) -> dict[str, object]:
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


def _as_github(found: Diagnostic, language: str) -> str:
    """A workflow command that GitHub shows beside the line of the file."""
    text = explain(found, language)
    line, column = found.position
    place = f"file={_github_property(found.file)}" + (f",line={line},col={column}" if line else "")
    message = f"{text.what}\n{text.why}\n{text.fix}"
    title = _github_property(found.code)
    return f"::{found.severity.name.lower()} {place},title={title}::{_github_data(message)}"


def _github_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _github_property(text: str) -> str:
    return _github_data(text).replace(":", "%3A").replace(",", "%2C")
