"""Agencies, speakers, regions and tags: their pages, and the lists of them."""

from __future__ import annotations

from msgspec import Struct

from warta.i18n.moments import Moment, PartialDate
from warta.views.charts import Activity, MapPosition, MapView
from warta.views.lists import Pager
from warta.views.references import TermRef
from warta.views.stories import Teaser

__all__ = [
    "Office",
    "Quotation",
    "RegionNode",
    "RegionsView",
    "TermCount",
    "TermGroup",
    "TermStories",
    "TermView",
    "TermsView",
]


class TermCount(Struct, frozen=True):
    """A term with the number of its stories in this language."""

    term: TermRef
    count: int


class TermStories(Struct, frozen=True):
    """A term with the number of its stories and some of them."""

    term: TermRef
    count: int
    stories: tuple[Teaser, ...]


class TermsView(Struct, frozen=True):
    """The index of agencies, speakers or tags, sorted by name."""

    taxonomy: str
    """agencies, speakers or tags."""
    terms: tuple[TermCount, ...]


class RegionNode(Struct, frozen=True):
    """A region with those below it that have stories; the region that a site is about with all below it."""

    term: TermRef
    count: int
    """Stories of the region and of all below it, each once."""
    children: tuple[RegionNode, ...]


class RegionsView(Struct, frozen=True):
    """The index of regions: a tree and a map that say the same."""

    regions: tuple[RegionNode, ...]
    national: TermCount | None
    """The country itself, for stories of national agencies."""
    map: MapView | None
    """None where there is no map of what the site is about, and without stories."""
    home: TermRef | None = None
    """The region that the site is about, the first of ``regions``."""


class TermGroup(Struct, frozen=True):
    """Terms of one taxonomy that a term's stories often name."""

    taxonomy: str
    terms: tuple[TermCount, ...]
    """With the number of those stories; the most frequent first."""


class Quotation(Struct, frozen=True):
    """What a speaker says in a story."""

    text: str
    office: str | None
    """As the story gives it."""
    date: Moment
    kind: str
    title: str
    url: str
    """These four are the story's."""


class Office(Struct, frozen=True):
    """An appointment of a speaker."""

    title: str
    """In the page's language, marked when acting."""
    agency: TermRef | None
    start: PartialDate | None
    end: PartialDate | None


class TermView(Struct, frozen=True):
    """The page of one term. A numbered page has its names, stories and pager; all else is on its own page."""

    taxonomy: str
    """agencies, speakers, regions or tags."""
    name: str
    full_name: str
    """A speaker's name with titles; for other terms the same as ``name``."""
    pager: Pager
    stories: tuple[Teaser, ...] = ()
    profile: str = ""
    """HTML of the profile text, sanitised; may be empty. Template: ``view.profile | trusted``."""
    offices: tuple[Office, ...] = ()
    """Speakers: newest first."""
    region: TermRef | None = None
    """Agencies: their region."""
    parent: TermRef | None = None
    """Agencies: the agency above. Regions carry their path as breadcrumbs."""
    successor: TermRef | None = None
    """Agencies that have ended."""
    ended: PartialDate | None = None
    former_names: tuple[str, ...] = ()
    address: str | None = None
    website: str | None = None
    subregions: tuple[TermCount, ...] = ()
    """Regions: those directly below that have stories."""
    description: str = ""
    """What it is, in a sentence; may be empty."""
    description_language: str = ""
    """Of a description that is not given in the page's language; else empty."""
    quotations: tuple[Quotation, ...] = ()
    """Speakers: what they have said, newest first."""
    groups: tuple[TermGroup, ...] = ()
    """Agencies: speakers and regions; speakers and tags: tags."""
    activity: Activity | None = None
    """Agencies: the last two years with stories, if there are enough of them."""
    agencies: tuple[TermCount, ...] = ()
    """Regions: the agencies that serve it."""
    position: MapPosition | None = None
    """Regions, where the map has their province."""
