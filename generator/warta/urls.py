"""Every decision about addresses: slugs, page URLs, output paths.

Slugs are restricted to what is the same address on every file system and host:
lower-case letters and digits joined by single hyphens, no reserved names, at
most 100 bytes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from typing import Literal, NamedTuple
from urllib.parse import SplitResult, quote, unquote, urlsplit

from msgspec import Struct

from warta.expressions import expression

__all__ = [
    "MAX_SLUG_BYTES",
    "Address",
    "Addresses",
    "SlugProblem",
    "collision_key",
    "collision_keys",
    "decoded",
    "has_secret",
    "is_web_url",
    "local_file_problem",
    "masked",
    "own_path",
    "path_problem",
    "slug_problem",
    "slugify",
]

MAX_SLUG_BYTES = 100
SlugProblem = Literal["form", "reserved", "too-long"]

_RESERVED = frozenset(
    {"index", "con", "prn", "aux", "nul"} | {f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10)}
)
"""``index`` is the name of every page's file; the others cannot be files on Windows."""
_NOT_SLUG = expression(r"[^a-z0-9]+")
_PLAIN_SLUG = expression(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PLAIN_PATH = expression(r"[A-Za-z0-9/._~-]*")
_FOLDS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "œ": "oe", "ı": "i", "þ": "th"})
_ACTIVE_PATH = expression(r'[\\%?#:*"<>|\x00-\x20\x7f]')


_MOST = "{0,1000}"
"""Characters of a name or password. With a limit the time is in proportion to the text."""
_SCHEME = r"(?:https?:[/\\]{0,9}|(?:(?P<scheme>[a-z][a-z0-9+.-]{0,30}):)?[/\\]{2,9})"
_AT = r"(?:@|\\u0040|\\u00000040)"  # as TOML may write it too
_USERINFO = expression(
    # Up to the last @ where there is a password, which may have signs that end a host; else before a path.
    rf"{_SCHEME}(?P<user>[^/\\?#\s:@\[]{_MOST}:(?!\d{{0,9}}(?:[^\w.~%-]|$))\S{_MOST}|[^/\\?#\s]{_MOST}){_AT}"
    rf"|(?<=[\"'])(?!mailto:)(?P<pair>[^\s:/@\"']{_MOST}:[^\s/@\"']{_MOST})@",
    re.IGNORECASE,
)
_WITH_USERS = frozenset({"ssh", "git+ssh", "ssh+git"})
"""Schemes whose addresses name a user, which is no secret; a password is."""


def slugify(text: str) -> str:
    """A slug for ``text``: ``Dr. Érna's "Uji"`` → ``dr-ernas-uji``. Empty when nothing can be kept.

    Latin letters lose their accents; letters of other scripts are kept. The
    result is its own slug.
    """
    if text.isascii():
        plain = _NOT_SLUG.sub("-", text.lower().replace("'", "")).strip("-")
        if slug_problem(plain) is None:
            return plain
    folded = unicodedata.normalize("NFKD", text.casefold()).casefold().translate(_FOLDS)
    folded = folded.replace("'", "").replace("’", "")
    kept: list[str] = []
    for character in folded:
        if unicodedata.combining(character):
            if kept and not kept[-1].isascii():
                kept.append(character)  # in other scripts a mark can be part of the letter
        elif character.isascii() and not character.isalnum():
            kept.append("-")
        elif character.isalnum():
            kept.append(character)
        else:
            kept.append("-")
    slug = re.sub("-+", "-", unicodedata.normalize("NFC", "".join(kept))).strip("-")
    while len(slug.encode()) > MAX_SLUG_BYTES:
        slug = slug[: slug.rfind("-")] if "-" in slug else slug[:-1]
    return slug if slug_problem(slug) is None else f"{slug}-1" if slug else ""


