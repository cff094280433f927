"""What makes a site look like its agency's, and the notice on every page."""

from __future__ import annotations

from msgspec import Struct

from warta.views.media import Picture

__all__ = ["Banner", "Brand", "BrandImage", "Icon"]


class BrandImage(Struct, frozen=True):
    """One file of a picture, for other programs."""

    canonical: str
    """Absolute."""
    width: int
    height: int
    """Pixels."""


class Icon(Struct, frozen=True):
    """An icon of the site."""

    url: str
    canonical: str
    """The same, absolute."""
    type: str
    """Media type."""
    size: int
    """Pixels in each direction; 0 for a drawing, which has any."""
    maskable: bool
    """Whether a telephone may cut it to a shape of its own."""


class Brand(Struct, frozen=True):
    """What ``[theme]`` gives."""

    logo: Picture | None
    logo_dark: Picture | None
    """The same for dark screens; None where there is only one."""
    title: bool
    """Whether the site's title stands beside the logo."""
    header: Picture | None
    """Goes across the top of every page, for its looks alone."""
    share: BrandImage | None
    """What social media show of a page that has no picture of its own."""
    publisher_logo: BrandImage | None
    """The logo as one file."""
    icons: tuple[Icon, ...]
    """From the smallest on, a drawing last; empty when the site has only the theme's own icon."""
    favicon: str | None
    """The address of ``favicon.ico``, which old programs ask for."""
    touch_icon: str | None
    """The address of the icon for home screens that know no manifest."""
    manifest: str | None
    """The address of the web manifest in this language."""
    colour: str
    """Of a browser's own frame on light screens: ``#0b5a5e``."""
    colour_dark: str
    """The same on dark ones."""


class Banner(Struct, frozen=True):
    """A notice on every page."""

    kind: str
    """info, siaga or darurat."""
    text: str
    language: str | None
    """Of the text, where it is not the page's."""
    link: str | None
    """Where more is told."""
