"""What is known of the pictures and documents beside stories. Values only.

A picture is published as several files that were made from it, a document as it is.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = [
    "ICON_SOURCE",
    "PICTURE_SUFFIXES",
    "Document",
    "Media",
    "Medium",
    "Picture",
    "PictureFile",
    "Refused",
    "RefusedError",
    "is_drawing",
    "is_lfs_pointer",
    "is_writing",
    "refused",
    "suffix_of",
    "too_heavy",
]

PICTURE_SUFFIXES = frozenset("jpg jpeg png gif webp avif svg heic heif".split(" "))
"""What a file name may end in, in lower case, for the file to be shown as a picture."""
ICON_SOURCE = "icon:"
"""Before the path of a picture of which icons are made; no path in a site has a colon."""
MAX_PICTURE_BYTES = 80 * 1024 * 1024
MAX_DOCUMENT_BYTES = 100 * 1024 * 1024


class PictureFile(NamedTuple):
    """One of the files made from a picture, and where its bytes are kept."""

    suffix: str
    width: int
    height: int
    """Pixels."""
    moving: bool
    digest: str
    """Of its bytes."""
    offset: int
    length: int
    """Its place among the bytes that are kept of the picture."""


class Picture(NamedTuple):
    """A picture that can be shown."""

    key: str
    """Stands for the original's bytes and for the program that makes the files."""
    width: int
    height: int
    """Of the widest file, in pixels: the shape to keep free for it."""
    files: tuple[PictureFile, ...]
    """By format, the one to be preferred first, each from narrow to wide."""


class Document(NamedTuple):
    """A file that is published as it is."""

    digest: str
    size: int
    """Bytes."""
    pages: int
    """0 where that is not known."""


class Refused(NamedTuple):
    """Why a file is not published: a diagnostic's code and arguments."""

    code: str
    arguments: tuple[tuple[str, str | int], ...] = ()


def refused(code: str, **arguments: str | int) -> Refused:
    """A refusal."""
    return Refused(code, tuple(arguments.items()))


class RefusedError(Exception):
    """Carries a refusal out of the depth of a decoder."""

    def __init__(self, code: str, **arguments: str | int) -> None:
        super().__init__(code)
        self.refusal = refused(code, **arguments)


Medium = Picture | Document | Refused


class Media(NamedTuple):
    """One output file that no template makes: a content file, or a part of what was made from one."""

    path: str
    """Below the output folder."""
    source: str
    """The content file."""
    digest: str
    """Of the bytes."""
    key: str = ""
    """Of the picture; empty when the content file itself is meant."""
    offset: int = 0
    length: int = 0
    """Where the bytes are among those kept under the key."""


def too_heavy(path: str, size: int) -> Refused | None:
    """Why a file of ``size`` bytes is not even read; None when it may be."""
    if suffix_of(path) in PICTURE_SUFFIXES:
        if size > MAX_PICTURE_BYTES:
            return refused("picture-too-heavy", size=_mb(size), limit=_mb(MAX_PICTURE_BYTES))
    elif size > MAX_DOCUMENT_BYTES:
        return refused("document-too-heavy", size=_mb(size), limit=_mb(MAX_DOCUMENT_BYTES))
    return None


def is_writing(data: bytes) -> bool:
    """Whether a file holds text: a note, a web page, a shortcut."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and all(each.isprintable() or each.isspace() for each in text)


def is_drawing(data: bytes) -> bool:
    """Whether a text is a drawing, SVG, as far as its beginning tells."""
    beginning = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    return beginning.startswith(b"<svg") or (
        beginning.startswith((b"<?xml", b"<!--")) and b"<svg" in beginning
    )


def is_lfs_pointer(data: bytes) -> bool:
    """Whether this is what git leaves in the place of a large file whose bytes have not been fetched."""
    return data.startswith(b"version https://git-lfs.github.com/spec/")


def _mb(size: int) -> int:
    return -(-size // (1024 * 1024))


def suffix_of(path: str) -> str:
    """What a file name ends in, in lower case without the dot; empty when it has no ending."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""
