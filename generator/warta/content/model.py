"""The content model: every key a writer can use, its type, and whether languages share it.

Each key is declared once, on the field that holds its value. The validator
(:mod:`warta.content.fields`) and the docs test read these declarations; so will
whatever else describes the model, an editor schema for one.

:class:`Key` says what is allowed; the annotation beside it says what the value
is once it has been read.
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple, get_args

from msgspec import Struct, structs

from warta.diagnostics.values import Position
from warta.i18n.moments import Moment, PartialDate

__all__ = [
    "ACTING",
    "CHANGE_KINDS",
    "FACT_CHECK_KEYS",
    "IMAGE_KINDS",
    "LISTED_KINDS",
    "MENUS",
    "NAME_LISTS",
    "NEVER_PUBLISHED",
    "PAGE_KINDS",
    "STANDING",
    "STORY_KINDS",
    "TAXONOMIES",
    "TERM_FIELDS",
    "VERDICTS",
    "AgencyFields",
    "AppointmentFields",
    "ChangeFields",
    "Choice",
    "Day",
    "DocumentFields",
    "EventFields",
    "Flag",
    "GlossaryFields",
    "ImageFields",
    "Key",
    "LocalText",
    "PageFields",
    "Path",
    "PinFields",
    "PostFields",
    "Record",
    "Ref",
    "Reference",
    "RegionFields",
    "RemovalFields",
    "Slug",
    "SourceFields",
    "SpeakerFields",
    "TagFields",
    "TermFields",
    "Text",
    "Time",
    "Url",
    "Whole",
    "keys_of",
]

TAXONOMIES = ("agencies", "speakers", "regions", "tags")
"""In the order in which the site shows them."""

STORY_KINDS = (
    *("news", "press-release", "statement", "speech", "announcement"),
    *("infographic", "photo-story", "fact-check", "advertorial"),
)
LISTED_KINDS = STORY_KINDS[1:]
"""The kinds that can have a list of their own: the list of news has all stories."""
PAGE_KINDS = ("page", "about", "contact")
"""What a standing page is, as schema.org tells them apart."""
STANDING = "pages"
"""The folder in ``content/`` of standing pages."""
MENUS = ("main", "footer")
ACTING = ("plt", "plh", "pj", "pjs")
"""Pelaksana tugas, pelaksana harian, penjabat, penjabat sementara: different legal states."""
EVENT_YEARS = (1000, 2100)
"""What is reported can be long past."""
VERDICTS = ("correct", "partly-correct", "misleading", "incorrect", "fabricated", "unproven")
"""What a fact-check finds."""
CHANGE_KINDS = ("update", "correction", "clarification", "right-of-reply", "withdrawal")
IMAGE_KINDS = ("photo", "infographic", "illustration")
FOCUSES = ("top", "bottom", "left", "right", "center")
"""The part of a picture that is always seen where the picture is cropped."""


# --- What a key may hold ------------------------------------------------------------------------


class Text(Struct, frozen=True):
    """A text in one language, on one line, of at most ``limit`` characters."""

    limit: int = 1000
    localised: bool = False
    """Also accepts a mapping of language to text."""


class Slug(Struct, frozen=True):
    """The last part of a URL; ``localised`` as for :class:`Text`."""

    localised: bool = False


class Flag(Struct, frozen=True):
    """true or false. With ``or_texts`` a text, or a list of texts, also means true and says more."""

    or_texts: bool = False


class Time(Struct, frozen=True):
    """A date with or without a time of day, in a year that a story can have."""

    years: tuple[int, int] = (1900, 2100)
    """The first and the last; the same on every day, so that time alone makes no error."""
    zone_of: str = ""
    """The key beside it whose zone it is in, when it names none itself and that one does."""


class Day(Struct, frozen=True):
    """A date of which day and month may be missing when ``partial``."""

    partial: bool = False
    years: tuple[int, int] = (1000, 2100)
    """As for :class:`Time`; what is reported can be long past."""


class Whole(Struct, frozen=True):
    """A whole number from ``low`` to ``high``."""

    low: int
    high: int


class Choice(Struct, frozen=True):
    """One of a few words."""

    values: tuple[str, ...]
    yes: str = ""
    """The one that true means; false means none, and capital letters and a final full stop nothing."""


class Reference(Struct, frozen=True):
    """The id of a term of ``taxonomy``, or a name that the registry knows."""

    taxonomy: str


class Url(Struct, frozen=True):
    """An http or https address."""


class Path(Struct, frozen=True):
    """A path on this site that starts with a slash, or (``local``) a file beside the post."""

    local: bool = False


class Record(Struct, frozen=True):
    """A group of keys of its own."""

    fields: type[Any]


Kind = Text | Slug | Flag | Time | Day | Whole | Choice | Reference | Url | Path | Record


class Key(Struct, frozen=True):
    """One key of the content model."""

    kind: Kind
    required: bool = False
    many: bool = False
    """Takes one value or a list; the value read is a tuple either way."""
    per_language: bool = False
    """Each language version has its own; otherwise a translation inherits it from the original."""
    name: str = ""
    """As it is written in the file, where it cannot be the field's name (``from``)."""


