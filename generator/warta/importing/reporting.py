"""What came of an import, for people and as JSON. The counts add up: every item is in it once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from msgspec import Struct

from warta.diagnostics.catalogue import explain, import_text
from warta.diagnostics.values import Diagnostic
from warta.importing.drafts import Draft, Finding, LeftOut, Notice, Remark
from warta.importing.files import said

__all__ = ["ImportReport", "Written", "as_json", "as_text"]


class Written(Struct, frozen=True):
    """A draft and where it was put."""

    draft: Draft
    files: tuple[str, ...]
    """Paths below the site, the posts first."""
    terms: tuple[str, ...]
    """Registry files that were added for it."""
    review: int
    """Places in the files that are marked for review."""
    undescribed: tuple[Diagnostic, ...] = ()
    """Where pictures stand that have no alternative text."""


class ImportReport(Struct, frozen=True):
    """All items of all sources."""

    written: tuple[Written, ...]
    left_out: tuple[LeftOut, ...]
    notices: tuple[Notice, ...] = ()
    dry: bool = False
    """Nothing was written: these are the files that would be."""

    @property
    def items(self) -> int:
        """How many items the sources hold."""
        return sum(len(each.draft.sources) for each in self.written) + len(self.left_out)

    @property
    def is_empty(self) -> bool:
        """Nothing became a story, and nothing had become one before."""
        return not self.written and all(each.reason.code != "exists" for each in self.left_out)


def as_text(report: ImportReport, language: str) -> str:
    """For people: each story with its files, what was left out and why, and the counts."""
    lines = [f"{notice.source}: {said(notice.what, language)}" for notice in report.notices]
    for each in report.written:
        lines.append(f"{', '.join(each.draft.sources)} → {each.files[0]}")
        lines += [f"    + {path}" for path in (*each.files[1:], *each.terms)]
        if each.review:
            lines.append(f"    {import_text('report_review', language, n=each.review)}")
        if each.draft.planned:
            lines += [f"    ! {said(note, language)}" for note in each.draft.notes]
        lines += [f"    ! {_located(found, language)}" for found in each.undescribed]
    for left in report.left_out:
        lines.append(f"{left.source}: {said(left.reason, language)}")
    kept, taken = Counter[str](), Counter[str]()
    for each in report.written:
        kept.update(each.draft.kept)
        taken.update(each.draft.taken)
    for code, tags in (("report_kept", kept), ("report_taken", taken)):
        if tags:
            names = ", ".join(f"{name} ({count})" for name, count in tags.most_common())
            lines.append(import_text(code, language, names=names))
    pictures = sum(len(each.undescribed) for each in report.written)
    if pictures:
        lines.append(import_text("report_undescribed", language, n=pictures))
    counts = {
        "items": report.items,
        "imported": report.items - len(report.left_out),
        "stories": len(report.written),
        "left": len(report.left_out),
    }
    lines.append(import_text("report_dry" if report.dry else "report_done", language, **counts))
    return "".join(line + "\n" for line in lines)


def as_json(report: ImportReport, language: str) -> dict[str, object]:
    """For programs: values with their origin and certainty, what is missing, what was left out."""
    return {
        "items": report.items,
        "imported": report.items - len(report.left_out),
        "stories": len(report.written),
        "dry_run": report.dry,
        "notices": [
            {"source": source, "rule": what.code, "text": said(what, language)}
            for source, what in report.notices
        ],
        "drafts": [_draft(each, language) for each in report.written],
        "left_out": [
            {"source": left.source, "rule": left.reason.code, "reason": said(left.reason, language)}
            for left in report.left_out
        ],
    }


def _draft(each: Written, language: str) -> dict[str, object]:
    draft = each.draft
    return {
        "sources": draft.sources,
        "files": each.files,
        "terms": each.terms,
        "review": each.review,
        "fields": _fields(draft.shared, language),
        "languages": {code: _fields(version.fields, language) for code, version in draft.versions.items()},
        "missing": {key: said(why, language) for key, why in draft.missing.items()},
        "kept": dict(draft.kept),
        "taken": dict(draft.taken),
        "notes": [said(note, language) for note in draft.notes],
        "undescribed": [
            {
                "file": found.file,
                "line": found.position.line,
                "column": found.position.column,
                "picture": dict(found.arguments)["file"],
            }
            for found in each.undescribed
        ],
    }


def _located(found: Diagnostic, language: str) -> str:
    """A finding on one line, as ``warta check`` begins it."""
    line, column = found.position
    return f"{found.file}:{line}:{column}: {explain(found, language).what}"


def _fields(fields: Mapping[str, tuple[Finding, ...]], language: str) -> dict[str, list[dict[str, object]]]:
    return {key: [_finding(each, language) for each in found] for key, found in fields.items()}


def _finding(found: Finding, language: str) -> dict[str, object]:
    return {
        "value": found.value,
        "certainty": found.certainty.name.lower(),
        "origin": found.origin,
        "remark": _said(found.remark, language),
        "new_term": dict(found.term.fields) if found.term is not None else None,
    }


def _said(remark: Remark | None, language: str) -> str:
    return said(remark, language) if remark is not None else ""
