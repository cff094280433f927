"""The ``warta`` command."""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from generator import __version__
from generator.freshness import load_state, nothing_to_do, state_name

# A build that has nothing to do must not wait for imports, so everything else is imported where it is used.
if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from generator.build import Request, Result
    from generator.diagnostics import Diagnostic
    from generator.importing.desk import Desk
    from generator.importing.running import ImportRequest
    from generator.serving.building import Outcome
    from generator.translations import Item

__all__ = ["main", "run"]

DONE, SITE_HAS_ERRORS, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130
CONFIG_FILE = "site.toml"
MESSAGE_LANGUAGES = ("id", "en")


def run() -> None:
    """The console script: ends the process without taking its objects apart one by one."""
    status = main()
    sys.stderr.flush()
    os._exit(status)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal without Unicode, or a name that is none
            stream.reconfigure(errors="backslashreplace")
    try:
        status: int = options.run(options)
        sys.stdout.flush()
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
        help="the site's folder; default: the nearest one upward with a site.toml",
    )
    parser.add_argument(
        "--lang",
        choices=MESSAGE_LANGUAGES,
        help="language of messages; default: message_language in site.toml",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    command = commands.add_parser("init", help="start a new site that builds at once", allow_abbrev=False)
    command.add_argument("folder", metavar="DIR", nargs="?", default=".")
    command.set_defaults(run=_init)

    command = commands.add_parser("build", help="build the site into its output folder", allow_abbrev=False)
    _add_site_options(command)
    command.add_argument("--output", metavar="DIR", help="default: output/ in the site's folder")
    command.add_argument(
        "--executor", metavar="dask://HOST:PORT", help="share the work out on a Dask cluster"
    )
    command.add_argument("--clean", action="store_true", help="forget what earlier builds found out")
    command.add_argument("--explain", action="store_true", help="print why each page was rendered")
    command.add_argument("--verify", action="store_true", help="build once more from nothing and compare")
    command.set_defaults(run=_build)

    command = commands.add_parser("serve", help="show the site while it is being written", allow_abbrev=False)
    command.add_argument(
        "--port", metavar="N", type=int, help="default: 8000, or the next that is free; 0 takes any"
    )
    command.add_argument(
        "--open",
        metavar="PAGE",
        nargs="?",
        const="",
        help="open the browser at an address, a file or a story; without PAGE at the one saved last",
    )
    command.add_argument(
        "--jobs", metavar="N", type=int, default=os.cpu_count() or 1, help="processes to use at the most"
    )
    command.set_defaults(run=_serve, base_url=None, drafts=True, now=None)

    command = commands.add_parser("check", help="find every mistake without publishing", allow_abbrev=False)
    _add_site_options(command)
    command.add_argument("--format", choices=("text", "json", "github"), default="text")
    command.add_argument("--fix", action="store_true", help="mend what is safe to mend, and say so")
    command.set_defaults(run=_check)
    _add_new(commands)
    _add_translations(commands)
    command = commands.add_parser("schema", help="write what editors need to know", allow_abbrev=False)
    command.set_defaults(run=_schema)

    command = commands.add_parser("import", help="make drafts from what there is already", allow_abbrev=False)
    command.add_argument(
        "sources",
        metavar="SOURCE",
        nargs="+",
        help="press releases (.txt, .docx), a Hugo or Jekyll site, a WordPress export",
    )
    command.add_argument("--date", metavar="DATE", help="the latest day that a date without a year can mean")
    command.add_argument(
        "--plan",
        action="store_true",
        help="propose how a site's keys and terms become ours, and write nothing else",
    )
    command.add_argument("--plan-file", metavar="FILE", help="default: import-plan.toml in the site's folder")
    command.add_argument("--new-terms", action="store_true", help="add unknown speakers and agencies")
    command.add_argument("--dry-run", action="store_true", help="report, and write nothing")
    command.add_argument("--format", choices=("text", "json"), default="text")
    command.set_defaults(run=_import)
    return parser


def _add_new(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "new",
        help="start a story, or add an agency, speaker, region or tag",
        usage='warta new [agency|speaker|region|tag] "TITLE OR NAME" [options]',
        allow_abbrev=False,
    )
    command.add_argument("words", metavar="TITLE", nargs="+")
    command.add_argument(
        "--in", dest="others", metavar="LANG=TEXT", action="append", default=[],
        help="the title or name in another language",
    )  # fmt: skip
    command.add_argument(
        "--slug", metavar="SLUG", default="", help="the file's name; default: from the title"
    )
    command.add_argument("--date", metavar="DATE", default="", help="of a story; default: today")
    command.add_argument("--folder", action="store_true", help="give the story a folder for its pictures")
    for name, meaning in (
        ("agency", "whose story it is; of a speaker with --office"),
        ("region", "of a story or an agency"),
        ("parent", "what an agency or region belongs to"),
    ):
        command.add_argument(f"--{name}", metavar="ID", default="", help=meaning)
    command.add_argument("--office", metavar="TEXT", default="", help="what a speaker holds")
    command.set_defaults(run=_new)


def _add_translations(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "translations", help="which translations are missing or out of date", allow_abbrev=False
    )
    command.add_argument("--format", choices=("text", "json", "html"), default="text")
    command.add_argument(
        "--confirm",
        metavar="PATH",
        nargs="+",
        help="record that these translations, or all in these folders, fit their originals",
    )
    command.set_defaults(run=_translations)


def _add_site_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--jobs", metavar="N", type=int, default=os.cpu_count() or 1, help="processes to use at the most"
    )
    command.add_argument(
        "--base-url", metavar="URL", help="address of the site; default: base_url in site.toml"
    )
    command.add_argument("--drafts", action="store_true", help="include what the public would not see yet")
    command.add_argument(
        "--now", metavar="TIME", help="build as at this time: 2024-11-14 or '2024-11-14 09:00 WIB'"
    )