def keys_of(fields: type[Any]) -> dict[str, tuple[str, Key]]:
    """Key as written → (field name, declaration), in the order of declaration."""
    found = _KEYS.get(fields)
    if found is None:
        found = {}
        for field in structs.fields(fields):
            _, key = get_args(field.type)
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

    def language_of(self, language: str, *fallbacks: str) -> str:
        """The language of what :meth:`get` gives, where that is another than ``language``; else empty."""
        texts = [candidate for candidate, _ in self.by_language]
        if self.default is not None or not texts or language in texts:
            return ""
        return next((candidate for candidate in fallbacks if candidate in texts), texts[0])

    def all(self) -> tuple[str, ...]:
        """Every form there is."""
        return (self.default,) if self.default is not None else tuple(text for _, text in self.by_language)


# --- Posts ----------------------------------------------------------------------------------------


class SourceFields(Struct, frozen=True):
    """The outlet a story first appeared in, or a source of a fact-check."""

    name: Annotated[str, Key(Text(200), required=True)]
    url: Annotated[str | None, Key(Url())] = None


class ImageFields(Struct, frozen=True):
    """A picture that lies beside the post."""

    src: Annotated[Ref | None, Key(Path(local=True))] = None
    alt: Annotated[str | None, Key(Text(500), per_language=True)] = None
    caption: Annotated[str | None, Key(Text(1000), per_language=True)] = None
    credit: Annotated[str | None, Key(Text(200))] = None
    kind: Annotated[str | None, Key(Choice(IMAGE_KINDS))] = None
    """A photo unless another kind is given. Only a photo is ever cropped."""
    focus: Annotated[str | None, Key(Choice(FOCUSES))] = None


class PinFields(Struct, frozen=True):
    """How long a story stands at the head of the front page."""

    until: Annotated[Moment | None, Key(Time(years=(1900, 9998)), required=True)]
    """None when it could not be read."""


class EventFields(Struct, frozen=True):
    """The event that a story announces or reports."""

    date: Annotated[Moment | None, Key(Time(years=EVENT_YEARS))] = None
    end: Annotated[Moment | None, Key(Time(years=EVENT_YEARS, zone_of="date"))] = None
    """A bare day is its last day."""
    venue: Annotated[LocalText | None, Key(Text(300, localised=True))] = None


class ChangeFields(Struct, frozen=True):
    """An entry of the public change log."""

    date: Annotated[Moment | None, Key(Time(), required=True)]
    """None when it could not be read."""
    kind: Annotated[str, Key(Choice(CHANGE_KINDS), required=True)]
    note: Annotated[str, Key(Text(2000), required=True)]


