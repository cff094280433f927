"""``[front]`` of ``site.toml``: what stands on the front page besides its lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from msgspec import Struct

from warta.config.tables import Tables, Wrong, one_of, text, whole, wrong
from warta.content.model import STORY_KINDS
from warta.diagnostics.values import Position

__all__ = ["Front", "FrontSection", "FrontSettings", "read_front"]

TAXONOMY_OF = {"topic": "tags", "agency": "agencies", "region": "regions"}
"""Key of a section → the taxonomy of the term that it names."""
MOST_SECTIONS = 12


class FrontSection(Struct, frozen=True):
    """The newest stories of one kind or one term."""

    taxonomy: str
    """Empty for a kind."""
    name: str
    """Of the kind; id or name of the term."""
    stories: int
    position: Position
    """In ``site.toml``."""


class Front(Struct, frozen=True):
    """The front page as its editors want it."""

    latest: int = 12
    """How many of the newest stories it shows besides the lead."""
    sections: tuple[FrontSection, ...] = ()
    """Empty: the busiest agencies with their newest stories."""


def _sections(value: Any) -> Wrong | None:
    tables = isinstance(value, list) and all(isinstance(item, Mapping) for item in value)
    return None if tables and len(value) <= MOST_SECTIONS else wrong("setting-sections", most=MOST_SECTIONS)


class FrontSettings(Struct, frozen=True):
    """The table as it is written."""

    latest: Annotated[int, whole("setting-front-latest", 0, 60)] = Front().latest
    sections: Annotated[Sequence[Mapping[str, Any]], _sections] = ()


class _Section(Struct, frozen=True):
    kind: Annotated[str, one_of(*STORY_KINDS)] = ""
    topic: Annotated[str, text] = ""
    agency: Annotated[str, text] = ""
    region: Annotated[str, text] = ""
    stories: Annotated[int, whole("setting-front-stories", 1, 12)] = 4


def read_front(tables: Tables, given: Mapping[str, Any]) -> Front:
    """``[front]`` with its ``[[front.sections]]``; what is wrong is reported and left out."""
    front = tables.read(FrontSettings, "front", given) or FrontSettings()
    found = [_read_section(tables, number, section) for number, section in enumerate(front.sections, 1)]
    return Front(front.latest, tuple([section for section in found if section is not None]))


def _read_section(tables: Tables, number: int, given: Mapping[str, Any]) -> FrontSection | None:
    name = f"front.sections[{number}]"
    before = len(tables.diagnostics)
    section = tables.read(_Section, name, given)
    if section is None or len(tables.diagnostics) > before:
        return None
    chosen = [key for key in ("kind", *TAXONOMY_OF) if getattr(section, key)]
    if len(chosen) != 1:
        tables.report("front-section", name, chosen[1] if chosen else "")
        return None
    key = chosen[0]
    wanted = getattr(section, key)
    return FrontSection(TAXONOMY_OF.get(key, ""), wanted, section.stories, tables.position(name, key))
