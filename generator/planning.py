"""From the library to the plan: every output file as data, none of it rendered.

First it is settled which pages exist in which language (:class:`_Sitemap`),
so that each page can name its translations; then each page gets the
projection its template may see. Nothing here reads a file or a clock.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from generator import urls
from generator.config import Config
from generator.diagnostics import WHOLE_FILE, Diagnostic, error
from generator.gazetteer import COUNTRY, province_map
from generator.language import Language
from generator.library import Library, Post, resolve_link
from generator.markup import Link as BodyLink
from generator.markup import resolve_links
from generator.model import TAXONOMIES, AgencyFields, AppointmentFields, LocalText, SpeakerFields
from generator.moments import Moment, moment_of
from generator.registry import Term
from generator.urls import Address
from generator.views import (
    Alternate,
    ArchiveMonth,
    ArchiveView,
    ArchiveYear,
    Change,
    Event,
    FeedView,
    HomeView,
    Image,
    LanguageChoiceView,
    LanguageLink,
    Link,
    ListingView,
    MapShape,
    MapView,
    NotFoundView,
    Office,
    PageHead,
    Pager,
    PostView,
    RedirectView,
    RegionNode,
    RegionsView,
    RobotsView,
    Site,
    SitemapEntry,
    SitemapView,
    SourceOutlet,
    Speaker,
    Teaser,
    TermCount,
    TermRef,
    TermsView,
    TermView,
)

__all__ = ["BodyRef", "Media", "Page", "Plan", "make_plan"]

HOME_LATEST = 12
HOME_TERMS = 8
FEED_ENTRIES = 30
NOT_FOUND_LATEST = 5

Key = tuple[Any, ...]
"""What a page is about, the same in every language: ``("term", "tags", "korpri")``."""


@dataclass(frozen=True, slots=True)
class BodyRef:
    """The HTML of a text that is put in when the page is rendered."""

    path: str
    """The content file it was made from."""
    digest: str
    """Of that file's bytes."""
    targets: tuple[str, ...]
    """Addresses for the links in it, in order."""


@dataclass(frozen=True, slots=True)
class Page:
    """One output file that a template makes."""

    path: str
    """Below the output folder."""
    template: str
    language: str
    """Whose :class:`~generator.views.Site` the template sees."""
    head: PageHead | None
    """None for files that are not HTML."""
    view: Any
    body: BodyRef | None
    source: str
    """The content file that it is chiefly made from; empty when there is none."""