class PostFields(Struct, frozen=True, kw_only=True):
    """The front matter of a post."""

    title: Annotated[str, Key(Text(300), required=True, per_language=True)]
    date: Annotated[Moment | None, Key(Time())] = None
    """Required in the original; None in a translation that inherits it."""
    agency: Annotated[tuple[Ref, ...], Key(Reference("agencies"), many=True)] = ()
    """Required in the original."""
    speaker: Annotated[tuple[Ref, ...], Key(Reference("speakers"), many=True)] = ()
    region: Annotated[tuple[Ref, ...], Key(Reference("regions"), many=True)] = ()
    tags: Annotated[tuple[Ref, ...], Key(Reference("tags"), many=True)] = ()
    summary: Annotated[str | None, Key(Text(600), per_language=True)] = None
    slug: Annotated[str | None, Key(Slug(), per_language=True)] = None
    kind: Annotated[str | None, Key(Choice(STORY_KINDS))] = None
    source: Annotated[SourceFields | None, Key(Record(SourceFields))] = None
    author: Annotated[str | None, Key(Text(200))] = None
    image: Annotated[ImageFields | None, Key(Record(ImageFields))] = None
    undescribed: Annotated[tuple[str, ...], Key(Text(500), many=True, per_language=True)] = ()
    """Pictures of the text that are shown although nobody has described them yet; an import lists them."""
    updated: Annotated[Moment | None, Key(Time(), per_language=True)] = None
    changes: Annotated[tuple[ChangeFields, ...], Key(Record(ChangeFields), many=True, per_language=True)] = ()
    publish_at: Annotated[Moment | None, Key(Time())] = None
    expires: Annotated[Moment | None, Key(Time(years=(1900, 9998)))] = None
    """The end of time is a way to say never."""
    draft: Annotated[bool | None, Key(Flag(), per_language=True)] = None
    unverified: Annotated[tuple[str, ...], Key(Flag(or_texts=True), many=True, per_language=True)] = ()
    """What nobody has confirmed yet; the post is held back until the list is gone."""
    minor: Annotated[tuple[str, ...], Key(Flag(or_texts=True), many=True, per_language=True)] = ()
    """Says that the last change of the published text needs no note for readers, and perhaps what it was."""
    aliases: Annotated[tuple[Ref, ...], Key(Path(), many=True, per_language=True)] = ()
    """Old addresses that lead to this post."""
    event: Annotated[EventFields | None, Key(Record(EventFields))] = None
    lead: Annotated[bool | None, Key(Flag())] = None
    """Leads the front page while it is among the newest stories, or pinned."""
    pin: Annotated[PinFields | None, Key(Record(PinFields))] = None
    claim: Annotated[str | None, Key(Text(600), per_language=True)] = None
    """What a fact-check examines, in a sentence."""
    claimant: Annotated[LocalText | None, Key(Text(300, localised=True))] = None
    """Who says so."""
    claim_url: Annotated[str | None, Key(Url())] = None
    """Where they say it."""
    verdict: Annotated[str | None, Key(Choice(VERDICTS))] = None
    sources: Annotated[tuple[SourceFields, ...], Key(Record(SourceFields), many=True)] = ()
    """What a fact-check relies on."""
    notes: Annotated[tuple[str, ...], Key(Text(5000), many=True, per_language=True)] = ()
    """For the team: never published."""
    translated_from: Annotated[str | None, Key(Text(8000), per_language=True)] = None
    """Which version of the original a translation was made from; see :mod:`warta.content.originals`."""


class PageFields(Struct, frozen=True, kw_only=True):
    """The front matter of a standing page."""

    title: Annotated[str, Key(Text(300), required=True, per_language=True)]
    summary: Annotated[str | None, Key(Text(600), per_language=True)] = None
    slug: Annotated[str | None, Key(Slug(), per_language=True)] = None
    kind: Annotated[str | None, Key(Choice(PAGE_KINDS))] = None
    menu: Annotated[tuple[str, ...], Key(Choice(MENUS), many=True)] = ()
    """The menus that it is in."""
    order: Annotated[int | None, Key(Whole(0, 9999))] = None
    """Its place there and among the pages of its folder: the smallest first, those without one last."""
    updated: Annotated[Moment | None, Key(Time(), per_language=True)] = None
    image: Annotated[ImageFields | None, Key(Record(ImageFields))] = None
    undescribed: Annotated[tuple[str, ...], Key(Text(500), many=True, per_language=True)] = ()
    """As for a post."""
    publish_at: Annotated[Moment | None, Key(Time())] = None
    expires: Annotated[Moment | None, Key(Time(years=(1900, 9998)))] = None
    draft: Annotated[bool | None, Key(Flag(), per_language=True)] = None
    unverified: Annotated[tuple[str, ...], Key(Flag(or_texts=True), many=True, per_language=True)] = ()
    fill_in: Annotated[tuple[str, ...], Key(Flag(or_texts=True), many=True, per_language=True)] = ()
    """What the agency still has to write; the page is held back until the key is gone."""
    aliases: Annotated[tuple[Ref, ...], Key(Path(), many=True, per_language=True)] = ()
    notes: Annotated[tuple[str, ...], Key(Text(5000), many=True, per_language=True)] = ()
    translated_from: Annotated[str | None, Key(Text(8000), per_language=True)] = None


