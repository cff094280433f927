"""What templates see: narrow, immutable projections of the library.

A page's data is built from these types only, and its fingerprint covers every
field of them (see :mod:`warta.pages.fingerprint`), so a template cannot depend
on anything that would not cause its page to be rendered again.

Every ``url`` is a path on this site that starts with the site's root
(``/id/berita/…`` or ``/sub/path/id/berita/…``); every ``canonical`` and every
``href`` of an :class:`Alternate` is absolute. A
:class:`~warta.i18n.moments.Moment` is in the zone it is to be shown in; the
template writes it out with the filters ``date_long``, ``date_short``,
``clock`` and ``iso``, and texts that readers see as they wrap with ``whole``.

They are named tuples, which are declared, made and pickled several times as
fast as data classes; those with a field that every tuple has a method for
(``count``, ``index``) are data classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from warta.i18n.moments import Moment, PartialDate

__all__ = [
    "Activity",
    "ActivityMonth",
    "Alternate",
    "ArchiveMonth",
    "ArchiveView",
    "ArchiveYear",
    "Change",
    "Event",
    "FeedEntry",
    "FeedLink",
    "FeedView",
    "File",
    "HeadersView",
    "HomeView",
    "Image",
    "LanguageChoiceView",
    "LanguageLink",
    "Link",
    "ListingView",
    "MapPosition",
    "MapShape",
    "MapView",
    "NewsEntry",
    "NewsSitemapView",
    "NotFoundView",
    "Office",
    "OpmlGroup",
    "OpmlSection",
    "OpmlView",
    "PageHead",
    "Pager",
    "Picture",
    "PictureSource",
    "PostView",
    "Quotation",
    "RedirectView",
    "RegionNode",
    "RegionsView",
    "RobotsView",
    "SearchView",
    "Site",
    "SitemapEntry",
    "SitemapIndexView",
    "SitemapPart",
    "SitemapView",
    "SocialCard",
    "SourceOutlet",
    "Speaker",
    "Teaser",
    "TermCount",
    "TermGroup",
    "TermRef",
    "TermStories",
    "TermView",
    "TermsView",
]


class Link(NamedTuple):
    """A link with its text; ``url`` None means that there is nothing to link to."""

    text: str
    url: str | None


class Alternate(NamedTuple):
    """One ``<link rel="alternate" hreflang=…>``; the page lists itself as well."""

    hreflang: str
    """A language code, or ``x-default``."""
    href: str


class LanguageLink(NamedTuple):
    """One entry of the language switch."""

    code: str
    name: str
    """The language's name in itself: ``Bahasa Indonesia``, ``English``."""
    url: str | None
    """The same page in that language; None where it has not been translated."""
    home: str
    """That language's home page, for when there is no translation."""
    current: bool
    locale: str
    """OpenGraph form: ``id_ID``."""


class FeedLink(NamedTuple):
    """A feed that a page tells programs of."""

    name: str
    """What it is about: the site's or a term's name."""
    format: str
    """Atom, RSS or JSON Feed."""
    type: str
    """Media type."""
    url: str


class Site(NamedTuple):
    """What every page of one language shares. One value per language and build."""

    language: str
    """BCP 47 code, for ``<html lang>``."""
    locale: str
    """OpenGraph form: ``id_ID``."""
    direction: str
    """``ltr`` or ``rtl``."""
    title: str
    description: str
    root: str
    """Path prefix of the site: empty, or ``/sub/path`` (never ends in a slash)."""
    base_url: str
    """Scheme and host and root, without a final slash."""
    home: str
    news: str
    """The listing of all stories."""
    archive: str
    feed: str
    """The newest stories, in the format that readers are shown a link to."""
    feeds: tuple[FeedLink, ...]
    """The same in all formats."""
    search: str | None
    """The page that searches the stories; None without one."""
    navigation: tuple[Link, ...]
    """News, the four taxonomies and the archive, in the order to show."""
    languages: tuple[LanguageLink, ...]
    """Every language with its home page (``url`` is None here: pages carry their own switch)."""
    assets: tuple[tuple[str, str], ...]
    """(name in ``templates/assets``, fingerprinted URL); templates call ``asset(name)``."""
    publisher: str
    publisher_url: str | None
    contact: str | None
    """An e-mail address or URL readers may write to."""
    strings: tuple[tuple[str, str | tuple[str, ...]], ...]
    """Interface texts; templates call ``t(key, …)`` and ``t_count(key, n)``."""
    formats: tuple[tuple[str, str | tuple[str, ...]], ...]
    """Names of months and weekdays and the patterns of dates; used by the date filters."""