def _init(options: argparse.Namespace) -> int:
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from generator.build import Request
    from generator.messages import report_text
    from generator.starter import StarterError, create_site

    language = options.lang or "id"
    try:
        create_site(Path(options.folder))
        with TemporaryDirectory(prefix="warta-") as cache:
            site = Path(os.path.abspath(options.folder))
            _write_editor_files(Request(site, site / "output", _now(), cache=Path(cache)))
    except StarterError:
        return _usage_problem(report_text("init_exists", language, path=options.folder))
    except OSError as problem:
        what = problem.strerror or str(problem)
        return _usage_problem(report_text("init_failed", language, path=options.folder, problem=what))
    print(report_text("initialised", language, path=options.folder))
    return DONE


def _build(options: argparse.Namespace) -> int:
    started = time.perf_counter()
    site = _site_folder(options)
    program = (__version__, __file__, sys.version, sys.prefix, site or "")
    asked = (*program, options.base_url or "", str(options.drafts), options.lang or "")
    plain = not (options.clean or options.explain or options.verify or options.now)
    if site is not None and plain and _repeat_report(options, site, asked, started):
        return DONE
    gc.disable()  # this process ends soon, and what a build makes it keeps
    from generator.build import build, remember, verify
    from generator.messages import load_messages, report_text

    request = _request(options, site)
    if request is None:
        return WRONG_USAGE
    result = build(request)
    language = _language(options, result)
    report = _format_all(result.diagnostics, language, request.site)
    print(report, end="", file=sys.stderr)
    if result.failed:
        print(report_text("nothing_written", language), file=sys.stderr)
        return SITE_HAS_ERRORS
    if options.explain:
        for path, reason in result.reasons:
            print(f"{path}: {report_text('reason_' + reason, language)}")
    template: str = load_messages(language)["report"]["built"]
    print(_built(template, started, result.rendered, result.kept, result.deleted))
    remember(request, result, asked, (report, template))
    if options.verify:
        differing = verify(request)
        for path in differing:
            print(report_text("verify_differs", language, path=path), file=sys.stderr)
        print(report_text("verify_failed" if differing else "verified", language, count=len(differing)))
        return SITE_HAS_ERRORS if differing else DONE
    return DONE


def _repeat_report(options: argparse.Namespace, site: str, asked: tuple[str, ...], started: float) -> bool:
    """When nothing has changed since the last build, say what it said; whether that was so."""
    output = os.path.abspath(options.output) if options.output else f"{site}/output"
    state = load_state(f"{site}/.warta-cache/{state_name(site, output)}")
    if state is None or not nothing_to_do(state, asked, site, output, time.time()):
        return False
    report, template = state.report
    print(report, end="", file=sys.stderr)
    print(_built(template, started, 0, len(state.outputs) - 1, 0))
    return True


