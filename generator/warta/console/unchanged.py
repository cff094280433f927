"""``warta build`` and ``warta check`` when nothing has changed: what the last one said is said again.

This must not wait for imports, so there are next to none.
"""

from __future__ import annotations

import argparse
import os
import sys
import time

from warta import __version__
from warta.console.usage import site_folder
from warta.filesystem.own_files import CACHE
from warta.filesystem.processes import CAN_FORK
from warta.filesystem.stamps import load_state, nothing_new, nothing_to_do, state_name
from warta.store.lookahead import Look, LookHere

__all__ = ["asked", "built", "checked_again", "repeated"]


CHECKED = "check-"
"""What the name of the file begins with that keeps what a check has found."""


def asked(options: argparse.Namespace, site: str | None) -> tuple[str, ...]:
    """Everything but the time that decides what a build makes and says."""
    program = (__version__, __file__, sys.version, sys.prefix, site or "")
    return (
        *program,
        options.environment or "",
        options.base_url or "",
        str(options.drafts),
        options.lang or "",
    )


def repeated(options: argparse.Namespace) -> bool:
    """When a build would change nothing, say what the last one said; whether that was so.

    Else what there is to look at for it is being looked at from now on: ``options.look``.
    """
    options.look = None
    site = site_folder(options)
    if site is None:
        return False
    output = os.path.abspath(options.output) if options.output else f"{site}/output"
    state = None if options.clean else load_state(f"{site}/{CACHE}/{state_name(site, output)}")
    says_more = options.explain or options.verify or options.now or options.prune or options.format != "text"
    if (
        state is not None
        and not says_more
        and nothing_to_do(state, asked(options, site), site, output, now=time.time())
    ):
        report, template = state.report
        print(report, end="", file=sys.stderr)
        print(built(template, options.started, rendered=0, kept=len(state.outputs) - 1, deleted=0))
        return True
    options.look = (Look if CAN_FORK and options.jobs > 1 else LookHere)(site, output, state)
    return False


def checked_again(options: argparse.Namespace) -> bool:
    """When a check would find what the last one did, say that again; whether that was so."""
    site = site_folder(options)
    if site is None or options.fix or options.now or options.against is not None or options.format != "text":
        return False
    state = load_state(f"{site}/{CACHE}/{CHECKED}{state_name(site, f'{site}/output')}")
    if state is None or not nothing_new(state, asked(options, site), site, now=time.time()):
        return False
    findings, end = state.report
    print(findings, end="", file=sys.stderr)
    print(end)
    return True


def built(template: str, started: float, **counts: int) -> str:
    """What a build says at its end, counts in its last line; ``started`` as ``time.perf_counter`` gave it."""
    before, end, line = template.rpartition("\n")
    seconds = f"{time.perf_counter() - started:.2f}"
    for name, value in {
        "seconds": seconds,
        **counts,
    }.items():  # not with format(): the template may come from a file in the site
        line = line.replace(f"{{{name}}}", str(value))
    return before + end + line
