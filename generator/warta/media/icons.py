"""One drawing or picture to the icons that browsers, telephones and feed readers ask for.

Pure: bytes in, bytes out. A drawing is rendered without any of the machine's fonts, so that it looks the same
wherever a site is built; one with text in it is refused.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

from warta.media.images import Made, MadeFile, still_image
from warta.media.values import Refused, RefusedError, refused

if TYPE_CHECKING:
    from PIL.Image import Image

    from warta.media.svg import Drawing

__all__ = ["DRAWN_ICON", "ICONS", "Icon", "make_icons"]


class Icon(NamedTuple):
    """An icon that is made."""

    name: str
    """Of its file, without what stands for its bytes."""
    size: int
    """Pixels in each direction."""
    backed: bool = False
    """Whether it fills its square, for systems that would put black or a shape of their own behind it."""
    share: float = 1.0
    """Of the square that the drawing takes; telephones cut a maskable icon to a circle of four fifths."""


ICONS = (
    Icon("favicon.ico", 48),
    Icon("icon-144.png", 144),
    Icon("icon-180.png", 180, backed=True, share=0.84),
    Icon("icon-192.png", 192),
    Icon("icon-512.png", 512),
    Icon("icon-maskable.png", 512, backed=True, share=0.7),
)
"""In this order among the files that are made; feeds show the first PNG, which is as wide as RSS allows."""
DRAWN_ICON = "icon.svg"
"""Follows them where the source is a drawing."""
ICO_SIZES = ((16, 16), (32, 32), (48, 48))
WHITE = (255, 255, 255, 255)


def make_icons(suffix: str, data: bytes) -> Made | Refused:
    """The icons for a source whose name ends in ``suffix`` (lower case), with its size. Never raises."""
    try:
        if suffix == "svg":
            from warta.media.svg import clean_svg  # with a reader of XML, which most edits do without

            drawing = clean_svg(data)
            return drawing if isinstance(drawing, Refused) else _drawn(drawing)
        picture = still_image(suffix, data).convert("RGBA")
        return Made(*picture.size, tuple(_made(icon, _fitted(picture, icon)) for icon in ICONS))
    except RefusedError as raised:
        return raised.refusal
    except Exception:  # noqa: BLE001 - a decoder may raise anything for a file that is not whole
        return refused("picture-broken")


def _drawn(drawing: Drawing) -> Made | Refused:
    source = drawing.data.decode()
    if "<text" in source:
        return refused("icon-text")
    made = [_made(icon, _on_square(_rendered(drawing, source, _inner(icon)), icon)) for icon in ICONS]
    own = MadeFile("svg", drawing.width, drawing.height, moving=False, data=drawing.data)
    return Made(drawing.width, drawing.height, (*made, own))


def _rendered(drawing: Drawing, source: str, size: int) -> Image:
    """The drawing, its longer side ``size`` pixels."""
    import resvg_py
    from PIL import Image

    wide = drawing.width >= drawing.height
    png = resvg_py.svg_to_bytes(
        svg_string=source,
        skip_system_fonts=True,
        width=size if wide else None,
        height=None if wide else size,
    )
    with Image.open(io.BytesIO(bytes(png)), formats=["PNG"]) as image:
        return image.convert("RGBA")


def _fitted(picture: Image, icon: Icon) -> Image:
    from PIL.Image import Resampling

    scale = _inner(icon) / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return _on_square(picture.resize(size, Resampling.LANCZOS), icon)


def _inner(icon: Icon) -> int:
    return round(icon.size * icon.share)


def _on_square(drawing: Image, icon: Icon) -> Image:
    """In the middle of a square, on the colour of its upper edge, or on white where that is transparent."""
    from PIL import Image

    edge = drawing.getpixel((drawing.width // 2, 0))
    colour: tuple[int, ...] = (0, 0, 0, 0)
    if icon.backed:
        colour = edge if isinstance(edge, tuple) and edge[3] == 255 else WHITE
    square = Image.new("RGBA", (icon.size, icon.size), colour)
    place = ((icon.size - drawing.width) // 2, (icon.size - drawing.height) // 2)
    square.alpha_composite(drawing, place)
    return square.convert("RGB") if icon.backed else square


def _made(icon: Icon, image: Image) -> MadeFile:
    file = io.BytesIO()
    if icon.name.endswith(".ico"):
        image.save(file, "ICO", sizes=ICO_SIZES, bitmap_format="png")
        suffix = "ico"
    else:
        image.save(file, "PNG", optimize=True)
        suffix = "png"
    return MadeFile(suffix, icon.size, icon.size, moving=False, data=file.getvalue())
