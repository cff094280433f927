"""One source file to what it says. Pure: depends on the file's path and bytes and on the options.

Links to other files and mentions of terms stay as they were written; the
library looks them up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from hashlib import blake2b
from sys import intern
from typing import NamedTuple

from warta import urls
from warta.content.fields import FieldReader
from warta.content.filenames import copied_from, misnamed
from warta.content.front_matter import read_front_matter
from warta.content.model import (
    IMAGE_KINDS,
    STANDING,
    TAXONOMIES,
    TERM_FIELDS,
    DocumentFields,
    GlossaryFields,
    LocalText,
    PageFields,
    PostFields,
    Ref,
    RemovalFields,
    keys_of,
)
from warta.content.originals import text_digest, visible_digest
from warta.content.parsed import (
    Card,
    Parsed,
    ParsedAbbreviation,
    ParsedAgency,
    ParsedProfile,
    ParsedRegion,
    ParsedRemoval,
    ParsedSpeaker,
    ParsedTag,
    ParsedTerm,
    ParseOptions,
    PostDetails,
)
from warta.content.standing import folder_problems, places_left
from warta.diagnostics.values import Diagnostic, Position, Severity, error, not_utf8
from warta.expressions import expression
from warta.filesystem.stamps import bytes_digest
from warta.i18n.moments import find_zone
from warta.markdown.conversion import convert
from warta.markdown.lines import conflict_marks
from warta.markdown.reading import Notes, take_notes
from warta.markdown.sanitising import may_hold_control
from warta.yaml.tree import Mapping, Scalar, load_list, load_mapping

__all__ = ["parse_source"]


GLOSSARY = "glossary.yaml"
"""The file in ``content/`` that says what abbreviations stand for."""
REMOVED = "removed.yaml"
"""The file in ``content/`` that lists what has been taken off the site for good."""

_LANGUAGE_SUFFIX = expression(r"(?P<name>.+)\.(?P<language>[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)")
_CONTROL = expression("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]")


def parse_source(path: str, data: bytes, options: ParseOptions, digest: str = "") -> Parsed:
    """Read one text file of ``content/``. Never raises for anything the file may hold.

    ``digest`` is that of ``data`` where the caller knows it.
    """
    if not path.endswith((".md", ".yaml")):
        found = misnamed(path)
        assert found is not None, "only texts are parsed"
        name = path.rpartition("/")[2]
        meant = name.removesuffix(found[0]) + (".md" if found[1] else ".yaml")
        return Parsed(path, (error("text-suffix", path, suffix=found[0], suggestion=meant),))
    text, problem = _decode(path, data)
    if text is None:
        return Parsed(path, problem)
    if marks := conflict_marks(text):
        return Parsed(path, tuple([error("conflict-mark", path, Position(line, 1)) for line in marks[:1]]))
    parts = path.removeprefix("content/").split("/")
    stem, _, suffix = parts[-1].rpartition(".")
    source = _Source(path, parts, stem, text, digest or bytes_digest(data))
    return _parse_markdown(source, options) if suffix == "md" else _parse_terms(source, options)


class _Source(NamedTuple):
    """A text file of ``content/``."""

    path: str
    parts: list[str]
    """Of the path below ``content/``."""
    stem: str
    """The file's name without suffix."""
    text: str
    digest: str
    """Of the file's bytes."""


def _decode(path: str, data: bytes) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """Text with line feeds as line ends and without a byte order mark."""
    try:
        text = data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as problem:
        return None, (not_utf8(path, data, problem.start),)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not may_hold_control(data) and not (b"\xef" in data and b"\xef\xbf" in data):
        return text, ()  # none of the characters that the expression below looks for
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        column = control.start() - (text.rfind("\n", 0, control.start()) + 1) + 1
        code = f"U+{ord(control[0]):04X}"
        return None, (error("control-character", path, Position(line, column), code=code),)
    return text, ()