@dataclass(frozen=True, slots=True)
class Media:
    """One output file that is a copy of a content file."""

    path: str
    source: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a build is to have in its output folder."""

    sites: Mapping[str, Site]
    pages: tuple[Page, ...]
    media: tuple[Media, ...]


def make_plan(
    library: Library,
    config: Config,
    assets: tuple[tuple[str, str], ...],
    media_digests: Mapping[str, str],
    profile_html: Mapping[tuple[str, str, str], str],
) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """Plan the whole site.

    ``assets`` are (name, output path) of the theme's assets; ``media_digests``
    the digest of every media file that may be linked; ``profile_html`` the
    HTML of the terms' profile texts by (taxonomy, id, language).
    """
    planner = _Planner(library, config, assets, media_digests, profile_html)
    pages = tuple(planner.pages())
    diagnostics = [*planner.diagnostics, *_collisions(pages)]
    media = tuple(Media(path, source) for source, path in sorted(planner.used_media.items()))
    return Plan(planner.sites, pages, media), tuple(diagnostics)


class _Planner:
    """Holds what the pages of one build share while they are planned."""

    def __init__(
        self,
        library: Library,
        config: Config,
        assets: tuple[tuple[str, str], ...],
        media_digests: Mapping[str, str],
        profile_html: Mapping[tuple[str, str, str], str],
    ) -> None:
        self.library = library
        self.config = config
        self.registry = library.registry
        self.addresses = config.addresses
        self.media_digests = media_digests
        self.profile_html = profile_html
        self.diagnostics: list[Diagnostic] = []
        self.used_media: dict[str, str] = {}
        self.index = {language.code: _Index(library, language.code) for language in config.languages}
        self.pages_of: dict[Key, dict[str, Address]] = defaultdict(dict)
        self._place_pages()
        self.anchors: dict[str, frozenset[str] | None] = {
            address.url: None for versions in self.pages_of.values() for address in versions.values()
        }
        self._term_refs: dict[tuple[str, Term], TermRef] = {}
        self.sites = {language.code: self._site(language, assets) for language in config.languages}
        self.teasers = {post: self._teaser(post) for post in library.posts}
        for post in library.posts:
            self.anchors[post.address.url] = post.parsed.body.anchors

    # --- Which pages there are ------------------------------------------------------------------

    def _place_pages(self) -> None:
        place = self.addresses
        for code, index in self.index.items():
            self.pages_of["home",][code] = place.home(code)
            self.pages_of["news",][code] = place.news(code)
            self.pages_of["archive",][code] = place.archive(code)
            for taxonomy in TAXONOMIES:
                self.pages_of["terms", taxonomy][code] = place.taxonomy(code, taxonomy)
                for term in index.by_term[taxonomy]:
                    address = place.term(code, taxonomy, term.slugs[code])
                    self.pages_of["term", taxonomy, term.id][code] = address
            for year, months in index.by_month.items():
                self.pages_of["year", year][code] = place.archive(code, year)
                for month in months:
                    self.pages_of["month", year, month][code] = place.archive(code, year, month)
        for post in self.library.posts:
            self.pages_of["post", post.story][post.language] = post.address

    def pages(self) -> Iterator[Page]:
        """All pages, language by language, then those of the site as a whole."""
        for language in self.config.languages:
            code = language.code
            posts = self.index[code].posts
            yield self._home(language, posts)
            yield from self._listing(
                language, ("news",), "news", language.text("news"), posts,
                language.text("news_description", site=self.config.titles[code]),
            )  # fmt: skip
            yield from self._posts(language)
            for taxonomy in TAXONOMIES:
                yield self._taxonomy(language, taxonomy)
                for term, stories in self.index[code].by_term[taxonomy].items():
                    yield from self._term(language, taxonomy, term, stories)
            yield from self._archive(language)
            yield self._feed(language)
            yield self._not_found(language, self.addresses.at(f"{code}/404.html"))
            yield from self._redirects(language)
        first = self.config.languages[0]
        yield self._not_found(first, self.addresses.at("404.html"))
        yield self._language_choice()
        yield self._sitemap()
        robots = RobotsView(self.addresses.at("sitemap.xml").canonical)
        yield Page("robots.txt", "robots.txt", first.code, None, robots, None, "")

    # --- Shared parts ---------------------------------------------------------------------------

    def _site(self, language: Language, assets: tuple[tuple[str, str], ...]) -> Site:
        code = language.code
        place = self.addresses
        sections: list[tuple[str, Address]] = [("news", place.news(code))]
        sections += [(taxonomy, place.taxonomy(code, taxonomy)) for taxonomy in ("agencies", "regions", "speakers", "tags")]
        sections.append(("archive", place.archive(code)))
        publisher = self.config.publisher
        return Site(
            language=code,
            locale=language.locale,
            direction=language.direction,
            title=self.config.titles[code],
            description=self.config.descriptions[code],
            root=place.root,
            base_url=self.config.base_url,
            home=place.home(code).url,
            news=place.news(code).url,
            archive=place.archive(code).url,
            feed=place.at(f"{code}/feed.xml").url,
            navigation=tuple(Link(language.text(name), address.url) for name, address in sections),
            languages=tuple(
                LanguageLink(other.code, other.name, None, place.home(other.code).url, other is language)
                for other in self.config.languages
            ),
            assets=tuple((name, place.at(path).url) for name, path in assets),
            publisher=publisher.name,
            publisher_url=publisher.url,
            contact=publisher.contact,
            strings=tuple(language.strings.items()),
            formats=(
                ("months", language.months),
                ("months_short", language.months_short),
                ("weekdays", language.weekdays),
                *sorted(language.patterns.items()),
                ("plural", language.plural),
                ("thousands", language.thousands),
            ),
        )

    def _head(
        self,
        language: Language,
        kind: str,
        address: Address,
        title: str,
        description: str,
        key: Key | None = None,
        breadcrumbs: tuple[Link, ...] = (),
        indexable: bool = True,
        first_page: bool = True,
    ) -> PageHead:
        versions = self.pages_of[key] if key is not None else {}
        alternates = []
        if first_page and versions:
            alternates = [Alternate(code, versions[code].canonical) for code in self.config.codes if code in versions]
            default = next(code for code in self.config.codes if code in versions)
            alternates.append(Alternate("x-default", versions[default].canonical))
        switch = tuple(
            LanguageLink(
                other.code,
                other.name,
                versions[other.code].url if other.code in versions else None,
                self.addresses.home(other.code).url,
                other.code == language.code,
            )
            for other in self.config.languages
        )
        return PageHead(
            kind, address.url, address.canonical, title, description, tuple(alternates), switch, breadcrumbs, indexable
        )

    def _term_ref(self, term: Term, code: str) -> TermRef:
        ref = self._term_refs.get((code, term))
        if ref is None:
            address = self.pages_of.get(("term", term.taxonomy, term.id), {}).get(code)
            ref = TermRef(term.names[code], address.url if address else None)
            self._term_refs[code, term] = ref
        return ref

    def _refs(self, terms: Sequence[Term], code: str) -> tuple[TermRef, ...]:
        return tuple(self._term_ref(term, code) for term in terms)

    def _crumbs(self, language: Language, *links: Link) -> tuple[Link, ...]:
        return (Link(language.text("home"), self.addresses.home(language.code).url), *links)

    def _section(self, language: Language, name: str) -> Link:
        code = language.code
        if name in TAXONOMIES:
            return Link(language.text(name), self.addresses.taxonomy(code, name).url)
        address = self.addresses.news(code) if name == "news" else self.addresses.archive(code)
        return Link(language.text(name), address.url)

    def _teaser(self, post: Post) -> Teaser:
        code = post.language
        return Teaser(
            url=post.address.url,
            canonical=post.address.canonical,
            title=post.fields.title,
            summary=_summary(post),
            date=post.date,
            updated=post.updated,
            kind=post.kind,
            agencies=self._refs(post.agencies, code),
            regions=self._refs(post.regions, code),
            image=self._image(post),
            draft=post.hold is not None,
        )

    def _image(self, post: Post) -> Image | None:
        image = post.image
        if image is None or image.src is None or post.withdrawn:
            return None
        address = self._media(image.src.text, post.parsed.path, BodyLink(image.src.text, True, image.src.position))
        if address is None:
            return None
        return Image(address.url, address.canonical, image.alt or "", image.caption, image.credit)

    def _media(self, target: str, file: str, link: BodyLink) -> Address | None:
        """The address of a media file named in a content file; reports a broken one."""
        found, problem = resolve_link(link, file, frozenset(), self.library, self.anchors, self.addresses.root)
        if problem is not None:
            self.diagnostics.append(problem)
        if found is None or found.media is None:
            return None
        return self.addresses.at(self._publish(found.media))

    def _publish(self, media: str) -> str:
        """Mark a media file as used; its output path carries its digest, so it can be cached for ever."""
        stem, dot, suffix = media.removeprefix("content/").rpartition(".")
        path = f"media/{stem}.{self.media_digests[media][:10]}{dot}{suffix}"
        self.used_media[media] = path
        return path

    def _targets(self, links: Sequence[BodyLink], file: str, anchors: frozenset[str]) -> tuple[str, ...]:
        """The address of every link in a text; reports those that lead nowhere."""
        targets = []
        for link in links:
            found, problem = resolve_link(link, file, anchors, self.library, self.anchors, self.addresses.root)
            if problem is not None:
                self.diagnostics.append(problem)
            if found is None:
                targets.append("#")
            elif found.media is not None:
                targets.append(self.addresses.at(self._publish(found.media)).url)
            else:
                targets.append(found.url)
        return tuple(targets)

    # --- Home, listings, archive ------------------------------------------------------------------

    def _home(self, language: Language, posts: Sequence[Post]) -> Page:
        code = language.code
        lead = next((post for post in posts if post.kind != "advertorial"), None)
        latest = [post for post in posts if post is not lead][:HOME_LATEST]
        address = self.addresses.home(code)
        view = HomeView(
            lead=self.teasers[lead] if lead else None,
            latest=tuple(self.teasers[post] for post in latest),
            agencies=self._counts(code, "agencies", HOME_TERMS),
            tags=self._counts(code, "tags", HOME_TERMS),
        )
        site = self.sites[code]
        head = self._head(language, "home", address, site.title, site.description, ("home",))
        return Page(address.path, "home.html", code, head, view, None, "")

    def _counts(self, code: str, taxonomy: str, most: int | None = None) -> tuple[TermCount, ...]:
        """Terms with their number of stories: the busiest ``most``, or all by name."""
        counted = [(term, len(posts)) for term, posts in self.index[code].by_term[taxonomy].items()]
        if most is None:
            counted.sort(key=lambda item: (item[0].names[code].casefold(), item[0].id))
        else:
            counted.sort(key=lambda item: (-item[1], item[0].names[code].casefold(), item[0].id))
        return tuple(TermCount(self._term_ref(term, code), count) for term, count in counted[:most])

    def _pages_of_listing(
        self, language: Language, address: Address, posts: Sequence[Post]
    ) -> Iterator[tuple[Address, Pager, tuple[Teaser, ...]]]:
        size = self.config.page_size
        count = max(1, -(-len(posts) // size))
        place = [self.addresses.listing_page(language.code, address, number) for number in range(1, count + 1)]
        for number in range(1, count + 1):
            stories = tuple(self.teasers[post] for post in posts[(number - 1) * size : number * size])
            pager = Pager(
                number=number,
                count=count,
                previous=place[number - 2].url if number > 1 else None,
                next=place[number].url if number < count else None,
                pages=_window(number, place, language) if count > 1 else (),
            )
            yield place[number - 1], pager, stories

    def _listing(
        self,
        language: Language,
        key: Key,
        kind: str,
        heading: str,
        posts: Sequence[Post],
        description: str,
        breadcrumbs: tuple[Link, ...] = (),
    ) -> Iterator[Page]:
        code = language.code
        crumbs = self._crumbs(language, *breadcrumbs)
        for address, pager, stories in self._pages_of_listing(language, self.pages_of[key][code], posts):
            view = ListingView(heading, stories, len(posts), pager)
            head = self._head(
                language, kind, address, heading, description, key, crumbs, first_page=pager.number == 1
            )
            yield Page(address.path, "listing.html", code, head, view, None, "")

    def _archive(self, language: Language) -> Iterator[Page]:
        code = language.code
        site = self.config.titles[code]
        years = tuple(self._archive_year(language, year) for year in self.index[code].by_month)
        address = self.addresses.archive(code)
        heading = language.text("archive")
        head = self._head(
            language, "archive", address, heading, language.text("archive_description", site=site), ("archive",),
            self._crumbs(language),
        )  # fmt: skip
        yield Page(address.path, "archive.html", code, head, ArchiveView(heading, years), None, "")
        section = self._section(language, "archive")
        for year in years:
            address = self.addresses.archive(code, year.year)
            heading = language.text("archive_year_heading", year=year.year)
            head = self._head(
                language, "year", address, heading,
                language.text("archive_year_description", site=site, year=year.year),
                ("year", year.year), self._crumbs(language, section),
            )  # fmt: skip
            yield Page(address.path, "archive.html", code, head, ArchiveView(heading, (year,)), None, "")
            yield self._redirect(language, self.addresses.news_year(code, year.year), address)
            for month in year.months:
                name = language.month_name(year.year, month.month)
                yield from self._listing(
                    language,
                    ("month", year.year, month.month),
                    "month",
                    language.text("archive_month_heading", month=name),
                    self.index[code].by_month[year.year][month.month],
                    language.text("archive_month_description", site=site, month=name),
                    (section, Link(str(year.year), year.url)),
                )

    def _archive_year(self, language: Language, year: int) -> ArchiveYear:
        code = language.code
        months = tuple(
            ArchiveMonth(
                month, language.months[month - 1], self.addresses.archive(code, year, month).url, len(posts)
            )
            for month, posts in self.index[code].by_month[year].items()
        )
        total = sum(month.count for month in months)
        return ArchiveYear(year, self.addresses.archive(code, year).url, total, months)

    # --- Posts ------------------------------------------------------------------------------------

    def _posts(self, language: Language) -> Iterator[Page]:
        code = language.code
        listed = self.index[code].posts
        newer = {post: listed[number - 1] for number, post in enumerate(listed) if number}
        older = {post: listed[number + 1] for number, post in enumerate(listed[:-1])}
        for post in self.library.posts:
            if post.language == code:
                yield self._post(language, post, older.get(post), newer.get(post))

    def _post(self, language: Language, post: Post, older: Post | None, newer: Post | None) -> Page:
        code = language.code
        fields, shared, parsed = post.fields, post.shared, post.parsed
        teaser = self.teasers[post]
        changes = sorted(fields.changes, key=lambda change: change.date.at, reverse=True)
        targets = self._targets(parsed.body.links, parsed.path, parsed.body.anchors)
        view = PostView(
            title=fields.title,
            summary=fields.summary or "",
            date=post.date,
            updated=post.updated,
            kind=post.kind,
            agencies=teaser.agencies,
            speakers=tuple(self._speaker(language, term, post.date) for term in post.speakers),
            regions=tuple(
                path for term in post.regions if (path := self._refs(self.registry.path_of(term), code))
            ),
            tags=self._refs(post.tags, code),
            source=SourceOutlet(shared.source.name, shared.source.url) if shared.source else None,
            author=shared.author,
            image=teaser.image,
            changes=tuple(Change(change.date, change.kind, change.note) for change in changes),
            event=self._event(post),
            withdrawn=post.withdrawn,
            draft=post.hold is not None,
            previous=self.teasers[older] if older else None,
            next=self.teasers[newer] if newer else None,
        )
        head = self._head(
            language, "post", post.address, fields.title, teaser.summary or fields.title, ("post", post.story),
            self._crumbs(language, self._section(language, "news")), indexable=not post.withdrawn,
        )  # fmt: skip
        body = None if post.withdrawn else BodyRef(parsed.path, parsed.digest, targets)
        return Page(post.address.path, "post.html", code, head, view, body, parsed.path)

    def _event(self, post: Post) -> Event | None:
        event = post.shared.event
        if event is None:
            return None
        return Event(event.date, _local(event.venue, post.language, self.config))

    def _speaker(self, language: Language, term: Term, when: Moment) -> Speaker:
        code = language.code
        held = term.appointments_on(when.at.date())
        office = self._office_title(_foremost(held), language) if held else None
        return Speaker(term.names[code], term.full_name(code), self._term_ref(term, code).url, office)

    def _office_title(self, appointment: AppointmentFields, language: Language) -> str:
        office = appointment.office.get(language.code, *self.config.codes)
        return language.acting.format(office=office) if appointment.acting else office

    # --- Terms ------------------------------------------------------------------------------------

    def _taxonomy(self, language: Language, taxonomy: str) -> Page:
        code = language.code
        address = self.addresses.taxonomy(code, taxonomy)
        head = self._head(
            language, "terms", address, language.text(taxonomy),
            language.text(f"{taxonomy}_description", site=self.config.titles[code]), ("terms", taxonomy),
            self._crumbs(language),
        )  # fmt: skip
        if taxonomy == "regions":
            return Page(address.path, "regions.html", code, head, self._regions(code), None, "")
        view = TermsView(taxonomy, self._counts(code, taxonomy))
        return Page(address.path, "terms.html", code, head, view, None, "")

    def _regions(self, code: str) -> RegionsView:
        index = self.index[code]
        country = self.registry.terms["regions"].get(COUNTRY)
        tops = [term for term in index.region_tops if term is not country]
        tops.sort(key=lambda term: (term.names[code].casefold(), term.id))
        own = len(index.by_term["regions"].get(country, ())) if country else 0
        national = TermCount(self._term_ref(country, code), own) if country and own else None
        return RegionsView(tuple(self._region_node(term, code) for term in tops), national, self._map(code))

    def _region_node(self, term: Term, code: str) -> RegionNode:
        index = self.index[code]
        children = sorted(index.subregions.get(term, ()), key=lambda child: (child.names[code].casefold(), child.id))
        return RegionNode(
            self._term_ref(term, code),
            len(index.by_term["regions"][term]),
            tuple(self._region_node(child, code) for child in children),
        )

    def _map(self, code: str) -> MapView | None:
        stories = self.index[code].by_term["regions"]
        shapes = []
        outlines = province_map()
        provinces = {term_id: self.registry.terms["regions"][term_id] for term_id in outlines.paths}
        counts = {term_id: len(stories.get(term, ())) for term_id, term in provinces.items()}
        most = max(counts.values(), default=0)
        if not most:
            return None
        for term_id, path in outlines.paths.items():
            ref, count = self._term_ref(provinces[term_id], code), counts[term_id]
            shapes.append(MapShape(path, ref.name, ref.url, count, -(-4 * count // most)))
        return MapView(outlines.view_box, tuple(shapes))

    def _term(self, language: Language, taxonomy: str, term: Term, posts: Sequence[Post]) -> Iterator[Page]:
        code = language.code
        key = ("term", taxonomy, term.id)
        description = _local(term.fields.description, code, self.config) or language.text(
            f"{taxonomy}_term_description", name=term.names[code]
        )
        above = self.registry.path_of(term)[:-1] if taxonomy == "regions" else ()
        crumbs = self._crumbs(
            language,
            self._section(language, taxonomy),
            *(Link(ref.name, ref.url) for ref in self._refs(above, code)),
        )
        profile = self._profile(term, code)
        for address, pager, stories in self._pages_of_listing(language, self.pages_of[key][code], posts):
            first = pager.number == 1
            view = self._term_view(language, taxonomy, term, stories, len(posts), pager, profile if first else "")
            head = self._head(
                language, "term", address, term.full_name(code), description, key, crumbs, first_page=first
            )
            yield Page(address.path, "term.html", code, head, view, None, "")

    def _term_view(
        self,
        language: Language,
        taxonomy: str,
        term: Term,
        stories: tuple[Teaser, ...],
        total: int,
        pager: Pager,
        profile: str,
    ) -> TermView:
        code = language.code
        fields = term.fields
        agency = fields if isinstance(fields, AgencyFields) else None
        parent = self.registry.parent(term) if agency else None
        successor = self.registry.successor(term)
        region = self.registry.region_of(term)
        below = self.index[code].subregions.get(term, ())
        counts = self.index[code].by_term["regions"]
        return TermView(
            taxonomy=taxonomy,
            name=term.names[code],
            full_name=term.full_name(code),
            profile=profile,
            stories=stories,
            total=total,
            pager=pager,
            offices=self._offices(language, term),
            region=self._term_ref(region, code) if region else None,
            parent=self._term_ref(parent, code) if parent else None,
            successor=self._term_ref(successor, code) if successor else None,
            ended=agency.ended if agency else None,
            former_names=tuple(name.get(code, *self.config.codes) for name in agency.former_names) if agency else (),
            address=agency.address if agency else None,
            website=agency.website if agency else None,
            subregions=tuple(
                TermCount(self._term_ref(child, code), len(counts[child]))
                for child in sorted(below, key=lambda child: (child.names[code].casefold(), child.id))
            ),
        )

    def _offices(self, language: Language, term: Term) -> tuple[Office, ...]:
        if not isinstance(term.fields, SpeakerFields):
            return ()
        offices = []
        newest_first = sorted(term.fields.appointments, key=_start_of, reverse=True)
        for appointment in newest_first:
            agency = None
            if appointment.agency is not None:
                found = self.registry.find("agencies", appointment.agency.text)
                agency = self._term_ref(found[0], language.code) if len(found) == 1 else None
            title = self._office_title(appointment, language)
            offices.append(Office(title, agency, appointment.start, appointment.end))
        return tuple(offices)

    def _profile(self, term: Term, code: str) -> str:
        profile = self.registry.profiles.get((term.taxonomy, term.id, code))
        if profile is None:
            return ""
        targets = self._targets(profile.body.links, profile.path, profile.body.anchors)
        return resolve_links(self.profile_html[term.taxonomy, term.id, code], targets)

    # --- The rest ---------------------------------------------------------------------------------

    def _feed(self, language: Language) -> Page:
        code = language.code
        posts = self.index[code].posts[:FEED_ENTRIES]
        address = self.addresses.at(f"{code}/feed.xml")
        site = self.sites[code]
        updated = max((post.updated for post in posts), key=lambda moment: moment.at, default=_LONG_AGO)
        view = FeedView(
            feed_id=address.canonical,
            self_url=address.canonical,
            home_url=self.addresses.home(code).canonical,
            title=site.title,
            updated=updated,
            entries=tuple(self.teasers[post] for post in posts),
        )
        return Page(address.path, "feed.xml", code, None, view, None, "")

    def _not_found(self, language: Language, address: Address) -> Page:
        latest = self.index[language.code].posts[:NOT_FOUND_LATEST]
        head = self._head(
            language, "not-found", address, language.text("not_found_title"), language.text("not_found_text"),
            indexable=False,
        )  # fmt: skip
        view = NotFoundView(tuple(self.teasers[post] for post in latest))
        return Page(address.path, "not-found.html", language.code, head, view, None, "")

    def _language_choice(self) -> Page:
        first = self.config.languages[0]
        address = self.addresses.at("")
        target = self.addresses.home(first.code)
        site = self.sites[first.code]
        alternates = tuple(
            Alternate(code, home.canonical) for code, home in self.pages_of["home",].items()
        )
        head = PageHead(
            "choice", address.url, target.canonical, site.title, site.description,
            (*alternates, Alternate("x-default", target.canonical)), site.languages, (), True,
        )  # fmt: skip
        texts = tuple(
            (language.code, language.name, self.addresses.home(language.code).url, language.text("read_in_language"))
            for language in self.config.languages
        )
        view = LanguageChoiceView(target.url, texts)
        return Page(address.path, "language-choice.html", first.code, head, view, None, "")

    def _redirects(self, language: Language) -> Iterator[Page]:
        for post in self.library.posts:
            if post.language == language.code:
                for alias in post.fields.aliases:
                    yield self._redirect(language, self._old_address(alias.text), post.address, post.parsed.path)
        for taxonomy in TAXONOMIES:
            for term in self.index[language.code].by_term[taxonomy]:
                address = self.pages_of["term", taxonomy, term.id][language.code]
                for old in term.fields.old_urls:
                    # An old address belongs to one language: the one whose prefix it has, else the first.
                    owner = next((code for code in self.config.codes if old.text.startswith(f"/{code}/")), None)
                    if (owner or self.config.codes[0]) == language.code:
                        yield self._redirect(language, self._old_address(old.text), address, term.path)

    def _old_address(self, path: str) -> Address:
        path = path.lstrip("/")
        name = path.rstrip("/").rsplit("/", 1)[-1]
        return self.addresses.at(path if "." in name else path.rstrip("/") + "/")

    def _redirect(self, language: Language, old: Address, new: Address, source: str = "") -> Page:
        head = PageHead(
            "redirect", old.url, new.canonical, language.text("redirect_title"), language.text("redirect_text"), (),
            (), (), False,
        )  # fmt: skip
        view = RedirectView(new.url, new.canonical)
        return Page(old.path, "redirect.html", language.code, head, view, None, source)

    def _sitemap(self) -> Page:
        entries = []
        updated = {post.address.url: post.updated for post in self.library.posts}
        withdrawn = {post.address.url for post in self.library.posts if post.withdrawn}
        for versions in self.pages_of.values():
            shown = {code: address for code, address in versions.items() if address.url not in withdrawn}
            alternates: tuple[Alternate, ...] = ()
            if len(shown) > 1:
                default = next(code for code in self.config.codes if code in shown)
                alternates = tuple(
                    Alternate(code, shown[code].canonical) for code in self.config.codes if code in shown
                ) + (Alternate("x-default", shown[default].canonical),)
            for address in shown.values():
                entries.append(SitemapEntry(address.canonical, updated.get(address.url), alternates))
        entries.sort(key=lambda entry: entry.loc)
        view = SitemapView(tuple(entries))
        return Page("sitemap.xml", "sitemap.xml", self.config.codes[0], None, view, None, "")


class _Index:
    """The listed posts of one language, by everything they are listed under. Newest first throughout."""

    def __init__(self, library: Library, code: str) -> None:
        self.posts = [post for post in library.posts if post.language == code and not post.withdrawn]
        self.by_term: dict[str, dict[Term, list[Post]]] = {taxonomy: {} for taxonomy in TAXONOMIES}
        self.by_month: dict[int, dict[int, list[Post]]] = {}
        self.subregions: dict[Term, set[Term]] = {}
        self.region_tops: set[Term] = set()
        paths: dict[Term, tuple[Term, ...]] = {}
        for post in self.posts:
            at = post.date.at
            self.by_month.setdefault(at.year, {}).setdefault(at.month, []).append(post)
            for taxonomy in ("agencies", "speakers", "tags"):
                for term in post.terms(taxonomy):
                    self.by_term[taxonomy].setdefault(term, []).append(post)
            listed: dict[Term, None] = {}
            for region in post.regions:
                path = paths.get(region)
                if path is None:
                    path = paths[region] = library.registry.path_of(region) or (region,)
                    self.region_tops.add(path[0])
                    for upper, lower in zip(path, path[1:], strict=False):
                        self.subregions.setdefault(upper, set()).add(lower)
                listed.update(dict.fromkeys(path))
            for region in listed:
                self.by_term["regions"].setdefault(region, []).append(post)


_LONG_AGO = moment_of(datetime(1970, 1, 1, tzinfo=UTC))


def _summary(post: Post) -> str:
    return post.fields.summary or ("" if post.withdrawn else post.parsed.body.excerpt)


def _local(text: LocalText | None, code: str, config: Config) -> str | None:
    return text.get(code, *config.codes) if text is not None else None


def _start_of(appointment: AppointmentFields) -> tuple[int, int, int]:
    start = appointment.start
    return (start.year, start.month or 0, start.day or 0) if start else (0, 0, 0)


def _foremost(held: Sequence[AppointmentFields]) -> AppointmentFields:
    """Of several offices held at once the acting one, else the newest, else the first in the file."""
    return max(held, key=lambda appointment: (bool(appointment.acting), _start_of(appointment)))


def _window(number: int, place: Sequence[Address], language: Language) -> tuple[Link, ...]:
    """Numbered links: the first, the last and those around the page; ``…`` for what is left out."""
    count = len(place)
    shown = sorted({1, count, *range(max(1, number - 2), min(count, number + 2) + 1)})
    links: list[Link] = []
    for position, page in enumerate(shown):
        if position and page - shown[position - 1] > 1:
            links.append(Link("…", None))
        links.append(Link(language.number(page), None if page == number else place[page - 1].url))
    return tuple(links)


def _collisions(pages: Sequence[Page]) -> Iterator[Diagnostic]:
    """Two pages with one file, or a file where another page needs a folder."""
    taken: dict[str, Page] = {}
    counts = Counter(urls.collision_key(page.path) for page in pages)
    folders = {urls.collision_key(folder) for page in pages for folder in _folders(page.path)}
    for page in pages:
        key = urls.collision_key(page.path)
        first = taken.setdefault(key, page)
        if counts[key] > 1 and first is not page:
            mine, other = (page, first) if page.source else (first, page)
            yield error(
                "path-twice", mine.source, WHOLE_FILE, path="/" + page.path, other=other.source or other.template
            )
        elif key in folders:
            yield error("path-is-folder", page.source, WHOLE_FILE, path="/" + page.path)


def _folders(path: str) -> Iterator[str]:
    end = path.find("/")
    while end >= 0:
        yield path[:end]
        end = path.find("/", end + 1)
