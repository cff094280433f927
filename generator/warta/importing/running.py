"""An import from its sources to files and a report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from itertools import chain
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from warta.checks import known_severities
from warta.content.links import OutsideError
from warta.content.parsing import parse_source
from warta.diagnostics.catalogue import explain
from warta.diagnostics.values import Diagnostic, Severity
from warta.importing.drafts import Certainty, Draft, Finding, LeftOut, Remark, remark
from warta.importing.files import StoryFiles, story_files, story_name, term_file, term_path
from warta.importing.opening import plan_path, read_plan
from warta.importing.reporting import ImportReport, Written
from warta.importing.site import Desk
from warta.importing.sources import drafts_of
from warta.importing.writing import ContentWriter, OccupiedError
from warta.site.open import open_terms
from warta.site.source import Source

__all__ = ["ImportRequest", "open_desk", "run_import"]


NO_ALT = "picture-without-alt"
"""The finding about a picture that nobody describes. What is imported is published or waits all the same."""


class ImportRequest(Struct, frozen=True):
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
    site, found = open_terms(Source(request.site, rules=known_severities))
    if site is None:
        return None, found
    plan, wrong = read_plan(plan_path(request.site, request.plan_file), site.registry, site.config.codes)
    if wrong:
        return None, (*found, *wrong)
    return Desk(site.config, site.registry, request.today, plan), found


def run_import(request: ImportRequest, desk: Desk) -> ImportReport:
    """Import all sources; files appear as they are made."""
    drafter = _Run(request, desk, ContentWriter(request.site, dry=request.dry))
    done = [
        each
        for source in request.sources
        for item in drafts_of(source, desk)
        for each in ((item,) if isinstance(item, LeftOut) else drafter.put(item))
    ]
    written = tuple(each for each in done if isinstance(each, Written))
    left = tuple(each for each in done if isinstance(each, LeftOut))
    return ImportReport(written, left, request.dry)


Found = Mapping[str, tuple[Diagnostic, ...]]
"""Language → what is found in the text of that language."""


class _Run(Struct, frozen=True):
    """Puts drafts where they belong."""

    request: ImportRequest
    desk: Desk
    writer: ContentWriter

    def put(self, draft: Draft) -> tuple[Written | LeftOut, ...]:
        """Write one draft; or say, for each of its items, why it is not written."""
        story = self.writer.free_name(story_name(draft))
        try:
            problem = self._written(story, draft)
            if isinstance(problem, Written):
                return (problem,)
        except OccupiedError as found:
            problem = remark("exists", path=str(found))
        except OutsideError as found:
            path = str(found.filename).removeprefix(f"{self.request.site}/")
            problem = remark("outside", path=path)
        except OSError as found:
            problem = remark("unwritable", path=story, problem=found.strerror or str(found))
        return tuple(LeftOut(source, problem) for source in draft.sources)

    def _written(self, story: str, draft: Draft) -> Written | Remark:
        """The draft as it was written, or why the site could not be built with it."""
        self.writer.check_free(story)
        terms: tuple[str, ...] = ()
        if self.request.new_terms or draft.planned:
            draft, terms = self._with_terms(draft)
        files, found = self._files(story, draft)
        undescribed = {code: _undescribed(each) for code, each in found.items()}
        if any(undescribed.values()):
            draft = _with_gaps(draft, undescribed)
            files, found = self._files(story, draft)
        problem = self._problem(files, draft, found)
        if problem is not None:
            return problem
        media = ((each.name, each.data) for each in files.media)
        paths = self.writer.write_story(story, files.texts, media, folder=draft.folder)
        places = zip(files.texts, paths, strict=False)  # behind the texts come the media
        gaps = tuple(
            each._replace(file=path) for code, path in places for each in found[code] if each.code == NO_ALT
        )
        return Written(_light(draft), paths, terms, files.review, gaps)

    def _files(self, story: str, draft: Draft) -> tuple[StoryFiles, Found]:
        """The files of a draft, and what Warta finds in them."""
        files = story_files(draft, self.desk.config.codes, self.language)
        found = {
            code: parse_source(f"content/{story}.{code}.md", data, self.desk.options).diagnostics
            for code, data in files.texts.items()
        }
        return files, found

    @property
    def language(self) -> str:
        """Of comments and notes."""
        return self.desk.config.message_language

    def _problem(self, files: StoryFiles, draft: Draft, found: Found) -> Remark | None:
        """Why the files of a draft would keep the site from being built; None when they would not."""
        if not files.texts:
            return remark("no_language", languages=", ".join(sorted(draft.versions)))
        errors = (each for each in chain.from_iterable(found.values()) if each.severity is Severity.ERROR)
        first = next(errors, None)
        return remark("would_not_build", what=explain(first, self.language).what) if first else None

    def _with_terms(self, draft: Draft) -> tuple[Draft, tuple[str, ...]]:
        """Write registry files for the terms that the site lacks; the draft then names them like any other.

        Raises OutsideError or OSError.
        """
        new = {
            term_path(each.term): term_file(each.term, each.origin, self.language)
            for found in draft.shared.values()
            for each in found
            if each.term is not None and each.certainty != Certainty.DOUBTFUL
        }
        written: list[str] = []
        for path, data in new.items():
            with suppress(OccupiedError):  # by a draft before this one
                written.append(self.writer.write_term(path, data))
        shared = {
            key: tuple(_registered(each, planned=draft.planned) for each in found)
            for key, found in draft.shared.items()
        }
        return replace(draft, shared=shared), tuple(written)


def _light(draft: Draft) -> Draft:
    """A draft without its texts and files: a report of thousands of stories does not hold them all."""
    versions = {code: replace(version, body="") for code, version in draft.versions.items()}
    return replace(draft, versions=versions, media=())


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


def _registered(found: Finding, *, planned: bool) -> Finding:
    """A value whose term is in the registry now. What a plan decided needs no second look."""
    if found.term is None or found.certainty == Certainty.DOUBTFUL:
        return found
    return replace(found, term=None, certainty=found.certainty if planned else Certainty.INFERRED)
