"""What leads the front page and what is pinned to it, and the terms that its sections are about. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from warta.config.front import FrontSection
from warta.config.settings import Config
from warta.config.tables import CONFIG_FILE
from warta.content.model import Ref
from warta.diagnostics.values import Diagnostic
from warta.site.library import Post
from warta.site.taxonomy import Registry, Term

__all__ = ["Chosen", "chosen_stories", "front_findings", "section_terms"]


class Chosen(NamedTuple):
    """The stories at the head of the front page."""

    lead: Post | None
    latest: Sequence[Post]
    """Without the lead: the pinned ones, then the newest of all others."""


def chosen_stories(posts: Sequence[Post], pinned: Sequence[Post], most: int) -> Chosen:
    """The lead and ``most`` more of ``posts``, which are newest first, as the ``pinned`` ones are.

    The newest story that is marked ``lead`` leads, as long as it is pinned or among the newest; without one,
    the newest story. Paid content neither leads nor is pinned; what stands in for a translation only leads
    where there is nothing else.
    """
    newest = posts[: most + 1]
    pinned = [post for post in pinned if _may_stand_out(post)]
    marked = [post for post in (*pinned, *newest) if post.original.lead and _may_stand_out(post)]
    lead = max(marked, key=_by_time, default=None) or _newest(posts)
    first = [post for post in pinned if post is not lead][:most]
    rest = [post for post in newest if post is not lead and post not in first]
    return Chosen(lead, (*first, *rest)[:most])


def _may_stand_out(post: Post) -> bool:
    return post.kind != "advertorial" and not post.stands_in


def _newest(posts: Sequence[Post]) -> Post | None:
    own = next((post for post in posts if _may_stand_out(post)), None)
    return own or next((post for post in posts if post.kind != "advertorial"), None)


def _by_time(post: Post) -> tuple[int, str]:
    return post.date.timestamp, post.card.story


def section_terms(config: Config, registry: Registry) -> tuple[tuple[FrontSection, Term | None], ...]:
    """The sections with their terms: None for a kind. One whose term is not known is left out."""
    found = []
    for section in config.front.sections:
        matches = registry.find(section.taxonomy, section.name) if section.taxonomy else ()
        if not section.taxonomy or len(matches) == 1:
            found.append((section, matches[0] if matches else None))
    return tuple(found)


def front_findings(config: Config, registry: Registry) -> list[Diagnostic]:
    """The terms of ``[front]`` that the registry does not know, or knows several of."""
    problems = [
        registry.resolve(section.taxonomy, Ref(section.name, section.position), CONFIG_FILE)[1]
        for section in config.front.sections
        if section.taxonomy
    ]
    return [problem for problem in problems if problem is not None]
