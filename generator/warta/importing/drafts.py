"""What an import carries: drafts of stories, where each value comes from, and what was left out and why."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

from msgspec import Struct, field

__all__ = [
    "Certainty",
    "Draft",
    "Finding",
    "LeftOut",
    "Media",
    "NewTerm",
    "Notice",
    "Remark",
    "Value",
    "Version",
    "remark",
    "shortened",
]

Value = str | bool | tuple["Value", ...] | Mapping[str, "Value"]
"""What can stand in front matter or in a term's file. Dates are texts: ``2024-11-14 09:00 WITA``."""


class Certainty(IntEnum):
    """How much a value can be relied on. All of them are reviewed by the team; these say how."""

    STATED = 0
    """The source says so in as many words: written."""
    INFERRED = 1
    """Follows from the source by a rule that can fail: written, and marked for review."""
    DOUBTFUL = 2
    """May be meant: a comment only, so that nobody takes it for a fact."""
    MISSING = 3
    """Names something that the source lacks: written, and marked as missing."""


class Remark(NamedTuple):
    """A sentence for the team, as a name in the table ``import`` of the messages and what fills it in."""

    code: str
    arguments: tuple[tuple[str, str], ...] = ()


def remark(code: str, /, **arguments: str | int) -> Remark:
    """A remark; ``code`` is a key of ``[import]`` in ``messages/*.toml``."""
    return Remark(code, tuple((name, str(value)) for name, value in sorted(arguments.items())))


class NewTerm(Struct, frozen=True):
    """A term that the site's registry lacks, as it could be written into it."""

    taxonomy: str
    id: str
    fields: Mapping[str, Value]
    """Keys of the content model: ``name``, ``prefix``, ``appointments``…"""


class Finding(Struct, frozen=True):
    """A value for a front-matter key, or one item of a list."""

    value: Value
    certainty: Certainty = Certainty.STATED
    origin: str = ""
    """The sentence or item of the source that it came from."""
    remark: Remark | None = None
    """How it was come by, or what is to be asked."""
    term: NewTerm | None = None
    """Set when ``value`` is the id of a term that the registry does not have yet."""


class Version(Struct, frozen=True):
    """One language of a story."""

    body: str
    """Markdown."""
    fields: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    """Keys that each language has of its own (title, summary, slug, aliases): key → values."""


class Media(Struct, frozen=True):
    """A file that belongs beside the story."""

    name: str
    """File name without folders, as the body or ``image`` refers to it. The writer refuses other names."""
    data: bytes


class Draft(Struct, frozen=True):
    """A story as it was found in a source."""

    sources: tuple[str, ...]
    """The items of the source that it is made of, as the report names them; several for translations."""
    versions: Mapping[str, Version]
    """Language → version. The first language of the site that is there is the original."""
    shared: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    """Keys that the languages share (date, agency, speaker, …): key → values."""
    name: str = ""
    """What to call the file, before the language: its title or old name."""
    media: tuple[Media, ...] = ()
    missing: Mapping[str, Remark] = field(default_factory=dict)
    """Keys for which nothing was found → what the note says of it."""
    notes: tuple[Remark, ...] = ()
    """For ``notes`` in the front matter: what was taken out, changed or contradicts itself."""
    planned: bool = False
    """A plan has decided about its terms: those that the registry lacks are added without being asked for."""
    published: bool = False
    """It is no draft: the source had published it, and the plan says to keep it so."""
    folder: bool = False
    """It lies in a folder of its own, also without media; links of other drafts count on that."""
    kept: Mapping[str, int] = field(default_factory=dict)
    """Template tags that stay visible in the text → how many of each."""
    taken: Mapping[str, int] = field(default_factory=dict)
    """Those without an equivalent that were taken out → how many of each."""


class LeftOut(Struct, frozen=True):
    """An item of a source that did not become a story."""

    source: str
    """As the report names it."""
    reason: Remark


class Notice(NamedTuple):
    """What there is to know of a whole source."""

    source: str
    what: Remark


def shortened(text: str, limit: int) -> str:
    """``text`` on one line, of at most ``limit`` characters, with an ellipsis where something was cut off."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    space = text.rfind(" ", 0, limit - 1)
    end = space if space > limit // 2 else limit - 1  # one long word is cut in it
    return text[:end].rstrip(' ,;:–-“"(') + "…"
