"""``warta new``: a story's files or an entry of the registry, made so that ``warta check`` accepts them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct, field

from warta import urls
from warta.authoring.defaults import Note, Place, agency_of_story, region_of_agency
from warta.authoring.drafts import NewFile, TermDraft, add_to_registry, split_titles, story_files, term_file
from warta.authoring.similar_names import near_terms
from warta.build.request import Request
from warta.content.links import OutsideError
from warta.content.model import STANDING, TermFields
from warta.content.new_files import create_files, replace_file
from warta.content.parsed import ParsedTerm
from warta.content.parsing import parse_source
from warta.diagnostics.catalogue import report_text
from warta.diagnostics.values import Diagnostic
from warta.i18n.moments import parse_moment
from warta.site.open import OpenSite, open_site
from warta.site.spelling import quoted
from warta.yaml.writing import Tree, Verbatim

__all__ = ["KINDS", "PAGE", "Outcome", "Wish", "new_page", "new_story", "new_term"]

KINDS = {"agency": "agencies", "speaker": "speakers", "region": "regions", "tag": "tags"}
"""What ``warta new`` calls an entry of each taxonomy."""
PAGE = "page"
"""What it calls a standing page."""
_IN_ONE_FILE = frozenset({"regions", "tags"})
"""Taxonomies whose terms stand in one file unless the site has a folder for them."""


class Wish(Struct, frozen=True):
    """What the user has asked for; empty where nothing was said."""

    name: str
    """The headline, or the term's name."""
    translations: Mapping[str, str] = field(default_factory=dict)
    """Language → headline or name."""
    slug: str = ""
    date: str = ""
    folder: bool = False
    """A story in a folder of its own, with room for pictures."""
    agency: str = ""
    region: str = ""
    parent: str = ""
    office: str = ""


class Outcome(Struct, frozen=True):
    """What came of it."""

    site: OpenSite | None = None
    written: tuple[str, ...] = ()
    """Paths below the site's folder."""
    notes: tuple[Note, ...] = ()
    problem: Note | None = None
    """Why nothing was written."""
    diagnostics: tuple[Diagnostic, ...] = ()


class _RefusedError(Exception):
    """Nothing is written; the note says why."""

    def __init__(self, name: str, /, **values: object) -> None:
        super().__init__(Note(name, values))


class _MisfitError(Exception):
    """The site would have errors that it has not now: the arguments."""


_Done = tuple[tuple[str, ...], tuple[Note, ...]]
"""Paths that were written, and what is to be said of them."""


def new_story(request: Request, wish: Wish) -> Outcome:
    """Write a story's files in every language of the site."""

    def write(site: OpenSite) -> _Done:
        files, notes = _story(site, request, wish)
        _must_fit(site, request, files)
        create_files(site.folder, [(file.path, file.text.encode()) for file in files])
        return tuple(file.path for file in files), (*notes, Note("new_story_next"))

    return _carried_out(request, write)


def new_page(request: Request, wish: Wish) -> Outcome:
    """Write a standing page's files in every language of the site; ``wish.parent`` is the page above it."""

    def write(site: OpenSite) -> _Done:
        files = _page(site, wish)
        _must_fit(site, request, files)
        create_files(site.folder, [(file.path, file.text.encode()) for file in files])
        return tuple(file.path for file in files), (Note("new_page_next"),)

    return _carried_out(request, write)


def new_term(request: Request, taxonomy: str, wish: Wish) -> Outcome:
    """Add a term to the registry, in a file of its own or behind the others."""

    def write(site: OpenSite) -> _Done:
        draft, notes = _term(site, taxonomy, wish)
        path, together = _home(site, taxonomy, draft.id)
        old = site.read(path) if together and path in site.paths else None
        try:
            text = add_to_registry((old or b"").decode(), draft) if together else term_file(draft)
        except UnicodeDecodeError:
            raise _RefusedError("new_unreadable", path=path) from None
        _must_fit(site, request, (NewFile(path, text),), term=draft.id)
        if old is not None:
            replace_file(site.folder, path, old, text.encode())
        else:
            create_files(site.folder, [(path, text.encode())])
        return (path,), (*notes, *_term_notes(site, draft))

    return _carried_out(request, write)


def _carried_out(request: Request, write: Callable[[OpenSite], _Done]) -> Outcome:
    with open_site(request) as (site, diagnostics):
        if site is None:
            return Outcome(diagnostics=diagnostics)
        try:
            return Outcome(site, *write(site))
        except _RefusedError as refusal:
            return Outcome(site, problem=refusal.args[0])
        except _MisfitError as misfit:
            return Outcome(site, diagnostics=misfit.args)
        except OSError as problem:
            return Outcome(site, problem=_unwritten(site, problem))


# --- Stories ------------------------------------------------------------------------------------------


