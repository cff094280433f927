"""A picture file to the files that browsers are given: a few widths, modern formats, no metadata.

Pure: bytes in, bytes out, the same for the same input and version of Pillow. What cannot be made into a
picture, or only at a price that no picture is worth, is refused with a reason. Everything that is published
is encoded anew from the pixels alone, so nothing else that a file carries (the place it was taken at, a
script, another file behind its end) gets through.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from warta.media.values import Refused, RefusedError, is_drawing, is_writing, refused

if TYPE_CHECKING:
    from PIL.Image import Image

    from warta.media.svg import Drawing

__all__ = ["Made", "MadeFile", "make_picture", "picture_problem", "still_image"]

_FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP", "avif": "AVIF"}
_FORMATS |= {"heic": "HEIF", "heif": "HEIF"}
_STILL = ("JPEG", "MPO", "HEIF")
"""Photographs. Telephones put several pictures into one file (MPO is JPEG with more): the first is meant."""

WIDTHS = (480, 720, 960, 1440)
"""Pixels. A text is 576 CSS pixels wide at the most; screens have up to three times as many of their own. 720
is for telephones with two to each CSS pixel, which would otherwise fetch twice as many."""
MAX_PIXELS = {"JPEG": 16_384 * 12_288, "HEIF": 12_000 * 9_000}
"""By format, so that none takes a gigabyte of memory. The largest that telephones make are 16,384 × 12,288;
a JPEG is decoded at a fraction of its size, HEIF takes seven bytes a pixel."""
MAX_OTHER_PIXELS = 50_000_000
"""Of any other format, in all frames together."""
MAX_SIDE = 16_384
"""Pixels."""
MAX_HEIGHT = 16_000
"""Pixels of a file that is made; WebP ends at 16,383."""
MAX_MOTION_MS = 5_000
"""What moves for longer by itself has to have a button that stops it (WCAG 2.2.2)."""
MOVING_WIDTH = 960

_AVIF: dict[str, Any] = {"quality": 50, "speed": 8, "max_threads": 1, "autotiling": False}
_AVIF_SMALL = _AVIF | {"quality": 40, "speed": 7}
"""For telephones on slow networks, whose small pixels hide what is lost: two fifths less data than with
quality 55 at speed 8. Speed 6 saves another 3 %, and takes two and a half times as long: half of all the time
that a photograph takes."""
_WEBP: dict[str, Any] = {"quality": 74, "method": 4}
_WEBP_LOSSLESS: dict[str, Any] = {"lossless": True, "quality": 80, "method": 4, "exact": False}
_JPEG: dict[str, Any] = {"quality": 78, "progressive": True, "optimize": True, "subsampling": "4:2:0"}
_PNG: dict[str, Any] = {"optimize": True}


class MadeFile(NamedTuple):
    """One file made from a picture."""

    suffix: str
    width: int
    height: int
    """Pixels."""
    moving: bool
    data: bytes


class Made(NamedTuple):
    """What was made from a picture: by format, the one to be preferred first, each from narrow to wide."""

    width: int
    height: int
    """Of the widest file, in pixels."""
    files: tuple[MadeFile, ...]


def make_picture(suffix: str, data: bytes) -> Made | Refused:
    """The files for a picture whose name ends in ``suffix`` (lower case). Never raises."""
    if suffix == "svg":
        cleaned = _drawing(data)
        if isinstance(cleaned, Refused):
            return cleaned
        made = MadeFile("svg", cleaned.width, cleaned.height, moving=False, data=cleaned.data)
        return Made(cleaned.width, cleaned.height, (made,))
    try:
        return _make(suffix, data)
    except RefusedError as raised:
        return raised.refusal
    except Exception:  # noqa: BLE001 - a decoder may raise anything for a file that is not whole
        return refused("picture-broken")


def _drawing(data: bytes) -> Drawing | Refused:
    from warta.media.svg import clean_svg  # with a reader of XML, which most edits do without

    return clean_svg(data)


def picture_problem(suffix: str, data: bytes) -> Refused | None:
    """Why no files would be made from a picture, found out without making them. Never raises."""
    try:
        if suffix == "svg":
            cleaned = _drawing(data)
            return cleaned if isinstance(cleaned, Refused) else None
        with _opened(suffix, data) as image:
            if _moves(image):
                _moving(image)
            else:
                image.load()
    except RefusedError as raised:
        return raised.refusal
    except Exception:  # noqa: BLE001 - a decoder may raise anything for a file that is not whole
        return refused("picture-broken")
    return None


def older_kind(data: bytes) -> str | None:
    """Which kind of picture this is that programs of before wrote and browsers do not show."""
    if data.startswith(b"BM") and data[6:10] == bytes(4):
        return "BMP"
    return "TIFF" if data.startswith((b"II*\0", b"MM\0*")) else None


def first_as_png(suffix: str, data: bytes) -> bytes | Refused:
    """The first frame of a picture, or a picture of an older kind, as a PNG. Never raises."""
    from PIL import Image

    kind = older_kind(data)
    try:
        if kind is None:
            return _encoded(still_image(suffix, data), "png", _PNG)
        Image.MAX_IMAGE_PIXELS = None
        with Image.open(io.BytesIO(data), formats=[kind]) as image:
            _check_size(image.size, kind)
            return _encoded(_normal(image), "png", _PNG)
    except RefusedError as raised:
        return raised.refusal
    except Exception:  # noqa: BLE001 - a decoder may raise anything for a file that is not whole
        return refused("picture-broken")


def still_image(suffix: str, data: bytes) -> Image:
    """The pixels of a picture, or of its first frame: upright, in sRGB, eight bits a channel.

    Raises RefusedError and whatever a decoder raises.
    """
    with _opened(suffix, data) as image:
        return _normal(image)


def _make(suffix: str, data: bytes) -> Made:
    with _opened(suffix, data) as image:
        return _moving(image) if _moves(image) else _made(tuple(_still(image)))


def _moves(image: Image) -> bool:
    return image.format not in _STILL and getattr(image, "is_animated", False)


@contextmanager
def _opened(suffix: str, data: bytes) -> Iterator[Image]:
    """A picture of a kind and size that can be shown. Raises RefusedError and whatever a decoder raises."""
    from PIL import Image

    if not data:
        raise RefusedError("picture-empty")
    kind = _kind_of(data)
    if kind is None:
        if is_drawing(data):
            raise RefusedError("picture-misnamed", suffix=suffix, kind="SVG", expected="svg")
        raise RefusedError("picture-text" if is_writing(data) else "picture-unknown", suffix=suffix)
    if _FORMATS[suffix] != kind:
        expected = next(name for name, format_name in _FORMATS.items() if format_name == kind)
        raise RefusedError("picture-misnamed", suffix=suffix, kind=kind, expected=expected)
    # Pillow warns from a size on that depends on its version; the limits here are lower and are errors.
    Image.MAX_IMAGE_PIXELS = None
    if kind == "WEBP":
        _check_size(
            _webp_size(data), kind
        )  # its decoder takes memory for the canvas before it tells the size
    if kind == "HEIF":
        _know_heif()
    with Image.open(io.BytesIO(data), formats=[kind]) as image:
        _check_size(image.size, kind)
        if not _moves(image):
            image.draft(
                "RGB", (2 * WIDTHS[-1], 2 * WIDTHS[-1])
            )  # JPEG only: decodes at a fraction of the size
        yield image


def _kind_of(data: bytes) -> str | None:
    """The format that the first bytes of a file say it has."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp":
        # The brands of the file, the main one and a number first; a telephone's may begin with a general one.
        length = min(int.from_bytes(data[:4], "big"), 256)
        brands = {data[at : at + 4] for at in (8, *range(16, length, 4))}
        if brands & {b"avif", b"avis"}:
            return "AVIF"
        if brands & {b"heic", b"heix", b"heim", b"heis"}:
            return "HEIF"
    return None