def slug_problem(slug: str) -> SlugProblem | None:
    """Why ``slug`` cannot be part of an address; None when it can."""
    if len(slug.encode()) > MAX_SLUG_BYTES:
        return "too-long"
    if slug in _RESERVED:
        return "reserved"
    if _PLAIN_SLUG.fullmatch(slug):
        return None
    well_formed = (
        slug
        and slug == unicodedata.normalize("NFC", slug)
        and slug == slug.lower()
        and not slug.startswith("-")
        and not slug.endswith("-")
        and "--" not in slug
        and all(
            character == "-" or character.isalnum() or unicodedata.combining(character) for character in slug
        )
    )
    return None if well_formed else "form"


def is_web_url(text: str) -> bool:
    """Whether ``text`` is an absolute http or https address."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s<>\"]", text)
    except ValueError:
        return False


def decoded(path: str) -> str:
    """A path without percent codes; as it is where they stand for no text."""
    with suppress(UnicodeDecodeError):
        return unquote(path, errors="strict")
    return path


def own_path(url: str, base: str) -> str | None:
    """The path from the root of a site at ``base`` that a web address leads to; None for other sites.

    However it is written: with http or https, with the port that goes without saying, with percent codes.
    What follows the path is left out.
    """
    if not (is_web_url(url) and is_web_url(base)):
        return None
    here, there = urlsplit(base), urlsplit(url)
    if _host(here) != _host(there):
        return None
    root, path = decoded(here.path).rstrip("/"), decoded(there.path) or "/"
    below = f"{path}/" if path.lower() == root.lower() else path
    return below[len(root) :] if below.lower().startswith(f"{root.lower()}/") else None


def _host(parts: SplitResult) -> tuple[str, int | None]:
    """Name and port; no port for those of http and https, as servers lead from one to the other."""
    name = (parts.hostname or "").rstrip(".")
    with suppress(UnicodeError):
        name = name.encode("idna").decode("ascii")
    try:
        port = parts.port
    except ValueError:  # no number
        return name, -1
    return name, None if port in (80, 443) else port


def has_secret(text: str) -> bool:
    """Whether an address in ``text`` holds a password, a token or, but for those of ssh, a user's name."""
    return any(_is_secret(found) for found in _USERINFO.finditer(text) if found["pair"] is None)


def masked(text: str) -> str:
    """``text`` without such secrets: ``https://…@host``."""
    return _USERINFO.sub(_masked, text) if "@" in text or "0040" in text else text


def _is_secret(found: re.Match[str]) -> bool:
    user = found["user"]
    is_plain = str(found["scheme"]).lower() in _WITH_USERS and ":" not in user
    return bool(user) and not is_plain


def _masked(found: re.Match[str]) -> str:
    if found["pair"] is not None:
        return "…@"
    before = found[0][: found.start("user") - found.start()]
    return f"{before}…@" if _is_secret(found) else found[0]


def path_problem(text: str) -> str | None:
    """Why ``text`` is not a plain absolute path on this site; None when it is one."""
    if not text.startswith("/") or text.startswith("//") or _ACTIVE_PATH.search(text):
        return "form"
    segments = text.strip("/").split("/")
    if any(segment in ("", ".", "..") or len(segment.encode()) > 200 for segment in segments):
        return "form"
    if segments[0].casefold() == ".warta":  # the output folder's own
        return "form"
    return "form" if any(segment.endswith(".") for segment in segments) else None


def path_meant(text: str) -> str:
    """The path of a web address, or one without its first slash; empty when it is neither, or more."""
    bare = re.sub(r"\Ahttps?://[^/?#\s]+", "", text.strip())
    path = bare if bare.startswith("/") else f"/{bare}"
    return path if bare and bare != "/" and path_problem(path) is None else ""


def local_file_problem(text: str) -> str | None:
    """Why ``text`` is not a relative path to a file of the site's content; None when it is one."""
    return "form" if text.startswith("/") or _ACTIVE_PATH.search(text.replace(" ", "")) else None


def collision_key(path: str) -> str:
    """Equal for paths that some file system or host takes for the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def collision_keys(paths: Sequence[str]) -> Sequence[str]:
    """The collision key of each path; most sites' paths are their own."""
    together = "".join(paths)
    return paths if together.isascii() and together.islower() else [collision_key(path) for path in paths]