def _story(site: OpenSite, request: Request, wish: Wish) -> tuple[tuple[NewFile, ...], tuple[Note, ...]]:
    """The files, and what stands in them that was not given."""
    config = site.config
    titles = _in_all_languages(site, wish, required=True)
    slug = _slug(wish, wish.name, "berita-baru")
    text = wish.date or request.now.astimezone(config.zone).date().isoformat()
    try:
        moment = parse_moment(text, config.zone)
    except ValueError:
        moment = None
    if moment is None:
        raise _RefusedError("new_bad_date", value=text)
    agency, notes = _agency(site, wish)
    shared: dict[str, Tree] = {"date": Verbatim(text.strip()), "agency": agency}
    region = wish.region or ("" if wish.agency else config.new_region)
    if region:
        shared["region"] = _known(site, "regions", region)
    if region and not wish.region:
        notes.append(Note("new_region_from_settings", {"value": shared["region"]}))
    shared |= {"speaker": [], "tags": []}
    year = f"{moment.at.year:04}"
    stem = f"content/news/{year}/{slug}"
    there = _there(site, stem)
    if there is not None:
        raise _RefusedError("new_story_exists", path=there, slug=slug)
    language = config.message_language
    comments = {part: report_text(f"new_comment_{part}", language) for part in ("title", "draft")}
    return story_files(f"{stem}/index" if wish.folder else stem, titles, shared, comments), tuple(notes)


def _page(site: OpenSite, wish: Wish) -> tuple[NewFile, ...]:
    titles = _in_all_languages(site, wish, required=True)
    slug = _slug(wish, wish.name, "halaman-baru")
    pages = {card.story for card in site.cards if card.is_standing}
    parent = wish.parent.strip("/").removeprefix(f"{STANDING}/")
    above = f"{STANDING}/{parent}" if parent else STANDING
    if parent and above not in pages:
        known = ", ".join(sorted(page.removeprefix(f"{STANDING}/") for page in pages)) or "–"
        raise _RefusedError("new_bad_parent", parent=parent, known=known)
    stem = f"content/{above}/{slug}"
    there = _there(site, stem)
    if there is not None:
        raise _RefusedError("new_page_exists", path=there, slug=slug)
    language = site.config.message_language
    comments = {"title": report_text("new_comment_title", language)}
    return story_files(f"{stem}/index" if wish.folder else stem, titles, {}, comments)


def _there(site: OpenSite, stem: str) -> str | None:
    """A version that there is of a story or page with that name."""
    form = re.compile(rf"{re.escape(stem)}(?:/index)?\.[A-Za-z-]+\.md")
    return next((path for path in site.paths if form.fullmatch(path)), None)


def _agency(site: OpenSite, wish: Wish) -> tuple[str, list[Note]]:
    if wish.agency:
        return _known(site, "agencies", wish.agency), []
    taken = agency_of_story(site.registry, site.config)
    if taken is not None:
        agency = _known(site, "agencies", taken.value)
        return agency, [Note(taken.note.name, {"value": agency})]
    known = sorted(site.registry.terms["agencies"])
    problem = "new_which_agency" if known else "new_no_agencies"
    values = {"title": quoted(wish.name), "publisher": quoted(site.config.publisher.name)}
    raise _RefusedError(problem, **values, known=", ".join(known[:20]))


# --- Terms --------------------------------------------------------------------------------------------


def _term(site: OpenSite, taxonomy: str, wish: Wish) -> tuple[TermDraft, tuple[Note, ...]]:
    """The term, and what stands in it that was not given."""
    names = _in_all_languages(site, wish, required=False)
    bare = split_titles(wish.name)[1] if taxonomy == "speakers" else wish.name
    term_id = _slug(wish, bare, "istilah")
    for text in (term_id, *names.values(), bare):
        known = site.registry.find(taxonomy, text)
        if known:
            where = "new_term_exists" if known[0].path else "new_term_bundled"
            raise _RefusedError(where, given=text, term=known[0].id, path=known[0].path)
    region = parent = office = agency = ""
    notes: tuple[Note, ...] = ()
    if taxonomy == "agencies":
        parent = _known(site, "agencies", wish.parent) if wish.parent else ""
        region, notes = _region(site, wish, parent)
    elif taxonomy == "regions":
        if not wish.parent:
            raise _RefusedError("new_which_parent")
        parent = _known(site, "regions", wish.parent)
    elif taxonomy == "speakers":
        if wish.agency and not wish.office:
            raise _RefusedError("new_which_office")
        office, agency = wish.office, _known(site, "agencies", wish.agency) if wish.agency else ""
    return TermDraft(taxonomy, term_id, names, region, parent, office, agency), notes


