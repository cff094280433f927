"""The decisions about one import: what becomes of sections, languages, keys, terms and shortcodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Plan"]


@dataclass(frozen=True, slots=True)
class Plan:
    """The decisions of one import."""

    agency: str = ""
    """Id of the agency of stories that name none."""
    region: str = "indonesia"
    """Id of the region of agencies that the import adds to the registry."""
    language: str = ""
    """Of items that name none; a code of the site."""
    drafts: bool = True
    """Every story is held back until somebody has read it."""
    base_url: str = ""
    """Of the old site: links to what is not imported lead there."""
    media: str = ""
    """Folder of WordPress's uploads."""
    languages: Mapping[str, str] = field(default_factory=dict)
    sections: Mapping[str, bool] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Foreign key → value → targets (``tag:korpri``), or texts for an author; none: left out."""
    shortcodes: Mapping[str, str] = field(default_factory=dict)

    def is_story(self, section: str) -> bool:
        """Whether a section's items become stories."""
        return self.sections.get(section, True)