class Address(NamedTuple):
    """Where one output lives."""

    path: str
    """File below the output folder: ``id/berita/2024/x/index.html``."""
    url: str
    """With the site's root, percent-encoded: ``/sub/id/berita/2024/x/``."""


class Addresses(Struct, frozen=True):
    """Makes addresses from a site's base URL and the words its languages use in paths."""

    origin: str
    """Scheme and host: ``https://kabar.example.go.id``."""
    root: str
    """Path prefix without a final slash; empty for a site at the top of its host."""
    words: dict[str, dict[str, str]]
    """Per language: news, tags, regions, agencies, speakers, archive, page, search and data."""

    def at(self, path: str) -> Address:
        """The address of a path below the site's root, without a leading slash."""
        url = f"{self.root}/{path if _PLAIN_PATH.fullmatch(path) else quote(path)}"
        return Address(path + "index.html" if path == "" or path[-1] == "/" else path, url)

    def home(self, language: str) -> Address:
        """``/id/``."""
        return self.at(f"{language}/")

    def news(self, language: str) -> Address:
        """The listing of all stories: ``/id/berita/``."""
        return self.at(f"{language}/{self.words[language]['news']}/")

    def news_year(self, language: str, year: int) -> Address:
        """``/id/berita/2024/``: what remains when a reader cuts a post's address short."""
        return self.at(f"{language}/{self.words[language]['news']}/{year:04}/")

    def post(self, language: str, year: int, slug: str) -> Address:
        """``/id/berita/2024/seminar-korpri/``."""
        return self.at(f"{language}/{self.words[language]['news']}/{year:04}/{slug}/")

    def standing(self, language: str, slugs: Sequence[str]) -> Address:
        """``/id/ppid/informasi-berkala/``: a standing page below those of its folders."""
        return self.at(f"{language}/{'/'.join(slugs)}/")

    def taxonomy(self, language: str, taxonomy: str) -> Address:
        """``/id/instansi/``."""
        return self.at(f"{language}/{self.words[language][taxonomy]}/")

    def term(self, language: str, taxonomy: str, slug: str) -> Address:
        """``/id/instansi/bkpsdm-bondowoso/``."""
        return self.at(f"{language}/{self.words[language][taxonomy]}/{slug}/")

    def archive(self, language: str, year: int | None = None, month: int | None = None) -> Address:
        """``/id/arsip/``, ``/id/arsip/2024/`` or ``/id/arsip/2024/11/``."""
        parts = "".join(
            part for part in (f"{year:04}/" if year else "", f"{month:02}/" if year and month else "")
        )
        return self.at(f"{language}/{self.words[language]['archive']}/{parts}")

    def kind(self, language: str, kind: str) -> Address:
        """The list of one kind of stories: ``/id/pengumuman/``."""
        return self.at(f"{language}/{self.words[language][kind]}/")

    def agenda(self, language: str) -> Address:
        """The events: ``/id/agenda/``."""
        return self.at(f"{language}/{self.words[language]['agenda']}/")

    def documents(self, language: str, *within: str) -> Address:
        """All documents, ``/id/dokumen/``, or those of a year, a kind, an agency: ``/id/dokumen/2024/``."""
        return self.at(f"{language}/{'/'.join((self.words[language]['documents'], *within))}/")

    def search(self, language: str) -> Address:
        """``/id/cari/``."""
        return self.at(f"{language}/{self.words[language]['search']}/")

    def open_data(self, language: str) -> Address:
        """``/id/data/``."""
        return self.at(f"{language}/{self.words[language]['data']}/")

    def beside(self, page: Address, name: str) -> Address:
        """A file in a page's own folder: ``/id/feed.xml`` for the home page."""
        return self.at(page.path.removesuffix("index.html") + name)

    def listing_page(self, language: str, listing: Address, number: int) -> Address:
        """A page of a listing, numbered from 1 for the oldest stories on: ``/id/berita/halaman/2/``."""
        return self.at(f"{listing.path.removesuffix('index.html')}{self.words[language]['page']}/{number}/")
