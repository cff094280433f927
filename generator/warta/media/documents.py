"""What readers are told of a document before they open it: its kind and, of a PDF, how many pages it has.

Pure: bytes in, facts out. Documents are published as they are, so what could act in a reader's browser under
the site's own name is refused.
"""

from __future__ import annotations

import io
from typing import Any, NamedTuple

from warta.media.downloads import DOWNLOADS, markup_in
from warta.media.values import Refused, refused

__all__ = ["DocumentFacts", "look_at_document"]

MAX_PAGES = 100_000
_FOREIGN_PICTURES = frozenset("heic heif tif tiff bmp psd ai eps raw cr2 nef arw jfif jp2 ico".split(" "))


class DocumentFacts(NamedTuple):
    """What is known of a file that is published as it is."""

    pages: int
    """0 where that is not known."""


def look_at_document(suffix: str, data: bytes) -> DocumentFacts | Refused:
    """The facts of a file whose name ends in ``suffix`` (lower case). Never raises."""
    if suffix in _FOREIGN_PICTURES:
        return refused("picture-type", suffix=suffix)
    kind = DOWNLOADS.get(suffix)
    if kind is None:
        return refused("document-type", suffix=suffix)
    fits = kind.fits(data)
    if (kind.is_text or not fits) and (markup := markup_in(data)):
        return refused("document-markup", suffix=suffix, found=markup)
    if not fits:
        return refused("document-broken", suffix=suffix)
    return _pdf(data) if suffix == "pdf" else DocumentFacts(0)


def _pdf(data: bytes) -> DocumentFacts | Refused:
    """From the document's own count: counting its pages would mean following whatever it refers to."""
    from pypdf import PdfReader
    from pypdf.errors import FileNotDecryptedError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            return DocumentFacts(0)
        tree: Any = reader.root_object["/Pages"]
        count = tree.get_object()["/Count"].get_object()
    except FileNotDecryptedError:
        return DocumentFacts(0)
    except Exception:  # noqa: BLE001 - a parser for a standard of 1,000 pages may raise anything
        return refused("document-broken", suffix="pdf")
    if not isinstance(count, int) or not 0 < count <= MAX_PAGES:
        return refused("document-broken", suffix="pdf")
    return DocumentFacts(int(count))
