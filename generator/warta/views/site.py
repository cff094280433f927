"""What every page has: the site in its language, and the page's own head."""

from __future__ import annotations

from msgspec import Struct

from warta.views.brand import Banner, Brand

__all__ = ["Alternate", "Contact", "FeedLink", "LanguageLink", "Link", "PageHead", "Site", "SocialCard"]


class SocialCard(Struct, frozen=True):
    """A picture that is drawn from a title."""

    canonical: str
    width: int
    height: int


class Link(Struct, frozen=True):
    """A link with its text; ``url`` None means that there is nothing to link to."""

    text: str
    url: str | None


class LanguageLink(Struct, frozen=True):
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


class Contact(Struct, frozen=True):
    """How readers reach the agency; None where it does not say."""

    address: tuple[str, ...]
    """Its lines."""
    telephone: Link | None
    whatsapp: Link | None
    email: str | None
    hours: str | None
    """When somebody is there."""


class FeedLink(Struct, frozen=True):
    """A feed that a page tells programs of."""

    name: str
    """What it is about: the site's or a term's name."""
    format: str
    """Atom, RSS or JSON Feed."""
    type: str
    """Media type."""
    url: str


class Site(Struct, frozen=True):
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
    open_data: str | None
    """The page that offers the stories as data; None without one."""
    navigation: tuple[Link, ...]
    """The main menu: lists, standing pages and what else the site has put there."""
    footer: tuple[Link, ...]
    """The links in the foot, without the languages."""
    languages: tuple[LanguageLink, ...]
    """Every language with its home page (``url`` is None here: pages carry their own switch)."""
    assets: tuple[tuple[str, str], ...]
    """(name in ``templates/assets``, fingerprinted URL); templates call ``asset(name)``."""
    publisher: str
    publisher_url: str | None
    card: SocialCard | None
    """Stands for pages without a picture of their own where they are shared; None without cards."""
    contact: str | None
    """An e-mail address or URL readers may write to."""
    reach: Contact | None
    """How else readers reach the agency; None when the site says nothing of it."""
    social: tuple[Link, ...]
    """The agency's pages at social networks."""
    noindex: bool
    """Whether search engines are asked to leave the whole site out."""
    publisher_type: str
    """In schema.org's words: ``NewsMediaOrganization`` or ``GovernmentOrganization``."""
    brand: Brand
    banner: Banner | None
    """The notice that is shown now."""
    strings: tuple[tuple[str, str | tuple[str, ...]], ...]
    """Interface texts; templates call ``t(key, …)`` and ``t_count(key, n)``."""
    formats: tuple[tuple[str, str | tuple[str, ...]], ...]
    """Names of months and weekdays and the patterns of dates; used by the date filters."""


class Alternate(Struct, frozen=True):
    """One ``<link rel="alternate" hreflang=…>``; the page lists itself as well."""

    hreflang: str
    """A language code, or ``x-default``."""
    href: str


class PageHead(Struct, frozen=True):
    """What every page has, whatever its template."""

    kind: str
    """home, news, post, terms, regions, term, archive, month, not-found, choice, redirect …"""
    url: str
    canonical: str
    title: str
    """Without the site's name; the template adds it."""
    description: str
    alternates: tuple[Alternate, ...]
    languages: tuple[LanguageLink, ...]
    breadcrumbs: tuple[Link, ...]
    """From the home page down to, and without, this page."""
    indexable: bool
    """False: ``<meta name="robots" content="noindex">``."""
    feeds: tuple[FeedLink, ...]
    """The page's own first, then the site's."""
