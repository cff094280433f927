"""What an importer knows of the site that it imports into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from generator.config import Config
from generator.parsing import ParseOptions
from generator.registry import Registry

__all__ = ["Desk"]


@dataclass(frozen=True, slots=True)
class Desk:
    """The site's settings and terms, and what the user asked for. Read-only."""

    config: Config
    registry: Registry
    today: date
    """In the site's zone: dates without a year lie before its end. ``--date`` or the day of the import."""
    plan: str | None = None
    """The file of ``--plan``."""

    @property
    def options(self) -> ParseOptions:
        """How the site reads its content."""
        return ParseOptions.of(self.config)
