"""The report on translations in words: lines for a terminal, and a page of its own for a browser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from markupsafe import Markup, escape

from warta.authoring.pages import page
from warta.authoring.translations import STATES, Item
from warta.content.originals import Change
from warta.diagnostics.catalogue import report_text

__all__ = ["report_page", "report_texts"]


def report_texts(items: Sequence[Item], language: str) -> Iterator[str]:
    """The report line by line: what is to be done, with the changes, then the numbers."""

    def said(name: str, **values: object) -> str:
        return report_text(f"translations_{name}", language, 1, **values)

    for item in items:
        if item.state == "current":
            continue
        yield f"{item.path}: {said(f'state_{item.state}')}"
        if item.state in ("stale", "drifted"):
            changed = item.original if item.state == "stale" else item.path
            yield f"  {report_text(_heading(item), language)} ({changed}):"
            for change in item.changes:
                yield f"    {change.key or said('paragraph')}:"
                yield from (f"    - {text}" for text in (change.old,) if text)
                yield from (f"    + {text}" for text in (change.new,) if text)
            yield from (f"    {note}" for note in _notes(item, language))
            yield f"  {said('confirm', path=item.path)}"
    counts = _counts(items)
    if counts["unrecorded"]:
        yield said("all_unrecorded")
    if counts["current"] == len(items):
        yield said("none")
    yield said("summary", **counts)


def report_page(items: Sequence[Item], language: str, site: str) -> str:
    """The report as a complete HTML page in ``language``; ``site`` is the site's title."""
    return page(
        "translations.html",
        language,
        site=site,
        items=[item for item in items if item.state != "current"],
        counts=_counts(items),
        heading=_heading,
        notes=_notes,
        words=_words,
        with_code=_with_code,
    )


def _heading(item: Item) -> str:
    return "translations_changed" if item.state == "stale" else "translations_changed_here"


def _notes(item: Item, language: str) -> Iterator[str]:
    if item.lost:
        yield report_text("translations_lost", language, item.lost)
    elif not item.changes:
        yield report_text("translations_unknown", language)


def _counts(items: Iterable[Item]) -> dict[str, int]:
    found = Counter(item.state for item in items)
    return {state: found[state] for state in STATES}


def _words(change: Change) -> Iterator[tuple[str, str]]:
    """A passage with what has ``gone`` and ``come``, and the words that are the ``same``."""
    old, new = (change.old or "").split(), (change.new or "").split()
    for tag, start, end, new_start, new_end in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag != "equal" and end > start:
            yield "gone", " ".join(old[start:end])
        if new_end > new_start:
            yield "same" if tag == "equal" else "come", " ".join(new[new_start:new_end])


def _with_code(text: str) -> Markup:
    """A sentence whose parts in backticks are code."""
    parts = [escape(part) for part in text.split("`")]
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else part for number, part in enumerate(parts)
    )
