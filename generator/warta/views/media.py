"""Pictures and documents."""

from __future__ import annotations

from msgspec import Struct

__all__ = ["File", "Image", "Picture", "PictureSource"]


class PictureSource(Struct, frozen=True):
    """One ``<source>`` of a picture: a format that a browser may prefer."""

    type: str
    """``image/avif``."""
    srcset: str
    media: str | None
    """A media query, where the format is not for everybody."""


class Picture(Struct, frozen=True):
    """A picture as files of several formats and widths."""

    url: str
    """The file for browsers that know no ``srcset``, and for everybody else: JPEG, PNG or SVG."""
    srcset: str
    """The same format in all widths; empty when there is one only."""
    width: int
    height: int
    """Pixels: the shape to keep free while it is loaded."""
    sources: tuple[PictureSource, ...]
    type: str
    """``image/jpeg``: of the file at ``url``."""
    size: int
    """Bytes of that file."""


class Image(Struct, frozen=True):
    """A picture and what is said about it."""

    url: str
    canonical: str
    alt: str
    caption: str | None
    credit: str | None
    picture: Picture
    """The files."""
    kind: str = "photo"
    """photo, infographic or illustration."""
    focus: str = ""
    """top, bottom, left, right or center: what stays in view where it is cropped; may be empty."""
    whole: bool = False
    """Whether it is never cropped: a drawing of any kind, and an upright photo without focus."""


class File(Struct, frozen=True):
    """A document to be downloaded."""

    url: str
    kind: str
    """``PDF``, ``DOCX`` …"""
    size: int
    """Bytes."""
    pages: int
    """0 where that is not known."""