def _parse_markdown(source: _Source, options: ParseOptions) -> Parsed:
    path, parts, stem = source.path, source.parts, source.stem
    named = _LANGUAGE_SUFFIX.fullmatch(stem)
    if named is None or named["language"] not in options.languages:
        close = stem if named is None or len(named["language"]) > 3 else named["name"]
        if other := copied_from(stem):
            return Parsed(path, (error("file-copy", path, other=f"{other}.md"),))
        known = ", ".join(options.languages)
        suggestion = f"{close}.{options.languages[0]}.md"
        code = "language-missing" if named is None else "language-unknown"
        return Parsed(path, (error(code, path, known=known, suggestion=suggestion),))
    name, language = named["name"], named["language"]
    if parts[0] in TAXONOMIES and len(parts) == 2:
        html, body, diagnostics = convert(source.text, path, 1, options.markdown_engine, own=options.own)
        profile = ParsedProfile(path, parts[0], name, language, body)
        return Parsed(path, diagnostics, profile=profile, html=html)
    if parts[0] not in ("news", STANDING) or len(parts) < 2:
        return Parsed(path, (error("misplaced", path),))
    return _parse_document(source, [*parts[:-1], name], language, options)


def _parse_document(source: _Source, story_parts: list[str], language: str, options: ParseOptions) -> Parsed:
    """A post or a standing page."""
    path, is_standing = source.path, story_parts[0] == STANDING
    front_matter, diagnostics = read_front_matter(source.text, path)
    if front_matter is None:
        return Parsed(path, diagnostics)
    reader = _reader(path, options)
    fields: DocumentFields
    fields, where = reader.read(front_matter.fields, PageFields if is_standing else PostFields)
    image = fields.image
    # Which version of a standing page is the original cannot be told from one file: see site/standing.py.
    if image is not None and image.src is None and "date" in where and not reader.diagnostics:
        reader.diagnostics.append(error("missing-key", path, where["image"], key="src"))
    pin = fields.pin if isinstance(fields, PostFields) else None
    if "pin" in where and pin is None and not _is_told_of(reader.diagnostics, "pin"):
        reader.diagnostics.append(error("pin-without-end", path, where["pin"]))
    html, body, found = convert(
        front_matter.body, path, front_matter.body_line, options.markdown_engine, own=options.own
    )
    found = _with_known_gaps(found, fields.undescribed)
    if story_parts[-1] == "index" and len(story_parts) > 2:
        story_parts = story_parts[:-1]
    name = story_parts[-1]
    problem = urls.slug_problem(name)
    if problem is not None and fields.slug is None and "slug" not in where:
        if other := copied_from(name):
            return Parsed(path, (error("file-copy", path, other=f"{other}.{language}.md"),))
        suggestion = urls.slugify(name) or "berita-baru"
        reader.diagnostics.append(error(f"file-slug-{problem}", path, slug=name, suggestion=suggestion))
    reader.diagnostics += folder_problems(path, story_parts) if is_standing else ()
    if isinstance(fields, PageFields) and not (fields.fill_in or fields.draft):
        reader.diagnostics += places_left(path, source.text)
    details = PostDetails(fields, where, body)
    card = _card(
        details,
        path=path,
        story="/".join(story_parts),
        language=language,
        digest=source.digest,
        date=_as_written(front_matter.fields, "date"),
        text=text_digest(fields, front_matter.body),
        visible=visible_digest(fields, html),
        notes=take_notes(front_matter.body),
    )
    return Parsed(path, (*diagnostics, *reader.diagnostics, *found), card, details, html=html)


def _is_told_of(found: Iterable[Diagnostic], key: str) -> bool:
    return any(str(dict(each.arguments).get("key", "")).partition(".")[0] == key for each in found)


def _with_known_gaps(found: tuple[Diagnostic, ...], undescribed: tuple[str, ...]) -> tuple[Diagnostic, ...]:
    """A picture that the front matter lists as undescribed is reported, and keeps nothing from readers."""
    return tuple(
        each._replace(severity=Severity.WARNING)
        if each.code == "picture-without-alt" and dict(each.arguments)["file"] in undescribed
        else each
        for each in found
    )


