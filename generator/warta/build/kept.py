"""What a build leaves for the next one of the same process, and what an edit needs besides the stories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from warta.config.settings import Config
from warta.content.parsed import Card
from warta.content.scan import SourceEntry
from warta.diagnostics.values import Diagnostic
from warta.filesystem.stamps import Seen, State
from warta.output.folder import KnownManifest
from warta.site.due import Due
from warta.site.taxonomy import Registry
from warta.theme.templates import Theme

__all__ = ["Ground", "Kept"]


class Ground(NamedTuple):
    """What a site is besides its stories, and what is known of all of these together."""

    config: Config
    theme: Theme
    registry: Registry
    profiles: Mapping[str, bytes]
    """Content path of a term's profile → digest of its text."""
    standing: tuple[Card, ...]
    """Of the standing pages."""
    findings: tuple[Diagnostic, ...]
    """About the site itself."""
    gaps: tuple[Diagnostic, ...]
    """Those of them that are only warnings because they are about drafts."""
    due: tuple[Due, ...]
    """When the passage of time alone will change the site."""


class Kept(NamedTuple):
    """What the server's next build has in memory. On the disk the last one has left the same."""

    state: State
    content: Mapping[str, Seen]
    """Path of every content file → how it was seen."""
    entries: tuple[SourceEntry, ...]
    manifest: KnownManifest | None
    ground: Ground