def _built(template: str, started: float, rendered: int, kept: int, deleted: int) -> str:
    seconds = f"{time.perf_counter() - started:.2f}"
    return template.format(seconds=seconds, rendered=rendered, kept=kept, deleted=deleted)


def _check(options: argparse.Namespace) -> int:
    import json

    from generator.build import check
    from generator.messages import report_text

    request = _request(options, _site_folder(options))
    if request is None:
        return WRONG_USAGE
    result = _fix(options, request) if options.fix else check(request)
    language = _language(options, result)
    if options.format == "text":
        print(_format_all(result.diagnostics, language, request.site), end="", file=sys.stderr)
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


def _new(options: argparse.Namespace) -> int:
    from generator.desk import KINDS, Wish, new_story, new_term
    from generator.messages import report_text

    words = [" ".join(word.split()) for word in options.words]
    kind = words[0] if words[0] in KINDS else ""
    name = " ".join(words[1:] if kind else words).strip()
    language = options.lang or "id"
    if not name:
        return _usage_problem(report_text("new_no_name", language, kind=kind))
    others = dict(text.partition("=")[::2] for text in options.others)
    for code, text in others.items():
        if not text.strip():
            return _usage_problem(report_text("new_bad_in", language, value=code))
    request = _request(options, _site_folder(options))
    if request is None:
        return WRONG_USAGE
    wish = Wish(
        name,
        {code: " ".join(text.split()) for code, text in others.items()},
        options.slug,
        options.date,
        options.folder,
        options.agency,
        options.region,
        options.parent,
        options.office,
    )
    made = new_term(request, KINDS[kind], wish) if kind else new_story(request, wish)
    if made.site is not None and not options.lang:
        language = made.site.config.message_language
    print(_format_all(made.diagnostics, language, request.site), end="", file=sys.stderr)
    if made.problem is not None:
        return _usage_problem(report_text(made.problem.name, language, 1, **made.problem.values))
    if not made.written:
        print(report_text("new_nothing", language), file=sys.stderr)
        return SITE_HAS_ERRORS
    for path in made.written:
        print(os.path.relpath(request.site / path))
    for note in made.notes:
        print(report_text(note.name, language, 1, **note.values), file=sys.stderr)
    return DONE


def _translations(options: argparse.Namespace) -> int:
    import json

    from generator.messages import report_text
    from generator.survey import survey
    from generator.translations import confirm, report
    from generator.translationspage import report_page, report_texts

    request = _request(options, _site_folder(options))
    if request is None:
        return WRONG_USAGE
    site, config, diagnostics = survey(request)
    language = options.lang or (config.message_language if config else "id")
    if site is None:
        print(_format_all(diagnostics, language, request.site), end="", file=sys.stderr)
        return SITE_HAS_ERRORS
    if not options.confirm:
        items = report(site)
        if options.format == "json":
            print(json.dumps([_item_as_json(item) for item in items], ensure_ascii=False, indent=1))
        elif options.format == "html":
            print(report_page(items, language, site.config.titles[site.config.codes[0]]))
        else:
            print("\n".join(report_texts(items, language)))
        return DONE
    shown = {os.path.relpath(os.path.abspath(path), request.site): path for path in options.confirm}
    try:
        done = confirm(site, shown)
    except OSError as problem:
        values = {"path": problem.filename, "problem": problem.strerror}
        return _usage_problem(report_text("new_failed", language, 1, **values))
    for name, path in done.problems:
        _usage_problem(report_text(name, language, path=shown.get(path, path)))
    for path in done.written:
        print(os.path.relpath(request.site / path))
    if done.problems:
        return WRONG_USAGE
    print(
        report_text("confirmed", language, n=len(done.written), unchanged=len(done.unchanged)),
        file=sys.stderr,
    )
    return DONE


def _schema(options: argparse.Namespace) -> int:
    from generator.messages import report_text

    request = _request(options, _site_folder(options))
    if request is None:
        return WRONG_USAGE
    language = options.lang or "id"
    try:
        written, kept, diagnostics = _write_editor_files(request)
    except OSError as problem:
        values = {"path": problem.filename, "problem": problem.strerror}
        return _usage_problem(report_text("new_failed", language, 1, **values))
    if not written:
        print(_format_all(diagnostics, language, request.site), end="", file=sys.stderr)
        return SITE_HAS_ERRORS
    for path in written:
        print(os.path.relpath(request.site / path))
    for path in kept:
        print(report_text("schema_kept", language, path=path), file=sys.stderr)
    return DONE


