"""What is held back and when time will change the site, in words and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, tzinfo

from warta.diagnostics.catalogue import in_words, report_text
from warta.i18n.moments import iso_text, moment_of
from warta.site.due import Due, Kind
from warta.site.library import Library, Post
from warta.site.publication import Hold

__all__ = ["at_text", "due_as_json", "first_public", "held_as_json", "held_lines", "kind_text", "next_line"]

MOST_LINES = 20
"""Of stories under embargo; a site can have hundreds."""


def _held(library: Library) -> list[tuple[Post, Hold]]:
    """The posts that are held back and can still come, in the order of their files."""
    held = [(post, post.hold) for post in library.held if post.hold is not None]
    return sorted(
        [(post, hold) for post, hold in held if hold.reason != "expired"], key=lambda each: each[0].card.path
    )


def held_lines(library: Library, language: str) -> Iterator[str]:
    """One line a story under embargo, and how many wait for somebody; nothing where nothing is held back."""
    held = _held(library)
    stories = {(hold.until, post.original.path) for post, hold in held if hold.until is not None}
    if stories:
        yield report_text("held", language, len(stories))
    for until, path in sorted(stories)[:MOST_LINES]:
        yield f"  {in_words(iso_text(until), language)}: {path}"
    if len(stories) > MOST_LINES:
        yield f"  … (+{len(stories) - MOST_LINES})"
    waiting = Counter(hold.reason for _, hold in held if hold.until is None)
    for reason in ("draft", "unverified"):
        if waiting[reason]:
            yield report_text(f"held_{reason}", language, waiting[reason])


def held_as_json(library: Library) -> list[dict[str, str | None]]:
    """Every post that is held back: its file, why, and until when if time decides."""
    return [
        {
            "file": post.card.path,
            "reason": hold.reason,
            "until": hold.until.at.isoformat() if hold.until is not None else None,
        }
        for post, hold in _held(library)
    ]


def first_public(due: Iterable[Due]) -> list[Due]:
    """What readers will notice first: all that falls on that moment; nothing when nothing is to come."""
    public = sorted({each for each in due if each.is_public})
    return [each for each in public if each.at == public[0].at]


def at_text(at: float, zone: tzinfo, language: str) -> str:
    """A moment in words, in the site's timezone."""
    there = datetime.fromtimestamp(at, UTC).astimezone(zone)
    return in_words(iso_text(moment_of(there)), language)


def kind_text(kind: Kind, language: str) -> str:
    """What happens at such a moment."""
    return report_text(f"due_{kind}", language)


def next_line(due: Iterable[Due], zone: tzinfo, language: str) -> Iterator[str]:
    """When readers will next see a change that time alone makes, if they will."""
    if first := first_public(due):
        yield report_text("next_due", language, at=at_text(first[0].at, zone, language))


def due_as_json(due: Collection[Due], zone: tzinfo) -> dict[str, object] | None:
    """Moments that fall together: when, and what happens to which files; None for none."""
    if not due:
        return None
    (at,) = {each.at for each in due}
    return {
        "at": datetime.fromtimestamp(at, UTC).astimezone(zone).isoformat(),
        "what": [{"kind": each.kind, "file": each.file} for each in due],
    }
