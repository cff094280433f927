"""An import from its sources to files and a report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path

from warta.content.parsing import parse_source
from warta.diagnostics.catalogue import explain
from warta.diagnostics.values import Diagnostic, Severity
from warta.importing.drafts import Certainty, Draft, Finding, LeftOut, Remark, Version, remark
from warta.importing.files import StoryFiles, story_files, story_name, term_file, term_path
from warta.importing.opening import plan_path, read_plan
from warta.importing.reporting import ImportReport, Written
from warta.importing.site import Desk
from warta.importing.sources import drafts_of
from warta.importing.writing import ContentWriter, OccupiedError, OutsideError
from warta.site.open import open_terms
from warta.site.source import Source

__all__ = ["ImportRequest", "open_desk", "run_import"]


NO_ALT = "picture-without-alt"
"""The finding about a picture that nobody describes. What is imported is published or waits all the same."""


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What to import."""

    site: Path
    """The folder that holds ``site.toml``."""
    sources: tuple[str, ...]
    today: date
    """See :class:`Desk`."""
    plan_file: str | None = None
    """In place of ``import-plan.toml`` in the site's folder."""
    new_terms: bool = False
    """Also write registry files for agencies and speakers that the site does not know."""
    dry: bool = False
    """Write nothing."""


def open_desk(request: ImportRequest) -> tuple[Desk | None, tuple[Diagnostic, ...]]:
    """Read the site's settings and terms; None when the settings have errors."""
    site, found = open_terms(Source(request.site))
    if site is None:
        return None, found
    plan, wrong = read_plan(plan_path(request.site, request.plan_file), site.registry, site.config.codes)
    if wrong:
        return None, (*found, *wrong)
    return Desk(site.config, site.registry, request.today, plan), found


def run_import(request: ImportRequest, desk: Desk) -> ImportReport:
    """Import all sources; files appear as they are made."""
    writer = ContentWriter(request.site, request.dry)
    language = desk.config.message_language
    written: list[Written] = []
    left: list[LeftOut] = []
    for source in request.sources:
        for item in drafts_of(source, desk):
            done = (
                item if isinstance(item, LeftOut) else _put(item, desk, writer, request.new_terms, language)
            )
            if isinstance(done, Written):
                written.append(replace(done, draft=_light(done.draft)))
            else:
                left += [done] if isinstance(done, LeftOut) else done
    return ImportReport(tuple(written), tuple(left), request.dry)


def _light(draft: Draft) -> Draft:
    """A draft without its texts and files: a report of thousands of stories does not hold them all."""
    versions = {code: replace(version, body="") for code, version in draft.versions.items()}
    return replace(draft, versions=versions, media=())


def _put(
    draft: Draft, desk: Desk, writer: ContentWriter, new_terms: bool, language: str
) -> Written | list[LeftOut]:
    """Write one draft; or say, for each of its items, why it is not written."""
    story = writer.free_name(story_name(draft))
    terms: tuple[str, ...] = ()
    try:
        writer.check_free(story)
        if new_terms or draft.planned:
            draft, terms = _admit(draft, writer, language)
        draft, files, found = _checked(story, draft, desk, language)
        problem = _problem(files, draft, found, language)
        if problem is None:
            media = ((each.name, each.data) for each in files.media)
            paths = writer.write_story(story, dict(files.texts), media, draft.folder)
            return Written(draft, paths, terms, files.review, _placed(found, files, paths))
    except OccupiedError as found:
        problem = remark("exists", path=str(found))
    except OutsideError as found:
        problem = remark("outside", path=str(found))
    except OSError as found:
        problem = remark("unwritable", path=story, problem=found.strerror or str(found))
    return [LeftOut(source, problem) for source in draft.sources]


Found = Mapping[str, tuple[Diagnostic, ...]]
"""Language → what is found in the text of that language."""


def _checked(story: str, draft: Draft, desk: Desk, language: str) -> tuple[Draft, StoryFiles, Found]:
    """A draft, with the pictures listed that nobody describes; its files; and what Warta finds in them."""
    files = story_files(draft, desk.config.codes, language)
    found = _findings(story, files, desk)
    if not any(map(_undescribed, found.values())):
        return draft, files, found
    listed = replace(
        draft,
        versions={
            code: _with_gaps(version, _undescribed(found.get(code, ())))
            for code, version in draft.versions.items()
        },
    )
    files = story_files(listed, desk.config.codes, language)
    return listed, files, _findings(story, files, desk)


def _findings(story: str, files: StoryFiles, desk: Desk) -> Found:
    return {
        code: parse_source(f"content/{story}.{code}.md", data, desk.options).diagnostics
        for code, data in files.texts.items()
    }


def _undescribed(found: Iterable[Diagnostic]) -> tuple[str, ...]:
    """The pictures without alternative text, as the text names them, each once."""
    names = (dict(each.arguments)["file"] for each in found if each.code == NO_ALT)
    return tuple(dict.fromkeys(names))


def _with_gaps(version: Version, pictures: tuple[str, ...]) -> Version:
    if not pictures:
        return version
    gaps = tuple(Finding(name, Certainty.MISSING, "", remark("missing_alt")) for name in pictures)
    return replace(version, fields={**version.fields, "undescribed": gaps})


def _placed(found: Found, files: StoryFiles, paths: tuple[str, ...]) -> tuple[Diagnostic, ...]:
    """The findings about pictures without alternative text, each in the file that was written."""
    return tuple(
        each._replace(file=path)
        for code, path in zip(files.texts, paths, strict=False)  # behind the texts come the media
        for each in found[code]
        if each.code == NO_ALT
    )


def _problem(files: StoryFiles, draft: Draft, found: Found, language: str) -> Remark | None:
    """Why the files of a draft would keep the site from being built; None when they would not."""
    if not files.texts:
        return remark("no_language", languages=", ".join(sorted(draft.versions)))
    errors = (each for each in chain.from_iterable(found.values()) if each.severity is Severity.ERROR)
    first = next(errors, None)
    return remark("would_not_build", what=explain(first, language).what) if first is not None else None


def _admit(draft: Draft, writer: ContentWriter, language: str) -> tuple[Draft, tuple[str, ...]]:
    """Write registry files for the terms that the site lacks; the draft then names them like any other.

    Raises OutsideError or OSError.
    """
    written: list[str] = []
    shared: dict[str, tuple[Finding, ...]] = {}
    for key, found in draft.shared.items():
        for each in found:
            if each.term is not None and each.certainty != Certainty.DOUBTFUL:
                with suppress(OccupiedError):  # by a draft before this one
                    written.append(
                        writer.write_term(term_path(each.term), term_file(each.term, each.origin, language))
                    )
        shared[key] = tuple(_admitted(each, draft.planned) for each in found)
    return replace(draft, shared=shared), tuple(written)


def _admitted(found: Finding, planned: bool) -> Finding:
    """A value whose term is in the registry now. What a plan decided needs no second look."""
    if found.term is None or found.certainty == Certainty.DOUBTFUL:
        return found
    return replace(found, term=None, certainty=found.certainty if planned else Certainty.INFERRED)