def _write_editor_files(request: Request) -> tuple[list[str], list[str], tuple[Diagnostic, ...]]:
    """Written paths, the user's own that were left alone, and why nothing was written."""
    from generator.editorfiles import OWNED, editor_files
    from generator.newfiles import write_generated
    from generator.survey import survey

    site, _, diagnostics = survey(request)
    if site is None:
        return [], [], diagnostics
    files = editor_files(site.registry, site.config.codes, site.config.message_language)
    return *write_generated(request.site, files, OWNED), diagnostics


def _item_as_json(item: Item) -> dict[str, object]:
    return {**item._asdict(), "changes": [change._asdict() for change in item.changes]}


def _import(options: argparse.Namespace) -> int:
    from pathlib import Path

    from generator.importing.reporting import as_json, as_text
    from generator.importing.running import ImportRequest, open_desk, run_import
    from generator.messages import report_text

    language = options.lang or "id"
    site = _site_folder(options)
    if site is None:
        return _usage_problem(report_text("no_site", language))
    today = _now().date()
    if options.date is not None:
        given = _time_option(options.date, Path(site))
        if given is None:
            return _usage_problem(report_text("bad_date", language, value=options.date))
        today = given.date()
    sources = tuple(options.sources)
    request = ImportRequest(Path(site), sources, today, options.plan_file, options.new_terms, options.dry_run)
    desk, diagnostics = open_desk(request)
    if desk is None:
        print(_format_all(diagnostics, language, request.site), end="", file=sys.stderr)
        return SITE_HAS_ERRORS
    language = options.lang or desk.config.message_language
    if options.plan:
        return _import_plan(request, desk, language)
    report = run_import(request, desk)
    print(as_json(report, language) if options.format == "json" else as_text(report, language), end="")
    return SITE_HAS_ERRORS if report.is_empty else DONE


def _import_plan(request: ImportRequest, desk: Desk, language: str) -> int:
    """``warta import --plan``: the proposal is written, nothing else is."""
    from generator.importing.files import said
    from generator.importing.opening import plan_path, write_plan
    from generator.messages import import_text

    if len(request.sources) != 1:
        return _usage_problem(import_text("plan_one", language))
    path = plan_path(request.site, request.plan_file)
    problem = write_plan(request.sources[0], path, desk, language)
    if problem is not None:
        return _usage_problem(f"{request.sources[0]}: {said(problem, language)}")
    print(import_text("plan_written", language, path=path, source=request.sources[0]))
    return DONE


def _serve(options: argparse.Namespace) -> int:
    from generator.messages import report_text
    from generator.serving.building import BuilderLostError
    from generator.serving.loop import Options, serve

    request = _request(options, _site_folder(options))
    if request is None:
        return WRONG_USAGE
    language = options.lang or "id"
    wanted = Options(options.port, options.lang, options.open)
    try:
        serve(request, wanted, _now, _ServeSpeaker(options, request.site))
    except OverflowError:
        return _usage_problem(report_text("serve_port", language, port=options.port, problem="0–65535"))
    except OSError as problem:
        what = problem.strerror or str(problem)
        return _usage_problem(report_text("serve_port", language, port=options.port, problem=what))
    except BuilderLostError:
        print(f"warta: {report_text('serve_lost', language)}", file=sys.stderr)
    return SITE_HAS_ERRORS


class _ServeSpeaker:
    """Prints what ``warta serve`` does; a bar for long work, where somebody sees it."""

    WIDTH = 24

    def __init__(self, options: argparse.Namespace, site: Path) -> None:
        self.site = site
        self.opens = options.open is not None
        self.language: str = options.lang or "id"
        self.bar = sys.stderr.isatty()
        self.drawn = False

    def built(self, outcome: Outcome) -> None:
        from generator.messages import report_text

        self._wipe()
        self.language = outcome.language
        print(_format_all(outcome.diagnostics, self.language, self.site), end="", file=sys.stderr)
        if outcome.failed:
            print(report_text("serve_failed", self.language), file=sys.stderr)
        else:
            rendered, kept, deleted = outcome.counts
            text = report_text("serve_built", self.language, rendered=rendered, kept=kept, deleted=deleted)
            print(text, flush=True)

    def serving(self, url: str) -> None:
        from generator.messages import report_text

        print(report_text("serving", self.language, url=url), flush=True)
        if self.opens:
            import webbrowser

            webbrowser.open(url)

    def progress(self, step: str, done: int, total: int) -> None:
        from generator.messages import report_text

        if not self.bar or total < 200:
            return
        full = self.WIDTH * done // total
        text = report_text(f"serve_{step}", self.language, done=done, total=total)
        print(
            f"\r[{'#' * full}{'.' * (self.WIDTH - full)}] {text}\x1b[K", end="", file=sys.stderr, flush=True
        )
        self.drawn = True

    def _wipe(self) -> None:
        if self.drawn:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self.drawn = False


