"""The report on translations in words: lines for a terminal, and a page of its own for a browser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from html import escape

from warta.authoring.translations import STATES, Item
from warta.content.originals import Change
from warta.diagnostics.catalogue import report_text

__all__ = ["report_page", "report_texts"]


def _said(language: str) -> Callable[..., str]:
    """The texts of one language, by what is said."""

    def said(name: str, /, n: int = 1, **values: object) -> str:
        return report_text(f"translations_{name}", language, n, **values)

    return said


def report_texts(items: Sequence[Item], language: str) -> Iterator[str]:
    """The report line by line: what is to be done, with the changes, then the numbers."""
    said = _said(language)
    for item in items:
        if item.state == "current":
            continue
        yield f"{item.path}: {said(f'state_{item.state}')}"
        if item.state in ("stale", "drifted"):
            yield f"  {said(_heading(item))} ({item.original if item.state == 'stale' else item.path}):"
            for change in item.changes:
                yield f"    {change.key or said('paragraph')}:"
                yield from (f"    - {text}" for text in (change.old,) if text)
                yield from (f"    + {text}" for text in (change.new,) if text)
            yield from (f"    {note}" for note in _notes(item, said))
            yield f"  {said('confirm', path=item.path)}"
    counts = _counts(items)
    if counts["unrecorded"]:
        yield said("all_unrecorded")
    if counts["current"] == len(items):
        yield said("none")
    yield said("summary", **counts)


def _heading(item: Item) -> str:
    return "changed" if item.state == "stale" else "changed_here"


def _notes(item: Item, said: Callable[..., str]) -> Iterator[str]:
    if item.lost:
        yield said("lost", n=item.lost)
    elif not item.changes:
        yield said("unknown")


def _counts(items: Iterable[Item]) -> dict[str, int]:
    found = Counter(item.state for item in items)
    return {state: found[state] for state in STATES}


# --- A page -------------------------------------------------------------------------------------------

_STYLE = """
:root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}
body{max-width:60rem;margin:0 auto;padding:1rem}
h1{font-size:1.6rem}h2{font-size:1.15rem;margin-bottom:.25rem}
article{border-top:1px solid #8888;padding:.5rem 0}
.state{font-weight:700}
dt{font-weight:700;margin-top:.75rem}dd{margin:0;padding-left:.75rem;border-left:.25rem solid #8888}
ins{background:#2e7d3233;text-decoration:underline}del{background:#c6282833}
code{overflow-wrap:anywhere}
"""


def report_page(items: Sequence[Item], language: str, site: str) -> str:
    """The report as a complete HTML page: without scripts, without anything to be fetched.

    ``language`` is that of the page, ``site`` the site's title.
    """
    said = _said(language)
    heading = said("heading")
    parts = [
        "<!doctype html>",
        f'<html lang="{escape(language)}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(f'{heading} – {site}')}</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        "<main>",
        f"<h1>{escape(heading)}</h1>",
        f"<p>{escape(said('summary', **_counts(items)))}</p>",
    ]
    open_items = [item for item in items if item.state != "current"]
    if not open_items:
        parts.append(f"<p>{escape(said('none'))}</p>")
    elif any(item.state == "unrecorded" for item in open_items):
        parts.append(f"<p>{_with_code(said('all_unrecorded'))}</p>")
    for item in open_items:
        parts += _article(item, said)
    return "\n".join([*parts, "</main>", "</body>", "</html>", ""])


def _article(item: Item, said: Callable[..., str]) -> Iterator[str]:
    yield "<article>"
    yield f"<h2>{escape(item.title)} <small>({escape(item.language)})</small></h2>"
    yield f'<p class="state">{escape(said(f"state_{item.state}"))}</p>'
    for name, path in (("original", item.original), ("translation", item.path)):
        yield f"<p>{escape(said(name))}: <code>{escape(path)}</code></p>"
    if item.state in ("stale", "drifted"):
        yield f"<h3>{escape(said(_heading(item)))}</h3>"
        if item.changes:
            yield "<dl>"
            for change in item.changes:
                yield f"<dt>{escape(change.key or said('paragraph'))}</dt>"
                yield f"<dd>{_marked(change)}</dd>"
            yield "</dl>"
        yield from (f"<p>{escape(note)}</p>" for note in _notes(item, said))
        yield f"<p>{_with_code(said('confirm', path=item.path))}</p>"
    yield "</article>"


def _marked(change: Change) -> str:
    """A passage with what was taken out and put in, word by word."""
    if change.old is None or change.new is None:
        text = escape(change.new or change.old or "")
        return f"<ins>{text}</ins>" if change.old is None else f"<del>{text}</del>"
    old, new = change.old.split(), change.new.split()
    parts = []
    for tag, start, end, new_start, new_end in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        gone, come = escape(" ".join(old[start:end])), escape(" ".join(new[new_start:new_end]))
        if tag == "equal":
            parts.append(come)
        else:
            parts += [f"<del>{gone}</del>"] if gone else []
            parts += [f"<ins>{come}</ins>"] if come else []
    return " ".join(parts)


def _with_code(text: str) -> str:
    """A sentence whose parts in backticks are code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if number % 2 else part for number, part in enumerate(parts))
