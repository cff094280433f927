"""Where something stands in a Markdown text; the engines do not say."""

from __future__ import annotations

import html as html_text
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from warta.diagnostics.values import Position

__all__ = ["Locator"]

MAX_SEARCHES = 20
"""Addresses that are looked for behind character references in one text: each takes long in a long line."""
LONGEST_DECODED = 20
"""Characters of such an address that are compared."""
_ADDRESS_ENDS = ("", *" \t\n)>]<\"'")
"""What stands behind an address, the end of the text included."""
LONGEST_REFERENCE = 12
"""Characters that a character reference has at most; those with more zeros are not found."""

# What names are looked for behind. An expression with the name in it would be compiled for each name.
_DASH = re.compile(r"[—–―-]\s*+")
_MARKED_DASH = re.compile(r"[—–―-][ *_\[]*+(?>(?:<[^<>]*>)*)")
_SPACE = re.compile(r"\s++")


class Locator:
    """Finds places in one text, each search from where the last one for the same words ended."""

    def __init__(self, text: str, first_line: int) -> None:
        self.text = text
        self.first_line = first_line
        self._next: dict[str, int] = {}
        self._line_starts: list[int] = []
        """Once a place was asked for."""
        self._small = ""
        """The text in small letters, likewise."""
        self._searches = 0

    def find_address(self, *candidates: str) -> Position:
        """As :meth:`find`, but of an address that ends there: ``/id/`` is not found in ``/id/berita/``."""
        for candidate in candidates:
            offset = self.text.find(candidate, self._next.get(candidate, 0)) if candidate else -1
            while offset >= 0 and self.text[offset + len(candidate) :][:1] not in _ADDRESS_ENDS:
                offset = self.text.find(candidate, offset + 1)
            if offset >= 0:
                for each in candidates:
                    self._next[each] = max(self._next.get(each, 0), offset + len(candidate))
                return self.place(offset)
        return self.find(*candidates)

    def find(self, *candidates: str) -> Position:
        """The next place of the first candidate that occurs; the text's first line when none does."""
        given = [candidate for candidate in candidates if candidate]
        for again in (False, True):
            for candidate in given:
                if again:
                    offset = self._lower().find(candidate.lower())
                else:
                    offset = self.text.find(candidate, self._next.get(candidate, 0))
                if offset >= 0:
                    for each in given:  # they stand for one and the same thing
                        self._next[each] = max(self._next.get(each, 0), offset + len(candidate))
                    return self.place(offset)
        return Position(self.first_line, 1)

    def find_match(self, pattern: re.Pattern[str]) -> Position | None:
        """The next place that an expression describes."""
        found = pattern.search(self.text, self._next.get(pattern.pattern, 0))
        if found is None:
            return None
        self._next[pattern.pattern] = found.end()
        return self.place(found.start())

    def _lower(self) -> str:
        self._small = self._small or self.text.lower()
        return self._small

    def bracketed(self, start: str) -> str:
        """What stands between angle brackets and begins with ``start``, as it is written."""
        begin = self._lower().find(f"<{start}")
        return self.text[begin + 1 :].partition(">")[0] if begin >= 0 else start

    def find_attributions(self, names: Iterable[str]) -> Iterator[Position]:
        """The places of the lines below quotations, one after the other."""
        start = 0
        for name in names:
            found = self._attribution(name, start)
            if found is not None:
                start = found[1]
            yield self.place(found[0]) if found else self.find(name)

    def _attribution(self, name: str, start: int) -> tuple[int, int] | None:
        """From where to where ``name`` stands behind a dash: as the end of a line, else its first word."""
        words = name.split()
        for dash in _DASH.finditer(self.text, start):
            end = self._words_end(words, dash.end())
            if end is not None and not self.text[end:].partition("\n")[0].strip():
                return dash.end(), end
        first = name.partition(" ")[0].rstrip(",;:.")
        for dash in _MARKED_DASH.finditer(self.text, start):
            if self.text.startswith(first, dash.end()):
                return dash.end(), dash.end() + len(first)
        return None

    def _words_end(self, words: list[str], at: int) -> int | None:
        """Where these words end in the text, whatever white space parts them; None if others do."""
        for number, word in enumerate(words):
            if number:
                space = _SPACE.match(self.text, at)
                at = space.end() if space else -1
            if at < 0 or not self.text.startswith(word, at):
                return None
            at += len(word)
        return at

    def place(self, offset: int) -> Position:
        """Where the character at ``offset`` of the text stands in the file."""
        if not self._line_starts:
            self._line_starts = [0, *(found.end() for found in re.finditer("\n", self.text))]
        line = bisect_right(self._line_starts, offset) - 1
        return Position(self.first_line + line, offset - self._line_starts[line] + 1)

    def find_decoded(self, url: str, *candidates: str) -> Position:
        """The next place where ``url`` stands, perhaps with character references; else as :meth:`find`."""
        self._searches += 1
        if url in self.text or self._searches > MAX_SEARCHES:
            return self.find(url, *candidates)
        url = url[:LONGEST_DECODED]
        for number, line in enumerate(self.text.split("\n")):
            if "&" not in line or number < self._next.get(f"&{url}", 0):
                continue
            for column, character in enumerate(line):
                if character not in ("&", url[0]):
                    continue
                if html_text.unescape(line[column : column + LONGEST_REFERENCE * len(url)]).startswith(url):
                    self._next[f"&{url}"] = number + 1
                    return Position(self.first_line + number, column + 1)
        return self.find(*candidates)
