"""Waits for the next moment at which time changes a site, then sets a publication off."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from warta.publishing.moments import Agenda
from warta.publishing.trigger import FailedError
from warta.site.due import Due

__all__ = ["Clock", "Job", "Outcome", "wait_and_call"]

STEP = 60.0
"""Seconds after which the site is looked at anew: somebody may have pushed, or the clock been set."""
AGAIN_AFTER = (2.0, 10.0, 30.0)
"""Seconds before what has failed is tried once more."""
OFF_BY = 5.0
"""Seconds by which a clock may be wrong without a word."""


class Clock(NamedTuple):
    """Where the time comes from; tests have one of their own."""

    now: Callable[[], float]
    """Seconds since 1970."""
    sleep: Callable[[float], None]


class Job(NamedTuple):
    """What to look at, and what to do."""

    look: Callable[[float, float], Agenda]
    """What is due since a time, at another."""
    call: Callable[[float], str]
    """Sets the publication for a moment off; gives the server's time. Raises FailedError."""
    within: float | None
    """Seconds: what is further ahead is left to a later run; None: however long it takes."""


class Outcome(NamedTuple):
    """How it ended."""

    called: tuple[Due, ...] = ()
    """What was due."""
    upcoming: tuple[Due, ...] = ()
    """What there is to wait for when it was too far ahead."""
    done_until: float = 0.0
    """Everything up to this time has been seen to."""
    ahead: float = 0.0
    """Seconds by which this machine's clock is ahead of the server's; negative: behind; 0: unknown."""


def wait_and_call(job: Job, since: float, clock: Clock) -> Outcome:
    """Wait until something is due, and set its publication off; at once for what was due after ``since``.

    Raises FailedError when that fails again and again.
    """
    since = min(since, clock.now())
    while True:
        now = clock.now()
        overdue, upcoming = job.look(min(since, now), now)
        if overdue:
            return _called(job, overdue, clock)
        if not upcoming:
            return Outcome(done_until=now)
        left = upcoming[0].at - now
        if job.within is not None and left > job.within:
            return Outcome(upcoming=upcoming, done_until=now)
        clock.sleep(min(left, STEP))
        if left <= STEP and clock.now() >= upcoming[0].at:  # without another look, which takes its time
            return _called(job, upcoming, clock)


def _called(job: Job, due: tuple[Due, ...], clock: Clock) -> Outcome:
    at = due[0].at
    date = _call(job, at, clock)
    now = clock.now()
    ahead = now - there if (there := _seconds(date)) is not None else 0.0
    if abs(ahead) <= OFF_BY:
        ahead = 0.0
    elif now - ahead < at:  # there it is still too early
        clock.sleep(at - (now - ahead) + OFF_BY)
        _call(job, at, clock)
    return Outcome(called=due, done_until=max(at, now), ahead=ahead)


def _call(job: Job, at: float, clock: Clock) -> str:
    for pause in AGAIN_AFTER:
        try:
            return job.call(at)
        except FailedError as problem:
            if problem.is_final:
                raise
        clock.sleep(pause)
    return job.call(at)


def _seconds(date: str) -> float | None:
    """The time of a header ``Date``, in the middle of its second."""
    with suppress(ValueError):
        return parsedate_to_datetime(date).timestamp() + 0.5 if date else None
    return None
