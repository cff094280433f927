"""Which moments a site waits for, and which have passed since it was built."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from warta.build.request import Request
from warta.filesystem.stamps import load_state
from warta.site.due import Due, due_moments
from warta.site.open import OpenSite

__all__ = ["Agenda", "agenda", "last_build"]


class Agenda(NamedTuple):
    """The two moments that matter; each with all that falls on it, nothing where there is none."""

    overdue: tuple[Due, ...]
    """The first that has passed without a build."""
    upcoming: tuple[Due, ...]


def agenda(site: OpenSite, since: float, now: float) -> Agenda:
    """What readers will notice next, and what they should have seen since ``since``; seconds since 1970."""
    public = [due for due in due_moments(site.cards, site.config, min(since, now)) if due.is_public]
    return Agenda(
        _first(due for due in public if due.at <= now), _first(due for due in public if due.at > now)
    )


def _first(moments: Iterable[Due]) -> tuple[Due, ...]:
    found = sorted(set(moments))
    return tuple([due for due in found if due.at == found[0].at])


def last_build(request: Request) -> float:
    """The time as of which the output folder was built last on this machine; infinity when nobody knows."""
    state = load_state(str(request.state_path))
    return state.not_before if state is not None else math.inf