def _know_heif() -> None:
    """Teach Pillow the format of telephones; its own is all that is taken from a file."""
    import pi_heif

    pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


def _webp_size(data: bytes) -> tuple[int, int]:
    """From the header: an extended file, one with losses, one without."""
    kind = data[12:16]
    if kind == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF


def _check_size(size: tuple[int, int], kind: str, frames: int = 1) -> None:
    width, height = size
    most = MAX_PIXELS.get(kind, MAX_OTHER_PIXELS)
    if kind == "HEIF" and most < width * height <= MAX_PIXELS["JPEG"]:  # the same photo would do as a JPEG
        raise RefusedError(
            "picture-heic-too-large",
            width=width,
            height=height,
            megapixels=most // 1_000_000,
            others=MAX_PIXELS["JPEG"] // 1_000_000,
        )
    if width * height * frames > most or max(size) > MAX_SIDE:
        raise RefusedError(
            "picture-too-large",
            width=width,
            height=height,
            frames=frames,
            megapixels=most // 1_000_000,
            side=MAX_SIDE,
        )
    if not width or not height:
        raise RefusedError("picture-broken")


def _made(files: tuple[MadeFile, ...]) -> Made:
    widest = max(files, key=lambda file: file.width)
    return Made(widest.width, widest.height, files)


def _narrowed(size: tuple[int, int], width: int) -> tuple[int, int]:
    """A size of the same shape."""
    return width, max(1, round(size[1] * width / size[0]))


