"""What is explained and linked in the text of a story: abbreviations of the glossary, and laws."""

from __future__ import annotations

from warta.config.settings import Config
from warta.markdown.annotations import NO_ANNOTATIONS, Annotations
from warta.markdown.reading import capitals_in
from warta.site.library import Post
from warta.site.taxonomy import Registry

__all__ = ["Glossary"]


class Glossary:
    """Finds the annotations of a story without a look at its text."""

    def __init__(self, registry: Registry, config: Config) -> None:
        self._laws = config.laws
        self._by_capitals = {code: _by_capitals(registry, code) for code in config.codes}
        self._empty = not self._laws and not any(self._by_capitals.values())

    def annotations(self, post: Post) -> Annotations:
        """What is explained and linked in a story's text."""
        if self._empty or post.withdrawn:
            return NO_ANNOTATIONS
        card, known = post.card, self._by_capitals[post.card.language]
        meanings = [
            (abbreviation, meaning)
            for capitals in card.capitals
            for abbreviation, meaning, needed in known.get(capitals, ())
            if needed.issubset(card.capitals)
        ]
        return Annotations(tuple(meanings), self._laws) if meanings or self._laws else NO_ANNOTATIONS


def _by_capitals(registry: Registry, code: str) -> dict[str, list[tuple[str, str, frozenset[str]]]]:
    """Capitals that a text must hold → abbreviations with them, their meanings, and all their capitals."""
    found: dict[str, list[tuple[str, str, frozenset[str]]]] = {}
    for entry in registry.glossary.values():
        capitals = capitals_in(entry.abbreviation)
        if capitals and entry.has(code):
            item = (entry.abbreviation, entry.meaning.get(code), capitals)
            found.setdefault(max(capitals), []).append(item)
    return found
