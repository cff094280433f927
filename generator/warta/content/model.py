"""The content model: every key a writer can use, its type, and whether languages share it.

Each key is declared once, on the field that holds its value. The validator
(:mod:`warta.content.fields`) and the docs test read these declarations; so will
whatever else describes the model, an editor schema for one.

:class:`Key` says what is allowed; the annotation beside it says what the value
is once it has been read.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, NamedTuple

from warta.diagnostics.values import Position
from warta.i18n.moments import Moment, PartialDate

__all__ = [
    "CHANGE_KINDS",
    "NAME_LISTS",
    "NEVER_PUBLISHED",
    "STORY_KINDS",
    "TAXONOMIES",
    "TERM_FIELDS",
    "AgencyFields",
    "AppointmentFields",
    "ChangeFields",
    "Choice",
    "Day",
    "EventFields",
    "Flag",
    "GlossaryFields",
    "ImageFields",
    "Key",
    "LocalText",
    "Path",
    "PostFields",
    "Record",
    "Ref",
    "Reference",
    "RegionFields",
    "Slug",
    "SourceFields",
    "SpeakerFields",
    "TagFields",
    "TermFields",
    "Text",
    "Time",
    "Url",
    "keys_of",
]

TAXONOMIES = ("agencies", "speakers", "regions", "tags")
"""In the order in which the site shows them."""

STORY_KINDS = ("news", "press-release", "statement", "advertorial")
CHANGE_KINDS = ("update", "correction", "clarification", "right-of-reply", "withdrawal")


# --- What a key may hold ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """A text in one language, on one line, of at most ``limit`` characters."""

    limit: int = 1000
    localised: bool = False
    """Also accepts a mapping of language to text."""


@dataclass(frozen=True, slots=True)
class Slug:
    """The last part of a URL; ``localised`` as for :class:`Text`."""

    localised: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false. With ``or_texts`` a text, or a list of texts, also means true and says more."""

    or_texts: bool = False


@dataclass(frozen=True, slots=True)
class Time:
    """A date with or without a time of day, in a year that a story can have."""

    years: tuple[int, int] = (1900, 2100)
    """The first and the last; the same on every day, so that time alone makes no error."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date of which day and month may be missing when ``partial``."""

    partial: bool = False
    years: tuple[int, int] = (1000, 2100)
    """As for :class:`Time`; what is reported can be long past."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """The id of a term of ``taxonomy``, or a name that the registry knows."""

    taxonomy: str


@dataclass(frozen=True, slots=True)
class Url:
    """An http or https address."""


@dataclass(frozen=True, slots=True)
class Path:
    """A path on this site that starts with a slash, or (``local``) a file beside the post."""

    local: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A group of keys of its own."""

    fields: type[Any]


Kind = Text | Slug | Flag | Time | Day | Choice | Reference | Url | Path | Record


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the content model."""

    kind: Kind
    required: bool = False
    many: bool = False
    """Takes one value or a list; the value read is a tuple either way."""
    per_language: bool = False
    """Each language version has its own; otherwise a translation inherits it from the original."""
    name: str = ""
    """As it is written in the file, where it cannot be the field's name (``from``)."""


def _key(
    kind: Kind,
    *,
    required: bool = False,
    many: bool = False,
    per_language: bool = False,
    name: str = "",
) -> Any:
    key = Key(kind, required, many, per_language, name)
    if required:
        return dataclasses.field(metadata={"key": key})
    return dataclasses.field(default=() if many else None, metadata={"key": key})


def keys_of(fields: type[Any]) -> dict[str, tuple[str, Key]]:
    """Key as written → (field name, declaration), in the order of declaration."""
    found = _KEYS.get(fields)
    if found is None:
        found = {}
        for field in dataclasses.fields(fields):
            key: Key = field.metadata["key"]
            found[key.name or field.name] = (field.name, key)
        _KEYS[fields] = found
    return found


_KEYS: dict[type[Any], dict[str, tuple[str, Key]]] = {}


# --- Values ---------------------------------------------------------------------------------------


class Ref(NamedTuple):
    """A mention of a term, not looked up yet."""

    text: str
    position: Position


class LocalText(NamedTuple):
    """A text that is the same in all languages (``default``) or has one form per language."""

    default: str | None
    by_language: tuple[tuple[str, str], ...] = ()

    def get(self, language: str, *fallbacks: str) -> str:
        """The text in ``language``, else in the first fallback that has it, else any."""
        if self.default is not None:
            return self.default
        texts = dict(self.by_language)
        for candidate in (language, *fallbacks):
            if candidate in texts:
                return texts[candidate]
        return next(iter(texts.values()), "")

    def all(self) -> tuple[str, ...]:
        """Every form there is."""
        return (self.default,) if self.default is not None else tuple(text for _, text in self.by_language)


# --- Posts ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SourceFields:
    """The outlet a story first appeared in."""

    name: str = _key(Text(200), required=True)
    url: str | None = _key(Url())


@dataclass(frozen=True, slots=True)
class ImageFields:
    """A picture that lies beside the post."""

    src: Ref | None = _key(Path(local=True))
    alt: str | None = _key(Text(500), per_language=True)
    caption: str | None = _key(Text(1000), per_language=True)
    credit: str | None = _key(Text(200))