def _still(image: Image) -> Iterator[MadeFile]:
    """The files for a picture, or for the first frame of one that moves."""
    kind = image.format
    normal = _normal(_reduced(image))
    sizes = [_narrowed(normal.size, width) for width in _widths(*normal.size)]
    scaled = [normal if size == normal.size else _scaled(normal, size) for size in sizes]
    for suffix, options in _formats(scaled[-1], kind):
        for picture in scaled:
            chosen = _AVIF_SMALL if options is _AVIF and picture.width <= WIDTHS[1] else options
            yield MadeFile(suffix, *picture.size, moving=False, data=_encoded(picture, suffix, chosen))


def _widths(width: int, height: int) -> tuple[int, ...]:
    """Never more than the picture has, and none that is almost the next."""
    widest = max(1, min(width, WIDTHS[-1], width * MAX_HEIGHT // height))
    return (*(step for step in WIDTHS[:-1] if step * 1.2 <= widest), widest)


def _reduced(image: Image) -> Image:
    """A large photograph with a whole fraction of its pixels, before there are several copies of it."""
    factor = min(image.size) // (2 * WIDTHS[-1])
    if image.format not in _STILL or factor < 2:
        return image
    small = image.reduce(factor)
    small.info = image.info
    return small


def _normal(image: Image) -> Image:
    """Upright, in sRGB, with eight bits a channel, and transparent only where it has to be."""
    from PIL import ImageOps

    profile = image.info.get("icc_profile")
    turned = ImageOps.exif_transpose(image)
    if turned.mode.startswith(("I", "F")):  # 16 bits of grey, of which Pillow would keep the lower eight
        turned = turned.convert("F").point(lambda value: value / 256).convert("L")
    transparent = turned.has_transparency_data
    colours = _in_srgb(turned, profile) if profile and not transparent else None
    if colours is None:
        colours = turned.convert("RGBA" if transparent else "RGB")
    if transparent and colours.getextrema()[-1] == (255, 255):
        colours = colours.convert("RGB")
    colours.info = {}  # some encoders would write what they find here
    return colours


def _in_srgb(image: Image, profile: bytes) -> Image | None:
    """The colours as a screen shows them; None when the profile does not fit the picture."""
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


def _scaled(image: Image, size: tuple[int, int]) -> Image:
    from PIL.Image import Resampling

    return image.resize(size, Resampling.LANCZOS, reducing_gap=3.0)


def _formats(image: Image, kind: str | None) -> list[tuple[str, dict[str, Any]]]:
    """Photographs with losses; drawings, which PNG keeps smaller than JPEG would, without."""
    transparent = image.mode == "RGBA"
    if kind not in _STILL:
        drawn = _encoded(image, "png", _PNG)
        photographed = _encoded(image.convert("RGB"), "jpg", _JPEG)
        if len(drawn) <= len(photographed):
            return [("webp", _WEBP_LOSSLESS), ("png", _PNG)]
    last = ("png", _PNG) if transparent else ("jpg", _JPEG)
    return [("avif", _AVIF), ("webp", _WEBP), last]


_PILLOW_NAMES = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "avif": "AVIF"}


def _encoded(image: Image, suffix: str, options: dict[str, Any]) -> bytes:
    file = io.BytesIO()
    image.save(file, _PILLOW_NAMES[suffix], **options)
    return file.getvalue()


# --- Pictures that move -----------------------------------------------------------------------------


def _moving(image: Any) -> Made:
    """An animation as WebP that ends after some seconds, and its first frame for who does not want it."""
    kind = image.format
    _check_size(image.size, kind, image.n_frames)
    frames: list[Image] = []
    durations: list[int] = []
    size = image.size
    for number in range(image.n_frames):
        image.seek(number)
        _check_size(image.size, kind, image.n_frames)  # a frame may enlarge the canvas
        frame = image.convert("RGBA")
        durations.append(max(20, int(image.info.get("duration", 100) or 100)))  # known once it is decoded
        if frame.size != size:
            raise RefusedError("picture-broken")
        frames.append(_scaled(frame, _narrowed(size, min(size[0], MOVING_WIDTH))))
    total = sum(durations)
    if total > MAX_MOTION_MS:
        raise RefusedError("picture-moves-long", seconds=-(-total // 1000), limit=MAX_MOTION_MS // 1000)
    image.seek(0)
    still = tuple(_still(image))
    file = io.BytesIO()
    frames[0].save(
        file,
        "WEBP",
        save_all=True,
        append_images=frames[1:],
        duration=durations,
        loop=max(1, MAX_MOTION_MS // total),
        **_WEBP,
    )
    moving = MadeFile("webp", *frames[0].size, moving=True, data=file.getvalue())
    return _made((moving, *still))
