"""The one gate that decides what the public sees. Every page is planned behind it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from generator.model import PostFields
from generator.moments import Moment

__all__ = ["Hold", "hold_of"]


class Hold(NamedTuple):
    """Why a post is not public."""

    reason: str
    """draft, unverified, embargo (``publish_at`` or ``date`` is still to come) or expired."""
    until: Moment | None = None
    """When an embargo ends, or when the post expired."""


def hold_of(own: PostFields, shared: PostFields, now: datetime) -> Hold | None:
    """Why a post is held back at ``now`` (aware); None when it is public.

    ``own`` are the fields of the post itself, ``shared`` those of the original
    that it inherits from (the same for the original).
    """
    if own.draft or shared.draft:
        return Hold("draft")
    if own.unverified:
        return Hold("unverified")
    opens = shared.publish_at or shared.date
    if opens is not None and opens.at > now:
        return Hold("embargo", opens)
    if shared.expires is not None and shared.expires.at <= now:
        return Hold("expired", shared.expires)
    return None