FACT_CHECK_KEYS = ("claim", "claimant", "claim_url", "verdict", "sources")
"""The keys that a fact-check alone has."""

NEVER_PUBLISHED = ("notes", "undescribed")
"""Texts that no reader sees, and nobody translates."""

DocumentFields = PostFields | PageFields

NAME_LISTS = frozenset({"agency", "speaker", "region", "tags"})
"""The keys that name one term or a list of them."""

REQUIRED_IN_ORIGINAL = ("date", "agency")
"""Shared keys that the original must have; a translation inherits them."""


# --- Terms ----------------------------------------------------------------------------------------


class TermFields(Struct, frozen=True, kw_only=True):
    """What every term may have."""

    slug: Annotated[LocalText | None, Key(Slug(localised=True))] = None
    aliases: Annotated[tuple[str, ...], Key(Text(200), many=True)] = ()
    """Other names that a writer may use for it."""
    old_urls: Annotated[tuple[Ref, ...], Key(Path(), many=True)] = ()
    description: Annotated[LocalText | None, Key(Text(600, localised=True))] = None


class TagFields(TermFields, frozen=True, kw_only=True):
    """A subject."""

    name: Annotated[LocalText, Key(Text(200, localised=True), required=True)]


class AgencyFields(TermFields, frozen=True, kw_only=True):
    """An agency, office or organisation."""

    name: Annotated[LocalText, Key(Text(200, localised=True), required=True)]
    region: Annotated[Ref, Key(Reference("regions"), required=True)]
    parent: Annotated[Ref | None, Key(Reference("agencies"))] = None
    successor: Annotated[Ref | None, Key(Reference("agencies"))] = None
    ended: Annotated[PartialDate | None, Key(Day(partial=True))] = None
    former_names: Annotated[tuple[LocalText, ...], Key(Text(200, localised=True), many=True)] = ()
    address: Annotated[str | None, Key(Text(500))] = None
    website: Annotated[str | None, Key(Url())] = None


class AppointmentFields(Struct, frozen=True):
    """An office and when a speaker held it."""

    office: Annotated[LocalText, Key(Text(300, localised=True), required=True)]
    agency: Annotated[Ref | None, Key(Reference("agencies"))] = None
    start: Annotated[PartialDate | None, Key(Day(partial=True), name="from")] = None
    end: Annotated[PartialDate | None, Key(Day(partial=True, years=(1000, 9999)), name="until")] = None
    acting: Annotated[str | None, Key(Choice(ACTING, yes=ACTING[0]))] = None
    """In which legal state somebody holds it who is not appointed to it."""


class SpeakerFields(TermFields, frozen=True, kw_only=True):
    """A person who is quoted or reported."""

    name: Annotated[LocalText, Key(Text(200, localised=True), required=True)]
    prefix: Annotated[str | None, Key(Text(100))] = None
    """Titles before the name: ``Dr. Ir.``"""
    suffix: Annotated[str | None, Key(Text(200))] = None
    """Titles behind the name: ``S.H., M.H.``"""
    appointments: Annotated[tuple[AppointmentFields, ...], Key(Record(AppointmentFields), many=True)] = ()


class RegionFields(TermFields, frozen=True, kw_only=True):
    """A region that the gazetteer lacks, or more names for one that it has (then nothing is required)."""

    name: Annotated[LocalText | None, Key(Text(200, localised=True))] = None
    parent: Annotated[Ref | None, Key(Reference("regions"))] = None


class GlossaryFields(Struct, frozen=True, kw_only=True):
    """What an abbreviation stands for."""

    meaning: Annotated[LocalText, Key(Text(300, localised=True), required=True)]
    url: Annotated[str | None, Key(Url())] = None
    """Where a reader learns more."""


class RemovalFields(Struct, frozen=True, kw_only=True):
    """What has been taken off the site for good. Nothing of it is published."""

    path: Annotated[tuple[Ref, ...], Key(Path(), required=True, many=True)]
    """The addresses that readers knew."""
    date: Annotated[PartialDate | None, Key(Day(), required=True)]
    """None when it could not be read."""
    reason: Annotated[str, Key(Text(500), required=True)]


TERM_FIELDS: dict[str, type[TermFields]] = {
    "agencies": AgencyFields,
    "speakers": SpeakerFields,
    "regions": RegionFields,
    "tags": TagFields,
}
