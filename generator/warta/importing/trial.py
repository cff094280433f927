"""Whether a site could be built with a draft, found out before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import NamedTuple

from msgspec.structs import replace

from warta.content.parsing import parse_source
from warta.diagnostics.catalogue import explain
from warta.diagnostics.values import Diagnostic, Severity
from warta.importing.drafts import Certainty, Draft, Finding, Remark, remark
from warta.importing.files import StoryFiles, story_files
from warta.importing.site import Desk

__all__ = ["NO_ALT", "Tried", "registered", "tried"]

NO_ALT = "picture-without-alt"
"""The finding about a picture that nobody describes. What is imported is published or waits all the same."""
Found = Mapping[str, tuple[Diagnostic, ...]]
"""Language → what is found in the text of that language."""


class Tried(NamedTuple):
    """A draft as it would be written."""

    draft: Draft
    """It lists the pictures that nobody describes."""
    files: StoryFiles
    found: Found
    problem: Remark | None
    """Why the site could not be built with it."""


def tried(draft: Draft, story: str, desk: Desk) -> Tried:
    """A draft that is to be written as ``story`` below ``content/``."""
    files, found = _files(draft, story, desk)
    undescribed = {code: _undescribed(each) for code, each in found.items()}
    if any(undescribed.values()):
        draft = _with_gaps(draft, undescribed)
        files, found = _files(draft, story, desk)
    return Tried(draft, files, found, _problem(files, draft, found, desk))


def registered(draft: Draft) -> Draft:
    """A draft of which all terms are in the registry."""
    shared = {
        key: tuple(_in_registry(each, planned=draft.planned) for each in found)
        for key, found in draft.shared.items()
    }
    return replace(draft, shared=shared)


def _files(draft: Draft, story: str, desk: Desk) -> tuple[StoryFiles, Found]:
    """The files of a draft, and what Warta finds in them."""
    files = story_files(draft, desk.config.codes, desk.config.message_language)
    found = {
        code: parse_source(f"content/{story}.{code}.md", data, desk.options).diagnostics
        for code, data in files.texts.items()
    }
    return files, found


def _problem(files: StoryFiles, draft: Draft, found: Found, desk: Desk) -> Remark | None:
    """Why the files of a draft would keep the site from being built; None when they would not."""
    if not files.texts:
        return remark("no_language", languages=", ".join(sorted(draft.versions)))
    errors = (each for each in chain.from_iterable(found.values()) if each.severity is Severity.ERROR)
    first = next(errors, None)
    what = explain(first, desk.config.message_language).what if first is not None else ""
    return remark("would_not_build", what=what) if first is not None else None


def _undescribed(found: Iterable[Diagnostic]) -> tuple[str, ...]:
    """The pictures without alternative text, as the text names them, each once."""
    names = (dict(each.arguments)["file"] for each in found if each.code == NO_ALT)
    return tuple(dict.fromkeys(names))


def _with_gaps(draft: Draft, undescribed: Mapping[str, tuple[str, ...]]) -> Draft:
    """A draft that lists the pictures that nobody describes, by language."""
    versions = dict(draft.versions)
    for code, names in undescribed.items():
        gaps = tuple(Finding(name, Certainty.MISSING, "", remark("missing_alt")) for name in names)
        own = {"undescribed": gaps} if gaps else {}
        versions[code] = replace(versions[code], fields={**versions[code].fields, **own})
    return replace(draft, versions=versions)


def _in_registry(found: Finding, *, planned: bool) -> Finding:
    """A value whose term is in the registry now. What a plan decided needs no second look."""
    if found.term is None or found.certainty == Certainty.DOUBTFUL:
        return found
    return replace(found, term=None, certainty=found.certainty if planned else Certainty.INFERRED)
