"""Findings that only follow from a file that could not be read, or from a misspelt key."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote, urlsplit

from warta.content.model import REQUIRED_IN_ORIGINAL
from warta.diagnostics.values import Diagnostic

__all__ = ["OF_LINKS", "OF_ORIGINALS", "without_consequences"]

_LOST_TERMS = {
    *("unknown-term", "unknown-term-suggestion", "ambiguous-term"),
    *("setting-term", "setting-term-suggestion", "setting-term-ambiguous"),
}
_LOST_PROFILES = {"profile-without-term", "profile-without-term-suggestion"}
_LOST_IN_TEXTS = {
    "abbreviation-unexplained": "glossary",
    "speaker-not-listed": "speakers",
    "speaker-unknown": "speakers",
}
_LOST_ENTRIES = {"menu-entry-unknown", "menu-entry-unknown-suggestion", "menu-entry-no-page"}
_LOST_KEYS = {"missing-key", "draft-incomplete"}
OF_ORIGINALS = frozenset({"translation-alone", "translation-alone-suggestion"})
"""What is said of a translation that no original belongs to."""
OF_LINKS = frozenset({"broken-document", "broken-link", "broken-link-suggestion"})
"""What is said of a link that leads nowhere, perhaps because of what is wrong there."""


def without_consequences(
    diagnostics: Iterable[Diagnostic], unread: Iterable[str], pageless: Mapping[str, str]
) -> Iterator[Diagnostic]:
    """Leave out what only follows from another mistake, such as that the files ``unread`` could not be read.

    ``pageless`` are texts that were read and have no page, for what is wrong in them: a date, say. With
    each is the last part of the address that it would have.

    A translation is not to be told to give a date because its original lacks a
    quote, and a topic is not unknown because the list of topics has a tab in it.
    """
    diagnostics = tuple(diagnostics)
    lost = set(unread)
    misspelt = {
        (found.file, dict(found.arguments)["suggestion"])
        for found in diagnostics
        if found.code == "unknown-key-suggestion"
    }
    stories = {_story_of(path) for path in lost if path.endswith(".md")}
    without_page = lost.union(pageless)
    unlinkable = {*pageless.values(), *(posixpath.basename(story) for story in stories)}
    taxonomies = {path.split("/")[1].removesuffix(".yaml") for path in lost if path.endswith(".yaml")}
    for found in diagnostics:
        arguments = dict(found.arguments)
        if found.code in _LOST_TERMS:
            consequence = arguments["taxonomy"] in taxonomies
        elif found.code in _LOST_PROFILES:
            consequence = found.file.split("/")[1] in taxonomies
        elif found.code in _LOST_IN_TEXTS:
            consequence = _LOST_IN_TEXTS[found.code] in taxonomies
        elif found.code in _LOST_KEYS:
            shared = arguments["key"] in REQUIRED_IN_ORIGINAL
            consequence = (shared and _story_of(found.file) in stories) or (
                (found.file, arguments["key"]) in misspelt
            )
        elif found.code in _LOST_ENTRIES:
            consequence = (
                arguments["page"] in {_story_of(path) for path in without_page}
                or arguments["to"].partition("/")[0] in taxonomies
            )
        elif found.code in OF_ORIGINALS:
            consequence = _story_of(found.file) in stories
        elif found.code == "translation-missing":
            consequence = arguments["expected"] in lost
        elif found.code in OF_LINKS:
            target = unquote(urlsplit(arguments["target"]).path)
            if target.startswith("/"):
                consequence = posixpath.basename(target.rstrip("/")) in unlinkable
            else:
                path = posixpath.normpath(posixpath.join(posixpath.dirname(found.file), target))
                consequence = path in without_page
        else:
            consequence = False
        if not consequence:
            yield found


def _story_of(path: str) -> str:
    """The path without language and suffix, guessed from the name alone."""
    return path.removesuffix(".md").rpartition(".")[0].removesuffix("/index")