@dataclass(frozen=True, slots=True)
class EventFields:
    """The event that a story reports."""

    date: PartialDate | None = _key(Day())
    venue: LocalText | None = _key(Text(300, localised=True))


@dataclass(frozen=True, slots=True)
class ChangeFields:
    """An entry of the public change log."""

    date: Moment | None = _key(Time(), required=True)
    """None when it could not be read."""
    kind: str = _key(Choice(CHANGE_KINDS), required=True)
    note: str = _key(Text(2000), required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFields:
    """The front matter of a post."""

    title: str = _key(Text(300), required=True, per_language=True)
    date: Moment | None = _key(Time())
    """Required in the original; None in a translation that inherits it."""
    agency: tuple[Ref, ...] = _key(Reference("agencies"), many=True)
    """Required in the original."""
    speaker: tuple[Ref, ...] = _key(Reference("speakers"), many=True)
    region: tuple[Ref, ...] = _key(Reference("regions"), many=True)
    tags: tuple[Ref, ...] = _key(Reference("tags"), many=True)
    summary: str | None = _key(Text(600), per_language=True)
    slug: str | None = _key(Slug(), per_language=True)
    kind: str | None = _key(Choice(STORY_KINDS))
    source: SourceFields | None = _key(Record(SourceFields))
    author: str | None = _key(Text(200))
    image: ImageFields | None = _key(Record(ImageFields))
    undescribed: tuple[str, ...] = _key(Text(500), many=True, per_language=True)
    """Pictures of the text that are shown although nobody has described them yet; an import lists them."""
    updated: Moment | None = _key(Time(), per_language=True)
    changes: tuple[ChangeFields, ...] = _key(Record(ChangeFields), many=True, per_language=True)
    publish_at: Moment | None = _key(Time())
    expires: Moment | None = _key(Time(years=(1900, 9998)))  # the end of time is a way to say never
    draft: bool | None = _key(Flag(), per_language=True)
    unverified: tuple[str, ...] = _key(Flag(or_texts=True), many=True, per_language=True)
    """What nobody has confirmed yet; the post is held back until the list is gone."""
    aliases: tuple[Ref, ...] = _key(Path(), many=True, per_language=True)
    """Old addresses that lead to this post."""
    event: EventFields | None = _key(Record(EventFields))
    notes: tuple[str, ...] = _key(Text(5000), many=True, per_language=True)
    """For the team: never published."""
    translated_from: str | None = _key(Text(8000), per_language=True)
    """Which version of the original a translation was made from; see :mod:`warta.content.originals`."""


NEVER_PUBLISHED = ("notes", "undescribed")
"""Texts that no reader sees, and nobody translates."""

NAME_LISTS = frozenset(
    name for name, (_, key) in keys_of(PostFields).items() if key.many and isinstance(key.kind, Reference)
)
"""The keys that name one term or a list of them."""

REQUIRED_IN_ORIGINAL = ("date", "agency")
"""Shared keys that the original must have; a translation inherits them."""


# --- Terms ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class TermFields:
    """What every term may have."""

    slug: LocalText | None = _key(Slug(localised=True))
    aliases: tuple[str, ...] = _key(Text(200), many=True)
    """Other names that a writer may use for it."""
    old_urls: tuple[Ref, ...] = _key(Path(), many=True)
    description: LocalText | None = _key(Text(600, localised=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class TagFields(TermFields):
    """A subject."""

    name: LocalText = _key(Text(200, localised=True), required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyFields(TermFields):
    """An agency, office or organisation."""

    name: LocalText = _key(Text(200, localised=True), required=True)
    region: Ref = _key(Reference("regions"), required=True)
    parent: Ref | None = _key(Reference("agencies"))
    successor: Ref | None = _key(Reference("agencies"))
    ended: PartialDate | None = _key(Day(partial=True))
    former_names: tuple[LocalText, ...] = _key(Text(200, localised=True), many=True)
    address: str | None = _key(Text(500))
    website: str | None = _key(Url())


@dataclass(frozen=True, slots=True)
class AppointmentFields:
    """An office and when a speaker held it."""

    office: LocalText = _key(Text(300, localised=True), required=True)
    agency: Ref | None = _key(Reference("agencies"))
    start: PartialDate | None = _key(Day(partial=True), name="from")
    end: PartialDate | None = _key(Day(partial=True, years=(1000, 9999)), name="until")
    acting: bool | None = _key(Flag())


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerFields(TermFields):
    """A person who is quoted or reported."""

    name: LocalText = _key(Text(200, localised=True), required=True)
    prefix: str | None = _key(Text(100))
    """Titles before the name: ``Dr. Ir.``"""
    suffix: str | None = _key(Text(200))
    """Titles behind the name: ``S.H., M.H.``"""
    appointments: tuple[AppointmentFields, ...] = _key(Record(AppointmentFields), many=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionFields(TermFields):
    """A region that the gazetteer lacks, or more names for one that it has (then nothing is required)."""

    name: LocalText | None = _key(Text(200, localised=True))
    parent: Ref | None = _key(Reference("regions"))


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryFields:
    """What an abbreviation stands for."""

    meaning: LocalText = _key(Text(300, localised=True), required=True)
    url: str | None = _key(Url())
    """Where a reader learns more."""


TERM_FIELDS: dict[str, type[TermFields]] = {
    "agencies": AgencyFields,
    "speakers": SpeakerFields,
    "regions": RegionFields,
    "tags": TagFields,
}
