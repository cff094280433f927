"""``warta due``."""

from __future__ import annotations

import argparse
import math
import os
import sys
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from warta.build.request import Request
from warta.console.plain import plain
from warta.console.report import all_as_text
from warta.console.request import language_of, now, request_of
from warta.console.schedule import at_text
from warta.console.usage import DONE, NOTHING_DUE, SITE_HAS_ERRORS, UsageError
from warta.diagnostics.catalogue import report_text
from warta.filesystem.codec import decoded, encoded
from warta.filesystem.locks import Lock
from warta.filesystem.stamps import read_sealed, write_sealed
from warta.publishing.moments import Agenda, agenda, last_build
from warta.publishing.trigger import Command, FailedError, Trigger, Webhook, may_have_token
from warta.publishing.waiting import Clock, Job, Outcome, wait_and_call
from warta.site.open import open_site, read_config
from warta.urls import has_secret, is_web_url

__all__ = ["add_arguments", "run", "trigger_of"]

TOKEN = "WARTA_TRIGGER_TOKEN"  # noqa: S105 - the variable's name
STATE, LOCK = "due", "due.lock"


class _UnreadError(Exception):
    """The site's settings have errors; the text is about them."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What is set off, and how long may be waited."""
    command.add_argument("--webhook", metavar="URL")
    command.add_argument("--ref", metavar="REF", default="main")
    command.add_argument("--run", metavar="COMMAND", dest="call")
    command.add_argument("--within", metavar="SECONDS", type=int)


def run(options: argparse.Namespace) -> int:
    """Wait until something is due, then have the site published."""
    trigger = trigger_of(options)
    request = request_of(options)
    config, _ = read_config(request)
    language = language_of(options, config)
    folder = request.cache_folder
    folder.mkdir(exist_ok=True)
    lock = Lock(str(folder / LOCK))
    if not lock.take():
        print(report_text("due_taken", language), file=sys.stderr)
        return DONE
    try:
        return _wait(request, trigger, options.within, language)
    finally:
        lock.release()


def trigger_of(options: argparse.Namespace) -> Trigger:
    """What is to be set off. Raises UsageError unless it is one thing, and one that can be called."""
    language = language_of(options)
    if (options.webhook is None) == (options.call is None):
        raise UsageError(report_text("due_what", language))
    if options.call is not None:
        try:
            command = Command.from_text(options.call)
        except ValueError:
            command = Command(())
        if not command.words:
            raise UsageError(report_text("due_command", language, value=options.call))
        return command
    token = os.environ.get(TOKEN, "")
    if not is_web_url(options.webhook) or has_secret(options.webhook):
        raise UsageError(report_text("due_address", language, variable=TOKEN))
    if token and not may_have_token(options.webhook):
        raise UsageError(report_text("due_unsafe", language))
    return Webhook(options.webhook, options.ref, token)


def _wait(request: Request, trigger: Trigger, within: int | None, language: str) -> int:
    def look(since: float, at: float) -> Agenda:
        with open_site(request) as (site, found):
            if site is None:
                raise _UnreadError(all_as_text(found, language, request.site))
            return agenda(site, since, at)

    def call(at: float) -> str:
        return trigger.set_off(datetime.fromtimestamp(at, UTC).isoformat(), request.site)

    clock = Clock(now=lambda: now().timestamp(), sleep=time.sleep)
    state = request.cache_folder / STATE
    try:
        outcome = wait_and_call(Job(look, call, within), _since(state, request), clock)
    except _UnreadError as problem:
        print(problem, end="", file=sys.stderr)
        return SITE_HAS_ERRORS
    except FailedError as problem:
        print(plain(report_text("due_failed", language, problem=problem)), file=sys.stderr)
        return SITE_HAS_ERRORS
    write_sealed(state, encoded(outcome.done_until))
    return _say(outcome, partial(_at, request, language), language)


def _since(state: Path, request: Request) -> float:
    """Up to when everything has been seen to: by this command, or by a build on this machine."""
    seen = decoded(read_sealed(state), float)
    built = last_build(request)
    known = [when for when in (seen, built) if when is not None and when < math.inf]
    return max(known, default=math.inf)


def _at(request: Request, language: str, at: float) -> str:
    config, _ = read_config(request)
    return at_text(at, config.zone if config is not None else UTC, language)


def _say(outcome: Outcome, words: partial[str], language: str) -> int:
    if abs(outcome.ahead) > 0:
        seconds = round(outcome.ahead)
        print(report_text("due_clock", language, seconds=f"{seconds:+}"), file=sys.stderr)
    if outcome.called:
        print(report_text("due_called", language, at=words(outcome.called[0].at)))
        return DONE
    if outcome.upcoming:
        print(report_text("due_next", language, at=words(outcome.upcoming[0].at)))
        return DONE
    print(report_text("due_nothing", language))
    return NOTHING_DUE
