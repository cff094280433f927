"""What an importer knows of the site that it imports into."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from warta.config.settings import Config
from warta.content.parsed import ParseOptions
from warta.importing.plan import Plan
from warta.site.taxonomy import Registry

__all__ = ["Desk"]


class Desk(Struct, frozen=True):
    """The site's settings and terms, and what the user asked for. Read-only."""

    config: Config
    registry: Registry
    today: date
    """In the site's zone: dates without a year lie before its end. ``--date`` or the day of the import."""
    plan: Plan | None = None
    """What becomes of the keys and terms of a foreign site; None: what ``--plan`` would propose."""

    @property
    def reserved(self) -> frozenset[str]:
        """Slugs that no term can have."""
        return frozenset(language.paths["page"] for language in self.config.languages)

    @property
    def options(self) -> ParseOptions:
        """How the site reads its content."""
        return self.config.parse_options
