"""The main menu and the links in the foot of every page, and how readers reach the agency."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from warta.config.menus import Menu, MenuEntry
from warta.config.settings import Config
from warta.config.site_tables import AGENDA, DOCUMENTS, FEED_FILES
from warta.content.model import LISTED_KINDS, TAXONOMIES
from warta.i18n.languages import Language
from warta.pages.places import Places
from warta.site.library import Library
from warta.views.site import Contact, Link

__all__ = ["FEED_FILES", "Menus", "list_link"]

SECTIONS = ("news", "agencies", "regions", "speakers", "tags", "archive")
"""The main menu of a site that does not say what is in it; its standing pages come behind these."""
FOOTER = ("archive", "feed", "open_data", "contact")


class Menus:
    """Where the menus lead, of what is public."""

    def __init__(self, library: Library, places: Places, config: Config) -> None:
        self._library = library
        self._places = places
        self._config = config

    def main(self, language: Language) -> tuple[Link, ...]:
        """The main menu."""
        first, *others = SECTIONS
        return self._links(language, "main", self._config.menu, (first, *self._config.sections.menu, *others))

    def footer(self, language: Language) -> tuple[Link, ...]:
        """The links in the foot."""
        return self._links(language, "footer", self._config.footer, FOOTER)

    def _links(self, language: Language, name: str, menu: Menu, default: Iterable[str]) -> tuple[Link, ...]:
        if menu.entries is None:
            chosen = [self._target(language, to) for to in default]
        else:
            chosen = [self._entry(language, entry) for entry in menu.entries]
        found = [link for link in chosen if link is not None]
        there = {link.url for link in found}
        return (*found, *[link for link in self._pages(language, name) if link.url not in there])

    def _pages(self, language: Language, name: str) -> Iterator[Link]:
        """The standing pages that say that they are in a menu."""
        for page in self._library.standing:
            if page.card.language == language.code and name in page.original.menus:
                yield Link(page.card.title, page.address.url)

    def _entry(self, language: Language, entry: MenuEntry) -> Link | None:
        name = dict(entry.names).get(language.code, "")
        if entry.url:
            own = self._config.addresses.root if entry.url.startswith("/") else ""
            return Link(name, own + entry.url)
        found = self._target(language, entry.to)
        return replace(found, text=name or found.text) if found is not None else None

    def _target(self, language: Language, to: str) -> Link | None:
        """What a list, a page or a term is called and where it is; None when the language has it not."""
        top, _, below = to.partition("/")
        if not below:
            return list_link(self._config, language, to)
        if top in TAXONOMIES:
            term = self._library.registry.terms[top].get(below)
            url = self._places.term_urls.get((language.code, term)) if term is not None else None
            return Link(term.names[language.code], url) if term is not None and url else None
        pages = (page for page in self._library.standing if page.card.story == to)
        page = next((page for page in pages if page.card.language == language.code), None)
        return Link(page.card.title, page.address.url) if page is not None else None

    def contact(self, language: Language) -> Contact | None:
        """How readers reach the agency."""
        given, code = self._config.contact, language.code
        address, hours = dict(given.address).get(code, ""), dict(given.hours).get(code, "")
        if not any((address, hours, given.telephone, given.whatsapp, given.email)):
            return None
        lines = tuple([line.strip() for line in address.splitlines() if line.strip()])
        return Contact(
            address=lines,
            telephone=Link(given.telephone, f"tel:{_digits(given.telephone)}") if given.telephone else None,
            whatsapp=(
                Link(given.whatsapp, f"https://wa.me/{_digits(given.whatsapp).lstrip('+')}")
                if given.whatsapp
                else None
            ),
            email=given.email or None,
            hours=hours or None,
        )


def list_link(config: Config, language: Language, name: str) -> Link | None:
    """What every site has a page or an address for; None where it is not set up, and for other names."""
    place, code = config.addresses, language.code
    if name in TAXONOMIES:
        return Link(language.text(name), place.taxonomy(code, name).url)
    if name in (AGENDA, DOCUMENTS, *LISTED_KINDS):
        return _section_link(config, language, name)
    if name == "search":
        return Link(language.text("search"), place.search(code).url) if config.search.enabled else None
    if name == "open_data":
        there = config.open_data.enabled
        return Link(language.text("open_data"), place.open_data(code).url) if there else None
    if name == "contact":
        reach = config.publisher.contact or config.contact.email
        scheme = "mailto:" if "@" in reach and ":" not in reach else ""
        return Link(language.text("contact"), scheme + reach) if reach else None
    home = place.home(code)
    places = {
        "home": home,
        "news": place.news(code),
        "archive": place.archive(code),
        "feed": place.beside(home, FEED_FILES[config.feeds.formats[0]]),
    }
    return Link(language.text(name), places[name].url) if name in places else None


def _section_link(config: Config, language: Language, name: str) -> Link | None:
    """The agenda, the documents or the list of a kind, where the site can have it."""
    if not config.sections.has(name):
        return None
    place, code = config.addresses, language.code
    if name == AGENDA:
        return Link(language.text("agenda"), place.agenda(code).url)
    if name == DOCUMENTS:
        return Link(language.text("documents"), place.documents(code).url)
    return Link(language.text("kinds_" + name.replace("-", "_")), place.kind(code, name).url)


def _digits(number: str) -> str:
    return re.sub(r"[^0-9+]", "", number)
