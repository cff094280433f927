"""What a text holds, noted while it is parsed: how long it takes to read, and what may be abbreviations.

Done for every text, so it works on bytes and takes a few microseconds.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Notes", "capitals_in", "minutes", "take_notes"]

WORDS_PER_MINUTE = 200


class Notes(NamedTuple):
    """What a text holds, as far as can be told without the rest of the site."""

    words: int
    capitals: tuple[str, ...]
    """What could be, or be in, an abbreviation: see :func:`capitals_in`."""


_CAPITALS_ONLY = bytes(
    code if chr(code).isascii() and (chr(code).isupper() or chr(code).isdigit()) else 0x20
    for code in range(256)
)


def take_notes(text: str) -> Notes:
    """Look at a Markdown text.

    Words are what a space, the end of a line or an empty line parts: to split them would take longer.
    """
    data = text.strip().encode("utf-8", "surrogatepass")
    words = data.count(b" ") + data.count(b"\n") - data.count(b"\n\n") + 1 if data else 0
    return Notes(words, tuple(sorted(_runs(data))))


def capitals_in(text: str) -> frozenset[str]:
    """Two or more capital letters and digits side by side, not digits alone: ``PANRB`` in ``KemenPANRB``.

    An abbreviation can only be in a text that has all that the abbreviation itself has.
    """
    return frozenset(_runs(text.encode("utf-8", "surrogatepass")))


def _runs(data: bytes) -> list[str]:
    runs = set(data.translate(_CAPITALS_ONLY).split())
    return [run.decode() for run in runs if len(run) > 1 and not run.isdigit()]


def minutes(words: int) -> int:
    """How long it takes to read so many words; 0 for none."""
    return -(-words // WORDS_PER_MINUTE)
