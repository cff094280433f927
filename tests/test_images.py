"""Pictures beside stories: what readers' browsers are given, what is refused, and what is done once only."""

from __future__ import annotations

import faulthandler
import io
import os
import re
import struct
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageSequence, ImageStat
from PIL.ExifTags import GPS, IFD, Base

from tests.support import (
    NOW,
    SETTLING,
    Built,
    Element,
    build_site,
    bytes_of,
    make_site,
    picture,
    post,
    translation,
)
from warta.build.build import Request, build, check
from warta.content.scan import SourceEntry, read_source
from warta.diagnostics.values import Diagnostic
from warta.filesystem.stamps import seal
from warta.media import cache as mediacache
from warta.media import images as pictures
from warta.media import sandbox as guarding
from warta.media.images import MAX_OTHER_PIXELS, MAX_PIXELS, WIDTHS, Made, MadeFile, make_picture
from warta.media.sandbox import guarded
from warta.media.svg import Drawing, clean_svg
from warta.media.values import MAX_DOCUMENT_BYTES, MAX_PICTURE_BYTES, Refused
from warta.resources import installed_libraries
from warta.store import program as salt

SECRET = b"rumah-rahasia"


def made(suffix: str, data: bytes) -> Made:
    """What is made of a picture, which must not be refused."""
    result = make_picture(suffix, data)
    assert isinstance(result, Made), result
    return result


def refusal(suffix: str, data: bytes) -> Refused:
    """Why a picture is refused, which it must be."""
    result = make_picture(suffix, data)
    assert isinstance(result, Refused), "accepted"
    return result


def opened(file: MadeFile) -> Image.Image:
    """A made file as its decoder sees it."""
    image = Image.open(io.BytesIO(file.data))
    image.load()
    return image


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def photo(width: int, height: int) -> Image.Image:
    """Not a drawing: every pixel has a colour of its own."""
    noise = Image.effect_noise((width, height), 20).convert("RGB")
    ramp = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    return Image.blend(noise, ramp, 0.6)


# --- What is made -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def large() -> Made:
    return made("jpg", encoded(photo(1500, 1000), "JPEG"))


def test_a_photograph_becomes_three_formats_in_three_widths(large: Made) -> None:
    """The best format first, each a picture of the size that it is announced with."""
    assert [(file.suffix, file.width) for file in large.files] == [
        (suffix, width) for suffix in ("avif", "webp", "jpg") for width in WIDTHS
    ]
    assert (large.width, large.height) == (1440, 960)
    for file in large.files:
        image = opened(file)
        assert image.size == (file.width, file.height)
        assert abs(file.width / file.height - 1.5) < 0.01
        assert image.mode == "RGB"


@pytest.mark.parametrize(
    ("width", "expected"), [(1, [1]), (479, [479]), (500, [500]), (700, [480, 700]), (1440, list(WIDTHS))]
)
def test_a_picture_is_never_enlarged(width: int, expected: list[int]) -> None:
    """The widest file has the picture's own width, and none is a hair's breadth narrower."""
    result = made("jpg", encoded(photo(width, 20), "JPEG"))
    assert [file.width for file in result.files if file.suffix == "jpg"] == expected


def test_a_drawing_stays_without_loss() -> None:
    """A PNG that is smaller than its JPEG is one; browsers without WebP get PNG, pixel for pixel."""
    drawing = Image.new("RGB", (300, 200), "white")
    drawing.paste((11, 90, 94), (50, 50, 100, 150))
    result = made("png", encoded(drawing, "PNG"))
    assert [file.suffix for file in result.files] == ["webp", "png"]
    for file in result.files:
        assert opened(file).convert("RGB").tobytes() == drawing.tobytes()


def test_a_photograph_as_png_becomes_a_photograph() -> None:
    result = made("png", encoded(photo(300, 200), "PNG"))
    assert [file.suffix for file in result.files] == ["avif", "webp", "jpg"]


