"""``warta serve``."""

from __future__ import annotations

import argparse
import sys
import webbrowser
from pathlib import Path

from warta.console.plain import plain
from warta.console.report import as_text, print_findings
from warta.console.request import language_of, now, request_of
from warta.console.usage import SITE_HAS_ERRORS, UsageError, add_jobs
from warta.diagnostics.catalogue import report_text
from warta.diagnostics.values import Diagnostic
from warta.server.builder import BuilderLostError, Outcome, Review
from warta.server.loop import Options, serve

__all__ = ["add_arguments", "run"]


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Where the site is shown, and what of it first. Drafts are shown, as of now."""
    command.add_argument("--port", metavar="N", type=int)
    command.add_argument(
        "--open",
        metavar="PAGE",
        nargs="?",
        const="",
    )
    add_jobs(command)
    command.set_defaults(base_url=None, drafts=True, now=None)


def run(options: argparse.Namespace) -> int:
    """Show the site until somebody ends it."""
    request = request_of(options)
    language = language_of(options)
    wanted = Options(options.port, options.lang, options.open)
    try:
        serve(request, wanted, now, _Listener(options, request.site))
    except OverflowError:
        what = "0–65535"
        raise UsageError(report_text("serve_port", language, port=options.port, problem=what)) from None
    except OSError as problem:
        what = problem.strerror or str(problem)
        raise UsageError(report_text("serve_port", language, port=options.port, problem=what)) from None
    except BuilderLostError:
        print(f"warta: {report_text('serve_lost', language)}", file=sys.stderr)
    return SITE_HAS_ERRORS


class _Listener:
    """Prints what ``warta serve`` does; a bar for long work, where somebody sees it."""

    WIDTH = 24

    def __init__(self, options: argparse.Namespace, site: Path) -> None:
        self.site = site
        self.opens = options.open is not None
        self.language = language_of(options)
        self.bar = sys.stderr.isatty()
        self.drawn = False
        self.said: frozenset[Diagnostic] = frozenset()
        """The findings that have been printed and are there still."""
        self.found: frozenset[Diagnostic] | None = None
        """What the last review has found."""

    def built(self, outcome: Outcome) -> None:
        self._wipe()
        self.language = outcome.snapshot.language
        print_findings(outcome.diagnostics, self.language, self.site)
        self.said |= frozenset(outcome.diagnostics)
        if outcome.failed:
            print(report_text("serve_failed", self.language), file=sys.stderr)
        else:
            rendered, kept, deleted = outcome.counts
            text = report_text("serve_built", self.language, rendered=rendered, kept=kept, deleted=deleted)
            print(text, flush=True)

    def reviewed(self, review: Review) -> None:
        """Print what is new: the list of a large site would push everything else out of sight."""
        found = frozenset(review.diagnostics)
        if found == self.found:
            return
        self._wipe()
        fresh = [each for each in review.diagnostics if each not in self.said]
        self.said = self.found = found
        for each in fresh:
            print(plain(as_text(each, self.language, self.site)), file=sys.stderr)
        name = "serve_checked" if review.diagnostics else "serve_checked_none"
        print(report_text(name, self.language, len(review.diagnostics)), flush=True)

    def serving(self, url: str) -> None:
        print(report_text("serving", self.language, url=url), flush=True)
        if self.opens:
            webbrowser.open(url)

    def progress(self, step: str, done: int, total: int) -> None:
        if not self.bar or total < 200:
            return
        full = self.WIDTH * done // total
        bar = "#" * full + "." * (self.WIDTH - full)
        text = report_text(f"serve_{step}", self.language, done=done, total=total)
        print(f"\r[{bar}] {text}\x1b[K", end="", file=sys.stderr, flush=True)
        self.drawn = True

    def _wipe(self) -> None:
        if self.drawn:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self.drawn = False