def _region(site: OpenSite, wish: Wish, parent: str) -> tuple[str, tuple[Note, ...]]:
    """The region of a new agency; refused, with the complete command, where nothing says it for certain."""
    if wish.region:
        return _known(site, "regions", wish.region), ()
    found = region_of_agency(site.registry, site.config, wish.name, parent)
    if not isinstance(found, Place):
        return found.value, (found.note,)
    title = quoted(wish.name)
    if found.regions:
        choices = ", ".join(sorted(term.id for term in found.regions))
        raise _RefusedError("new_which_of_regions", title=title, choices=choices, example=found.regions[0].id)
    if found.unknown and (meant := site.registry.suggestion("regions", found.unknown)):
        raise _RefusedError("new_region_meant", title=title, region=found.unknown, suggestion=meant)
    if found.unknown:
        values = {"region": found.unknown, "quoted": quoted(found.unknown), "id": urls.slugify(found.unknown)}
        raise _RefusedError("new_region_first", title=title, **values)
    raise _RefusedError("new_which_region", title=title)


def _home(site: OpenSite, taxonomy: str, term_id: str) -> tuple[str, bool]:
    """The file a term belongs into, and whether that file holds several."""
    one_file = f"content/{taxonomy}.yaml"
    in_folder = any(path.startswith(f"content/{taxonomy}/") and path.endswith(".yaml") for path in site.paths)
    has_file = one_file in site.paths
    together = has_file if has_file != in_folder else taxonomy in _IN_ONE_FILE
    return (one_file, True) if together else (f"content/{taxonomy}/{term_id}.yaml", False)


def _term_notes(site: OpenSite, draft: TermDraft) -> list[Note]:
    notes = [
        Note("new_term_near", {"given": term.names[site.config.codes[0]], "term": term.id})
        for term in near_terms(site.registry, draft.taxonomy, draft.names.values())[:5]
    ]
    lacking = [code for code in site.config.codes if code not in draft.names]
    if lacking and draft.taxonomy != "speakers":
        notes.append(Note("new_term_languages", {"languages": ", ".join(lacking)}))
    if draft.office and len(site.config.codes) > 1:
        notes.append(Note("new_office_languages", {"languages": ", ".join(site.config.codes[1:])}))
    return [Note("new_term_use", {"term": draft.id}), *notes]


# --- Both ---------------------------------------------------------------------------------------------


def _in_all_languages(site: OpenSite, wish: Wish, *, required: bool) -> dict[str, str]:
    """Headline or name per language; with ``required`` a language without its own has the first one's."""
    for language in wish.translations:
        if language not in site.config.codes:
            raise _RefusedError("new_bad_language", code=language, known=", ".join(site.config.codes))
    given = {site.config.codes[0]: wish.name, **wish.translations}
    wanted = [code for code in site.config.codes if required or code in given]
    return {code: given.get(code) or wish.name for code in wanted}


def _slug(wish: Wish, name: str, example: str) -> str:
    """The slug that was asked for, or one of ``name``; ``example`` is suggested for one without letters."""
    slug = wish.slug or urls.slugify(name)
    if not slug:
        raise _RefusedError("new_no_letters", given=wish.name)
    if urls.slug_problem(slug) is not None:
        raise _RefusedError("new_bad_slug", slug=slug, suggestion=urls.slugify(slug) or example)
    return slug


def _known(site: OpenSite, taxonomy: str, name: str) -> str:
    """The id of the one term that ``name`` means."""
    found = site.registry.find(taxonomy, name)
    if len(found) == 1:
        return found[0].id
    kind = next(kind for kind, plural in KINDS.items() if plural == taxonomy)
    if found:
        raise _RefusedError("new_ambiguous", given=name, choices=", ".join(sorted(term.id for term in found)))
    suggestion = site.registry.suggestion(taxonomy, name)
    if suggestion:
        raise _RefusedError("new_unknown_suggestion", given=name, suggestion=suggestion)
    raise _RefusedError("new_unknown", given=name, kind=kind)


def _must_fit(site: OpenSite, request: Request, files: tuple[NewFile, ...], *, term: str = "") -> None:
    """Read the new files as a build would; raises when something would be wrong with the site."""
    parsed = [parse_source(file.path, file.text.encode(), site.config.parse_options) for file in files]
    for file, result in zip(files, parsed, strict=True):
        if term and file.path in site.paths:
            before = _terms_in(file.path, site.terms)
            after = _terms_in(file.path, result.terms)
            added = after.pop(term, None)
            if added is None or after.keys() != before.keys():
                raise _RefusedError("new_by_hand", path=file.path, term=term)
    if errors := site.new_errors(parsed, request.now.timestamp()):
        raise _MisfitError(*errors)


def _terms_in(path: str, terms: Iterable[object]) -> dict[str, TermFields]:
    return {item.term: item.fields for item in terms if isinstance(item, ParsedTerm) and item.path == path}


def _unwritten(site: OpenSite, problem: OSError) -> Note:
    path = str(problem.filename or "")
    shown = path.removeprefix(f"{site.folder}{os.sep}")
    if isinstance(problem, FileExistsError):
        return Note("new_file_exists", {"path": shown})
    if isinstance(problem, OutsideError):
        return Note("new_outside", {"path": shown})
    return Note("new_failed", {"path": shown, "problem": problem.strerror or str(problem)})