def test_transparency_is_kept_where_there_is_some() -> None:
    """A photograph cut out has no JPEG; a channel that is opaque throughout is dropped."""
    cut = photo(300, 200).convert("RGBA")
    cut.putalpha(Image.linear_gradient("L").resize((300, 200)))
    result = made("png", encoded(cut, "PNG"))
    assert [file.suffix for file in result.files] == ["avif", "webp", "png"]
    assert {opened(file).mode for file in result.files} == {"RGBA"}
    opaque = made("png", encoded(photo(300, 200).convert("RGBA"), "PNG"))
    assert [file.suffix for file in opaque.files] == ["avif", "webp", "jpg"]


MODES = {
    "RGB": ("GIF", "WEBP", "AVIF", "PNG", "JPEG"),
    "L": ("GIF", "AVIF", "PNG", "JPEG"),
    "P": ("GIF", "PNG"),
    "1": ("GIF", "PNG", "JPEG"),
    "LA": ("GIF", "AVIF", "PNG"),
    "CMYK": ("JPEG",),
    "I;16": ("PNG",),
}
"""What the colours of a picture are made of → the formats that have such colours, or nearly so."""


@pytest.mark.parametrize(("mode", "kind"), [(mode, kind) for mode, kinds in MODES.items() for kind in kinds])
def test_every_kind_of_picture_can_be_shown(mode: str, kind: str) -> None:
    """Whatever its colours are made of."""
    image = Image.new("I;16", (40, 30), 32000) if mode == "I;16" else photo(40, 30).convert(mode)
    data = encoded(image, kind)
    result = made({"JPEG": "jpg"}.get(kind, kind.lower()), data)
    assert (result.width, result.height) == (40, 30)
    assert 60 < ImageStat.Stat(opened(result.files[-1]).convert("L")).mean[0] < 200


def test_the_camera_may_be_held_upright(large: Made) -> None:
    """The orientation that the camera notes is applied, for all eight of them."""
    base = Image.new("RGB", (60, 40), "white")
    base.paste("red", (0, 0, 30, 20))  # the top left quarter
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    for orientation in range(1, 9):
        stored = base.transpose(turns[orientation]) if orientation > 1 else base
        exif = Image.Exif()
        exif[Base.Orientation] = orientation
        result = made("jpg", encoded(stored, "JPEG", exif=exif, quality=95))
        assert (result.width, result.height) == (60, 40), orientation
        shown = opened(result.files[-1]).convert("RGB")
        red, green, _ = shown.getpixel((10, 8))  # type: ignore[misc]  # three channels
        assert red > 200, orientation
        assert green < 90, orientation
        assert min(shown.getpixel((50, 30))) > 200, orientation  # type: ignore[arg-type]  # as above
        assert not shown.getexif()


def test_colours_of_a_wide_space_are_brought_to_that_of_screens() -> None:
    """A profile that swaps red and blue is applied and then dropped; one that is nonsense is ignored."""
    image = Image.new("RGB", (40, 30), (200, 30, 30))
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    result = made("jpg", encoded(image, "JPEG", icc_profile=lab, quality=95))
    assert all(
        abs(found - meant) < 12
        for found, meant in zip(opened(result.files[-1]).getpixel((5, 5)), (200, 30, 30), strict=True)  # type: ignore[arg-type]  # as above
    )
    nonsense = made("jpg", encoded(image, "JPEG", icc_profile=b"nonsense" * 40, quality=95))
    for file in (*result.files, *nonsense.files):
        assert "icc_profile" not in opened(file).info


