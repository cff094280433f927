"""A site's logo, pictures and icons as pages show them, its web manifest, the notice on every page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from warta.config.banner import BannerSettings
from warta.config.settings import Config
from warta.config.tables import CONFIG_FILE
from warta.config.theme import DARK, LIGHT, theme_colours
from warta.media.icons import DRAWN_ICON, ICONS
from warta.media.values import ICON_SOURCE, Media, Picture
from warta.pages.pictures import output_files, picture_view
from warta.site.links import TextLink
from warta.urls import Addresses
from warta.views.brand import Banner, Brand, BrandImage, Icon
from warta.views.media import Picture as PictureView
from warta.views.site import Site

__all__ = [
    "MANIFEST",
    "BrandPictures",
    "banner_links",
    "banner_view",
    "brand_files",
    "brand_view",
    "manifest",
]

BrandPictures = Mapping[str, tuple[str, Picture]]
"""Key of ``[theme]`` → the path of the file and what it is; of ``icon``, the icons that were made of it."""

MANIFEST = "manifest.json"
"""Beside a language's front page. Browsers take any JSON, and every host knows how to send that."""
FAVICON = "favicon.ico"
_MOST_SHARED = 1200
"""Pixels: what is wider is only cut down by who shows it."""


def brand_view(config: Config, code: str, pictures: BrandPictures) -> Brand:
    """What ``[theme]`` gives, in one language."""
    theme, place = config.theme, config.addresses
    light, _ = theme_colours(theme)
    icons = _icons(place, pictures)
    touch = next((url for icon, url in _icon_urls(place, pictures) if icon == "icon-180.png"), None)
    return Brand(
        logo=_shown(place, pictures, "logo"),
        logo_dark=_shown(place, pictures, "logo_dark"),
        title=theme.title or "logo" not in pictures,
        header=_shown(place, pictures, "header"),
        share=_single(place, pictures, "share"),
        publisher_logo=_single(place, pictures, "logo"),
        icons=icons,
        favicon=place.at(FAVICON).url if icons else None,
        touch_icon=touch,
        manifest=place.beside(place.home(code), MANIFEST).url if icons else None,
        colour=light if theme.accent else LIGHT.paper,
        colour_dark=DARK.paper,
    )


def brand_files(pictures: BrandPictures) -> Iterator[Media]:
    """The output files that are made of what ``[theme]`` names."""
    for key, (path, picture) in pictures.items():
        yield from _icon_files(path, picture) if key == "icon" else output_files(path, picture)


def banner_view(config: Config, code: str, now: float) -> Banner | None:
    """The notice that is shown at ``now``; in another language where it has none in this one."""
    banner = config.banner
    if not banner.is_shown(now):
        return None
    language = next(each for each in (code, *config.codes) if each in banner.texts)
    link = banner.link or None
    if link is not None and link.startswith("/"):
        link = config.addresses.root + link
    return Banner(banner.kind, banner.texts[language], language if language != code else None, link)


def banner_links(banner: BannerSettings) -> Iterator[tuple[str, TextLink]]:
    """The page of the site that the notice leads to, still to be looked for."""
    if banner.link.startswith("/"):
        yield (
            banner.link,
            TextLink(
                banner.link, image=False, file=CONFIG_FILE, anchors=(), position=lambda: banner.link_position
            ),
        )


def manifest(site: Site) -> dict[str, object]:
    """What a telephone needs to put the site on its home screen, as a web manifest."""
    brand = site.brand
    return {
        "name": site.title,
        "lang": site.language,
        "dir": site.direction,
        "start_url": site.home,
        "scope": f"{site.root}/",
        "display": "minimal-ui",
        "background_color": LIGHT.paper,
        "theme_color": brand.colour,
        "icons": [
            {
                "src": icon.url,
                "type": icon.type,
                "sizes": f"{icon.size}x{icon.size}" if icon.size else "any",
                "purpose": "maskable" if icon.maskable else "any",
            }
            for icon in brand.icons
        ],
    }


def _shown(place: Addresses, pictures: BrandPictures, key: str) -> PictureView | None:
    if key not in pictures:
        return None
    path, picture = pictures[key]
    return picture_view(picture, [place.at(file.path).url for file in output_files(path, picture)])


def _single(place: Addresses, pictures: BrandPictures, key: str) -> BrandImage | None:
    """The widest file of the format that every program knows, but none wider than anybody shows."""
    if key not in pictures:
        return None
    path, picture = pictures[key]
    last = picture.files[-1].suffix
    files = [
        (file, media)
        for file, media in zip(picture.files, output_files(path, picture), strict=True)
        if file.suffix == last and not file.moving
    ]
    fitting = [each for each in files if each[0].width <= _MOST_SHARED] or files[:1]
    file, media = fitting[-1]
    return BrandImage(place.origin + place.at(media.path).url, file.width, file.height)


def _icon_files(path: str, picture: Picture) -> tuple[Media, ...]:
    """``favicon.ico`` where programs look for it; the others under names that change with their bytes."""
    names = [icon.name for icon in ICONS] + [DRAWN_ICON]
    return tuple(
        Media(
            name if name == FAVICON else f"media/{file.digest[:10]}-{name}",
            ICON_SOURCE + path,
            file.digest,
            picture.key,
            file.offset,
            file.length,
        )
        for name, file in zip(names, picture.files, strict=False)
    )


def _icon_urls(place: Addresses, pictures: BrandPictures) -> Iterator[tuple[str, str]]:
    """Name and address of every icon."""
    if "icon" in pictures:
        names = [icon.name for icon in ICONS] + [DRAWN_ICON]
        for name, media in zip(names, _icon_files(*pictures["icon"]), strict=False):
            yield name, place.at(media.path).url


def _icons(place: Addresses, pictures: BrandPictures) -> tuple[Icon, ...]:
    """Those that pages, feeds and manifests name."""
    kinds = {icon.name: icon for icon in ICONS}
    return tuple(
        Icon(
            url,
            place.origin + url,
            "image/svg+xml" if name == DRAWN_ICON else "image/png",
            kinds[name].size if name in kinds else 0,
            name == "icon-maskable.png",
        )
        for name, url in _icon_urls(place, pictures)
        if name not in (FAVICON, "icon-180.png")
    )
