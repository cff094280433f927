"""Finds people by their names."""

from __future__ import annotations

from collections.abc import Iterable

from warta.site.taxonomy import Term, normalised

__all__ = ["NameIndex"]


class NameIndex:
    """Finds a speaker by any of their names within a phrase."""

    def __init__(self, speakers: Iterable[Term]) -> None:
        self._by_first: dict[str, list[tuple[list[str], Term]]] = {}
        for term in speakers:
            for name in {*term.names.values(), *term.fields.aliases}:
                words = normalised(name).split()
                if words:
                    self._by_first.setdefault(words[0], []).append((words, term))

    def in_text(self, phrase: str) -> Term | None:
        """The one speaker with the longest name in ``phrase``; one word counts when it is all there is."""
        words = normalised(phrase).split()
        found = [
            (len(name), term)
            for at, word in enumerate(words)
            for name, term in self._by_first.get(word, ())
            if words[at : at + len(name)] == name and (len(name) > 1 or len(words) == 1)
        ]
        longest = max((length for length, _ in found), default=0)
        terms = {term for length, term in found if length == longest}
        return terms.pop() if len(terms) == 1 else None