class PageHead(NamedTuple):
    """What every page has, whatever its template."""

    kind: str
    """home, news, post, terms, regions, term, archive, month, not-found, choice, redirect …"""
    url: str
    canonical: str
    title: str
    """Without the site's name; the template adds it. Pages past the first carry no number here."""
    description: str
    alternates: tuple[Alternate, ...]
    languages: tuple[LanguageLink, ...]
    breadcrumbs: tuple[Link, ...]
    """From the home page down to, and without, this page."""
    indexable: bool
    """False: ``<meta name="robots" content="noindex">``."""
    feeds: tuple[FeedLink, ...]
    """The page's own first, then the site's."""


@dataclass(frozen=True, slots=True)
class SearchView:
    """The page that searches the stories of its language."""

    index: str
    """URL path of the folder with the index, with a final slash; empty without a story."""
    filters: tuple[str, ...]
    """What results can be narrowed down by, in the order to show."""


class TermRef(NamedTuple):
    """A term where it is mentioned."""

    name: str
    url: str | None
    """None when the term has no page in this language."""


class PictureSource(NamedTuple):
    """One ``<source>`` of a picture: a format that a browser may prefer."""

    type: str
    """``image/avif``."""
    srcset: str
    media: str | None
    """A media query, where the format is not for everybody."""


class Picture(NamedTuple):
    """A picture as files of several formats and widths."""

    url: str
    """The file for browsers that know no ``srcset``, and for everybody else: JPEG, PNG or SVG."""
    srcset: str
    """The same format in all widths; empty when there is one only."""
    width: int
    height: int
    """Pixels: the shape to keep free while it is loaded."""
    sources: tuple[PictureSource, ...]


class Image(NamedTuple):
    """A picture and what is said about it."""

    url: str
    canonical: str
    alt: str
    caption: str | None
    credit: str | None
    picture: Picture
    """The files."""


class File(NamedTuple):
    """A document to be downloaded."""

    url: str
    kind: str
    """``PDF``, ``DOCX`` …"""
    size: int
    """Bytes."""
    pages: int
    """0 where that is not known."""


class Teaser(NamedTuple):
    """A story in a listing. One value per post and build, shared by all pages that list it."""

    url: str
    canonical: str
    title: str
    summary: str
    """May be empty."""
    date: Moment
    updated: Moment
    """Equal to ``date`` when the post never changed."""
    kind: str
    """news, press-release, statement or advertorial."""
    agencies: tuple[TermRef, ...]
    regions: tuple[TermRef, ...]
    image: Image | None
    draft: bool
    """True only in a build with ``--drafts``: the public would not see this story."""
    language: str = ""
    """Of a story that the page's language lacks and that is linked in this one instead; else empty."""


class Speaker(NamedTuple):
    """A speaker as one story names them."""

    name: str
    """Without titles: ``I Ketut Sedana Merta``."""
    full_name: str
    """With academic and noble titles: ``Ir. I Ketut Sedana Merta``."""
    url: str | None
    office: str | None
    """The office held on the story's date, in the page's language, marked when acting."""


class SourceOutlet(NamedTuple):
    """The outlet in which a story first appeared."""

    name: str
    url: str | None


class Change(NamedTuple):
    """An entry of a post's public change log."""

    date: Moment
    kind: str
    """update, correction, clarification, right-of-reply or withdrawal."""
    note: str


class Event(NamedTuple):
    """When and where the event took place that a story reports."""

    date: PartialDate | None
    venue: str | None


class SocialCard(NamedTuple):
    """A picture that is drawn from a story's title."""

    canonical: str
    width: int
    height: int


class PostView(NamedTuple):
    """One post. Its body is handed to the template separately, as ``body``."""

    title: str
    summary: str
    date: Moment
    updated: Moment
    kind: str
    agencies: tuple[TermRef, ...]
    speakers: tuple[Speaker, ...]
    regions: tuple[tuple[TermRef, ...], ...]
    """One path a region, from the province down; a national story has none."""
    tags: tuple[TermRef, ...]
    source: SourceOutlet | None
    author: str | None
    image: Image | None
    changes: tuple[Change, ...]
    """Newest first."""
    event: Event | None
    withdrawn: bool
    """The body is empty and the newest change says why."""
    draft: bool
    previous: Teaser | None
    """The next older story in this language."""
    next: Teaser | None
    """The next newer one."""
    card: SocialCard | None
    """Stands for the picture of a story that has none."""
    minutes: int
    """To read the text; 0 when there is none."""


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a listing's page stands among its siblings."""

    number: int
    """1-based."""
    count: int
    previous: str | None
    next: str | None
    pages: tuple[Link, ...]
    """A window of numbered links for the page; ``url`` None is the page itself or a gap (text ``…``)."""