def _card(
    details: PostDetails,
    *,
    path: str,
    story: str,
    language: str,
    digest: str,
    date: str,
    text: str,
    visible: str,
    notes: Notes,
) -> Card:
    fields, body = details.fields, details.body
    page = fields if isinstance(fields, PageFields) else _NO_PAGE
    post = fields if isinstance(fields, PostFields) else _NO_POST
    # A date that could not be read is reported already.
    dated = [(change.date, change.kind, change.note) for change in post.changes if change.date is not None]
    changes = tuple(sorted(dated, key=lambda change: (change[0].last, change), reverse=True))
    at = post.date.at if post.date is not None else None
    withdrawn = "withdrawal" in [change.kind for change in post.changes]
    image = None
    if fields.image is not None:
        source = fields.image.src.text if fields.image.src is not None else ""
        shown_as = (fields.image.kind or IMAGE_KINDS[0], fields.image.focus or "")
        said = (fields.image.alt or "", fields.image.caption or "", fields.image.credit or "")
        image = (source, *said, *shown_as)
    summary = fields.summary or ("" if withdrawn else body.excerpt)
    shown = (path, fields.title, summary, post.date, fields.kind, image)
    return Card(
        path=path,
        story=story,
        name=story.rsplit("/", 1)[-1],
        language=language,
        digest=digest,
        teaser=blake2b(repr(shown).encode("utf-8", "surrogatepass"), digest_size=16).digest(),
        slug=fields.slug or "",
        title=fields.title,
        summary=summary,
        standfirst=fields.summary or "",
        date=post.date,
        updated=fields.updated,
        year=at.year if at is not None else 0,
        month=at.month if at is not None else 0,
        former_year=_other_year(date, at.year) if at is not None else 0,
        kind=fields.kind or ("page" if page is fields else "news"),
        agency=_names(post.agency),
        speaker=_names(post.speaker),
        region=_names(post.region),
        tags=_names(post.tags),
        keys=tuple([intern(key) for key in details.where if "." not in key]),
        draft=bool(fields.draft),
        unverified=bool(fields.unverified),
        withdrawn=withdrawn,
        opens=fields.publish_at,
        expires=fields.expires,
        lead=bool(post.lead),
        pinned=post.pin.until if post.pin is not None else None,
        image=image,
        source=(post.source.name, post.source.url or "") if post.source is not None else None,
        author=post.author or "",
        event=(post.event.date, post.event.venue, post.event.end) if post.event is not None else None,
        claim=post.claim or "",
        verdict=post.verdict or "",
        examined=_examined(post),
        changes=changes,
        aliases=_names(fields.aliases),
        links=tuple([(link.target, link.image) for link in body.links]),
        documents=body.documents,
        anchors=tuple(sorted(body.anchors)),
        quotes=tuple([quote.name for quote in body.quotes]),
        quotations=tuple([quote.words for quote in body.quotes]),
        text=text,
        visible=visible,
        minor=post.minor,
        translated_from=fields.translated_from or "",
        words=notes.words,
        capitals=notes.capitals,
        unfilled=bool(page.fill_in),
        menus=tuple([intern(menu) for menu in page.menu]),
        order=-1 if page.order is None else page.order,
    )


_NO_PAGE, _NO_POST = PageFields(title=""), PostFields(title="")
"""What the one does not have of the other's keys."""


def _as_written(fields: Mapping, key: str) -> str:
    """The text of a key; empty when it has none."""
    found = (node for name, node in fields.entries if name.value == key)
    node = next(found, None)
    return node.value.strip() if isinstance(node, Scalar) else ""


def _examined(
    fields: PostFields,
) -> tuple[LocalText | None, str, tuple[tuple[str, str], ...]] | None:
    if fields.kind != "fact-check":
        return None
    sources = tuple([(source.name, source.url or "") for source in fields.sources])
    return fields.claimant, fields.claim_url or "", sources


