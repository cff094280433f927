"""``[theme]``: a site's logo, pictures, icon, colours and letters, and what they make of the style sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from msgspec import Struct

from warta.config.colours import AA, Oklch, Rgb, contrast, hex_of, nearest_readable, of_hue, oklch, rgb_of
from warta.config.tables import Check, Wrong, one_of, text, wrong, yes_or_no
from warta.filesystem.own_files import is_inside

__all__ = [
    "BRAND",
    "DARK",
    "FOLDERS",
    "LIGHT",
    "PICTURES",
    "Scheme",
    "ThemeSettings",
    "style_of",
    "theme_colours",
]

BRAND = "brand"
"""The folder of a site for what ``[theme]`` names, if it lies nowhere else."""
FOLDERS = (BRAND, "content", "static", "templates")
"""Those that are watched and stamped."""


class Scheme(Struct, frozen=True):
    """What the style sheet has of one scheme of colours."""

    paper: str
    surfaces: tuple[str, ...]
    """All that text in the accent colour stands on; a test compares them with the style sheet."""
    accent: str
    strong: float
    """Lightness to add for what the pointer is over."""
    shades: tuple[tuple[float, float], ...]
    """Lightness of the map's shades, from few stories to many, and the share of the accent's chroma."""


LIGHT = Scheme(
    paper="#fbf9f5",
    surfaces=("#fbf9f5", "#f2eee6", "#fdf0d8"),
    accent="#0b5a5e",
    strong=-0.1,
    shades=((0.85, 0.5), (0.71, 0.9), (0.555, 1.0), (0.375, 0.85)),
)
DARK = Scheme(
    paper="#171614",
    surfaces=("#171614", "#23211d", "#33260f"),
    accent="#7fcdca",
    strong=0.09,
    shades=((0.42, 0.75), (0.54, 0.95), (0.7, 1.0), (0.89, 0.75)),
)
DARK_ACCENT = Oklch(0.8, 0.11, 0.0)
"""Lightness, and the most chroma, of the accent for dark screens where a site names none."""


def _file(value: Any) -> Wrong | None:
    """A path below one of the folders, in the form that it has on every system."""
    if refused := text(value):
        return refused
    path = value.strip()
    names = path.split("/")
    plain = is_inside(path) and not any(name.startswith(".") for name in names)
    if plain and len(names) > 1 and names[0] in FOLDERS:
        return None
    known, example = ", ".join(f"{folder}/" for folder in FOLDERS), path.replace("\\", "/").rpartition("/")[2]
    return wrong("setting-theme-path", value=path, known=known, example=f"{BRAND}/{example or 'logo.svg'}")


def _readable(scheme: Scheme) -> Check:
    """A colour in which text can be read on all surfaces of a scheme."""
    surfaces = [_rgb(surface) for surface in scheme.surfaces]

    def check(value: Any) -> Wrong | None:
        colour = rgb_of(value.strip()) if isinstance(value, str) else None
        if colour is None:
            return text(value) or wrong("setting-colour", value=value)
        nearest = nearest_readable(colour, surfaces)
        if nearest == colour:
            return None
        worst = min(surfaces, key=lambda surface: contrast(colour, surface))
        return wrong(
            "setting-contrast", value=value, nearest=hex_of(nearest), surface=hex_of(worst), least=str(AA)
        )

    return check


class ThemeSettings(Struct, frozen=True):
    """What makes a site look like its agency's; files are paths below the site's folder."""

    logo: Annotated[str, _file] = ""
    logo_dark: Annotated[str, _file] = ""
    """The same for dark screens."""
    title: Annotated[bool, yes_or_no] = True
    """Whether the site's title stands beside the logo; false for a logo that is made of it."""
    header: Annotated[str, _file] = ""
    """A picture across the top of every page."""
    share: Annotated[str, _file] = ""
    """What social media show of pages without a picture of their own."""
    icon: Annotated[str, _file] = ""
    """The source of all icons."""
    accent: Annotated[str, _readable(LIGHT)] = ""
    """Of links, rules and marks on light screens: ``#0b5a5e``; empty for the theme's own."""
    accent_dark: Annotated[str, _readable(DARK)] = ""
    """The same on dark ones; made from ``accent`` where only that is given."""
    font: Annotated[str, one_of("serif", "sans")] = "serif"
    """Of headlines and running text."""

    def files(self) -> Iterator[tuple[str, str]]:
        """Key and path of every file that is named."""
        for key in PICTURES:
            if path := getattr(self, key):
                yield key, path


PICTURES = ("logo", "logo_dark", "header", "share", "icon")
"""The keys that name files."""


def theme_colours(theme: ThemeSettings) -> tuple[str, str]:
    """The accent on light and on dark screens."""
    if not theme.accent:
        return LIGHT.accent, theme.accent_dark.lower() or DARK.accent
    if theme.accent_dark:
        return _normal(theme.accent), _normal(theme.accent_dark)
    own = oklch(_rgb(theme.accent))
    made = of_hue(own, DARK_ACCENT.lightness, min(own.chroma, DARK_ACCENT.chroma))
    return _normal(theme.accent), hex_of(nearest_readable(made, [_rgb(each) for each in DARK.surfaces]))


def style_of(theme: ThemeSettings) -> str:
    """What the settings add to the theme's style sheet; empty when they change nothing there.

    For screens alone: what is printed is black.
    """
    light, dark = theme_colours(theme)
    rules = []
    if theme.accent:
        rules.append(f"@media screen {{ :root {{ {_variables(LIGHT, light)} }} }}")
    if theme.accent or theme.accent_dark:
        rules.append(
            f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {_variables(DARK, dark)} }} }}"
        )
    if theme.font == "sans":
        rules.append(":root { --serif: var(--sans); }")
    return "".join(f"{rule}\n" for rule in rules)


def _variables(scheme: Scheme, accent: str) -> str:
    own = oklch(_rgb(accent))
    strong = of_hue(own, min(1.0, max(0.0, own.lightness + scheme.strong)), own.chroma)
    shades = [of_hue(own, lightness, share * own.chroma) for lightness, share in scheme.shades]
    values = {"accent": accent, "accent-strong": hex_of(strong)}
    values |= {f"s{number}": hex_of(shade) for number, shade in enumerate(shades, 1)}
    return " ".join(f"--{name}: {value};" for name, value in values.items())


def _normal(colour: str) -> str:
    return hex_of(_rgb(colour))


def _rgb(colour: str) -> Rgb:
    """Of a colour that has been checked."""
    found = rgb_of(colour.strip())
    assert found is not None  # it has been checked
    return found