class HomeView(NamedTuple):
    """The front page."""

    lead: Teaser | None
    latest: tuple[Teaser, ...]
    by_agency: tuple[TermStories, ...]
    """The agencies with the most stories, each with its newest that are not among those above."""
    agencies: tuple[TermCount, ...]
    """The agencies with the most stories."""
    regions: tuple[TermCount, ...]
    """The regions with the most stories that lie in no other: provinces, as a rule."""
    tags: tuple[TermCount, ...]


class ListingView(NamedTuple):
    """A plain listing: all news, or one month of the archive."""

    heading: str
    stories: tuple[Teaser, ...]
    total: int
    """Stories on all pages of this listing."""
    pager: Pager


@dataclass(frozen=True, slots=True)
class TermCount:
    """A term with the number of its stories in this language."""

    term: TermRef
    count: int


@dataclass(frozen=True, slots=True)
class TermStories:
    """A term with the number of its stories and some of them."""

    term: TermRef
    count: int
    stories: tuple[Teaser, ...]


class TermsView(NamedTuple):
    """The index of agencies, speakers or tags, sorted by name."""

    taxonomy: str
    """agencies, speakers or tags."""
    terms: tuple[TermCount, ...]


@dataclass(frozen=True, slots=True)
class RegionNode:
    """A region with those below it that have stories."""

    term: TermRef
    count: int
    """Stories of the region and of all below it, each once."""
    children: tuple[RegionNode, ...]


@dataclass(frozen=True, slots=True)
class MapShape:
    """One province on the map."""

    path: str
    """SVG path data."""
    name: str
    url: str | None
    count: int
    shade: int
    """0 (no story) to 4 (as many as the province with the most)."""


class MapView(NamedTuple):
    """The map of Indonesia."""

    view_box: str
    shapes: tuple[MapShape, ...]


class RegionsView(NamedTuple):
    """The index of regions: a tree and a map that say the same."""

    regions: tuple[RegionNode, ...]
    national: TermCount | None
    """The country itself, for stories of national agencies."""
    map: MapView | None
    """None when the site is not about Indonesia's provinces."""


class TermGroup(NamedTuple):
    """Terms of one taxonomy that a term's stories often name."""

    taxonomy: str
    terms: tuple[TermCount, ...]
    """With the number of those stories; the most frequent first."""


@dataclass(frozen=True, slots=True)
class ActivityMonth:
    """A bar of a chart."""

    name: str
    """``November 2024``."""
    count: int
    share: int
    """Of the month with the most stories, in percent: 0 to 100."""


class Activity(NamedTuple):
    """A chart of stories by month, the oldest first, those without stories included."""

    months: tuple[ActivityMonth, ...]
    most: int
    """Stories of the busiest month."""


class Quotation(NamedTuple):
    """What a speaker says in a story."""

    text: str
    office: str | None
    """As the story gives it."""
    date: Moment
    kind: str
    title: str
    url: str
    """These four are the story's."""


class MapPosition(NamedTuple):
    """Where a region is: its province on the map of Indonesia."""

    view_box: str
    path: str
    """SVG path data of the province."""
    name: str
    """Of the province."""
    x: int
    y: int
    """The middle of the province."""
    ring: int
    """Radius of a circle that makes a small province easy to find; 0 for none."""


class Office(NamedTuple):
    """An appointment of a speaker."""

    title: str
    """In the page's language, marked when acting."""
    agency: TermRef | None
    start: PartialDate | None
    end: PartialDate | None


class TermView(NamedTuple):
    """The page of one term."""

    taxonomy: str
    """agencies, speakers, regions or tags."""
    name: str
    full_name: str
    """A speaker's name with titles; for other terms the same as ``name``."""
    profile: str
    """HTML of the profile text, sanitised; may be empty. Template: ``view.profile | trusted``."""
    stories: tuple[Teaser, ...]
    total: int
    pager: Pager
    offices: tuple[Office, ...]
    """Speakers: newest first."""
    region: TermRef | None
    """Agencies: their region."""
    parent: TermRef | None
    """Agencies: the agency above. Regions carry their path as breadcrumbs."""
    successor: TermRef | None
    """Agencies that have ended."""
    ended: PartialDate | None
    former_names: tuple[str, ...]
    address: str | None
    website: str | None
    subregions: tuple[TermCount, ...]
    """Regions: those directly below that have stories."""
    description: str
    """What it is, in a sentence; may be empty."""
    quotations: tuple[Quotation, ...]
    """Speakers, on the first page: what they have said, newest first."""
    groups: tuple[TermGroup, ...]
    """On the first page. Agencies: speakers and regions; speakers and tags: tags."""
    activity: Activity | None
    """Agencies, on the first page: the last two years with stories, if there are enough of them."""
    agencies: tuple[TermCount, ...]
    """Regions, on the first page: the agencies that serve it."""
    position: MapPosition | None
    """Regions, on the first page, where the map has their province."""


