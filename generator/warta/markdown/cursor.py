"""A line of Markdown, read from its start."""

from __future__ import annotations

__all__ = ["Cursor"]


class Cursor:
    """A line and how much of it has been read; a tab reaches to the next column that 4 divides."""

    __slots__ = ("_column", "bare", "indent", "rest")

    def __init__(self, line: str) -> None:
        self._go(line, 0)

    def _go(self, rest: str, column: int) -> None:
        self.rest, self._column = rest, column
        self.bare = rest.lstrip(" \t")
        """What is left, without white space in front."""
        self.indent = len(rest) - len(self.bare)
        """Columns of that white space."""
        if self.indent and "\t" in rest[: self.indent]:
            self.indent = self._wide(self.indent)

    def _wide(self, count: int) -> int:
        """Columns of so many characters."""
        before = self._column % 4
        return len((" " * before + self.rest[:count]).expandtabs(4)) - before

    def skip(self, columns: int) -> None:
        """Read white space, at most so many columns; what is left of a tab becomes spaces."""
        columns = min(columns, self.indent)
        if "\t" not in self.rest[:columns]:
            self.take(columns)
            return
        count = next(count for count in range(columns + 1) if self._wide(count) >= columns)
        self._go(" " * (self._wide(count) - columns) + self.rest[count:], self._column + columns)

    def take(self, count: int) -> None:
        """Read so many characters, none of which is a tab."""
        self._go(self.rest[count:], self._column + count)
