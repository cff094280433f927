"""``warta translations``: which are missing or out of date and what changed, and the record that says so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from warta.authoring.history import earlier_versions
from warta.content.front_matter import read_front_matter
from warta.content.new_files import replace_file
from warta.content.originals import (
    KEY,
    Change,
    Origin,
    Passage,
    changes,
    changes_by_digest,
    passages,
    read_record,
    record,
    text_digest,
)
from warta.content.parsed import Card
from warta.content.parsing import parse_source
from warta.site.open import OpenSite
from warta.yaml.writing import scalar

__all__ = ["STATES", "Confirmed", "Item", "confirm", "report"]

STATES = ("missing", "stale", "drifted", "unrecorded", "current")
"""What can be said of a translation, the most urgent first.

``stale``: the original has changed since; ``drifted``: the translation has, and the original has not;
``unrecorded``: nobody has said yet what it was made from.
"""

Version = tuple[str, tuple[Passage, ...]]
"""Digest and passages of a text."""


class Item(NamedTuple):
    """A story in one language besides its original's."""

    state: str
    title: str
    """The original's."""
    language: str
    original: str
    """Path of its file."""
    path: str
    """The translation's file; where it belongs, if there is none."""
    changes: tuple[Change, ...] = ()
    """In the original of a stale translation, in the text of a drifted one."""
    lost: int = 0
    """Passages that are gone and of which no more is known."""


class Confirmed(NamedTuple):
    """What came of ``--confirm``."""

    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    """The record was right already."""
    problems: tuple[tuple[str, str], ...] = ()
    """Name of the text that says what is wrong, and the path."""


def report(site: OpenSite) -> tuple[Item, ...]:
    """Every story in every language besides its original's; the most urgent first, then by path."""
    items = []
    for original, versions in _stories(site):
        stem = original.path.removesuffix(f".{original.language}.md")
        for code in site.config.codes:
            if code == original.language:
                continue
            card = versions.get(code)
            if card is None:
                items.append(Item("missing", original.title, code, original.path, f"{stem}.{code}.md"))
            else:
                items.append(_compared(site, original, card))
    return tuple(sorted(items, key=lambda item: (STATES.index(item.state), item.path)))


def _stories(site: OpenSite) -> list[tuple[Card, dict[str, Card]]]:
    """Every story's original and its versions by language."""
    stories: dict[str, dict[str, Card]] = {}
    for card in site.cards:
        stories.setdefault(card.story, {}).setdefault(card.language, card)
    return [
        (next(versions[code] for code in site.config.codes if code in versions), versions)
        for _, versions in sorted(stories.items())
    ]


def _compared(site: OpenSite, original: Card, card: Card) -> Item:
    origin = read_record(card.translated_from)
    item = Item("unrecorded", original.title, card.language, original.path, card.path)
    if origin is None:
        return item
    if origin.original != original.text:
        found, lost = _since(site, original, origin.original, origin)
        return item._replace(state="stale", changes=found, lost=lost)
    if origin.own != card.text:
        found, lost = _since(site, card, origin.own, None)
        return item._replace(state="drifted", changes=found, lost=lost)
    return item._replace(state="current")


def _since(site: OpenSite, card: Card, digest: str, origin: Origin | None) -> tuple[tuple[Change, ...], int]:
    """What has changed in a file since its text had ``digest``."""
    now = _version(site, card.path, _bytes(site, card.path))
    if now is None:
        return (), 0
    for data in earlier_versions(site.folder, card.path):
        before = _version(site, card.path, data)
        if before is not None and before[0] == digest:
            return changes(before[1], now[1]), 0
    return changes_by_digest(origin.passages, now[1]) if origin is not None else ((), 0)


def _bytes(site: OpenSite, path: str) -> bytes:
    try:
        return site.read(path)
    except OSError:
        return b""


def _version(site: OpenSite, path: str, data: bytes) -> Version | None:
    """The text of a post; None where there is none to be read."""
    details = parse_source(path, data, site.config.parse_options).details
    if details is None:
        return None
    front_matter, _ = read_front_matter(_decoded(data), path)
    assert front_matter is not None, "it has just been read"
    return text_digest(details.fields, front_matter.body), passages(details.fields, front_matter.body)


def _decoded(data: bytes) -> str:
    return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


# --- Confirming ---------------------------------------------------------------------------------------


def confirm(site: OpenSite, paths: Iterable[str]) -> Confirmed:
    """Record in translations that they say what their originals say now.

    ``paths`` are files or folders below the site's folder, which is ``.``. All or nothing: where one of them
    cannot be confirmed, none is. Raises OSError when a file cannot be written.
    """
    originals = {
        card.path: original
        for original, versions in _stories(site)
        for card in versions.values()
        if card is not original
    }
    ours = {card.path for card in site.cards} - originals.keys()
    chosen: dict[str, None] = {}
    problems: list[tuple[str, str]] = []
    for path in paths:
        folder = "" if path == "." else f"{path.rstrip('/')}/"
        below = [each for each in sorted(originals) if each.startswith(folder)]
        if path in originals:
            chosen[path] = None
        elif below:
            chosen.update(dict.fromkeys(below))
        else:
            problems.append(("confirm_original" if path in ours else "confirm_unknown", path))
    edits = []
    for path in chosen:
        edit = _confirmed(site, originals[path].path, path)
        if isinstance(edit, str):
            problems.append((edit, path))
        else:
            edits.append((path, *edit))
    if problems:
        return Confirmed(problems=tuple(problems))
    for path, before, after in edits:
        if before != after:
            replace_file(site.folder, path, before, after)
    return Confirmed(
        tuple(path for path, before, after in edits if before != after),
        tuple(path for path, before, after in edits if before == after),
    )


def _confirmed(site: OpenSite, original: str, path: str) -> tuple[bytes, bytes] | str:
    """The bytes of a translation without and with a record that fits, or the text that says what is wrong."""
    data = _bytes(site, path)
    theirs, own = _version(site, original, _bytes(site, original)), _version(site, path, data)
    if theirs is None or own is None:
        return "confirm_unreadable"
    value = record(theirs[0], own[0], theirs[1])
    after = _with_record(data.decode("utf-8"), value).encode()
    details = parse_source(path, after, site.config.parse_options).details
    if details is None or details.fields.translated_from != value or _version(site, path, after) != own:
        return "confirm_by_hand"
    return data, after


def _with_record(text: str, value: str) -> str:
    """A post with the record in its front matter: in the place of an older one, else at the end."""
    line = f"{KEY}: {scalar(value)}"
    ending = "\r\n" if "\r\n" in text else "\n"
    opening, *lines = text.split(ending)
    closing = next(number for number, each in enumerate(lines) if each.rstrip() == "---")
    old = next((number for number in range(closing) if re.match(rf"{KEY}[ \t]*:", lines[number])), None)
    if old is None:
        lines.insert(closing, line)
    else:
        lines[old] = line
    return ending.join([opening, *lines])