def _fix(options: argparse.Namespace, request: Request) -> Result:
    """Mend what is safe to mend and say what was done; gives the findings that are left."""
    from generator.mend import fix
    from generator.messages import report_text

    fixed = fix(request)
    language = _language(options, fixed.result)
    for found in fixed.done:
        values: dict[str, object] = dict(found.arguments)
        text = report_text(f"mended-{found.code}", language, 1, **values)
        print(f"{_place(found)}: {report_text('mended', language)}: {text}", file=sys.stderr)
    for path, problem in fixed.failed:
        print(report_text("not_mended", language, path=path, problem=problem), file=sys.stderr)
    return fixed.result


def _site_folder(options: argparse.Namespace) -> str | None:
    """The folder that ``--site`` names, or the nearest one upward with a ``site.toml``; None without one."""
    if options.site:
        folder = os.path.realpath(options.site)
        return folder if os.path.isfile(f"{folder}/{CONFIG_FILE}") else None
    folder = os.getcwd()
    while not os.path.isfile(f"{folder}/{CONFIG_FILE}"):
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
    return folder


def _request(options: argparse.Namespace, site: str | None) -> Request | None:
    """The build that the options ask for; None, after saying why, when they make no sense."""
    from pathlib import Path

    from generator.build import Request
    from generator.messages import report_text

    language = options.lang or "id"
    if site is None:
        _usage_problem(report_text("no_site", language))
        return None
    now = _now()
    if getattr(options, "now", None) is not None:
        given = _time_option(options.now, Path(site))
        if given is None:
            _usage_problem(report_text("bad_now", language, value=options.now))
            return None
        now = given
    output: str | None = getattr(options, "output", None)
    cluster: str | None = getattr(options, "executor", None)
    if cluster is not None and not cluster.startswith("dask://"):
        _usage_problem(report_text("bad_executor", language, value=cluster))
        return None
    return Request(
        site=Path(site),
        output=Path(os.path.abspath(output)) if output else Path(site, "output"),
        now=now,
        base_url=getattr(options, "base_url", None),
        drafts=getattr(options, "drafts", False),
        jobs=max(1, getattr(options, "jobs", 1)),
        clean=getattr(options, "clean", False),
        cluster=cluster.removeprefix("dask://") if cluster else None,
    )


def _now() -> datetime:
    """The time at which the command runs. Nothing else asks the clock for it."""
    from datetime import UTC, datetime

    return datetime.now(UTC)


def _time_option(text: str, site: Path) -> datetime | None:
    """``--now``: a bare date or time is in the site's timezone."""
    from generator.config import parse_config
    from generator.moments import find_zone, parse_moment

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


def _format_all(diagnostics: Sequence[Diagnostic], language: str, site: Path) -> str:
    """All findings and how many there are; empty when there are none."""
    from generator.diagnostics import Severity
    from generator.messages import report_text

    lines = [format_text(found, language, site) for found in diagnostics]
    errors = sum(found.severity is Severity.ERROR for found in diagnostics)
    counts = [("summary_errors", errors), ("summary_warnings", len(diagnostics) - errors)]
    parts = [report_text(name, language, n=count) for name, count in counts if count]
    if parts:
        lines.append(", ".join(parts) + ".")
    return "".join(line + "\n" for line in lines)


def format_text(found: Diagnostic, language: str, site: Path | None = None) -> str:
    """A diagnostic as the terminal shows it: place, what, the line itself, why, what to do."""
    from generator.diagnostics import Severity
    from generator.messages import explain, report_text

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
    from generator.messages import explain

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
    from generator.messages import explain

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
