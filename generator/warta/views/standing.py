"""Standing pages."""

from __future__ import annotations

from msgspec import Struct

from warta.i18n.moments import Moment
from warta.views.media import Image

__all__ = ["PageLink", "StandingView"]


class PageLink(Struct, frozen=True):
    """A standing page as the one above it lists it."""

    url: str
    title: str
    summary: str
    """May be empty."""


class StandingView(Struct, frozen=True):
    """One standing page. Its body is handed to the template separately, as ``body``."""

    title: str
    summary: str
    """The writer's; may be empty."""
    kind: str
    """page, about or contact."""
    updated: Moment | None
    """When it says that it was changed last."""
    image: Image | None
    draft: bool
    """True only in a build with ``--drafts``: the public would not see this page."""
    pages: tuple[PageLink, ...]
    """Those directly below it, in order."""
    opens: Moment | None = None
    """Previews: when it will be published, where time alone holds it back."""
    expired: Moment | None = None
    """Previews: since when it is no longer published."""
