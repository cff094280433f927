"""Pictures and documents as pages show them: the files to publish, their addresses, their HTML.

Pure. The HTML of a text leaves places for them (:mod:`warta.markdown.placeholders`); here they are filled.
"""

from __future__ import annotations

import html as html_text
import re
from collections.abc import Sequence
from functools import partial
from itertools import groupby

from warta.i18n.languages import Language
from warta.markdown.placeholders import resolve_links, unlinked
from warta.media.values import Document, Media, Picture, PictureFile
from warta.pages.data import Body, Target
from warta.views.media import File, PictureSource
from warta.views.media import Picture as PictureView
from warta.views.references import Speaker

__all__ = ["file_facts", "fill", "output_files", "picture_view"]

SIZES = "(min-width: 76rem) 44rem, (min-width: 60rem) 60vw, 92vw"
GALLERY_SIZES = "(min-width: 40rem) 21rem, 92vw"
"""How wide a picture is shown in a text and in a gallery, as the style sheet has it. Both open whole."""
STILL = "(prefers-reduced-motion: no-preference)"

_TYPES = {
    "avif": "image/avif",
    "webp": "image/webp",
    "jpg": "image/jpeg",
    "png": "image/png",
    "svg": "image/svg+xml",
}
# Each finds what :mod:`warta.markdown.story_html` has written into sanitised HTML, in its one form. Compiled
# when they are first used: most texts have none of these.
_IMAGE = r'<img\b([^<>]*) src="warta:(\d+)"([^<>]*)>'
_QUOTE = r'(?s)<warta-quote n="(\d+)">((?>(?:(?!</warta-quote>).)*))</warta-quote>'
_VIDEO = r'<warta-video site="([^"]*)"></warta-video>'
_FACTS = r'(?s)(<a href="warta:(\d+)"[^>]*><b>(?:(?!</a>).)*)<warta-facts></warta-facts>'
_GALLERY = r'(?s)<figure class="gallery"><div>(?>(?:(?!</?div>).)*)</div>'
_FIGURE = r'(<figure class="picture">)(<img\b[^<>]*>)'
_TEXT_ATTRIBUTE = r' (?:alt|title)="[^"]*"'


def output_files(path: str, medium: Picture | Document) -> tuple[Media, ...]:
    """The files that are published of the content file at ``path``; a picture's in its own order."""
    stem, _, suffix = path.removeprefix("content/").rpartition(".")
    if isinstance(medium, Document):
        return (Media(f"media/{stem}.{medium.digest[:10]}.{suffix}", path, medium.digest),)
    return tuple(
        Media(
            f"media/{stem}.{file.digest[:10]}-{file.width}{'-moving' if file.moving else ''}.{file.suffix}",
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
    *preferred, (suffix, _, last) = formats
    return PictureView(
        url=last[-1][1],
        srcset=_srcset(last) if len(last) > 1 else "",
        width=picture.width,
        height=picture.height,
        sources=tuple(
            PictureSource(_TYPES[other], _srcset(files), STILL if moving else None)
            for other, moving, files in preferred
        ),
        type=_TYPES[suffix],
        size=last[-1][0].length,
    )


def _srcset(files: Sequence[tuple[PictureFile, str]]) -> str:
    return ", ".join(f"{url} {file.width}w" for file, url in files)


def fill(html: str, body: Body, language: Language) -> str:
    """Put pictures, speakers and addresses in the places of a text."""
    targets, quotes = body.targets, body.quotes
    if "<warta-" in html:
        html = re.sub(_QUOTE, lambda found: _speaker(quotes[int(found[1])], found[2]), html)
        html = re.sub(_VIDEO, lambda found: html_text.escape(language.text("video_at", site=found[1])), html)
        html = re.sub(_FACTS, lambda found: found[1] + _facts(targets[int(found[2])], language), html)
    if not targets:
        return html
    eager = body.eager and html.startswith('<figure class="picture"')

    def show(found: re.Match[str], sizes: str = SIZES, *, opens: bool = False) -> str:
        nonlocal eager
        target = targets[int(found[2])]
        if not isinstance(target, PictureView):
            return found[0]
        loading, eager = ' fetchpriority="high"' if eager else ' loading="lazy"', False
        texts = "".join(re.findall(_TEXT_ATTRIBUTE, found[1] + found[3]))
        if body.elsewhere:  # one file a picture
            url = html_text.escape(target.url)
            return f'<img src="{url}"{texts} width="{target.width}" height="{target.height}">'
        shown = _picture(target, texts, sizes, loading)
        # The description names the link: without one there is none.
        is_named = opens and 'alt=""' not in texts
        return f'<a href="{html_text.escape(target.url)}">{shown}</a>' if is_named else shown

    def show_gallery(found: re.Match[str]) -> str:
        return re.sub(
            _IMAGE, partial(show, sizes=SIZES if body.large else GALLERY_SIZES, opens=True), found[0]
        )

    def show_figure(found: re.Match[str]) -> str:
        return found[1] + re.sub(_IMAGE, partial(show, opens=True), found[2])

    if 'class="gallery"' in html:
        html = re.sub(_GALLERY, show_gallery, html)
    if 'class="picture"' in html:
        html = re.sub(_FIGURE, show_figure, html)
    if "<img" in html:
        html = re.sub(_IMAGE, show, html)
    if None in targets:
        html = unlinked(html, frozenset(number for number, target in enumerate(targets) if target is None))
    return resolve_links(html, tuple([_address(target) for target in targets]))


def _address(target: Target) -> str:
    return target.url if isinstance(target, PictureView | File) else target or ""


def _speaker(speaker: Speaker, linked: str) -> str:
    """``linked``: the name as the writer has linked it, which counts for whom the registry does not know."""
    if linked and not speaker.url and not speaker.office:
        return linked
    name, office = html_text.escape(speaker.full_name), html_text.escape(speaker.office or "")
    linked = f'<a href="{html_text.escape(speaker.url)}">{name}</a>' if speaker.url else name
    return f'{linked}<span class="office">, {office}</span>' if office else linked


def _facts(target: Target, language: Language) -> str:
    return html_text.escape(file_facts(target, language)) if isinstance(target, File) else ""


def file_facts(file: File, language: Language) -> str:
    """What readers are told of a document, as plain text: ``PDF, 1,2 MB, 12 halaman``."""
    facts = [file.kind, _size(file.size, language)]
    if file.pages:
        facts.append(language.count_text("document_pages", file.pages))
    return ", ".join(facts)


def _size(size: int, language: Language) -> str:
    """In the unit that gives a number people can picture; megabytes with one decimal."""
    if size < 1_000_000:
        return language.text("size_kb", size=language.number(max(1, round(size / 1000))))
    tenths = round(size / 100_000)
    decimal = "," if language.thousands == "." else "."
    whole = language.number(tenths // 10)
    return language.text("size_mb", size=f"{whole}{decimal}{tenths % 10}" if tenths % 10 else whole)


def _picture(picture: PictureView, attributes: str, sizes: str, loading: str) -> str:
    sources = "".join(
        f'<source type="{source.type}"'
        + (f' media="{source.media}"' if source.media else "")
        + f' srcset="{html_text.escape(source.srcset)}" sizes="{sizes}">'
        for source in picture.sources
    )
    widths = f' srcset="{html_text.escape(picture.srcset)}" sizes="{sizes}"' if picture.srcset else ""
    image = (
        f'<img src="{html_text.escape(picture.url)}"{widths}{attributes}'
        f' width="{picture.width}" height="{picture.height}"{loading} decoding="async">'
    )
    return f"<picture>{sources}{image}</picture>" if sources else image
