"""What the pages of one plan share. Everything is made when it is first needed, then shared.

Each shared value comes with a fingerprint, from which those of the pages are made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from types import MappingProxyType

from msgspec import Struct

from warta.config.settings import Config
from warta.diagnostics.values import Diagnostic
from warta.i18n.languages import Language
from warta.i18n.moments import Moment
from warta.markdown.placeholders import put_texts
from warta.media.values import Media, Medium
from warta.pages.alike import Alike
from warta.pages.brand import BrandPictures
from warta.pages.cards import card_view, site_card
from warta.pages.data import Body, Made, PlannedPage, Versions
from warta.pages.fingerprint import combined, fingerprint
from warta.pages.frame import feed_link, section, site_view
from warta.pages.glossary import Glossary
from warta.pages.links import Links
from warta.pages.memo import Memo
from warta.pages.menus import Menus
from warta.pages.outlook import Outlook
from warta.pages.pictures import fill
from warta.pages.places import Places, places_of
from warta.pages.reach import EVERYTHING, MapFile, Reach
from warta.pages.references import References
from warta.pages.speakers import Attribution, Quoted, Speakers
from warta.pages.stories import Stories
from warta.site.library import Library, Post
from warta.site.links import TextLink
from warta.site.taxonomy import Term
from warta.views.site import Alternate, LanguageLink, Link, PageHead

__all__ = ["NO_FEEDS", "Context", "PlanInputs"]

NO_FEEDS: Mapping[str, str] = MappingProxyType({})


class PlanInputs(Struct, frozen=True):
    """What a site is made from besides its stories."""

    config: Config
    assets: tuple[tuple[str, str], ...]
    """Name and output path of the theme's assets."""
    medium: Callable[[str], Medium]
    """Tells what a picture or document is, by its content path."""
    profile_html: Callable[[str], str]
    """The HTML of a term's profile text, by its content path."""
    now: float
    """In seconds since 1970. Decides which stories are news to search engines."""
    design: str
    """Stands for how cards are drawn; empty when there are to be none."""
    besides: bytes
    """The digest of all that the site is made from besides its stories and their pictures."""
    brand: BrandPictures
    """What ``[theme]`` names."""
    review: bool
    """Whether what is no error is reported too, and what is still to come."""
    static: tuple[Media, ...] = ()
    """The files that are published as they are."""


