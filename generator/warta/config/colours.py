"""Colours: contrast as WCAG 2.2 has it, and lighter and darker ones of the same hue.

Lightness, chroma and hue are those of Oklch, in which equal steps look equal:
https://bottosson.github.io/posts/oklab/
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

__all__ = ["AA", "Oklch", "contrast", "hex_of", "nearest_readable", "of_hue", "oklch", "rgb_of"]

AA = 4.5
"""The least contrast of text (WCAG 2.2, 1.4.3)."""
_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_STEPS = 500
"""Between black and white: finer than the eye."""

Rgb = tuple[int, int, int]
"""Each from 0 to 255."""


class Oklch(NamedTuple):
    """A colour as the eye has it."""

    lightness: float
    """0 is black, 1 is white."""
    chroma: float
    """0 is grey; sRGB ends at about 0.3."""
    hue: float
    """Radians."""


def rgb_of(text: str) -> Rgb | None:
    """The colour of ``#0b5a5e`` or ``#05a``; None for what is none."""
    if not _HEX.fullmatch(text):
        return None
    digits = text[1:] if len(text) == 7 else "".join(2 * digit for digit in text[1:])
    red, green, blue = (int(digits[place : place + 2], 16) for place in (0, 2, 4))
    return red, green, blue


def hex_of(colour: Rgb) -> str:
    """``#0b5a5e``."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def contrast(one: Rgb, other: Rgb) -> float:
    """From 1 (the same) to 21 (black on white)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def nearest_readable(colour: Rgb, surfaces: Sequence[Rgb]) -> Rgb:
    """The colour of the same hue that is nearest in lightness and readable on all surfaces; itself if it is.

    There is one where the surfaces are all light or all dark.
    """
    if _is_readable(colour, surfaces):
        return colour
    own = oklch(colour)
    steps = sorted(range(_STEPS + 1), key=lambda step: abs(step / _STEPS - own.lightness))
    shades = (of_hue(own, step / _STEPS, own.chroma) for step in steps)
    return next((shade for shade in shades if _is_readable(shade, surfaces)), colour)


def of_hue(colour: Oklch, lightness: float, chroma: float) -> Rgb:
    """Another colour of the same hue; less of it where a screen cannot show that much."""
    low, high = 0.0, chroma
    if _shown(Oklch(lightness, chroma, colour.hue)) is None:
        while high - low > 0.0005:
            middle = (low + high) / 2
            if _shown(Oklch(lightness, middle, colour.hue)) is None:
                high = middle
            else:
                low = middle
        chroma = low
    shade = _shown(Oklch(lightness, chroma, colour.hue))
    return shade or ((255, 255, 255) if lightness > 0.5 else (0, 0, 0))


@lru_cache(maxsize=64)
def oklch(colour: Rgb) -> Oklch:
    """The colour as the eye has it."""
    red, green, blue = (_linear(part) for part in colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    return Oklch(lightness, math.hypot(a, b), math.atan2(b, a))


def _shown(colour: Oklch) -> Rgb | None:
    """As a screen has it; None where it cannot show it."""
    a, b = colour.chroma * math.cos(colour.hue), colour.chroma * math.sin(colour.hue)
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    parts = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    if min(parts) < -0.001 or max(parts) > 1.001:
        return None
    red, green, blue = (_encoded(part) for part in parts)
    return red, green, blue


def _is_readable(colour: Rgb, surfaces: Sequence[Rgb]) -> bool:
    return all(contrast(colour, surface) >= AA for surface in surfaces)


def _luminance(colour: Rgb) -> float:
    red, green, blue = (_linear(part) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: int) -> float:
    value = part / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _encoded(part: float) -> int:
    value = min(1.0, max(0.0, part))
    return round(255 * (12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055))