def everything_about(image: Image.Image, kind: str) -> bytes:
    """A file that says who took it, where and with what, in every way the format has."""
    exif = Image.Exif()
    exif[Base.ImageDescription] = exif[Base.Artist] = SECRET.decode()
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (8.0, 27.0, 0.5)
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSMapDatum] = SECRET.decode()
    options: dict[str, object] = {"exif": exif, "xmp": b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"}
    if kind == "JPEG":
        options["comment"] = SECRET
    if kind == "PNG":
        from PIL.PngImagePlugin import PngInfo

        about = PngInfo()
        about.add_text("Comment", SECRET.decode())
        options = {"exif": exif, "pnginfo": about}
    return encoded(image, kind, **options) + SECRET


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_nothing_but_the_pixels_is_published(kind: str) -> None:
    """No place, no name, no comment, and not what was hung behind the end of the file."""
    data = everything_about(photo(60, 40), kind)
    assert data.count(SECRET) >= 2
    for file in made({"JPEG": "jpg"}.get(kind, kind.lower()), data).files:
        assert SECRET not in file.data
        image = opened(file)
        assert not image.getexif()
        assert not {"exif", "xmp", "comment", "Comment", "photoshop"} & image.info.keys()


def test_the_same_picture_gives_the_same_bytes(large: Made) -> None:
    assert made("jpg", encoded(photo_of(large), "JPEG")) == made("jpg", encoded(photo_of(large), "JPEG"))


def photo_of(result: Made) -> Image.Image:
    return opened(result.files[-1]).resize((300, 200))


# --- Pictures that move -----------------------------------------------------------------------------


def animation(frames: int, milliseconds: int, kind: str = "GIF") -> bytes:
    pages = [Image.new("RGB", (120, 80), (20 * number, 90, 200)) for number in range(frames)]
    return encoded(
        pages[0], kind, save_all=True, append_images=pages[1:], duration=milliseconds, loop=0, disposal=2
    ) if kind == "GIF" else encoded(
        pages[0], kind, save_all=True, append_images=pages[1:], duration=milliseconds, loop=0
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_an_animation_moves_for_some_seconds_and_has_a_still(kind: str) -> None:
    """WCAG 2.2.2: it ends by itself. Who asked for less motion is given the first frame."""
    result = made(kind.lower(), animation(4, 400, kind))
    moving, *still = result.files
    assert moving.moving
    assert not any(file.moving for file in still)
    assert [file.suffix for file in still][-1] in ("png", "jpg")
    image = opened(moving)
    assert len(list(ImageSequence.Iterator(image))) == 4
    assert 1 <= image.info["loop"] * 1.6 <= 5


def test_an_animation_that_runs_too_long_is_refused() -> None:
    assert refusal("gif", animation(4, 2000)) == Refused("picture-moves-long", (("seconds", 8), ("limit", 5)))


# --- What is refused --------------------------------------------------------------------------------


def png_of(width: int, height: int, rows: bytes) -> bytes:
    """A PNG whose head says that it is ``width`` × ``height``, with ``rows`` as its data."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def webp_of(width: int, height: int) -> bytes:
    """The head of an extended WebP file that says so."""
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + (10).to_bytes(4, "little") + b"\x02\0\0\0" + size
    return b"RIFF" + len(body).to_bytes(4, "little") + body + b"ANIM" + bytes(64)


def gif_of(width: int, height: int, frames: int) -> bytes:
    """A few bytes a frame, however large the canvas."""
    tiny = b",\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"
    return (
        b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0\0\0\0\xff\xff\xff" + tiny * frames + b";"
    )


BOMBS = {
    "png": png_of(50_000, 50_000, bytes(1000)),
    "webp": webp_of(16_000, 16_000),
    "gif": gif_of(5000, 5000, 400),
    "jpg": encoded(Image.new("L", (16, 16)), "JPEG").replace(
        b"\xff\xc0\x00\x0b\x08\x00\x10\x00\x10", b"\xff\xc0\x00\x0b\x08\xff\xff\xff\xff"
    ),
}


@pytest.mark.parametrize("suffix", BOMBS)
def test_a_bomb_is_refused_before_it_goes_off(suffix: str) -> None:
    """A few bytes that claim to be hundreds of millions of pixels, in one frame or in all together."""
    assert refusal(suffix, BOMBS[suffix]).code == "picture-too-large"


@pytest.mark.parametrize(
    ("size", "code"),
    [
        ((12_032, 9_024), "picture-heic-too-large"),
        ((16_384, 12_288), "picture-heic-too-large"),
        ((16_385, 9_000), "picture-heic-too-large"),
        ((30_000, 30_000), "picture-too-large"),
    ],
)
def test_a_photo_that_only_its_format_makes_too_large_is_told_apart(size: tuple[int, int], code: str) -> None:
    """A telephone's of 108 million pixels and more would be taken as a JPEG, and the message says so."""
    data = (Path(__file__).parent / "pictures" / "tegak.heic").read_bytes()
    at = data.index(b"ispe") + 8
    found = refusal("heic", data[:at] + struct.pack(">II", *size) + data[at + 8 :])
    assert found.code == code


def test_an_empty_file_is_said_to_be_empty() -> None:
    assert refusal("jpg", b"").code == refusal("heic", b"").code == "picture-empty"


def test_the_limit_allows_what_cameras_make() -> None:
    assert 8160 * 6120 <= MAX_OTHER_PIXELS < 12_000 * 9_000 <= MAX_PIXELS["HEIF"]
    assert MAX_PIXELS["JPEG"] >= 16_384 * 12_288


@pytest.mark.parametrize("suffix", ["jpg", "png", "gif", "webp", "avif"])
def test_no_picture_that_is_cut_short_is_published(suffix: str) -> None:
    """Half of it, most of it, its head alone."""
    kind = {"jpg": "JPEG"}.get(suffix, suffix.upper())
    data = encoded(photo(300, 200), kind)
    for length in (len(data) * 9 // 10, len(data) // 2, 40, 13):
        assert refusal(suffix, data[:length]).code in ("picture-broken", "picture-unknown"), length


@pytest.mark.parametrize("suffix", ["jpg", "png", "gif", "webp", "avif"])
@pytest.mark.parametrize(
    "data",
    [b"", b"<html><script>alert(1)</script>", b"%PDF-1.7", b"PK\3\4", bytes(100), b"GIF8", b"<svg/>"],
)
def test_what_is_not_a_picture_is_refused(suffix: str, data: bytes) -> None:
    writing = data.startswith(b"<html")
    named = {b"": "picture-empty", b"<svg/>": "picture-misnamed"}
    code = refusal(suffix, data).code
    assert code == named.get(data, "picture-text" if writing else code)
    assert code in (*named.values(), "picture-text", "picture-unknown", "picture-broken")


def test_a_name_that_promises_another_format_is_refused() -> None:
    found = refusal("png", picture())
    assert found == Refused("picture-misnamed", (("suffix", "png"), ("kind", "JPEG"), ("expected", "jpg")))


def test_a_second_file_inside_a_picture_is_left_out() -> None:
    """A picture that is an archive or a page as well is published as the picture alone."""
    script = b"<script>alert(document.domain)</script>"
    both = encoded(photo(60, 40), "JPEG", comment=script) + b"PK\3\4" + script
    for file in made("jpg", both).files:
        assert b"script" not in file.data
        assert b"PK\3\4" not in file.data


def test_random_damage_never_ends_in_an_exception() -> None:
    """Every byte of the head in turn, then bytes throughout."""
    for suffix, kind in (("jpg", "JPEG"), ("png", "PNG"), ("gif", "GIF"), ("webp", "WEBP")):
        data = bytearray(encoded(photo(20, 16), kind))
        for place in (*range(4, 60, 3), *range(60, len(data), max(1, len(data) // 12))):
            damaged = data.copy()
            damaged[place % len(data)] ^= 0xFF
            assert isinstance(make_picture(suffix, bytes(damaged)), Made | Refused)


# --- Drawings (SVG) ---------------------------------------------------------------------------------

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30" {}>{}</svg>'


def svg(content: str, attributes: str = "") -> bytes:
    return SVG.format(attributes, content).encode()


HOSTILE = {
    "script": ("<script>alert(1)</script>", "<script>"),
    "a handler": ('<rect onload="alert(1)"/>', "onload="),
    "a handler in capitals": ('<rect ONclick="alert(1)"/>', "ONclick="),
    "a page inside": ("<foreignObject><body/></foreignObject>", "<foreignObject>"),
    "a link": ('<a href="javascript:alert(1)"><rect/></a>', "<a>"),
    "an animation that sets": ('<rect><set attributeName="href" to="javascript:x"/></rect>', "<set>"),
    "an animation": ('<rect><animate attributeName="x" to="9"/></rect>', "<animate>"),
    "a picture inside": ('<image href="data:image/png;base64,AA"/>', "<image>"),
    "another file": ('<use href="other.svg#a"/>', 'href="other.svg#a"'),
    "another site": (
        '<use xmlns:x="http://www.w3.org/1999/xlink" x:href="//evil.example/a.svg#a"/>',
        'href="//evil.example/a.svg#a"',
    ),
    "a style from elsewhere": (
        "<style>@import url(//evil.example)</style>",
        "<style> @import url(//evil.example)",
    ),
    "a fill from elsewhere": ('<rect fill="url(//evil.example/a)"/>', "fill= url(//evil.example/a)"),
    "an escape in a style": ("<style>a{fill:\\75rl(x)}</style>", "<style> \\75rl(x)}"),
    "a document type": ("<!DOCTYPE svg><rect/>", None),
    "html by its own name": ('<b:script xmlns:b="http://www.w3.org/1999/xhtml">x</b:script>', "<script>"),
    "no name space": ('<script xmlns="">x</script>', "<script>"),
    "not XML": ("<rect>", None),
}
TOO_COMPLEX = {
    "copies without end": '<g id="a"><use href="#a"/></g>',
    "copies of copies": "".join(
        f'<g id="g{n}">' + f'<use href="#g{n - 1}"/>' * 10 + "</g>" for n in range(1, 9)
    )
    + '<rect id="g0"/>',
    "parts": "<g/>" * 30_000,
    "depth": "<g>" * 5_000 + "</g>" * 5_000,
    "bytes": "<!--" + "x" * 3_000_000 + "-->",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_drawing_that_could_act_is_refused_with_what_was_found(name: str) -> None:
    content, expected = HOSTILE[name]
    found = refusal("svg", svg(content))
    if expected is None:
        assert found.code == "svg-broken"
    else:
        assert found == Refused("svg-refused", (("found", expected),))


@pytest.mark.parametrize("name", TOO_COMPLEX)
def test_a_drawing_that_would_stall_a_browser_is_refused(name: str) -> None:
    assert refusal("svg", svg(TOO_COMPLEX[name])).code == "svg-too-complex"


def test_entities_and_document_types_are_refused() -> None:
    bomb = b'<!DOCTYPE svg [<!ENTITY a "x"><!ENTITY b "&a;&a;">]>' + svg("<text>&b;</text>")
    assert refusal("svg", bomb) == Refused("svg-refused", (("found", "<!DOCTYPE>"),))


@pytest.mark.parametrize("root", ["", 'width="0" height="10"', 'width="100000" height="10"'])
def test_a_drawing_without_a_size_is_refused(root: str) -> None:
    data = f'<svg xmlns="http://www.w3.org/2000/svg" {root}><rect/></svg>'.encode()
    assert refusal("svg", data).code == "svg-size"


def test_a_plain_drawing_is_kept_without_what_editors_add() -> None:
    """Shapes, gradients and local references stay; comments, layers and folders go."""
    content = (
        "<!-- /home/ani/rahasia --><?pi rahasia?>"
        '<metadata><r xmlns="urn:x">rahasia</r></metadata>'
        '<s:view xmlns:s="http://sodipodi.sourceforge.net/x" path="rahasia"/>'
        '<defs><linearGradient id="g"><stop offset="0" stop-color="#0b5a5e"/></linearGradient></defs>'
        '<g xmlns:i="http://www.inkscape.org/x" i:label="rahasia">'
        '<rect fill="url(#g)" width="9" height="9"/></g>'
        '<use xmlns:x="http://www.w3.org/1999/xlink" x:href="#g"/><text>Peta</text>'
    )
    result = made("svg", svg(content))
    (file,) = result.files
    assert (file.suffix, file.width, file.height) == ("svg", 40, 30)
    assert b"rahasia" not in file.data
    for kept in (b"linearGradient", b'fill="url(#g)"', b':href="#g"', b"Peta", b'viewBox="0 0 40 30"'):
        assert kept in file.data
    again = clean_svg(file.data)
    assert isinstance(again, Drawing)
    assert again.data == file.data


# --- On pages ---------------------------------------------------------------------------------------

STORY = "content/news/2024/uji/index.id.md"
FRONT = "{src: foto.jpg, alt: 'Peserta \"seminar\"', caption: Di aula., credit: Humas}"


def site_files() -> dict[str, str | bytes]:
    return {
        "content/news/2024/uji/foto.jpg": picture(1, (490, 280)),
        "content/news/2024/uji/lain.png": picture(2, (30, 20), "PNG"),
        STORY: post("Uji", "Awal.\n\n![Peta](lain.png)\n\n![Lagi](foto.jpg)", image=FRONT),
        "content/news/2024/uji/index.en.md": translation("Test", image="{alt: Participants}"),
        "content/news/2024/polos.id.md": post("Polos", date="2024-10-01"),
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build_site(make_site(tmp_path_factory.mktemp("gambar") / "situs", site_files()))


def candidates(element: Element) -> Iterator[tuple[str, int]]:
    """Address and width of every file that an ``img`` or ``source`` offers."""
    for candidate in element.get("srcset").split(", "):
        url, width = candidate.split(" ")
        yield url, int(width.removesuffix("w"))


def pictures_on(page: Element) -> list[Element]:
    return page.one("main").all("img")


def test_every_picture_keeps_its_place_free_and_says_what_it_shows(built: Built) -> None:
    """Width, height and alternative text; the first at once, the others when they are needed."""
    page = built.page("id/berita/2024/uji/")
    lead, *others = pictures_on(page)[:3]
    assert (lead.get("width"), lead.get("height"), lead.get("alt")) == ("490", "280", 'Peserta "seminar"')
    assert lead.get("fetchpriority") == "high"
    assert "loading" not in lead.attributes
    assert len(others) == 2
    for image in others:
        assert image.get("loading") == "lazy"
        assert image.get("alt") in ("Peta", "Lagi")
        assert int(image.get("width")) > 0 < int(image.get("height"))
    home = pictures_on(built.page("id/"))[0]
    assert home.get("fetchpriority") == "high"


def test_every_file_that_a_page_offers_is_there_and_as_wide_as_it_says(built: Built) -> None:
    offered = set()
    for path in built.html_pages():
        page = built.page(path)
        for element in (*page.all("source"), *page.all("img")):
            assert ("sizes" in element.attributes) == ("srcset" in element.attributes)
            if element.get("srcset"):
                for url, width in candidates(element):
                    with Image.open(built.root / url[1:]) as image:
                        assert image.width == width
                        expected = element.get("type")
                        assert not expected or image.get_format_mimetype() == expected
                    offered.add(url[1:])
            if element.tag == "img":
                offered.add(element.get("src")[1:])
    assert offered == {name for name in built.files() if name.startswith("media/")}
    assert len(offered) == 5


def test_machines_are_given_a_file_that_all_of_them_know(built: Built) -> None:
    """OpenGraph, search engines: JPEG, absolute, with its size."""
    page = built.page("id/berita/2024/uji/")
    shown = page.meta("og:image")
    assert re.fullmatch(r"https://kabar\.example\.go\.id/media/news/2024/uji/foto\.\w{10}-490\.jpg", shown)
    assert (page.meta("og:image:width"), page.meta("og:image:height")) == ("490", "280")
    assert shown in page.one("script", type="application/ld+json").text


def test_a_file_name_is_another_as_soon_as_the_picture_is(tmp_path: Path) -> None:
    """So that browsers may keep it for ever; the old ones go."""
    site = make_site(tmp_path, site_files())
    before = {name for name in build_site(site).files() if "foto" in name}
    (site / "content/news/2024/uji/foto.jpg").write_bytes(picture(5, (490, 280)))
    after = {name for name in build_site(site).files() if "foto" in name}
    assert len(before) == len(after) == 3
    assert not before & after


# --- Once only --------------------------------------------------------------------------------------


def count_work(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of all files that a build looks at or makes pictures of from now on."""
    looked: list[str] = []

    def counting(jobs: int, task: Any, items: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
        def noted() -> Iterator[tuple[str, Any]]:
            for name, item in items:
                looked.append(name)
                yield name, item

        yield from guarded(jobs, task, noted())

    monkeypatch.setattr(guarding, "guarded", counting)
    return looked


def old(site: Path) -> None:
    """Give all content times that lie far enough back to be trusted."""
    for path in (site / "content").rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))


def test_a_picture_is_made_once_and_not_opened_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not by a build without changes, not by one with another story, not for another output folder."""
    looked = count_work(monkeypatch)
    site = make_site(tmp_path / "situs", site_files())
    time.sleep(SETTLING)
    expected = bytes_of(build_site(site).root)
    assert len(looked) == 2
    read: list[str] = []

    def noting(folder: Path, entry: SourceEntry) -> tuple[bytes | None, tuple[Diagnostic, ...]]:
        read.append(entry.path)
        return read_source(folder, entry)

    monkeypatch.setattr(mediacache, "read_source", noting)
    build_site(site)
    (site / "content/news/2024/polos.id.md").write_text(post("Polos", "Lain.", date="2024-10-01"))
    build_site(site)
    assert (looked[2:], read) == ([], [])
    elsewhere = build_site(site, tmp_path / "lain").root
    assert (looked[2:], read) == ([], [])
    assert {name for name in bytes_of(elsewhere) if name.startswith("media/")} == {
        name for name in expected if name.startswith("media/")
    }


def test_only_the_picture_that_changed_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site(tmp_path, site_files())
    build_site(site)
    looked = count_work(monkeypatch)
    (site / "content/news/2024/uji/lain.png").write_bytes(picture(9, (30, 20), "PNG"))
    build_site(site)
    assert len(looked) == 1


def test_in_a_fresh_checkout_the_digest_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other times, same bytes; also when only the pictures themselves were kept."""
    site = make_site(tmp_path, site_files())
    build_site(site)
    looked = count_work(monkeypatch)
    old(site)
    expected = bytes_of(build_site(site).root)
    (site / ".warta-cache/media").unlink()
    assert bytes_of(build_site(site, tmp_path / "lain").root) == expected
    assert looked == []


def removed(cache: Path, pattern: str) -> None:
    for path in cache.glob(pattern):
        path.unlink()


DAMAGE: dict[str, Callable[[Path], object]] = {
    "all of it": lambda cache: removed(cache, "*"),
    "the pictures": lambda cache: removed(cache, "picture-*"),
    "the index": lambda cache: (cache / "media").write_bytes(b"x" * 100),
    "the index, sealed": lambda cache: (cache / "media").write_bytes(seal(b"\xff" * 30)),
    "the pictures' bytes": lambda cache: [
        path.write_bytes(path.read_bytes()[:-9000] + b"x" * 9000) for path in cache.glob("picture-*")
    ],
    "both": lambda cache: [
        path.write_bytes(path.read_bytes()[::-1]) for path in (*cache.glob("picture-*"), cache / "media")
    ],
    "half a picture": lambda cache: [
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]) for path in cache.glob("picture-*")
    ],
}


@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_cache_is_made_anew(what: str, tmp_path: Path) -> None:
    """And the site is as it was, byte for byte."""
    site = make_site(tmp_path / "situs", site_files())
    expected = bytes_of(build_site(site).root)
    DAMAGE[what](site / ".warta-cache")
    assert bytes_of(build_site(site, tmp_path / "lain").root) == expected


def published_media(built: Built) -> set[str]:
    return {name for name in built.files() if name.startswith("media/")}


def test_a_cache_of_another_version_of_pillow_is_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """What its encoders make is in the cache. The files are named for their own bytes."""
    request.addfinalizer(salt.part_digest.cache_clear)  # what follows in this process has the real version
    site = make_site(tmp_path, site_files())
    before = published_media(build_site(site))
    other = {**installed_libraries(), "pillow": ("999.0", Path())}
    monkeypatch.setattr(salt, "installed_libraries", lambda: other)
    salt.part_digest.cache_clear()
    looked = count_work(monkeypatch)
    after = published_media(build_site(site))
    assert len(looked) == 2
    assert after == before


def test_what_is_no_longer_there_leaves_the_cache(tmp_path: Path) -> None:
    site = make_site(tmp_path, site_files())
    build_site(site)
    assert len(list((site / ".warta-cache").glob("picture-*"))) == 2
    (site / "content/news/2024/uji/lain.png").unlink()
    (site / STORY).write_text(post("Uji", image=FRONT))
    build_site(site)
    assert len(list((site / ".warta-cache").glob("picture-*"))) == 1


def test_a_cache_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    site = make_site(tmp_path / "situs", site_files())
    expected = bytes_of(build_site(site).root)
    (tmp_path / "berkas").write_text("not a folder")
    result = build(Request(site, tmp_path / "lain", NOW, cache=tmp_path / "berkas" / "cache"))
    assert not result.failed
    assert bytes_of(tmp_path / "lain") == expected


def test_any_number_of_processes_gives_the_same_files(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        **{f"content/news/2024/foto-{n}.jpg": picture(n, (60, 40)) for n in range(6)},
        "content/news/2024/a.id.md": post("A", "\n\n".join(f"![Foto {n}](foto-{n}.jpg)" for n in range(6))),
    }
    site = make_site(tmp_path / "situs", files)
    expected = bytes_of(build_site(site).root)
    result = build(Request(site, tmp_path / "lain", NOW, cache=tmp_path / "cache", jobs=4))
    assert not result.failed
    assert bytes_of(tmp_path / "lain") == expected


# --- Refused by name --------------------------------------------------------------------------------


def test_a_broken_picture_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    """Once, however many pages show it; the site stays as it was."""
    site = make_site(tmp_path, site_files())
    before = bytes_of(build_site(site).root)
    (site / "content/news/2024/uji/foto.jpg").write_bytes(picture(1, (490, 280))[:-500])
    result = build(Request(site, site / "output", NOW))
    assert [
        (found.code, found.file) for found in result.diagnostics if found.code != "translation-missing"
    ] == [("picture-broken", "content/news/2024/uji/foto.jpg")]
    assert bytes_of(site / "output") == before
    again = build(Request(site, site / "output", NOW))
    assert again.diagnostics == result.diagnostics, "what is kept is shown again"


def test_pictures_that_no_published_story_shows_are_not_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a draft not a byte is published, and what lies about may be broken."""
    looked = count_work(monkeypatch)
    files: dict[str, str | bytes] = {
        "content/news/2024/sisa.jpg": b"broken",
        "content/news/2024/nanti/foto.jpg": picture(3),
        "content/news/2024/nanti/index.id.md": post(
            "Nanti", "![Foto](foto.jpg)", draft="true", image="{src: foto.jpg, alt: Foto}"
        ),
        "content/news/2024/a.id.md": post("A"),
    }
    built = build_site(make_site(tmp_path, files))
    assert looked == []
    assert not [name for name in built.files() if name.startswith("media/")]


def hang(item: tuple[str, bytes]) -> None:
    while True:
        pass


def crash(item: tuple[str, bytes]) -> None:
    faulthandler.disable()  # else pytest's prints where
    os.abort()


@pytest.mark.parametrize("way", [hang, crash])
def test_a_decoder_that_hangs_or_crashes_does_no_harm(
    way: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is named, and tried again the next time."""
    monkeypatch.setattr(guarding, "SECONDS", 1)
    monkeypatch.setattr(mediacache, "_look", way)
    site = make_site(tmp_path, site_files())
    result = build(Request(site, site / "output", NOW, jobs=2))
    found = [(found.code, found.file) for found in result.diagnostics if found.code != "translation-missing"]
    assert found == [("media-given-up", f"content/news/2024/uji/{name}") for name in ("foto.jpg", "lain.png")]
    monkeypatch.undo()
    build_site(site)


def wait(seconds: int) -> str:
    time.sleep(seconds)
    return "done"


def test_a_busy_machine_gives_no_file_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """There a picture waits far longer than it computes, and is published all the same."""
    monkeypatch.setattr(guarding, "SECONDS", 1)
    assert list(guarded(1, wait, [("waits", 2)])) == [("waits", "done")]
    monkeypatch.setattr(guarding, "LONGEST", 1)
    assert list(guarded(1, wait, [("sleeps for ever", 600)])) == [("sleeps for ever", None)]


def test_limits_are_those_that_the_messages_name() -> None:
    assert pictures.MAX_HEIGHT < 16_384, "WebP's own limit"


@pytest.mark.parametrize(
    ("name", "limit"), [("foto.JPG", MAX_PICTURE_BYTES), ("surat.pdf", MAX_DOCUMENT_BYTES)]
)
def test_a_file_that_is_too_heavy_is_not_even_read(tmp_path: Path, name: str, limit: int) -> None:
    body = f"![Foto]({name})" if name.endswith("JPG") else f"[surat]({name})"
    site = make_site(tmp_path, {"content/news/2024/a.id.md": post("A", body)})
    for size, codes in ((limit, False), (limit + 1, True)):
        with (site / "content/news/2024" / name).open("wb") as file:
            file.truncate(size)
        found = {each.code for each in check(Request(site, site / "output", NOW)).diagnostics}
        assert bool(found & {"picture-too-heavy", "document-too-heavy"}) is codes
