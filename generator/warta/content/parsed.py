"""What one source file says, as plain values: what parsing gives and the library is made of."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from warta.content.model import (
    STANDING,
    AgencyFields,
    DocumentFields,
    GlossaryFields,
    LocalText,
    RegionFields,
    RemovalFields,
    SpeakerFields,
    TagFields,
    TermFields,
)
from warta.diagnostics.values import Diagnostic, Position
from warta.i18n.moments import Moment
from warta.markdown.conversion import Body

__all__ = [
    "Card",
    "ParseOptions",
    "Parsed",
    "ParsedAbbreviation",
    "ParsedAgency",
    "ParsedProfile",
    "ParsedRegion",
    "ParsedRemoval",
    "ParsedSpeaker",
    "ParsedTag",
    "ParsedTerm",
    "PostDetails",
]


class ParseOptions(NamedTuple):
    """Everything besides a file that its parse result depends on. Plain values."""

    languages: tuple[str, ...]
    timezone: str
    markdown_engine: str
    own: str = ""
    """The address of the site."""


class Card(NamedTuple):
    """What the site needs to know of a post besides its HTML: its catalogue card. Plain values only.

    A build holds the cards of all posts. The HTML is fetched for the page that
    shows it, and the :class:`PostDetails` when there is something to report.
    """

    path: str
    story: str
    """``news/2024/seminar-korpri``: the path below ``content/`` without language and suffix."""
    name: str
    """The last part of ``story``: the slug, unless the front matter gives another."""
    language: str
    digest: str
    """Of the file's bytes."""
    teaser: bytes
    """Digest of what a listing shows of the post's own: changes of the body alone do not change it."""
    slug: str
    """From the front matter; empty when ``name`` is to be used."""
    title: str
    summary: str
    """The writer's, or the start of the text."""
    standfirst: str
    """The writer's summary only."""
    date: Moment | None
    updated: Moment | None
    """As the key says; changes have dates of their own."""
    year: int
    month: int
    former_year: int
    """Of the date in the zone that it is written in, where addresses had it from; 0 when it is ``year``."""
    kind: str
    agency: tuple[str, ...]
    """Terms are named as in the file."""
    speaker: tuple[str, ...]
    region: tuple[str, ...]
    tags: tuple[str, ...]
    keys: tuple[str, ...]
    """The keys that the front matter has."""
    draft: bool
    unverified: bool
    withdrawn: bool
    opens: Moment | None
    """``publish_at``."""
    expires: Moment | None
    lead: bool
    """Whether it is to lead the front page."""
    pinned: Moment | None
    """Until when it stands at the head of the front page."""
    image: tuple[str, str, str, str, str, str] | None
    """Source, alternative text, caption, credit, kind and focus; the last is empty when not given."""
    source: tuple[str, str] | None
    """Name and address of the outlet."""
    author: str
    event: tuple[Moment | None, LocalText | None, Moment | None] | None
    """Start, venue and end."""
    claim: str
    """What a fact-check examines."""
    verdict: str
    """One of :data:`~warta.content.model.VERDICTS`; empty when there is none."""
    examined: tuple[LocalText | None, str, tuple[tuple[str, str], ...]] | None
    """Of a fact-check: who makes the claim, its address, and name and address of each source."""
    changes: tuple[tuple[Moment, str, str], ...]
    """Date, kind and note, newest first."""
    aliases: tuple[str, ...]
    links: tuple[tuple[str, bool], ...]
    """Target, and whether it is an image."""
    documents: tuple[tuple[int, str], ...]
    """Which of these lead to documents, by their number, and what each is called in the text."""
    anchors: tuple[str, ...]
    quotes: tuple[str, ...]
    """Who is quoted in the text, as it was written, in order."""
    quotations: tuple[str, ...]
    """What they say, as plain text."""
    text: str
    """Digest of what a translator translates; see :mod:`warta.content.originals`."""
    visible: str
    """Digest of the words that readers see; see :func:`warta.content.originals.visible_digest`."""
    minor: tuple[str, ...]
    """What the last change is called that needs no note; an empty text where it has no name."""
    translated_from: str
    """Which text of the original it was made from, as recorded; empty when it is not."""
    words: int
    """In the text."""
    capitals: tuple[str, ...]
    """What abbreviations in the text can be made of: see :func:`warta.markdown.reading.capitals_in`."""
    unfilled: bool = False
    """Whether the agency still has something to write on this standing page."""
    menus: tuple[str, ...] = ()
    order: int = -1
    """These two of a standing page alone: in which menus it is, and where; -1 when it does not say."""

    @property
    def is_standing(self) -> bool:
        """Whether this is a standing page and no story."""
        return self.story.startswith(f"{STANDING}/")


class PostDetails(Struct, frozen=True):
    """What only messages about a post need."""

    fields: DocumentFields
    where: dict[str, Position]
    """Where the value of each key stands; ``image.src`` for one in a group, ``changes.0.date`` in a list."""
    body: Body


class ParsedTerm(Struct, frozen=True):
    """A term on its own."""

    path: str
    taxonomy: str
    term: str
    """Its id."""
    fields: TermFields
    where: dict[str, Position]
    position: Position


class ParsedAgency(ParsedTerm, frozen=True):
    """A term of each taxonomy is of its own type, so that it can be told what form its fields have."""

    fields: AgencyFields


class ParsedSpeaker(ParsedTerm, frozen=True):
    """As above."""

    fields: SpeakerFields


class ParsedRegion(ParsedTerm, frozen=True):
    """As above."""

    fields: RegionFields


class ParsedTag(ParsedTerm, frozen=True):
    """As above."""

    fields: TagFields


class ParsedAbbreviation(Struct, frozen=True):
    """An entry of the glossary."""

    path: str
    abbreviation: str
    fields: GlossaryFields
    position: Position


class ParsedRemoval(Struct, frozen=True):
    """An entry of the list of what has been taken off the site."""

    path: str
    fields: RemovalFields
    position: Position


class ParsedProfile(Struct, frozen=True):
    """A term's profile text in one language."""

    path: str
    taxonomy: str
    term: str
    language: str
    body: Body


class Parsed(Struct, frozen=True):
    """What one file gave: a post, or terms, or a profile, or nothing."""

    path: str
    diagnostics: tuple[Diagnostic, ...]
    card: Card | None = None
    details: PostDetails | None = None
    terms: tuple[ParsedTerm | ParsedAbbreviation | ParsedRemoval, ...] = ()
    profile: ParsedProfile | None = None
    html: str = ""
    """Of the post or profile."""
