"""Pages and files of which a language or the site has one, and redirects."""

from __future__ import annotations

from msgspec import Struct

from warta.i18n.moments import Moment
from warta.views.references import TermRef
from warta.views.stories import Teaser
from warta.views.terms import TermCount, TermStories

__all__ = [
    "FrontSection",
    "HeadersView",
    "HomeView",
    "LanguageChoiceView",
    "NotFoundView",
    "RedirectView",
    "RobotsView",
    "SearchView",
    "SecurityView",
]


class FrontSection(Struct, frozen=True):
    """A part of the front page that its editors have asked for."""

    term: TermRef
    """What it is about; a kind of story has no page to link to."""
    stories: tuple[Teaser, ...]
    """The newest that are not above on the page."""


class HomeView(Struct, frozen=True):
    """The front page."""

    lead: Teaser | None
    latest: tuple[Teaser, ...]
    """The pinned stories, then the newest."""
    newest: Moment | None
    """The date of the newest story: those of its day are shown with their time."""
    sections: tuple[FrontSection, ...]
    """Those of the site's settings."""
    by_agency: tuple[TermStories, ...]
    """The agencies with the most stories, each with its newest that are not among those above.

    None where there are sections."""
    agencies: tuple[TermCount, ...]
    """The agencies with the most stories."""
    regions: tuple[TermCount, ...]
    """The regions with the most stories that lie in no other: provinces, as a rule."""
    tags: tuple[TermCount, ...]


class SearchView(Struct, frozen=True):
    """The page that searches the stories of its language."""

    index: str
    """URL path of the folder with the parts of the index, with a final slash; empty without a story."""
    filters: tuple[str, ...]
    """What results can be narrowed down by, in the order to show."""


class NotFoundView(Struct, frozen=True):
    """The page for an address that does not exist."""

    latest: tuple[Teaser, ...]


class LanguageChoiceView(Struct, frozen=True):
    """The page at ``/``: sends the reader on to the first language, offers all."""

    target: str
    """Home page of the canonical language."""
    texts: tuple[tuple[str, str, str, str], ...]
    """(code, language name, home URL, "read in this language" in that language)."""


class RedirectView(Struct, frozen=True):
    """A page at an old address."""

    target: str
    canonical: str


class RedirectsView(Struct, frozen=True):
    """All old addresses."""

    redirects: tuple[tuple[str, str], ...]
    """Old and new address, percent-encoded; the new one can be of another site."""


class HeadersView(Struct, frozen=True):
    """What hosts are to send along with every file."""

    immutable: tuple[str, ...]
    """URL paths of the folders whose files never change: their names carry a digest."""
    shown_elsewhere: tuple[str, ...]
    """Those whose pictures feed readers and other newsrooms show in their own pages."""


class SecurityView(Struct, frozen=True):
    """security.txt, by the names of RFC 9116."""

    contact: tuple[str, ...]
    """https, mailto or tel, the best first."""
    expires: Moment
    """After which nobody should believe it."""
    languages: tuple[str, ...]
    canonical: str
    policy: str | None
    """Address of the rules for those who report."""
    encryption: str | None
    """Address of a key."""
    acknowledgments: str | None
    """Address of a page that thanks them."""


class RobotsView(Struct, frozen=True):
    """robots.txt."""

    sitemap: str
