"""From the library to the plan: every output file as data, none of it rendered.

First it is settled which pages exist in which language, so that each page can
name its translations; then each page gets the data it is to be made from.
Nothing here reads a file or a clock, and nothing done for a page grows with
the size of the site.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from heapq import nsmallest
from itertools import islice
from typing import Any

from generator import urls
from generator.aids import NO_AIDS, Aids
from generator.config import Config
from generator.diagnostics import WHOLE_FILE, Diagnostic, error
from generator.drawing import CardTexts, can_write
from generator.fingerprint import fingerprint
from generator.gazetteer import COUNTRY, province_map
from generator.indexes import Index
from generator.language import Language
from generator.library import Library, Post
from generator.media import Medium
from generator.model import STORY_KINDS, TAXONOMIES, AgencyFields, SpeakerFields
from generator.pages import (
    CARD,
    NINJS,
    Head,
    ListingContent,
    Plan,
    PlannedPage,
    PostContent,
    Slice,
    Target,
    TermContent,
    TermFacts,
    TermSurroundings,
    Trail,
    Versions,
)
from generator.parsing import Card, ParseOptions
from generator.parts import FEED_FILES, Key, local_text, start_of
from generator.registry import Term
from generator.surroundings import Surroundings, activity_of
from generator.urls import Address
from generator.views import (
    ArchiveMonth,
    ArchiveView,
    ArchiveYear,
    Change,
    Event,
    HeadersView,
    HomeView,
    LanguageChoiceView,
    Link,
    MapShape,
    MapView,
    NotFoundView,
    Office,
    RedirectView,
    RegionNode,
    RegionsView,
    SourceOutlet,
    Speaker,
    TermCount,
    TermStories,
    TermsView,
)

__all__ = ["make_plan"]

HOME_LATEST = 12
HOME_TERMS = 8
HOME_AGENCIES = 6
"""Agencies whose newest stories stand on the front page, and how many of each."""
HOME_STORIES = 3
NOT_FOUND_LATEST = 5
IMMUTABLE = ("assets/", "cards/", "media/")
"""Folders of the output whose files are named after what is in them."""


def make_plan(
    library: Library,
    config: Config,
    assets: tuple[tuple[str, str], ...],
    medium: Callable[[str], Medium],
    profile_html: Callable[[str], str],
    now: float,
    design: str,
) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """Plan the whole site.

    ``assets`` are (name, output path) of the theme's assets; ``medium`` tells
    what a picture or document is; ``profile_html`` gives the HTML of a term's
    profile text by its content path. ``now`` (seconds since 1970) decides which
    stories are news to search engines; what is public is settled in the library.
    ``design`` stands for how cards are drawn; empty when there are to be none.
    """
    planner = _Planner(library, config, assets, medium, profile_html)
    pages = tuple(planner.pages(now, design))
    diagnostics = [*planner.diagnostics, *_collisions(pages)]
    media = tuple(planner.used_media[path] for path in sorted(planner.used_media))
    search = tuple(planner.search_indexes())
    return Plan(planner.sites, pages, media, search), tuple(diagnostics)


class _Planner(Surroundings):
    """Plans the pages, one kind after another."""

    def pages(self, now: float, design: str) -> Iterator[PlannedPage]:
        """All pages, language by language, then those of the site as a whole."""
        for language in self.config.languages:
            code = language.code
            index = self.index[code]
            listed = self.listed(code, index.posts, lambda cards: cards.posts)
            yield self._home(language, listed)
            description = language.text("news_description", site=self.config.titles[code])
            news = self.addresses.news(code)
            yield from self._listing(language, ("news",), news, language.text("news"), listed, description)
            yield from self._posts(language, design)
            for taxonomy in TAXONOMIES:
                yield self._taxonomy(language, taxonomy)
                for term, posts in index.by_term[taxonomy].items():
                    yield from self._term(language, taxonomy, term, posts)
            yield from self._archive(language)
            if self.config.search.enabled:
                yield self._search_page(language)
            name, about = self.config.titles[code], self.config.descriptions[code]
            yield from self._feeds(language, self.addresses.home(code), name, about, index.posts)
            if self.config.feeds.ninjs:
                yield self._latest(language)
            yield self._not_found(language, self.addresses.at(f"{code}/404.html"))
            yield from self._redirects(language)
        first = self.config.languages[0]
        yield self._not_found(first, self.addresses.at("404.html"))
        yield self._language_choice()
        yield self._opml()
        immutable = tuple([self.addresses.at(folder).url for folder in IMMUTABLE])
        yield self._planned("_headers", "headers.txt", first.code, None, HeadersView(immutable))
        yield from self._sitemaps(now)

    # --- Home, listings, archive ------------------------------------------------------------------

    def _home(self, language: Language, posts: Sequence[Post]) -> PlannedPage:
        code = language.code
        leads = [post for post in posts if post.kind != "advertorial"]
        lead = next((post for post in leads if not post.stands_in), leads[0] if leads else None)
        latest = [post for post in posts[: HOME_LATEST + 1] if post is not lead][:HOME_LATEST]
        address = self.addresses.home(code)
        site = self.sites[code]
        head = Head("home", address.url, site.title, site.description, self.versions["home",], Trail(()))
        by_agency = self._by_agency(code, {*latest, lead})
        counts = tuple(
            self._counts(code, taxonomy, HOME_TERMS) for taxonomy in ("agencies", "regions", "tags")
        )
        prints = [self.site_prints[code], fingerprint((head, counts))]
        for shown in ([lead] if lead else [], latest, *by_agency.values()):
            prints += [b"", *[self.teaser_prints[post] for post in shown]]
        prints += [fingerprint(self._term_ref(agency, code)) for agency in by_agency]
        data = blake2b(b"|".join(prints), digest_size=16).digest()
        make = partial(self._front, code, head, lead, latest, by_agency, counts)
        return PlannedPage(address.path, "home.html", code, "", data, make)

    def _by_agency(self, code: str, above: set[Post | None]) -> dict[Term, list[Post]]:
        """The busiest agencies with their newest stories, each story in one place of the page alone."""
        found: dict[Term, list[Post]] = {}
        stories = self.index[code].by_term["agencies"]
        for agency in self._busiest(code, "agencies", HOME_AGENCIES):
            fresh = list(islice((post for post in stories[agency] if post not in above), HOME_STORIES))
            if fresh:
                found[agency] = fresh
                above.update(fresh)
        return found

    def _front(
        self,
        code: str,
        head: Head,
        lead: Post | None,
        latest: Sequence[Post],
        by_agency: Mapping[Term, Sequence[Post]],
        counts: tuple[tuple[TermCount, ...], ...],
    ) -> tuple[Head, HomeView]:
        stories = self.index[code].by_term["agencies"]
        groups = (
            TermStories(
                self._term_ref(agency, code),
                len(stories[agency]),
                tuple([self.teasers[post] for post in posts]),
            )
            for agency, posts in by_agency.items()
        )
        shown = tuple([self.teasers[post] for post in latest])
        return head, HomeView(self.teasers[lead] if lead else None, shown, tuple(groups), *counts)

    def _busiest(self, code: str, taxonomy: str, most: int) -> list[Term]:
        """The terms with the most stories; of regions those that lie in no other, without the country."""
        index = self.index[code]
        stories = index.by_term[taxonomy]
        terms: Iterable[Term] = stories
        if taxonomy == "regions":
            terms = index.top_regions - {self.registry.terms["regions"][COUNTRY]}
        return nsmallest(
            most, terms, key=lambda term: (-len(stories[term]), term.names[code].casefold(), term.id)
        )

    def _counts(self, code: str, taxonomy: str, most: int | None = None) -> tuple[TermCount, ...]:
        """Terms with their number of stories: the busiest ``most``, or all by name."""
        stories = self.index[code].by_term[taxonomy]
        terms = sorted(stories, key=_by_name(code)) if most is None else self._busiest(code, taxonomy, most)
        return tuple([TermCount(self._term_ref(term, code), len(stories[term])) for term in terms])

    def _slices(
        self,
        language: Language,
        template: str,
        address: Address,
        posts: Sequence[Post],
        head: Head,
        facts: Any,
        around: Callable[[], TermSurroundings] = TermSurroundings,
        around_print: bytes = b"",
    ) -> Iterator[PlannedPage]:
        """The pages of a listing. ``facts`` is what they show besides the stories: a heading, or a term's.

        ``around`` gives what the first page of a term has besides these.
        """
        size, total = self.config.page_size, len(posts)
        count = max(1, -(-total // size))
        if language.code in self.cards:  # the number that indexes give: stories in this language
            total = sum(not post.stands_in for post in posts)
        word = language.paths["page"]
        prints = self.teaser_prints
        about = fingerprint((self.site_prints[language.code], head, facts, word, count, total))
        for number in range(1, count + 1):
            shown = posts[(number - 1) * size : number * size]
            place = self.addresses.listing_page(language.code, address, number)
            parts = [about, place.url.encode(), *[prints[post] for post in shown]]
            if number == 1:
                parts.append(around_print)
            data = blake2b(b"|".join(parts), digest_size=16).digest()
            part = Slice(address.url, word, number, count, total, ())
            make = partial(self._slice, place, head, facts, part, shown, around)
            yield PlannedPage(place.path, template, language.code, "", data, make)

    def _slice(
        self,
        place: Address,
        head: Head,
        facts: Any,
        part: Slice,
        posts: Sequence[Post],
        around: Callable[[], TermSurroundings],
    ) -> tuple[Head, ListingContent | TermContent]:
        first = part.number == 1
        part = part._replace(stories=tuple([self.teasers[post] for post in posts]))
        head = head._replace(url=place.url, alternates=first)
        if isinstance(facts, str):
            return head, ListingContent(facts, part)
        term, profile = facts
        return head, TermContent(
            term, profile if first else "", part, around() if first else TermSurroundings()
        )

    def _listing(
        self,
        language: Language,
        key: Key,
        address: Address,
        heading: str,
        posts: Sequence[Post],
        description: str,
        *trail: Link,
    ) -> Iterator[PlannedPage]:
        versions, crumbs = self.versions[key], self._trail(language, *trail)
        head = Head(key[0], address.url, heading, description, versions, crumbs)
        yield from self._slices(language, "listing.html", address, posts, head, heading)

    def _archive(self, language: Language) -> Iterator[PlannedPage]:
        code = language.code
        place, by_month = self.addresses, self.index[code].by_month
        site = self.config.titles[code]
        years = tuple(self._archive_year(language, year) for year in by_month)
        address = place.archive(code)
        heading = language.text("archive")
        description = language.text("archive_description", site=site)
        head = Head(
            "archive", address.url, heading, description, self.versions["archive",], self._trail(language)
        )
        yield self._planned(address.path, "archive.html", code, head, ArchiveView(heading, years))
        section = self._section(language, "archive")
        for number, year in enumerate(years):
            address = place.archive(code, year.year)
            newer = years[number - 1] if number else None
            older = years[number + 1] if number + 1 < len(years) else None
            counts = {(year.year, month.month): month.count for month in year.months}
            view = ArchiveView(
                language.text("archive_year_heading", year=year.year),
                (year,),
                activity_of(language, counts, [(year.year, month) for month in range(1, 13)]),
                Link(str(older.year), older.url) if older else None,
                Link(str(newer.year), newer.url) if newer else None,
            )
            description = language.text("archive_year_description", site=site, year=year.year)
            trail = self._trail(language, section)
            head = Head(
                "year", address.url, view.heading, description, self.versions["year", year.year], trail
            )
            yield self._planned(address.path, "archive.html", code, head, view)
            yield self._redirect(language, place.news_year(code, year.year), address.url)
            for month in year.months:
                name = language.month_name(year.year, month.month)
                yield from self._listing(
                    language,
                    ("month", year.year, month.month),
                    place.archive(code, year.year, month.month),
                    language.text("archive_month_heading", month=name),
                    self.listed(
                        code, by_month[year.year][month.month], partial(_of_month, year.year, month.month)
                    ),
                    language.text("archive_month_description", site=site, month=name),
                    section,
                    Link(str(year.year), year.url),
                )

    def _archive_year(self, language: Language, year: int) -> ArchiveYear:
        code, place = language.code, self.addresses
        months = tuple(
            ArchiveMonth(month, language.months[month - 1], place.archive(code, year, month).url, len(posts))
            for month, posts in self.index[code].by_month[year].items()
        )
        return ArchiveYear(year, place.archive(code, year).url, sum(month.count for month in months), months)

    # --- Posts ------------------------------------------------------------------------------------

    def _posts(self, language: Language, design: str) -> Iterator[PlannedPage]:
        code = language.code
        listed = self.index[code].posts
        place = {post: number for number, post in enumerate(listed)}
        trail = self._trail(language, self._section(language, "news"))
        site = self.site_prints[code]
        options = repr(ParseOptions.of(self.config)).encode()
        ninjs = self.config.feeds.ninjs
        style = self._card_style(language, design) if design else None
        drawn: set[str] = set()
        for post in self.library.posts:
            card = post.card
            if card.language != code:
                continue
            number = place.get(post)
            newer = listed[number - 1] if number else None
            older = listed[number + 1] if number is not None and number + 1 < len(listed) else None
            targets = self.targets[post] if card.links else ()
            quotes = self.quotes[post] if card.quotes else ()
            own = (
                site,
                self.teaser_prints[post],
                self._refs_print(post.tags, code),
                options,
                card.digest.encode(),
                post.original.digest.encode(),
                repr((self.versions["post", card.story].urls, targets)).encode(),
                self._speakers_print(language, post) if post.speakers else b"",
                *([b"quotes", *[self._speaker_prints[quote] for quote in quotes]] if quotes else ()),
            )
            around = (
                self.teaser_prints[older] if older is not None else b"none",
                self.teaser_prints[newer] if newer is not None else b"none",
            )
            picture = self._card_address(post, style) if style is not None else None
            drawing = picture.url if picture is not None else ""
            texts = (card.path,)
            aids = self._aids(post) if self.has_aids else NO_AIDS
            helped = (repr(aids).encode("utf-8", "surrogatepass"),) if aids is not NO_AIDS else ()
            parts = (*own, *around, drawing.encode(), *helped)
            data = blake2b(b"|".join(parts), digest_size=16).digest()
            make = partial(self._post, language, post, trail, older, newer, targets, quotes, drawing, aids)
            yield PlannedPage(post.address.path, "post.html", code, card.path, data, make, texts)
            if picture is not None and picture.path not in drawn:  # stories can be alike in all that it says
                drawn.add(picture.path)
                draw = partial(self._card_texts, language, post)
                yield PlannedPage(picture.path, CARD, code, "", picture.path.encode(), draw)
            if ninjs:
                file = self.addresses.beside(post.address, "ninjs.json").path
                data = blake2b(b"|".join(own), digest_size=16).digest()
                make = partial(self._post, language, post, trail, None, None, targets, quotes)
                yield PlannedPage(file, NINJS, code, "", data, make, texts)

    def _post(
        self,
        language: Language,
        post: Post,
        trail: Trail,
        older: Post | None,
        newer: Post | None,
        targets: tuple[Target, ...],
        quotes: tuple[Speaker, ...],
        drawing: str = "",
        aids: Aids = NO_AIDS,
    ) -> tuple[Head, PostContent]:
        card, original, teaser = post.card, post.original, self.teasers[post]
        content = PostContent(
            path=card.path,
            digest=card.digest,
            targets=targets,
            quotes=quotes,
            teaser=teaser,
            standfirst=card.standfirst,
            speakers=tuple([self._speaker(language, term, post.date) for term in post.speakers]),
            regions=self._paths_of(post.regions, card.language),
            tags=self._refs(post.tags, card.language),
            source=SourceOutlet(original.source[0], original.source[1] or None) if original.source else None,
            author=original.author,
            event=self._event(original, card.language) if original.event else None,
            changes=tuple([Change(*change) for change in card.changes]) if card.changes else (),
            withdrawn=post.withdrawn,
            older=self.teasers[older] if older is not None else None,
            newer=self.teasers[newer] if newer is not None else None,
            card=drawing,
            words=card.words,
            aids=aids,
        )
        head = Head(
            "post",
            post.address.url,
            card.title,
            card.title if post.withdrawn else teaser.summary or card.title,
            self.versions["post", card.story],
            trail,
            indexable=not post.withdrawn,
        )
        return head, content

    def _card_style(self, language: Language, design: str) -> bytes:
        """The digest of what is alike on all cards of a language."""
        site = self.sites[language.code]
        labels = [language.text("kind_" + kind.replace("-", "_")) for kind in STORY_KINDS]
        more = language.strings["and_more"]
        return fingerprint((design, language.code, site.title, site.formats, tuple(labels), more))

    def _card_address(self, post: Post, style: bytes) -> Address | None:
        """Where the card of a story is, if it has one: its name is the digest of all that it shows."""
        image = post.original.image
        if post.withdrawn or (image is not None and image[0]) or not can_write(post.card.title):
            return None
        agencies = post.agencies
        shown = (
            post.card.title,
            agencies[0].names[post.card.language] if agencies else "",
            len(agencies),
            post.kind,
            *post.date[:3],
        )
        digest = blake2b(style + repr(shown).encode("utf-8", "surrogatepass"), digest_size=10)
        return self.addresses.at(f"cards/{digest.hexdigest()}.png")

    def _card_texts(self, language: Language, post: Post) -> tuple[None, CardTexts]:
        names = [term.names[language.code] for term in post.agencies]
        agency = names[0] if names else ""
        if len(names) > 1:
            agency += " " + language.count_text("and_more", len(names) - 1)
        label = "" if post.kind == "news" else language.text("kind_" + post.kind.replace("-", "_"))
        date = language.long_date(post.date.at.date())
        return None, CardTexts(post.card.title, agency, date, self.sites[language.code].title, label)

    def _event(self, original: Card, code: str) -> Event | None:
        if original.event is None:
            return None
        day, venue = original.event
        return Event(day, local_text(venue, code, self.codes))

    # --- Terms ------------------------------------------------------------------------------------

    def _taxonomy(self, language: Language, taxonomy: str) -> PlannedPage:
        code = language.code
        address = self.addresses.taxonomy(code, taxonomy)
        description = language.text(f"{taxonomy}_description", site=self.config.titles[code])
        versions = self.versions["terms", taxonomy]
        head = Head(
            "terms", address.url, language.text(taxonomy), description, versions, self._trail(language)
        )
        if taxonomy == "regions":
            return self._planned(address.path, "regions.html", code, head, self._regions(code))
        view = TermsView(taxonomy, self._counts(code, taxonomy))
        return self._planned(address.path, "terms.html", code, head, view)

    def _regions(self, code: str) -> RegionsView:
        index = self.index[code]
        country = self.registry.terms["regions"][COUNTRY]
        tops = sorted((term for term in index.top_regions if term is not country), key=_by_name(code))
        own = len(index.by_term["regions"].get(country, ()))
        national = TermCount(self._term_ref(country, code), own) if own else None
        return RegionsView(tuple(self._region_node(term, code) for term in tops), national, self._map(code))

    def _region_node(self, term: Term, code: str) -> RegionNode:
        children = sorted(self.index[code].subregions.get(term, ()), key=_by_name(code))
        return RegionNode(
            self._term_ref(term, code),
            len(self.index[code].by_term["regions"][term]),
            tuple(self._region_node(child, code) for child in children),
        )

    def _map(self, code: str) -> MapView | None:
        stories = self.index[code].by_term["regions"]
        outlines = province_map()
        provinces = {term_id: self.registry.terms["regions"][term_id] for term_id in outlines.paths}
        counts = {term_id: len(stories.get(term, ())) for term_id, term in provinces.items()}
        most = max(counts.values(), default=0)
        if not most:
            return None
        shapes = []
        for term_id, path in outlines.paths.items():
            ref, count = self._term_ref(provinces[term_id], code), counts[term_id]
            shapes.append(MapShape(path, ref.name, ref.url, count, -(-4 * count // most)))
        return MapView(outlines.view_box, tuple(shapes))

    def _term(
        self, language: Language, taxonomy: str, term: Term, posts: Sequence[Post]
    ) -> Iterator[PlannedPage]:
        code = language.code
        versions = self.versions["term", taxonomy, term.id]
        description = local_text(term.fields.description, code, self.codes) or language.text(
            f"{taxonomy}_term_description", name=term.names[code]
        )
        above = self.registry.path_of(term)[:-1] if taxonomy == "regions" else ()
        links = [Link(ref.name, ref.url) for ref in self._refs(above, code)]
        trail = self._trail(language, self._section(language, taxonomy), *links)
        facts = self._facts(language, taxonomy, term)
        address = self.addresses.term(code, taxonomy, term.slugs[code])
        settings = self.config.feeds
        feeds = (
            tuple([self.addresses.beside(address, FEED_FILES[kind]).url for kind in settings.formats])
            if taxonomy in settings.terms
            else ()
        )
        head = Head("term", address.url, facts.full_name, description, versions, trail, feeds=feeds)
        profile = self._profile(term, code)
        listed = self.listed(code, posts, partial(_of_term, taxonomy, term))
        around = partial(self.surroundings, language, taxonomy, term, posts)
        around_print = self.surroundings_print(code, taxonomy, term, posts)
        yield from self._slices(
            language, "term.html", address, listed, head, (facts, profile), around, around_print
        )
        if feeds:
            name = f"{facts.full_name} – {self.config.titles[code]}"
            yield from self._feeds(language, address, name, description, posts)

    def _facts(self, language: Language, taxonomy: str, term: Term) -> TermFacts:
        code = language.code
        agency = term.fields if isinstance(term.fields, AgencyFields) else None
        parent = self.registry.parent(term) if agency else None
        successor = self.registry.successor(term)
        region = self.registry.region_of(term)
        counts = self.index[code].by_term["regions"]
        below = sorted(self.index[code].subregions.get(term, ()), key=_by_name(code))
        former = agency.former_names if agency else ()
        return TermFacts(
            taxonomy=taxonomy,
            name=term.names[code],
            full_name=term.full_name(code),
            offices=self._offices(language, term),
            region=self._term_ref(region, code) if region else None,
            parent=self._term_ref(parent, code) if parent else None,
            successor=self._term_ref(successor, code) if successor else None,
            ended=agency.ended if agency else None,
            former_names=tuple(name.get(code, *self.codes) for name in former),
            address=agency.address if agency else None,
            website=agency.website if agency else None,
            subregions=tuple(TermCount(self._term_ref(child, code), len(counts[child])) for child in below),
            description=local_text(term.fields.description, code, self.codes) or "",
        )

    def _offices(self, language: Language, term: Term) -> tuple[Office, ...]:
        if not isinstance(term.fields, SpeakerFields):
            return ()
        offices = []
        for appointment in sorted(term.fields.appointments, key=start_of, reverse=True):
            agency = None
            if appointment.agency is not None:
                found = self.registry.find("agencies", appointment.agency.text)
                agency = self._term_ref(found[0], language.code) if len(found) == 1 else None
            title = self._office_title(appointment, language)
            offices.append(Office(title, agency, appointment.start, appointment.end))
        return tuple(offices)

    # --- The rest ---------------------------------------------------------------------------------

    def _not_found(self, language: Language, address: Address) -> PlannedPage:
        posts = self.index[language.code].posts[:NOT_FOUND_LATEST]
        title, text = language.text("not_found_title"), language.text("not_found_text")
        versions = Versions(tuple((code, self.addresses.at(f"{code}/404.html").url) for code in self.codes))
        head = Head(
            "not-found", address.url, title, text, versions, Trail(()), indexable=False, alternates=False
        )
        view = NotFoundView(tuple(self.teasers[post] for post in posts))
        return self._planned(address.path, "not-found.html", language.code, head, view)

    def _language_choice(self) -> PlannedPage:
        first = self.config.languages[0]
        target = self.addresses.home(first.code).url
        site = self.sites[first.code]
        head = Head("choice", target, site.title, site.description, self.versions["home",], Trail(()))
        texts = tuple(
            (
                language.code,
                language.name,
                self.addresses.home(language.code).url,
                language.text("read_in_language"),
            )
            for language in self.config.languages
        )
        view = LanguageChoiceView(target, texts)
        return self._planned("index.html", "language-choice.html", first.code, head, view)

    def _redirects(self, language: Language) -> Iterator[PlannedPage]:
        code = language.code
        for post in self.moved:
            if post.card.language == code:
                for alias in post.card.aliases:
                    yield self._redirect(language, self._old_address(alias), post.address.url, post.card.path)
        for taxonomy in TAXONOMIES:
            for term in self.index[code].by_term[taxonomy]:
                for old in term.fields.old_urls:
                    # An old address belongs to one language: the one whose prefix it has, else the first.
                    owner = next(
                        (code for code in self.codes if old.text.startswith(f"/{code}/")), self.codes[0]
                    )
                    if owner == code:
                        address = self._old_address(old.text)
                        yield self._redirect(language, address, self._term_urls[code, term], term.path)

    def _old_address(self, path: str) -> Address:
        path = path.strip("/")
        return self.addresses.at(path if "." in path.rsplit("/", 1)[-1] else path + "/")

    def _redirect(self, language: Language, old: Address, target: str, source: str = "") -> PlannedPage:
        title, text = language.text("redirect_title"), language.text("redirect_text")
        head = Head("redirect", target, title, text, None, Trail(()), indexable=False)
        view = RedirectView(target, self._canonical(target))
        return self._planned(old.path, "redirect.html", language.code, head, view, source)


def _of_term(taxonomy: str, term: Term, cards: Index) -> Sequence[Post]:
    return cards.by_term[taxonomy].get(term, ())


def _of_month(year: int, month: int, cards: Index) -> Sequence[Post]:
    return cards.by_month.get(year, {}).get(month, ())


def _by_name(code: str) -> Callable[[Term], tuple[str, str]]:
    return lambda term: (term.names[code].casefold(), term.id)


def _collisions(pages: Sequence[PlannedPage]) -> Iterator[Diagnostic]:
    """Two pages with one file, or a file where another page needs a folder."""
    taken: dict[str, PlannedPage] = {}
    files: list[tuple[str, PlannedPage]] = []
    for page in pages:
        path = page.path
        key = path if path.isascii() and path.islower() else urls.collision_key(path)
        first = taken.setdefault(key, page)
        if first is not page:
            mine, other = (page, first) if page.source else (first, page)
            named = other.source or other.template
            yield error("path-twice", mine.source, WHOLE_FILE, path="/" + page.path, other=named)
        if not key.endswith("/index.html"):
            files.append((key + "/", page))
    # Only a file with a name of its own, an old address for one, can stand where another page needs a folder.
    for prefix, page in files:
        if page.source and any(key.startswith(prefix) for key in taken):
            yield error("path-is-folder", page.source, WHOLE_FILE, path="/" + page.path)