def _other_year(date: str, year: int) -> int:
    """The year that is written in a date; 0 when it is ``year``."""
    written = re.search(r"\d{4}", date)
    assert written is not None, "it has been read as a date"
    return int(written[0]) if int(written[0]) != year else 0


def _names(refs: tuple[Ref, ...]) -> tuple[str, ...]:
    """As they were written. What many cards hold is one text in memory and in the cache."""
    return tuple([intern(ref.text) for ref in refs])


def _parse_terms(source: _Source, options: ParseOptions) -> Parsed:
    path, parts, stem = source.path, source.parts, source.stem
    if parts == [REMOVED]:
        return _parse_removed(path, source.text, options)
    tree, diagnostics = load_mapping(source.text, path)
    if parts == [GLOSSARY]:
        return _parse_glossary(path, tree, diagnostics, options)
    in_folder = len(parts) == 2 and parts[0] in TAXONOMIES
    if not in_folder and not (len(parts) == 1 and stem in TAXONOMIES):
        return Parsed(path, (*diagnostics, error("misplaced-terms", path)))
    if tree is None:
        return Parsed(path, diagnostics)
    reader = _reader(path, options)
    items = []
    if in_folder:
        items.append(_term(reader, tree, taxonomy=parts[0], term=stem, position=tree.position))
    else:
        for key, node in tree.entries:
            if isinstance(node, Mapping):
                items.append(_term(reader, node, taxonomy=stem, term=key.value, position=key.position))
            else:
                reader.diagnostics.append(error("expected-term", path, key.position, term=key.value))
    return Parsed(path, (*diagnostics, *reader.diagnostics), terms=tuple(items))


def _term(reader: FieldReader, tree: Mapping, *, taxonomy: str, term: str, position: Position) -> ParsedTerm:
    if urls.slug_problem(term) is not None:
        suggestion = urls.slugify(term) or "istilah"
        reader.diagnostics.append(error("term-id", reader.file, position, term=term, suggestion=suggestion))
    fields, where = reader.read(tree, TERM_FIELDS[taxonomy])
    return _PARSED_AS[taxonomy](reader.file, taxonomy, term, fields, where, position)


_PARSED_AS: dict[str, Callable[..., ParsedTerm]] = {
    "agencies": ParsedAgency,
    "speakers": ParsedSpeaker,
    "regions": ParsedRegion,
    "tags": ParsedTag,
}


def _parse_glossary(
    path: str, tree: Mapping | None, diagnostics: tuple[Diagnostic, ...], options: ParseOptions
) -> Parsed:
    if tree is None:
        return Parsed(path, diagnostics)
    reader = _reader(path, options)
    entries = []
    for key, node in tree.entries:
        if isinstance(node, Mapping):
            fields, _ = reader.read(node, GlossaryFields)
            entries.append(ParsedAbbreviation(path, key.value, fields, key.position))
        else:
            reader.diagnostics.append(error("expected-meaning", path, key.position, text=key.value))
    return Parsed(path, (*diagnostics, *reader.diagnostics), terms=tuple(entries))


def _parse_removed(path: str, text: str, options: ParseOptions) -> Parsed:
    tree, diagnostics = load_list(text, path)
    reader = _reader(path, options)
    entries = []
    for node in tree.items if tree is not None else ():
        if isinstance(node, Mapping):
            fields, _ = reader.read(node, RemovalFields)
            entries.append(ParsedRemoval(path, fields, node.position))
        else:
            keys = ", ".join(keys_of(RemovalFields))
            reader.diagnostics.append(error("expected-removal", path, node.position, keys=keys))
    return Parsed(path, (*diagnostics, *reader.diagnostics), terms=tuple(entries))


def _reader(path: str, options: ParseOptions) -> FieldReader:
    zone = find_zone(options.timezone)
    assert zone is not None, "checked when site.toml was read"
    return FieldReader(path, options.languages, zone)
