"""What all pages of one language share: titles, the main menu, feeds, words."""

from __future__ import annotations

from warta.config.settings import Config
from warta.i18n.languages import Language
from warta.pages.brand import BrandPictures, banner_view, brand_view
from warta.pages.menus import FEED_FILES, Menus, list_link
from warta.views.site import FeedLink, LanguageLink, Link, Site, SocialCard

__all__ = ["FEED_FILES", "date_formats", "feed_link", "section", "site_view"]

FEED_KINDS = {
    "atom": ("Atom", "application/atom+xml"),
    "rss": ("RSS", "application/rss+xml"),
    "json": ("JSON Feed", "application/feed+json"),
}


def site_view(
    config: Config,
    language: Language,
    menus: Menus,
    assets: tuple[tuple[str, str], ...],
    *,
    card: SocialCard | None,
    pictures: BrandPictures,
    now: float,
) -> Site:
    """The site in one language at ``now``; ``assets`` are (name, output path)."""
    code = language.code
    place = config.addresses
    publisher = config.publisher
    return Site(
        language=code,
        locale=language.locale,
        direction=language.direction,
        title=config.titles[code],
        description=config.descriptions[code],
        root=place.root,
        base_url=config.base_url,
        home=place.home(code).url,
        news=place.news(code).url,
        archive=place.archive(code).url,
        feed=place.beside(place.home(code), FEED_FILES[config.feeds.formats[0]]).url,
        feeds=tuple(
            feed_link(config.titles[code], kind, place.beside(place.home(code), FEED_FILES[kind]).url)
            for kind in config.feeds.formats
        ),
        search=place.search(code).url if config.search.enabled else None,
        navigation=menus.main(language),
        footer=menus.footer(language),
        open_data=place.open_data(code).url if config.open_data.enabled else None,
        languages=tuple(
            LanguageLink(
                other.code,
                other.name,
                None,
                place.home(other.code).url,
                other is language,
                other.locale,
            )
            for other in config.languages
        ),
        assets=tuple((name, place.at(path).url) for name, path in assets),
        publisher=config.publisher_names[code],
        publisher_url=publisher.url,
        card=card,
        contact=publisher.contact or config.contact.email or None,
        reach=menus.contact(language),
        social=tuple([Link(*each) for each in config.social]),
        noindex=config.noindex,
        publisher_type=publisher.type,
        brand=brand_view(config, code, pictures),
        banner=banner_view(config, code, now),
        strings=tuple(language.strings.items()),
        formats=date_formats(language),
    )


def date_formats(language: Language) -> tuple[tuple[str, str | tuple[str, ...]], ...]:
    """Names of months and weekdays, and the patterns of dates and numbers."""
    return (
        ("months", language.months),
        ("months_short", language.months_short),
        ("weekdays", language.weekdays),
        *sorted(language.patterns.items()),
        ("plural", language.plural),
        ("thousands", language.thousands),
    )


def feed_link(name: str, kind: str, url: str) -> FeedLink:
    """What programs are told of a feed in one of the formats."""
    return FeedLink(name, *FEED_KINDS[kind], url)


def section(config: Config, language: Language, name: str) -> Link:
    """What leads to a list of stories or terms."""
    found = list_link(config, language, name)
    assert found is not None, "every site has them"
    return found