class Context:
    """Which pages there are, and what they have in common."""

    def __init__(
        self,
        library: Library,
        inputs: PlanInputs,
        outlook: Outlook,
        *,
        reach: Reach = EVERYTHING,
        places: Places | None = None,
        quotations: Mapping[str, Quoted] | None = None,
    ) -> None:
        """``outlook`` knows of the pages of other times.

        ``places`` are those of the library, and ``quotations`` those of its speakers by language.
        """
        config = inputs.config
        self.reach = reach
        self.maps: dict[MapFile, Moment | None] = {}
        """The site maps of stories and listings, and the last change of a story in each."""
        self.given_way: set[str] = set()
        """The output paths of what leads on from an old address unless another page is there."""
        self.newest = reach.newest
        """The last change of any story."""
        self.library = library
        self.registry = library.registry
        self.config = config
        self.outlook = outlook
        self.codes = config.codes
        self.addresses = config.addresses
        self.languages = {language.code: language for language in config.languages}
        self.diagnostics: list[Diagnostic] = []
        report = self.diagnostics.append
        self.places = places_of(library, config) if places is None else places
        self.cards = {code: site_card(config, each, inputs.design) for code, each in self.languages.items()}
        """Language → where the site's own card is, and what it says."""
        menus = Menus(library, self.places, config)
        self.sites = {
            code: site_view(
                config,
                each,
                menus,
                inputs.assets,
                card=card_view(config, self.cards[code][0]),
                pictures=inputs.brand,
                now=inputs.now,
            )
            for code, each in self.languages.items()
        }
        self.site_fingerprints = {code: fingerprint(site) for code, site in self.sites.items()}
        self.references = References(library.registry, self.places.term_urls, config.codes)
        self.speakers = Speakers(library, self.languages, self.references, report)
        self.links = Links(library, self.places, outlook, medium=inputs.medium, report=report)
        self.stories = Stories(
            self.addresses.origin, self.places, self.references, speakers=self.speakers, links=self.links
        )
        self.glossary = Glossary(library.registry, config)
        self.alike = Memo[str, Alike](lambda code: Alike(self.places.select.ranks(code)))
        """Language → the stories that are about the same."""
        self.quotations: Mapping[str, Quoted] = (
            Memo(lambda code: self.speakers.all_quoted(self.places.index[code]))
            if quotations is None
            else quotations
        )
        """Language → speaker → stories and which of their quotations are theirs, newest first."""
        self._inputs = inputs
        self.profiles = Memo[tuple[Term, str], str](self._profile)
        """Term and language → the HTML of its profile text; empty when it has none."""

    @cached_property
    def besides(self) -> bytes:
        """The digest of all besides stories."""
        return combined((self._inputs.besides, *self.site_fingerprints.values()))

    # --- Heads ----------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """A page's whole address."""
        return self.addresses.origin + url

    def breadcrumbs(self, language: Language, *links: Link) -> tuple[Link, ...]:
        """From the front page on."""
        return (Link(language.text("home"), self.addresses.home(language.code).url), *links)

    def kind_link(self, language: Language, kind: str) -> Link | None:
        """The list of a kind of stories in one language; None when there is none."""
        url = dict(self.places.versions.get(("kind", kind), ())).get(language.code)
        return Link(section(self.config, language, kind).text, url) if url else None

    def alternates(self, versions: Versions) -> tuple[Alternate, ...]:
        """All languages of a page, the first of them for everybody else."""
        found = [Alternate(code, self.canonical(url)) for code, url in versions]
        return (*found, Alternate("x-default", found[0].href)) if found else ()

    def head(
        self,
        language: Language,
        kind: str,
        url: str,
        *,
        title: str,
        description: str,
        versions: Versions = (),
        breadcrumbs: tuple[Link, ...] = (),
        indexable: bool = True,
        alternates: Versions | None = None,
        feeds: Mapping[str, str] = NO_FEEDS,
    ) -> PageHead:
        """The head of a page.

        ``alternates``: of which ``versions`` search engines are told, all unless it is given. ``feeds`` are
        those that the page has for itself: format → URL path.
        """
        site, urls = self.sites[language.code], dict(versions)
        own = [feed_link(title, kind, at) for kind, at in feeds.items()]
        return PageHead(
            kind=kind,
            url=url,
            canonical=self.canonical(url),
            title=title,
            description=description,
            alternates=self.alternates(versions if alternates is None else alternates),
            languages=tuple([_version(other, urls.get(other.code)) for other in site.languages]),
            breadcrumbs=breadcrumbs,
            indexable=indexable,
            feeds=(*own, *site.feeds),
        )

    def body_elsewhere(self, post: Post) -> Body:
        """The text of a story for readers outside the site."""
        targets, quotes = self.links.targets[post], self.speakers.quoted[post]
        return Body(targets, quotes, elsewhere=self.canonical(post.address.url), withdrawn=post.withdrawn)

    # --- Pages ----------------------------------------------------------------------------------

    def planned(
        self, path: str, template: str, language: str, made: Made, *, source: str = ""
    ) -> PlannedPage:
        """A page that is cheap enough to be made each time: its fingerprint is that of its data."""
        data = fingerprint((self.site_fingerprints[language], made))
        return PlannedPage(path, template, language, source, data, lambda: made)

    def _profile(self, owner: tuple[Term, str]) -> str:
        term, code = owner
        profile = self.registry.profiles.get((term.taxonomy, term.id, code))
        if profile is None:
            return ""
        file, anchors, language = profile.path, tuple(profile.body.anchors), self.languages[code]
        targets = [
            self.links.target(
                TextLink(link.target, link.image, file, anchors, partial(getattr, link, "position"))
            )
            for link in profile.body.links
        ]
        quotes = [
            self.speakers.named(Attribution(quote.name, file, partial(getattr, quote, "position")), code)
            for quote in profile.body.quotes
        ]
        html = fill(self._inputs.profile_html(file), Body(tuple(targets), tuple(quotes)), language)
        return put_texts(html, language.text)


def _version(language: LanguageLink, url: str | None) -> LanguageLink:
    """A language's entry with the page's address in it."""
    return LanguageLink(language.code, language.name, url, language.home, language.current, language.locale)
