"""Pictures and documents as pages show them: the files to publish, their addresses, their HTML.

Pure. The HTML of a text leaves places for them (see :mod:`generator.markup`); here they are filled.
"""

from __future__ import annotations

import html as html_text
import re
from collections.abc import Sequence
from itertools import groupby

from generator.markup import resolve_links
from generator.media import Document, Media, Picture, PictureFile
from generator.pages import Target
from generator.views import Picture as PictureView
from generator.views import PictureSource

__all__ = ["fill", "output_files", "picture_view"]

SIZES = "(min-width: 40rem) 36rem, 92vw"
"""How wide a picture in a text is shown, as the style sheet has it."""
STILL = "(prefers-reduced-motion: no-preference)"

_TYPES = {
    "avif": "image/avif",
    "webp": "image/webp",
    "jpg": "image/jpeg",
    "png": "image/png",
    "svg": "image/svg+xml",
}
_IMAGE = re.compile(r'<img\b([^>]*) src="warta:(\d+)"([^>]*)>')
_TEXT_ATTRIBUTE = re.compile(r' (?:alt|title)="[^"]*"')


def output_files(path: str, medium: Picture | Document) -> tuple[Media, ...]:
    """The files that are published of the content file at ``path``; a picture's in its own order."""
    stem, _, suffix = path.removeprefix("content/").rpartition(".")
    if isinstance(medium, Document):
        return (Media(f"media/{stem}.{medium.digest[:10]}.{suffix}", path, medium.digest),)
    return tuple(
        Media(
            f"media/{stem}.{medium.key[:10]}-{file.width}{'-moving' if file.moving else ''}.{file.suffix}",
            path,
            file.digest,
            medium.key,
            file.offset,
            file.length,
        )
        for file in medium.files
    )


def picture_view(picture: Picture, urls: Sequence[str]) -> PictureView:
    """What a template sees of a picture, the files of which are at ``urls``."""
    formats = []
    placed = zip(picture.files, urls, strict=True)
    for (suffix, moving), group in groupby(placed, key=lambda item: (item[0].suffix, item[0].moving)):
        formats.append((suffix, moving, list(group)))
    *preferred, (_, _, last) = formats
    return PictureView(
        url=last[-1][1],
        srcset=_srcset(last) if len(last) > 1 else "",
        width=picture.width,
        height=picture.height,
        sources=tuple(
            PictureSource(_TYPES[suffix], _srcset(files), STILL if moving else None)
            for suffix, moving, files in preferred
        ),
    )


def _srcset(files: Sequence[tuple[PictureFile, str]]) -> str:
    return ", ".join(f"{url} {file.width}w" for file, url in files)


def fill(html: str, targets: Sequence[Target], eager: bool = False) -> str:
    """Put pictures and addresses in the places of a text; ``targets`` goes with its links.

    ``eager``: the first picture is at the head of the page.
    """
    if not targets:
        return html

    def show(found: re.Match[str]) -> str:
        nonlocal eager
        target = targets[int(found[2])]
        if not isinstance(target, PictureView):
            return found[0]
        soon, eager = eager, False
        texts = "".join(_TEXT_ATTRIBUTE.findall(found[1] + found[3]))
        return _picture(target, texts, soon)

    html = _IMAGE.sub(show, html)
    return resolve_links(html, tuple(target if isinstance(target, str) else target.url for target in targets))


def _picture(picture: PictureView, attributes: str, soon: bool) -> str:
    sources = "".join(
        f'<source type="{source.type}"'
        + (f' media="{source.media}"' if source.media else "")
        + f' srcset="{html_text.escape(source.srcset)}" sizes="{SIZES}">'
        for source in picture.sources
    )
    widths = f' srcset="{html_text.escape(picture.srcset)}" sizes="{SIZES}"' if picture.srcset else ""
    loading = ' fetchpriority="high"' if soon else ' loading="lazy"'
    image = (
        f'<img src="{html_text.escape(picture.url)}"{widths}{attributes}'
        f' width="{picture.width}" height="{picture.height}"{loading} decoding="async">'
    )
    return f"<picture>{sources}{image}</picture>" if sources else image
