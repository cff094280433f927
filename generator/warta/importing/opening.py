"""Opens a foreign site, and reads or writes the plan of its import."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from warta.diagnostics.values import Diagnostic, error, not_utf8
from warta.importing.drafts import Draft, LeftOut, Notice, Remark, remark
from warta.importing.plan import Plan
from warta.importing.site import Desk
from warta.importing.sites.drafting import site_drafts, survey_of
from warta.importing.sites.hugo import CONTENT_SUFFIXES, HugoSite
from warta.importing.sites.hugo_settings import is_hugo
from warta.importing.sites.items import Reader
from warta.importing.sites.jekyll import JekyllSite, is_jekyll
from warta.importing.sites.other_settings import other_settings
from warta.importing.sites.others import OtherSite, other_program
from warta.importing.sites.planfile import PLAN_FILE, parse_plan, plan_text
from warta.importing.sites.source_tree import SourceTree, file_chunks
from warta.importing.sites.survey import Survey, proposed_plan
from warta.importing.sites.wordpress import WordPressSite, is_wordpress
from warta.site.taxonomy import Registry

__all__ = ["plan_path", "read_plan", "site_items", "write_plan"]

MAX_PLAN_BYTES = 8 * 1024 * 1024
_FRONT_MATTER = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:---|\+\+\+|\{)\s")


def site_items(path: Path, desk: Desk) -> Iterator[Draft | LeftOut | Notice] | None:
    """What a foreign site holds; None when ``path`` is none."""
    opened = _opened(path, desk)
    return None if opened is None else _items(*opened, desk)


def _items(reader: Reader, tree: SourceTree | None, desk: Desk) -> Iterator[Draft | LeftOut | Notice]:
    plan = desk.plan if desk.plan is not None else _proposed(reader, desk)[0]
    if isinstance(reader, OtherSite):
        yield Notice(
            str(tree.root) if tree is not None else "", remark("site_other", program=reader.site.program)
        )
    yield from site_drafts(reader, plan, desk)
    if tree is not None:
        for link in tree.links:
            if link.endswith(CONTENT_SUFFIXES):
                yield LeftOut(link, remark("not_a_file"))
        for folder in tree.unreadable:
            yield LeftOut(folder or ".", remark("site_unreadable", detail=""))


def _opened(path: Path, desk: Desk) -> tuple[Reader, SourceTree | None] | None:
    codes = desk.config.codes
    if not path.is_dir():
        with path.open("rb") as file:
            start = file.read(16 * 1024)
        if not is_wordpress(start):
            return None
        return WordPressSite(path.name, lambda: file_chunks(path), _uploads(path, desk.plan)), None
    tree = SourceTree(path)
    if is_hugo(tree.files):
        return HugoSite(tree, codes), tree
    program = other_program(tree.names)
    if program:
        settings = other_settings(program, tree, tree.names)
        return OtherSite(tree, codes, settings, desk.plan.addresses if desk.plan is not None else None), tree
    if is_jekyll(tree.files):
        return JekyllSite(tree, codes), tree
    return (HugoSite(tree, codes), tree) if _is_content(tree) else None


def _is_content(tree: SourceTree) -> bool:
    """Whether a folder holds pages with front matter: a site's content without its settings."""
    pages = [path for path in tree.files if path.endswith(CONTENT_SUFFIXES)][:20]
    return any(_FRONT_MATTER.match(tree.read(path) or b"") for path in pages)


def _uploads(export: Path, plan: Plan | None) -> SourceTree | None:
    """The copy of WordPress's uploads that the plan names, or that lies beside the export."""
    named = [export.parent / plan.media] if plan is not None and plan.media else []
    for folder in (*named, export.parent / "wp-content" / "uploads", export.parent / "uploads"):
        if folder.is_dir():
            return SourceTree(folder)
    return None


# --- Plans ----------------------------------------------------------------------------------------------


def plan_path(site: Path, given: str | None) -> Path:
    """The file of the plan."""
    return Path(given) if given is not None else site / PLAN_FILE


def read_plan(
    path: Path, registry: Registry, codes: tuple[str, ...]
) -> tuple[Plan | None, tuple[Diagnostic, ...]]:
    """The plan; None without findings when there is no such file."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_PLAN_BYTES + 1)
    except FileNotFoundError:
        return None, ()
    except OSError as problem:
        return None, (error("unreadable", path.name, problem=problem.strerror or str(problem)),)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        return None, (not_utf8(path.name, data, problem.start),)
    return parse_plan(text, path.name, registry, codes)


def write_plan(source: str, path: Path, desk: Desk, language: str) -> Remark | None:
    """Propose a plan for a source and write it; what went wrong, if anything did. Never overwrites."""
    try:
        opened = _opened(Path(source), desk)
    except OSError as problem:
        return remark("unreadable", problem=problem.strerror or str(problem))
    if opened is None:
        return remark("plan_no_site", source=source)
    reader = opened[0]
    plan, survey = _proposed(reader, desk)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(plan_text(plan, survey, desk.registry, source=source, language=language))
    except FileExistsError:
        return remark("plan_exists", path=path.name)
    except OSError as problem:
        return remark("unwritable", path=str(path), problem=problem.strerror or str(problem))
    return None


def _proposed(reader: Reader, desk: Desk) -> tuple[Plan, Survey]:
    """What an import would do if nobody said anything, and what that was counted from."""
    survey = survey_of(reader)
    return proposed_plan(survey, reader.site, desk), survey
