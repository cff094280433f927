"""An import from its sources to files and a report."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from warta.checks import known_severities
from warta.content.links import OutsideError
from warta.diagnostics.values import Diagnostic
from warta.importing.drafts import Certainty, Draft, LeftOut, Notice, Remark, remark
from warta.importing.files import story_name, term_file, term_path
from warta.importing.opening import plan_path, read_plan
from warta.importing.reporting import ImportReport, Written
from warta.importing.site import Desk
from warta.importing.sources import drafts_of
from warta.importing.trial import NO_ALT, registered, tried
from warta.importing.writing import ContentWriter, OccupiedError
from warta.site.open import open_terms
from warta.site.source import Source

__all__ = ["ImportRequest", "open_desk", "run_import"]


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
        for each in (drafter.put(item) if isinstance(item, Draft) else (item,))
    ]
    written = tuple(each for each in done if isinstance(each, Written))
    left = tuple(each for each in done if isinstance(each, LeftOut))
    notices = tuple(each for each in done if isinstance(each, Notice))
    return ImportReport(written, left, notices, dry=request.dry)


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
        draft, files, found, problem = tried(draft, story, self.desk)
        if problem is not None:
            return problem
        media = ((each.name, each.data) for each in files.media)
        paths = self.writer.write_story(story, files.texts, media, folder=draft.folder)
        places = zip(files.texts, paths, strict=False)  # behind the texts come the media
        gaps = tuple(
            each._replace(file=path) for code, path in places for each in found[code] if each.code == NO_ALT
        )
        return Written(_light(draft), paths, terms, files.review, gaps)

    @property
    def language(self) -> str:
        """Of comments and notes."""
        return self.desk.config.message_language

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
        return registered(draft), tuple(written)


def _light(draft: Draft) -> Draft:
    """A draft without its texts and files: a report of thousands of stories does not hold them all."""
    versions = {code: replace(version, body="") for code, version in draft.versions.items()}
    return replace(draft, versions=versions, media=())