@dataclass(frozen=True, slots=True)
class ArchiveMonth:
    """One month with stories."""

    month: int
    """1 to 12."""
    name: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class ArchiveYear:
    """One year with stories."""

    year: int
    url: str
    count: int
    months: tuple[ArchiveMonth, ...]
    """Newest first, only those with stories."""


class ArchiveView(NamedTuple):
    """The archive (all years) or one year of it (a single entry in ``years``)."""

    heading: str
    years: tuple[ArchiveYear, ...]
    """Newest first."""
    activity: Activity | None = None
    """Of one year: its months, if enough of them have stories."""
    older: Link | None = None
    """Of one year: the year with stories before it."""
    newer: Link | None = None


class NotFoundView(NamedTuple):
    """The page for an address that does not exist."""

    latest: tuple[Teaser, ...]


class LanguageChoiceView(NamedTuple):
    """The page at ``/``: sends the reader on to the first language, offers all."""

    target: str
    """Home page of the canonical language."""
    texts: tuple[tuple[str, str, str, str], ...]
    """(code, language name, home URL, "read in this language" in that language)."""


class RedirectView(NamedTuple):
    """A page at an old address."""

    target: str
    canonical: str


class FeedEntry(NamedTuple):
    """A story in a feed. Its text is handed to the template separately, in ``bodies``."""

    canonical: str
    """Absolute, stable."""
    title: str
    summary: str
    """May be empty."""
    date: Moment
    updated: Moment
    kind: str
    author: str | None
    agencies: tuple[TermRef, ...]
    regions: tuple[TermRef, ...]
    tags: tuple[TermRef, ...]
    image: Image | None
    changes: tuple[Change, ...]
    """Newest first."""
    withdrawn: bool
    """Never true in a feed; other newsrooms are told in the file of the story."""


class FeedView(NamedTuple):
    """A feed in any format: newest first."""

    feed_id: str
    """Absolute, stable."""
    self_url: str
    home_url: str
    """Of the page whose stories it has."""
    title: str
    description: str
    updated: Moment
    """1970 when there is no story."""
    hub: str | None
    """A WebSub hub."""
    full: bool
    """Whether the stories' texts go with it."""
    entries: tuple[FeedEntry, ...]


class OpmlSection(NamedTuple):
    """The feeds of one taxonomy."""

    text: str
    feeds: tuple[tuple[str, str, str], ...]
    """Name, address of the feed, address of the page."""


class OpmlGroup(NamedTuple):
    """The feeds of one language."""

    language: str
    text: str
    feed: tuple[str, str, str]
    """Of the site, as in a section."""
    sections: tuple[OpmlSection, ...]


class OpmlView(NamedTuple):
    """The list of all feeds."""

    title: str
    type: str
    """``rss`` for Atom and RSS, as readers expect it."""
    groups: tuple[OpmlGroup, ...]


class SitemapEntry(NamedTuple):
    """One URL with its translations."""

    loc: str
    lastmod: Moment | None
    alternates: tuple[Alternate, ...]


class SitemapView(NamedTuple):
    """One site map of several."""

    entries: tuple[SitemapEntry, ...]


class SitemapPart(NamedTuple):
    """A site map in the index."""

    loc: str
    lastmod: Moment | None


class SitemapIndexView(NamedTuple):
    """sitemap.xml."""

    parts: tuple[SitemapPart, ...]


class NewsEntry(NamedTuple):
    """A story of the last two days."""

    loc: str
    name: str
    """Of the site, in the story's language."""
    language: str
    date: Moment
    """When it became public."""
    title: str


class NewsSitemapView(NamedTuple):
    """The site map for Google News."""

    entries: tuple[NewsEntry, ...]
    """Newest first."""
    others: tuple[str, ...]
    """What it lists when there are no news."""


class HeadersView(NamedTuple):
    """What hosts are to send along with every file."""

    immutable: tuple[str, ...]
    """URL paths of the folders whose files never change: their names carry a digest."""
    shown_elsewhere: tuple[str, ...]
    """Those whose pictures feed readers and other newsrooms show in their own pages."""


class RobotsView(NamedTuple):
    """robots.txt."""

    sitemap: str
